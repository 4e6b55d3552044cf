//! `navauth schema`.

use super::{Context, Outcome};
use crate::diagnostics::Exit;

/// The JSON Schema (draft 2020-12) of the documents that `--json` prints.
const SCHEMA: &str = include_str!("../../docs/schema/navauth.schema.json");

/// Print the JSON Schema of the --json output
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:\n  navauth schema > navauth.schema.json")]
pub struct SchemaArgs {}

/// Runs the command.
pub fn run(context: &Context) -> Outcome {
    context.ui.result_raw(SCHEMA)?;
    Ok(Exit::Done)
}
