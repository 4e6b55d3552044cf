//! `navauth test-login`.

use super::{Context, Outcome};
use crate::error::Error;

/// Sign in once, as a user would
#[derive(clap::Args, Clone, Debug)]
pub struct TestLoginArgs {}

/// Runs the command.
pub async fn run(_context: &Context, _args: &TestLoginArgs) -> Outcome {
    Err(Error::bug("not built yet"))
}
