//! The result of `rotate-secret`.

use std::path::Path;

use serde::Serialize;

use super::RotateSecretArgs;
use super::verification::{Site, Verification, verify};
use crate::cli::{Context, Outcome, pluralize};
use crate::diagnostics::catalog::rotate;
use crate::diagnostics::{Diagnostic, Status};
use crate::diagnostics::{Error, Exit, Result, fill};
use crate::secrets::{Rotation, Target};
use crate::terminal::{Render, Ui};

/// The result.
#[derive(Serialize)]
pub struct RotateAnswer {
    file: String,
    target: String,
    dry_run: bool,
    undo: bool,
    /// Whether an earlier run started it.
    resumed: bool,
    /// Users who signed in within the last 7 days, whose sessions end.
    pub users: Option<u64>,
    /// Whether the key is on the Space; None if the Hub did not confirm the upload.
    pub pushed: Option<bool>,
    /// The Hub's name of the Space's stage afterwards.
    pub stage: Option<&'static str>,
    /// Whether the site uses the new key; None if unknown.
    verified: Option<bool>,
    /// The file with the old key, until it is deleted.
    old_key: Option<String>,
    pub findings: Vec<Diagnostic>,
}

impl RotateAnswer {
    /// Nothing done yet.
    pub fn new(rotation: &Rotation, file: &Path, target: &Target, args: &RotateSecretArgs) -> Self {
        Self {
            file: file.display().to_string(),
            target: target.label(),
            dry_run: args.dry_run,
            undo: args.undo,
            resumed: rotation.started,
            users: None,
            pushed: Some(false),
            stage: None,
            verified: None,
            old_key: rotation
                .started
                .then(|| rotation.old_key_file().display().to_string()),
            findings: Vec::new(),
        }
    }

    /// The question before anything changes.
    pub fn question(&self) -> String {
        match (self.undo, self.resumed) {
            (true, _) => format!("Restore the old JWT_SECRET_KEY in {}?", self.target),
            (false, true) => format!("Continue with the new JWT_SECRET_KEY in {}?", self.target),
            (false, false) => format!("Replace JWT_SECRET_KEY in {}?", self.target),
        }
    }

    /// Whose sessions end.
    pub fn consequence(&self) -> String {
        match self.users {
            Some(1) => {
                "1 user who signed in within the last 7 days has to sign in again.".to_owned()
            }
            Some(users) => {
                let users = pluralize(usize::try_from(users).unwrap_or(usize::MAX), "user");
                format!("{users} who signed in within the last 7 days have to sign in again.")
            }
            None => "Everyone who is signed in has to sign in again.".to_owned(),
        }
    }

    /// The file contains the new key; the old one is kept until the new one is verified.
    pub fn keep_old_key(&mut self, rotation: &Rotation) {
        self.old_key = Some(rotation.old_key_file().display().to_string());
    }

    /// Checks which key the site uses, and deletes the old one if it is the new one.
    pub async fn verify(
        &mut self,
        context: &Context,
        rotation: &Rotation,
        site: &Site<'_>,
        user: Option<i64>,
    ) -> Result<()> {
        match verify(context, rotation, site, user).await? {
            Verification::Verified => {
                rotation.finish()?;
                (self.verified, self.old_key) = (Some(true), None);
            }
            // Why the Space does not run was said before.
            Verification::Failed(diagnostic)
                if diagnostic.is(&rotate::UNPROVED) && !site.runtime.answers() => {}
            Verification::Failed(diagnostic) => {
                self.verified = (diagnostic.status == Status::Fail).then_some(false);
                self.findings.push(*diagnostic);
            }
        }
        Ok(())
    }

    /// The file has the new key and something after that failed: partly done.
    pub fn abort(mut self, ui: &Ui, error: Error) -> Outcome {
        self.findings.push(*error.diagnostic);
        self.give(ui, Exit::Partly)
    }

    /// Whether the site is known to use the new key.
    pub fn is_verified(&self) -> bool {
        self.verified == Some(true)
    }

    /// What is said when you press Ctrl-C once the file has the new key.
    pub fn interrupt_message(&self) -> String {
        let key = self.key();
        let old_key = self.old_key.as_deref().unwrap_or_default();
        let next = if self.undo {
            rotate::NEXT_UNDO
        } else {
            rotate::NEXT
        };
        let text = if self.pushed == Some(true) {
            rotate::STOPPED_SENT
        } else {
            rotate::STOPPED_WRITTEN
        };
        fill(
            text,
            &[
                ("key", &key),
                ("file", &self.file),
                ("target", &self.target),
                ("old_key", &old_key),
                ("next", &next),
            ],
        )
    }

    fn key(&self) -> &'static str {
        if self.undo {
            "the old key"
        } else {
            "a new key"
        }
    }

    /// Whether a problem is an error.
    pub fn has_failed(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|diagnostic| diagnostic.status == Status::Fail)
    }

    /// Gives the answer, with its exit code.
    pub fn give(&self, ui: &Ui, exit: Exit) -> Outcome {
        ui.render_as(self, exit)
    }
}

impl Render for RotateAnswer {
    fn show(&self, ui: &Ui) -> Result<()> {
        let key = self.key();
        if self.dry_run {
            ui.result(format!(
                "Would set {key} in {} and {}.",
                self.file, self.target
            ))?;
            ui.result(self.consequence())?;
            ui.result("Nothing was changed.")?;
        } else if self.pushed != Some(false) || self.old_key.is_some() {
            ui.result(format!("JWT_SECRET_KEY: {key}"))?;
            ui.result(format!("  in {}", self.file))?;
            ui.result(match self.pushed {
                Some(true) => format!("  in {}", self.target),
                Some(false) => format!("  not in {}", self.target),
                None => format!("  perhaps in {}: the upload was not confirmed", self.target),
            })?;
        }
        if self.verified == Some(true) {
            ui.result(
                "The live site uses it: it accepts session tokens signed with this key, and rejects those signed with the other.",
            )?;
        }
        self.findings
            .iter()
            .for_each(|diagnostic| ui.diagnostic(diagnostic));
        if let Some(old_key) = self.old_key.as_ref().filter(|_| !self.dry_run) {
            ui.hint(&format!("the previous key is in {old_key}"));
            ui.hint(if self.undo {
                "run the same command to continue"
            } else {
                "run the same command to continue, or with --undo to restore the previous key"
            });
        }
        Ok(())
    }
}
