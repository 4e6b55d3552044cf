//! One sign-in: preparation, steps, and cleanup in any case.

use std::time::Duration;

use super::TestLoginArgs;
use super::answer::TestLogin;
use super::store::Store;
use super::ways;
use crate::cli::{Context, Interrupt, database};
use crate::config::placeholder;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{credential, env};
use crate::diagnostics::{Error, Exit, Result, Status};
use crate::oauth::{Login, Page, Plan, RedirectUri, Revoked};
use crate::providers::{self, Credentials, Environment, Provider};
use crate::session;
use crate::terminal::{Face, Lines};
use crate::{diagnostic, text};

/// How long each request to the provider may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// Signs in once. Returns the transcript in any case.
pub async fn run(
    context: &Context,
    args: &TestLoginArgs,
    provider: Provider,
    lines: &mut Option<Lines>,
) -> (Result<TestLogin>, String) {
    let (mut login, mut store) = match prepare(context, args, provider).await {
        Ok(prepared) => prepared,
        Err(error) => return (Err(error), String::new()),
    };
    // From here on there is something to clean up.
    let _hold = context.interrupt.hold();
    let mut outcome = tokio::select! {
        outcome = steps(context, args, (&mut login, store.as_mut()), lines) => outcome,
        () = context.interrupt.pressed() => Err(Error::interrupted()),
    };
    let label = login.provider().label.clone();
    let page = match &outcome {
        Ok(_) => Page::done(&label, !args.no_save),
        Err(error) => Page::failed(&label, &error.diagnostic),
    };
    let return_address = context.ui.face().and_then(Face::return_address);
    login.show(page.returning_to(return_address));
    // After Ctrl-C, wait only briefly for the database and the provider.
    let interrupted = outcome
        .as_ref()
        .is_err_and(|error| error.exit == Exit::Interrupted);
    let timeout = if interrupted {
        Interrupt::GRACE / 3
    } else {
        REQUEST_TIMEOUT
    };
    if let Some(store) = store {
        store.close(context, &login, timeout).await;
    }
    if !args.keep_grant {
        let was_granted = login.has_grant();
        let revoked = tokio::time::timeout(timeout, login.revoke()).await;
        match (&mut outcome, revoked.ok().flatten()) {
            (Ok(answer), Some(revoked)) => answer.note_revocation(revoked),
            (Err(error), revoked) if was_granted => {
                note_revocation(&mut error.diagnostic, login.provider(), revoked.as_ref());
            }
            _ => {}
        }
    }
    let record = login.session().transcript();
    login.close().await;
    (outcome, record)
}

/// Adds to a failure whether the token issued before it was revoked.
fn note_revocation(diagnostic: &mut Diagnostic, provider: &Provider, revoked: Option<&Revoked>) {
    let label = &provider.label;
    let outcome_text = match revoked {
        Some(Revoked::Done) => format!("the token from {label} was revoked"),
        Some(Revoked::Partly(diagnostic)) => diagnostic.title.clone().into_owned(),
        _ if provider.connections.is_empty() => {
            format!(
                "the token from {label} was not revoked; remove the app's access in your account at {label}"
            )
        }
        _ => format!(
            "the token from {label} was not revoked; revoke it at {}",
            provider.connections
        ),
    };
    let seen = diagnostic.detail.take();
    diagnostic.detail = Some(seen.map_or(outcome_text.clone(), |seen| {
        format!("{seen}; {outcome_text}")
    }));
}

/// A placeholder of an example leads only to the provider's error page.
fn refuse_placeholders(provider: &Provider, credentials: &Credentials) -> Result<()> {
    let (names, console) = (&credentials.variables, &provider.console);
    let copy_id = || {
        text!(
            credential::COPY_ID,
            console = console,
            name = names.client_id
        )
    };
    let copy_secret = || {
        text!(
            credential::COPY_SECRET,
            console = console,
            name = names.client_secret
        )
    };
    let refused = |name: &str, reason: &'static str, help: String| {
        let diagnostic = diagnostic!(env::PLACEHOLDER, name = name);
        Err(Error::settings(diagnostic.reason(reason).help(help)))
    };
    if let Some(reason) = placeholder(&credentials.client_id) {
        return refused(&names.client_id, reason, copy_id());
    }
    match placeholder(credentials.client_secret.expose()) {
        Some(reason) if provider.has_secret() => {
            refused(&names.client_secret, reason, copy_secret())
        }
        _ => Ok(()),
    }
}

/// Prepares everything before a browser opens.
async fn prepare<'a>(
    context: &'a Context,
    args: &TestLoginArgs,
    provider: Provider,
) -> Result<(Login<'a>, Option<Store>)> {
    let credentials = provider.credentials(&context.settings)?;
    refuse_placeholders(&provider, &credentials)?;
    // Fails on a mistyped option before connecting to the database.
    redirect_uri(context, args, &provider)?;
    let key = if args.no_save {
        None
    } else {
        Some(session::key(&context.settings)?)
    };
    let store = match key {
        Some(key) => Some(Store::open(context, key).await?),
        None => {
            database::learn_release(context).await;
            None
        }
    };
    // The tables may belong to another release, which uses another path.
    let redirect_uri = redirect_uri(context, args, &provider)?;
    let deadline = context
        .timeout
        .map_or(REQUEST_TIMEOUT, |timeout| timeout.min(REQUEST_TIMEOUT));
    let plan = Plan {
        env: &context.env,
        provider,
        credentials,
        redirect_uri,
        deadline,
        redirects: !args.device,
    };
    loop {
        match Login::begin(plan.clone()).await {
            Err(error) if context.confirms_host(&error)? => {}
            started => return Ok((started?, store)),
        }
    }
}

fn redirect_uri(
    context: &Context,
    args: &TestLoginArgs,
    provider: &Provider,
) -> Result<RedirectUri> {
    let text = match args.redirect_uri.as_str() {
        "development" => providers::development_callback(&context.settings, provider),
        "production" => providers::production_callback(&context.settings, provider)?,
        uri => uri.replace("{provider}", &provider.name),
    };
    let environment = match args.redirect_uri.as_str() {
        "production" => Environment::Production,
        _ => Environment::Development,
    };
    let parsed = RedirectUri::parse(&text);
    let impossible = provider
        .check_redirect_uri(environment, &text)
        .filter(|diagnostic| diagnostic.status == Status::Fail);
    if let Some(diagnostic) = impossible.filter(|_| parsed.is_ok()) {
        return Err(Error::settings(diagnostic));
    }
    parsed.map_err(|error| {
        match WORDS
            .iter()
            .find(|word| strsim::jaro_winkler(word, &text) > 0.85)
        {
            Some(word) => Error::usage(
                error
                    .diagnostic
                    .help(format!("did you mean --redirect {word}?")),
            ),
            None => error,
        }
    })
}

/// The words accepted instead of a redirect URI.
const WORDS: [&str; 2] = ["development", "production"];

async fn steps(
    context: &Context,
    args: &TestLoginArgs,
    (login, mut store): (&mut Login<'_>, Option<&mut Store>),
    lines: &mut Option<Lines>,
) -> Result<TestLogin> {
    // If the redirect goes to the live site, a state row would let the app use up the code before you paste it.
    if let Some(store) = store.as_mut().filter(|_| !login.addresses.is_empty()) {
        store.store_state_row(context, login).await?;
    }
    if args.device {
        ways::device(context, login).await?;
    } else {
        let code = ways::browser(context, args, login, lines).await?;
        if let Some(store) = store.as_mut() {
            store.take_state_row(context, login).await?;
        }
        let _spinner = context.ui.spinner(&format!(
            "exchanging the code at {}",
            login.provider().label
        ));
        login.exchange(&code).await?;
    }
    let spinner = context.ui.spinner(&format!(
        "reading your profile from {}",
        login.provider().label
    ));
    let signed_in = login.identify().await?;
    drop(spinner);
    let stored = match store {
        Some(store) => Some(store.store_user(context, args, &signed_in).await?),
        None => None,
    };
    Ok(TestLogin::new(login, args.device, signed_in, stored))
}
