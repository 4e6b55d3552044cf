//! What the forms of the pages do. Each job continues after the response to its request.

use std::rc::Rc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::draft::Draft;
use super::form::{self, Form};
use super::guard::Refusal;
use super::job::{Job, Task};
use super::layout::{Note, Page};
use super::pages::{Pages, ignore, page_of};
use super::planned::next_open;
use super::response::{self, Response, see_other};
use super::submit::{Saved, submit};
use crate::cli::setup::args::Environments;
use crate::cli::setup::commands::{self, Consent};
use crate::cli::setup::report::StepOutcome;
use crate::cli::setup::state::Setup;
use crate::cli::{Context, neon};
use crate::diagnostics::{Exit, Result, Status};
use crate::neon::api::Event;
use crate::secret::Secret;
use crate::secrets::Confirmation;
use crate::terminal::{Face, Ui};
use crate::wizard::{Step, StepKind};
use crate::words::capitalize;

/// How long a form waits for its job before it redirects to a page that shows the progress.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What a form asks for.
enum Request {
    /// Answered already.
    Answered(Response),
    Start(Step, Task),
}

impl Pages<'_> {
    /// Does what a form asks for, and leads to the next page. True for the last form.
    pub async fn change(&self, path: &str, form: &Form, reply: oneshot::Sender<Response>) -> bool {
        if path == "end" {
            let command = self.settings().and_then(|context| {
                let setup = self.setup(&context, &ignore)?;
                Ok(setup.command())
            });
            let command = command.unwrap_or_else(|_| "navauth setup".to_owned());
            drop(reply.send(response::html(Page::last(&self.guard, &command))));
            return true;
        }
        match self.request(path, form) {
            Ok(Request::Answered(response)) => drop(reply.send(response)),
            Ok(Request::Start(step, task)) => self.start(step, task, form, reply).await,
            Err(error) => drop(reply.send(self.failed(&error.diagnostic))),
        }
        false
    }

    fn request(&self, path: &str, form: &Form) -> Result<Request> {
        if path == "environments" {
            self.choose_environments(form);
            return Ok(Request::Answered(see_other(&self.guard.path(""))));
        }
        let context = self.settings()?;
        let mut setup = self.setup(&context, &ignore)?;
        let Some((step, action)) = self.step_of(&setup, path)? else {
            return Ok(Request::Answered(response::refused(Refusal::OtherPath)));
        };
        let job = self.jobs.borrow().get(&step.name()).cloned();
        let is_running = job.as_ref().is_some_and(|job| job.is_running());
        let response = match action {
            // A second click redirects to the running job.
            "" | "run" | "plan" | "connect" if is_running => self.to(&step),
            "" if step.is_form() => return Ok(Request::Start(step, Task::Save)),
            "connect" if step.is_form() => return Ok(Request::Start(step, Task::Command)),
            "run" if !step.is_form() => return Ok(Request::Start(step, Task::Command)),
            "plan" if !step.is_form() => return Ok(Request::Start(step, Task::Plan)),
            "cancel" => {
                job.iter().for_each(|job| job.cancel());
                self.to(&step)
            }
            "paste" => {
                if let (Some(job), Some(line)) = (job, form.get(form::LINE)) {
                    self.context.ui.register_secret(line);
                    job.paste(line);
                }
                self.to(&step)
            }
            "trust" => self.trust(&step, job.as_deref(), form),
            "switch-off" => self.switch_off(&mut setup, &step)?,
            _ => response::refused(Refusal::OtherPath),
        };
        Ok(Request::Answered(response))
    }

    fn choose_environments(&self, form: &Form) {
        let chosen = form.get(form::ENVIRONMENTS).map(Secret::expose);
        let environments = match chosen {
            Some("development") => Environments::Development,
            Some("production") => Environments::Production,
            _ => Environments::Both,
        };
        self.environments.set(environments.list());
    }

    fn switch_off(&self, setup: &mut Setup<'_>, step: &Step) -> Result<Response> {
        if let StepKind::Provider(provider) = &step.kind
            && setup.guide.can_switch_off(step)
        {
            let line = setup.guide.switch_off(provider)?;
            self.memory.replace(setup.guide.memory());
            self.context.ui.status(&line);
            self.note.replace(Some(Note::done(vec![line])));
        }
        Ok(see_other(&self.guard.path("")))
    }

    /// Trusts the host that the page has shown, and no other.
    fn trust(&self, step: &Step, job: Option<&Job>, form: &Form) -> Response {
        let confirmed = form.get(form::TRUST).map(Secret::expose);
        let unconfirmed = job.and_then(|job| {
            let mut unconfirmed = job.unconfirmed.borrow_mut();
            unconfirmed.take_if(|unconfirmed| Some(unconfirmed.what.as_str()) == confirmed)
        });
        if let Some(unconfirmed) = unconfirmed {
            let ui = &self.context.ui;
            let line = match self.context.trust(&unconfirmed) {
                Ok(line) => line,
                Err(line) => capitalize(&line),
            };
            ui.status(&line);
            self.note.replace(Some(Note::done(vec![line])));
            self.jobs.borrow_mut().remove(&step.name());
            if let Some(draft) = self.drafts.borrow_mut().get_mut(&step.name()) {
                draft.failure = None;
            }
        }
        self.to(step)
    }

    /// Runs a job. The reply does not wait long for it.
    async fn start(&self, step: Step, task: Task, form: &Form, reply: oneshot::Sender<Response>) {
        let here = page_of(&step);
        let job = Rc::new(Job::new(task, self.guard.return_address(&here)));
        self.jobs.borrow_mut().insert(step.name(), Rc::clone(&job));
        // Ctrl-C lets a job clean up.
        let _hold = self.context.interrupt.hold();
        let work = async {
            let next = match self.work(&job, &step, form).await {
                Ok(next) => next,
                Err(error) => {
                    job.fail(error);
                    here.clone()
                }
            };
            self.tables.borrow_mut().clear();
            job.end(next);
        };
        let mut work = Box::pin(work);
        let mut changes = job.changes();
        let mut is_ended = false;
        let is_going =
            async { while job.sign_in.borrow().is_none() && changes.changed().await.is_ok() {} };
        tokio::select! {
            biased;
            () = &mut work => is_ended = true,
            () = is_going => {}
            () = tokio::time::sleep(PATIENCE) => {}
        }
        let next = match job.next.borrow().clone() {
            Some(next) => next,
            None if job.sign_in.borrow().is_some() => format!("{here}/go"),
            // It may end before the browser asks for the page.
            None => format!("{here}/result"),
        };
        drop(reply.send(see_other(&self.guard.path(&next))));
        if !is_ended {
            work.await;
        }
    }

    /// Does the work of a job, and returns the page that shows its result.
    async fn work(&self, job: &Rc<Job>, step: &Step, form: &Form) -> Result<String> {
        let context = self.context_of(job)?;
        let command = async {
            match job.task {
                Task::Save => self.save(&context, job, step, form).await,
                Task::Command | Task::Plan => self.command(&context, job, step, form).await,
            }
        };
        let stop = async || job.cancelled().await;
        job.interrupt.guard(command, stop).await
    }

    /// The settings as they are now, with a job in place of the streams.
    fn context_of(&self, job: &Rc<Job>) -> Result<Context> {
        let face: Rc<dyn Face> = job.clone();
        self.context.reading_for(
            self.context.layers.clone(),
            Rc::new(Ui::on(face)),
            job.interrupt.clone(),
        )
    }

    async fn command(
        &self,
        context: &Context,
        job: &Job,
        step: &Step,
        form: &Form,
    ) -> Result<String> {
        let mut setup = self.setup(context, &ignore)?;
        let outcome = match step.kind {
            StepKind::SignIns | StepKind::LiveSignIns => {
                let provider = form.get(form::PROVIDER).map(Secret::expose);
                commands::sign_in(&setup, step, provider.unwrap_or_default()).await?
            }
            StepKind::Space => {
                let Some(outcome) = self.push(&mut setup, job, step, form).await? else {
                    return Ok(page_of(step));
                };
                outcome
            }
            StepKind::Variable(_) => commands::connect(&setup, step).await?,
            _ => commands::run(&setup, step).await?,
        };
        job.outcome.replace(Some(outcome));
        Ok(page_of(step))
    }

    /// Shows the plan for the Space, or does it. None where the name of the Space is wrong or missing.
    async fn push(
        &self,
        setup: &mut Setup<'_>,
        job: &Job,
        step: &Step,
        form: &Form,
    ) -> Result<Option<StepOutcome>> {
        if setup.guide.space().is_none() {
            let mut draft = Draft::default();
            let is_saved = submit(self, setup, step, form, &mut draft).await?.is_some();
            if !is_saved {
                self.drafts.borrow_mut().insert(step.name(), draft);
                return Ok(None);
            }
            self.drafts.borrow_mut().remove(&step.name());
        }
        // A form without a plan has the plan shown again.
        let digest = form.get(form::PLAN).map(Secret::expose).unwrap_or_default();
        let confirmation = Confirmation {
            key: self.plan_key.clone(),
            digest: (job.task == Task::Command).then(|| digest.to_owned()),
        };
        commands::push(setup, step, Consent::Page(confirmation))
            .await
            .map(Some)
    }

    /// Checks, verifies and saves the answers of a form. Leads back to the step where that is not possible.
    async fn save(&self, context: &Context, job: &Job, step: &Step, form: &Form) -> Result<String> {
        let tell = |event: Event| neon::tell(context, &event);
        let mut setup = self.setup(context, &tell)?;
        let given = self.drafts.borrow_mut().remove(&step.name());
        let mut draft = Draft {
            given: given.unwrap_or_default().given,
            ..Draft::default()
        };
        let saved = match submit(self, &mut setup, step, form, &mut draft).await {
            Ok(saved) => saved,
            Err(error) if error.exit == Exit::Bug => return Err(error),
            Err(error) => {
                self.context.ui.diagnostic(&error.diagnostic);
                draft.failure = Some(*error.diagnostic);
                job.unconfirmed.replace(error.unconfirmed);
                None
            }
        };
        self.memory.replace(setup.guide.memory());
        let Some(Saved { lines, obstacles }) = saved else {
            self.drafts.borrow_mut().insert(step.name(), draft);
            return Ok(page_of(step));
        };
        // Earlier results do not apply to the values saved now.
        self.jobs
            .borrow_mut()
            .retain(|name, _| !name.ends_with("checklist"));
        lines.iter().for_each(|line| self.context.ui.status(line));
        let mut note = Note::done(lines);
        note.problems = obstacles;
        let notes = draft.violations.into_iter().map(|noted| noted.diagnostic);
        let problems = notes.filter(|diagnostic| diagnostic.status != Status::Skip);
        note.problems.extend(problems);
        let stays = !note.problems.is_empty();
        self.note.replace(Some(note));
        // The files were written by a guide with a face of its own.
        let context = self.settings()?;
        let setup = self.setup(&context, &ignore)?;
        if stays || self.shows_connection(&setup, step).await? {
            return Ok(page_of(step));
        }
        let plan = self.plan(&setup).await?;
        Ok(match next_open(&plan, step) {
            Some(next) => page_of(next),
            None => String::new(),
        })
    }

    /// Connects to a database server that was saved, and shows how long each phase took.
    async fn shows_connection(&self, setup: &Setup<'_>, step: &Step) -> Result<bool> {
        let job = self.jobs.borrow().get(&step.name()).cloned();
        let Some(job) = job.filter(|_| setup.guide.is_server(step) && !self.args.offline) else {
            return Ok(false);
        };
        let context = self.context_of(&job)?;
        let setup = self.setup(&context, &ignore)?;
        match commands::connect(&setup, step).await {
            Err(error) if error.exit == Exit::Interrupted => return Err(error),
            Err(error) => job.fail(error),
            Ok(outcome) => drop(job.outcome.replace(Some(outcome))),
        }
        Ok(true)
    }
}
