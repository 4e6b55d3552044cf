//! Servers with one fault each, and a proxy in front of them. Their threads end with the test process.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;

use super::HOST;

/// What a good certificate is for.
const SERVED: [&str; 8] = [
    HOST,
    "localhost",
    "sso.navigator.example",
    "github.com",
    "api.github.com",
    "huggingface.co",
    "console.neon.tech",
    "oauth2.googleapis.com",
];

/// What TLS does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    Good,
    WrongName,
    /// Only a common name, as `openssl req -subj /CN=…` makes it.
    NoName,
    Expired,
    NotYetValid,
    /// Only the intermediate certificate has expired.
    ExpiredIntermediate,
    SelfSigned,
    /// As `openssl req -x509` makes it: for a certificate authority.
    SelfSignedCa,
    OtherAuthority,
    /// An intermediate certificate is sent, and its root is unknown.
    OtherIntermediate,
    /// TLS 1.1 only, by an alert.
    OldAlert,
    /// TLS 1.1 only, by a ServerHello.
    OldHello,
    PlainHttp,
    /// A mail server.
    Garbage,
    /// The alert `handshake_failure`.
    Alert,
    Closes,
}

/// A certificate authority.
pub struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// How a server speaks TLS: really, or with these bytes.
pub enum Handshake {
    Real(Arc<rustls::ServerConfig>),
    Bytes(Vec<u8>),
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let pem = parameters.self_signed(&key).unwrap().pem();
        Self {
            pem,
            issuer: Issuer::new(parameters, key),
        }
    }

    pub fn pem(&self) -> &str {
        &self.pem
    }

    pub fn server(&self, tls: Tls) -> Option<Handshake> {
        let bytes = match tls {
            Tls::OldAlert => vec![0x15, 3, 1, 0, 2, 2, 70],
            Tls::Alert => vec![0x15, 3, 3, 0, 2, 2, 40],
            Tls::OldHello => {
                let hello = [
                    &[2, 0, 0, 38, 3, 2][..],
                    &[7; 32],
                    // No session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
                    &[0, 0, 0x2f, 0],
                ]
                .concat();
                [&[0x16, 3, 2, 0, 42][..], &hello].concat()
            }
            Tls::PlainHttp => b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
            Tls::Garbage => b"220 mail.example ESMTP\r\n".to_vec(),
            Tls::Closes => Vec::new(),
            _ => return Some(Handshake::Real(self.configuration(tls))),
        };
        Some(Handshake::Bytes(bytes))
    }

    fn configuration(&self, tls: Tls) -> Arc<rustls::ServerConfig> {
        let names = match tls {
            Tls::WrongName => vec!["another.example"],
            Tls::NoName => Vec::new(),
            _ => SERVED.to_vec(),
        };
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let mut parameters = CertificateParams::new(names).unwrap();
        parameters
            .distinguished_name
            .push(DnType::CommonName, "localhost");
        match tls {
            Tls::Expired => parameters.not_after = date_time_ymd(2001, 2, 3),
            Tls::NotYetValid => parameters.not_before = date_time_ymd(2090, 1, 1),
            Tls::SelfSignedCa => parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
            _ => {}
        }
        let key = KeyPair::generate().unwrap();
        let mut chain = Vec::new();
        let certificate = match tls {
            Tls::SelfSigned | Tls::SelfSignedCa => parameters.self_signed(&key),
            Tls::OtherAuthority => {
                parameters.signed_by(&key, &Self::new("Inspecting Proxy CA").issuer)
            }
            Tls::OtherIntermediate => {
                let root = Self::new("Inspecting Proxy CA");
                let mut own = CertificateParams::new(Vec::new()).unwrap();
                own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
                own.distinguished_name.push(DnType::CommonName, "R3");
                let own_key = KeyPair::generate().unwrap();
                chain.push(own.signed_by(&own_key, &root.issuer).unwrap().der().clone());
                parameters.signed_by(&key, &Issuer::new(own, own_key))
            }
            Tls::ExpiredIntermediate => {
                let mut own = CertificateParams::new(Vec::new()).unwrap();
                own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
                own.distinguished_name.push(DnType::CommonName, "R3");
                own.not_after = date_time_ymd(2002, 3, 4);
                let own_key = KeyPair::generate().unwrap();
                chain.push(own.signed_by(&own_key, &self.issuer).unwrap().der().clone());
                parameters.signed_by(&key, &Issuer::new(own, own_key))
            }
            _ => parameters.signed_by(&key, &self.issuer),
        };
        chain.insert(0, certificate.unwrap().der().clone());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        Arc::new(config)
    }
}

/// An answer with these headers.
pub fn answer(status: u16, kind: &str, headers: &str, body: &str) -> String {
    let headers = if headers.is_empty() {
        String::new()
    } else {
        format!("{headers}\r\n")
    };
    format!(
        "HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n{body}",
        body.len()
    )
}

/// A running server.
pub struct Server {
    pub port: u16,
}

impl Server {
    /// A server that gives this answer to everything; an empty one stands for 200 and JSON. `PORT` in it is the server's own.
    pub fn start(handshake: Option<Handshake>, answer: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer = if answer.is_empty() {
            self::answer(200, "application/json", "", "{}")
        } else {
            answer.replace("PORT", &port.to_string())
        };
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // A client that rejects the certificate goes away: that is the purpose.
                let _ = serve(stream, handshake.as_ref(), &answer);
            }
        });
        Self { port }
    }
}

fn serve(mut stream: TcpStream, handshake: Option<&Handshake>, answer: &str) -> io::Result<()> {
    match handshake {
        None => respond(&mut stream, answer),
        Some(Handshake::Bytes(bytes)) => {
            let mut hello = [0; 5];
            stream.read_exact(&mut hello)?;
            let length = usize::from(u16::from_be_bytes([hello[3], hello[4]]));
            stream.read_exact(&mut vec![0; length])?;
            stream.write_all(bytes)
        }
        Some(Handshake::Real(config)) => {
            let connection =
                rustls::ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
            let mut stream = rustls::StreamOwned::new(connection, stream);
            respond(&mut stream, answer)?;
            stream.conn.send_close_notify();
            stream.flush()
        }
    }
}

fn respond(stream: &mut (impl Read + Write), answer: &str) -> io::Result<()> {
    head(stream)?;
    stream.write_all(answer.as_bytes())
}

fn head(stream: &mut impl Read) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// What a proxy does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyState {
    /// Leads every host to a port of this machine.
    TunnelsTo(u16),
    /// The same, for these credentials only.
    Authenticates(&'static str, u16),
    /// Nothing listens there.
    Closed,
    /// Its name does not exist.
    Unknown,
    /// It accepts, and says nothing.
    Hangs,
    /// It closes the connection.
    Closes,
    /// It is not an HTTP server.
    NotHttp,
    /// It answers CONNECT with this status.
    Status(&'static str),
    /// The variable says https, and the proxy speaks http.
    HttpsUrl,
    Socks,
    NotAUrl,
    Quoted,
}

/// A running proxy.
pub struct Proxy {
    port: u16,
    state: ProxyState,
}

impl Proxy {
    pub fn start(state: ProxyState) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let mut kept = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                if state == ProxyState::Hangs {
                    kept.push(stream);
                    continue;
                }
                // A client that goes away in the middle is no failure of the proxy.
                std::thread::spawn(move || _ = lead(stream, state));
            }
        });
        Self { port, state }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the variable is set to. `closed` is a port on which nothing listens.
    pub fn value(&self, closed: u16) -> String {
        match self.state {
            ProxyState::Closed => format!("http://127.0.0.1:{closed}"),
            ProxyState::Unknown => "http://proxy.invalid:3128".to_owned(),
            ProxyState::HttpsUrl => self.url().replace("http:", "https:"),
            ProxyState::Socks => self.url().replace("http:", "socks5:"),
            ProxyState::NotAUrl => "http://a proxy".to_owned(),
            ProxyState::Quoted => format!("\"{}\"", self.url()),
            _ => self.url(),
        }
    }
}

fn lead(mut stream: TcpStream, state: ProxyState) -> io::Result<()> {
    if state == ProxyState::HttpsUrl {
        return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    }
    let head = head(&mut stream)?;
    let port = match state {
        ProxyState::TunnelsTo(port) => port,
        ProxyState::Authenticates(credentials, port)
            if head.to_lowercase().contains(
                &format!("proxy-authorization: basic {credentials}\r\n").to_lowercase(),
            ) =>
        {
            port
        }
        ProxyState::Authenticates(..) => {
            return stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
        }
        ProxyState::Status(status) => {
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            return stream.write_all(answer.as_bytes());
        }
        ProxyState::NotHttp => return stream.write_all(b"220 mail.example ESMTP\r\n\r\n"),
        _ => return Ok(()),
    };
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    let server = TcpStream::connect(("127.0.0.1", port))?;
    let (mut from, mut to) = (stream.try_clone()?, server.try_clone()?);
    let upwards = std::thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Write);
    });
    let (mut from, mut to) = (server, stream);
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(std::net::Shutdown::Both);
    let _ = upwards.join();
    Ok(())
}

/// A port on which nothing listens.
pub fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
