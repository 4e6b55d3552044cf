//! `navauth check-env`.

use super::check_run::{CheckArgs, CheckFilterArgs, EnvironmentName};
use super::reporting::ReportArgs;
use super::{Context, Outcome};
use crate::checks::{self, Source};
use crate::output::Scope;

/// Check all settings
///
/// Lists everything that is missing or wrong, in the order of the .env file, with its line, its reason and the next step. Uses the network
/// only with --online or --live.
///
/// --live starts one sign-in with each provider on the live site, as if a visitor had clicked. The app stores a state row for each, which
/// expires after ten minutes. It also sends the site two session tokens, neither for an existing user; the one signed with JWT_SECRET_KEY is sent
/// only if the site rejects other tokens as the app does. If .env is for development, the production settings come from .env.production.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth check-env\n  navauth check-env --online\n  navauth check-env --live\n  navauth check-env --environment production --fail-on warning\n  navauth check-env --provider \
                  github --provider google\n\nExit code: 0 if no check failed, 1 if one did."
)]
pub struct CheckEnvArgs {
    #[command(flatten)]
    pub checks: CheckArgs,
    /// Check only this provider's variables; repeatable
    #[arg(long = "provider", value_name = "NAME")]
    pub providers: Vec<String>,
    /// Also ask each provider whether it accepts the client ID, secret and redirect URIs
    #[arg(long, conflicts_with = "offline")]
    pub online: bool,
    /// Also check the live site, its Space, its Neon project and past test sign-ins
    #[arg(long, conflicts_with = "offline")]
    pub live: bool,
    #[command(flatten)]
    pub report: ReportArgs,
}

impl CheckEnvArgs {
    /// Everything, for one environment.
    pub fn of(environment: EnvironmentName, online: bool) -> Self {
        let checks = CheckArgs {
            environment: Some(environment),
            choice: CheckFilterArgs::default(),
            offline: false,
        };
        Self {
            checks,
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
    let mut run = args.checks.begin(context, &args.providers)?;
    let mut asks = vec![Source::Git, Source::GitHistory];
    let of_options = [
        (args.online || args.checks.offline, &ONLINE[..]),
        (args.live, &LIVE[..]),
    ];
    for (wanted, others) in of_options {
        // Without their option these sources are skipped, but a check that you name says what it needs.
        let named = checks::registry()
            .any(|check| others.contains(&check.source) && run.filter.names(check));
        asks.extend(others.iter().filter(|_| wanted || named));
    }
    run.filter = run.filter.with_sources(&asks);
    run.context.scope.offline = !args.online && !args.live;
    run.collect_facts(context).await?;
    let report = run.report("check-env");
    let scope = Scope {
        environment: report.environment.clone(),
        local: !args.online && !args.live,
    };
    args.report.close(context, &sinks, report.about(scope))
}

/// The sources that --online adds.
const ONLINE: [Source; 1] = [Source::Providers];

/// The sources that --live adds.
const LIVE: [Source; 4] = [
    Source::LiveSite,
    Source::Space,
    Source::Neon,
    Source::SignIns,
];
