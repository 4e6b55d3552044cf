//! The setup guide as a page in the browser: another face of the steps in `wizard`.

mod body;
mod changes;
mod command_page;
mod draft;
mod form;
mod frame;
mod guard;
mod inputs;
mod job;
mod job_view;
mod layout;
mod overview;
mod pages;
mod peer;
mod planned;
mod response;
mod server;
mod step_page;
mod submit;
mod trust_form;

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use self::form::Form;
use self::guard::{Guard, Refusal};
use self::pages::Pages;
use self::planned::Planned;
use self::response::Response;
use self::server::{Arrival, Server};
use super::gitignore;
use super::report::Report;
use super::state::Setup;
use crate::cli::{Context, Outcome};
use crate::config::random::{Encoding, random_key};
use crate::diagnostic;
use crate::diagnostics::catalog::setup as words;
use crate::diagnostics::{Error, Exit, Result};
use crate::terminal::browser::{self, Doorway};
use crate::terminal::escape_for_terminal;
use crate::text;
use crate::wizard::StepStatus;

/// How long the page stays open without a request.
const IDLE: Duration = Duration::from_secs(30 * 60);

/// Bytes of the key of the plans.
const PLAN_KEY_LENGTH: usize = 32;

/// Serves the page until you finish, press Ctrl-C, or leave it alone.
pub(super) async fn run(context: &Context, setup: &mut Setup<'_>) -> Outcome {
    setup.use_environments();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await;
    let bound = listener.and_then(|listener| Ok((listener.local_addr()?.port(), listener)));
    let (port, listener) = bound.map_err(|error| {
        Error::settings(diagnostic!(words::NO_PORT).reason(error.kind().to_string()))
    })?;
    let guard = Arc::new(Guard::new(port)?);
    gitignore::add_env_files(setup).await;
    // Lets the handler of Ctrl-C start before the page says that you can press it.
    tokio::task::yield_now().await;
    let server = Server::start(listener, Arc::clone(&guard));
    let _doorway = invite(context, setup, &guard, port);
    setup.set_interrupt_message();
    let pages = Pages {
        context,
        args: setup.args,
        guard,
        environments: Cell::new(setup.guide.environments),
        memory: RefCell::new(setup.guide.memory()),
        drafts: RefCell::default(),
        note: RefCell::default(),
        jobs: RefCell::default(),
        tables: RefCell::default(),
        plan_key: random_key(PLAN_KEY_LENGTH, Encoding::Base64Url)?,
    };
    serve(context, server, &pages).await?;
    report(context, &pages).await
}

/// Shows the address, and opens it.
fn invite(context: &Context, setup: &Setup<'_>, guard: &Guard, port: u16) -> Doorway {
    let (ui, address) = (&context.ui, guard.address());
    ui.status(words::PAGE_ADDRESS);
    ui.sign_in_url(&address);
    if let Some(connection) = context.env.variable("SSH_CONNECTION") {
        let server = escape_for_terminal(connection.split(' ').nth(2).unwrap_or("this-machine"));
        let user = escape_for_terminal(context.env.variable("USER").unwrap_or("you"));
        ui.hint(&text!(
            words::FORWARD_PAGE,
            port = port,
            user = user,
            server = server
        ));
    }
    let mut doorway = Doorway::default();
    if !setup.args.no_browser {
        match browser::open_secretly(&context.env, &address) {
            Ok(opened) => {
                ui.status(words::PAGE_OPENED);
                doorway = opened;
            }
            Err(reason) => ui.verbose(&text!(words::PAGE_NOT_OPENED, reason = reason)),
        }
    }
    ui.status(words::PAGE_ENDS);
    doorway
}

/// Answers requests, each as soon as it can be, until the page is closed.
async fn serve(context: &Context, mut server: Server, pages: &Pages<'_>) -> Result<()> {
    let ui = &context.ui;
    let mut answers = FuturesUnordered::new();
    let mut end = tokio::time::Instant::now() + IDLE;
    let closed = loop {
        let arrival = tokio::select! {
            biased;
            () = context.interrupt.pressed() => break Err(Error::interrupted()),
            Some(is_end) = answers.next() => {
                if is_end {
                    break Ok(());
                }
                continue;
            }
            arrival = server.next() => arrival,
            () = tokio::time::sleep_until(end) => {
                if pages.has_jobs() {
                    end = tokio::time::Instant::now() + IDLE;
                    continue;
                }
                ui.status(words::PAGE_IDLE);
                break Ok(());
            }
        };
        // A request that was refused keeps nothing open.
        if !matches!(arrival, Arrival::Refused(_)) {
            end = tokio::time::Instant::now() + IDLE;
        }
        match arrival {
            Arrival::Started => ui.status(words::PAGE_STARTED),
            Arrival::Refused(refusal) => report_refusal(context, refusal),
            Arrival::Read(path, reply) => answers.push(answer(pages, Request::Read(path), reply)),
            Arrival::Change(path, form, reply) => {
                answers.push(answer(pages, Request::Change(path, form), reply));
            }
        }
    };
    // A sign-in or an upload is brought to a good end.
    pages.cancel_jobs();
    while pages.has_jobs() && answers.next().await.is_some() {}
    drop(answers);
    server.close().await;
    closed
}

/// A request with its path.
enum Request {
    Read(String),
    Change(String, Form),
}

/// Answers a request. True for the last form.
async fn answer(pages: &Pages<'_>, request: Request, reply: oneshot::Sender<Response>) -> bool {
    match request {
        Request::Read(path) => {
            pages.read(&path, reply).await;
            false
        }
        Request::Change(path, form) => pages.change(&path, &form, reply).await,
    }
}

fn report_refusal(context: &Context, refusal: Refusal) {
    let text = text!(words::PAGE_REFUSED, request = refusal.words());
    match refusal {
        // Browsers ask for icons by themselves.
        Refusal::OtherPath | Refusal::Prefetch => context.ui.verbose(&text),
        _ => context.ui.warning(&text),
    }
}

async fn report(context: &Context, pages: &Pages<'_>) -> Result<Exit> {
    let settings = pages.settings()?;
    let setup = pages.setup(&settings, &pages::ignore)?;
    let mut report = Report::new(setup.guide.environments, setup.command());
    for Planned { step, status, .. } in pages.plan(&setup).await? {
        let status = status.unwrap_or(StepStatus::ToDo(String::new()));
        report.plan(&step, &status, false);
    }
    context.ui.render(&report)
}
