//! `navauth purge-states`.

use serde::Serialize;

use super::database::DatabaseArgs;
use super::{Context, Outcome, pluralize};
use crate::diagnostics::{Exit, Result};
use crate::terminal::{Answer, Ui};

/// Delete what logins that never came back have left behind
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "The app keeps a row for every login that has begun, for 10 minutes, and forgets to delete those that never end.\n\
                        Logins that run are not touched."
)]
pub struct PurgeStatesArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Only say how many there are
    #[arg(long)]
    pub dry_run: bool,
}

/// What was deleted, or would be.
#[derive(Serialize)]
struct Purged {
    database: String,
    dry_run: bool,
    expired: u64,
}

/// Runs the command.
pub async fn run(context: &Context, args: &PurgeStatesArgs) -> Outcome {
    let place = args.database.place(context)?;
    let mut database = place.open(context).await?;
    let expired = database
        .purge_states(context.process.now(), args.dry_run)
        .await?;
    database.close().await;
    context.ui.answer(&Purged {
        database: place.shown,
        dry_run: args.dry_run,
        expired,
    })?;
    Ok(Exit::Done)
}

impl Answer for Purged {
    fn show(&self, ui: &Ui) -> Result<()> {
        let rows = pluralize(
            usize::try_from(self.expired).unwrap_or(usize::MAX),
            "expired login state",
        );
        let what = if self.dry_run {
            "would be deleted"
        } else {
            "deleted"
        };
        let database = self.database.split('?').next().unwrap_or_default();
        ui.result(format!("{rows} {what} at: {database}"))
    }
}
