//! `navauth redirect-uris`.

mod known;

use std::path::PathBuf;

use serde::Serialize;

use self::known::{Known, ProviderEntries};
use super::{Context, Outcome, database};
use crate::checks::{self, CheckContext, CheckFilter, Selection};
use crate::config::Environment;
use crate::config::api_base_url;
use crate::config::app_release::AppRelease;
use crate::config::settings::Settings;
use crate::diagnostics::catalog::{frontend, login};
use crate::diagnostics::{Diagnostic, Status};
use crate::diagnostics::{Exit, Result};
use crate::providers::{self, Entries};
use crate::terminal::{Facts, Render, Ui};
use crate::{config, diagnostics};

/// List the redirect URIs to register
///
/// Lists them by provider and environment, and whether each is known to be registered: from a successful `test-login`, or with --online
/// from the provider itself. The URIs come from [callback] in navauth.toml, otherwise from the app's release: the database's tables, [app]
/// in navauth.toml, API_BASE_URL, or the app's source next to .env. Production URIs start with API_BASE_URL or FRONTEND_URL of
/// .env.production.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth redirect-uris\n  navauth redirect-uris --online\n  navauth redirect-uris --provider google --json"
)]
pub struct RedirectUrisArgs {
    /// Only this provider; repeatable
    #[arg(long = "provider", value_name = "NAME")]
    pub providers: Vec<String>,
    /// The file with the production settings [default: .env.production]
    #[arg(long, value_name = "PATH")]
    pub production: Option<PathBuf>,
    /// Ask each provider whether the redirect URIs are registered
    #[arg(long)]
    pub online: bool,
}

#[derive(Serialize)]
struct RedirectUris {
    #[serde(flatten)]
    release: AppRelease,
    /// Whether the release was detected; otherwise `release` is the guide's.
    release_known: bool,
    /// Whether the production URIs are those of later releases, because the release is not known.
    #[serde(skip)]
    is_of_later: bool,
    providers: Vec<Entries>,
    /// What is known about their registration.
    known: Vec<Known>,
    /// Problems; one that several providers share is listed once.
    findings: Vec<Diagnostic>,
}

impl Render for RedirectUris {
    fn show(&self, ui: &Ui) -> Result<()> {
        for (index, provider) in self.providers.iter().enumerate() {
            if index > 0 {
                ui.gap()?;
            }
            // One line each, never wrapped, so that URIs can be copied.
            ui.result(format!("{}  {}", provider.label, provider.console))?;
            let mut path = Facts::default();
            path.row("", provider.console_path);
            ui.facts(&path)?;
            for entry in &provider.entries {
                let environment = entry.environment.name();
                let line = format!("  {environment:<13}{}", entry.uri);
                const NEEDLESS: &str = "(no registration needed)";
                let fits = line.len() + 2 + NEEDLESS.len() <= ui.width();
                match (entry.register, fits || !ui.terminal().stdout) {
                    (true, _) => ui.result(line)?,
                    (false, true) => ui.result(format!("{line}  {NEEDLESS}"))?,
                    (false, false) => ui.result(format!("{line}\n{:15}{NEEDLESS}", ""))?,
                }
                for known in self
                    .known
                    .iter()
                    .filter(|known| known.uri == entry.uri && known.provider == provider.provider)
                {
                    let mut facts = Facts::default();
                    facts.row("  ", format!("           {}", known.words));
                    ui.facts(&facts)?;
                }
            }
            let mut rules = Facts::default();
            for rule in provider.rules {
                rules.row("  -", rule);
            }
            ui.facts(&rules)?;
        }
        ui.sentence(&if self.is_of_later {
            format!(
                "the app's release is not known: development URIs as in release {}, production URIs as in later ones (set [app] release in \
                 navauth.toml)",
                self.release.name
            )
        } else {
            format!(
                "for the app's release {} ({})",
                self.release.name,
                self.release.words()
            )
        });
        self.findings
            .iter()
            .for_each(|diagnostic| ui.diagnostic(diagnostic));
        Ok(())
    }
}

/// Runs the command.
pub async fn run(context: &Context, args: &RedirectUrisArgs) -> Outcome {
    let chosen = if args.providers.is_empty() {
        providers::all(&context.settings)?
    } else {
        args.providers
            .iter()
            .map(|name| providers::named(&context.settings, name))
            .collect::<diagnostics::Result<_>>()?
    };
    database::learn_release(context).await;
    let release = context.settings.app_release();
    let Production {
        settings: production,
        is_own,
    } = production(context, args)?;
    let mut providers: Vec<Entries> = chosen
        .iter()
        .map(|provider| provider.redirect_uris(&context.settings, &production))
        .collect();
    if !is_own {
        providers.iter_mut().for_each(name_production_file);
    }
    let providers_with_entries = chosen
        .iter()
        .zip(&providers)
        .map(|(provider, entries)| ProviderEntries { provider, entries })
        .collect::<Vec<_>>();
    let (known, told) =
        known::collect(context, &production, &providers_with_entries, args.online).await?;
    let mut findings: Vec<Diagnostic> = Vec::new();
    let of_base = of_base_url(&context.settings, is_own.then_some(&production))?;
    for diagnostic in of_base
        .iter()
        .chain(providers.iter().flat_map(|entries| &entries.findings))
        .chain(&told)
    {
        if !findings.contains(diagnostic) {
            findings.push(diagnostic.clone());
        }
    }
    let is_of_later = release.is_assumed()
        && production.config.callback.production.is_none()
        && production.app_release().is_assumed()
        && production
            .app_release()
            .production_callback(&production)
            .is_some();
    let exit = if findings
        .iter()
        .any(|diagnostic| diagnostic.status == Status::Fail)
    {
        Exit::No
    } else {
        Exit::Done
    };
    context.ui.render_as(
        &RedirectUris {
            release,
            release_known: !release.is_assumed(),
            is_of_later,
            providers,
            known,
            findings,
        },
        exit,
    )
}

/// Without production settings, the next step is their file: an address in the development settings would be wrong there.
fn name_production_file(entries: &mut Entries) {
    for diagnostic in &mut entries.findings {
        if diagnostic.is(&login::NO_PRODUCTION_CALLBACK) {
            diagnostic.fix = None;
            *diagnostic = diagnostic.clone().with_help(&login::PRODUCTION_FILE, &[]);
        }
    }
}

/// What makes the app send other redirect URIs than those below API_BASE_URL or FRONTEND_URL.
fn of_base_url(development: &Settings, production: Option<&Settings>) -> Result<Vec<Diagnostic>> {
    let own = Environment::of(development).0;
    let here = api_base_url::problem(development, own);
    // Without production settings, the current ones give no production URI.
    let Some(production) = production else {
        return Ok(here.into_iter().collect());
    };
    let there = api_base_url::problem(production, Environment::Production);
    let frontend = if production.get_non_empty(api_base_url::NAME).is_none() {
        path_of_frontend(production)?
    } else {
        Vec::new()
    };
    Ok([here, there]
        .into_iter()
        .flatten()
        .chain(frontend)
        .collect())
}

/// The check of FRONTEND_URL whose problem leads the redirect URIs of production somewhere else.
fn path_of_frontend(production: &Settings) -> Result<Vec<Diagnostic>> {
    let selection = Selection {
        environment: Some(Environment::Production),
        ..Selection::default()
    };
    let codes = [frontend::HAS_PATH.id, frontend::PATH.id];
    let filter = CheckFilter::new(&codes.map(str::to_owned), &[])?;
    let results = checks::run(&CheckContext::new(production, None, &selection)?, &filter);
    let is_problem =
        |diagnostic: &Diagnostic| matches!(diagnostic.status, Status::Fail | Status::Warn);
    Ok(results.into_iter().filter(is_problem).collect())
}

/// The production settings.
struct Production {
    settings: Settings,
    /// Whether they are for production. If not, they contain no address.
    is_own: bool,
}

/// The production settings: those of their file if it exists, else the current ones if they are for production. navauth.toml applies to both.
fn production(context: &Context, args: &RedirectUrisArgs) -> Result<Production> {
    let current = &context.settings;
    let Ok(path) = super::push_secrets::space::file(context, args.production.as_deref()) else {
        let is_own = Environment::of(current).0 == Environment::Production;
        let is_address = |name: &str| matches!(name, api_base_url::NAME | "FRONTEND_URL");
        return Ok(Production {
            settings: current.only(|name| is_own || !is_address(name)),
            is_own,
        });
    };
    let mut settings = config::load_named_file(&context.env, &path)?.settings;
    settings.config = current.config.clone();
    Ok(Production {
        settings,
        is_own: true,
    })
}
