//! Secrets on the command line, where none belongs: they are masked in everything that is printed.

use crate::config::passwords;
use crate::process::Env;
use crate::providers::looks_secret;
use crate::secret::Secret;
use crate::terminal::Ui;

/// Masks what looks like a secret among the arguments.
pub fn mask(env: &Env, ui: &Ui) {
    for argument in env.arguments.iter().skip(1) {
        let argument = argument.to_string_lossy();
        for word in argument.split_whitespace() {
            let value = value(word);
            let whole = looks_secret(value).then(|| value.to_owned());
            for secret in passwords(value).into_iter().chain(whole) {
                ui.register_secret(&Secret::new(secret));
            }
        }
    }
}

/// Whether an argument is, or contains, what looks like a secret.
pub fn is_secret(argument: &str) -> bool {
    let value = value(argument);
    looks_secret(value) || !passwords(value).is_empty()
}

/// The value of `--option=value` and `NAME=value`; the word itself otherwise.
fn value(word: &str) -> &str {
    let is_name = |name: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        name.bytes().all(allowed)
    };
    let value = word.split_once('=').filter(|(name, _)| is_name(name));
    value
        .map_or(word, |(_, value)| value)
        .trim_matches(['\'', '"'])
}
