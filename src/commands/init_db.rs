//! `navauth init-db`.

use super::{Context, Outcome};
use crate::error::Error;

/// Create the tables for users and logins
#[derive(clap::Args, Clone, Debug)]
pub struct InitDbArgs {}

/// Runs the command.
pub async fn run(_context: &Context, _args: &InitDbArgs) -> Outcome {
    Err(Error::bug("not built yet"))
}
