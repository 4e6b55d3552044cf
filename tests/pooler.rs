//! Every command that uses the database, through a transaction pooler: PgBouncer 1.18, which knows no prepared statements.

use std::time::Duration;

use navauth::database::{Database, Target};
use navauth::profile::Profile;
use navauth::providers::fakes::Behavior;

use crate::support::pgbouncer::Pooler;
use crate::support::postgres::Cluster;
use crate::support::user::PendingSignIn;
use crate::support::{Folder, Run, finish};
use crate::test_login::Fixture;

#[test]
fn every_command_works_again_and_again() {
    let database = Cluster::shared().database();
    let pooler = Pooler::start(&database);
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", pooler.url(&database)));
    for arguments in [
        vec!["init-db", "--dry-run"],
        vec!["init-db", "--rehearse"],
        vec!["init-db"],
        vec!["init-db", "--check"],
        vec!["verify-connection"],
        vec!["list-users", "--search", "x", "--active"],
        vec!["list-users", "--count"],
        vec!["purge-states"],
        vec!["purge-states", "--dry-run"],
    ] {
        // The pooler has two connections to the server: three runs meet what another left behind.
        for _ in 0..3 {
            let _ = folder.run(arguments.iter().copied()).code(0);
        }
    }
    database.load("drop index ix_users_username");
    let _ = folder.run(["init-db", "--apply-fixes", "--yes"]).code(0);
    assert_eq!(left_behind(&database), "0|0");
}

/// Prepared statements cannot be seen from outside; locks and settings of a session can.
fn left_behind(database: &crate::support::postgres::Database) -> String {
    database.psql(
        "select (select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())), \
         (select count(*) from pg_stat_activity where state like 'idle in transaction%' and datname = current_database())",
    )
}

#[test]
fn many_at_once_through_two_connections() {
    let database = Cluster::shared().database();
    let pooler = Pooler::start(&database);
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", pooler.url(&database)));
    let runs: Vec<_> = (0..10)
        .map(|_| folder.command(["init-db", "--json"]).spawn().unwrap())
        .collect();
    let runs: Vec<Run> = runs.into_iter().map(|run| finish(run).code(0)).collect();
    assert_eq!(
        runs.iter()
            .filter(|run| run.json()["created"].as_array().unwrap().len() == 2)
            .count(),
        1
    );
    let target = Target::parse("the test's URL", &pooler.url(&database)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let login = |number: usize| {
            let target = target.clone();
            async move {
                let profile = Profile {
                    provider: "github".into(),
                    oauth_id: (number / 2).to_string(),
                    email: Some(format!("{}@example.org", number / 2)),
                    email_verified: Some(true),
                    username: Some("ada".into()),
                    ..Profile::default()
                };
                let mut database = Database::open(&target, Duration::from_secs(30))
                    .await
                    .unwrap();
                database
                    .store_login(&profile, false, "2026-11-23T12:00:00Z".parse().unwrap())
                    .await
                    .unwrap();
                database.close().await;
            }
        };
        futures_util::future::join_all((0..10).map(login)).await;
    });
    assert_eq!(
        database.psql("select count(*), count(distinct username) from users"),
        "5|5"
    );
    assert_eq!(left_behind(&database), "0|0");
}

#[test]
fn a_login_goes_through() {
    let mut fixture = Fixture::new(Behavior::default());
    let database = Cluster::shared().database();
    let pooler = Pooler::start(&database);
    fixture
        .folder
        .variable("DATABASE_URL", &pooler.url(&database));
    let _ = fixture.folder.run(["init-db"]).code(0);
    for change in ["created", "updated"] {
        let login = PendingSignIn::start(
            &fixture.folder,
            ["test-login", "google", "--no-browser", "--json"],
        );
        assert_eq!(login.visit().status, 200);
        assert_eq!(login.finish().code(0).json()["stored"]["change"], change);
    }
    assert_eq!(database.psql("select count(*) from users"), "1");
    assert_eq!(database.psql("select count(*) from oauth_states"), "0");
}
