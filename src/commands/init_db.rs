//! `navauth init-db`.

use serde::Serialize;

use super::database::DatabaseArgs;
use super::{Context, Outcome};
use crate::database::migrate::{Change, Plan};
use crate::database::{Database, Engine};
use crate::error::{Exit, Result};
use crate::ui::{Answer, Ui};

/// Create the tables for users and logins
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Creates what is missing and leaves alone what exists, so that it can be run again at any time.\n\n\
                        Examples:\n  navauth init-db              on DATABASE_URL, or the SQLite file ./data/users.db without it\n  \
                        navauth init-db --dry-run    print the SQL and change nothing")]
pub struct InitDbArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Print the SQL that would run, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What was done, or would be.
#[derive(Serialize)]
struct Initialized {
    database: String,
    release: &'static str,
    dry_run: bool,
    created: Vec<&'static str>,
    adopted: Vec<&'static str>,
    unchanged: Vec<&'static str>,
    /// The SQL of a dry run; empty when there is nothing to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    sql: Option<String>,
}

/// Runs the command.
pub async fn run(context: &Context, args: &InitDbArgs) -> Outcome {
    let place = args.database.place(context)?;
    let plan = match (args.dry_run, place.target.not_yet()) {
        (true, Some(nothing)) => Plan::make(&nothing, None, Engine::Sqlite)?,
        (true, None) => {
            let mut database = place.open(context).await?;
            let plan = database.plan(None).await?;
            database.close().await;
            plan
        }
        (false, _) => {
            Database::create(&place.target)?;
            let mut database = place.open(context).await?;
            let waiting = context.ui.waiting("creating the tables");
            let plan = database.initialize(None).await?;
            drop(waiting);
            database.close().await;
            plan
        }
    };
    context.ui.answer(&Initialized::new(&plan, place.shown, args.dry_run))?;
    Ok(Exit::Done)
}

impl Initialized {
    fn new(plan: &Plan, database: String, dry_run: bool) -> Self {
        Self {
            database,
            release: plan.release.name,
            dry_run,
            created: plan.tables(Change::Created),
            adopted: plan.tables(Change::Adopted),
            unchanged: plan.tables(Change::Unchanged),
            sql: dry_run.then(|| plan.script()),
        }
    }
}

impl Answer for Initialized {
    fn show(&self, ui: &Ui) -> Result<()> {
        match &self.sql {
            Some(sql) if sql.is_empty() => return ui.result("-- nothing to do: all tables are there"),
            Some(sql) => return ui.result_raw(sql),
            None => ui.result(&format!("Database initialized at: {}", self.database))?,
        }
        let lines = [
            (&self.created, "created"),
            (&self.adopted, "found, made by the app; recorded and left as they are"),
            (&self.unchanged, "there already; nothing to do"),
        ];
        for (tables, what) in lines.iter().filter(|(tables, _)| !tables.is_empty()) {
            ui.status(&format!("  {}: {what}", tables.join(", ")));
        }
        ui.status(&format!("  tables of the app's release {}", self.release));
        Ok(())
    }
}
