//! The README is true: what it shows is what the program prints.

use std::collections::BTreeSet;

use crate::architecture::rust_files;
use crate::support::Folder;

/// The text without the times, which differ from run to run.
fn without_times(text: &str) -> Vec<String> {
    let line = |line: &str| {
        line.strip_suffix(" ms")
            .map_or(line, |rest| {
                rest.trim_end_matches(|digit: char| digit.is_ascii_digit())
            })
            .trim_end()
            .to_owned()
    };
    text.lines()
        .map(|text| line(text).trim_end_matches('─').to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

fn readme() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap()
}

/// The fenced block of the README that holds a text.
fn block_with(text: &str) -> String {
    let readme = readme();
    let mut blocks = readme
        .split("\n```")
        .enumerate()
        .filter(|(number, _)| number % 2 == 1)
        .map(|(_, block)| block.split_once('\n').unwrap().1);
    blocks
        .find(|block| block.contains(text))
        .unwrap_or_else(|| panic!("no block of the README holds {text:?}"))
        .to_owned()
}

#[test]
fn the_demo_ends_as_the_readme_shows() {
    let folder = Folder::new();
    // As in a clone: git is asked too.
    assert!(
        std::process::Command::new("git")
            .args(["init", "--quiet"])
            .current_dir(folder.path())
            .status()
            .unwrap()
            .success()
    );
    let run = folder.run(["demo"]).code(0);
    assert_eq!(
        without_times(&run.stdout),
        without_times(&block_with("gen-secret --write"))
    );
}

#[test]
fn a_wrong_setting_looks_as_the_readme_shows() {
    let env = "DATABASE_URL=postgresql://user:p@ss@ep-cool-darkness-123456.us-east-2.aws.neon.tech/neondb\nJWT_SECRET_KEY=\n\
               FRONTEND_URL=https://www.example.org/\nGITHUB_CLIENT_ID=Iv1.0123456789abcdef\n\
               GITHUB_CLIENT_SECRT=0123456789012345678901234567890123456789\n";
    let run = Folder::with_env(env)
        .run(["check-env", "--provider", "github"])
        .code(1);
    let shown = block_with("navauth check-env --provider github");
    let shown = shown.split_once('\n').unwrap().1;
    assert!(run.stdout.starts_with(shown.trim_end()), "{}", run.stdout);
}

#[test]
fn every_command_is_named_there() {
    let readme = readme();
    for command in navauth::command().get_subcommands() {
        let name = format!("navauth {}", command.get_name());
        assert!(
            command.is_hide_set() || readme.contains(&name),
            "the README does not name {name}"
        );
    }
}

/// What SECURITY.md names in backticks exists: options and commands of the program, variables and files.
#[test]
fn security_names_only_what_exists() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let program = navauth::command();
    let mut commands = vec![&program];
    let mut options = BTreeSet::from(["--help".to_owned(), "--version".to_owned()]);
    let mut names = BTreeSet::from(["navauth".to_owned()]);
    while let Some(command) = commands.pop() {
        names.insert(command.get_name().to_owned());
        let long = command
            .get_arguments()
            .filter_map(|argument| argument.get_long());
        options.extend(long.map(|name| format!("--{name}")));
        commands.extend(command.get_subcommands());
    }
    let sources = rust_files(&root.join("src"));
    let sources: String = sources
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let variable = regex_lite::Regex::new("^[A-Z]+(_[A-Z]+)+$").unwrap();
    for quoted in text.split('`').skip(1).step_by(2) {
        for word in quoted.split(' ') {
            let known = match word {
                word if word.starts_with("--") => options.contains(word),
                // The TLS library reads these.
                "SSL_CERT_FILE" | "SSL_CERT_DIR" => true,
                word if variable.is_match(word) => sources.contains(&format!("\"{word}\"")),
                word if quoted.contains(' ') || word.contains('-') => names.contains(word),
                _ => true,
            };
            assert!(known, "{word} does not exist");
        }
    }
    let links = text
        .split("](")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap());
    for link in links.filter(|link| !link.starts_with("https://")) {
        assert!(root.join(link).exists(), "{link} does not exist");
    }
}
