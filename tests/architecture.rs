//! The floors of docs/architecture.md, held against the imports: an arrow that goes up fails.

use std::path::{Path, PathBuf};

/// The rooms by floor. A room may use the floors below its own.
const FLOORS: [(u8, &[&str]); 6] = [
    (6, &["main", "app", "cli", "lib", "fuzzing"]),
    (5, &["commands"]),
    (4, &["checks", "demo", "explain", "push", "setup"]),
    (3, &["report", "ui"]),
    (
        2,
        &[
            "env",
            "providers",
            "oauth",
            "database",
            "neon",
            "huggingface",
            "deployment",
            "token",
        ],
    ),
    (
        1,
        &[
            "diagnostics",
            "finding",
            "secret",
            "error",
            "process",
            "profile",
            "settings",
            "http",
            "jws",
            "redact",
            "certificate",
            "replacing",
            "ledger",
            "trust",
            "child",
            "input_file",
            "state_folder",
        ],
    ),
];

/// What a room may use on its own floor.
const NEIGHBOURS: [(&str, &str); 6] = [
    ("oauth", "providers"),
    ("database", "neon"),
    ("report", "ui"),
    ("explain", "checks"),
    ("setup", "checks"),
    ("setup", "push"),
];

/// Crates that only these rooms may name: (crate, rooms).
const OWNERS: [(&str, &[&str]); 7] = [
    ("clap", &["app", "cli", "commands", "ui"]),
    ("comfy_table", &["ui"]),
    ("dialoguer", &["ui"]),
    ("sqlx", &["database"]),
    ("tokio_postgres", &["database"]),
    ("oauth2", &["oauth"]),
    ("reqwest", &["http"]),
];

fn floor(room: &str) -> u8 {
    FLOORS
        .iter()
        .find(|(_, rooms)| rooms.contains(&room))
        .map_or_else(|| panic!("{room} has no floor"), |(floor, _)| *floor)
}

/// Every path of an import or an expression that begins at the crate, with `super` resolved: the first segments after `crate`.
fn paths(module: &[String], source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in code_lines(source) {
        for (start, _) in line.match_indices("crate::") {
            if !preceded_by_word(&line, start) {
                found.extend(heads(&line[start + "crate::".len()..]));
            }
        }
        for (start, _) in line.match_indices("super::") {
            if preceded_by_word(&line, start) || line[..start].ends_with("::") {
                continue;
            }
            let mut rest = &line[start..];
            let mut depth = module.len();
            while let Some(further) = rest.strip_prefix("super::") {
                depth = depth.saturating_sub(1);
                rest = further;
            }
            if depth == 0 {
                found.extend(heads(rest))
            } else {
                found.push(module[0].clone())
            }
        }
    }
    found
}

/// The first names of `name::…` or `{one::…, two}`.
fn heads(text: &str) -> Vec<String> {
    let name = |text: &str| {
        text.trim()
            .chars()
            .take_while(|character| character.is_alphanumeric() || *character == '_')
            .collect::<String>()
    };
    let Some(group) = text.strip_prefix('{') else {
        return vec![name(text)];
    };
    let (mut depth, mut begin, mut found) = (0_i32, 0, Vec::new());
    for (place, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(name(&group[begin..place]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(name(&group[begin..place]));
                begin = place + 1;
            }
            _ => {}
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

fn preceded_by_word(line: &str, start: usize) -> bool {
    line[..start].ends_with(|character: char| character.is_alphanumeric() || character == '_')
}

/// The code without comments, and with each `use` statement on one line; tests within a file are left out.
fn code_lines(source: &str) -> Vec<String> {
    let code = source
        .split("#[cfg(test)]\nmod ")
        .next()
        .unwrap_or_default();
    let plain: Vec<&str> = code
        .lines()
        .map(|line| {
            if line.trim_start().starts_with("//") {
                ""
            } else {
                line
            }
        })
        .collect();
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for line in plain {
        if open {
            lines.last_mut().unwrap().push_str(line.trim());
        } else {
            lines.push(line.to_owned());
        }
        let is_use = open
            || line.trim_start().starts_with("use ")
            || line.trim_start().starts_with("pub use ");
        open = is_use && !line.contains(';');
    }
    lines
}

pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The module path of a file of src: `ui/mod.rs` is `[ui]`, `ui/table.rs` is `[ui, table]`.
fn module(relative: &Path) -> Vec<String> {
    let mut parts: Vec<String> = relative
        .with_extension("")
        .iter()
        .map(|part| part.to_str().unwrap().to_owned())
        .collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

fn wrong_arrows(module: &[String], source: &str) -> Vec<String> {
    let room = module[0].as_str();
    let mut wrong = Vec::new();
    for used in paths(module, source) {
        let known = FLOORS
            .iter()
            .any(|(_, rooms)| rooms.contains(&used.as_str()));
        if !known || used == room || floor(&used) < floor(room) || floor(room) == 6 {
            continue;
        }
        if floor(&used) == 1 && floor(room) == 1 || NEIGHBOURS.contains(&(room, used.as_str())) {
            continue;
        }
        wrong.push(format!("{} uses {used}", module.join("::")));
    }
    for (owned, rooms) in OWNERS {
        let names = code_lines(source).iter().any(|line| {
            line.match_indices(&format!("{owned}::"))
                .any(|(at, _)| !preceded_by_word(line, at))
        });
        if names && !rooms.contains(&room) {
            wrong.push(format!("{} names the crate {owned}", module.join("::")));
        }
    }
    wrong
}

#[test]
fn no_arrow_goes_up() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in rust_files(&source) {
        let relative = file.strip_prefix(&source).unwrap();
        wrong.extend(wrong_arrows(
            &module(relative),
            &std::fs::read_to_string(&file).unwrap(),
        ));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_scanner_sees_every_way_to_import() {
    let at = |path: &[&str], source: &str| {
        wrong_arrows(
            &path.iter().map(|&part| part.to_owned()).collect::<Vec<_>>(),
            source,
        )
    };
    assert_eq!(
        at(&["env", "document"], "use crate::ui::Ui;"),
        ["env::document uses ui"]
    );
    assert_eq!(
        at(&["env", "document"], "use super::super::ui::Ui;"),
        ["env::document uses ui"]
    );
    assert_eq!(at(&["env"], "use super::ui::Ui;"), ["env uses ui"]);
    assert_eq!(
        at(
            &["env"],
            "use crate::{error::Error,\n  checks::{A, B},\n ui};"
        ),
        ["env uses checks", "env uses ui"]
    );
    assert_eq!(
        at(&["env"], "fn a() { crate::commands::run() }"),
        ["env uses commands"]
    );
    assert_eq!(
        at(&["database"], "use crate::providers::Provider;"),
        ["database uses providers"]
    );
    assert_eq!(
        at(&["env"], "fn a() { clap::Parser }"),
        ["env names the crate clap"]
    );
    assert!(
        at(
            &["oauth"],
            "use crate::providers::Provider; use super::error::Error;\n// use crate::ui::Ui"
        )
        .is_empty()
    );
    assert!(at(&["env"], "#[cfg(test)]\nmod tests { use crate::ui::Ui; }").is_empty());
}

/// Every file says what it is for.
#[test]
fn every_file_has_a_module_comment() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut silent = rust_files(&source);
    silent.retain(|file| !std::fs::read_to_string(file).unwrap().starts_with("//!"));
    assert!(silent.is_empty(), "{silent:#?}");
}

/// What is cut before it is redacted may end in a part of a secret, which cannot be recognized any more.
#[test]
fn foreign_text_is_cut_in_one_place() {
    // A table's column has a length; what is stored is not shown there.
    let allowed = ["redact.rs", "database/users.rs"];
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let cuts = rust_files(&source).into_iter().filter(|file| {
        let text: String = std::fs::read_to_string(file)
            .unwrap()
            .split_whitespace()
            .collect();
        [".chars().take(", ".char_indices().nth("]
            .iter()
            .any(|cut| text.contains(cut))
    });
    let names: Vec<String> = cuts
        .map(|file| file.strip_prefix(&source).unwrap().display().to_string())
        .collect();
    assert_eq!(names.len(), allowed.len(), "{names:?}");
    assert!(
        names.iter().all(|name| allowed.contains(&name.as_str())),
        "{names:?}"
    );
}

/// One TLS stack and one HTTP client. `rand` stands twice, by force: oauth2 5 needs 0.8, tokio-postgres 0.10.
#[test]
fn the_tree_holds_one_of_each() {
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args([
        "tree",
        "--offline",
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let output = cargo
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    for (name, most) in [
        ("reqwest", 1),
        ("rustls", 1),
        ("hyper", 1),
        ("ring", 1),
        ("rand", 2),
    ] {
        let mut versions: Vec<&str> = tree
            .lines()
            .filter(|line| line.split(' ').next() == Some(name))
            .map(|line| line.split(' ').nth(1).unwrap())
            .collect();
        versions.sort_unstable();
        versions.dedup();
        assert!(
            !versions.is_empty() && versions.len() <= most,
            "{name}: {versions:?}"
        );
    }
    for absent in ["native-tls", "openssl-sys", "aws-lc-rs", "sqlx-postgres"] {
        assert!(
            !tree
                .lines()
                .any(|line| line.split(' ').next() == Some(absent)),
            "{absent} is in the tree"
        );
    }
}

/// Two tables name the providers' variables: the one that judges and masks them, and the one that logs in with them.
#[test]
fn the_variables_of_the_providers_are_those_of_the_table() {
    let providers = navauth::providers::all(&navauth::settings::Settings::default()).unwrap();
    let mut used: Vec<(String, String)> = Vec::new();
    for provider in &providers {
        let pair = &provider.variables[0];
        used.extend(
            [&pair.client_id, &pair.client_secret]
                .map(|name| (provider.name.clone(), name.clone())),
        );
    }
    let table = navauth::env::variables::TABLE.iter();
    let known: Vec<(String, String)> = table
        .filter_map(|row| Some((row.provider?.to_owned(), row.name.to_owned())))
        .collect();
    assert_eq!(used, known);
}

/// Texts of an id's shape that are none: names of files and hosts, rights at the Hub.
const NOT_IDS: [&str; 8] = [
    "before-rotation.env",
    "discussion.write",
    "logins.json",
    "navauth.toml",
    "neon.tech",
    "page.css",
    "pushed.json",
    "repo.write",
];

/// Every id that the code names can be asked for with `navauth explain`, and nothing is explained that the code does not name.
#[test]
fn every_finding_is_explained() {
    use std::collections::BTreeSet;
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let shape = regex_lite::Regex::new("\"([a-z]+\\.[a-z0-9]+(?:-[a-z0-9]+)*)\"").unwrap();
    let other = source.join("demo/standins");
    let mut named = BTreeSet::new();
    for file in rust_files(&source) {
        if file.starts_with(&other) || file.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
        let code: String = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .map(|line| format!("{line}\n"))
            .collect();
        named.extend(
            shape
                .captures_iter(&code)
                .map(|found| found[1].to_owned())
                .filter(|text| !NOT_IDS.contains(&text.as_str())),
        );
    }
    let groups = navauth::explain::all();
    let explained = groups
        .iter()
        .flat_map(|group| &group.explanations)
        .map(|explanation| explanation.id.to_owned());
    let explained: BTreeSet<String> = explained.collect();
    let (missing, idle): (Vec<_>, Vec<_>) = (
        named.difference(&explained).collect(),
        explained.difference(&named).collect(),
    );
    assert!(
        missing.is_empty(),
        "write an entry in docs/findings/GROUP.md for each of these: {missing:#?}"
    );
    assert!(idle.is_empty(), "nothing has these ids: {idle:#?}");
}
