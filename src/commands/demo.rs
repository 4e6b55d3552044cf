//! `navauth demo`.

use super::{Context, Outcome};
use crate::error::Error;

/// Rehearse the whole guide here, with stand-ins for the providers
#[derive(clap::Args, Clone, Debug)]
pub struct DemoArgs {}

/// Runs the command.
pub async fn run(_context: &Context, _args: &DemoArgs) -> Outcome {
    Err(Error::bug("not built yet"))
}
