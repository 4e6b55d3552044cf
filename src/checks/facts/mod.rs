//! The facts that the checks use. Each source has a file with its types and its requests.
//!
//! All sources are asked at the same time, each with its own timeout. Nothing is written.

mod database;
mod git;
mod live_site;
mod neon;
mod production;
mod providers;
mod sign_ins;
mod source;
mod space;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use futures_util::future::{LocalBoxFuture, OptionFuture};

pub use self::database::DatabaseSnapshot;
pub use self::live_site::{ExpectedSignIn, SiteSnapshot, require_trust as require_trust_for_site};
pub use self::neon::NeonSnapshot;
pub use self::production::Production;
pub use self::providers::asked_providers;
pub use self::sign_ins::SignInHistory;
pub use self::source::Source;
pub use self::space::{SpaceContents, SpaceSnapshot};
use super::scope::Scope;
use crate::config::git::{Tracking, Unknown};
use crate::oauth::ProbeResponse;
use crate::process::Env;
use crate::timeouts;

/// For each request to the live site and the Hub, and for all requests to Neon's API.
const REMOTE_TIMEOUT: Duration = Duration::from_secs(10);

/// The facts, one field for each source; None if it was not used.
#[derive(Debug, Default)]
pub struct Facts {
    /// What git knows about the `.env` file.
    pub git: Option<Timed<Result<Tracking, Unknown>>>,
    /// The answers of the providers.
    pub providers: Option<Timed<Vec<ProbeResponse>>>,
    /// The results for the database.
    pub database: Option<Timed<DatabaseSnapshot>>,
    /// The answers of the live site.
    pub live_site: Option<Timed<SiteSnapshot>>,
    /// What the Hub says about the Space.
    pub space: Option<Timed<SpaceSnapshot>>,
    /// What Neon's API says about the project.
    pub neon: Option<Timed<NeonSnapshot>>,
    /// The test sign-ins on record.
    pub sign_ins: Option<Timed<SignInHistory>>,
}

/// A value, and how long it took to get.
#[derive(Clone, Copy, Debug)]
pub struct Timed<T> {
    /// The value.
    pub value: T,
    /// The time from the request to the complete answer.
    pub took: Duration,
}

impl<T> Timed<T> {
    /// Awaits a value and measures the time.
    pub async fn measure(future: impl Future<Output = T>) -> Self {
        let start = Instant::now();
        Self {
            value: future.await,
            took: start.elapsed(),
        }
    }

    /// Like `measure`, for an optional value.
    pub async fn measure_optional(future: impl Future<Output = Option<T>>) -> Option<Self> {
        let Timed { value, took } = Timed::measure(future).await;
        value.map(|value| Self { value, took })
    }
}

impl Facts {
    /// How long a source took to answer; None if it was not used.
    pub fn took(&self, source: Source) -> Option<Duration> {
        let tracking = || self.git.as_ref()?.value.as_ref().ok();
        match source {
            Source::Settings => None,
            Source::Git => tracking().map(|tracking| tracking.took[0]),
            Source::GitHistory => tracking().map(|tracking| tracking.took[1]),
            Source::Providers => self.providers.as_ref().map(|timed| timed.took),
            Source::Database => self.database.as_ref().map(|timed| timed.took),
            Source::LiveSite => self.live_site.as_ref().map(|timed| timed.took),
            Source::Space => self.space.as_ref().map(|timed| timed.took),
            Source::Neon => self.neon.as_ref().map(|timed| timed.took),
            Source::SignIns => self.sign_ins.as_ref().map(|timed| timed.took),
        }
    }
}

/// What happens while the facts are collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// This source has answered.
    Answered(Source),
    /// So many files and commits were searched.
    Searched(usize),
}

/// Asks the sources, each with `timeout` if it is given. `report` is called as they answer.
pub async fn collect_facts(
    scope: &Scope<'_>,
    asked: &BTreeSet<Source>,
    env: &Env,
    timeout: Option<Duration>,
    report: &dyn Fn(Progress),
) -> Facts {
    let is_asked = |sources: &[Source]| sources.iter().any(|source| asked.contains(source));
    let limit = |usual: Duration| timeout.unwrap_or(usual);
    let searched = |count| report(Progress::Searched(count));
    let git = is_asked(&[Source::Git, Source::GitHistory]).then(|| {
        let fetched =
            Timed::measure_optional(git::fetch(scope, env, limit(timeouts::GIT), &searched));
        then_report(report, &[Source::Git, Source::GitHistory], fetched)
    });
    let providers = is_asked(&[Source::Providers]).then(|| {
        let fetched = Timed::measure(providers::fetch(scope, env, limit(timeouts::PROVIDER)));
        then_report(report, &[Source::Providers], fetched)
    });
    let database = is_asked(&[Source::Database]).then(|| {
        let fetched = database::fetch(scope, env, limit(timeouts::DATABASE));
        then_report(
            report,
            &[Source::Database],
            Timed::measure_optional(fetched),
        )
    });
    // A test sign-in says whether a redirect URI is registered if the provider does not.
    let sign_ins = is_asked(&[Source::SignIns, Source::Providers]).then(|| {
        let read = Timed::measure(async { sign_ins::read(scope, env) });
        then_report(report, &[Source::SignIns], read)
    });
    let remote = Box::pin(fetch_production(
        scope,
        asked,
        env,
        limit(REMOTE_TIMEOUT),
        report,
    ));
    let local = futures_util::future::join(OptionFuture::from(git), OptionFuture::from(sign_ins));
    let ((git, sign_ins), providers, database, remote) = tokio::join!(
        local,
        OptionFuture::from(providers),
        OptionFuture::from(database),
        remote
    );
    Facts {
        git: git.flatten(),
        providers,
        database: database.flatten(),
        sign_ins,
        ..remote
    }
}

/// Reports when the sources have answered. On the heap: all sources in one future would fill the stack.
fn then_report<'a, T: 'a>(
    report: &'a dyn Fn(Progress),
    sources: &'a [Source],
    answer: impl Future<Output = T> + 'a,
) -> LocalBoxFuture<'a, T> {
    Box::pin(async move {
        let answer = answer.await;
        let answered = sources.iter().copied().map(Progress::Answered);
        answered.for_each(report);
        answer
    })
}

/// Asks the live site, its Space and its Neon project.
async fn fetch_production(
    scope: &Scope<'_>,
    asked: &BTreeSet<Source>,
    env: &Env,
    limit: Duration,
    report: &dyn Fn(Progress),
) -> Facts {
    if ![Source::LiveSite, Source::Space, Source::Neon]
        .iter()
        .any(|source| asked.contains(source))
    {
        return Facts::default();
    }
    let production = Production::of(scope, env);
    let live_site = asked.contains(&Source::LiveSite).then(|| {
        let fetched = live_site::fetch(&scope.providers, &production, env, limit);
        then_report(
            report,
            &[Source::LiveSite],
            Timed::measure_optional(fetched),
        )
    });
    let is_full = scope.unless_only_providers().is_ok();
    let space = (is_full && asked.contains(&Source::Space)).then(|| {
        let fetched = space::fetch(scope, &production, env, limit);
        then_report(report, &[Source::Space], Timed::measure_optional(fetched))
    });
    let neon = (is_full && asked.contains(&Source::Neon)).then(|| {
        let fetched = neon::fetch(scope, &production, env, limit);
        then_report(report, &[Source::Neon], Timed::measure_optional(fetched))
    });
    let (live_site, space, neon) = tokio::join!(
        OptionFuture::from(live_site),
        OptionFuture::from(space),
        OptionFuture::from(neon)
    );
    Facts {
        live_site: live_site.flatten(),
        space: space.flatten(),
        neon: neon.flatten(),
        ..Facts::default()
    }
}
