//! The steps of single variables: a line that is asked for, and the session key, which is made.

use super::answer::StepOutcome;
use super::asking::Answered;
use super::database;
use super::wizard::Wizard;
use crate::config::Variable;
use crate::config::random::{Encoding, random_key};
use crate::config::session_key;
use crate::config::variables::Stage;
use crate::diagnostics::Result;
use crate::wizard::{Environment, Step, judge};

/// Does the step.
pub(super) async fn run(
    wizard: &mut Wizard<'_>,
    step: &Step,
    variable: &'static Variable,
) -> Result<StepOutcome> {
    wizard
        .context
        .ui
        .status(&format!("\n{}, {}", step.title(), step.environment.name()));
    match variable.stage {
        Stage::Database => database::run(wizard, step, variable).await,
        Stage::Session => key(wizard, step),
        _ => line(wizard, step, variable),
    }
}

/// Makes a key, unasked where none is in use.
fn key(wizard: &mut Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    let (context, file) = (wizard.context, wizard.file(step.environment));
    let in_use = wizard
        .files
        .side(step.environment)
        .value(session_key::NAME)
        .is_some_and(session_key::is_real);
    if in_use {
        let standing = step.standing(&wizard.files)?;
        let text = format!(
            "Replace {} in {file} ({})? Every session there ends",
            session_key::NAME,
            standing.why()
        );
        if !wizard.agrees(&step.key("replace"), &text)? {
            return Ok(StepOutcome::Left);
        }
    }
    let secret = random_key(32, Encoding::Hex)?;
    context.ui.register_secret(&secret);
    let place = wizard.files.side(step.environment).place.clone();
    let (written, _) = session_key::write(&context.process, &place, &secret, in_use)?;
    wizard.files.refresh(&context.process, step.environment)?;
    context.ui.status(&format!(
        "A new {} is on line {} of {file}.",
        session_key::NAME,
        written.line
    ));
    session_key::obstacles(&context.process, &place, &written)
        .iter()
        .for_each(|finding| context.ui.finding(finding));
    Ok(StepOutcome::Done)
}

/// Asks for a value until it can be right.
fn line(wizard: &mut Wizard<'_>, step: &Step, variable: &'static Variable) -> Result<StepOutcome> {
    let text = format!("{}, {}", variable.name, variable.purpose);
    let suggestion = (step.environment == Environment::Development).then_some(variable.example);
    loop {
        let Some(Answered { value, given }) =
            wizard.ask(&step.name(), &text, variable.is_secret(), suggestion)?
        else {
            return Ok(StepOutcome::Left);
        };
        let values = [(variable.name.to_owned(), value)];
        let findings = judge(step, wizard.files.side(step.environment), &values)?;
        if wizard.accepts(step, &findings, given)? {
            wizard.write(step.environment, &values)?;
            return Ok(StepOutcome::Done);
        }
    }
}
