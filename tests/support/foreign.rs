//! Simulated internet hosts: a proxy that serves every name with a trusted certificate. It records the connections and
//! requests, and answers everything with 404.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;

use super::Folder;

/// Running servers. They stop with the test process.
pub struct Foreign {
    proxy: String,
    ca: String,
    received: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<Option<String>>>,
}

impl Foreign {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = format!("http://{}", listener.local_addr().unwrap());
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let ca = parameters.self_signed(&key).unwrap().pem();
        let issuer = Arc::new(Issuer::new(parameters, key));
        let received: Arc<Mutex<Vec<String>>> = Arc::default();
        let answer: Arc<Mutex<Option<String>>> = Arc::default();
        let (shared, answers) = (Arc::clone(&received), Arc::clone(&answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (issuer, received) = (Arc::clone(&issuer), Arc::clone(&shared));
                let answers = Arc::clone(&answers);
                // Ignores disconnects.
                std::thread::spawn(move || _ = serve(stream, &issuer, &received, &answers));
            }
        });
        Self {
            proxy,
            ca,
            received,
            answer,
        }
    }

    /// Sends a folder's requests here, except those to this machine.
    pub fn lead(&self, folder: &mut Folder) {
        let ca = folder.write("home/ca.pem", &self.ca).display().to_string();
        folder
            .variable("HTTPS_PROXY", &self.proxy)
            .variable("HTTP_PROXY", &self.proxy)
            .variable("SSL_CERT_FILE", &ca);
    }

    /// Answers everything with this JSON from now on, in place of 404.
    pub fn answer(&self, json: &str) {
        *self.answer.lock().unwrap() = Some(json.to_owned());
    }

    /// The connections and requests since the last call: `HOST:PORT` on a line of its own, then the data.
    pub fn take(&self) -> String {
        std::mem::take(&mut *self.received.lock().unwrap()).join("\n")
    }
}

fn serve(
    mut stream: TcpStream,
    issuer: &Issuer<'static, KeyPair>,
    received: &Mutex<Vec<String>>,
    answer: &Mutex<Option<String>>,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
    received.lock().unwrap().push(target.clone());
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    let host = target.split(':').next().unwrap_or_default().to_owned();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![host])
        .unwrap()
        .signed_by(&key, issuer)
        .unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let connection = rustls::ServerConnection::new(Arc::new(config)).unwrap();
    let mut stream = rustls::StreamOwned::new(connection, stream);
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !is_whole(&text) {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        text += &String::from_utf8_lossy(&buffer[..read]);
    }
    received.lock().unwrap().push(text);
    let answer = answer.lock().unwrap().clone();
    let status = if answer.is_some() { 200 } else { 404 };
    let body = answer.unwrap_or_else(|| "{}".to_owned());
    let head = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes())?;
    stream.conn.send_close_notify();
    stream.flush()
}

/// Whether a request is complete with its body.
fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.to_lowercase().lines().find_map(|line| {
        let length = line.strip_prefix("content-length: ")?;
        length.parse::<usize>().ok()
    });
    body.len() >= length.unwrap_or(0)
}
