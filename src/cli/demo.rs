//! `navauth demo`: runs the guide's steps in order, each with its own command, in a new folder.
//!
//! Owns the order and the table at the end. The folder, the simulated providers and the automatic sign-in belong to `demo`.

mod step;

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Context, Outcome};
use crate::config;
use crate::demo::folder::Folder;
use crate::demo::summary::{self, User};
use crate::diagnostics::{Diagnostic, Status};
use crate::diagnostics::{Exit, Result};
use crate::process::quoted;
use crate::providers::fakes::{Behavior, FakeProviders};
use crate::secret::Secret;
use crate::terminal::{Question, Render, Styled, Table, Ui, escape_for_terminal};

/// Try the whole guide with simulated providers, offline
///
/// Creates a folder with a .env file and a database, and runs every step of the setup guide in it, with simulated versions of the four
/// providers and of those in navauth.toml.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth demo                         in ./navauth-demo, on SQLite\n  navauth demo --browser               \
                        sign in yourself, on simulated pages\n  navauth demo --database-url-stdin <url.txt   in this \
                        database"
)]
pub struct DemoArgs {
    /// The folder to create, or an empty one
    #[arg(long, value_name = "PATH", default_value = "navauth-demo")]
    pub folder: PathBuf,
    /// Sign in yourself in a browser instead of automatically
    #[arg(long)]
    pub browser: bool,
    /// Use this PostgreSQL database, read as a connection string from standard input; four test users are stored there
    #[arg(long)]
    pub database_url_stdin: bool,
}

/// The steps of the guide: title and command. There is one sign-in per provider.
fn steps(providers: &FakeProviders) -> Vec<(String, Vec<String>)> {
    let sign_in = providers.clients().iter().map(|client| &client.provider);
    let sign_in = sign_in.map(|provider| {
        (
            format!("sign in with {}", provider.label),
            vec!["test-login".to_owned(), provider.name.to_owned()],
        )
    });
    let step = |(what, command): (&str, &str)| {
        (
            what.to_owned(),
            command.split(' ').map(str::to_owned).collect(),
        )
    };
    let before = [
        ("generate a session key", "gen-secret --write"),
        ("create the tables", "init-db"),
        ("connect to the database", "verify-connection"),
        ("check the settings", "check-env"),
    ];
    before
        .map(step)
        .into_iter()
        .chain(sign_in)
        .chain([step(("list the users", "list-users"))])
        .collect()
}

/// The result.
#[derive(Serialize)]
struct Walkthrough {
    folder: PathBuf,
    steps: Vec<Step>,
    users: Vec<User>,
    /// What the step that failed found.
    findings: Vec<Diagnostic>,
}

/// One step.
#[derive(Serialize)]
struct Step {
    what: String,
    command: String,
    status: Status,
    result: String,
    took_ms: u64,
}

/// Runs the command.
pub async fn run(context: &Context, args: &DemoArgs) -> Outcome {
    let read = || {
        context
            .ui
            .read_input()
            .map(|text| Secret::new(text.expose().trim()))
    };
    let database_url = args.database_url_stdin.then(read).transpose()?;
    database_url
        .iter()
        .for_each(|url| context.ui.register_secret(url));
    offer_replacement(context, &args.folder)?;
    let folder = Folder::make(&context.env.directory, &args.folder)?;
    let settings = config::load_config(&context.env, &context.layers)?;
    let providers = FakeProviders::start_with(Behavior::default(), context.env.now(), &settings)?;
    folder.write_files(&context.env, &providers, database_url.as_ref())?;
    let mut walkthrough = Walkthrough {
        folder: folder.shown.clone(),
        steps: Vec::new(),
        users: Vec::new(),
        findings: Vec::new(),
    };
    for (what, words) in steps(&providers) {
        let spinner = context.ui.spinner(&what);
        let done = step::run(context, &folder, &words, args.browser).await?;
        drop(spinner);
        let (status, result) = if done.ok {
            (Status::Pass, summary::of(&words[0], &done.document))
        } else {
            (Status::Fail, "failed".into())
        };
        let step = Step {
            what,
            command: format!("navauth {}", words.join(" ")),
            status,
            result,
            took_ms: done.took_ms,
        };
        if !context.ui.options().json {
            show_step(&context.ui, &step)?;
        }
        walkthrough.steps.push(step);
        walkthrough.users = summary::users(&done.document);
        if !done.ok {
            walkthrough.findings = done.failures;
            return context.ui.render_as(&walkthrough, Exit::No);
        }
    }
    context.ui.render(&walkthrough)
}

/// Offers to delete an earlier demo in the folder.
fn offer_replacement(context: &Context, folder: &Path) -> Result<()> {
    let directory = &context.env.directory;
    if !context.ui.can_ask() || !Folder::is_earlier_demo(directory, folder) {
        return Ok(());
    }
    let text = format!("{} contains an earlier demo. Replace it?", folder.display());
    let question = Question {
        text: &text,
        flag: "--folder",
    };
    if context.ui.confirm(&question)? {
        Folder::remove(directory, folder)?;
    }
    Ok(())
}

impl Render for Walkthrough {
    fn show(&self, ui: &Ui) -> Result<()> {
        if !self.users.is_empty() {
            ui.gap()?;
            show_users(ui, &self.users)?;
        }
        self.findings
            .iter()
            .for_each(|diagnostic| ui.diagnostic(diagnostic));
        let folder = quoted(&self.folder);
        if self.findings.is_empty() {
            ui.status(&format!(
                "\nLook around in the demo's folder:\n  cd {folder}\n  navauth env         what the app sees\n  navauth checklist   what to do next\n\nFor your own app, run `navauth setup` in its folder."
            ));
        } else {
            let folder = self.folder.display();
            ui.hint(&format!(
                "{folder} contains the files of the failed demo; to start over, delete it first"
            ));
        }
        Ok(())
    }
}

/// On narrower terminals the tables would break words.
const NARROW: usize = 64;

fn show_users(ui: &Ui, users: &[User]) -> Result<()> {
    let mut table = Table::new(["id", "username", "email", "provider"]);
    for User {
        id,
        username,
        email,
        provider,
    } in users
    {
        if ui.width() < NARROW {
            ui.result(format!(
                "{id}  {} ({})",
                escape_for_terminal(username),
                escape_for_terminal(provider)
            ))?;
        }
        table.row([&id.to_string(), username, email, provider]);
    }
    if ui.width() < NARROW {
        Ok(())
    } else {
        ui.table(&table)
    }
}

/// The line of a step, shown when it has ended.
fn show_step(ui: &Ui, step: &Step) -> Result<()> {
    let color = ui.options().color_stdout;
    let mut line = match step.status {
        Status::Pass => Styled::paint("✓ done  ", console::Style::new().green(), color),
        _ => Styled::paint("✗ failed", console::Style::new().red(), color),
    };
    let command = step.command.trim_start_matches("navauth ");
    let (result, took) = (&step.result, step.took_ms);
    line.push(&if ui.width() < NARROW {
        format!("  {command}\n    {result}")
    } else {
        format!("  {command:22}  {result} ({took} ms)")
    });
    ui.result(line)
}
