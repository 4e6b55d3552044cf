//! `navauth neon connection-string`: prints the project's connection string.

use serde::Serialize;

use super::{Context, Outcome, Session, waiting};
use crate::diagnostics::Result;
use crate::neon::connection;
use crate::secret::Secret;
use crate::terminal::{Render, Ui};

/// Print the connection string, including the password
///
/// Prints the one for the direct host, as migrations need; with --pooled, the one for the connection pooler, as the app needs. --json
/// leaves the password out.
#[derive(clap::Args, Clone, Debug)]
pub struct ConnectionStringArgs {
    /// Print the one for the connection pooler
    #[arg(long)]
    pub pooled: bool,
    /// The database, if the project has several
    #[arg(long, value_name = "NAME")]
    pub database: Option<String>,
}

#[derive(Serialize)]
struct ConnectionString {
    host: String,
    pooled: bool,
    database: String,
    role: String,
    #[serde(skip)]
    url: Secret,
}

pub(super) async fn run(
    context: &Context,
    session: &Session<'_>,
    args: &ConnectionStringArgs,
) -> Outcome {
    let spinner = waiting(context, "asking Neon");
    let project = session.project().await?;
    let found = connection::read(&session.api, &project, args.database.as_deref()).await?;
    drop(spinner);
    let url = if args.pooled {
        found.pooled
    } else {
        found.direct
    };
    let host = if args.pooled {
        connection::host_of(&url).unwrap_or_default()
    } else {
        found.host
    };
    context.ui.render(&ConnectionString {
        host,
        pooled: args.pooled,
        database: found.database,
        role: found.role,
        url,
    })
}

impl Render for ConnectionString {
    fn show(&self, ui: &Ui) -> Result<()> {
        ui.print_secret(&self.url)
    }
}
