//! What the live site answers: where it is, which sign-ins to start, and the session tokens to send.
//!
//! The token that the real key signed is for a user that no database has, and is valid for as long as the requests may take.

use std::time::Duration;

use url::Url;

use super::production::Production;
use crate::checks::commands::{env_file_option, push_command};
use crate::config::random::{Encoding, random_key};
use crate::config::settings::{Origin, Setting, Settings};
use crate::config::{borrowed, session_key};
use crate::diagnostics::{Error, SourceSpan};
use crate::http::Client;
use crate::huggingface::{Credentials, Hub, SpaceName};
use crate::live_site::{self, LiveSite, MAX_CLOCK_SKEW, Questions, SignInStart};
use crate::local_address::is_local;
use crate::process::Env;
use crate::providers::{self, Provider};
use crate::session;
use crate::trust::{self, Destination};

/// How many requests may come before the one with the session token: the front page, and "who am I" at up to three addresses, twice.
const MAX_REQUESTS: u32 = 7;

/// The longest validity of the session token, whatever --timeout says.
const MAX_VALIDITY: Duration = Duration::from_secs(30 * 60);

/// The site's answers, and what was expected of them.
#[derive(Debug)]
pub struct SiteSnapshot {
    pub live: LiveSite,
    /// In the order of the sign-ins.
    pub expected: Vec<ExpectedSignIn>,
    /// The setting that contains the site's address.
    pub named_by: &'static str,
    /// Where the site's address is set.
    pub location: Option<SourceSpan>,
    /// Where JWT_SECRET_KEY is set; None if there is no key for production.
    pub key: Option<SourceSpan>,
    /// The Space that serves the site, if it is private and the site is missing.
    pub private_space: Option<String>,
    /// Whether the site is served by a HuggingFace Space.
    pub on_space: bool,
    /// The command that uploads the production settings to where the app runs, if that is known.
    pub push_command: Option<String>,
    /// The option that names the file with the production settings.
    pub env_file_option: String,
}

/// What a sign-in on the site should be.
#[derive(Debug)]
pub struct ExpectedSignIn {
    pub provider: Provider,
    /// The variable of the client ID.
    pub variable: String,
    /// The client ID; None without production settings.
    pub client_id: Option<String>,
    /// Where the client ID is set.
    pub location: Option<SourceSpan>,
}

const API_BASE_URL: &str = "API_BASE_URL";
const FRONTEND_URL: &str = "FRONTEND_URL";

/// Asks the live site; None if its address is not known or is local.
pub async fn fetch(
    providers: &[Provider],
    production: &Production<'_>,
    env: &Env,
    timeout: Duration,
) -> Option<SiteSnapshot> {
    let settings = production.settings.as_ref();
    require_trust(env, settings).ok()?;
    let SiteAddress {
        url: site,
        setting,
        origin,
    } = site(settings, providers)?;
    let location = origin.source();
    let now = env.now();
    let key = settings
        .get_non_empty(session_key::NAME)
        .filter(|key| production.own && session_key::is_real(&key.value));
    let expires = now + MAX_CLOCK_SKEW + timeout.saturating_mul(MAX_REQUESTS).min(MAX_VALIDITY);
    let session = |key| session::issue_until(key, session::NO_USER, expires).ok();
    let (expected, sign_ins) = providers
        .iter()
        .filter_map(|provider| expected_sign_in(settings, production.own, provider))
        .unzip();
    let questions = Questions {
        site: site.clone(),
        sign_ins,
        session: key.and_then(|key| {
            let session = session(&key.value)?;
            Some(may_receive(env, &site, &origin, key).map(|()| session))
        }),
        foreign_session: session(&random_key(32, Encoding::Hex).ok()?)?,
    };
    let live = live_site::fetch(&Client::new(timeout), questions, now).await;
    let space = settings.config.space.name.as_deref();
    let private_space = match space.and_then(|space| space.parse().ok()) {
        Some(space) if live.is_missing() => private_space(env, space, timeout).await,
        _ => None,
    };
    Some(SiteSnapshot {
        private_space,
        on_space: space.is_some() || is_space_host(&live.site),
        live,
        expected,
        named_by: setting,
        location,
        key: key.and_then(|key| key.origin.source()),
        push_command: space.map(|space| push_command(settings.env_file.as_deref(), space)),
        env_file_option: env_file_option(settings.env_file.as_deref()),
    })
}

fn is_space_host(site: &str) -> bool {
    site.ends_with(".hf.space")
}

/// The Space's name, if the Hub says that it is private. Without a token, or without an answer, that is not known.
async fn private_space(env: &Env, space: SpaceName, timeout: Duration) -> Option<String> {
    let credentials = Credentials::find(env).ok()?;
    let hub = Hub::new(credentials, space, timeout);
    let is_private = hub.is_private().await.ok()?;
    is_private.then(|| hub.space().to_string())
}

/// Fails with exit 3 where the address of the site borrows a variable of the process environment in the `.env` file, and you have not
/// confirmed its host.
pub fn require_trust(env: &Env, settings: &Settings) -> Result<(), Error> {
    let url = |name| Url::parse(settings.get_non_empty(name)?.value.expose()).ok();
    let frontend = url(FRONTEND_URL);
    // The callback is below it, and names the site where FRONTEND_URL does not.
    let base = url(API_BASE_URL).filter(|_| !frontend.as_ref().is_some_and(is_public));
    for (name, url) in [(FRONTEND_URL, frontend), (API_BASE_URL, base)] {
        let host = url.map(|url| trust::authority(&url));
        borrowed::require_trust(env, settings, name, host.as_slice())?;
    }
    Ok(())
}

fn is_public(url: &Url) -> bool {
    url.scheme() == "https" && !is_local(url)
}

/// The address of the site.
struct SiteAddress {
    url: String,
    /// The setting that contains it.
    setting: &'static str,
    origin: Origin,
}

/// The address of the site: FRONTEND_URL, else the host of the callback, which [callback] of navauth.toml or API_BASE_URL contains.
fn site(settings: &Settings, providers: &[Provider]) -> Option<SiteAddress> {
    let public = |text: &str| Url::parse(text).ok().filter(is_public);
    let origin = |url: Url| url.origin().ascii_serialization();
    let named = settings.get_non_empty(FRONTEND_URL).and_then(|setting| {
        Some(SiteAddress {
            url: origin(public(setting.value.expose())?),
            setting: FRONTEND_URL,
            origin: setting.origin.clone(),
        })
    });
    named.or_else(|| {
        let callback = providers::production_callback(settings, providers.first()?).ok()?;
        let url = origin(public(&callback)?);
        if settings.config.callback.production.is_some() {
            let path = settings.config_file.clone();
            let path = path.unwrap_or_else(|| "navauth.toml".into());
            return Some(SiteAddress {
                url,
                setting: "production under [callback]",
                origin: Origin::ConfigFile { path },
            });
        }
        let setting = settings.get_non_empty(API_BASE_URL)?;
        Some(SiteAddress {
            url,
            setting: API_BASE_URL,
            origin: setting.origin.clone(),
        })
    })
}

/// Whether a site may be sent a token that the key signed: you name the site yourself, the same file contains both, or you trust its host.
/// The error follows "the site".
fn may_receive(env: &Env, site: &str, named_by: &Origin, key: &Setting) -> Result<(), String> {
    let same_file = matches!(
        (named_by, &key.origin),
        (Origin::EnvFile { path: one, .. }, Origin::EnvFile { path: other, .. }) if one == other
    );
    if same_file || matches!(named_by, Origin::Process | Origin::Flag(_)) {
        return Ok(());
    }
    let source = named_by.source();
    let destination = Destination {
        url: site,
        setting: FRONTEND_URL,
        purpose: "sends a session token to",
        source: source.as_ref(),
    };
    trust::require(env, &destination)
        .map(|_| ())
        .map_err(|error| {
            let host = error.unconfirmed.map_or_else(String::new, |it| it.host);
            format!(
                "was sent no session token, because {named_by} names it and the key is from {}: to trust it, add --trust-host {host}",
                key.origin
            )
        })
}

/// The sign-in of a configured provider.
fn expected_sign_in(
    settings: &Settings,
    own: bool,
    provider: &Provider,
) -> Option<(ExpectedSignIn, SignInStart)> {
    let variables = provider.variables.first()?;
    let setting = settings.get_non_empty(&variables.client_id)?;
    let redirect_uri = providers::production_callback(settings, provider).ok()?;
    let expected = ExpectedSignIn {
        provider: provider.clone(),
        variable: variables.client_id.clone(),
        client_id: own.then(|| setting.value.expose().to_owned()),
        location: setting.origin.source(),
    };
    let start = SignInStart {
        provider: provider.name.clone(),
        redirect_uri,
    };
    Some((expected, start))
}
