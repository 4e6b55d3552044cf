//! The proof of a rotation: whose sessions end, and which key the site signs with.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::cli::{Context, database};
use crate::config::settings::Settings;
use crate::database::url::choose;
use crate::database::{Database, Listing, Target};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::rotate;
use crate::http::Client;
use crate::live_site::{Standing, may_be_shown, standing};
use crate::process::quoted;
use crate::secret::Secret;
use crate::secrets::Rotation;
use crate::session;

/// What the production database says of its users.
#[derive(Default)]
pub struct Users {
    /// How many signed in within the life of a session.
    pub recent: Option<u64>,
    /// The one who signed in last.
    pub latest: Option<i64>,
    /// Why it could not be asked.
    pub finding: Option<Diagnostic>,
}

impl Users {
    /// Asks the database that the file names.
    pub async fn count(context: &Context, file: &Settings) -> Self {
        let asked = async {
            let chosen = choose(file)?;
            chosen.require_trust(&context.process, file)?;
            let target = match chosen.target {
                Target::Sqlite(path) => Target::Sqlite(context.process.directory.join(path)),
                target @ Target::Postgres(_) => target,
            };
            let _spinner = context.ui.spinner("counting who is signed in");
            let mut database = Database::open(&target, database::Place::patience(context)).await?;
            let recent = Listing {
                since: Some(context.process.now() - session::LIFETIME),
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
                finding: None,
            },
            Err(error) => {
                let path = file.env_file.as_deref();
                let finding = diagnostic!(
                    rotate::USERS_UNKNOWN,
                    file = quoted(path.unwrap_or(Path::new(".env.production")))
                );
                let reason = format!("{} [{}]", error.finding.title, error.finding.id);
                Self {
                    finding: Some(finding.reason(reason)),
                    ..Self::default()
                }
            }
        }
    }
}

/// What was seen.
pub enum Proof {
    /// The site accepts the new key's session and not the old one's.
    Seen,
    /// It does not, or that could not be told.
    Otherwise(Box<Diagnostic>),
}

/// How long the site may take to change over after its Space runs.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_secs(2);

/// Shows a site that answers as the app does a session of each key. They are a real user's, and good for a minute.
pub async fn prove(
    context: &Context,
    rotation: &Rotation,
    site: Option<&str>,
    user: Option<i64>,
) -> Result<Proof> {
    let unknown = |why: String| {
        let finding = diagnostic!(rotate::UNPROVED).reason(why);
        Ok(Proof::Otherwise(Box::new(finding)))
    };
    let Some(site) = site else {
        return unknown(rotate::NO_SITE.to_owned());
    };
    let Some(user) = user else {
        return unknown(rotate::NO_USER.to_owned());
    };
    let patience = context.timeout.unwrap_or(PATIENCE).min(PATIENCE);
    let client = Client::new(patience);
    let expires = context.process.now() + jiff::SignedDuration::from_mins(1);
    let session = |key: &Secret| {
        session::issue_until(key, user, expires).inspect(|token| context.ui.register_secret(token))
    };
    let (new, old) = (session(&rotation.new)?, session(&rotation.old)?);
    let _spinner = context.ui.spinner(&format!("asking {site}"));
    if let Err(why) = may_be_shown(&client, site).await {
        return unknown(why);
    }
    let started = Instant::now();
    loop {
        let (with_new, with_old) = (
            standing(&client, site, &new).await,
            standing(&client, site, &old).await,
        );
        match (with_new, with_old) {
            (Standing::Accepted, Standing::Refused) => return Ok(Proof::Seen),
            (Standing::Accepted, Standing::Accepted) if rotation.new == rotation.old => {
                return Ok(Proof::Seen);
            }
            (Standing::Unclear(why), _) | (_, Standing::Unclear(why)) => return unknown(why),
            _ if started.elapsed() + PAUSE < patience => tokio::time::sleep(PAUSE).await,
            (_, Standing::Accepted) => {
                return Ok(Proof::Otherwise(Box::new(diagnostic!(rotate::STILL_OLD))));
            }
            (Standing::Refused, Standing::Refused) => {
                return Ok(Proof::Otherwise(Box::new(diagnostic!(rotate::NEITHER_KEY))));
            }
        }
    }
}
