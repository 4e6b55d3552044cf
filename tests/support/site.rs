//! A simulated live site, reached through a proxy on loopback (HTTPS_PROXY, HTTP_PROXY). It speaks TLS with a certificate of its own CA
//! (SSL_CERT_FILE) and answers as each release of the app does.

use std::sync::{Arc, Mutex};

use http_body_util::Full;
use hyper::body::Bytes;
use jiff::{SignedDuration, Timestamp};
use navauth::local_server::{self, LocalPort, LocalServer, Request, Response};
use navauth::secret::Secret;
use navauth::session::Claims;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::Folder;
use super::tunnel::{self, Authority};

/// The site's host name. It exists nowhere.
pub const HOST: &str = "www.navigator.example";

/// [`HOST`] without `www.`; redirects there unless the site is served here.
pub const APEX: &str = "navigator.example";

/// Another host of the same owner.
pub const API_HOST: &str = "api.navigator.example";

/// A release of the app, by the answers of its API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// `{"detail": …}`, routes below /auth.
    April,
    /// `{"error": …, "message": …}`, routes below /api/auth.
    May,
    /// The same from 9 June 2026 on, with 503 for a missing client ID, client secret or table.
    June,
}

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

/// Answers to a scheme, a host and a path.
pub type Pages = Arc<dyn Fn(&str, &str, &str) -> Option<Response> + Send + Sync>;

/// Returns the value of a name.
pub type Reader = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The behavior of the site. The default is correct.
#[derive(Clone)]
pub struct Behavior {
    pub release: Release,
    pub certificate: Served,
    /// The HSTS header of every page.
    pub hsts: Option<&'static str>,
    pub plain: Plain,
    /// The host that serves the site; the other of [`HOST`] and [`APEX`] redirects to it.
    pub home: &'static str,
    /// Whether only the API redirects to the host that serves the site.
    pub only_api_moves: bool,
    /// Answers every page with this status and content type.
    pub everything: Option<(u16, &'static str)>,
    /// Answers in place of all else: scheme, host and path to an answer.
    pub pages: Option<Pages>,
    /// The status of the front page, if it is not 200.
    pub front_page: Option<u16>,
    /// Whether the app runs; else the web server in front of it answers 502.
    pub app_runs: bool,
    /// Where the routes of the April release are mounted.
    pub mounted: &'static str,
    /// API_BASE_URL where the app runs.
    pub api_base_url: Option<String>,
    /// The X-Forwarded-Proto that the app gets.
    pub forwarded_proto: &'static str,
    /// The variables that are not set where the app runs.
    pub missing: Vec<&'static str>,
    /// Whether the table for the states exists.
    pub state_table: bool,
    /// How a sign-in starts; the second for one provider only.
    pub start: Begin,
    pub start_of: Option<(&'static str, Begin)>,
    /// Where sign-ins lead, in place of the providers' own pages.
    pub authorize: Vec<(&'static str, String)>,
    /// The client ids of the app where it runs.
    pub client_ids: Vec<(&'static str, String)>,
    pub key: String,
    /// The app's environment, in place of the client ids and the key.
    pub secrets: Option<Reader>,
    pub me: Me,
    /// How far its clock is ahead.
    pub ahead: SignedDuration,
    /// After the front page, no response is sent until all requests but the last have arrived.
    pub together: bool,
}

/// The certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Served {
    Good,
    /// Valid for this many days.
    Days(i64),
    /// Expired this many days ago.
    Expired(i64),
    OtherName,
    SelfSigned,
    OtherCa,
    NoTls,
}

/// The response over http.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    Redirects,
    Serves,
    LeadsToHttp,
    BadGateway,
    /// The response to every request over https.
    App,
}

/// How the app starts a sign-in.
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

/// The response of "who am I".
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Me {
    /// Like the releases: 404 "User not found" to a valid token of an unknown user.
    Good,
    /// The same with the message of another place in the code: 401.
    NotFoundIs401,
    /// The same response to everything.
    SameWords,
    /// A user for every request.
    Open,
    /// Signatures are not verified, and every user exists.
    AcceptsAnyKey,
    /// Signatures are not verified, and the user is looked up.
    VerifiesNothing,
    /// A server in front of the app asks for a password.
    Wall,
    Broken,
}

/// A running site and its proxy. Stops on drop.
pub struct Site {
    proxy: String,
    shared: Arc<Shared>,
    _server: LocalServer,
}

impl Site {
    pub fn start(behavior: Behavior) -> Self {
        let port = LocalPort::bind().unwrap();
        let proxy = port.url();
        let shared = Arc::new(Shared {
            behavior,
            received: Mutex::default(),
            tokens: Mutex::default(),
            authority: Authority::new("navauth test CA"),
            all: tokio::sync::Barrier::new(7),
        });
        let served = Arc::clone(&shared);
        let server = port.serve_connections(move |stream| {
            let shared = Arc::clone(&served);
            // A client that rejects the certificate disconnects, as intended.
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
        let ca = folder.write("ca.pem", &self.shared.authority.pem);
        let ca = ca.display().to_string();
        folder
            .variable("HTTPS_PROXY", &self.proxy)
            .variable("HTTP_PROXY", &self.proxy)
            .variable("SSL_CERT_FILE", &ca);
    }

    /// The received session tokens that this key signed, expired or not.
    pub fn shown(&self, key: &str) -> Vec<Claims> {
        let long_ago = Timestamp::UNIX_EPOCH;
        let tokens = self.shared.tokens.lock().unwrap();
        tokens
            .iter()
            .filter_map(|token| navauth::session::verify(&Secret::new(key), token, long_ago).ok())
            .collect()
    }

    /// The requests, such as `https GET /api/auth/me`, in no particular order.
    pub fn asked(&self) -> Vec<String> {
        let mut received = self.shared.received.lock().unwrap().clone();
        received.sort();
        received
    }
}

struct Shared {
    behavior: Behavior,
    received: Mutex<Vec<String>>,
    tokens: Mutex<Vec<Secret>>,
    authority: Authority,
    all: tokio::sync::Barrier,
}

/// TLS as the behavior says.
fn tls(authority: &Authority, served: Served) -> TlsAcceptor {
    let names = if served == Served::OtherName {
        vec!["another.example"]
    } else {
        vec![HOST, APEX, API_HOST]
    };
    let mut parameters =
        CertificateParams::new(names.into_iter().map(str::to_owned).collect::<Vec<_>>()).unwrap();
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
    // Certificates expire at midnight here: one more day leaves this many whole days.
    parameters.not_after = match served {
        Served::Days(days) => at(days + 1),
        Served::Expired(days) => at(-days),
        _ => at(90),
    };
    match served {
        Served::SelfSigned => {
            let key = KeyPair::generate().unwrap();
            tunnel::tls(&parameters.self_signed(&key).unwrap(), &key)
        }
        Served::OtherCa => Authority::new("another CA").tls(&parameters),
        _ => authority.tls(&parameters),
    }
}

#[expect(clippy::disallowed_methods, reason = "a server has a clock of its own")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// One connection to the proxy: a tunnel to port 443, or plain requests for port 80.
async fn serve(mut stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    if !tunnel::is_tunnel(&stream).await? {
        answer_on(stream, "http", shared).await;
        return Ok(());
    }
    let target = tunnel::target(&mut stream).await?;
    if ![HOST, APEX, API_HOST].contains(&target.trim_end_matches(":443")) {
        return tunnel::answer(&mut stream, "502 Bad Gateway\r\ncontent-length: 0").await;
    }
    tunnel::answer(&mut stream, "200 OK").await?;
    let served = shared.behavior.certificate;
    if served == Served::NoTls {
        return tunnel::answer(&mut stream, "400 Bad Request").await;
    }
    let stream = tls(&shared.authority, served).accept(stream).await?;
    answer_on(stream, "https", shared).await;
    Ok(())
}

async fn answer_on(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    scheme: &'static str,
    shared: &Shared,
) {
    local_server::serve(stream, |request| async move {
        Some(answer(scheme, shared, &request).await)
    })
    .await;
}

async fn answer(scheme: &'static str, shared: &Shared, request: &Request) -> Response {
    let path = request.uri().path();
    shared
        .received
        .lock()
        .unwrap()
        .push(format!("{scheme} {} {path}", request.method()));
    let behavior = &shared.behavior;
    let header = |name: &str| {
        let value = request.headers().get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let token = header("authorization").strip_prefix("Bearer ");
    shared.tokens.lock().unwrap().extend(token.map(Secret::new));
    let last = token.is_some_and(|token| behavior.signed(token));
    if behavior.together && (scheme == "http" || path != "/") && !last {
        shared.all.wait().await;
    }
    let asked = Asked {
        host: header("host").split(':').next().unwrap_or_default(),
        path,
        token,
        wants_html: header("accept").contains("text/html"),
    };
    let own = behavior.pages.as_ref();
    if let Some(response) = own.and_then(|pages| pages(scheme, asked.host, asked.path)) {
        response
    } else if scheme == "http" {
        behavior.in_clear(&asked)
    } else {
        behavior.answer(&asked)
    }
}

/// The parts of a request that the site uses.
struct Asked<'run> {
    host: &'run str,
    path: &'run str,
    token: Option<&'run str>,
    wants_html: bool,
}

impl Behavior {
    /// A correct site of the newest release, for the settings of [`environment`].
    pub fn good(key: &str) -> Self {
        Self {
            release: Release::June,
            certificate: Served::Good,
            hsts: Some("max-age=31536000; includeSubDomains"),
            plain: Plain::Redirects,
            home: HOST,
            only_api_moves: false,
            everything: None,
            pages: None,
            front_page: None,
            app_runs: true,
            mounted: "/api",
            api_base_url: None,
            forwarded_proto: "https",
            missing: Vec::new(),
            state_table: true,
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

    /// A correct site of a release.
    pub fn of(release: Release, key: &str) -> Self {
        // The first release gets its address only from this variable.
        let api_base_url = (release == Release::April).then(|| format!("https://{HOST}/api"));
        Self {
            release,
            api_base_url,
            ..Self::good(key)
        }
    }

    fn in_clear(&self, asked: &Asked<'_>) -> Response {
        match self.plain {
            Plain::Redirects => redirect(&format!("https://{}{}", asked.host, asked.path)),
            Plain::LeadsToHttp => redirect(&format!("http://{HOST}/welcome")),
            Plain::Serves => page(200),
            Plain::BadGateway => page(502),
            Plain::App => self.answer(asked),
        }
    }

    fn answer(&self, asked: &Asked<'_>) -> Response {
        let mut answer = self.of_site(asked);
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

    /// The web server in front of the app.
    fn of_site(&self, asked: &Asked<'_>) -> Response {
        if let Some((status, kind)) = self.everything {
            return respond(status, kind, "<!doctype html><title>404</title>");
        }
        let is_api = asked.path.starts_with("/api/") || asked.path.starts_with("/auth/");
        if asked.host != self.home && asked.host != API_HOST && (is_api || !self.only_api_moves) {
            return redirect(&format!("https://{}{}", self.home, asked.path));
        }
        if !is_api {
            return page(self.front_page.unwrap_or(200));
        }
        if !self.app_runs {
            return page(502);
        }
        let route = match self.release {
            Release::April => asked.path.strip_prefix(self.mounted),
            Release::May | Release::June => asked.path.strip_prefix("/api"),
        };
        let Some(route) = route.filter(|route| route.starts_with("/auth/")) else {
            return if self.release == Release::April && self.mounted.is_empty() {
                page(200)
            } else {
                self.refusal(404, "Not Found", asked)
            };
        };
        if route == "/auth/me" {
            return self.who_am_i(asked);
        }
        let login = route
            .strip_prefix("/auth/login/")
            .and_then(|name| LOGINS.iter().find(|login| login.0 == name));
        match login {
            Some(login) => self.begin(*login, asked),
            None => self.refusal(404, "Not Found", asked),
        }
    }

    /// A variable where the app runs.
    fn variable(&self, name: &str, fixed: impl FnOnce() -> Option<String>) -> Option<String> {
        if self.missing.contains(&name) {
            return None;
        }
        match &self.secrets {
            Some(secrets) => secrets(name),
            None => fixed(),
        }
    }

    fn begin(
        &self,
        (provider, endpoint, scopes, variable): (&'static str, &str, &str, &str),
        asked: &Asked<'_>,
    ) -> Response {
        let own = self
            .start_of
            .as_ref()
            .filter(|(name, _)| *name == provider)
            .map(|(_, begin)| begin);
        let begin = own.unwrap_or(&self.start);
        if let Begin::Answer(status, kind, body) = begin {
            return respond(*status, kind, body);
        }
        let fixed = || {
            let mut ids = self.client_ids.iter();
            ids.find(|(name, _)| *name == provider)
                .map(|(_, id)| id.clone())
        };
        let client_id = self.variable(variable, fixed);
        let secret_variable = variable
            .replace("CLIENT_ID", "CLIENT_SECRET")
            .replace("APP_ID", "APP_SECRET");
        let has_secret = self
            .variable(&secret_variable, || Some(String::new()))
            .is_some();
        let title = provider[..1].to_uppercase() + &provider[1..];
        match (self.release, &client_id, has_secret, self.state_table) {
            (Release::April, None, ..) | (Release::April | Release::May, Some(_), _, false) => {
                return respond(500, "text/plain; charset=utf-8", "Internal Server Error");
            }
            (Release::May, None, ..) => {
                let detail = format!(
                    "OAuth login error: 500: OAuth not configured for {provider}. Missing {variable}"
                );
                return self.refusal(500, &detail, asked);
            }
            (Release::June, id, secret, _) if id.is_none() || !secret => {
                let missing = if id.is_none() {
                    variable
                } else {
                    secret_variable.as_str()
                };
                let detail = format!(
                    "{title} sign-in is temporarily unavailable (server is missing {missing}). Please try another sign-in method."
                );
                return self.refusal(503, &detail, asked);
            }
            (Release::June, _, _, false) => {
                let detail = format!(
                    "{title} sign-in is temporarily unavailable (could not start the login session). Please try again shortly."
                );
                return self.refusal(503, &detail, asked);
            }
            _ => {}
        }
        let uri = format!("{}/{provider}", self.callback(asked));
        let uri = if let Begin::RedirectUri(uri) = begin {
            uri.replace("{provider}", provider)
        } else {
            uri
        };
        let client_id = client_id.unwrap_or_default();
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

    /// The redirect URI without the provider, as each release builds it.
    fn callback(&self, asked: &Asked<'_>) -> String {
        let set = self.api_base_url.as_deref();
        if self.release == Release::April {
            return format!("{}/auth/callback", set.unwrap_or("http://localhost:8000"));
        }
        let is_local = |url: &&str| url.contains("localhost") || url.contains("127.0.0.1");
        let from_headers = || format!("{}://{}", self.forwarded_proto, asked.host);
        let base = set
            .filter(|url| !is_local(url))
            .map_or_else(from_headers, str::to_owned);
        format!("{base}/api/auth/callback")
    }

    /// Whether a token is valid here and now.
    fn signed(&self, token: &str) -> bool {
        let key = self.variable("JWT_SECRET_KEY", || Some(self.key.clone()));
        // Without a key the app generates one at every start.
        key.is_some_and(|key| {
            navauth::session::verify(&Secret::new(key), &Secret::new(token), now() + self.ahead)
                .is_ok()
        })
    }

    /// Like the app's `/auth/me`: python-jose, then the user by `sub`, who is in no test database.
    fn who_am_i(&self, asked: &Asked<'_>) -> Response {
        let default_account = || {
            respond(
                200,
                "application/json",
                &json!({"user_id": 1, "email": "a@example.org"}).to_string(),
            )
        };
        match (self.me, asked.token) {
            (Me::Open, _) | (Me::AcceptsAnyKey, Some(_)) => default_account(),
            (Me::VerifiesNothing, Some(_)) => self.refusal(404, "User not found", asked),
            (Me::Wall, _) => page(401),
            (Me::Broken, _) => respond(500, "text/plain", "Internal Server Error"),
            (Me::SameWords, _) => self.refusal(401, "Unauthorized", asked),
            (me, Some(token)) if self.signed(token) => self.refusal(
                if me == Me::NotFoundIs401 { 401 } else { 404 },
                "User not found",
                asked,
            ),
            _ => self.refusal(401, "Could not validate credentials", asked),
        }
    }

    /// An error of the app, in the words of the release.
    fn refusal(&self, status: u16, detail: &str, asked: &Asked<'_>) -> Response {
        let path = asked.path;
        if self.release != Release::April && asked.wants_html {
            return page(status);
        }
        let body = match (self.release, status) {
            (Release::April, _) => json!({ "detail": detail }),
            (Release::May, 401) => {
                json!({"error": "Unauthorized", "message": detail, "suggestion": "Sign in again.", "login": "/login"})
            }
            (Release::May, 404) => {
                json!({"error": "Not Found", "message": format!("The requested resource '{path}' was not found."), "path": path})
            }
            (Release::May, _) => json!({"error": detail, "status_code": status, "path": path}),
            (Release::June, 401) => {
                json!({"error": "Sign-in required", "message": detail, "path": path, "suggestion": "Sign in again.", "login": "/login"})
            }
            (Release::June, 404) => {
                json!({"error": "Page not found", "message": format!("We couldn't find '{path}'."), "path": path})
            }
            (Release::June, _) => {
                json!({"error": "Temporarily unavailable", "message": detail, "path": path})
            }
        };
        respond(status, "application/json", &body.to_string())
    }
}

fn respond(status: u16, kind: &str, body: &str) -> Response {
    hyper::Response::builder()
        .status(status)
        .header("content-type", kind)
        .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
        .unwrap()
}

pub fn page(status: u16) -> Response {
    respond(
        status,
        "text/html; charset=utf-8",
        "<!doctype html><title>Open Navigator</title>",
    )
}

fn redirect(to: &str) -> Response {
    hyper::Response::builder()
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

/// The production settings of a correct site.
pub fn environment(database: &str, key: &str) -> String {
    let mut text =
        format!("DATABASE_URL={database}\nJWT_SECRET_KEY={key}\nFRONTEND_URL=https://{HOST}\n");
    for (_, _, _, variable) in LOGINS {
        text += &format!("{variable}={}\n", client_id(variable));
    }
    text + "HUGGINGFACE_CLIENT_SECRET=oauth_app_secret_4n7Qx2Lr8VwB6zYt\nGOOGLE_CLIENT_SECRET=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\n\
            FACEBOOK_APP_SECRET=3f9a1c7e5b2d8046f1e3a5c7b9d20486\nGITHUB_CLIENT_SECRET=8c1f4e7a2b5d9036e8f1a4c7b0d3265987ab41ce\n"
}
