//! All checks, in the order in which they run.

use super::check::Check;
use super::{
    api_base_url, connection_string, database, env_file, frontend, git, live_site, neon,
    oauth_apps, providers, session_key, sign_ins, space, values,
};
use crate::diagnostics::{Code, catalog};

/// All checks, each after those that it depends on.
pub fn registry() -> impl Iterator<Item = &'static Check> {
    [
        env_file::CHECKS,
        git::CHECKS,
        values::CHECKS,
        connection_string::CHECKS,
        database::CHECKS,
        session_key::CHECKS,
        frontend::CHECKS,
        api_base_url::CHECKS,
        oauth_apps::CHECKS,
        live_site::SITE_CHECKS,
        providers::CHECKS,
        space::CHECKS,
        live_site::APP_CHECKS,
        space::HOST_CHECKS,
        neon::CHECKS,
        sign_ins::CHECKS,
    ]
    .into_iter()
    .flatten()
}

/// The check with this code, or the one that emits it. Connection errors are not listed in `emits`: they belong to the connection check.
pub fn check(code: &Code) -> Option<&'static Check> {
    let connection = || {
        [&catalog::database::GROUP, &catalog::neon::GROUP]
            .iter()
            .any(|group| group.contains(code))
            .then(|| database::owner(code))
    };
    registry()
        .find(|check| check.codes().any(|own| own == code))
        .or_else(connection)
}
