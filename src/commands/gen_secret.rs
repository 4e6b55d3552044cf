//! `navauth gen-secret`.

use super::{Context, Outcome};
use crate::error::Error;

/// Make a key for JWT_SECRET_KEY
#[derive(clap::Args, Clone, Debug)]
pub struct GenSecretArgs {
    /// Put it into the .env file instead of printing it
    #[arg(long)]
    pub write: bool,
}

/// Runs the command.
pub fn run(_context: &Context, _args: &GenSecretArgs) -> Outcome {
    Err(Error::bug("not built yet"))
}
