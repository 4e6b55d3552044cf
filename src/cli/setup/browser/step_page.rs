//! The page of a step: what to do in the console, what to enter here, and what was found about it.

use maud::{Markup, html};

use super::draft::Draft;
use super::form::{ASKED, CONFIRMED, word_name};
use super::guard::Guard;
use super::layout::{copyable, csrf_input, diagnostic};
use super::overview::{status_text, title};
use crate::cli::setup::state::Setup;
use crate::config::is_secret;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::setup as words;
use crate::text;
use crate::wizard::{
    Field, FieldKind, Introduction, NEON_API_KEY, Question, Step, StepKind, StepStatus, Word,
};

/// What the page of a step is made from.
pub struct StepPage<'page, 'run> {
    pub setup: &'page Setup<'run>,
    pub guard: &'page Guard,
    pub step: &'page Step,
    pub status: StepStatus,
    /// What must be done first.
    pub obstacle: Option<&'static str>,
    pub draft: &'page Draft,
    /// The next open step.
    pub next: Option<&'page Step>,
}

impl StepPage<'_, '_> {
    /// The title.
    pub fn title(&self) -> String {
        let environment = title(self.step.environment);
        format!("{} ({environment})", self.step.title())
    }

    /// The body.
    pub fn body(&self) -> Result<Markup> {
        let content = match self.obstacle {
            Some(reason) => html! { p.diagnostic.plain { (reason) } },
            None if self.step.is_form() => self.form()?,
            None => self.command(),
        };
        Ok(html! {
            nav aria-label="Breadcrumb" { a href=(self.guard.path("")) { "All steps" } }
            h1 { (self.title()) }
            p { (status_text(&self.status)) }
            (self.saved())
            (content)
            @if let Some(next) = self.next {
                p.next { a href=(self.guard.path(&format!("step/{}", next.name()))) {
                    "Next: " (next.title()) " (" (title(next.environment)) ")"
                } }
            }
        })
    }

    /// A step that is a command runs in the terminal.
    fn command(&self) -> Markup {
        html! {
            p { "Run this command in a terminal, in " code { (self.setup.context.env.directory.display()) } ":" }
            p { (copyable(&self.setup.command_of(self.step))) }
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
        let is_key = questions.is_empty();
        Ok(html! {
            @if let Some(introduction) = self.setup.guide.introduction(self.step) {
                (console(self.step, &introduction))
            }
            @if let Some(failure) = &self.draft.failure { (diagnostic(failure)) }
            @if let StepKind::Provider(_) = &self.step.kind { h2 { "Enter here" } }
            form.answers method="post" action=(action) {
                (csrf_input(self.guard))
                @for question in &questions { (self.input(question)) }
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
                button.plain type="submit" { "Switch off " (provider.label) }
            }
        }
    }

    /// One question with what was found about its answer.
    fn input(&self, question: &Question) -> Markup {
        let field = &question.field;
        let problems = self.problems(field);
        let describes = format!("{}-hint", field.key);
        let is_wrong = !problems.is_empty();
        html! {
            div.field {
                input type="hidden" name=(ASKED) value=(field.key);
                @match &field.kind {
                    FieldKind::YesNo => label {
                        input type="checkbox" name=(field.key) value="true"
                            checked[self.draft.given.is(&field.key, "true")];
                        " " (field.label)
                    },
                    FieldKind::Choice(choices) => {
                        label for=(field.key) { (field.label) }
                        select id=(field.key) name=(field.key) {
                            @for choice in choices { option value=(choice.value) { (choice.label) } }
                        }
                    },
                    FieldKind::Secret([]) => {
                        label for=(field.key) { (field.label) }
                        (self.secret(field, &describes, is_wrong))
                    },
                    FieldKind::Secret(known) => (self.words(question, known, &describes)),
                    FieldKind::Line => {
                        label for=(field.key) { (field.label) }
                        input type="text" id=(field.key) name=(field.key) autocomplete="off" autocapitalize="off"
                            spellcheck="false" aria-describedby=(describes) aria-invalid=[is_wrong.then_some("true")]
                            autofocus[is_wrong] value=(self.line(question));
                    },
                }
                div id=(describes) {
                    @if field.key == NEON_API_KEY { p.hint { (words::NEON_KEY_PAGE) } }
                    @for problem in &problems { (problem) }
                }
            }
        }
    }

    fn problems(&self, field: &Field) -> Vec<Markup> {
        let own = |key: &str| key == field.key;
        let violations = self.draft.violations.iter().filter(|found| own(&found.key));
        let mut problems: Vec<Markup> = violations
            .map(|violation| diagnostic(&violation.diagnostic))
            .collect();
        if self.draft.missing.iter().any(|key| own(key)) {
            let text = format!("Enter the {}.", field.label);
            problems.push(html! { div.diagnostic.fail { p { (text) } } });
        }
        problems
    }

    /// What a line contains: what was entered, else what is suggested.
    fn line<'own>(&'own self, question: &'own Question) -> &'own str {
        let entered = self.draft.given.get(&question.field.key);
        let entered = entered.map(crate::secret::Secret::expose);
        entered
            .or(question.suggestion.as_deref())
            .unwrap_or_default()
    }

    fn secret(&self, field: &Field, describes: &str, is_wrong: bool) -> Markup {
        let entered = self.draft.given.get(&field.key);
        let kept = entered.map(|secret| {
            let length = secret.expose().chars().count();
            format!("entered, {length} characters; leave empty to keep it")
        });
        html! {
            span.secret {
                input type="password" id=(field.key) name=(field.key) autocomplete="off" spellcheck="false"
                    aria-describedby=(describes) aria-invalid=[is_wrong.then_some("true")] autofocus[is_wrong] placeholder=[kept];
                button.plain type="button" data-reveal=(field.key) aria-pressed="false" hidden { "Show" }
            }
        }
    }

    /// A secret, or one of the words in its place.
    fn words(&self, question: &Question, known: &[Word], describes: &str) -> Markup {
        let field = &question.field;
        let name = word_name(&field.key);
        let entered = self.draft.given.get(&field.key);
        let entered = entered.map(crate::secret::Secret::expose);
        let chosen = entered.or(question.suggestion.as_deref());
        let is_word = known.iter().any(|word| Some(word.word) == chosen);
        html! {
            fieldset {
                legend { (field.label) }
                @for word in known {
                    label {
                        input type="radio" name=(name) value=(word.word) checked[Some(word.word) == chosen];
                        " " (word.word) ": " (word.meaning)
                    }
                }
                label {
                    input type="radio" name=(name) value="" checked[!is_word];
                    " a PostgreSQL connection string"
                }
                label for=(field.key) { "Connection string" }
                (self.secret(field, describes, !self.problems(field).is_empty()))
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
            ul { @for sentence in introduction.before { li { (sentence) } } }
        }
        table {
            caption { "Enter this there" }
            tbody {
                @for (field, value) in &introduction.form {
                    tr {
                        th scope="row" { (field) }
                        td { @if value.starts_with('(') { (value) } @else { (copyable(value)) } }
                    }
                }
            }
        }
        @if !introduction.after.is_empty() {
            ul { @for sentence in &introduction.after { li { (sentence) } } }
        }
        @if let Some(file) = introduction.file {
            p.hint { (text!(words::FILE_INSTEAD, file = file)) }
        }
    }
}
