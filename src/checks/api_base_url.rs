//! The checks of API_BASE_URL that need no network.

use super::check::Check;
use super::context::CheckContext;
use super::values::BEFORE_CONTENT;
use super::violation::CheckResult;
use crate::config::api_base_url::{self, NAME};
use crate::config::variables::Stage;
use crate::diagnostics::catalog::api;
use crate::diagnostics::{Code, SkipReason};

pub const CHECKS: &[Check] = &[
    Check {
        forbids_push: false,
        ..check(
            &api::MISSING,
            "API_BASE_URL is set where the app's release needs it",
            |context| missing(context, &api::MISSING),
        )
    },
    Check {
        forbids_push: false,
        ..check(
            &api::MISSING_ON_SPACE,
            "API_BASE_URL is set where the app runs on a Space",
            |context| missing(context, &api::MISSING_ON_SPACE),
        )
    },
    check(&api::NOT_A_URL, "API_BASE_URL is a valid URL", |context| {
        only(context, &api::NOT_A_URL)
    }),
    check(&api::LOCAL, "API_BASE_URL is public", |context| {
        only(context, &api::LOCAL)
    }),
    check(
        &api::PAGE_OF_SPACE,
        "API_BASE_URL is the address of the app",
        |context| only(context, &api::PAGE_OF_SPACE),
    ),
    check(&api::NOT_HTTPS, "API_BASE_URL uses https", |context| {
        only(context, &api::NOT_HTTPS)
    }),
    check(
        &api::PUBLIC_IN_DEVELOPMENT,
        "API_BASE_URL is local",
        |context| only(context, &api::PUBLIC_IN_DEVELOPMENT),
    ),
    check(
        &api::PATH_OF_APP,
        "API_BASE_URL is not the address of one of the app's pages",
        |context| only(context, &api::PATH_OF_APP),
    ),
    check(
        &api::PATH_TWICE,
        "API_BASE_URL contains no path that the app adds",
        |context| only(context, &api::PATH_TWICE),
    ),
    check(
        &api::TRAILING_SLASH,
        "API_BASE_URL does not end with a slash",
        |context| only(context, &api::TRAILING_SLASH),
    ),
];

const fn check(
    code: &'static Code,
    title: &'static str,
    run: fn(&CheckContext<'_>) -> CheckResult,
) -> Check {
    Check {
        stage: Stage::Site,
        title,
        depends_on: BEFORE_CONTENT,
        forbids_push: true,
        run,
        ..Check::of(code)
    }
}

fn only(context: &CheckContext<'_>, code: &Code) -> CheckResult {
    context.value(NAME).ok_or(SkipReason::NotApplicable)?;
    problem(context, code)
}

/// Passes also where the Space has it, as far as the Hub was asked.
fn missing(context: &CheckContext<'_>, code: &Code) -> CheckResult {
    let space = context.facts.space.as_ref();
    let contents = space.and_then(|space| space.value.contents.as_ref().ok());
    let mut names = contents
        .iter()
        .flat_map(|contents| contents.secrets.iter().chain(&contents.variables));
    if names.any(|name| name == NAME) {
        return Ok(Vec::new());
    }
    problem(context, code)
}

fn problem(context: &CheckContext<'_>, code: &Code) -> CheckResult {
    context.unless_only_providers()?;
    let problem = api_base_url::problem(context.settings, context.environment);
    Ok(problem
        .filter(|diagnostic| diagnostic.is(code))
        .map(|diagnostic| context.diagnose(NAME, diagnostic))
        .into_iter()
        .collect())
}
