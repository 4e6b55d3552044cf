//! All checks, in the order in which they run.

use super::check::Check;
use super::{
    api_base_url, connection_string, database, env_file, frontend, git, live_site, neon,
    oauth_apps, providers, session_key, sign_ins, space, values,
};
use crate::diagnostics::catalog;

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

/// The check with this id, or the one that emits it. Connection errors are not listed in `emits`: they belong to the connection check.
pub fn check(id: &str) -> Option<&'static Check> {
    let connection = || {
        [&catalog::database::GROUP, &catalog::neon::GROUP]
            .iter()
            .flat_map(|group| group.codes)
            .any(|code| code.id == id)
            .then(|| database::owner(id))
    };
    registry()
        .find(|check| check.ids().any(|own| own == id))
        .or_else(connection)
}
