//! `navauth check-env`.

use super::judging::{CheckArgs, CheckFilterArgs, EnvironmentName};
use super::reporting::ReportArgs;
use super::{Context, Outcome};
use crate::checks::{self, Source};
use crate::output::Scope;

/// Judge every setting of the guide, all at once
///
/// Lists everything that is missing or wrong, in the order of the .env file, each with its line, its cause and the next step. Nobody is
/// asked over the network unless --online or --live is given.
///
/// --live begins one login with each provider on the site, as any visitor's click does: the app keeps a row of its state table for each,
/// which counts for ten minutes. It shows the site two sessions, none of a user who exists, and the one that JWT_SECRET_KEY signed
/// only where it turns visitors away as the app does. Where .env is for development, the settings of production come from .env.production.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth check-env\n  navauth check-env --online\n  navauth check-env --live\n  navauth check-env --environment production --fail-on warning\n  navauth check-env --provider \
                  github --provider google\n\nExit code: 0 when nothing failed, 1 when something did."
)]
pub struct CheckEnvArgs {
    #[command(flatten)]
    pub judge: CheckArgs,
    /// Judge only this provider's variables; may be given several times
    #[arg(long = "provider", value_name = "NAME")]
    pub providers: Vec<String>,
    /// Ask each provider too whether it accepts id, secret and redirect URIs; nobody signs in
    #[arg(long, conflicts_with = "offline")]
    pub online: bool,
    /// Look at the live site, its Space and its Neon project too, and at the record of test logins
    #[arg(long, conflicts_with = "offline")]
    pub live: bool,
    #[command(flatten)]
    pub report: ReportArgs,
}

impl CheckEnvArgs {
    /// Everything, for one environment.
    pub fn of(environment: EnvironmentName, online: bool) -> Self {
        let judge = CheckArgs {
            environment: Some(environment),
            choice: CheckFilterArgs::default(),
            offline: false,
        };
        Self {
            judge,
            providers: Vec::new(),
            online,
            live: false,
            report: ReportArgs::default(),
        }
    }
}

/// Runs the command.
pub async fn run(context: &Context, args: &CheckEnvArgs) -> Outcome {
    let sinks = args.report.open(context)?;
    let mut judging = args.judge.begin(context, &args.providers)?;
    let mut asks = vec![Source::Git, Source::History];
    let of_options = [
        (args.online || args.judge.offline, &ONLINE[..]),
        (args.live, &LIVE[..]),
    ];
    for (wanted, others) in of_options {
        // Without its option nobody else is asked; but whoever names such a check is told what it needs.
        let named = checks::registry()
            .any(|check| others.contains(&check.source) && judging.choice.names(check));
        asks.extend(others.iter().filter(|_| wanted || named));
    }
    judging.choice = judging.choice.among(&asks);
    judging.subject.offline = !args.online && !args.live;
    judging.look(context).await?;
    let mut report = judging.report("check-env");
    report.verdict = report.summary.verdict(&Scope {
        environment: report.environment.as_deref(),
        local: !args.online && !args.live,
    });
    args.report.close(context, &sinks, report)
}

/// Whom --online adds.
const ONLINE: [Source; 1] = [Source::Providers];

/// Whom --live adds.
const LIVE: [Source; 4] = [Source::Site, Source::Space, Source::Neon, Source::Record];
