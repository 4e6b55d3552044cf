//! `navauth check-env`.

use std::rc::Rc;
use std::time::Duration;

use futures_util::future::join_all;

use super::reporting::ReportArgs;
use super::{Context, Outcome};
use crate::checks::{self, Choice, Environment, Evidence, Gathered, Selection, Subject};
use crate::env::git::{self, Tracking, Unknown};
use crate::http::Client;
use crate::oauth::{self, Probed};
use crate::report::{Report, Summary};
use crate::secret::Secret;

/// How long git may take where --timeout says nothing.
const GIT_DEADLINE: Duration = Duration::from_secs(10);

/// How long one provider may take where --timeout says nothing.
const PROBE_DEADLINE: Duration = Duration::from_secs(10);

/// Judge every setting of the guide, without the network unless --online
///
/// Lists everything that is missing or wrong at once, in the order of the .env file, each with its line, its cause and the next step.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth check-env\n  navauth check-env --online\n  navauth check-env --environment production --fail-on warning\n  navauth check-env --provider \
                  github --provider google\n\nExit code: 0 when nothing failed, 1 when something did."
)]
pub struct CheckEnvArgs {
    /// What the settings are for; by default production when FRONTEND_URL is https and not local
    #[arg(long, value_enum, value_name = "ENVIRONMENT")]
    pub environment: Option<EnvironmentName>,
    /// Judge only this provider's variables; may be given several times
    #[arg(long = "provider", value_name = "NAME")]
    pub providers: Vec<String>,
    /// Judge only these checks: ids, groups such as credential, or patterns such as *.redirect-uri
    #[arg(long, value_name = "CHECK")]
    pub only: Vec<String>,
    /// Leave these checks out
    #[arg(long, value_name = "CHECK")]
    pub skip: Vec<String>,
    /// Ask each provider too whether it accepts id, secret and redirect URIs; nobody signs in
    #[arg(long)]
    pub online: bool,
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
    let choice = Choice::new(&args.only, &args.skip)?;
    let selection = Selection { environment, providers: args.providers.clone() };
    let subject = Subject::new(&context.settings, context.env_file.as_ref(), &selection)?;
    let reason = if environment.is_some() { "--environment says so" } else { Environment::of(&context.settings).1 };
    let environment = subject.environment.name();
    context.ui.status(&format!("judged for {environment}: {reason}"));
    let evidence = look(context, args, &subject).await;
    let findings = checks::run(&subject.with_evidence(evidence), &choice);
    let mut report = Report::new("check-env", Some(environment.to_owned()), findings).with_claims(checks::claim);
    report.verdict = verdict(report.summary, environment, args.online);
    args.report.close(context, &sinks, report)
}

/// Asks git and the providers, all of them side by side.
async fn look(context: &Context, args: &CheckEnvArgs, subject: &Subject<'_>) -> Evidence {
    let what = if args.online { "asking git and the providers" } else { "asking git about the .env file" };
    let _waiting = context.ui.waiting(what);
    let (tracking, probed) = tokio::join!(ask_git(context, subject), ask_providers(context, args, subject));
    Evidence { tracking, probed }
}

async fn ask_git(context: &Context, subject: &Subject<'_>) -> Option<Gathered<Result<Tracking, Unknown>>> {
    let file = subject.env_file.filter(|_| subject.everything().is_ok())?;
    let secrets: Vec<Secret> = checks::committed_secrets(&context.settings, file).into_iter().map(|(_, secret)| secret).collect();
    let deadline = context.timeout.unwrap_or(GIT_DEADLINE);
    Some(Gathered::by(git::track(&file.place.path, &secrets, &context.process.variables, deadline)).await)
}

async fn ask_providers(context: &Context, args: &CheckEnvArgs, subject: &Subject<'_>) -> Option<Gathered<Vec<Probed>>> {
    if !args.online {
        return None;
    }
    let client = Rc::new(Client::new(context.timeout.unwrap_or(PROBE_DEADLINE)));
    let asked = checks::inquiries(subject).into_iter().map(|inquiry| oauth::probe(&client, &context.process, inquiry));
    let probed = Gathered::by(join_all(asked)).await;
    probed.value.iter().for_each(|probed| context.ui.verbose(probed.transcript.trim_end()));
    Some(probed)
}

fn verdict(summary: Summary, environment: &str, online: bool) -> String {
    let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    match summary {
        Summary { fail: 0, warn: 0, skip: 0, .. } => {
            let place = if online { "without a login" } else { "without the network" };
            format!("everything that can be judged {place} is right for {environment}")
        }
        Summary { fail: 0, warn: 0, skip, .. } => format!("nothing is wrong, and {} could not be told", count(skip, "check")),
        Summary { fail: 0, warn, .. } => format!("no problem, {}: ready for {environment}", count(warn, "warning")),
        Summary { fail, warn: 0, .. } => format!("{}: not ready for {environment}", count(fail, "problem")),
        Summary { fail, warn, .. } => format!("{}, {}: not ready for {environment}", count(fail, "problem"), count(warn, "warning")),
    }
}
