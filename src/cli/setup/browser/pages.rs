//! The pages and what their forms do. All state is in the files, but for answers that could not be saved yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::draft::Draft;
use super::form::{self, Form};
use super::guard::Guard;
use super::layout::{Note, Page};
use super::planned::{Planned, next_open};
use super::response::{self, Response};
use super::step_page::StepPage;
use super::{overview, response::see_other};
use crate::cli::setup::args::Environments;
use crate::cli::setup::state::Setup;
use crate::diagnostic;
use crate::diagnostics::catalog::setup as words;
use crate::diagnostics::redaction::{self, is_terminal_unsafe};
use crate::diagnostics::{Diagnostic, Exit, Result, Status};
use crate::secret::Secret;
use crate::wizard::{
    Consequence, Environment, FieldKind, Question, Step, StepKind, Violation, steps,
};

/// What the pages show and change.
pub struct Pages<'a, 'run> {
    pub setup: &'a mut Setup<'run>,
    pub guard: Arc<Guard>,
    pub drafts: BTreeMap<String, Draft>,
    /// What the last form did, for the next page.
    pub note: Option<Note>,
}

/// What a form leads to.
pub struct Changed {
    pub response: Response,
    /// Whether it was the last one.
    pub is_end: bool,
}

impl Pages<'_, '_> {
    /// The steps of the environments that are set up.
    pub fn steps(&self) -> Result<Vec<Step>> {
        let setup = &self.setup;
        steps(
            &setup.context.settings,
            setup.guide.environments,
            &setup.args.steps,
        )
    }

    /// The steps with their status.
    pub async fn plan(&self) -> Result<Vec<Planned>> {
        let mut plan = Vec::new();
        for step in self.steps()? {
            let status = self.setup.guide.status(&step).await?;
            plan.push(Planned { step, status });
        }
        Ok(plan)
    }

    /// The page with this path.
    pub async fn read(&mut self, path: &str) -> Response {
        match self.page(path).await {
            Ok(Some(html)) => response::html(redaction::redact(&html)),
            Ok(None) => response::refused(super::guard::Refusal::OtherPath),
            Err(error) => self.failed(&error.diagnostic),
        }
    }

    async fn page(&mut self, path: &str) -> Result<Option<String>> {
        self.reread()?;
        let note = self.note.take();
        let layout = Page {
            guard: &self.guard,
            note: note.as_ref(),
            folder: self.setup.context.env.directory.display().to_string(),
        };
        if path.is_empty() {
            let plan = self.plan().await?;
            let body = overview::body(&plan, self.setup, &self.guard);
            return Ok(Some(layout.html("Overview", &body)));
        }
        let Some(step) = self.step(path)? else {
            return Ok(None);
        };
        let plan = self.plan().await?;
        let empty = Draft::default();
        let view = StepPage {
            setup: self.setup,
            guard: &self.guard,
            step: &step,
            status: self.setup.guide.status(&step).await?,
            obstacle: self.setup.guide.obstacle(&step).await,
            draft: self.drafts.get(&step.name()).unwrap_or(&empty),
            next: next_open(&plan, &step),
        };
        let body = view.body()?;
        Ok(Some(layout.html(&view.title(), &body)))
    }

    /// Reads the files again: the terminal or an editor may have changed them.
    fn reread(&mut self) -> Result<()> {
        let env = &self.setup.context.env;
        for environment in [Environment::Development, Environment::Production] {
            self.setup.guide.files.refresh(env, environment)?;
        }
        Ok(())
    }

    fn failed(&self, diagnostic: &Diagnostic) -> Response {
        self.setup.context.ui.diagnostic(diagnostic);
        let note = Note::failure(diagnostic.clone());
        let layout = Page {
            guard: &self.guard,
            note: Some(&note),
            folder: self.setup.context.env.directory.display().to_string(),
        };
        let html = layout.html("Problem", &maud::html! {});
        response::html(redaction::redact(&html))
    }

    fn step(&self, path: &str) -> Result<Option<Step>> {
        let Some(name) = path.strip_prefix("step/") else {
            return Ok(None);
        };
        let mut steps = self.steps()?;
        steps.retain(|step| step.name() == name);
        Ok(steps.pop())
    }

    /// Does what a form asks for, and leads to the next page.
    pub async fn change(&mut self, path: &str, form: &Form) -> Changed {
        if path == "end" {
            let html = Page::last(&self.guard, &self.setup.command());
            return Changed {
                response: response::html(html),
                is_end: true,
            };
        }
        let response = match self.changed(path, form).await {
            Ok(Some(path)) => see_other(&self.guard.path(&path)),
            Ok(None) => response::refused(super::guard::Refusal::OtherPath),
            Err(error) => self.failed(&error.diagnostic),
        };
        Changed {
            response,
            is_end: false,
        }
    }

    async fn changed(&mut self, path: &str, form: &Form) -> Result<Option<String>> {
        if path == "environments" {
            self.choose_environments(form);
            return Ok(Some(String::new()));
        }
        self.reread()?;
        let (path, is_switch_off) = match path.strip_suffix("/switch-off") {
            Some(path) => (path, true),
            None => (path, false),
        };
        let Some(step) = self.step(path)? else {
            return Ok(None);
        };
        if is_switch_off {
            return self.switch_off(&step).map(Some);
        }
        if !step.is_form() {
            return Ok(None);
        }
        self.submit(&step, form).await.map(Some)
    }

    fn choose_environments(&mut self, form: &Form) {
        let chosen = form.get(form::ENVIRONMENTS).map(Secret::expose);
        let environments = match chosen {
            Some("development") => Environments::Development,
            Some("production") => Environments::Production,
            _ => Environments::Both,
        };
        self.setup.guide.environments = environments.list();
    }

    fn switch_off(&mut self, step: &Step) -> Result<String> {
        if let StepKind::Provider(provider) = &step.kind
            && self.setup.guide.can_switch_off(step)
        {
            let line = self.setup.guide.switch_off(provider)?;
            self.setup.context.ui.status(&line);
            self.note = Some(Note::done(vec![line]));
        }
        Ok(String::new())
    }

    /// Checks, verifies and saves the answers of a form. Leads back to the step where that is not possible.
    async fn submit(&mut self, step: &Step, form: &Form) -> Result<String> {
        let mut draft = Draft {
            given: self.drafts.remove(&step.name()).unwrap_or_default().given,
            ..Draft::default()
        };
        let here = format!("step/{}", step.name());
        let saved = match self.save(step, form, &mut draft).await {
            Ok(saved) => saved,
            Err(error) if matches!(error.exit, Exit::Interrupted | Exit::Bug) => return Err(error),
            Err(error) => {
                self.setup.context.ui.diagnostic(&error.diagnostic);
                draft.failure = Some(*error.diagnostic);
                None
            }
        };
        let Some(mut note) = saved else {
            self.drafts.insert(step.name(), draft);
            return Ok(here);
        };
        let notes = draft.violations.into_iter().map(|noted| noted.diagnostic);
        let problems = notes.filter(|diagnostic| diagnostic.status != Status::Skip);
        note.problems.extend(problems);
        let stays = !note.problems.is_empty();
        self.note = Some(note);
        let plan = self.plan().await?;
        Ok(match next_open(&plan, step) {
            _ if stays => here,
            Some(next) => format!("step/{}", next.name()),
            None => String::new(),
        })
    }

    /// None where the answers were not saved, for the reasons in the draft.
    async fn save(&mut self, step: &Step, form: &Form, draft: &mut Draft) -> Result<Option<Note>> {
        let is_complete = self.take_answers(step, form, draft)?;
        if !is_complete || !draft.violations.is_empty() {
            return Ok(None);
        }
        let guide = &mut self.setup.guide;
        draft.violations = guide.check(step, &draft.given)?;
        if draft.violations.iter().any(Violation::is_refused) {
            return Ok(None);
        }
        if guide.verification(step, &draft.given).is_some() {
            guide.require_trust(step, &draft.given)?;
            draft
                .violations
                .extend(guide.verify(step, &draft.given).await?);
        }
        if draft.violations.iter().any(Violation::is_refused) {
            return Ok(None);
        }
        if draft.has_unconfirmed() && !form.is_checked(form::CONFIRMED) {
            return Ok(None);
        }
        // What was found may lead to further questions.
        let questions = guide.questions(step, &draft.given)?;
        if !questions
            .iter()
            .all(|question| draft.given.contains(&question.field.key))
        {
            return Ok(None);
        }
        let saved = guide.save(step, &draft.given).await?;
        self.setup.set_interrupt_message();
        let ui = &self.setup.context.ui;
        saved.lines.iter().for_each(|line| ui.status(line));
        let mut note = Note::done(saved.lines);
        note.problems = saved.obstacles;
        Ok(Some(note))
    }

    /// Takes the answers of the form. False where questions are left, which the form did not have or which are without an answer.
    fn take_answers(&self, step: &Step, form: &Form, draft: &mut Draft) -> Result<bool> {
        let mut taken: Vec<String> = Vec::new();
        loop {
            let questions = self.setup.guide.questions(step, &draft.given)?;
            let is_next = |question: &&Question| {
                form.asked(&question.field) && !taken.contains(&question.field.key)
            };
            let Some(question) = questions.iter().find(is_next) else {
                let is_open = |question: &&Question| {
                    let field = &question.field;
                    let needs_text = field.is_required && field.kind != FieldKind::YesNo;
                    needs_text && draft.given.get(&field.key).is_none()
                };
                let open = questions.iter().filter(is_open);
                let keys: Vec<String> = open.map(|question| question.field.key.clone()).collect();
                let is_complete = keys.is_empty();
                draft.missing = keys;
                draft.missing.retain(|key| taken.contains(key));
                return Ok(is_complete);
            };
            let field = &question.field;
            taken.push(field.key.clone());
            let answer = form.answer(field);
            if answer.expose().contains(is_terminal_unsafe) {
                draft.violations.push(not_printable(&field.key));
                continue;
            }
            if field.is_secret() {
                // An empty input keeps what was entered before and is not shown again.
                if answer.is_empty() && draft.given.get(&field.key).is_some() {
                    continue;
                }
                self.setup.register_secret(&answer);
            }
            draft.given.set(&field.key, answer);
        }
    }
}

fn not_printable(key: &str) -> Violation {
    let diagnostic = diagnostic!(words::WRONG_ANSWER, name = key)
        .reason(words::NOT_PRINTABLE)
        .help(words::COPY_AGAIN);
    Violation {
        key: key.to_owned(),
        diagnostic,
        consequence: Consequence::Refused,
        exit: Exit::Settings,
    }
}
