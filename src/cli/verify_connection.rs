//! `navauth verify-connection`.

mod attempts;
mod explained;

use std::path::Path;
use std::time::Duration;

use self::attempts::Attempts;
use self::explained::explained;
use super::check_run::CheckFilterArgs;
use super::database::{DatabaseArgs, DatabaseTarget};
use super::reporting::FailOnArgs;
use super::{Context, Outcome};
use crate::checks::{self, CheckFilter};
use crate::config::settings::Origin;
use crate::database::Target;
use crate::database::inspect;
use crate::database::over_https;
use crate::database::postgres::{self, Trace};
use crate::database::url::PostgresUrl;
use crate::diagnostics::catalog::database;
use crate::diagnostics::{Diagnostic, Result, Severity, Status};
use crate::neon::api::configured_url;
use crate::output::{Named, Observed, Verified};
use crate::process::deadline_after;

/// Connect to the database and check it
#[derive(clap::Args, Clone, Debug, Default)]
#[command(after_help = "Examples:
  navauth verify-connection
  navauth verify-connection --timeout 60s --json
  navauth verify-connection --wait 2m    wait until a starting server answers

Writes nothing to the database.")]
pub struct VerifyConnectionArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// How to connect; https works only with Neon, and shows whether only port 5432 is blocked
    #[arg(long, value_enum, value_name = "WAY", default_value_t)]
    pub over: Over,
    /// Measure the latency with this many queries, instead of while connecting
    #[arg(long, value_name = "NUMBER", value_parser = super::number(1..=100_u8), allow_negative_numbers = true)]
    pub samples: Option<u8>,
    /// Retry temporary errors for up to this long
    #[arg(long, value_name = "DURATION", value_parser = super::duration)]
    pub wait: Option<Duration>,
    #[command(flatten)]
    pub choice: CheckFilterArgs,
    #[command(flatten)]
    pub fail_on: FailOnArgs,
}

/// How to reach the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Over {
    /// PostgreSQL's own protocol
    #[default]
    Postgres,
    /// Neon's SQL over HTTPS, on port 443
    Https,
}

/// The facts and their diagnostics.
type Examined = Result<(Observed, Vec<Diagnostic>)>;

/// Runs the command.
pub async fn run(context: &Context, args: &VerifyConnectionArgs) -> Outcome {
    let choice = args.choice.read()?;
    let place = args.database.choose(context)?;
    let mut attempts = Attempts {
        end: args.wait.map(|wait| deadline_after(wait).into()),
        count: 0,
    };
    let (examined, trace) = loop {
        let trace = Trace::begin();
        let deadline = attempts.deadline(DatabaseTarget::timeout(context));
        let examined = match &place.target {
            Target::Postgres(url) if args.over == Over::Https => {
                https(context, url, deadline).await
            }
            Target::Postgres(url) => server(context, args, url, &trace, deadline).await,
            Target::Sqlite(path) => file(context, path, deadline).await,
        };
        match &examined {
            Err(error) if attempts.again(context, error).await => {}
            _ => break (examined, trace),
        }
    };
    let named = Named::new(&place.chosen, &place.shown, context.env.now());
    match examined {
        Ok((seen, mut findings)) => {
            findings.retain(|diagnostic| wanted(&choice, diagnostic));
            let answer = Verified::new(named, attempts.count, seen, findings);
            let exit = answer.report.exit(args.fail_on.read());
            context.ui.render_as(&answer, exit)?;
            if let (Target::Postgres(_), Origin::EnvFile { .. }) =
                (&place.target, &place.chosen.origin)
            {
                context.ui.advice(database::HOW_TO_START);
            }
            Ok(exit)
        }
        Err(error) => {
            let error = explained(context, error, &place, args.wait.is_some()).await;
            let mut findings = match &place.target {
                Target::Postgres(url) => inspect::check_url(url),
                Target::Sqlite(_) => Vec::new(),
            };
            findings.retain(|diagnostic| wanted(&choice, diagnostic));
            let json = context.ui.options().json;
            if !json {
                findings
                    .iter()
                    .for_each(|diagnostic| context.ui.diagnostic(diagnostic));
            }
            findings.push(unless_unknown((*error.diagnostic).clone()));
            let seen = Observed::Nothing {
                phases: trace.spans(),
                retry: postgres::retry(&error),
            };
            context.ui.render_as(
                &Verified::new(named, attempts.count, seen, findings),
                error.exit,
            )?;
            if json { Ok(error.exit) } else { Err(error) }
        }
    }
}

/// Something that navauth cannot check is not a connection failure.
fn unless_unknown(diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic {
        status: if diagnostic.code.severity == Severity::UNKNOWN {
            Status::Skip
        } else {
            diagnostic.status
        },
        ..diagnostic
    }
}

fn wanted(choice: &CheckFilter, diagnostic: &Diagnostic) -> bool {
    choice.allows(
        checks::owner_of_database_finding(diagnostic.code),
        diagnostic.code,
    )
}

async fn server(
    context: &Context,
    args: &VerifyConnectionArgs,
    url: &PostgresUrl,
    trace: &Trace,
    deadline: Duration,
) -> Examined {
    let shown = url.to_string();
    let short = shown.split('?').next().unwrap_or_default();
    let spinner = context
        .ui
        .countdown(&format!("connecting to {short}"), deadline);
    let connection = postgres::connect_traced(url, deadline, trace).await?;
    spinner.set_message("checking the database");
    let mut server = inspect::inspect_server(&connection, url, args.samples, deadline).await?;
    connection.close().await;
    inspect::settle_release(&context.settings, &mut server.found);
    let left = deadline.saturating_sub(trace.elapsed());
    inspect::try_options(&mut server, url, left).await;
    let findings = inspect::check_server(&server, url, context.env.now());
    Ok((Observed::Server(Box::new(server)), findings))
}

async fn https(context: &Context, url: &PostgresUrl, deadline: Duration) -> Examined {
    context.require_trust(|| {
        let purpose = "sends the database password to";
        configured_url(&context.env, &context.settings, "sql", purpose).map(|_| ())
    })?;
    let host = url.host.as_deref().unwrap_or_default();
    let waiting = format!("asking {host} over HTTPS");
    let _spinner = context.ui.countdown(&waiting, deadline);
    let https = over_https::select_one(url, &context.env, &context.settings, deadline).await?;
    let findings = https
        .diagnostics()
        .into_iter()
        .chain(inspect::check_url(url))
        .collect();
    Ok((Observed::Https(https), findings))
}

async fn file(context: &Context, path: &Path, deadline: Duration) -> Examined {
    let (file, mut found) = inspect::inspect_file(path, deadline).await?;
    inspect::settle_release(&context.settings, &mut found);
    let findings = inspect::check_file(&file, &found);
    let found = Box::new(found);
    Ok((Observed::File { file, found }, findings))
}
