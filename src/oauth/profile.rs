//! Reads the user's profile, with the email address from wherever the provider has it.

use serde_json::Value;
use url::Url;

use super::exchange::{TokenResponse, has_error};
use super::identity::{self, Identity};
use super::provider_error::ProviderError;
use super::provider_session::{ProviderSession, no_endpoint};
use crate::crypto::{hex, hmac_sha256};
use crate::diagnostic;
use crate::diagnostics::catalog::{self, login};
use crate::diagnostics::redaction;
use crate::diagnostics::{Diagnostic, Error, Exit, Result, Status};
use crate::http::{Request, Response, header};
use crate::profile::Profile;
use crate::providers::{ProfileMapping, Step};
use crate::secret::Secret;

/// Reads the profile from the profile endpoint and the verified id_token. The diagnostics are warnings.
pub async fn read(
    session: &ProviderSession<'_>,
    granted: &TokenResponse,
    identity: Option<&Identity>,
) -> Result<(Profile, Vec<Diagnostic>)> {
    let provider = &session.provider;
    let claims = identity.map(|identity| &identity.claims);
    let answer = match (&provider.endpoints.userinfo, claims) {
        (Some(endpoint), _) => ask(session, granted, endpoint, Step::Profile).await?,
        (None, Some(claims)) => claims.clone(),
        (None, None) => return Err(no_endpoint(provider, "userinfo_endpoint")),
    };
    let Some(mut profile) = provider.mapping.profile(&provider.name, &answer) else {
        return Err(Error::refused(diagnostic!(
            login::NO_ID,
            label = provider.label,
            name = provider.name
        )));
    };
    let subject = claims.and_then(|claims| claims.get("sub"));
    if subject
        .and_then(Value::as_str)
        .is_some_and(|subject| subject != profile.oauth_id)
    {
        return Err(Error::refused(diagnostic!(
            catalog::identity::OTHER_SUBJECT,
            label = provider.label
        )));
    }
    if let Some(claims) = claims {
        complete(&mut profile, claims);
        provider.mapping.set_username(&mut profile, &answer);
    }
    let mut findings = Vec::new();
    if let Some(endpoint) = provider
        .endpoints
        .emails
        .as_ref()
        .filter(|_| profile.email_verified.is_none())
    {
        findings.extend(find_email(session, granted, endpoint, &mut profile).await?);
        provider.mapping.set_username(&mut profile, &answer);
    }
    findings.extend(check_email(session, &profile)?);
    Ok((profile, findings))
}

/// Fills in missing fields from the id_token (OpenID Connect Core section 5.4).
fn complete(profile: &mut Profile, claims: &Value) {
    let Some(known) = ProfileMapping::openid().profile(&profile.provider, claims) else {
        return;
    };
    if profile.email.is_none() {
        (profile.email, profile.email_verified) = (known.email, known.email_verified);
    } else if profile.email == known.email {
        profile.email_verified = profile.email_verified.or(known.email_verified);
    }
    profile.full_name = profile.full_name.take().or(known.full_name);
    profile.avatar_url = profile.avatar_url.take().or(known.avatar_url);
}

/// GETs an endpoint with the access token.
async fn ask(
    session: &ProviderSession<'_>,
    granted: &TokenResponse,
    endpoint: &str,
    step: Step,
) -> Result<Value> {
    let provider = &session.provider;
    let Ok(mut url) = Url::parse(endpoint) else {
        return Err(no_endpoint(provider, step.setting()));
    };
    if step == Step::Profile {
        for (name, value) in provider.userinfo_parameters {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    if provider.appsecret_proof {
        let proof = hex(hmac_sha256(
            session.credentials.client_secret.expose(),
            granted.access_token.expose(),
        ));
        redaction::register(&Secret::new(&proof));
        url.query_pairs_mut().append_pair("appsecret_proof", &proof);
    }
    let request = Request::get(url)
        .bearer(&granted.access_token)
        .header(header::ACCEPT, "application/json");
    let answer = session.ask(step, request).await?;
    if let Some(token) = signed(&answer).filter(|_| step == Step::Profile) {
        return identity::signed_profile(session, &token).await;
    }
    let is_of_its_kind = |value: &Value| match step {
        Step::Email => value.is_array(),
        _ => value.is_object() && !has_error(value),
    };
    match answer
        .json()
        .filter(|value| answer.status.is_success() && is_of_its_kind(value))
    {
        Some(value) => Ok(value),
        None => Err(session.failure(step, &answer)),
    }
}

/// The token, if the response is a JWT.
fn signed(answer: &Response) -> Option<Secret> {
    let is_jwt = answer
        .header(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/jwt"));
    let token = std::str::from_utf8(&answer.body).ok()?.trim();
    (is_jwt && answer.status.is_success()).then(|| Secret::new(token))
}

/// Reads the address from the account's list of addresses: the public one, else the primary one (GitHub). If the list cannot be read, that is
/// an error, or a warning if the profile has an address.
async fn find_email(
    session: &ProviderSession<'_>,
    granted: &TokenResponse,
    endpoint: &str,
    profile: &mut Profile,
) -> Result<Option<Diagnostic>> {
    let list = match ask(session, granted, endpoint, Step::Email).await {
        Ok(list) => list,
        Err(error) if error.exit == Exit::Refused && profile.email.is_some() => {
            let status = Status::Warn;
            return Ok(Some(Diagnostic {
                status,
                ..*error.diagnostic
            }));
        }
        Err(error) => return Err(error),
    };
    let entries = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let is = |entry: &Value, name: &str| entry.get(name).and_then(Value::as_bool) == Some(true);
    let wanted = |entry: &&Value| match &profile.email {
        Some(public) => entry.get("email").and_then(Value::as_str) == Some(public),
        None => is(entry, "primary"),
    };
    if let Some(entry) = entries.iter().find(wanted) {
        profile.email = entry
            .get("email")
            .and_then(Value::as_str)
            .map(str::to_owned);
        profile.email_verified = Some(is(entry, "verified"));
    }
    Ok(None)
}

fn check_email(session: &ProviderSession<'_>, profile: &Profile) -> Result<Vec<Diagnostic>> {
    let label = &session.provider.label;
    if profile.email.is_none() {
        let mut diagnostic =
            session.refusal_finding(Step::Email, &ProviderError::new("missing", ""));
        diagnostic.detail = None;
        if !session.provider.email_optional {
            return Err(Error::refused(diagnostic));
        }
        diagnostic.status = Status::Warn;
        return Ok(vec![diagnostic.observed(login::PLACEHOLDER_ADDRESS)]);
    }
    let diagnostic = match profile.email_verified {
        Some(true) => return Ok(Vec::new()),
        Some(false) => diagnostic!(login::EMAIL_UNVERIFIED, label = label),
        None => diagnostic!(login::EMAIL_UNPROVEN, label = label),
    };
    Ok(vec![diagnostic])
}
