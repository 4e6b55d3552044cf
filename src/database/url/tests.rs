//! Compares the parser with test vectors made by SQLAlchemy.

use serde_json::{Value, json};

use super::{
    Address, ChannelBinding, PostgresUrl, SslMode, Target, ambiguity, choose, variable_in_use,
};
use crate::config::settings::{Origin, Settings};
use crate::diagnostics::catalog::{database, env};

const VECTORS: &str = include_str!("../../../tests/vectors/database-url.json");

/// URLs that the app parses but cannot or must not use, with the expected diagnostic.
const REFUSED: [(&str, &str); 17] = [
    ("sqlite+aiosqlite:///./users.db", "database.driver-unusable"),
    (
        "postgresql+psycopg://u:p@localhost/db",
        "database.driver-unusable",
    ),
    (
        "postgresql+asyncpg://u:p@localhost:5432/db?ssl=require",
        "database.driver-unusable",
    ),
    (
        "postgresql://u:p@ss@localhost/db",
        "database.password-unescaped",
    ),
    ("postgresql://u:p@h:abc/db", "database.port-wrong"),
    ("postgresql://u:p@h:/db", "database.port-wrong"),
    ("sqlite://", "database.sqlite-memory"),
    ("sqlite:///:memory:", "database.sqlite-memory"),
    ("mysql://u:p@h/db", "database.kind-unknown"),
    ("POSTGRESQL://u:p@h/db", "database.kind-unknown"),
    ("not a url", "database.url-unreadable"),
    ("postgresql:/u:p@h/db", "database.url-unreadable"),
    (" postgresql://u:p@h/db", "database.url-unreadable"),
    ("\"postgresql://u:p@h/db\"", "database.url-unreadable"),
    ("psql 'postgresql://u:p@h/db'", "database.url-unreadable"),
    // Not among the vectors.
    ("sqlite://data/users.db", "database.sqlite-host"),
    ("postgresql://u:p@h/sqlite_users", "database.sqlite-in-url"),
];

fn refusal(url: &str) -> Option<&'static str> {
    Target::parse("DATABASE_URL", url)
        .err()
        .map(|error| error.diagnostic.id())
}

fn postgres(url: &str) -> PostgresUrl {
    match Target::parse("DATABASE_URL", url).unwrap() {
        Target::Postgres(url) => url,
        Target::Sqlite(path) => panic!("{url} was taken for the file {}", path.display()),
    }
}

/// The parts in the form of the vectors.
fn parts(target: &Target) -> Value {
    match target {
        Target::Sqlite(path) => json!({ "dialect": "sqlite", "database": path }),
        Target::Postgres(url) => {
            let mut query = serde_json::Map::new();
            for (key, value) in &url.query {
                let entry = query.entry(key).or_insert(Value::Null);
                *entry = match entry.take() {
                    Value::Null => json!(value),
                    Value::Array(mut values) => {
                        values.push(json!(value));
                        Value::Array(values)
                    }
                    first => json!([first, value]),
                };
            }
            let driver = url
                .driver
                .as_ref()
                .map_or_else(String::new, |driver| format!("+{driver}"));
            json!({
                "drivername": format!("postgresql{driver}"), "username": url.user, "password": url.password.as_ref().map(|secret| secret.expose()),
                "host": url.host, "port": url.port, "database": url.database, "query": query,
            })
        }
    }
}

#[test]
fn parses_every_url_like_the_app_or_explains_why_not() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    assert_eq!(vectors.len(), 42);
    let mut refused = 0;
    for vector in vectors {
        let url = vector["url"].as_str().unwrap();
        let expected = &vector["app_sees"];
        if let Some((_, id)) = REFUSED.iter().find(|(refused, _)| *refused == url) {
            assert_eq!(refusal(url), Some(*id), "{url}");
            refused += 1;
            continue;
        }
        let target =
            Target::parse("DATABASE_URL", url).unwrap_or_else(|error| panic!("{url}: {error}"));
        let seen = parts(&target);
        if seen["dialect"] == "sqlite" {
            assert!(
                expected["drivername"]
                    .as_str()
                    .unwrap()
                    .starts_with("sqlite"),
                "{url}"
            );
            assert_eq!(seen["database"], expected["database"], "{url}");
        } else {
            assert_eq!(&seen, expected, "{url}");
        }
    }
    assert_eq!(
        refused, 15,
        "every refusal but the last two stands among the vectors"
    );
}

#[test]
fn rejects_urls_that_are_not_among_the_vectors() {
    for (url, id) in REFUSED {
        assert_eq!(refusal(url), Some(id), "{url}");
    }
    assert_eq!(
        refusal("sqlite:///file:users.db?uri=true"),
        Some("database.sqlite-file-uri")
    );
    assert_eq!(
        refusal("sqlite:///~/data/users.db"),
        Some("database.sqlite-tilde")
    );
    assert_eq!(refusal("sqlite:///./~backup/users.db"), None);
    let drive = (!cfg!(windows)).then_some("database.sqlite-drive");
    for path in ["C:/data/users.db", "/d:/users.db", r"C:\data\users.db"] {
        assert_eq!(refusal(&format!("sqlite:///{path}")), drive, "{path}");
    }
    for path in ["a/C:/users.db", "c:users.db", "ab:/users.db"] {
        assert_eq!(refusal(&format!("sqlite:///{path}")), None, "{path}");
    }
    assert_eq!(
        refusal("postgres+psycopg2://u:p@h/db"),
        Some("database.kind-unknown")
    );
    assert_eq!(
        refusal("postgresql://u:p@h:65536/db"),
        Some("database.port-wrong")
    );
    assert_eq!(refusal(""), Some("database.url-unreadable"));
}

/// The advice fits what stands where the port is expected.
#[test]
fn explains_what_is_not_a_port() {
    use crate::diagnostics::catalog::database as codes;
    for (url, reason, help) in [
        ("postgresql://u:p@h:abc/db", codes::NOT_A_PORT, ":5432"),
        ("postgresql://u:p@h:70000/db", codes::NOT_A_PORT, ":5432"),
        ("postgresql://u:p@h:/db", codes::NO_PORT, ":5432"),
        (
            "postgresql://u:p@::1:5432/db",
            codes::IPV6_WITHOUT_BRACKETS,
            codes::PUT_BRACKETS,
        ),
        (
            "postgresql://u:p@::1/db",
            codes::IPV6_WITHOUT_BRACKETS,
            codes::PUT_BRACKETS,
        ),
        (
            "postgresql://u:p@fe80::1:2:5432/db",
            codes::IPV6_WITHOUT_BRACKETS,
            codes::PUT_BRACKETS,
        ),
        (
            "postgresql://u:p@2001:db8::7/db",
            codes::IPV6_WITHOUT_BRACKETS,
            codes::PUT_BRACKETS,
        ),
        (
            "postgresql://u:p@http://h:5432/db",
            codes::URL_AS_HOST,
            codes::REMOVE_SCHEME,
        ),
        (
            "postgresql://u:p@https://h/db",
            codes::URL_AS_HOST,
            codes::REMOVE_SCHEME,
        ),
        (
            "postgresql://u:p@postgresql://h/db",
            codes::URL_AS_HOST,
            codes::REMOVE_SCHEME,
        ),
        (
            "postgresql://u:p@a:1,b:2/db",
            codes::SEVERAL_HOSTS,
            codes::HOSTS_AS_PARAMETERS,
        ),
        (
            "postgresql://u:p@a:1,b/db",
            codes::SEVERAL_HOSTS,
            codes::HOSTS_AS_PARAMETERS,
        ),
    ] {
        let error = Target::parse("DATABASE_URL", url).unwrap_err();
        let shown = format!("{:?}", error.diagnostic);
        assert_eq!(error.diagnostic.id(), "database.port-wrong", "{url}");
        assert!(
            shown.contains(reason) && shown.contains(help),
            "{url}: {shown}"
        );
    }
    // What the advice names is accepted.
    for url in [
        "postgresql://u:p@[::1]:5432/db",
        "postgresql://u:p@/db?host=first:5432&host=second:5432",
    ] {
        assert_eq!(refusal(url), None, "{url}");
    }
}

#[test]
fn rejects_passwords_with_an_at_sign() {
    let urls = [
        "postgresql://u:hunter2@hunter3@h/db",
        "postgresql://u:hunter2@hunter3/hunter4@h/db",
        "postgresql://u:hunter2@hunter3:hunter4@h/db",
        "postgresql://u:hunter2@hunter3?hunter4@h",
        "postgresql://u:hunter2@hunter3@h/db?sslmode=require&password=hunter4",
    ];
    for url in urls {
        let error = Target::parse("DATABASE_URL", url).unwrap_err();
        assert_eq!(
            error.diagnostic.id(),
            "database.password-unescaped",
            "{url}"
        );
        let shown = format!("{:?}", error.diagnostic);
        assert!(!shown.contains("hunter"), "{shown}");
        assert!(
            shown.contains("postgresql://u:<password with @ written as %40>@h"),
            "{shown}"
        );
    }
}

#[test]
fn errors_never_quote_the_password() {
    let urls = [
        "hunter2",
        "\"postgresql://u:hunter2@h/db\"",
        "postgresql://u@h:hunter2/db",
        "mysql://u:hunter2@h/db",
        "sqlite://u:hunter2@/db",
    ];
    for url in urls {
        let shown = format!("{:?}", Target::parse("DATABASE_URL", url).unwrap_err());
        assert!(!shown.contains("hunter"), "{shown}");
    }
}

#[test]
fn reports_passwords_that_other_programs_misread() {
    let seen = ambiguity("postgresql://u:hun/ter%#2/@h:1/db?a=b").unwrap();
    assert_eq!(seen.characters, ['/', '%', '#']);
    assert_eq!(
        seen.shape,
        "postgresql://u:<password with / written as %2F and % written as %25 and # written as %23>@h:1/db?…"
    );
    for clear in [
        "postgresql://u:hunter2%2F%40:!$&'()*+,;=-._~@h/db",
        "postgresql://u@h/db",
        "postgresql:///db?a=/",
        "nonsense",
    ] {
        assert_eq!(ambiguity(clear), None, "{clear}");
    }
}

#[test]
fn display_and_debug_redact_the_password() {
    let cases = [
        (
            "postgres://user:hunter2@host/db?sslmode=require",
            "postgresql://user:***@host/db?sslmode=require",
        ),
        (
            "postgresql+psycopg2://u%40corp:hunter2@[::1]:5432/db",
            "postgresql+psycopg2://u%40corp:***@[::1]:5432/db",
        ),
        ("postgresql://u@h", "postgresql://u@h"),
        ("postgresql://:hunter2@h/db", "postgresql://:***@h/db"),
        (
            "postgresql:///db?host=/var/run/postgresql",
            "postgresql:///db?host=/var/run/postgresql",
        ),
        (
            "postgresql://u@h/db?password=hunter2&sslpassword=hunter3",
            "postgresql://u:***@h/db?sslpassword=***",
        ),
        (
            "postgresql://u:hunter2@h/db?options=endpoint%3Dep-a",
            "postgresql://u:***@h/db?options=endpoint%3Dep-a",
        ),
    ];
    for (url, shown) in cases {
        let url = postgres(url);
        assert_eq!(url.to_string(), shown);
        assert_eq!(
            format!("{:?}", Target::Postgres(url)),
            format!("Postgres(PostgresUrl({shown}))")
        );
    }
}

#[test]
fn display_round_trips_without_secrets() {
    for text in [
        "postgresql://u%40corp@h:1/db?a=1&b=x%20y",
        "postgresql:///db?host=/tmp&port=6",
        "postgresql+psycopg2://[::1]/db?sslmode=require",
    ] {
        let url = postgres(text);
        assert_eq!(postgres(&url.to_string()), url, "{text}");
    }
}

#[test]
fn parameters_have_their_types() {
    let url = postgres(
        "postgresql://h/db?sslmode=verify-full&channel_binding=require&connect_timeout=10&sslrootcert=/ca.pem\
         &options=-csearch_path%3Dpublic&hostaddr=10.0.0.1&application_name=app",
    );
    assert_eq!(url.ssl_mode().unwrap(), SslMode::VerifyFull);
    assert_eq!(url.channel_binding().unwrap(), ChannelBinding::Require);
    assert_eq!(url.connect_timeout().unwrap().unwrap().as_secs(), 10);
    assert_eq!(url.ssl_root_certificate(), Some("/ca.pem"));
    assert_eq!(url.options(), Some("-csearch_path=public"));
    assert_eq!(url.host_address(), Some("10.0.0.1"));
    assert_eq!(url.application_name(), Some("app"));
}

#[test]
fn parameters_have_defaults_and_refuse_unknown_values() {
    let plain = postgres("postgresql://h/db?connect_timeout=0");
    assert_eq!(plain.ssl_mode().unwrap(), SslMode::Prefer);
    assert_eq!(plain.channel_binding().unwrap(), ChannelBinding::Prefer);
    assert_eq!(plain.connect_timeout().unwrap(), None);
    let wrong = postgres(
        "postgresql://h/db?sslmode=Require&channel_binding=yes&connect_timeout=soon&port=x",
    );
    for (query, good) in [
        ("keepalives=x", false),
        ("keepalives_idle=", true),
        ("keepalives=0", true),
    ] {
        let url = postgres(&format!("postgresql://h/db?{query}"));
        assert_eq!(url.check_parameters().is_ok(), good, "{query}");
    }
    let errors = [
        wrong.ssl_mode().unwrap_err(),
        wrong.channel_binding().unwrap_err(),
        wrong.connect_timeout().unwrap_err(),
        wrong.addresses().unwrap_err(),
    ];
    assert!(
        errors
            .iter()
            .all(|error| error.diagnostic.id() == database::PARAMETER_WRONG.id)
    );
}

#[test]
fn addresses_match_the_drivers() {
    let cases: [(&str, &[(&str, u16)]); 15] = [
        ("postgresql://h1,h2:7/db", &[("h1", 7), ("h2", 7)]),
        ("postgresql://h1,h2/db?port=1,2", &[("h1", 1), ("h2", 2)]),
        (
            "postgresql://h:7/db?host=h1,h2&port=1,",
            &[("h1", 1), ("h2", 5432)],
        ),
        (
            "postgresql://h:7/db?host=h1,h2",
            &[("h1", 5432), ("h2", 5432)],
        ),
        (
            "postgresql://h:7/db?host=h1&host=h2",
            &[("h1", 5432), ("h2", 5432)],
        ),
        ("postgresql://h:7/db?host=h1", &[("h1", 7)]),
        ("postgresql://h: 7/db", &[("h", 7)]),
        ("postgresql://h:65536/db?host=h1&port=+1_0", &[("h1", 10)]),
        ("postgresql://h/db", &[("h", 5432)]),
        ("postgresql://h:6000/db", &[("h", 6000)]),
        ("postgresql:///db", &[("/var/run/postgresql", 5432)]),
        ("postgresql:///db?host=/tmp&port=6000", &[("/tmp", 6000)]),
        (
            "postgresql:///db?host=h1:1&host=h2",
            &[("h1", 1), ("h2", 5432)],
        ),
        ("postgresql:///db?host=h1,h2", &[("h1", 5432), ("h2", 5432)]),
        ("postgresql://[::1]/db", &[("::1", 5432)]),
    ];
    for (url, expected) in cases {
        let seen = postgres(url).addresses().unwrap();
        let expected: Vec<Address> = expected
            .iter()
            .map(|&(host, port)| Address {
                host: host.into(),
                port,
            })
            .collect();
        assert_eq!(seen, expected, "{url}");
    }
}

#[test]
fn ports_that_do_not_fit_the_hosts_are_refused() {
    for query in [
        "host=h1,h2&port=1",
        "host=h1,h2&port=1,2,3",
        "port=1,2",
        "host=h1:1&host=h2:2&port=3",
        "port=65536",
        "hostaddr=127.0.0.1&host=h1,h2",
    ] {
        let error = postgres(&format!("postgresql://h/db?{query}")).check_parameters();
        let error = error.unwrap_err();
        assert_eq!(error.diagnostic.id(), "database.parameter-wrong", "{query}");
    }
}

#[test]
fn parameters_of_a_sqlite_url_are_what_python_takes() {
    for (query, good) in [
        ("timeout=x", false),
        ("timeout=1.5", true),
        ("timeout=1&timeout=2", false),
        ("check_same_thread=maybe", false),
        ("check_same_thread=off", true),
        ("cached_statements=1.5", false),
        ("detect_types=+1", true),
        ("isolation_level=x", true),
        ("mode=ro&bogus=1", true),
        ("uri=x", false),
        ("uri=true&mode=ro", false),
    ] {
        let url = format!("sqlite:///users.db?{query}");
        assert_eq!(Target::parse("DATABASE_URL", &url).is_ok(), good, "{query}");
    }
}

#[test]
fn the_later_name_of_the_ssl_mode_counts() {
    for (query, mode) in [
        ("requiressl=1&sslmode=disable", SslMode::Disable),
        ("sslmode=disable&requiressl=1", SslMode::Require),
        (
            "sslmode=disable&requiressl=1&sslmode=allow",
            SslMode::Require,
        ),
        ("sslmode=disable&requiressl=1&requiressl=1", SslMode::Prefer),
    ] {
        let url = postgres(&format!("postgresql://h/db?{query}"));
        assert!(url.check_parameters().is_ok(), "{query}");
        assert_eq!(url.ssl_mode().unwrap(), mode, "{query}");
    }
}

#[test]
fn rejects_unknown_parameters_with_a_correction() {
    for (query, corrected, note) in [
        ("ssl=require", "?sslmode=require", "sslmode"),
        ("ssl=true", "?sslmode=require", "sslmode"),
        ("SSL=TRUE", "?sslmode=require", "sslmode"),
        ("ssl=maybe", "", ""),
        (
            "sslmode=require&amp;channel_binding=require",
            "?sslmode=require&channel_binding=require",
            "HTML",
        ),
        (
            "sslmode=require&amp;amp;channel_binding=require",
            "?sslmode=require&channel_binding=require",
            "HTML",
        ),
        ("sslmode=require&amp;ssl=true", "?sslmode=require", "HTML"),
        ("SSLMODE=require", "?sslmode=require", "lower case"),
        ("ssl_mode=require", "?sslmode=require", "exactly"),
        (
            "sslRootCert=/ca.pem&sslmode=verify-full",
            "?sslrootcert=/ca.pem&sslmode=verify-full",
            "exactly",
        ),
        (
            "channel-binding=require",
            "?channel_binding=require",
            "exactly",
        ),
        (
            "sslmode=require&pgbouncer=true&connection_limit=1",
            "?sslmode=require",
            "Prisma",
        ),
        (
            "sslmode=require&sslnegotiation=direct",
            "?sslmode=require",
            "PostgreSQL 16",
        ),
        ("require_ssl=1", "?requiressl=1", "exactly"),
        ("schema=public", "", ""),
    ] {
        let error = postgres(&format!("postgresql://u:p@h/db?{query}"))
            .check_parameters()
            .unwrap_err();
        assert_eq!(
            error.diagnostic.id(),
            "database.parameters-unknown",
            "{query}"
        );
        let shown = format!("{:?}", error.diagnostic);
        assert!(
            shown.contains(&format!("use postgresql://u:***@h/db{corrected}\"")),
            "{query}: {shown}"
        );
        assert!(shown.contains(note), "{query}: {shown}");
        // The suggested parameters are accepted.
        let advised = format!("postgresql://u:p@h/db{corrected}");
        assert!(postgres(&advised).check_parameters().is_ok(), "{advised}");
    }
    let secret = postgres("postgresql://u:p@h/db?token=hunter2&sslpasword=hunter3")
        .check_parameters()
        .unwrap_err();
    assert!(!format!("{:?}", secret.diagnostic).contains("hunter"));
    let repeated = postgres("postgresql://u:p@h/db?sslmode=require&sslmode=disable")
        .check_parameters()
        .unwrap_err();
    assert_eq!(repeated.diagnostic.id(), "database.parameter-repeated");
    for fine in [
        "application_name=a&application_name=b",
        "host=a&host=b",
        "requiressl=1",
    ] {
        assert!(
            postgres(&format!("postgresql://u:p@/db?{fine}"))
                .check_parameters()
                .is_ok(),
            "{fine}"
        );
    }
}

#[test]
fn rejects_drivers_that_the_app_does_not_install() {
    for url in [
        "postgresql+asyncpg://u:p@h/db",
        "postgresql+psycopg://u:p@h/db",
        "postgresql+pg8000://u:p@h/db",
        "sqlite+aiosqlite:///./data/users.db",
    ] {
        assert_eq!(refusal(url), Some("database.driver-unusable"), "{url}");
    }
    for url in [
        "postgresql+psycopg2://u:p@h/db",
        "sqlite+pysqlite:///./data/users.db",
    ] {
        assert_eq!(refusal(url), None, "{url}");
    }
}

fn settings(values: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    for (line, (name, value)) in values.iter().enumerate() {
        settings.put(
            *name,
            *value,
            Origin::EnvFile {
                path: ".env".into(),
                line: line + 1,
            },
        );
    }
    settings
}

#[test]
fn the_first_variable_that_exists_wins() {
    let chosen = choose(&settings(&[
        ("DATABASE_URL", "postgresql://c/db"),
        ("NEON_DATABASE_URL", "postgresql://b/db"),
    ]));
    let chosen = chosen.unwrap();
    assert_eq!(chosen.variable, Some("NEON_DATABASE_URL"));
    assert_eq!(chosen.shadowed, ["DATABASE_URL"]);
    assert_eq!(
        chosen.origin,
        Origin::EnvFile {
            path: ".env".into(),
            line: 2
        }
    );
    assert_eq!(parts(&chosen.target)["host"], "b");
}

#[test]
fn an_empty_variable_wins_and_the_app_does_not_start() {
    for (given, name, line) in [
        (&[("DATABASE_URL", "")][..], "DATABASE_URL", 1),
        (
            &[
                ("DATABASE_URL", "postgresql://c/db"),
                ("NEON_DATABASE_URL", ""),
            ],
            "NEON_DATABASE_URL",
            2,
        ),
        (
            &[
                ("NEON_DATABASE_URL_DEV", ""),
                ("NEON_DATABASE_URL", "postgresql://b/db"),
            ],
            "NEON_DATABASE_URL_DEV",
            1,
        ),
    ] {
        let error = choose(&settings(given)).unwrap_err();
        assert!(error.diagnostic.is(&env::EMPTY_DATABASE_URL), "{error}");
        assert_eq!(error.exit.code(), 3, "{name}");
        assert_eq!(
            error.diagnostic.source.as_ref().unwrap().line,
            Some(line),
            "{name}"
        );
        assert_eq!(variable_in_use(&settings(given)), Some(name));
    }
    // An empty one that loses does not matter.
    let chosen = choose(&settings(&[
        ("DATABASE_URL", ""),
        ("NEON_DATABASE_URL", "postgresql://b/db"),
    ]));
    assert!(chosen.unwrap().shadowed.is_empty());
}

#[test]
fn the_release_of_april_reads_database_url_only() {
    let mut settings = settings(&[
        ("NEON_DATABASE_URL", ""),
        ("NEON_DATABASE_URL_DEV", "postgresql://b/db"),
        ("DATABASE_URL", "postgresql://c/db"),
    ]);
    settings.config.app.release = Some("2026-04".to_owned());
    assert_eq!(choose(&settings).unwrap().variable, Some("DATABASE_URL"));
    settings.config.app.release = Some("2026-05".to_owned());
    let chosen = choose(&settings).unwrap();
    assert_eq!(chosen.variable, Some("NEON_DATABASE_URL_DEV"));
}

#[test]
fn defaults_to_the_apps_sqlite_file() {
    let chosen = choose(&settings(&[])).unwrap();
    assert_eq!((chosen.variable, chosen.origin), (None, Origin::Default));
    assert_eq!(parts(&chosen.target)["database"], "./data/users.db");
}

#[test]
fn errors_name_the_source() {
    let error = choose(&settings(&[("A", "1"), ("DATABASE_URL", "nonsense")])).unwrap_err();
    let source = error.diagnostic.source.clone().unwrap();
    assert_eq!((source.file.to_str(), source.line), (Some(".env"), Some(2)));
    assert_eq!(error.exit.code(), 3);
}

/// Another spelling does not make it a database that the app supports.
#[test]
fn another_kind_of_database_is_not_a_misspelled_scheme() {
    let help = |text: &str| {
        let error = Target::parse("DATABASE_URL", text).unwrap_err();
        error.diagnostic.fix.unwrap().text
    };
    for scheme in ["mysql", "libsql", "cockroachdb", "prisma+postgres"] {
        let help = help(&format!("{scheme}://u:p@db.example.org/d"));
        assert!(
            help.contains("of a PostgreSQL database"),
            "{scheme}: {help}"
        );
    }
    for scheme in ["PostgreSQL", "POSTGRES", "postgre"] {
        let help = help(&format!("{scheme}://u:p@db.example.org/d"));
        assert!(help.contains("in lower case"), "{scheme}: {help}");
    }
}
