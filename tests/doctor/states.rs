//! Broken databases and servers, each with exactly the expected problems.

use std::time::Duration;

use navauth::providers::fakes::{Behavior, FakeProviders, Fault, Step};

use crate::support::postgres::{Cluster, Database};
use crate::support::{Folder, Run, set_mode};

/// The problems, as "status id".
fn open(run: &Run) -> Vec<String> {
    let document = run.json();
    let findings = document["findings"].as_array().unwrap().iter();
    let line = |diagnostic: &serde_json::Value| {
        format!(
            "{} {}",
            diagnostic["status"].as_str().unwrap(),
            diagnostic["id"].as_str().unwrap()
        )
    };
    findings
        .map(line)
        .filter(|line| line.starts_with("fail") || line.starts_with("warn"))
        .collect()
}

/// What the superuser does to a database after `init-db`; `ROLE` and `DATABASE` are placeholders.
const STATES: &[(&str, &[&str])] = &[
    ("", &[]),
    ("DROP TABLE oauth_states", &["fail database.table-missing"]),
    (
        "DROP TABLE users, oauth_states",
        &["warn database.no-tables"],
    ),
    (
        "ALTER TABLE users DROP COLUMN avatar_url",
        &["fail database.column-missing"],
    ),
    (
        "ALTER TABLE oauth_states DROP COLUMN redirect_uri",
        &["fail database.column-missing"],
    ),
    (
        "ALTER TABLE users ALTER COLUMN email TYPE varchar(5)",
        &["fail database.column-narrow"],
    ),
    (
        "ALTER TABLE users ALTER COLUMN is_active TYPE text",
        &["fail database.column-type"],
    ),
    (
        "ALTER TABLE users ALTER COLUMN created_at TYPE timestamptz",
        &["fail database.column-type"],
    ),
    (
        "ALTER TABLE users ADD COLUMN tenant integer NOT NULL",
        &["fail database.column-required"],
    ),
    (
        "ALTER TABLE users ALTER COLUMN hashed_password SET NOT NULL",
        &["fail database.column-required"],
    ),
    (
        "ALTER TABLE users ALTER COLUMN id DROP DEFAULT",
        &["fail database.key-not-counted"],
    ),
    (
        "ALTER TABLE users DROP CONSTRAINT users_pkey",
        &["fail database.key-missing"],
    ),
    (
        "DROP INDEX ix_users_email",
        &["fail database.unique-missing"],
    ),
    (
        "DROP INDEX ix_users_email; CREATE INDEX ix_users_email ON users (email)",
        &["fail database.unique-missing"],
    ),
    (
        "DROP INDEX ix_oauth_states_state_token",
        &["fail database.unique-missing"],
    ),
    (
        "DROP TABLE oauth_states; CREATE VIEW oauth_states AS SELECT 1 AS id",
        &["fail database.not-a-table"],
    ),
    (
        "ALTER TABLE users OWNER TO admin",
        &["fail database.table-not-permitted"],
    ),
    (
        "ALTER TABLE users OWNER TO admin; GRANT ALL ON users TO ROLE",
        &["warn database.table-owned-by-another"],
    ),
    (
        "CREATE SCHEMA app AUTHORIZATION ROLE; ALTER TABLE users SET SCHEMA app; ALTER TABLE oauth_states SET SCHEMA app",
        &["fail database.tables-hidden"],
    ),
    (
        "ALTER DATABASE DATABASE SET default_transaction_read_only = on",
        &["fail database.read-only"],
    ),
    (
        "DROP TABLE users, oauth_states; ALTER DATABASE DATABASE OWNER TO admin; REVOKE ALL ON SCHEMA public FROM ROLE",
        &[
            "fail database.create-not-permitted",
            "warn database.no-tables",
        ],
    ),
    (
        "ALTER ROLE ROLE NOLOGIN",
        &["fail database.role-cannot-log-in"],
    ),
    (
        "ALTER ROLE ROLE CONNECTION LIMIT 0",
        &["fail database.role-connection-limit"],
    ),
    (
        "ALTER ROLE ROLE PASSWORD 'another'",
        &["fail database.wrong-password"],
    ),
    (
        "REVOKE CONNECT ON DATABASE DATABASE FROM PUBLIC; ALTER DATABASE DATABASE OWNER TO admin",
        &["fail database.connect-not-permitted"],
    ),
    (
        "UPDATE pg_database SET datallowconn = false WHERE datname = 'DATABASE'",
        &["fail database.closed-to-connections"],
    ),
    // More than the app requires is fine.
    (
        "ALTER TABLE users ADD COLUMN nickname text; CREATE INDEX ON users (full_name)",
        &[],
    ),
    ("ALTER TABLE users ALTER COLUMN email TYPE text", &[]),
];

/// A replacement in the URL.
const URLS: &[(&str, &str, &[&str])] = &[
    // The connection stays on this machine, so the server need not be verified.
    ("sslmode=verify-full", "sslmode=require", &[]),
    ("sslmode=verify-full", "application_name=x", &[]),
    (
        "?sslmode=verify-full",
        "?sslmode=disable",
        &["fail database.tls-required"],
    ),
    (
        "?sslmode",
        "?pgbouncer=true&sslmode",
        &["fail database.parameters-unknown"],
    ),
    (
        "?sslmode",
        "?target_session_attrs=read-write&sslmode",
        // libpq can use it and navauth cannot: no verdict.
        &[],
    ),
    (
        "/database_",
        "/no_such_database_",
        &["fail database.unknown-database"],
    ),
    (
        "//role_",
        "//no_such_role_",
        &["fail database.wrong-password"],
    ),
    ("localhost:", "localhost:1", &["fail database.port-wrong"]),
    (
        "@localhost",
        "@nobody.invalid",
        &["fail database.name-not-found"],
    ),
    (
        "sslrootcert=",
        "sslrootcert=/nowhere",
        &["fail database.root-certificate-missing"],
    ),
];

fn made() -> (Database, Folder) {
    let database = Cluster::shared().database();
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
    let _ = folder.run(["init-db"]).code(0);
    (database, folder)
}

/// The problems with the database; also asserts the exit code.
fn about_database(folder: &Folder, what: &str, expected: &[&str], wrong: &mut Vec<String>) {
    let run = folder.run(["doctor", "--only", "database", "--json", "--timeout", "20s"]);
    let code = i32::from(expected.iter().any(|expected| expected.starts_with("fail")));
    let seen = open(&run);
    if seen != expected || run.code != code {
        wrong.push(format!(
            "{what}\n  gave   {seen:?} and exit {}\n  wanted {expected:?} and exit {code}",
            run.code
        ));
    }
    assert!(
        !run.stdout.contains("Canary") && !run.stderr.contains("Canary"),
        "{run:#?}"
    );
}

#[test]
fn each_state_of_a_database_gives_exactly_its_problems() {
    let mut wrong = Vec::new();
    for (sql, expected) in STATES {
        let (database, folder) = made();
        let sql = sql
            .replace("DATABASE DATABASE", &format!("DATABASE {}", database.name))
            .replace("'DATABASE'", &format!("'{}'", database.name));
        let sql = sql
            .replace("ROLE ROLE", &format!("ROLE {}", database.role))
            .replace(" TO ROLE", &format!(" TO {}", database.role));
        let sql = sql
            .replace("FROM ROLE", &format!("FROM {}", database.role))
            .replace(
                "AUTHORIZATION ROLE",
                &format!("AUTHORIZATION {}", database.role),
            );
        if !sql.is_empty() {
            database.psql(&sql);
        }
        about_database(&folder, &sql, expected, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn checks_that_depend_on_a_failed_connection_are_skipped() {
    let (database, folder) = made();
    database.psql(&format!("ALTER ROLE {} NOLOGIN", database.role));
    let run = folder
        .run(["doctor", "--only", "database", "--json"])
        .code(1);
    for id in [
        "database.encryption",
        "database.authentication",
        "database.read-only",
        "database.tables",
    ] {
        assert!(
            run.ids("skip").contains(&id.to_owned()) && !run.ids("pass").contains(&id.to_owned()),
            "{id}: {run:#?}"
        );
    }
    let document = run.json();
    let tables = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|diagnostic| diagnostic["id"] == "database.tables")
        .unwrap();
    assert_eq!(tables["cause"], "blocked by database.connection");
}

#[test]
fn tables_that_the_role_may_not_create_are_not_offered() {
    let (database, folder) = made();
    database.psql("DROP TABLE users, oauth_states");
    let promised = |code: i32| {
        folder
            .run(["doctor", "--only", "database", "--json"])
            .code(code)
            .json()["fixes"]["changes"]
            .clone()
    };
    assert_eq!(promised(0).as_array().map(Vec::len), Some(1));
    database.psql(&format!(
        "ALTER DATABASE {} OWNER TO admin; REVOKE ALL ON SCHEMA public FROM {}",
        database.name, database.role
    ));
    assert!(promised(1).is_null());
}

#[test]
fn each_url_gives_exactly_its_problems() {
    let mut wrong = Vec::new();
    for (from, to, expected) in URLS {
        let (_database, folder) = made();
        let text = folder.read(".env");
        assert!(text.contains(from), "{from}");
        let to = if *to == "localhost:1" {
            "localhost:1111"
        } else {
            to
        };
        folder.write(".env", text.replacen(from, to, 1));
        about_database(&folder, to, expected, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_state_of_a_file_gives_exactly_its_problems() {
    let mut wrong = Vec::new();
    let made = |sql: &str| {
        let folder = Folder::with_env("DATABASE_URL=sqlite:///./data/users.db\n");
        let _ = folder.run(["init-db"]).code(0);
        folder.sqlite("data/users.db", sql);
        folder
    };
    about_database(&made("SELECT 1"), "good", &[], &mut wrong);
    about_database(
        &made("DROP TABLE users"),
        "one table",
        &["fail database.table-missing"],
        &mut wrong,
    );
    about_database(
        &made("ALTER TABLE users DROP COLUMN avatar_url"),
        "a column",
        &["fail database.column-missing"],
        &mut wrong,
    );
    about_database(
        &made("DROP INDEX ix_users_email"),
        "an index",
        &["fail database.unique-missing"],
        &mut wrong,
    );
    about_database(
        &Folder::with_env("DATABASE_URL=sqlite:///./data/users.db\n"),
        "no file",
        &["fail database.file-missing"],
        &mut wrong,
    );
    let folder = made("SELECT 1");
    folder.write(
        "data/users.db",
        "this is a text, and no database; it is long enough to be looked at as one would be",
    );
    about_database(&folder, "a text", &["fail database.not-sqlite"], &mut wrong);
    let folder = made("SELECT 1");
    folder.write("data/users.db", "");
    about_database(
        &folder,
        "an empty file",
        &["warn database.no-tables"],
        &mut wrong,
    );
    set_mode(&folder.path().join("data/users.db"), 0o600);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const PROVIDERS: [&str; 4] = ["huggingface", "google", "facebook", "github"];

/// Faults of one provider and the expected results; unknown results are not problems.
fn behaviors() -> Vec<(&'static str, Step, Fault, &'static [&'static str])> {
    vec![
        ("google", Step::Token, Fault::status(429, Some("30")), &[]),
        ("google", Step::Token, Fault::status(500, None), &[]),
        ("github", Step::Token, Fault::status(503, None), &[]),
        ("facebook", Step::Token, Fault::html(), &[]),
        ("huggingface", Step::Device, Fault::HangUp, &[]),
        ("github", Step::Token, Fault::json(200, "{\"access"), &[]),
        (
            "google",
            Step::Token,
            Fault::json(400, "{\"error\":\"something_new\"}"),
            &[],
        ),
        (
            "huggingface",
            Step::Device,
            Fault::Slow(Duration::from_secs(600)),
            &[],
        ),
        (
            "google",
            Step::Token,
            Fault::json(401, "{\"error\":\"invalid_client\"}"),
            &["fail online.credentials"],
        ),
        (
            "huggingface",
            Step::Device,
            Fault::json(401, "{\"error\":\"invalid_client\"}"),
            &["fail online.credentials"],
        ),
        (
            "github",
            Step::Token,
            Fault::json(200, "{\"error\":\"incorrect_client_credentials\"}"),
            &["fail online.credentials"],
        ),
        ("google", Step::Authorize, Fault::status(500, None), &[]),
        ("github", Step::Authorize, Fault::status(429, None), &[]),
    ]
}

#[test]
fn each_behavior_of_a_provider_gives_exactly_its_problems() {
    let mut good = Behavior::default();
    for provider in PROVIDERS {
        let uris = [
            "http://localhost:8000/auth/callback",
            "https://app.example.org/api/auth/callback",
        ];
        good.redirect_uris
            .insert(provider, uris.map(|uri| format!("{uri}/{provider}")).into());
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "tests have no Process of their own"
    )]
    let fakes = FakeProviders::start(good.clone(), jiff::Timestamp::now()).unwrap();
    let folder = Folder::with_env(&fakes.env_text());
    let callback =
        "[callback]\nproduction = \"https://app.example.org/api/auth/callback/{provider}\"\n\n";
    folder.write("navauth.toml", callback.to_owned() + &fakes.config_toml());
    let ask = || {
        folder.run([
            "doctor",
            "--only",
            "online",
            "--environment",
            "development",
            "--timeout",
            "3s",
            "--json",
        ])
    };
    assert_eq!(open(&ask().code(0)), [""; 0]);
    for (provider, step, fault, expected) in behaviors() {
        let what = format!("{provider} {step:?} {fault:?}");
        fakes.change(|behavior| *behavior = good.clone().fault(provider, step, fault));
        let run = ask().code(i32::from(!expected.is_empty()));
        assert_eq!(open(&run), expected, "{what}");
        assert!(
            !expected.is_empty() || run.ids("skip").iter().any(|id| id.starts_with("online.")),
            "{what}: {run:#?}"
        );
    }
    for (place, expected) in [
        (0, ["fail online.redirect-uri"]),
        (1, ["warn online.other-redirect-uri"]),
    ] {
        let mut behavior = good.clone();
        drop(
            behavior
                .redirect_uris
                .get_mut("google")
                .unwrap()
                .remove(place),
        );
        fakes.change(|now| *now = behavior);
        assert_eq!(open(&ask()), expected);
    }
}
