//! `navauth checklist`.

use super::check_run::CheckArgs;
use super::reporting::ReportArgs;
use super::{Context, Outcome};
use crate::checks::{self, Environment};
use crate::output::Details;
use crate::process::quoted;

/// Run the pre-launch checklist
///
/// Checks the items and the security practices of the guide: git, the database, the providers, the live site, its Space and its Neon project.
/// It completes no sign-in and writes nothing. It starts one sign-in per provider on the live site, for which the app stores a state row that
/// expires after ten minutes; --skip live avoids that. Items that only you can check are marked as manual.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth checklist\n  navauth checklist 3\n  navauth checklist --environment production --report github\n  navauth checklist \
                        --offline\n\nExit code: 0 if no item failed, 1 if one did. Unknown and manual items do not count as failed; see \
                        --fail-on."
)]
pub struct ChecklistArgs {
    /// Show only these items, in detail
    #[arg(value_name = "NUMBER", value_parser = super::number(1..=checks::ITEM_COUNT))]
    pub items: Vec<u8>,
    #[command(flatten)]
    pub checks: CheckArgs,
    #[command(flatten)]
    pub report: ReportArgs,
}

/// Runs the command.
pub async fn run(context: &Context, args: &ChecklistArgs) -> Outcome {
    let sinks = args.report.open(context)?;
    let live = (Environment::Production, "the checklist is for production");
    let mut run = args.checks.begin_by_default(context, &[], Some(live))?;
    if args.checks.environment.is_none() {
        hint_at_production(context);
    }
    run.collect_facts(context).await?;
    let mut report = run.report("checklist");
    if !args.items.is_empty() {
        report.details = Details::Only(args.items.iter().copied().map(usize::from).collect());
    }
    let items = checks::items(
        &run.context,
        &run.filter,
        &report.findings,
        context.env.now(),
    );
    args.report.close(context, &sinks, report.with_items(items))
}

/// The checklist is for production: names the file with its settings where it reads the development settings.
fn hint_at_production(context: &Context) {
    let Some(file) = &context.env_file else {
        return;
    };
    let other = file.location.production();
    let is_development = !file.location.path.ends_with(".env.production")
        && Environment::of(&context.settings).0 == Environment::Development;
    if is_development && other.path.is_file() {
        context.ui.hint(&format!(
            "this reads {}; the production settings next to it are checked with: navauth checklist --env-file {}",
            file.location.shown.display(),
            quoted(&other.shown)
        ));
    }
}
