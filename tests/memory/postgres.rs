//! Servers that speak PostgreSQL and send endless, oversized or unexpected responses.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::{expect, run};
use crate::support::Folder;

/// The timeout for endless responses.
const WAIT: Duration = Duration::from_secs(1);

/// The timeout for what is refused long before, even by a debug build while other tests run.
const LONG: Duration = Duration::from_secs(20);

/// What the server does at one point of the connection.
type Act = fn(&mut TcpStream) -> io::Result<()>;

/// A server that accepts every sign-in, or runs `login` instead; answers the catalog query, or runs `catalog`
/// instead; and runs `rows` when a table is read.
#[derive(Clone, Copy)]
struct Server {
    describes_session: bool,
    login: Act,
    catalog: Act,
    rows: Act,
}

const GOOD: Server = Server {
    describes_session: true,
    login: |stream| stream.write_all(&[message(b'R', &[0; 4]), ready()].concat()),
    catalog: |stream| stream.write_all(&[document(CATALOG), ready()].concat()),
    rows: |stream| stream.write_all(&ready()),
};

const SESSION: &str =
    r#"{"role":"anna","database":"people","search_path":"public","read_only":false}"#;
const CATALOG: &str = r#"{"role":"anna","database":"people","schema":"public","may_create":true,"record":null,"tables":[
 {"schema":"public","name":"users","visible":true,"owner":"anna","owned":true,"kind":"table","columns":[
  {"name":"id","type":"integer","required":true,"filled":true},{"name":"email","type":"text","required":false,"filled":false},
  {"name":"username","type":"text","required":false,"filled":false},{"name":"full_name","type":"text","required":false,"filled":false},
  {"name":"oauth_provider","type":"text","required":false,"filled":false},
  {"name":"oauth_id","type":"text","required":false,"filled":false}],"indexes":[]},
 {"schema":"public","name":"oauth_states","visible":true,"owner":"anna","owned":true,"kind":"table","columns":[
  {"name":"state_token","type":"text","required":true,"filled":false},{"name":"provider","type":"text","required":true,"filled":false}],"indexes":[]}]}"#;

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

fn ready() -> Vec<u8> {
    message(b'Z', b"I")
}

/// A RowDescription with columns of these types.
fn columns(kinds: &[u32]) -> Vec<u8> {
    let mut body = u16::try_from(kinds.len()).unwrap().to_be_bytes().to_vec();
    for kind in kinds {
        body.extend(b"c\0\0\0\0\0\0\0");
        body.extend(kind.to_be_bytes());
        body.extend(b"\xff\xff\xff\xff\xff\xff\0\0");
    }
    message(b'T', &body)
}

fn row(cells: &[Option<&[u8]>]) -> Vec<u8> {
    let mut body = u16::try_from(cells.len()).unwrap().to_be_bytes().to_vec();
    for cell in cells {
        match cell {
            None => body.extend(u32::MAX.to_be_bytes()),
            Some(bytes) => {
                body.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
                body.extend(*bytes);
            }
        }
    }
    message(b'D', &body)
}

/// One row with one text, as the response to a simple query.
fn document(text: &str) -> Vec<u8> {
    [
        columns(&[25]),
        row(&[Some(text.as_bytes())]),
        message(b'C', b"SELECT 1\0"),
    ]
    .concat()
}

/// The column types of a listing.
const LISTED: [u32; 10] = [20, 25, 25, 25, 25, 16, 16, 1114, 1114, 20];

/// The start of the response to a query with parameters.
fn bound(kinds: &[u32]) -> Vec<u8> {
    [message(b'1', b""), message(b'2', b""), columns(kinds)].concat()
}

fn user() -> Vec<u8> {
    let mut cells = [None; 10];
    cells[0] = Some(&[0, 0, 0, 0, 0, 0, 0, 7][..]);
    cells[9] = cells[0];
    row(&cells)
}

fn endless(stream: &mut TcpStream, piece: &[u8]) -> io::Result<()> {
    let many = piece.repeat(65_536 / piece.len() + 1);
    loop {
        stream.write_all(&many)?;
    }
}

/// Announces a message of two gigabytes, and sends its start for as long as the client reads.
fn huge(stream: &mut TcpStream, kind: u8) -> io::Result<()> {
    stream.write_all(&[kind, 0x7f, 0xff, 0xff, 0xff])?;
    endless(stream, &[b'x'; 65_536])
}

fn notice() -> Vec<u8> {
    message(b'N', b"SWARNING\0C01000\0Mhello\0\0")
}

fn settings(stream: &mut TcpStream) -> io::Result<()> {
    for number in 0_u64.. {
        stream.write_all(&message(
            b'S',
            format!("name{number}\0{}\0", "v".repeat(900)).as_bytes(),
        ))?;
    }
    Ok(())
}

impl Server {
    /// Serves every connection in its own thread while the test runs; returns the port.
    fn start(self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Arc::new(self);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                // A client that refuses hangs up.
                std::thread::spawn(move || server.serve(stream));
            }
        });
        port
    }

    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let mut startup = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap() - 4];
        stream.read_exact(&mut startup)?;
        (self.login)(&mut stream)?;
        loop {
            let mut head = [0; 5];
            stream.read_exact(&mut head)?;
            let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) - 4;
            let mut body = vec![0; usize::try_from(length).unwrap()];
            stream.read_exact(&mut body)?;
            let asked = String::from_utf8_lossy(&body);
            match (head[0], asked.contains("json_build_object")) {
                (b'Q', true) => {
                    // One command queries the session before the tables.
                    if asked.contains("'read_only_source'") && self.describes_session {
                        stream.write_all(&document(SESSION))?;
                    }
                    (self.catalog)(&mut stream)?;
                }
                (b'Q', false) if body.len() <= 1 => {
                    stream.write_all(&[message(b'I', b""), ready()].concat())?
                }
                (b'Q', false) => {
                    stream.write_all(&[message(b'C', b"BEGIN\0"), ready()].concat())?
                }
                (b'S', _) => (self.rows)(&mut stream)?,
                (b'X', _) => return Ok(()),
                _ => {}
            }
        }
    }

    /// Runs the program on it.
    fn run(self, arguments: &[&str], wait: Duration) -> crate::support::Run {
        let url = format!(
            "DATABASE_URL=postgresql://anna:s3cret-s3cret@127.0.0.1:{}/people?sslmode=disable\n",
            self.start()
        );
        run(&Folder::with_env(&url), arguments, wait)
    }
}

/// Every command that connects, up to its end or its first prompt.
const COMMANDS: [&[&str]; 6] = [
    &["verify-connection"],
    &["list-users"],
    &["purge-states"],
    &["init-db", "--check"],
    &["doctor"],
    &["checklist", "1"],
];

/// Runs every command, or only the first two if another case has shown that they behave the same.
#[track_caller]
fn each_command(what: &str, server: Server, commands: usize, ids: &[&str]) {
    std::thread::scope(|scope| {
        for arguments in &COMMANDS[..commands] {
            scope.spawn(move || {
                let wait = if ids == SLOW { WAIT } else { LONG };
                let run = server.run(arguments, wait);
                expect(&format!("{what}: {arguments:?}"), &run, &[1, 4, 5], ids);
            });
        }
    });
}

const LARGE: &[&str] = &["database.answer-too-large"];
const SLOW: &[&str] = &["database.timed-out", "database.slow"];
const NOT_POSTGRES: &[&str] = &["database.not-postgres"];

#[test]
fn ends_an_endless_sign_in() {
    for (what, login, commands, ids) in [
        (
            "notices",
            (|stream| {
                stream.write_all(&message(b'R', &[0; 4]))?;
                endless(stream, &notice())
            }) as Act,
            6,
            LARGE,
        ),
        (
            "settings",
            |stream| {
                stream.write_all(&message(b'R', &[0; 4]))?;
                settings(stream)
            },
            2,
            LARGE,
        ),
        ("a huge error", |stream| huge(stream, b'E'), 2, NOT_POSTGRES),
        (
            "a huge setting",
            |stream| huge(stream, b'S'),
            2,
            NOT_POSTGRES,
        ),
        (
            "a byte a while",
            |stream| {
                for byte in notice().repeat(1000) {
                    stream.write_all(&[byte])?;
                    std::thread::sleep(Duration::from_millis(100));
                }
                Ok(())
            },
            2,
            SLOW,
        ),
    ] {
        each_command(what, Server { login, ..GOOD }, commands, ids);
    }
}

#[test]
fn ends_an_endless_response() {
    for (what, catalog, commands, ids) in [
        (
            "rows",
            (|stream| {
                stream.write_all(&columns(&[25]))?;
                endless(stream, &row(&[Some(b"{}")]))
            }) as Act,
            6,
            LARGE,
        ),
        ("notices", |stream| endless(stream, &notice()), 2, LARGE),
        ("settings", settings, 2, LARGE),
        (
            "a huge row",
            |stream| {
                stream.write_all(&columns(&[25]))?;
                huge(stream, b'D')
            },
            6,
            LARGE,
        ),
        ("a huge error", |stream| huge(stream, b'E'), 2, LARGE),
        (
            "columns",
            |stream| stream.write_all(&columns(&[25; 60_000])),
            2,
            LARGE,
        ),
        (
            "empty answers",
            |stream| endless(stream, &message(b'I', b"")),
            2,
            LARGE,
        ),
        ("silence", |_| Ok(()), 6, SLOW),
    ] {
        each_command(what, Server { catalog, ..GOOD }, commands, ids);
    }
}

#[test]
fn ends_endless_rows_in_bounded_memory() {
    for (what, rows, ids) in [
        (
            "users",
            (|stream| {
                stream.write_all(&bound(&LISTED))?;
                endless(stream, &user())
            }) as Act,
            &["database.slow"][..],
        ),
        (
            "a user now and then",
            |stream| {
                stream.write_all(&bound(&LISTED))?;
                for _ in 0..100 {
                    stream.write_all(&user())?;
                    std::thread::sleep(Duration::from_millis(100));
                }
                Ok(())
            },
            &["database.slow"],
        ),
        (
            "a huge user",
            |stream| {
                stream.write_all(&bound(&LISTED))?;
                huge(stream, b'D')
            },
            &["database.answer-too-large"],
        ),
    ] {
        for format in ["ndjson", "table", "csv", "json"] {
            let run = Server { rows, ..GOOD }.run(
                &["list-users", "--all", "--format", format],
                if ids == LARGE { LONG } else { WAIT },
            );
            expect(&format!("{what} {format}"), &run, &[4, 5], ids);
        }
    }
}

#[test]
fn reports_unexpected_responses() {
    const ODD: &[&str] = &[
        "database.answer-unexpected",
        "database.garbled",
        "database.closed",
        "database.answer-too-large",
    ];
    for (what, catalog) in [
        (
            "no row",
            (|stream| stream.write_all(&[message(b'C', b"SELECT 0\0"), ready()].concat())) as Act,
        ),
        ("NULL", |stream| {
            stream.write_all(&[columns(&[25]), row(&[None]), row(&[None]), ready()].concat())
        }),
        ("no column", |stream| {
            stream.write_all(&[columns(&[]), row(&[]), ready()].concat())
        }),
        ("no UTF-8", |stream| {
            stream.write_all(&[columns(&[25]), row(&[Some(b"\xff\xfe")]), ready()].concat())
        }),
        ("no JSON", |stream| {
            stream.write_all(&[document("{"), document("{"), ready()].concat())
        }),
        ("other JSON", |stream| {
            stream.write_all(&[document("[1]"), document("{\"tables\":7}"), ready()].concat())
        }),
        ("deep JSON", |stream| {
            let deep = "[".repeat(100_000);
            stream.write_all(&[document(&deep), document(&deep), ready()].concat())
        }),
        ("a cell beyond the row", |stream| {
            stream.write_all(
                &[
                    columns(&[25]),
                    message(b'D', &[0, 1, 0x7f, 0, 0, 0, 1]),
                    ready(),
                ]
                .concat(),
            )
        }),
        ("a negative length", |stream| {
            stream.write_all(&[b'D', 0xff, 0, 0, 0])
        }),
        ("an unknown message", |stream| {
            stream.write_all(&[message(b'@', b"x"), ready()].concat())
        }),
        ("a type of its own", |stream| {
            stream.write_all(&[columns(&[99_999]), ready()].concat())
        }),
        ("a copy", |stream| {
            stream.write_all(&[message(b'G', &[0, 0, 0]), ready()].concat())
        }),
    ] {
        each_command(
            what,
            Server {
                describes_session: false,
                catalog,
                ..GOOD
            },
            2,
            ODD,
        );
    }
    for (what, rows) in [
        (
            "no row",
            (|stream| {
                stream.write_all(&[bound(&[]), message(b'C', b"SELECT 0\0"), ready()].concat())
            }) as Act,
        ),
        ("other types", |stream| {
            stream.write_all(
                &[
                    bound(&[25; 10]),
                    row(&[Some(&b"x"[..]); 10]),
                    message(b'C', b"SELECT 1\0"),
                    ready(),
                ]
                .concat(),
            )
        }),
        ("short numbers", |stream| {
            stream.write_all(
                &[
                    bound(&LISTED),
                    row(&[Some(&b"x"[..]); 10]),
                    message(b'C', b"SELECT 1\0"),
                    ready(),
                ]
                .concat(),
            )
        }),
        ("no column", |stream| {
            stream
                .write_all(&[bound(&[]), row(&[]), message(b'C', b"SELECT 1\0"), ready()].concat())
        }),
        ("a type of its own", |stream| {
            stream.write_all(&[bound(&[99_999]), ready()].concat())
        }),
        ("rows of NULL", |stream| {
            stream.write_all(
                &[
                    bound(&LISTED),
                    row(&[None; 10]),
                    message(b'C', b"SELECT 1\0"),
                    ready(),
                ]
                .concat(),
            )
        }),
    ] {
        for arguments in [
            &["list-users"][..],
            &["list-users", "--count"],
            &["purge-states"],
            &["purge-states", "--dry-run"],
        ] {
            let run = Server { rows, ..GOOD }.run(arguments, LONG);
            assert!(
                matches!(run.code, 0 | 4 | 5),
                "{what} {arguments:?}: {run:?}"
            );
        }
    }
}
