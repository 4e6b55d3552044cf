//! `navauth setup`: the setup guide, step by step.

mod args;
mod console_form;
mod database;
mod delegated_steps;
mod gitignore;
mod prompts;
mod provider;
mod report;
mod sign_ins;
mod space;
mod status;
mod variable;
mod wizard;

pub use self::args::SetupArgs;
use self::report::{Report, StepOutcome};
use self::wizard::Wizard;
use super::{Context, Outcome};
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Exit, Result};
use crate::terminal::Question;
use crate::wizard::{Step, StepKind, StepStatus, steps};

/// Runs the command.
pub async fn run(context: &Context, args: &SetupArgs) -> Outcome {
    let mut wizard = Wizard::new(context, args)?;
    let environments = wizard.choose_environments()?;
    let steps = steps(&context.settings, environments, &args.steps)?;
    let mut report = Report::new(environments, wizard.command());
    for step in &steps {
        report.plan(step, &status::of(&wizard, step).await?, args.redoes(step));
    }
    if args.dry_run {
        context.ui.render(&report)?;
        return Ok(Exit::Done);
    }
    report.show_plan(&context.ui);
    status::require_answers(&wizard, &steps)?;
    wizard.set_interrupt_message();
    gitignore::add_env_files(&wizard).await;
    context.ui.collect();
    let ended = run_steps(&mut wizard, &steps, &mut report).await;
    report.parts = context.ui.collected();
    ended?;
    let exit = report.exit();
    context.ui.render_as(&report, exit)?;
    Ok(exit)
}

/// Runs the steps in order. A step that fails does not stop the others; a wrong answer that cannot be asked for again, and Ctrl-C, do.
async fn run_steps(wizard: &mut Wizard<'_>, steps: &[Step], report: &mut Report) -> Result<()> {
    for (index, step) in steps.iter().enumerate() {
        if wizard.is_switched_off(step) {
            report.set_outcome(index, StepOutcome::Skipped);
            continue;
        }
        // An earlier step may have undone this one.
        if report.was_done(index) && matches!(status::of(wizard, step).await?, StepStatus::Done(_))
        {
            continue;
        }
        wizard.position = (index + 1, steps.len());
        let outcome = match step.kind {
            StepKind::Checks if report.has_open_steps(step.environment) => StepOutcome::Left,
            StepKind::Variable(_) | StepKind::Provider(_) => ask(wizard, step).await?,
            _ => delegate(wizard, step).await?,
        };
        report.set_outcome(index, outcome);
    }
    Ok(())
}

/// A step with questions. When it fails, you choose whether to try it again.
async fn ask(wizard: &mut Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    if wizard.says_yes(&step.key("skip")) {
        return Ok(StepOutcome::Skipped);
    }
    wizard.show_heading(step);
    if let StepStatus::Warning(warning) = step.status(&wizard.files)?
        && !wizard.redoes(step)
    {
        wizard.context.ui.warning(&warning);
        let is_changed = wizard.can_ask_again(step)
            && wizard.context.ui.confirm(&Question {
                text: setup::CHANGE_VALUE,
                flag: "--answers",
            })?;
        if !is_changed {
            return Ok(StepOutcome::Left);
        }
    }
    loop {
        let outcome = match &step.kind {
            StepKind::Provider(provider) => provider::run(wizard, step, provider).await,
            StepKind::Variable(variable) => variable::run(wizard, step, variable).await,
            _ => return Err(Error::bug("a step without questions")),
        };
        let ui = &wizard.context.ui;
        match outcome {
            Err(error)
                if !matches!(error.exit, Exit::Interrupted | Exit::Bug)
                    && wizard.can_ask_again(step) =>
            {
                ui.diagnostic(&error.diagnostic);
                let choices = ["Try again", "Skip this step"].map(str::to_owned);
                let question = Question {
                    text: "What next",
                    flag: "--answers",
                };
                if ui.choose_or(&question, &choices, 0)? == 1 {
                    return Ok(StepOutcome::Left);
                }
            }
            outcome => return outcome,
        }
    }
}

/// A step that another command does.
async fn delegate(wizard: &mut Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    let outcome = match step.kind {
        StepKind::Tables => delegated_steps::tables(wizard, step).await,
        StepKind::SignIns | StepKind::LiveSignIns => sign_ins::run(wizard, step).await,
        StepKind::Space => space::run(wizard, step).await,
        _ => delegated_steps::checks(wizard, step).await,
    };
    match outcome {
        Err(error) if error.exit != Exit::Interrupted => {
            wizard.context.ui.diagnostic(&error.diagnostic);
            Ok(StepOutcome::Failed(error.exit))
        }
        Ok(StepOutcome::Failed(Exit::Interrupted)) => Err(Error::interrupted()),
        outcome => outcome,
    }
}
