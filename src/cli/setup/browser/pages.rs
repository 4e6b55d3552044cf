//! The pages. All state is in the files, but for answers that could not be saved yet, and what runs.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};

use super::body::event;
use super::command_page::{CommandPage, EVENTS_WITH_LINK};
use super::draft::Draft;
use super::frame::StepFrame;
use super::guard::{Guard, Refusal};
use super::job::Job;
use super::layout::{self, Note, Page};
use super::planned::{Planned, next_open};
use super::response::{self, Response};
use super::step_page::StepPage;
use super::{job_view, overview};
use crate::cli::Context;
use crate::cli::setup::args::SetupArgs;
use crate::cli::setup::report::StepOutcome;
use crate::cli::setup::state::Setup;
use crate::diagnostics::redaction;
use crate::diagnostics::{Diagnostic, Result};
use crate::neon::api::Event;
use crate::secret::Secret;
use crate::terminal::Shown;
use crate::wizard::{Environment, Memory, Step, StepKind, StepStatus, steps};

/// How long a page waits for the database before it says that it has not answered.
const PATIENCE: Duration = Duration::from_millis(800);

/// How long an answer of the database is believed.
const FRESH: Duration = Duration::from_secs(10);

/// How often the elapsed time is updated.
const TICK: Duration = Duration::from_secs(1);

/// The name of the file with the result of the checks.
const REPORT_FILE: &str = "navauth-report.html";

/// What the pages show and change.
pub struct Pages<'run> {
    pub context: &'run Context,
    pub args: &'run SetupArgs,
    pub guard: Arc<Guard>,
    pub environments: Cell<&'static [Environment]>,
    pub memory: RefCell<Memory>,
    pub drafts: RefCell<BTreeMap<String, Draft>>,
    /// What the last form did, for the next page.
    pub note: RefCell<Option<Note>>,
    /// The last job of each step.
    pub jobs: RefCell<BTreeMap<String, Rc<Job>>>,
    pub tables: RefCell<BTreeMap<String, Tables>>,
    /// The key of the digests of plans.
    pub plan_key: Secret,
}

/// What is known of the tables of a database.
pub enum Tables {
    Known(StepStatus, Instant),
    Asking,
}

/// Neon's progress is of no interest while a page is made.
pub fn ignore(_: Event) {}

impl<'run> Pages<'run> {
    /// The files as they are now: the terminal or an editor may have changed them.
    pub fn setup<'page>(
        &self,
        context: &'page Context,
        tell: &'page dyn Fn(Event),
    ) -> Result<Setup<'page>>
    where
        'run: 'page,
    {
        let mut setup = Setup::new(context, self.args, tell)?;
        setup.guide.environments = self.environments.get();
        setup.guide.recall(self.memory.borrow().clone());
        Ok(setup)
    }

    /// Whether a job is running.
    pub fn has_jobs(&self) -> bool {
        self.jobs.borrow().values().any(|job| job.is_running())
    }

    /// Cancels the running job.
    pub fn cancel_jobs(&self) {
        self.jobs.borrow().values().for_each(|job| job.cancel());
    }

    /// The settings as they are now.
    pub fn settings(&self) -> Result<Context> {
        self.context.reading(self.context.layers.clone())
    }

    /// The steps of the environments that are set up.
    pub fn steps(&self, setup: &Setup<'_>) -> Result<Vec<Step>> {
        steps(
            &setup.context.settings,
            self.environments.get(),
            &self.args.steps,
        )
    }

    /// The steps with their status.
    pub async fn plan(&self, setup: &Setup<'_>) -> Result<Vec<Planned>> {
        let mut plan = Vec::new();
        for step in self.steps(setup)? {
            let status = self.status(setup, &step).await?;
            let is_possible = timeout(PATIENCE, setup.guide.obstacle(&step))
                .await
                .is_ok_and(|obstacle| obstacle.is_none());
            plan.push(Planned {
                step,
                status,
                is_possible,
            });
        }
        Ok(plan)
    }

    /// How far a step is. None while the database has not answered.
    async fn status(&self, setup: &Setup<'_>, step: &Step) -> Result<Option<StepStatus>> {
        match step.kind {
            StepKind::Checks => Ok(Some(self.checks_status(step))),
            StepKind::Tables => self.tables_status(setup, step).await,
            _ => setup.guide.status(step).await.map(Some),
        }
    }

    /// The checks are done when they have passed since the last change.
    fn checks_status(&self, step: &Step) -> StepStatus {
        let jobs = self.jobs.borrow();
        let outcome = jobs.get(&step.name()).map(|job| job.outcome.borrow());
        match outcome.as_deref() {
            Some(Some(StepOutcome::Done)) => StepStatus::Done(String::new()),
            _ => StepStatus::ToDo(String::new()),
        }
    }

    async fn tables_status(&self, setup: &Setup<'_>, step: &Step) -> Result<Option<StepStatus>> {
        let name = step.name();
        match self.tables.borrow().get(&name) {
            Some(Tables::Asking) => return Ok(None),
            Some(Tables::Known(status, at)) if at.elapsed() < FRESH => {
                return Ok(Some(status.clone()));
            }
            _ => {}
        }
        let Ok(status) = timeout(PATIENCE, setup.guide.status(step)).await else {
            return Ok(None);
        };
        let status = status?;
        let known = Tables::Known(status.clone(), Instant::now());
        self.tables.borrow_mut().insert(name, known);
        Ok(Some(status))
    }

    /// Answers a request for a page.
    pub async fn read(&self, path: &str, reply: oneshot::Sender<Response>) {
        if let Some(rest) = path.strip_prefix("events/") {
            let name = rest.strip_suffix(EVENTS_WITH_LINK);
            return self
                .follow(name.unwrap_or(rest), name.is_some(), reply)
                .await;
        }
        let read = self.page(path).await;
        let (response, slow) = match read {
            Ok((response, slow)) => (response, slow),
            Err(error) => (self.failed(&error.diagnostic), Vec::new()),
        };
        // Ignores a browser that no longer waits.
        drop(reply.send(response));
        for step in slow {
            self.wait_for_tables(&step).await;
        }
    }

    /// Waits for a database that has not answered, for the next page.
    async fn wait_for_tables(&self, step: &Step) {
        let name = step.name();
        if matches!(self.tables.borrow().get(&name), Some(Tables::Asking)) {
            return;
        }
        self.tables
            .borrow_mut()
            .insert(name.clone(), Tables::Asking);
        let status = async {
            let context = self.settings()?;
            let setup = self.setup(&context, &ignore)?;
            setup.guide.status(step).await
        };
        let status = status.await;
        let mut tables = self.tables.borrow_mut();
        match status {
            Ok(status) => tables.insert(name, Tables::Known(status, Instant::now())),
            Err(_) => tables.remove(&name),
        };
    }

    /// A page, and the steps whose database has not answered.
    async fn page(&self, path: &str) -> Result<(Response, Vec<Step>)> {
        let context = self.settings()?;
        let setup = self.setup(&context, &ignore)?;
        if path.is_empty() {
            let plan = self.plan(&setup).await?;
            let body = overview::body(&plan, &setup, &self.guard);
            let page = self.html(&setup, "Overview", &body);
            return Ok((page, slow(plan)));
        }
        let Some((step, page)) = self.step_of(&setup, path)? else {
            return Ok((response::refused(Refusal::OtherPath), Vec::new()));
        };
        let job = self.jobs.borrow().get(&step.name()).cloned();
        match page {
            "" => {}
            "result" => {
                let next = job.as_ref().and_then(|job| job.next.borrow().clone());
                if let Some(next) = next {
                    let response = response::see_other(&self.guard.path(&next));
                    return Ok((response, Vec::new()));
                }
            }
            "go" => {
                let url = job.and_then(|job| job.sign_in.borrow().clone());
                let response = match url {
                    Some(url) => response::html(layout::to_provider(&self.guard, url.expose())),
                    None => self.to(&step),
                };
                return Ok((response, Vec::new()));
            }
            "report" => {
                let report = job.and_then(|job| report_page(&job));
                let response = match report {
                    Some(page) => response::download(REPORT_FILE, redaction::redact(&page)),
                    None => self.to(&step),
                };
                return Ok((response, Vec::new()));
            }
            _ => return Ok((response::refused(Refusal::OtherPath), Vec::new())),
        }
        let plan = self.plan(&setup).await?;
        let (title, body) = self.step_page(&setup, &step, &plan, job.as_deref()).await?;
        Ok((self.html(&setup, &title, &body), slow(plan)))
    }

    async fn step_page(
        &self,
        setup: &Setup<'_>,
        step: &Step,
        plan: &[Planned],
        job: Option<&Job>,
    ) -> Result<(String, maud::Markup)> {
        let obstacle = timeout(PATIENCE, setup.guide.obstacle(step)).await;
        let obstacle = obstacle.ok().flatten();
        let drafts = self.drafts.borrow();
        let empty = Draft::default();
        let draft = drafts.get(&step.name()).unwrap_or(&empty);
        let frame = StepFrame {
            guard: &self.guard,
            step,
            status: plan
                .iter()
                .find(|planned| planned.step.name() == step.name())
                .and_then(|planned| planned.status.as_ref()),
            next: next_open(plan, step),
            is_running: job.is_some_and(Job::is_running),
        };
        let content = match obstacle {
            Some(reason) => maud::html! { p.diagnostic.plain { (reason) } },
            None if step.is_form() && !frame.is_running => {
                let form = StepPage {
                    setup,
                    guard: &self.guard,
                    step,
                    draft,
                    job,
                };
                form.body()?
            }
            None => {
                let page = CommandPage {
                    setup,
                    guard: &self.guard,
                    step,
                    is_done: matches!(frame.status, Some(StepStatus::Done(_))),
                    draft,
                    job,
                };
                page.body()?
            }
        };
        Ok((frame.title(), frame.body(&content)))
    }

    fn html(&self, setup: &Setup<'_>, title: &str, body: &maud::Markup) -> Response {
        let note = self.note.borrow_mut().take();
        let layout = Page {
            guard: &self.guard,
            note: note.as_ref(),
            folder: setup.context.env.directory.display().to_string(),
        };
        response::html(redaction::redact(&layout.html(title, body)))
    }

    /// The page of a failure.
    pub fn failed(&self, diagnostic: &Diagnostic) -> Response {
        self.context.ui.diagnostic(diagnostic);
        let note = Note::failure(diagnostic.clone());
        let layout = Page {
            guard: &self.guard,
            note: Some(&note),
            folder: self.context.env.directory.display().to_string(),
        };
        let html = layout.html(
            "Problem",
            &maud::html! { h1 { "The files cannot be read" } },
        );
        response::html(redaction::redact(&html))
    }

    /// Leads to the page of a step.
    pub fn to(&self, step: &Step) -> Response {
        response::see_other(&self.guard.path(&page_of(step)))
    }

    /// The step of a path, and what follows its name.
    pub fn step_of<'path>(
        &self,
        setup: &Setup<'_>,
        path: &'path str,
    ) -> Result<Option<(Step, &'path str)>> {
        let Some(rest) = path.strip_prefix("step/") else {
            return Ok(None);
        };
        let (name, page) = rest.split_once('/').unwrap_or((rest, ""));
        let mut steps = self.steps(setup)?;
        steps.retain(|step| step.name() == name);
        Ok(steps.pop().map(|step| (step, page)))
    }

    /// Sends the output of a job until it finishes. A page without a link to the sign-in page goes there as soon as there is one.
    async fn follow(&self, name: &str, has_link: bool, reply: oneshot::Sender<Response>) {
        let (events, receiver) = mpsc::channel(4);
        if reply.send(response::events(receiver)).is_err() {
            return;
        }
        let job = self.jobs.borrow().get(name).cloned();
        let Some(job) = job else {
            // It was started before navauth was.
            let path = self.guard.path(&format!("step/{name}"));
            drop(events.send(event("end", &path)).await);
            return;
        };
        let mut changes = job.changes();
        let mut logged = String::new();
        loop {
            let goes_on = !has_link && job.sign_in.borrow().is_some();
            let next = job.next.borrow().clone();
            if let Some(next) = next.or(goes_on.then(|| format!("step/{name}/go"))) {
                drop(events.send(event("end", &self.guard.path(&next))).await);
                return;
            }
            let log = redaction::redact(&job_view::log(&job).into_string());
            let waiting = redaction::redact(&job_view::waiting(&job).into_string());
            let sent = async {
                if log != logged {
                    events.send(event("log", &log)).await?;
                }
                events.send(event("waiting", &waiting)).await
            };
            if sent.await.is_err() {
                return;
            }
            logged = log;
            tokio::select! {
                _ = changes.changed() => {}
                () = tokio::time::sleep(TICK) => {}
                () = events.closed() => return,
            }
        }
    }
}

/// The path of a step's page.
pub fn page_of(step: &Step) -> String {
    format!("step/{}", step.name())
}

fn slow(plan: Vec<Planned>) -> Vec<Step> {
    plan.into_iter()
        .filter(|planned| planned.status.is_none())
        .map(|planned| planned.step)
        .collect()
}

/// The last report of a job, as a standalone page.
fn report_page(job: &Job) -> Option<String> {
    let shown = job.shown.borrow();
    shown.iter().rev().find_map(|shown| match shown {
        Shown::Report { page, .. } => Some(page.clone()),
        _ => None,
    })
}
