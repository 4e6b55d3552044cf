//! What is wrong with a command line, in navauth's own words and with the next step.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::{args, secret_arguments};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::usage;
use crate::text;
use crate::words::alternatives;

/// Explains clap's error about the arguments that follow the program's name.
pub fn explain(error: &clap::Error, arguments: &[String]) -> Diagnostic {
    let found = Found(error);
    let command = command_path(arguments);
    let option = found.option(ContextKind::InvalidArg);
    let value = found.text(ContextKind::InvalidValue);
    // In place of `-` for standard input there may be a session token, which is JSON in Base64.
    if option == "[-]" && value.starts_with("eyJ") {
        return diagnostic!(usage::SECRET_ARGUMENT, command = command)
            .help(usage::TOKEN_ON_STDIN)
            .command(format!("{command} < token.txt"));
    }
    if option == "[-]" {
        return unexpected(&value, command);
    }
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => diagnostic!(
            usage::MISSING_VALUE,
            option = option,
            command = command,
            advice = found.values()
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => diagnostic!(
            usage::INVALID_VALUE,
            value = format!("{value:?}"),
            option = option,
            command = command,
            advice = found.values()
        ),
        ErrorKind::WrongNumberOfValues => {
            let names = found.text(ContextKind::InvalidArg);
            let names = names.strip_prefix(&option).unwrap_or_default();
            diagnostic!(
                usage::MISSING_VALUE,
                option = option,
                command = command,
                advice = text!(usage::WRITE, names = names.trim())
            )
        }
        ErrorKind::UnknownArgument if option.starts_with('-') => {
            let near = found.text(ContextKind::SuggestedArg);
            diagnostic!(
                usage::UNKNOWN_OPTION,
                option = option,
                command = command,
                advice = did_you_mean(&near, usage::SEE_HELP)
            )
        }
        ErrorKind::UnknownArgument => unexpected(&option, command),
        ErrorKind::InvalidSubcommand => {
            let near = found.texts(ContextKind::SuggestedSubcommand);
            diagnostic!(
                usage::UNKNOWN_COMMAND,
                name = format!("{:?}", found.text(ContextKind::InvalidSubcommand)),
                command = command,
                advice = did_you_mean(
                    &alternatives(near.iter().map(String::as_str)),
                    usage::SEE_COMMANDS
                )
            )
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            diagnostic!(usage::MISSING_COMMAND, command = command)
        }
        ErrorKind::MissingRequiredArgument => diagnostic!(
            usage::MISSING_ARGUMENT,
            names = found.texts(ContextKind::InvalidArg).join(" and "),
            command = command
        ),
        ErrorKind::ArgumentConflict => {
            let others = found.texts(ContextKind::PriorArg);
            let others: Vec<&str> = others.iter().map(|other| without_value(other)).collect();
            conflict(&option, &others, &command)
        }
        ErrorKind::TooManyValues => {
            diagnostic!(usage::UNEXPECTED_VALUE, option = option, command = command)
        }
        _ => {
            let text = error.render().to_string();
            let first = text.lines().next().unwrap_or_default();
            diagnostic!(
                usage::WRONG,
                error = first.trim_start_matches("error: "),
                command = command
            )
        }
    }
}

fn unexpected(argument: &str, command: String) -> Diagnostic {
    if secret_arguments::is_secret(argument) {
        return diagnostic!(usage::SECRET_ARGUMENT, command = command);
    }
    diagnostic!(
        usage::UNEXPECTED_ARGUMENT,
        argument = format!("{argument:?}"),
        command = command
    )
}

fn conflict(option: &str, others: &[&str], command: &str) -> Diagnostic {
    if others == [option] {
        return diagnostic!(usage::REPEATED, option = option, command = command);
    }
    diagnostic!(
        usage::CONFLICT,
        option = option,
        others = alternatives(others.iter().copied()),
        command = command
    )
}

/// What clap found.
struct Found<'error>(&'error clap::Error);

impl Found<'_> {
    fn texts(&self, kind: ContextKind) -> Vec<String> {
        match self.0.get(kind) {
            Some(ContextValue::String(text)) => vec![text.clone()],
            Some(ContextValue::Strings(texts)) => texts.clone(),
            _ => Vec::new(),
        }
    }

    fn text(&self, kind: ContextKind) -> String {
        self.texts(kind).join(", ")
    }

    /// An option without the name of its value.
    fn option(&self, kind: ContextKind) -> String {
        without_value(&self.text(kind)).to_owned()
    }

    /// What to write as a value.
    fn values(&self) -> String {
        let near = self.text(ContextKind::SuggestedValue);
        let valid = self.texts(ContextKind::ValidValue);
        let valid = alternatives(valid.iter().map(String::as_str));
        let own = std::error::Error::source(self.0).map(ToString::to_string);
        match own {
            Some(own) => own,
            None if !near.is_empty() => text!(usage::VALUE_NEAR, name = near, values = valid),
            None if !valid.is_empty() => text!(usage::VALUES, values = valid),
            None => usage::SEE_HELP.to_owned(),
        }
    }
}

fn did_you_mean(near: &str, otherwise: &str) -> String {
    if near.is_empty() {
        otherwise.to_owned()
    } else {
        text!(usage::NEAR, name = near)
    }
}

/// `--limit` of `--limit <NUMBER>`.
fn without_value(option: &str) -> &str {
    if option.starts_with('-') {
        option.split([' ', '=']).next().unwrap_or(option)
    } else {
        option.trim_end_matches("...")
    }
}

/// The command that the arguments name, such as `navauth neon create`.
fn command_path(arguments: &[String]) -> String {
    let root = args::command();
    let (mut command, mut path) = (&root, root.get_name().to_owned());
    for argument in arguments {
        if let Some(named) = command.find_subcommand(argument) {
            command = named;
            path = format!("{path} {}", named.get_name());
        }
    }
    path
}
