//! `navauth redirect-uris`.

use crate::support::Folder;
use crate::support::terminal::Terminal;

#[test]
fn lists_redirect_uris_for_each_environment() {
    let folder = Folder::with_env(
        "FRONTEND_URL=http://localhost:5173\nGITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\n",
    );
    folder.write(
        ".env.production",
        "FRONTEND_URL=https://www.communityone.com\nGITHUB_CLIENT_ID=Ov23liNoPqRsTuVwXyZa\n",
    );
    let run = folder.run(["redirect-uris"]).code(0);
    for name in ["huggingface", "google", "facebook", "github"] {
        for uri in [
            format!("http://localhost:8000/auth/callback/{name}"),
            format!("https://www.communityone.com/api/auth/callback/{name}"),
        ] {
            assert!(
                run.stdout
                    .lines()
                    .any(|line| line.split_whitespace().nth(1) == Some(&uri)),
                "no {uri} in {}",
                run.stdout
            );
        }
    }
    let run = run
        .out("https://console.cloud.google.com/auth/clients")
        .out("auth/callback/facebook  (no registration needed)");
    assert!(!run.stdout.contains("auth/callback/google  (needs"));
    let run = folder
        .run(["redirect-uris", "--json", "--provider", "github"])
        .code(0);
    let entries = &run.json()["providers"][0]["entries"];
    assert_eq!(entries[0]["client_id"], "Ov23liAbCdEfGhIjKlMn");
    assert_eq!(entries[1]["client_id"], "Ov23liNoPqRsTuVwXyZa");
    assert_eq!(entries[1]["environment"], "production");
}

#[test]
fn the_list_and_the_named_release_agree() {
    let folder = Folder::with_env("FRONTEND_URL=http://localhost:5173\n");
    let production = "https://nav.city.org/auth/callback/github";
    let later = "https://nav.city.org/api/auth/callback/github";
    let listed = |release: &str, address: &str, uri: &str, words: &str| {
        folder.write(".env.production", format!("API_BASE_URL={address}\n"));
        folder.write("navauth.toml", release);
        let run = folder.run(["redirect-uris", "--provider", "github"]);
        assert!(
            run.stdout
                .lines()
                .any(|line| line.ends_with(&format!(" {uri}"))),
            "{run:?}"
        );
        assert!(run.stderr.replace('\n', " ").contains(words), "{run:?}");
    };
    let base = "https://nav.city.org";
    listed("", base, later, "the app's release is not known");
    let pinned = |release: &str| format!("[app]\nrelease = \"{release}\"\n");
    listed(
        &pinned("2026-04"),
        base,
        production,
        "for the app's release 2026-04",
    );
    listed(
        &pinned("2026-08"),
        base,
        later,
        "for the app's release 2026-08",
    );
    // The address with /api is that of release 2026-04.
    let api = "https://nav.city.org/api";
    listed(
        &pinned("2026-04"),
        api,
        later,
        "for the app's release 2026-04",
    );
}

/// Each URI has a line of its own; what is said about it wraps.
#[test]
fn the_list_fits_the_screen() {
    let folder = Folder::with_env("FRONTEND_URL=http://localhost:5173\n");
    let (code, screen) = Terminal::run(&folder, 80, ["redirect-uris"]).end();
    assert_eq!(code, 0, "{screen}");
    let uri = "  development  http://localhost:8000/auth/callback/facebook";
    let entry = format!("{uri}\n               (no registration needed)");
    assert!(screen.contains(&entry), "{screen}");
    assert!(
        screen.lines().all(|line| line.chars().count() <= 80),
        "{screen}"
    );
    let run = folder
        .run(["redirect-uris", "--provider", "facebook"])
        .code(0)
        .out(&format!("{uri}  (no registration needed)"));
    assert!(
        run.stderr.lines().all(|line| line.chars().count() <= 80),
        "{run:?}"
    );
}

#[test]
fn the_page_of_a_space_is_not_the_app() {
    let page = "https://huggingface.co/spaces/acme/Nav_1";
    let github = "GITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\n";
    for (name, id, meant) in [
        (
            "FRONTEND_URL",
            "frontend.has-path",
            "set it to https://acme-nav-1.hf.space",
        ),
        (
            "API_BASE_URL",
            "api.page-of-space",
            "set it to https://acme-nav-1.hf.space/api",
        ),
    ] {
        let folder = Folder::with_env(github);
        folder.write(".env.production", format!("{name}={page}\n{github}"));
        let run = folder.run(["redirect-uris"]).code(1);
        let _ = run.err(id).err(meant);
    }
}

/// An address of this computer is right in development, and says nothing about production.
#[test]
fn without_production_settings_the_development_uris_are_listed() {
    for address in ["http://localhost:8000", "http://192.168.1.5:8000"] {
        let folder = Folder::with_env(&format!(
            "FRONTEND_URL=http://localhost:5173\nAPI_BASE_URL={address}\n"
        ));
        let run = folder
            .run(["redirect-uris", "--json", "--provider", "github"])
            .code(0);
        assert_eq!(run.not_passed(), ["skip login.no-production-callback"]);
        let document = run.json();
        assert_eq!(
            document["findings"][0]["fix"]["command"],
            "navauth setup --environment production"
        );
        let entries = document["providers"][0]["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 1);
        let uri = format!("{address}/auth/callback/github");
        assert_eq!(entries[0]["uri"], uri);
    }
}

#[test]
fn impossible_redirect_uris_fail() {
    let folder = Folder::with_env(
        "FRONTEND_URL=http://localhost:5173\nGITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\n",
    );
    let run = folder.run(["redirect-uris", "--json"]).code(0);
    assert_eq!(run.ids("skip"), ["login.no-production-callback"]);
    folder.write(
        ".env.production",
        "FRONTEND_URL=http://www.communityone.com\nGITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\n",
    );
    let run = folder.run(["redirect-uris", "--json"]).code(1);
    assert_eq!(
        run.ids("fail"),
        ["redirect.not-https", "redirect.not-https"]
    );
    assert_eq!(run.ids("warn").len(), 2);
    // One GitHub app may serve both.
    let _ = folder
        .run(["redirect-uris", "--provider", "github"])
        .code(0)
        .out("up to ten callback URLs");
    let uri = "http://192.168.1.20:8000/auth/callback/{provider}";
    folder.write(
        "navauth.toml",
        format!("[callback]\ndevelopment = \"{uri}\"\n"),
    );
    let run = folder
        .run(["redirect-uris", "--provider", "google", "--json"])
        .code(1);
    assert_eq!(
        run.ids("fail"),
        ["redirect.not-https", "redirect.not-https"]
    );
    let _ = folder
        .run(["redirect-uris", "--production", "nowhere"])
        .code(3)
        .err("file.missing");
    let _ = folder
        .run(["redirect-uris", "--provider", "gthub"])
        .code(2)
        .err("did you mean github");
}

#[test]
fn navauth_toml_sets_callbacks_and_adds_providers() {
    let folder = Folder::new();
    let config = "[callback]\ndevelopment = \"http://127.0.0.1:9000/cb/{provider}\"\nproduction = \"https://example.org/cb/{provider}\"\n\
                  [providers.gitlab]\nissuer = \"https://gitlab.com\"\n";
    folder.write("navauth.toml", config);
    let _ = folder
        .run(["redirect-uris"])
        .code(0)
        .out("http://127.0.0.1:9000/cb/gitlab")
        .out("https://example.org/cb/github");
}

#[test]
fn only_online_sends_requests() {
    use navauth::providers::fakes::{Behavior, FakeProviders, Step};
    let mut behavior = Behavior::default();
    behavior.redirect_uris.insert(
        "google",
        vec!["http://localhost:8000/auth/callback/google".to_owned()],
    );
    #[expect(
        clippy::disallowed_methods,
        reason = "tests have no Process of their own"
    )]
    let providers = FakeProviders::start(behavior, jiff::Timestamp::now()).unwrap();
    let folder = Folder::with_env(&format!(
        "{}FRONTEND_URL=https://www.communityone.com\n",
        providers.env_text()
    ));
    folder.write("navauth.toml", providers.config_toml());
    let run = folder
        .run(["redirect-uris", "--provider", "google", "--json"])
        .code(0);
    assert_eq!(run.json()["known"].as_array().unwrap().len(), 0);
    assert!(providers.requests().is_empty());
    let run = folder
        .run([
            "redirect-uris",
            "--provider",
            "google",
            "--online",
            "--json",
        ])
        .code(1);
    let known = &run.json()["known"];
    let of = |place: usize| {
        (
            known[place]["uri"]
                .as_str()
                .unwrap()
                .starts_with("http://localhost"),
            known[place]["registered"].clone(),
        )
    };
    assert_eq!([of(0), of(1)], [(true, true.into()), (false, false.into())]);
    assert_eq!(run.ids("fail").len(), 1, "{run:#?}");
    assert_eq!(
        providers.requests_to("google", Step::Token).len(),
        1,
        "the same credentials are asked about once"
    );
    let _ = folder
        .run(["redirect-uris", "--provider", "google", "--online"])
        .code(1)
        .out("registered at Google")
        .out("Google rejected");
    // Facebook's page shows nothing, and its localhost URI is not checked at all.
    let run = folder
        .run([
            "redirect-uris",
            "--provider",
            "facebook",
            "--online",
            "--json",
        ])
        .code(0);
    let known = run.json()["known"].as_array().unwrap().clone();
    assert_eq!(known.len(), 1);
    assert!(known[0]["registered"].is_null());
    // If the client is unknown, its redirect URIs cannot be checked.
    let client = providers.client("google").unwrap();
    folder.write(
        ".env",
        folder.read(".env").replace(
            &client.secret,
            &format!("{}00", &client.secret[..client.secret.len() - 2]),
        ),
    );
    let run = folder
        .run([
            "redirect-uris",
            "--provider",
            "google",
            "--online",
            "--json",
        ])
        .code(1);
    assert_eq!(run.json()["known"].as_array().unwrap().len(), 0);
}
