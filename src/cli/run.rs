//! Runs a command line: parses it, reads the settings, builds the context, dispatches, and prints the error.
//!
//! Owns the runtime and the handling of Ctrl-C.

use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;

use crate::cli::args::{Cli, Command, GlobalArgs};
use crate::cli::{self, Context, Interrupt, Outcome, help, secret_arguments, usage};
use crate::config::{LoadedSettings, SettingsSources};
use crate::diagnostics::next_command::{self, GivenOption};
use crate::diagnostics::{Error, Exit, Result};
use crate::process::{Env, Streams, quoted};
use crate::terminal::{Color, OutputOptions, Ui};
use crate::trust;

/// Runs the program with the given arguments, environment and streams.
pub fn run(mut env: Env) -> ExitCode {
    let streams = std::mem::replace(&mut env.streams, Streams::closed());
    if let Some(words) = cli::completions::answer(&env, cli::args::command) {
        return complete(&env, streams, &words);
    }
    let exit = match crate::cli::args::parse(&env.arguments) {
        Ok(cli) => {
            let ui = Ui::new(streams, env.terminal, options(&env, &cli.global));
            ui.set_command(cli.command.name());
            secret_arguments::mask(&env, &ui);
            start(env, ui, cli)
        }
        Err(error) => explain_usage(&env, streams, &error),
    };
    ExitCode::from(exit.code())
}

/// Whether a path is an open file of this process, such as the shell's `<(…)`, which a later command cannot read.
fn is_open_file(path: &Path) -> bool {
    ["/dev/fd", "/dev/stdin", "/proc/self/fd"]
        .iter()
        .any(|folder| path.starts_with(folder))
}

/// Prints the words that a completion script asked for.
fn complete(env: &Env, streams: Streams, words: &[u8]) -> ExitCode {
    let ui = Ui::new(streams, env.terminal, OutputOptions::default());
    let printed = ui.result_raw(&String::from_utf8_lossy(words));
    let exit = printed.map_or_else(|error| error.exit, |()| Exit::Done);
    ExitCode::from(exit.code())
}

fn start(env: Env, ui: Ui, cli: Cli) -> Exit {
    let layers = cli.layers();
    next_command::set(cli.next_options());
    let trusted = trust_hosts(&env, &cli.global);
    let loaded = match trusted.and_then(|()| read_settings(&env, &ui, &cli, &layers)) {
        Ok(loaded) => loaded,
        Err(error) => {
            ui.failure(&error);
            point_to_explanation(&ui, &error);
            return error.exit;
        }
    };
    let LoadedSettings { settings, env_file } = loaded;
    let (env, ui) = (Rc::new(env), Rc::new(ui));
    let context = Context {
        env,
        ui,
        settings,
        env_file,
        layers,
        timeout: cli.global.timeout,
        interrupt: Interrupt::new(),
    };
    match dispatch(&context, &cli.command) {
        Ok(exit) => exit,
        Err(error) => {
            if error.exit != Exit::Done {
                context.ui.failure(&error);
                point_to_explanation(&context.ui, &error);
            }
            error.exit
        }
    }
}

/// Trusts the hosts that you name outside the repository: by an option, or in the process environment.
fn trust_hosts(env: &Env, global: &GlobalArgs) -> Result<()> {
    let hosts = global.trust_host.iter();
    hosts.for_each(|host| env.trust.add(host));
    let list = env.variable(trust::VARIABLE);
    env.trust.add_list(list.unwrap_or_default())
}

/// Prints a hint to `navauth explain`.
fn point_to_explanation(ui: &Ui, error: &Error) {
    if !ui.options().json && !matches!(error.exit, Exit::Usage | Exit::Bug | Exit::Interrupted) {
        ui.hint(&format!("navauth explain {}", error.diagnostic.id()));
    }
}

/// Reads the settings that the command needs, prints which file was read, and registers the secrets with the Ui.
fn read_settings(
    env: &Env,
    ui: &Ui,
    cli: &Cli,
    layers: &SettingsSources,
) -> Result<LoadedSettings> {
    let reads = cli.command.reads_settings();
    let loaded = if reads {
        crate::config::load(env, layers)
    } else {
        Ok(LoadedSettings::from_process(env))
    };
    // Secrets of the process environment are masked even if a file could not be read.
    let mask = |loaded: &LoadedSettings| {
        crate::config::secrets(&loaded.settings, loaded.env_file.as_ref())
            .iter()
            .for_each(|secret| ui.register_secret(secret))
    };
    let loaded = loaded
        .inspect(mask)
        .inspect_err(|_| mask(&LoadedSettings::from_process(env)))?;
    if reads {
        let file = loaded.settings.env_file.as_deref();
        if layers.may_create && !layers.no_env_file && !crate::config::is_switched_off(env) {
            ui.announce_env_file_to_create(file);
        } else {
            ui.announce_env_file(file);
        }
        if loaded.env_file.is_none() && crate::config::is_switched_off(env) {
            ui.warning(
                "PYTHON_DOTENV_DISABLED is set: the app reads no .env file, and neither does navauth",
            );
        }
    }
    Ok(loaded)
}

fn dispatch(context: &Context, command: &Command) -> Outcome {
    match command {
        Command::GenSecret(args) => wait(context, || cli::gen_secret::run(context, args)),
        Command::Env(args) => cli::env::run(context, args),
        Command::CheckEnv(args) => wait(context, || cli::check_env::run(context, args)),
        Command::Checklist(args) => wait(context, || cli::checklist::run(context, args)),
        Command::Checks(args) => cli::checks::run(context, args),
        Command::Explain(args) => cli::explain::run(context, args),
        Command::Completions(args) => cli::completions::run(context, args),
        Command::Schema(_) => cli::schema::run(context),
        Command::Demo(args) => wait(context, || cli::demo::run(context, args)),
        Command::Doctor(args) => wait(context, || cli::doctor::run(context, args)),
        Command::InitDb(args) => wait(context, || cli::init_db::run(context, args)),
        Command::VerifyConnection(args) => {
            wait(context, || cli::verify_connection::run(context, args))
        }
        Command::ListUsers(args) => wait(context, || cli::list_users::run(context, args)),
        Command::PurgeStates(args) => wait(context, || cli::purge_states::run(context, args)),
        Command::Neon(args) => wait(context, || cli::neon::run(context, args)),
        Command::TestLogin(args) => wait(context, || cli::test_login::run(context, args)),
        Command::RedirectUris(args) => wait(context, || cli::redirect_uris::run(context, args)),
        Command::Token(args) => wait(context, || cli::token::run(context, args)),
        Command::PushSecrets(args) => wait(context, || cli::push_secrets::run(context, args)),
        Command::RotateSecret(args) => wait(context, || cli::rotate_secret::run(context, args)),
        Command::Setup(args) => wait(context, || cli::setup::run(context, args)),
    }
}

/// Runs a command that waits for something, until it is done or Ctrl-C is pressed.
fn wait<Command: Future<Output = Outcome>>(
    context: &Context,
    begin: impl FnOnce() -> Command,
) -> Outcome {
    // A second call only reports that the provider is already installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime =
        runtime.map_err(|error| Error::bug(format!("could not start the runtime: {error}")))?;
    let outcome = runtime.block_on(async {
        let stop = async || interrupted(&context.ui).await;
        context.interrupt.guard(begin(), stop).await
    });
    // A read of standard input may still be blocked in its thread.
    runtime.shutdown_background();
    outcome
}

/// Returns on Ctrl-C, SIGTERM and SIGHUP.
async fn interrupted(ui: &Ui) {
    ui.ctrl_c.catch();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut terminate), Ok(mut hangup)) = (
            signal(SignalKind::terminate()),
            signal(SignalKind::hangup()),
        ) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// `--color` of a command line that clap did not accept, or that asks for help.
fn color_option(env: &Env) -> Color {
    let words = env.arguments.iter().filter_map(|word| word.to_str());
    let words: Vec<&str> = words.collect();
    let given =
        words
            .iter()
            .enumerate()
            .find_map(|(index, word)| match word.strip_prefix("--color")? {
                "" => words.get(index + 1).copied(),
                value => value.strip_prefix('='),
            });
    match given {
        Some("always") => Color::Always,
        Some("never") => Color::Never,
        _ => Color::Auto,
    }
}

fn options(env: &Env, global: &GlobalArgs) -> OutputOptions {
    OutputOptions {
        json: global.json,
        quiet: global.quiet,
        verbose: global.verbose,
        no_input: global.no_input,
        color_stdout: color(env, global.color, env.terminal.stdout),
        color_stderr: color(env, global.color, env.terminal.stderr),
        in_github_actions: in_github_actions(env),
    }
}

fn in_github_actions(env: &Env) -> bool {
    env.variable("GITHUB_ACTIONS") == Some("true")
}

/// Whether to use color on a stream.
fn color(env: &Env, color: Color, is_terminal: bool) -> bool {
    let forced = || {
        let value = env.variable("CLICOLOR_FORCE");
        value.is_some_and(|value| !matches!(value, "" | "0"))
    };
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if env.flag("NO_COLOR") => false,
        Color::Auto if forced() => true,
        Color::Auto => {
            is_terminal
                && env.variable("TERM") != Some("dumb")
                && env.variable("CLICOLOR") != Some("0")
        }
    }
}

/// --help and --version go to standard output; anything else is a wrong command line, explained in JSON if --json was given.
fn explain_usage(env: &Env, streams: Streams, error: &clap::Error) -> Exit {
    let arguments: Vec<String> = env
        .arguments
        .iter()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let options = OutputOptions {
        json: error.use_stderr() && arguments.iter().any(|argument| argument == "--json"),
        color_stdout: color(env, color_option(env), env.terminal.stdout),
        color_stderr: color(env, color_option(env), env.terminal.stderr),
        in_github_actions: in_github_actions(env),
        ..OutputOptions::default()
    };
    let ui = Ui::new(streams, env.terminal, options);
    secret_arguments::mask(env, &ui);
    if !error.use_stderr() {
        let shown = ui.help(&error.render().ansi().to_string());
        return shown.map_or_else(|error| error.exit, |()| Exit::Done);
    }
    if arguments.is_empty() {
        ui.start_screen(&help::start());
    } else {
        ui.failure(&Error::usage(usage::explain(error, &arguments)));
    }
    Exit::Usage
}

impl Cli {
    /// The options that the commands in messages need. The setup guide reads several files, and names them itself.
    fn next_options(&self) -> Vec<GivenOption> {
        if matches!(self.command, Command::Setup(_)) {
            return Vec::new();
        }
        let reads_settings: fn(&str) -> bool = |name| {
            let others = ["checks", "completions", "demo", "explain", "schema"];
            !others.contains(&name)
        };
        let GlobalArgs {
            env_file,
            no_env_file,
            config,
            ..
        } = &self.global;
        let paths = [("--env-file", env_file), ("--config", config)];
        let paths = paths.into_iter().filter_map(|(option, path)| {
            let path = path.as_deref().filter(|path| !is_open_file(path))?;
            Some(format!("{option} {}", quoted(path)))
        });
        let switch = no_env_file.then(|| "--no-env-file".to_owned());
        let options = paths.chain(switch).map(|text| GivenOption {
            text,
            is_accepted_by: reads_settings,
        });
        let database = self.command.database();
        let from_stdin = database.filter(|database| database.database_url_stdin);
        let from_stdin = from_stdin.map(|_| GivenOption {
            text: "--database-url-stdin".to_owned(),
            is_accepted_by: |name| {
                ["init-db", "list-users", "purge-states", "verify-connection"].contains(&name)
            },
        });
        options.chain(from_stdin).collect()
    }

    fn layers(&self) -> SettingsSources {
        let GlobalArgs {
            env_file,
            no_env_file,
            config,
            ..
        } = self.global.clone();
        SettingsSources {
            env_file,
            is_found: false,
            no_env_file,
            config,
            may_create: matches!(self.command, Command::GenSecret(_) | Command::Setup(_)),
        }
    }
}
