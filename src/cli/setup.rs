//! `navauth setup`: the setup guide in the terminal, step by step. The steps themselves are in `wizard`.

mod args;
mod ask;
mod browser;
mod commands;
mod gitignore;
mod introduction;
mod plan;
mod report;
mod state;
mod unattended;

use std::cell::RefCell;

use self::args::Environments;
pub use self::args::SetupArgs;
use self::ask::{Ended, StepFace};
use self::plan::Chosen;
use self::report::{Report, StepOutcome};
use self::state::Setup;
use super::{Context, Outcome, neon};
use crate::diagnostics::Result;
use crate::neon::api::Event;
use crate::wizard::{Step, StepKind, StepStatus, steps};

/// Runs the command.
pub async fn run(context: &Context, args: &SetupArgs) -> Outcome {
    let tell = |event: Event| neon::tell(context, &event);
    if !args.steps.is_empty() {
        // Report an unknown name before the first prompt.
        steps(&context.settings, Environments::Both.list(), &args.steps)?;
    }
    let mut setup = Setup::new(context, args, &tell)?;
    if args.browser {
        return browser::run(context, &mut setup).await;
    }
    setup.choose_environments()?;
    let environments = setup.guide.environments;
    let steps = steps(&context.settings, environments, &args.steps)?;
    let mut report = Report::new(environments, setup.command());
    let statuses = statuses(&setup, &steps).await?;
    for (step, status) in steps.iter().zip(&statuses) {
        report.plan(step, status, args.redoes(step));
    }
    if args.dry_run {
        return context.ui.render(&report);
    }
    unattended::require_answers(&setup, &steps).await?;
    let offers_plan = context.ui.can_ask()
        && args.answers.is_none()
        && args.steps.is_empty()
        && plan::is_worth_offering(&statuses);
    report.show_plan(&context.ui, offers_plan);
    setup.set_interrupt_message();
    gitignore::add_env_files(&setup).await;
    context.ui.collect();
    let ended = Run {
        setup: &mut setup,
        steps: &steps,
        report: &mut report,
    }
    .until_done(offers_plan)
    .await;
    report.parts = context.ui.collected();
    ended?;
    let exit = report.exit();
    context.ui.render_as(&report, exit)
}

async fn statuses(setup: &Setup<'_>, steps: &[Step]) -> Result<Vec<StepStatus>> {
    let _spinner = setup.context.ui.spinner("checking what is set up");
    let mut statuses = Vec::new();
    for step in steps {
        statuses.push(setup.guide.status(step).await?);
    }
    Ok(statuses)
}

/// The steps of a setup while they are done.
struct Run<'a, 'run> {
    setup: &'a mut Setup<'run>,
    steps: &'a [Step],
    report: &'a mut Report,
}

impl Run<'_, '_> {
    /// Runs the open steps in order, with the plan in between where you went back to it.
    async fn until_done(&mut self, offers_plan: bool) -> Result<()> {
        let mut offers_plan = offers_plan;
        loop {
            if offers_plan {
                let next = self.report.next_open();
                match plan::offer(self.setup, self.steps, self.report, next)? {
                    Chosen::Stop => {
                        self.report.leave_rest();
                        return Ok(());
                    }
                    Chosen::Open(index) => {
                        self.run(index, true).await?;
                        continue;
                    }
                    Chosen::Continue => {}
                }
            }
            if self.run_open().await? {
                return Ok(());
            }
            offers_plan = true;
        }
    }

    /// Runs the open steps. False where you went back to the plan.
    async fn run_open(&mut self) -> Result<bool> {
        for (index, step) in self.steps.iter().enumerate() {
            if self.report.is_ended(index) || self.is_done(index, step).await? {
                continue;
            }
            let is_redone = self.setup.args.redoes(step);
            if !self.run(index, is_redone).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether there is nothing to do: an earlier step may have done or undone it.
    async fn is_done(&mut self, index: usize, step: &Step) -> Result<bool> {
        if self.setup.args.redoes(step) {
            return Ok(false);
        }
        let was_done = self.report.was_done(index);
        if !was_done && !step.is_form() {
            return Ok(false);
        }
        let _spinner = self.setup.context.ui.spinner("checking what is set up");
        let is_done = matches!(self.setup.guide.status(step).await?, StepStatus::Done(_));
        if is_done && !was_done {
            self.report.set_outcome(index, StepOutcome::Done);
        }
        Ok(is_done)
    }

    /// Runs a step. False where you went back from it.
    async fn run(&mut self, index: usize, is_redone: bool) -> Result<bool> {
        let Some(step) = self.steps.get(index) else {
            return Ok(true);
        };
        if self.setup.guide.is_switched_off(step) && !is_redone {
            self.report.set_outcome(index, StepOutcome::Skipped);
            return Ok(true);
        }
        let is_checks = matches!(step.kind, StepKind::Checks);
        if is_checks && !is_redone && self.report.has_open_steps(step.environment) {
            self.report.set_outcome(index, StepOutcome::Left);
            return Ok(true);
        }
        let mut face = StepFace {
            setup: &mut *self.setup,
            step,
            is_redone,
            introduced: RefCell::default(),
        };
        match face.run((index + 1, self.steps.len())).await? {
            Ended::Back => Ok(false),
            Ended::With(outcome) => {
                self.report.set_outcome(index, outcome);
                Ok(true)
            }
        }
    }
}
