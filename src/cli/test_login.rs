//! `navauth test-login`.

mod all;
mod answer;
mod attempt;
mod record;
mod rows;
mod store;
mod ways;

use std::path::PathBuf;

use super::{Context, Outcome};
use crate::diagnostic;
use crate::diagnostics::catalog::{login, usage};
use crate::diagnostics::{Diagnostic, Error, Result};
use crate::oauth::transcript;
use crate::providers::{self, Provider};
use crate::terminal::{Lines, Question};

/// Sign in once, as a user would
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Waits up to 5 minutes for you to sign in, or as long as --timeout allows. Instructions are printed to standard error. A successful \
                        sign-in is recorded in .navauth/logins.json next to .env: provider, redirect URI, time, and a keyed hash of the settings; \
                        no secrets or names. The record is valid for 30 days, or until the settings change.

Examples:
  navauth test-login github            sign in, store the user, issue a session
  navauth test-login google --no-save  test the provider only, write nothing
  navauth test-login github --redirect production
                                       test the production redirect URI
  navauth test-login --all             test every configured provider"
)]
pub struct TestLoginArgs {
    /// The provider: huggingface, google, facebook, github, or one in navauth.toml
    pub provider: Option<String>,
    /// Test every configured provider, one after another
    #[arg(long, conflicts_with = "provider")]
    pub all: bool,
    /// Print the URL without opening a browser
    #[arg(long)]
    pub no_browser: bool,
    /// Do not write to the database or issue a session token
    ///
    /// The sign-in is still recorded.
    #[arg(long, conflicts_with = "print_token")]
    pub no_save: bool,
    /// Print the session token
    #[arg(long, conflicts_with = "all")]
    pub print_token: bool,
    /// Test another redirect URI, such as production
    ///
    /// Takes development, production, or a registered redirect URI; port 0 means any free port.
    #[arg(
        long,
        visible_alias = "redirect",
        value_name = "URI",
        default_value = "development"
    )]
    pub redirect_uri: String,
    /// Also show the URL as a QR code
    #[arg(long)]
    pub qr: bool,
    /// Sign in with a code on any device
    ///
    /// Works without a redirect, with GitHub and HuggingFace.
    #[arg(long, conflicts_with = "redirect_uri")]
    pub device: bool,
    /// Link to the user with the same email address even if the provider has not verified it
    #[arg(long, hide_short_help = true)]
    pub link: bool,
    /// Do not revoke the provider's tokens afterwards
    #[arg(long, hide_short_help = true)]
    pub keep_grant: bool,
    /// Write all requests and responses to this file, without secrets
    #[arg(long, hide_short_help = true, value_name = "FILE")]
    pub transcript: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(context: &Context, args: &TestLoginArgs) -> Outcome {
    let chosen = match &args.provider {
        Some(name) => Some(providers::named(&context.settings, name)?),
        None if args.all => None,
        None => choose(context)?,
    };
    if let Some(provider) = chosen {
        let mut lines = ways::lines(context, args);
        let (outcome, record) = attempt::run(context, args, provider.clone(), &mut lines).await;
        save(context, args, &record)?;
        if let Ok(login) = &outcome {
            record::save(context, &provider, login);
        }
        return context.ui.render(&outcome?);
    }
    let configured = configured(context)?;
    several(context, args, configured, ways::lines(context, args)).await
}

fn configured(context: &Context) -> Result<Vec<Provider>> {
    let mut providers = providers::all(&context.settings)?;
    providers.retain(|provider| !provider.is_unconfigured(&context.settings));
    if providers.is_empty() {
        return Err(Error::settings(diagnostic!(login::NONE_CONFIGURED)));
    }
    Ok(providers)
}

/// Asks for one of the configured providers; None is all of them.
fn choose(context: &Context) -> Result<Option<Provider>> {
    if !context.ui.can_ask() {
        return Err(Error::usage(which(&providers::all(&context.settings)?)));
    }
    let mut configured = configured(context)?;
    let names = configured.iter().map(|provider| provider.label.clone());
    let all = "all of them, one after another".to_owned();
    let items: Vec<String> = names.chain((configured.len() > 1).then_some(all)).collect();
    let question = Question {
        text: "Sign in with which provider",
        flag: "--all",
    };
    let index = context.ui.choose_or(&question, &items, 0)?;
    Ok((index < configured.len()).then(|| configured.swap_remove(index)))
}

/// Signs in with several providers, one after another. `lines` is the pasted input.
pub async fn several(
    context: &Context,
    args: &TestLoginArgs,
    providers: Vec<Provider>,
    mut lines: Option<Lines>,
) -> Outcome {
    let (logins, record) = all::run(context, args, providers, &mut lines).await;
    save(context, args, &record)?;
    let exit = logins.exit();
    if logins.is_interrupted {
        // A JSON document says only that it was interrupted.
        if !logins.is_empty() && !context.ui.options().json {
            context.ui.render(&logins)?;
        }
        return Err(Error::interrupted());
    }
    context.ui.status("");
    context.ui.render_as(&logins, exit)
}

impl TestLoginArgs {
    /// `--all` with default options.
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

fn save(context: &Context, args: &TestLoginArgs, record: &str) -> Result<()> {
    let Some(path) = &args.transcript else {
        return Ok(());
    };
    transcript::save(&context.env.directory.join(path), record)?;
    context
        .ui
        .status(&format!("transcript written to {}", path.display()));
    Ok(())
}
