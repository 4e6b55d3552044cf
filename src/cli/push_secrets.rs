//! `navauth push-secrets`.

mod afterwards;
mod answer;
pub(super) mod space;
mod words;

use std::path::{Path, PathBuf};

use self::answer::PushAnswer;
use super::{Context, Outcome};
use crate::config::{LoadedSettings, api_base_url};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{hub, push as words_of_push};
use crate::diagnostics::{Exit, Result, both};
use crate::fingerprints::FingerprintStore;
use crate::secrets::{
    self, Confirmation, Plan, Present, Program, State, Target, Upload, UploadOutcome,
};
use crate::terminal::Question;

/// Upload the app's secrets to its Space
///
/// Uploads the app's variables from .env.production to a HuggingFace Space as secrets: only those that are new or changed, because every
/// change restarts the Space. Keyed hashes of what was uploaded are kept in .navauth/, never the values. Once the Space is running again,
/// navauth checks whether users can sign in on the live site.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(after_help = "Examples:
  navauth push-secrets --space owner/name --dry-run  show what would change
  navauth push-secrets --space owner/name            do it, after a confirmation
  navauth push-secrets --to github owner/repo        a GitHub repository

Uses the token that `hf` uses: HF_TOKEN, or the one saved by `hf auth login`. It needs write access.")]
pub struct PushSecretsArgs {
    /// The Space, as owner/name [default: [space] name in navauth.toml]
    #[arg(long, value_name = "OWNER/NAME")]
    pub space: Option<String>,
    /// Upload to another target: github OWNER/REPOSITORY
    #[arg(long, num_args = 2, value_names = ["KIND", "PLACE"], conflicts_with = "space")]
    pub to: Option<Vec<String>>,
    /// The file with the values [default: .env.production]
    #[arg(long, value_name = "PATH")]
    pub from: Option<PathBuf>,
    /// Show what would change without changing anything
    #[arg(long)]
    pub dry_run: bool,
    /// Also delete secrets that navauth uploaded before and that are no longer in the file
    #[arg(long)]
    pub prune: bool,
    /// Do not wait for the Space to restart, and do not check the live site
    #[arg(long)]
    pub no_wait: bool,
    /// Do not ask before changing anything; requires --space
    #[arg(long)]
    pub yes: bool,
    /// The confirmation of a plan that was shown before; without it `yes` confirms any plan.
    #[arg(skip)]
    pub confirmation: Option<Confirmation>,
}

/// Runs the command.
pub async fn run(context: &Context, args: &PushSecretsArgs) -> Outcome {
    let ui = &context.ui;
    let file = space::file(context, args.from.as_deref())
        .and_then(|path| Ok((load(context, &path)?, path)));
    let problems = match &file {
        Ok((file, _)) => secrets::check_values(file, &context.settings)?,
        Err(_) => Vec::new(),
    };
    let target = target(context, args).map_err(|error| error.with_others(problems.clone()));
    let ((file, path), target) = both(file, target)?;
    let mut answer = PushAnswer::new(&target, &path, args.dry_run);
    answer.findings = problems;
    if !answer.findings.is_empty() {
        return answer.give(ui, Exit::Settings);
    }
    let (present, findings) = look(context, &target, &file.settings).await?;
    answer.findings = findings;
    if answer.has_failed() {
        return answer.give(ui, Exit::No);
    }
    answer.left_out = secrets::left_out(&file.settings);
    let values = secrets::values(&file.settings);
    let mut store = FingerprintStore::open_next_to(
        &secrets::PUSHED,
        &context.env.directory.join(&path),
        &path,
    )?;
    answer.secrets = Plan::new(&values, &present, &store, &target, args.prune);
    let pending = answer.secrets.count(State::Pending);
    if let Some(confirmation) = &args.confirmation {
        let digest = confirmation.digest(&answer.from, &target, &answer.secrets, &values);
        if !args.dry_run && !confirmation.covers(&digest) {
            ui.warning(words_of_push::PLAN_CHANGED);
            answer.dry_run = true;
        }
        answer.digest = Some(digest);
    }
    if answer.dry_run {
        return answer.give(ui, Exit::Done);
    }
    if pending > 0 {
        if !args.yes {
            answer.show_plan(ui);
            let text = format!(
                "Change {} of {}?",
                super::pluralize(pending, "secret"),
                target.label()
            );
            if !ui.confirm(&Question {
                text: &text,
                flag: "--yes",
            })? {
                return Ok(Exit::No);
            }
        }
        // Whether it can be kept is known before anything is sent.
        store.save()?;
        let sending = Upload {
            target: &target,
            values: &values,
            store: &mut store,
            now: &|| context.env.now(),
        };
        match send(context, sending, &mut answer.secrets).await {
            UploadOutcome::Complete => {}
            UploadOutcome::Failed(error) if answer.secrets.count(State::Done) == 0 => {
                return Err(error);
            }
            UploadOutcome::Failed(error) => {
                answer.findings.push(*error.diagnostic);
                return answer.give(ui, Exit::Partly);
            }
            UploadOutcome::Interrupted => return answer.give(ui, Exit::Interrupted),
        }
    }
    let exit = match &target {
        Target::Space(hub) if !args.no_wait => {
            afterwards::look(context, hub, &file, pending > 0, &mut answer).await?
        }
        _ => Exit::Done,
    };
    answer.give(ui, exit)
}

/// Loads the file to upload, for the app's release that navauth.toml names.
fn load(context: &Context, path: &Path) -> Result<LoadedSettings> {
    let mut file = space::load(context, path)?;
    file.settings.config.app = context.settings.config.app.clone();
    Ok(file)
}

/// The target that the command line or navauth.toml names.
fn target(context: &Context, args: &PushSecretsArgs) -> Result<Target> {
    let space = args.space.as_deref();
    match args.to.as_deref() {
        Some([kind, name]) => {
            let (variables, timeout) = (&context.env.variables, space::timeout(context));
            Program::new(kind, name, variables, timeout).map(Target::Program)
        }
        _ => {
            if args.yes && !args.dry_run {
                space::require_named_space(context, space, "push-secrets")?;
            }
            space::space(context, space).map(Target::Space)
        }
    }
}

/// What the target has, and what prevents the upload.
async fn look(
    context: &Context,
    target: &Target,
    file: &crate::config::settings::Settings,
) -> Result<(Present, Vec<Diagnostic>)> {
    let _spinner = context.ui.spinner(&format!("checking {}", target.label()));
    let Target::Space(hub) = target else {
        return Ok((target.present().await?, Vec::new()));
    };
    let access = hub.whoami().await?;
    access.may_write(hub.space())?;
    context.ui.verbose(&format!(
        "The token is {}'s, found in {}.",
        crate::terminal::escape_for_terminal(&access.name),
        hub.token_origin()
    ));
    let (mut variables, present, is_static) =
        tokio::try_join!(hub.variables(), target.present(), hub.is_static())?;
    variables.retain(|name| name != api_base_url::NAME || file.get_non_empty(name).is_some());
    let mut findings = secrets::public_variables(&hub.space().to_string(), &variables);
    if is_static {
        findings.push(diagnostic!(hub::STATIC_SPACE, space = hub.space()));
    }
    findings.extend(secrets::missing(file, &present));
    findings.extend(access.warning());
    Ok((present, findings))
}

async fn send(context: &Context, mut sending: Upload<'_>, plan: &mut Plan) -> UploadOutcome {
    let count = plan.count(State::Pending);
    let bar = context.ui.bar("sending", count as u64);
    let mut is_first = true;
    let _hold = context.interrupt.hold();
    sending
        .run(plan, context.interrupt.pressed(), |row| {
            // The one before is sent.
            if is_first {
                is_first = false;
            } else {
                bar.advance();
            }
            bar.set_message(&format!("sending {}", row.name));
        })
        .await
}
