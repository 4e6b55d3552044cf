//! The layers of docs/architecture.md, enforced on the imports.

mod circles;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use self::circles::ImportGraph;

/// The modules by layer. A module may use the layers below its own, and its own layer where that forms no circle.
const LAYERS: [(u8, &[&str]); 5] = [
    (5, &["main", "lib", "fuzzing"]),
    (4, &["cli"]),
    (
        3,
        &[
            "checks", "demo", "explain", "output", "secrets", "terminal", "wizard",
        ],
    ),
    (
        2,
        &[
            "config",
            "database",
            "huggingface",
            "live_site",
            "neon",
            "oauth",
            "providers",
            "session",
        ],
    ),
    (
        1,
        &[
            "atomic_file",
            "certificate",
            "child",
            "crypto",
            "diagnostics",
            "fingerprints",
            "glob",
            "http",
            "input_file",
            "jws",
            "local_address",
            "local_server",
            "process",
            "profile",
            "root_certificates",
            "safe_url",
            "secret",
            "state_folder",
            "timeouts",
            "trust",
            "web_page",
            "words",
        ],
    ),
];

/// Crates that only these modules may use: (crate, modules).
const OWNERS: [(&str, &[&str]); 7] = [
    ("clap", &["cli", "terminal"]),
    ("comfy_table", &["terminal"]),
    ("dialoguer", &["terminal"]),
    ("sqlx", &["database"]),
    ("tokio_postgres", &["database"]),
    ("oauth2", &["oauth"]),
    ("reqwest", &["http"]),
];

fn layer(module: &str) -> u8 {
    LAYERS
        .iter()
        .find(|(_, modules)| modules.contains(&module))
        .map_or_else(|| panic!("{module} has no layer"), |(layer, _)| *layer)
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
        open = (open || is_use(line)) && !line.contains(';');
    }
    lines
}

/// Whether a line begins a `use` statement.
fn is_use(line: &str) -> bool {
    let line = line.trim_start();
    let visible = line
        .strip_prefix("pub")
        .map(|rest| match rest.split_once(") ") {
            Some((before, after)) if before.starts_with('(') => after,
            _ => rest.trim_start(),
        });
    visible.unwrap_or(line).starts_with("use ")
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

/// The modules that a file uses, its own left out.
fn used_modules(module: &[String], source: &str) -> Vec<String> {
    let mut used = paths(module, source);
    used.retain(|used| {
        let known = LAYERS
            .iter()
            .any(|(_, modules)| modules.contains(&used.as_str()));
        known && *used != module[0]
    });
    used
}

fn violations(module: &[String], source: &str) -> Vec<String> {
    let own = module[0].as_str();
    let mut wrong: Vec<String> = used_modules(module, source)
        .into_iter()
        .filter(|used| layer(used) > layer(own))
        .map(|used| format!("{} uses {used}", module.join("::")))
        .collect();
    for (owned, modules) in OWNERS {
        let names = code_lines(source).iter().any(|line| {
            line.match_indices(&format!("{owned}::"))
                .any(|(at, _)| !preceded_by_word(line, at))
        });
        if names && !modules.contains(&own) {
            wrong.push(format!("{} uses the crate {owned}", module.join("::")));
        }
    }
    wrong
}

/// The modules that each module uses.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in rust_files(&source) {
        let module = module(file.strip_prefix(&source).unwrap());
        let text = std::fs::read_to_string(&file).unwrap();
        let used = used_modules(&module, &text);
        imports.entry(module[0].clone()).or_default().extend(used);
    }
    imports
}

#[test]
fn no_module_uses_a_layer_above_its_own() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in rust_files(&source) {
        let relative = file.strip_prefix(&source).unwrap();
        wrong.extend(violations(
            &module(relative),
            &std::fs::read_to_string(&file).unwrap(),
        ));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn modules_form_no_circle() {
    let mut imports = imports();
    // Take away, again and again, what uses nothing that is left: a circle remains.
    loop {
        let free: Vec<String> = imports
            .iter()
            .filter(|(_, used)| used.iter().all(|used| !imports.contains_key(used)))
            .map(|(name, _)| name.clone())
            .collect();
        if free.is_empty() {
            break;
        }
        imports.retain(|name, _| !free.contains(name));
    }
    assert!(imports.is_empty(), "{imports:#?}");
}

#[test]
fn files_form_no_circle() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let circles = ImportGraph::read(&source).circles();
    assert!(circles.is_empty(), "{circles:#?}");
}

/// Circles that existed once, and imports that look like one.
#[test]
fn the_graph_sees_every_circle() {
    let circles = |files: &[(&str, &str)]| {
        let mut graph = ImportGraph::default();
        for (path, source) in files {
            graph.add(path.split("::").map(str::to_owned).collect(), source);
        }
        graph.circles()
    };
    let one_and_two = vec![vec!["m::one".to_owned(), "m::two".to_owned()]];
    for (one, two) in [
        ("use super::two::Two;", "use super::one::One;"),
        (
            "use crate::m::two::{self, Two};",
            "use super::{one::One, x};",
        ),
        (
            "use super::two;\nfn f() { two::g() }",
            "fn g() { super::one::f() }",
        ),
        // Through the parent's re-export.
        ("use super::Two;", "use crate::m::{One, Other};"),
        (
            "pub use super::two::Two;\nfn f() -> Two { Two }",
            "use super::One;",
        ),
    ] {
        let parent = "mod one;\nmod two;\npub use one::One;\npub use two::Two;";
        let files = [("m", parent), ("m::one", one), ("m::two", two)];
        assert_eq!(circles(&files), one_and_two, "{one} {two}");
    }
    for (one, two) in [
        ("use super::two::Two;", "use super::Helper;"),
        // A re-export alone, a comment and a test import nothing.
        ("pub use super::two::Two;", "use super::one::One;"),
        ("use super::two::Two;", "// use super::one::One;"),
        (
            "use super::two::Two;",
            "#[cfg(test)]\nmod tests { use crate::m::one::One; }",
        ),
        // A child may use what its parent has.
        (
            "use super::two::Two;\nuse super::parent;",
            "fn f() { super::parent() }",
        ),
    ] {
        let parent = "mod one;\nmod two;\nfn parent() { one::f(); two::g() }";
        let files = [("m", parent), ("m::one", one), ("m::two", two)];
        assert!(circles(&files).is_empty(), "{one} {two}");
    }
}

#[test]
fn the_scanner_sees_every_way_to_import() {
    let at = |path: &[&str], source: &str| {
        violations(
            &path.iter().map(|&part| part.to_owned()).collect::<Vec<_>>(),
            source,
        )
    };
    assert_eq!(
        at(&["config", "git"], "use crate::terminal::Ui;"),
        ["config::git uses terminal"]
    );
    assert_eq!(
        at(&["config", "git"], "use super::super::terminal::Ui;"),
        ["config::git uses terminal"]
    );
    assert_eq!(
        at(&["config"], "use super::terminal::Ui;"),
        ["config uses terminal"]
    );
    assert_eq!(
        at(
            &["config"],
            "use crate::{diagnostics::Error,\n  checks::{A, B},\n terminal};"
        ),
        ["config uses checks", "config uses terminal"]
    );
    assert_eq!(
        at(&["config"], "fn a() { crate::cli::run() }"),
        ["config uses cli"]
    );
    assert_eq!(
        at(&["config"], "fn a() { clap::Parser }"),
        ["config uses the crate clap"]
    );
    let comment = "use crate::providers::Provider;\n// use crate::terminal::Ui";
    assert!(at(&["oauth"], comment).is_empty());
    let in_tests = "#[cfg(test)]\nmod tests { use crate::terminal::Ui; }";
    assert!(at(&["config"], in_tests).is_empty());
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
    let allowed = ["diagnostics/redaction.rs", "database/users.rs"];
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
    let providers =
        navauth::providers::all(&navauth::config::settings::Settings::default()).unwrap();
    let mut used: Vec<(String, String)> = Vec::new();
    for provider in &providers {
        let pair = &provider.variables[0];
        used.extend(
            [&pair.client_id, &pair.client_secret]
                .map(|name| (provider.name.clone(), name.clone())),
        );
    }
    let table = navauth::config::variables::TABLE.iter();
    let known: Vec<(String, String)> = table
        .filter_map(|row| Some((row.provider?.to_owned(), row.name.to_owned())))
        .collect();
    assert_eq!(used, known);
}

/// Texts of the shape of an id that are none: hosts, and keys of other services.
const NOT_IDS: [&str; 2] = ["huggingface.co", "neon.tech"];

/// Ids exist only in the catalog: everything else refers to its statics, which the compiler checks.
#[test]
fn ids_are_written_only_in_the_catalog() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let shape = regex_lite::Regex::new("\"([a-z]+)\\.[a-z0-9]+(?:-[a-z0-9]+)*\"").unwrap();
    let groups: BTreeSet<&str> = navauth::diagnostics::catalog::all()
        .filter_map(|code| code.id.split('.').next())
        .collect();
    let mut written = Vec::new();
    for file in rust_files(&source) {
        let is_test = file.file_stem().is_some_and(|stem| stem == "tests");
        if is_test || file.starts_with(source.join("diagnostics/catalog")) {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
        let found = shape
            .captures_iter(code)
            .filter(|found| groups.contains(&found[1]))
            .map(|found| found[0].trim_matches('"').to_owned())
            .filter(|id| !NOT_IDS.contains(&id.as_str()));
        written.extend(found.map(|id| format!("{}: {id}", file.display())));
    }
    assert!(written.is_empty(), "{written:#?}");
}
