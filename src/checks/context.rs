//! The input of the checks: the settings, their file, the environment they are for, and the facts.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::check::{SkipReason, Violation};
use super::facts::Facts;
use crate::config::settings::{Origin, Settings};
use crate::config::variables::{self, Stage};
use crate::config::{EnvFile, is_secret, session_key};
use crate::database::Target;
use crate::database::url::{VARIABLES, variable_in_use, variables_read};
use crate::diagnostics::Result;
use crate::diagnostics::Severity;
use crate::diagnostics::catalog::{credential, env, frontend, jwt};
use crate::diagnostics::{Diagnostic, SourceSpan, Status};
pub use crate::process::quoted;
use crate::providers::formats::Role;
use crate::providers::{self, Provider, Variables};
use crate::text;

/// What the settings are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Your own machine.
    Development,
    /// The live site.
    Production,
}

impl Environment {
    /// Its name in options and documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }

    /// The status of a problem of this severity; None if it is not a problem here.
    pub fn status(self, severity: Severity) -> Option<Status> {
        match self {
            Self::Development => severity.development,
            Self::Production => severity.production,
        }
    }

    /// The app's redirect URI for a provider; None if the settings do not contain the site's address.
    pub fn callback(self, settings: &Settings, provider: &Provider) -> Option<String> {
        match self {
            Self::Development => Some(providers::development_callback(settings, provider)),
            Self::Production => providers::production_callback(settings, provider).ok(),
        }
    }

    /// The environment that the settings are for, and why.
    pub fn of(settings: &Settings) -> (Self, &'static str) {
        let setting = settings.get_non_empty("FRONTEND_URL");
        let url = setting.and_then(|setting| url::Url::parse(setting.value.expose()).ok());
        match url {
            Some(url) if url.scheme() == "https" && !super::site::is_local(&url) => {
                (Self::Production, "FRONTEND_URL is a public https address")
            }
            _ if on_space(settings) => (Self::Production, "this is a HuggingFace Space"),
            Some(url) if super::site::is_local(&url) => {
                (Self::Development, "FRONTEND_URL is local")
            }
            _ if setting.is_some() => (
                Self::Development,
                "FRONTEND_URL is not a public https address",
            ),
            _ => (Self::Development, "FRONTEND_URL is not set"),
        }
    }
}

/// What to check.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The environment; by default derived from the settings.
    pub environment: Option<Environment>,
    /// The providers to check, and nothing else; empty for everything.
    pub providers: Vec<String>,
}

/// A database URL that is set.
pub struct NamedUrl<'run> {
    /// Its variable.
    pub name: &'static str,
    /// The URL as written.
    pub url: &'run str,
    /// The parsed URL, or why it is invalid.
    pub target: Result<Target>,
}

/// The input of the checks.
pub struct CheckContext<'run> {
    /// The settings as the app reads them.
    pub settings: &'run Settings,
    /// The `.env` file.
    pub env_file: Option<&'run EnvFile>,
    /// What the settings are for.
    pub environment: Environment,
    /// The providers to check.
    pub providers: Vec<Provider>,
    /// The database URLs that the app's release reads and that are not empty, in the order of the variables.
    pub databases: Vec<NamedUrl<'run>>,
    /// Whether only providers are checked.
    only_providers: bool,
    on_space: bool,
    /// Whether to skip checks that need the network.
    pub offline: bool,
    /// The facts from other sources.
    pub facts: Facts,
}

impl<'run> CheckContext<'run> {
    /// The database URL that the app uses; None where there is none, and where the variable that wins is empty.
    pub fn database_in_use(&self) -> Option<&NamedUrl<'run>> {
        let name = variable_in_use(self.settings)?;
        self.databases.iter().find(|database| database.name == name)
    }

    /// Fails with exit 2 on an unknown provider, with exit 3 if navauth.toml describes one that cannot work.
    pub fn new(
        settings: &'run Settings,
        env_file: Option<&'run EnvFile>,
        selection: &Selection,
    ) -> Result<Self> {
        let providers = if selection.providers.is_empty() {
            providers::all(settings)?
        } else {
            let names: BTreeSet<&String> = selection.providers.iter().collect();
            names
                .into_iter()
                .map(|name| providers::named(settings, name))
                .collect::<Result<_>>()?
        };
        let environment = selection
            .environment
            .unwrap_or_else(|| Environment::of(settings).0);
        let only_providers = !selection.providers.is_empty();
        let set = variables_read(settings)
            .iter()
            .filter_map(|&name| Some((name, settings.get_non_empty(name)?.value.expose())));
        let databases = set
            .map(|(name, url)| NamedUrl {
                name,
                url,
                target: Target::of(settings, name, url),
            })
            .collect();
        let (on_space, facts) = (on_space(settings), Facts::default());
        Ok(Self {
            settings,
            env_file,
            environment,
            providers,
            databases,
            only_providers,
            on_space,
            offline: false,
            facts,
        })
    }

    /// Adds the facts.
    #[must_use]
    pub fn with_facts(self, facts: Facts) -> Self {
        Self { facts, ..self }
    }

    /// Skips checks that are not about a provider when only providers are checked.
    pub fn everything(&self) -> Result<(), SkipReason> {
        if self.only_providers {
            Err(SkipReason::NotApplicable)
        } else {
            Ok(())
        }
    }

    /// The file; skips the check if there is none.
    pub fn file(&self) -> Result<&'run EnvFile, SkipReason> {
        self.env_file.ok_or(SkipReason::NotApplicable)
    }

    /// Whether the app runs on a HuggingFace Space.
    pub fn on_space(&self) -> bool {
        self.on_space
    }

    /// The value of a variable as the app reads it, if it is set and not empty.
    pub fn value(&self, name: &str) -> Option<&'run str> {
        self.settings
            .get_non_empty(name)
            .map(|setting| setting.value.expose())
    }

    /// The variables with a provider's credentials. A Space's own pair counts only on a Space.
    pub fn credentials<'provider>(
        &self,
        provider: &'provider Provider,
    ) -> Option<&'provider Variables> {
        if self.on_space() {
            provider.variables_in_use(self.settings)
        } else {
            provider.variables.first()
        }
    }

    /// Every credential of the checked providers: the provider, which of the two it is, its variable.
    pub fn all_credentials(&self) -> impl Iterator<Item = (&Provider, Role, &str)> {
        let pairs = self
            .providers
            .iter()
            .filter_map(|provider| Some((provider, self.credentials(provider)?)));
        pairs.flat_map(|(provider, pair)| {
            let secret = (provider, Role::Secret, pair.client_secret.as_str());
            let id = (provider, Role::Id, pair.client_id.as_str());
            std::iter::once(id).chain(provider.has_secret().then_some(secret))
        })
    }

    /// The names of all checked variables, in the order of the guide.
    pub fn variables(&self) -> Vec<&str> {
        let own = variables::TABLE
            .iter()
            .filter(|variable| variable.provider.is_none() && variable.stage != Stage::Space);
        let own = own
            .map(|variable| variable.name)
            .filter(|_| !self.only_providers);
        own.chain(self.all_credentials().map(|(_, _, name)| name))
            .collect()
    }

    /// Whether a variable's value is or contains a secret.
    pub fn is_secret(&self, name: &str) -> bool {
        is_secret(name, self.settings)
    }

    /// The line of a file where a variable is set.
    pub fn location(&self, name: &str) -> Option<SourceSpan> {
        self.settings.get(name)?.origin.source()
    }

    /// A problem with a variable's value, at its line.
    pub fn problem(&self, name: &str, title: impl Into<Cow<'static, str>>) -> Violation {
        let problem = Violation::with(name, title).at(self.location(name));
        match self.settings.get(name).map(|setting| &setting.origin) {
            Some(Origin::Process) => problem.observed("it is set in the process environment"),
            _ => problem,
        }
    }

    /// A diagnostic about a variable's value, at its line.
    pub fn diagnose(&self, name: &str, diagnostic: Diagnostic) -> Violation {
        let problem = Violation::of(name, diagnostic).at(self.location(name));
        match self.settings.get(name).map(|setting| &setting.origin) {
            Some(Origin::Process) => problem.observed("it is set in the process environment"),
            _ => problem,
        }
    }

    /// The fix for the session key: a new one, written where it is set.
    pub fn ask_for_key(&self, problem: Violation) -> Violation {
        let setting = self.settings.get(session_key::NAME);
        if self.on_space() {
            return problem.with_help(&jwt::GENERATE_FOR_SPACE);
        }
        if setting.is_some_and(|setting| setting.origin == Origin::Process) {
            return problem.with_help(&jwt::GENERATE_FOR_ENVIRONMENT);
        }
        let in_use = setting.is_some_and(|setting| session_key::is_real(&setting.value));
        let help = if in_use { jwt::ROTATE } else { jwt::GENERATE };
        problem.with_help(&help).for_file(self.env_file)
    }

    /// The fix for a variable without a real value.
    pub fn ask_for(&self, name: &str, problem: Violation) -> Violation {
        match self
            .all_credentials()
            .find(|(_, _, credential)| *credential == name)
        {
            Some((provider, Role::Id, _)) => problem.help(text!(
                credential::COPY_ID,
                console = provider.console,
                name = name
            )),
            Some((provider, Role::Secret, _)) => problem.help(text!(
                credential::COPY_SECRET,
                console = provider.console,
                name = name
            )),
            None if name == session_key::NAME => self.ask_for_key(problem),
            None if VARIABLES.contains(&name) => {
                problem.help(text!(env::COPY_CONNECTION_STRING, name = name))
            }
            None if name == "FRONTEND_URL" => problem.help(frontend::SET),
            None => problem.help(text!(env::SET_REAL_VALUE, name = name)),
        }
    }
}

fn on_space(settings: &Settings) -> bool {
    let switched_on = settings
        .get_non_empty("HF_SPACES")
        .is_some_and(|setting| !matches!(setting.value.expose(), "0" | "false"));
    switched_on || settings.get_non_empty("SPACE_ID").is_some()
}
