//! Runs a navauth command in the demo folder and keeps its JSON document.
//!
//! The command sees that folder, none of the caller's settings, and an automatic sign-in instead of a browser.

use std::rc::Rc;
use std::time::{Duration, Instant};

use clap::{Args, FromArgMatches};
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::cli::{
    Context, Outcome, check_env, gen_secret, init_db, list_users, test_login, verify_connection,
};
use crate::config::{self, SettingsSources};
use crate::demo::folder::Folder;
use crate::demo::recording::Recording;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::demo;
use crate::diagnostics::{Error, Exit, Result};
use crate::process::Browser;
use crate::providers::fakes;
use crate::terminal::{OutputOptions, Ui, browser};

/// The limit for a step that does not wait for you.
const STEP_TIMEOUT: Duration = Duration::from_secs(60);

/// The caller's variables that the commands see: none that could point to a database or a provider.
const KEPT: [&str; 5] = ["PATH", "HOME", "USERPROFILE", "SystemRoot", "CI"];

/// The outcome of a step.
pub(super) struct Done {
    pub ok: bool,
    pub document: Value,
    pub failures: Vec<Diagnostic>,
    pub took_ms: u64,
}

/// Runs one command. Fails only on Ctrl-C; any other failure is part of the outcome.
pub(super) async fn run(
    context: &Context,
    folder: &Folder,
    words: &[String],
    in_browser: bool,
) -> Result<Done> {
    let recording = Recording::default();
    let (sender, urls) = unbounded_channel::<String>();
    let opener: Browser = Box::new(move |url| sender.send(url.to_owned()).is_ok());
    let started = Instant::now();
    let outcome = match inside(context, folder, &recording, opener, in_browser) {
        Ok(inner) => tokio::select! {
            outcome = perform(&inner, words) => outcome,
            error = sign_in(context, urls, in_browser) => Err(error),
        },
        Err(error) => Err(error),
    };
    let document = recording.document();
    let (ok, failures) = match outcome {
        Ok(Exit::Done) => (true, Vec::new()),
        Ok(_) => (false, failures(&document)),
        Err(error) if error.exit == Exit::Interrupted => return Err(error),
        Err(error) => (false, vec![*error.diagnostic]),
    };
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Done {
        ok,
        document,
        failures,
        took_ms,
    })
}

/// The failures in a command's document.
fn failures(document: &Value) -> Vec<Diagnostic> {
    let listed = document["findings"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let failure = |listed: &Value| {
        let text = |path: &str| {
            listed
                .pointer(path)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let diagnostic = diagnostic!(demo::STEP_FAILED, problem = text("/title"))
            .observed(text("/id"))
            .reason(text("/cause"))
            .help(text("/fix/text"));
        listed
            .pointer("/fix/command")
            .and_then(Value::as_str)
            .map_or(diagnostic.clone(), |command| diagnostic.command(command))
    };
    listed
        .iter()
        .filter(|listed| listed["status"] == "fail")
        .map(failure)
        .collect()
}

/// The command's arguments, environment and streams, as if it were typed in that folder.
fn inside(
    context: &Context,
    folder: &Folder,
    recording: &Recording,
    browser: Browser,
    in_browser: bool,
) -> Result<Context> {
    let mut env =
        context
            .env
            .elsewhere(folder.path.clone(), recording.streams(), browser, |name| {
                KEPT.contains(&name)
            });
    let options = OutputOptions {
        json: true,
        no_input: true,
        ..OutputOptions::default()
    };
    let streams = std::mem::replace(&mut env.streams, crate::process::Streams::closed());
    let ui = Ui::new(streams, env.terminal, options);
    let layers = SettingsSources::default();
    let loaded = config::load(&env, &layers)?;
    for secret in &config::secrets(&loaded.settings, loaded.env_file.as_ref()) {
        ui.register_secret(secret);
    }
    let timeout = context.timeout.or((!in_browser).then_some(STEP_TIMEOUT));
    let (settings, env_file, interrupt) =
        (loaded.settings, loaded.env_file, context.interrupt.clone());
    Ok(Context {
        env: Rc::new(env),
        ui: Rc::new(ui),
        settings,
        env_file,
        layers,
        timeout,
        interrupt,
    })
}

async fn perform(context: &Context, words: &[String]) -> Outcome {
    match words[0].as_str() {
        "gen-secret" => gen_secret::run(context, &parsed(words)?).await,
        "init-db" => init_db::run(context, &parsed(words)?).await,
        "verify-connection" => verify_connection::run(context, &parsed(words)?).await,
        "check-env" => check_env::run(context, &parsed(words)?).await,
        "test-login" => test_login::run(context, &parsed(words)?).await,
        "list-users" => list_users::run(context, &parsed(words)?).await,
        _ => Err(Error::bug("a step without its command")),
    }
}

/// Splits a command as typed into arguments.
fn parsed<A: Args + FromArgMatches>(words: &[String]) -> Result<A> {
    // An option of every command, which an option of gen-secret refers to.
    let global = clap::Arg::new("no_env_file")
        .long("no-env-file")
        .action(clap::ArgAction::SetTrue);
    let matches = A::augment_args(clap::Command::new(words[0].clone()).arg(global))
        .try_get_matches_from(words);
    matches
        .and_then(|matches| A::from_arg_matches(&matches))
        .map_err(|error| Error::bug(error.to_string()))
}

/// Signs in automatically when the command opens a browser; returns only if that fails.
async fn sign_in(
    context: &Context,
    mut urls: UnboundedReceiver<String>,
    in_browser: bool,
) -> Error {
    while let Some(url) = urls.recv().await {
        if in_browser {
            context.ui.status("Sign in on this page:");
            context.ui.sign_in_url(&url);
            if let Err(why) = browser::open(&context.env, &url) {
                context.ui.status(&format!(
                    "Could not open a browser ({why}). Open the page yourself."
                ));
            }
            continue;
        }
        if let Err(error) = fakes::sign_in(&url, STEP_TIMEOUT).await {
            return error;
        }
    }
    std::future::pending().await
}
