//! A real Chromium, driven by plain WebDriver (https://www.w3.org/TR/webdriver2/) through chromedriver.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use navauth::http::{Client, Method, Request};
use serde_json::{Value, json};

/// A browser with one tab, until it is dropped.
pub struct Browser {
    driver: Child,
    session: String,
    profile: tempfile::TempDir,
    /// Kept open, because the driver may still write to it.
    _output: BufReader<ChildStdout>,
    runtime: tokio::runtime::Runtime,
    client: Client,
}

impl Browser {
    /// Starts a browser with this window size in pixels, and a light or dark system theme.
    pub fn start(width: u32, height: u32, dark: bool) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        // It takes a free port of IPv4 and then the same of IPv6, which another test may use.
        let (driver, output, port) = (0..10)
            .find_map(|_| driver())
            .expect("chromedriver tells its port");
        let profile = tempfile::tempdir().unwrap();
        let mut arguments: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ]
        .map(Into::into)
        .into();
        arguments.extend(
            [
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ]
            .map(Into::into),
        );
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        arguments.push(format!("--window-size={width},{height}"));
        if dark {
            arguments.push("--force-dark-mode".into());
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let client = Client::new(Duration::from_secs(60));
        let driver_url = format!("http://127.0.0.1:{port}");
        let mut browser = Self {
            driver,
            session: driver_url,
            profile,
            _output: output,
            runtime,
            client,
        };
        let capabilities = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": { "args": arguments } } } });
        let session = browser.call(Method::POST, "/session", &capabilities)["sessionId"]
            .as_str()
            .unwrap()
            .to_owned();
        browser.session += &format!("/session/{session}");
        browser.view(width, height, dark);
        browser
    }

    /// Gives the window another size, and the system another theme.
    pub fn view(&self, width: u32, height: u32, dark: bool) {
        let device = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", &device);
        let scheme = if dark { "dark" } else { "light" };
        self.devtools(
            "Emulation.setEmulatedMedia",
            &json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
        );
    }

    /// Opens a page and waits until it has loaded.
    pub fn open(&self, url: &str) {
        self.call(Method::POST, "/url", &json!({ "url": url }));
    }

    /// The address in the address bar.
    pub fn address(&self) -> String {
        self.call(Method::GET, "/url", &Value::Null)
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Runs JavaScript in the page and returns the result.
    pub fn run(&self, script: &str) -> Value {
        self.try_run(script)
            .unwrap_or_else(|error| panic!("{script}: {error:#}"))
    }

    /// Runs JavaScript in the page; fails also where the page is being replaced by another.
    fn try_run(&self, script: &str) -> Result<Value, Value> {
        let script = json!({ "script": script, "args": [] });
        self.request(Method::POST, "/execute/sync", &script)
    }

    /// The visible text; empty while there is none.
    pub fn text(&self) -> String {
        let text = self.try_run("return document.body.innerText");
        let text = text.ok().and_then(|text| Some(text.as_str()?.to_owned()));
        text.unwrap_or_default()
    }

    /// Clicks the first element that matches a CSS selector.
    pub fn press(&self, selector: &str) {
        let id = self.element(selector);
        self.call(Method::POST, &format!("/element/{id}/click"), &json!({}));
    }

    /// Types a text into the first element that matches a CSS selector, in place of what it contains.
    pub fn enter(&self, selector: &str, text: &str) {
        let id = self.element(selector);
        self.call(Method::POST, &format!("/element/{id}/clear"), &json!({}));
        self.call(
            Method::POST,
            &format!("/element/{id}/value"),
            &json!({ "text": text }),
        );
    }

    /// Goes back in the history.
    pub fn back(&self) {
        self.call(Method::POST, "/back", &json!({}));
    }

    /// Loads the page again.
    pub fn reload(&self) {
        self.call(Method::POST, "/refresh", &json!({}));
    }

    /// Opens a new tab and works there; returns the name of the tab before.
    pub fn new_tab(&self) -> String {
        let before = self.call(Method::GET, "/window", &Value::Null);
        let created = self.call(Method::POST, "/window/new", &json!({ "type": "tab" }));
        self.switch_to(created["handle"].as_str().unwrap());
        before.as_str().unwrap().to_owned()
    }

    /// Works in another tab.
    pub fn switch_to(&self, tab: &str) {
        self.call(Method::POST, "/window", &json!({ "handle": tab }));
    }

    fn element(&self, selector: &str) -> String {
        let element = self.call(
            Method::POST,
            "/element",
            &json!({ "using": "css selector", "value": selector }),
        );
        element
            .as_object()
            .unwrap()
            .values()
            .next()
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Waits until the page shows a text.
    #[track_caller]
    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(text, |shown| shown.contains(text))
    }

    /// Waits for the page with this heading; links to it have the same text.
    #[track_caller]
    pub fn wait_for_heading(&self, heading: &str) {
        let script = "return document.querySelector('h1')?.innerText ?? ''";
        let is_there = |_: &str| self.try_run(script).is_ok_and(|found| found == heading);
        self.wait_until(heading, is_there);
    }

    /// Waits for a page, and returns its text.
    #[track_caller]
    fn wait_until(&self, wanted: &str, is_there: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let shown = self.text();
            if is_there(&shown) {
                return shown;
            }
            assert!(
                Instant::now() < until,
                "no {wanted:?} on {}:\n{shown}",
                self.address()
            );
        }
    }

    /// The elements that are wider than the page, once it has loaded.
    pub fn overflows(&self) -> Vec<String> {
        // A page without its stylesheet is wider.
        let script = "if (document.readyState !== 'complete') return null; \
            const page = document.documentElement; \
            if (page.scrollWidth <= page.clientWidth) return []; \
            const wide = [...document.body.querySelectorAll('*')].filter(element => element.getBoundingClientRect().right > page.clientWidth); \
            return [page.clientWidth + ' < ' + page.scrollWidth, ...wide.map(element => element.outerHTML.slice(0, 200))]";
        let mut found = Value::Null;
        super::wait_for(|| {
            found = self.try_run(script).unwrap_or_default();
            !found.is_null()
        });
        texts(&found)
    }

    /// What axe finds on the page, as `rule: elements`.
    pub fn barriers(&self) -> Vec<String> {
        let rules = super::tools::axe();
        let script = format!(
            "const done = arguments[arguments.length - 1]; {rules}; axe.run().then(found => done(found.violations.map(violation => \
             violation.id + ': ' + violation.nodes.map(node => node.html).join(' '))))"
        );
        let script = json!({ "script": script, "args": [] });
        let mut found = Value::Null;
        super::wait_for(
            || match self.request(Method::POST, "/execute/async", &script) {
                Ok(value) => {
                    found = value;
                    true
                }
                // A page that reports progress is replaced when its command ends.
                Err(error) => {
                    let message = error["message"].as_str().unwrap();
                    assert!(message.contains("document unloaded"), "{error:#}");
                    false
                }
            },
        );
        texts(&found)
    }

    /// Chooses a file in the first file input.
    pub fn choose_file(&self, selector: &str, path: &Path) {
        let id = self.element(selector);
        self.call(
            Method::POST,
            &format!("/element/{id}/value"),
            &json!({ "text": path.display().to_string() }),
        );
    }

    /// The messages of the console.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.call(Method::POST, "/se/log", &json!({ "type": "browser" }));
        log.as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["message"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Writes a screenshot.
    pub fn picture(&self, path: &Path) {
        let picture = self.call(Method::GET, "/screenshot", &Value::Null);
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(picture.as_str().unwrap())
            .unwrap();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn devtools(&self, command: &str, parameters: &Value) {
        self.call(
            Method::POST,
            "/goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        );
    }

    #[track_caller]
    fn call(&self, method: Method, path: &str, body: &Value) -> Value {
        self.request(method, path, body)
            .unwrap_or_else(|error| panic!("{path}: {error:#}"))
    }

    /// Sends a command; the error is the driver's.
    fn request(&self, method: Method, path: &str, body: &Value) -> Result<Value, Value> {
        let mut request = Request::new(method, format!("{}{path}", self.session));
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = self.runtime.block_on(self.client.send(request)).unwrap();
        let value = answer.json().unwrap()["value"].take();
        if answer.status.is_success() {
            Ok(value)
        } else {
            Err(value)
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ending the session closes the browser.
        let _ = self.runtime.block_on(
            self.client
                .send(Request::new(Method::DELETE, self.session.clone())),
        );
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = &self.profile;
    }
}

/// Starts chromedriver; None if it exits without printing its port.
fn driver() -> Option<(Child, BufReader<ChildStdout>, String)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(driver.stdout.take().unwrap());
    let mut lines = output.by_ref().lines().map_while(Result::ok);
    let port = lines.find_map(|line| {
        Some(
            line.split("started successfully on port ")
                .nth(1)?
                .trim_end_matches('.')
                .to_owned(),
        )
    });
    if port.is_none() {
        driver.wait().unwrap();
    }
    Some((driver, output, port?))
}

fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().unwrap().iter();
    texts
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}
