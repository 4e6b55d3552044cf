//! `navauth init-db`.

mod answer;
mod fixes;

use super::database::{DatabaseArgs, DatabaseTarget};
use super::reporting::FailOnArgs;
use super::{Context, Outcome};
use crate::database::migrate::Plan;
use crate::database::schema::{RELEASES, Release};
use crate::database::{Database, Engine};
use crate::diagnostics::{Result, next_command};

use answer::Initialized;

/// Create the tables for users and sign-ins
#[derive(clap::Args, Clone, Debug, Default)]
#[command(
    after_help = "Creates missing tables and does not change existing ones, so you can run it again at any time.

Examples:
  navauth init-db              use DATABASE_URL, else the file ./data/users.db
  navauth init-db --dry-run    print the SQL without running it
  navauth init-db --check      compare the tables with those of the app"
)]
pub struct InitDbArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Create the tables of this release, such as 2026-04
    ///
    /// Takes 2026-04 (the guide's), 2026-05 or 2026-08. Default: the release of the existing tables, otherwise of navauth.toml,
    /// API_BASE_URL or the app's source.
    #[arg(long, value_name = "RELEASE", value_parser = release)]
    pub schema: Option<&'static str>,
    /// Print the SQL without running it
    #[arg(long, group = "mode")]
    pub dry_run: bool,
    /// Compare the tables with those of the app
    ///
    /// Prints the SQL that would fix them, and exits with 1 if the app would fail on them. A database without the tables is a warning, because
    /// the app creates them when it starts; --fail-on warning makes that fail too.
    #[arg(long, group = "mode")]
    pub check: bool,
    /// Add what --check finds missing; never drops or changes anything
    #[arg(long, group = "mode")]
    pub apply_fixes: bool,
    /// Do everything, then roll it back, to see whether it would work
    #[arg(long, conflicts_with_all = ["dry_run", "check"])]
    pub rehearse: bool,
    /// Do not ask before --apply-fixes changes anything
    #[arg(long, requires = "apply_fixes")]
    pub yes: bool,
    #[command(flatten)]
    pub fail_on: FailOnArgs,
}

/// Runs the command.
pub async fn run(context: &Context, args: &InitDbArgs) -> Outcome {
    let place = args.database.choose(context)?.direct(context);
    if !args.dry_run && !args.check {
        place.confirm_link(context)?;
    }
    if args.check || args.apply_fixes {
        return fixes::run(context, args, &place).await;
    }
    let plan = plan(context, args, &place).await?;
    if args.wanted().is_none() && !plan.is_new() {
        context.settings.record_tables(plan.release.name);
    }
    let release = args
        .wanted()
        .is_none()
        .then(|| context.settings.app_release());
    let answer = Initialized::new(&plan, place.shown, args, release);
    let exit = answer.exit();
    context.ui.render_as(&answer, exit)?;
    if !plan.differences.is_empty() {
        let command = next_command::complete("navauth init-db --check");
        context
            .ui
            .hint(&format!("{command} shows the SQL that would fix this"));
    }
    Ok(exit)
}

/// Creates the tables, or only plans or rehearses it.
async fn plan(context: &Context, args: &InitDbArgs, place: &DatabaseTarget) -> Result<Plan> {
    let wanted = args.wanted();
    match place.target.introspect_missing() {
        Some(mut nothing) if args.dry_run || args.rehearse => {
            nothing.preferred = Release::of(&context.settings);
            return Plan::make(&nothing, wanted, Engine::Sqlite);
        }
        _ if args.dry_run => {}
        _ => Database::create(&place.target)?,
    }
    let mut database = place.open(context).await?;
    let plan = if args.dry_run {
        database.plan(wanted).await?
    } else {
        let _spinner = context.ui.spinner("creating the tables");
        database.initialize(wanted, args.rehearse).await?
    };
    database.close().await;
    Ok(plan)
}

impl InitDbArgs {
    /// The release that was asked for.
    fn wanted(&self) -> Option<&'static Release> {
        self.schema.and_then(Release::named)
    }
}

fn release(text: &str) -> Result<&'static str, String> {
    let names: Vec<&str> = RELEASES.iter().map(|release| release.name).collect();
    Release::named(text)
        .map(|release| release.name)
        .ok_or_else(|| format!("choose one of {}", names.join(", ")))
}
