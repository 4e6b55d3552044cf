//! `navauth doctor`.
//!
//! Owns the confirmation before a fix. The problems and their fixes belong to `checks`.

use super::check_run::{CheckArgs, CheckRun};
use super::database::DatabaseTarget;
use super::reporting::ReportArgs;
use super::{Context, Outcome, pluralize};
use crate::checks::{Fix, fixes};
use crate::config::settings::Settings;
use crate::config::{self, env_file_protection};
use crate::database::Database;
use crate::database::url::choose;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::{Exit, Result};
use crate::output::Fixes;
use crate::terminal::Question;

/// Diagnose problems; --fix repairs the safe ones
///
/// Checks the settings, git, the database, the providers and the live site (as checklist does; --skip live leaves the site out). --fix repairs
/// the permissions of the .env file, its entry in .gitignore, a missing session key, misspelled variable names, spaces and quotation marks around
/// values, a trailing slash in FRONTEND_URL or in the database name, a password that is not percent-encoded, a missing sslmode, missing
/// tables, and leftovers of interrupted writes.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth doctor\n  navauth doctor --fix --dry-run\n  navauth doctor --fix --yes --offline\n\n\
                        Shows each change first, and keeps a backup of .env in .navauth, which git ignores.\nExit code: 0 if no check fails after the fixes, 1 otherwise."
)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub checks: CheckArgs,
    /// Repair what is safe to repair
    #[arg(long)]
    pub fix: bool,
    /// Show what --fix would do without changing anything
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Do not ask before each fix
    #[arg(long, requires = "fix")]
    pub yes: bool,
    #[command(flatten)]
    pub report: ReportArgs,
}

/// Runs the command.
pub async fn run(context: &Context, args: &DoctorArgs) -> Outcome {
    let sinks = args.report.open(context)?;
    let mut run = args.checks.begin(context, &[])?;
    run.collect_facts(context).await?;
    let report = run.report("doctor");
    let location = choose(&context.settings)
        .ok()
        .map(|chosen| DatabaseTarget::new(context, chosen).shown);
    let found = fixes(
        &run.context,
        &report.findings,
        location.as_deref().unwrap_or("the database"),
    );
    let changes: Vec<String> = found.iter().map(|fix| fix.what.clone()).collect();
    let solves = found.iter().flat_map(|fix| fix.solves.clone()).collect();
    if !args.fix || args.dry_run || found.is_empty() {
        let report = report.with_fixes(Fixes {
            changes,
            solves,
            ..Fixes::default()
        });
        return args.report.close(context, &sinks, report);
    }
    if !args.yes && !agreed(context, &changes)? {
        context.ui.status("nothing was changed");
        return Ok(Exit::No);
    }
    let (mut done, mut failures) = apply_fixes(context, &run, &found)?;
    let loaded = config::load(&context.env, &context.layers)?;
    config::secrets(&loaded.settings, loaded.env_file.as_ref())
        .iter()
        .for_each(|secret| context.ui.register_secret(secret));
    for fix in found.iter().filter(|fix| fix.creates_tables()) {
        match create_tables(context, &loaded.settings).await {
            Ok(()) => done.changes.push(fix.what.clone()),
            Err(error) => failures.push(*error.diagnostic),
        }
    }
    let mut run = args
        .checks
        .of((&loaded.settings, loaded.env_file.as_ref()), &[])?;
    run.collect_facts(context).await?;
    let report = run.report("doctor");
    // A failure of a fix is reported once.
    failures.retain(|failure| {
        report
            .findings
            .iter()
            .all(|diagnostic| !diagnostic.is(failure.code))
    });
    let findings = failures
        .into_iter()
        .chain(report.findings.iter().cloned())
        .collect();
    let report = report.with_findings(findings).with_fixes(done);
    args.report.close(context, &sinks, report)
}

fn agreed(context: &Context, changes: &[String]) -> Result<bool> {
    context.ui.instruction("These problems can be fixed:");
    changes
        .iter()
        .for_each(|change| context.ui.instruction(format!("  {change}")));
    context.ui.confirm(&Question {
        text: &format!("Make {}?", pluralize(changes.len(), "change")),
        flag: "--yes",
    })
}

/// Backs up the file and makes all changes except the tables; returns the changes made and the failures.
fn apply_fixes(
    context: &Context,
    run: &CheckRun<'_>,
    found: &[Fix],
) -> Result<(Fixes, Vec<Diagnostic>)> {
    let (mut done, mut failures) = (
        Fixes {
            done: true,
            ..Fixes::default()
        },
        Vec::new(),
    );
    let Some(file) = run.context.env_file else {
        return Ok((done, failures));
    };
    if found.iter().any(Fix::rewrites_file) {
        let backup = env_file_protection::back_up(&context.env, &file.location)?;
        done.backup = Some(backup.display().to_string());
    }
    for fix in found.iter().filter(|fix| !fix.creates_tables()) {
        match fix.apply(&context.env, file) {
            Ok(()) => done.changes.push(fix.what.clone()),
            Err(error) => failures.push(*error.diagnostic),
        }
    }
    Ok((done, failures))
}

/// Creates the missing tables in the database that the app would use now.
async fn create_tables(context: &Context, settings: &Settings) -> Result<()> {
    let chosen = choose(settings)?;
    context.require_trust(|| chosen.require_trust(&context.env, settings))?;
    let location = DatabaseTarget::new(context, chosen).direct(context);
    location.confirm_link(context)?;
    Database::create(&location.target)?;
    let mut database = location.open(context).await?;
    let made = database.initialize(None, false).await;
    database.close().await;
    made.map(drop)
}
