//! A check and its result.

use std::borrow::Cow;

use crate::diagnostics::Help;
use crate::diagnostics::redaction::escape_for_terminal;
use crate::diagnostics::{Diagnostic, SourceSpan, Status};
pub use crate::diagnostics::{Severity, SkipReason};

use super::context::{CheckContext, Environment, quoted};
use crate::config::EnvFile;
use std::path::Path;

/// A check.
pub struct Check {
    /// `group.kebab-name`, never reused.
    pub id: &'static str,
    /// The part of the guide that it belongs to.
    pub stage: Stage,
    /// The message of a pass.
    pub title: &'static str,
    /// Checks that run first; a problem of theirs with the same variable skips this one.
    pub depends_on: &'static [&'static str],
    /// The source of its facts.
    pub source: Source,
    /// The ids that it may report besides its own.
    pub emits: &'static [&'static str],
    /// The severity of its problems.
    pub severity: Severity,
    /// Returns the problems.
    pub run: fn(&CheckContext<'_>) -> CheckResult,
}

impl Check {
    /// Defaults for a check that needs only the settings.
    pub const LOCAL: Self = Self {
        id: "",
        stage: Stage::File,
        title: "",
        depends_on: &[],
        source: Source::Settings,
        emits: &[],
        severity: Severity::ERROR,
        run: |_| Err(SkipReason::NotApplicable),
    };

    /// Its page, relative to the repository.
    pub fn page(id: &str) -> String {
        ["docs/checks.md#", id].concat()
    }
}

/// Where a check gets its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The settings.
    Settings,
    /// Git, about the `.env` file.
    Git,
    /// Git, about all commits.
    History,
    /// The providers, without a sign-in.
    Providers,
    /// The database.
    Database,
    /// The live site.
    Site,
    /// The HuggingFace Space, through the Hub's API.
    Space,
    /// The Neon project, through Neon's API.
    Neon,
    /// The record of test sign-ins.
    Record,
}

impl Source {
    /// The name in tables and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "the settings",
            Self::Git => "git",
            Self::History => "the git history",
            Self::Providers => "the providers",
            Self::Database => "the database",
            Self::Site => "the live site",
            Self::Space => "the HuggingFace Hub",
            Self::Neon => "Neon's API",
            Self::Record => "the record of test sign-ins",
        }
    }

    /// Whether it is reached over the network.
    pub fn needs_network(self) -> bool {
        match self {
            Self::Settings | Self::Git | Self::History | Self::Record => false,
            Self::Providers | Self::Database | Self::Site | Self::Space | Self::Neon => true,
        }
    }
}

/// A part of the setup guide, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The `.env` file itself, and git.
    File,
    /// Where the users are stored.
    Database,
    /// How sessions are signed.
    Session,
    /// Where the app is reached.
    Site,
    /// The OAuth apps of the providers.
    SignIn,
}

impl Stage {
    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "Settings file",
            Self::Database => "Database",
            Self::Session => "Sessions",
            Self::Site => "Site",
            Self::SignIn => "Sign-in",
        }
    }
}

/// The problems that a check found, empty if it passed; or why it was skipped.
pub type CheckResult = Result<Vec<Violation>, SkipReason>;

/// A problem that a check found, with the names that it is about. Contains no secret.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The variables that it is about. Dependent checks of the same variables are skipped.
    pub about: Vec<String>,
    diagnostic: Diagnostic,
}

impl Violation {
    /// A problem with a variable or another named thing.
    pub fn with(about: impl Into<String>, title: impl Into<Cow<'static, str>>) -> Self {
        Self {
            about: vec![about.into()],
            diagnostic: Diagnostic::fail("", title),
        }
    }

    /// A result that is unknown, next to others that are known.
    pub fn undetermined(about: impl Into<String>, title: impl Into<Cow<'static, str>>) -> Self {
        Self {
            about: vec![about.into()],
            diagnostic: Diagnostic::skip("", title),
        }
    }

    /// Not a problem: what was observed, shown if the check passes.
    pub fn passed(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            about: Vec::new(),
            diagnostic: Diagnostic::pass("", text),
        }
    }

    /// A diagnostic of the catalog about a variable or another named thing.
    pub fn of(about: impl Into<String>, diagnostic: Diagnostic) -> Self {
        Self {
            about: vec![about.into()],
            diagnostic,
        }
    }

    /// Replaces the fix by another one of the catalog, which has no placeholders.
    #[must_use]
    pub fn with_help(self, help: &Help) -> Self {
        self.map(|diagnostic| {
            Diagnostic {
                fix: None,
                ..diagnostic
            }
            .with_help(help, &[])
        })
    }

    /// Appends `--env-file` to the command if navauth does not find the file by itself.
    #[must_use]
    pub fn for_file(mut self, file: Option<&EnvFile>) -> Self {
        let option = env_file_option(file.map(|file| file.location.shown.as_path()));
        let command = self
            .diagnostic
            .fix
            .as_mut()
            .and_then(|fix| fix.command.as_mut());
        if let Some(command) = command {
            *command += &option;
        }
        self
    }

    /// A diagnostic with its own id and at least its own severity.
    pub fn found(about: impl Into<String>, diagnostic: Diagnostic) -> Self {
        Self {
            about: vec![about.into()],
            diagnostic,
        }
    }

    /// What was observed, if this is a pass.
    pub fn pass_message(&self) -> Option<&str> {
        (self.diagnostic.status == Status::Pass).then_some(self.diagnostic.title.as_ref())
    }

    /// Whether the result is unknown.
    pub fn is_unknown(&self) -> bool {
        self.diagnostic.status == Status::Skip
    }

    /// Adds a name that it is about.
    #[must_use]
    pub fn and_with(mut self, about: impl Into<String>) -> Self {
        self.about.push(about.into());
        self
    }

    /// Adds an observation.
    #[must_use]
    pub fn observed(self, text: impl Into<String>) -> Self {
        self.map(|diagnostic| diagnostic.observed(text))
    }

    /// Adds the reason.
    #[must_use]
    pub fn reason(self, text: impl Into<String>) -> Self {
        self.map(|diagnostic| diagnostic.reason(text))
    }

    /// Adds the fix in words.
    #[must_use]
    pub fn help(self, text: impl Into<String>) -> Self {
        self.map(|diagnostic| diagnostic.help(text))
    }

    /// Adds the command that fixes it.
    #[must_use]
    pub fn command(self, command: impl Into<String>) -> Self {
        self.map(|diagnostic| diagnostic.command(command))
    }

    /// Adds the source position.
    #[must_use]
    pub fn at(mut self, source: Option<SourceSpan>) -> Self {
        self.diagnostic.source = source;
        self
    }

    fn map(mut self, change: impl FnOnce(Diagnostic) -> Diagnostic) -> Self {
        self.diagnostic = change(self.diagnostic);
        self
    }

    /// The diagnostic of this problem.
    pub fn into_finding(self, check: &Check, environment: Environment) -> Option<Diagnostic> {
        let about = self.about;
        if let Some(code) = self
            .diagnostic
            .code
            .filter(|_| !self.diagnostic.id.is_empty())
        {
            let status = environment.status(code.severity)?;
            return Some(Diagnostic {
                about,
                status,
                ..self.diagnostic
            });
        }
        let (id, status) = (check.id, environment.status(check.severity)?);
        Some(match Some(self.diagnostic.id).filter(|id| !id.is_empty()) {
            Some(_) => Diagnostic {
                about,
                status: status.max(self.diagnostic.status),
                ..self.diagnostic
            },
            None if self.diagnostic.status == Status::Skip => Diagnostic {
                about,
                id,
                ..self.diagnostic
            },
            None => Diagnostic {
                about,
                id,
                status,
                ..self.diagnostic
            },
        })
    }
}

impl From<(&str, Diagnostic)> for Violation {
    /// A diagnostic about this variable; the check provides its id.
    fn from((about, diagnostic): (&str, Diagnostic)) -> Self {
        Self {
            about: vec![about.to_owned()],
            diagnostic: Diagnostic {
                id: "",
                status: Status::Fail,
                ..diagnostic
            },
        }
    }
}

/// ` --env-file FILE` if navauth does not find the file by itself, else empty.
pub fn env_file_option(file: Option<&Path>) -> String {
    file.filter(|file| !file.ends_with(".env"))
        .map_or_else(String::new, |file| format!(" --env-file {}", quoted(file)))
}

/// The command that uploads the settings of a file to a Space.
pub fn push_command(file: Option<&Path>, space: &str) -> String {
    let from = file
        .filter(|file| !file.ends_with(".env.production"))
        .map_or_else(String::new, |file| format!(" --from {}", quoted(file)));
    let space = escape_for_terminal(space);
    format!("navauth push-secrets --space {space}{from}")
}
