//! The providers as data: the built-in ones, and what navauth.toml changes or adds.
//!
//! Everything that differs from one provider to another is here; `oauth` never compares a provider's name.

pub mod formats;

mod console_form;
mod callback;
mod configured;
mod errors;
mod facebook;
mod general;
mod github;
mod google;
mod huggingface;
mod mapping;
mod probes;
mod registration;

use std::collections::BTreeMap;

use url::Url;

use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::SourceSpan;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::process::Process;
use crate::secret::Secret;
use crate::text;
use crate::trust::{self, Destination};

pub use console_form::{ConsoleForm, CredentialsFile, Entry as FormEntry};
pub use callback::{development_callback, production_callback};
pub use errors::{ErrorMapping, Step, TemplateVars};
pub use general::GENERAL;
pub use mapping::{Field, ProfileMapping, Username};
pub use probes::{TokenErrorRow, PageMeaning, PagePattern, PageRow, Probes, CredentialsProbe};
pub use registration::{Entries, Entry, Environment, RedirectUriRules};

/// A provider.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The name in commands, URLs and the database, such as `github`.
    pub name: String,
    /// The name that people know, such as `GitHub`.
    pub label: String,
    /// The variables that may hold its credentials; the first pair that is set counts.
    pub variables: Vec<Variables>,
    /// Where it is asked.
    pub endpoints: Endpoints,
    /// OpenID Connect issuers that its id_token may name, the first being the usual one; empty for plain OAuth 2.
    pub issuers: Vec<String>,
    /// The `iss` of its callbacks (RFC 9207) where no issuer is known otherwise.
    pub callback_issuer: Option<&'static str>,
    /// Whether its metadata promises an `iss` in every callback (RFC 9207 section 3).
    pub names_itself_in_callbacks: bool,
    /// Whether an error comes back without the state where the provider words it in its own way (Facebook's error_code).
    pub omits_state_in_errors: bool,
    /// Scopes that are asked for.
    pub scopes: Vec<String>,
    /// The scopes without which the app cannot tell who signs in; empty: all that are asked for.
    pub needed_scopes: &'static [&'static str],
    /// Other names under which a granted scope is reported: (asked, reported).
    pub scope_aliases: &'static [(&'static str, &'static str)],
    /// Whether a registered loopback redirect URI covers every port.
    pub loopback_port_is_free: bool,
    /// Whether it takes PKCE (RFC 7636).
    pub pkce: bool,
    /// How the client proves itself at the token endpoint.
    pub client_authentication: ClientAuthentication,
    /// Parameters that the profile endpoint needs.
    pub userinfo_parameters: &'static [(&'static str, &'static str)],
    /// Whether API calls carry `appsecret_proof`, the token's HMAC by the client secret (Facebook).
    pub appsecret_proof: bool,
    /// Whether the token's own description is read by the app's own token, because the profile API takes tokens of any app (Facebook).
    pub describes_tokens: bool,
    /// Where its answer holds what.
    pub mapping: ProfileMapping,
    /// Whether a person may lack an e-mail address, because the app then makes one up (Facebook).
    pub email_optional: bool,
    /// What its errors mean; [`GENERAL`] holds those that every provider shares.
    pub errors: &'static [ErrorMapping],
    /// What it can be asked without anybody signing in.
    pub probes: &'static Probes,
    /// How a token is revoked.
    pub revocation: Revocation,
    /// The page where a person edits the OAuth app.
    pub console: String,
    /// How an app is made there.
    pub form: ConsoleForm,
    /// How redirect URIs are registered there.
    pub registration: RedirectUriRules,
    /// The page where a person withdraws what they granted.
    pub connections: String,
    /// The hosts that are built in; none for a provider of navauth.toml's own.
    pub own_hosts: Vec<String>,
    /// What navauth.toml sets, which discovery does not change.
    pub overrides: DiscoveryOverrides,
    /// Where navauth.toml names each URL, by its key.
    pub sources: BTreeMap<&'static str, SourceSpan>,
}

/// Names of the variables that hold a provider's credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variables {
    /// The client id's.
    pub client_id: String,
    /// The client secret's.
    pub client_secret: String,
}

/// A provider's credentials, as the settings hold them.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The client id, which is no secret.
    pub client_id: String,
    /// The client secret; empty for a public client.
    pub client_secret: Secret,
    /// Where they came from.
    pub variables: Variables,
}

/// Where a provider is asked. Absolute URLs; the one of revocation may hold `{client_id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// RFC 6749 section 3.1.
    pub authorization: Option<String>,
    /// RFC 6749 section 3.2.
    pub token: Option<String>,
    /// OpenID Connect Core section 5.3, or the provider's own profile API.
    pub userinfo: Option<String>,
    /// List of the person's e-mail addresses, where the profile may lack them.
    pub emails: Option<String>,
    /// RFC 7517.
    pub jwks: Option<String>,
    /// RFC 8628 section 3.1.
    pub device_authorization: Option<String>,
    /// RFC 7009, or the provider's own.
    pub revocation: Option<String>,
    /// Where the token's own description is read, by the app's own token (Facebook's debug_token).
    pub introspection: Option<String>,
    /// The keys of those that navauth.toml switches off, which discovery does not fill in either.
    pub off: Vec<&'static str>,
}

impl Endpoints {
    /// Each endpoint with its key in navauth.toml, in the order of [`ProviderConfig::endpoints`].
    pub fn named_mut(&mut self) -> [(&'static str, &mut Option<String>); 8] {
        [
            ("token_endpoint", &mut self.token),
            (
                "device_authorization_endpoint",
                &mut self.device_authorization,
            ),
            ("revocation_endpoint", &mut self.revocation),
            ("introspection_endpoint", &mut self.introspection),
            ("userinfo_endpoint", &mut self.userinfo),
            ("emails_endpoint", &mut self.emails),
            ("authorization_endpoint", &mut self.authorization),
            ("jwks_uri", &mut self.jwks),
        ]
    }

    /// Those that are set, with their keys.
    fn set(&self) -> Vec<(&'static str, String)> {
        let mut all = self.clone();
        all.named_mut()
            .into_iter()
            .filter_map(|(key, url)| Some((key, url.take()?)))
            .collect()
    }
}

/// Settings of navauth.toml that discovery would otherwise decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiscoveryOverrides {
    /// `client_authentication`.
    pub client_authentication: bool,
    /// `pkce`.
    pub pkce: bool,
}

/// How the client authenticates at the token endpoint (RFC 6749 section 2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// HTTP Basic.
    Basic,
    /// Fields of the form.
    Body,
    /// Not at all: a public client, which has no secret (RFC 6749 section 2.1).
    None,
}

/// How a token is revoked, where there is an endpoint for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// By a form with the token alone (Google).
    TokenAlone,
    /// By a form with the token and the client's credentials (RFC 7009).
    Authenticated,
    /// By DELETE with Basic credentials and the token in JSON (GitHub).
    Delete,
    /// By DELETE with the token itself, which ends all that the person granted the app (Facebook).
    Grant,
}

impl Provider {
    /// The scopes without which the app cannot tell who signs in.
    pub fn needed_scopes(&self) -> impl Iterator<Item = &str> {
        let all = if self.needed_scopes.is_empty() {
            self.scopes.as_slice()
        } else {
            &[]
        };
        self.needed_scopes
            .iter()
            .copied()
            .chain(all.iter().map(String::as_str))
    }

    /// Whether a scope is among those that stand here, under its own name or under that of one which holds it.
    pub fn covers(&self, scopes: &[&str], wanted: &str) -> bool {
        let others = self
            .scope_aliases
            .iter()
            .filter(|(name, _)| *name == wanted)
            .map(|(_, other)| *other);
        others.chain([wanted]).any(|name| scopes.contains(&name))
    }

    /// Whether it speaks OpenID Connect: a nonce is sent and an id_token comes back.
    pub fn openid(&self) -> bool {
        self.scopes.iter().any(|scope| scope == "openid")
    }

    /// Refuses to go on (exit 3) before you have confirmed every foreign host that one of its URLs names.
    pub fn require_trust(&self, process: &Process) -> Result<()> {
        let issuer = self.issuers.first().filter(|_| self.needs_discovery());
        let issuer = issuer.map(|issuer| ("issuer", issuer.clone()));
        for (key, url) in self.endpoints.set().into_iter().chain(issuer) {
            self.require_trusted_url(process, key, &url)?;
        }
        Ok(())
    }

    /// The same for one URL: that of a key of navauth.toml, or one that the issuer names for it.
    pub fn require_trusted_url(&self, process: &Process, key: &str, url: &str) -> Result<()> {
        let is_own =
            trust::safe_url(url).is_ok_and(|url| self.own_hosts.contains(&trust::authority(&url)));
        if is_own {
            return Ok(());
        }
        let secret = self
            .variables
            .first()
            .map_or("the client secret", |pair| pair.client_secret.as_str());
        let purpose = match key {
            "userinfo_endpoint" | "emails_endpoint" => {
                format!("sends the access token of {} to", self.name)
            }
            "authorization_endpoint" => format!("opens the sign-in page of {} at", self.name),
            "jwks_uri" => format!("takes the signing keys of {} from", self.name),
            _ => format!("sends {secret} to"),
        };
        let named = self.sources.get(key).map(|source| (key, source));
        let (key, source) = named
            .or_else(|| Some(("issuer", self.sources.get("issuer")?)))
            .unzip();
        let setting = format!("[providers.{}] {}", self.name, key.unwrap_or("issuer"));
        let destination = Destination {
            url,
            setting: &setting,
            purpose: &purpose,
            source,
        };
        trust::require(process, &destination).map(|_| ())
    }

    /// Whether the `iss` of a callback is its own (RFC 9207 section 2.4): its issuer letter for letter, or, where none is known, a URL of the
    /// server that was asked.
    pub fn is_callback_issuer(&self, issuer: &str) -> bool {
        if let Some(own) = self
            .callback_issuer
            .or(self.issuers.first().map(String::as_str))
        {
            return issuer == own;
        }
        let origin = |text: &str| url::Url::parse(text).ok().map(|url| url.origin());
        let asked = self.endpoints.authorization.as_deref().and_then(origin);
        asked.is_some_and(|asked| asked.is_tuple() && origin(issuer) == Some(asked))
    }

    /// Whether its endpoints are still to be read from its issuer (OpenID Connect Discovery).
    pub fn needs_discovery(&self) -> bool {
        !self.issuers.is_empty()
            && (self.endpoints.authorization.is_none() || self.endpoints.token.is_none())
    }

    /// The pair of variables in use: the first of which at least one is filled, else the first.
    pub fn variables_in_use(&self, settings: &Settings) -> Option<&Variables> {
        let get_non_empty = |name: &str| settings.get_non_empty(name).is_some();
        let used = self
            .variables
            .iter()
            .find(|pair| get_non_empty(&pair.client_id) || get_non_empty(&pair.client_secret));
        used.or_else(|| self.variables.first())
    }

    /// The page where an app is made.
    pub fn new_app_page(&self) -> &str {
        self.form.page.unwrap_or(&self.console)
    }

    /// Whether one app for development and production is what people usually have.
    pub fn usually_shares_app(&self) -> bool {
        self.form.serves_both && !self.registration.separate_apps
    }

    /// Whether neither its id nor its secret is set.
    pub fn is_unconfigured(&self, settings: &Settings) -> bool {
        let names = self
            .variables
            .iter()
            .flat_map(|pair| [&pair.client_id, &pair.client_secret]);
        names
            .into_iter()
            .all(|name| settings.get_non_empty(name).is_none())
    }

    /// Whether the client has a secret.
    pub fn has_secret(&self) -> bool {
        self.client_authentication != ClientAuthentication::None
    }

    /// The credentials. Exit 3 with the names of what is missing.
    pub fn credentials(&self, settings: &Settings) -> Result<Credentials> {
        let Some(variables) = self.variables_in_use(settings) else {
            return Err(Error::bug(format!("{} has no variables", self.name)));
        };
        let id = settings.get_non_empty(&variables.client_id);
        let secret = match self.has_secret() {
            true => settings
                .get_non_empty(&variables.client_secret)
                .map(|setting| setting.value.clone()),
            false => Some(Secret::new("")),
        };
        let mut missing = Vec::new();
        missing.extend(id.is_none().then_some(variables.client_id.as_str()));
        missing.extend(secret.is_none().then_some(variables.client_secret.as_str()));
        if let (Some(id), Some(client_secret)) = (id, secret) {
            return Ok(Credentials {
                client_id: id.value.expose().to_owned(),
                client_secret,
                variables: variables.clone(),
            });
        }
        let verb = if missing.len() == 1 { "is" } else { "are" };
        Err(Error::settings(diagnostic!(
            login::NOT_CONFIGURED,
            variables = format!("{} {verb}", missing.join(" and ")),
            label = self.label,
            console = self.console,
            name = self.name
        )))
    }

    /// The pages that it shows in place of sending the person back: its own rows, else what any provider's page may say.
    pub fn error_pages(&self) -> impl Iterator<Item = &'static ErrorMapping> {
        let own = self.errors.iter().any(|row| row.step == Step::Authorize);
        (if own { self.errors } else { GENERAL })
            .iter()
            .filter(|row| row.step == Step::Authorize)
    }

    /// What stands in the places of its rows.
    pub fn template_vars<'a>(
        &'a self,
        variables: &'a Variables,
        redirect_uri: &'a str,
    ) -> TemplateVars<'a> {
        TemplateVars {
            label: &self.label,
            console: &self.console,
            redirect_uri,
            variables,
        }
    }

    /// What an error of this provider means: its own rows first, then the general ones.
    pub fn explain(&self, step: Step, error: &str, text: &str) -> Option<&'static ErrorMapping> {
        self.errors
            .iter()
            .chain(GENERAL)
            .find(|row| row.matches(step, error, text))
    }
}

/// The providers that the app offers: all that are known, but for those that are switched off in navauth.toml and have no credentials.
pub fn all(settings: &Settings) -> Result<Vec<Provider>> {
    let mut providers = known(settings)?;
    providers.retain(|provider| !is_switched_off(provider, settings));
    Ok(providers)
}

/// Whether navauth.toml says that the app does not offer a provider, and it has no credentials.
pub fn is_switched_off(provider: &Provider, settings: &Settings) -> bool {
    let config = settings.config.providers.get(&provider.name);
    config.is_some_and(|config| config.enabled == Some(false)) && provider.is_unconfigured(settings)
}

/// The four that the app knows, and those of navauth.toml, in this order. Exit 3 when navauth.toml describes one that cannot work.
pub fn known(settings: &Settings) -> Result<Vec<Provider>> {
    let mut providers = built_in();
    configured::refuse_foreign_variables(&providers, &settings.config)?;
    for (name, config) in &settings.config.providers {
        match providers.iter_mut().find(|provider| provider.name == *name) {
            Some(provider) => configured::change(provider, config, settings)?,
            None => providers.push(configured::add(name, config, settings)?),
        }
    }
    Ok(providers)
}

/// Those that navauth.toml adds.
pub fn added(settings: &Settings) -> Result<Vec<Provider>> {
    Ok(known(settings)?.split_off(built_in().len()))
}

fn built_in() -> Vec<Provider> {
    let mut providers = vec![
        huggingface::row(),
        google::row(),
        facebook::row(),
        github::row(),
    ];
    for provider in &mut providers {
        let urls = provider.endpoints.set().into_iter();
        provider.own_hosts = urls
            .filter_map(|(_, url)| Some(trust::authority(&Url::parse(&url).ok()?)))
            .collect();
    }
    providers
}

/// One provider by its name. Exit 2 with the known names when there is none.
pub fn named(settings: &Settings, name: &str) -> Result<Provider> {
    let mut providers = known(settings)?;
    if let Some(place) = providers.iter().position(|provider| provider.name == name) {
        return Ok(providers.swap_remove(place));
    }
    let known: Vec<&str> = providers
        .iter()
        .map(|provider| provider.name.as_str())
        .collect();
    let near = known
        .iter()
        .find(|known| strsim::jaro_winkler(known, &name.to_lowercase()) > 0.85);
    let finding = diagnostic!(
        login::UNKNOWN_PROVIDER,
        name = name,
        known = known.join(", ")
    );
    Err(Error::usage(match near {
        Some(near) => finding.help(text!(
            login::PROVIDER_NEAR,
            near = near,
            known = known.join(", ")
        )),
        None => finding,
    }))
}
