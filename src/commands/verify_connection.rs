//! `navauth verify-connection`.

use std::path::Path;

use super::database::{DatabaseArgs, Place};
use super::{Context, Outcome};
use crate::database::Target;
use crate::database::examination;
use crate::database::postgres::{self, Trace};
use crate::database::url::PostgresUrl;
use crate::error::Result;
use crate::finding::Finding;
use crate::report::{Named, Seen, Verified};

/// Connect to the database and say what was found
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth verify-connection\n  navauth verify-connection --timeout 60s --json\n\nNothing is written to the \
                        database."
)]
pub struct VerifyConnectionArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// How many round trips to measure
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub samples: u8,
}

/// What was seen, and what it means.
type Examined = Result<(Seen, Vec<Finding>)>;

/// Runs the command.
pub async fn run(context: &Context, args: &VerifyConnectionArgs) -> Outcome {
    let Place { target, chosen, shown } = args.database.place(context)?;
    let trace = Trace::begin();
    let examined = match &target {
        Target::Postgres(url) => server(context, args, url, &trace).await,
        Target::Sqlite(path) => file(context, path).await,
    };
    let named = Named::new(&chosen, &shown, context.process.now());
    match examined {
        Ok((seen, findings)) => {
            let answer = Verified::new(named, seen, findings);
            let exit = answer.report.exit(false);
            context.ui.answer_as(&answer, exit)?;
            Ok(exit)
        }
        Err(mut error) => {
            error.finding.source = error.finding.source.take().or_else(|| chosen.origin.source());
            let mut findings = match &target {
                Target::Postgres(url) => examination::judge_url(url),
                Target::Sqlite(_) => Vec::new(),
            };
            let json = context.ui.manner().json;
            if !json {
                findings.iter().for_each(|finding| context.ui.finding(finding));
            }
            findings.push((*error.finding).clone());
            context.ui.answer_as(&Verified::new(named, Seen::Nothing { phases: trace.spans() }, findings), error.exit)?;
            if json { Ok(error.exit) } else { Err(error) }
        }
    }
}

async fn server(context: &Context, args: &VerifyConnectionArgs, url: &PostgresUrl, trace: &Trace) -> Examined {
    let deadline = Place::patience(context);
    let waiting = context.ui.waiting(&format!("connecting to {url}"));
    let connection = postgres::connect_traced(url, deadline, trace).await?;
    waiting.say("asking the database");
    let server = examination::examine(&connection, url, usize::from(args.samples), deadline).await?;
    connection.close().await;
    let findings = examination::judge_server(&server, url, context.process.now());
    Ok((Seen::Server(Box::new(server)), findings))
}

async fn file(context: &Context, path: &Path) -> Examined {
    let (file, found) = examination::examine_file(path, Place::patience(context)).await?;
    let findings = examination::judge_file(&file, &found);
    Ok((Seen::File { file, found }, findings))
}
