//! What a check is, and what it can say.
//!
//! Owns the shape of a check and of a problem. Which checks there are belongs to `register`, their order and effect on each other to `runner`.

use crate::finding::{Finding, Source, Status};

use super::subject::{Environment, Subject};

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
    /// How grave it is.
    pub severity: Severity,
    /// Looks, and lists the problems.
    pub judge: fn(&Subject<'_>) -> Judged,
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

/// How grave a problem is, by environment; None where it is not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Severity {
    /// While the app runs on the developer's machine.
    pub development: Option<Status>,
    /// While people use it.
    pub production: Option<Status>,
}

impl Severity {
    /// Wrong everywhere.
    pub const FAIL: Self = Self { development: Some(Status::Fail), production: Some(Status::Fail) };
    /// To be looked at everywhere.
    pub const WARN: Self = Self { development: Some(Status::Warn), production: Some(Status::Warn) };
    /// Wrong in production, to be looked at in development.
    pub const GRAVER_IN_PRODUCTION: Self = Self { development: Some(Status::Warn), production: Some(Status::Fail) };
    /// Wrong in production, right in development.
    pub const ONLY_IN_PRODUCTION: Self = Self { development: None, production: Some(Status::Fail) };

    /// The status of a problem there.
    pub fn within(self, environment: Environment) -> Option<Status> {
        match environment {
            Environment::Development => self.development,
            Environment::Production => self.production,
        }
    }
}

/// What a check says: the problems that it found, none meaning that all is right; or why it could not judge.
pub type Judged = Result<Vec<Problem>, Unjudged>;

/// Why a check did not judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unjudged {
    /// There is nothing here that it could be about.
    NotApplicable,
    /// It could not be told, for this reason.
    CannotTell(String),
}

/// Something wrong that a check found: a finding that bears no id yet, and what it is about. Holds no secret.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What it is about: names of variables. Decides what is skipped because of it.
    pub about: Vec<String>,
    finding: Finding,
}

impl Problem {
    /// A problem with a variable, or with something else that has a name.
    pub fn with(about: impl Into<String>, title: impl Into<String>) -> Self {
        Self { about: vec![about.into()], finding: Finding::fail("", title) }
    }

    /// Something that could not be told, among others that could.
    pub fn untold(about: impl Into<String>, title: impl Into<String>) -> Self {
        Self { about: vec![about.into()], finding: Finding::skip("", title) }
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
    pub fn into_finding(self, id: &'static str, status: Status) -> Finding {
        let status = if self.is_untold() { Status::Skip } else { status };
        Finding { id, status, ..self.finding }
    }
}

impl From<(&str, Finding)> for Problem {
    /// A finding of a capability, about this variable.
    fn from((about, finding): (&str, Finding)) -> Self {
        Self { about: vec![about.to_owned()], finding }
    }
}
