//! What a check is, and what it can say.
//!
//! Owns the shape of a check and of a problem. Which checks there are belongs to `register`, their order and effect on each other to `runner`.

use std::borrow::Cow;

use crate::diagnostics::Help;
pub use crate::diagnostics::{Severity, SkipReason};
use crate::finding::{Finding, Source, Status};

use super::subject::{Environment, Subject, quoted};
use crate::env::EnvFile;

/// Something that is judged.
pub struct Check {
    /// `group.kebab-name`, never reused.
    pub id: &'static str,
    /// The part of the guide that it belongs to.
    pub stage: Stage,
    /// What is so when it passes.
    pub title: &'static str,
    /// The checks that come first: where one of them found a problem with the same thing, this one says nothing about it.
    pub needs: &'static [&'static str],
    /// Who is asked before it can judge.
    pub asks: Asks,
    /// The ids of what it may find, where they say more than its own.
    pub finds: &'static [&'static str],
    /// How grave it is.
    pub severity: Severity,
    /// Looks, and lists the problems.
    pub judge: fn(&Subject<'_>) -> Judged,
}

impl Check {
    /// What holds for a check that looks at the settings and finds one thing.
    pub const OF_SETTINGS: Self = Self {
        id: "",
        stage: Stage::File,
        title: "",
        needs: &[],
        asks: Asks::Nobody,
        finds: &[],
        severity: Severity::ERROR,
        judge: |_| Err(SkipReason::NotApplicable),
    };

    /// The page that describes it, within the repository.
    pub fn page(id: &str) -> String {
        ["docs/checks.md#", id].concat()
    }
}

/// Who is asked before a check can judge; what is answered is kept in `Evidence`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asks {
    /// The settings say it all.
    Nobody,
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

impl Asks {
    /// Its name in tables and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
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
            Self::Nobody | Self::Git | Self::History | Self::Record => false,
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
pub type Judged = Result<Vec<Problem>, SkipReason>;

/// Something wrong that a check found: a finding that bears no id yet, and what it is about. Holds no secret.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What it is about: names of variables. Decides what is skipped because of it.
    pub about: Vec<String>,
    finding: Finding,
}

impl Problem {
    /// A problem with a variable, or with something else that has a name.
    pub fn with(about: impl Into<String>, title: impl Into<Cow<'static, str>>) -> Self {
        Self {
            about: vec![about.into()],
            finding: Finding::fail("", title),
        }
    }

    /// Something that could not be told, among others that could.
    pub fn untold(about: impl Into<String>, title: impl Into<Cow<'static, str>>) -> Self {
        Self {
            about: vec![about.into()],
            finding: Finding::skip("", title),
        }
    }

    /// No problem but what was seen of something that is right; said beside the claim of a check that found nothing else.
    pub fn proof(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            about: Vec::new(),
            finding: Finding::pass("", text),
        }
    }

    /// A diagnostic of the catalog about something that has a name.
    pub fn of(about: impl Into<String>, diagnostic: Finding) -> Self {
        Self {
            about: vec![about.into()],
            finding: diagnostic,
        }
    }

    /// Replaces the next step by another of the catalog, which has no placeholders.
    #[must_use]
    pub fn with_help(self, help: &Help) -> Self {
        self.told(|finding| {
            Finding {
                fix: None,
                ..finding
            }
            .with_help(help, &[])
        })
    }

    /// Appends `--env-file` to the command where the file is not the `.env` that navauth finds by itself.
    #[must_use]
    pub fn for_file(mut self, file: Option<&EnvFile>) -> Self {
        let shown = file.map(|file| file.place.shown.as_path());
        let other = shown.filter(|shown| !shown.ends_with(".env"));
        let command = self
            .finding
            .fix
            .as_mut()
            .and_then(|fix| fix.command.as_mut());
        if let (Some(other), Some(command)) = (other, command) {
            *command += &format!(" --env-file {}", quoted(other));
        }
        self
    }

    /// A finding of a capability, with an id of its own and at least as grave as it says.
    pub fn found(about: impl Into<String>, finding: Finding) -> Self {
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
    pub fn is_untold(&self) -> bool {
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
    pub fn detail(self, text: impl Into<String>) -> Self {
        self.told(|finding| finding.detail(text))
    }

    /// Adds why it is so.
    #[must_use]
    pub fn cause(self, text: impl Into<String>) -> Self {
        self.told(|finding| finding.cause(text))
    }

    /// Adds the next step in words.
    #[must_use]
    pub fn fix(self, text: impl Into<String>) -> Self {
        self.told(|finding| finding.fix(text))
    }

    /// Adds the command that is the next step.
    #[must_use]
    pub fn command(self, command: impl Into<String>) -> Self {
        self.told(|finding| finding.command(command))
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, source: Option<Source>) -> Self {
        self.finding.source = source;
        self
    }

    fn told(mut self, tell: impl FnOnce(Finding) -> Finding) -> Self {
        self.finding = tell(self.finding);
        self
    }

    /// The finding of a check with this problem.
    pub fn into_finding(self, check: &Check, environment: Environment) -> Option<Finding> {
        let about = self.about;
        if let Some(code) = self.finding.code {
            let status = environment.status(code.severity)?;
            return Some(Finding {
                about,
                status,
                ..self.finding
            });
        }
        let (id, status) = (check.id, environment.status(check.severity)?);
        Some(match Some(self.finding.id).filter(|id| !id.is_empty()) {
            Some(_) => Finding {
                about,
                status: status.max(self.finding.status),
                ..self.finding
            },
            None if self.finding.status == Status::Skip => Finding {
                about,
                id,
                ..self.finding
            },
            None => Finding {
                about,
                id,
                status,
                ..self.finding
            },
        })
    }
}

impl From<(&str, Finding)> for Problem {
    /// A finding of a capability, about this variable; the check gives it its id.
    fn from((about, finding): (&str, Finding)) -> Self {
        Self {
            about: vec![about.to_owned()],
            finding: Finding {
                id: "",
                code: None,
                status: Status::Fail,
                ..finding
            },
        }
    }
}
