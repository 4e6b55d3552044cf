//! What navauth.toml must not contain: other variables, half a provider, URLs with other schemes; and hosts that a `.env` must not set.

use crate::support::foreign::Foreign;
use crate::support::site::{self, Behavior, HOST, Site};
use crate::support::{Folder, set_mode};

use super::{ENTERPRISE, KEY, folder};

/// The ID and line of the only problem.
fn refused(folder: &Folder, arguments: &[&str]) -> (String, u64) {
    let run = folder
        .run(arguments.iter().chain(&["--json"]).copied())
        .code(3);
    let document = run.json();
    let diagnostic = &document["findings"][0];
    assert_eq!(diagnostic["source"]["file"], "navauth.toml", "{document:#}");
    (
        diagnostic["id"].as_str().unwrap().to_owned(),
        diagnostic["source"]["line"].as_u64().unwrap(),
    )
}

#[test]
fn providers_read_only_their_own_variables() {
    let endpoints = "issuer = \"https://id.example.org\"\n";
    for variable in [
        "AWS_SECRET_ACCESS_KEY",
        "JWT_SECRET_KEY",
        "DATABASE_URL",
        "GITHUB_CLIENT_SECRET",
        "campus_client_secret",
        "Campus_Client_Secret",
        "CAMPUS_CLIENT_ID",
        "",
    ] {
        let foreign = Foreign::start();
        let mut folder = folder(
            &foreign,
            &format!("[providers.campus]\n{endpoints}client_secret_variable = \"{variable}\"\n"),
        );
        folder.variable("AWS_SECRET_ACCESS_KEY", "canary");
        let trusted = ["check-env", "--online", "--trust-host", "id.example.org"];
        assert_eq!(
            refused(&folder, &trusted),
            ("config.foreign-variable".to_owned(), 3),
            "{variable}"
        );
        assert_eq!(foreign.take(), "", "{variable}");
    }
    for (name, variable, good) in [
        ("github", "GOOGLE_CLIENT_SECRET", false),
        ("github", "GITHUB_CLIENT_SECRET", true),
        ("facebook", "FACEBOOK_APP_SECRET", true),
        ("huggingface", "OAUTH_CLIENT_SECRET", true),
        ("huggingface", "HF_TOKEN", false),
    ] {
        let folder = Folder::new();
        folder.write(
            "navauth.toml",
            format!("[providers.{name}]\nclient_secret_variable = \"{variable}\"\n"),
        );
        let run = folder.run(["redirect-uris"]);
        assert_eq!(run.code == 3, !good, "{run:#?}");
    }
    // A provider's name must not lead to the variables of another.
    for (name, line) in [
        ("GitHub", 1),
        ("GITHUB", 1),
        ("oauth", 1),
        ("\"git hub\"", 1),
        ("my-forge", 3),
    ] {
        let folder = Folder::new();
        let second = name.replace('-', "_");
        folder.write(
            "navauth.toml",
            format!("[providers.{name}]\n{endpoints}[providers.{second}]\n{endpoints}").replacen(
                &format!("[providers.{second}]\n{endpoints}"),
                "",
                usize::from(name != "my-forge"),
            ),
        );
        assert_eq!(
            refused(&folder, &["redirect-uris"]),
            ("config.provider-name".to_owned(), line),
            "{name}"
        );
    }
}

#[test]
fn a_partly_replaced_provider_is_rejected() {
    let github = [
        "device_authorization_endpoint",
        "revocation_endpoint",
        "userinfo_endpoint",
        "emails_endpoint",
        "authorization_endpoint",
    ];
    let foreign = Foreign::start();
    let folder = folder(
        &foreign,
        "[providers.github]\ntoken_endpoint = \"http://127.0.0.1:9/token\"\n",
    );
    let run = folder.run(["check-env", "--online", "--json"]).code(3);
    assert_eq!(run.ids("fail"), ["config.half-override"]);
    let fix = run.json()["findings"][0]["fix"]["text"].to_string();
    for key in github {
        assert!(fix.contains(key), "{key}: {fix}");
    }
    // Each missing endpoint is listed, for each built-in provider.
    let full = [
        ("github", ENTERPRISE.replace("https://ghe.example.org", "http://127.0.0.1:9")),
        (
            "google",
            "[providers.google]\nissuer = \"http://127.0.0.1:9\"\nauthorization_endpoint = \"http://127.0.0.1:9/a\"\n\
             token_endpoint = \"http://127.0.0.1:9/t\"\nuserinfo_endpoint = \"http://127.0.0.1:9/u\"\n\
             jwks_uri = \"http://127.0.0.1:9/j\"\nrevocation_endpoint = \"\"\n"
                .to_owned(),
        ),
        (
            "huggingface",
            "[providers.huggingface]\nissuer = \"http://127.0.0.1:9\"\nauthorization_endpoint = \"http://127.0.0.1:9/a\"\n\
             token_endpoint = \"http://127.0.0.1:9/t\"\nuserinfo_endpoint = \"http://127.0.0.1:9/u\"\n\
             jwks_uri = \"http://127.0.0.1:9/j\"\ndevice_authorization_endpoint = \"\"\n"
                .to_owned(),
        ),
        (
            "facebook",
            "[providers.facebook]\nauthorization_endpoint = \"http://127.0.0.1:9/a\"\n\
             token_endpoint = \"http://127.0.0.1:9/t\"\nuserinfo_endpoint = \"http://127.0.0.1:9/u\"\n\
             introspection_endpoint = \"http://127.0.0.1:9/i\"\n"
                .to_owned(),
        ),
    ];
    for (name, config) in full {
        folder.write("navauth.toml", &config);
        let _ = folder.run(["redirect-uris"]).code(0);
        for line in config.lines().skip(1) {
            folder.write("navauth.toml", config.replace(&format!("{line}\n"), ""));
            let run = folder.run(["test-login", name, "--json"]).code(3);
            assert_eq!(run.ids("fail"), ["config.half-override"], "{line}");
            let fix = run.json()["findings"][0]["fix"]["text"].to_string();
            let key = line.split(' ').next().unwrap();
            assert!(fix.contains(&format!("set {key} as well")), "{fix}");
        }
    }
    // Another path on the provider's own host is allowed.
    folder.write(
        "navauth.toml",
        "[providers.facebook]\ntoken_endpoint = \"https://graph.facebook.com/v99.0/oauth/access_token\"\n",
    );
    let _ = folder.run(["redirect-uris"]).code(0);
    assert_eq!(foreign.take(), "");
}

#[test]
fn urls_must_be_https_or_loopback() {
    let urls = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "http://ghe.example.org/x",
        "https://user:canary@ghe.example.org/x",
        "https://ghe.example.org/\\u0007",
        "ghe.example.org",
        "https://{client_id}.example.org/",
    ];
    let keys = [
        ("providers.github", "authorization_endpoint"),
        ("providers.github", "token_endpoint"),
        ("providers.github", "userinfo_endpoint"),
        ("providers.github", "emails_endpoint"),
        ("providers.github", "device_authorization_endpoint"),
        ("providers.github", "revocation_endpoint"),
        ("providers.facebook", "introspection_endpoint"),
        ("providers.google", "jwks_uri"),
        ("providers.google", "issuer"),
        ("providers.campus", "issuer"),
        ("providers.campus", "console"),
        ("neon", "api"),
        ("neon", "sql"),
        ("neon", "own_address"),
    ];
    let foreign = Foreign::start();
    let mut folder = folder(&foreign, "");
    let opened = folder.path().join("opened");
    let script = folder.write(
        "browser",
        format!("#!/bin/sh\ntouch '{}'\n", opened.display()),
    );
    set_mode(&script, 0o700);
    let script = script.display().to_string();
    folder.variable("BROWSER", &script);
    for (table, key) in keys {
        for url in urls {
            folder.write("navauth.toml", format!("[{table}]\n\n{key} = \"{url}\"\n"));
            let run = folder
                .run(["test-login", "github", "--json"])
                .code(3)
                .without("canary");
            assert_eq!(run.ids("fail"), ["config.unsafe-url"], "{key} {url}");
            let diagnostic = &run.json()["findings"][0];
            assert_eq!(diagnostic["source"]["line"], 3);
            let title = diagnostic["title"].as_str().unwrap();
            assert!(title.starts_with(&format!("[{table}] {key} ")), "{title}");
        }
    }
    // Required endpoints must not be empty.
    folder.write(
        "navauth.toml",
        "[providers.github]\ntoken_endpoint = \"\"\n",
    );
    let _ = folder
        .run(["test-login", "github"])
        .code(3)
        .err("config.unsafe-url");
    assert!(!opened.exists() && foreign.take().is_empty());
}

/// A session token is not sent to a site that only a tracked `.env` sets, if the key is from your environment.
#[test]
fn session_tokens_are_sent_only_to_the_keys_site() {
    let settings = site::environment("sqlite:///./data/users.db", KEY);
    let (key, rest): (Vec<&str>, Vec<&str>) = settings
        .lines()
        .partition(|line| line.starts_with("JWT_SECRET_KEY="));
    let live = ["check-env", "--live", "--only", "live", "--json"];
    let site = Site::start(Behavior::good(KEY));
    let mut folder = Folder::with_env(&rest.join("\n"));
    site.lead(&mut folder);
    folder.variable("JWT_SECRET_KEY", key[0].split_once('=').unwrap().1);
    let run = folder.run(live);
    assert!(site.shown(KEY).is_empty(), "{run:#?}");
    assert!(site.asked().contains(&"https GET /".to_owned()));
    assert_eq!(run.ids("skip"), ["live.session-key"], "{run:#?}");
    let _ = run.out(&format!("--trust-host {HOST}"));
    let _ = folder.run(live.iter().chain(&["--trust-host", HOST]).copied());
    assert_eq!(site.shown(KEY).len(), 1);
    // If the file contains the key itself, it may set the site.
    let mut folder = Folder::with_env(&settings);
    site.lead(&mut folder);
    let _ = folder.run(live);
    assert_eq!(site.shown(KEY).len(), 2);
}
