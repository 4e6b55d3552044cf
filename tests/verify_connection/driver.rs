//! The app is the oracle: SQLAlchemy with psycopg2-binary, as the app calls them, and `navauth verify-connection` reach the same databases.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rcgen::{CertificateParams, KeyPair};
use serde_json::{Value, json};

use crate::support::choices::Choices;
use crate::support::pgbouncer::Pooler;
use crate::support::postgres::{Cluster, Database};
use crate::support::{Folder, set_mode, tools};

/// How many pairs of a connection string and an environment are generated.
const COUNT: usize = 1050;

/// Prints one line a case: `connected`, or the exception.
const ORACLE: &str = r#"
import json, os, sys, warnings
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

warnings.simplefilter("ignore")
NAMES = ["NEON_DATABASE_URL_DEV", "NEON_DATABASE_URL", "DATABASE_URL"]
home = os.getcwd()

def connect():
    url = next((os.environ[name] for name in NAMES if name in os.environ), "sqlite:///./data/users.db")
    if url.startswith("postgres://"):
        url = url.replace("postgres://", "postgresql://", 1)
    local = "sqlite" in url
    engine = create_engine(url, connect_args={"check_same_thread": False} if local else {}, poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("select count(*) from sqlite_master" if local else "select 1")

for case in json.load(open(sys.argv[1], encoding="utf-8")):
    os.environ.clear()
    os.environ.update(case["environment"])
    os.chdir(case["folder"])
    try:
        connect()
        print("connected", flush=True)
    except BaseException as error:
        words = " ".join(str(error).split())[:260]
        print(type(error).__name__, words.encode("ascii", "replace").decode(), flush=True)
"#;

/// A way to a server, all of which is right.
struct Route {
    user: String,
    password: String,
    port: u16,
    database: String,
    query: &'static [&'static str],
    sockets: String,
}

/// Passwords with what URLs, forms and libpq give a meaning.
const PASSWORDS: [&str; 8] = [
    "plain-s3cret",
    "a@b/c:d?e#f&g=h",
    "100%25+ %41",
    "it's \"q\" \\ back",
    "пароль é🙂",
    " lead and trail ",
    "%",
    "a,b;c{d}|e",
];

const HOSTS: [&str; 13] = [
    "127.0.0.1",
    "[::1]",
    "",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "127.0.0.1,localhost",
    "localhost,127.0.0.1",
    "127.0.0.2",
    "127.1",
    "::1",
    "[localhost]",
    "%6cocalhost",
];

const PORTS: [&str; 9] = [
    ":", ":0", ":1", ":x", ":99999", ":65536", ":+PORT", ": PORT", ":0PORT",
];

/// `CA` and `OTHER` stand for files of authorities, SOCKET for the folder of the server's socket, PORT for its port, `FOLDER` for the case's own folder.
const PARAMETERS: [&str; 117] = [
    "sslmode=disable",
    "sslmode=allow",
    "sslmode=prefer",
    "sslmode=require",
    "sslmode=verify-ca",
    "sslmode=verify-full",
    "sslmode=verify-full&sslrootcert=CA",
    "sslmode=verify-ca&sslrootcert=CA",
    "sslmode=require&sslrootcert=CA",
    "sslmode=require&sslrootcert=OTHER",
    "sslmode=prefer&sslrootcert=OTHER",
    "sslmode=disable&sslrootcert=OTHER",
    "sslmode=verify-full&sslrootcert=OTHER",
    "sslmode=verify-full&sslrootcert=/nowhere.pem",
    "sslmode=require&sslrootcert=/nowhere.pem",
    "sslmode=prefer&sslrootcert=/nowhere.pem",
    "sslmode=verify-full&sslrootcert=FOLDER",
    "sslmode=verify-full&sslrootcert=FOLDER/broken.pem",
    "sslmode=require&sslrootcert=FOLDER/broken.pem",
    "sslrootcert=system",
    "sslmode=verify-full&sslrootcert=system",
    "sslmode=verify-ca&sslrootcert=system",
    "sslmode=require&sslrootcert=system",
    "sslmode=disable&sslrootcert=system",
    "sslrootcert=CA",
    "sslrootcert=OTHER",
    "sslrootcert=",
    "sslmode=",
    "sslmode=REQUIRE",
    "sslmode=require%20",
    "sslmode=on",
    "sslmode=no-verify",
    "sslmode=require&sslmode=require",
    "sslmode=require&sslmode=disable",
    "ssl=true",
    "ssl=require",
    "SSLMODE=require",
    "requiressl=1",
    "requiressl=0",
    "sslmode=disable&requiressl=1",
    "requiressl=1&sslmode=disable",
    "sslsni=0",
    "sslsni=1",
    "sslsni=x",
    "sslcompression=1",
    "sslcompression=x",
    "sslcert=FOLDER/none.crt",
    "sslkey=FOLDER/none.key",
    "sslcertmode=disable",
    "sslcertmode=allow",
    "sslcertmode=require",
    "sslcertmode=x",
    "sslcrl=FOLDER/none.crl",
    "sslcrldir=FOLDER",
    "sslpassword=x",
    "ssl_min_protocol_version=TLSv1.3",
    "ssl_min_protocol_version=tlsv1.2",
    "ssl_min_protocol_version=TLSv1.4",
    "ssl_max_protocol_version=TLSv1.2",
    "ssl_max_protocol_version=TLSv1.1",
    "ssl_max_protocol_version=TLSv1",
    "ssl_min_protocol_version=TLSv1.3&ssl_max_protocol_version=TLSv1.2",
    "sslnegotiation=direct",
    "channel_binding=disable",
    "channel_binding=prefer",
    "channel_binding=require",
    "channel_binding=Require",
    "channel_binding=require&sslmode=disable",
    "channel_binding=require&sslmode=require",
    "require_auth=scram-sha-256",
    "require_auth=md5",
    "require_auth=!scram-sha-256",
    "require_auth=none",
    "require_auth=scram-sha-256,md5",
    "require_auth=scram-sha-256,!md5",
    "require_auth=!password,!md5",
    "require_auth=scram-sha-256,scram-sha-256",
    "gssencmode=disable",
    "gssencmode=prefer",
    "gssencmode=require",
    "gssencmode=x",
    "gsslib=x",
    "krbsrvname=x",
    "gssdelegation=1",
    "connect_timeout=5",
    "connect_timeout=%205%20",
    "connect_timeout=0",
    "connect_timeout=-1",
    "connect_timeout=5s",
    "connect_timeout=1.5",
    "connect_timeout=99999999999",
    "keepalives=1",
    "keepalives=x",
    "keepalives_idle=x&keepalives=0",
    "keepalives_idle=10&keepalives_interval=5&keepalives_count=3",
    "tcp_user_timeout=1000",
    "tcp_user_timeout=x",
    "application_name=navauth",
    "application_name=%C3%A9",
    "application_name=a&application_name=b",
    "fallback_application_name=x",
    "client_encoding=utf8",
    "client_encoding=latin1",
    "client_encoding=nonsense",
    "options=-csearch_path%3Dpublic",
    "options=-c%20search_path=public",
    "options=-cnonsense%3D1",
    "options=nonsense",
    "options=endpoint%3Dep-x",
    "target_session_attrs=any",
    "target_session_attrs=read-write",
    "target_session_attrs=x",
    "load_balance_hosts=random",
    "load_balance_hosts=x",
    "replication=off",
    "replication=true",
    "replication=database",
];

const MORE: [&str; 34] = [
    "bogus=1",
    "amp;sslmode=require",
    "pgbouncer=true",
    "connection_limit=1",
    "schema=public",
    "sslmode%3Drequire",
    "sslmode",
    "&&",
    "?sslmode=require",
    "host=localhost",
    "host=127.0.0.1",
    "host=SOCKET",
    "host=SOCKET&sslmode=require",
    "host=/nowhere",
    "host=",
    "host=localhost,127.0.0.1",
    "host=localhost:PORT",
    "host=127.0.0.1:1&host=localhost:PORT",
    "host=localhost:PORT&host=127.0.0.1:1",
    "host=localhost&host=localhost",
    "host=localhost&port=PORT",
    "port=PORT",
    "port=1",
    "port=x",
    "port=PORT,PORT",
    "host=localhost,127.0.0.1&port=1,PORT",
    "host=localhost&host=127.0.0.1&port=1&port=PORT",
    "hostaddr=127.0.0.1",
    "hostaddr=127.0.0.2",
    "hostaddr=localhost",
    "hostaddr=::1",
    "user=nobody",
    "password=wrong",
    "dbname=none_such",
];

const VARIABLES: [(&str, &str); 46] = [
    ("PGSSLMODE", "disable"),
    ("PGSSLMODE", "require"),
    ("PGSSLMODE", "verify-full"),
    ("PGSSLMODE", "x"),
    ("PGSSLMODE", ""),
    ("PGSSLROOTCERT", "CA"),
    ("PGSSLROOTCERT", "OTHER"),
    ("PGSSLROOTCERT", "system"),
    ("PGSSLROOTCERT", ""),
    ("PGREQUIRESSL", "1"),
    ("PGCHANNELBINDING", "require"),
    ("PGCHANNELBINDING", "x"),
    ("PGREQUIREAUTH", "md5"),
    ("PGREQUIREAUTH", "scram-sha-256"),
    ("PGCONNECT_TIMEOUT", "5"),
    ("PGCONNECT_TIMEOUT", "x"),
    ("PGCONNECT_TIMEOUT", ""),
    ("PGPASSWORD", "PASSWORD"),
    ("PGPASSWORD", "wrong"),
    ("PGPASSWORD", ""),
    ("PGUSER", "USER"),
    ("PGUSER", "nobody"),
    ("PGUSER", ""),
    ("PGDATABASE", "DATABASE"),
    ("PGDATABASE", "none_such"),
    ("PGHOST", "localhost"),
    ("PGHOST", "SOCKET"),
    ("PGHOST", ""),
    ("PGHOST", "127.0.0.2,localhost"),
    ("PGPORT", "PORT"),
    ("PGPORT", "1"),
    ("PGPORT", "x"),
    ("PGPORT", ""),
    ("PGHOSTADDR", "127.0.0.1"),
    ("PGHOSTADDR", "127.0.0.2"),
    ("PGHOSTADDR", ""),
    ("PGOPTIONS", "-csearch_path=public"),
    ("PGOPTIONS", "-cnonsense=1"),
    ("PGAPPNAME", "x"),
    ("PGSERVICE", "mine"),
    ("PGSSLCERTMODE", "require"),
    ("PGGSSENCMODE", "require"),
    ("PGSSLMINPROTOCOLVERSION", "TLSv1.3"),
    ("PGTARGETSESSIONATTRS", "x"),
    ("SSL_CERT_FILE", "CA"),
    ("PGCLIENTENCODING", "latin1"),
];

/// Password files; `MATCH` is a line for the server.
const PASSWORD_FILES: [&str; 9] = [
    "MATCH",
    "# note\n*:*:*:*:ESCAPED\n",
    "*:*:*:*:wrong\nMATCH",
    "other:5432:db:me:x\nMATCH",
    "localhost:*:*:*:ESCAPED\n",
    "127.0.0.1:*:*:*:ESCAPED\n",
    "*:*:*:USER:ESCAPED",
    "*:*:DATABASE:*:ESCAPED\r\n",
    "*:*:*:*:\n*:*:*:*:ESCAPED\n",
];

const SQLITE: [&str; 42] = [
    "sqlite:///users.db",
    "sqlite:///./users.db",
    "sqlite:///./data/users.db",
    "sqlite:////FOLDER/users.db",
    "sqlite:///empty.db",
    "sqlite:///text.db",
    "sqlite:///data",
    "sqlite:///none.db",
    "sqlite:///none/users.db",
    "sqlite:///text.db/users.db",
    "sqlite:///sp ace.db",
    "sqlite:///sp%20ace.db",
    "sqlite:///us%65rs.db",
    "sqlite:///per%20cent.db",
    "sqlite:///link.db",
    "sqlite:///dangling.db",
    "sqlite:///data/../users.db",
    "sqlite:///users.db/",
    "sqlite:///é.db",
    "sqlite:///users.db#x",
    "sqlite://users.db",
    "sqlite://localhost/users.db",
    "sqlite:/users.db",
    "sqlite:users.db",
    "sqlite://",
    "sqlite:///",
    "sqlite:///:memory:",
    "sqlite:///~/users.db",
    "sqlite:///file:users.db?uri=true",
    "sqlite:///file:users.db?mode=ro&uri=true",
    "sqlite:///file:users.db",
    "sqlite+pysqlite:///users.db",
    "sqlite+aiosqlite:///users.db",
    "sqlite+pysqlcipher:///users.db",
    "SQLITE:///users.db",
    "sqlite3:///users.db",
    " sqlite:///users.db",
    "sqlite:///users.db ",
    "sqlite:///a@b.db",
    "sqlite:///a:b.db",
    "sqlite://:1/users.db",
    "sqlite://u:p@/users.db",
];

const SQLITE_PARAMETERS: [&str; 22] = [
    "mode=ro",
    "bogus=1",
    "timeout=5",
    "timeout=1.5",
    "timeout=x",
    "timeout=",
    "timeout=inf",
    "timeout=1_0",
    "timeout=1&timeout=2",
    "check_same_thread=false",
    "check_same_thread=maybe",
    "uri=false",
    "uri=x",
    "detect_types=1",
    "detect_types=x",
    "cached_statements=100",
    "cached_statements=1.5",
    "isolation_level=IMMEDIATE",
    "isolation_level=exclusive",
    "isolation_level=x",
    "cache=shared",
    "sslmode=require",
];

/// What is not a connection string of the app.
const STRANGE: [&str; 20] = [
    "",
    " ",
    "x",
    "postgresql",
    "postgresql:",
    "postgresql:/x",
    "mysql://u:p@localhost/db",
    "postgresql+asyncpg://u:p@localhost/db",
    "postgresql+psycopg://u:p@localhost/db",
    "postgresql+pg8000://u:p@localhost/db",
    "POSTGRESQL://u:p@localhost/db",
    "POSTGRES://u:p@localhost/db",
    "postgres+psycopg2://u:p@localhost/db",
    "jdbc:postgresql://localhost/db",
    "psql postgresql://u:p@localhost/db",
    "\"postgresql://u:p@localhost/db\"",
    "postgresql//u:p@localhost/db",
    "host=localhost dbname=db",
    "https://localhost/db",
    "postgresql://",
];

struct Case {
    environment: BTreeMap<String, String>,
    password_file: Option<(String, u32)>,
    root_certificate: Option<&'static str>,
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn replaced(text: &str, route: &Route) -> String {
    let cluster = Cluster::shared();
    let certificates = cluster.ca_file.parent().unwrap().display().to_string();
    let escaped = route.password.replace('\\', "\\\\").replace(':', "\\:");
    let line = format!(
        "*:{}:{}:{}:{escaped}\n",
        route.port, route.database, route.user
    );
    text.replace("MATCH", &line)
        .replace("ESCAPED", &escaped)
        .replace("PASSWORD", &route.password)
        .replace("USER", &route.user)
        .replace("DATABASE", &route.database)
        .replace("SOCKET", &route.sockets)
        .replace("PORT", &route.port.to_string())
        .replace("=CA", &format!("={certificates}/ca.pem"))
        .replace("OTHER", &format!("{certificates}/other-ca.pem"))
}

fn postgres(choices: &mut Choices, route: &Route, case: &mut Case) -> String {
    let scheme = choices.one(&[
        "postgresql",
        "postgresql",
        "postgres",
        "postgresql+psycopg2",
    ]);
    let user = match choices.number(20) {
        0 => "none_such",
        1 => "",
        _ => &route.user,
    };
    let (raw, plus) = (
        &route.password,
        encoded(&route.password).replace("%20", "+"),
    );
    let password = match choices.number(24) {
        0 => ":wrong".to_owned(),
        1 => ":".to_owned(),
        2 | 3 => String::new(),
        4 => format!(":{raw}"),
        5 => format!(":{plus}"),
        6 => format!(":{}%", encoded(raw)),
        7 => format!(":{}%zz", encoded(raw)),
        8 => format!(":{}", encoded(&encoded(raw))),
        _ => format!(":{}", encoded(raw)),
    };
    let host = if choices.once_in(3) {
        choices.one(&HOSTS)
    } else {
        "localhost"
    };
    let port = match choices.number(16) {
        0 => String::new(),
        1 => replaced(choices.one(&PORTS), route),
        _ => format!(":{}", route.port),
    };
    let database = match choices.number(20) {
        0 => String::new(),
        1 => "/".to_owned(),
        2 => "/none_such".to_owned(),
        3 => format!("/{}/", route.database),
        4 => format!("/{}", encoded(&route.database)),
        5 => format!("/{}#x", route.database),
        _ => format!("/{}", route.database),
    };
    let mut query: Vec<&str> = Vec::new();
    if !choices.once_in(8) {
        query.extend(route.query);
    }
    for _ in 0..choices.number(3) {
        query.push(if choices.once_in(4) {
            choices.one(&MORE)
        } else {
            choices.one(&PARAMETERS)
        });
    }
    if choices.once_in(12) {
        query.reverse();
    }
    let at = if user.is_empty() && password.is_empty() {
        ""
    } else {
        "@"
    };
    let mark = if query.is_empty() { "" } else { "?" };
    for _ in 0..choices.number(4).saturating_sub(1) {
        let (name, value) = VARIABLES[choices.number(VARIABLES.len())];
        let value = replaced(&format!("={value}"), route)[1..].to_owned();
        case.environment.insert(name.to_owned(), value);
    }
    if password.is_empty() || choices.once_in(20) {
        let text = replaced(choices.one(&PASSWORD_FILES), route);
        case.password_file = Some((text, if choices.once_in(6) { 0o644 } else { 0o600 }));
    }
    if choices.once_in(20) {
        case.root_certificate = Some(choices.one(&["ca.pem", "other-ca.pem"]));
    }
    let query = replaced(&query.join("&"), route);
    format!("{scheme}://{user}{password}{at}{host}{port}{database}{mark}{query}")
}

fn case(choices: &mut Choices, routes: &[Route]) -> Case {
    let mut case = Case {
        environment: BTreeMap::new(),
        password_file: None,
        root_certificate: None,
    };
    let url = match choices.number(12) {
        0 | 1 => {
            let url = choices.one(&SQLITE);
            if choices.once_in(3) {
                let mark = if url.contains('?') { "&" } else { "?" };
                format!("{url}{mark}{}", choices.one(&SQLITE_PARAMETERS))
            } else {
                url.to_owned()
            }
        }
        2 if choices.once_in(2) => choices.one(&STRANGE).to_owned(),
        _ => {
            let route = &routes[choices.number(routes.len())];
            postgres(choices, route, &mut case)
        }
    };
    let name = choices.one(&[
        "DATABASE_URL",
        "DATABASE_URL",
        "NEON_DATABASE_URL",
        "NEON_DATABASE_URL_DEV",
    ]);
    if choices.once_in(20) {
        let other = choices.one(&["DATABASE_URL", "NEON_DATABASE_URL", "NEON_DATABASE_URL_DEV"]);
        let value = choices.one(&["", "sqlite:///users.db", "nonsense"]);
        case.environment.insert(other.to_owned(), value.to_owned());
    }
    case.environment.insert(name.to_owned(), url);
    case
}

fn role(database: &Database, password: &str, unencrypted: bool) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let role = format!("driver_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let quoted = password.replace('\'', "''");
    database.psql(&format!("create role {role} login password '{quoted}'"));
    if unencrypted {
        database.psql(&format!("grant unencrypted to {role}"));
    }
    role
}

/// Servers with a certificate of the authority, with one of their own, without TLS, and a pooler.
fn routes(pooler: &Pooler, pooled: &Database) -> Vec<Route> {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let own = own.self_signed(&key).unwrap();
    std::fs::write(folder.path().join("server.crt"), own.pem()).unwrap();
    std::fs::write(folder.path().join("server.key"), key.serialize_pem()).unwrap();
    set_mode(&folder.path().join("server.key"), 0o600);
    let own = Cluster::with_certificate(folder.path(), "driver");
    let mut routes = Vec::new();
    for (cluster, query) in [
        (
            Cluster::shared(),
            &["sslmode=verify-full&sslrootcert=CA"][..],
        ),
        (Cluster::shared(), &["sslmode=require"]),
        (own, &["sslmode=require"]),
        (Cluster::without_tls(), &[]),
    ] {
        let database = cluster.database();
        database.join("unencrypted");
        for (place, password) in PASSWORDS.iter().enumerate() {
            let optional = query.is_empty() || place % 2 == 0;
            routes.push(Route {
                user: role(&database, password, optional),
                password: (*password).to_owned(),
                port: cluster.port,
                database: database.name.clone(),
                query,
                sockets: cluster.ca_file.parent().unwrap().display().to_string(),
            });
        }
    }
    for _ in 0..3 {
        routes.push(Route {
            user: pooled.role.clone(),
            password: pooled.password.clone(),
            port: pooler.port,
            database: pooled.name.clone(),
            query: &["sslmode=require"],
            sockets: "/nowhere".to_owned(),
        });
    }
    routes
}

/// A folder for one side, with the files that the case speaks of.
fn prepare(case: &Case) -> Folder {
    static EMPTY_DATABASE: OnceLock<Vec<u8>> = OnceLock::new();
    let mut folder = Folder::new();
    let path = folder.path().display().to_string();
    let mut local = false;
    for (name, value) in &case.environment {
        local |= value.contains("sqlite") || value.is_empty();
        folder.variable(
            name,
            &value.replace("/FOLDER", &path).replace("FOLDER", &path),
        );
    }
    folder.write("broken.pem", "no certificate");
    if let Some((text, mode)) = &case.password_file {
        set_mode(&folder.write("home/.pgpass", text), *mode);
    }
    if let Some(name) = case.root_certificate {
        let certificate = Cluster::shared().ca_file.with_file_name(name);
        folder.write(
            "home/.postgresql/root.crt",
            std::fs::read(certificate).unwrap(),
        );
    }
    if local {
        let bytes = EMPTY_DATABASE.get_or_init(|| {
            let maker = Folder::new();
            maker.sqlite("made.db", "create table t (a int)");
            std::fs::read(maker.path().join("made.db")).unwrap()
        });
        for name in [
            "users.db",
            "data/users.db",
            "sp ace.db",
            "per%20cent.db",
            "é.db",
        ] {
            folder.write(name, bytes);
        }
        folder.write("empty.db", "");
        folder.write(
            "text.db",
            "This is a text, which is no database of SQLite at all.".repeat(20),
        );
        std::os::unix::fs::symlink("users.db", folder.path().join("link.db")).unwrap();
        std::os::unix::fs::symlink("gone.db", folder.path().join("dangling.db")).unwrap();
    }
    folder
}

/// What navauth says: whether the app connects; None where it does not tell, with the ids.
fn verdict(folder: &Folder) -> (Option<bool>, String) {
    let shown = folder.run_inside("verify-connection --json --timeout 20s", None, "");
    let Ok(document) = serde_json::from_str::<Value>(&shown.stdout) else {
        panic!("{shown:?}");
    };
    let ids = |status: &str| -> Vec<String> {
        let findings = document["findings"].as_array().into_iter().flatten();
        let chosen = findings.filter(|diagnostic| diagnostic["status"] == status);
        chosen
            .map(|diagnostic| diagnostic["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let (failed, warned) = (ids("fail"), ids("warn"));
    let code = document["exit_code"].as_i64();
    if warned
        .iter()
        .any(|id| id == "database.system-roots-unusable")
    {
        return (Some(false), warned.join(" "));
    }
    match code {
        Some(0 | 1) => (Some(true), failed.join(" ")),
        _ if failed.is_empty() => (None, ids("skip").join(" ")),
        _ => {
            let told = failed.join(" ");
            let silent = NO_CLAIM.iter().any(|id| told.contains(id));
            ((!silent).then_some(false), told)
        }
    }
}

/// What navauth refuses without saying that the app fails: it makes no file, and a database that is gone with the app is none.
const NO_CLAIM: [&str; 4] = [
    "database.file-missing",
    "database.sqlite-memory",
    "database.sqlite-file-uri",
    "database.sqlite-tilde",
];

#[test]
fn navauth_connects_where_the_app_does() {
    let pooled = Cluster::shared().database();
    let pooler = Pooler::start(&pooled);
    let routes = routes(&pooler, &pooled);
    let mut choices = Choices(0x6e61_7661_7574_6822);
    let cases: Vec<Case> = (0..COUNT).map(|_| case(&mut choices, &routes)).collect();
    let oracle = std::thread::scope(|scope| {
        let app = scope.spawn(|| ask_the_app(&cases));
        let next = AtomicUsize::new(0);
        let told = Mutex::new(BTreeMap::new());
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(case) = cases.get(place) else { break };
                        let verdict = verdict(&prepare(case));
                        told.lock().unwrap().insert(place, verdict);
                    }
                });
            }
        });
        (app.join().unwrap(), told.into_inner().unwrap())
    });
    let (app, told) = oracle;
    assert_eq!(app.len(), COUNT);
    compare(&cases, &app, &told);
}

fn compare(cases: &[Case], app: &[String], told: &BTreeMap<usize, (Option<bool>, String)>) {
    let mut wrong = Vec::new();
    let mut table: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    let (mut connected, mut failed, mut unknown) = (0, 0, 0);
    for (place, (case, app)) in cases.iter().zip(app).enumerate() {
        let (verdict, ids) = &told[&place];
        let connects = app == "connected";
        let side = if connects { "connects" } else { "fails" };
        let word = match verdict {
            None => {
                unknown += 1;
                "unknown"
            }
            Some(true) => {
                connected += 1;
                "passed"
            }
            Some(false) => {
                failed += 1;
                "failed"
            }
        };
        *table.entry((word, side, ids)).or_default() += 1;
        if verdict.is_some_and(|verdict| verdict != connects) {
            let files = (&case.password_file, case.root_certificate);
            wrong.push(format!(
                "{word} {ids}\n  {:?}\n  {files:?}\n  the app: {app}",
                case.environment
            ));
        }
    }
    let listed: Vec<String> = table
        .iter()
        .map(|((word, side, ids), count)| format!("{count:5} {word:7} the app {side:8} {ids}"))
        .collect();
    let listed = format!(
        "{connected} passed, {failed} failed, {unknown} unknown\n{}",
        listed.join("\n")
    );
    let count = wrong.len();
    assert!(
        count == 0,
        "{count} disagreements:\n{}\n{listed}",
        wrong.join("\n\n")
    );
    // Each side is tried often enough, and little is left open.
    assert!(
        connected > COUNT / 8 && failed > COUNT / 3 && unknown < COUNT / 6,
        "{listed}"
    );
}

/// All cases in one Python process.
fn ask_the_app(cases: &[Case]) -> Vec<String> {
    let folders: Vec<Folder> = cases.iter().map(prepare).collect();
    let given: Vec<Value> = folders
        .iter()
        .map(|folder| json!({"environment": folder.variables(), "folder": folder.path()}))
        .collect();
    let folder = Folder::new();
    let file = folder.write("cases", serde_json::to_vec(&given).unwrap());
    let told = tools::python(ORACLE, &[Path::new(&file)]);
    told.lines().map(str::to_owned).collect()
}
