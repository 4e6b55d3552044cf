//! Connection limits, certificates and write access: the cause is named, and the suggested fix works.

use std::process::Command;

use super::verify;
use crate::support::pgbouncer::Pooler;
use crate::support::postgres::Cluster;
use crate::support::{Folder, Run, set_mode};

/// The command of the first problem.
#[track_caller]
fn command(run: &Run) -> String {
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    let command = findings
        .iter()
        .find_map(|diagnostic| diagnostic["fix"]["command"].as_str());
    command
        .unwrap_or_else(|| panic!("no command: {run:#?}"))
        .to_owned()
}

#[test]
fn names_whose_connection_limit_was_reached() {
    for (limit, id) in [
        (
            "alter role ROLE connection limit 1",
            "database.role-connection-limit",
        ),
        (
            "alter database DATABASE connection limit 1",
            "database.database-connection-limit",
        ),
    ] {
        let database = Cluster::shared().database();
        database.join("unencrypted");
        // Another connection by the role, because the superuser's do not count.
        let port = Cluster::shared().port.to_string();
        let mut other = Command::new(Cluster::shared().programs.join("psql"));
        other
            .args([
                "-X",
                "-h",
                "127.0.0.1",
                "-p",
                &port,
                "-U",
                &database.role,
                "-d",
                &database.name,
            ])
            .args(["-c", "select pg_sleep(600)"])
            .env("PGPASSWORD", &database.password)
            .env("PGSSLMODE", "disable");
        let mut other = other.spawn().unwrap();
        database.wait_for("wait_event = 'PgSleep'");
        // Only now: the connections that wait for it count for the database's limit, too.
        database.psql(
            &limit
                .replace("ROLE", &database.role)
                .replace("DATABASE", &database.name),
        );
        let run = verify(&database.url("sslmode=require")).code(4);
        assert_eq!(run.ids("fail"), [id]);
        other.kill().unwrap();
        other.wait().unwrap();
        database.end_sessions("wait_event = 'PgSleep'");
    }
}

#[test]
fn recognizes_an_outdated_password_of_the_pooler() {
    let database = Cluster::shared().database();
    let pooler = Pooler::start(&database);
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", pooler.url(&database)));
    database.psql(&format!("alter role {} password 'another'", database.role));
    let run = folder.run(["verify-connection", "--json"]).code(4);
    assert_eq!(run.ids("fail"), ["database.pooler-password"], "{run:#?}");
    // A password that the pooler itself rejects is the connection string's.
    let wrong = pooler.url(&database).replace("s3cret", "wrong");
    let run = verify(&wrong).code(4);
    assert_eq!(
        run.ids("fail"),
        ["database.pooler-rejected-password"],
        "{run:#?}"
    );
}

#[test]
fn a_pooler_that_suits_no_app_is_explained() {
    let database = Cluster::shared().database();
    let pooler = Pooler::with(&database, "* =", "pool_mode=statement");
    let run = verify(&pooler.url(&database)).code(4);
    assert_eq!(
        run.ids("fail"),
        ["database.pooler-statement-mode"],
        "{run:#?}"
    );
    // The newest release sends the search path when it connects, which this pooler does not know.
    let pooler = Pooler::start(&database);
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", pooler.url(&database)));
    let _ = folder.run(["init-db", "--schema", "2026-08"]).code(0);
    for command in [
        &["verify-connection", "--json"][..],
        &["doctor", "--only", "database", "--json"],
    ] {
        let run = folder.run(command.iter().copied()).code(1);
        assert_eq!(
            run.ids("fail"),
            ["database.app-options-rejected"],
            "{run:#?}"
        );
        assert!(
            run.stdout.contains("unsupported startup parameter"),
            "{run:#?}"
        );
    }
    let direct = Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
    let _ = direct.run(["verify-connection"]).code(0);
    let lenient = Pooler::with(
        &database,
        "* =",
        "pool_mode=transaction\nignore_startup_parameters=options",
    );
    let _ = verify(&lenient.url(&database)).code(0);
    // The pooler has another name for the database.
    let name = format!("{} = dbname=no_such_one", database.name);
    let pooler = Pooler::with(&database, &name, "pool_mode=transaction");
    let run = verify(&pooler.url(&database)).code(4);
    assert_eq!(run.ids("fail"), ["database.unknown-database"], "{run:#?}");
    for words in [
        "database no_such_one does not exist",
        &format!("the connection string names {}", database.name),
        r#"CREATE DATABASE \"no_such_one\""#,
    ] {
        assert!(run.stdout.contains(words), "{words}: {run:#?}");
    }
}

#[test]
fn the_fix_resets_what_makes_a_database_read_only() {
    for (set, whose) in [
        (
            "alter role ROLE set default_transaction_read_only = on",
            "the role",
        ),
        (
            "alter role ROLE in database DATABASE set default_transaction_read_only = on",
            "in the database",
        ),
        (
            "alter database DATABASE set default_transaction_read_only = on",
            "the database",
        ),
    ] {
        let database = Cluster::shared().database();
        database.psql(
            &set.replace("ROLE", &database.role)
                .replace("DATABASE", &database.name),
        );
        let run = verify(&database.verified_url()).code(1);
        assert_eq!(run.ids("fail"), ["database.read-only"]);
        assert!(run.stdout.contains(whose), "{set}: {run:#?}");
        database.psql(&command(&run));
        let _ = verify(&database.verified_url()).code(0);
    }
    // Set by the connection itself, so there is nothing to reset on the server.
    let database = Cluster::shared().database();
    let run = verify(&database.url("sslmode=require&options=-cdefault_transaction_read_only%3Don"))
        .code(1);
    assert_eq!(run.ids("fail"), ["database.read-only"]);
    assert!(run.stdout.contains("options or PGOPTIONS"), "{run:#?}");
}

#[test]
fn a_self_signed_certificate_is_trusted_as_root() {
    // `openssl req -x509` creates a CA certificate, with or without a basic constraint.
    for extension in ["", "basicConstraints=critical,CA:FALSE"] {
        let folder = Folder::new();
        let certificate = folder.path().join("server.crt");
        let mut openssl = Command::new("openssl");
        openssl
            .args([
                "req",
                "-new",
                "-x509",
                "-days",
                "30",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-keyout",
            ])
            .arg(folder.path().join("server.key"))
            .arg("-out")
            .arg(&certificate);
        if !extension.is_empty() {
            openssl.args(["-addext", extension]);
        }
        let output = openssl.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let cluster = Cluster::with_certificate(
            folder.path(),
            if extension.is_empty() { "own" } else { "leaf" },
        );
        let database = cluster.database();
        let other = cluster.ca_file.display().to_string();
        for mode in ["verify-ca", "verify-full"] {
            let run = verify(&database.url(&format!("sslmode={mode}&sslrootcert={other}"))).code(4);
            assert_eq!(
                run.ids("fail"),
                ["database.certificate-self-signed"],
                "{run:#?}"
            );
            let named = format!("sslmode={mode}&sslrootcert={}", certificate.display());
            let _ = verify(&database.url(&named)).code(0);
        }
    }
}

#[test]
#[cfg(unix)]
fn detects_a_read_only_sqlite_file_by_writing() {
    let made = || {
        let folder = Folder::with_env("DATABASE_URL=sqlite:///./data/users.db\n");
        let _ = folder.run(["init-db"]).code(0);
        set_mode(&folder.path().join("data"), 0o777);
        set_mode(&folder.path().join("data/users.db"), 0o666);
        folder
    };
    let good = made();
    let _ = good
        .run_unprivileged(["verify-connection", "--json"])
        .code(0);
    // The folder, which the journal needs; the file; both.
    for (folder_mode, file_mode) in [(0o555, 0o666), (0o777, 0o444), (0o555, 0o444)] {
        let folder = made();
        set_mode(&folder.path().join("data"), folder_mode);
        set_mode(&folder.path().join("data/users.db"), file_mode);
        for arguments in [
            &["verify-connection", "--json"][..],
            &["doctor", "--only", "database", "--json"],
        ] {
            let run = folder.run_unprivileged(arguments.iter().copied()).code(1);
            assert_eq!(run.ids("fail"), ["database.read-only"], "{run:#?}");
        }
        // Nothing is left behind, and the suggested fix works.
        let names = std::fs::read_dir(folder.path().join("data"))
            .unwrap()
            .count();
        assert_eq!(names, 1);
        set_mode(&folder.path().join("data"), 0o777);
        set_mode(&folder.path().join("data/users.db"), 0o666);
        let _ = folder.run_unprivileged(["verify-connection"]).code(0);
    }
    // If nothing can be created in the folder, the help must not suggest the same path.
    let folder = Folder::with_env("DATABASE_URL=sqlite:///./data/users.db\n");
    let run = folder.run_unprivileged(["init-db", "--json"]).code(3);
    assert_eq!(run.ids("fail"), ["database.file-uncreatable"]);
    assert!(
        !run.stdout.contains("such as sqlite:///./data/users.db"),
        "{run:#?}"
    );
    // While another program writes, it is unknown.
    let folder = made();
    let (mut holder, held) = folder.hold_sqlite("data/users.db");
    let run = folder.run(["verify-connection", "--json"]).code(0);
    assert_eq!(run.ids("skip"), ["database.read-only"], "{run:#?}");
    drop(held);
    holder.wait().unwrap();
}

#[test]
fn never_suggests_server_changes_for_neon() {
    use navauth::database::Target;
    use navauth::database::postgres;
    let url = "postgresql://u:p@ep-calm-sea-a1b2c3d4.eu-central-1.aws.neon.tech:1/neondb?hostaddr=127.0.0.1&sslmode=require";
    let Target::Postgres(url) = Target::parse("DATABASE_URL", url).unwrap() else {
        panic!("{url}")
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let refused = runtime.block_on(postgres::connect(&url, std::time::Duration::from_secs(20)));
    let error = refused.err().unwrap();
    let shown = format!("{:?}", error.diagnostic.fix);
    assert!(shown.contains("Neon runs this server"), "{shown}");
    assert!(!shown.contains("start the server"), "{shown}");
}

#[test]
fn reports_an_unused_default_sqlite_file() {
    let database = Cluster::shared().database();
    database.load(&crate::init_db::schema("2026-04.sql"));
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
    let only = [
        "check-env",
        "--only",
        "database.started-without-env",
        "--environment",
        "development",
        "--json",
    ];
    assert_eq!(folder.run(only).code(0).ids("warn"), [""; 0]);
    folder.write("data/users.db", "");
    assert_eq!(
        folder.run(only).code(0).ids("warn"),
        ["database.started-without-env"]
    );
    let _ = folder
        .run(["verify-connection"])
        .code(0)
        .err("uvicorn api.main:app");
    // A variable of the environment applies however the app is started.
    let mut folder = Folder::new();
    folder.variable("DATABASE_URL", &database.verified_url());
    folder.write("data/users.db", "");
    assert_eq!(folder.run(only).code(0).ids("warn"), [""; 0]);
    let _ = folder.run(["verify-connection"]).code(0).without("uvicorn");
}

/// The newest release sets the search path itself: its tables exist, whatever the role's search path is.
#[test]
fn the_tables_of_the_newest_release_are_listed_whatever_the_search_path() {
    let database = Cluster::shared().database();
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
    let _ = folder.run(["init-db", "--schema", "2026-08"]).code(0);
    database.psql(&format!(
        "create schema other; alter role {} set search_path = other",
        database.role
    ));
    let run = folder.run(["verify-connection"]).code(0);
    let run = run.out("other; release 2026-08 uses public");
    let _ = run.out("user, contact_oauth_state (release 2026-08)");
}
