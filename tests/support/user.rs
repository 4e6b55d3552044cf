//! A simulated user of the terminal and the browser: reads the printed URL, signs in, and follows the redirects.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use navauth::providers::fakes::{LastPage, sign_in};

use super::{Folder, Run};

/// A sign-in that printed its URL and waits.
pub struct PendingSignIn {
    child: Child,
    pub url: String,
    lines: Receiver<String>,
    seen: String,
    errors: JoinHandle<()>,
    output: JoinHandle<String>,
}

impl PendingSignIn {
    /// Runs the binary until it prints a URL alone on its line.
    pub fn start<'a>(folder: &Folder, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        let mut child = folder
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let errors = BufReader::new(child.stderr.take().unwrap());
        let errors = std::thread::spawn(move || {
            errors
                .lines()
                .for_each(|line| drop(sender.send(line.unwrap())))
        });
        let mut stdout = child.stdout.take().unwrap();
        let output = std::thread::spawn(move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).unwrap();
            text
        });
        let mut waiting = Self {
            child,
            url: String::new(),
            lines,
            seen: String::new(),
            errors,
            output,
        };
        waiting.url =
            waiting.until(|line| line.starts_with("http://") || line.starts_with("https://"));
        waiting
    }

    /// Reads standard error up to a line.
    #[track_caller]
    pub fn until(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        loop {
            let Ok(line) = self.lines.recv_timeout(Duration::from_secs(60)) else {
                panic!("it does not come after:\n{}", self.seen)
            };
            self.seen += &format!("{line}\n");
            if wanted(&line) {
                return line;
            }
        }
    }

    /// Signs in in a browser and reads the last page.
    #[track_caller]
    pub fn visit(&self) -> LastPage {
        visit(&self.url)
    }

    /// A parameter of the URL.
    #[track_caller]
    pub fn parameter(&self, name: &str) -> String {
        let url = url::Url::parse(&self.url).unwrap();
        let found = url
            .query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned());
        found.unwrap_or_else(|| panic!("no {name} in {url}"))
    }

    /// Types or pastes a line into the terminal.
    pub fn paste(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Sends a signal, such as `INT`.
    pub fn signal(&self, name: &str) {
        let sent = std::process::Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.child.id().to_string())
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for the end.
    pub fn finish(mut self) -> Run {
        drop(self.child.stdin.take());
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        self.errors.join().unwrap();
        self.lines
            .try_iter()
            .for_each(|line| self.seen += &format!("{line}\n"));
        Run {
            code,
            stdout: self.output.join().unwrap(),
            stderr: self.seen,
        }
    }
}

/// Follows an authorize URL to its end.
#[track_caller]
pub fn visit(url: &str) -> LastPage {
    // Another program would have done it at its start.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime
        .block_on(sign_in(url, Duration::from_secs(60)))
        .unwrap()
}

/// Follows an authorize URL to its callback URL, without requesting that.
#[track_caller]
pub fn callback_url(url: &str) -> String {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        use navauth::http::{Client, Request, header};
        let request = Request::get(url).header(header::COOKIE, "signed_in=yes");
        let answer = Client::new(Duration::from_secs(60))
            .send(request)
            .await
            .unwrap();
        answer.header(header::LOCATION).unwrap().to_owned()
    })
}
