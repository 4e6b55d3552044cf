//! `navauth checklist`.

use super::judging::CheckArgs;
use super::reporting::ReportArgs;
use super::{Context, Outcome};
use crate::checks::{self, Environment};

/// Prove the guide's checklist, item by item
///
/// Its security practices too. Asks git, the database, the providers, the live site, its Space and its Neon project; nobody signs in, and navauth
/// writes nothing. One login a provider is begun on the site: the app keeps a row for each, as at any visitor's click, which counts for ten
/// minutes; --skip live begins none. What only a person can know is said to be so.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth checklist\n  navauth checklist --environment production --report github\n  navauth checklist \
                        --offline\n\nExit code: 0 when nothing failed, 1 when something did. What cannot be told, and what is for a \
                        person, does not fail."
)]
pub struct ChecklistArgs {
    #[command(flatten)]
    pub judge: CheckArgs,
    #[command(flatten)]
    pub report: ReportArgs,
}

/// Runs the command.
pub async fn run(context: &Context, args: &ChecklistArgs) -> Outcome {
    let sinks = args.report.open(context)?;
    let live = (Environment::Production, "the checklist is about going live");
    let mut judging = args.judge.begin_by_default(context, &[], Some(live))?;
    judging.look(context).await?;
    let report = judging.report("checklist");
    let items = checks::items(
        &judging.subject,
        &judging.choice,
        &report.findings,
        context.process.now(),
    );
    args.report.close(context, &sinks, report.with_items(items))
}
