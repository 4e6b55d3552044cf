//! PgBouncer in transaction mode in front of a database, with TLS on both sides.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::postgres::{Database, as_user_words, own};

/// A running pooler; stops on drop, or with the test process.
pub struct Pooler {
    pub port: u16,
    folder: tempfile::TempDir,
    keeper: Child,
}

impl Pooler {
    /// Starts a pooler with two server connections.
    pub fn start(database: &Database) -> Self {
        Self::with(database, "* =", "pool_mode=transaction")
    }

    /// The same for one name of a database, such as `name = dbname=other`, and with settings of its own.
    pub fn with(database: &Database, name: &str, settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cluster = database.cluster;
        let port = super::ports::unused();
        let path = folder.path().display();
        let certificates = cluster.folder.display();
        let configuration = format!(
            "[databases]\n{name} host=localhost port={}\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port={port}\nunix_socket_dir=\n\
             auth_type=scram-sha-256\nauth_file={path}/users\n{settings}\ndefault_pool_size=2\nserver_tls_sslmode=require\n\
             client_tls_sslmode=require\nclient_tls_cert_file={certificates}/server.pem\nclient_tls_key_file={certificates}/server.key\n",
            cluster.port
        );
        std::fs::write(folder.path().join("pgbouncer.ini"), configuration).unwrap();
        std::fs::write(
            folder.path().join("users"),
            format!("\"{}\" \"{}\"\n", database.role, database.password),
        )
        .unwrap();
        own(folder.path());
        let script = "\"$@\" >/dev/null 2>\"$0/log\" & pooler=$!; echo started; read -r _; kill -INT $pooler; wait $pooler";
        let mut shell = Command::new("sh");
        shell
            .arg("-c")
            .arg(script)
            .arg(folder.path())
            .args(as_user_words())
            .arg("/usr/sbin/pgbouncer")
            .arg(folder.path().join("pgbouncer.ini"));
        let mut keeper = shell
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        BufReader::new(keeper.stdout.take().unwrap())
            .read_line(&mut String::new())
            .unwrap();
        let pooler = Self {
            port,
            folder,
            keeper,
        };
        let deadline = Instant::now() + Duration::from_secs(30);
        while !Command::new(cluster.programs.join("pg_isready"))
            .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
            .status()
            .unwrap()
            .success()
        {
            let log =
                || std::fs::read_to_string(pooler.folder.path().join("log")).unwrap_or_default();
            assert!(
                Instant::now() < deadline,
                "PgBouncer did not start: {}",
                log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        pooler
    }

    /// The URL of a database through the pooler.
    pub fn url(&self, database: &Database) -> String {
        database.url("sslmode=require").replace(
            &format!("@localhost:{}", database.cluster.port),
            &format!("@127.0.0.1:{}", self.port),
        )
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
