//! Every check there is, in the order in which they judge.
//!
//! Owns the order: what others need comes before them. The checks stand in one file an area.

use super::check::Check;
use super::{database, file, online, repository, session, sign_in, site, values};

/// All checks. What one needs comes before it.
pub fn register() -> impl Iterator<Item = &'static Check> {
    [file::CHECKS, repository::CHECKS, values::CHECKS, database::CHECKS, session::CHECKS, site::CHECKS, sign_in::CHECKS, online::CHECKS]
        .into_iter()
        .flatten()
}

/// What is so when the check of this id passes.
pub fn claim(id: &str) -> Option<&'static str> {
    register().find(|check| check.id == id).map(|check| check.title)
}
