//! Every known error message of Neon, PostgreSQL and PgBouncer, sent by a server, and the expected diagnostic.

use super::verify_within;
use crate::support::Folder;
use crate::support::refusing::{Moment, Refusal, Refusing};

/// Texts of Neon's proxy, which sends all of them as XX000.
const PROXY: &[(&str, &str)] = &[
    (
        "connection is insecure (try using `sslmode=require`)",
        "neon.tls-missing",
    ),
    (
        "Parameter 'user' is missing in startup packet.",
        "neon.client-refused",
    ),
    (
        "Inconsistent project name inferred from SNI ('ep-a') and project option ('ep-b').",
        "neon.endpoint-inconsistent",
    ),
    (
        "Project name ('ep_a') must contain only alphanumeric characters and hyphen.",
        "neon.endpoint-malformed",
    ),
    (
        "Endpoint ID is not specified. Either please upgrade the postgres client library (libpq) for SNI support or pass the endpoint ID \
         (first part of the domain name) as a parameter: '?options=endpoint%3D<endpoint-id>'. See more at https://neon.tech/sni",
        "neon.endpoint-unnamed",
    ),
    (
        "The endpoint ID is not specified. Either upgrade the client",
        "neon.endpoint-unnamed",
    ),
    (
        "Malformed password message: missing terminator",
        "neon.client-refused",
    ),
    (
        "password authentication failed for user 'neondb_owner'",
        "neon.password-or-endpoint-wrong",
    ),
    (
        "This IP address 198.51.100.7 is not allowed to connect to this endpoint. Please add it to the allowed list in the Neon console. \
         Make sure to check for IPv4 or IPv6 addresses.",
        "neon.address-not-allowed",
    ),
    (
        "This IP address is not allowed to connect to this endpoint.",
        "neon.address-not-allowed",
    ),
    (
        "This connection is trying to access this endpoint from a blocked network.",
        "neon.network-blocked",
    ),
    (
        "VPC endpoint ID is not specified. This endpoint requires a VPC endpoint ID to connect.",
        "neon.network-blocked",
    ),
    (
        "This VPC endpoint id vpce-1 is not allowed to connect to this endpoint. Please add it to the allowed list in the Neon console.",
        "neon.network-blocked",
    ),
    (
        "Too many connections to this endpoint. Please try again later.",
        "neon.too-many-attempts",
    ),
    ("Too many connections attempts", "neon.too-many-attempts"),
    (
        "Failed to acquire permit to connect to the database. Too many database connection attempts are currently ongoing.",
        "neon.too-many-attempts",
    ),
    ("Authentication timed out", "neon.login-too-slow"),
    (
        "Unsupported authentication method: md5",
        "neon.client-refused",
    ),
    ("SCRAM-PLUS not used", "neon.tls-intercepted"),
    (
        "insecure connection: secure channel data mismatch",
        "neon.tls-intercepted",
    ),
    (
        "unsupported channel binding method tls-unique",
        "neon.tls-intercepted",
    ),
    ("authentication protocol violation", "neon.tls-intercepted"),
    ("Internal error", "neon.internal"),
    (
        "Disconnected due to inactivity after 2m.",
        "neon.idle-disconnected",
    ),
    ("Control plane request failed", "neon.internal"),
    ("Console request failed", "neon.internal"),
    (
        "Control plane request failed: endpoint cannot be found",
        "neon.endpoint-gone",
    ),
    (
        "Control plane request failed: endpoint is disabled",
        "neon.endpoint-disabled",
    ),
    (
        "Control plane request failed: endpoint is temporarily unavailable. Check your quotas and/or contact our support.",
        "neon.endpoint-unavailable",
    ),
    ("Couldn't connect to compute node", "neon.compute-starting"),
    (
        "unsupported startup parameter: search_path. Please use unpooled connection or remove this parameter from the startup package. More \
         details: https://neon.tech/docs/connect/connection-errors#unsupported-startup-parameter",
        "database.startup-parameter",
    ),
    (
        "unsupported startup parameter in options: search_path. Please use unpooled connection",
        "database.startup-parameter",
    ),
    ("connection closed", "neon.compute-starting"),
    (
        "error communicating with the server: Connection reset by peer",
        "neon.compute-starting",
    ),
    ("timeout waiting for server", "neon.compute-starting"),
    (
        "authentication error: password missing",
        "neon.compute-starting",
    ),
    (
        "could not extend file because project size limit (512 MB) has been exceeded",
        "neon.storage-full",
    ),
];

/// Texts of Neon's control plane, sent while the compute starts.
const CONTROL_PLANE: &[(&str, &str)] = &[
    (
        "The role you're attempting to use is protected and cannot be used for password-based authentication. Please pick a different role \
         and try again.",
        "neon.role-protected",
    ),
    (
        "The requested resource could not be found, or you don't have access to it. Please check the provided ID and try again.",
        "neon.endpoint-gone",
    ),
    (
        "The requested project could not be found, or you don't have access to it. Please check the provided ID and try again.",
        "neon.endpoint-gone",
    ),
    (
        "The requested endpoint could not be found, or you don't have access to it. Please check the provided ID and try again.",
        "neon.endpoint-gone",
    ),
    (
        "The requested branch could not be found, or you don't have access to it. Please check the provided ID and try again.",
        "neon.endpoint-gone",
    ),
    (
        "The endpoint has been disabled. Enable it using the API and retry.",
        "neon.endpoint-disabled",
    ),
    (
        "The endpoint has been disabled. Enable it using Neon API and retry.",
        "neon.endpoint-disabled",
    ),
    (
        "You've exceeded the rate limit. Please wait a moment and try again.",
        "neon.too-many-attempts",
    ),
    (
        "You've exceeded the compute time for this branch. Upgrade your plan to increase limits or connect to another branch.",
        "neon.quota-exceeded",
    ),
    (
        "Your project has exceeded the active time quota. Upgrade your plan to increase limits.",
        "neon.quota-exceeded",
    ),
    (
        "Your account or project has exceeded the compute time quota. Upgrade your plan to increase limits.",
        "neon.quota-exceeded",
    ),
    (
        "Your project has exceeded the written data quota. Upgrade your plan to increase limits.",
        "neon.quota-exceeded",
    ),
    (
        "Your project has exceeded the data transfer quota. Upgrade your plan to increase limits.",
        "neon.quota-exceeded",
    ),
    (
        "Your project has exceeded the logical size quota. Upgrade your plan to increase limits.",
        "neon.quota-exceeded",
    ),
    (
        "You have exceeded the limit of concurrently active endpoints. Please suspend some endpoints and try again.",
        "neon.endpoint-unavailable",
    ),
    (
        "active endpoints limit exceeded",
        "neon.endpoint-unavailable",
    ),
    (
        "Your project already has running operations. Please wait until they complete, and then try again.",
        "neon.operations-running",
    ),
];

/// Texts of PostgreSQL and PgBouncer, with their SQLSTATEs; Neon forwards them as XX000 during authentication.
const SERVERS: &[(&str, &str, &str)] = &[
    (
        "3D000",
        "database \"people\" does not exist",
        "database.unknown-database",
    ),
    (
        "28000",
        "role \"anna\" does not exist",
        "database.unknown-role",
    ),
    (
        "28000",
        "role \"anna\" is not permitted to log in",
        "database.role-cannot-log-in",
    ),
    (
        "28P01",
        "password authentication failed for user \"anna\"",
        "database.wrong-password",
    ),
    (
        "08P01",
        "SASL authentication failed",
        "database.pooler-rejected-password",
    ),
    (
        "28000",
        "Peer authentication failed for user \"anna\"",
        "database.other-authentication",
    ),
    (
        "28000",
        "certificate authentication failed for user \"anna\"",
        "database.other-authentication",
    ),
    (
        "28000",
        "no pg_hba.conf entry for host \"::1\", user \"anna\", database \"people\", no encryption",
        "database.tls-required",
    ),
    (
        "28000",
        "no pg_hba.conf entry for host \"::1\", user \"anna\", database \"people\", SSL off",
        "database.tls-required",
    ),
    (
        "28000",
        "pg_hba.conf rejects connection for host \"::1\", user \"anna\", database \"people\", no encryption",
        "database.tls-required",
    ),
    (
        "28000",
        "no pg_hba.conf entry for host \"::1\", user \"anna\", database \"people\", SSL encryption",
        "database.host-not-allowed",
    ),
    (
        "42501",
        "permission denied for database \"people\"",
        "database.connect-not-permitted",
    ),
    (
        "55000",
        "database \"people\" is not currently accepting connections",
        "database.closed-to-connections",
    ),
    (
        "53300",
        "remaining connection slots are reserved for roles with the SUPERUSER attribute",
        "database.too-many-connections",
    ),
    (
        "53300",
        "remaining connection slots are reserved for non-replication superuser connections",
        "database.too-many-connections",
    ),
    (
        "53300",
        "sorry, too many clients already",
        "database.too-many-connections",
    ),
    (
        "53300",
        "too many connections for role \"anna\"",
        "database.role-connection-limit",
    ),
    (
        "53300",
        "too many connections for database \"people\"",
        "database.database-connection-limit",
    ),
    (
        "08P01",
        "no more connections allowed (max_client_conn)",
        "database.pooler-connection-limit",
    ),
    (
        "57P03",
        "the database system is starting up",
        "database.starting",
    ),
    (
        "57P03",
        "the database system is not yet accepting connections",
        "database.starting",
    ),
    (
        "57P03",
        "the database system is in recovery mode",
        "database.starting",
    ),
    (
        "57P03",
        "the database system is not accepting connections",
        "database.standby-closed",
    ),
    (
        "57P03",
        "the database system is shutting down",
        "database.stopping",
    ),
    (
        "57P01",
        "terminating connection due to administrator command",
        "database.stopping",
    ),
    (
        "22023",
        "invalid command-line argument for server process: endpoint=ep-x",
        "database.option-unknown",
    ),
    (
        "42601",
        "invalid command-line argument for server process: endpoint=ep-x",
        "database.option-unknown",
    ),
    (
        "42704",
        "unrecognized configuration parameter \"serch_path\"",
        "database.option-unknown",
    ),
    (
        "0A000",
        "unsupported frontend protocol 3.0: server supports 2.0 to 2.0",
        "database.too-old",
    ),
    (
        "57014",
        "canceling authentication due to timeout",
        "database.login-too-slow",
    ),
    (
        "53100",
        "could not extend file \"base/5/1249\": No space left on device",
        "database.storage-full",
    ),
    ("53200", "out of memory", "database.out-of-memory"),
    (
        "25P03",
        "terminating connection due to idle-in-transaction timeout",
        "database.idle-ended",
    ),
    ("08P01", "query_wait_timeout", "database.pooler-busy"),
    (
        "08P01",
        "transaction blocks not allowed in statement pooling mode",
        "database.pooler-statement-mode",
    ),
    ("08P01", "client_login_timeout", "database.login-too-slow"),
    (
        "08P01",
        "unsupported startup parameter: extra_float_digits",
        "database.startup-parameter",
    ),
    (
        "08P01",
        "no such database: people",
        "database.pooler-unknown-database",
    ),
    (
        "08P01",
        "no such user: anna",
        "database.pooler-unknown-role",
    ),
    ("08P01", "no such user", "database.pooler-unknown-role"),
    (
        "08P01",
        "database \"people\" is disabled",
        "database.pooler-database-disabled",
    ),
    (
        "08P01",
        "database does not allow connections: people",
        "database.pooler-database-disabled",
    ),
    ("08P01", "SSL required", "database.pooler-tls-required"),
    (
        "08P01",
        "bouncer config error",
        "database.pooler-misconfigured",
    ),
    (
        "08P01",
        "pgbouncer cannot connect to server",
        "database.pooler-cannot-connect",
    ),
    (
        "08P01",
        "server login has been failing, try again later (server_login_retry)",
        "database.pooler-cannot-connect",
    ),
    (
        "42P05",
        "prepared statement \"s0\" already exists",
        "database.prepared-statement",
    ),
    (
        "26000",
        "prepared statement \"s0\" does not exist",
        "database.prepared-statement",
    ),
    (
        "42501",
        "permission denied for schema public",
        "database.not-permitted",
    ),
    (
        "25006",
        "cannot execute CREATE TABLE in a read-only transaction",
        "database.read-only",
    ),
    (
        "55P03",
        "canceling statement due to lock timeout",
        "database.lock-taken",
    ),
    (
        "57014",
        "canceling statement due to statement timeout",
        "database.statement-timeout",
    ),
    (
        "57014",
        "canceling statement due to user request",
        "database.canceled",
    ),
    (
        "42P01",
        "relation \"users\" does not exist",
        "database.table-missing",
    ),
    (
        "42703",
        "column \"expires_at\" does not exist",
        "database.column-missing",
    ),
    (
        "42P07",
        "relation \"ix_users_email\" already exists",
        "database.name-taken",
    ),
    (
        "23505",
        "duplicate key value violates unique constraint \"users_pkey\"",
        "database.key-twice",
    ),
    (
        "23505",
        "duplicate key value violates unique constraint \"ix_users_email\"",
        "database.value-twice",
    ),
    (
        "23505",
        "could not create unique index \"ix_users_email\"",
        "database.value-twice",
    ),
    (
        "22P05",
        "character with byte sequence 0xc5 0x82 in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\"",
        "database.character-not-in-encoding",
    ),
    // Other languages: recognized by their SQLSTATE alone.
    (
        "3D000",
        "Datenbank »people« existiert nicht",
        "database.unknown-database",
    ),
    (
        "28P01",
        "Passwort-Authentifizierung für Benutzer »anna« fehlgeschlagen",
        "database.wrong-password",
    ),
    (
        "53300",
        "lo siento, ya tenemos demasiados clientes",
        "database.connection-limit",
    ),
    (
        "57P03",
        "le système de bases de données se lance",
        "database.starting",
    ),
    // An unknown text is quoted.
    (
        "XX000",
        "the hamster has left the wheel",
        "database.refused-otherwise",
    ),
    (
        "28000",
        "something about an identity that no table holds",
        "database.refused-otherwise",
    ),
];

/// Sends each of these texts at one point of the connection.
fn each(moment: Moment, cases: Vec<(&'static str, &'static str, &'static str)>) {
    each_of(Refusing::url, moment, cases);
}

/// The same for a server with the name of a host at Neon.
fn each_at_neon(moment: Moment, cases: &[(&'static str, &'static str)]) {
    let cases = cases.iter().map(|(text, id)| ("XX000", *text, *id));
    each_of(Refusing::url_at_neon, moment, cases.collect());
}

fn each_of(
    url: fn(&Refusing, &str) -> String,
    moment: Moment,
    cases: Vec<(&'static str, &'static str, &'static str)>,
) {
    let texts = cases.clone();
    let server = Refusing::start(move |role, _| {
        let (code, text, _) = texts[role
            .strip_prefix("role_")
            .unwrap()
            .parse::<usize>()
            .unwrap()];
        Refusal {
            moment,
            code,
            text: text.to_owned(),
        }
    });
    for (number, (code, text, id)) in cases.iter().enumerate() {
        let run = verify_within(&url(&server, &format!("role_{number}")), "30s").code(4);
        assert_eq!(run.ids("fail"), [*id], "{code} {text}");
        let diagnostic = &run.json()["findings"][0];
        let detail = diagnostic["detail"].as_str().unwrap();
        assert!(
            detail.starts_with(text) && detail.ends_with(&format!("(SQLSTATE {code})")),
            "{detail}"
        );
        assert!(
            diagnostic["fix"]["text"]
                .as_str()
                .is_some_and(|fix| !fix.is_empty()),
            "{diagnostic}"
        );
    }
    assert_eq!(server.tries(), cases.len());
}

#[test]
fn explains_every_text_of_neons_proxy() {
    each_at_neon(Moment::Start, PROXY);
}

#[test]
fn explains_every_text_of_neons_control_plane() {
    each_at_neon(Moment::AfterPassword, CONTROL_PLANE);
}

/// Other servers, poolers and proxies use some of the same words: there they say nothing about Neon.
#[test]
fn texts_of_neon_are_not_those_of_other_servers() {
    let elsewhere = |(text, id): &(&'static str, &'static str)| {
        // A full disk is one anywhere.
        let is_shared = *id == "neon.storage-full" || text.to_lowercase().contains("neon");
        let own = id.starts_with("neon.") && !is_shared;
        own.then_some(("XX000", *text, "database.refused-otherwise"))
    };
    let cases = PROXY.iter().chain(CONTROL_PLANE).filter_map(elsewhere);
    each(
        Moment::Start,
        cases.chain(INVENTED.iter().copied()).collect(),
    );
}

/// Texts of other services, and invented ones: shown as they came, with no cause that the text does not decide.
const INVENTED: &[(&str, &str, &str)] = &[
    (
        "XX000",
        "Tenant or user not found",
        "database.refused-otherwise",
    ),
    (
        "XX000",
        "Max client connections reached",
        "database.pooler-connection-limit",
    ),
    (
        "XX000",
        "MaxClientsInSessionMode: max clients reached - in Session mode max clients are limited to pool_size",
        "database.pooler-connection-limit",
    ),
    (
        "28000",
        "This RDS proxy has no credentials for the role anna",
        "database.refused-otherwise",
    ),
    (
        "28000",
        "The IAM authentication failed for the role anna. Check the IAM token",
        "database.refused-otherwise",
    ),
    (
        "28P01",
        "password authentication failed for user 'anna'",
        "database.wrong-password",
    ),
    (
        "53300",
        "Zu viele Verbindungen für Rolle »anna«",
        "database.connection-limit",
    ),
    (
        "53300",
        "trop de connexions pour la base de données « people »",
        "database.connection-limit",
    ),
    (
        "28000",
        "kein pg_hba.conf-Eintrag für Host »::1«, Benutzer »anna«, Datenbank »people«, keine Verschlüsselung",
        "database.host-not-allowed",
    ),
    (
        "28000",
        "aucune entrée dans pg_hba.conf pour l'hôte « ::1 », utilisateur « anna »",
        "database.host-not-allowed",
    ),
    (
        "28000",
        "Rolle »anna« existiert nicht",
        "database.refused-otherwise",
    ),
    (
        "57P03",
        "das Datenbanksystem fährt herunter",
        "database.starting",
    ),
    (
        "08P01",
        "the client said something that this pooler does not like",
        "database.refused-otherwise",
    ),
    (
        "08006",
        "l'autre côté ne répond pas",
        "database.connection-failure",
    ),
    (
        "42704",
        "Typ »citext« existiert nicht",
        "database.refused-otherwise",
    ),
    ("22023", "ungültiger Wert", "database.refused-otherwise"),
    (
        "08P01",
        "pgbouncer database is disabled",
        "database.refused-otherwise",
    ),
    (
        "08P01",
        "idle transaction timeout",
        "database.refused-otherwise",
    ),
    (
        "08P01",
        "server login has been failing, cached error: connect timeout (server_login_retry)",
        "database.pooler-cannot-connect",
    ),
    (
        "XX000",
        "your account has exceeded the egress quota of this plan",
        "database.refused-otherwise",
    ),
    (
        "57P01",
        "the cluster is being upgraded, see you in a minute",
        "database.stopping",
    ),
    (
        "42501",
        "keine Berechtigung für Schema public",
        "database.not-permitted",
    ),
];

#[test]
fn explains_every_text_of_postgresql_and_pgbouncer() {
    each(Moment::Start, SERVERS.to_vec());
}

#[test]
fn explains_texts_without_their_sqlstate() {
    let told_by_text = SERVERS
        .iter()
        .filter(|(_, text, _)| text.is_ascii() && !text.starts_with("lo siento"));
    each(
        Moment::AfterPassword,
        told_by_text
            .map(|(_, text, id)| ("XX000", *text, *id))
            .collect(),
    );
}

/// What a pooler does not know is configured in the pooler: SQL on the server would not help.
#[test]
fn a_pooler_is_not_fixed_by_sql() {
    let poolers = SERVERS.iter().filter(|(_, _, id)| {
        ["unknown-database", "unknown-role", "database-disabled"]
            .iter()
            .any(|end| *id == format!("database.pooler-{end}"))
    });
    let mut seen = 0;
    for (code, text, _) in poolers {
        let server = Refusing::start(move |_, _| Refusal {
            moment: Moment::Start,
            code,
            text: (*text).to_owned(),
        });
        let run = verify_within(&server.url("anna"), "30s").code(4);
        for sql in ["CREATE ", "ALTER "] {
            assert!(!run.stdout.contains(sql), "{text}: {run:?}");
        }
        seen += 1;
    }
    assert_eq!(seen, 5);
}

/// Where the server refuses TLS, `sslmode=require` is no fix for an entry missing in pg_hba.conf.
#[test]
fn tls_is_not_advised_where_the_server_refuses_it() {
    for text in [
        "no pg_hba.conf entry for host \"::1\", user \"anna\", database \"people\", no encryption",
        "no pg_hba.conf entry for host \"::1\", user \"anna\", database \"people\", SSL off",
        "pg_hba.conf rejects connection for host \"::1\", user \"anna\", database \"people\", no encryption",
        "pg_hba.conf rejects connection for host \"::1\", user \"anna\", database \"people\", SSL off",
    ] {
        let server = Refusing::start(move |_, _| Refusal {
            moment: Moment::Start,
            code: "28000",
            text: text.to_owned(),
        });
        for (mode, id) in [
            ("prefer", "database.host-not-allowed"),
            ("allow", "database.host-not-allowed"),
            ("disable", "database.tls-required"),
        ] {
            let url = server.url("anna").replace("disable", mode);
            let run = verify_within(&url, "30s").code(4);
            assert_eq!(run.ids("fail"), [id], "{mode} {text}");
            assert_eq!(
                run.stdout.contains("sslmode=require"),
                mode == "disable",
                "{mode}: {run:?}"
            );
            assert!(run.stdout.contains("pg_hba.conf"), "{run:?}");
        }
    }
}

/// Every row of the table has a text that was sent.
#[test]
fn every_row_of_the_table_is_tested() {
    let reached = PROXY
        .iter()
        .chain(CONTROL_PLANE)
        .map(|(_, id)| *id)
        .chain(SERVERS.iter().chain(INVENTED).map(|(_, _, id)| *id));
    let reached: Vec<&str> = reached.collect();
    let page = navauth::database::postgres::page();
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .filter(|id| id.contains('.'));
    let rows: Vec<&str> = rows.collect();
    assert!(
        rows.iter()
            .enumerate()
            .all(|(at, id)| !rows[..at].contains(id)),
        "an id stands twice: {rows:?}"
    );
    let unreached: Vec<&str> = rows
        .into_iter()
        .filter(|id| !reached.contains(id))
        .collect();
    assert!(unreached.is_empty(), "{unreached:?}");
}

#[test]
fn hostile_texts_are_sanitized_and_shortened() {
    let server = Refusing::start(|_, _| Refusal {
        moment: Moment::Start,
        code: "XX000",
        text: format!("\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}{}", "x".repeat(5000)),
    });
    let run = Folder::with_env(&format!("DATABASE_URL={}\n", server.url("anna")))
        .run(["verify-connection"])
        .code(4);
    assert!(
        !run.stderr.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{run:?}"
    );
    assert!(run.stderr.len() < 2000, "{}", run.stderr.len());
}
