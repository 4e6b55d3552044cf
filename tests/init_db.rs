//! `navauth init-db`, on PostgreSQL and SQLite.

mod differences;
mod faults;
mod releases;

use std::path::Path;
use std::process::Command;

use crate::support::postgres::{Cluster, Database, statements};
use crate::support::{Folder, Run, finish, tools};

pub fn schema(name: &str) -> String {
    std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/schema")
            .join(name),
    )
    .unwrap()
}

fn on(database: &Database) -> Folder {
    Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()))
}

/// The statements of a SQLite file as its shell dumps them, sorted by name, without navauth's own record.
fn sqlite_dump(folder: &Folder, file: &str) -> Vec<String> {
    let sql = "select sql from sqlite_master where sql is not null and tbl_name <> '_navauth_migrations' order by type desc, name";
    folder
        .sqlite(file, sql)
        .split_inclusive(['\n'])
        .collect::<String>()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

#[track_caller]
fn lists(run: &Run, created: &[&str], adopted: &[&str], unchanged: &[&str]) {
    let document = run.json();
    for (key, wanted) in [
        ("created", created),
        ("adopted", adopted),
        ("unchanged", unchanged),
    ] {
        assert_eq!(
            document[key],
            serde_json::json!(wanted),
            "{key} of {run:#?}"
        );
    }
}

#[test]
fn an_empty_postgres_gets_exactly_the_tables_of_the_guide() {
    let database = Cluster::shared().database();
    let folder = on(&database);
    let place = format!(
        "Database ready: postgresql://{}:***@localhost:",
        database.role
    );
    let _ = folder
        .run(["init-db"])
        .code(0)
        .out(&place)
        .err("users, oauth_states: created")
        .without(&database.password);
    assert_eq!(database.dump(), statements(&schema("2026-04.sql")));
    assert_eq!(
        database.psql("select distinct tableowner from pg_tables where schemaname = 'public'"),
        database.role
    );
    let run = folder.run(["init-db", "--json"]).code(0);
    lists(&run, &[], &[], &["users", "oauth_states"]);
    assert_eq!(run.json()["release"], "2026-04");
    assert!(
        run.json()["database"].as_str().unwrap().contains(":***@"),
        "{run:#?}"
    );
    assert_eq!(database.dump(), statements(&schema("2026-04.sql")));
}

#[test]
fn an_empty_sqlite_gets_what_sqlalchemy_creates() {
    let folder = Folder::new();
    let run = folder
        .run(["init-db"])
        .code(0)
        .out("Database ready: sqlite:///./data/users.db");
    let _ = run.err("DATABASE_URL is not set: using sqlite:///./data/users.db, as the app does");
    folder.sqlite("app.db", &schema("sqlite-2026-04.sql"));
    assert_eq!(
        sqlite_dump(&folder, "data/users.db"),
        sqlite_dump(&folder, "app.db")
    );
    let _ = folder.run(["init-db"]).code(0).err("nothing to do");
    assert_eq!(
        sqlite_dump(&folder, "data/users.db"),
        sqlite_dump(&folder, "app.db")
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join("data/users.db"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "personal data is for its owner only");
    }
}

/// SQLAlchemy, as the app uses it, creates the same tables as navauth, and finds nothing to do on navauth's.
#[test]
fn the_app_accepts_navauths_tables() {
    let start = |url: &str| {
        let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema/app.py");
        let output = Command::new(tools::path("python/bin/python"))
            .arg(app)
            .arg(url)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", tools::text(&output));
    };
    let (ours, theirs) = (Cluster::shared().database(), Cluster::shared().database());
    start(&theirs.verified_url());
    let _ = on(&ours).run(["init-db"]).code(0);
    assert_eq!(ours.dump(), theirs.dump());
    start(&ours.verified_url());
    assert_eq!(ours.dump(), theirs.dump());
    lists(
        &on(&theirs).run(["init-db", "--json"]).code(0),
        &[],
        &["users", "oauth_states"],
        &[],
    );

    let folder = Folder::new();
    start(&format!("sqlite:///{}/app.db", folder.path().display()));
    let _ = folder.run(["init-db"]).code(0);
    assert_eq!(
        sqlite_dump(&folder, "data/users.db"),
        sqlite_dump(&folder, "app.db")
    );
    start(&format!(
        "sqlite:///{}/data/users.db",
        folder.path().display()
    ));
    assert_eq!(
        sqlite_dump(&folder, "data/users.db"),
        sqlite_dump(&folder, "app.db")
    );
}

#[test]
fn a_dry_run_prints_what_would_run_and_changes_nothing() {
    let folder = Folder::new();
    let printed = folder.run(["init-db", "--dry-run"]).code(0);
    assert!(!folder.path().join("data").exists());
    folder.sqlite("by-hand.db", &printed.stdout);
    let _ = folder.run(["init-db"]).code(0);
    assert_eq!(
        sqlite_dump(&folder, "data/users.db"),
        sqlite_dump(&folder, "by-hand.db")
    );
    assert_eq!(
        folder.run(["init-db", "--dry-run"]).code(0).stdout,
        "-- nothing to do: all tables exist\n"
    );

    let database = Cluster::shared().database();
    let folder = on(&database);
    let printed = folder.run(["init-db", "--dry-run"]).code(0);
    assert_eq!(database.dump(), "");
    let document = folder
        .run(["init-db", "--dry-run", "--json"])
        .code(0)
        .json();
    assert_eq!(
        (document["sql"].as_str().unwrap(), &document["dry_run"]),
        (printed.stdout.as_str(), &serde_json::json!(true))
    );
    database.load(&printed.stdout);
    assert_eq!(database.dump(), statements(&schema("2026-04.sql")));
    lists(
        &folder.run(["init-db", "--json"]).code(0),
        &[],
        &[],
        &["users", "oauth_states"],
    );
}

#[test]
fn adopts_the_apps_tables_with_their_rows() {
    for rows in [
        "",
        "insert into users (email, username) values ('ada@example.org', 'ada')",
    ] {
        let database = Cluster::shared().database();
        database.load(&schema("2026-04.sql"));
        database.load(rows);
        let folder = on(&database);
        lists(
            &folder.run(["init-db", "--json"]).code(0),
            &[],
            &["users", "oauth_states"],
            &[],
        );
        assert_eq!(database.dump(), statements(&schema("2026-04.sql")));
        assert_eq!(
            database.psql("select count(*) from users"),
            if rows.is_empty() { "0" } else { "1" }
        );
        lists(
            &folder.run(["init-db", "--json"]).code(0),
            &[],
            &[],
            &["users", "oauth_states"],
        );

        let folder = Folder::new();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        folder.sqlite(
            "data/users.db",
            &format!("{};{rows}", schema("sqlite-2026-04.sql")),
        );
        let before = sqlite_dump(&folder, "data/users.db");
        lists(
            &folder.run(["init-db", "--json"]).code(0),
            &[],
            &["users", "oauth_states"],
            &[],
        );
        assert_eq!(sqlite_dump(&folder, "data/users.db"), before);
        assert_eq!(
            folder.sqlite("data/users.db", "select count(*) from users"),
            if rows.is_empty() { "0" } else { "1" }
        );
    }
}

#[test]
fn completes_a_partial_set_of_tables() {
    let database = Cluster::shared().database();
    let folder = on(&database);
    let _ = folder.run(["init-db"]).code(0);
    // Dropped by hand, but still recorded.
    database.load("drop table oauth_states");
    lists(
        &folder.run(["init-db", "--json"]).code(0),
        &["oauth_states"],
        &[],
        &["users"],
    );
    database.load("drop table oauth_states; drop table _navauth_migrations");
    lists(
        &folder.run(["init-db", "--json"]).code(0),
        &["oauth_states"],
        &["users"],
        &[],
    );
    assert_eq!(database.dump(), statements(&schema("2026-04.sql")));

    let folder = Folder::new();
    let _ = folder.run(["init-db"]).code(0);
    folder.sqlite("data/users.db", "drop table users");
    lists(
        &folder.run(["init-db", "--json"]).code(0),
        &["users"],
        &[],
        &["oauth_states"],
    );
}

#[test]
fn keeps_a_database_of_a_later_release() {
    for (release, tables) in [
        ("2026-05", ["users", "oauth_states"]),
        ("2026-08", ["user", "contact_oauth_state"]),
    ] {
        let database = Cluster::shared().database();
        database.load(&schema(&format!("{release}.sql")));
        let before = database.dump();
        let run = on(&database).run(["init-db", "--json"]).code(0);
        lists(&run, &[], &[], &tables);
        assert_eq!(run.json()["release"], release);
        assert_eq!(database.dump(), before);
        assert_eq!(
            database.psql("select to_regclass('_navauth_migrations') is null"),
            "t"
        );
        let _ = on(&database)
            .run(["init-db"])
            .code(0)
            .err(release)
            .err("nothing to do");
    }
}

/// What SQLAlchemy's create_all does: look for every table, then create the missing ones, in one transaction.
const START_OF_THE_APP: &str = "
do $app$ begin
  if to_regclass('users') is null then
    create table users (id serial not null, email varchar(255) not null, username varchar(100), full_name varchar(255),
      avatar_url varchar(500), oauth_provider varchar(50), oauth_id varchar(255), hashed_password varchar(255), is_active boolean,
      is_verified boolean, created_at timestamp, updated_at timestamp, last_login timestamp, preferences text, primary key (id));
    create unique index ix_users_email on users (email);
    create index ix_users_id on users (id);
    create unique index ix_users_username on users (username);
  end if;
  perform pg_sleep(0.05);
  if to_regclass('oauth_states') is null then
    create table oauth_states (id serial not null, state_token varchar(255) not null, provider varchar(50) not null,
      redirect_uri varchar(500), created_at timestamp, expires_at timestamp not null, primary key (id));
    create index ix_oauth_states_id on oauth_states (id);
    create unique index ix_oauth_states_state_token on oauth_states (state_token);
  end if;
end $app$";

#[test]
fn twenty_concurrent_runs_and_the_app_all_succeed() {
    let database = Cluster::shared().database();
    let folder = on(&database);
    let app = database.spawn(START_OF_THE_APP);
    let runs: Vec<_> = (0..20)
        .map(|_| folder.command(["init-db", "--json"]).spawn().unwrap())
        .collect();
    let runs: Vec<Run> = runs.into_iter().map(|run| finish(run).code(0)).collect();
    // The app may fail against navauth, as it may against another process of its own; navauth must not fail.
    let app = app.wait_with_output().unwrap();
    let creators = runs
        .iter()
        .filter(|run| run.json()["created"] == serde_json::json!(["users", "oauth_states"]))
        .count();
    // An app that did not fail has created them, or came late and found them.
    let expected = if app.status.success() { 0..=1 } else { 1..=1 };
    assert!(expected.contains(&creators), "{runs:#?}");
    // PostgreSQL names a serial column's sequence users_id_seq1 while the failing side's users_id_seq is not gone
    // yet. Nothing uses the name.
    assert_eq!(
        database.dump().replace("_id_seq1", "_id_seq"),
        statements(&schema("2026-04.sql"))
    );
    assert_eq!(
        database.psql("select count(*) from _navauth_migrations"),
        "2"
    );

    let folder = Folder::new();
    let runs: Vec<_> = (0..20)
        .map(|_| folder.command(["init-db", "--json"]).spawn().unwrap())
        .collect();
    let runs: Vec<Run> = runs.into_iter().map(|run| finish(run).code(0)).collect();
    assert_eq!(
        runs.iter()
            .filter(|run| run.json()["created"] == serde_json::json!(["users", "oauth_states"]))
            .count(),
        1
    );
}

#[test]
fn reports_what_to_grant_to_a_role_that_may_not_create() {
    let database = Cluster::shared().database();
    let folder = on(&database);
    database.psql(&format!("alter database {} owner to admin", database.name));
    let run = folder
        .run(["init-db"])
        .code(4)
        .err("[database.create-not-permitted]");
    let grant = format!("GRANT CREATE ON SCHEMA \"public\" TO \"{}\"", database.role);
    let _ = run.err(&grant);
    assert_eq!(database.dump(), "");
    database.psql(&grant);
    let _ = folder.run(["init-db"]).code(0);
    // Without the privilege, existing tables need no change.
    database.psql(&grant.replace("GRANT", "REVOKE").replace(" TO ", " FROM "));
    database.psql("drop table _navauth_migrations");
    lists(
        &folder.run(["init-db", "--json"]).code(0),
        &[],
        &[],
        &["users", "oauth_states"],
    );
    database.psql("drop schema public cascade");
    let run = folder.run(["init-db", "--json"]).code(4);
    assert_eq!(run.ids("fail"), ["database.no-schema"]);
    // The schema public may exist, and only the search path be wrong.
    database.psql("create schema public");
    database.psql(&format!(
        "alter database {} set search_path = nosuch",
        database.name
    ));
    let run = folder.run(["init-db"]).code(4);
    assert!(!run.stderr.contains("CREATE SCHEMA"), "{}", run.stderr);
    let _ = run.err("RESET search_path");
    database.psql(&format!(
        "alter database {} reset search_path; alter database {} set statement_timeout = 1",
        database.name, database.name
    ));
    let run = folder.run(["init-db", "--json"]).code(4);
    assert_eq!(run.ids("fail"), ["database.statement-timeout"]);
}

#[test]
fn a_record_that_contradicts_the_migrations_stops_everything() {
    for (change, id) in [
        ("checksum = '\\x00'", "database.migration-changed"),
        ("success = false", "database.migration-broken"),
    ] {
        let database = Cluster::shared().database();
        let folder = on(&database);
        let _ = folder.run(["init-db"]).code(0);
        database.load(&format!(
            "update _navauth_migrations set {change} where version = 2; drop table users"
        ));
        assert_eq!(folder.run(["init-db", "--json"]).code(4).ids("fail"), [id]);
        assert_eq!(database.psql("select to_regclass('users') is null"), "t");
    }
}

#[test]
fn reads_the_url_from_standard_input_without_showing_it() {
    let database = Cluster::shared().database();
    let folder = Folder::with_env("DATABASE_URL=postgresql://wrong@localhost:1/wrong\n");
    let run = folder
        .run_with_input(
            ["init-db", "--database-url-stdin", "-v"],
            &format!("{}\n", database.verified_url()),
        )
        .code(0);
    let _ = run.without(&database.password).without("Canary%40word");
    assert_eq!(database.dump(), statements(&schema("2026-04.sql")));
    let run = folder.run_with_input(
        ["init-db", "--database-url-stdin"],
        "mysql://user:hunter2hunter2@host/db",
    );
    let _ = run
        .code(3)
        .err("the connection string on standard input")
        .without("hunter2hunter2");
    let _ = folder
        .run_with_input(["init-db", "--database-url-stdin"], "")
        .code(2);
}

#[test]
fn reports_paths_where_no_file_can_be_created() {
    let cases = [
        ("sqlite:///folder", "database.file-unusable"),
        ("sqlite:///text/users.db", "database.file-uncreatable"),
        #[cfg(unix)]
        ("sqlite:///C:/data/users.db", "database.sqlite-drive"),
        ("sqlite:///text", "database.not-sqlite"),
        ("sqlite:////proc/users.db", "database.file-uncreatable"),
    ];
    for (url, id) in cases {
        let folder = Folder::with_env(&format!("DATABASE_URL={url}\n"));
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        folder.write(
            "text",
            "no database, but long enough to hold a header of one hundred bytes ".repeat(3),
        );
        let run = folder.run(["init-db", "--json"]).code(3);
        assert_eq!(run.ids("fail"), [id], "{url}");
        let is_named = run.stdout.contains("/text is a file, not a folder");
        assert_eq!(is_named, url.contains("text/"), "{}", run.stdout);
        assert!(folder.read("text").starts_with("no database"));
    }
}

#[test]
fn waits_for_a_locked_file_and_then_reports_it() {
    let folder = Folder::new();
    let _ = folder.run(["init-db"]).code(0);
    folder.sqlite("data/users.db", "drop table oauth_states");
    let (mut holder, held) = folder.hold_sqlite("data/users.db");
    let run = folder
        .run(["init-db", "--timeout", "300ms", "--json"])
        .code(5);
    assert_eq!(run.ids("fail"), ["database.locked"]);
    let waiting = folder.command(["init-db"]).spawn().unwrap();
    drop(held);
    holder.wait().unwrap();
    let _ = finish(waiting).code(0).err("oauth_states: created");
}

#[test]
fn sqlx_cli_reads_the_record() {
    let sqlx = tools::path("bin/sqlx");
    let info = |url: &str, source: &str| {
        let mut command = Command::new(&sqlx);
        command
            .args(["migrate", "info", "--source", source])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("DATABASE_URL", url);
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let installed = "1/installed create users\n2/installed create oauth states\n";
    let database = Cluster::shared().database();
    let _ = on(&database).run(["init-db"]).code(0);
    assert_eq!(
        info(&database.verified_url(), "migrations/postgres"),
        installed
    );
    let folder = Folder::new();
    let _ = folder.run(["init-db"]).code(0);
    assert_eq!(
        info(
            &format!("sqlite://{}/data/users.db", folder.path().display()),
            "migrations/sqlite"
        ),
        installed
    );
}

#[test]
fn creates_another_release_on_request() {
    for (release, tables, names) in [
        (
            "2026-05",
            ["users", "oauth_states"],
            ["users", "oauth_states"],
        ),
        (
            "2026-08",
            ["\"user\"", "contact_oauth_state"],
            ["user", "contact_oauth_state"],
        ),
    ] {
        let (ours, theirs) = (Cluster::shared().database(), Cluster::shared().database());
        theirs.load(&schema(&format!("{release}.sql")));
        let run = on(&ours)
            .run(["init-db", "--schema", release, "--json"])
            .code(0);
        lists(&run, &names, &[], &[]);
        assert_eq!(ours.dump_of(&tables), theirs.dump_of(&tables));
        assert_eq!(ours.dump(), ours.dump_of(&tables));
        lists(
            &on(&ours).run(["init-db", "--json"]).code(0),
            &[],
            &[],
            &names,
        );
        assert_eq!(
            on(&ours).run(["list-users", "--count"]).code(0).stdout,
            "0\n"
        );
    }
    let _ = Folder::new()
        .run(["init-db", "--schema", "2026-06"])
        .code(2)
        .err("choose one of 2026-04, 2026-05, 2026-08");
    let folder = Folder::new();
    let _ = folder
        .run(["init-db", "--schema", "2026-05"])
        .code(0)
        .err("release 2026-05");
    let run = folder
        .run(["init-db", "--schema", "2026-08", "--json"])
        .code(4);
    assert_eq!(run.ids("fail"), ["database.table-not-renamed"]);
    let folder = Folder::new();
    lists(
        &folder
            .run(["init-db", "--schema", "2026-08", "--json"])
            .code(0),
        &["user", "contact_oauth_state"],
        &[],
        &[],
    );
    // As SQLAlchemy writes it for the app.
    let sql = folder.sqlite(
        "data/users.db",
        "select sql from sqlite_master where name = 'user'",
    );
    assert!(
        sql.contains("is_admin BOOLEAN DEFAULT 'false' NOT NULL"),
        "{sql}"
    );
    let _ = folder.run(["init-db", "--check"]).code(0).out("2026-08");
}

#[test]
fn a_rehearsal_is_rolled_back() {
    let database = Cluster::shared().database();
    let folder = on(&database);
    let run = folder
        .run(["init-db", "--rehearse"])
        .code(0)
        .out("Rehearsed and rolled back: postgresql://")
        .err("would be created");
    assert_eq!(
        (database.dump(), run.stdout.lines().count()),
        (String::new(), 1)
    );
    assert_eq!(
        folder
            .run(["init-db", "--rehearse", "--json"])
            .code(0)
            .json()["rehearsed"],
        true
    );
    // The rehearsal reports failures: here another object has the name of an index.
    database.load("create view ix_users_email as select 1");
    let _ = folder
        .run(["init-db", "--rehearse"])
        .code(4)
        .err("[database.name-taken]")
        .err("ix_users_email");
    assert_eq!(database.psql("select to_regclass('users') is null"), "t");

    let folder = Folder::new();
    let _ = folder
        .run(["init-db", "--rehearse"])
        .code(0)
        .err("would be created");
    assert!(!folder.path().join("data").exists());
    let _ = folder.run(["init-db"]).code(0);
    folder.sqlite("data/users.db", "drop table users");
    let _ = folder
        .run(["init-db", "--rehearse"])
        .code(0)
        .err("users: would be created");
    assert_eq!(
        folder.sqlite(
            "data/users.db",
            "select count(*) from sqlite_master where name = 'users'"
        ),
        "0"
    );
}

#[test]
fn tables_are_not_changed_through_neons_pooler() {
    let database = Cluster::shared().database();
    let pooled = "ep-cool-darkness-a1b2c3d4-pooler.us-east-2.aws.neon.tech";
    let url = database
        .url("sslmode=require&hostaddr=127.0.0.1")
        .replace("@localhost:", &format!("@{pooled}:"));
    let folder = Folder::with_env(&format!("DATABASE_URL={url}\n"));
    let direct = "ep-cool-darkness-a1b2c3d4.us-east-2.aws.neon.tech";
    let _ = folder
        .run(["init-db"])
        .code(0)
        .err(&format!("Neon's direct host {direct}"))
        .out(&format!("@{direct}:"));
    let _ = folder
        .run(["list-users", "--count"])
        .code(0)
        .without(direct);
}

/// SQLite does not create the target of a symbolic link, so `init-db` is not the fix.
#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_named() {
    for target in ["gone.db", "gone/users.db", "/nonexistent/navauth/users.db"] {
        let folder = Folder::with_env("DATABASE_URL=sqlite:///users.db\n");
        std::os::unix::fs::symlink(target, folder.path().join("users.db")).unwrap();
        let run = folder.run(["verify-connection"]).code(3);
        let words: Vec<&str> = run.stderr.split_whitespace().collect();
        assert!(
            words
                .join(" ")
                .contains(&format!("symbolic link to {target}, which")),
            "{}",
            run.stderr
        );
        std::fs::remove_file(folder.path().join("users.db")).unwrap();
        let _ = folder.run(["init-db"]).code(0);
        let _ = folder.run(["verify-connection"]).code(0);
    }
}

/// Row-level security hides rows from the app although it may read and write the table.
#[test]
fn row_level_security_that_applies_is_not_passed_over() {
    let database = Cluster::shared().database();
    let folder = on(&database);
    let _ = folder.run(["init-db"]).code(0);
    for (sql, id, listed) in [
        // The owner is exempt.
        ("alter table users enable row level security", None, 0),
        (
            "alter table users force row level security",
            Some("fail database.no-policy"),
            4,
        ),
        (
            "create policy looking on users for select using (true)",
            Some("fail database.no-policy"),
            0,
        ),
        ("FIX", Some("warn database.row-security"), 0),
        ("alter table users disable row level security", None, 0),
    ] {
        if sql == "FIX" {
            let run = folder.run(["init-db", "--check", "--json"]).code(1);
            database.load(run.json()["changing"].as_str().unwrap());
        } else {
            database.psql(sql);
        }
        let seen = || {
            let run = folder.run(["verify-connection", "--json"]);
            let of = |status| {
                run.ids(status)
                    .into_iter()
                    .map(move |id| format!("{status} {id}"))
            };
            of("fail").chain(of("warn")).collect::<Vec<_>>()
        };
        assert_eq!(seen(), Vec::from_iter(id), "{sql}");
        // Nothing is changed on its own.
        let _ = folder.run(["init-db", "--apply-fixes", "--yes"]);
        assert_eq!(seen(), Vec::from_iter(id), "{sql}");
        for arguments in [&["list-users"][..], &["list-users", "--count"]] {
            let run = folder.run(arguments.iter().copied()).code(listed);
            let id = id.map_or("", |id| &id[5..]);
            let run = run.err(id);
            assert_eq!(
                run.stderr.contains("no users yet"),
                id.is_empty() && arguments.len() == 1,
                "{sql}: {run:#?}"
            );
        }
    }
    crate::fixes::assert_followed("row-level security", ["database.no-policy".to_owned()]);
}

/// One cause in every command, and a fix that works in a database without tables, and in one with them.
#[test]
fn a_schema_that_the_role_may_not_use_is_named() {
    let database = Cluster::shared().database();
    let folder = on(&database);
    let revoke = "revoke all on schema public from public; alter schema public owner to admin";
    let granted = |run: &Run, privileges: &str| {
        let grant = format!(
            "GRANT {privileges} ON SCHEMA \"public\" TO \"{}\"",
            database.role
        );
        assert!(run.stdout.contains(&grant.replace('"', "\\\"")), "{run:#?}");
        let _ = database.psql(&grant);
    };
    database.psql(revoke);
    for (arguments, code) in [
        (&["verify-connection", "--json"][..], 1),
        (&["init-db", "--check", "--json"], 1),
        (&["list-users", "--json"], 4),
        (&["init-db", "--json"], 4),
    ] {
        let run = folder.run(arguments.iter().copied()).code(code);
        assert_eq!(
            run.ids("fail"),
            ["database.schema-not-permitted"],
            "{arguments:?}"
        );
        if arguments[0] == "init-db" && code == 4 {
            granted(&run, "USAGE, CREATE");
        }
    }
    let _ = folder.run(["init-db"]).code(0);
    database.psql(&format!(
        "revoke all on schema public from {}",
        database.role
    ));
    let run = folder.run(["list-users", "--json"]).code(4);
    assert_eq!(run.ids("fail"), ["database.schema-not-permitted"]);
    granted(&run, "USAGE");
    let _ = folder.run(["list-users"]).code(0);
    // A release that sets the search path itself does not find its tables either.
    database.load("drop table users, oauth_states");
    database.psql(&format!(
        "grant create on schema public to {}",
        database.role
    ));
    let _ = folder.run(["init-db", "--schema", "2026-08"]).code(0);
    database.psql(&format!(
        "revoke all on schema public from {}",
        database.role
    ));
    let run = folder.run(["verify-connection", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["database.schema-not-permitted"]);
}

/// The app is started in the folder of its `.env` file.
#[test]
fn in_a_folder_below_the_path_begins_at_the_env_file() {
    let folder = Folder::with_env("DATABASE_URL=sqlite:///./data/users.db\n");
    folder.init_git();
    folder.write("below/deep/here", "");
    let below = |arguments: &[&str]| {
        let mut command = folder.command(arguments.iter().copied());
        crate::support::run({
            command.current_dir(folder.path().join("below/deep"));
            command
        })
    };
    let exists = |name: &str| folder.path().join(name).exists();
    let _ = below(&["init-db"])
        .code(0)
        .out("Database ready: sqlite:///../../data/users.db")
        .err("a relative path begins in the folder of ../../.env");
    assert!(exists("data/users.db") && !exists("below/deep/data"));
    std::fs::remove_dir_all(folder.path().join("data")).unwrap();
    let setup = "setup --no-input --environment development --offline tables";
    let _ = below(&setup.split(' ').collect::<Vec<_>>()).code(0);
    assert!(exists("data/users.db") && !exists("below/deep/data"));
    for arguments in [
        &["list-users"][..],
        &["verify-connection"],
        &["init-db", "--check"],
        &["check-env", "--only", "database", "--online"],
    ] {
        let _ = below(arguments).code(0);
    }
    // Without the variable, the app's default is in the same place.
    folder.write(".env", "LOG_LEVEL=INFO\n");
    let _ = below(&["list-users"]).code(0);
    // A file that you give does not say where the app is started.
    let _ = below(&["list-users", "--env-file", "../../.env"]).code(3);
}
