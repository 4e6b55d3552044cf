//! `navauth env`.

use super::{Context, Outcome};
use crate::error::Error;

/// List what the app will see, and where each value comes from
#[derive(clap::Args, Clone, Debug)]
pub struct EnvArgs {}

/// Runs the command.
pub fn run(_context: &Context, _args: &EnvArgs) -> Outcome {
    Err(Error::bug("not built yet"))
}
