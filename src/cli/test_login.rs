//! `navauth test-login`.

mod all;
mod answer;
mod attempt;
mod proof;
mod rows;
mod store;
mod ways;

use std::path::PathBuf;

use super::{Context, Outcome};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{login, usage};
use crate::diagnostics::{Error, Exit};
use crate::oauth::transcript;
use crate::providers::{self, Provider};
use crate::terminal::Lines;

/// Sign in once, as a user would
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Waits at most 5 minutes for the person, or --timeout. What the person needs is printed on standard error. A login that \
                        worked is noted in .navauth/logins.json beside .env: provider, redirect URI, time, and a keyed hash of the settings; \
                        no secret, and nobody's name. It counts for 30 days, or until the settings change.

Examples:
  navauth test-login github            sign in, store the user, issue a session
  navauth test-login google --no-save  prove the provider only, write nothing
  navauth test-login github --redirect production
                                       prove the deployed app's redirect URI
  navauth test-login --all             every provider that is configured"
)]
pub struct TestLoginArgs {
    /// huggingface, google, facebook, github, or one of navauth.toml
    pub provider: Option<String>,
    /// Every provider that is configured, one after another
    #[arg(long, conflicts_with = "provider")]
    pub all: bool,
    /// Only print the URL, open no browser
    #[arg(long)]
    pub no_browser: bool,
    /// Write nothing to the database; no session is issued. That it worked is noted all the same
    #[arg(long, conflicts_with = "print_token")]
    pub no_save: bool,
    /// Print the session's JWT
    #[arg(long, conflicts_with = "all")]
    pub print_token: bool,
    /// `development`, `production`, or a registered redirect URI; port 0 is any free port
    #[arg(
        long,
        visible_alias = "redirect",
        value_name = "URI",
        default_value = "development"
    )]
    pub redirect_uri: String,
    /// Draw the URL as a QR code too
    #[arg(long)]
    pub qr: bool,
    /// Sign in by typing a code on any device, without a redirect (GitHub, HuggingFace)
    #[arg(long, conflicts_with = "redirect_uri")]
    pub device: bool,
    /// Link with the user of the same e-mail address, though the provider does not call it verified
    #[arg(long)]
    pub link: bool,
    /// Do not revoke the provider's token afterwards
    #[arg(long)]
    pub keep_grant: bool,
    /// Write what was asked and answered to this file, without secrets
    #[arg(long, value_name = "FILE")]
    pub transcript: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(context: &Context, args: &TestLoginArgs) -> Outcome {
    if let Some(name) = &args.provider {
        let provider = providers::named(&context.settings, name)?;
        let mut lines = ways::lines(context, args);
        let (outcome, record) = attempt::run(context, args, provider.clone(), &mut lines).await;
        save(context, args, &record)?;
        if let Ok(login) = &outcome {
            proof::keep(context, &provider, login);
        }
        context.ui.answer(&outcome?)?;
        return Ok(Exit::Done);
    }
    if !args.all {
        return Err(Error::usage(which(&providers::all(&context.settings)?)));
    }
    let configured: Vec<_> = providers::all(&context.settings)?
        .into_iter()
        .filter(|provider| !provider.is_unconfigured(&context.settings))
        .collect();
    if configured.is_empty() {
        return Err(Error::settings(diagnostic!(login::NONE_CONFIGURED)));
    }
    several(context, args, configured, ways::lines(context, args)).await
}

/// Signs in with several providers, one after another. `lines` is what the person may paste.
pub async fn several(
    context: &Context,
    args: &TestLoginArgs,
    providers: Vec<Provider>,
    mut lines: Option<Lines>,
) -> Outcome {
    let (logins, record) = all::run(context, args, providers, &mut lines).await;
    save(context, args, &record)?;
    let exit = logins.exit();
    context.ui.status("");
    context.ui.answer_as(&logins, exit)?;
    Ok(exit)
}

impl TestLoginArgs {
    /// A login on this machine with whichever provider, as it is without options.
    pub fn each(no_browser: bool) -> Self {
        let (redirect_uri, transcript) = ("development".to_owned(), None);
        let (no_save, print_token, qr, device, link, keep_grant) =
            (false, false, false, false, false, false);
        Self {
            provider: None,
            all: true,
            no_browser,
            no_save,
            print_token,
            redirect_uri,
            qr,
            device,
            link,
            keep_grant,
            transcript,
        }
    }
}

fn which(known: &[Provider]) -> Diagnostic {
    let names: Vec<&str> = known
        .iter()
        .map(|provider| provider.name.as_str())
        .collect();
    diagnostic!(usage::NO_PROVIDER, names = names.join(", "))
}

fn save(context: &Context, args: &TestLoginArgs, record: &str) -> crate::diagnostics::Result<()> {
    let Some(path) = &args.transcript else {
        return Ok(());
    };
    transcript::save(&context.process.directory.join(path), record)?;
    context
        .ui
        .status(&format!("transcript written to {}", path.display()));
    Ok(())
}
