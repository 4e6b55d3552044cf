//! `navauth purge-states`.

use std::path::Path;
use std::time::Duration;

use navauth::database::{Database, Target};

use crate::support::Folder;
use crate::support::postgres::Cluster;

/// Three that have expired, one of them just now, and one that has not.
fn rows(table: &str, now: &str) -> String {
    let at = |offset: &str| now.replace("OFFSET", offset);
    let row = |name: &str, offset: &str| format!("('{name}', 'github', {})", at(offset));
    let all = [
        row("a", "-1 year"),
        row("b", "-1 hour"),
        row("c", "-1 second"),
        row("running", "+9 minutes"),
    ]
    .join(", ");
    format!("insert into {table} (state_token, provider, expires_at) values {all}")
}

const SQLITE_NOW: &str = "strftime('%Y-%m-%d %H:%M:%f000', 'now', 'OFFSET')";
const POSTGRES_NOW: &str = "timezone('utc', now()) + interval 'OFFSET'";

#[test]
fn what_has_expired_goes_and_what_runs_stays() {
    let folder = Folder::new();
    let _ = folder.run(["init-db"]).code(0);
    folder.sqlite("data/users.db", &rows("oauth_states", SQLITE_NOW));
    let _ = folder
        .run(["purge-states", "--dry-run"])
        .code(0)
        .out("3 expired sign-in attempts would be deleted from sqlite:///./data/users.db");
    assert_eq!(
        folder.sqlite("data/users.db", "select count(*) from oauth_states"),
        "4"
    );
    let _ = folder
        .run(["purge-states"])
        .code(0)
        .out("3 expired sign-in attempts deleted");
    assert_eq!(
        folder.sqlite("data/users.db", "select state_token from oauth_states"),
        "running"
    );
    let _ = folder
        .run(["purge-states"])
        .code(0)
        .out("0 expired sign-in attempts deleted");

    for (release, table) in [
        ("2026-04", "oauth_states"),
        ("2026-08", "contact_oauth_state"),
    ] {
        let database = Cluster::shared().database();
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/schema/{release}.sql"));
        database.load(&std::fs::read_to_string(file).unwrap());
        database.load(&rows(table, POSTGRES_NOW));
        let folder = Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
        assert_eq!(
            folder
                .run(["purge-states", "--dry-run", "--json"])
                .code(0)
                .json()["expired"],
            3
        );
        assert_eq!(
            folder.run(["purge-states", "--json"]).code(0).json()["expired"],
            3
        );
        assert_eq!(
            database.psql(&format!("select state_token from {table}")),
            "running"
        );
    }
}

#[test]
fn a_clock_that_is_fast_ends_no_login() {
    let database = Cluster::shared().database();
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
    let _ = folder.run(["init-db"]).code(0);
    database.load(&rows("oauth_states", POSTGRES_NOW));
    let target = Target::parse("the test's URL", &database.verified_url()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut open = Database::open(&target, Duration::from_secs(20))
            .await
            .unwrap();
        let tomorrow = "2099-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(open.purge_states(tomorrow, false).await.unwrap(), 3);
        open.close().await;
    });
    assert_eq!(
        database.psql("select state_token from oauth_states"),
        "running"
    );
}

#[test]
fn without_tables_nothing_is_made() {
    let folder = Folder::new();
    let run = folder.run(["purge-states", "--json"]).code(3);
    assert_eq!(run.ids("fail"), ["database.file-missing"]);
    assert!(!folder.path().join("data").exists());
}

/// A row is locked by another program: nothing is deleted once navauth has given up.
#[test]
fn a_purge_that_takes_too_long_is_undone() {
    let database = Cluster::shared().database();
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
    let _ = folder.run(["init-db"]).code(0);
    database.load(&rows("oauth_states", POSTGRES_NOW));
    let all = database.psql("select count(*) from oauth_states");
    let other = database.hold("select 1 from oauth_states for update");
    let run = folder
        .run(["purge-states", "--timeout", "2s", "--json"])
        .code(5);
    assert_eq!(run.ids("fail"), ["database.slow"], "{run:#?}");
    drop(other);
    database.wait_for_end("application_name = 'navauth'");
    assert_eq!(database.psql("select count(*) from oauth_states"), all);
}
