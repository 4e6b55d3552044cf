//! `[providers.NAME]` in navauth.toml: changes a built-in provider or adds another.

pub mod fake;

use std::collections::BTreeMap;

use url::Url;

use super::credentials::Variables;
use super::mapping::{Field, ProfileMapping, Username};
use super::provider::{ClientAuthentication, DiscoveryOverrides, Provider};
use crate::config::settings::{
    ClientAuthenticationName, Config, ProfileFields, ProviderConfig, Settings,
};
use crate::diagnostic;
use crate::diagnostics::catalog::config;
use crate::diagnostics::redaction::escape_for_terminal;
use crate::diagnostics::{Diagnostic, SourceSpan};
use crate::diagnostics::{Error, Result};
use crate::text;
use crate::trust;

/// Applies the settings to a built-in provider. Exit 3 if that would mix your servers with the provider's.
pub fn change(provider: &mut Provider, config: &ProviderConfig, settings: &Settings) -> Result<()> {
    let table = format!("providers.{}", provider.name);
    let issuer = [("issuer", &config.issuer)];
    for (key, _) in config.endpoints().into_iter().chain(issuer) {
        let source = settings.config.source(&table, key);
        provider
            .sources
            .extend(source.map(|source| (key, source.clone())));
    }
    refuse_half_override(provider, config)?;
    replace(&mut provider.label, &config.label);
    replace(&mut provider.console, &config.console);
    if config.console.is_some() {
        provider.form.page = None;
    }
    replace(&mut provider.scopes, &config.scopes);
    replace(&mut provider.pkce, &config.pkce);
    if let Some(issuer) = &config.issuer {
        provider.issuers = vec![issuer.clone()];
    }
    if config.issuer.is_some() || config.authorization_endpoint.is_some() {
        provider.callback_issuer = None;
    }
    if let Some(name) = config.client_authentication {
        provider.client_authentication = match name {
            ClientAuthenticationName::Basic => ClientAuthentication::Basic,
            ClientAuthenticationName::Body => ClientAuthentication::Body,
            ClientAuthenticationName::None => ClientAuthentication::None,
        };
    }
    provider.overrides = DiscoveryOverrides {
        client_authentication: config.client_authentication.is_some(),
        pkce: config.pkce.is_some(),
    };
    if config.client_id_variable.is_some() || config.client_secret_variable.is_some() {
        provider.variables.truncate(1);
    }
    if let Some(pair) = provider.variables.first_mut() {
        replace(&mut pair.client_id, &config.client_id_variable);
        replace(&mut pair.client_secret, &config.client_secret_variable);
    }
    let mut off = Vec::new();
    for ((key, endpoint), (_, written)) in provider
        .endpoints
        .named_mut()
        .into_iter()
        .zip(config.endpoints())
    {
        match written.as_deref() {
            Some("") => {
                *endpoint = None;
                off.push(key);
            }
            Some(_) => endpoint.clone_from(written),
            None => {}
        }
    }
    provider.endpoints.off = off;
    map(&mut provider.mapping, &config.profile);
    Ok(())
}

/// If only some endpoints of a built-in provider were replaced, your server's tokens would be sent to the built-in hosts, and the built-in
/// provider's secret to your server.
fn refuse_half_override(provider: &Provider, config: &ProviderConfig) -> Result<()> {
    let is_foreign = |url: &str| {
        Url::parse(url).is_ok_and(|url| !provider.own_hosts.contains(&trust::authority(&url)))
    };
    let issuer = [("issuer", &config.issuer)];
    let foreign = config
        .endpoints()
        .into_iter()
        .chain(issuer)
        .find(|(_, url)| url.as_deref().is_some_and(is_foreign));
    let Some((key, _)) = foreign.filter(|_| !provider.own_hosts.is_empty()) else {
        return Ok(());
    };
    let built_in = provider.endpoints.set().into_iter().map(|(key, _)| key);
    let missing: Vec<&str> = built_in
        .chain((!provider.issuers.is_empty()).then_some("issuer"))
        .filter(|built_in| {
            let written = config.endpoints().into_iter().chain(issuer);
            written
                .into_iter()
                .any(|(key, url)| key == *built_in && url.is_none())
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let name = &provider.name;
    let off: Vec<&str> = missing
        .iter()
        .copied()
        .filter(|key| ProviderConfig::OPTIONAL.contains(key))
        .collect();
    let off = if off.is_empty() {
        String::new()
    } else {
        text!(config::SWITCH_OFF, off = off.join(" = \"\", "))
    };
    let diagnostic = diagnostic!(
        config::HALF_OVERRIDE,
        name = name,
        key = key,
        missing = missing.join(", "),
        off = off
    );
    Err(at(diagnostic, provider.sources.get(key)))
}

/// A provider reads only its own variables, so navauth.toml cannot send another secret to its servers.
pub fn refuse_foreign_variables(built_in: &[Provider], config: &Config) -> Result<()> {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for provider in built_in {
        for pair in &provider.variables {
            for variable in [&pair.client_id, &pair.client_secret] {
                taken.insert(variable.clone(), &provider.name);
            }
        }
    }
    for (name, provider) in &config.providers {
        let known = built_in.iter().find(|known| known.name == *name);
        let own = known.map_or_else(Vec::new, |known| known.variables.clone());
        let own: Vec<Variables> = own.into_iter().chain([variables_of(name)]).collect();
        let source = config.source("providers", name);
        let is_plain = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || "-_".contains(character)
        };
        let owner = variables(&own).find_map(|variable| taken.get(variable).copied());
        let reason = if name.is_empty() || !name.chars().all(is_plain) {
            Some(config::NAME_HAS_OTHER_CHARACTERS.to_owned())
        } else {
            let owner = owner.filter(|_| known.is_none());
            owner.map(|owner| {
                let pair = variables_of(name);
                text!(
                    config::NAME_TAKEN,
                    id = pair.client_id,
                    secret = pair.client_secret,
                    owner = owner
                )
            })
        };
        if let Some(reason) = reason {
            let shown = format!("{:?}", escape_for_terminal(name));
            let diagnostic = diagnostic!(config::PROVIDER_NAME, name = shown);
            return Err(at(diagnostic.reason(reason), source));
        }
        for (key, written, own) in [
            (
                "client_id_variable",
                &provider.client_id_variable,
                ids(&own),
            ),
            (
                "client_secret_variable",
                &provider.client_secret_variable,
                secrets(&own),
            ),
        ] {
            let Some(written) = written.as_ref().filter(|written| !own.contains(written)) else {
                continue;
            };
            let diagnostic = diagnostic!(
                config::FOREIGN_VARIABLE,
                name = name,
                key = key,
                variable = format!("{:?}", escape_for_terminal(written)),
                known = own.join(" or ")
            );
            return Err(at(
                diagnostic,
                config.source(&format!("providers.{name}"), key),
            ));
        }
        for variable in variables(&own) {
            taken.entry(variable.to_owned()).or_insert(name);
        }
    }
    Ok(())
}

/// The variables of a provider, by its name.
fn variables_of(name: &str) -> Variables {
    Variables::with_prefix(&name.to_uppercase().replace('-', "_"))
}

fn variables(pairs: &[Variables]) -> impl Iterator<Item = &str> {
    pairs
        .iter()
        .flat_map(|pair| [pair.client_id.as_str(), pair.client_secret.as_str()])
}

fn ids(pairs: &[Variables]) -> Vec<String> {
    pairs.iter().map(|pair| pair.client_id.clone()).collect()
}

fn secrets(pairs: &[Variables]) -> Vec<String> {
    pairs
        .iter()
        .map(|pair| pair.client_secret.clone())
        .collect()
}

fn at(diagnostic: Diagnostic, source: Option<&SourceSpan>) -> Error {
    Error::settings(match source {
        Some(source) => diagnostic.at(&source.file, source.line),
        None => diagnostic,
    })
}

/// A provider added by navauth.toml: OpenID Connect with an issuer, or plain OAuth 2 with endpoints.
pub fn add(name: &str, config: &ProviderConfig, settings: &Settings) -> Result<Provider> {
    let has_endpoints = config.authorization_endpoint.is_some()
        && config.token_endpoint.is_some()
        && config.userinfo_endpoint.is_some();
    if config.issuer.is_none() && !has_endpoints {
        let diagnostic = diagnostic!(config::PROVIDER_INCOMPLETE, name = name);
        let file = settings
            .config_file
            .clone()
            .unwrap_or_else(|| "navauth.toml".into());
        return Err(Error::settings(diagnostic.at(file, None)));
    }
    let mut provider = Provider::standard(name, name, vec![variables_of(name)]);
    if let Some(issuer) = &config.issuer {
        provider.scopes = ["openid", "email", "profile"].map(String::from).into();
        provider.console.clone_from(issuer);
    }
    provider.mapping.id = Field::at(["sub", "id"]);
    change(&mut provider, config, settings)?;
    Ok(provider)
}

fn replace<T: Clone>(value: &mut T, written: &Option<T>) {
    if let Some(written) = written {
        value.clone_from(written);
    }
}

fn map(mapping: &mut ProfileMapping, fields: &ProfileFields) {
    let one = |path: &String| Field(vec![path.clone()]);
    for (field, written) in [
        (&mut mapping.id, &fields.id),
        (&mut mapping.email, &fields.email),
        (&mut mapping.email_verified, &fields.email_verified),
        (&mut mapping.full_name, &fields.full_name),
        (&mut mapping.avatar_url, &fields.avatar_url),
    ] {
        if let Some(path) = written {
            *field = one(path);
        }
    }
    if let Some(path) = &fields.username {
        mapping.username = Username::Field(one(path));
    }
}
