//! Tables of other programs, half-applied migrations, and the choice of the app's release: no command creates or
//! changes the wrong tables.

use super::{lists, on, schema};
use crate::support::Folder;
use crate::support::postgres::{Cluster, Database};

/// Objects that have one of the app's names and are not the app's tables.
const FOREIGN: [(&str, &str); 14] = [
    (
        "create table users (id uuid primary key, name text not null)",
        "database.table-foreign",
    ),
    (
        "create table users (id serial primary key, email text, password_hash text, created_at timestamp)",
        "database.table-foreign",
    ),
    (
        "create table users (\"Id\" int, \"Email\" text, \"Name\" text, \"emailVerified\" timestamp, image text)",
        "database.table-foreign",
    ),
    (
        "create table users (id uuid primary key, email text, hashed_password text, is_active bool, is_superuser bool, is_verified bool)",
        "database.table-foreign",
    ),
    (
        "create table users (id serial primary key, email text, username text, full_name text, avatar_url text, hashed_password text, \
         is_active bool, is_verified bool, created_at timestamp, updated_at timestamp, last_login timestamp)",
        "database.table-foreign",
    ),
    (
        "create table users (id uuid primary key, email text, username text, full_name text, oauth_provider text, oauth_id text)",
        "database.key-type",
    ),
    (
        "create table users (id serial, oauth_id text, provider text)",
        "database.table-foreign",
    ),
    ("create table users ()", "database.table-foreign"),
    (
        "create table oauth_states (state text primary key, created_at timestamp)",
        "database.table-foreign",
    ),
    (
        "create view users as select 1 as id",
        "database.not-a-table",
    ),
    (
        "create materialized view users as select 1 as id",
        "database.not-a-table",
    ),
    (
        "create table users (id int, email text, oauth_id text) partition by range (id)",
        "database.table-foreign",
    ),
    (
        "create table everyone (id int) partition by list (id); create table users partition of everyone for values in (1)",
        "database.not-a-table",
    ),
    (
        "create foreign data wrapper other; create server other foreign data wrapper other; create foreign table users (id int) server other",
        "database.not-a-table",
    ),
];

#[test]
fn reports_another_programs_table_without_changing_it() {
    for (sql, id) in FOREIGN {
        let database = Cluster::shared().database();
        database.psql(sql);
        let folder = on(&database);
        let before = database.dump();
        for arguments in [
            &["init-db", "--json"][..],
            &["init-db", "--schema", "2026-04", "--json"],
            &["list-users", "--json"],
            &["purge-states", "--json"],
        ] {
            let run = folder.run(arguments.iter().copied()).code(4);
            assert_eq!(run.ids("fail"), [id], "{sql} {arguments:?}");
        }
        for arguments in [
            &["init-db", "--check", "--json"][..],
            &["init-db", "--apply-fixes", "--yes", "--json"],
            &["verify-connection", "--json"],
            &["doctor", "--fix", "--yes", "--only", "database", "--json"],
        ] {
            let run = folder.run(arguments.iter().copied()).code(1);
            assert_eq!(run.ids("fail"), [id], "{sql} {arguments:?}");
        }
        assert_eq!(database.dump(), before, "{sql}");
        // The fix: another schema for the app.
        database.psql(&format!(
            "create schema navigator authorization {0}; alter role {0} set search_path = navigator",
            database.role
        ));
        let _ = folder
            .run(["init-db"])
            .code(0)
            .err("users, oauth_states: created");
        let _ = folder.run(["init-db", "--check"]).code(0);
    }
}

#[test]
fn reports_another_programs_table_on_sqlite() {
    for (sql, id) in [
        (
            "create table users (id text primary key, name text not null)",
            "database.table-foreign",
        ),
        (
            "create table users (id integer primary key, email text, password text)",
            "database.table-foreign",
        ),
        (
            "create view oauth_states as select 1 as id",
            "database.not-a-table",
        ),
        (
            "create virtual table users using fts5(email, name)",
            "database.not-a-table",
        ),
    ] {
        let folder = Folder::new();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        folder.sqlite("data/users.db", sql);
        let before = folder.sqlite(
            "data/users.db",
            "select sql from sqlite_master order by name",
        );
        for arguments in [&["init-db", "--json"][..], &["list-users", "--json"]] {
            let run = folder.run(arguments.iter().copied()).code(4);
            assert_eq!(run.ids("fail"), [id], "{sql}");
        }
        let run = folder
            .run(["init-db", "--apply-fixes", "--yes", "--json"])
            .code(1);
        assert_eq!(run.ids("fail"), [id], "{sql}");
        assert_eq!(
            folder.sqlite(
                "data/users.db",
                "select sql from sqlite_master order by name"
            ),
            before,
            "{sql}"
        );
    }
}

/// Another program's table does not affect a release that does not use its name.
#[test]
fn other_table_names_do_not_matter() {
    let database = Cluster::shared().database();
    database.psql("create table users (id uuid primary key, name text not null)");
    let folder = on(&database);
    folder.write("navauth.toml", "[app]\nrelease = \"2026-08\"\n");
    lists(
        &folder.run(["init-db", "--json"]).code(0),
        &["user", "contact_oauth_state"],
        &[],
        &[],
    );
    let _ = folder.run(["init-db", "--check"]).code(0);
}

const PEOPLE: &str = "insert into users (email, username, full_name) values ('ada@example.org', 'ada', 'Ada'), ('bo@example.org', 'bo', 'Bo')";

fn april(more: &str) -> (Database, Folder) {
    let database = Cluster::shared().database();
    database.load(&schema("2026-05.sql"));
    database.load(PEOPLE);
    database.load(more);
    let folder = on(&database);
    (database, folder)
}

/// Runs the SQL of `--check` until nothing differs.
#[track_caller]
fn repair(database: &Database, folder: &Folder) {
    for _ in 0..3 {
        let run = folder.run(["init-db", "--check", "--json"]);
        let document = run.json();
        let (adding, changing) = (
            document["adding"].as_str().unwrap().to_owned(),
            document["changing"].as_str().unwrap().to_owned(),
        );
        if adding.is_empty() && changing.is_empty() {
            assert_eq!(run.code, 0, "{run:#?}");
            return;
        }
        database.load(&changing);
        let again = folder.run(["init-db", "--apply-fixes", "--yes"]);
        assert!([0, 1, 6].contains(&again.code), "{again:#?}");
    }
    panic!("it never ends: {:#?}", folder.run(["init-db", "--check"]));
}

#[test]
fn completes_a_half_applied_migration() {
    for (state, id) in [
        // The table has its new name, but the key does not.
        (
            "alter table users rename to \"user\"; alter table oauth_states rename to contact_oauth_state",
            "database.key-not-renamed",
        ),
        (
            "alter table users rename to \"user\"",
            "database.key-not-renamed",
        ),
        // The key that was reported as missing was added by hand.
        (
            "alter table users rename to \"user\"; alter table oauth_states rename to contact_oauth_state; \
             alter table \"user\" add column user_id integer",
            "database.key-not-renamed",
        ),
        // The state table has its new name, but the user table does not.
        (
            "alter table oauth_states rename to contact_oauth_state",
            "database.table-not-renamed",
        ),
        (
            "alter table users rename column id to user_id",
            "database.table-not-renamed",
        ),
    ] {
        let (database, folder) = april(state);
        let run = folder.run(["init-db", "--check", "--json"]).code(1);
        assert!(
            run.ids("fail").contains(&id.to_owned()),
            "{state}: {run:#?}"
        );
        assert!(!run.stdout.contains("ADD COLUMN user_id"), "{run:#?}");
        let tables = |database: &Database| {
            database.psql("select string_agg(relname, ',' order by relname) from pg_class where relkind = 'r' and relname in ('users', 'user')")
        };
        let before = tables(&database);
        let run = folder.run(["init-db", "--json"]);
        assert!([1, 4, 6].contains(&run.code), "{run:#?}");
        assert_eq!(tables(&database), before, "{state}");
        let _ = folder.run(["list-users"]).code(4).err(id);
        repair(&database, &folder);
        let _ = folder.run(["init-db"]).code(0).err("2026-08");
        let _ = folder.run(["list-users", "--count"]).code(0).out("2");
        assert_eq!(
            database.psql("select count(*) from \"user\" where user_id is not null"),
            "2"
        );
    }
    let followed = ["database.key-not-renamed", "database.table-not-renamed"];
    crate::fixes::assert_followed("half-applied migrations", followed.map(str::to_owned));
}

#[test]
fn users_in_the_other_table_are_counted_and_copied() {
    let (database, folder) = april("");
    database.load(&schema("2026-08.sql"));
    database.load(
        "insert into \"user\" (email, username, is_admin) values ('ADA@example.org', 'bo', false)",
    );
    let run = folder.run(["verify-connection", "--json"]);
    assert_eq!(run.ids("warn"), ["database.users-left-behind"]);
    let _ = folder
        .run(["verify-connection"])
        .out("1 user is only in the table users; the app's release 2026-08 uses user");
    // The settings decide between the two.
    folder.write("navauth.toml", "[app]\nrelease = \"2026-05\"\n");
    let _ = folder
        .run(["init-db", "--check"])
        .code(0)
        .without("only in the table user;");
    std::fs::remove_file(folder.path().join("navauth.toml")).unwrap();
    repair(&database, &folder);
    assert_eq!(
        database.psql("select string_agg(email || ' ' || coalesce(username, '-'), ',' order by user_id) from \"user\""),
        "ADA@example.org bo,bo@example.org -"
    );
    let followed = "database.users-left-behind".to_owned();
    crate::fixes::assert_followed("users of two releases", [followed]);
}

#[test]
fn creates_no_empty_tables_next_to_the_users() {
    for (made, wanted, columns) in [
        ("2026-05.sql", "2026-08", "email"),
        ("2026-08.sql", "2026-04", "email"),
    ] {
        let database = Cluster::shared().database();
        database.load(&schema(made));
        let before = database.dump();
        let run = on(&database)
            .run(["init-db", "--schema", wanted, "--json"])
            .code(4);
        assert_eq!(run.ids("fail"), ["database.table-not-renamed"], "{columns}");
        assert_eq!(database.dump(), before);
    }
}

/// A migrated database keeps the names of its sequences: the GRANT must use those.
#[test]
fn a_renamed_table_keeps_its_sequence() {
    let (database, folder) = april(
        "alter table users rename to \"user\"; alter table \"user\" rename column id to user_id; \
         alter table oauth_states rename to contact_oauth_state",
    );
    repair(&database, &folder);
    database.psql("alter table \"user\" owner to admin");
    let run = folder.run(["init-db", "--check", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["database.table-not-permitted"]);
    database.psql(run.json()["changing"].as_str().unwrap());
    let run = folder.run(["init-db", "--check", "--json"]).code(0);
    assert_eq!(run.ids("warn"), ["database.table-owned-by-another"]);
}

/// The app's source next to `.env`, as far as navauth reads it.
fn source(folder: &Folder, table: &str, prefix: &str, port: u16) {
    folder.write(
        "api/models.py",
        format!("class User(Base):\n    __tablename__ = \"{table}\"\n    profile_completed = Column(Boolean)\n"),
    );
    folder.write(
        "api/main.py",
        format!("app.include_router(auth_routes.router, prefix=\"{prefix}\")\n"),
    );
    folder.write(
        "main.py",
        format!("@click.option('--port', default={port}, help='API port')\n"),
    );
}

#[test]
fn an_empty_database_gets_the_tables_of_the_release_that_the_settings_are_for() {
    let august = ["user", "contact_oauth_state"];
    let april = ["users", "oauth_states"];
    let case = |prepare: &dyn Fn(&Folder), tables: &[&str], source: &str, words: &str| {
        let folder = Folder::new();
        prepare(&folder);
        let run = folder.run(["init-db", "--dry-run", "--json"]).code(0);
        lists(&run, tables, &[], &[]);
        assert_eq!(run.json()["release_source"], source);
        let run = folder.run(["init-db"]).code(0);
        assert!(run.stderr.replace('\n', " ").contains(words), "{run:#?}");
        // Now the tables decide, whatever the settings say.
        folder.write("navauth.toml", "[app]\nrelease = \"2026-04\"\n");
        let run = folder.run(["init-db", "--json"]);
        assert_eq!(run.json()["release_source"], "database", "{run:#?}");
        assert_eq!(run.json()["unchanged"], serde_json::json!(tables));
    };
    case(&|_| {}, &april, "guide", "2026-04 (the setup guide's");
    case(
        &|folder| {
            folder.write("navauth.toml", "[app]\nrelease = \"2026-08\"\n");
        },
        &august,
        "navauth-toml",
        "2026-08 ([app] release in navauth.toml)",
    );
    case(
        &|folder| {
            folder.write(".env", "API_BASE_URL=http://localhost:8001\n");
        },
        &august,
        "api-base-url",
        "2026-08 (API_BASE_URL)",
    );
    case(
        &|folder| source(folder, "user", "/api", 8001),
        &august,
        "app-source",
        "2026-08 (the app's source code next to .env)",
    );
}

#[test]
fn redirect_uris_are_those_that_the_release_sends() {
    let uris = |folder: &Folder| {
        let run = folder
            .run(["redirect-uris", "--provider", "github", "--json"])
            .code(0);
        let document = run.json();
        let is_known = document["release_source"] != "guide";
        assert_eq!(document["release_known"], is_known, "{run:#?}");
        (
            document["providers"][0]["entries"][0]["uri"]
                .as_str()
                .unwrap()
                .to_owned(),
            document["release_source"].as_str().unwrap().to_owned(),
        )
    };
    let folder = Folder::with_env("FRONTEND_URL=https://www.example.org\n");
    let guide = "http://localhost:8000/auth/callback/github";
    assert_eq!(uris(&folder), (guide.to_owned(), "guide".to_owned()));
    source(&folder, "users", "/api", 8000);
    let may = "http://localhost:8000/api/auth/callback/github";
    assert_eq!(uris(&folder), (may.to_owned(), "app-source".to_owned()));
    source(&folder, "user", "/api", 8001);
    let august = "http://localhost:8001/api/auth/callback/github";
    assert_eq!(uris(&folder), (august.to_owned(), "app-source".to_owned()));
    // The database wins over another release's source.
    let database = Cluster::shared().database();
    database.load(&schema("2026-05.sql"));
    folder.write(
        ".env",
        format!(
            "DATABASE_URL={}\nFRONTEND_URL=https://www.example.org\n",
            database.verified_url()
        ),
    );
    assert_eq!(uris(&folder), (may.to_owned(), "database".to_owned()));
    let _ = folder
        .run(["redirect-uris"])
        .code(0)
        .err("for the app's release 2026-05 (its tables are in the database)");
}

#[test]
fn rejects_an_unknown_release_in_navauth_toml() {
    let folder = Folder::new();
    folder.write("navauth.toml", "[app]\nrelease = \"2026-06\"\n");
    let run = folder.run(["init-db", "--json"]).code(3);
    assert_eq!(run.ids("fail"), ["config.unknown-release"]);
    let _ = folder
        .run(["init-db"])
        .code(3)
        .err("navauth.toml:2")
        .err("2026-04, 2026-05, 2026-08");
}
