//! Broken databases and servers, each with exactly the expected problems.

use std::time::Duration;

use navauth::providers::fakes::{Behavior, FakeProviders, Fault, Step};

use crate::fixes;
use crate::support::postgres::{Cluster, Database};
use crate::support::{Folder, Run};

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

/// How the help of a problem is followed.
#[derive(Clone, Copy)]
enum Fix {
    /// There is no problem.
    None,
    /// The printed command is run: navauth in the folder, SQL in the database. Where it shows SQL (`init-db --check`), that is run.
    Printed,
    /// A statement of the help; the value takes the place of its `…`.
    Statement(&'static str, &'static str),
    /// The connection string of another, empty database; the help has these words.
    AnotherDatabase(&'static str),
    /// An edit of the connection string that the help describes: the words, the text and what takes its place.
    Edit(&'static str, &'static str, &'static str),
}

/// What the superuser does to a database after `init-db`, the problems, and the fix; `ROLE` and `DATABASE` are placeholders.
const STATES: &[(&str, &[&str], Fix)] = &[
    ("", &[], Fix::None),
    (
        "DROP TABLE oauth_states",
        &["fail database.table-missing"],
        Fix::Printed,
    ),
    (
        "DROP TABLE users, oauth_states",
        &["warn database.no-tables"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users DROP COLUMN avatar_url",
        &["fail database.column-missing"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE oauth_states DROP COLUMN redirect_uri",
        &["fail database.column-missing"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users ALTER COLUMN email TYPE varchar(5)",
        &["fail database.column-narrow"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users ALTER COLUMN is_active TYPE text",
        &["fail database.column-type"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE oauth_states ALTER COLUMN expires_at TYPE timestamptz",
        &["fail database.column-type"],
        Fix::Printed,
    ),
    // The app signs users in with these, but stores something else than it means.
    (
        "ALTER TABLE users ALTER COLUMN created_at TYPE timestamptz",
        &["warn database.column-type-unusual"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users ALTER COLUMN full_name TYPE character(255)",
        &["warn database.column-type-unusual"],
        Fix::Printed,
    ),
    (
        "CREATE DOMAIN word AS text; ALTER TABLE users ALTER COLUMN oauth_provider TYPE word",
        &["warn database.column-type-unusual"],
        Fix::Printed,
    ),
    (
        "ALTER DATABASE DATABASE SET client_encoding = 'LATIN1'",
        &["warn database.client-encoding"],
        Fix::Printed,
    ),
    (
        "ALTER ROLE ROLE SET client_encoding = 'SQL_ASCII'",
        &["warn database.client-encoding"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users ALTER COLUMN id DROP DEFAULT, ALTER COLUMN id TYPE text",
        &["fail database.key-type"],
        Fix::AnotherDatabase("use another database for the app"),
    ),
    (
        "ALTER TABLE users OWNER TO admin; GRANT SELECT, INSERT, UPDATE ON users TO ROLE; GRANT USAGE ON SEQUENCE users_id_seq TO ROLE",
        &["warn database.table-owned-by-another"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users ADD COLUMN tenant integer NOT NULL",
        &["fail database.column-required"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users ALTER COLUMN hashed_password SET NOT NULL",
        &["fail database.column-required"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users ALTER COLUMN id DROP DEFAULT",
        &["fail database.key-not-counted"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users DROP CONSTRAINT users_pkey",
        &["fail database.key-missing"],
        Fix::Printed,
    ),
    (
        "DROP INDEX ix_users_email",
        &["fail database.unique-missing"],
        Fix::Printed,
    ),
    (
        "DROP INDEX ix_users_email; CREATE INDEX ix_users_email ON users (email)",
        &["fail database.unique-missing"],
        Fix::Printed,
    ),
    (
        "DROP INDEX ix_oauth_states_state_token",
        &["fail database.unique-missing"],
        Fix::Printed,
    ),
    (
        "DROP TABLE oauth_states; CREATE VIEW oauth_states AS SELECT 1 AS id",
        &["fail database.not-a-table"],
        Fix::AnotherDatabase("use another database for the app"),
    ),
    (
        "DROP TABLE users, oauth_states; CREATE TABLE users (id uuid PRIMARY KEY, name text)",
        &["fail database.table-foreign"],
        Fix::AnotherDatabase("use another database for the app"),
    ),
    (
        "ALTER TABLE users OWNER TO admin",
        &["fail database.table-not-permitted"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users OWNER TO admin; GRANT ALL ON users TO ROLE; GRANT USAGE ON SEQUENCE users_id_seq TO ROLE",
        &["warn database.table-owned-by-another"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users OWNER TO admin; GRANT ALL ON users TO ROLE",
        &[
            "fail database.sequence-not-permitted",
            "warn database.table-owned-by-another",
        ],
        Fix::Printed,
    ),
    (
        "INSERT INTO users (id, email) VALUES (1, 'a@example.org'), (7, 'b@example.org')",
        &["fail database.sequence-behind"],
        Fix::Printed,
    ),
    (
        "INSERT INTO users (email) SELECT 'a' || n FROM generate_series(1, 3) n; CREATE SEQUENCE \"Number's\"; ALTER \
         SEQUENCE \"Number's\" OWNER TO ROLE; ALTER TABLE users ALTER COLUMN id SET DEFAULT nextval('\"Number''s\"')",
        &["fail database.sequence-behind"],
        Fix::Printed,
    ),
    // Rows that the sequence numbered.
    (
        "INSERT INTO users (email) SELECT 'a' || n FROM generate_series(1, 3) n; INSERT INTO users (id, email) VALUES (-5, 'b')",
        &[],
        Fix::None,
    ),
    (
        "ALTER TABLE users ADD CONSTRAINT \"Only \"\"us\"\"\" CHECK (email LIKE '%@example.org')",
        &["warn database.restriction-unknown"],
        Fix::Printed,
    ),
    (
        "CREATE SCHEMA auth; CREATE TABLE auth.users (id integer PRIMARY KEY); ALTER TABLE users ADD FOREIGN KEY (id) REFERENCES auth.users",
        &["warn database.restriction-unknown"],
        Fix::Printed,
    ),
    (
        "ALTER TABLE users ADD UNIQUE (full_name)",
        &["warn database.restriction-unknown"],
        Fix::Printed,
    ),
    (
        "CREATE UNIQUE INDEX \"One's name\" ON users (lower(full_name)) WHERE is_active",
        &["warn database.restriction-unknown"],
        Fix::Printed,
    ),
    // None of these rejects what the app writes.
    (
        "CREATE UNIQUE INDEX ON users (oauth_provider, oauth_id); CREATE UNIQUE INDEX ON users (lower(email)); CREATE TABLE teams (id integer \
         PRIMARY KEY); ALTER TABLE users ADD COLUMN team integer REFERENCES teams CHECK (team > 0)",
        &[],
        Fix::None,
    ),
    (
        "CREATE SEQUENCE \"Number's\"; ALTER TABLE oauth_states ALTER COLUMN id SET DEFAULT nextval('\"Number''s\"')",
        &["fail database.sequence-not-permitted"],
        Fix::Printed,
    ),
    (
        "REVOKE ALL ON SCHEMA public FROM PUBLIC; ALTER SCHEMA public OWNER TO admin",
        &["fail database.schema-not-permitted"],
        Fix::Printed,
    ),
    (
        "DROP TABLE users; REVOKE ALL ON SCHEMA public FROM PUBLIC; ALTER SCHEMA public OWNER TO admin",
        &["fail database.schema-not-permitted"],
        Fix::Printed,
    ),
    // An identity column needs no privilege.
    (
        "ALTER TABLE users ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE users_id_seq; ALTER TABLE users ALTER COLUMN id ADD GENERATED BY \
         DEFAULT AS IDENTITY, OWNER TO admin; GRANT ALL ON users TO ROLE",
        &["warn database.table-owned-by-another"],
        Fix::Printed,
    ),
    (
        "CREATE SCHEMA app AUTHORIZATION ROLE; ALTER TABLE users SET SCHEMA app; ALTER TABLE oauth_states SET SCHEMA app",
        &["fail database.tables-hidden"],
        Fix::Printed,
    ),
    (
        "ALTER DATABASE DATABASE SET default_transaction_read_only = on",
        &["fail database.read-only"],
        Fix::Printed,
    ),
    (
        "DROP TABLE users, oauth_states; ALTER DATABASE DATABASE OWNER TO admin; REVOKE ALL ON SCHEMA public FROM ROLE",
        &[
            "fail database.create-not-permitted",
            "warn database.no-tables",
        ],
        Fix::Printed,
    ),
    (
        "DROP TABLE users; ALTER DATABASE DATABASE OWNER TO admin; REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO \
         ROLE",
        &[
            "fail database.create-not-permitted",
            "fail database.table-missing",
        ],
        Fix::Printed,
    ),
    (
        "ALTER ROLE ROLE NOLOGIN",
        &["fail database.role-cannot-log-in"],
        Fix::Statement("ALTER ROLE ROLE LOGIN", ""),
    ),
    (
        "ALTER ROLE ROLE CONNECTION LIMIT 0",
        &["fail database.role-connection-limit"],
        Fix::Statement("ALTER ROLE ROLE CONNECTION LIMIT …", "5"),
    ),
    (
        "ALTER DATABASE DATABASE CONNECTION LIMIT 0",
        &["fail database.database-connection-limit"],
        Fix::Statement("ALTER DATABASE DATABASE CONNECTION LIMIT …", "5"),
    ),
    (
        "ALTER ROLE ROLE PASSWORD 'another'",
        &["fail database.wrong-password"],
        Fix::Edit(
            "copy the connection string again",
            "s3cret%2FCanary%40word%3A42",
            "another",
        ),
    ),
    (
        "REVOKE CONNECT ON DATABASE DATABASE FROM PUBLIC; ALTER DATABASE DATABASE OWNER TO admin",
        &["fail database.connect-not-permitted"],
        Fix::Statement("GRANT CONNECT ON DATABASE DATABASE TO ROLE", ""),
    ),
    (
        "UPDATE pg_database SET datallowconn = false WHERE datname = 'DATABASE'",
        &["fail database.closed-to-connections"],
        Fix::Statement("ALTER DATABASE DATABASE ALLOW_CONNECTIONS true", ""),
    ),
    (
        "ALTER ROLE ROLE SET statement_timeout = 1",
        &["fail database.statement-timeout"],
        Fix::Statement("ALTER ROLE ROLE SET statement_timeout = '1min'", ""),
    ),
    // More than the app requires is fine.
    (
        "ALTER TABLE users ADD COLUMN nickname text; CREATE INDEX ON users (full_name)",
        &[],
        Fix::None,
    ),
    (
        "ALTER TABLE users ALTER COLUMN email TYPE text",
        &[],
        Fix::None,
    ),
];

/// A replacement in the URL, the problems, and the fix.
const URLS: &[(&str, &str, &[&str], Fix)] = &[
    // The connection stays on this machine, so the server need not be verified.
    ("sslmode=verify-full", "sslmode=require", &[], Fix::None),
    ("sslmode=verify-full", "application_name=x", &[], Fix::None),
    (
        "?sslmode=verify-full",
        "?sslmode=disable",
        &["fail database.tls-required"],
        Fix::Edit("add sslmode=require", "sslmode=disable", "sslmode=require"),
    ),
    (
        "?sslmode",
        "?pgbouncer=true&sslmode",
        &["fail database.parameters-unknown"],
        Fix::Edit("use postgresql://", "pgbouncer=true&", ""),
    ),
    (
        "?sslmode",
        "?target_session_attrs=read-write&sslmode",
        // libpq can use it and navauth cannot: no verdict.
        &[],
        Fix::None,
    ),
    (
        "/database_",
        "/no_such_database_",
        &["fail database.unknown-database"],
        Fix::Edit(
            "correct the name after the last slash",
            "/no_such_database_",
            "/database_",
        ),
    ),
    (
        "//role_",
        "//no_such_role_",
        &["fail database.wrong-password"],
        Fix::Edit(
            "copy the connection string again",
            "//no_such_role_",
            "//role_",
        ),
    ),
    (
        "localhost:",
        "localhost:1111",
        &["fail database.port-wrong"],
        Fix::Edit(
            "use a port number after the host",
            "localhost:1111",
            "localhost:",
        ),
    ),
    (
        "@localhost",
        "@nobody.invalid",
        &["fail database.name-not-found"],
        Fix::Edit(
            "check the host in the connection string",
            "@nobody.invalid",
            "@localhost",
        ),
    ),
    (
        "sslrootcert=",
        "sslrootcert=/nowhere",
        &["fail database.root-certificate-missing"],
        Fix::Edit(
            "or channel_binding=require",
            "sslmode=verify-full&sslrootcert=/nowhere",
            "sslmode=require&channel_binding=require&application_name=",
        ),
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
    let run = doctor(folder);
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

/// Fills the placeholders of a statement.
fn for_database(sql: &str, database: &Database) -> String {
    let sql = sql
        .replace("DATABASE DATABASE", &format!("DATABASE {}", database.name))
        .replace("'DATABASE'", &format!("'{}'", database.name));
    let mut sql = sql;
    for before in ["ROLE ", " TO ", "FROM ", "AUTHORIZATION "] {
        sql = sql.replace(
            &format!("{before}ROLE"),
            &format!("{before}{}", database.role),
        );
    }
    sql
}

/// Runs SQL as an administrator, where connections to the database may be forbidden.
fn run_sql(database: &Database, sql: &str) {
    if sql.starts_with("ALTER DATABASE") || sql.starts_with("ALTER ROLE") {
        Cluster::shared().psql("postgres", sql);
    } else {
        database.psql(sql);
    }
}

/// Follows the help of the first problem, and then of what it hid, until none is left.
fn follow(folder: &Folder, database: &Database, fix: Fix) -> Result<(), String> {
    for _ in 0..3 {
        let run = doctor(folder);
        let document = run.json();
        let mut findings = document["findings"].as_array().unwrap().iter();
        let problem = findings
            .find(|diagnostic| ["fail", "warn"].contains(&diagnostic["status"].as_str().unwrap()));
        let Some(problem) = problem else {
            return (run.code == 0)
                .then_some(())
                .ok_or_else(|| format!("{run:#?}"));
        };
        follow_once(folder, database, fix, problem)?;
    }
    Err(format!("left: {:?}", open(&doctor(folder))))
}

fn follow_once(
    folder: &Folder,
    database: &Database,
    fix: Fix,
    problem: &serde_json::Value,
) -> Result<(), String> {
    let help = problem["fix"]["text"].as_str().unwrap_or_default();
    let says = |words: &str| {
        help.contains(words)
            .then_some(())
            .ok_or_else(|| format!("the help does not say {words:?}: {problem:#}"))
    };
    let command = problem["fix"]["command"].as_str();
    match (fix, command) {
        // What follows from the fix has a command of its own.
        (_, Some(command)) if command.starts_with("navauth") => {
            let arguments: Vec<&str> = command.split(' ').skip(1).collect();
            let run = folder.run(arguments.iter().copied().chain(["--json"]));
            shown_sql(command, &run).for_each(|sql| drop(database.psql(&sql)));
            Ok(())
        }
        (Fix::Printed, Some(command)) => {
            run_sql(database, command);
            Ok(())
        }
        (Fix::Statement(statement, value), _) => {
            let sql = for_database(statement, database)
                .replace(&database.name, &format!("\"{}\"", database.name))
                .replace(&database.role, &format!("\"{}\"", database.role));
            says(&sql)?;
            run_sql(database, &sql.replace('…', value));
            Ok(())
        }
        (Fix::AnotherDatabase(words), _) => {
            says(words)?;
            let url = Cluster::shared().database().verified_url();
            folder.write(".env", format!("DATABASE_URL={url}\n"));
            Ok(())
        }
        (Fix::Edit(words, from, to), _) => {
            says(words)?;
            let text = folder.read(".env");
            folder.write(".env", text.replacen(from, to, 1));
            Ok(())
        }
        (Fix::None | Fix::Printed, _) => Err(format!("nothing to follow: {problem:#}")),
    }
}

fn doctor(folder: &Folder) -> Run {
    folder.run(["doctor", "--only", "database", "--json", "--timeout", "20s"])
}

/// The ids of the problems, without their status.
fn ids(expected: &[&str]) -> impl Iterator<Item = String> {
    expected
        .iter()
        .map(|line| line.split(' ').nth(1).unwrap().to_owned())
        .collect::<Vec<_>>()
        .into_iter()
}

#[test]
fn each_state_of_a_database_gives_exactly_its_problems_and_its_fix_works() {
    let (mut wrong, mut followed) = (Vec::new(), Vec::new());
    for (sql, expected, fix) in STATES {
        let (database, folder) = made();
        let sql = for_database(sql, &database);
        if !sql.is_empty() {
            database.psql(&sql);
        }
        about_database(&folder, &sql, expected, &mut wrong);
        if let Err(why) = follow(&folder, &database, *fix) {
            wrong.push(format!("{sql}: {why}"));
        }
        followed.extend(ids(expected));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    fixes::assert_followed("states of a database", followed);
}

/// Users can be added to this view, so it is no error.
#[test]
fn a_view_of_the_users_is_no_table_of_another_program() {
    let (database, folder) = made();
    database.psql(&format!(
        "ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people; ALTER VIEW users OWNER TO {}",
        database.role
    ));
    assert_eq!(open(&doctor(&folder).code(0)), ["warn database.view"]);
    let _ = folder.run(["list-users"]).code(0);
    database.psql(
        "CREATE OR REPLACE VIEW users AS SELECT * FROM people UNION ALL SELECT * FROM people",
    );
    assert_eq!(
        open(&doctor(&folder).code(1)),
        ["fail database.not-a-table"]
    );
}

#[test]
fn a_locked_table_is_reported_with_the_session_to_end() {
    let (database, folder) = made();
    let check = || folder.run(["doctor", "--only", "database", "--json", "--timeout", "4s"]);
    let mut followed = Vec::new();
    // A session that excludes readers; and one that only reads, for which a migration waits.
    for (lock, waits) in [
        ("lock table users", None),
        ("select 1 from users", Some("alter table users add x text")),
    ] {
        let _holder = database.hold(lock);
        let _waiting = waits.map(|sql| database.spawn(sql));
        if waits.is_some() {
            database.wait_for("wait_event_type = 'Lock'");
        }
        let run = check().code(1);
        assert_eq!(open(&run), ["fail database.table-locked"], "{run:#?}");
        let listed = folder.run(["list-users", "--timeout", "4s"]).code(5);
        let listed = listed.err("[database.table-locked]");
        let holder = database.psql("select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'");
        assert!(
            listed.stderr.contains(&format!("process {holder}, role")),
            "{listed:#?}"
        );
        let document = run.json();
        let findings = document["findings"].as_array().unwrap();
        let problem = findings
            .iter()
            .find(|found| found["status"] == "fail")
            .unwrap();
        database.psql(problem["fix"]["command"].as_str().unwrap());
        let _ = check().code(0);
        followed.push("database.table-locked".to_owned());
    }
    fixes::assert_followed("a locked table", followed);
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
fn each_url_gives_exactly_its_problems_and_its_fix_works() {
    let (mut wrong, mut followed) = (Vec::new(), Vec::new());
    for (from, to, expected, fix) in URLS {
        let (database, folder) = made();
        let text = folder.read(".env");
        assert!(text.contains(from), "{from}");
        folder.write(".env", text.replacen(from, to, 1));
        about_database(&folder, to, expected, &mut wrong);
        if let Err(why) = follow(&folder, &database, *fix) {
            wrong.push(format!("{to}: {why}"));
        }
        followed.extend(ids(expected));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    fixes::assert_followed("connection strings", followed);
}

/// SQL for a file, or what takes its place; the problem; and the commands of the help.
const FILES: &[(&str, &[&str])] = &[
    ("SELECT 1", &[]),
    ("DROP TABLE users", &["fail database.table-missing"]),
    (
        "ALTER TABLE users DROP COLUMN avatar_url",
        &["fail database.column-missing"],
    ),
    (
        "DROP INDEX ix_users_email",
        &["fail database.unique-missing"],
    ),
    (NO_FILE, &["fail database.file-missing"]),
    (TEXT_FILE, &["fail database.not-sqlite"]),
    (EMPTY_FILE, &["warn database.no-tables"]),
];
const NO_FILE: &str = "no file";
const TEXT_FILE: &str = "a text file";
const EMPTY_FILE: &str = "an empty file";

#[test]
fn each_state_of_a_file_gives_exactly_its_problems_and_its_fix_works() {
    let (mut wrong, mut followed) = (Vec::new(), Vec::new());
    for (state, expected) in FILES {
        let folder = Folder::with_env("DATABASE_URL=sqlite:///./data/users.db\n");
        if *state != NO_FILE {
            let _ = folder.run(["init-db"]).code(0);
        }
        match *state {
            NO_FILE => {}
            TEXT_FILE => drop(folder.write("data/users.db", "a text, and no database. ".repeat(9))),
            EMPTY_FILE => drop(folder.write("data/users.db", "")),
            sql => drop(folder.sqlite("data/users.db", sql)),
        }
        about_database(&folder, state, expected, &mut wrong);
        for problem in doctor(&folder).json()["findings"].as_array().unwrap() {
            if ["fail", "warn"].contains(&problem["status"].as_str().unwrap()) {
                follow_for_file(&folder, problem);
            }
        }
        let left = doctor(&folder);
        if !open(&left).is_empty() || left.code != 0 {
            wrong.push(format!("{state}: left {:?}", open(&left)));
        }
        followed.extend(ids(expected));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    fixes::assert_followed("states of a SQLite file", followed);
}

fn follow_for_file(folder: &Folder, problem: &serde_json::Value) {
    let help = problem["fix"]["text"].as_str().unwrap();
    if help.contains("move the file away and create a new one with navauth init-db") {
        let file = folder.path().join("data/users.db");
        std::fs::rename(&file, file.with_extension("old")).unwrap();
        let _ = folder.run(["init-db"]).code(0);
        return;
    }
    let command = problem["fix"]["command"].as_str().unwrap();
    let run = folder.run(command.split(' ').skip(1).chain(["--json"]));
    shown_sql(command, &run).for_each(|sql| drop(folder.sqlite("data/users.db", &sql)));
}

/// The SQL that `init-db --check` shows; nothing from a command that itself acts.
fn shown_sql(command: &str, run: &Run) -> impl Iterator<Item = String> {
    let document = run.json();
    let shows = command.contains("--check");
    ["adding", "changing"]
        .into_iter()
        .filter(move |_| shows)
        .filter_map(move |name| document[name].as_str().map(str::to_owned))
        .filter(|sql| !sql.is_empty())
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
fn each_behavior_of_a_provider_gives_exactly_its_problems_and_its_fix_works() {
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
    let skipped = |run: &Run| run.ids("skip").len();
    let usual = skipped(&ask());
    for (provider, step, fault, expected) in behaviors() {
        let what = format!("{provider} {step:?} {fault:?}");
        fakes.change(|behavior| *behavior = good.clone().fault(provider, step, fault));
        let run = ask().code(i32::from(!expected.is_empty()));
        assert_eq!(open(&run), expected, "{what}");
        assert!(
            !expected.is_empty() || run.ids("skip").iter().any(|id| id.starts_with("online.")),
            "{what}: {run:#?}"
        );
        // The provider answers again: the same command then passes, and nothing is left unknown.
        fakes.change(|behavior| *behavior = good.clone());
        let again = ask().code(0);
        assert_eq!(
            (open(&again), skipped(&again)),
            (Vec::new(), usual),
            "{what}"
        );
    }
    for (place, expected) in [
        (0, "fail online.redirect-uri"),
        (1, "warn online.other-redirect-uri"),
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
        let run = ask();
        assert_eq!(open(&run), [expected]);
        let problem = problem_of(&run);
        // The console gets exactly the address that the message names.
        let words = format!("{} {}", problem["title"], problem["fix"]["text"]);
        let uri = words
            .split([' ', '"', ',', ';', '\\'])
            .find(|word| word.starts_with("http") && word.contains("/callback/google"))
            .unwrap_or_else(|| panic!("no address to register: {words}"))
            .to_owned();
        fakes.change(|now| now.redirect_uris.get_mut("google").unwrap().push(uri));
        assert_eq!(open(&ask().code(0)), [""; 0], "{expected}");
    }
    // A secret that the provider does not know: the help names the variable, and the console has the value.
    let env = folder.read(".env");
    for provider in PROVIDERS {
        let secret = &fakes.client(provider).unwrap().secret;
        let name = env
            .lines()
            .filter_map(|line| line.split_once('='))
            .find(|(_, value)| value.trim_matches('"') == secret)
            .map(|(name, _)| name)
            .unwrap();
        let wrong: String = secret.chars().rev().collect();
        folder.write(".env", env.replace(secret.as_str(), &wrong));
        let run = ask().code(1);
        let problem = problem_of(&run);
        assert_eq!(problem["id"], "online.credentials", "{provider}");
        let help = problem["fix"]["text"].as_str().unwrap();
        assert!(
            help.contains(name),
            "{provider}: {help} does not name {name}"
        );
        folder.write(".env", folder.read(".env").replace(&wrong, secret));
        assert_eq!(open(&ask().code(0)), [""; 0], "{provider}");
    }
    let followed = [
        "online.credentials",
        "online.redirect-uri",
        "online.other-redirect-uri",
    ];
    fixes::assert_followed("behaviors of a provider", followed.map(str::to_owned));
}

/// The first problem of a run.
fn problem_of(run: &Run) -> serde_json::Value {
    let document = run.json();
    let findings = document["findings"].as_array().unwrap().iter();
    let mut problems = findings
        .filter(|diagnostic| ["fail", "warn"].contains(&diagnostic["status"].as_str().unwrap()));
    problems.next().unwrap().clone()
}
