//! Escape sequences in certificates, HTTP headers and the name of the process that uses a port.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::terminal::{hostile, run_every_way};
use crate::support::Folder;

/// A self-signed certificate for localhost whose names contain escape sequences.
fn config() -> Arc<ServerConfig> {
    let mut parameters = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    for name in [DnType::CommonName, DnType::OrganizationName] {
        parameters.distinguished_name.push(name, hostile());
    }
    let key = KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    Arc::new(config)
}

/// Serves every connection with `answer`; returns the port.
fn serve(answer: impl Fn(TcpStream) -> std::io::Result<()> + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            // Clients may hang up at any time.
            std::thread::spawn(move || _ = answer(stream));
        }
    });
    port
}

#[test]
fn in_the_certificate_of_a_database() {
    let config = config();
    let port = serve(move |mut stream| {
        stream.read_exact(&mut [0; 8])?;
        stream.write_all(b"S")?;
        let mut inside =
            StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
        inside.read_exact(&mut [0; 1])
    });
    let url = format!("postgresql://role:a-password@localhost:{port}/db?sslmode=verify-full");
    let folder = Folder::with_env(&format!("DATABASE_URL={url}\n"));
    run_every_way(&folder, "verify-connection", false);
    run_every_way(&folder, "init-db", false);
}

#[test]
fn in_the_certificate_of_a_provider() {
    let config = config();
    let port = serve(move |stream| {
        let mut inside =
            StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
        inside.read_exact(&mut [0; 1])
    });
    let folder = provider(&format!("https://localhost:{port}"));
    run_every_way(&folder, "check-env --online --timeout 3s", true);
}

#[test]
fn in_headers() {
    let text = hostile();
    let port = serve(move |mut stream| {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut line = String::new();
        while reader.read_line(&mut line)? > 2 {
            line.clear();
        }
        // Headers have no line ends, but may have any other byte above the control characters.
        let value: String = text.chars().filter(|c| !c.is_ascii_control()).collect();
        write!(
            stream,
            "HTTP/1.1 503 {value}\r\nServer: {value}\r\nVia: 1.1 {value}\r\nContent-Type: {value}\r\nLocation: {value}\r\nRetry-After: {value}\r\n\
             WWW-Authenticate: {value}\r\nX-Error-Message: {value}\r\nX-Error-Code: {value}\r\nX-Request-Id: {value}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    });
    let folder = provider(&format!("http://127.0.0.1:{port}"));
    run_every_way(&folder, "check-env --online --timeout 3s", true);
    run_every_way(&folder, "neon status --timeout 1s", false);
    run_every_way(
        &folder,
        "push-secrets --space owner/name --yes --timeout 1s",
        false,
    );
}

/// A provider of navauth.toml, the Hub and Neon at one address.
fn provider(base: &str) -> Folder {
    let mut folder = Folder::with_env(
        "MINE_CLIENT_ID=a-client-id\nMINE_CLIENT_SECRET=a-client-secret\nNEON_API_KEY=napi_a-neon-key\n",
    );
    folder.write(
        "navauth.toml",
        format!(
            "[providers.mine]\nauthorization_endpoint = \"{base}/a\"\ntoken_endpoint = \"{base}/t\"\nuserinfo_endpoint = \"{base}/u\"\n[neon]\napi = \"{base}/api\"\n"
        ),
    );
    folder
        .variable("HF_ENDPOINT", base)
        .variable("HF_TOKEN", "hf_a-token-of-the-hub");
    folder
}

#[test]
fn in_the_name_of_the_process_that_uses_the_port() {
    // The kernel keeps 15 bytes of it.
    let script = "import socket, sys\n\
        open('/proc/self/comm', 'wb').write(b'mk\\x1b[31m\\x07\\xe2\\x80\\xae\\xc2\\x9b')\n\
        s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()\n\
        print(s.getsockname()[1], flush=True)\n\
        sys.stdin.read()";
    let mut holder = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut port = String::new();
    BufReader::new(holder.stdout.take().unwrap())
        .read_line(&mut port)
        .unwrap();
    let folder = Folder::with_env(
        "GITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\nGITHUB_CLIENT_SECRET=0123456789abcdef0123456789abcdef01234567\n",
    );
    let uri = format!("http://127.0.0.1:{}/auth/callback/github", port.trim());
    let command = format!("test-login github --no-browser --no-save --redirect-uri {uri}");
    run_every_way(&folder, &command, false);
    let shown = folder.run_inside(&command, Some(80), "");
    assert!(shown.stderr.contains("mk"), "{shown:?}");
    drop(holder.stdin.take());
    let _ = holder.wait().unwrap();
}
