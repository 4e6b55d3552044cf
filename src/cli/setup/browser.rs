//! The setup guide as a page in the browser: another face of the steps in `wizard`.

mod draft;
mod form;
mod guard;
mod layout;
mod overview;
mod pages;
mod peer;
mod planned;
mod response;
mod server;
mod step_page;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use self::guard::{Guard, Refusal};
use self::pages::Pages;
use self::server::{Arrival, Server};
use super::gitignore;
use super::report::Report;
use super::state::Setup;
use crate::cli::{Context, Outcome};
use crate::diagnostic;
use crate::diagnostics::catalog::setup as words;
use crate::diagnostics::{Error, Exit, Result};
use crate::terminal::{browser, escape_for_terminal};
use crate::text;

/// How long the page stays open without a request.
const IDLE: Duration = Duration::from_secs(30 * 60);

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
    invite(context, setup, &guard, port);
    setup.set_interrupt_message();
    let mut pages = Pages {
        setup,
        guard,
        drafts: BTreeMap::new(),
        note: None,
    };
    serve(context, server, &mut pages).await;
    report(context, &pages).await
}

/// Shows the address, and opens it.
fn invite(context: &Context, setup: &Setup<'_>, guard: &Guard, port: u16) {
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
    if !setup.args.no_browser {
        match browser::open(&context.env, &address) {
            Ok(()) => ui.status(words::PAGE_OPENED),
            Err(reason) => ui.verbose(&text!(words::PAGE_NOT_OPENED, reason = reason)),
        }
    }
    ui.status(words::PAGE_ENDS);
}

async fn serve(context: &Context, mut server: Server, pages: &mut Pages<'_, '_>) {
    let ui = &context.ui;
    let mut end = tokio::time::Instant::now() + IDLE;
    loop {
        let Ok(arrival) = tokio::time::timeout_at(end, server.next()).await else {
            ui.status(words::PAGE_IDLE);
            break;
        };
        // A request that was refused keeps nothing open.
        if !matches!(arrival, Arrival::Refused(_)) {
            end = tokio::time::Instant::now() + IDLE;
        }
        match arrival {
            Arrival::Started => ui.status(words::PAGE_STARTED),
            Arrival::Refused(refusal) => report_refusal(context, refusal),
            // Ignores a browser that no longer waits.
            Arrival::Read(path, reply) => drop(reply.send(pages.read(&path).await)),
            Arrival::Change(path, form, reply) => {
                let changed = pages.change(&path, &form).await;
                drop(reply.send(changed.response));
                if changed.is_end {
                    break;
                }
            }
        }
    }
    server.close().await;
}

fn report_refusal(context: &Context, refusal: Refusal) {
    let text = text!(words::PAGE_REFUSED, request = refusal.words());
    match refusal {
        // Browsers ask for icons by themselves.
        Refusal::OtherPath | Refusal::Prefetch => context.ui.verbose(&text),
        _ => context.ui.warning(&text),
    }
}

async fn report(context: &Context, pages: &Pages<'_, '_>) -> Result<Exit> {
    let setup = &pages.setup;
    let mut report = Report::new(setup.guide.environments, setup.command());
    for planned in pages.plan().await? {
        report.plan(&planned.step, &planned.status, false);
    }
    context.ui.render(&report)
}
