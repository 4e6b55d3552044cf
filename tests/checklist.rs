//! `navauth checklist`: what each item of the guide comes to in a complete setup, and which item each broken thing fails.

mod production;
mod whole;

use std::process::Command;

use navauth::demo::standins::{Behavior, FakeProviders, Fault, Step};

use crate::support::neon::host;
use crate::support::postgres::{Cluster, Database};
use crate::support::{Folder, Run};

const KEY: &str = "b7d1a9e04c5f4f7f8f0f6d2c9a3e1b5d7c9e0f1a2b3c4d5e6f708192a3b4c5d6";

const CONNECTED: &str = "Neon database created and connected";
const CONFIGURED: &str = "All 4 OAuth apps configured with production redirect URIs";
const KEY_MADE: &str = "JWT secret generated (32+ characters)";
const TABLES: &str = "Database tables created (`users`, `oauth_states`)";
const HTTPS: &str = "HTTPS enabled on custom domain";
const USE_HTTPS: &str = "Use HTTPS in production";
const KEPT: &str = "Keep OAuth secrets in environment variables (never commit to git)";
const COMMIT: &str = "Commit `.env` file to git (it's in `.gitignore`)";
const WEAK: &str = "Use weak JWT secrets";
const NO_TLS: &str = "Disable SSL mode on Neon connections";

/// A setup for production with everything that can be had on one machine.
struct Setup {
    folder: Folder,
    standins: FakeProviders,
    database: Database,
}

impl Setup {
    fn new() -> Self {
        let mut behaviour = Behavior::default();
        for provider in ["huggingface", "google", "facebook", "github"] {
            let uris = [
                "http://localhost:8000/auth/callback",
                "https://app.example.org/api/auth/callback",
            ];
            behaviour
                .redirect_uris
                .insert(provider, uris.map(|uri| format!("{uri}/{provider}")).into());
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "tests have no Process of their own"
        )]
        let standins = FakeProviders::start(behaviour, jiff::Timestamp::now()).unwrap();
        let database = Cluster::shared().database();
        let mut folder = Folder::with_env(&format!(
            "DATABASE_URL={}\nJWT_SECRET_KEY={KEY}\nFRONTEND_URL=https://app.example.org\n{}",
            at_neon(&database),
            standins.env_text()
        ));
        // The site is not there, and nothing leaves this machine.
        for name in ["HTTPS_PROXY", "HTTP_PROXY"] {
            folder.variable(name, "http://127.0.0.1:1");
        }
        folder.variable("NO_PROXY", "127.0.0.1,localhost");
        folder.write("navauth.toml", standins.config_toml());
        folder.write(".gitignore", ".env\nhome/\n");
        assert!(
            Command::new("git")
                .args(["init", "--quiet"])
                .current_dir(folder.path())
                .status()
                .unwrap()
                .success()
        );
        let _ = folder.run(["init-db"]).code(0);
        Self {
            folder,
            standins,
            database,
        }
    }

    fn replace(&self, from: &str, to: &str) {
        let text = self.folder.read(".env");
        assert!(text.contains(from), "{from}");
        self.folder.write(".env", text.replace(from, to));
    }

    fn run(&self) -> Run {
        self.folder.run(["checklist", "--json"])
    }
}

/// The URL of a database whose host is Neon's by its name; the address is this machine's.
fn at_neon(database: &Database) -> String {
    database
        .url("sslmode=require&hostaddr=127.0.0.1")
        .replace("@localhost:", &format!("@{}:", host(false)))
}

/// The items that came to something.
pub fn items(run: &Run, outcome: &str) -> Vec<String> {
    let document = run.json();
    let items = document["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["outcome"] == outcome);
    items
        .map(|item| item["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_complete_setup_fails_nothing_and_proves_what_can_be_proved() {
    let setup = Setup::new();
    let run = setup.run().code(0);
    assert_eq!(items(&run, "failed"), [""; 0], "{run:#?}");
    assert!(
        run.ids("fail").is_empty() && run.ids("warn").is_empty(),
        "{:?} {:?}",
        run.ids("fail"),
        run.ids("warn")
    );
    let proved = items(&run, "proved");
    for item in [CONNECTED, KEY_MADE, TABLES, KEPT, COMMIT, WEAK, NO_TLS] {
        assert!(
            proved.iter().any(|proved| proved == item),
            "{item}: {proved:?}"
        );
    }
    let document = run.json();
    let items = document["items"].as_array().unwrap();
    let part = |name: &str| items.iter().filter(|item| item["part"] == name).count();
    assert_eq!((part("Checklist"), part("DO"), part("DON'T")), (8, 5, 4));
    let connected = &items[0];
    assert_eq!(
        connected["looked_at"],
        serde_json::json!(["the .env file", "the database"])
    );
    assert!(connected["at"].as_str().unwrap().ends_with('Z'));
    let evidence = connected["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["id"] == "database.connection")
        .unwrap();
    assert!(
        evidence["detail"]
            .as_str()
            .unwrap()
            .starts_with("connected to the database"),
        "{evidence}"
    );
    assert!(evidence["took_ms"].is_u64(), "{evidence}");
    assert_eq!(document["environment"], "production");
    assert_eq!(
        document["environment_reason"],
        "the checklist is for production"
    );
}

/// Of a database that is not at Neon, nothing is proved that is about Neon; of none, not even that it is connected.
#[test]
fn what_is_about_neon_is_proved_of_a_database_at_neon_only() {
    const POOLING: &str = "Use Neon's connection pooling";
    const ALLOWED: &str = "Neon IP allowlist configured (optional, for extra security)";
    const ALLOW: &str = "Enable Neon's IP allowlist for production";
    let setup = Setup::new();
    let _ = setup.folder.run(["init-db", "--no-env-file"]).code(0);
    let good = setup.folder.read(".env");
    let neon = at_neon(&setup.database);
    let elsewhere = "the settings name no database at Neon";
    for (url, connected, tables, others) in [
        (neon.as_str(), "proved", "proved", None),
        (
            &setup.database.verified_url(),
            "unknown",
            "proved",
            Some(elsewhere),
        ),
        (
            "sqlite:///./data/users.db",
            "failed",
            "proved",
            Some(elsewhere),
        ),
        ("", "failed", "proved", Some(elsewhere)),
        // Whether this is at Neon cannot be read.
        (
            &neon.replace("s3cret", "s@3cret"),
            "failed",
            "unknown",
            None,
        ),
    ] {
        setup.replace(&neon, url);
        let document = setup.run().json();
        let item = |text: &str| {
            document["items"]
                .as_array()
                .unwrap()
                .iter()
                .find(|item| item["text"] == text)
                .unwrap()
                .clone()
        };
        assert_eq!(
            (&item(CONNECTED)["outcome"], &item(TABLES)["outcome"]),
            (&connected.into(), &tables.into()),
            "{url}"
        );
        for text in [NO_TLS, ALLOWED, ALLOW, POOLING] {
            let item = item(text);
            let proved = text == NO_TLS && connected == "proved";
            assert_eq!(item["outcome"] == "proved", proved, "{url}: {item:#}");
            assert_eq!(
                item["reason"] == elsewhere,
                others.is_some(),
                "{url}: {item:#}"
            );
            assert!(
                others.is_none() || item["outcome"] == "unknown",
                "{url}: {item:#}"
            );
        }
        setup.folder.write(".env", &good);
    }
}

#[test]
fn each_broken_thing_fails_exactly_its_items() {
    let setup = Setup::new();
    let good = setup.folder.read(".env");
    let client = |provider: &str| setup.standins.client(provider).unwrap().id.clone();
    let cases: [(&str, String, String, &[&str]); 10] = [
        (
            "a wrong password",
            "s3cret".into(),
            "s4cret".into(),
            &[CONNECTED],
        ),
        (
            "a placeholder",
            KEY.into(),
            "your_random_secret_key_here_min_32_chars".into(),
            &[KEY_MADE, WEAK],
        ),
        (
            "a short key",
            KEY.into(),
            "k7Gx2Qp9".into(),
            &[KEY_MADE, WEAK],
        ),
        (
            "no key",
            format!("JWT_SECRET_KEY={KEY}\n"),
            String::new(),
            &[KEY_MADE, WEAK],
        ),
        (
            "a misspelled key",
            "JWT_SECRET_KEY".into(),
            "JWT_SECRT_KEY".into(),
            &[KEY_MADE, WEAK],
        ),
        (
            "an unknown client",
            client("github"),
            "Ov23liAAAAAAAAAAAAAA".into(),
            &[CONFIGURED],
        ),
        (
            "an @ in the password",
            "s3cret".into(),
            "s@3cret".into(),
            &[CONNECTED],
        ),
        (
            "http",
            "https://app.example.org".into(),
            "http://app.example.org".into(),
            &[CONFIGURED, HTTPS, USE_HTTPS],
        ),
        (
            "no database",
            at_neon(&setup.database),
            String::new(),
            &[CONNECTED],
        ),
        (
            "a file for a database",
            at_neon(&setup.database),
            "sqlite:///./data/users.db".into(),
            &[CONNECTED],
        ),
    ];
    for (what, from, to, expected) in cases {
        setup.replace(&from, &to);
        let run = setup.run().code(1);
        assert_eq!(
            items(&run, "failed"),
            expected,
            "{what}: {:?}",
            run.ids("fail")
        );
        setup.folder.write(".env", &good);
    }
    // A failure of another variable is no evidence for this item.
    setup.replace(KEY, "changeme");
    setup.replace(&client("github"), "your_github_client_id");
    let document = setup.run().code(1).json();
    let made = document["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["text"] == KEY_MADE)
        .unwrap();
    assert!(
        made["evidence"]
            .to_string()
            .contains("JWT_SECRET_KEY is still a placeholder"),
        "{made:#}"
    );
    assert!(!made["evidence"].to_string().contains("GITHUB"), "{made:#}");
    setup.folder.write(".env", &good);
    // A key with quotation marks around it is one, only not the one that was meant.
    setup.replace(
        &format!("JWT_SECRET_KEY={KEY}"),
        &format!("JWT_SECRET_KEY='\"{KEY}\"'"),
    );
    let run = setup.run().code(1);
    assert_eq!(
        (items(&run, "failed"), run.ids("fail")),
        (Vec::new(), vec!["env.quoted".to_owned()])
    );
    assert!(
        run.json()["verdict"]
            .as_str()
            .unwrap()
            .ends_with("something is wrong that no item names, so not ready to go live")
    );
    setup.folder.write(".env", &good);
    setup.database.psql("DROP TABLE oauth_states");
    let run = setup.run().code(1);
    assert_eq!(
        (items(&run, "failed"), run.ids("fail")),
        (
            vec![TABLES.to_owned()],
            vec!["database.table-missing".to_owned()]
        )
    );
    let _ = setup.folder.run(["init-db"]).code(0);
    setup
        .standins
        .change(|behaviour| drop(behaviour.redirect_uris.insert("google", Vec::new())));
    let run = setup.run().code(1);
    assert_eq!(items(&run, "failed"), [CONFIGURED], "{run:#?}");
    setup.standins.change(|behaviour| {
        let uri = "https://app.example.org/api/auth/callback/google";
        behaviour.redirect_uris.insert(
            "google",
            vec![
                uri.to_owned(),
                "http://localhost:8000/auth/callback/google".to_owned(),
            ],
        );
    });
    setup.folder.write(".gitignore", "home/\n");
    assert_eq!(
        items(&setup.run().code(1), "failed"),
        [COMMIT],
        "the item says that it is in .gitignore"
    );
    let mut add = Command::new("git");
    assert!(
        add.args(["add", "--force", ".env"])
            .current_dir(setup.folder.path())
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(items(&setup.run().code(1), "failed"), [KEPT, COMMIT]);
}

#[test]
fn what_cannot_be_asked_is_not_proved() {
    let setup = Setup::new();
    let run = setup
        .folder
        .run(["checklist", "--offline", "--json"])
        .code(0);
    let undetermined = items(&run, "unknown");
    for item in [CONNECTED, CONFIGURED, TABLES, HTTPS] {
        assert!(
            undetermined.iter().any(|undetermined| undetermined == item),
            "{item}: {undetermined:?}"
        );
    }
    assert!(setup.standins.requests().is_empty());
    let run = setup
        .folder
        .run([
            "checklist",
            "--skip",
            "jwt.guessable,online,live,space,neon",
            "--json",
        ])
        .code(0);
    let proved = items(&run, "proved");
    assert!(
        proved.contains(&TABLES.to_owned())
            && !proved.contains(&WEAK.to_owned())
            && !proved.contains(&CONFIGURED.to_owned()),
        "{proved:?}"
    );
    setup.standins.change(|behaviour| {
        *behaviour =
            std::mem::take(behaviour).fault("google", Step::Token, Fault::status(503, None));
    });
    let run = setup.run().code(0);
    assert!(
        items(&run, "unknown")
            .iter()
            .any(|undetermined| undetermined == CONFIGURED),
        "{run:#?}"
    );
}

#[test]
fn a_person_reads_each_item_with_its_evidence_and_the_next_step() {
    let folder = Folder::with_env(&format!("JWT_SECRET_KEY={KEY}\n"));
    let run = folder.run(["checklist", "--offline"]).code(1);
    let shown = &run.stdout;
    for text in [
        "  failed       Neon database created and connected\n               DATABASE_URL is not set [database.missing]\n",
        "  proved       JWT secret generated (32+ characters)\n               7 checks passed; looked at the .env file\n",
        "  cannot tell  OAuth flows tested with all 4 providers\n",
        "               next: sign in once with each provider\n               run: navauth test-login --all --redirect production\n",
        "  for a person Rotate JWT secrets regularly\n",
        "DON'T (proved: nobody does it), looked at ",
        "fail: DATABASE_URL is not set [database.missing]",
    ] {
        assert!(shown.contains(text), "no {text:?} in\n{shown}");
    }
    assert!(
        shown
            .lines()
            .filter(|line| !line.starts_with("checklist"))
            .all(|line| line.chars().count() <= 80),
        "{shown}"
    );
    assert!(
        shown
            .trim_end()
            .ends_with("2 for a person: not ready to go live"),
        "{shown}"
    );
}

#[test]
fn in_github_the_summary_holds_the_list() {
    let mut folder = Folder::with_env(&format!("JWT_SECRET_KEY={KEY}\n"));
    let summary = folder.write("summary.md", "");
    folder
        .variable("GITHUB_ACTIONS", "true")
        .variable("GITHUB_STEP_SUMMARY", &summary.display().to_string());
    let run = folder
        .run(["checklist", "--offline", "--report", "github"])
        .code(1);
    let text = folder.read("summary.md");
    assert!(
        text.contains("- [x] JWT secret generated (32+ characters): **proved**"),
        "{text}"
    );
    assert!(
        text.contains("- [ ] Neon database created and connected: **failed**"),
        "{text}"
    );
    assert!(run.stdout.contains("::error "), "{run:#?}");
}
