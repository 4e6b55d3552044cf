//! `navauth rotate-secret`.

mod answer;
mod verification;

use std::path::{Path, PathBuf};
use std::time::Duration;

use self::answer::RotateAnswer;
use self::verification::{Site, Users};
use super::push_secrets::space;
use super::{Context, Outcome, live_site};
use crate::checks::{self, require_trust_for_site};
use crate::config::{FilePath, LoadedSettings, env_file_protection, git, session_key};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{
    frontend, git as git_codes, hub as hub_codes, live, rotate as codes,
};
use crate::diagnostics::{Error, Exit, Result, both};
use crate::fingerprints::FingerprintStore;
use crate::huggingface::{Hub, Runtime};
use crate::process::quoted;
use crate::secrets::{self, Plan, Rotation, State, Target, Upload, UploadOutcome};
use crate::state_folder::StateFolder;
use crate::terminal::Question;
use crate::text;

/// Rotate the production session key and verify the rollout
///
/// Writes a new JWT_SECRET_KEY to .env.production, uploads it to the Space, waits for the restart, and sends the live site a session token
/// signed with each key. The old key stays in .navauth/ until the live site is verified to use the new one; until then, --undo restores it,
/// and the command exits with 6. If it is interrupted, run it again to resume.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth rotate-secret --space owner/name\n  navauth rotate-secret --space owner/name --undo"
)]
pub struct RotateSecretArgs {
    /// The Space, as owner/name [default: [space] name in navauth.toml]
    #[arg(long, value_name = "OWNER/NAME")]
    pub space: Option<String>,
    /// The file with the production settings [default: .env.production]
    #[arg(long, value_name = "PATH")]
    pub from: Option<PathBuf>,
    /// The live site to verify [default: FRONTEND_URL in that file]
    #[arg(long, value_name = "URL", value_parser = website)]
    pub site: Option<String>,
    /// Restore the previous key if the rotation is not verified yet
    #[arg(long)]
    pub undo: bool,
    /// Show what would change without changing anything
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask before changing anything
    #[arg(long)]
    pub yes: bool,
}

/// Reads the URL of a website; for clap.
fn website(text: &str) -> std::result::Result<String, String> {
    if checks::is_website(text) {
        Ok(text.to_owned())
    } else {
        Err("write a URL such as https://www.example.org".to_owned())
    }
}

/// How long a Space may take to restart.
const RESTART: Duration = Duration::from_secs(600);

/// Runs the command.
pub async fn run(context: &Context, args: &RotateSecretArgs) -> Outcome {
    let ui = &context.ui;
    let env = &context.env;
    let path = space::file(context, args.from.as_deref());
    ui.set_interrupt_message(codes::STOPPED_BEFORE);
    if let Ok(path) = &path {
        let folder = StateFolder::beside(&env.directory.join(path));
        if git::tracks(&folder, &env.variables, space::timeout(context)).await {
            return Err(Error::settings(tracked(&StateFolder::beside(path))));
        }
    }
    let file = path.and_then(|path| {
        let file = space::load(context, &path)?;
        let rotation = if args.undo {
            Rotation::undo(env, &path)?
        } else {
            Rotation::plan(env, &path)?
        };
        Ok((path, file, rotation))
    });
    let ((path, file, rotation), target) = both(file, target(context, args))?;
    let mut published = None;
    if rotation.started {
        let old_key = rotation.old_key_file().display();
        ui.set_interrupt_message(text!(codes::STOPPED_RESUMED, old_key = old_key));
    } else if !args.undo {
        published = refuse_tracked(context, rotation.file()).await?;
    }
    [&rotation.old, &rotation.new]
        .into_iter()
        .for_each(|key| ui.register_secret(key));
    let url = site(args, &file)?;
    if args.site.is_none() {
        context.require_trust(|| require_trust_for_site(env, &file.settings))?;
    }
    let Target::Space(hub) = &target else {
        return Err(Error::bug("a key goes to a Space only"));
    };
    let mut store =
        FingerprintStore::open_next_to(&secrets::PUSHED, &env.directory.join(&path), &path)?;
    let value = [secrets::session_key(&rotation.new)];
    let looked = {
        let _spinner = ui.spinner(&format!("checking {}", target.label()));
        look(hub, &target, &value, &store).await?
    };
    let Looked {
        mut plan,
        findings,
        resting,
    } = looked;
    let mut answer = RotateAnswer::new(&rotation, &path, &target, args);
    answer.findings = findings;
    answer.findings.extend(published);
    if answer.has_failed() {
        return answer.give(ui, Exit::No);
    }
    let users = Users::count(context, &file.settings).await;
    answer.users = users.recent;
    answer.findings.extend(users.diagnostic.clone());
    if args.dry_run {
        answer.findings.extend(resting);
        return answer.give(ui, Exit::Done);
    }
    if !args.yes {
        resting.iter().for_each(|problem| ui.diagnostic(problem));
        ui.status(&answer.consequence());
        if !ui.confirm(&Question {
            text: &answer.question(),
            flag: "--yes",
        })? {
            return Ok(Exit::No);
        }
    }
    let _lock = rotation.lock(env)?;
    if !rotation.started {
        rotation.write(env, args.undo)?;
    }
    answer.keep_old_key(&rotation);
    ui.set_interrupt_message(answer.interrupt_message());
    let changed = plan.count(State::Pending) > 0;
    let sending = Upload {
        target: &target,
        values: &value,
        store: &mut store,
        now: &|| env.now(),
    };
    if let UploadOutcome::Failed(error) = send(context, sending, &mut plan).await {
        // Only a refusal says that nothing was changed there.
        answer.pushed = (error.exit == Exit::Refused).then_some(false);
        return answer.abort(ui, error);
    }
    answer.pushed = Some(true);
    ui.set_interrupt_message(answer.interrupt_message());
    let runtime = match wait(context, hub, changed, &mut answer).await {
        Ok(runtime) => runtime,
        Err(error) => return answer.abort(ui, error),
    };
    let site = Site {
        url,
        is_given: args.site.is_some(),
        file: &path,
        hub,
        runtime: &runtime,
    };
    answer
        .verify(context, &rotation, &site, users.latest)
        .await?;
    if runtime.answers() {
        // The session key was verified above.
        let without = [live::SESSION_KEY.id];
        if let Some(seen) = live_site::look(context, &file, hub.space(), &without).await? {
            answer.findings.extend(seen.findings);
        }
    }
    let exit = match (answer.is_verified(), answer.has_failed()) {
        (false, _) => Exit::Partly,
        (true, true) => Exit::No,
        (true, false) => Exit::Done,
    };
    answer.give(ui, exit)
}

/// The live site to verify: the one in --site, else FRONTEND_URL.
fn site(args: &RotateSecretArgs, file: &LoadedSettings) -> Result<Option<String>> {
    if args.site.is_some() {
        return Ok(args.site.clone());
    }
    let Some(setting) = file.settings.get_non_empty("FRONTEND_URL") else {
        return Ok(None);
    };
    let url = setting.value.expose();
    if checks::is_website(url) {
        return Ok(Some(url.to_owned()));
    }
    Err(Error::settings(Diagnostic {
        source: setting.origin.source(),
        ..diagnostic!(frontend::NOT_A_URL)
    }))
}

/// A new key is written only to a file that git does not track: the next commit would publish it. Returns the warning for one
/// that git does not ignore either.
async fn refuse_tracked(context: &Context, file: &FilePath) -> Result<Option<Diagnostic>> {
    let timeout = space::timeout(context);
    match env_file_protection::publication(&context.env, file, timeout).await {
        Some(tracked) if tracked.is(&git_codes::ENV_TRACKED) => Err(Error::settings(tracked)),
        warning => Ok(warning),
    }
}

/// The Space that the command line or navauth.toml names.
fn target(context: &Context, args: &RotateSecretArgs) -> Result<Target> {
    let space = args.space.as_deref();
    if args.yes && !args.dry_run {
        space::require_named_space(context, space, "rotate-secret")?;
    }
    space::space(context, space).map(Target::Space)
}

/// The old key is kept where git ignores it. Files that git tracks there came with the repository, or would be committed.
fn tracked(folder: &Path) -> Diagnostic {
    diagnostic!(codes::STATE_TRACKED, folder = quoted(folder))
}

/// What the Hub says before anything is changed.
struct Looked {
    plan: Plan,
    /// What prevents the upload, or warns of it.
    findings: Vec<Diagnostic>,
    /// Why the Space does not run now.
    resting: Option<Diagnostic>,
}

/// The plan for the key, and what prevents its upload.
async fn look(
    hub: &Hub,
    target: &Target,
    value: &[secrets::Value],
    store: &FingerprintStore,
) -> Result<Looked> {
    let access = hub.whoami().await?;
    access.may_write(hub.space())?;
    let (mut variables, mut present, is_static) =
        tokio::try_join!(hub.variables(), target.present(), hub.is_static())?;
    let runtime = hub.runtime().await.ok();
    variables.retain(|name| name == session_key::NAME);
    present.retain(|name, _| name == session_key::NAME);
    let mut findings = secrets::public_variables(&hub.space().to_string(), &variables);
    if is_static {
        findings.push(diagnostic!(hub_codes::STATIC_SPACE, space = hub.space()));
    }
    findings.extend(access.warning());
    let resting = runtime.and_then(|runtime| runtime.diagnostic(hub.space()));
    Ok(Looked {
        plan: Plan::new(value, &present, store, target, false),
        findings,
        // Nothing has been saved yet.
        resting: resting.map(|problem| Diagnostic {
            cause: None,
            ..problem
        }),
    })
}

/// Uploads the key. Ctrl-C waits until an upload that has started is complete.
async fn send(context: &Context, mut sending: Upload<'_>, plan: &mut Plan) -> UploadOutcome {
    let _spinner = context.ui.spinner("sending JWT_SECRET_KEY");
    let _hold = context.interrupt.hold();
    sending.run(plan, std::future::pending(), |_| {}).await
}

async fn wait(
    context: &Context,
    hub: &Hub,
    changed: bool,
    answer: &mut RotateAnswer,
) -> Result<Runtime> {
    let limit = context.timeout.unwrap_or(RESTART);
    let waiting = format!("waiting for the Space {}", hub.space());
    let spinner = context.ui.countdown(&waiting, limit);
    let tell = |stage: crate::huggingface::Stage| {
        spinner.set_message(&format!("The Space {} {}", hub.space(), stage.meaning))
    };
    let runtime = hub.wait(changed, limit, tell).await?;
    answer.stage = Some(runtime.stage().name);
    answer.findings.extend(runtime.diagnostic(hub.space()));
    Ok(runtime)
}
