//! What a run checks: the settings, their file, the environment and the providers.

use std::collections::BTreeSet;
use std::path::Path;

use crate::config::environment::is_on_space;
use crate::config::settings::Settings;
use crate::config::variables::{self, Stage};
use crate::config::{EnvFile, Environment, is_secret};
use crate::database::Target;
use crate::database::url::{variable_in_use, variables_read};
use crate::diagnostics::{Result, SkipReason, SourceSpan};
use crate::providers::formats::Role;
use crate::providers::{self, Provider, Variables};

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

/// What a run checks.
pub struct Scope<'run> {
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
}

impl<'run> Scope<'run> {
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
        Ok(Self {
            settings,
            env_file,
            environment,
            providers,
            databases,
            only_providers: !selection.providers.is_empty(),
            on_space: is_on_space(settings),
            offline: false,
        })
    }

    /// The database URL that the app uses; None if there is none, or if the variable that takes precedence is empty.
    pub fn database_in_use(&self) -> Option<&NamedUrl<'run>> {
        let name = variable_in_use(self.settings)?;
        self.databases.iter().find(|database| database.name == name)
    }

    /// Skips a check that is not about a provider when only providers are checked.
    pub fn unless_only_providers(&self) -> Result<(), SkipReason> {
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

    /// The path of the file, as shown in messages.
    pub fn env_file_shown(&self) -> Option<&'run Path> {
        self.env_file.map(|file| file.location.shown.as_path())
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

    /// The redirect URI of the checked environment at a provider; None if the settings do not contain the site's address.
    pub fn redirect_uri(&self, provider: &Provider) -> Option<String> {
        self.environment.callback(self.settings, provider)
    }
}
