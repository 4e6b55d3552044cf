//! The page of a step that runs a command, while it runs and with its result.

use maud::{Markup, html};

use super::draft::Draft;
use super::form::{LINE, PLAN, PROVIDER};
use super::guard::Guard;
use super::inputs::Inputs;
use super::job::{Job, Task};
use super::job_view;
use super::layout::csrf_input;
use super::trust_form::trust_form;
use crate::cli::setup::report::StepOutcome;
use crate::cli::setup::state::Setup;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::setup as words;
use crate::providers::Provider;
use crate::terminal::Shown;
use crate::text;
use crate::wizard::{Environment, Step, StepKind, Submission};

/// Ends the path of the events for a page with a link to the sign-in page.
pub const EVENTS_WITH_LINK: &str = "/with-link";

/// What the page is made from.
pub struct CommandPage<'page, 'run> {
    pub setup: &'page Setup<'run>,
    pub guard: &'page Guard,
    pub step: &'page Step,
    pub is_done: bool,
    pub draft: &'page Draft,
    pub job: Option<&'page Job>,
}

impl CommandPage<'_, '_> {
    /// The content.
    pub fn body(&self) -> Result<Markup> {
        if let Some(job) = self.job.filter(|job| job.is_running()) {
            return Ok(self.running(job));
        }
        let content = match &self.step.kind {
            StepKind::Tables => self.tables(),
            StepKind::SignIns | StepKind::LiveSignIns => self.sign_ins(),
            StepKind::Space => self.space()?,
            StepKind::Checks => self.checks(),
            StepKind::Variable(_) | StepKind::Provider(_) => html! {},
        };
        Ok(html! {
            (content)
            @if let Some(job) = self.job {
                (result(job))
                (trust_form(self.guard, self.step, job))
                @if let Some(digest) = job.plan() { (self.confirmation(&digest)) }
                @if has_report(job) {
                    p { a.button.plain href=(self.path("report")) download { "Save this result as a page" } }
                }
            }
        })
    }

    fn path(&self, action: &str) -> String {
        self.guard
            .path(&format!("step/{}/{action}", self.step.name()))
    }

    fn running(&self, job: &Job) -> Markup {
        let has_link = job.sign_in.borrow().is_some();
        let tail = if has_link { EVENTS_WITH_LINK } else { "" };
        let events = format!("events/{}{tail}", self.step.name());
        html! {
            div.job data-events=(self.guard.path(&events)) {
                div.log role="log" aria-label="Progress" data-event="log" { (job_view::log(job)) }
                div.waiting data-event="waiting" { (job_view::waiting(job)) }
            }
            noscript { p { a href="" { "Show how far it is" } } }
            @if has_link {
                p { a.button href=(self.path("go")) { "Go to the sign-in page" } }
            }
            @if job.takes_lines() { (self.paste()) }
            @if job.task != Task::Save {
                form method="post" action=(self.path("cancel")) {
                    (csrf_input(self.guard))
                    button.plain type="submit" { "Cancel" }
                }
            }
        }
    }

    fn paste(&self) -> Markup {
        let form = self.paste_form();
        html! {
            @if self.step.environment == Environment::Production {
                (form)
            } @else {
                details { summary { "The last page does not load?" } (form) }
            }
        }
    }

    fn paste_form(&self) -> Markup {
        html! {
            form.answers method="post" action=(self.path("paste")) {
                (csrf_input(self.guard))
                div.field {
                    label for="line" { "The address of the page that you end up on" }
                    input type="password" id="line" name=(LINE) autocomplete="off" spellcheck="false";
                }
                button type="submit" { "Use this address" }
            }
        }
    }

    fn button(&self, action: &str, label: &str, is_plain: bool) -> Markup {
        html! {
            form method="post" action=(self.path(action)) {
                (csrf_input(self.guard))
                button.plain[is_plain] type="submit" data-busy="Working …" { (label) }
            }
        }
    }

    fn tables(&self) -> Markup {
        html! {
            p { "Creates the tables for users and sign-ins in the database of "
                code { (self.setup.guide.file_name(self.step.environment)) } ". Existing tables are not changed." }
            (self.button("run", if self.is_done { "Check again" } else { "Create the tables" }, self.is_done))
        }
    }

    fn checks(&self) -> Markup {
        let is_production = self.step.environment == Environment::Production;
        html! {
            p {
                @if is_production { "Runs the pre-launch checklist on " } @else { "Checks all settings in " }
                code { (self.setup.guide.file_name(self.step.environment)) }
                @if !self.setup.args.offline { ", and asks the providers and the other services" }
                "."
            }
            (self.button("run", if self.job.is_some() { "Run again" } else { "Run the checks" }, self.is_done))
        }
    }

    fn sign_ins(&self) -> Markup {
        let guide = &self.setup.guide;
        let (configured, untested) = (guide.configured(self.step), guide.untested(self.step));
        let is_live = self.step.environment == Environment::Production;
        let host = untested
            .first()
            .and_then(|provider| guide.site(self.step, provider));
        let is_open = |provider: &Provider| untested.iter().any(|open| open.name == provider.name);
        html! {
            @if is_live {
                p { (text!(words::LIVE_SIGN_IN, host = host.unwrap_or_default())) }
            } @else {
                p { "Sign in once with each provider in this browser. You come back to this page." }
            }
            ul.steps {
                @for provider in &configured { li {
                    span { (provider.label) }
                    @if is_open(provider) {
                        (self.sign_in(provider))
                    } @else {
                        span.status.done { "signed in" }
                    }
                } }
            }
        }
    }

    fn sign_in(&self, provider: &Provider) -> Markup {
        html! {
            form method="post" action=(self.path("run")) {
                (csrf_input(self.guard))
                input type="hidden" name=(PROVIDER) value=(provider.name);
                button type="submit" aria-label=(format!("Sign in with {}", provider.label)) { "Sign in" }
            }
        }
    }

    /// Confirms the plan that is shown, and no other.
    fn confirmation(&self, digest: &str) -> Markup {
        let space = self.setup.guide.space().unwrap_or_default();
        html! {
            form method="post" action=(self.path("run")) {
                (csrf_input(self.guard))
                input type="hidden" name=(PLAN) value=(digest);
                button type="submit" data-busy="Working …" { "Change the secrets of " (space) }
            }
        }
    }

    fn space(&self) -> Result<Markup> {
        let none = Submission::default();
        let questions = self.setup.guide.questions(self.step, &none)?;
        let inputs = Inputs { draft: self.draft };
        let is_compared = self.is_done || self.job.is_some_and(|job| job.plan().is_some());
        let label = if is_compared {
            "Compare again"
        } else {
            "Show what would change"
        };
        Ok(html! {
            p { "Sets the values of " code { (self.setup.guide.file_name(self.step.environment)) }
                " as secrets of the HuggingFace Space that runs the app"
                @if let Some(space) = self.setup.guide.space() { ", " b { (space) } }
                ". Nothing changes until you confirm." }
            form.answers[!questions.is_empty()] method="post" action=(self.path("plan")) {
                (csrf_input(self.guard))
                @if let Some(failure) = &self.draft.failure { (super::layout::diagnostic(failure)) }
                @for question in &questions { (inputs.input(question)) }
                button.plain[is_compared] type="submit" data-busy="Comparing …" { (label) }
            }
        })
    }
}

/// What a job has shown, once it has ended.
pub fn result(job: &Job) -> Markup {
    let title = match &*job.outcome.borrow() {
        Some(StepOutcome::Failed(_)) if !has_report(job) => "That did not work",
        _ => "Result",
    };
    html! {
        @if !job.shown.borrow().is_empty() {
            section.result {
                h2 tabindex="-1" autofocus { (title) }
                (job_view::log(job))
            }
        }
    }
}

/// Whether a job has a report to be saved.
fn has_report(job: &Job) -> bool {
    let shown = job.shown.borrow();
    shown
        .iter()
        .any(|shown| matches!(shown, Shown::Report { .. }))
}
