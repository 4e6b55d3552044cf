//! Asking everybody whom the checks need, all side by side, each with a deadline.
//!
//! Owns who is asked and how long each may take. The asking itself belongs to the floors below; nothing is written anywhere.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{OptionFuture, join_all};

use super::check::Source;
use super::context::CheckContext;
use super::evidence::{Examined, Facts, Timed};
use super::live::{self, Production};
use super::{neon, online, record, repository, space};
use crate::config::git::{self, Tracking, Unknown};
use crate::database::Target;
use crate::database::examination::{self, check_file, check_server, check_url, settle_release};
use crate::database::postgres::{self, Trace};
use crate::database::url::{PostgresUrl, choose};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Result;
use crate::http::Client;
use crate::oauth::{self, ProbeResponse};
use crate::process::Process;
use crate::secret::Secret;

/// How long git may take where nothing else is said.
const GIT: Duration = Duration::from_secs(10);

/// How long one provider may take.
const PROVIDER: Duration = Duration::from_secs(10);

/// How long one request to the live site, the Hub or Neon's API may take; Neon's together.
const REMOTE: Duration = Duration::from_secs(10);

/// How long the database may take: one that sleeps has to wake up.
const DATABASE: Duration = Duration::from_secs(30);

/// How often the database's round trip is measured.
const SAMPLES: usize = 1;

/// Asks, within `timeout` each where it is given.
pub async fn gather(
    context: &CheckContext<'_>,
    asked: &BTreeSet<Source>,
    process: &Process,
    timeout: Option<Duration>,
) -> Facts {
    let limit = |usual: Duration| timeout.unwrap_or(usual);
    let of_git = asked.contains(&Source::Git) || asked.contains(&Source::History);
    let tracking = of_git.then(|| track(context, process, limit(GIT)));
    let probed = asked
        .contains(&Source::Providers)
        .then(|| Timed::by(probe(context, process, limit(PROVIDER))));
    let database = asked
        .contains(&Source::Database)
        .then(|| examine(context, process, limit(DATABASE)));
    // A login by a redirect URI proves what a provider tells nobody who does not sign in.
    let recorded = [Source::Record, Source::Providers]
        .iter()
        .any(|asks| asked.contains(asks));
    let record = recorded.then(|| Timed::by(async { record::look(context, process) }));
    let remote = fetch_all(context, asked, process, limit(REMOTE));
    let here = futures_util::future::join(OptionFuture::from(tracking), OptionFuture::from(record));
    let ((tracking, record), probed, database, remote) = tokio::join!(
        here,
        OptionFuture::from(probed),
        OptionFuture::from(database),
        remote
    );
    Facts {
        tracking: tracking.flatten(),
        probed,
        database: database.flatten(),
        record,
        ..remote
    }
}

/// Looks at what is there in production: the site, its Space, its project at Neon.
async fn fetch_all(
    context: &CheckContext<'_>,
    asked: &BTreeSet<Source>,
    process: &Process,
    limit: Duration,
) -> Facts {
    if ![Source::Site, Source::Space, Source::Neon]
        .iter()
        .any(|asks| asked.contains(asks))
    {
        return Facts::default();
    }
    let production = Production::of(context, process);
    let site = asked
        .contains(&Source::Site)
        .then(|| Timed::by_chance(live::fetch(&context.providers, &production, process, limit)));
    let everything = context.everything().is_ok();
    let space = (everything && asked.contains(&Source::Space))
        .then(|| Timed::by_chance(space::look(context, &production, process, limit)));
    let neon = (everything && asked.contains(&Source::Neon))
        .then(|| Timed::by_chance(neon::look(context, &production, process, limit)));
    let (site, space, neon) = tokio::join!(
        OptionFuture::from(site),
        OptionFuture::from(space),
        OptionFuture::from(neon)
    );
    Facts {
        site: site.flatten(),
        space: space.flatten(),
        neon: neon.flatten(),
        ..Facts::default()
    }
}

async fn track(
    context: &CheckContext<'_>,
    process: &Process,
    limit: Duration,
) -> Option<Timed<Result<Tracking, Unknown>>> {
    let file = context.env_file.filter(|_| context.everything().is_ok())?;
    let secrets: Vec<Secret> = repository::secrets(context.settings, file)
        .into_iter()
        .map(|(_, secret)| secret)
        .collect();
    Some(
        Timed::by(git::track(
            &file.place.path,
            &secrets,
            &process.variables,
            limit,
        ))
        .await,
    )
}

async fn probe(
    context: &CheckContext<'_>,
    process: &Process,
    limit: Duration,
) -> Vec<ProbeResponse> {
    let client = Rc::new(Client::new(limit));
    join_all(
        online::inquiries(context)
            .into_iter()
            .map(|inquiry| oauth::probe(&client, process, inquiry)),
    )
    .await
}

/// Looks at the database that the app would use; None where it is not judged.
async fn examine(
    context: &CheckContext<'_>,
    process: &Process,
    limit: Duration,
) -> Option<Timed<Examined>> {
    context.everything().ok()?;
    let variable = context
        .databases
        .first()
        .map_or("DATABASE_URL", |database| database.name);
    let Timed {
        value: (outcome, of_url),
        took,
    } = Timed::by(look(context, process, limit)).await;
    let (failure, findings) = match outcome {
        Ok(findings) => (None, findings),
        Err(error) => (Some(*error.finding), of_url),
    };
    Some(Timed {
        value: Examined {
            variable,
            failure,
            findings,
        },
        took,
    })
}

/// What the database is like, and what its URL tells where nobody answers.
async fn look(
    context: &CheckContext<'_>,
    process: &Process,
    limit: Duration,
) -> (Result<Vec<Diagnostic>>, Vec<Diagnostic>) {
    let chosen = match choose(context.settings) {
        Ok(chosen) => chosen,
        Err(error) => return (Err(error), Vec::new()),
    };
    match &chosen.target {
        Target::Postgres(url) => (server(context, url, process, limit).await, check_url(url)),
        Target::Sqlite(path) => {
            let looked = examination::examine_file(&process.directory.join(path), limit).await;
            let judged = looked.map(|(file, mut found)| {
                settle_release(context.settings, &mut found);
                check_file(&file, &found)
            });
            (judged, Vec::new())
        }
    }
}

async fn server(
    context: &CheckContext<'_>,
    url: &PostgresUrl,
    process: &Process,
    limit: Duration,
) -> Result<Vec<Diagnostic>> {
    let trace = Trace::begin();
    let connection = postgres::connect_traced(url, limit, &trace).await?;
    let mut server = examination::examine(&connection, url, SAMPLES, limit).await?;
    connection.close().await;
    settle_release(context.settings, &mut server.found);
    Ok(check_server(&server, url, process.now()))
}
