//! `--check` and `--apply-fixes`: every way in which the tables may differ from the app's.

use super::{on, schema};
use crate::support::Folder;
use crate::support::postgres::{Cluster, Database};
use crate::support::terminal::Terminal;

fn ready() -> (Database, Folder) {
    let database = Cluster::shared().database();
    database.load(&schema("2026-04.sql"));
    let folder = on(&database);
    (database, folder)
}

/// The damage to the tables (`ROLE` is the current role), the expected diagnostic, and whether additions alone fix
/// it.
const DAMAGE: [(&str, &str, bool); 16] = [
    (
        "drop index ix_users_username",
        "database.unique-missing",
        true,
    ),
    (
        "drop index ix_users_email; create index ix_users_email on users (email)",
        "database.unique-missing",
        true,
    ),
    (
        "drop index ix_users_email; create unique index on users (email) where is_active",
        "database.unique-missing",
        true,
    ),
    (
        "drop index ix_oauth_states_state_token",
        "database.unique-missing",
        true,
    ),
    (
        "alter table users drop constraint users_pkey",
        "database.key-missing",
        true,
    ),
    (
        "alter table users drop column preferences",
        "database.column-missing",
        true,
    ),
    ("drop table oauth_states", "database.table-missing", true),
    (
        "alter table users drop column email",
        "database.column-missing",
        false,
    ),
    (
        "alter table users alter column username type varchar(10)",
        "database.column-narrow",
        false,
    ),
    (
        "alter table users alter column is_active type int using 1",
        "database.column-type",
        false,
    ),
    (
        "alter table oauth_states alter column created_at type timestamptz",
        "database.column-type",
        false,
    ),
    (
        "alter table users alter column full_name set not null",
        "database.column-required",
        false,
    ),
    (
        "alter table users add column \"Shoe size\" int not null",
        "database.column-required",
        false,
    ),
    (
        "alter table users alter column id drop default",
        "database.key-not-counted",
        false,
    ),
    (
        "alter table users owner to admin",
        "database.table-not-permitted",
        false,
    ),
    (
        "create schema elsewhere authorization ROLE; alter table users set schema elsewhere; alter table oauth_states set schema elsewhere",
        "database.tables-hidden",
        false,
    ),
];

#[test]
fn every_difference_is_reported_and_its_sql_fixes_it() {
    for (damage, id, adds) in DAMAGE {
        let (database, folder) = ready();
        let _ = folder
            .run(["init-db", "--check"])
            .code(0)
            .out("match the app's release 2026-04");
        database.psql(&damage.replace("ROLE", &database.role));
        let run = folder.run(["init-db", "--check", "--json"]).code(1);
        assert_eq!(run.ids("fail"), [id], "{damage}");
        // verify-connection reports the same, and points to this command.
        let seen = folder.run(["verify-connection", "--json"]).code(1);
        assert_eq!(seen.ids("fail"), [id], "{damage}");
        let command = if id == "database.table-missing" {
            "navauth init-db"
        } else {
            "navauth init-db --check"
        };
        let findings = seen.json()["findings"].as_array().unwrap().clone();
        assert!(
            findings
                .iter()
                .any(|diagnostic| diagnostic["id"] == id && diagnostic["fix"]["command"] == command),
            "{seen:?}"
        );
        let (adding, changing) = (
            run.json()["adding"].as_str().unwrap().to_owned(),
            run.json()["changing"].as_str().unwrap().to_owned(),
        );
        assert_eq!(
            (adding.is_empty(), changing.is_empty()),
            (!adds, adds),
            "{damage}: {run:#?}"
        );
        let shown = folder
            .run(["init-db", "--check"])
            .code(1)
            .out(adding.trim_end())
            .out(changing.trim_end());
        assert!(shown.stdout.contains("fix:"), "{shown:#?}");
        if adds {
            let _ = folder.run(["init-db", "--apply-fixes", "--yes"]).code(0);
        } else {
            let _ = folder.run(["init-db", "--apply-fixes", "--yes"]).code(1);
            database.psql(&changing);
            // A re-created column has no index yet.
            let _ = folder.run(["init-db", "--apply-fixes", "--yes"]).code(0);
        }
        let _ = folder.run(["init-db", "--check"]).code(0);
    }
    let followed = DAMAGE.iter().map(|(_, id, _)| (*id).to_owned());
    crate::fixes::assert_followed("differences of the tables", followed);
}

#[test]
fn harmless_deviations_are_not_reported() {
    let (database, folder) = ready();
    database.load(
        "drop index ix_users_id; alter table users alter column avatar_url type text; alter table users alter column username type varchar(200); \
         alter table users add column nickname text; alter table users add column number int not null default 1; \
         create unique index another on users (lower(email)); alter table users alter column id type bigint",
    );
    let _ = folder.run(["init-db", "--check"]).code(0);
    for release in ["2026-05", "2026-08"] {
        let database = Cluster::shared().database();
        database.load(&schema(&format!("{release}.sql")));
        let _ = on(&database)
            .run(["init-db", "--check"])
            .code(0)
            .out(release);
        let _ = on(&database)
            .run(["init-db", "--check", "--schema", "2026-04"])
            .code(u8::from(release == "2026-08").into());
    }
    // Another program's table with the same name is not the app's, and hides nothing.
    let database = Cluster::shared().database();
    database.psql("create schema auth; create table auth.users (id int, email text)");
    let _ = on(&database)
        .run(["init-db"])
        .code(0)
        .err("users, oauth_states: created");
    let _ = on(&database).run(["init-db", "--check"]).code(0);
}

#[test]
fn using_another_roles_tables_is_a_warning() {
    let (database, folder) = ready();
    database.psql(&format!(
        "alter table users owner to admin; grant all on users to {0}; grant all on sequence users_id_seq to {0}",
        database.role
    ));
    let run = folder.run(["init-db", "--check", "--json"]).code(0);
    assert_eq!(run.ids("warn"), ["database.table-owned-by-another"]);
}

#[test]
fn init_db_reports_differences_without_changing_them() {
    let (database, folder) = ready();
    database.load("drop index ix_users_username");
    let run = folder
        .run(["init-db"])
        .code(1)
        .err("[database.unique-missing]")
        .err("navauth init-db --check");
    let _ = run.err("recorded and left unchanged");
    assert_eq!(
        folder.run(["init-db", "--json"]).code(1).ids("fail"),
        ["database.unique-missing"]
    );
    assert_eq!(
        database.psql("select to_regclass('ix_users_username') is null"),
        "t"
    );
    // Hidden tables are not created again unless requested.
    database.load("create schema elsewhere; alter table users set schema elsewhere");
    assert_eq!(
        folder.run(["init-db", "--json"]).code(4).ids("fail"),
        ["database.tables-hidden"]
    );
    let _ = folder
        .run(["init-db", "--schema", "2026-04"])
        .code(0)
        .err("users: created");
}

/// A database without any table has one problem, of one severity, in every command.
#[test]
fn an_empty_database_is_reported_alike() {
    let database = Cluster::shared().database();
    let folder = on(&database);
    for (arguments, code) in [
        (&["init-db", "--check", "--json"][..], 0),
        (&["verify-connection", "--json"], 0),
        (&["init-db", "--check", "--fail-on", "warning", "--json"], 1),
        (&["verify-connection", "--fail-on", "warning", "--json"], 1),
    ] {
        let run = folder.run(arguments.iter().copied()).code(code);
        assert_eq!(run.ids("fail"), [""; 0], "{arguments:?}");
        let warned = run.ids("warn");
        assert!(
            warned.contains(&"database.no-tables".to_owned())
                && !warned.contains(&"database.table-missing".to_owned()),
            "{arguments:?}: {warned:?}"
        );
    }
}

#[test]
fn a_release_that_sets_the_search_path_needs_its_tables_in_public() {
    let database = Cluster::shared().database();
    database.load(&schema("2026-08.sql"));
    let folder = on(&database);
    folder.write("navauth.toml", "[app]\nrelease = \"2026-08\"\n");
    database.load(
        "create schema elsewhere; alter table \"user\" set schema elsewhere; alter table contact_oauth_state set schema elsewhere",
    );
    database.psql(&format!(
        "grant create on schema public to {}",
        database.role
    ));
    let run = folder.run(["init-db", "--check", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["database.tables-hidden"]);
    let run = run.without("ALTER ROLE").out("SET SCHEMA public");
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    let command = findings
        .iter()
        .find_map(|diagnostic| diagnostic["fix"]["command"].as_str());
    database.load(command.unwrap());
    let _ = folder.run(["init-db", "--check"]).code(0);
    // The role finds its tables elsewhere, and the app does not.
    database.load(
        "alter table \"user\" set schema elsewhere; alter table contact_oauth_state set schema elsewhere",
    );
    let path = |path: &str| {
        let sql = format!("alter role {} set search_path = {path}", database.role);
        let _ = database.psql(&sql);
    };
    path("elsewhere, public");
    for arguments in [
        &["init-db", "--check", "--json"][..],
        &["verify-connection", "--json"],
    ] {
        let run = folder.run(arguments.iter().copied()).code(1);
        assert_eq!(run.ids("fail"), ["database.tables-hidden"], "{arguments:?}");
        let _ = run.without("ALTER ROLE").without("match release");
    }
    database.load(
        "alter table elsewhere.\"user\" set schema public; alter table elsewhere.contact_oauth_state set schema public",
    );
    let _ = folder.run(["init-db", "--check"]).code(0);
    // The app sets the path itself, so the role's need not contain public.
    path("elsewhere");
    database
        .load("insert into public.\"user\" (email, username) values ('ada@example.org', 'ada')");
    for arguments in [&["init-db", "--check"][..], &["verify-connection"]] {
        let _ = folder.run(arguments.iter().copied()).code(0);
    }
    let _ = folder.run(["list-users"]).code(0).out("ada@example.org");
    database.load("delete from public.\"user\"");
    path("elsewhere, public");
    // Tables are created where the app looks for them.
    database.load("drop table \"user\", contact_oauth_state cascade");
    let _ = folder.run(["init-db"]).code(0);
    assert_eq!(
        database.psql("select schemaname from pg_tables where tablename = 'user'"),
        "public"
    );
    let _ = folder.run(["init-db", "--check"]).code(0);
    path("public");
    // Another program's table: the role's search path does not help either.
    database.load(
        "drop table \"user\" cascade; create table \"user\" (id uuid primary key, name text)",
    );
    let run = folder.run(["init-db", "--check", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["database.table-foreign"]);
    let _ = run.without("ALTER ROLE").out("use another database");
}

#[test]
fn fixes_are_confirmed_rehearsed_and_atomic() {
    let (database, folder) = ready();
    database.load("drop index ix_users_username; alter table users drop column preferences");
    let before = database.dump();
    let _ = folder
        .run(["init-db", "--apply-fixes"])
        .code(2)
        .err("--yes");
    let _ = folder
        .run(["init-db", "--apply-fixes", "--rehearse"])
        .code(0)
        .out("This worked, and was rolled back");
    let terminal = Terminal::run(&folder, 100, ["init-db", "--apply-fixes"]);
    let screen = terminal.wait_for("Run 2 statements that only add, on");
    assert!(
        screen.contains("CREATE UNIQUE INDEX ix_users_username ON users (username);"),
        "{screen}"
    );
    terminal.keys(["Enter"]);
    let (code, screen) = terminal.end();
    assert!(
        code == 1 && screen.contains("nothing was changed"),
        "{screen}"
    );
    database.load("insert into users (email, username) values ('a@example.org', 'ada'), ('b@example.org', 'ada')");
    let run = folder
        .run(["init-db", "--apply-fixes", "--yes", "--json"])
        .code(4);
    assert_eq!(run.ids("fail"), ["database.value-twice"]);
    assert_eq!(database.dump(), before, "the column was not added either");
    database.load("update users set username = 'bo' where id = 2");
    let terminal = Terminal::run(&folder, 100, ["init-db", "--apply-fixes"]);
    terminal.wait_for("Run 2 statements");
    terminal.keys(["y", "Enter"]);
    let (code, screen) = terminal.end();
    assert!(
        code == 0 && screen.contains("These statements ran"),
        "{screen}"
    );
    let _ = folder.run(["init-db", "--check"]).code(0);
    database.load("delete from users; alter table users alter column full_name set not null; alter table users drop column preferences");
    let run = folder
        .run(["init-db", "--apply-fixes", "--yes"])
        .code(6)
        .out("ADD COLUMN preferences TEXT;");
    let _ = run.out("[database.column-required]");
}

#[test]
fn compares_sqlite_too() {
    let fixed = |damage: &str, id: &str, adds: bool| {
        let folder = Folder::new();
        let _ = folder.run(["init-db"]).code(0);
        let _ = folder.run(["init-db", "--check"]).code(0);
        folder.sqlite("data/users.db", damage);
        assert_eq!(
            folder
                .run(["init-db", "--check", "--json"])
                .code(1)
                .ids("fail"),
            [id],
            "{damage}"
        );
        let _ = folder
            .run(["init-db", "--apply-fixes", "--yes"])
            .code(if adds { 0 } else { 1 });
        let _ = folder
            .run(["init-db", "--check"])
            .code(if adds { 0 } else { 1 });
    };
    fixed("drop index ix_users_email", "database.unique-missing", true);
    fixed(
        "alter table users drop column preferences",
        "database.column-missing",
        true,
    );
    fixed("drop table users", "database.table-missing", true);
    fixed(
        "drop table users; create view users as select 1 as id",
        "database.not-a-table",
        false,
    );
    fixed(
        "alter table users add column shoe int not null default 1; alter table users drop column full_name; alter table users add column full_name blob",
        "database.column-type",
        false,
    );
    let folder = Folder::new();
    assert_eq!(
        folder
            .run(["init-db", "--check", "--json"])
            .code(3)
            .ids("fail"),
        ["database.file-missing"]
    );
    assert!(!folder.path().join("data").exists());
}
