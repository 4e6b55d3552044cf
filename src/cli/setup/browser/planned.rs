//! A step with its status.

use crate::wizard::{Step, StepStatus};

/// A step with its status.
pub struct Planned {
    pub step: Step,
    /// None while the database has not answered.
    pub status: Option<StepStatus>,
    /// Whether it can be done now.
    pub is_possible: bool,
}

impl Planned {
    /// Whether there is something left to do that can be done.
    pub fn is_open(&self) -> bool {
        let is_left = matches!(
            self.status,
            Some(StepStatus::ToDo(_) | StepStatus::Optional(_))
        );
        is_left && self.is_possible
    }

    /// Whether nothing is left to do.
    pub fn is_done(&self) -> bool {
        matches!(self.status, Some(StepStatus::Done(_)))
    }
}

/// The first open step after a step, or before it.
pub fn next_open<'plan>(plan: &'plan [Planned], step: &Step) -> Option<&'plan Step> {
    let is_here = |planned: &Planned| planned.step.name() == step.name();
    let position = plan.iter().position(is_here).unwrap_or_default();
    let (before, after) = plan.split_at(position);
    let mut others = after.iter().skip(1).chain(before);
    others
        .find(|planned| planned.is_open())
        .map(|planned| &planned.step)
}
