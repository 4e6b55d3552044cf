//! The options of this run that the commands in messages need: without them, a pasted command would use other settings.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::Serializer;

/// An option as it was given, and the commands that accept it.
pub struct GivenOption {
    /// The option with its value, quoted for a shell.
    pub text: String,
    /// Whether a command accepts it.
    pub is_accepted_by: fn(&str) -> bool,
}

static OPTIONS: OnceLock<Vec<GivenOption>> = OnceLock::new();

/// Sets the options of this run.
pub fn set(options: Vec<GivenOption>) {
    // A process runs one command line.
    let _ = OPTIONS.set(options);
}

/// The command with the options of this run, if it is a command of navauth and does not select its own settings.
pub fn complete(command: &str) -> Cow<'_, str> {
    complete_with(command, OPTIONS.get().map_or(&[], Vec::as_slice))
}

/// Serializes a command with the options of this run.
pub fn serialize<S: Serializer>(
    command: &Option<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match command {
        Some(command) => serializer.serialize_some(&complete(command)),
        None => serializer.serialize_none(),
    }
}

fn complete_with<'text>(command: &'text str, options: &[GivenOption]) -> Cow<'text, str> {
    let mut words = command.split_whitespace();
    let (Some("navauth"), Some(name)) = (words.next(), words.next()) else {
        return Cow::Borrowed(command);
    };
    let needed = options.iter().filter(|option| {
        let word = option.text.split(' ').next().unwrap_or_default();
        // --env-file and --no-env-file exclude each other.
        let is_given = command.contains(word.trim_start_matches("--no"));
        (option.is_accepted_by)(name) && !is_given
    });
    needed.fold(Cow::Borrowed(command), |command, option| {
        Cow::Owned(format!("{command} {}", option.text))
    })
}

#[cfg(test)]
mod tests {
    use super::{GivenOption, complete_with};

    #[test]
    fn a_command_of_navauth_gets_the_options_that_it_accepts() {
        let given = |text: &str, is_accepted_by| GivenOption {
            text: text.to_owned(),
            is_accepted_by,
        };
        let options = [
            given("--env-file 'my file.env'", |name| name != "explain"),
            given("--database-url-stdin", |name| name == "init-db"),
        ];
        for (command, expected) in [
            (
                "navauth init-db",
                "navauth init-db --env-file 'my file.env' --database-url-stdin",
            ),
            ("navauth setup", "navauth setup --env-file 'my file.env'"),
            ("navauth explain a.b", "navauth explain a.b"),
            (
                "navauth setup --env-file .env.production",
                "navauth setup --env-file .env.production",
            ),
            ("hf spaces logs a/b", "hf spaces logs a/b"),
            ("navauth", "navauth"),
        ] {
            assert_eq!(complete_with(command, &options), expected);
        }
        let options = [given("--no-env-file", |_| true)];
        let own = "navauth check-env --env-file x";
        assert_eq!(complete_with(own, &options), own);
    }
}
