//! `navauth gen-secret`: generates a session key, and prints it or writes it to the `.env` file.
//!
//! Owns the confirmation before a key in use is replaced.

use serde::Serialize;

use super::{Context, Outcome};
use crate::config::dotenv::edit::Written;
use crate::config::random::{Encoding, key_size, random_key};
use crate::config::{self, FilePath, env_file_protection, session_key};
use crate::diagnostics::{Diagnostic, Exit, Result, Status};
use crate::secret::Secret;
use crate::terminal::{Question, Render, Revealed, Ui, escape_for_terminal};
use crate::timeouts;

/// Generate a session key (JWT_SECRET_KEY)
///
/// Prints a random key, like `openssl rand -hex 32`. With --write, saves it in the .env file instead and does not print it.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  navauth gen-secret                     print a key
  navauth gen-secret --write             save it in .env, unless a key is set
  navauth gen-secret --write --rotate    replace it; signs everyone out
  navauth gen-secret --format base64url  print a key in 43 characters")]
pub struct GenSecretArgs {
    /// Encoding of the key
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// Number of random bytes, 32 to 1024
    #[arg(long, default_value_t = 32, value_name = "N", value_parser = key_size, allow_negative_numbers = true)]
    pub bytes: usize,
    /// Save the key in the .env file instead of printing it
    #[arg(long, conflicts_with = "no_env_file")]
    pub write: bool,
    /// Replace the current key (this signs everyone out)
    #[arg(long, requires = "write")]
    pub rotate: bool,
    /// Do not ask before replacing the key
    #[arg(long, requires = "rotate")]
    pub yes: bool,
}

/// Encoding of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Hexadecimal digits
    #[default]
    Hex,
    /// Letters, digits, - and _
    Base64url,
}

/// Generates a key, and prints or saves it.
pub async fn run(context: &Context, args: &GenSecretArgs) -> Outcome {
    let encoding = match args.format {
        Format::Hex => Encoding::Hex,
        Format::Base64url => Encoding::Base64Url,
    };
    let secret = random_key(args.bytes, encoding)?;
    if args.write {
        context.ui.register_secret(&secret);
        return write(context, args, &secret).await;
    }
    context.ui.render(&Printed {
        secret,
        format: args.format,
        bytes: args.bytes,
    })
}

async fn write(context: &Context, args: &GenSecretArgs, secret: &Secret) -> Outcome {
    let Context {
        env,
        ui,
        layers,
        env_file,
        ..
    } = context;
    let location = config::destination(env, layers);
    let in_use = match env_file {
        Some(file) => session_key::in_use(&file.document, env, &location)?.is_some(),
        None => false,
    };
    if in_use && args.rotate && !args.yes && !confirm(ui, &location)? {
        ui.status("nothing was changed");
        return Ok(Exit::No);
    }
    // A key that came into use since the file was read is not replaced unasked.
    let (written, rotated) =
        session_key::write(env, &location, secret, args.rotate && (in_use || args.yes))?;
    let mut findings = session_key::obstacles(env, &location, &written);
    let timeout = context.timeout.unwrap_or(timeouts::GIT);
    if let Some(mut published) = env_file_protection::publication(env, &location, timeout).await {
        // It was written, and only the next commit publishes it.
        published.status = Status::Warn;
        findings.push(published);
    }
    let file = escape_for_terminal(&location.shown.display().to_string());
    let Written {
        created,
        replaced,
        line,
        ..
    } = written;
    ui.render(&Saved {
        name: session_key::NAME,
        file,
        line,
        created,
        replaced,
        rotated,
        format: args.format,
        bytes: args.bytes,
        findings,
    })
}

fn confirm(ui: &Ui, location: &FilePath) -> Result<bool> {
    let text = format!(
        "Replace {} in {}? Everyone will be signed out",
        session_key::NAME,
        location.shown.display()
    );
    ui.confirm(&Question {
        text: &text,
        flag: "--yes",
    })
}

/// The key that is printed.
#[derive(Serialize)]
struct Printed {
    #[serde(skip)]
    secret: Secret,
    format: Format,
    bytes: usize,
}

impl Render for Printed {
    fn show(&self, ui: &Ui) -> Result<()> {
        ui.print_secret(&self.secret)
    }

    fn revealed(&self) -> Option<Revealed<'_>> {
        Some(("secret", &self.secret))
    }
}

/// Where the key was saved.
#[derive(Serialize)]
struct Saved {
    name: &'static str,
    file: String,
    line: usize,
    created: bool,
    replaced: bool,
    rotated: bool,
    format: Format,
    bytes: usize,
    findings: Vec<Diagnostic>,
}

impl Render for Saved {
    fn show(&self, ui: &Ui) -> Result<()> {
        let new = if self.created {
            ", a new file that only you can read"
        } else {
            ""
        };
        ui.result(format!(
            "{} is on line {} of {}{new}",
            self.name, self.line, self.file
        ))?;
        self.findings
            .iter()
            .for_each(|diagnostic| ui.diagnostic(diagnostic));
        if self.rotated {
            ui.hint("restart the app; everyone has to sign in again");
        } else {
            ui.hint("the app uses it after its next start");
        }
        Ok(())
    }
}
