//! The users whom a rotation signs out, and the verification of the key that the site uses afterwards.

use std::path::Path;
use std::time::{Duration, Instant};

use url::Url;

use crate::cli::{Context, database};
use crate::config::random::{Encoding, random_key};
use crate::config::settings::Settings;
use crate::database::url::choose;
use crate::database::{Database, Listing};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::{live, rotate};
use crate::diagnostics::redaction::sanitize;
use crate::http::Client;
use crate::huggingface::{Hub, Runtime};
use crate::live_site::{INVALID, MePage, MeResponse, NoMePage};
use crate::local_address::is_local;
use crate::process::quoted;
use crate::secret::Secret;
use crate::secrets::Rotation;
use crate::session;
use crate::text;

/// The users of the production database.
#[derive(Default)]
pub struct Users {
    /// How many signed in within the lifetime of a session.
    pub recent: Option<u64>,
    /// The id of the user who signed in last.
    pub latest: Option<i64>,
    /// Why the database could not be read.
    pub diagnostic: Option<Diagnostic>,
}

impl Users {
    /// Reads the database in the settings.
    pub async fn count(context: &Context, file: &Settings) -> Self {
        let asked = async {
            let chosen = choose(file)?;
            chosen.require_trust(&context.env, file)?;
            let target = chosen.target.absolute(&context.env.directory);
            let _spinner = context.ui.spinner("counting the signed-in users");
            let mut database =
                Database::open(&target, database::DatabaseTarget::timeout(context)).await?;
            let recent = Listing {
                since: Some(context.env.now() - session::LIFETIME),
                ..Listing::default()
            };
            let pluralize = async {
                Ok((
                    database.count(&recent).await?,
                    database.latest_user().await?,
                ))
            }
            .await;
            database.close().await;
            pluralize
        };
        let asked: Result<(u64, Option<i64>)> = asked.await;
        match asked {
            Ok((recent, latest)) => Self {
                recent: Some(recent),
                latest,
                diagnostic: None,
            },
            Err(error) => {
                let path = file.env_file.as_deref();
                let diagnostic = diagnostic!(
                    rotate::USERS_UNKNOWN,
                    file = quoted(path.unwrap_or(Path::new(".env.production")))
                );
                let reason = format!("{} [{}]", error.diagnostic.title, error.diagnostic.id());
                Self {
                    diagnostic: Some(diagnostic.reason(reason)),
                    ..Self::default()
                }
            }
        }
    }
}

/// The result of the verification.
pub enum Verification {
    /// The site uses the new key, and not the old one.
    Verified,
    /// It does not, or that is unknown.
    Failed(Box<Diagnostic>),
}

/// How long the site may take to restart with the new key after its Space runs.
const RESTART_TIMEOUT: Duration = Duration::from_secs(30);
const RETRY_INTERVAL: Duration = Duration::from_secs(2);

/// The live site, and the Space that should serve it.
pub struct Site<'run> {
    /// Its address; None if it is not set.
    pub url: Option<String>,
    /// Whether --site names it.
    pub is_given: bool,
    /// The file with the production settings.
    pub file: &'run Path,
    pub hub: &'run Hub,
    pub runtime: &'run Runtime,
}

impl Site<'_> {
    /// The host, if it is not one of the Space's.
    fn other_host(&self) -> Option<String> {
        let url = Url::parse(self.url.as_deref()?).ok()?;
        let host = url.host_str()?;
        (!self.runtime.serves(self.hub.space(), host)).then(|| sanitize(host))
    }

    fn is_local(&self) -> bool {
        let url = self.url.as_deref().map(Url::parse);
        url.is_none_or(|url| url.is_ok_and(|url| is_local(&url)))
    }

    /// The key is not the new one. Where the site is not at an address of the Space, that is said.
    fn wrong_key(&self, diagnostic: Diagnostic) -> Verification {
        let served = self.runtime.host(self.hub.space());
        Verification::Failed(Box::new(match self.other_host() {
            Some(host) => Diagnostic {
                fix: None,
                ..diagnostic
            }
            .reason(text!(rotate::OTHER_HOST, served = served, host = host))
            .help(text!(rotate::SET_THERE, served = served, host = host)),
            None => diagnostic,
        }))
    }

    /// The key is not known.
    async fn unknown(&self, reason: String) -> Verification {
        let space = self.hub.space();
        let diagnostic = diagnostic!(rotate::UNPROVED).reason(reason);
        Verification::Failed(Box::new(if self.is_local() && !self.is_given {
            diagnostic.help(text!(
                rotate::NAME_SITE,
                file = quoted(self.file),
                host = self.runtime.host(space)
            ))
        } else if self.other_host().is_none() && matches!(self.hub.is_private().await, Ok(true)) {
            diagnostic
                .reason(text!(live::SPACE_IS_PRIVATE, space = space))
                .help(text!(live::PUBLISH_SPACE, space = space))
        } else {
            diagnostic
        }))
    }
}

/// Sends a token of each key to a site that answers as the app does. They are valid for a minute, and for a real user if there is one.
pub async fn verify(
    context: &Context,
    rotation: &Rotation,
    place: &Site<'_>,
    user: Option<i64>,
) -> Result<Verification> {
    let Some(site) = place.url.as_deref() else {
        return Ok(place.unknown(rotate::NO_SITE.to_owned()).await);
    };
    let timeout = context
        .timeout
        .unwrap_or(RESTART_TIMEOUT)
        .min(RESTART_TIMEOUT);
    // A Space that does not run is not on its way.
    let patience = if place.runtime.answers() {
        timeout
    } else {
        Duration::ZERO
    };
    let expires = context.env.now() + jiff::SignedDuration::from_mins(1);
    let token = |key: &Secret| {
        session::issue_until(key, user.unwrap_or(session::NO_USER), expires)
            .inspect(|token| context.ui.register_secret(token))
    };
    let question = Question {
        client: Client::new(timeout),
        site: site.trim_end_matches('/'),
        new: token(&rotation.new)?,
        old: token(&rotation.old)?,
        foreign: token(&random_key(32, Encoding::Hex)?)?,
        is_same_key: rotation.new == rotation.old,
        is_real_user: user.is_some(),
    };
    let waiting = format!("checking the session key of {site}");
    let _spinner = context.ui.countdown(&waiting, timeout);
    let started = Instant::now();
    loop {
        let answer = question.ask().await;
        let may_change = !matches!(answer, KeyInUse::New | KeyInUse::Any | KeyInUse::Unknown(_));
        if may_change && started.elapsed() + RETRY_INTERVAL < patience {
            tokio::time::sleep(RETRY_INTERVAL).await;
            continue;
        }
        return Ok(match answer {
            KeyInUse::New => Verification::Verified,
            KeyInUse::Old => {
                place.wrong_key(diagnostic!(rotate::STILL_OLD, space = place.hub.space()))
            }
            KeyInUse::Neither => place.wrong_key(diagnostic!(rotate::NEITHER_KEY)),
            KeyInUse::Any => {
                let reason = format!("{site} accepts session tokens signed with any key");
                let diagnostic = diagnostic!(rotate::UNPROVED).reason(reason);
                Verification::Failed(Box::new(
                    diagnostic.with_help(&live::SESSION_OPEN.help, &[]),
                ))
            }
            KeyInUse::Unavailable(reason) | KeyInUse::Unknown(reason) => {
                place.unknown(reason).await
            }
        });
    }
}

/// The tokens to send.
struct Question<'run> {
    client: Client,
    site: &'run str,
    new: Secret,
    old: Secret,
    /// Of a random key.
    foreign: Secret,
    is_same_key: bool,
    is_real_user: bool,
}

/// The key that the site uses.
enum KeyInUse {
    New,
    Old,
    Neither,
    /// It verifies no signature.
    Any,
    /// The site may answer in a moment.
    Unavailable(String),
    Unknown(String),
}

impl Question<'_> {
    async fn ask(&self) -> KeyInUse {
        let page = match MePage::find(&self.client, self.site).await {
            Ok(page) => page,
            Err(NoMePage {
                response: MeResponse::Unknown(words),
                is_missing: true,
            }) => return KeyInUse::Unavailable(format!("{} {words}", self.site)),
            Err(missing) => return self.unclear(&missing.response),
        };
        let foreign = page.send(&self.client, &self.foreign).await;
        if !matches!(foreign, MeResponse::Rejected(..)) {
            return self.unclear(&foreign);
        }
        let new = page.send(&self.client, &self.new).await;
        let old = page.send(&self.client, &self.old).await;
        let is_unclear = |response: &MeResponse| {
            matches!(
                response,
                MeResponse::Unavailable(_) | MeResponse::Unknown(_)
            )
        };
        if let Some(response) = [&new, &old]
            .into_iter()
            .find(|response| is_unclear(response))
        {
            return self.unclear(response);
        }
        // If a site's reasons all look the same, only a token of an existing user distinguishes the keys.
        let tells_keys_apart =
            matches!(&foreign, MeResponse::Rejected(_, reason) if reason == INVALID);
        match (new.verifies_key(&foreign), old.verifies_key(&foreign)) {
            (true, old) if !old || self.is_same_key => KeyInUse::New,
            (_, true) => KeyInUse::Old,
            _ if tells_keys_apart || self.is_real_user => KeyInUse::Neither,
            _ => KeyInUse::Unknown(format!(
                "{} gives the same answer to tokens signed with any key",
                self.site
            )),
        }
    }

    fn unclear(&self, response: &MeResponse) -> KeyInUse {
        let site = self.site;
        match response {
            MeResponse::Unavailable(words) => KeyInUse::Unavailable(format!("{site} {words}")),
            MeResponse::Unknown(words) => KeyInUse::Unknown(format!("{site} {words}")),
            MeResponse::User | MeResponse::NoSuchUser => KeyInUse::Any,
            MeResponse::Rejected(status, _) => {
                KeyInUse::Unknown(format!("{site} answers HTTP {status}"))
            }
        }
    }
}
