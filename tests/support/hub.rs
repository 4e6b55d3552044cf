//! A simulated HuggingFace Hub with state. It responds like the recorded traffic of the Hub's own client, and can inject
//! faults.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use jiff::{Timestamp, ToSpan};
use navauth::local_server::{LocalPort, LocalServer, Request, Response};
use navauth::secret::Secret;
use serde_json::{Value, json};

/// The token with write permission.
pub const TOKEN: &str = "hf_CanaryCanaryCanaryCanaryCanaryCana";

/// The existing Space.
pub const SPACE: &str = "CommunityOne/open_navigator";

/// The simulated Hub; stops on drop.
pub struct Hub {
    pub url: String,
    shared: Arc<Shared>,
    _server: LocalServer,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    secrets: BTreeMap<String, Entry>,
    variables: BTreeMap<String, Entry>,
    /// The response of whoami-v2.
    access: Value,
    stage: &'static str,
    /// The stages after a change, one per request of the runtime.
    script: Vec<&'static str>,
    ahead: VecDeque<&'static str>,
    faults: Vec<Fault>,
    log: Vec<String>,
    hanging: bool,
    /// The key that the app signs with, regardless of its secret.
    stuck_key: Option<String>,
    domain: String,
    private: bool,
    sdk: &'static str,
    /// The `errorMessage` of the runtime while the Space has failed.
    error_message: Option<&'static str>,
}

#[derive(Clone)]
struct Entry {
    value: String,
    description: Option<String>,
    updated_at: Timestamp,
}

/// A fault that affects requests from the given one on.
struct Fault {
    /// The beginning of the request's log entry, such as `POST secrets`.
    on: &'static str,
    /// The number of requests that succeed before.
    after: usize,
    what: Trouble,
}

/// The kind of fault.
#[derive(Clone)]
pub enum Trouble {
    /// An error response with an optional header and a body; nothing is done.
    Refuse(u16, Option<(&'static str, &'static str)>, &'static str),
    /// The connection is cut after the work is done.
    CutAfter,
    /// The connection is cut before anything is done.
    CutBefore,
    /// No response, and nothing is done. See [`Hub::wait_until_hanging`].
    HangBefore,
    /// No response, after the work is done.
    HangAfter,
}

impl Hub {
    pub fn start() -> Self {
        let state = State {
            secrets: BTreeMap::new(),
            variables: BTreeMap::new(),
            access: json!({"type": "access_token", "accessToken": {"displayName": "navauth", "role": "write", "createdAt": "2026-01-01T00:00:00.000Z"}}),
            stage: "RUNNING",
            script: vec!["RUNNING_APP_STARTING", "RUNNING"],
            ahead: VecDeque::new(),
            faults: Vec::new(),
            log: Vec::new(),
            hanging: false,
            stuck_key: None,
            domain: "communityone-open-navigator.hf.space".to_owned(),
            private: false,
            sdk: "docker",
            error_message: None,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        let port = LocalPort::bind().unwrap();
        let url = port.url();
        let served = Arc::clone(&shared);
        let server = port.serve(move |request| {
            let shared = Arc::clone(&served);
            async move { answer(&request, &shared).await }
        });
        Self {
            url,
            shared,
            _server: server.unwrap(),
        }
    }

    /// The secrets with their values, which only the app can read.
    pub fn secrets(&self) -> BTreeMap<String, String> {
        self.state()
            .secrets
            .iter()
            .map(|(name, entry)| (name.clone(), entry.value.clone()))
            .collect()
    }

    /// The secrets as the app on the Space reads them.
    pub fn reader(&self) -> super::site::Reader {
        let shared = Arc::clone(&self.shared);
        Arc::new(move |name| {
            Some(
                shared
                    .state
                    .lock()
                    .unwrap()
                    .secrets
                    .get(name)?
                    .value
                    .clone(),
            )
        })
    }

    /// Adds an existing secret.
    pub fn set_secret(&self, name: &str, value: &str) {
        self.state().secrets.insert(
            name.to_owned(),
            Entry {
                value: value.to_owned(),
                description: None,
                updated_at: now(),
            },
        );
    }

    /// Removes an existing secret.
    pub fn drop_secret(&self, name: &str) {
        self.state().secrets.remove(name).unwrap();
    }

    /// Sets a secret as another user, a minute from now.
    pub fn set_by_others(&self, name: &str, value: &str) {
        let entry = Entry {
            value: value.to_owned(),
            description: None,
            updated_at: now() + 1.minute(),
        };
        self.state().secrets.insert(name.to_owned(), entry);
    }

    pub fn set_variable(&self, name: &str, value: &str) {
        self.state().variables.insert(
            name.to_owned(),
            Entry {
                value: value.to_owned(),
                description: None,
                updated_at: now(),
            },
        );
    }

    pub fn drop_variable(&self, name: &str) {
        self.state().variables.remove(name).unwrap();
    }

    /// From now on the app signs with this key, regardless of its secret.
    pub fn stick_to(&self, key: &str) {
        self.state().stuck_key = Some(key.to_owned());
    }

    /// Gives the Space a custom domain.
    pub fn serve_at(&self, host: &str) {
        self.state().domain = host.to_owned();
    }

    /// From now on the Space is private.
    pub fn make_private(&self) {
        self.state().private = true;
    }

    /// From now on the Space only serves files.
    pub fn make_static(&self) {
        self.state().sdk = "static";
    }

    /// Sets the Hub's message about a Space that has failed.
    pub fn set_error_message(&self, message: &'static str) {
        self.state().error_message = Some(message);
    }

    /// Sets `auth` in the response of whoami-v2.
    pub fn set_access(&self, auth: Value) {
        self.state().access = auth;
    }

    /// Sets the current stage and those after a change.
    pub fn set_stages(&self, stage: &'static str, script: &[&'static str]) {
        let mut state = self.state();
        state.stage = stage;
        state.script = script.to_vec();
    }

    /// Injects a fault for the requests whose log entry begins so, after this many have succeeded.
    pub fn trouble(&self, on: &'static str, after: usize, what: Trouble) {
        self.state().faults.push(Fault { on, after, what });
    }

    /// Removes all faults and clears the log.
    pub fn mend(&self) {
        let mut state = self.state();
        state.faults.clear();
        state.log.clear();
        state.hanging = false;
    }

    /// The requests in order, such as `POST secrets JWT_SECRET_KEY`.
    pub fn log(&self) -> Vec<String> {
        self.state().log.clone()
    }

    /// The requests that change something.
    pub fn writes(&self) -> Vec<String> {
        self.log()
            .into_iter()
            .filter(|line| !line.starts_with("GET "))
            .collect()
    }

    /// Returns when a request hangs.
    pub fn wait_until_hanging(&self) {
        let deadline = Duration::from_secs(30);
        let (state, waited) = self
            .shared
            .changed
            .wait_timeout_while(self.state(), deadline, |state| !state.hanging)
            .unwrap();
        assert!(!waited.timed_out(), "nothing hangs: {:?}", state.log);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap()
    }
}

#[expect(clippy::disallowed_methods, reason = "a server has a clock of its own")]
fn now() -> Timestamp {
    Timestamp::now()
}

async fn answer(request: &Request, shared: &Shared) -> Option<Response> {
    let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
    let path = request.uri().path().to_owned();
    let line = format!(
        "{} {} {}",
        request.method(),
        path.rsplit('/').next().unwrap(),
        body["key"].as_str().unwrap_or_default()
    );
    let line = line.trim_end().to_owned();
    let trouble = shared.state.lock().unwrap().note(line);
    let token = request
        .headers()
        .get("authorization")
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let work = || {
        shared
            .state
            .lock()
            .unwrap()
            .answer(request.method().as_str(), &path, token, &body)
    };
    match trouble {
        None => Some(work()),
        Some(Trouble::Refuse(status, header, body)) => Some(refusal(status, header, body)),
        Some(Trouble::CutBefore) => None,
        Some(Trouble::CutAfter) => {
            let _ = work();
            None
        }
        Some(trouble) => {
            if matches!(trouble, Trouble::HangAfter) {
                let _ = work();
            }
            shared.state.lock().unwrap().hanging = true;
            shared.changed.notify_all();
            std::future::pending().await
        }
    }
}

impl State {
    /// Logs a request, and returns the fault that affects it.
    fn note(&mut self, line: String) -> Option<Trouble> {
        let mut hit = None;
        for fault in self
            .faults
            .iter_mut()
            .filter(|fault| line.starts_with(fault.on))
        {
            match fault.after.checked_sub(1) {
                Some(left) => fault.after = left,
                None => hit = Some(fault.what.clone()),
            }
        }
        self.log.push(line);
        hit
    }

    fn answer(&mut self, method: &str, path: &str, token: Option<&str>, body: &Value) -> Response {
        if path == "/api/auth/me" {
            return self.who_am_i(token);
        }
        if token != Some(TOKEN) {
            let header = Some((
                "x-error-message",
                "Invalid credentials in Authorization header",
            ));
            return refusal(401, header, r#"{"error":"Invalid username or password."}"#);
        }
        if path == "/api/whoami-v2" {
            return json(&json!({
                "type": "user", "id": "62f264b9f3c90f4b6514a269", "name": "user", "fullname": "A User", "isPro": false, "canPay": false,
                "orgs": [{"type": "org", "name": "CommunityOne"}], "auth": self.access,
            }));
        }
        let Some(rest) = path
            .strip_prefix("/api/spaces/")
            .and_then(|path| path.strip_prefix(SPACE))
        else {
            return refusal(
                404,
                Some(("x-error-code", "RepoNotFound")),
                r#"{"error":"Repository not found"}"#,
            );
        };
        match (method, rest) {
            (_, "/secrets") => {
                change(&mut self.secrets, method, body).then(|| self.restart());
                let list = if method == "GET" {
                    described(&self.secrets, false)
                } else {
                    json!({})
                };
                json(&list)
            }
            (_, "/variables") => {
                change(&mut self.variables, method, body).then(|| self.restart());
                json(&described(&self.variables, true))
            }
            ("GET", "") => json(&json!({"id": SPACE, "private": self.private, "sdk": self.sdk})),
            ("GET", "/runtime") => {
                self.stage = self.ahead.pop_front().unwrap_or(self.stage);
                let message = self
                    .error_message
                    .filter(|_| self.stage.ends_with("_ERROR"));
                json(&json!({
                    "stage": self.stage, "hardware": {"current": "cpu-basic", "requested": "cpu-basic"}, "storage": null, "gcTimeout": 172_800,
                    "replicas": {"requested": 1, "current": 1}, "devMode": false, "errorMessage": message,
                    "domains": [{"domain": self.domain, "stage": "READY"}],
                }))
            }
            _ => refusal(
                404,
                None,
                r#"{"error":"Sorry, we can't find the page you are looking for."}"#,
            ),
        }
    }

    /// The response of the app on the Space.
    fn who_am_i(&self, token: Option<&str>) -> Response {
        let key = self
            .stuck_key
            .as_deref()
            .or_else(|| Some(self.secrets.get("JWT_SECRET_KEY")?.value.as_str()))
            .unwrap_or_default();
        match navauth::session::verify(
            &Secret::new(key),
            &Secret::new(token.unwrap_or_default()),
            now(),
        ) {
            Ok(claims) => json(&json!({"id": claims.subject})),
            Err(_) => refusal(401, None, r#"{"detail":"Could not validate credentials"}"#),
        }
    }

    fn restart(&mut self) {
        self.ahead = self.script.iter().copied().collect();
    }
}

/// Sets or deletes an entry; true when something changed.
fn change(entries: &mut BTreeMap<String, Entry>, method: &str, body: &Value) -> bool {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let Some(key) = text("key") else { return false };
    match method {
        "POST" => {
            let value = text("value").unwrap_or_default();
            entries.insert(
                key,
                Entry {
                    value,
                    description: text("description"),
                    updated_at: now(),
                },
            );
            true
        }
        "DELETE" => entries.remove(&key).is_some(),
        _ => false,
    }
}

fn described(entries: &BTreeMap<String, Entry>, with_values: bool) -> Value {
    let describe = |entry: &Entry| {
        let mut shown =
            json!({"updatedAt": entry.updated_at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()});
        if let Some(description) = &entry.description {
            shown["description"] = description.as_str().into();
        }
        if with_values {
            shown["value"] = entry.value.as_str().into();
        }
        shown
    };
    entries
        .iter()
        .map(|(name, entry)| (name.clone(), describe(entry)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn json(value: &Value) -> Response {
    respond(
        200,
        Some(("content-type", "application/json; charset=utf-8")),
        value.to_string(),
    )
}

fn refusal(status: u16, header: Option<(&'static str, &'static str)>, body: &str) -> Response {
    respond(status, header, body.to_owned())
}

fn respond(status: u16, header: Option<(&'static str, &'static str)>, body: String) -> Response {
    let mut response = hyper::Response::builder()
        .status(status)
        .header("x-request-id", "Root=1-67cae56d-7423833c6ca909b27c519585");
    if let Some((name, value)) = header {
        response = response.header(name, value);
    }
    response.body(Full::new(Bytes::from(body))).unwrap()
}
