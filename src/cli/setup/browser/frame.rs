//! What all pages of steps share: where you are, how far the step is, and what comes next.

use maud::{Markup, html};

use super::guard::Guard;
use super::overview::{status_text, title};
use crate::wizard::{Step, StepStatus};

/// What surrounds the content of a step's page.
pub struct StepFrame<'page> {
    pub guard: &'page Guard,
    pub step: &'page Step,
    /// None while the database has not answered.
    pub status: Option<&'page StepStatus>,
    /// The next open step.
    pub next: Option<&'page Step>,
    pub is_running: bool,
}

impl StepFrame<'_> {
    /// The title.
    pub fn title(&self) -> String {
        let environment = title(self.step.environment).to_lowercase();
        format!("{} ({environment})", self.step.title())
    }

    /// The body with its content.
    pub fn body(&self, content: &Markup) -> Markup {
        html! {
            nav aria-label="Breadcrumb" { a href=(self.guard.path("")) { "All steps" } }
            h1 { (self.title()) }
            @if !self.is_running { p { (status_text(self.status)) } }
            (content)
            @if !self.is_running { (self.next()) }
        }
    }

    fn next(&self) -> Markup {
        let is_done = matches!(
            self.status,
            Some(StepStatus::Done(_) | StepStatus::Warning(_))
        );
        html! {
            p.next {
                @match self.next {
                    Some(next) => {
                        a.button.plain[!is_done] href=(self.guard.path(&format!("step/{}", next.name()))) {
                            @if is_done { "Continue with " } @else { "Skip to " }
                            (next.title()) " (" (title(next.environment).to_lowercase()) ")"
                        }
                    },
                    None => a href=(self.guard.path("")) { "All steps" },
                }
            }
        }
    }
}
