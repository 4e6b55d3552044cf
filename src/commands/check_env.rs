//! `navauth check-env`.

use std::time::Duration;

use super::reporting::ReportArgs;
use super::{Context, Outcome};
use crate::checks::{self, Environment, Selection, Subject};
use crate::env::git;
use crate::report::{Report, Summary};
use crate::secret::Secret;

/// How long git may take where --timeout says nothing.
const GIT_DEADLINE: Duration = Duration::from_secs(10);

/// Judge every setting of the guide, without the network
///
/// Lists everything that is missing or wrong at once, in the order of the .env file, each with its line, its cause and the next step.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth check-env\n  navauth check-env --environment production --fail-on warning\n  navauth check-env --provider \
                  github --provider google\n\nExit code: 0 when nothing failed, 1 when something did."
)]
pub struct CheckEnvArgs {
    /// What the settings are for; by default production when FRONTEND_URL is https and not local
    #[arg(long, value_enum, value_name = "ENVIRONMENT")]
    pub environment: Option<EnvironmentName>,
    /// Judge only this provider's variables; may be given several times
    #[arg(long = "provider", value_name = "NAME")]
    pub providers: Vec<String>,
    #[command(flatten)]
    pub report: ReportArgs,
}

/// Names of the environments.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum EnvironmentName {
    /// The developer's own machine
    Development,
    /// Where people use the app
    Production,
}

/// Runs the command.
pub async fn run(context: &Context, args: &CheckEnvArgs) -> Outcome {
    let sinks = args.report.open(context)?;
    let environment = args.environment.map(|name| match name {
        EnvironmentName::Development => Environment::Development,
        EnvironmentName::Production => Environment::Production,
    });
    let selection = Selection { environment, providers: args.providers.clone() };
    let subject = Subject::new(&context.settings, context.env_file.as_ref(), &selection)?;
    let reason = if environment.is_some() { "--environment says so" } else { Environment::of(&context.settings).1 };
    let environment = subject.environment.name();
    context.ui.status(&format!("judged for {environment}: {reason}"));
    let findings = checks::run(&look_into_git(context, subject).await);
    let mut report = Report::new("check-env", Some(environment.to_owned()), findings).with_claims(checks::claim);
    report.verdict = verdict(report.summary, environment);
    args.report.close(context, &sinks, report)
}

async fn look_into_git<'run>(context: &Context, subject: Subject<'run>) -> Subject<'run> {
    let Some(file) = subject.env_file else { return subject };
    if subject.everything().is_err() {
        return subject;
    }
    let _waiting = context.ui.waiting("asking git about the .env file");
    let secrets: Vec<Secret> = checks::committed_secrets(&context.settings, file).into_iter().map(|(_, secret)| secret).collect();
    let deadline = context.timeout.unwrap_or(GIT_DEADLINE);
    let tracking = git::track(&file.place.path, &secrets, &context.process.variables, deadline).await;
    subject.with_tracking(tracking)
}

fn verdict(summary: Summary, environment: &str) -> String {
    let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    match summary {
        Summary { fail: 0, warn: 0, skip: 0, .. } => {
            format!("everything that can be judged without the network is right for {environment}")
        }
        Summary { fail: 0, warn: 0, skip, .. } => format!("nothing is wrong, and {} could not be told", count(skip, "check")),
        Summary { fail: 0, warn, .. } => format!("no problem, {}: ready for {environment}", count(warn, "warning")),
        Summary { fail, warn: 0, .. } => format!("{}: not ready for {environment}", count(fail, "problem")),
        Summary { fail, warn, .. } => format!("{}, {}: not ready for {environment}", count(fail, "problem"), count(warn, "warning")),
    }
}
