//! Asking everybody whom the checks need, all side by side, each with a deadline.
//!
//! Owns who is asked and how long each may take. The asking itself belongs to the floors below; nothing is written anywhere.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{OptionFuture, join_all};

use super::check::Asks;
use super::evidence::{Evidence, Examined, Gathered};
use super::live::{self, Production};
use super::subject::Subject;
use super::{neon, online, record, repository, space};
use crate::database::Target;
use crate::database::examination::{self, judge_file, judge_server, judge_url};
use crate::database::postgres::{self, Trace};
use crate::database::url::{PostgresUrl, choose};
use crate::env::git::{self, Tracking, Unknown};
use crate::error::Result;
use crate::finding::Finding;
use crate::http::Client;
use crate::oauth::{self, Probed};
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
    subject: &Subject<'_>,
    asked: &BTreeSet<Asks>,
    process: &Process,
    timeout: Option<Duration>,
) -> Evidence {
    let limit = |usual: Duration| timeout.unwrap_or(usual);
    let of_git = asked.contains(&Asks::Git) || asked.contains(&Asks::History);
    let tracking = of_git.then(|| track(subject, process, limit(GIT)));
    let probed = asked
        .contains(&Asks::Providers)
        .then(|| Gathered::by(probe(subject, process, limit(PROVIDER))));
    let database = asked
        .contains(&Asks::Database)
        .then(|| examine(subject, process, limit(DATABASE)));
    // A login by a redirect URI proves what a provider tells nobody who does not sign in.
    let recorded = [Asks::Record, Asks::Providers]
        .iter()
        .any(|asks| asked.contains(asks));
    let record = recorded.then(|| Gathered::by(async { record::look(subject, process) }));
    let remote = look_around(subject, asked, process, limit(REMOTE));
    let here = futures_util::future::join(OptionFuture::from(tracking), OptionFuture::from(record));
    let ((tracking, record), probed, database, remote) = tokio::join!(
        here,
        OptionFuture::from(probed),
        OptionFuture::from(database),
        remote
    );
    Evidence {
        tracking: tracking.flatten(),
        probed,
        database: database.flatten(),
        record,
        ..remote
    }
}

/// Looks at what is there in production: the site, its Space, its project at Neon.
async fn look_around(
    subject: &Subject<'_>,
    asked: &BTreeSet<Asks>,
    process: &Process,
    limit: Duration,
) -> Evidence {
    if ![Asks::Site, Asks::Space, Asks::Neon]
        .iter()
        .any(|asks| asked.contains(asks))
    {
        return Evidence::default();
    }
    let production = Production::of(subject, process);
    let site = asked
        .contains(&Asks::Site)
        .then(|| Gathered::by_chance(live::visit(&subject.providers, &production, process, limit)));
    let everything = subject.everything().is_ok();
    let space = (everything && asked.contains(&Asks::Space))
        .then(|| Gathered::by_chance(space::look(subject, &production, process, limit)));
    let neon = (everything && asked.contains(&Asks::Neon))
        .then(|| Gathered::by_chance(neon::look(subject, &production, process, limit)));
    let (site, space, neon) = tokio::join!(
        OptionFuture::from(site),
        OptionFuture::from(space),
        OptionFuture::from(neon)
    );
    Evidence {
        site: site.flatten(),
        space: space.flatten(),
        neon: neon.flatten(),
        ..Evidence::default()
    }
}

async fn track(
    subject: &Subject<'_>,
    process: &Process,
    limit: Duration,
) -> Option<Gathered<Result<Tracking, Unknown>>> {
    let file = subject.env_file.filter(|_| subject.everything().is_ok())?;
    let secrets: Vec<Secret> = repository::secrets(subject.settings, file)
        .into_iter()
        .map(|(_, secret)| secret)
        .collect();
    Some(
        Gathered::by(git::track(
            &file.place.path,
            &secrets,
            &process.variables,
            limit,
        ))
        .await,
    )
}

async fn probe(subject: &Subject<'_>, process: &Process, limit: Duration) -> Vec<Probed> {
    let client = Rc::new(Client::new(limit));
    join_all(
        online::inquiries(subject)
            .into_iter()
            .map(|inquiry| oauth::probe(&client, process, inquiry)),
    )
    .await
}

/// Looks at the database that the app would use; None where it is not judged.
async fn examine(
    subject: &Subject<'_>,
    process: &Process,
    limit: Duration,
) -> Option<Gathered<Examined>> {
    subject.everything().ok()?;
    let variable = subject
        .databases
        .first()
        .map_or("DATABASE_URL", |database| database.name);
    let Gathered {
        value: (outcome, of_url),
        took,
    } = Gathered::by(look(subject, process, limit)).await;
    let (failure, findings) = match outcome {
        Ok(findings) => (None, findings),
        Err(error) => (Some(*error.finding), of_url),
    };
    Some(Gathered {
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
    subject: &Subject<'_>,
    process: &Process,
    limit: Duration,
) -> (Result<Vec<Finding>>, Vec<Finding>) {
    let chosen = match choose(subject.settings) {
        Ok(chosen) => chosen,
        Err(error) => return (Err(error), Vec::new()),
    };
    match &chosen.target {
        Target::Postgres(url) => (server(url, process, limit).await, judge_url(url)),
        Target::Sqlite(path) => {
            let looked = examination::examine_file(&process.directory.join(path), limit).await;
            (
                looked.map(|(file, found)| judge_file(&file, &found)),
                Vec::new(),
            )
        }
    }
}

async fn server(url: &PostgresUrl, process: &Process, limit: Duration) -> Result<Vec<Finding>> {
    let trace = Trace::begin();
    let connection = postgres::connect_traced(url, limit, &trace).await?;
    let server = examination::examine(&connection, url, SAMPLES, limit).await?;
    connection.close().await;
    Ok(judge_server(&server, url, process.now()))
}
