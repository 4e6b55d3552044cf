//! `navauth check-env`.

use super::{Context, Outcome};
use crate::error::Error;

/// Judge every setting of the guide, without the network
#[derive(clap::Args, Clone, Debug)]
pub struct CheckEnvArgs {}

/// Runs the command.
pub fn run(_context: &Context, _args: &CheckEnvArgs) -> Outcome {
    Err(Error::bug("not built yet"))
}
