//! The README is true: what it shows is what the program prints.

use std::collections::BTreeSet;

use crate::architecture::rust_files;
use crate::support::Folder;

/// The lines with every number replaced, because times and counts differ from run to run. A rule is as wide as its table.
fn without_numbers(text: &str) -> Vec<String> {
    let number = regex_lite::Regex::new("[0-9]+").unwrap();
    text.lines()
        .map(|line| line.trim_end().trim_end_matches('─'))
        .filter(|line| !line.is_empty())
        .map(|line| number.replace_all(line, "0").into_owned())
        .collect()
}

/// The text of a picture that scripts/pictures made.
fn picture(name: &str) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let svg = std::fs::read_to_string(root.join("docs/pictures").join(name)).unwrap();
    let lines = svg.lines().filter(|line| line.starts_with("<text"));
    let tag = regex_lite::Regex::new("<[^>]*>").unwrap();
    let text = lines.map(|line| tag.replace_all(line, "").into_owned() + "\n");
    let text: String = text.collect();
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// The result of a run is what a picture shows, between the command and the messages on standard error.
#[track_caller]
fn shows(name: &str, stdout: &str) {
    let shown = without_numbers(&picture(name));
    for line in without_numbers(stdout) {
        assert!(
            shown.contains(&line),
            "docs/pictures/{name} does not show {line:?}: run scripts/pictures"
        );
    }
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
fn the_demo_is_what_its_picture_shows() {
    let run = Folder::new().run(["demo"]).code(0);
    shows("demo.svg", &run.stdout);
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

/// The commands of a document, in code spans and after a prompt.
fn commands_in(text: &str) -> Vec<String> {
    let spans = text.split('`').skip(1).step_by(2);
    let typed = text.lines().filter_map(|line| line.strip_prefix("$ "));
    let without_comment = |command: &str| command.split(" #").next().unwrap().trim().to_owned();
    spans
        .chain(typed)
        .filter(|command| command.starts_with("navauth ") && !command.contains('\n'))
        .map(without_comment)
        .collect()
}

#[test]
fn every_command_of_the_documents_is_accepted() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for name in [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/continuous-integration.md",
    ] {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        for command in commands_in(&text) {
            let words = command
                .split_whitespace()
                .map(|word| word.trim_matches('\''));
            let parsed = navauth::command().try_get_matches_from(words);
            // One that shows the help instead is accepted too.
            let accepted = parsed
                .as_ref()
                .map_or_else(|error| !error.use_stderr(), |_| true);
            assert!(accepted, "{name}: {command}");
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

#[test]
fn every_link_of_the_documents_leads_somewhere() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
    ] {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        let links = text.split("](").skip(1);
        let links = links.map(|rest| rest.split(')').next().unwrap());
        for link in links.filter(|link| !link.starts_with("https://")) {
            assert!(root.join(link).exists(), "{name}: {link} does not exist");
        }
        for script in text.split('`').filter(|span| span.starts_with("scripts/")) {
            let path = script.split(' ').next().unwrap().trim_end_matches('…');
            assert!(root.join(path).exists(), "{name}: {path} does not exist");
        }
    }
}

/// What is not published is not claimed: the README and Cargo.toml change together.
#[test]
fn the_readme_says_whether_a_version_is_published() {
    let manifest = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest = std::fs::read_to_string(manifest).unwrap();
    assert_eq!(
        readme().contains("No version is published yet"),
        manifest.contains("\npublish = false\n")
    );
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
}
