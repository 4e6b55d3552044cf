//! What to ask the live site: where it is, which logins to start, and the sessions to show it.
//!
//! Owns which settings are production's. The session is signed with the real key, for a user whom no database has, and is good for as long as the
//! questions may take.

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use url::Url;

use crate::checks::context::{CheckContext, Environment};
use crate::checks::site::is_local;
use crate::config::random::{Encoding, random_key};
use crate::config::settings::{Origin, Setting, Settings};
use crate::config::{self, borrowed, session_key};
use crate::diagnostics::{Error, SourceSpan};
use crate::http::Client;
use crate::live_site::{self, Live, Questions, SKEW, Start};
use crate::process::Process;
use crate::providers::{self, Provider};
use crate::session;
use crate::trust::{self, Destination};

/// The variable that names the site.
const SITE: &str = "FRONTEND_URL";

/// A user whom no database has: ids are counted up from 1, and this is the largest.
const NOBODY: i64 = 2_147_483_647;

/// How many questions may be asked one after the other until the site has judged the session: its front page, and twice who one is, each at up to
/// three places.
const QUESTIONS: u32 = 7;

/// How long that may take, whatever --timeout says.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// A visit to the site, and what was expected of it.
#[derive(Debug)]
pub struct SiteSnapshot {
    /// What it showed.
    pub live: Live,
    /// What each login should be, in the order of its question.
    pub expected: Vec<Expected>,
    /// Where its address stands.
    pub place: Option<SourceSpan>,
    /// Where the key that signs its sessions stands; None where there is no key of production.
    pub key: Option<SourceSpan>,
}

/// What a login of the site should be.
#[derive(Debug)]
pub struct Expected {
    /// The provider.
    pub provider: Provider,
    /// The variable of its client id.
    pub variable: String,
    /// Its client id in production; None where no settings of production are here.
    pub client_id: Option<String>,
    /// Where that stands.
    pub place: Option<SourceSpan>,
}

/// The settings of production, as far as they are here.
pub struct Production<'run> {
    /// The settings.
    pub settings: Cow<'run, Settings>,
    /// Whether they are production's own; else only what is the same in both environments counts.
    pub own: bool,
}

impl<'run> Production<'run> {
    /// Those that are judged, where they are for production; else those of `.env.production` beside the `.env` file.
    pub fn of(context: &CheckContext<'run>, process: &Process) -> Self {
        if context.environment == Environment::Production {
            return Self {
                settings: Cow::Borrowed(context.settings),
                own: true,
            };
        }
        const NAME: &str = ".env.production";
        let path = context.env_file.map_or_else(
            || Path::new(NAME).to_owned(),
            |file| file.place.shown.with_file_name(NAME),
        );
        match config::load_file(process, &path) {
            Ok(mut loaded) => {
                loaded.settings.config.clone_from(&context.settings.config);
                Self {
                    settings: Cow::Owned(loaded.settings),
                    own: true,
                }
            }
            Err(_) => Self {
                settings: Cow::Borrowed(context.settings),
                own: false,
            },
        }
    }
}

/// Visits the site of production; None where its address is not known, or is one of this machine only.
pub async fn visit(
    providers: &[Provider],
    production: &Production<'_>,
    process: &Process,
    deadline: Duration,
) -> Option<SiteSnapshot> {
    let settings = production.settings.as_ref();
    require_trust(process, settings).ok()?;
    let (site, named_by) = site(settings, providers)?;
    let place = named_by.source();
    let now = process.now();
    let key = settings
        .get_non_empty(session_key::NAME)
        .filter(|key| production.own && session_key::is_real(&key.value));
    let expires = now + SKEW + deadline.saturating_mul(QUESTIONS).min(LONGEST);
    let session = |key| session::issue_until(key, NOBODY, expires).ok();
    let (expected, logins) = providers
        .iter()
        .filter_map(|provider| login(settings, production.own, provider))
        .unzip();
    let questions = Questions {
        site: site.clone(),
        logins,
        session: key.and_then(|key| {
            let session = session(&key.value)?;
            Some(may_receive(process, &site, &named_by, key).map(|()| session))
        }),
        foreign_session: session(&random_key(32, Encoding::Hex).ok()?)?,
    };
    let live = live_site::look(&Client::new(deadline), questions, now).await;
    Some(SiteSnapshot {
        live,
        expected,
        place,
        key: key.and_then(|key| key.origin.source()),
    })
}

/// Fails with exit 3 where FRONTEND_URL in the `.env` file borrows a variable of the process environment and you have not confirmed its host.
pub fn require_trust(process: &Process, settings: &Settings) -> Result<(), Error> {
    let host = settings
        .get_non_empty(SITE)
        .and_then(|setting| Url::parse(setting.value.expose()).ok())
        .map(|url| trust::authority(&url));
    borrowed::require_trust(process, settings, SITE, host.as_slice())
}

/// Where people reach the site: FRONTEND_URL, else the host of the callback.
fn site(settings: &Settings, providers: &[Provider]) -> Option<(String, Origin)> {
    let public = |text: &str| {
        Url::parse(text)
            .ok()
            .filter(|url| url.scheme() == "https" && !is_local(url))
    };
    let origin = |url: Url| url.origin().ascii_serialization();
    let named = settings.get_non_empty(SITE).and_then(|setting| {
        Some((
            origin(public(setting.value.expose())?),
            setting.origin.clone(),
        ))
    });
    named.or_else(|| {
        let callback = providers::production_callback(settings, providers.first()?).ok()?;
        let path = settings.config_file.clone();
        let path = path.unwrap_or_else(|| "navauth.toml".into());
        Some((origin(public(&callback)?), Origin::ConfigFile { path }))
    })
}

/// Whether a site may be shown what the key signed: you name the site yourself, the same file names both, or you trust its host. Else why not, in
/// words that follow "the site".
fn may_receive(
    process: &Process,
    site: &str,
    named_by: &Origin,
    key: &Setting,
) -> Result<(), String> {
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
        setting: SITE,
        purpose: "sends a session token to",
        source: source.as_ref(),
    };
    trust::require(process, &destination)
        .map(|_| ())
        .map_err(|error| {
            let host = error.unconfirmed.map_or_else(String::new, |it| it.host);
            format!(
                "was shown no session token, because {named_by} names it and the key is from {}: to trust it, add --trust-host {host}",
                key.origin
            )
        })
}

/// The login of a provider that is configured.
fn login(settings: &Settings, own: bool, provider: &Provider) -> Option<(Expected, Start)> {
    let variables = provider.variables.first()?;
    let setting = settings.get_non_empty(&variables.client_id)?;
    let redirect_uri = providers::production_callback(settings, provider).ok()?;
    let expected = Expected {
        provider: provider.clone(),
        variable: variables.client_id.clone(),
        client_id: own.then(|| setting.value.expose().to_owned()),
        place: setting.origin.source(),
    };
    Some((
        expected,
        Start {
            provider: provider.name.clone(),
            redirect_uri,
        },
    ))
}
