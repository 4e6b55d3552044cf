//! Whose row a login belongs to, on real databases: SQLite, and PostgreSQL with the tables of each release of the app.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use navauth::database::{Database, LoginChange, LoginState, StoredLogin, Target};
use navauth::diagnostics::{Error, Exit};
use navauth::profile::Profile;

use crate::support::Folder;
use crate::support::postgres::{self, Cluster};

/// A database with a release's tables, and the means to look into it.
struct Subject {
    target: Target,
    inside: Inside,
    august: bool,
}

enum Inside {
    Sqlite(Folder),
    Postgres(postgres::Database),
}

impl Subject {
    fn sqlite() -> Self {
        let folder = Folder::new();
        for file in ["0001_create_users.sql", "0002_create_oauth_states.sql"] {
            folder.sqlite(
                "users.db",
                &std::fs::read_to_string(migrations("sqlite").join(file)).unwrap(),
            );
        }
        Self {
            target: Target::Sqlite(folder.path().join("users.db")),
            inside: Inside::Sqlite(folder),
            august: false,
        }
    }

    fn postgres(release: &str) -> Self {
        let database = Cluster::shared().database();
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/schema/{release}.sql"));
        database.load(&std::fs::read_to_string(file).unwrap());
        let target = Target::parse("the test's URL", &database.verified_url()).unwrap();
        Self {
            target,
            inside: Inside::Postgres(database),
            august: release == "2026-08",
        }
    }

    fn all() -> Vec<Self> {
        let mut all: Vec<Self> = ["2026-04", "2026-05", "2026-08"].map(Self::postgres).into();
        all.push(Self::sqlite());
        all
    }

    /// Runs SQL on the tables `users` and `oauth_states`, whatever their names are here, and returns its rows, columns separated by `|`.
    fn sql(&self, sql: &str) -> String {
        let sql = match self.august {
            true => sql
                .replace("users", "\"user\"")
                .replace("order by id", "order by user_id")
                .replace("oauth_states", "contact_oauth_state"),
            false => sql.to_owned(),
        };
        let shown = match &self.inside {
            Inside::Sqlite(folder) => folder.sqlite("users.db", &sql),
            Inside::Postgres(database) => database.psql(&sql),
        };
        // SQLAlchemy wants all six digits on SQLite; PostgreSQL shows as many as there are.
        shown
            .replace("12:00:00.500000", "12:00:00.5")
            .replace("12:10:00.500000", "12:10:00.5")
    }

    async fn open(&self) -> Database {
        Database::open(&self.target, Duration::from_secs(20))
            .await
            .unwrap()
    }

    async fn store(&self, profile: &Profile, link: bool) -> Result<StoredLogin, Error> {
        let mut database = self.open().await;
        let stored = database.store_login(profile, link, noon()).await;
        database.close().await;
        stored
    }
}

fn migrations(engine: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("migrations")
        .join(engine)
}

fn noon() -> Timestamp {
    "2026-11-23T12:00:00.5Z".parse().unwrap()
}

fn profile(provider: &str, id: &str, email: Option<&str>) -> Profile {
    Profile {
        provider: provider.to_owned(),
        oauth_id: id.to_owned(),
        email: email.map(str::to_owned),
        email_verified: Some(true),
        username: Some("ada".to_owned()),
        full_name: Some("Ada Lovelace".to_owned()),
        avatar_url: Some("https://example.org/ada.png".to_owned()),
    }
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(test);
}

const ROW: &str =
    "select email, username, full_name, oauth_provider, oauth_id from users order by id";

#[test]
fn a_first_login_makes_a_user_as_the_app_does() {
    run(async {
        for subject in Subject::all() {
            let stored = subject
                .store(&profile("github", "7", Some("ada@example.org")), false)
                .await
                .unwrap();
            assert_eq!(
                (stored.change, stored.renamed_to, stored.replaced),
                (LoginChange::Created, None, None)
            );
            assert_eq!(
                subject.sql(ROW),
                "ada@example.org|ada|Ada Lovelace|github|7"
            );
            let rest = "select cast(is_active as int), cast(is_verified as int), cast(created_at as text), cast(updated_at as text), \
                        cast(last_login as text), cast(hashed_password is null as int) from users";
            let time = "2026-11-23 12:00:00.5";
            assert_eq!(subject.sql(rest), format!("1|1|{time}|{time}|{time}|1"));
        }
    });
}

#[test]
fn a_second_login_brings_the_profile_up_to_date_and_keeps_name_and_address() {
    run(async {
        for subject in Subject::all() {
            subject.sql("insert into users (email, username, oauth_provider, oauth_id, preferences) values ('old@example.org', 'countess', 'github', '7', 'dark')");
            let stored = subject
                .store(&profile("github", "7", Some("new@example.org")), false)
                .await
                .unwrap();
            assert_eq!(
                (stored.change, stored.renamed_to),
                (LoginChange::Updated, None)
            );
            assert_eq!(
                subject.sql(ROW),
                "old@example.org|countess|Ada Lovelace|github|7"
            );
            let rest = "select preferences, cast(is_active is null as int), cast(created_at is null as int), cast(last_login is null as int) \
                        from users";
            assert_eq!(subject.sql(rest), "dark|1|1|0");
            // A provider that withholds the address this time is no reason to fail, nor to forget what is known.
            let silent = Profile {
                full_name: None,
                avatar_url: None,
                ..profile("github", "7", None)
            };
            assert_eq!(
                subject.store(&silent, false).await.unwrap().change,
                LoginChange::Updated
            );
            assert_eq!(
                subject.sql(ROW),
                "old@example.org|countess|Ada Lovelace|github|7"
            );
        }
    });
}

#[test]
fn an_address_links_only_when_it_is_known_to_be_theirs() {
    run(async {
        for subject in Subject::all() {
            subject
                .sql("insert into users (email, username, oauth_provider, oauth_id) values ('ada@example.org', 'countess', 'google', '1')");
            let mut claim = profile("facebook", "9", Some("ada@example.org"));
            for verified in [None, Some(false)] {
                claim.email_verified = verified;
                let error = subject.store(&claim, false).await.unwrap_err();
                assert_eq!(
                    (error.diagnostic.id(), error.exit),
                    ("users.email-taken", Exit::Refused)
                );
                let fix = error.diagnostic.fix.unwrap().command.unwrap();
                assert_eq!(fix, "navauth test-login facebook --link");
            }
            assert_eq!(subject.sql(ROW), "ada@example.org|countess||google|1");
            let stored = subject.store(&claim, true).await.unwrap();
            assert_eq!(
                (stored.change, stored.replaced.as_deref()),
                (LoginChange::Linked, Some("google"))
            );
            assert_eq!(
                subject.sql(ROW),
                "ada@example.org|countess|Ada Lovelace|facebook|9"
            );
            let stored = subject
                .store(&profile("github", "3", Some("ada@example.org")), false)
                .await
                .unwrap();
            assert_eq!(
                (stored.change, stored.replaced.as_deref()),
                (LoginChange::Linked, Some("facebook"))
            );
        }
    });
}

#[test]
fn a_refusal_cannot_reach_the_terminal() {
    run(async {
        let subject = Subject::sqlite();
        subject.sql(
            "insert into users (email, oauth_provider, oauth_id) values ('ada' || char(27) || '[2J@example.org', 'goo' || char(7), '1')",
        );
        let claim = Profile {
            email_verified: None,
            ..profile("facebook", "9", Some("ada\u{1b}[2J@example.org"))
        };
        let title = subject
            .store(&claim, false)
            .await
            .unwrap_err()
            .diagnostic
            .title;
        assert!(
            title.starts_with("ada\\u{1b}[2J@example.org belongs") && title.contains("goo\\u{7}"),
            "{title}"
        );
    });
}

#[test]
fn a_username_that_is_taken_gets_a_number() {
    run(async {
        for subject in Subject::all() {
            for (number, wanted) in [(1, None), (2, Some("ada_2")), (3, Some("ada_3"))] {
                let person = profile(
                    "github",
                    &number.to_string(),
                    Some(&format!("ada{number}@example.org")),
                );
                assert_eq!(
                    subject
                        .store(&person, false)
                        .await
                        .unwrap()
                        .renamed_to
                        .as_deref(),
                    wanted
                );
            }
            for number in 4..20 {
                subject.sql(&format!("insert into users (email, username) values ('{number}@example.org', 'ada_{number}')"));
            }
            let stored = subject
                .store(&profile("google", "10777", Some("last@example.org")), false)
                .await
                .unwrap();
            assert_eq!(stored.renamed_to.as_deref(), Some("ada_10777"));
        }
    });
}

#[test]
fn an_address_that_is_missing_is_made_up_for_facebook_only() {
    run(async {
        for subject in Subject::all() {
            let stored = subject
                .store(&profile("facebook", "77", None), false)
                .await
                .unwrap();
            assert_eq!(stored.change, LoginChange::Created);
            assert_eq!(
                subject.sql("select email from users"),
                "facebook_77@communityone.placeholder"
            );
            let error = subject
                .store(&profile("github", "77", Some(" ")), false)
                .await
                .unwrap_err();
            assert_eq!(
                (error.diagnostic.id(), error.exit),
                ("users.email-missing", Exit::Refused)
            );
        }
    });
}

#[test]
fn what_does_not_fit_is_cut_or_left_out_with_a_notice() {
    run(async {
        for subject in Subject::all() {
            let long = Profile {
                username: Some("é".repeat(101)),
                full_name: Some("日".repeat(300)),
                avatar_url: Some(format!("https://example.org/{}", "a".repeat(500))),
                ..profile("github", "7", Some("nul\0@example.org"))
            };
            let stored = subject.store(&long, false).await.unwrap();
            // A picture's URL may have any length since August.
            assert_eq!(
                stored.notices.len(),
                if subject.august { 2 } else { 3 },
                "{stored:?}"
            );
            let row = subject.sql("select length(username), length(full_name), cast(avatar_url is null as int), email from users");
            assert_eq!(
                row,
                format!("100|255|{}|nul@example.org", u8::from(!subject.august))
            );
            // The numbered name must fit as well.
            let again = Profile {
                oauth_id: "8".to_owned(),
                email: Some("other@example.org".to_owned()),
                ..long.clone()
            };
            let renamed = subject
                .store(&again, false)
                .await
                .unwrap()
                .renamed_to
                .unwrap();
            assert_eq!(
                (renamed.chars().count(), renamed.ends_with("é_2")),
                (100, true)
            );
            // An id must not be cut: a part of it may be another person's.
            let foreign = Profile {
                oauth_id: "1".repeat(256),
                ..long
            };
            assert_eq!(
                subject
                    .store(&foreign, false)
                    .await
                    .unwrap_err()
                    .diagnostic
                    .id(),
                "users.id-too-long"
            );
        }
    });
}

#[test]
fn the_same_login_twenty_times_at_once_makes_one_user() {
    run(async {
        for subject in Subject::all() {
            let person = profile("github", "7", Some("ada@example.org"));
            let all = (0..20).map(|_| subject.store(&person, false));
            let stored: Vec<StoredLogin> = futures_util::future::try_join_all(all).await.unwrap();
            assert_eq!(
                stored
                    .iter()
                    .filter(|stored| stored.change == LoginChange::Created)
                    .count(),
                1
            );
            assert!(
                stored
                    .iter()
                    .all(|other| other.user_id == stored[0].user_id)
            );
            assert_eq!(subject.sql("select count(*) from users"), "1");
        }
    });
}

#[test]
fn twenty_people_who_want_one_username_get_one_each() {
    run(async {
        for subject in Subject::all() {
            let people: Vec<Profile> = (0..18)
                .map(|number| {
                    profile(
                        "github",
                        &number.to_string(),
                        Some(&format!("{number}@example.org")),
                    )
                })
                .collect();
            let all = people.iter().map(|person| subject.store(person, false));
            futures_util::future::try_join_all(all).await.unwrap();
            assert_eq!(
                subject.sql("select count(distinct username), count(*) from users"),
                "18|18"
            );
        }
    });
}

#[test]
fn a_state_is_good_once_and_for_ten_minutes() {
    run(async {
        for subject in Subject::all() {
            let mut database = subject.open().await;
            let state = LoginState {
                state_token: "s".repeat(43),
                provider: "github".to_owned(),
                redirect_uri: None,
            };
            database.store_state(&state, noon()).await.unwrap();
            let row = "select provider, cast(redirect_uri is null as int), cast(created_at as text), cast(expires_at as text) from oauth_states";
            assert_eq!(
                subject.sql(row),
                "github|1|2026-11-23 12:00:00.5|2026-11-23 12:10:00.5"
            );
            assert!(!database.take_state("other", noon()).await.unwrap());
            let late = noon() + jiff::SignedDuration::from_secs(599);
            assert!(database.take_state(&state.state_token, late).await.unwrap());
            assert!(
                !database.take_state(&state.state_token, late).await.unwrap(),
                "used twice"
            );
            database.store_state(&state, noon()).await.unwrap();
            let too_late = noon() + jiff::SignedDuration::from_secs(600);
            assert!(
                !database
                    .take_state(&state.state_token, too_late)
                    .await
                    .unwrap()
            );
            assert_eq!(subject.sql("select count(*) from oauth_states"), "0");
            database.close().await;
        }
    });
}

#[test]
fn a_file_that_is_no_database_or_has_no_tables_is_a_finding() {
    run(async {
        let folder = Folder::new();
        folder.write(
            "text",
            "no database, but long enough to hold a header of one hundred bytes ".repeat(3),
        );
        folder.write("empty", "");
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        for (name, id) in [
            ("absent", "database.file-missing"),
            ("folder", "database.file-unusable"),
            ("text", "database.not-sqlite"),
            ("empty", "database.no-tables"),
        ] {
            let failed = async {
                let mut database = Database::open(
                    &Target::Sqlite(folder.path().join(name)),
                    Duration::from_secs(1),
                )
                .await?;
                database.take_state("x", noon()).await
            };
            let error = failed.await.unwrap_err();
            assert_eq!(
                (error.diagnostic.id(), error.exit),
                (id, Exit::Settings),
                "{name}: {error:?}"
            );
        }
        assert!(!folder.path().join("absent").exists());
    });
}
