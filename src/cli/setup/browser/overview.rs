//! The first page: every step with its status.

use maud::{Markup, html};

use super::form::ENVIRONMENTS;
use super::guard::Guard;
use super::layout::csrf_input;
use super::planned::Planned;
use crate::cli::setup::args::Environments;
use crate::cli::setup::state::Setup;
use crate::wizard::{Environment, StepStatus};

/// The body.
pub fn body(plan: &[Planned], setup: &Setup<'_>, guard: &Guard) -> Markup {
    let done = plan.iter().filter(|planned| planned.is_done()).count();
    let next = plan.iter().find(|planned| planned.is_open());
    html! {
        h1 { "Set up sign-in" }
        p { (done) " of " (plan.len()) " steps done. Your answers are saved immediately; you can stop at any time." }
        @if let Some(next) = next {
            p { a.button href=(guard.path(&format!("step/{}", next.step.name()))) {
                "Continue with " (next.step.title()) " (" (title(next.step.environment).to_lowercase()) ")"
            } }
        }
        @for environment in setup.guide.environments.iter().copied() {
            (section(environment, plan, setup, guard))
        }
        @if setup.args.environment.is_none() { (choice(setup, guard)) }
    }
}

fn section(environment: Environment, plan: &[Planned], setup: &Setup<'_>, guard: &Guard) -> Markup {
    let steps = plan
        .iter()
        .filter(|planned| planned.step.environment == environment);
    html! {
        h2 { (title(environment)) " " code { (setup.guide.file_name(environment)) } }
        ul.steps {
            @for Planned { step, status, .. } in steps {
                li {
                    a href=(guard.path(&format!("step/{}", step.name()))) { (step.title()) }
                    (status_text(status.as_ref()))
                }
            }
        }
    }
}

/// The status as a word, with details. The script loads the page again where the database has not answered yet.
pub fn status_text(status: Option<&StepStatus>) -> Markup {
    let Some(status) = status else {
        return html! { span.status data-reload { "waiting for the database" } };
    };
    let class = match status {
        StepStatus::Done(_) => "done",
        StepStatus::Warning(_) => "warn",
        StepStatus::ToDo(_) => "todo",
        StepStatus::Optional(_) => "optional",
    };
    html! {
        span.status.(class) {
            (status.word())
            @if !status.details().is_empty() { ": " (status.details()) }
        }
    }
}

/// The name of an environment.
pub fn title(environment: Environment) -> &'static str {
    match environment {
        Environment::Development => "This computer",
        Environment::Production => "Production",
    }
}

fn choice(setup: &Setup<'_>, guard: &Guard) -> Markup {
    let choices = [
        (Environments::Development, "development", "This computer"),
        (Environments::Production, "production", "Production"),
        (Environments::Both, "both", "Both"),
    ];
    html! {
        form.choice method="post" action=(guard.path("environments")) {
            (csrf_input(guard))
            fieldset {
                legend { "Show the steps for" }
                @for (environments, value, label) in choices {
                    label {
                        input type="radio" name=(ENVIRONMENTS) value=(value)
                            checked[environments.list() == setup.guide.environments];
                        " " (label)
                    }
                }
                button.plain type="submit" { "Show" }
            }
        }
    }
}
