//! The providers as data: built-in ones, and changes and additions in navauth.toml.
//!
//! All differences between providers are here; `oauth` never checks a provider's name.

pub mod formats;

mod callback;
mod configured;
mod console_form;
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
use crate::process::Env;
use crate::secret::Secret;
use crate::text;
use crate::trust::{self, Destination};

pub use callback::{development_callback, production_callback};
pub use console_form::{ConsoleForm, CredentialsFile, Entry as FormEntry};
pub use errors::{ErrorMapping, Step, TemplateVars};
pub use general::GENERAL;
pub use mapping::{Field, ProfileMapping, Username};
pub use probes::{CredentialsProbe, PageMeaning, PagePattern, PageRow, Probes, TokenErrorRow};
pub use registration::{Entries, Entry, Environment, RedirectUriRules};

/// A provider.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The name in commands, URLs and the database, such as `github`.
    pub name: String,
    /// The display name, such as `GitHub`.
    pub label: String,
    /// The variables for its credentials; the first pair that is set is used.
    pub variables: Vec<Variables>,
    /// Its endpoints.
    pub endpoints: Endpoints,
    /// The accepted issuers of its id_token, the usual one first; empty for plain OAuth 2.
    pub issuers: Vec<String>,
    /// The `iss` of its callbacks (RFC 9207), if it has no issuer.
    pub callback_issuer: Option<&'static str>,
    /// Whether its metadata announces an `iss` in every callback (RFC 9207 section 3).
    pub names_itself_in_callbacks: bool,
    /// Whether its own error format lacks the state (Facebook's error_code).
    pub omits_state_in_errors: bool,
    /// The requested scopes.
    pub scopes: Vec<String>,
    /// The scopes needed to identify the user; empty means all requested scopes.
    pub needed_scopes: &'static [&'static str],
    /// Aliases of granted scopes: (requested, reported).
    pub scope_aliases: &'static [(&'static str, &'static str)],
    /// Whether a registered loopback redirect URI covers every port.
    pub loopback_port_is_free: bool,
    /// Whether it supports PKCE (RFC 7636).
    pub pkce: bool,
    /// How the client authenticates at the token endpoint.
    pub client_authentication: ClientAuthentication,
    /// Parameters that the profile endpoint needs.
    pub userinfo_parameters: &'static [(&'static str, &'static str)],
    /// Whether API calls need `appsecret_proof`, an HMAC of the token with the client secret (Facebook).
    pub appsecret_proof: bool,
    /// Whether to introspect the token with an app access token, because the profile API accepts tokens of any app (Facebook).
    pub describes_tokens: bool,
    /// Where to find the profile fields.
    pub mapping: ProfileMapping,
    /// Whether users without an email address are accepted, because the app then makes one up (Facebook).
    pub email_optional: bool,
    /// Its errors; common ones are in [`GENERAL`].
    pub errors: &'static [ErrorMapping],
    /// The checks that need no sign-in.
    pub probes: &'static Probes,
    /// How to revoke a token.
    pub revocation: Revocation,
    /// The page to edit the OAuth app.
    pub console: String,
    /// How to create an app there.
    pub form: ConsoleForm,
    /// The rules for redirect URIs.
    pub registration: RedirectUriRules,
    /// The page where users remove the app's access.
    pub connections: String,
    /// The built-in hosts; empty for a provider added by navauth.toml.
    pub own_hosts: Vec<String>,
    /// Settings of navauth.toml that override discovery.
    pub overrides: DiscoveryOverrides,
    /// Where each URL is set in navauth.toml, by its key.
    pub sources: BTreeMap<&'static str, SourceSpan>,
}

/// The variables for a provider's credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variables {
    /// The client ID variable.
    pub client_id: String,
    /// The client secret variable.
    pub client_secret: String,
}

/// A provider's credentials, as configured.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The client ID, which is not a secret.
    pub client_id: String,
    /// The client secret; empty for a public client.
    pub client_secret: Secret,
    /// The variables they came from.
    pub variables: Variables,
}

/// Absolute URLs of a provider's endpoints. The revocation endpoint may contain `{client_id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// RFC 6749 section 3.1.
    pub authorization: Option<String>,
    /// RFC 6749 section 3.2.
    pub token: Option<String>,
    /// OpenID Connect Core section 5.3, or the provider's own profile API.
    pub userinfo: Option<String>,
    /// The user's email addresses, if the profile may lack them.
    pub emails: Option<String>,
    /// RFC 7517.
    pub jwks: Option<String>,
    /// RFC 8628 section 3.1.
    pub device_authorization: Option<String>,
    /// RFC 7009, or the provider's own.
    pub revocation: Option<String>,
    /// Token introspection with an app access token (Facebook's debug_token).
    pub introspection: Option<String>,
    /// The keys of endpoints that navauth.toml disables, which discovery does not fill in either.
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

    /// The endpoints that are set, with their keys.
    fn set(&self) -> Vec<(&'static str, String)> {
        let mut all = self.clone();
        all.named_mut()
            .into_iter()
            .filter_map(|(key, url)| Some((key, url.take()?)))
            .collect()
    }
}

/// Whether navauth.toml sets a value that discovery would otherwise decide.
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
    /// Form fields.
    Body,
    /// None: a public client without a secret (RFC 6749 section 2.1).
    None,
}

/// How to revoke a token, if there is an endpoint for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// A form with only the token (Google).
    TokenAlone,
    /// A form with the token and the client's credentials (RFC 7009).
    Authenticated,
    /// DELETE with Basic authentication and the token in JSON (GitHub).
    Delete,
    /// DELETE with the token itself, which removes all access that the user granted to the app (Facebook).
    Grant,
}

impl Provider {
    /// The scopes needed to identify the user.
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

    /// Whether a scope was granted, under its own name or an alias.
    pub fn covers(&self, scopes: &[&str], wanted: &str) -> bool {
        let others = self
            .scope_aliases
            .iter()
            .filter(|(name, _)| *name == wanted)
            .map(|(_, other)| *other);
        others.chain([wanted]).any(|name| scopes.contains(&name))
    }

    /// Whether it uses OpenID Connect: sends a nonce and expects an id_token.
    pub fn openid(&self) -> bool {
        self.scopes.iter().any(|scope| scope == "openid")
    }

    /// Fails with exit 3 until you have confirmed every foreign host in its URLs.
    pub fn require_trust(&self, env: &Env) -> Result<()> {
        let issuer = self.issuers.first().filter(|_| self.needs_discovery());
        let issuer = issuer.map(|issuer| ("issuer", issuer.clone()));
        for (key, url) in self.endpoints.set().into_iter().chain(issuer) {
            self.require_trusted_url(env, key, &url)?;
        }
        Ok(())
    }

    /// The same for one URL, from a key of navauth.toml or from discovery.
    pub fn require_trusted_url(&self, env: &Env, key: &str, url: &str) -> Result<()> {
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
        trust::require(env, &destination).map(|_| ())
    }

    /// Whether the `iss` of a callback is valid (RFC 9207 section 2.4): exactly its issuer, or, without a known issuer, a URL of the authorization
    /// server.
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

    /// Whether endpoints have yet to be discovered from its issuer (OpenID Connect Discovery).
    pub fn needs_discovery(&self) -> bool {
        !self.issuers.is_empty()
            && (self.endpoints.authorization.is_none() || self.endpoints.token.is_none())
    }

    /// The pair of variables in use: the first with at least one value, else the first.
    pub fn variables_in_use(&self, settings: &Settings) -> Option<&Variables> {
        let get_non_empty = |name: &str| settings.get_non_empty(name).is_some();
        let used = self
            .variables
            .iter()
            .find(|pair| get_non_empty(&pair.client_id) || get_non_empty(&pair.client_secret));
        used.or_else(|| self.variables.first())
    }

    /// The page to create an app.
    pub fn new_app_page(&self) -> &str {
        self.form.page.unwrap_or(&self.console)
    }

    /// Whether one app usually serves both development and production.
    pub fn usually_shares_app(&self) -> bool {
        self.form.serves_both && !self.registration.separate_apps
    }

    /// Whether neither client ID nor client secret is set.
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

    /// The credentials. Exit 3 with the names of missing variables.
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

    /// The provider's error pages: its own, else those common to all providers.
    pub fn error_pages(&self) -> impl Iterator<Item = &'static ErrorMapping> {
        let own = self.errors.iter().any(|row| row.step == Step::Authorize);
        (if own { self.errors } else { GENERAL })
            .iter()
            .filter(|row| row.step == Step::Authorize)
    }

    /// The values of the placeholders in its error table.
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

    /// The mapping of an error: from its own table, else from the common one.
    pub fn explain(&self, step: Step, error: &str, text: &str) -> Option<&'static ErrorMapping> {
        self.errors
            .iter()
            .chain(GENERAL)
            .find(|row| row.matches(step, error, text))
    }
}

/// The providers that the app offers: all except those that are disabled in navauth.toml and have no credentials.
pub fn all(settings: &Settings) -> Result<Vec<Provider>> {
    let mut providers = known(settings)?;
    providers.retain(|provider| !is_switched_off(provider, settings));
    Ok(providers)
}

/// Whether a provider is disabled in navauth.toml and has no credentials.
pub fn is_switched_off(provider: &Provider, settings: &Settings) -> bool {
    let config = settings.config.providers.get(&provider.name);
    config.is_some_and(|config| config.enabled == Some(false)) && provider.is_unconfigured(settings)
}

/// The four built-in providers, then those of navauth.toml. Exit 3 if navauth.toml describes one that cannot work.
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

/// The providers that navauth.toml adds.
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

/// A provider by name. Exit 2 with the known names if there is none.
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
    let diagnostic = diagnostic!(
        login::UNKNOWN_PROVIDER,
        name = name,
        known = known.join(", ")
    );
    Err(Error::usage(match near {
        Some(near) => diagnostic.help(text!(
            login::PROVIDER_NEAR,
            near = near,
            known = known.join(", ")
        )),
        None => diagnostic,
    }))
}
