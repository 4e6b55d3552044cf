//! Every check there is, in the order in which they judge.
//!
//! Owns the order: what others need comes before them. The checks stand in one file an area.

use super::check::Check;
use super::{connection, database, file, online, repository, session, sign_in, site, values};
use super::{live, neon, record, space};
use crate::diagnostics::catalog;

/// All checks. What one needs comes before it.
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

/// The check of an id, or the one that may find it; why a database cannot be reached has too many ids to be listed.
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
    // Most ids come from the register itself: there is no need to read them.
    registry()
        .find(|check| std::ptr::eq(check.id, id))
        .or_else(here)
        .or_else(finds)
        .or_else(connection)
}
