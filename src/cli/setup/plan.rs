//! The plan as a menu: what is done, what is missing, and each step to open again.

use super::report::Report;
use super::state::Setup;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::setup as words;
use crate::terminal::{Question, Reply};
use crate::text;
use crate::wizard::{Step, StepKind, StepStatus};

/// What was chosen.
pub(super) enum Chosen {
    /// The next open step, and those after it.
    Continue,
    /// The step with this index.
    Open(usize),
    Stop,
}

/// Offers the plan. `next` is the next open step.
pub(super) fn offer(
    setup: &Setup<'_>,
    steps: &[Step],
    report: &Report,
    next: Option<usize>,
) -> Result<Chosen> {
    let first = match next.and_then(|index| steps.get(index)) {
        Some(step) if !matches!(step.kind, StepKind::Checks) => {
            text!(
                words::CONTINUE,
                step = step.title(),
                environment = step.environment.name()
            )
        }
        _ => words::RUN_CHECKS.to_owned(),
    };
    let width = steps.iter().map(|step| step.title().len()).max();
    let width = width.unwrap_or_default();
    let row = |(index, step): (usize, &Step)| {
        let (title, environment) = (step.title(), step.environment.name());
        format!("{title:width$}  {environment:11}  {}", report.status(index))
    };
    let items: Vec<String> = std::iter::once(first)
        .chain(steps.iter().enumerate().map(row))
        .collect();
    let ui = &setup.context.ui;
    ui.status(&format!("\n{}", words::CHOOSE_A_STEP));
    let question = Question {
        text: words::NEXT,
        flag: "--answers",
    };
    Ok(match ui.choose_or_back(&question, &items, 0)? {
        Reply::Answer(0) => Chosen::Continue,
        Reply::Answer(index) => Chosen::Open(index - 1),
        Reply::Back => Chosen::Stop,
    })
}

/// Whether there is something to open again.
pub(super) fn is_worth_offering(statuses: &[StepStatus]) -> bool {
    statuses
        .iter()
        .any(|status| matches!(status, StepStatus::Done(_) | StepStatus::Warning(_)))
}
