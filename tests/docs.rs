//! The pages in docs/: their links lead somewhere, and their commands exist.

use std::path::Path;

use crate::support::Folder;
use crate::support::schema::{errors, schema};

/// The hand-written pages for users, and the generated ones with links.
const PAGES: [&str; 5] = [
    "sign-in.md",
    "first-sign-in.md",
    "troubleshooting.md",
    "findings.md",
    "checks.md",
];

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_link_leads_to_a_page_and_its_anchor() {
    let link = regex_lite::Regex::new(r"\]\(([^)# ]*)(?:#([^) ]+))?\)").unwrap();
    for name in PAGES {
        let text = page(name);
        for found in link.captures_iter(&text) {
            let target = found.get(1).map_or("", |file| file.as_str());
            let target = if target.is_empty() { name } else { target };
            if target.contains("://") {
                continue;
            }
            let content = page(target);
            if let Some(anchor) = found.get(2) {
                let anchor = format!("<a id=\"{}\"></a>", anchor.as_str());
                assert!(content.contains(&anchor), "{name}: no {anchor} in {target}");
            }
        }
    }
}

#[test]
fn every_command_can_be_run_as_written() {
    for name in PAGES {
        let text = page(name);
        let typed = text.lines().filter_map(|line| line.strip_prefix("$ "));
        let quoted = text.split('`').skip(1).step_by(2);
        let commands = typed.chain(quoted.filter(|code| !code.contains('\n')));
        for command in commands.filter(|command| command.starts_with("navauth ")) {
            let words = command.split('"').enumerate().flat_map(|(index, part)| {
                if index % 2 == 1 {
                    vec![part]
                } else {
                    part.split_whitespace().collect()
                }
            });
            // The placeholder of the page itself.
            if command.contains(" ID") {
                continue;
            }
            let parsed = navauth::command().try_get_matches_from(words);
            assert!(parsed.is_ok(), "{name}: {command}: {}", parsed.unwrap_err());
        }
    }
}

#[test]
fn schema_is_printed_and_rejects_a_wrong_document() {
    let run = Folder::new().run(["schema"]).code(0);
    assert_eq!(run.stdout, page("schema/navauth.schema.json"));
    let document = Folder::new().run(["checks", "--json"]).code(0).json();
    assert_eq!(errors(&document), [""; 0]);
    for (field, value) in [
        ("checks", serde_json::json!([{ "id": 1 }])),
        ("schema_version", 2.into()),
        ("command", "unknown".into()),
        ("exit_code", 1.into()),
    ] {
        let mut wrong = document.clone();
        wrong[field] = value;
        assert!(!errors(&wrong).is_empty(), "{field}");
    }
}

/// The definitions that are parts of a document, which is closed as a whole.
fn is_part(name: &str) -> bool {
    name.starts_with("command-") || ["report", "login-fields", "logins", "failure"].contains(&name)
}

/// The objects of a schema that allow unknown fields, by their paths.
fn open_objects(schema: &serde_json::Value, path: &str, found: &mut Vec<String>) {
    match schema {
        serde_json::Value::Object(fields) => {
            let is_closed = ["additionalProperties", "unevaluatedProperties"]
                .iter()
                .any(|word| fields.get(*word) == Some(&false.into()));
            if fields.get("type").is_some_and(|kind| kind == "object") && !is_closed {
                found.push(path.to_owned());
            }
            for (name, value) in fields {
                open_objects(value, &format!("{path}/{name}"), found);
            }
        }
        serde_json::Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                open_objects(value, &format!("{path}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn schema_allows_no_unknown_fields() {
    let schema = schema();
    let mut found = Vec::new();
    open_objects(&schema, "", &mut found);
    // A part is open at its top, or in each of its alternatives.
    found.retain(|path| {
        let mut words = path.trim_start_matches("/$defs/").split('/');
        let is_top = words.clone().all(|word| {
            is_part(word) || ["anyOf", "allOf"].contains(&word) || word.parse::<u8>().is_ok()
        });
        !(words.next().is_some_and(is_part) && is_top)
    });
    assert_eq!(found, [""; 0]);
    for command in ["checks", "explain", "env"] {
        let document = Folder::new().run([command, "--json"]).code(0).json();
        assert_eq!(errors(&document), [""; 0]);
        let mut wrong = document.clone();
        wrong["unknown"] = true.into();
        assert!(!errors(&wrong).is_empty(), "{command}");
    }
}
