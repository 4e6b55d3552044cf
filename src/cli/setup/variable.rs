//! The steps of single variables: a line that you enter, and the session key, which is generated.

use super::database;
use super::prompts::Answered;
use super::report::StepOutcome;
use super::wizard::Wizard;
use crate::config::Variable;
use crate::config::random::{Encoding, random_key};
use crate::config::session_key;
use crate::config::variables::Stage;
use crate::diagnostics::Result;
use crate::wizard::{Environment, Step, check, is_refused};

/// Runs the step.
pub(super) async fn run(
    wizard: &mut Wizard<'_>,
    step: &Step,
    variable: &'static Variable,
) -> Result<StepOutcome> {
    match variable.stage {
        Stage::Database => database::run(wizard, step, variable).await,
        Stage::Session => generate_key(wizard, step),
        _ => ask(wizard, step, variable),
    }
}

/// Generates a session key; asks before it replaces one.
fn generate_key(wizard: &mut Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    let (context, file) = (wizard.context, wizard.file_name(step.environment));
    let is_in_use = wizard
        .files
        .file(step.environment)
        .value(session_key::NAME)
        .is_some_and(session_key::is_real);
    if is_in_use {
        let status = step.status(&wizard.files)?;
        let reason = match status.details() {
            "" => String::new(),
            details => format!(" ({details})"),
        };
        let text = format!(
            "Replace {} in {file}{reason}? Everybody has to sign in again.",
            session_key::NAME,
        );
        if !wizard.confirm(&step.key("replace"), &text)? {
            return Ok(StepOutcome::Left);
        }
    }
    let secret = random_key(32, Encoding::Hex)?;
    context.ui.register_secret(&secret);
    let path = wizard.files.file(step.environment).path.clone();
    let (written, _) = session_key::write(&context.env, &path, &secret, is_in_use)?;
    wizard.files.refresh(&context.env, step.environment)?;
    wizard.set_interrupt_message();
    context.ui.status(&format!(
        "Generated {}, and saved it in {file}:{}.",
        session_key::NAME,
        written.line
    ));
    session_key::obstacles(&context.env, &path, &written)
        .iter()
        .for_each(|diagnostic| context.ui.diagnostic(diagnostic));
    Ok(StepOutcome::Done)
}

/// Asks for a value until it is valid. What is saved, or the example, is suggested as long as it is valid.
fn ask(wizard: &mut Wizard<'_>, step: &Step, variable: &'static Variable) -> Result<StepOutcome> {
    let text = format!("{} ({})", variable.name, variable.purpose);
    let file = wizard.files.file(step.environment);
    let saved = file.value(variable.name).filter(|value| {
        let values = [(variable.name.to_owned(), (*value).clone())];
        check(step, file, &values).is_ok_and(|findings| !findings.iter().any(is_refused))
    });
    let example = (step.environment == Environment::Development).then_some(variable.example);
    let suggestion = saved
        .map(|value| value.expose().to_owned())
        .or(example.map(str::to_owned));
    loop {
        let answer = if variable.is_secret() {
            wizard.ask_secret(&step.name(), &text)?
        } else {
            wizard.ask_line(&step.name(), &text, suggestion.as_deref())?
        };
        let Some(Answered { value, given }) = answer else {
            return Ok(StepOutcome::Left);
        };
        let values = [(variable.name.to_owned(), value)];
        let findings = check(step, wizard.files.file(step.environment), &values)?;
        if wizard.accepts(step, &findings, given)? {
            wizard.save(step.environment, &values)?;
            return Ok(StepOutcome::Done);
        }
    }
}
