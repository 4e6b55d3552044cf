//! The page of `setup --browser` against other pages, other programs and other users of the machine, with plain HTTP.

use std::io::{Read, Write};
use std::net::{IpAddr, TcpStream};

use navauth::providers::fakes::{Fault, Step};
use url::Url;

use super::World;
use crate::support::foreign::Foreign;
use crate::support::user::PendingSignIn;
use crate::support::{Folder, wait_for};

const FORM: &str = "application/x-www-form-urlencoded";

/// A running page, with the session of its browser.
struct Served {
    waiting: PendingSignIn,
    url: Url,
    cookie: String,
    csrf: String,
}

/// What the page answered.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines();
        lines.find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }
}

impl Served {
    fn start(folder: &Folder) -> Self {
        Self::open(start(folder))
    }

    fn open(waiting: PendingSignIn) -> Self {
        let url = Url::parse(&waiting.url).unwrap();
        let mut served = Self {
            waiting,
            url,
            cookie: String::new(),
            csrf: String::new(),
        };
        let started = served.get(&served.target(), &[]);
        assert_eq!(started.status, 200);
        let cookie = started.header("set-cookie").unwrap();
        let root = served.root();
        assert!(cookie.ends_with(&format!("; Path={root}; HttpOnly; SameSite=Strict")));
        served.cookie = cookie.split(';').next().unwrap().to_owned();
        let page = served.get(&root, &[("cookie", &served.cookie)]);
        assert_eq!(page.status, 200, "{page:?}");
        let token = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap();
        served.csrf = token.split('"').next().unwrap().to_owned();
        served
    }

    /// The path and the query of the address.
    fn target(&self) -> String {
        format!("{}?{}", self.url.path(), self.url.query().unwrap())
    }

    /// The path of the overview.
    fn root(&self) -> String {
        self.url.path().trim_end_matches("start").to_owned()
    }

    fn authority(&self) -> String {
        format!("127.0.0.1:{}", self.url.port().unwrap())
    }

    fn origin(&self) -> String {
        format!("http://{}", self.authority())
    }

    fn get(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(&format!("GET {target}"), &self.authority(), headers, "")
    }

    /// Sends the form of the session key, with what a browser sends and what is changed about it.
    fn generate(&self, change: impl Fn(&mut Vec<(&'static str, String)>), body: &str) -> Answer {
        self.post("development.jwt-secret-key", change, body)
    }

    /// Sends a form of a step, with what a browser sends and what is changed about it.
    fn post(
        &self,
        step: &str,
        change: impl Fn(&mut Vec<(&'static str, String)>),
        body: &str,
    ) -> Answer {
        let mut headers = vec![
            ("cookie", self.cookie.clone()),
            ("origin", self.origin()),
            ("content-type", FORM.to_owned()),
        ];
        change(&mut headers);
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let target = format!("POST {}step/{step}", self.root());
        self.ask(&target, &self.authority(), &headers, body)
    }

    /// Sends a request with this method and target.
    fn ask(&self, line: &str, host: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.authority()).unwrap();
        let mut request = format!("{line} HTTP/1.1\r\nhost: {host}\r\n");
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        request += &format!("content-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.replace('\r', ""),
            body: body.to_owned(),
        }
    }
}

fn start(folder: &Folder) -> PendingSignIn {
    PendingSignIn::start(folder, ["setup", "--browser", "--no-browser", "--offline"])
}

#[test]
fn only_the_browser_that_used_the_address_first_has_a_session() {
    let folder = Folder::new();
    let mut served = Served::start(&folder);
    let again = served.get(&served.target(), &[]);
    assert_eq!(again.status, 403, "{again:?}");
    let warning = served.waiting.until(|line| line.contains("a second time"));
    assert!(warning.contains("from another browser"), "{warning}");
    // The same browser may open it again.
    let own = served.get(&served.target(), &[("cookie", &served.cookie)]);
    assert_eq!((own.status, own.header("set-cookie")), (303, None));
    let wrong = format!("{}start?token=wrong", served.root());
    for (target, status) in [
        (served.root(), 403),
        (format!("{}page.js", served.root()), 403),
        (wrong, 403),
        (format!("{}start", served.root()), 403),
        ("/".to_owned(), 404),
        ("/favicon.ico".to_owned(), 404),
    ] {
        assert_eq!(served.get(&target, &[]).status, status, "{target}");
        assert!(!served.get(&target, &[]).body.contains("<"), "{target}");
    }
    let guessed = served.get(&served.root(), &[("cookie", "navauth_setup=guessed")]);
    assert_eq!(guessed.status, 403);
    served.waiting.signal("INT");
    let _ = served.waiting.finish().code(130);
}

#[test]
fn a_prefetch_does_not_use_the_address_up() {
    let folder = Folder::new();
    let waiting = start(&folder);
    let url = Url::parse(&waiting.url).unwrap();
    let served = Served {
        waiting,
        url,
        cookie: String::new(),
        csrf: String::new(),
    };
    let ahead = served.get(&served.target(), &[("sec-purpose", "prefetch")]);
    assert_eq!(ahead.status, 503);
    assert_eq!(served.get(&served.target(), &[]).status, 200);
    served.waiting.signal("INT");
    let _ = served.waiting.finish();
}

#[test]
fn other_pages_and_other_hosts_are_refused() {
    let folder = Folder::new();
    let served = Served::start(&folder);
    let cookie = [("cookie", served.cookie.as_str())];
    let port = served.url.port().unwrap();
    let target = format!("GET {}", served.root());
    // DNS rebinding: the name of a web page that leads to this machine.
    for host in [
        format!("attacker.example:{port}"),
        format!("localhost:{port}"),
        format!("127.0.0.1.attacker.example:{port}"),
        "127.0.0.1".to_owned(),
        "127.0.0.1:1".to_owned(),
        String::new(),
    ] {
        let answer = served.ask(&target, &host, &cookie, "");
        assert_eq!(answer.status, 421, "{host}");
    }
    let absolute = format!("GET http://attacker.example{}", served.root());
    let answer = served.ask(&absolute, &served.authority(), &cookie, "");
    assert_eq!(answer.status, 421);
    // Another port of this machine is the same site, and still another page.
    for site in ["cross-site", "same-site"] {
        let headers = [cookie[0], ("sec-fetch-site", site)];
        assert_eq!(served.get(&served.root(), &headers).status, 403, "{site}");
    }
    for site in ["same-origin", "none"] {
        let headers = [cookie[0], ("sec-fetch-site", site)];
        assert_eq!(served.get(&served.root(), &headers).status, 200, "{site}");
    }
    for method in ["PUT", "DELETE", "HEAD", "OPTIONS"] {
        let line = format!("{method} {}", served.root());
        let answer = served.ask(&line, &served.authority(), &cookie, "");
        assert_eq!(answer.status, 405, "{method}");
    }
    served.waiting.signal("INT");
    let _ = served.waiting.finish();
    assert!(!folder.path().join(".env").exists());
}

#[test]
fn the_way_back_from_a_provider_reveals_nothing() {
    let folder = Folder::with_env("FRONTEND_URL=http://localhost:5173\n");
    let served = Served::start(&folder);
    let back = format!("{}return/step/development.test-logins", served.root());
    let answer = served.get(&back, &[("sec-fetch-site", "cross-site")]);
    assert_eq!(answer.status, 200);
    assert!(!answer.body.contains(&served.csrf) && !answer.body.contains("5173"));
    assert_eq!(answer.header("set-cookie"), None);
    // It leads to a page of this server only, which needs the session.
    for page in [
        "//attacker.example",
        "https:%2F%2Fattacker.example",
        "\"><b>",
    ] {
        let target = format!("{}return/{page}", served.root()).replace(['"', '<', '>'], "%22");
        let answer = served.get(&target, &[]);
        let url = format!("0;url={}", served.root());
        assert!(answer.body.contains(&url), "{page}: {}", answer.body);
    }
    for page in ["step/development.test-logins", "events/development.tables"] {
        let target = format!("{}{page}", served.root());
        assert_eq!(served.get(&target, &[]).status, 403, "{page}");
    }
    served.waiting.signal("INT");
    let _ = served.waiting.finish();
}

#[test]
fn a_form_needs_its_session_its_origin_and_its_token() {
    let folder = Folder::new();
    let served = Served::start(&folder);
    let body = format!("csrf={}", served.csrf);
    type Change = fn(&mut Vec<(&'static str, String)>);
    let attempts: [(&str, Change, &str); 9] = [
        ("no session", |headers| drop(headers.remove(0)), &body),
        ("no origin", |headers| drop(headers.remove(1)), &body),
        (
            "another origin",
            |headers| headers[1].1 = "http://attacker.example".to_owned(),
            &body,
        ),
        (
            "another port",
            |headers| headers[1].1 = "http://127.0.0.1:1".to_owned(),
            &body,
        ),
        ("null", |headers| headers[1].1 = "null".to_owned(), &body),
        (
            "another site",
            |headers| headers.push(("sec-fetch-site", "same-site".to_owned())),
            &body,
        ),
        ("no token", |_| (), ""),
        ("a wrong token", |_| (), "csrf=wrong"),
        ("two tokens", |_| (), "csrf=wrong&csrf=wrong"),
    ];
    for (attempt, change, body) in attempts {
        let answer = served.generate(change, body);
        assert_eq!(answer.status, 403, "{attempt}: {answer:?}");
    }
    let text = served.generate(|headers| headers[2].1 = "text/plain".to_owned(), &body);
    assert_eq!(text.status, 400);
    let large = format!("{body}&x={}", "x".repeat(70_000));
    assert_eq!(served.generate(|_| (), &large).status, 400);
    // Reading changes nothing.
    let target = format!("{}step/development.jwt-secret-key?{body}", served.root());
    let answer = served.get(&target, &[("cookie", &served.cookie)]);
    assert_eq!(answer.status, 200);
    assert!(!folder.path().join(".env").exists());
    // With all of it, the key is generated.
    assert_eq!(served.generate(|_| (), &body).status, 303);
    assert!(folder.read(".env").starts_with("JWT_SECRET_KEY="));
    served.waiting.signal("INT");
    let _ = served.waiting.finish();
}

#[test]
fn only_the_button_of_the_page_trusts_a_host() {
    let foreign = Foreign::start();
    let mut folder = Folder::new();
    folder.write("navauth.toml", crate::trust::ENTERPRISE);
    foreign.lead(&mut folder);
    let served = Served::open(PendingSignIn::start(
        &folder,
        ["setup", "--browser", "--no-browser"],
    ));
    let (step, trust) = ("development.github", "development.github/trust");
    let cookie = [("cookie", served.cookie.as_str())];
    let csrf = format!("csrf={}", served.csrf);
    let sentence = "navauth.toml+sends+GITHUB_CLIENT_SECRET+to+ghe.example.org";
    let right = format!("{csrf}&trust={sentence}");
    let store = folder.path().join("home/.config/navauth/trusted-hosts");
    // Before it was asked there is nothing to be confirmed.
    assert_eq!(served.post(trust, |_| (), &right).status, 303);
    let key = |question: &str| format!("development.github.{question}");
    let answers = format!(
        "{csrf}&asked={0}&{0}=Ov23liAbCdEfGhIjKlMn&asked={1}&{1}=0123456789abcdef0123456789abcdef01234567",
        key("client-id"),
        key("client-secret")
    );
    assert_eq!(served.post(step, |_| (), &answers).status, 303);
    let page = format!("{}step/{step}", served.root());
    let shown = served.get(&page, &cookie).body;
    let asked = sentence.replace('+', " ");
    assert!(
        shown.contains(&format!("name=\"trust\" value=\"{asked}\"")),
        "{shown}"
    );
    type Change = fn(&mut Vec<(&'static str, String)>);
    let attempts: [(&str, Change, &str, u16); 7] = [
        ("no session", |headers| drop(headers.remove(0)), &right, 403),
        ("no origin", |headers| drop(headers.remove(1)), &right, 403),
        (
            "another page",
            |headers| headers[1].1 = "http://attacker.example".to_owned(),
            &right,
            403,
        ),
        (
            "another site",
            |headers| headers.push(("sec-fetch-site", "cross-site".to_owned())),
            &right,
            403,
        ),
        ("no token", |_| (), &right.replace(&csrf, "csrf="), 403),
        ("no host", |_| (), &csrf, 303),
        ("another host", |_| (), &right.replace("ghe.", "evil."), 303),
    ];
    for (attempt, change, body, status) in attempts {
        assert_eq!(served.post(trust, change, body).status, status, "{attempt}");
    }
    let read = format!("{}step/{trust}?{right}", served.root());
    assert_eq!(served.get(&read, &cookie).status, 404);
    // Still asked, and nothing was sent or remembered.
    assert!(served.get(&page, &cookie).body.contains(&asked));
    assert_eq!(served.post(step, |_| (), &answers).status, 303);
    assert!(!store.exists());
    assert_eq!(foreign.take(), "");
    assert_eq!(served.post(trust, |_| (), &right).status, 303);
    assert!(
        std::fs::read_to_string(store)
            .unwrap()
            .starts_with("ghe.example.org /")
    );
    served.waiting.signal("INT");
    let _ = served.waiting.finish();
}

#[test]
fn a_saved_secret_is_on_no_page() {
    let secret = "0123456789abcdef0123456789abcdef01234567";
    let folder = Folder::with_env(&format!(
        "GITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\nGITHUB_CLIENT_SECRET={secret}\n\
         DATABASE_URL=postgresql://ada:a-long-password@db.example.org/app\n"
    ));
    let served = Served::start(&folder);
    let cookie = [("cookie", served.cookie.as_str())];
    for page in [
        "",
        "step/development.github",
        "step/development.database-url",
    ] {
        let answer = served.get(&format!("{}{page}", served.root()), &cookie);
        assert_eq!(answer.status, 200);
        for hidden in [secret, "a-long-password"] {
            assert!(!answer.body.contains(hidden), "{page}: {}", answer.body);
        }
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(value));
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    }
    let github = served.get(
        &format!("{}step/development.github", served.root()),
        &cookie,
    );
    assert!(
        github.body.contains("set, 40 characters"),
        "{}",
        github.body
    );
    served.waiting.signal("INT");
    let _ = served.waiting.finish().without(secret);
}

#[test]
fn it_listens_on_this_computer_only_and_closes_when_done() {
    let folder = Folder::new();
    let mut served = Served::start(&folder);
    let port = served.url.port().unwrap();
    let listening = listeners::get_all().unwrap();
    let own: Vec<IpAddr> = listening
        .into_iter()
        .filter(|listener| listener.socket.port() == port)
        .map(|listener| listener.socket.ip())
        .collect();
    assert_eq!(own, ["127.0.0.1".parse::<IpAddr>().unwrap()]);
    let headers = [
        ("cookie", served.cookie.as_str()),
        ("origin", &served.origin()),
        ("content-type", FORM),
    ];
    let target = format!("POST {}end", served.root());
    let body = format!("csrf={}", served.csrf);
    let last = served.ask(&target, &served.authority(), &headers, &body);
    assert!(last.body.contains("You can close this tab"), "{last:?}");
    let authority = served.authority();
    served
        .waiting
        .until(|line| line.contains("A browser has opened"));
    let run = served.waiting.finish().code(0);
    assert!(run.stdout.contains("Session key"), "{run:?}");
    assert!(TcpStream::connect(authority).is_err());
}

#[test]
fn over_ssh_it_says_how_to_reach_the_page() {
    let mut folder = Folder::new();
    folder.variable("SSH_CONNECTION", "203.0.113.5 50000 198.51.100.7 22");
    folder.variable("USER", "ada");
    let mut waiting = start(&folder);
    let port = Url::parse(&waiting.url).unwrap().port().unwrap();
    let command = format!("ssh -L {port}:127.0.0.1:{port} ada@198.51.100.7");
    waiting.until(|line| line.trim() == command);
    waiting.signal("INT");
    let _ = waiting.finish().code(130);
}

#[test]
#[cfg(target_os = "linux")]
fn another_user_of_the_machine_cannot_connect() {
    let folder = Folder::new();
    // Only root can act as another user.
    if std::os::unix::fs::MetadataExt::uid(&folder.path().metadata().unwrap()) != 0 {
        return;
    }
    let mut served = Served::start(&folder);
    let as_user = |user: &str| {
        let status = std::process::Command::new("setpriv")
            .args([&format!("--reuid={user}"), "--clear-groups", "curl", "-s"])
            .arg(served.waiting.url.clone())
            .status();
        status.unwrap().code()
    };
    // Closed or reset without an answer.
    let refused = as_user("65534");
    assert!(matches!(refused, Some(52 | 56)), "{refused:?}");
    assert_eq!(as_user("0"), Some(0));
    served
        .waiting
        .until(|line| line.contains("another user of this computer"));
    served.waiting.signal("INT");
    let _ = served.waiting.finish();
}

/// A form may be saved before the browser asks for the page that waits for it.
#[test]
fn the_page_that_waits_leads_to_the_next_step_once_the_form_is_saved() {
    let world = World::new();
    world
        .fakes
        .change(|behavior| *behavior = behavior.clone().fault("github", Step::Token, Fault::Hold));
    let served = Served::open(PendingSignIn::start(
        &world.folder,
        ["setup", "--browser", "--no-browser"],
    ));
    let (id, secret) = world.app("github");
    let key = |question: &str| format!("development.github.{question}");
    let body = format!(
        "csrf={}&asked={1}&{1}={id}&asked={2}&{2}={secret}",
        served.csrf,
        key("client-id"),
        key("client-secret")
    );
    let answer = served.post("development.github", |_| (), &body);
    assert_eq!(answer.status, 303, "{answer:?}");
    let page = answer.header("location").unwrap();
    let cookie = [("cookie", served.cookie.as_str())];
    let waiting = served.get(page, &cookie);
    assert!(
        waiting.status == 200 && waiting.body.contains("data-events"),
        "{waiting:?}"
    );
    world.fakes.release();
    wait_for(|| served.get(page, &cookie).status == 303);
    assert!(world.folder.read(".env").contains(&secret));
    let next = served.get(page, &cookie);
    let next = next.header("location").unwrap();
    assert!(
        next.contains("/step/") && !next.contains("github"),
        "{next}"
    );
    served.waiting.signal("INT");
    let _ = served.waiting.finish().code(130).without(&secret);
}
