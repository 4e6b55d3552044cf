//! A stand-in of the live site, and the way to it: a proxy on loopback, which any user may set by HTTPS_PROXY and HTTP_PROXY. Behind it the site
//! speaks TLS with a certificate by a CA of its own (SSL_CERT_FILE) and answers as the app does.

use std::sync::{Arc, Mutex};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use jiff::{SignedDuration, Timestamp};
use navauth::secret::Secret;
use navauth::session::Claims;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

use super::Folder;

/// The site's host name. It exists nowhere.
pub const HOST: &str = "www.navigator.example";

/// Another host of the same people.
pub const API_HOST: &str = "api.navigator.example";

/// What the app's releases ask for: provider, authorization endpoint, scopes, variable of the client id.
pub const LOGINS: [(&str, &str, &str, &str); 4] = [
    (
        "huggingface",
        "https://huggingface.co/oauth/authorize",
        "openid profile email",
        "HUGGINGFACE_CLIENT_ID",
    ),
    (
        "google",
        "https://accounts.google.com/o/oauth2/v2/auth",
        "openid email profile",
        "GOOGLE_CLIENT_ID",
    ),
    (
        "facebook",
        "https://www.facebook.com/v18.0/dialog/oauth",
        "email public_profile",
        "FACEBOOK_APP_ID",
    ),
    (
        "github",
        "https://github.com/login/oauth/authorize",
        "user:email",
        "GITHUB_CLIENT_ID",
    ),
];

/// Gives the value of a name.
pub type Reader = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// How the site behaves. The default is a good one.
#[derive(Clone)]
pub struct Behavior {
    pub certificate: Served,
    /// What the front page and every page of the app is sent with.
    pub hsts: Option<&'static str>,
    pub plain: Plain,
    /// Answers every page so, with HTML, instead of what would be there.
    pub everything: Option<u16>,
    /// Where the API is mounted.
    pub mounted: &'static str,
    /// How a login begins; the second for one provider only.
    pub start: Begin,
    pub start_of: Option<(&'static str, Begin)>,
    /// Where the logins lead, in place of the providers' own pages.
    pub authorize: Vec<(&'static str, String)>,
    /// The client ids of the app where it runs.
    pub client_ids: Vec<(&'static str, String)>,
    pub key: String,
    /// What the app is told where it runs, in place of the client ids and the key.
    pub secrets: Option<Reader>,
    pub me: Me,
    /// How far its clock is ahead.
    pub ahead: SignedDuration,
    /// Behind the front page nobody is answered before all questions have come but the last, which waits for the others.
    pub together: bool,
}

/// The certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Served {
    Good,
    /// Good for so many days.
    Days(i64),
    /// Over since so many days.
    Expired(i64),
    OtherName,
    SelfSigned,
    OtherCa,
    NoTls,
}

/// What http answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    Redirects,
    Serves,
    LeadsToHttp,
    BadGateway,
    /// All that https answers.
    App,
}

/// How the app begins a login.
#[derive(Clone, PartialEq, Eq)]
pub enum Begin {
    Good,
    /// The redirect URI with `{provider}`.
    RedirectUri(&'static str),
    NoState,
    SameState,
    Scope(&'static str),
    Endpoint(&'static str),
    ClientId(&'static str),
    /// A status and a body.
    Answer(u16, &'static str, &'static str),
}

/// What the "who am I" answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Me {
    /// As the releases: 404 "User not found" to a good token of nobody.
    Good,
    /// The same in the words of the other place in the code: 401.
    NotFoundIs401,
    /// The same answer to everything.
    SameWords,
    /// Everybody is somebody.
    Open,
    /// Signatures are not looked at.
    AcceptsAnyKey,
    /// Something before the app asks for a password of its own.
    Wall,
    Broken,
}

/// A running site with the way to it. It ends when this is dropped.
pub struct Site {
    proxy: String,
    ca: String,
    asked: Arc<Mutex<Vec<String>>>,
    tokens: Arc<Mutex<Vec<Secret>>>,
    _stop: tokio::sync::oneshot::Sender<()>,
}

impl Site {
    pub fn start(behaviour: Behavior) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let proxy = format!("http://{}", listener.local_addr().unwrap());
        let authority = Authority::new("navauth test CA");
        let ca = authority.pem.clone();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let (behaviour, asked, tokens) = (Arc::new(behaviour), Arc::default(), Arc::default());
        let (all, authority) = (Arc::new(tokio::sync::Barrier::new(7)), Arc::new(authority));
        let shared = Shared {
            behaviour,
            asked: Arc::clone(&asked),
            tokens: Arc::clone(&tokens),
            authority,
            all,
        };
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, shared) => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            proxy,
            ca,
            asked,
            tokens,
            _stop: stop,
        }
    }

    /// Lets a folder's runs come here, whatever they ask for but this machine.
    pub fn lead(&self, folder: &mut Folder) {
        let ca = folder.write("ca.pem", &self.ca);
        let ca = ca.display().to_string();
        folder
            .variable("HTTPS_PROXY", &self.proxy)
            .variable("HTTP_PROXY", &self.proxy)
            .variable("SSL_CERT_FILE", &ca);
    }

    /// The sessions that were shown, and that this key signed, whether or not they are over.
    pub fn shown(&self, key: &str) -> Vec<Claims> {
        let long_ago = Timestamp::UNIX_EPOCH;
        let tokens = self.tokens.lock().unwrap();
        tokens
            .iter()
            .filter_map(|token| navauth::session::verify(&Secret::new(key), token, long_ago).ok())
            .collect()
    }

    /// What was asked, such as `https GET /api/auth/me`, in no particular order.
    pub fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().unwrap().clone();
        asked.sort();
        asked
    }
}

#[derive(Clone)]
struct Shared {
    behaviour: Arc<Behavior>,
    asked: Arc<Mutex<Vec<String>>>,
    tokens: Arc<Mutex<Vec<Secret>>>,
    authority: Arc<Authority>,
    all: Arc<tokio::sync::Barrier>,
}

/// A CA.
struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(name: &str) -> Self {
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

    fn serve(&self, served: Served) -> TlsAcceptor {
        let names = if served == Served::OtherName {
            vec!["another.example"]
        } else {
            vec![HOST, API_HOST]
        };
        let mut parameters =
            CertificateParams::new(names.into_iter().map(str::to_owned).collect::<Vec<_>>())
                .unwrap();
        let at = |days: i64| {
            let date = (now() + SignedDuration::from_hours(24 * days))
                .to_zoned(jiff::tz::TimeZone::UTC)
                .date();
            date_time_ymd(
                date.year().into(),
                date.month().unsigned_abs(),
                date.day().unsigned_abs(),
            )
        };
        parameters.not_before = at(-100);
        // A certificate ends at midnight here: one day more, so that as many whole days are left.
        parameters.not_after = match served {
            Served::Days(days) => at(days + 1),
            Served::Expired(days) => at(-days),
            _ => at(90),
        };
        let key = KeyPair::generate().unwrap();
        let certificate = match served {
            Served::SelfSigned => parameters.self_signed(&key),
            Served::OtherCa => parameters.signed_by(&key, &Authority::new("another CA").issuer),
            _ => parameters.signed_by(&key, &self.issuer),
        };
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = config
            .with_no_client_auth()
            .with_single_cert(vec![certificate.unwrap().der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

#[expect(clippy::disallowed_methods, reason = "a server has a clock of its own")]
fn now() -> Timestamp {
    Timestamp::now()
}

async fn accept(listener: std::net::TcpListener, shared: Shared) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let shared = shared.clone();
        tokio::spawn(async move {
            // A client that does not like the certificate goes away: that is the purpose.
            let _ = serve(stream, shared).await;
        });
    }
}

/// One connection to the proxy: a tunnel to port 443, or plain requests for port 80.
async fn serve(mut stream: tokio::net::TcpStream, shared: Shared) -> std::io::Result<()> {
    let mut first = [0; 7];
    while stream.peek(&mut first).await? < first.len() {
        tokio::task::yield_now().await;
    }
    if &first != b"CONNECT" {
        return answer_on(stream, "http", shared).await;
    }
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    if ![HOST, API_HOST]
        .iter()
        .any(|host| head.starts_with(format!("CONNECT {host}:443 ").as_bytes()))
    {
        return stream
            .write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n")
            .await;
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    let served = shared.behaviour.certificate;
    if served == Served::NoTls {
        return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    }
    let stream = shared.authority.serve(served).accept(stream).await?;
    answer_on(stream, "https", shared).await
}

async fn answer_on(
    stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + 'static,
    scheme: &'static str,
    shared: Shared,
) -> std::io::Result<()> {
    let service = service_fn(move |request: Request<Incoming>| {
        let shared = shared.clone();
        async move {
            let path = request.uri().path();
            shared
                .asked
                .lock()
                .unwrap()
                .push(format!("{scheme} {} {path}", request.method()));
            let behaviour = &shared.behaviour;
            let token = request
                .headers()
                .get("authorization")
                .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
            shared.tokens.lock().unwrap().extend(token.map(Secret::new));
            let last = token.is_some_and(|token| behaviour.signed(token));
            if behaviour.together && (scheme == "http" || path != "/") && !last {
                shared.all.wait().await;
            }
            let answer = if scheme == "http" {
                behaviour.in_clear(path, token)
            } else {
                behaviour.answer(path, token)
            };
            Ok::<_, std::convert::Infallible>(answer)
        }
    });
    hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await
        .map_err(std::io::Error::other)
}

impl Behavior {
    /// A good site of the settings that [`environment`] writes.
    pub fn good(key: &str) -> Self {
        Self {
            certificate: Served::Good,
            hsts: Some("max-age=31536000; includeSubDomains"),
            plain: Plain::Redirects,
            everything: None,
            mounted: "/api",
            start: Begin::Good,
            start_of: None,
            authorize: Vec::new(),
            client_ids: LOGINS
                .map(|(provider, _, _, variable)| (provider, client_id(variable)))
                .into(),
            key: key.to_owned(),
            secrets: None,
            me: Me::Good,
            ahead: SignedDuration::ZERO,
            together: false,
        }
    }

    fn in_clear(&self, path: &str, token: Option<&str>) -> Response<Full<Bytes>> {
        match self.plain {
            Plain::Redirects => redirect(&format!("https://{HOST}{path}")),
            Plain::LeadsToHttp => redirect(&format!("http://{HOST}/welcome")),
            Plain::Serves => page(200),
            Plain::BadGateway => page(502),
            Plain::App => self.answer(path, token),
        }
    }

    fn answer(&self, path: &str, token: Option<&str>) -> Response<Full<Bytes>> {
        let mut answer = self.of_app(path, token);
        let date = (now() + self.ahead)
            .strftime("%a, %d %b %Y %H:%M:%S GMT")
            .to_string();
        answer.headers_mut().insert("date", date.parse().unwrap());
        if let Some(hsts) = self.hsts {
            answer
                .headers_mut()
                .insert("strict-transport-security", hsts.parse().unwrap());
        }
        answer
    }

    fn of_app(&self, path: &str, token: Option<&str>) -> Response<Full<Bytes>> {
        if let Some(status) = self.everything {
            return page(status);
        }
        let Some(path) = path.strip_prefix(self.mounted) else {
            return page(200);
        };
        if path == "/auth/me" {
            return self.who_am_i(token);
        }
        let login = path
            .strip_prefix("/auth/login/")
            .and_then(|name| LOGINS.iter().find(|login| login.0 == name));
        match login {
            Some(login) => self.begin(*login),
            None => refusal(404, "Not Found"),
        }
    }

    fn begin(
        &self,
        (provider, endpoint, scopes, variable): (&'static str, &str, &str, &str),
    ) -> Response<Full<Bytes>> {
        let own = self
            .start_of
            .as_ref()
            .filter(|(name, _)| *name == provider)
            .map(|(_, begin)| begin);
        let begin = own.unwrap_or(&self.start);
        if let Begin::Answer(status, kind, body) = begin {
            return respond(*status, kind, body);
        }
        let uri = format!("https://{HOST}{}/auth/callback/{provider}", self.mounted);
        let uri = if let Begin::RedirectUri(uri) = begin {
            uri.replace("{provider}", provider)
        } else {
            uri
        };
        let fixed = || {
            self.client_ids
                .iter()
                .find(|(name, _)| *name == provider)
                .map(|(_, id)| id.clone())
        };
        let client_id = self
            .secrets
            .as_ref()
            .map_or_else(fixed, |secrets| secrets(variable))
            .unwrap_or_default();
        let client_id = if let Begin::ClientId(other) = begin {
            other
        } else {
            client_id.as_str()
        };
        let scopes = if let Begin::Scope(other) = begin {
            other
        } else {
            scopes
        };
        let endpoint = self
            .authorize
            .iter()
            .find(|(name, _)| *name == provider)
            .map_or(endpoint, |(_, endpoint)| endpoint.as_str());
        let endpoint = if let Begin::Endpoint(other) = begin {
            other
        } else {
            endpoint
        };
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs([
            ("client_id", client_id),
            ("redirect_uri", &uri),
            ("scope", scopes),
            ("response_type", "code"),
        ]);
        match begin {
            Begin::NoState => {}
            Begin::SameState => drop(query.append_pair("state", "always-the-same")),
            _ => drop(
                query.append_pair(
                    "state",
                    &KeyPair::generate()
                        .unwrap()
                        .public_key_pem()
                        .replace(|sign: char| !sign.is_alphanumeric(), ""),
                ),
            ),
        }
        redirect(&format!("{endpoint}?{}", query.finish()))
    }

    /// Whether a token is good here and now.
    fn signed(&self, token: &str) -> bool {
        let key = self.secrets.as_ref().map_or_else(
            || Some(self.key.clone()),
            |secrets| secrets("JWT_SECRET_KEY"),
        );
        navauth::session::verify(
            &Secret::new(key.unwrap_or_default()),
            &Secret::new(token),
            now() + self.ahead,
        )
        .is_ok()
    }

    /// As the app's `/auth/me`: python-jose, then the user by `sub`, whom no database of a test has.
    fn who_am_i(&self, token: Option<&str>) -> Response<Full<Bytes>> {
        let default_account = || {
            respond(
                200,
                "application/json",
                &json!({"user_id": 1, "email": "a@example.org"}).to_string(),
            )
        };
        match (self.me, token) {
            (Me::Open, _) | (Me::AcceptsAnyKey, Some(_)) => default_account(),
            (Me::Wall, _) => page(401),
            (Me::Broken, _) => respond(500, "text/plain", "Internal Server Error"),
            (Me::SameWords, _) => refusal(401, "Unauthorized"),
            (_, None) => refusal(401, "Not authenticated"),
            (me, Some(token)) if self.signed(token) => refusal(
                if me == Me::NotFoundIs401 { 401 } else { 404 },
                "User not found",
            ),
            (_, Some(_)) => refusal(401, "Could not validate credentials"),
        }
    }
}

fn respond(status: u16, kind: &str, body: &str) -> Response<Full<Bytes>> {
    Response::builder()
        .status(status)
        .header("content-type", kind)
        .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
        .unwrap()
}

fn refusal(status: u16, detail: &str) -> Response<Full<Bytes>> {
    respond(
        status,
        "application/json",
        &json!({ "detail": detail }).to_string(),
    )
}

fn page(status: u16) -> Response<Full<Bytes>> {
    respond(
        status,
        "text/html; charset=utf-8",
        "<!doctype html><title>Open Navigator</title>",
    )
}

fn redirect(to: &str) -> Response<Full<Bytes>> {
    Response::builder()
        .status(307)
        .header("location", to)
        .body(Full::default())
        .unwrap()
}

/// A client id in the provider's format.
pub fn client_id(variable: &str) -> String {
    match variable {
        "HUGGINGFACE_CLIENT_ID" => "26be6b09-1111-4222-8333-444455556666",
        "GOOGLE_CLIENT_ID" => {
            "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"
        }
        "FACEBOOK_APP_ID" => "1234567890123457",
        _ => "Ov23liAbCdEfGhIjKlMn",
    }
    .to_owned()
}

/// The settings of production of a good site.
pub fn environment(database: &str, key: &str) -> String {
    let mut text =
        format!("DATABASE_URL={database}\nJWT_SECRET_KEY={key}\nFRONTEND_URL=https://{HOST}\n");
    for (_, _, _, variable) in LOGINS {
        text += &format!("{variable}={}\n", client_id(variable));
    }
    text + "HUGGINGFACE_CLIENT_SECRET=oauth_app_secret_4n7Qx2Lr8VwB6zYt\nGOOGLE_CLIENT_SECRET=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\n\
            FACEBOOK_APP_SECRET=3f9a1c7e5b2d8046f1e3a5c7b9d20486\nGITHUB_CLIENT_SECRET=8c1f4e7a2b5d9036e8f1a4c7b0d3265987ab41ce\n"
}
