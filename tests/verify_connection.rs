//! `navauth verify-connection`, against real servers and other listeners.

mod answers;
#[cfg(unix)]
mod driver;
mod faults;
mod impostor;
mod limits;
mod over_https;
mod round_trips;
mod waiting;

use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::Value;

use crate::support::postgres::{Cluster, Database};
use crate::support::terminal::Terminal;
use crate::support::{Folder, Run};

/// Runs the command on a URL with `--json`.
fn verify(url: &str) -> Run {
    Folder::with_env(&format!("DATABASE_URL='{url}'\n")).run(["verify-connection", "--json"])
}

/// Runs the command on a URL with `--json` and a deadline.
fn verify_within(url: &str, timeout: &str) -> Run {
    Folder::with_env(&format!("DATABASE_URL='{url}'\n")).run([
        "verify-connection",
        "--json",
        "--timeout",
        timeout,
    ])
}

/// The result for a URL: exit code, what was verified of TLS (`plain` without TLS), and the ids of the failures.
fn outcome(url: &str) -> (i32, String, Vec<String>) {
    let run = verify(url).without("s3cret").without("Canary");
    let document = run.json();
    let tls = match &document["connection"]["tls"] {
        Value::Null if run.code == 0 => "plain",
        tls => tls["verified"].as_str().unwrap_or_default(),
    };
    (run.code, tls.to_owned(), run.ids("fail"))
}

#[track_caller]
fn expect(url: &str, code: i32, tls: &str, failed: &[&str]) {
    let (seen_code, seen_tls, seen_failed) = outcome(url);
    let seen_failed: Vec<&str> = seen_failed.iter().map(String::as_str).collect();
    assert_eq!(
        (seen_code, seen_tls.as_str(), &seen_failed[..]),
        (code, tls, failed),
        "{url}"
    );
}

/// A role that may connect without TLS.
fn unencrypted(cluster: &'static Cluster) -> Database {
    let database = cluster.database();
    database.join("unencrypted");
    database
}

/// What is not a connection string on standard input is named, and nothing of its value is shown.
#[test]
fn other_input_than_a_connection_string_is_named() {
    let folder = Folder::new();
    for (input, id) in [
        ("", "usage.no-connection-string"),
        ("\n", "usage.no-connection-string"),
        (
            "export DATABASE_URL='postgresql://owner:CanaryPassword42@localhost/app'",
            "usage.connection-string-assigned",
        ),
    ] {
        let arguments = ["verify-connection", "--database-url-stdin", "--json"];
        let run = folder.run_with_input(arguments, input).code(2);
        assert_eq!(run.ids("fail"), [id]);
        let _ = run.without("CanaryPassword42");
    }
}

/// Without the options that chose the database, a pasted command would act on another one.
#[test]
fn the_next_command_keeps_the_options_that_chose_the_database() {
    let database = Cluster::shared().database();
    let folder = Folder::with_env("DATABASE_URL=sqlite:///other.db\n");
    let url = database.verified_url();
    folder.write("my other.env", format!("DATABASE_URL='{url}'\n"));
    let arguments = ["verify-connection", "--env-file", "my other.env"];
    let printed = "navauth init-db --env-file 'my other.env'";
    let _ = folder.run(arguments).out(&format!("run:   {printed}\n"));
    let run = folder.run(arguments.into_iter().chain(["--json"]));
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    let commands = findings.iter().map(|problem| &problem["fix"]["command"]);
    assert!(commands.clone().any(|command| command == printed));
    let _ = folder
        .run_with_input(["verify-connection", "--database-url-stdin"], &url)
        .out("run:   navauth init-db --database-url-stdin\n");
    let _ = folder.run_printed(printed).code(0);
    let _ = folder.run(arguments).code(0);
    assert!(!folder.path().join("other.db").exists());
}

#[test]
fn sslmode_works_with_a_tls_server() {
    let database = Cluster::shared().database();
    let folder = Cluster::shared().ca_file.parent().unwrap();
    let (ca, other) = (folder.join("ca.pem"), folder.join("other-ca.pem"));
    let (ca, other) = (ca.display(), other.display());
    expect(
        &database.url("sslmode=disable"),
        4,
        "",
        &["database.tls-required"],
    );
    for weak in ["", "sslmode=allow", "sslmode=prefer", "sslmode=require"] {
        expect(&database.url(weak), 0, "none", &[]);
    }
    for chain in ["sslmode=require", "sslmode=prefer", "sslmode=verify-ca"] {
        expect(
            &database.url(&format!("{chain}&sslrootcert={ca}")),
            0,
            "chain",
            &[],
        );
        expect(
            &database.url(&format!("{chain}&sslrootcert={other}")),
            4,
            "",
            &["database.certificate-untrusted"],
        );
    }
    expect(&database.verified_url(), 0, "full", &[]);
    expect(
        &database.url(&format!("sslmode=verify-full&sslrootcert={other}")),
        4,
        "",
        &["database.certificate-untrusted"],
    );
    // There is no ~/.postgresql/root.crt.
    expect(
        &database.url("sslmode=verify-full"),
        3,
        "",
        &["database.root-certificate-missing"],
    );
    // As in libpq: a missing file matters only if the mode needs it.
    expect(
        &database.url("sslmode=require&sslrootcert=/nowhere/ca.pem"),
        0,
        "none",
        &[],
    );
    expect(
        &database.url("sslrootcert=system"),
        4,
        "",
        &["database.certificate-untrusted"],
    );
    expect(
        &database.url("sslmode=require&sslrootcert=system"),
        3,
        "",
        &["database.parameters-contradict"],
    );
    expect(
        &database.url("sslmode=verify-ca&sslrootcert=/nowhere/ca.pem"),
        3,
        "",
        &["database.root-certificate-missing"],
    );
    expect(
        &database.url("sslmode=verify-ca&sslrootcert=/"),
        3,
        "",
        &["database.root-certificate-unreadable"],
    );

    let by_address = |query: &str| database.url(query).replace("@localhost:", "@127.0.0.1:");
    expect(
        &by_address(&format!("sslmode=verify-ca&sslrootcert={ca}")),
        0,
        "chain",
        &[],
    );
    expect(
        &by_address(&format!("sslmode=verify-full&sslrootcert={ca}")),
        4,
        "",
        &["database.certificate-wrong-name"],
    );
    // `hostaddr` sets the address; the name to verify is still the host's.
    let named = database
        .verified_url()
        .replace("@localhost:", "@nowhere.invalid:")
        + "&hostaddr=127.0.0.1";
    expect(&named, 4, "", &["database.certificate-wrong-name"]);
    expect(
        &(database.verified_url() + "&hostaddr=127.0.0.1"),
        0,
        "full",
        &[],
    );
    expect(
        &database.url("hostaddr=localhost"),
        3,
        "",
        &["database.parameter-wrong"],
    );
}

#[test]
fn sslmode_works_with_a_server_without_tls() {
    let database = unencrypted(Cluster::without_tls());
    for plain in ["", "sslmode=disable", "sslmode=allow", "sslmode=prefer"] {
        expect(&database.url(plain), 0, "plain", &[]);
    }
    let ca = Cluster::without_tls().ca_file.display();
    for strict in [
        "sslmode=require".to_owned(),
        format!("sslmode=verify-ca&sslrootcert={ca}"),
        format!("sslmode=verify-full&sslrootcert={ca}"),
    ] {
        expect(&database.url(&strict), 4, "", &["database.tls-not-offered"]);
    }
    expect(
        &database.url("channel_binding=require"),
        4,
        "",
        &["database.channel-binding-impossible"],
    );
    expect(
        &database.url("sslmode=disable&channel_binding=require"),
        3,
        "",
        &["database.parameters-contradict"],
    );
}

#[test]
fn prefer_uses_tls_and_allow_does_not_if_both_are_possible() {
    let database = unencrypted(Cluster::shared());
    expect(&database.url("sslmode=prefer"), 0, "none", &[]);
    expect(&database.url("sslmode=allow"), 0, "plain", &[]);
    // A failure of TLS alone falls back to a connection without it, as in libpq.
    let other = Cluster::shared().ca_file.with_file_name("other-ca.pem");
    expect(
        &database.url(&format!("sslmode=prefer&sslrootcert={}", other.display())),
        0,
        "plain",
        &[],
    );
}

#[test]
fn channel_binding_is_used_and_can_be_required_or_left_out() {
    let database = Cluster::shared().database();
    let method = |query: &str| {
        verify(&database.url(query)).code(0).json()["connection"]["authentication"].clone()
    };
    assert_eq!(
        method("sslmode=require&channel_binding=require"),
        "SCRAM-SHA-256-PLUS"
    );
    assert_eq!(method("sslmode=require"), "SCRAM-SHA-256-PLUS");
    assert_eq!(
        method("sslmode=require&channel_binding=disable"),
        "SCRAM-SHA-256"
    );
    expect(
        &database.url("sslmode=require&channel_binding=yes"),
        3,
        "",
        &["database.parameter-wrong"],
    );
}

#[test]
fn weak_authentication_works_locally_with_a_warning() {
    let folder = Cluster::shared()
        .ca_file
        .parent()
        .unwrap()
        .display()
        .to_string();
    for (group, method) in [
        ("cleartext", "cleartext password"),
        ("outdated", "MD5 password"),
    ] {
        let database = Cluster::shared().database();
        database.join(group);
        database.psql(&format!(
            "set password_encryption = md5; alter role {} password '{}'",
            database.role, database.password
        ));
        let socket = database
            .url(&format!("host={folder}"))
            .replace("@localhost:", "@:");
        let tcp =
            ["sslmode=require", "sslmode=prefer", "sslmode=disable"].map(|mode| database.url(mode));
        // The md5 line of pg_hba.conf is for hosts.
        for url in tcp.iter().chain((group == "cleartext").then_some(&socket)) {
            let run = verify(url).code(0).without("s3cret");
            assert_eq!(run.json()["connection"]["authentication"], method, "{url}");
            assert!(
                run.ids("warn")
                    .contains(&"database.weak-authentication".to_owned()),
                "{url}"
            );
        }
        expect(
            &database.url("sslmode=require&channel_binding=require"),
            4,
            "",
            &["database.channel-binding-not-offered"],
        );
    }
}

#[test]
fn postgresql_18_binds_the_channel() {
    let Some(cluster) = Cluster::newest() else {
        return;
    };
    let database = cluster.database();
    for query in ["channel_binding=prefer", "channel_binding=require"] {
        let run = verify(&(database.verified_url() + "&" + query)).code(0);
        let connection = &run.json()["connection"];
        assert!(
            connection["server_version"]
                .as_str()
                .unwrap()
                .starts_with("18."),
            "{connection}"
        );
        assert_eq!(
            (
                &connection["tls"]["verified"],
                &connection["authentication"]
            ),
            (&"full".into(), &"SCRAM-SHA-256-PLUS".into())
        );
    }
}

#[test]
fn explains_what_the_server_refuses() {
    let database = Cluster::shared().database();
    let url = database.url("sslmode=require");
    let password = url
        .split('@')
        .next()
        .unwrap()
        .rsplit(':')
        .next()
        .unwrap()
        .to_owned();
    expect(
        &url.replace(&password, "not-this-one"),
        4,
        "",
        &["database.wrong-password"],
    );
    expect(
        &url.replace(&format!("//{}:", database.role), "//nobody:"),
        4,
        "",
        &["database.wrong-password"],
    );
    expect(
        &url.replace(&format!(":{password}"), ""),
        3,
        "",
        &["database.password-missing"],
    );
    expect(
        &url.replace(&format!("/{}?", database.name), "/no_such_database?"),
        4,
        "",
        &["database.unknown-database"],
    );
    expect(
        &database.url("sslmode=require&options=-cno_such_setting%3D1"),
        4,
        "",
        &["database.option-unknown"],
    );

    database.psql(&format!(
        "revoke connect on database {} from public",
        database.name
    ));
    database.psql(&format!("alter database {} owner to admin", database.name));
    expect(&url, 4, "", &["database.connect-not-permitted"]);
    database.psql(&format!("alter role {} nologin", database.role));
    expect(&url, 4, "", &["database.role-cannot-log-in"]);
}

#[test]
fn reports_a_missing_privilege_to_create() {
    let database = Cluster::shared().database();
    database.psql(&format!("alter database {} owner to admin", database.name));
    let run = verify(&database.verified_url()).code(1);
    assert_eq!(run.ids("fail"), ["database.create-not-permitted"]);
    assert_eq!(run.json()["may_create_tables"], false);
}

#[test]
fn reports_a_replica() {
    let database = Cluster::shared().database();
    database.psql(&format!(
        "alter database {} set default_transaction_read_only = on",
        database.name
    ));
    assert_eq!(
        verify(&database.verified_url()).code(1).ids("fail"),
        ["database.read-only"]
    );
}

#[test]
fn too_many_connections_may_be_waited_for() {
    let database = Cluster::shared().database();
    database.psql(&format!("alter role {} connection limit 0", database.role));
    expect(
        &database.url("sslmode=require"),
        4,
        "",
        &["database.role-connection-limit"],
    );
}

#[test]
fn the_json_document_is_complete() {
    let database = Cluster::shared().database();
    let document = verify(&database.verified_url())
        .code(0)
        .without("s3cret")
        .json();
    assert_eq!(
        (
            &document["engine"],
            &document["variable"],
            &document["origin"]
        ),
        (
            &"postgresql".into(),
            &"DATABASE_URL".into(),
            &".env:1".into()
        )
    );
    assert!(
        document["url"]
            .as_str()
            .unwrap()
            .contains(":***@localhost:")
    );
    let connection = &document["connection"];
    assert_eq!(
        (&connection["host"], &connection["public"]),
        (&"localhost".into(), &false.into())
    );
    assert!(
        connection["server_version"]
            .as_str()
            .unwrap()
            .chars()
            .next()
            .unwrap()
            .is_ascii_digit()
    );
    assert!(
        connection["connect_ms"].as_f64().unwrap() > 0.0
            && document["round_trip_ms"].as_f64().unwrap() > 0.0
    );
    let tls = &connection["tls"];
    assert!(
        tls["version"] == "TLSv1.3" && tls["cipher"].as_str().unwrap().starts_with("TLS_"),
        "{tls}"
    );
    assert_eq!(
        (
            &tls["certificate"]["names"][0],
            &tls["certificate"]["issuer"]
        ),
        (&"localhost".into(), &"navauth test CA".into())
    );
    assert!(document["certificate_days_left"].as_i64().unwrap() > 1000);
    let phases: Vec<&str> = document["phases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| span["phase"].as_str().unwrap())
        .collect();
    assert_eq!(
        phases,
        ["name", "tcp", "tls", "authentication", "wake-up", "query"]
    );
    assert_eq!(document["session"]["role"], database.role.as_str());
    assert_eq!(document["session"]["database"], database.name.as_str());
    assert_eq!(
        (&document["schema"], &document["may_create_tables"]),
        (&"public".into(), &true.into())
    );
    assert_eq!(document["tables"]["release"], Value::Null);
}

#[test]
fn finds_the_tables_of_init_db() {
    let database = Cluster::shared().database();
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
    let before = folder.run(["verify-connection", "--json"]).code(0);
    assert_eq!(before.ids("warn"), ["database.no-tables"]);
    assert_eq!(
        database.psql("select count(*) from pg_tables where schemaname = 'public'"),
        "0"
    );
    let _ = folder.run(["init-db"]).code(0);
    let after = folder.run(["verify-connection", "--json"]).code(0);
    assert_eq!(after.ids("warn"), [""; 0]);
    assert_eq!(after.json()["tables"]["release"], "2026-04");
    database.psql(&format!(
        "create schema elsewhere; alter table users set schema elsewhere; alter table oauth_states set schema elsewhere; \
                            grant usage on schema elsewhere to {}",
        database.role
    ));
    assert_eq!(
        folder
            .run(["verify-connection", "--json"])
            .code(1)
            .ids("fail"),
        ["database.tables-hidden"]
    );
}

#[test]
fn only_and_skip_filter_the_results() {
    let folder = Folder::with_env(&format!(
        "DATABASE_URL={}\n",
        Cluster::shared().database().url("sslmode=require")
    ));
    let ids = |arguments: &[&str]| {
        let run = folder
            .run(
                ["verify-connection", "--json"]
                    .into_iter()
                    .chain(arguments.iter().copied()),
            )
            .code(0);
        [run.ids("warn"), run.ids("pass")].concat()
    };
    assert_eq!(ids(&["--only", "database.tables"]), ["database.no-tables"]);
    assert_eq!(
        ids(&["--only", "database.url-portable,database.connection"]),
        ["database.connection"]
    );
    assert!(!ids(&["--skip", "database.no-tables"]).contains(&"database.no-tables".to_owned()));
    let _ = folder
        .run(["verify-connection", "--only", "database.tabels"])
        .code(2)
        .err("did you mean database.tables?");
}

#[test]
fn fits_eighty_columns() {
    let database = Cluster::shared().database();
    let folder = Folder::with_env(&format!(
        "NEON_DATABASE_URL={}\nDATABASE_URL=postgresql://x@y/z\n",
        database.verified_url()
    ));
    let run = folder.run(["verify-connection"]).code(0).without("s3cret");
    for text in [
        "NEON_DATABASE_URL (.env:1), which overrides DATABASE_URL",
        "TLSv1.3, TLS_",
        "certificate and host name verified",
        "for localhost, issued by navauth test CA",
        "SCRAM-SHA-256-PLUS",
        "can create",
        "first query",
        "verify-connection: ",
    ] {
        assert!(
            run.stdout.to_lowercase().contains(&text.to_lowercase()),
            "no {text:?} in {}",
            run.stdout
        );
    }
    assert!(
        run.stdout.lines().all(|line| line.chars().count() <= 80),
        "{}",
        run.stdout
    );
}

#[test]
fn a_failure_shows_the_completed_phases() {
    let database = Cluster::shared().database();
    let url = database.url("sslmode=require");
    let password = url
        .split('@')
        .next()
        .unwrap()
        .rsplit(':')
        .next()
        .unwrap()
        .to_owned();
    let folder = Folder::with_env(&format!(
        "DATABASE_URL='{}'\n",
        url.replace(&password, "not-this-one")
    ));
    for columns in [40, 80] {
        let terminal = Terminal::run(&folder, columns, ["verify-connection"]);
        let (code, screen) = terminal.end();
        let rows: Vec<&str> = screen
            .lines()
            .filter(|line| line.contains(" ms "))
            .collect();
        let names: Vec<&str> = rows
            .iter()
            .map(|row| row.split("  ").next().unwrap())
            .collect();
        assert_eq!(
            (code, names),
            (
                4,
                vec!["name", "TCP", "TLS", "authentication", "password check"]
            ),
            "{screen}"
        );
        assert!(
            rows.iter()
                .all(|row| row.contains(['█', '▏', '▎', '▍', '▌', '▋', '▊', '▉'])),
            "{screen}"
        );
        assert!(
            rows.iter()
                .all(|row| row.chars().count() <= usize::from(columns)),
            "{screen}"
        );
        assert!(
            screen.contains("[database.wrong-password]") && !screen.contains("not-this-one"),
            "{screen}"
        );
    }
}

#[test]
fn connects_over_ipv6() {
    let database = Cluster::shared().database();
    let url = database
        .url("sslmode=require")
        .replace("@localhost:", "@[::1]:");
    let run = verify(&url).code(0);
    assert_eq!(run.json()["connection"]["address"], "::1");
}

/// Both offline and online, and before anything is sent.
#[test]
fn every_command_rejects_parameters_that_the_driver_rejects() {
    let database = Cluster::shared().database();
    let good = database.url("sslmode=require");
    for query in [
        "ssl=require",
        "sslmode=require&amp;channel_binding=require",
        "SSLMODE=require",
        "sslmode=require&sslnegotiation=direct",
        "sslmode=require&pgbouncer=true",
    ] {
        let folder = Folder::with_env(&format!("DATABASE_URL={}\n", database.url(query)));
        for (arguments, code) in [
            (&["check-env", "--json"][..], 1),
            (&["doctor", "--offline", "--json"], 1),
            (&["verify-connection", "--json"], 3),
            (&["init-db", "--json"], 3),
        ] {
            let run = folder.run(arguments.iter().copied()).code(code);
            assert!(
                run.ids("fail")
                    .contains(&"database.parameters-unknown".to_owned()),
                "{query}: {run:#?}"
            );
        }
        // The suggested fix works.
        let run = folder.run(["verify-connection", "--json"]).code(3);
        let document = run.json();
        let findings = document["findings"].as_array().unwrap();
        let advice = findings
            .iter()
            .find_map(|diagnostic| diagnostic["fix"]["text"].as_str())
            .unwrap();
        assert!(
            advice.starts_with("use postgresql://") && advice.contains(":***@"),
            "{advice}"
        );
        let corrected = advice.split('?').nth(1).unwrap();
        let parameters: String = corrected
            .chars()
            .take_while(|it| it.is_ascii_alphanumeric() || "=&_-".contains(*it))
            .collect();
        let followed = good.replace("sslmode=require", &parameters);
        let _ = verify(&followed).code(0);
    }
}

#[test]
fn libpq_defaults_apply() {
    let database = Cluster::shared().database();
    let without_password = database
        .url("sslmode=require")
        .split_once("//")
        .and_then(|(_, rest)| rest.split_once('@'))
        .map(|(_, rest)| format!("postgresql://{}@{rest}", database.role))
        .unwrap();
    let run = |url: &str, variables: &[(&str, &str)], pgpass: Option<&str>| {
        let mut folder = Folder::with_env(&format!("DATABASE_URL={url}\n"));
        for (name, value) in variables {
            folder.variable(name, value);
        }
        if let Some(line) = pgpass {
            folder.write("home/.pgpass", line);
        }
        folder.run(["verify-connection", "--json"])
    };
    let password = database.password.as_str();
    let _ = run(&without_password, &[("PGPASSWORD", password)], None).code(0);
    let line = format!(
        "localhost:*:*:{}:{}\n",
        database.role,
        password.replace(':', "\\:")
    );
    let _ = run(&without_password, &[], Some(&line)).code(0);
    let missing = run(&without_password, &[], None).code(3);
    assert_eq!(missing.ids("fail"), ["database.password-missing"]);
    let plain = database.url("");
    for (variables, code, id) in [
        (
            &[("PGSSLMODE", "verify-full")][..],
            3,
            "database.root-certificate-missing",
        ),
        (&[("PGSSLMODE", "sometimes")], 3, "database.parameter-wrong"),
        (&[("PGSSLMODE", "")], 3, "database.parameter-wrong"),
        (
            &[("PGCONNECT_TIMEOUT", "soon")],
            3,
            "database.parameter-wrong",
        ),
        (
            &[("PGHOSTADDR", "127.0.0.1"), ("PGREQUIREAUTH", "md5")],
            4,
            "database.auth-method-not-allowed",
        ),
    ] {
        let run = run(&plain, variables, None).code(code);
        assert_eq!(run.ids("fail"), [id], "{variables:?}");
    }
    // An unsupported variable leads to an unknown result that names it.
    let unknown = run(&plain, &[("PGSERVICE", "mine")], None).code(3);
    assert!(unknown.ids("fail").is_empty(), "{unknown:#?}");
    assert!(
        unknown.stdout.contains("service (PGSERVICE)"),
        "{unknown:#?}"
    );
    // A root.crt in the home folder is used, even with sslmode=require.
    let folder = Folder::with_env(&format!(
        "DATABASE_URL={}\n",
        database.url("sslmode=require")
    ));
    folder.write(
        "home/.postgresql/root.crt",
        std::fs::read(&Cluster::shared().ca_file).unwrap(),
    );
    let run = folder.run(["verify-connection", "--json"]).code(0);
    assert_eq!(run.json()["connection"]["tls"]["verified"], "chain");
    folder.write("home/.postgresql/root.crt", "no certificate");
    let run = folder.run(["verify-connection", "--json"]).code(3);
    assert_eq!(run.ids("fail"), ["database.root-certificate-unreadable"]);
}

#[test]
fn an_empty_variable_that_wins_is_refused_by_every_command() {
    let losing = "DATABASE_URL=postgresql://u:hunter2@localhost:1/db\n";
    for (text, variable, id) in [
        ("DATABASE_URL=\n", None, "env.empty-database-url"),
        ("NEON_DATABASE_URL=\n", None, "env.empty-database-url"),
        ("", Some("NEON_DATABASE_URL_DEV"), "env.empty-database-url"),
        (
            "NEON_DATABASE_URL=postgresql://u:hunter2@localhost:1/db\n",
            Some("NEON_DATABASE_URL"),
            "env.hidden-by-empty",
        ),
    ] {
        let text = if text.starts_with("DATABASE_URL") {
            text.to_owned()
        } else {
            format!("{losing}{text}")
        };
        let mut folder = Folder::with_env(&text);
        if let Some(variable) = variable {
            folder.variable(variable, "");
        }
        for command in ["verify-connection", "init-db", "list-users", "purge-states"] {
            let run = folder.run([command, "--json"]).code(3);
            assert_eq!(run.ids("fail"), [id], "{text} {command}");
        }
        assert!(!folder.path().join("data").exists());
    }
    let folder =
        Folder::with_env("NEON_DATABASE_URL=\nDATABASE_URL=postgresql://u:p@localhost:1/db\n");
    folder.write("navauth.toml", "[app]\nrelease = \"2026-04\"\n");
    let run = folder.run(["verify-connection", "--json"]).code(5);
    assert_eq!(run.json()["variable"], "DATABASE_URL");
    // April's release does not read the other variables, so nothing is checked about them.
    let folder = Folder::with_env(
        "NEON_DATABASE_URL=nonsense\nDATABASE_URL=postgresql://u:p@localhost:1/db\n",
    );
    let unreadable = |folder: &Folder| {
        let run = folder.run(["check-env", "--only", "database", "--offline", "--json"]);
        run.ids("fail")
    };
    assert_eq!(unreadable(&folder), ["database.url-unreadable"]);
    folder.write("navauth.toml", "[app]\nrelease = \"2026-04\"\n");
    assert_eq!(unreadable(&folder), [""; 0]);
}

/// A database that cannot store every name: the warning, what happens without its fix, and its fix.
#[test]
fn reports_an_encoding_that_lacks_characters() {
    let database = Cluster::shared().database();
    let name = format!("{}_latin", database.name);
    database.psql(&format!(
        "create database {name} owner {} encoding 'LATIN1' template template0",
        database.role
    ));
    let url = database.verified_url().replace(&database.name, &name);
    let folder = Folder::with_env(&format!("DATABASE_URL={url}\n"));
    let _ = folder.run(["init-db"]).code(0);
    let run = folder.run(["verify-connection", "--json"]);
    assert_eq!(run.ids("warn"), ["database.encoding"], "{run:#?}");
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    let problem = findings
        .iter()
        .find(|diagnostic| diagnostic["id"] == "database.encoding")
        .unwrap();
    let command = problem["fix"]["command"].as_str().unwrap();
    database.psql(&format!("{command} OWNER {}", database.role));
    let fixed = url.replace(&name, &format!("{name}_utf8"));
    folder.write(".env", format!("DATABASE_URL={fixed}\n"));
    let _ = folder.run(["init-db"]).code(0);
    let run = folder.run(["verify-connection", "--json"]).code(0);
    assert_eq!(run.ids("warn"), [""; 0], "{run:#?}");
    crate::fixes::assert_followed("encodings", ["database.encoding".to_owned()]);
}

#[test]
fn a_local_socket_needs_no_tls() {
    let database = Cluster::shared().database();
    let folder = Cluster::shared().ca_file.parent().unwrap();
    let port = database
        .url("")
        .split("localhost:")
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    let url = format!(
        "postgresql://admin@/{}?host={}&port={port}&sslmode=require",
        database.name,
        folder.display()
    );
    let run = verify(&url).code(0);
    assert_eq!(run.json()["connection"]["authentication"], "trust");
    assert_eq!(run.json()["round_trip_ms"], serde_json::Value::Null);
    expect(
        "postgresql://u:p@/d?host=/nowhere",
        5,
        "",
        &["database.socket-missing"],
    );
}

#[test]
fn reports_unreachable_servers() {
    let port = crate::support::ports::unused();
    expect(
        &format!("postgresql://u:p@127.0.0.1:{port}/d"),
        5,
        "",
        &["database.refused"],
    );
    expect(
        "postgresql://u:p@database.invalid/d",
        5,
        "",
        &["database.name-not-found"],
    );
    let run = verify("postgresql://u:p@ep-cool-darkness-123456.us-east-2.aws.neon.teck.invalid/d")
        .code(5);
    assert!(run.stdout.contains("end with .neon.tech"), "{run:?}");
}

#[test]
fn gives_up_on_a_silent_server_at_the_deadline() {
    // The system accepts connections, but nothing reads from them.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let folder = Folder::with_env(&format!(
        "DATABASE_URL=postgresql://u:p@127.0.0.1:{port}/d\n"
    ));
    let run = folder
        .run(["verify-connection", "--json", "--timeout", "300ms"])
        .code(5);
    assert_eq!(run.ids("fail"), ["database.timed-out"]);
    assert!(
        run.stdout.contains("within 0.3 s during the TLS handshake"),
        "{run:?}"
    );
    // The URL's own limit is shorter than the default.
    expect(
        &format!("postgresql://u:p@127.0.0.1:{port}/d?connect_timeout=1&sslmode=disable"),
        5,
        "",
        &["database.timed-out"],
    );
}

/// A server that answers every connection with the same bytes and hangs up.
fn answering(bytes: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 8];
            let _ = stream.read_exact(&mut request);
            let _ = stream.write_all(bytes);
        }
    });
    port
}

#[test]
fn recognizes_other_servers_on_the_port() {
    for bytes in [
        &b"HTTP/1.1 400 Bad Request\r\n\r\n<html>"[..],
        b"SSH-2.0-OpenSSH_9.2p1\r\n",
    ] {
        let port = answering(bytes);
        for mode in ["disable", "prefer", "require"] {
            let (code, _, failed) = outcome(&format!(
                "postgresql://u:p@127.0.0.1:{port}/d?sslmode={mode}"
            ));
            let expected = if bytes[0] == b'S' && mode != "disable" {
                let run = verify(&format!(
                    "postgresql://u:p@127.0.0.1:{port}/d?sslmode={mode}"
                ));
                assert!(!run.stdout.contains("TLS 1.2"), "{run:?}");
                "database.tls-failed"
            } else {
                "database.not-postgres"
            };
            assert_eq!(
                (code, failed),
                (4, vec![expected.to_owned()]),
                "{mode} {}",
                String::from_utf8_lossy(bytes)
            );
        }
    }
    expect(
        &format!(
            "postgresql://u:p@127.0.0.1:{}/d?sslmode=require",
            answering(b"")
        ),
        5,
        "",
        &["database.closed"],
    );
}

#[test]
fn reads_an_error_in_response_to_the_tls_request() {
    let port = answering(b"E\0\0\0\x34SFATAL\0C53300\0Msorry, too many clients already\0\0\0\0");
    expect(
        &format!("postgresql://u:p@127.0.0.1:{port}/d?sslmode=require"),
        4,
        "",
        &["database.too-many-connections"],
    );
}

#[test]
fn inspects_a_sqlite_file_without_creating_it() {
    let folder = Folder::new();
    let run = folder
        .run(["verify-connection"])
        .code(3)
        .err("[database.file-missing]")
        .err("navauth init-db");
    assert!(run.stdout.contains("the app's default"), "{run:?}");
    assert!(!folder.path().join("data").exists());
    folder.sqlite(
        "users.db",
        "create table users (id integer primary key, email varchar(255), username varchar(100), full_name varchar(255), \
         oauth_provider varchar(50), oauth_id varchar(255))",
    );
    folder.write(".env", "DATABASE_URL=sqlite:///./users.db\n");
    let run = folder.run(["verify-connection", "--json"]).code(1);
    let document = run.json();
    assert_eq!(
        (&document["engine"], &document["file"]["writable"]),
        (&"sqlite".into(), &true.into())
    );
    let failures = run.ids("fail");
    assert!(
        failures.contains(&"database.table-missing".into())
            && failures.contains(&"database.column-missing".into()),
        "{failures:?}"
    );
    folder.write(
        "users.db",
        "this is no database, only a text that is long enough",
    );
    assert_eq!(
        folder
            .run(["verify-connection", "--json"])
            .code(3)
            .ids("fail"),
        ["database.not-sqlite"]
    );
    folder.write(".env", "DATABASE_URL=sqlite:///./home\n");
    assert_eq!(
        folder
            .run(["verify-connection", "--json"])
            .code(3)
            .ids("fail"),
        ["database.file-unusable"]
    );
}
