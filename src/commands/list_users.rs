//! `navauth list-users`.

use super::{Context, Outcome};
use crate::error::Error;

/// List who has signed in
#[derive(clap::Args, Clone, Debug)]
pub struct ListUsersArgs {}

/// Runs the command.
pub async fn run(_context: &Context, _args: &ListUsersArgs) -> Outcome {
    Err(Error::bug("not built yet"))
}
