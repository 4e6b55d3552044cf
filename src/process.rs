//! The process state as one injectable value: arguments, variables, working directory, streams, terminal, clock.
//!
//! A test can run a whole command with other values.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::safe_url::TrustedHosts;

/// Which of the three streams are terminals, and the width.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
    /// Standard input is a terminal, so prompts are possible.
    pub stdin: bool,
    pub stdout: bool,
    /// Standard error is a terminal, so progress can be shown.
    pub stderr: bool,
    /// The width in columns, if there is a terminal.
    pub columns: Option<u16>,
}

pub struct Streams {
    pub stdin: Box<dyn Read + Send>,
    /// Standard output, for the result.
    pub stdout: Box<dyn Write + Send>,
    /// Standard error, for everything else.
    pub stderr: Box<dyn Write + Send>,
}

impl Streams {
    /// Streams that are empty and discard their output.
    pub fn closed() -> Self {
        Self {
            stdin: Box::new(io::empty()),
            stdout: Box::new(io::sink()),
            stderr: Box::new(io::sink()),
        }
    }
}

/// A path, quoted for a shell.
pub fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    // Programs would parse the name as an option.
    let text = if text.starts_with('-') {
        format!("./{text}")
    } else {
        text
    };
    let plain = |character: char| character.is_alphanumeric() || "/._-".contains(character);
    if text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// A variable of the process environment, for what libraries also read there: proxies and trusted certificates.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the operating system"
)]
pub fn os_variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// Opens a URL in a browser; false if that is not possible.
pub type Browser = Box<dyn Fn(&str) -> bool>;

pub struct Env {
    /// The arguments, including the program's name.
    pub arguments: Vec<OsString>,
    /// The environment variables. Names and values that are not Unicode are skipped: the app's Python could not use
    /// them either.
    pub variables: BTreeMap<String, String>,
    pub directory: PathBuf,
    pub terminal: Terminal,
    /// The streams; the Ui takes them.
    pub streams: Streams,
    /// Replaces the user's browser.
    pub browser: Option<Browser>,
    /// The hosts that you trust for this run.
    pub trust: TrustedHosts,
    clock: fn() -> Timestamp,
}

impl Env {
    /// The state of the real process.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the operating system"
    )]
    pub fn from_os() -> Self {
        let unicode = |(name, value): (OsString, OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        let (stdin, stdout, stderr) = (io::stdin(), io::stdout(), io::stderr());
        let mut terminal = Terminal {
            stdin: stdin.is_terminal(),
            stdout: stdout.is_terminal(),
            stderr: stderr.is_terminal(),
            columns: None,
        };
        if terminal.stdout || terminal.stderr {
            let size = console::Term::stderr()
                .size_checked()
                .or_else(|| console::Term::stdout().size_checked());
            terminal.columns = size.map(|(_, columns)| columns);
        }
        Self {
            arguments: std::env::args_os().collect(),
            variables: std::env::vars_os().filter_map(unicode).collect(),
            directory: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            terminal,
            streams: Streams {
                stdin: Box::new(stdin),
                stdout: Box::new(stdout),
                stderr: Box::new(stderr),
            },
            browser: None,
            trust: TrustedHosts::default(),
            clock: Timestamp::now,
        }
    }

    /// A process for tests: no terminal, a browser that does nothing, a fixed clock.
    pub fn for_test(
        arguments: Vec<OsString>,
        directory: PathBuf,
        streams: Streams,
        clock: fn() -> Timestamp,
    ) -> Self {
        let browser: Option<Browser> = Some(Box::new(|_| false));
        Self {
            arguments,
            variables: BTreeMap::new(),
            directory,
            terminal: Terminal::default(),
            streams,
            browser,
            trust: TrustedHosts::default(),
            clock,
        }
    }

    /// A copy in another folder, with other streams and another browser, no terminal, and only the variables that
    /// `keep` accepts.
    pub fn elsewhere(
        &self,
        directory: PathBuf,
        streams: Streams,
        browser: Browser,
        keep: impl Fn(&str) -> bool,
    ) -> Self {
        let kept = self
            .variables
            .iter()
            .filter(|(name, _)| keep(name))
            .map(|(name, value)| (name.clone(), value.clone()));
        let (arguments, terminal) = (self.arguments.clone(), Terminal::default());
        Self {
            arguments,
            variables: kept.collect(),
            directory,
            terminal,
            streams,
            browser: Some(browser),
            trust: TrustedHosts::default(),
            clock: self.clock,
        }
    }

    /// The current time. Everything except measuring durations uses this clock.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// An environment variable, unchanged.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Whether a variable is set and not empty, which is what NO_COLOR and similar variables require.
    pub fn flag(&self, name: &str) -> bool {
        self.variable(name).is_some_and(|value| !value.is_empty())
    }
}

/// The end of a wait that starts now. Limited to a year, because an `Instant` cannot be arbitrarily late.
pub fn deadline_after(wait: Duration) -> Instant {
    Instant::now() + wait.min(Duration::from_secs(365 * 24 * 3600))
}

/// Creates a file that only its owner can access, if the system supports that, and opens it for writing. Fails if it
/// exists. Write through the returned file: its path may lead elsewhere later.
pub fn create_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Keeps secrets in memory from core dumps and from other processes of the same user. Missing support is not an
/// error.
#[cfg(unix)]
pub fn keep_memory_private() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Core);
    let _ = setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            ..limit
        },
    );
    // The limit does not apply to core dumps that are piped to a program.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Windows writes no core dumps by default.
#[cfg(not(unix))]
pub fn keep_memory_private() {}

/// Turns a panic into a short message and exit code 70. The panic's own text is not printed: it may contain a value.
#[expect(
    clippy::disallowed_methods,
    clippy::exit,
    reason = "a panic must end the process with the documented code, also where panics abort"
)]
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |place| {
            format!(" at {}:{}", place.file(), place.line())
        });
        let _ = writeln!(
            io::stderr(),
            "error: navauth has a bug{place} [run.bug]\n  fix: please report the command you ran and this line"
        );
        std::process::exit(i32::from(crate::diagnostics::Exit::Bug.code()));
    }));
}
