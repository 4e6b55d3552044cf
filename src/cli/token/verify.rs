//! `navauth token verify`: whether the app accepts a token, and why not.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::{Context, Outcome};
use crate::config;
use crate::diagnostic;
use crate::diagnostics::catalog::token;
use crate::diagnostics::{Diagnostic, Status};
use crate::diagnostics::{Exit, Result};
use crate::secret::Secret;
use crate::session::{self, Content, Refusal};
use crate::terminal::{Render, Ui, escape_for_terminal};
use crate::words;

/// Arguments of `token verify`.
#[derive(clap::Args, Clone, Debug)]
pub struct VerifyArgs {
    /// Do not check whether the user exists
    #[arg(long)]
    no_database: bool,
    #[command(flatten)]
    input: super::InputArgs,
}

#[derive(Serialize)]
struct Verdict {
    /// Whether the app accepts it; None if that depends on a user who was not looked up.
    accepted: Option<bool>,
    /// The user's id.
    subject: Option<String>,
    /// Expiry.
    expires: Option<Timestamp>,
    #[serde(skip)]
    now: Timestamp,
    /// The known key that signed it.
    signed_with: Option<String>,
    findings: Vec<Diagnostic>,
}

impl Render for Verdict {
    fn show(&self, ui: &Ui) -> Result<()> {
        let word = match self.accepted {
            Some(true) => "accepted",
            Some(false) => "rejected: the app does not accept it",
            None => "valid; the app accepts it if the user still exists",
        };
        ui.result(word)?;
        let rows = [
            ("user", self.subject.clone()),
            (
                "expires",
                self.expires
                    .map(|expires| format!("{expires} ({})", words::relative(expires, self.now))),
            ),
            ("key", self.signed_with.clone()),
        ];
        for (label, text) in rows {
            if let Some(text) = text {
                ui.result(format!("  {label:<8}{}", escape_for_terminal(&text)))?;
            }
        }
        for diagnostic in &self.findings {
            ui.result(ui.finding_text(diagnostic).trim_end())?;
        }
        Ok(())
    }
}

/// Runs the command.
pub async fn run(context: &Context, args: &VerifyArgs) -> Outcome {
    let token = super::read(context)?;
    let now = context.env.now();
    let key = session::key(&context.settings)?;
    let content = Content::read(&token);
    let claim = |name: &str| {
        content
            .as_ref()
            .and_then(|content| content.claims.get(name))
            .and_then(|value| value.as_str().map(str::to_owned))
    };
    let expires = content.as_ref().and_then(|content| content.time("exp"));
    let mut verdict = Verdict {
        accepted: None,
        subject: claim("sub"),
        expires,
        now,
        signed_with: None,
        findings: Vec::new(),
    };
    match session::verify(&key, &token, now) {
        Ok(claims) => {
            verdict.signed_with = context
                .settings
                .get_non_empty("JWT_SECRET_KEY")
                .map(|setting| format!("JWT_SECRET_KEY ({})", setting.origin));
            if claims_never_expire(content.as_ref()) {
                verdict.findings.push(diagnostic!(token::NEVER_EXPIRES));
            }
            verdict
                .findings
                .extend(super::user::check(context, args.no_database, &claims).await);
        }
        Err(refusal) => {
            let mut diagnostic = session::explain(refusal, &token, now);
            if refusal == Refusal::Signature {
                verdict.signed_with = signer(context, &token, now);
                if let Some(signer) = &verdict.signed_with {
                    diagnostic = diagnostic.reason(format!(
                        "it is signed with the key of {signer}, and was checked with another key"
                    ));
                    diagnostic = diagnostic
                        .help("check it with that key, or sign in again where the token is used");
                }
            }
            verdict.findings.push(diagnostic);
        }
    }
    let worst = verdict
        .findings
        .iter()
        .map(|diagnostic| diagnostic.status)
        .max();
    verdict.accepted = match worst {
        Some(Status::Fail) => Some(false),
        Some(Status::Skip) => None,
        _ => Some(true),
    };
    let exit = if worst == Some(Status::Fail) {
        Exit::No
    } else {
        Exit::Done
    };
    context.ui.render_as(&verdict, exit)
}

/// Whether a token that can be read has no time at which it expires.
fn claims_never_expire(content: Option<&Content>) -> bool {
    content.is_some_and(|content| content.claims.get("exp").is_none())
}

/// The other configured key that signed it, if any: an overridden value, or one in the other environment's file.
fn signer(context: &Context, token: &Secret, now: Timestamp) -> Option<String> {
    const NAME: &str = "JWT_SECRET_KEY";
    let own = context
        .env_file
        .as_ref()
        .map(|file| file.location.shown.clone());
    let next_to = |name: &str| {
        own.as_ref()
            .map_or_else(|| PathBuf::from(name), |own| own.with_file_name(name))
    };
    let files = [".env", ".env.production"]
        .map(next_to)
        .into_iter()
        .filter(|path| Some(path) != own.as_ref());
    let loaded = files.filter_map(|path| config::load_file(&context.env, &path).ok());
    let settings: Vec<_> = loaded.map(|loaded| loaded.settings).collect();
    let shadows = context
        .settings
        .get(NAME)
        .into_iter()
        .flat_map(|setting| &setting.overridden)
        .map(|shadow| (&shadow.value, &shadow.origin));
    let others = settings
        .iter()
        .filter_map(|settings| settings.get_non_empty(NAME))
        .map(|setting| (&setting.value, &setting.origin));
    let signs = |key: &Secret| {
        !key.is_empty() && !matches!(session::verify(key, token, now), Err(Refusal::Signature))
    };
    shadows
        .chain(others)
        .find(|(key, _)| signs(key))
        .map(|(_, origin)| origin.to_string())
}
