//! Asks whether a host that only a file of the repository names may receive secrets.

use maud::{Markup, html};

use super::form::TRUST;
use super::guard::Guard;
use super::job::Job;
use super::layout::csrf_input;
use crate::diagnostics::catalog::setup as words;
use crate::terminal::escape_for_terminal;
use crate::wizard::Step;

/// The question about the host for which a job failed. Nothing else than its button confirms the host.
pub fn trust_form(guard: &Guard, step: &Step, job: &Job) -> Markup {
    let unconfirmed = job.unconfirmed.borrow();
    let path = format!("step/{}/trust", step.name());
    html! {
        @if let Some(unconfirmed) = unconfirmed.as_deref() {
            form.trust method="post" action=(guard.path(&path)) {
                (csrf_input(guard))
                input type="hidden" name=(TRUST) value=(unconfirmed.what);
                h2 { "Do you trust " (unconfirmed.host) "?" }
                p { (escape_for_terminal(&unconfirmed.what)) "." }
                p.hint { (words::TRUST_HOST) }
                button.plain type="submit" { "Trust " (unconfirmed.host) }
            }
        }
    }
}
