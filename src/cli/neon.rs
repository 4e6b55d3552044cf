//! `navauth neon`: the database project at Neon, through its API.
//!
//! Owns what its subcommands share: the API key and the project.

mod allow_ip;
mod connection_string;
pub(super) mod create;
mod open;
mod save;
mod status;
mod wake;

use super::{Context, Outcome};
use crate::diagnostics::Result;
use crate::neon::api::{Api, Event};
use crate::neon::projects::{self, GUIDE_PROJECT};
use crate::neon::resources::Project;
use crate::secret::Secret;
use crate::terminal::{Question, Spinner};
use crate::timeouts;

/// Create and manage the Neon project
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "The API key comes from NEON_API_KEY (in .env or the environment), from standard input, or from a prompt.

Examples:
  navauth neon create --region frankfurt  create it, save its URLs in .env
  navauth neon status                     show state, size, allowed addresses
  navauth neon allow-ip add 192.0.2.7     allow another address to connect"
)]
pub struct NeonArgs {
    #[command(flatten)]
    pub reach: Reach,
    #[command(subcommand)]
    pub action: Action,
}

/// The project and the API key.
#[derive(clap::Args, Clone, Debug)]
pub struct Reach {
    /// The project's name or ID
    ///
    /// Default: [neon] project in navauth.toml, otherwise open-navigator-engagement.
    #[arg(long, global = true, value_name = "PROJECT")]
    pub project: Option<String>,
    /// The organization's name or ID, if the API key has access to several
    #[arg(
        long,
        hide_short_help = true,
        global = true,
        value_name = "ORGANIZATION"
    )]
    pub org: Option<String>,
    /// Read the API key from standard input
    #[arg(long, global = true)]
    pub api_key_stdin: bool,
}

/// The subcommands.
#[derive(clap::Subcommand, Clone, Debug)]
pub enum Action {
    Create(create::CreateArgs),
    Status(status::StatusArgs),
    Wake(wake::WakeArgs),
    ConnectionString(connection_string::ConnectionStringArgs),
    AllowIp(allow_ip::AllowIpArgs),
    Open(open::OpenArgs),
}

/// Shows that navauth is waiting for Neon, with the time left.
fn waiting<'a>(context: &'a Context, message: &str) -> Spinner<'a> {
    let limit = context.timeout.unwrap_or(timeouts::NEON);
    context.ui.countdown(message, limit)
}

/// The API and the project.
struct Session<'a> {
    api: Api<'a>,
    project: &'a str,
    organization: Option<&'a str>,
}

impl Session<'_> {
    /// The project, which must exist, with everything that is set for it.
    async fn project(&self) -> Result<Project> {
        let found = projects::require(&self.api, self.project, self.organization).await?;
        projects::read(&self.api, &found.id).await
    }
}

/// Runs the command.
pub async fn run(context: &Context, args: &NeonArgs) -> Outcome {
    context.require_trust_for_neon()?;
    let key = key(context, &args.reach)?;
    context.ui.register_secret(&key);
    let config = &context.settings.config.neon;
    let tell = |event: Event| tell(context, &event);
    let api = Api::new(
        &context.env,
        &context.settings,
        key,
        context.timeout.unwrap_or(timeouts::NEON),
        &tell,
    )?;
    let project = args
        .reach
        .project
        .as_deref()
        .or(config.project.as_deref())
        .unwrap_or(GUIDE_PROJECT);
    let organization = args.reach.org.as_deref().or(config.organization.as_deref());
    let session = Session {
        api,
        project,
        organization,
    };
    match &args.action {
        Action::Create(args) => create::run(context, &session, args).await,
        Action::Status(_) => status::run(context, &session).await,
        Action::Wake(_) => wake::run(context, &session).await,
        Action::ConnectionString(args) => connection_string::run(context, &session, args).await,
        Action::AllowIp(args) => allow_ip::run(context, &session, args).await,
        Action::Open(_) => open::run(context, &session).await,
    }
}

fn key(context: &Context, reach: &Reach) -> Result<Secret> {
    if reach.api_key_stdin {
        return context
            .ui
            .read_input()
            .map(|text| Secret::new(text.expose().trim()));
    }
    match context.settings.get_non_empty("NEON_API_KEY") {
        Some(setting) => Ok(setting.value.clone()),
        None => context.ui.secret(&Question {
            text: "Neon API key",
            flag: "--api-key-stdin, or set NEON_API_KEY",
        }),
    }
}

/// Shows what navauth waits for: always for a retry, on a terminal also for an operation.
pub(super) fn tell(context: &Context, event: &Event) {
    match event {
        Event::Retry { status, wait } => {
            context.ui.status(&format!(
                "Neon answered with status {status}: retrying in {:.1} s",
                wait.as_secs_f64()
            ));
        }
        Event::Operation { action, status } => {
            let text = format!("Neon: {} is {status}", action.replace('_', " "));
            context.ui.set_message(&text);
            context.ui.verbose(&text);
        }
    }
}
