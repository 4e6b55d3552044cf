//! Who signed in: the provider's profile, with the e-mail address wherever the provider keeps it.
//!
//! Owns the calls. Where an answer holds what stands in the provider's row.

use ring::hmac;
use serde_json::Value;
use url::Url;

use super::answer::ProviderError;
use super::conversation::{ProviderSession, no_endpoint};
use super::exchange::TokenResponse;
use super::identity::Identity;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{self, login};
use crate::diagnostics::redaction;
use crate::diagnostics::{Error, Result};
use crate::http::{Request, header};
use crate::profile::Profile;
use crate::providers::Step;
use crate::secret::Secret;

/// Reads the profile. The findings are warnings about it.
pub async fn read(
    conversation: &ProviderSession<'_>,
    granted: &TokenResponse,
    identity: Option<&Identity>,
) -> Result<(Profile, Vec<Diagnostic>)> {
    let provider = &conversation.provider;
    let Some(endpoint) = &provider.endpoints.userinfo else {
        return Err(no_endpoint(provider, "userinfo_endpoint"));
    };
    let answer = ask(conversation, granted, endpoint, Step::Profile).await?;
    let Some(mut profile) = provider.mapping.profile(&provider.name, &answer) else {
        return Err(Error::refused(diagnostic!(
            login::NO_ID,
            label = provider.label,
            name = provider.name
        )));
    };
    let subject = identity
        .and_then(|identity| identity.claims.get("sub"))
        .and_then(Value::as_str);
    if subject.is_some_and(|subject| subject != profile.oauth_id) {
        return Err(Error::refused(diagnostic!(
            catalog::identity::OTHER_SUBJECT,
            label = provider.label
        )));
    }
    if let Some(endpoint) = provider
        .endpoints
        .emails
        .as_ref()
        .filter(|_| profile.email_verified.is_none())
    {
        find_email(conversation, granted, endpoint, &mut profile).await?;
        provider.mapping.set_username(&mut profile, &answer);
    }
    let findings = check_email(conversation, &profile)?;
    Ok((profile, findings))
}

/// GETs an endpoint with the access token.
async fn ask(
    conversation: &ProviderSession<'_>,
    granted: &TokenResponse,
    endpoint: &str,
    step: Step,
) -> Result<Value> {
    let provider = &conversation.provider;
    let Ok(mut url) = Url::parse(endpoint) else {
        return Err(no_endpoint(provider, "userinfo_endpoint"));
    };
    if step == Step::Profile {
        for (name, value) in provider.userinfo_parameters {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    if provider.appsecret_proof {
        let key = hmac::Key::new(
            hmac::HMAC_SHA256,
            conversation.credentials.client_secret.expose().as_bytes(),
        );
        let proof = hmac::sign(&key, granted.access_token.expose().as_bytes());
        let proof: String = proof
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        redaction::register(&Secret::new(&proof));
        url.query_pairs_mut().append_pair("appsecret_proof", &proof);
    }
    let request = Request::get(url)
        .bearer(&granted.access_token)
        .header(header::ACCEPT, "application/json");
    let answer = conversation.ask(step, request).await?;
    let is_of_its_kind = |value: &Value| match step {
        Step::Email => value.is_array(),
        _ => value.is_object() && value.get("error").is_none(),
    };
    match answer
        .json()
        .filter(|value| answer.status.is_success() && is_of_its_kind(value))
    {
        Some(value) => Ok(value),
        None => Err(conversation.failure(step, &answer)),
    }
}

/// Takes the address from the list of the person's addresses: the one that is shown publicly, else the primary one (GitHub).
async fn find_email(
    conversation: &ProviderSession<'_>,
    granted: &TokenResponse,
    endpoint: &str,
    profile: &mut Profile,
) -> Result<()> {
    let list = match ask(conversation, granted, endpoint, Step::Email).await {
        Ok(list) => list,
        // Without the scope the list is not there (GitHub: 404); the missing address is what is told.
        Err(error)
            if error.exit == crate::diagnostics::Exit::Refused && profile.email.is_none() =>
        {
            Value::Null
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
    Ok(())
}

fn check_email(conversation: &ProviderSession<'_>, profile: &Profile) -> Result<Vec<Diagnostic>> {
    let label = &conversation.provider.label;
    if profile.email.is_none() {
        let mut finding =
            conversation.refusal_finding(Step::Email, &ProviderError::new("missing", ""));
        finding.detail = None;
        if !conversation.provider.email_optional {
            return Err(Error::refused(finding));
        }
        finding.status = crate::diagnostics::Status::Warn;
        return Ok(vec![
            finding.observed("the app makes up an address for such a person"),
        ]);
    }
    let finding = match profile.email_verified {
        Some(true) => return Ok(Vec::new()),
        Some(false) => diagnostic!(login::EMAIL_UNVERIFIED, label = label),
        None => diagnostic!(login::EMAIL_UNPROVEN, label = label),
    };
    Ok(vec![finding])
}
