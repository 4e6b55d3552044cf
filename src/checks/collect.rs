//! Collects the facts that the checks need: every source at the same time, each with its own timeout. Nothing is written.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{OptionFuture, join_all};

use super::check::Source;
use super::context::CheckContext;
use super::facts::{Examined, Facts, Timed};
use super::live::{self, Production};
use super::{neon, online, record, repository, space};
use crate::config::git::{self, Tracking, Unknown};
use crate::database::Target;
use crate::database::inspect::{self, check_file, check_server, check_url, settle_release};
use crate::database::postgres::{self, Trace};
use crate::database::url::{PostgresUrl, choose, variable_in_use};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Result;
use crate::http::Client;
use crate::oauth::{self, ProbeResponse};
use crate::process::Env;

const GIT_TIMEOUT: Duration = Duration::from_secs(10);

/// For each provider.
const PROVIDER_TIMEOUT: Duration = Duration::from_secs(10);

/// For each request to the live site and the Hub, and for all requests to Neon's API.
const REMOTE_TIMEOUT: Duration = Duration::from_secs(10);

/// A suspended database has to wake up first.
const DATABASE_TIMEOUT: Duration = Duration::from_secs(30);

/// Asks the sources, each with `timeout` if it is given. `ended` is called with each source that has answered.
pub async fn collect_facts(
    context: &CheckContext<'_>,
    asked: &BTreeSet<Source>,
    env: &Env,
    timeout: Option<Duration>,
    ended: &dyn Fn(Source),
) -> Facts {
    let limit = |usual: Duration| timeout.unwrap_or(usual);
    let of_git = asked.contains(&Source::Git) || asked.contains(&Source::History);
    let tracking = of_git.then(|| {
        let tracking = track(context, env, limit(GIT_TIMEOUT));
        then_report(ended, &[Source::Git, Source::History], tracking)
    });
    let probed = asked.contains(&Source::Providers).then(|| {
        let probed = Timed::measure(probe(context, env, limit(PROVIDER_TIMEOUT)));
        then_report(ended, &[Source::Providers], probed)
    });
    let database = asked.contains(&Source::Database).then(|| {
        let examined = examine(context, env, limit(DATABASE_TIMEOUT));
        then_report(ended, &[Source::Database], examined)
    });
    // A test sign-in says whether a redirect URI is registered if the provider does not.
    let recorded = [Source::Record, Source::Providers]
        .iter()
        .any(|asks| asked.contains(asks));
    let record = recorded.then(|| {
        let record = Timed::measure(async { record::read(context, env) });
        then_report(ended, &[Source::Record], record)
    });
    let remote = fetch_all(context, asked, env, limit(REMOTE_TIMEOUT), ended);
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

/// Calls `ended` when the sources have answered.
async fn then_report<T>(
    ended: &dyn Fn(Source),
    sources: &[Source],
    answer: impl Future<Output = T>,
) -> T {
    let answer = answer.await;
    sources.iter().copied().for_each(ended);
    answer
}

/// Asks the live site, its Space and its Neon project.
async fn fetch_all(
    context: &CheckContext<'_>,
    asked: &BTreeSet<Source>,
    env: &Env,
    limit: Duration,
    ended: &dyn Fn(Source),
) -> Facts {
    if ![Source::Site, Source::Space, Source::Neon]
        .iter()
        .any(|asks| asked.contains(asks))
    {
        return Facts::default();
    }
    let production = Production::of(context, env);
    let site = asked.contains(&Source::Site).then(|| {
        let fetched = live::fetch(&context.providers, &production, env, limit);
        then_report(ended, &[Source::Site], Timed::measure_optional(fetched))
    });
    let everything = context.everything().is_ok();
    let space = (everything && asked.contains(&Source::Space)).then(|| {
        let fetched = space::fetch(context, &production, env, limit);
        then_report(ended, &[Source::Space], Timed::measure_optional(fetched))
    });
    let neon = (everything && asked.contains(&Source::Neon)).then(|| {
        let fetched = neon::fetch(context, &production, env, limit);
        then_report(ended, &[Source::Neon], Timed::measure_optional(fetched))
    });
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
    env: &Env,
    limit: Duration,
) -> Option<Timed<Result<Tracking, Unknown>>> {
    let file = context.env_file.filter(|_| context.everything().is_ok())?;
    let request = repository::request(context.settings, file);
    Some(Timed::measure(git::track(&request, &env.variables, limit)).await)
}

async fn probe(context: &CheckContext<'_>, env: &Env, limit: Duration) -> Vec<ProbeResponse> {
    let client = Rc::new(Client::new(limit));
    join_all(
        online::probe_requests(context)
            .into_iter()
            .map(|request| oauth::probe(&client, env, request)),
    )
    .await
}

/// Inspects the database that the app would use; None if only providers are checked.
async fn examine(
    context: &CheckContext<'_>,
    env: &Env,
    limit: Duration,
) -> Option<Timed<Examined>> {
    context.everything().ok()?;
    let variable = variable_in_use(context.settings).unwrap_or("DATABASE_URL");
    let Timed {
        value: (outcome, of_url),
        took,
    } = Timed::measure(inspect(context, env, limit)).await;
    let (failure, findings) = match outcome {
        Ok(findings) => (None, findings),
        Err(error) => (Some(*error.diagnostic), of_url),
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

/// The results for the database, and those for its URL if the database does not answer.
async fn inspect(
    context: &CheckContext<'_>,
    env: &Env,
    limit: Duration,
) -> (Result<Vec<Diagnostic>>, Vec<Diagnostic>) {
    let chosen = match choose(context.settings) {
        Ok(chosen) => chosen,
        Err(error) => return (Err(error), Vec::new()),
    };
    match &chosen.target {
        Target::Postgres(url) => (server(context, url, env, limit).await, check_url(url)),
        Target::Sqlite(path) => {
            let inspected = inspect::inspect_file(&env.directory.join(path), limit).await;
            let results = inspected.map(|(file, mut found)| {
                settle_release(context.settings, &mut found);
                check_file(&file, &found)
            });
            (results, Vec::new())
        }
    }
}

async fn server(
    context: &CheckContext<'_>,
    url: &PostgresUrl,
    env: &Env,
    limit: Duration,
) -> Result<Vec<Diagnostic>> {
    let trace = Trace::begin();
    let connection = postgres::connect_traced(url, limit, &trace).await?;
    let mut server = inspect::inspect_server(&connection, url, None, limit).await?;
    connection.close().await;
    settle_release(context.settings, &mut server.found);
    Ok(check_server(&server, url, env.now()))
}
