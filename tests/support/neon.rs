//! A simulated Neon API with state: operations that take time, temporary errors, pages, organizations.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use http_body_util::Full;
use navauth::local_server::{LocalPort, LocalServer, Request, Response};
use serde_json::{Value, json};

/// The key that the API accepts.
pub const KEY: &str = "napi_canary0123456789canary0123456789";

/// The password inside every connection string.
pub const PASSWORD: &str = "npg_Canary0Word1";

/// A running API. It stops on drop.
pub struct Neon {
    pub address: String,
    state: Arc<Mutex<State>>,
    _server: LocalServer,
}

/// Its state and behavior.
#[derive(Default)]
pub struct State {
    pub projects: Vec<Value>,
    /// Organizations by id and name. If there are any, requests without `org_id` are rejected.
    pub organizations: Vec<(&'static str, &'static str)>,
    /// The number of status requests before an operation is complete.
    pub polls: usize,
    /// Responses to send instead, in order, by the beginning of `METHOD path`: status, Retry-After (further header
    /// lines may follow it), body.
    pub refusals: Vec<(&'static str, u16, Option<&'static str>, String)>,
    /// Handles requests of this method, then closes the connection without a response.
    pub lose: Option<&'static str>,
    /// Handles the request of this number, counted from 0, and never responds.
    pub hang: Option<usize>,
    is_hanging: bool,
    pub state: &'static str,
    pub disabled: bool,
    /// The direct URL of a real database at [`host`], in place of one that does not exist.
    pub database: Option<String>,
    /// The response of `/own-address`; empty: 404.
    pub own_address: &'static str,
    pub requests: Vec<Asked>,
    operations: BTreeMap<String, usize>,
}

/// A received request.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub body: Value,
}

type Reply = (u16, Value);

impl Neon {
    pub fn start(behave: impl FnOnce(&mut State)) -> Self {
        let port = LocalPort::bind().unwrap();
        let address = port.url();
        let mut state = State {
            polls: 1,
            state: "idle",
            ..State::default()
        };
        behave(&mut state);
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let server = port.serve(move |request| {
            let state = Arc::clone(&shared);
            async move { respond(&request, &state).await }
        });
        Self {
            address,
            state,
            _server: server.unwrap(),
        }
    }

    /// A navauth.toml with this API.
    pub fn config(&self) -> String {
        format!("[neon]\napi = \"{}/api/v2\"\n", self.address)
    }

    pub fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
    }

    pub fn requests(&self) -> Vec<Asked> {
        self.state.lock().unwrap().requests.clone()
    }

    /// Waits until a request is left without a response.
    #[track_caller]
    pub fn wait_until_hanging(&self) {
        super::wait_for(|| self.state.lock().unwrap().is_hanging);
    }

    /// The number of requests by method and the end of the path.
    pub fn count(&self, method: &str, end: &str) -> usize {
        self.requests()
            .iter()
            .filter(|asked| asked.method == method && asked.path.ends_with(end))
            .count()
    }
}

/// A project as the API returns it.
pub fn project(id: &str, name: &str, org_id: Option<&str>) -> Value {
    json!({ "id": id, "name": name, "region_id": "aws-eu-central-1", "pg_version": 16, "org_id": org_id,
        "branch_logical_size_limit_bytes": 536_870_912, "settings": { "allowed_ips": { "ips": [], "protected_branches_only": false } } })
}

async fn respond(request: &Request, state: &Mutex<State>) -> Option<Response> {
    let response = handle(request, &mut state.lock().unwrap());
    match response {
        Handled::Response(response) => Some(response),
        Handled::Lost => None,
        Handled::Hanging => std::future::pending().await,
    }
}

/// What becomes of a request.
enum Handled {
    Response(Response),
    /// The connection closes without a response.
    Lost,
    /// No response ever comes.
    Hanging,
}

fn handle(request: &Request, state: &mut State) -> Handled {
    let asked = Asked::new(request);
    let key = request.headers().get("authorization");
    let key = key.map_or("", |value| value.to_str().unwrap());
    state.requests.push(asked.clone());
    let line = format!("{} {}", asked.method, asked.path);
    let refused = state
        .refusals
        .iter()
        .position(|(begin, ..)| line.starts_with(begin));
    if let Some(index) = refused {
        let (_, status, retry_after, body) = state.refusals.remove(index);
        return Handled::Response(reply(status, retry_after, body));
    }
    let (status, body) = match asked.path.strip_prefix("/api/v2") {
        None if asked.path == "/own-address" && !state.own_address.is_empty() => (200, Value::Null),
        None => refusal(404, "not found"),
        Some(_) if key != format!("Bearer {KEY}") => {
            refusal(401, "supplied credentials do not pass authentication")
        }
        Some(path) => answer(state, &asked, path),
    };
    if state.lose == Some(asked.method.as_str()) {
        return Handled::Lost;
    }
    if state.hang == Some(state.requests.len() - 1) {
        state.is_hanging = true;
        return Handled::Hanging;
    }
    let body = if body.is_null() {
        format!("{}\n", state.own_address)
    } else {
        body.to_string()
    };
    Handled::Response(reply(status, None, body))
}

fn reply(status: u16, retry_after: Option<&str>, body: String) -> Response {
    let mut response = hyper::Response::builder().status(status);
    let headers = retry_after.map_or_else(String::new, |value| format!("retry-after: {value}"));
    for (name, value) in headers.lines().filter_map(|line| line.split_once(": ")) {
        response = response.header(name, value);
    }
    response.body(Full::new(body.into())).unwrap()
}

impl Asked {
    fn new(request: &Request) -> Self {
        let query = request.uri().query().unwrap_or_default();
        Self {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            body: serde_json::from_slice(request.body()).unwrap_or_default(),
        }
    }
}

fn refusal(status: u16, message: &str) -> Reply {
    (
        status,
        json!({ "code": "", "message": message, "request_id": "request-7" }),
    )
}

fn answer(state: &mut State, asked: &Asked, path: &str) -> Reply {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (asked.method.as_str(), &parts[..]) {
        ("GET", ["regions"]) => {
            let region = |id: &str, name: &str| json!({ "region_id": id, "name": name, "default": false, "geo_lat": "", "geo_long": "" });
            let regions = [
                region("aws-us-east-1", "AWS US East 1 (N. Virginia)"),
                region("aws-us-east-2", "AWS US East 2 (Ohio)"),
                region("aws-eu-central-1", "AWS Europe Central 1 (Frankfurt)"),
            ];
            (200, json!({ "regions": regions }))
        }
        ("GET", ["users", "me", "organizations"]) => {
            let organizations: Vec<Value> = state
                .organizations
                .iter()
                .map(|(id, name)| json!({ "id": id, "name": name }))
                .collect();
            (200, json!({ "organizations": organizations }))
        }
        ("GET", ["projects"]) => list(state, asked),
        ("POST", ["projects"]) => create(state, asked),
        (_, ["projects", id, rest @ ..]) => of_project(state, asked, id, rest),
        _ => refusal(404, "not found"),
    }
}

const ORG_NEEDED: &str = "org_id is required, you can find it on your organization settings page";

fn list(state: &State, asked: &Asked) -> Reply {
    let org_id = asked.query.get("org_id");
    if org_id.is_none() && !state.organizations.is_empty() {
        return refusal(400, ORG_NEEDED);
    }
    let search = asked.query.get("search").cloned().unwrap_or_default();
    let fits = |project: &&Value| {
        let has = |field: &str| project[field].as_str().unwrap().contains(&search);
        project["org_id"].as_str() == org_id.map(String::as_str) && (has("name") || has("id"))
    };
    let all: Vec<&Value> = state.projects.iter().filter(fits).collect();
    let begin: usize = asked
        .query
        .get("cursor")
        .map_or(0, |cursor| cursor.parse().unwrap());
    let limit: usize = asked
        .query
        .get("limit")
        .map_or(10, |limit| limit.parse().unwrap());
    let end = all.len().min(begin + limit);
    (
        200,
        json!({ "projects": all[begin..end], "pagination": { "cursor": end.to_string() } }),
    )
}

fn operation(state: &mut State, action: &str) -> Value {
    let id = format!("operation-{}", state.operations.len());
    state.operations.insert(id.clone(), state.polls);
    json!({ "id": id, "action": action, "status": "scheduling" })
}

fn create(state: &mut State, asked: &Asked) -> Reply {
    let wish = &asked.body["project"];
    if wish["org_id"].is_null() && !state.organizations.is_empty() {
        return refusal(400, ORG_NEEDED);
    }
    let mut made = project(
        "fresh-dawn-123456",
        wish["name"].as_str().unwrap(),
        wish["org_id"].as_str(),
    );
    made["region_id"] = wish["region_id"].clone();
    made["pg_version"] = wish["pg_version"].clone();
    state.projects.push(made.clone());
    let operations = [
        operation(state, "create_timeline"),
        operation(state, "start_compute"),
    ];
    let direct = url::Url::parse(&connection(state, false)).unwrap();
    let parameters = json!({ "database": direct.path().trim_start_matches('/'), "password": direct.password(), "role": direct.username(), "host": host(false), "pooler_host": host(true) });
    let uris = json!([{ "connection_uri": connection(state, false), "connection_parameters": parameters }]);
    (
        201,
        json!({ "project": made, "connection_uris": uris, "operations": operations }),
    )
}

pub fn host(pooled: bool) -> String {
    format!(
        "ep-calm-sea-a1b2c3d4{}.eu-central-1.aws.neon.tech",
        if pooled { "-pooler" } else { "" }
    )
}

pub fn uri(pooled: bool) -> String {
    format!(
        "postgresql://neondb_owner:{PASSWORD}@{}/neondb?sslmode=require&channel_binding=require",
        host(pooled)
    )
}

fn connection(state: &State, pooled: bool) -> String {
    match &state.database {
        Some(direct) => direct.replacen(&host(false), &host(pooled), 1),
        None => uri(pooled),
    }
}

fn of_project(state: &mut State, asked: &Asked, id: &str, rest: &[&str]) -> Reply {
    let Some(index) = state
        .projects
        .iter()
        .position(|project| project["id"] == id)
    else {
        return refusal(404, "project not found");
    };
    match (asked.method.as_str(), rest) {
        ("GET", []) => (200, json!({ "project": state.projects[index] })),
        ("PATCH", []) => {
            state.projects[index]["settings"]["allowed_ips"] =
                asked.body["project"]["settings"]["allowed_ips"].clone();
            (
                200,
                json!({ "project": state.projects[index], "operations": [] }),
            )
        }
        ("GET", ["branches"]) => {
            let other = json!({ "id": "br-other", "name": "dev", "default": false });
            (
                200,
                json!({ "branches": [other, { "id": "br-main", "name": "main", "default": true, "logical_size": 31_457_280 }] }),
            )
        }
        ("GET", ["branches", "br-main", "databases"]) => (
            200,
            json!({ "databases": [{ "name": "neondb", "owner_name": "neondb_owner" }, { "name": "other", "owner_name": "neondb_owner" }] }),
        ),
        ("GET", ["connection_uri"]) => {
            let pooled = asked.query["pooled"] == "true";
            (200, json!({ "uri": connection(state, pooled) }))
        }
        ("GET", ["endpoints"]) => (200, json!({ "endpoints": [compute(state)] })),
        ("GET", ["endpoints", _]) => (200, json!({ "endpoint": compute(state) })),
        ("POST", ["endpoints", _, "start"]) => {
            state.state = "active";
            (
                200,
                json!({ "endpoint": compute(state), "operations": [operation(state, "start_compute")] }),
            )
        }
        ("GET", ["operations"]) => {
            let operations: Vec<Value> = state
                .operations
                .iter()
                .map(|(id, left)| told(id, *left))
                .collect();
            (200, json!({ "operations": operations }))
        }
        ("GET", ["operations", operation]) => {
            let left = state.operations.get_mut(*operation).unwrap();
            *left = left.saturating_sub(1);
            (200, json!({ "operation": told(operation, *left) }))
        }
        _ => refusal(404, "not found"),
    }
}

fn told(id: &str, left: usize) -> Value {
    json!({ "id": id, "action": "start_compute", "status": if left == 0 { "finished" } else { "running" } })
}

fn compute(state: &State) -> Value {
    json!({ "id": "ep-calm-sea-a1b2c3d4", "host": host(false), "branch_id": "br-main", "type": "read_write", "current_state": state.state,
        "disabled": state.disabled, "suspend_timeout_seconds": 0 })
}
