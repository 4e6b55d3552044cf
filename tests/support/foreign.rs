//! Simulated internet hosts: a proxy that serves every name with a trusted certificate. It records the connections and
//! requests, and answers everything with 404.

use std::sync::{Arc, Mutex};

use http_body_util::Full;
use navauth::local_server::{self, LocalPort, LocalServer, Request, Response};
use rcgen::CertificateParams;
use tokio::net::TcpStream;

use super::Folder;
use super::tunnel::{self, Authority};

/// Running servers. They stop on drop.
pub struct Foreign {
    proxy: String,
    shared: Arc<Shared>,
    _server: LocalServer,
}

struct Shared {
    authority: Authority,
    received: Mutex<Vec<String>>,
    answer: Mutex<Option<String>>,
}

impl Foreign {
    pub fn start() -> Self {
        let port = LocalPort::bind().unwrap();
        let proxy = port.url();
        let shared = Arc::new(Shared {
            authority: Authority::new("navauth test CA"),
            received: Mutex::default(),
            answer: Mutex::default(),
        });
        let served = Arc::clone(&shared);
        let server = port.serve_connections(move |stream| {
            let shared = Arc::clone(&served);
            // A client that rejects the certificate disconnects.
            async move { _ = serve(stream, &shared).await }
        });
        Self {
            proxy,
            shared,
            _server: server.unwrap(),
        }
    }

    /// Sends a folder's requests here, except those to this machine.
    pub fn lead(&self, folder: &mut Folder) {
        let ca = folder.write("home/ca.pem", &self.shared.authority.pem);
        folder
            .variable("HTTPS_PROXY", &self.proxy)
            .variable("HTTP_PROXY", &self.proxy)
            .variable("SSL_CERT_FILE", &ca.display().to_string());
    }

    /// Answers everything with this JSON from now on, in place of 404.
    pub fn answer(&self, json: &str) {
        *self.shared.answer.lock().unwrap() = Some(json.to_owned());
    }

    /// The connections and requests since the last call: `HOST:PORT` on a line of its own, then the data.
    pub fn take(&self) -> String {
        std::mem::take(&mut *self.shared.received.lock().unwrap()).join("\n")
    }
}

async fn serve(mut stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let target = tunnel::target(&mut stream).await?;
    shared.received.lock().unwrap().push(target.clone());
    tunnel::answer(&mut stream, "200 OK").await?;
    let host = target.split(':').next().unwrap_or_default().to_owned();
    let tls = shared
        .authority
        .tls(&CertificateParams::new(vec![host]).unwrap());
    let stream = tls.accept(stream).await?;
    local_server::serve(
        stream,
        |request| async move { Some(answer(shared, &request)) },
    )
    .await;
    Ok(())
}

fn answer(shared: &Shared, request: &Request) -> Response {
    shared.received.lock().unwrap().push(text(request));
    let answer = shared.answer.lock().unwrap().clone();
    hyper::Response::builder()
        .status(if answer.is_some() { 200 } else { 404 })
        .header("content-type", "application/json")
        .body(Full::new(answer.unwrap_or_else(|| "{}".to_owned()).into()))
        .unwrap()
}

/// A request as it was sent: the request line, the headers, the body.
fn text(request: &Request) -> String {
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()));
    }
    text + "\r\n" + &String::from_utf8_lossy(request.body())
}
