//! The page of a step: what to do in the console, what to enter here, and what was found about it.

use maud::{Markup, html};

use super::command_page::result;
use super::draft::Draft;
use super::form::CONFIRMED;
use super::guard::Guard;
use super::inputs::Inputs;
use super::job::Job;
use super::layout::{copyable, csrf_input, diagnostic};
use super::trust_form::trust_form;
use crate::cli::setup::state::Setup;
use crate::config::is_secret;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::setup as words;
use crate::text;
use crate::wizard::{CREDENTIALS_JSON, Introduction, Step, StepKind, Violation};
use crate::words::capitalize;

/// What the page of a step is made from.
pub struct StepPage<'page, 'run> {
    pub setup: &'page Setup<'run>,
    pub guard: &'page Guard,
    pub step: &'page Step,
    pub draft: &'page Draft,
    pub job: Option<&'page Job>,
}

impl StepPage<'_, '_> {
    /// The content.
    pub fn body(&self) -> Result<Markup> {
        Ok(html! {
            (self.saved())
            (self.connection())
            (self.form()?)
        })
    }

    /// How a connection to a database server went.
    fn connection(&self) -> Markup {
        let path = format!("step/{}/connect", self.step.name());
        html! {
            @if self.setup.guide.is_server(self.step) && !self.setup.args.offline {
                form method="post" action=(self.guard.path(&path)) {
                    (csrf_input(self.guard))
                    button.plain type="submit" data-busy="Connecting …" { "Test the connection" }
                }
            }
            @if let Some(job) = self.job {
                (result(job))
                (trust_form(self.guard, self.step, job))
            }
        }
    }

    /// What the file has. Of a secret only the length is shown.
    fn saved(&self) -> Markup {
        let names: Vec<String> = match &self.step.kind {
            StepKind::Variable(variable) => vec![variable.name.to_owned()],
            StepKind::Provider(provider) => provider
                .variables
                .first()
                .map(|pair| vec![pair.client_id.clone(), pair.client_secret.clone()])
                .unwrap_or_default(),
            _ => Vec::new(),
        };
        let file = self.setup.guide.files.file(self.step.environment);
        let saved: Vec<(&String, String)> = names
            .iter()
            .filter_map(|name| {
                let value = file.value(name)?.expose();
                let text = if is_secret(name, &self.setup.context.settings) {
                    format!("set, {} characters", value.chars().count())
                } else {
                    value.to_owned()
                };
                Some((name, text))
            })
            .collect();
        html! {
            @if !saved.is_empty() {
                dl { @for (name, text) in saved { dt { (name) } dd { (text) } } }
            }
        }
    }

    fn form(&self) -> Result<Markup> {
        let questions = self.setup.guide.questions(self.step, &self.draft.given)?;
        let action = self.guard.path(&format!("step/{}", self.step.name()));
        let targets = self.setup.guide.targets(self.step);
        let files: Vec<String> = targets
            .iter()
            .map(|target| self.setup.guide.file_name(*target))
            .collect();
        let is_key = questions.is_empty() && matches!(self.step.kind, StepKind::Variable(_));
        let inputs = Inputs { draft: self.draft };
        Ok(html! {
            @if let Some(introduction) = self.setup.guide.introduction(self.step) {
                (console(self.step, &introduction))
            }
            @if let Some(failure) = &self.draft.failure { (diagnostic(failure)) }
            @if let StepKind::Provider(_) = &self.step.kind { h2 { "Enter here" } }
            form.answers method="post" action=(action) {
                (csrf_input(self.guard))
                (self.credentials_file())
                @if is_key { p { (words::ABOUT_KEY) } }
                @for question in &questions { (inputs.input(question)) }
                @if self.draft.needs_confirmation() {
                    label.confirm {
                        input type="checkbox" name=(CONFIRMED) value="true";
                        " Save it anyway"
                    }
                }
                button type="submit" data-busy="Checking …" {
                    @if is_key { "Generate and save" } @else { "Check and save" }
                }
                p.hint { "Saves in " (files.join(" and ")) "." }
            }
            (self.switch_off())
        })
    }

    /// The file that the console offers, which the script reads.
    fn credentials_file(&self) -> Markup {
        let introduction = self.setup.guide.introduction(self.step);
        let key = self.step.key(CREDENTIALS_JSON);
        let is_own = |violation: &&Violation| violation.key == key;
        let violations: Vec<&Violation> = self.draft.violations.iter().filter(is_own).collect();
        let is_wrong = !violations.is_empty();
        html! {
            @if let Some(file) = introduction.and_then(|introduction| introduction.file) {
                div.field data-drop=(key) hidden {
                    label for="file" { "Choose or drop " (file) }
                    input type="file" id="file" accept=".json,application/json" aria-invalid=[is_wrong.then_some("true")] autofocus[is_wrong];
                    input type="hidden" name=(key);
                    p.hint { "Contains both values, so you do not have to copy them." }
                    @for violation in violations { (diagnostic(&violation.diagnostic)) }
                }
            }
        }
    }

    fn switch_off(&self) -> Markup {
        let StepKind::Provider(provider) = &self.step.kind else {
            return html! {};
        };
        if !self.setup.guide.can_switch_off(self.step) {
            return html! {};
        }
        let file = self.setup.guide.config_file().shown;
        let text = text!(
            words::SWITCH_OFF,
            label = provider.label,
            file = file.display()
        );
        let path = format!("step/{}/switch-off", self.step.name());
        html! {
            form method="post" action=(self.guard.path(&path)) {
                (csrf_input(self.guard))
                p { (text) }
                button.plain type="submit" { "Turn off " (provider.label) }
            }
        }
    }
}

/// What to do in the console, and what to enter there.
fn console(step: &Step, introduction: &Introduction) -> Markup {
    html! {
        h2 { "In the console of " (step.title()) }
        p { a.button href=(introduction.page) target="_blank" rel="noreferrer" { "Open " (step.title()) } " "
            span.hint { (introduction.page) } }
        @if !introduction.before.is_empty() {
            ul { @for sentence in introduction.before { li { (capitalize(sentence)) } } }
        }
        table.sheet {
            caption { "Enter this there" }
            tbody {
                // A further value of a field has none of its own.
                @for rows in introduction.form.chunk_by(|_, next| next.0.is_empty()) {
                    tr {
                        th scope="row" { @for (field, _) in rows { (field) } }
                        td { @for (_, value) in rows {
                            @if value.starts_with('(') { (value) } @else { (copyable(value)) }
                        } }
                    }
                }
            }
        }
        @if !introduction.after.is_empty() {
            ul { @for sentence in &introduction.after { li { (capitalize(sentence)) } } }
        }
        @if let Some(file) = introduction.file {
            p.hint { (text!(words::FILE_INSTEAD, file = file)) }
        }
    }
}
