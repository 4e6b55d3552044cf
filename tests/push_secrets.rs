//! `navauth push-secrets`, against a simulated Hub with state, and a `gh` that is a script.

use std::path::Path;

use serde_json::{Value, json};

use crate::fixes;
use crate::support::hub::{Hub, SPACE, TOKEN, Trouble};
use crate::support::terminal::Terminal;
use crate::support::{Folder, finish, set_mode, tools};

const DATABASE: &str =
    "postgresql://owner:CanaryPassword42@ep-cool-12.us-east-2.aws.neon.tech/neondb?sslmode=require";
const KEY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
const SECRET: &str = "0123456789abcdef0123456789abcdef01234567";

/// A production file with values that pass.
fn production() -> String {
    format!(
        "# production\nDATABASE_URL={DATABASE}\nJWT_SECRET_KEY={KEY}\nFRONTEND_URL=https://www.communityone.com\n\
         GITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\nGITHUB_CLIENT_SECRET={SECRET}\nLOG_LEVEL=info\n"
    )
}

/// The names that [`production`] uploads.
const NAMES: [&str; 5] = [
    "DATABASE_URL",
    "JWT_SECRET_KEY",
    "FRONTEND_URL",
    "GITHUB_CLIENT_ID",
    "GITHUB_CLIENT_SECRET",
];

fn folder(hub: &Hub) -> Folder {
    let mut folder = Folder::new();
    folder.write(
        ".env",
        "JWT_SECRET_KEY=f3ef4fe7478af075e897d6719ce530893c1cbc3e0d8fe78a18cb969775f10fdf\n",
    );
    folder.write(".env.production", production());
    folder
        .variable("HF_ENDPOINT", &hub.url)
        .variable("HF_TOKEN", TOKEN);
    folder
}

fn push<'a>(further: &[&'a str]) -> Vec<&'a str> {
    [&["push-secrets", "--space", SPACE, "--yes"], further].concat()
}

/// The JSON result for each name.
fn states(document: &Value) -> Vec<[&str; 3]> {
    let rows = document["secrets"].as_array().unwrap().iter();
    rows.map(|row| ["name", "action", "state"].map(|key| row[key].as_str().unwrap()))
        .collect()
}

/// Asserts that no value of the file and no token is in the output or in any file.
#[track_caller]
fn keeps_secrets(folder: &Folder, shown: &str) {
    let store =
        std::fs::read_to_string(folder.path().join(".navauth/pushed.json")).unwrap_or_default();
    for secret in ["CanaryPassword42", KEY, SECRET, TOKEN] {
        assert!(
            !shown.contains(secret) && !store.contains(secret),
            "{secret} is shown: {shown}\n{store}"
        );
    }
}

#[test]
fn new_secrets_are_set_once_and_the_running_space_is_reported() {
    let hub = Hub::start();
    let folder = folder(&hub);
    let run = folder
        .run(push(&[]))
        .code(0)
        .out("GITHUB_CLIENT_SECRET")
        .out("https://communityone-open-navigator.hf.space");
    keeps_secrets(&folder, &format!("{run:?}"));
    let secrets = hub.secrets();
    assert_eq!(secrets.len(), NAMES.len());
    assert_eq!(secrets["JWT_SECRET_KEY"], KEY);
    assert_eq!(secrets["DATABASE_URL"], DATABASE);
    assert_eq!(
        hub.writes(),
        NAMES.map(|name| format!("POST secrets {name}"))
    );
    assert_eq!(
        hub.log()
            .iter()
            .filter(|line| line.contains("whoami"))
            .count(),
        1
    );
    hub.mend();
    let _ = folder
        .run(push(&[]))
        .code(0)
        .out("unchanged")
        .out("The Space runs");
    assert!(hub.writes().is_empty(), "{:?}", hub.writes());
}

/// API_BASE_URL makes the redirect URIs https behind the Space's nginx; from May NEON_DATABASE_URL precedes DATABASE_URL.
#[test]
fn what_the_release_reads_is_uploaded_and_the_rest_is_named() {
    let api = "API_BASE_URL=https://www.communityone.com\n";
    let neon = production().replace("DATABASE_URL=", "NEON_DATABASE_URL=");
    let both = format!("NEON_DATABASE_URL={DATABASE}\n{}", production());
    let release = |name: &str| format!("[app]\nrelease = \"{name}\"\n");
    for (file, toml, first, left_out) in [
        (
            neon.clone(),
            String::new(),
            &["NEON_DATABASE_URL"][..],
            json!(["LOG_LEVEL"]),
        ),
        (
            neon,
            release("2026-08"),
            &["NEON_DATABASE_URL"],
            json!(["LOG_LEVEL"]),
        ),
        (
            both.clone(),
            release("2026-08"),
            &["NEON_DATABASE_URL", "DATABASE_URL"],
            json!(["LOG_LEVEL"]),
        ),
        (
            both,
            release("2026-04"),
            &["DATABASE_URL"],
            json!(["LOG_LEVEL", "NEON_DATABASE_URL"]),
        ),
    ] {
        let hub = Hub::start();
        let folder = folder(&hub);
        folder.write(".env.production", file + api);
        folder.write("navauth.toml", &toml);
        let run = folder.run(push(&["--no-wait", "--json"])).code(0);
        let secrets = hub.secrets();
        let names: Vec<_> = secrets.keys().map(String::as_str).collect();
        let rest = ["API_BASE_URL"].iter().chain(&NAMES[1..]);
        let mut expected: Vec<_> = first.iter().chain(rest).copied().collect();
        expected.sort_unstable();
        assert_eq!(names, expected, "{toml}");
        assert_eq!(run.json()["left_out"], left_out, "{toml}");
    }
}

/// A Space does not start with a name that is a variable and a secret.
#[test]
fn a_public_api_base_url_is_a_problem_only_for_a_file_that_sets_it() {
    let hub = Hub::start();
    let folder = folder(&hub);
    hub.set_variable("API_BASE_URL", "https://example.org");
    let _ = folder.run(push(&["--no-wait"])).code(0).err("LOG_LEVEL");
    hub.mend();
    folder.write(
        ".env.production",
        production() + "API_BASE_URL=https://www.communityone.com\n",
    );
    let run = folder.run(push(&["--no-wait", "--json"])).code(1);
    assert_eq!(run.ids("fail"), ["space.public-name"]);
    assert!(hub.writes().is_empty());
}

#[test]
fn uploads_only_what_changed_on_either_side() {
    let hub = Hub::start();
    let folder = folder(&hub);
    let _ = folder.run(push(&["--no-wait"])).code(0);
    hub.mend();
    folder.write(
        ".env.production",
        production().replace("https://www.communityone.com", "https://communityone.com"),
    );
    hub.set_by_others("GITHUB_CLIENT_ID", "somebody-else's");
    hub.set_by_others("THEIRS", "x");
    let run = folder.run(push(&["--no-wait", "--json"])).code(0);
    let document = run.json();
    assert_eq!(
        states(&document),
        [
            ["DATABASE_URL", "unchanged", "nothing"],
            ["JWT_SECRET_KEY", "unchanged", "nothing"],
            ["FRONTEND_URL", "changed", "done"],
            ["GITHUB_CLIENT_ID", "changed", "done"],
            ["GITHUB_CLIENT_SECRET", "unchanged", "nothing"],
            ["THEIRS", "foreign", "nothing"],
        ]
    );
    assert_eq!(
        hub.writes(),
        ["POST secrets FRONTEND_URL", "POST secrets GITHUB_CLIENT_ID"]
    );
    assert_eq!(hub.secrets()["THEIRS"], "x");
}

#[test]
fn a_dry_run_and_a_no_change_nothing() {
    let hub = Hub::start();
    let folder = folder(&hub);
    let run = folder
        .run(push(&["--dry-run"]))
        .code(0)
        .out("new")
        .out("Nothing was changed");
    keeps_secrets(&folder, &format!("{run:?}"));
    assert!(!folder.path().join(".navauth").exists());
    let run = folder
        .run(["push-secrets", "--space", SPACE])
        .code(2)
        .err("--yes")
        .err("CommunityOne/open_navigator?");
    keeps_secrets(&folder, &format!("{run:?}"));
    assert!(hub.writes().is_empty());
    assert!(!folder.path().join(".navauth").exists());

    let terminal = Terminal::run(&folder, 80, ["push-secrets", "--space", SPACE]);
    let screen = terminal.wait_for("[y/N]");
    assert!(
        screen.contains(&format!("Change 5 secrets of the Space {SPACE}?")),
        "{screen}"
    );
    terminal.keys(["Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 1, "{screen}");
    keeps_secrets(&folder, &screen);
    assert!(hub.writes().is_empty());
}

#[test]
fn prunes_only_its_own_unchanged_uploads() {
    let hub = Hub::start();
    let folder = folder(&hub);
    hub.set_by_others("THEIRS", "x");
    let _ = folder.run(push(&["--no-wait"])).code(0);
    let shorter: String = production()
        .lines()
        .filter(|line| !line.starts_with("GITHUB"))
        .map(|line| format!("{line}\n"))
        .collect();
    folder.write(".env.production", shorter);
    hub.set_by_others("GITHUB_CLIENT_ID", "y");
    hub.mend();
    let _ = folder
        .run(push(&["--no-wait"]))
        .code(0)
        .out("--prune removes it");
    assert!(hub.writes().is_empty());
    let _ = folder
        .run(push(&["--no-wait", "--prune"]))
        .code(0)
        .out("removed");
    assert_eq!(hub.writes(), ["DELETE secrets GITHUB_CLIENT_SECRET"]);
    let left: Vec<String> = hub.secrets().into_keys().collect();
    assert_eq!(
        left,
        [
            "DATABASE_URL",
            "FRONTEND_URL",
            "GITHUB_CLIENT_ID",
            "JWT_SECRET_KEY",
            "THEIRS"
        ]
    );
}

#[test]
fn invalid_values_are_rejected_together_and_first() {
    let hub = Hub::start();
    let folder = folder(&hub);
    let wrong = "DATABASE_URL=sqlite:///./data/users.db\nJWT_SECRET_KEY=f3ef4fe7478af075e897d6719ce530893c1cbc3e0d8fe78a18cb969775f10fdf\n\
                 FRONTEND_URL=http://www.communityone.com\nGITHUB_CLIENT_SECRET=your_github_client_secret\n";
    folder.write(".env.production", wrong);
    let run = folder.run(push(&["--json"])).code(3);
    assert_eq!(
        run.ids("fail"),
        [
            "database.not-postgresql",
            "jwt.in-both-environments",
            "frontend.not-https",
            "env.placeholder"
        ]
    );
    assert_eq!(run.json()["findings"][1]["source"]["line"], 2);
    let _ = folder
        .run(push(&[]))
        .code(3)
        .err(".env.production:2: ")
        .err("gen-secret --write");
    assert!(hub.log().is_empty(), "{:?}", hub.log());
}

#[test]
fn a_mistake_is_reported_as_check_env_reports_it() {
    let hub = Hub::start();
    let folder = folder(&hub);
    for (database, frontend) in [
        ("sqlite:///./data/users.db", "http://www.communityone.com"),
        (
            "postgresql://u:k7Jq2mZx@[::ffff:127.0.0.1]/db",
            "www.communityone.com",
        ),
        (
            "postgresql://u:k7@Jq2@db.example.org:54a32/db",
            "https://[::ffff:127.0.0.1]",
        ),
        ("postgresql:///db", "http://localhost:5173"),
        ("postgresql://u:k7Jq2mZx@mac.local/db", "your_frontend_url"),
    ] {
        let file = format!(
            "DATABASE_URL={database}\nFRONTEND_URL={frontend}\nGITHUB_CLIENT_SECRET=your_github_client_secret\n\
             JWT_SECRET_KEY=f3ef4fe7478af075e897d6719ce530893c1cbc3e0d8fe78a18cb969775f10fdf\n"
        );
        folder.write(".env.production", &file);
        let pushed = folder.run(push(&["--json"])).code(3).json();
        let check = ["check-env", "--json", "--environment", "production"];
        let checked = folder
            .run([&check[..], &["--env-file", ".env.production"]].concat())
            .code(1)
            .json();
        let pushed = pushed["findings"].as_array().unwrap();
        let checked = checked["findings"].as_array().unwrap();
        assert_eq!(pushed.len(), 4, "{pushed:#?}");
        for problem in pushed {
            let same = |other: &&Value| {
                ["id", "source"]
                    .iter()
                    .all(|key| other[*key] == problem[*key])
            };
            let checked = checked.iter().find(same).unwrap();
            for key in ["title", "detail", "cause", "fix", "docs"] {
                assert_eq!(checked[key], problem[key], "{key} of {problem}");
            }
        }
    }
    assert!(hub.log().is_empty(), "{:?}", hub.log());
}

#[test]
fn required_values_must_be_on_the_space_or_in_the_file() {
    let hub = Hub::start();
    let folder = folder(&hub);
    folder.write(
        ".env.production",
        format!("JWT_SECRET_KEY={KEY}\nFRONTEND_URL=https://www.communityone.com\n"),
    );
    let run = folder.run(push(&["--json", "--no-wait"])).code(1);
    assert_eq!(run.ids("fail"), ["push.missing"]);
    hub.set_by_others("DATABASE_URL", DATABASE);
    let _ = folder.run(push(&["--no-wait"])).code(0);
    assert_eq!(
        hub.writes(),
        ["POST secrets JWT_SECRET_KEY", "POST secrets FRONTEND_URL"]
    );
}

#[test]
fn a_secret_that_is_public_has_its_own_fix() {
    let hub = Hub::start();
    let folder = folder(&hub);
    hub.set_variable("JWT_SECRET_KEY", KEY);
    hub.set_variable("MODEL", "x");
    let run = folder
        .run(push(&[]))
        .code(1)
        .err("is a public variable of the Space")
        .err("hf spaces variables delete CommunityOne/open_navigator JWT_SECRET_KEY");
    keeps_secrets(&folder, &format!("{run:?}"));
    assert!(hub.writes().is_empty());
}

#[test]
fn missing_files_spaces_and_tokens_are_named() {
    let hub = Hub::start();
    let mut folder = folder(&hub);
    let id = |folder: &Folder, arguments: &[&str], code: i32| {
        let run = folder
            .run(arguments.iter().copied().chain(["--json"]))
            .code(code);
        run.ids("fail").join(" ")
    };
    assert_eq!(id(&folder, &["push-secrets", "--yes"], 2), "push.no-space");
    assert_eq!(
        id(&folder, &["push-secrets", "--space", "navigator"], 2),
        "push.wrong-space"
    );
    assert_eq!(
        id(&folder, &push(&["--from", "nowhere"]), 3),
        "file.missing"
    );
    assert_eq!(
        id(
            &folder,
            &["push-secrets", "--space", "CommunityOne/other"],
            4
        ),
        "hub.space-not-found"
    );
    for other in [
        "Bearer hf_CanaryWrong",
        "'hf_CanaryWrong'",
        "ghp_CanaryCanaryCanaryCanaryCanaryCanary1",
    ] {
        folder.variable("HF_TOKEN", other);
        assert_eq!(id(&folder, &push(&[]), 3), "hub.not-a-token", "{other}");
    }
    folder.variable("HF_TOKEN", "hf_CanaryWrong");
    assert_eq!(id(&folder, &push(&[]), 4), "hub.bad-token");
    folder.variable("HF_TOKEN", "");
    assert_eq!(id(&folder, &push(&[]), 3), "hub.no-token");
    folder.write("home/.cache/huggingface/token", format!("{TOKEN}\n"));
    folder.write("navauth.toml", format!("[space]\nname = \"{SPACE}\"\n"));
    let _ = folder
        .run(["push-secrets", "--dry-run", "--json"])
        .code(0)
        .out(SPACE);
    let _ = folder.run(push(&["--no-wait"])).code(0);
    assert_eq!(hub.secrets().len(), NAMES.len());
    std::fs::remove_file(folder.path().join(".env.production")).unwrap();
    assert_eq!(id(&folder, &push(&[]), 3), "push.no-file");
}

/// What the help of a failed upload asks for.
enum Fix {
    /// HF_TOKEN is set to a token with write access.
    Token,
    /// The Space is named as its page does.
    Name,
    /// The Hub changes: its console, or the owner of the Space.
    Hub(fn(&Hub)),
    /// The file with the production settings is made.
    File,
}

#[test]
fn following_the_help_completes_the_upload() {
    let right = [
        "push-secrets",
        "--yes",
        "--no-wait",
        "--json",
        "--space",
        SPACE,
    ];
    let mut followed = Vec::new();
    for (id, break_it, space, says, fix) in [
        (
            "hub.no-token",
            broken_token(""),
            SPACE,
            "set HF_TOKEN to it",
            Fix::Token,
        ),
        (
            "hub.not-a-token",
            broken_token("Bearer hf_x"),
            SPACE,
            "the token alone",
            Fix::Token,
        ),
        (
            "hub.bad-token",
            broken_token("hf_CanaryWrong"),
            SPACE,
            "set HF_TOKEN to it",
            Fix::Token,
        ),
        (
            "hub.token-read-only",
            Box::new(|_: &mut Folder, hub: &Hub| {
                hub.set_access(json!({"type": "access_token", "accessToken": {"role": "read"}}));
            }),
            SPACE,
            "create a token with the role",
            Fix::Hub(|hub| {
                hub.set_access(json!({"type": "access_token", "accessToken": {"role": "write"}}));
            }),
        ),
        (
            "hub.no-rights",
            Box::new(|_: &mut Folder, hub: &Hub| {
                let rights = r#"{"error":"You don't have the rights"}"#;
                hub.trouble("POST secrets", 0, Trouble::Refuse(403, None, rights));
            }),
            SPACE,
            "ask the Space's owner for write access",
            Fix::Hub(Hub::mend),
        ),
        (
            "space.public-secret",
            Box::new(|_: &mut Folder, hub: &Hub| hub.set_variable("JWT_SECRET_KEY", "x")),
            SPACE,
            "delete the variable",
            Fix::Hub(|hub| hub.drop_variable("JWT_SECRET_KEY")),
        ),
        (
            "hub.space-not-found",
            broken_name(),
            "CommunityOne/other",
            "compare the name",
            Fix::Name,
        ),
        (
            "push.wrong-space",
            broken_name(),
            "navigator",
            "use owner/name",
            Fix::Name,
        ),
        (
            "push.no-space",
            broken_name(),
            "",
            "use --space owner/name",
            Fix::Name,
        ),
        (
            "push.no-file",
            Box::new(|folder: &mut Folder, _: &Hub| {
                std::fs::remove_file(folder.path().join(".env.production")).unwrap();
            }),
            SPACE,
            "create it with the production values",
            Fix::File,
        ),
    ] {
        let hub = Hub::start();
        let mut folder = folder(&hub);
        break_it(&mut folder, &hub);
        let named = if space.is_empty() { 4 } else { 5 };
        let broken = [&right[..named], &[space][usize::from(named == 4)..]].concat();
        let document = folder.run(broken).json();
        let found = document["findings"].as_array().unwrap();
        let found = found.iter().find(|found| found["id"] == id);
        let help = found.unwrap_or_else(|| panic!("{id}: {document:#}"))["fix"]["text"].as_str();
        assert!(help.unwrap().contains(says), "{id}: {help:?}");
        match fix {
            Fix::Token => _ = folder.variable("HF_TOKEN", TOKEN),
            Fix::Name => {}
            Fix::Hub(change) => change(&hub),
            Fix::File => drop(folder.write(".env.production", production())),
        }
        let run = folder.run(right).code(0);
        assert_eq!(run.ids("fail"), [""; 0], "{id}");
        assert_eq!(hub.secrets().len(), NAMES.len(), "{id}");
        followed.push(id.to_owned());
    }
    fixes::assert_followed("uploads to a Space", followed);
}

type Break = Box<dyn Fn(&mut Folder, &Hub)>;

fn broken_token(token: &'static str) -> Break {
    Box::new(move |folder, _| _ = folder.variable("HF_TOKEN", token))
}

fn broken_name() -> Break {
    Box::new(|_, _| ())
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let folder = Folder::new();
    for command in ["push-secrets", "rotate-secret"] {
        let run = folder.run([command, "--json"]).code(3);
        assert_eq!(
            run.ids("fail"),
            ["push.no-file", "push.no-space", "hub.no-token"],
            "{command}"
        );
        let _ = folder
            .run([command])
            .code(3)
            .err("does not exist")
            .err("no Space is configured")
            .err("hub.no-token");
    }
    folder.write(".env.production", "JWT_SECRET_KEY=short\n");
    let ids = folder.run(["push-secrets", "--json"]).code(2).ids("fail");
    assert!(ids.starts_with(&["push.no-space".to_owned(), "hub.no-token".to_owned()]));
    assert!(ids.contains(&"jwt.too-short".to_owned()), "{ids:?}");
    let ids = folder.run(["rotate-secret", "--json"]).code(2).ids("fail");
    assert_eq!(ids, ["push.no-space", "hub.no-token"]);
}

#[test]
fn a_read_only_token_is_rejected_before_any_upload() {
    let hub = Hub::start();
    let folder = folder(&hub);
    hub.set_access(
        json!({"type": "access_token", "accessToken": {"displayName": "x", "role": "read"}}),
    );
    let _ = folder
        .run(push(&[]))
        .code(4)
        .err("cannot change the Space")
        .err("settings/tokens");
    assert_eq!(hub.log(), ["GET whoami-v2"]);
}

#[test]
fn every_fault_of_the_hub_is_named() {
    const PAGE: &str = "<!doctype html><title>Log in</title>";
    let password = r#"{"error":"Invalid username or password."}"#;
    let rights = r#"{"error":"You don't have the rights"}"#;
    for (on, trouble, id, code) in [
        (
            "GET whoami-v2",
            Trouble::Refuse(401, None, password),
            "hub.bad-token",
            4,
        ),
        (
            "GET whoami-v2",
            Trouble::Refuse(429, Some(("ratelimit", "\"api\";r=0;t=42")), "{}"),
            "http.rate-limited",
            5,
        ),
        (
            "GET whoami-v2",
            Trouble::Refuse(200, Some(("content-type", "text/html")), PAGE),
            "http.web-page",
            5,
        ),
        (
            "GET secrets",
            Trouble::Refuse(401, None, password),
            "hub.space-hidden",
            4,
        ),
        (
            "GET variables",
            Trouble::Refuse(403, None, rights),
            "hub.no-rights",
            4,
        ),
        (
            "POST secrets",
            Trouble::Refuse(403, None, rights),
            "hub.no-rights",
            4,
        ),
        (
            "POST secrets",
            Trouble::Refuse(500, None, PAGE),
            "http.server-error",
            5,
        ),
        (
            "POST secrets",
            Trouble::Refuse(200, None, PAGE),
            "http.web-page",
            5,
        ),
        ("POST secrets", Trouble::CutBefore, "http.cut-off", 5),
        ("POST secrets", Trouble::HangBefore, "http.timed-out", 5),
    ] {
        let hub = Hub::start();
        let folder = folder(&hub);
        hub.trouble(on, 0, trouble);
        let run = folder.run(push(&["--json", "--timeout", "1s"])).code(code);
        assert_eq!(run.ids("fail"), [id], "{on}");
        keeps_secrets(&folder, &format!("{run:?}"));
    }
}

#[test]
fn a_partial_upload_is_reported_and_the_next_run_completes_it() {
    for (trouble, id, redone) in [
        (
            Trouble::Refuse(429, Some(("ratelimit", "\"api\";r=0;t=42")), "{}"),
            "http.rate-limited",
            3,
        ),
        (
            Trouble::Refuse(500, None, r#"{"error":"Internal Error"}"#),
            "http.server-error",
            3,
        ),
        (Trouble::CutBefore, "http.cut-off", 3),
        (Trouble::CutAfter, "http.cut-off", 3),
    ] {
        let hub = Hub::start();
        let folder = folder(&hub);
        hub.trouble("POST secrets", 2, trouble);
        let run = folder.run(push(&["--json"])).code(6);
        assert_eq!(run.ids("fail"), [id]);
        let document = run.json();
        let states: Vec<&str> = states(&document)
            .into_iter()
            .map(|[_, _, state]| state)
            .collect();
        assert_eq!(states, ["done", "done", "failed", "pending", "pending"]);
        hub.mend();
        let _ = folder.run(push(&["--no-wait"])).code(0);
        assert_eq!(hub.writes().len(), redone, "{:?}", hub.writes());
        assert_eq!(hub.secrets().len(), NAMES.len());
    }
    let hub = Hub::start();
    let folder = folder(&hub);
    hub.trouble("POST secrets", 2, Trouble::CutBefore);
    let run = folder
        .run(push(&[]))
        .code(6)
        .out("failed")
        .out("not set")
        .err("run the same command again");
    keeps_secrets(&folder, &format!("{run:?}"));
}

#[test]
fn the_next_run_completes_one_that_was_killed_at_any_step() {
    let whole = {
        let hub = Hub::start();
        let folder = folder(&hub);
        let _ = folder.run(push(&[])).code(0);
        hub.log()
    };
    assert!(whole.len() >= 9, "{whole:?}");
    for (step, request) in whole.iter().enumerate() {
        // The states are the same whether or not a question was answered.
        let troubles = if request.starts_with("GET") {
            vec![Trouble::HangBefore]
        } else {
            vec![Trouble::HangBefore, Trouble::HangAfter]
        };
        for trouble in troubles {
            let hub = Hub::start();
            let folder = folder(&hub);
            hub.trouble("", step, trouble);
            let mut child = folder.command(push(&[])).spawn().unwrap();
            hub.wait_until_hanging();
            child.kill().unwrap();
            let _ = finish(child);
            hub.mend();
            let _ = folder.run(push(&["--no-wait"])).code(0);
            assert_eq!(hub.secrets().len(), NAMES.len(), "killed at {request}");
            hub.mend();
            let _ = folder.run(push(&["--no-wait"])).code(0);
            assert!(
                hub.writes().is_empty(),
                "killed at {request}: {:?}",
                hub.writes()
            );
        }
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_finishes_the_current_secret_and_reports_what_was_set() {
    let hub = Hub::start();
    let folder = folder(&hub);
    hub.trouble("POST secrets", 2, Trouble::HangBefore);
    let child = folder.command(push(&["--timeout", "2s"])).spawn().unwrap();
    hub.wait_until_hanging();
    let signal = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(signal.success());
    let run = finish(child).code(130).out("DATABASE_URL").out("not set");
    keeps_secrets(&folder, &format!("{run:?}"));
    hub.mend();
    let _ = folder.run(push(&["--no-wait"])).code(0);
    assert_eq!(hub.writes().len(), 3, "{:?}", hub.writes());
}

#[test]
#[cfg(unix)]
fn ctrl_c_while_the_space_restarts_says_that_the_secrets_are_set() {
    let hub = Hub::start();
    let folder = folder(&hub);
    hub.trouble("GET runtime", 0, Trouble::HangBefore);
    let child = folder.command(push(&["--timeout", "20s"])).spawn().unwrap();
    hub.wait_until_hanging();
    crate::rotate_secret::interrupt(&child);
    let _ = finish(child)
        .code(130)
        .err("5 secrets set in the Space CommunityOne/open_navigator");
}

#[test]
fn a_token_that_is_revoked_meanwhile_ends_the_wait() {
    let hub = Hub::start();
    let folder = folder(&hub);
    let refused = Trouble::Refuse(401, None, r#"{"error":"Invalid username or password."}"#);
    hub.trouble("GET runtime", 0, refused);
    let started = std::time::Instant::now();
    let _ = folder
        .run(push(&["--timeout", "60s"]))
        .code(4)
        .out("5 secrets set")
        .err("[hub.space-hidden]")
        .err("the token belongs to the account user, and comes from HF_TOKEN");
    assert!(started.elapsed().as_secs() < 30);
}

#[test]
fn failed_paused_and_slow_spaces_are_distinguished() {
    for (stage, script, code, text) in [
        (
            "RUNNING",
            &["BUILDING", "RUNTIME_ERROR"][..],
            1,
            "stopped with an error (RUNTIME_ERROR)",
        ),
        (
            "RUNTIME_ERROR",
            &["RUNTIME_ERROR", "APP_STARTING", "RUNNING"],
            0,
            "The Space runs",
        ),
        ("PAUSED", &["PAUSED"], 0, "is paused"),
        (
            "RUNNING",
            &["BUILDING"],
            5,
            "is not running after 2 s (BUILDING)",
        ),
    ] {
        let hub = Hub::start();
        let folder = folder(&hub);
        hub.set_stages(stage, script);
        let timeout = if code == 5 { "2s" } else { "30s" };
        let run = folder
            .run(push(&["--timeout", timeout]))
            .code(code)
            .out("5 secrets set");
        assert!(
            format!("{}{}", run.stdout, run.stderr)
                .replace("\n  ", " ")
                .contains(text),
            "{text}: {run:?}"
        );
    }
    let hub = Hub::start();
    let folder = folder(&hub);
    hub.trouble("GET runtime", 0, Trouble::Refuse(503, None, "{}"));
    let _ = folder
        .run(push(&["--timeout", "2s"]))
        .code(5)
        .out("5 secrets set")
        .err("http.server-error");
    let _ = folder.run(push(&["--no-wait"])).code(0);
}

#[test]
#[cfg(unix)]
fn an_unwritable_record_stops_before_any_upload() {
    let hub = Hub::start();
    let folder = folder(&hub);
    let store = folder.write(".navauth", "a file where the folder should be");
    assert_eq!(
        folder.run(push(&["--json"])).code(3).ids("fail"),
        ["push.ledger-unusable"]
    );
    // Nothing can be read, and nothing can be written.
    std::fs::remove_file(&store).unwrap();
    std::os::unix::fs::symlink("nowhere/at/all", &store).unwrap();
    assert_eq!(
        folder.run(push(&["--json"])).code(3).ids("fail"),
        ["file.state-link"]
    );
    assert!(hub.writes().is_empty(), "{:?}", hub.writes());
}

#[test]
fn the_record_of_uploads_stays_out_of_git() {
    let hub = Hub::start();
    let folder = folder(&hub);
    let git = |arguments: &[&str]| {
        let output = std::process::Command::new("git")
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    git(&["init", "-q"]);
    let _ = folder.run(push(&["--no-wait"])).code(0);
    assert!(
        !git(&["status", "--short", "--untracked-files=all"]).contains(".navauth"),
        "{}",
        git(&["status", "--short"])
    );
}

/// The Hub's own client and navauth see each other's changes and find the same token.
#[test]
fn agrees_with_the_hubs_own_client() {
    let hub = Hub::start();
    let folder = folder(&hub);
    let _ = folder.run(push(&["--no-wait"])).code(0);
    let theirs = |program: &str| {
        let program = format!(
            "import os, sys\nos.environ['HF_ENDPOINT'] = {:?}\nos.environ['HF_TOKEN'] = {TOKEN:?}\nfrom huggingface_hub import HfApi\napi, space = \
             HfApi(), {SPACE:?}\n{program}",
            hub.url
        );
        tools::python(&program, &[])
    };
    let listed = theirs(
        "print(sorted(api.get_space_secrets(space)))\nprint(api.whoami()['auth']['accessToken']['role'])",
    );
    let mut names = NAMES;
    names.sort_unstable();
    assert_eq!(listed, format!("{names:?}\nwrite\n").replace('"', "'"));
    assert_eq!(
        theirs("print(api.wait_for_space(space, timeout=20).stage)"),
        "RUNNING\n"
    );

    theirs(
        "api.delete_space_secret(space, 'FRONTEND_URL')\napi.add_space_secret(space, 'THEIRS', 'x', description='theirs')\napi.add_space_variable(space, 'MODEL', 'y')",
    );
    let run = folder.run(push(&["--dry-run", "--json"])).code(0);
    let document = run.json();
    let changed: Vec<_> = states(&document)
        .into_iter()
        .filter(|[_, action, _]| *action != "unchanged")
        .collect();
    assert_eq!(
        changed,
        [
            ["FRONTEND_URL", "new", "pending"],
            ["THEIRS", "foreign", "nothing"]
        ]
    );
    theirs("api.add_space_variable(space, 'GITHUB_CLIENT_SECRET', 'z')");
    assert_eq!(
        folder
            .run(push(&["--dry-run", "--json"]))
            .code(1)
            .ids("fail"),
        ["space.public-secret"]
    );
}

/// A fake `gh` with the commands that navauth uses; stores its input in a folder.
fn with_gh(folder: &mut Folder) {
    let script = r#"#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/calls"
[ -e "$here/refuse" ] && { echo "gh: To use GitHub CLI, please run: gh auth login" >&2; exit 4; }
case "$2" in
  set) case "$3" in GITHUB_*) echo "HTTP 422: Secret names must not start with GITHUB_." >&2; exit 1;; esac; cat >"$here/secret-$3";;
  delete) rm "$here/secret-$3";;
  list) printf '['; comma=
    for file in "$here"/secret-*; do
      [ -e "$file" ] || continue
      printf '%s{"name":"%s","updatedAt":"%s"}' "$comma" "${file##*/secret-}" "$(date -u -r "$file" +%Y-%m-%dT%H:%M:%SZ)"; comma=,
    done; printf ']\n';;
esac
"#;
    let path = folder.write("bin/gh", script);
    set_mode(&path, 0o755);
    let search = format!(
        "{}:{}",
        folder.path().join("bin").display(),
        crate::support::search_path()
    );
    folder.variable("PATH", &search);
}

#[test]
#[cfg(unix)]
fn gh_gets_the_values_on_standard_input() {
    let mut folder = folder(&Hub::start());
    with_gh(&mut folder);
    let arguments = [
        "push-secrets",
        "--to",
        "github",
        "CommunityOne/open-navigator",
        "--yes",
    ];
    let run = folder
        .run(arguments)
        .code(0)
        .out("GitHub does not accept names that begin with GITHUB_")
        .out("3 secrets set");
    let calls = folder.read("bin/calls");
    keeps_secrets(&folder, &format!("{run:?}{calls}"));
    assert_eq!(folder.read("bin/secret-JWT_SECRET_KEY"), KEY);
    assert_eq!(folder.read("bin/secret-DATABASE_URL"), DATABASE);
    assert!(
        calls.contains("secret set JWT_SECRET_KEY --repo CommunityOne/open-navigator\n"),
        "{calls}"
    );
    std::fs::remove_file(folder.path().join("bin/calls")).unwrap();
    let _ = folder.run(arguments).code(0).out("unchanged");
    assert_eq!(folder.read("bin/calls").lines().count(), 1, "only listed");
    folder.write("bin/refuse", "");
    let _ = folder.run(arguments).code(4).err("gh auth login");
    std::fs::remove_file(folder.path().join("bin/gh")).unwrap();
    let gone = folder.path().join("home").display().to_string();
    let _ = folder
        .variable("PATH", &gone)
        .run(arguments)
        .code(3)
        .err("it is not installed, or not in a folder of PATH")
        .err("https://cli.github.com");
    assert!(!Path::new(&gone).join("calls").exists());
}

#[test]
fn fits_forty_columns() {
    let hub = Hub::start();
    let folder = folder(&hub);
    let terminal = Terminal::run(&folder, 40, push(&[]));
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.lines().all(|line| line.chars().count() <= 40),
        "{screen}"
    );
    assert!(terminal.shows_cursor());
    keeps_secrets(&folder, &screen);
}

#[test]
fn a_token_of_a_browser_sign_in_gets_a_warning_and_other_advice_than_to_sign_in_again() {
    let hub = Hub::start();
    hub.set_access(serde_json::json!({"type": "oauth"}));
    let folder = folder(&hub);
    let run = folder.run(push(&["--dry-run", "--json"])).code(0);
    assert_eq!(run.ids("warn"), ["hub.oauth-token"]);
    // If the Hub rejects the write, the fix does not suggest the same token again.
    hub.trouble(
        "POST secrets",
        0,
        Trouble::Refuse(401, None, r#"{"error":"Invalid username or password."}"#),
    );
    let run = folder.run(push(&[])).code(4);
    let _ = run
        .err("[hub.token-read-only]")
        .err("it can read the Space, but HuggingFace rejected the change")
        .err("HF_TOKEN")
        .err("hf auth login")
        .without("run: hf auth login");
}
