//! Which database the app uses: the first variable that is set.
//!
//! Owns the order of the variables and the app's default.

use super::Target;
use crate::config::settings::{Origin, Settings};
use crate::diagnostics::Result;

/// The variables that name the database, the first one set wins.
pub const VARIABLES: [&str; 3] = ["NEON_DATABASE_URL_DEV", "NEON_DATABASE_URL", "DATABASE_URL"];

/// The file that the app uses when no variable is set, relative to the working directory.
pub const DEFAULT_SQLITE: &str = "./data/users.db";

/// The database that the app uses, and why this one.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// What to connect to.
    pub target: Target,
    /// The variable that named it; none for the app's default.
    pub variable: Option<&'static str>,
    /// Where that variable was set.
    pub origin: Origin,
    /// Variables that are also set and lose.
    pub shadowed: Vec<&'static str>,
}

/// Finds the database as the app does. A variable that is set to nothing counts as not set.
///
/// Fails (exit 3) where the URL that wins cannot be used, as [`Target::parse`] says, with the place where it was set.
pub fn choose(settings: &Settings) -> Result<Chosen> {
    let mut set = VARIABLES
        .into_iter()
        .filter_map(|name| Some((name, settings.get_non_empty(name)?)));
    let Some((name, setting)) = set.next() else {
        return Ok(Chosen {
            target: Target::Sqlite(DEFAULT_SQLITE.into()),
            variable: None,
            origin: Origin::Default,
            shadowed: Vec::new(),
        });
    };
    let target = Target::parse(name, setting.value.expose()).map_err(|mut error| {
        error.finding.source = setting.origin.source();
        error
    })?;
    Ok(Chosen {
        target,
        variable: Some(name),
        origin: setting.origin.clone(),
        shadowed: set.map(|(name, _)| name).collect(),
    })
}
