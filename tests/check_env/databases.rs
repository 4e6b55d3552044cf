//! Which checks run for which kind of database: checks that do not apply must not pass.

use super::corpus::{DEVELOPMENT, edited};
use crate::support::Folder;

/// The checks for every URL, for files, for servers, and for Neon.
const ANY: [&str; 3] = [
    "database.driver-unusable",
    "database.kind-unknown",
    "database.url-unreadable",
];
const FILE: [&str; 5] = [
    "database.sqlite-drive",
    "database.sqlite-tilde",
    "database.sqlite-file-uri",
    "database.sqlite-host",
    "database.sqlite-memory",
];
const SERVER: [&str; 8] = [
    "database.name-missing",
    "database.name-with-slash",
    "database.parameter-wrong",
    "database.password-ambiguous",
    "database.password-unescaped",
    "database.port-wrong",
    "database.root-certificate-missing",
    "database.sqlite-in-url",
];
const NEON: [&str; 3] = [
    "database.neon-pooled",
    "database.neon-tls-optional",
    "database.neon-without-tls",
];

/// The ids with a status, in order.
fn ids(url: &str, environment: &str, status: &str) -> Vec<String> {
    let folder = Folder::with_env(&edited(DEVELOPMENT, &[&format!("DATABASE_URL={url}")]));
    let mut ids = folder
        .run([
            "check-env",
            "--only",
            "database",
            "--environment",
            environment,
            "--json",
        ])
        .ids(status);
    ids.sort();
    ids
}

#[test]
fn checks_that_do_not_apply_do_not_pass() {
    let neon = "postgresql://owner:k7Jq2mZx@ep-calm-sea-a1b2c3d4.eu-central-1.aws.neon.tech/neondb?sslmode=require";
    let elsewhere = "postgresql://owner:k7Jq2mZx@db.example.net/app?sslmode=disable";
    for (url, groups) in [
        ("", &[][..]),
        ("sqlite:///./data/users.db", &[&ANY[..], &FILE]),
        (
            "postgresql://owner:k7Jq2mZx@localhost/app",
            &[&ANY, &SERVER],
        ),
        (elsewhere, &[&ANY, &SERVER]),
        (neon, &[&ANY, &SERVER, &NEON]),
    ] {
        let mut expected: Vec<&str> = groups.concat();
        expected.sort_unstable();
        assert_eq!(ids(url, "development", "pass"), expected, "{url}");
        assert_eq!(ids(url, "development", "skip"), [""; 0], "{url}");
    }
    let production = |url: &str| {
        [
            ids(url, "production", "pass"),
            ids(url, "production", "fail"),
        ]
        .concat()
        .len()
    };
    assert_eq!(
        (production(""), production(neon)),
        (1, ANY.len() + SERVER.len() + NEON.len() + 5),
        "it must be named, PostgreSQL, its own, and have a host that is not this machine"
    );
}

#[test]
fn unreadable_urls_do_not_pass() {
    let url = "postgresql://owner:k7@Jq2mZx@ep-calm-sea-a1b2c3d4.eu-central-1.aws.neon.tech/neondb?sslmode=disable";
    assert_eq!(
        ids(url, "development", "fail"),
        ["database.password-unescaped"]
    );
    let mut unread = [
        &NEON[..],
        &[
            "database.name-missing",
            "database.name-with-slash",
            "database.parameter-wrong",
            "database.password-ambiguous",
            "database.root-certificate-missing",
        ],
    ]
    .concat();
    unread.sort_unstable();
    assert_eq!(ids(url, "development", "skip"), unread);
}

#[test]
fn role_and_owner_checks_do_not_apply_to_files() {
    let folder = Folder::with_env("DATABASE_URL=sqlite:///./data/users.db\n");
    let _ = folder.run(["init-db"]).code(0);
    let passed = folder
        .run(["doctor", "--only", "database", "--json"])
        .code(0)
        .ids("pass");
    let asked: Vec<&String> = passed
        .iter()
        .filter(|id| !ANY.contains(&id.as_str()) && !FILE.contains(&id.as_str()))
        .collect();
    assert_eq!(
        asked,
        [
            "database.connection",
            "database.read-only",
            "database.tables"
        ]
    );
}

/// The newest release sends the search path in every connection, which Neon's pooler rejects.
#[test]
fn neons_pooler_is_an_error_where_the_release_cannot_use_it() {
    let url = "postgresql://u:hunter2@ep-cool-darkness-a1b2c3d4-pooler.us-east-1.aws.neon.tech/neondb?sslmode=require";
    let folder = Folder::with_env(&edited(DEVELOPMENT, &[&format!("DATABASE_URL={url}")]));
    for (release, status, id) in [
        ("2026-05", "warn", "database.neon-pooled"),
        ("2026-08", "fail", "database.neon-pooler-rejects-app"),
    ] {
        folder.write("navauth.toml", format!("[app]\nrelease = \"{release}\"\n"));
        let run = folder.run(["check-env", "--only", "database", "--json"]);
        assert!(run.ids(status).contains(&id.to_owned()), "{run:#?}");
    }
}

#[test]
fn the_host_of_a_retired_region_or_a_wrong_form_is_named() {
    for (host, id) in [
        (
            "ep-cool-darkness-a8b2c3d4.eastus2.azure.neon.tech",
            "neon.region-retired",
        ),
        (
            "ep-cool-darkness-a1b2c3d4-c-5.us-east-1.neon.tech",
            "neon.host-unusual",
        ),
    ] {
        let url = format!("postgresql://u:hunter2@{host}/neondb?sslmode=require");
        let folder = Folder::with_env(&edited(DEVELOPMENT, &[&format!("DATABASE_URL={url}")]));
        let run = folder.run(["check-env", "--json"]);
        assert_eq!(run.ids("warn"), [id], "{run:#?}");
    }
}
