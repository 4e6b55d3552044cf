//! Checks made-up servers, varying one property at a time.

use std::time::Duration;

use jiff::{Timestamp, ToSpan};

use super::super::super::found::Introspected;
use super::super::super::postgres::{Facts, Method};
use super::super::{Server, Session};
use super::{check_server, check_url};
use crate::database::Target;
use crate::database::tls::{self, Certificate};
use crate::database::url::PostgresUrl;
use crate::diagnostics::Status;

fn url(query: &str) -> PostgresUrl {
    let text = format!("postgresql://u:p@db.example.org/d?{query}");
    match Target::parse("DATABASE_URL", &text).unwrap() {
        Target::Postgres(url) => url,
        Target::Sqlite(_) => panic!("{text}"),
    }
}

/// A public server with unverified TLS and no tables.
fn server() -> Server {
    let now = Timestamp::UNIX_EPOCH;
    let certificate = Certificate {
        names: vec!["db.example.org".to_owned()],
        issuer: "Tests".to_owned(),
        not_before: now,
        not_after: now + 2400.hours(),
        has_alternative_names: true,
        common_name: None,
        self_signed: false,
    };
    let tls = tls::Facts {
        version: "TLSv1.3".to_owned(),
        cipher: "TLS_AES_256_GCM_SHA384".to_owned(),
        verified: "none",
        chain_length: 1,
        certificate: Some(certificate),
    };
    let connection = Facts {
        host: "db.example.org".to_owned(),
        port: 5432,
        address: Some("192.0.2.1".to_owned()),
        public: true,
        tls: Some(tls),
        authentication: Method::Scram,
        server_version: Some("16.4".to_owned()),
        took: Duration::from_millis(300),
    };
    let session = Session {
        role: "u".to_owned(),
        database: "d".to_owned(),
        search_path: "public".to_owned(),
        read_only: false,
        replica: false,
        read_only_source: String::new(),
        encoding: "UTF8".to_owned(),
        client_encoding: None,
    };
    let found = Introspected {
        role: "u".to_owned(),
        schema: Some("public".to_owned()),
        may_create: true,
        ..Introspected::default()
    };
    Server {
        connection,
        session,
        found,
        phases: Vec::new(),
        round_trip: None,
        options_rejected: None,
    }
}

/// The ids of the problems, errors marked with `!`; missing tables are left out.
fn wrong(server: &Server, query: &str) -> Vec<String> {
    let findings = check_server(server, &url(query), Timestamp::UNIX_EPOCH);
    let wrong = findings.iter().filter(|diagnostic| {
        diagnostic.status != Status::Pass && diagnostic.id() != "database.no-tables"
    });
    wrong
        .map(|diagnostic| {
            format!(
                "{}{}",
                if diagnostic.status == Status::Fail {
                    "!"
                } else {
                    ""
                },
                diagnostic.id()
            )
        })
        .collect()
}

fn with(change: impl FnOnce(&mut Server)) -> Server {
    let mut server = server();
    change(&mut server);
    server
}

#[test]
fn public_servers_must_be_authenticated() {
    let unchecked = ["database.certificate-unchecked"];
    assert_eq!(wrong(&server(), "sslmode=require"), unchecked);
    assert_eq!(wrong(&server(), ""), unchecked);
    let none: [&str; 0] = [];
    let bound = with(|server| server.connection.authentication = Method::ScramPlus);
    assert_eq!(
        wrong(&bound, "sslmode=require&channel_binding=require"),
        none
    );
    // A man in the middle can strip channel binding that is not required.
    assert_eq!(wrong(&bound, "sslmode=require"), unchecked);
    let verified = with(|server| server.connection.tls.as_mut().unwrap().verified = "full");
    assert_eq!(
        wrong(&verified, "sslmode=verify-full&sslrootcert=/ca.pem"),
        none
    );
    let near = with(|server| server.connection.public = false);
    assert_eq!(wrong(&near, "sslmode=require"), none);
}

#[test]
fn plaintext_is_only_for_local_and_private_networks() {
    let plain = with(|server| server.connection.tls = None);
    assert_eq!(wrong(&plain, "sslmode=disable"), ["!database.plaintext"]);
    let near = with(|server| (server.connection.tls, server.connection.public) = (None, false));
    assert_eq!(wrong(&near, "sslmode=disable"), [""; 0]);
}

#[test]
fn warns_before_a_certificate_expires() {
    let ending = |hours: i64| {
        with(|server| {
            let tls = server.connection.tls.as_mut().unwrap();
            tls.verified = "full";
            tls.certificate.as_mut().unwrap().not_after = Timestamp::UNIX_EPOCH + hours.hours();
        })
    };
    assert_eq!(
        wrong(&ending(24 * 14), "sslmode=verify-full&sslrootcert=/ca.pem"),
        [""; 0]
    );
    assert_eq!(
        wrong(
            &ending(24 * 14 - 1),
            "sslmode=verify-full&sslrootcert=/ca.pem"
        ),
        ["database.certificate-expires-soon"]
    );
    assert_eq!(
        wrong(&ending(-1), "sslmode=verify-full&sslrootcert=/ca.pem"),
        ["database.expired-certificate-accepted"]
    );
}

#[test]
fn reports_weak_authentication_replicas_and_missing_privileges() {
    let near = |change: fn(&mut Server)| {
        with(|server| {
            server.connection.public = false;
            change(server);
        })
    };
    assert_eq!(
        wrong(
            &near(|server| server.connection.authentication = Method::Trust),
            ""
        ),
        ["database.trusts-everybody"]
    );
    assert_eq!(
        wrong(
            &near(|server| server.connection.authentication = Method::Md5),
            ""
        ),
        ["database.weak-authentication"]
    );
    assert_eq!(
        wrong(&near(|server| server.session.read_only = true), ""),
        ["!database.read-only"]
    );
    assert_eq!(
        wrong(&near(|server| server.found.may_create = false), ""),
        ["!database.create-not-permitted"]
    );
}

#[test]
fn reports_unusual_neon_hosts() {
    let ids = |host: &str| {
        let text = format!("postgresql://u:p@{host}/d?sslmode=require");
        let Target::Postgres(url) = Target::parse("DATABASE_URL", &text).unwrap() else {
            panic!("{text}")
        };
        check_url(&url)
            .iter()
            .map(|diagnostic| (diagnostic.id(), diagnostic.status))
            .collect::<Vec<_>>()
    };
    let unusual = [("neon.host-unusual", Status::Warn)];
    for host in [
        "pg.neon.tech",
        "calm-sea.cloud.neon.tech",
        "ep_calm_sea.us-east-2.aws.neon.tech",
        "ep-calm-sea-ad12cd34-c-5.us-east-1.aws.neon.tech",
    ] {
        assert_eq!(ids(host), unusual, "{host}");
    }
    for host in [
        "ep-calm-sea-a81b2c3d.eastus2.azure.neon.tech",
        "ep-calm-sea-a91b2c3d-pooler.gwc.azure.neon.tech",
        "ep-calm-sea-a91b2c3d.c-2.westus3.azure.neon.tech",
    ] {
        let retired = [("neon.region-retired", Status::Warn)];
        assert_eq!(ids(host), retired, "{host}");
    }
    for host in [
        "ep-calm-sea-123456.us-east-2.aws.neon.tech",
        "ep-a-b-ad12cd34-pooler.c-2.us-east-1.aws.neon.tech",
        "neon.tech.example.org",
    ] {
        assert_eq!(ids(host), [], "{host}");
    }
}

#[test]
fn checks_a_url_without_a_server() {
    let ids = |query: &str| {
        check_url(&url(query))
            .iter()
            .map(|diagnostic| diagnostic.id())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids("sslmode=verify-full&sslrootcert=/ca.pem"), [""; 0]);
    assert_eq!(
        ids("sslmode=verify-full&sslrootcert=system"),
        ["database.system-roots-unusable"]
    );
    assert_eq!(
        ids("sslmode=require&keepalives=1&client_encoding=utf8"),
        [""; 0]
    );
}
