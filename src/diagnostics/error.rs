//! A failure that ends a command: its diagnostic, the exit code, and the underlying error.
//!
//! Exit codes are an interface: scripts and CI depend on them, and docs/exit-codes.md is generated from them.

use std::error::Error as StdError;
use std::fmt;
use std::path::PathBuf;

use crate::diagnostic;
use crate::diagnostics::catalog::run;
use crate::diagnostics::{Diagnostic, Status};

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// The answer is no: a check failed.
    No,
    /// The command line is wrong, or a question could not be asked.
    Usage,
    /// A setting or a file is missing or wrong.
    Settings,
    /// Refused by the provider, the database or an API.
    Refused,
    /// Could not be reached, or timed out.
    Unreachable,
    /// Some of it was done.
    Partly,
    /// A bug in navauth.
    Bug,
    /// Interrupted by you.
    Interrupted,
}

impl Exit {
    /// All of them, with their meaning, in order of their number.
    pub const TABLE: [(Self, &str); 9] = [
        (
            Self::Done,
            "done; warnings count as done unless --fail-on warning is given",
        ),
        (
            Self::No,
            "the answer is no: a check failed, or you answered no",
        ),
        (
            Self::Usage,
            "the command line is wrong, or navauth needed an answer and could not prompt for it",
        ),
        (Self::Settings, "a setting or a file is missing or wrong"),
        (
            Self::Refused,
            "refused by the provider, the database or an API",
        ),
        (
            Self::Unreachable,
            "could not be reached, or took longer than allowed",
        ),
        (
            Self::Partly,
            "partly done: the output says what was and what was not",
        ),
        (Self::Bug, "a bug in navauth"),
        (Self::Interrupted, "interrupted (Ctrl-C)"),
    ];

    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 1,
            Self::Usage => 2,
            Self::Settings => 3,
            Self::Refused => 4,
            Self::Unreachable => 5,
            Self::Partly => 6,
            Self::Bug => 70,
            Self::Interrupted => 130,
        }
    }
}

/// A host that needs your confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unconfirmed {
    /// `HOST` or `HOST:PORT`.
    pub host: String,
    /// What would happen, as a sentence without its full stop.
    pub what: String,
    /// The file that names the host.
    pub file: PathBuf,
}

/// A failure that ends a command.
#[derive(Debug)]
pub struct Error {
    /// What to show.
    pub diagnostic: Box<Diagnostic>,
    /// What the shell gets.
    pub exit: Exit,
    /// The host that you can confirm to go on.
    pub unconfirmed: Option<Box<Unconfirmed>>,
    /// Other problems that must be solved too.
    pub others: Vec<Diagnostic>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The result of everything that can end a command.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A failure with its exit code.
    pub fn new(exit: Exit, diagnostic: Diagnostic) -> Self {
        let status = Status::Fail;
        Self {
            diagnostic: Box::new(Diagnostic {
                status,
                ..diagnostic
            }),
            exit,
            unconfirmed: None,
            others: Vec::new(),
            source: None,
        }
    }

    /// A setting or a file is missing or wrong (exit 3).
    pub fn settings(diagnostic: Diagnostic) -> Self {
        Self::new(Exit::Settings, diagnostic)
    }

    /// The command line is wrong (exit 2).
    pub fn usage(diagnostic: Diagnostic) -> Self {
        Self::new(Exit::Usage, diagnostic)
    }

    /// The other side said no (exit 4).
    pub fn refused(diagnostic: Diagnostic) -> Self {
        Self::new(Exit::Refused, diagnostic)
    }

    /// The other side could not be reached in time (exit 5).
    pub fn unreachable(diagnostic: Diagnostic) -> Self {
        Self::new(Exit::Unreachable, diagnostic)
    }

    /// You pressed Ctrl-C (exit 130).
    pub fn interrupted() -> Self {
        Self::new(Exit::Interrupted, diagnostic!(run::INTERRUPTED))
    }

    /// An invariant of navauth is broken (exit 70).
    pub fn bug(what: impl Into<String>) -> Self {
        Self::new(Exit::Bug, diagnostic!(run::BUG).observed(what))
    }

    /// Adds the host whose confirmation makes this error go away.
    #[must_use]
    pub fn needing_confirmation(mut self, unconfirmed: Unconfirmed) -> Self {
        self.unconfirmed = Some(Box::new(unconfirmed));
        self
    }

    /// Adds problems that must be solved too.
    #[must_use]
    pub fn with_others(mut self, others: impl IntoIterator<Item = Diagnostic>) -> Self {
        self.others.extend(others);
        self
    }

    /// Keeps the underlying error for `--verbose`. It must not contain a secret: errors of reqwest go through `without_url()` first.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }
}

/// Both values, or all the problems of both, so that none is found only after the other is solved.
pub fn both<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(one), Err(other)) => {
            let others = std::iter::once(*other.diagnostic).chain(other.others);
            Err(one.with_others(others))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.diagnostic.title)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
