//! The ways to the provider and back: URL, browser, QR code, pasted redirect URL, device code.

use std::time::Duration;

use super::TestLoginArgs;
use crate::cli::Context;
use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::oauth::{Event, Login, RejectedRequest};
use crate::secret::Secret;
use crate::terminal::{Lines, browser, escape_for_terminal};
use crate::text;

/// How long to wait for you to sign in without `--timeout`.
const SIGN_IN_TIMEOUT: Duration = Duration::from_secs(300);

/// Standard input for a pasted address, if it is needed.
pub fn lines(context: &Context, args: &TestLoginArgs) -> Option<Lines> {
    if args.device {
        None
    } else {
        context.ui.lines()
    }
}

/// Opens the sign-in page and waits for the authorization code, from the redirect or from a paste.
pub async fn browser(
    context: &Context,
    args: &TestLoginArgs,
    login: &mut Login<'_>,
    lines: &mut Option<Lines>,
) -> Result<Secret> {
    let (ui, label) = (&context.ui, login.provider().label.clone());
    let redirect_uri = login.session().redirect_uri.clone();
    if login.addresses.is_empty() && lines.is_none() {
        return Err(Error::usage(diagnostic!(
            login::NO_WAY_BACK,
            uri = redirect_uri.as_str()
        )));
    }
    if let Some(reason) = no_one_to_sign_in(context, args) {
        let name = &login.provider().name;
        return Err(Error::usage(
            diagnostic!(login::NO_ONE_TO_SIGN_IN, label = label, provider = name).reason(reason),
        ));
    }
    ui.instruction(format!("Sign in with {label} at this address:\n"));
    ui.sign_in_url(login.url().expose());
    ui.instruction("");
    if args.qr {
        ui.qr_code(login.url())?;
    }
    if !args.no_browser {
        match browser::open(&context.env, login.url().expose()) {
            Ok(()) => ui.status("Opened in your browser."),
            Err(reason) => ui.status(&format!(
                "Could not open a browser ({reason}). Open the address yourself."
            )),
        }
    }
    login.url_was_shown();
    explain_ways_back(context, login, lines.is_some());
    let deadline = context.timeout.unwrap_or(SIGN_IN_TIMEOUT);
    let report = |event: Event<'_>| report(context, redirect_uri.as_str(), &event);
    let pasted = async || match lines {
        Some(lines) => lines.next().await,
        None => std::future::pending().await,
    };
    let waiting = login.wait(deadline, pasted, &report);
    let _shown = context
        .ui
        .countdown(&format!("waiting for {label}"), deadline);
    waiting.await
}

/// Why the address cannot be opened: no terminal shows it, and there is no browser. With --no-browser or --qr it is opened elsewhere.
fn no_one_to_sign_in(context: &Context, args: &TestLoginArgs) -> Option<&'static str> {
    let (ui, env) = (&context.ui, &context.env);
    if args.no_browser || args.qr || ui.face().is_some() || env.flag("BROWSER") {
        return None;
    }
    let terminal = ui.terminal();
    if terminal.stdin || terminal.stderr {
        return None;
    }
    let in_ci = matches!(env.variable("CI"), Some("true" | "1"));
    let is_opened = env.browser.is_some();
    (in_ci && !is_opened)
        .then_some(login::CI_IS_SET)
        .or_else(|| browser::unavailable(env))
}

fn explain_ways_back(context: &Context, login: &Login<'_>, pasting: bool) {
    let (ui, uri) = (&context.ui, &login.session().redirect_uri);
    let addresses: Vec<String> = login.addresses.iter().map(ToString::to_string).collect();
    if !addresses.is_empty() {
        ui.status(&format!(
            "Waiting for the redirect on {}.",
            addresses.join(" and ")
        ));
    }
    if let Some(connection) = context
        .env
        .variable("SSH_CONNECTION")
        .filter(|_| !addresses.is_empty())
    {
        let server = escape_for_terminal(connection.split(' ').nth(2).unwrap_or("this-machine"));
        let user = escape_for_terminal(context.env.variable("USER").unwrap_or("you"));
        let port = uri.port();
        ui.hint(&format!(
            "to forward the redirect, first run this on your own computer:\n  ssh -L {port}:{}:{port} {user}@{server}",
            uri.host()
        ));
    }
    if pasting && context.ui.terminal().stdin {
        let which = match addresses.is_empty() {
            true => {
                format!(
                    "At the end, {} may show an error because it did not start this sign-in. That is expected. Copy",
                    uri.host()
                )
            }
            false => "Or, if the last page does not load, copy".to_owned(),
        };
        ui.status(&format!(
            "{which} the address of that page, paste it here and press Enter. It will not be shown."
        ));
    }
}

fn report(context: &Context, redirect_uri: &str, event: &Event<'_>) {
    let Event::RejectedRequest(seen) = event;
    let words = seen.words();
    match seen {
        RejectedRequest::NotTheUrl => {
            context.ui.warning(&format!(
                "{words}; the address starts with {redirect_uri} and contains code= and state=. Still waiting."
            ));
        }
        RejectedRequest::Tls => {
            context.ui.warning(&format!(
                "{}: {}. Still waiting.",
                text!(login::USED_HTTPS, uri = redirect_uri),
                login::USE_HTTP
            ));
        }
        RejectedRequest::WrongState | RejectedRequest::NoState(_) | RejectedRequest::Ambiguous => {
            context
                .ui
                .warning(&format!("{words} arrived. Still waiting for this sign-in."))
        }
        _ => context.ui.verbose(&format!("rejected a request: {words}")),
    }
}

/// Shows the code of the device flow and waits until you have entered it.
pub async fn device(context: &Context, login: &mut Login<'_>) -> Result<()> {
    let label = login.provider().label.clone();
    let code = login.device().await?;
    let (page, user_code) = (
        escape_for_terminal(&code.page),
        escape_for_terminal(&code.user_code),
    );
    context.ui.instruction(format!(
        "Open this address on any device:\n\n{page}\n\nand enter this code:\n\n{user_code}\n"
    ));
    let deadline = context
        .timeout
        .unwrap_or(SIGN_IN_TIMEOUT)
        .min(code.lifetime);
    let waiting = login.wait_for_device(&code, context.timeout.unwrap_or(SIGN_IN_TIMEOUT));
    let _shown = context
        .ui
        .countdown(&format!("waiting for {label}"), deadline);
    waiting.await
}
