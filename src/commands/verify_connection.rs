//! `navauth verify-connection`.

use super::{Context, Outcome};
use crate::error::Error;

/// Connect to the database and say what was found
#[derive(clap::Args, Clone, Debug)]
pub struct VerifyConnectionArgs {}

/// Runs the command.
pub async fn run(_context: &Context, _args: &VerifyConnectionArgs) -> Outcome {
    Err(Error::bug("not built yet"))
}
