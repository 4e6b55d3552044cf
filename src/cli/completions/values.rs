//! What the shells offer for the values of arguments.

use std::collections::BTreeSet;

use clap::Arg;
use clap_complete::{ArgValueCandidates, CompletionCandidate};

use crate::checks;
use crate::config::settings::Settings;
use crate::config::variables::TABLE;
use crate::config::{self, LoadedSettings, SettingsSources};
use crate::database::Listing;
use crate::database::schema::RELEASES;
use crate::explain;
use crate::neon::REGIONS;
use crate::output::report_format_names;
use crate::process::Env;
use crate::providers;
use crate::secrets::Program;
use crate::wizard::{Environment, steps};

/// The values that depend on this folder's files.
#[derive(Clone, Debug, Default)]
pub struct LiveValues {
    settings: Settings,
    /// The names that the `.env` file sets.
    names: BTreeSet<String>,
}

impl LiveValues {
    /// Reads the files; one that cannot be read adds nothing.
    pub fn read(env: &Env, sources: &SettingsSources) -> Self {
        let loaded = config::load(env, sources);
        let LoadedSettings { settings, env_file } = loaded.unwrap_or_default();
        let bindings = env_file.iter().flat_map(|file| file.document.bindings());
        let names = bindings.map(|(_, binding)| &binding.name);
        let mut names: BTreeSet<String> = names.filter(|name| is_plain(name)).cloned().collect();
        if let Some(file) = &env_file {
            for (_, binding) in file.document.without_name() {
                names.remove(&binding.name);
            }
        }
        Self { names, settings }
    }
}

/// Whether a name from a file is safe to complete: a shell would run `$(…)`.
fn is_plain(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(allowed)
}

/// A word with its description.
type Word = (String, String);

/// The command with the values that its arguments take.
pub fn with_values(command: clap::Command, live: &LiveValues) -> clap::Command {
    let path = command.get_name().to_owned();
    command
        .mut_args(|argument| match values(&path, &argument, live) {
            words if words.is_empty() => argument,
            words => argument.add(ArgValueCandidates::new(move || candidates(&words))),
        })
        .mut_subcommands(|command| with_values(command, live))
}

fn candidates(words: &[Word]) -> Vec<CompletionCandidate> {
    let candidate = |(word, meaning): &Word| {
        let help = Some(meaning.clone()).filter(|meaning| !meaning.is_empty());
        CompletionCandidate::new(word).help(help.map(Into::into))
    };
    words.iter().map(candidate).collect()
}

/// The values of an argument; empty where clap or the shell knows them, and where any text may be meant.
fn values(command: &str, argument: &Arg, live: &LiveValues) -> Vec<Word> {
    match (command, argument.get_id().as_str()) {
        (_, "provider" | "providers") => provider_names(&live.settings),
        (_, "only" | "skip") => check_ids(),
        (_, "report") => report_format_names().map(bare).collect(),
        ("explain", "problem") => problems(),
        ("get", "name") => variables(&live.names),
        ("setup", "steps") => step_names(&live.settings),
        ("checklist", "items") => items(),
        ("init-db", "schema") => RELEASES.iter().map(|release| bare(release.name)).collect(),
        ("list-users", "sort") => columns(),
        ("push-secrets", "to") => Program::kinds().map(bare).collect(),
        ("test-login", "redirect_uri") => vec![
            word("development", "the redirect URI of this computer"),
            word("production", "the redirect URI of the live site"),
        ],
        ("create", "region") => REGIONS.iter().map(|(id, name)| word(id, name)).collect(),
        _ => Vec::new(),
    }
}

fn word(word: &str, meaning: &str) -> Word {
    (word.to_owned(), meaning.to_owned())
}

fn bare(name: &str) -> Word {
    word(name, "")
}

fn provider_names(settings: &Settings) -> Vec<Word> {
    // Where navauth.toml describes one that cannot work, the built-in ones remain.
    let known = providers::known(settings).or_else(|_| providers::known(&Settings::default()));
    let providers = known.unwrap_or_default();
    let name = |provider: &providers::Provider| word(&provider.name, &provider.label);
    providers.iter().map(name).collect()
}

/// The groups, then every check.
fn check_ids() -> Vec<Word> {
    let stages = || checks::stages().into_iter().flat_map(|(_, checks)| checks);
    let mut groups: Vec<&str> = Vec::new();
    for check in stages() {
        let group = check.code.group();
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let groups = groups.into_iter().map(|group| word(group, "all of them"));
    groups
        .chain(stages().map(|check| word(check.code.id, check.title)))
        .collect()
}

/// The groups, then every problem.
fn problems() -> Vec<Word> {
    let groups = explain::all();
    let names = groups.iter().map(|group| word(group.name, &group.title));
    let explanations = groups.iter().flat_map(|group| &group.explanations);
    let ids = explanations.map(|explanation| word(explanation.code.id, &explanation.title));
    names.chain(ids).collect()
}

/// The variables that navauth knows, then the others in the `.env` file.
fn variables(names: &BTreeSet<String>) -> Vec<Word> {
    let known = TABLE.iter().map(|known| word(known.name, known.purpose));
    let is_other = |name: &&String| TABLE.iter().all(|known| known.name != **name);
    let others = names.iter().filter(is_other);
    known.chain(others.map(|name| bare(name))).collect()
}

fn step_names(settings: &Settings) -> Vec<Word> {
    const BOTH: [Environment; 2] = [Environment::Development, Environment::Production];
    let steps = steps(settings, &BOTH, &[]).unwrap_or_default();
    let mut words: Vec<Word> = Vec::new();
    for step in &steps {
        if words.iter().all(|(known, _)| known != step.word()) {
            words.push(word(step.word(), step.title()));
        }
    }
    words
}

fn items() -> Vec<Word> {
    let items = checks::item_texts().enumerate();
    items
        .map(|(index, text)| word(&(index + 1).to_string(), text))
        .collect()
}

fn columns() -> Vec<Word> {
    let names = Listing::column_names().into_iter();
    let both = |name: &str| {
        [
            word(name, "ascending"),
            word(&format!("{name},desc"), "descending"),
        ]
    };
    names.flat_map(both).collect()
}

#[cfg(test)]
mod tests {
    use clap::ValueHint;

    use super::{LiveValues, with_values};

    /// Arguments whose values only you know.
    const FREE: [&str; 19] = [
        "api_key",
        "bytes",
        "database",
        "entries",
        "expires",
        "limit",
        "org",
        "own_address",
        "pg_version",
        "project",
        "samples",
        "search",
        "since",
        "site",
        "space",
        "timeout",
        "trust_host",
        "user",
        "wait",
    ];

    fn without_values(command: &clap::Command, found: &mut Vec<String>) {
        for argument in command.get_arguments() {
            let takes_value = argument
                .get_num_args()
                .is_some_and(|count| count.takes_values());
            let has_values = argument
                .get::<clap_complete::ArgValueCandidates>()
                .is_some()
                || !argument.get_possible_values().is_empty()
                || argument.get_value_hint() != ValueHint::Unknown;
            if takes_value && !has_values {
                found.push(argument.get_id().to_string());
            }
        }
        command
            .get_subcommands()
            .for_each(|command| without_values(command, found));
    }

    #[test]
    fn every_argument_with_known_values_completes_them() {
        let command = with_values(crate::command(), &LiveValues::default());
        let mut found = Vec::new();
        without_values(&command, &mut found);
        found.retain(|name| !FREE.contains(&name.as_str()));
        found.sort();
        found.dedup();
        assert_eq!(found, [""; 0]);
    }
}
