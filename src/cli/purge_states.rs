//! `navauth purge-states`.

use serde::Serialize;

use super::database::DatabaseArgs;
use super::{Context, Outcome, pluralize};
use crate::diagnostics::Result;
use crate::terminal::{Render, Ui};

/// Delete expired, unfinished sign-in attempts
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "The app stores a state row for every sign-in, valid for 10 minutes, and never deletes those of unfinished sign-ins.\n\
                        Sign-ins in progress are not affected."
)]
pub struct PurgeStatesArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Only count them
    #[arg(long)]
    pub dry_run: bool,
}

/// The result.
#[derive(Serialize)]
struct Purged {
    database: String,
    dry_run: bool,
    expired: u64,
}

/// Runs the command.
pub async fn run(context: &Context, args: &PurgeStatesArgs) -> Outcome {
    let place = args.database.choose(context)?;
    let mut database = place.open(context).await?;
    let expired = database
        .purge_states(context.env.now(), args.dry_run)
        .await?;
    database.close().await;
    context.ui.render(&Purged {
        database: place.shown,
        dry_run: args.dry_run,
        expired,
    })
}

impl Render for Purged {
    fn show(&self, ui: &Ui) -> Result<()> {
        let rows = pluralize(
            usize::try_from(self.expired).unwrap_or(usize::MAX),
            "expired sign-in attempt",
        );
        let what = if self.dry_run {
            "would be deleted"
        } else {
            "deleted"
        };
        let database = self.database.split('?').next().unwrap_or_default();
        ui.result(format!("{rows} {what} from {database}"))
    }
}
