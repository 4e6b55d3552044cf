//! A provider as data: all differences between providers that a sign-in and its checks need.

use std::collections::BTreeMap;

use super::console_form::ConsoleForm;
use super::credentials::{Credentials, Variables};
use super::endpoints::Endpoints;
use super::errors::{ErrorMapping, Step, TemplateVars};
use super::formats::Formats;
use super::general::GENERAL;
use super::mapping::ProfileMapping;
use super::probes::{Probes, STANDARD};
use super::redirect_uri_rules::RedirectUriRules;
use crate::config::empty_variable::{explain_empty, hidden_by_empty};
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::SourceSpan;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::process::Env;
use crate::secret::Secret;
use crate::trust::{self, Destination};

/// A provider.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The name in commands, URLs and the database, such as `github`.
    pub name: String,
    /// The display name, such as `GitHub`.
    pub label: String,
    /// The formats of its client ID and client secret, if they are known.
    pub formats: Option<&'static Formats>,
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
    pub redirect_uri_rules: RedirectUriRules,
    /// The page where users remove the app's access.
    pub connections: String,
    /// The built-in hosts; empty for a provider added by navauth.toml.
    pub own_hosts: Vec<String>,
    /// Settings of navauth.toml that override discovery.
    pub overrides: DiscoveryOverrides,
    /// Where each URL is set in navauth.toml, by its key.
    pub sources: BTreeMap<&'static str, SourceSpan>,
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
    /// A provider as the standards describe it (RFC 6749, OAuth 2.1, OpenID Connect Core), without endpoints and scopes.
    pub(super) fn standard(name: &str, label: &str, variables: Vec<Variables>) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            formats: None,
            variables,
            endpoints: Endpoints::default(),
            issuers: Vec::new(),
            callback_issuer: None,
            names_itself_in_callbacks: false,
            omits_state_in_errors: false,
            scopes: Vec::new(),
            needed_scopes: &[],
            scope_aliases: &[],
            loopback_port_is_free: false,
            pkce: true,
            client_authentication: ClientAuthentication::Basic,
            userinfo_parameters: &[],
            appsecret_proof: false,
            describes_tokens: false,
            mapping: ProfileMapping::openid(),
            email_optional: false,
            errors: &[],
            probes: &STANDARD,
            revocation: Revocation::Authenticated,
            console: format!("the settings page of {name}"),
            form: ConsoleForm::STANDARD,
            redirect_uri_rules: RedirectUriRules::STANDARD,
            connections: String::new(),
            own_hosts: Vec::new(),
            overrides: DiscoveryOverrides::default(),
            sources: BTreeMap::new(),
        }
    }

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
        self.form.serves_both && !self.redirect_uri_rules.separate_apps
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
        let mut hidden = missing
            .iter()
            .filter_map(|name| hidden_by_empty(name, settings.get(name)?));
        if let Some(first) = hidden.next() {
            return Err(Error::settings(first).with_others(hidden));
        }
        let verb = if missing.len() == 1 { "is" } else { "are" };
        let diagnostic = diagnostic!(
            login::NOT_CONFIGURED,
            variables = format!("{} {verb}", missing.join(" and ")),
            label = self.label,
            console = self.console,
            name = self.name
        );
        Err(Error::settings(explain_empty(
            diagnostic, &missing, settings,
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
