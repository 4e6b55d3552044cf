//! A complete live setup with database, providers, site, Space, Neon and sign-ins. Everything passes; each broken thing fails exactly
//! its items.

use std::process::Command;

use serde_json::json;

use super::{
    COMMIT, CONFIGURED, CONNECTED, HTTPS, KEPT, KEY, KEY_MADE, NO_TLS, TABLES, USE_HTTPS, WEAK,
    items,
};
use crate::support::hub::{SPACE, TOKEN};
use crate::support::neon;
use crate::support::production::{PROVIDERS, Production};
use crate::support::site::{self, HOST, Served};
use crate::support::user::{PendingSignIn, callback_url};
use crate::support::{Folder, Run};

const TESTED: &str = "OAuth flows tested with all 4 providers";
const SECRETS: &str = "Environment variables added to HuggingFace Spaces secrets";
const SHARED: &str = "No OAuth secret shared publicly";
const ALLOWED: &str = "Neon IP allowlist configured (optional, for extra security)";
const ALLOW: &str = "Enable Neon's IP allowlist for production";

/// What no program can check.
const MANUAL: [&str; 3] = [
    "Rotate JWT secrets regularly",
    "Use Neon's connection pooling",
    "No OAuth secret shared publicly",
];

struct Whole {
    folder: Folder,
    around: Production,
}

impl Whole {
    fn new(change: impl FnOnce(&mut site::Behavior)) -> Self {
        let around = Production::start(&[], change);
        let mut folder = Folder::new();
        let config = around.lead(&mut folder);
        let settings = format!(
            "DATABASE_URL={}\nJWT_SECRET_KEY={KEY}\nFRONTEND_URL=https://{HOST}\n{}",
            around.database_url(),
            around.fakes.env_text()
        );
        for (name, value) in settings.lines().filter_map(|line| line.split_once('=')) {
            around.hub.set_secret(name, value);
        }
        folder.write(".env", settings);
        folder.write(
            "navauth.toml",
            format!("[space]\nname = \"{SPACE}\"\n\n{config}"),
        );
        folder.write(".gitignore", "/.env\n");
        folder.init_git();
        let _ = folder.run(["init-db"]).code(0);
        let whole = Self { folder, around };
        PROVIDERS
            .iter()
            .for_each(|provider| whole.sign_in(provider));
        whole
    }

    /// A sign-in as on the live site: its redirect URI, and the callback URL pasted into the terminal.
    fn sign_in(&self, provider: &str) {
        let mut login = PendingSignIn::start(
            &self.folder,
            [
                "test-login",
                provider,
                "--no-browser",
                "--redirect",
                "production",
            ],
        );
        login.paste(&callback_url(&login.url));
        let _ = login.finish().code(0);
    }

    fn run(&self) -> Run {
        self.folder.run(["checklist", "--json"])
    }

    #[track_caller]
    fn fails(&self, what: &str, expected: &[&str]) {
        let run = self.run();
        assert_eq!(
            items(&run, "failed"),
            expected,
            "{what}: {:?}",
            run.ids("fail")
        );
    }
}

#[test]
fn a_complete_setup_passes_and_nothing_is_changed() {
    let whole = Whole::new(|_| ());
    let run = whole.run().code(0);
    assert!(
        run.ids("fail").is_empty() && run.ids("warn").is_empty(),
        "{:?} {:?}",
        run.ids("fail"),
        run.ids("warn")
    );
    assert_eq!(items(&run, "unknown"), [""; 0], "{run:#?}");
    assert_eq!(items(&run, "manual"), MANUAL);
    let passed = [
        CONNECTED, CONFIGURED, KEY_MADE, SECRETS, TABLES, TESTED, HTTPS, ALLOWED, USE_HTTPS, KEPT,
        ALLOW, COMMIT, WEAK, NO_TLS,
    ];
    assert_eq!(items(&run, "passed"), passed);
    assert!(
        run.json()["verdict"]
            .as_str()
            .unwrap()
            .ends_with(": ready for production"),
        "{run:#?}"
    );
    assert!(whole.around.hub.writes().is_empty());
    assert!(
        whole
            .around
            .neon
            .requests()
            .iter()
            .all(|asked| asked.method == "GET")
    );
    let _ = run
        .without(TOKEN)
        .without(neon::KEY)
        .without(KEY)
        .without("s3cret");
}

#[test]
fn one_broken_thing_fails_its_items_and_no_other() {
    let whole = Whole::new(|_| ());
    whole.around.database.psql("DROP TABLE oauth_states");
    whole.fails("a table", &[TABLES]);
    let _ = whole.folder.run(["init-db"]).code(0);
    whole
        .around
        .fakes
        .change(|behavior| drop(behavior.redirect_uris.insert("google", Vec::new())));
    whole.fails("a redirect URI", &[CONFIGURED]);
    whole.around.fakes.change(|behavior| {
        drop(
            behavior
                .redirect_uris
                .insert("google", whole.around.registered("google")),
        )
    });
    whole.around.hub.drop_secret("GITHUB_CLIENT_SECRET");
    whole.fails("a secret of the Space", &[SECRETS]);
    whole.around.hub.set_secret(
        "GITHUB_CLIENT_SECRET",
        &whole.around.fakes.client("github").unwrap().secret,
    );
    whole
        .around
        .neon
        .change(|state| state.projects[0]["settings"]["allowed_ips"]["ips"] = json!(["192.0.2.1"]));
    whole.fails("the list of addresses", &[ALLOWED, ALLOW]);
    whole
        .around
        .neon
        .change(|state| state.projects[0]["settings"]["allowed_ips"]["ips"] = json!(["0.0.0.0/0"]));
    let _ = whole.run().code(0);
    std::fs::remove_file(whole.folder.path().join(".navauth/logins.json")).unwrap();
    let run = whole.run().code(0);
    assert_eq!(items(&run, "failed"), [""; 0]);
    assert!(
        items(&run, "unknown").contains(&TESTED.to_owned()),
        "without its record nothing says that anybody signed in"
    );
}

/// Settings and files here, each restored afterwards.
#[test]
fn one_broken_setting_fails_its_items_and_no_other() {
    let whole = Whole::new(|_| ());
    let env = whole.folder.read(".env");
    let mut wrong = Vec::new();
    let mut fails = |what: &str, expected: &[&str]| {
        let run = whole.run();
        let failed = items(&run, "failed");
        if failed != expected {
            wrong.push(format!("{what}: {failed:?}, {:?}", run.ids("fail")));
        }
    };
    // The same weak key here and on the Space: nothing differs, and both items about the key fail.
    let weak = "this-is-my-very-long-secret-for-the-app";
    whole.folder.write(".env", env.replacen(KEY, weak, 1));
    whole.around.hub.set_secret("JWT_SECRET_KEY", weak);
    fails("a guessable key", &[KEY_MADE, WEAK]);
    whole.around.hub.set_secret("JWT_SECRET_KEY", KEY);
    for (what, from, to, expected) in [
        (
            "another key than the site's",
            KEY,
            "7c1f9e0b64d2a85f3e7b90c1d46f82a95b0e3d7c1a864f92e05b7d3c9a1f6e48",
            &[SECRETS][..],
        ),
        (
            "no TLS with Neon",
            "sslmode=require",
            "sslmode=disable",
            // Neon rejects such a connection.
            &[CONNECTED, NO_TLS],
        ),
        (
            "another database",
            whole.around.database.name.as_str(),
            "elsewhere",
            &[CONNECTED],
        ),
        (
            "http",
            "FRONTEND_URL=https://",
            "FRONTEND_URL=http://",
            // The redirect URIs are derived from it, and are not registered with http.
            &[CONFIGURED, HTTPS, USE_HTTPS],
        ),
    ] {
        assert!(env.contains(from), "{what}");
        whole.folder.write(".env", env.replacen(from, to, 1));
        fails(what, expected);
    }
    whole.folder.write(".env", &env);
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .args(arguments)
            .current_dir(whole.folder.path())
            .status();
        assert!(done.unwrap().success());
    };
    git(&["add", "--force", ".env"]);
    fails("a tracked .env file", &[KEPT, COMMIT]);
    git(&["rm", "--quiet", "--cached", ".env"]);
    // A password of the database is no OAuth secret; a client secret is one.
    let password = env.split_once("://").unwrap().1.split_once('@').unwrap().0;
    let client_secret = &whole.around.fakes.client("github").unwrap().secret;
    for (text, expected) in [
        (format!("url: postgresql://{password}@db/x\n"), &[KEPT][..]),
        (format!("secret: {client_secret}\n"), &[KEPT, SHARED]),
    ] {
        whole.folder.write("compose.yml", text);
        git(&["add", "compose.yml"]);
        fails("a secret in a tracked file", expected);
        git(&["rm", "--quiet", "--cached", "compose.yml"]);
    }
    std::fs::remove_file(whole.folder.path().join("compose.yml")).unwrap();
    std::fs::remove_file(whole.folder.path().join(".gitignore")).unwrap();
    fails("an .env file that git does not ignore", &[COMMIT]);
    whole.folder.write(".gitignore", "/.env\n");
    let role = &whole.around.database.role;
    let sql = |change: &str| {
        let _ = whole
            .around
            .database
            .psql(&format!("ALTER ROLE {role} {change}"));
    };
    sql("NOLOGIN");
    fails("a role that may not log in", &[CONNECTED]);
    sql("LOGIN");
    fails("everything restored", &[]);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_broken_site_fails_its_items_and_no_other() {
    let whole = Whole::new(|site| site.certificate = Served::Expired(3));
    whole.fails("an expired certificate", &[HTTPS, USE_HTTPS]);
    let whole = Whole::new(|site| site.forwarded_proto = "http");
    whole.fails("http behind a proxy", &[CONFIGURED]);
    let whole = Whole::new(|site| site.state_table = false);
    whole.fails("no table for the states where the app runs", &[CONFIGURED]);
    let whole = Whole::new(|site| site.everything = Some((404, "text/html")));
    whole.fails("no site", &[HTTPS, USE_HTTPS]);
    let whole = Whole::new(|site| site.home = site::APEX);
    whole.fails("another name of the site", &[HTTPS]);
}
