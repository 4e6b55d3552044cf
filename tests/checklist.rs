//! `navauth checklist`: the result of each item in a complete setup, and the items that each broken thing fails.

mod production;
mod whole;

use std::process::Command;

use navauth::providers::fakes::{Behavior, FakeProviders, Fault, Step};

use crate::support::neon::host;
use crate::support::postgres::{Cluster, Database};
use crate::support::terminal::Terminal;
use crate::support::{Folder, Run};

pub const KEY: &str = "b7d1a9e04c5f4f7f8f0f6d2c9a3e1b5d7c9e0f1a2b3c4d5e6f708192a3b4c5d6";

const CONNECTED: &str = "Neon database created and connected";
const CONFIGURED: &str = "All 4 OAuth apps configured with production redirect URIs";
const KEY_MADE: &str = "JWT secret generated (32+ characters)";
const TABLES: &str = "Database tables created (`users`, `oauth_states`)";
const HTTPS: &str = "HTTPS enabled on custom domain";
const USE_HTTPS: &str = "Use HTTPS in production";
const KEPT: &str = "Keep OAuth secrets in environment variables (never commit to git)";
const COMMIT: &str = "No `.env` file in git (it is in `.gitignore`)";
const WEAK: &str = "No weak session key";
const NO_TLS: &str = "No Neon connection without SSL";

#[test]
fn names_the_file_with_the_production_settings() {
    let folder = Folder::with_env("FRONTEND_URL=http://localhost:5173\n");
    let hint = "navauth checklist --env-file .env.production";
    let run = folder.run(["checklist", "--offline"]);
    assert!(!run.stderr.contains(hint), "{run:?}");
    folder.write(".env.production", "FRONTEND_URL=https://app.example.org\n");
    let _ = folder.run(["checklist", "--offline"]).err(hint);
    let run = folder.run_printed(&format!("{hint} --offline"));
    assert!(
        run.stderr.contains("settings from .env.production"),
        "{run:?}"
    );
    assert!(!run.stderr.contains(hint), "{run:?}");
}

/// A production setup with everything that one machine can provide.
struct Setup {
    folder: Folder,
    fakes: FakeProviders,
    database: Database,
}

impl Setup {
    fn new() -> Self {
        let mut behavior = Behavior::default();
        for provider in ["huggingface", "google", "facebook", "github"] {
            let uris = [
                "http://localhost:8000/auth/callback",
                "https://app.example.org/api/auth/callback",
            ];
            behavior
                .redirect_uris
                .insert(provider, uris.map(|uri| format!("{uri}/{provider}")).into());
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "tests have no Process of their own"
        )]
        let fakes = FakeProviders::start(behavior, jiff::Timestamp::now()).unwrap();
        let database = Cluster::shared().database();
        let mut folder = Folder::with_env(&format!(
            "DATABASE_URL={}\nJWT_SECRET_KEY={KEY}\nFRONTEND_URL=https://app.example.org\n{}",
            at_neon(&database),
            fakes.env_text()
        ));
        // There is no live site, and no network.
        for name in ["HTTPS_PROXY", "HTTP_PROXY"] {
            folder.variable(name, "http://127.0.0.1:1");
        }
        folder.variable("NO_PROXY", "127.0.0.1,localhost");
        folder.write("navauth.toml", fakes.config_toml());
        folder.write(".gitignore", ".env\nhome/\n");
        folder.init_git();
        let _ = folder.run(["init-db"]).code(0);
        Self {
            folder,
            fakes,
            database,
        }
    }

    fn replace(&self, from: &str, to: &str) {
        let text = self.folder.read(".env");
        assert!(text.contains(from), "{from}");
        self.folder.write(".env", text.replace(from, to));
    }

    fn run(&self) -> Run {
        self.folder.run(["checklist", "--json"])
    }
}

/// A database URL with a Neon host name that resolves to this machine.
fn at_neon(database: &Database) -> String {
    database
        .url("sslmode=require&hostaddr=127.0.0.1")
        .replace("@localhost:", &format!("@{}:", host(false)))
}

/// The items with this outcome.
pub fn items(run: &Run, outcome: &str) -> Vec<String> {
    let document = run.json();
    let items = document["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["outcome"] == outcome);
    items
        .map(|item| item["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_complete_setup_fails_nothing() {
    let setup = Setup::new();
    let run = setup.run().code(0);
    assert_eq!(items(&run, "failed"), [""; 0], "{run:#?}");
    // The tests' server is on this machine.
    assert!(
        run.ids("fail").is_empty() && run.ids("warn") == ["database.local-host-in-production"],
        "{:?} {:?}",
        run.ids("fail"),
        run.ids("warn")
    );
    let passed = items(&run, "passed");
    for item in [CONNECTED, KEY_MADE, TABLES, KEPT, COMMIT, WEAK, NO_TLS] {
        assert!(
            passed.iter().any(|passed| passed == item),
            "{item}: {passed:?}"
        );
    }
    let document = run.json();
    let items = document["items"].as_array().unwrap();
    let part = |name: &str| items.iter().filter(|item| item["part"] == name).count();
    assert_eq!((part("Checklist"), part("Do"), part("Avoid")), (8, 5, 4));
    let connected = &items[0];
    assert_eq!(
        connected["looked_at"],
        serde_json::json!(["the .env file", "the database"])
    );
    assert!(connected["at"].as_str().unwrap().ends_with('Z'));
    let evidence = connected["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .find(|diagnostic| diagnostic["id"] == "database.connection")
        .unwrap();
    assert!(
        evidence["detail"]
            .as_str()
            .unwrap()
            .starts_with("connected to the database"),
        "{evidence}"
    );
    assert!(evidence["took_ms"].is_u64(), "{evidence}");
    assert_eq!(document["environment"], "production");
    assert_eq!(
        document["environment_reason"],
        "the checklist is for production"
    );
}

/// The outcome of an item and its reason.
fn outcome(run: &Run, text: &str) -> (String, String) {
    let document = run.json();
    let item = document["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["text"] == text)
        .unwrap()
        .clone();
    let outcome = item["outcome"].as_str().unwrap().to_owned();
    let reason = item["reason"].as_str().unwrap_or_default().to_owned();
    assert!(
        outcome != "skipped" || item["evidence"].as_array().unwrap().is_empty(),
        "{item:#}"
    );
    (outcome, reason)
}

/// Items about the production database do not pass for the app's default database or a developer's file.
#[test]
fn items_about_the_database_pass_for_the_production_database_only() {
    const POOLING: &str = "Use Neon's connection pooling";
    const ALLOWED: &str = "Neon IP allowlist configured (optional, for extra security)";
    const ALLOW: &str = "Enable Neon's IP allowlist for production";
    let setup = Setup::new();
    // The developer's file has all tables.
    let _ = setup.folder.run(["init-db", "--no-env-file"]).code(0);
    let good = setup.folder.read(".env");
    let neon = at_neon(&setup.database);
    let line = format!("DATABASE_URL={neon}\n");
    let elsewhere = "not checked: no database on Neon is configured";
    let unset = "not checked: DATABASE_URL is not set";
    let sqlite = "not checked: DATABASE_URL is a SQLite file";
    for (with, connected, tables, no_tls, reason) in [
        (line.clone(), "passed", "passed", "passed", ""),
        (
            line.replace(&neon, &setup.database.verified_url()),
            "skipped",
            "passed",
            "skipped",
            elsewhere,
        ),
        (
            "DATABASE_URL=sqlite:///./data/users.db\n".to_owned(),
            "failed",
            "skipped",
            "skipped",
            sqlite,
        ),
        (
            "DATABASE_URL=\n".to_owned(),
            "failed",
            "skipped",
            "skipped",
            "not checked: DATABASE_URL is empty",
        ),
        (String::new(), "failed", "skipped", "skipped", unset),
        // Whether this is on Neon cannot be read.
        (
            line.replace("s3cret", "s@3cret"),
            "failed",
            "unknown",
            "unknown",
            "",
        ),
        // The database was not checked.
        (
            line.replace("s3cret", "s4cret"),
            "failed",
            "unknown",
            "unknown",
            "",
        ),
    ] {
        setup.replace(&line, &with);
        let run = setup.run();
        assert_eq!(outcome(&run, CONNECTED).0, connected, "{with}");
        assert_eq!(outcome(&run, TABLES).0, tables, "{with}");
        let (found, why) = outcome(&run, NO_TLS);
        assert_eq!(found, no_tls, "{with}");
        if !reason.is_empty() {
            assert_eq!(why, reason, "{with}");
            for text in [ALLOWED, ALLOW, POOLING] {
                assert_eq!(
                    outcome(&run, text),
                    ("skipped".to_owned(), reason.to_owned()),
                    "{with}: {text}"
                );
            }
        }
        setup.folder.write(".env", &good);
    }
    // A developer's database wins over the production database.
    let good = setup.folder.read(".env");
    setup.folder.write(
        ".env",
        format!(
            "{good}NEON_DATABASE_URL_DEV={}\n",
            setup.database.verified_url()
        ),
    );
    let run = setup.run().code(1);
    assert_ne!(outcome(&run, TABLES).0, "passed", "{run:#?}");
    // In development the app's own default is the database.
    setup.replace(&line, "");
    setup.folder.write(".env", good.replace(&line, ""));
    let run = setup
        .folder
        .run(["checklist", "--environment", "development", "--json"]);
    assert_eq!(outcome(&run, TABLES).0, "passed", "{run:#?}");
}

#[test]
fn each_broken_thing_fails_exactly_its_items() {
    let setup = Setup::new();
    let good = setup.folder.read(".env");
    let client = |provider: &str| setup.fakes.client(provider).unwrap().id.clone();
    let cases: [(&str, String, String, &[&str]); 10] = [
        (
            "a wrong password",
            "s3cret".into(),
            "s4cret".into(),
            &[CONNECTED],
        ),
        (
            "a placeholder",
            KEY.into(),
            "your_random_secret_key_here_min_32_chars".into(),
            &[KEY_MADE, WEAK],
        ),
        (
            "a short key",
            KEY.into(),
            "k7Gx2Qp9".into(),
            &[KEY_MADE, WEAK],
        ),
        (
            "no key",
            format!("JWT_SECRET_KEY={KEY}\n"),
            String::new(),
            &[KEY_MADE, WEAK],
        ),
        (
            "a misspelled key",
            "JWT_SECRET_KEY".into(),
            "JWT_SECRT_KEY".into(),
            &[KEY_MADE, WEAK],
        ),
        (
            "an unknown client",
            client("github"),
            "Ov23liAAAAAAAAAAAAAA".into(),
            &[CONFIGURED],
        ),
        (
            "an @ in the password",
            "s3cret".into(),
            "s@3cret".into(),
            &[CONNECTED],
        ),
        (
            "http",
            "https://app.example.org".into(),
            "http://app.example.org".into(),
            &[CONFIGURED, HTTPS, USE_HTTPS],
        ),
        (
            "no database",
            at_neon(&setup.database),
            String::new(),
            &[CONNECTED],
        ),
        (
            "a file for a database",
            at_neon(&setup.database),
            "sqlite:///./data/users.db".into(),
            &[CONNECTED],
        ),
    ];
    for (what, from, to, expected) in cases {
        setup.replace(&from, &to);
        let run = setup.run().code(1);
        assert_eq!(
            items(&run, "failed"),
            expected,
            "{what}: {:?}",
            run.ids("fail")
        );
        setup.folder.write(".env", &good);
    }
    // A failure of another variable does not affect this item.
    setup.replace(KEY, "changeme");
    setup.replace(&client("github"), "your_github_client_id");
    let document = setup.run().code(1).json();
    let made = document["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["text"] == KEY_MADE)
        .unwrap();
    assert!(
        made["evidence"]
            .to_string()
            .contains("JWT_SECRET_KEY is still a placeholder"),
        "{made:#}"
    );
    assert!(!made["evidence"].to_string().contains("GITHUB"), "{made:#}");
    setup.folder.write(".env", &good);
    // A key in quotation marks is valid but different from the intended one.
    setup.replace(
        &format!("JWT_SECRET_KEY={KEY}"),
        &format!("JWT_SECRET_KEY='\"{KEY}\"'"),
    );
    let run = setup.run().code(1);
    assert_eq!(
        (items(&run, "failed"), run.ids("fail")),
        (Vec::new(), vec!["env.quoted".to_owned()])
    );
    assert!(
        run.json()["verdict"]
            .as_str()
            .unwrap()
            .ends_with("not ready for production")
    );
    setup.folder.write(".env", &good);
    setup.database.psql("DROP TABLE oauth_states");
    let run = setup.run().code(1);
    assert_eq!(
        (items(&run, "failed"), run.ids("fail")),
        (
            vec![TABLES.to_owned()],
            vec!["database.table-missing".to_owned()]
        )
    );
    let _ = setup.folder.run(["init-db"]).code(0);
    setup
        .fakes
        .change(|behavior| drop(behavior.redirect_uris.insert("google", Vec::new())));
    let run = setup.run().code(1);
    assert_eq!(items(&run, "failed"), [CONFIGURED], "{run:#?}");
    setup.fakes.change(|behavior| {
        let uri = "https://app.example.org/api/auth/callback/google";
        behavior.redirect_uris.insert(
            "google",
            vec![
                uri.to_owned(),
                "http://localhost:8000/auth/callback/google".to_owned(),
            ],
        );
    });
    setup.folder.write(".gitignore", "home/\n");
    assert_eq!(
        items(&setup.run().code(1), "failed"),
        [COMMIT],
        "the item says that it is in .gitignore"
    );
    let mut add = Command::new("git");
    assert!(
        add.args(["add", "--force", ".env"])
            .current_dir(setup.folder.path())
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(items(&setup.run().code(1), "failed"), [KEPT, COMMIT]);
}

/// A secret in another file is a failure of its own items, not an `.env` file in git.
#[test]
fn a_secret_in_another_file_is_not_the_env_file_in_git() {
    let setup = Setup::new();
    let settings = setup.folder.read(".env");
    let line = settings
        .lines()
        .find(|line| line.starts_with("GITHUB_CLIENT_SECRET="))
        .unwrap();
    setup.folder.write("notes.md", line);
    let mut add = Command::new("git");
    let added = add
        .args(["add", "notes.md"])
        .current_dir(setup.folder.path())
        .status()
        .unwrap();
    assert!(added.success());
    let failed = items(&setup.run().code(1), "failed");
    assert!(failed.contains(&KEPT.to_owned()), "{failed:?}");
    assert!(!failed.contains(&COMMIT.to_owned()), "{failed:?}");
}

#[test]
fn what_cannot_be_checked_is_unknown() {
    let setup = Setup::new();
    let run = setup
        .folder
        .run(["checklist", "--offline", "--json"])
        .code(0);
    let undetermined = items(&run, "unknown");
    for item in [CONNECTED, CONFIGURED, TABLES, HTTPS] {
        assert!(
            undetermined.iter().any(|undetermined| undetermined == item),
            "{item}: {undetermined:?}"
        );
    }
    assert!(setup.fakes.requests().is_empty());
    let run = setup
        .folder
        .run([
            "checklist",
            "--skip",
            "jwt.guessable,online,live,space,neon",
            "--json",
        ])
        .code(0);
    let passed = items(&run, "passed");
    assert!(
        passed.contains(&TABLES.to_owned())
            && !passed.contains(&WEAK.to_owned())
            && !passed.contains(&CONFIGURED.to_owned()),
        "{passed:?}"
    );
    setup.fakes.change(|behavior| {
        *behavior = std::mem::take(behavior).fault("google", Step::Token, Fault::status(503, None));
    });
    let run = setup.run().code(0);
    assert!(
        items(&run, "unknown")
            .iter()
            .any(|undetermined| undetermined == CONFIGURED),
        "{run:#?}"
    );
}

#[test]
fn each_item_is_a_line_and_its_details_follow_on_request() {
    let folder = Folder::with_env(&format!("JWT_SECRET_KEY={KEY}\n"));
    let run = folder.run(["checklist", "--offline"]).code(1);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(
        lines
            .iter()
            .filter(|line| !line.starts_with("checklist"))
            .all(|line| line.chars().count() <= 80),
        "{}",
        run.stdout
    );
    assert!(
        lines
            .last()
            .unwrap()
            .ends_with(": not ready for production"),
        "{lines:?}"
    );
    let run = folder.run(["checklist", "5", "6", "--offline"]).code(1);
    let _ = run
        .out("not checked: DATABASE_URL is not set")
        .out("run: navauth test-login --all --redirect production")
        .without("Neon database created");
    let run = folder.run(["checklist", "--offline", "--verbose"]).code(1);
    let _ = run.out("[database.missing]").out("checked: the .env file");
    let _ = folder.run(["checklist", "18"]).code(2);
    let _ = folder.run(["checklist", "0"]).code(2);
}

/// Every suggested navauth command can be pasted: its options exist, and no file or Space name is missing.
#[test]
fn every_suggested_command_works_when_pasted() {
    let key = format!("JWT_SECRET_KEY={KEY}\n");
    let site = "FRONTEND_URL=https://app.example.org\n";
    let neon = format!(
        "DATABASE_URL=postgresql://owner:k7Jq2mZx@{}/neondb?sslmode=require\n",
        host(false)
    );
    let space = "[space]\nname = \"owner/name\"\n";
    let mut tried = std::collections::BTreeSet::new();
    for (file, env, config) in [
        (".env", String::new(), ""),
        (".env", key.clone(), ""),
        (".env", format!("{key}{site}"), space),
        (".env.production", format!("{key}{site}{neon}"), space),
        (
            ".env",
            "DATABASE_URL=sqlite:///./data/users.db\nFRONTEND_URL=app.example.org\n".to_owned(),
            "",
        ),
    ] {
        let folder = Folder::new();
        folder.write(file, &env);
        folder.write("navauth.toml", config);
        let run = folder.run(["checklist", "--env-file", file, "--json"]);
        let document = run.json();
        let fixes = [&document["items"], &document["findings"]]
            .into_iter()
            .flat_map(|list| list.as_array().unwrap())
            .map(|entry| &entry["fix"]["command"]);
        for command in fixes.filter_map(|command| command.as_str()) {
            let Some(arguments) = command.strip_prefix("navauth ") else {
                continue;
            };
            assert!(
                file == ".env" || !arguments.contains("check-env") || arguments.contains(file),
                "{file}: {command}"
            );
            if tried.insert((file, command.to_owned())) {
                let pasted =
                    folder.run(
                        arguments
                            .split(' ')
                            .chain(["--no-input", "--timeout", "2s"]),
                    );
                let text = format!("{}{}", pasted.stdout, pasted.stderr);
                let is_unknown = ["unexpected argument", "unrecognized", "invalid value"]
                    .iter()
                    .any(|words| text.contains(words));
                assert!(
                    !is_unknown && !text.contains("push.no-"),
                    "{command}: {text}"
                );
            }
        }
    }
    assert!(tried.len() >= 5, "{tried:?}");
}

#[test]
fn a_site_that_cannot_be_reached_is_unknown_with_the_true_reason() {
    let folder = Folder::with_env(&format!(
        "JWT_SECRET_KEY={KEY}\nFRONTEND_URL=https://app.example.org\n"
    ));
    let run = folder.run(["checklist", "--only", "live,frontend", "--json"]);
    let document = run.code(0).json();
    let item = &document["items"][6];
    assert_eq!(
        (&item["text"], &item["outcome"]),
        (&HTTPS.into(), &"unknown".into())
    );
    let words = item.to_string();
    assert!(
        words.contains("could not check the live site") && !words.contains("is not set"),
        "{item:#}"
    );
    // Unknown items are not ready, and fail on request.
    let verdict = document["verdict"].as_str().unwrap();
    assert!(!verdict.contains(": ready"), "{verdict}");
    let _ = folder
        .run([
            "checklist",
            "--only",
            "live,frontend",
            "--fail-on",
            "unknown",
        ])
        .code(1);
    for command in ["check-env", "doctor"] {
        let mut arguments = vec![command, "--only", "live,frontend", "--fail-on", "unknown"];
        if command == "check-env" {
            arguments.push("--live");
        }
        let run = folder.run(arguments).code(1);
        assert!(!run.stdout.contains(": ready"), "{run:#?}");
    }
}

#[test]
fn the_whole_checklist_fits_on_one_screen() {
    for env in [
        String::new(),
        format!("JWT_SECRET_KEY={KEY}\n"),
        format!(
            "JWT_SECRET_KEY={KEY}\nFRONTEND_URL=https://app.example.org\nDATABASE_URL=sqlite:///./data/users.db\n"
        ),
    ] {
        let folder = Folder::with_env(&env);
        let terminal = Terminal::run(&folder, 80, vec!["checklist", "--offline"]);
        let (code, screen) = terminal.end();
        assert_eq!(code, 1, "{screen}");
        let lines = screen.trim_end().lines().count();
        assert!(lines <= 24, "{lines} lines:\n{screen}");
    }
}

#[test]
fn the_github_summary_contains_the_checklist() {
    let mut folder = Folder::with_env(&format!("JWT_SECRET_KEY={KEY}\n"));
    let summary = folder.write("summary.md", "");
    folder
        .variable("GITHUB_ACTIONS", "true")
        .variable("GITHUB_STEP_SUMMARY", &summary.display().to_string());
    let run = folder
        .run(["checklist", "--offline", "--report", "github"])
        .code(1);
    let text = folder.read("summary.md");
    assert!(
        text.contains("- [x] JWT secret generated (32+ characters): **passed**"),
        "{text}"
    );
    assert!(
        text.contains("- [ ] Neon database created and connected: **failed**"),
        "{text}"
    );
    assert!(run.stdout.contains("::error "), "{run:#?}");
}
