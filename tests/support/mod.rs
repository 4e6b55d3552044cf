//! Test support: the binary in an empty folder, and real servers.

pub mod browser;
pub mod choices;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
pub mod emulate;
pub mod foreign;
pub mod hub;
pub mod inside;
pub mod neon;
pub mod pgbouncer;
pub mod ports;
pub mod postgres;
pub mod production;
pub mod refusing;
pub mod relay;
pub mod schema;
pub mod site;
pub mod terminal;
pub mod tools;
pub mod tunnel;
pub mod user;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A temporary folder, in which the binary runs with an empty environment.
pub struct Folder {
    folder: tempfile::TempDir,
    variables: BTreeMap<String, String>,
}

/// The result of a run.
#[must_use]
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    /// Makes the folder a git repository.
    pub fn init_git(&self) {
        let mut git = Command::new("git");
        git.args(["init", "--quiet"]).current_dir(self.path());
        assert!(git.status().unwrap().success());
    }

    /// Runs a printed command in a shell; a question about replacing the key is answered with yes.
    pub fn run_printed(&self, printed: &str) -> Run {
        let answer = if printed.contains("--rotate") {
            " --yes"
        } else {
            ""
        };
        let program = self.command([]);
        let bin = Path::new(program.get_program()).parent().unwrap();
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("{printed}{answer}")])
            .current_dir(self.path())
            .env_clear()
            .env("PATH", format!("{}:{}", bin.display(), search_path()))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        finish(shell.spawn().unwrap())
    }

    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = std::fs::canonicalize(folder.path()).unwrap();
        let home = path.join("home");
        std::fs::create_dir(&home).unwrap();
        let mut variables = BTreeMap::from([("HOME".to_owned(), home.display().to_string())]);
        variables.insert("PATH".to_owned(), search_path());
        // Requests to other machines fail at this unused port, so no test depends on the network.
        for name in ["HTTPS_PROXY", "HTTP_PROXY"] {
            variables.insert(name.to_owned(), "http://127.0.0.1:9".to_owned());
        }
        Self { folder, variables }
    }

    /// A folder with a `.env` of this text, readable by its owner only.
    pub fn with_env(text: &str) -> Self {
        let folder = Self::new();
        folder.write(".env", text);
        folder
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, with mode 0600.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        set_mode(&path, 0o600);
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// The environment of every run.
    pub fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    /// Sets a variable for all further runs.
    pub fn variable(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Runs SQL on a SQLite file with SQLite's own shell and returns its rows, columns separated by `|`.
    #[track_caller]
    pub fn sqlite(&self, name: &str, sql: &str) -> String {
        let mut shell = Command::new("sqlite3");
        shell
            .args(["-batch", "-bail", "-cmd", ".timeout 20000"])
            .arg(self.path().join(name));
        let mut child = shell
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(format!("{sql};\n").as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{sql}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    }

    /// Another program that writes to a SQLite file until its input is closed.
    pub fn hold_sqlite(&self, name: &str) -> (Child, ChildStdin) {
        let mut shell = Command::new("sqlite3")
            .arg(self.path().join(name))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = shell.stdin.take().unwrap();
        input
            .write_all(b"BEGIN IMMEDIATE;\nSELECT 'held';\n")
            .unwrap();
        let mut line = String::new();
        BufReader::new(shell.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert_eq!(line, "held\n");
        (shell, input)
    }

    /// The command that runs the binary here.
    pub fn command<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(program());
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .envs(&self.variables);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the binary as a user other than root, who may read everything here and write what the modes allow.
    pub fn run_unprivileged<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Run {
        set_mode(self.path(), 0o755);
        if self.path().join(".env").exists() {
            set_mode(&self.path().join(".env"), 0o644);
        }
        let words = postgres::as_user_words();
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .arg(env!("CARGO_BIN_EXE_navauth"))
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .envs(&self.variables);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        finish(command.spawn().unwrap())
    }

    /// Runs the binary to its end.
    pub fn run<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Run {
        finish(self.command(arguments).spawn().unwrap())
    }

    /// Runs the binary to its end with a text on standard input.
    pub fn run_with_input<'a>(
        &self,
        arguments: impl IntoIterator<Item = &'a str>,
        input: &str,
    ) -> Run {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        // The program may end without reading all of it.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        finish(child)
    }
}

/// Runs a program to its end.
pub fn run(mut command: Command) -> Run {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    finish(command.spawn().unwrap())
}

/// Waits for a run and captures its output. A JSON document in it has to match the published schema.
#[track_caller]
pub fn finish(child: Child) -> Run {
    let output = child.wait_with_output().unwrap();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    schema::validate(&run.stdout);
    run
}

impl Run {
    /// Asserts the exit code; prints the whole run if it is different.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Asserts a text on standard output.
    #[track_caller]
    pub fn out(self, text: &str) -> Self {
        assert!(
            self.stdout.contains(text),
            "no {text:?} on standard output of {self:#?}"
        );
        self
    }

    /// Asserts a text on standard error.
    #[track_caller]
    pub fn err(self, text: &str) -> Self {
        assert!(
            self.stderr.contains(text),
            "no {text:?} on standard error of {self:#?}"
        );
        self
    }

    /// Asserts that a text is in neither output.
    #[track_caller]
    pub fn without(self, text: &str) -> Self {
        assert!(
            !self.stdout.contains(text) && !self.stderr.contains(text),
            "{text:?} stands in {self:#?}"
        );
        self
    }

    /// The one JSON document of standard output.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The ids of the findings in the JSON document that have this status.
    #[track_caller]
    pub fn ids(&self, status: &str) -> Vec<String> {
        let document = self.json();
        let findings = document["findings"]
            .as_array()
            .unwrap_or_else(|| panic!("no findings: {self:#?}"));
        let chosen = findings
            .iter()
            .filter(|diagnostic| diagnostic["status"] == status);
        chosen
            .map(|diagnostic| diagnostic["id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// `status id` of every result that did not pass, in the order shown.
    pub fn not_passed(&self) -> Vec<String> {
        let text = |member: &Value| member.as_str().unwrap().to_owned();
        self.json()["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|diagnostic| diagnostic["status"] != "pass")
            .map(|diagnostic| {
                format!(
                    "{} {}",
                    text(&diagnostic["status"]),
                    text(&diagnostic["id"])
                )
            })
            .collect()
    }
}

/// Waits for a condition that another thread or process causes.
#[track_caller]
pub fn wait_for(mut condition: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(60);
    while !condition() {
        assert!(Instant::now() < until, "it does not come");
        std::thread::yield_now();
    }
}

/// The PATH of this machine, for git, sh and the browser.
pub fn search_path() -> String {
    own_variable("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".to_owned())
}

/// The binary: this build's, or one of another system that scripts/test-platforms runs in an emulator.
pub fn program() -> String {
    own_variable("NAVAUTH_TEST_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_navauth").to_owned())
}

/// A variable of the test run itself, such as CI.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no Process of their own"
)]
pub fn own_variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(unix)]
pub fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
pub fn set_mode(_path: &Path, _mode: u32) {}

/// Sends a GET to the listener of a redirect URI, as a browser does; returns the response.
pub fn browser_request(url: &url::Url, target: &str) -> String {
    use std::io::{Read, Write};
    let (host, port) = (url.host_str().unwrap(), url.port().unwrap());
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    // A reset after the response counts as an end.
    let _ = stream.read_to_string(&mut answer);
    answer
}
