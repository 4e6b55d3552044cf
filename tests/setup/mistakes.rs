//! What people get wrong: each is named, and nothing of it is written.

use super::World;
use crate::support::Folder;

/// Runs a setup whose answers for development are changed, and gives the id and the text of the only failure.
fn refused(change: impl FnOnce(&mut World, String) -> String, code: i32) -> (String, String) {
    let mut world = World::new();
    let answers = world.answers();
    let answers = change(&mut world, answers);
    world.folder.write("answers.toml", answers);
    let run = world
        .folder
        .run(["setup", "--no-input", "--json", "--answers", "answers.toml"])
        .code(code);
    let ids = run.ids("fail");
    assert_eq!(ids.len(), 1, "{run:#?}");
    (ids[0].clone(), run.json()["findings"][0].to_string())
}

#[test]
fn a_file_of_answers_holds_no_secret_and_no_unknown_key() {
    let secret = "0123456789abcdef0123456789abcdef01234567";
    let (id, text) = refused(
        |_, answers| answers.replace("\"env:THE_SECRET_OF_GITHUB\"", &format!("\"{secret}\"")),
        3,
    );
    assert_eq!(id, "setup.wrong-answer");
    assert!(
        text.contains("invalid answer to development.github.client-secret")
            && !text.contains(secret),
        "{text}"
    );
    let (id, text) = refused(
        |_, answers| answers.replace("client-secret", "client-secrt"),
        3,
    );
    assert_eq!(id, "setup.unknown-answer");
    assert!(text.contains("did you mean development."), "{text}");
    let (id, _) = refused(|_, answers| answers + "[development\n", 3);
    assert_eq!(id, "setup.answers-not-toml");
    let (id, text) = refused(
        |_, answers| answers.replace("env:THE_SECRET_OF_GITHUB", "env:NOWHERE"),
        3,
    );
    assert_eq!(id, "setup.answer-not-set");
    assert!(
        text.contains("NOWHERE") && text.contains("development.github.client-secret"),
        "{text}"
    );
}

#[test]
fn a_pair_is_tried_before_it_is_written_and_the_wrong_one_is_named() {
    let mut world = World::new();
    let right = world.answers();
    let (id, _) = world.app("github");
    let other = "fedcba98765432100123456789abcdef01234567";
    for (answers, named, exit) in [
        (
            right.replace(&id, "Ov23liZzZzZzZzZzZzZz"),
            "GitHub rejected the client ID or the client secret",
            3,
        ),
        (
            right.replace("env:THE_SECRET_OF_GITHUB", "env:ANOTHER"),
            "GitHub rejected the client secret",
            3,
        ),
        (
            right.replace("env:THE_SECRET_OF_GITHUB", "env:SHORT"),
            "GITHUB_CLIENT_SECRET is not a GitHub client secret",
            3,
        ),
        (
            right.replace("env:THE_SECRET_OF_GITHUB", "env:THE_SECRET_OF_GOOGLE"),
            "a Google client secret",
            3,
        ),
    ] {
        let _ = std::fs::remove_file(world.folder.path().join(".env"));
        world
            .folder
            .variable("ANOTHER", other)
            .variable("SHORT", "0123456789abcdef");
        world.folder.write("answers.toml", answers);
        let run = world
            .folder
            .run(["setup", "--no-input", "--answers", "answers.toml"])
            .code(exit)
            .err("development.github: ");
        let said = run.stderr.replace("\n  ", " ");
        assert!(said.contains(named), "{named}: {said}");
        assert!(!run.stderr.contains(other), "{said}");
        let env = world.folder.read(".env");
        assert!(
            env.contains("FACEBOOK_APP_SECRET=") && !env.contains("GITHUB"),
            "{env}"
        );
    }
}

/// A redirect URI can be registered afterwards.
#[test]
fn a_redirect_uri_that_is_not_registered_is_named_and_the_credentials_are_saved() {
    let mut world = World::new();
    let config = world.folder.read("navauth.toml");
    world.folder.write(
        "navauth.toml",
        config.replace("/auth/callback/{provider}", "/elsewhere/{provider}"),
    );
    let answers = world.answers();
    world.folder.write("answers.toml", answers);
    let run = world.folder.run([
        "setup",
        "huggingface",
        "google",
        "facebook",
        "github",
        "--no-input",
        "--answers",
        "answers.toml",
    ]);
    let said = run.stderr.replace("\n  ", " ");
    let env = world.folder.read(".env");
    for provider in super::PROVIDERS {
        let label = super::wizard::label(provider);
        // Facebook accepts any localhost while an app is in development mode.
        assert!(
            provider == "facebook" || said.contains(&format!("{label} rejected the redirect URI")),
            "{said}"
        );
        assert!(env.contains(&world.app(provider).1), "{provider}: {said}");
    }
}

#[test]
fn googles_file_is_read_and_a_mistake_in_it_named() {
    let mut world = World::new();
    let mut answers = world.answers();
    let (id, secret) = world.app("google");
    let begin = answers.find("[development.google]").unwrap();
    let end = answers.find("[development.facebook]").unwrap();
    answers.replace_range(begin..end, "");
    world.folder.write("answers.toml", answers);
    let client = |object: &str| {
        format!(
            r#"{{"{object}":{{"client_id":"{id}","project_id":"x","client_secret":"{secret}","redirect_uris":[]}}}}"#
        )
    };
    let setup = [
        "setup",
        "--no-input",
        "--answers",
        "answers.toml",
        "--google-json",
        "client_secret_1.json",
    ];
    for (text, named) in [
        (client("installed"), "\"Desktop app\""),
        (
            r#"{"type":"service_account","private_key_id":"x"}"#.to_owned(),
            "service account",
        ),
        (
            client("web").replace("client_secret\"", "nothing\""),
            "it contains no client_secret",
        ),
        (client("web")[..40].to_owned(), "is not JSON"),
        ("[]".to_owned(), "it contains no \"web\" object"),
    ] {
        world.folder.write("client_secret_1.json", text);
        let run = world.folder.run(setup).code(3);
        assert!(
            run.stderr.replace("\n  ", " ").contains(named),
            "{named}: {}",
            run.stderr
        );
        assert!(!run.stderr.contains(&secret));
    }
    world.folder.write("client_secret_1.json", client("web"));
    let run = world
        .folder
        .run(setup)
        .code(0)
        .err("setup.unregistered")
        .without(&secret);
    assert!(run.stdout.contains("All steps are done."), "{run:?}");
    assert!(world.folder.read(".env").contains(&secret));
}

#[test]
fn addresses_and_databases_that_cannot_be_right_are_refused() {
    let production = |database: &str, site: &str| {
        format!(
            "environment = \"production\"\n[production]\ndatabase-url = \"{database}\"\nfrontend-url = \"{site}\"\n"
        ) + &["huggingface", "google", "facebook", "github"]
            .map(|provider| format!("[production.{provider}]\nskip = true\n"))
            .concat()
    };
    let world = World::new();
    world.folder.write("sqlite", "sqlite:///./data/users.db");
    world.folder.write(
        "broken",
        "postgresql://owner:k7@Jq2mZx@ep-cool-12.us-east-2.aws.neon.tech/neondb",
    );
    world.folder.write(
        "closed",
        "postgresql://owner:CanaryPassword42@127.0.0.1:1/db",
    );
    for (database, site, named, code) in [
        (
            "file:sqlite",
            "https://www.example.org",
            "database.not-postgresql",
            3,
        ),
        (
            "file:broken",
            "https://www.example.org",
            "database.password-unescaped",
            3,
        ),
        (
            "file:closed",
            "https://www.example.org",
            "database.refused",
            5,
        ),
        ("sqlite", "https://www.example.org", "setup.wrong-answer", 3),
    ] {
        world
            .folder
            .write("answers.toml", production(database, site));
        let run = world
            .folder
            .run(["setup", "--no-input", "--json", "--answers", "answers.toml"])
            .code(code)
            .without("CanaryPassword42");
        assert_eq!(run.ids("fail"), [named]);
    }
    assert!(!world.folder.path().join(".env.production").exists());
    world.folder.write("right", "postgresql://owner:CanaryPassword42@ep-cool-12.us-east-2.aws.neon.tech/neondb?sslmode=require");
    for (site, named) in [
        ("http://www.example.org", "frontend.not-https"),
        ("http://localhost:5173", "frontend.local"),
        ("www.example.org", "frontend.not-a-url"),
    ] {
        world
            .folder
            .write("answers.toml", production("file:right", site));
        let run = world
            .folder
            .run([
                "setup",
                "--no-input",
                "--offline",
                "--json",
                "--answers",
                "answers.toml",
            ])
            .code(3);
        assert_eq!(run.ids("fail"), [named]);
    }
}

#[test]
fn one_key_in_both_environments_is_replaced_only_when_that_is_wanted() {
    const KEY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
    let mut world = World::new();
    let answers = world
        .answers()
        .replace("environment = \"development\"", "environment = \"both\"");
    let mut answers = answers
        + "[production]\ndatabase-url = \"file:right\"\nfrontend-url = \"https://www.example.org\"\n";
    for provider in super::PROVIDERS {
        answers += &format!("[production.{provider}]\nskip = true\n");
    }
    world.folder.write("right", "postgresql://owner:CanaryPassword42@ep-cool-12.us-east-2.aws.neon.tech/neondb?sslmode=require");
    world.folder.write("answers.toml", &answers);
    world
        .folder
        .write(".env", format!("JWT_SECRET_KEY={KEY}\n"));
    world
        .folder
        .write(".env.production", format!("JWT_SECRET_KEY={KEY}\n"));
    let check = world.folder.run(["check-env", "--json"]).code(1);
    assert!(
        check
            .ids("fail")
            .contains(&"jwt.in-both-environments".to_owned()),
        "{check:?}"
    );
    let check = world
        .folder
        .run(["check-env", "--json", "--env-file", ".env.production"])
        .code(1);
    assert!(
        check
            .ids("fail")
            .contains(&"jwt.in-both-environments".to_owned()),
        "{check:?}"
    );
    let setup = [
        "setup",
        "--no-input",
        "--offline",
        "--answers",
        "answers.toml",
    ];
    let _ = world.folder.run(setup);
    assert!(world.folder.read(".env.production").contains(KEY));
    world.folder.write(
        "answers.toml",
        answers + "[production.jwt-secret-key]\nreplace = true\n",
    );
    let _ = world.folder.run(setup);
    assert!(!world.folder.read(".env.production").contains(KEY));
    assert!(world.folder.read(".env").contains(KEY));
    let check = world.folder.run(["check-env", "--json"]);
    assert!(
        !check
            .ids("fail")
            .contains(&"jwt.in-both-environments".to_owned()),
        "{check:?}"
    );
}

#[test]
fn an_unknown_step_is_named_before_anything_is_asked() {
    let folder = Folder::new();
    let _ = folder
        .run(["setup", "tabels"])
        .code(2)
        .err("there is no step named \"tabels\"")
        .err("did you mean tables");
    let _ = folder
        .run(["setup", "--browser", "--no-input"])
        .code(2)
        .err("--browser cannot be used with --no-input");
}
