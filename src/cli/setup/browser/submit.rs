//! Takes the answers of a form, has them checked and verified, and saves them.

use super::draft::Draft;
use super::form::{self, Form};
use super::pages::Pages;
use crate::cli::setup::state::Setup;
use crate::diagnostic;
use crate::diagnostics::catalog::setup as words;
use crate::diagnostics::redaction::is_terminal_unsafe;
use crate::diagnostics::{Diagnostic, Exit, Result};
use crate::terminal::Progress;
use crate::wizard::{CREDENTIALS_JSON, Consequence, FieldKind, Question, Step, Violation, Wait};

/// What was saved.
pub struct Saved {
    /// What was saved where.
    pub lines: Vec<String>,
    /// What keeps the app from using it.
    pub obstacles: Vec<Diagnostic>,
}

/// Saves a form. None where the answers were not saved, for the reasons in the draft.
pub async fn submit(
    pages: &Pages<'_>,
    setup: &mut Setup<'_>,
    step: &Step,
    form: &Form,
    draft: &mut Draft,
) -> Result<Option<Saved>> {
    let is_complete = take_answers(setup, step, form, draft)?;
    if !is_complete || !draft.violations.is_empty() {
        return Ok(None);
    }
    draft.violations = setup.guide.check(step, &draft.given)?;
    if draft.violations.iter().any(Violation::is_refused) {
        // A file that cannot be used gives no answers: the form asks for them again.
        let json = step.key(CREDENTIALS_JSON);
        if draft.violations.iter().any(|found| found.key == json) {
            draft.given.take_back(&json);
        }
        return Ok(None);
    }
    if let Some(wait) = setup.guide.verification(step, &draft.given) {
        setup.guide.require_trust(step, &draft.given)?;
        show(setup, wait);
        let found = setup.guide.verify(step, &draft.given).await?;
        draft.violations.extend(found);
    }
    if draft.violations.iter().any(Violation::is_refused) {
        return Ok(None);
    }
    if draft.has_unconfirmed() && !form.is_checked(form::CONFIRMED) {
        return Ok(None);
    }
    // What was found may lead to further questions.
    let questions = setup.guide.questions(step, &draft.given)?;
    let is_answered = |question: &Question| draft.given.contains(&question.field.key);
    if !questions.iter().all(is_answered) {
        return Ok(None);
    }
    if let Some(wait) = setup.guide.saving(step, &draft.given) {
        show(setup, wait);
    }
    let saved = setup.guide.save(step, &draft.given).await?;
    // Ctrl-C says which files have answers now.
    let context = pages.settings()?;
    pages.setup(&context, &super::pages::ignore)?;
    Ok(Some(Saved {
        lines: saved.lines,
        obstacles: saved.obstacles,
    }))
}

fn show(setup: &Setup<'_>, wait: Wait) {
    if let Some(face) = setup.context.ui.face() {
        face.progress(Progress::Started {
            message: wait.message,
            limit: Some(wait.limit),
            length: None,
        });
    }
}

/// Takes the answers of the form. False where questions are left, which the form did not have or which are without an answer.
fn take_answers(setup: &Setup<'_>, step: &Step, form: &Form, draft: &mut Draft) -> Result<bool> {
    let json = step.key(CREDENTIALS_JSON);
    if let Some(text) = form.get(&json).filter(|text| !text.is_empty()) {
        draft.given.set(&json, text.clone());
        return Ok(true);
    }
    // The form does not repeat a file that is only to be confirmed.
    if draft.given.contains(&json) && form.is_checked(form::CONFIRMED) {
        return Ok(true);
    }
    draft.given.take_back(&json);
    let mut taken: Vec<String> = Vec::new();
    loop {
        let questions = setup.guide.questions(step, &draft.given)?;
        let is_next = |question: &&Question| {
            form.asked(&question.field) && !taken.contains(&question.field.key)
        };
        let Some(question) = questions.iter().find(is_next) else {
            let is_open = |question: &&Question| {
                let field = &question.field;
                let needs_text = field.is_required && field.kind != FieldKind::YesNo;
                needs_text && draft.given.get(&field.key).is_none()
            };
            let open = questions.iter().filter(is_open);
            let keys: Vec<String> = open.map(|question| question.field.key.clone()).collect();
            let is_complete = keys.is_empty();
            draft.missing = keys;
            draft.missing.retain(|key| taken.contains(key));
            return Ok(is_complete);
        };
        let field = &question.field;
        taken.push(field.key.clone());
        let answer = form.answer(field);
        if answer.expose().contains(is_terminal_unsafe) {
            draft.violations.push(not_printable(&field.key));
            continue;
        }
        if field.is_secret() {
            // An empty input keeps what was entered before and is not shown again.
            if answer.is_empty() && draft.given.get(&field.key).is_some() {
                continue;
            }
            if !step.is_client_id(answer.expose()) {
                setup.register_secret(&answer);
            }
        }
        draft.given.set(&field.key, answer);
    }
}

fn not_printable(key: &str) -> Violation {
    let diagnostic = diagnostic!(words::WRONG_ANSWER, name = key)
        .reason(words::NOT_PRINTABLE)
        .help(words::COPY_AGAIN);
    Violation {
        key: key.to_owned(),
        diagnostic,
        consequence: Consequence::Refused,
        exit: Exit::Settings,
    }
}
