//! All checks, in the order in which they run.

use super::check::Check;
use super::{connection, database, file, online, repository, session, sign_in, site, values};
use super::{live, neon, record, space};
use crate::diagnostics::catalog;

/// All checks, each after those that it depends on.
pub fn registry() -> impl Iterator<Item = &'static Check> {
    [
        file::CHECKS,
        repository::CHECKS,
        values::CHECKS,
        database::CHECKS,
        connection::CHECKS,
        session::CHECKS,
        site::CHECKS,
        sign_in::CHECKS,
        live::SITE_CHECKS,
        online::CHECKS,
        space::CHECKS,
        live::APP_CHECKS,
        space::HOST_CHECKS,
        neon::CHECKS,
        record::CHECKS,
    ]
    .into_iter()
    .flatten()
}

/// The check with this id, or the one that emits it. Connection errors are not listed in `emits`: they belong to the connection check.
pub fn check(id: &str) -> Option<&'static Check> {
    let here = || registry().find(|check| check.id == id);
    let finds = || registry().find(|check| check.emits.contains(&id));
    let connection = || {
        [&catalog::database::GROUP, &catalog::neon::GROUP]
            .iter()
            .flat_map(|group| group.codes)
            .any(|code| code.id == id)
            .then(|| connection::owner(id))
    };
    // Most ids are references into the registry, so comparing pointers is enough.
    registry()
        .find(|check| std::ptr::eq(check.id, id))
        .or_else(here)
        .or_else(finds)
        .or_else(connection)
}
