//! A server that speaks just enough of PostgreSQL's protocol to reject a connection with a given error at a given moment.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// When the error is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// In response to the startup message.
    Start,
    /// After the SCRAM exchange, when Neon sends its errors about computes.
    AfterPassword,
}

/// The response.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub moment: Moment,
    pub code: &'static str,
    pub text: String,
}

/// A running server. Its thread ends with the test process.
pub struct Refusing {
    pub port: u16,
    tries: Arc<AtomicUsize>,
}

impl Refusing {
    /// Starts a server; `answer` gets the role and the number of earlier connections.
    pub fn start(answer: impl Fn(&str, usize) -> Refusal + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let tries = Arc::new(AtomicUsize::new(0));
        let count = tries.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // Ignores disconnects.
                let _ = refuse(stream.unwrap(), |role| {
                    answer(role, count.fetch_add(1, Ordering::Relaxed))
                });
            }
        });
        Self { port, tries }
    }

    /// The number of connections.
    pub fn tries(&self) -> usize {
        self.tries.load(Ordering::Relaxed)
    }

    /// A URL of it with the name of a host at Neon.
    pub fn url_at_neon(&self, role: &str) -> String {
        let host = "ep-cool-darkness-a1b2c3d4.us-east-2.aws.neon.tech";
        format!(
            "postgresql://{role}:s3cret@{host}:{}/people?sslmode=disable&hostaddr=127.0.0.1",
            self.port
        )
    }

    /// A URL of it, without TLS.
    pub fn url(&self, role: &str) -> String {
        format!(
            "postgresql://{role}:s3cret@127.0.0.1:{}/people?sslmode=disable",
            self.port
        )
    }
}

fn refuse(mut stream: TcpStream, answer: impl FnOnce(&str) -> Refusal) -> io::Result<()> {
    let mut start = body(&mut stream)?;
    // A request for TLS (PostgreSQL manual, "SSL Session Encryption"), which it does not offer.
    if start == 80_877_103_u32.to_be_bytes() {
        stream.write_all(b"N")?;
        start = body(&mut stream)?;
    }
    let texts: Vec<&str> = start[4..]
        .split(|byte| *byte == 0)
        .map(|text| std::str::from_utf8(text).unwrap())
        .collect();
    let role = texts
        .iter()
        .position(|text| *text == "user")
        .map(|at| texts[at + 1])
        .unwrap();
    let refusal = answer(role);
    if refusal.moment == Moment::AfterPassword {
        stream.write_all(&message(
            b'R',
            &[&10_u32.to_be_bytes()[..], b"SCRAM-SHA-256\0\0"].concat(),
        ))?;
        let first = typed(&mut stream)?;
        let nonce = first
            .split(|byte| *byte == b',')
            .find_map(|part| part.strip_prefix(b"r="))
            .unwrap();
        let challenge = [
            &11_u32.to_be_bytes()[..],
            b"r=",
            nonce,
            b"server,s=c2FsdHNhbHQ=,i=4096",
        ]
        .concat();
        stream.write_all(&message(b'R', &challenge))?;
        typed(&mut stream)?;
    }
    let fields = format!("SERROR\0VERROR\0C{}\0M{}\0\0", refusal.code, refusal.text);
    stream.write_all(&message(b'E', fields.as_bytes()))
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

/// The body of a message without a kind.
fn body(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
    stream.read_exact(&mut body)?;
    Ok(body)
}

fn typed(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    stream.read_exact(&mut [0])?;
    body(stream)
}
