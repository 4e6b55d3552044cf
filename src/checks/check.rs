//! What a check is, and what it can say.
//!
//! Owns the shape of a check and of a problem. Which checks there are belongs to `registry`, their order and effect on each other to `runner`.

use std::borrow::Cow;

use crate::diagnostics::Help;
use crate::diagnostics::redaction::escape_for_terminal;
use crate::diagnostics::{Diagnostic, SourceSpan, Status};
pub use crate::diagnostics::{Severity, SkipReason};

use super::context::{CheckContext, Environment, quoted};
use crate::config::EnvFile;
use std::path::Path;

/// Something that is judged.
pub struct Check {
    /// `group.kebab-name`, never reused.
    pub id: &'static str,
    /// The part of the guide that it belongs to.
    pub stage: Stage,
    /// What is so when it passes.
    pub title: &'static str,
    /// The checks that come first: where one of them found a problem with the same thing, this one says nothing about it.
    pub depends_on: &'static [&'static str],
    /// Who is asked before it can judge.
    pub source: Source,
    /// The ids of what it may find, where they say more than its own.
    pub emits: &'static [&'static str],
    /// How grave it is.
    pub severity: Severity,
    /// Looks, and lists the problems.
    pub run: fn(&CheckContext<'_>) -> CheckResult,
}

impl Check {
    /// What holds for a check that looks at the settings and finds one thing.
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

    /// The page that describes it, within the repository.
    pub fn page(id: &str) -> String {
        ["docs/checks.md#", id].concat()
    }
}

/// Who is asked before a check can judge; what is answered is kept in `Facts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The settings say it all.
    Settings,
    /// Git, about the `.env` file.
    Git,
    /// Git, about everything that was ever committed.
    History,
    /// The providers, without a login.
    Providers,
    /// The database.
    Database,
    /// The live site.
    Site,
    /// The HuggingFace Space, by the Hub's API.
    Space,
    /// The project at Neon, by its API.
    Neon,
    /// The record of test logins.
    Record,
}

impl Source {
    /// Its name in tables and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "nobody",
            Self::Git => "git",
            Self::History => "git's history",
            Self::Providers => "the providers",
            Self::Database => "the database",
            Self::Site => "the live site",
            Self::Space => "the HuggingFace Hub",
            Self::Neon => "Neon's API",
            Self::Record => "the record of test logins",
        }
    }

    /// Whether the question leaves this machine.
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
    /// Its heading.
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

/// What a check says: the problems that it found, none meaning that all is right; or why it could not judge.
pub type CheckResult = Result<Vec<Violation>, SkipReason>;

/// Something wrong that a check found: a finding that bears no id yet, and what it is about. Holds no secret.
#[derive(Clone, Debug)]
pub struct Violation {
    /// What it is about: names of variables. Decides what is skipped because of it.
    pub about: Vec<String>,
    finding: Diagnostic,
}

impl Violation {
    /// A problem with a variable, or with something else that has a name.
    pub fn with(about: impl Into<String>, title: impl Into<Cow<'static, str>>) -> Self {
        Self {
            about: vec![about.into()],
            finding: Diagnostic::fail("", title),
        }
    }

    /// Something that could not be told, among others that could.
    pub fn undetermined(about: impl Into<String>, title: impl Into<Cow<'static, str>>) -> Self {
        Self {
            about: vec![about.into()],
            finding: Diagnostic::skip("", title),
        }
    }

    /// No problem but what was seen of something that is right; said beside the claim of a check that found nothing else.
    pub fn proof(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            about: Vec::new(),
            finding: Diagnostic::pass("", text),
        }
    }

    /// A diagnostic of the catalog about something that has a name.
    pub fn of(about: impl Into<String>, diagnostic: Diagnostic) -> Self {
        Self {
            about: vec![about.into()],
            finding: diagnostic,
        }
    }

    /// Replaces the next step by another of the catalog, which has no placeholders.
    #[must_use]
    pub fn with_help(self, help: &Help) -> Self {
        self.told(|finding| {
            Diagnostic {
                fix: None,
                ..finding
            }
            .with_help(help, &[])
        })
    }

    /// Appends `--env-file` to the command where the file is not the `.env` that navauth finds by itself.
    #[must_use]
    pub fn for_file(mut self, file: Option<&EnvFile>) -> Self {
        let option = env_file_option(file.map(|file| file.place.shown.as_path()));
        let command = self
            .finding
            .fix
            .as_mut()
            .and_then(|fix| fix.command.as_mut());
        if let Some(command) = command {
            *command += &option;
        }
        self
    }

    /// A finding of a capability, with an id of its own and at least as grave as it says.
    pub fn found(about: impl Into<String>, finding: Diagnostic) -> Self {
        Self {
            about: vec![about.into()],
            finding,
        }
    }

    /// What was seen, where it is a proof.
    pub fn proves(&self) -> Option<&str> {
        (self.finding.status == Status::Pass).then_some(self.finding.title.as_ref())
    }

    /// Whether it is no problem but something that could not be told.
    pub fn is_unknown(&self) -> bool {
        self.finding.status == Status::Skip
    }

    /// Says that it is about something else too.
    #[must_use]
    pub fn and_with(mut self, about: impl Into<String>) -> Self {
        self.about.push(about.into());
        self
    }

    /// Adds what was seen.
    #[must_use]
    pub fn observed(self, text: impl Into<String>) -> Self {
        self.told(|finding| finding.observed(text))
    }

    /// Adds why it is so.
    #[must_use]
    pub fn reason(self, text: impl Into<String>) -> Self {
        self.told(|finding| finding.reason(text))
    }

    /// Adds the next step in words.
    #[must_use]
    pub fn help(self, text: impl Into<String>) -> Self {
        self.told(|finding| finding.help(text))
    }

    /// Adds the command that is the next step.
    #[must_use]
    pub fn command(self, command: impl Into<String>) -> Self {
        self.told(|finding| finding.command(command))
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, source: Option<SourceSpan>) -> Self {
        self.finding.source = source;
        self
    }

    fn told(mut self, tell: impl FnOnce(Diagnostic) -> Diagnostic) -> Self {
        self.finding = tell(self.finding);
        self
    }

    /// The finding of a check with this problem.
    pub fn into_finding(self, check: &Check, environment: Environment) -> Option<Diagnostic> {
        let about = self.about;
        if let Some(code) = self.finding.code.filter(|_| !self.finding.id.is_empty()) {
            let status = environment.status(code.severity)?;
            return Some(Diagnostic {
                about,
                status,
                ..self.finding
            });
        }
        let (id, status) = (check.id, environment.status(check.severity)?);
        Some(match Some(self.finding.id).filter(|id| !id.is_empty()) {
            Some(_) => Diagnostic {
                about,
                status: status.max(self.finding.status),
                ..self.finding
            },
            None if self.finding.status == Status::Skip => Diagnostic {
                about,
                id,
                ..self.finding
            },
            None => Diagnostic {
                about,
                id,
                status,
                ..self.finding
            },
        })
    }
}

impl From<(&str, Diagnostic)> for Violation {
    /// A finding of a capability, about this variable; the check gives it its id.
    fn from((about, finding): (&str, Diagnostic)) -> Self {
        Self {
            about: vec![about.to_owned()],
            finding: Diagnostic {
                id: "",
                status: Status::Fail,
                ..finding
            },
        }
    }
}

/// The option that names a file which navauth does not find by itself, with a space before it; else empty.
pub fn env_file_option(file: Option<&Path>) -> String {
    file.filter(|file| !file.ends_with(".env"))
        .map_or_else(String::new, |file| format!(" --env-file {}", quoted(file)))
}

/// The command that pushes the settings of a file to a Space.
pub fn push_command(file: Option<&Path>, space: &str) -> String {
    let from = file
        .filter(|file| !file.ends_with(".env.production"))
        .map_or_else(String::new, |file| format!(" --from {}", quoted(file)));
    let space = escape_for_terminal(space);
    format!("navauth push-secrets --space {space}{from}")
}
