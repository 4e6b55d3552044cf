//! What a check returns.

use std::borrow::Cow;

use super::commands::env_file_option;
use crate::config::EnvFile;
use crate::diagnostics::{Code, Diagnostic, Help, SkipReason, SourceSpan, Status};

/// The problems that a check found, empty if it passed; or why it was skipped.
pub type CheckResult = Result<Vec<Violation>, SkipReason>;

/// In place of the code of the check that reports it.
static OF_CHECK: Code = Code::ERROR;

/// A problem that a check found, with the names that it is about. Contains no secret.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The variables that it is about. Dependent checks of the same variables are skipped.
    pub about: Vec<String>,
    /// Its words; of [`OF_CHECK`] if the check provides the code.
    pub diagnostic: Diagnostic,
}

impl Violation {
    /// A result that is unknown, next to others that are known.
    pub fn unknown(about: impl Into<String>, title: impl Into<Cow<'static, str>>) -> Self {
        Self {
            about: vec![about.into()],
            diagnostic: Diagnostic::skip(&OF_CHECK, title),
        }
    }

    /// Not a problem: what was observed, shown if the check passes.
    pub fn passed(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            about: Vec::new(),
            diagnostic: Diagnostic::pass(&OF_CHECK, text),
        }
    }

    /// A diagnostic of the catalog about a variable or another named thing.
    pub fn of(about: impl Into<String>, diagnostic: Diagnostic) -> Self {
        Self {
            about: vec![about.into()],
            diagnostic,
        }
    }

    /// A diagnostic that is reported with the code and the severity of the check.
    pub fn of_check(about: impl Into<String>, diagnostic: Diagnostic) -> Self {
        Self {
            about: vec![about.into()],
            diagnostic: Diagnostic {
                code: &OF_CHECK,
                reported_for: Some(diagnostic.code),
                status: Status::Fail,
                ..diagnostic
            },
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

    /// Whether it is reported with the code of the check.
    pub fn is_of_check(&self) -> bool {
        self.diagnostic.code == &OF_CHECK
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
}
