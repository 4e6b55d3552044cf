//! The surroundings of the program as one value: arguments, variables, working directory, streams, terminal, clock.
//!
//! Owns every touch of the operating system's process state, so that a whole command can run inside a test with other surroundings.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::safe_url::TrustedHosts;

/// Which of the three streams are a terminal, and its width.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
    /// Standard input is a terminal: a question can be asked.
    pub stdin: bool,
    /// Standard output is a terminal.
    pub stdout: bool,
    /// Standard error is a terminal: progress can be drawn.
    pub stderr: bool,
    /// Columns, where there is a terminal.
    pub columns: Option<u16>,
}

/// The three standard streams.
pub struct Streams {
    /// Standard input.
    pub stdin: Box<dyn Read + Send>,
    /// Standard output: the result.
    pub stdout: Box<dyn Write + Send>,
    /// Standard error: everything else.
    pub stderr: Box<dyn Write + Send>,
}

impl Streams {
    /// Streams that nothing comes from and nothing goes to.
    pub fn closed() -> Self {
        Self {
            stdin: Box::new(io::empty()),
            stdout: Box::new(io::sink()),
            stderr: Box::new(io::sink()),
        }
    }
}

/// A path as it is typed in a shell.
pub fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    // A program would take the name for an option.
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

/// A variable of the real environment, for what libraries read there too: proxies and trusted certificates.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the operating system"
)]
pub fn os_variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// Opens a URL in a browser for the person; false where that is not possible.
pub type Browser = Box<dyn Fn(&str) -> bool>;

/// The surroundings of one run.
pub struct Process {
    /// The arguments, the program's name first.
    pub arguments: Vec<OsString>,
    /// The environment variables. Names and values that are not Unicode are left out: the app's Python could not use them either.
    pub variables: BTreeMap<String, String>,
    /// The working directory.
    pub directory: PathBuf,
    /// What the streams are.
    pub terminal: Terminal,
    /// The streams; the Ui takes them.
    pub streams: Streams,
    /// Opens URLs in place of the person's own browser.
    pub browser: Option<Browser>,
    /// The hosts that you trust for this run.
    pub trust: TrustedHosts,
    clock: fn() -> Timestamp,
}

impl Process {
    /// The real surroundings.
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

    /// Other surroundings, for tests: no terminal, a browser that does nothing, the given clock.
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

    /// These surroundings as seen from another folder, with other streams and another browser, no terminal, and only the variables that
    /// `keep` keeps.
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

    /// The time. The only clock of the program for anything but measuring durations.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// A variable of the environment, as it is.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// A variable that is set and not empty, as NO_COLOR and its kin want it.
    pub fn flag(&self, name: &str) -> bool {
        self.variable(name).is_some_and(|value| !value.is_empty())
    }
}

/// The end of a wait that begins now. One longer than a year ends after a year: an `Instant` cannot be arbitrarily late.
pub fn deadline_after(wait: Duration) -> Instant {
    Instant::now() + wait.min(Duration::from_secs(365 * 24 * 3600))
}

/// Makes a new, empty file that only its owner may read and write, where the system knows such a thing, and opens it for writing. Fails when
/// it exists. What is written goes through this file and not by its name, which may lead elsewhere by then.
pub fn create_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Keeps the memory of this process, where the secrets are, from core dumps and from other processes of the same user. A system that does
/// not know one of these is no failure.
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
    // A core dump that is piped to a program does not ask for the limit.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Windows writes no dump of its own accord.
#[cfg(not(unix))]
pub fn keep_memory_private() {}

/// Makes a panic a short message and exit code 70. The panic's own text is not printed: it may hold a value.
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
