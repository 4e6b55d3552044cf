//! `navauth verify-connection`.

use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

use super::database::{DatabaseArgs, Place};
use super::{Context, Outcome};
use crate::database::Target;
use crate::database::examination;
use crate::database::postgres::{self, Trace, Waiting};
use crate::database::url::PostgresUrl;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::report::{Named, Seen, Verified};

/// Connect to the database and say what was found
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:\n  navauth verify-connection\n  navauth verify-connection --timeout 60s --json\n  navauth \
                        verify-connection --wait 2m      until a server that is starting answers\n\nNothing is written to the database.")]
pub struct VerifyConnectionArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// How many round trips to measure
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub samples: u8,
    /// Keep trying for so long while the answer says that waiting may help
    #[arg(long, value_name = "DURATION", value_parser = super::duration)]
    pub wait: Option<Duration>,
}

/// What was seen, and what it means.
type Examined = Result<(Seen, Vec<Finding>)>;

/// Runs the command.
pub async fn run(context: &Context, args: &VerifyConnectionArgs) -> Outcome {
    let place = args.database.place(context)?;
    let mut tries = Tries { end: args.wait.map(|wait| Instant::now() + wait), count: 0 };
    let (examined, trace) = loop {
        let trace = Trace::begin();
        let deadline = tries.deadline(Place::patience(context));
        let examined = match &place.target {
            Target::Postgres(url) => server(context, args, url, (&trace, deadline)).await,
            Target::Sqlite(path) => file(path, deadline).await,
        };
        match &examined {
            Err(error) if tries.again(context, error).await => {}
            _ => break (examined, trace),
        }
    };
    let named = Named::new(&place.chosen, &place.shown, context.process.now());
    match examined {
        Ok((seen, findings)) => {
            let answer = Verified::new(named, tries.count, seen, findings);
            let exit = answer.report.exit(false);
            context.ui.answer_as(&answer, exit)?;
            Ok(exit)
        }
        Err(error) => {
            let error = explained(error, &place, args);
            let mut findings = match &place.target {
                Target::Postgres(url) => examination::judge_url(url),
                Target::Sqlite(_) => Vec::new(),
            };
            let json = context.ui.manner().json;
            if !json {
                findings.iter().for_each(|finding| context.ui.finding(finding));
            }
            findings.push((*error.finding).clone());
            let seen = Seen::Nothing { phases: trace.spans(), waiting: postgres::waiting(&error) };
            context.ui.answer_as(&Verified::new(named, tries.count, seen, findings), error.exit)?;
            if json { Ok(error.exit) } else { Err(error) }
        }
    }
}

async fn server(context: &Context, args: &VerifyConnectionArgs, url: &PostgresUrl, (trace, deadline): (&Trace, Duration)) -> Examined {
    let waiting = context.ui.waiting(&format!("connecting to {url}"));
    let connection = postgres::connect_traced(url, deadline, trace).await?;
    waiting.say("asking the database");
    let server = examination::examine(&connection, url, usize::from(args.samples), deadline).await?;
    connection.close().await;
    let findings = examination::judge_server(&server, url, context.process.now());
    Ok((Seen::Server(Box::new(server)), findings))
}

async fn file(path: &Path, deadline: Duration) -> Examined {
    let (file, found) = examination::examine_file(path, deadline).await?;
    let findings = examination::judge_file(&file, &found);
    Ok((Seen::File { file, found }, findings))
}

/// Adds the place of the URL, and the command that waits where that may help.
fn explained(mut error: Error, place: &Place, args: &VerifyConnectionArgs) -> Error {
    let finding = &mut error.finding;
    finding.source = finding.source.take().or_else(|| place.chosen.origin.source());
    if args.wait.is_none() && postgres::waiting(&error) != Waiting::Never {
        let fix = error.finding.fix.get_or_insert_default();
        fix.command.get_or_insert_with(|| "navauth verify-connection --wait 2m".to_owned());
    }
    error
}

/// The tries of one run.
struct Tries {
    /// When `--wait` is over; without it there is one try.
    end: Option<Instant>,
    count: u32,
}

impl Tries {
    /// The time for the next try.
    fn deadline(&mut self, patience: Duration) -> Duration {
        self.count += 1;
        self.end.map_or(patience, |end| patience.min(end.saturating_duration_since(Instant::now())))
    }

    /// Waits before another try where that may help and there is time; false when this was the last.
    async fn again(&self, context: &Context, error: &Error) -> bool {
        let pause = postgres::pause(self.count - 1);
        let in_time = self.end.is_some_and(|end| Instant::now() + pause < end);
        if !in_time || postgres::waiting(error) == Waiting::Never {
            return false;
        }
        let finding = &error.finding;
        let next = pause.as_secs_f32();
        context.ui.status(&format!("try {}: {} [{}]; again in {next:.1} s", self.count, finding.title, finding.id));
        let _waiting = context.ui.waiting("waiting before the next try");
        tokio::time::sleep(pause).await;
        true
    }
}
