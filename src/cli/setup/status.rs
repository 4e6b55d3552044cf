//! How far each step is, with what only the database, the Space and the record of sign-ins show; and which answers are missing.

use super::wizard::{Wizard, unanswered};
use super::{delegated_steps, sign_ins, space};
use crate::diagnostics::Result;
use crate::wizard::{Step, StepKind, StepStatus};

/// How far a step is.
pub(super) async fn of(wizard: &Wizard<'_>, step: &Step) -> Result<StepStatus> {
    match step.kind {
        StepKind::Tables => Ok(delegated_steps::tables_status(wizard, step).await),
        StepKind::SignIns | StepKind::LiveSignIns => Ok(sign_ins::status(wizard, step)),
        StepKind::Space => Ok(space::status(wizard, step)),
        _ => step.status(&wizard.files),
    }
}

/// Without prompts, fails with all missing answers before anything is written.
pub(super) fn require_answers(wizard: &Wizard<'_>, steps: &[Step]) -> Result<()> {
    if wizard.context.ui.can_ask() {
        return Ok(());
    }
    steps
        .iter()
        .filter(|step| matches!(step.kind, StepKind::LiveSignIns))
        .try_for_each(|step| sign_ins::refuse_unattended(wizard, step))?;
    let mut missing = Vec::new();
    for step in steps {
        let is_saved = matches!(
            step.status(&wizard.files)?,
            StepStatus::Done(_) | StepStatus::Warning(_)
        );
        if wizard.redoes(step) || !is_saved {
            missing.extend(missing_answers(wizard, step));
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(unanswered(&missing))
    }
}

fn missing_answers(wizard: &Wizard<'_>, step: &Step) -> Vec<String> {
    let yes = |question: &str| wizard.says_yes(&step.key(question));
    let contains = |question: &str| wizard.answers.contains(&step.key(question));
    let is_answered_otherwise = matches!(step.kind, StepKind::Provider(_))
        && (yes("skip") || yes("same-app") || contains("credentials-file"));
    let is_optional = |key: &str| {
        [
            "skip",
            "same-app",
            "credentials-file",
            "replace",
            "test-logins",
        ]
        .iter()
        .any(|end| key.ends_with(end))
    };
    let required = step.keys().into_iter().filter(|key| {
        key.name.starts_with(&step.name()) && !is_optional(&key.name) && !is_answered_otherwise
    });
    required
        .map(|key| key.name)
        .filter(|key| !wizard.answers.contains(key))
        .collect()
}
