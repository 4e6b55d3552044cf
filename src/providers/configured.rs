//! What `[providers.NAME]` of navauth.toml does: change a provider that is built in, or describe another.
//!
//! Owns the defaults of such a provider. Reading the file belongs to `env`.

use super::mapping::{Field, ProfileMapping, Username};
use super::probes::STANDARD;
use super::{
    AppForm, ClientAuthentication, Endpoints, Provider, Registration, Revocation, Variables,
};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::settings::{ClientAuthenticationName, ProfileFields, ProviderConfig, Settings};

/// Puts what is written in place of what is built in.
pub fn change(provider: &mut Provider, config: &ProviderConfig) {
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
    match config.client_authentication {
        Some(ClientAuthenticationName::Basic) => {
            provider.client_authentication = ClientAuthentication::Basic
        }
        Some(ClientAuthenticationName::Body) => {
            provider.client_authentication = ClientAuthentication::Body
        }
        None => {}
    }
    if config.client_id_variable.is_some() || config.client_secret_variable.is_some() {
        provider.variables.truncate(1);
    }
    if let Some(pair) = provider.variables.first_mut() {
        replace(&mut pair.client_id, &config.client_id_variable);
        replace(&mut pair.client_secret, &config.client_secret_variable);
    }
    let endpoints = &mut provider.endpoints;
    for (endpoint, written) in [
        (&mut endpoints.authorization, &config.authorization_endpoint),
        (&mut endpoints.token, &config.token_endpoint),
        (&mut endpoints.userinfo, &config.userinfo_endpoint),
        (&mut endpoints.emails, &config.emails_endpoint),
        (&mut endpoints.jwks, &config.jwks_uri),
        (
            &mut endpoints.device_authorization,
            &config.device_authorization_endpoint,
        ),
        (&mut endpoints.revocation, &config.revocation_endpoint),
        (&mut endpoints.introspection, &config.introspection_endpoint),
    ] {
        if written.is_some() {
            endpoint.clone_from(written);
        }
    }
    map(&mut provider.mapping, &config.profile);
}

/// A provider of navauth.toml's own: OpenID Connect by its issuer, or plain OAuth 2 by its endpoints.
pub fn add(name: &str, config: &ProviderConfig, settings: &Settings) -> Result<Provider> {
    let has_endpoints = config.authorization_endpoint.is_some()
        && config.token_endpoint.is_some()
        && config.userinfo_endpoint.is_some();
    if config.issuer.is_none() && !has_endpoints {
        let finding = Finding::fail("config.provider-incomplete", format!("the provider {name} has neither an issuer nor its endpoints"))
            .fix("add issuer = \"https://…\" (OpenID Connect), or authorization_endpoint, token_endpoint and userinfo_endpoint (OAuth 2)");
        let file = settings
            .config_file
            .clone()
            .unwrap_or_else(|| "navauth.toml".into());
        return Err(Error::settings(finding.at(file, None)));
    }
    let openid = config.issuer.is_some();
    let upper = name.to_uppercase().replace('-', "_");
    let scopes: &[&str] = if openid {
        &["openid", "email", "profile"]
    } else {
        &[]
    };
    let mapping = ProfileMapping {
        id: Field::at(["sub", "id"]),
        ..ProfileMapping::openid()
    };
    let mut provider = Provider {
        name: name.to_owned(),
        label: name.to_owned(),
        variables: vec![Variables {
            client_id: format!("{upper}_CLIENT_ID"),
            client_secret: format!("{upper}_CLIENT_SECRET"),
        }],
        endpoints: Endpoints::default(),
        issuers: Vec::new(),
        scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        needed_scopes: &[],
        scope_aliases: &[],
        loopback_port_is_free: false,
        pkce: true,
        client_authentication: ClientAuthentication::Basic,
        userinfo_parameters: &[],
        appsecret_proof: false,
        describes_tokens: false,
        mapping,
        email_optional: false,
        errors: &[],
        probes: &STANDARD,
        revocation: Revocation::Authenticated,
        console: config
            .issuer
            .clone()
            .unwrap_or_else(|| format!("the settings page of {name}")),
        form: AppForm::USUAL,
        registration: Registration::USUAL,
        connections: String::new(),
    };
    change(&mut provider, config);
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
