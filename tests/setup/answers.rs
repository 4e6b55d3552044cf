//! Without a person: everything from a file of answers.

use serde_json::Value;

use super::{PRODUCTION, PROVIDERS, SITE, World};
use crate::support::postgres::Cluster;

/// The results of the steps that were not done before, as "name result".
fn results(document: &Value) -> Vec<String> {
    let steps = document["steps"].as_array().unwrap().iter();
    steps
        .map(|step| {
            format!(
                "{} {}",
                step["name"].as_str().unwrap(),
                step["result"].as_str().unwrap_or("-")
            )
        })
        .collect()
}

#[test]
fn an_empty_folder_becomes_a_setup_that_every_check_passes() {
    let mut world = World::new();
    let answers = world.answers();
    world.folder.write("answers.toml", answers);
    let run = world
        .folder
        .run(["setup", "--no-input", "--json", "--answers", "answers.toml"])
        .code(0);
    let document = run.json();
    let expected = [
        "development.database-url done",
        "development.jwt-secret-key done",
        "development.frontend-url done",
        "development.huggingface done",
        "development.google done",
        "development.facebook done",
        "development.github done",
        "development.tables done",
        "development.test-logins left",
        "development.checklist done",
    ];
    assert_eq!(results(&document), expected);
    let env = world.folder.read(".env");
    for provider in PROVIDERS {
        let (id, secret) = world.app(provider);
        assert!(
            env.contains(&id) && env.contains(&secret),
            "{provider}: {env}"
        );
        assert!(
            !run.stdout.contains(&secret) && !run.stderr.contains(&secret),
            "{run:?}"
        );
    }
    assert!(
        env.contains("DATABASE_URL=sqlite:///./data/users.db\n")
            && env.contains("FRONTEND_URL=http://localhost:5173\n"),
        "{env}"
    );
    let _ = world
        .folder
        .run([
            "check-env",
            "--online",
            "--fail-on",
            "warning",
            "--environment",
            "development",
        ])
        .code(0);
    let _ = world.folder.run(["verify-connection"]).code(0);
}

#[test]
fn the_same_answers_twice_change_nothing() {
    let mut world = World::new();
    let answers = world.answers();
    world.folder.write("answers.toml", answers);
    let setup = ["setup", "--no-input", "--json", "--answers", "answers.toml"];
    let _ = world.folder.run(setup).code(0);
    let before = world.files();
    let run = world.folder.run(setup).code(0);
    assert!(before == world.files(), "a file has changed");
    let done: Vec<String> = results(&run.json())
        .into_iter()
        .filter(|line| !line.ends_with(" -"))
        .collect();
    assert_eq!(
        done,
        ["development.test-logins left", "development.checklist done"]
    );
}

#[test]
fn both_environments_in_one_go_on_postgres_with_keys_and_apps_of_their_own() {
    let mut world = World::new();
    let database = Cluster::shared().database();
    world.folder.write(
        "secrets/database",
        format!("psql '{}'\n", database.verified_url()),
    );
    let mut answers = world.answers().replace("\"development\"", "\"both\"");
    answers += &format!(
        "[production]\ndatabase-url = \"file:secrets/database\"\nfrontend-url = \"{SITE}\"\n"
    );
    answers += "[production.huggingface]\nsame-app = true\n[production.google]\nsame-app = true\n";
    for (provider, id, secret) in PRODUCTION {
        world
            .folder
            .write(&format!("secrets/{provider}"), format!("{secret}\n"));
        answers += &format!(
            "[production.{provider}]\nclient-id = \"{id}\"\nclient-secret = \"file:secrets/{provider}\"\n"
        );
    }
    world.folder.write("answers.toml", answers);
    let run = world
        .folder
        .run(["setup", "--no-input", "--json", "--answers", "answers.toml"]);
    let document = run.json();
    let undone: Vec<String> = results(&document)
        .into_iter()
        .filter(|line| !line.ends_with(" done"))
        .collect();
    // The database of the test is on this machine, which no check lets pass for production.
    assert_eq!(
        undone,
        [
            "development.test-logins left",
            "production.space left",
            "production.test-logins left"
        ],
        "{:?}",
        run.stderr
    );
    let (development, production) = (
        world.folder.read(".env"),
        world.folder.read(".env.production"),
    );
    let value = |file: &str, name: &str| {
        file.lines()
            .find_map(|line| Some(line.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
            .unwrap()
    };
    assert_ne!(
        value(&development, "JWT_SECRET_KEY"),
        value(&production, "JWT_SECRET_KEY")
    );
    assert_ne!(
        value(&development, "GITHUB_CLIENT_ID"),
        value(&production, "GITHUB_CLIENT_ID")
    );
    assert_eq!(
        value(&development, "GOOGLE_CLIENT_ID"),
        value(&production, "GOOGLE_CLIENT_ID")
    );
    assert_eq!(value(&production, "DATABASE_URL"), database.verified_url());
    assert_eq!(database.psql("select count(*) from users"), "0");
}

#[test]
fn every_missing_answer_is_named_before_anything_is_written() {
    let world = World::new();
    let run = world
        .folder
        .run([
            "setup",
            "--no-input",
            "--environment",
            "development",
            "--json",
        ])
        .code(2);
    assert_eq!(run.ids("fail"), ["setup.unanswered"]);
    let detail = run.json()["findings"][0]["detail"]
        .as_str()
        .unwrap()
        .to_owned();
    for key in [
        "development.database-url",
        "development.frontend-url",
        "development.google.client-id",
        "development.github.client-secret",
    ] {
        assert!(detail.contains(key), "{key}: {detail}");
    }
    assert!(
        !detail.contains("jwt-secret-key") && !detail.contains("production"),
        "{detail}"
    );
    assert!(!world.folder.path().join(".env").exists());
    let _ = world
        .folder
        .run(["setup", "--no-input"])
        .code(2)
        .err("--environment");
}

#[test]
fn with_one_environment_the_variables_themselves_are_answers() {
    let mut world = World::new();
    world
        .folder
        .variable("DATABASE_URL", "sqlite:///./data/users.db")
        .variable("FRONTEND_URL", "http://localhost:5173");
    for client in world.fakes.clients() {
        let (id, secret) = (
            client.variables.client_id.as_str(),
            client.variables.client_secret.as_str(),
        );
        world
            .folder
            .variable(id, &client.id)
            .variable(secret, &client.secret);
    }
    let _ = world
        .folder
        .run([
            "setup",
            "--no-input",
            "--environment",
            "development",
            "--offline",
        ])
        .code(0);
    assert!(world.folder.read(".env").contains(&world.app("github").1));
}

#[test]
fn a_provider_of_navauth_toml_has_its_step_by_itself() {
    let mut world = World::new();
    let (id, secret) = world.app("huggingface");
    let more = format!(
        "\n[providers.keycloak]\nissuer = \"{0}/huggingface\"\nscopes = [\"openid\", \"email\"]\n",
        world.fakes.address()
    );
    world
        .folder
        .write("navauth.toml", world.folder.read("navauth.toml") + &more);
    let answers = world.answers()
        + &format!(
            "[development.keycloak]\nclient-id = \"{id}\"\nclient-secret = \"env:THE_SECRET_OF_HUGGINGFACE\"\n"
        );
    world.folder.write("answers.toml", answers);
    let _ = world.folder.run([
        "setup",
        "--offline",
        "--no-input",
        "--answers",
        "answers.toml",
    ]);
    assert!(world.folder.read(".env").contains(&format!(
        "KEYCLOAK_CLIENT_ID={id}\nKEYCLOAK_CLIENT_SECRET={secret}\n"
    )));
}

/// The example of the page about the file of answers is such a file.
#[test]
fn the_page_shows_what_works() {
    let page = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/setup-answers.md"
    ))
    .unwrap();
    let example = page
        .split("```toml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let world = World::new();
    world.folder.write("answers.toml", example);
    let run = world
        .folder
        .run([
            "setup",
            "--no-input",
            "--dry-run",
            "--answers",
            "answers.toml",
            "--json",
        ])
        .code(0);
    assert_eq!(
        run.json()["environments"],
        serde_json::json!(["development", "production"])
    );
}

#[test]
fn a_dry_run_shows_the_plan_and_does_nothing() {
    let world = World::new();
    let before = world.files();
    let run = world
        .folder
        .run(["setup", "--dry-run", "--environment", "both"])
        .code(0);
    let _ = run
        .out("Database")
        .out("HuggingFace")
        .out("to do")
        .out("optional")
        .out("production");
    assert!(before == world.files());
    let github = world.app("github");
    world.folder.write(
        ".env",
        format!(
            "GITHUB_CLIENT_ID={}\nGITHUB_CLIENT_SECRET={}\n",
            github.0, github.1
        ),
    );
    let document = world
        .folder
        .run([
            "setup",
            "--dry-run",
            "--environment",
            "development",
            "--json",
        ])
        .code(0)
        .json();
    let done: Vec<&str> = document["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|step| step["before"] == "done")
        .map(|step| step["name"].as_str().unwrap())
        .collect();
    assert_eq!(done, ["development.github"]);
}

#[test]
fn git_is_kept_from_the_files_before_a_secret_stands_in_them() {
    let git = |world: &World, arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        let output = git
            .args(arguments)
            .current_dir(world.folder.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let mut world = World::new();
    git(&world, &["init", "--quiet"]);
    let answers = world.answers();
    world.folder.write("answers.toml", answers);
    let _ = world
        .folder
        .run([
            "setup",
            "--dry-run",
            "--no-input",
            "--answers",
            "answers.toml",
        ])
        .code(0);
    assert!(
        !world.folder.path().join(".gitignore").exists(),
        "a plan writes nothing"
    );
    let run = world
        .folder
        .run(["setup", "--no-input", "--answers", "answers.toml"])
        .code(0);
    assert!(run.stderr.contains("Added .env to .gitignore"), "{run:#?}");
    assert_eq!(world.folder.read(".gitignore"), "/.env\n");
    assert!(!git(&world, &["status", "--porcelain", "--untracked-files=all"]).contains(".env\n"));
    let run = world
        .folder
        .run(["setup", "--no-input", "--answers", "answers.toml"])
        .code(0);
    assert_eq!(
        (
            world.folder.read(".gitignore").as_str(),
            run.stderr.contains(".gitignore")
        ),
        ("/.env\n", false)
    );
    // The secrets are in the file that a link leads to.
    #[cfg(unix)]
    {
        let path = |name: &str| world.folder.path().join(name);
        std::fs::rename(path(".env"), path("real.txt")).unwrap();
        std::os::unix::fs::symlink("real.txt", path(".env")).unwrap();
        let _ = world
            .folder
            .run(["setup", "--no-input", "--answers", "answers.toml"])
            .code(0)
            .err("Added real.txt to .gitignore");
        assert_eq!(world.folder.read(".gitignore"), "/.env\n/real.txt\n");
    }
    // A folder that is no repository stays without.
    let mut other = World::new();
    let answers = other.answers();
    other.folder.write("answers.toml", answers);
    let _ = other
        .folder
        .run(["setup", "--no-input", "--answers", "answers.toml"])
        .code(0);
    assert!(!other.folder.path().join(".gitignore").exists());
}
