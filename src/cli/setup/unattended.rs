//! A setup without prompts: which answers are missing is said before anything is written.

use super::commands;
use super::state::Setup;
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::secret::Secret;
use crate::wizard::{FieldKind, Step, StepKind, StepStatus, Submission};

/// Fails with all missing answers.
pub(super) async fn require_answers(setup: &Setup<'_>, steps: &[Step]) -> Result<()> {
    if setup.context.ui.can_ask() {
        return Ok(());
    }
    for step in steps {
        if matches!(step.kind, StepKind::LiveSignIns) && setup.says_yes(&step.name()) {
            refuse_live_sign_ins(setup, step).await?;
        }
    }
    let mut missing = Vec::new();
    for step in steps {
        let is_saved = matches!(
            step.status(&setup.guide.files)?,
            StepStatus::Done(_) | StepStatus::Warning(_)
        );
        if step.is_form() && (setup.args.redoes(step) || !is_saved) {
            missing.extend(missing_answers(setup, step)?);
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(unanswered(&missing))
    }
}

/// A live sign-in needs you to paste an address.
async fn refuse_live_sign_ins(setup: &Setup<'_>, step: &Step) -> Result<()> {
    if matches!(setup.guide.status(step).await?, StepStatus::Done(_)) {
        return Ok(());
    }
    let diagnostic = diagnostic!(setup::WRONG_ANSWER, name = step.name())
        .reason(setup::CANNOT_PASTE)
        .help(setup::TEST_LATER)
        .command(commands::test_login(setup, step));
    Err(Error::usage(diagnostic))
}

/// Answers the questions of a step one after the other, because an answer may lead to further questions.
fn missing_answers(setup: &Setup<'_>, step: &Step) -> Result<Vec<String>> {
    let is_settled = ["skip", "same-app"]
        .iter()
        .any(|question| setup.says_yes(&step.key(question)));
    if is_settled {
        return Ok(Vec::new());
    }
    let mut given = advance_answers(setup, step)?;
    let mut missing = Vec::new();
    loop {
        let questions = setup.guide.questions(step, &given)?;
        let next = questions
            .into_iter()
            .map(|question| question.field)
            .find(|field| !given.contains(&field.key));
        let Some(field) = next else {
            return Ok(missing);
        };
        match setup.given_to(&field)? {
            Some(answer) => given.set(&field.key, answer),
            None => {
                let is_yes_or_no = field.kind == FieldKind::YesNo;
                if field.is_required && !is_yes_or_no {
                    missing.push(field.key.clone());
                }
                given.set(&field.key, Secret::new(""));
            }
        }
    }
}

/// The answers given in advance that replace the questions of a step.
pub(super) fn advance_answers(setup: &Setup<'_>, step: &Step) -> Result<Submission> {
    let mut given = Submission::default();
    for question in ["same-app", "credentials-file"] {
        if let Some(field) = step.field(question)
            && let Some(answer) = setup.given_to(&field)?
        {
            given.set(&field.key, answer);
        }
    }
    // These are no questions of their own.
    for key in ["neon-api-key", "neon-region"] {
        if matches!(step.kind, StepKind::Variable(_))
            && let Some(answer) = setup.given(key)?
        {
            given.set(key, answer);
        }
    }
    Ok(given)
}

/// The error of questions that must be answered and cannot be asked.
pub(super) fn unanswered(keys: &[String]) -> Error {
    let questions = match keys {
        [one] => one.clone(),
        _ => format!("{} questions", keys.len()),
    };
    let diagnostic = diagnostic!(setup::UNANSWERED, questions = questions);
    Error::usage(diagnostic.observed(keys.join(", ")))
}
