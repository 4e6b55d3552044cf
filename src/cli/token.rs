//! `navauth token`.

mod decode;
mod pasted;
mod user;
mod verify;

use std::time::Duration;

use serde::Serialize;

use self::pasted::Pasted;
use super::database::DatabaseArgs;
use super::{Context, Outcome};
use crate::database::UserSelector;
use crate::diagnostic;
use crate::diagnostics::catalog::token;
use crate::diagnostics::{Error, Exit, Result};
use crate::secret::Secret;
use crate::session;
use crate::terminal::{Question, Render, Revealed, Ui};

/// Issue, verify or decode a session token
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  navauth token verify < token.txt           see why the app rejects it
  navauth token decode                       prompt for a token, show its claims
  navauth token issue --user me@example.org  issue a session token")]
pub struct TokenArgs {
    #[command(subcommand)]
    action: Action,
}

/// The subcommands.
#[derive(clap::Subcommand, Clone, Debug)]
pub enum Action {
    /// Issue a session token for a user, as the app does after sign-in
    Issue(IssueArgs),
    /// Check whether the app accepts a token, and if not, why
    ///
    /// Paste the token at the masked prompt, or send it to standard input: navauth token verify < FILE
    Verify(verify::VerifyArgs),
    /// Show the contents of a token without verifying it
    ///
    /// Paste the token at the masked prompt, or send it to standard input: navauth token decode < FILE
    Decode(InputArgs),
}

/// Where the token comes from.
#[derive(clap::Args, Clone, Debug)]
pub struct InputArgs {
    /// Read standard input, as without an argument
    #[arg(value_name = STANDARD_INPUT, value_parser = [STANDARD_INPUT], hide_possible_values = true)]
    input: Option<String>,
}

/// The argument for standard input.
const STANDARD_INPUT: &str = "-";

/// Arguments of `token issue`.
#[derive(clap::Args, Clone, Debug)]
pub struct IssueArgs {
    /// The user's ID or email address
    #[arg(long, value_name = "ID|EMAIL")]
    user: String,
    /// Lifetime of the token; the app uses 7 days
    #[arg(long, value_name = "DURATION", value_parser = super::duration, default_value = "7d")]
    expires: Duration,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Runs the command.
pub async fn run(context: &Context, args: &TokenArgs) -> Outcome {
    match &args.action {
        Action::Issue(args) => issue(context, args).await,
        Action::Verify(args) => verify::run(context, args).await,
        Action::Decode(_) => decode::run(context),
    }
}

#[derive(Serialize)]
struct Issued {
    user_id: i64,
    expires: jiff::Timestamp,
    /// The token; printing it is the command's purpose.
    #[serde(skip)]
    token: Secret,
}

impl Render for Issued {
    fn show(&self, ui: &Ui) -> Result<()> {
        ui.status(&format!(
            "Session token of user {}, valid until {}. Anyone who has it is signed in as that user.",
            self.user_id, self.expires
        ));
        ui.print_secret(&self.token)
    }

    fn revealed(&self) -> Option<Revealed<'_>> {
        Some(("token", &self.token))
    }
}

async fn issue(context: &Context, args: &IssueArgs) -> Outcome {
    let key = session::key(&context.settings)?;
    let mut database = args.database.choose(context)?.open(context).await?;
    let found = database
        .find_user(&UserSelector::from(args.user.as_str()))
        .await;
    database.close().await;
    let Some(user_id) = found? else {
        return Err(Error::new(Exit::No, diagnostic!(token::NO_SUCH_USER)));
    };
    let lifetime = jiff::SignedDuration::try_from(args.expires).ok();
    let expires = lifetime.and_then(|lifetime| context.env.now().checked_add(lifetime).ok());
    // Token times are whole seconds.
    let expires =
        expires.and_then(|expires| jiff::Timestamp::from_second(expires.as_second()).ok());
    let expires = expires.ok_or_else(|| Error::usage(diagnostic!(token::TOO_LONG)))?;
    let token = session::issue_until(&key, user_id, expires)?;
    context.ui.render(&Issued {
        user_id,
        expires,
        token,
    })
}

/// Reads the token from a prompt or standard input, and strips text that is often copied with it.
fn read(context: &Context) -> Result<Secret> {
    let ui = &context.ui;
    let text = if ui.terminal().stdin {
        ui.secret(&Question {
            text: "Token",
            flag: "the token on standard input: navauth token verify < file",
        })?
    } else {
        ui.read_input()?
    };
    ui.register_secret(&text);
    match pasted::read(text.expose()) {
        Pasted::Token(token) => {
            ui.register_secret(&token);
            Ok(token)
        }
        Pasted::Several(count) => Err(Error::usage(diagnostic!(token::SEVERAL, count = count))),
        Pasted::Other(token, _) if token.is_empty() => Err(Error::usage(diagnostic!(token::NONE))),
        Pasted::Other(token, None) => {
            ui.register_secret(&token);
            Ok(token)
        }
        Pasted::Other(_, Some(recognized)) => Err(Error::new(
            Exit::No,
            diagnostic!(token::MALFORMED).observed(recognized),
        )),
    }
}
