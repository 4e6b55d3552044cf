//! A step with its status.

use crate::wizard::{Step, StepStatus};

/// A step with its status.
pub struct Planned {
    pub step: Step,
    pub status: StepStatus,
}

impl Planned {
    /// Whether it has a form that is still to be filled in.
    pub fn is_open(&self) -> bool {
        self.step.is_form() && matches!(self.status, StepStatus::ToDo(_))
    }
}

/// The first open form after a step, or before it.
pub fn next_open<'plan>(plan: &'plan [Planned], step: &Step) -> Option<&'plan Step> {
    let is_here = |planned: &Planned| planned.step.name() == step.name();
    let position = plan.iter().position(is_here).unwrap_or_default();
    let (before, after) = plan.split_at(position);
    let mut others = after.iter().skip(1).chain(before);
    others
        .find(|planned| planned.is_open())
        .map(|planned| &planned.step)
}
