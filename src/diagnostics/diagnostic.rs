//! The diagnostic type shared by checks and errors. `terminal` and `output` show it.

use std::borrow::Cow;
use std::fmt::Display;
use std::path::PathBuf;

use serde::Serialize;

use super::code::{Code, Help, fill};
use super::next_command;
use super::severity::Status;
use super::skip::SkipReason;

/// The next step: words, and a command if there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What to do, in words.
    pub text: String,
    /// The command that does it, as typed in a shell; it is shown with the options of this run.
    #[serde(serialize_with = "next_command::serialize")]
    pub command: Option<String>,
    /// Whether the command is an SQL statement for the database.
    #[serde(skip)]
    pub is_sql: bool,
}

impl Fix {
    /// What precedes the command in a text.
    pub fn command_label(&self) -> &'static str {
        if self.is_sql { "SQL:" } else { "run:" }
    }
}

/// The position of a problem: a file, and a line if there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceSpan {
    /// The file, as it is shown to you.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: Option<usize>,
}

/// A result of a check, or a failure. Contains no secret: texts of a server or a file are redacted first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// What it is about; reports show its id.
    #[serde(rename = "id")]
    pub code: &'static Code,
    /// The code of what a provider or service answered, if a check reports it under its own code.
    #[serde(skip)]
    pub reported_for: Option<&'static Code>,
    /// The result.
    pub status: Status,
    /// What is wrong or what passed, in one line.
    pub title: Cow<'static, str>,
    /// What was observed, if the title does not say everything.
    pub detail: Option<String>,
    /// Why.
    pub cause: Option<String>,
    /// The next step.
    pub fix: Option<Fix>,
    /// The page to read.
    pub docs: Option<String>,
    /// Why there is no result, if the status is `Skip`.
    #[serde(skip)]
    pub skipped: Option<SkipReason>,
    /// Its position.
    pub source: Option<SourceSpan>,
    /// The time that the source of the check took, in milliseconds, if it was measured.
    pub took_ms: Option<u64>,
    /// The names that it is about, such as variables. A problem with a name may explain another one.
    #[serde(skip)]
    pub about: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic with a status and a title; the rest is added by the methods below.
    pub fn new(code: &'static Code, status: Status, title: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            reported_for: None,
            status,
            title: title.into(),
            detail: None,
            cause: None,
            fix: None,
            docs: None,
            skipped: None,
            source: None,
            took_ms: None,
            about: Vec::new(),
        }
    }

    /// A problem.
    pub fn fail(code: &'static Code, title: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code, Status::Fail, title)
    }

    /// A warning.
    pub fn warn(code: &'static Code, title: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code, Status::Warn, title)
    }

    /// A pass.
    pub fn pass(code: &'static Code, title: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code, Status::Pass, title)
    }

    /// An unknown result.
    pub fn skip(code: &'static Code, title: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code, Status::Skip, title)
    }

    /// The id of its code.
    pub fn id(&self) -> &'static str {
        self.code.id
    }

    /// Whether it is about this code, even if a check reports it under its own.
    pub fn is(&self, code: &Code) -> bool {
        self.code == code || self.reported_for.is_some_and(|other| other == code)
    }

    /// A check without a result.
    pub fn skipped(
        code: &'static Code,
        title: impl Into<Cow<'static, str>>,
        reason: SkipReason,
    ) -> Self {
        Self {
            skipped: Some(reason.clone()),
            ..Self::skip(code, title).reason(reason.to_string())
        }
    }

    /// Whether it was skipped because of another problem.
    pub fn is_blocked(&self) -> bool {
        matches!(self.skipped, Some(SkipReason::BlockedBy(_)))
    }

    /// Adds what was observed.
    #[must_use]
    pub fn observed(mut self, text: impl Into<String>) -> Self {
        self.detail = Some(text.into());
        self
    }

    /// Adds the reason.
    #[must_use]
    pub fn reason(mut self, text: impl Into<String>) -> Self {
        self.cause = Some(text.into());
        self
    }

    /// Adds the next step in words.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.fix.get_or_insert_default().text = text.into();
        self
    }

    /// Adds the command that is the next step.
    #[must_use]
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.fix.get_or_insert_default().command = Some(command.into());
        self
    }

    /// Adds the SQL statement that is the next step.
    #[must_use]
    pub fn sql(self, statement: impl Into<String>) -> Self {
        let mut diagnostic = self.command(statement);
        diagnostic.fix.get_or_insert_default().is_sql = true;
        diagnostic
    }

    /// Adds the page to read.
    #[must_use]
    pub fn docs(mut self, page: impl Into<String>) -> Self {
        self.docs = Some(page.into());
        self
    }

    /// Adds the position: a file, and a line counted from 1.
    #[must_use]
    pub fn at(mut self, file: impl Into<PathBuf>, line: Option<usize>) -> Self {
        self.source = Some(SourceSpan {
            file: file.into(),
            line,
        });
        self
    }

    /// Adds a next step of the catalog.
    #[must_use]
    pub fn with_help(mut self, help: &Help, values: &[(&str, &dyn Display)]) -> Self {
        if !help.text.is_empty() {
            self = self.help(fill(help.text, values));
        }
        if !help.command.is_empty() {
            self = self.command(fill(help.command, values));
        }
        self
    }
}

impl Code {
    /// The diagnostic with its placeholders filled. Use [`crate::diagnostic!`], which checks their names at compile time; error mappings,
    /// whose code is a value of a table, call this.
    pub fn diagnostic(&'static self, values: &[(&str, &dyn Display)]) -> Diagnostic {
        let status = self.severity.production.unwrap_or(Status::Fail);
        let mut diagnostic = Diagnostic::new(self, status, fill(self.message, values));
        if !self.reason.is_empty() {
            diagnostic = diagnostic.reason(fill(self.reason, values));
        }
        diagnostic.with_help(&self.help, values)
    }
}
