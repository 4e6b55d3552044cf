//! `navauth demo`.

use std::io::{BufRead, BufReader};

use crate::support::postgres::Cluster;
use crate::support::terminal::Terminal;
use crate::support::{Folder, finish};
use navauth::providers::fakes::sign_in;

const STEPS: usize = 9;

/// Printed paths can be pasted into a shell.
#[test]
fn a_folder_with_spaces_is_quoted() {
    let folder = Folder::new();
    let arguments = ["demo", "--folder", "my démo"];
    let _ = folder.run(arguments).code(0).err("  cd 'my démo'\n");
    folder.write("my démo/notes", "mine");
    let run = folder.run(arguments).code(3);
    let _ = run
        .err("run:   navauth demo --folder 'my démo-2'\n")
        .without("delete");
    let run = folder.run(["demo", "--folder", "/"]).code(3);
    let _ = run
        .err("run:   navauth demo --folder navauth-demo\n")
        .without("delete");
}

#[test]
fn the_whole_guide_is_rehearsed_and_can_be_looked_at_afterwards() {
    let folder = Folder::new();
    let run = folder
        .run(["demo"])
        .code(0)
        .out("dmitri-volkov@example.org")
        .err("cd navauth-demo");
    let passed = run
        .stdout
        .lines()
        .filter(|line| line.starts_with("✓ done"))
        .count();
    assert_eq!(passed, STEPS, "{run:#?}");
    let _ = run
        .out("Amara Okafor: user 1, created")
        .out("4 users")
        .out("JWT_SECRET_KEY in .env, line");
    let ignored = folder.read("navauth-demo/.gitignore");
    assert!(ignored.lines().any(|line| line == "*"), "{ignored}");
    let inside = |arguments: &[&str]| {
        finish(
            folder
                .command(arguments.iter().copied())
                .current_dir(folder.path().join("navauth-demo"))
                .spawn()
                .unwrap(),
        )
    };
    let _ = inside(&["list-users"]).code(0).out("bruno.keller");
    let _ = inside(&["check-env"]).code(0);
    let _ = inside(&["verify-connection"]).code(0);
}

#[test]
fn nothing_of_an_earlier_rehearsal_or_of_anybody_else_is_touched() {
    let folder = Folder::new();
    folder.write("navauth-demo/notes.txt", "mine");
    let _ = folder
        .run(["demo"])
        .code(3)
        .err("demo.folder-not-empty")
        .err("navauth demo --folder navauth-demo-2");
    assert_eq!(
        std::fs::read_dir(folder.path().join("navauth-demo"))
            .unwrap()
            .count(),
        1
    );
    let _ = folder.run(["demo", "--folder", "navauth-demo-2"]).code(0);
    let _ = folder
        .run(["demo", "--folder", "navauth-demo-2"])
        .code(3)
        .err("navauth-demo-2-2");
    folder.write("file", "");
    let _ = folder
        .run(["demo", "--folder", "file"])
        .code(3)
        .err("demo.folder");
    let _ = folder
        .run(["demo", "--folder", "file/beneath"])
        .code(3)
        .err("demo.folder");
}

/// Variables that would lead elsewhere are not for the rehearsal.
#[test]
fn the_callers_own_settings_play_no_part_and_no_secret_is_shown() {
    let mut folder = Folder::with_env(
        "DATABASE_URL=postgresql://me:canary-word@127.0.0.1:1/mine\nGITHUB_CLIENT_SECRET=canary-word\n",
    );
    folder
        .variable(
            "DATABASE_URL",
            "postgresql://me:canary-word@127.0.0.1:1/mine",
        )
        .variable("JWT_SECRET_KEY", "canary-word");
    let run = folder
        .run(["demo", "--verbose"])
        .code(0)
        .without("canary-word");
    for line in folder
        .read("navauth-demo/.env")
        .lines()
        .filter(|line| line.contains("SECRET"))
    {
        let (name, secret) = line.split_once('=').unwrap();
        assert!(
            secret.len() >= 32 && !run.stdout.contains(secret) && !run.stderr.contains(secret),
            "{name}"
        );
    }
}

#[test]
fn json_tells_each_step() {
    let run = Folder::new()
        .run(["demo", "--json", "--folder", "here"])
        .code(0);
    let document = run.json();
    assert_eq!(document["folder"], "here");
    assert_eq!(document["steps"].as_array().unwrap().len(), STEPS);
    assert_eq!(
        document["steps"][4]["command"],
        "navauth test-login huggingface"
    );
    assert_eq!(document["users"][0]["username"], "dmitri-volkov");
    assert_eq!(run.ids("fail"), [""; 0]);
}

#[test]
fn it_runs_on_postgresql_too() {
    let database = Cluster::shared().database();
    let folder = Folder::new();
    let run = folder
        .run_with_input(
            ["demo", "--database-url-stdin"],
            &format!("{}\n", database.verified_url()),
        )
        .code(0);
    let _ = run
        .without(&database.password)
        .out("users, oauth_states created");
    assert_eq!(
        database.psql("select string_agg(oauth_provider, ' ' order by id) from users"),
        "huggingface google facebook github"
    );
    assert_eq!(database.psql("select count(*) from oauth_states"), "0");
    // Once more, in another folder: the tables and the people are there.
    let again = folder
        .run_with_input(
            ["demo", "--database-url-stdin", "--folder", "again"],
            &database.verified_url(),
        )
        .code(0);
    let _ = again.out("already existed").out("user 4, updated");
}

#[test]
fn a_step_that_fails_ends_it_with_its_finding() {
    let folder = Folder::new();
    let url = "postgresql://me:canary-word@127.0.0.1:1/app?sslmode=disable";
    let run = folder
        .run_with_input(["demo", "--database-url-stdin"], url)
        .code(1)
        .without("canary-word");
    let _ = run.err("refuse").err("navauth-demo").out("fail");
    let run = folder
        .run_with_input(
            ["demo", "--database-url-stdin", "--json", "--folder", "b"],
            url,
        )
        .code(1);
    assert_eq!(run.json()["steps"].as_array().unwrap().len(), 2);
    assert_eq!(run.ids("fail").len(), 1);
}

#[test]
fn a_person_can_sign_in_on_the_stand_ins_pages() {
    let folder = Folder::new();
    let mut child = folder.command(["demo", "--browser"]).spawn().unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap())
        .lines()
        .map(Result::unwrap);
    for provider in ["huggingface", "google", "facebook", "github"] {
        let url = lines.find(|line| line.starts_with("http://")).unwrap();
        assert!(url.contains(&format!("/{provider}/")), "{url}");
        let visit = runtime
            .block_on(sign_in(&url, std::time::Duration::from_secs(30)))
            .unwrap();
        assert_eq!(visit.status, 200, "{}", visit.body);
    }
    assert!(lines.last().unwrap().contains("navauth setup"));
    let _ = finish(child).code(0).out("4 users");
}

#[test]
fn the_tables_fit_the_terminal() {
    for columns in [80, 40] {
        let folder = Folder::new();
        let terminal = Terminal::run(&folder, columns, ["demo"]);
        let (code, screen) = terminal.end();
        assert_eq!(code, 0, "{screen}");
        assert!(
            screen.contains("dmitri-volkov") && screen.contains("test-login huggingface"),
            "{screen}"
        );
        assert!(screen.contains("Amara Okafor: user 1, created"), "{screen}");
        // A rule that is too long would be continued on a line of its own.
        let rules = screen.lines().filter(|line| line.starts_with('─')).count();
        assert_eq!(rules, if columns < 64 { 0 } else { 1 }, "{screen}");
        assert!(terminal.shows_cursor());
    }
}

#[test]
fn an_earlier_demo_is_replaced_after_a_yes_and_nothing_else_is() {
    let folder = Folder::new();
    let _ = folder.run(["demo"]).code(0);
    folder.write("navauth-demo/.env", "");
    let terminal = Terminal::run(&folder, 80, ["demo"]);
    terminal.wait_for("navauth-demo contains an earlier demo. Replace it? [y/N]");
    terminal.keys(["y", "Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(
        folder
            .read("navauth-demo/.env")
            .contains("GOOGLE_CLIENT_ID")
    );
    folder.write("navauth-demo/notes.txt", "mine");
    let (code, screen) = Terminal::run(&folder, 80, ["demo"]).end();
    assert_eq!(code, 3, "{screen}");
    assert!(screen.contains("demo.folder-not-empty"), "{screen}");
    assert_eq!(folder.read("navauth-demo/notes.txt"), "mine");
}

#[test]
fn ctrl_c_while_it_waits_for_a_person_ends_it_cleanly() {
    let folder = Folder::new();
    let terminal = Terminal::run(&folder, 100, ["demo", "--browser"]);
    terminal.wait_for("/huggingface/oauth/authorize");
    terminal.keys(["C-c"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 130, "{screen}");
    assert!(screen.contains("interrupted"), "{screen}");
    assert!(terminal.shows_cursor());
    // The state row of the login that was broken off is gone.
    let mut sqlite = std::process::Command::new("sqlite3");
    let sqlite = sqlite.current_dir(folder.path()).args([
        "navauth-demo/data/users.db",
        "select count(*) from oauth_states",
    ]);
    assert_eq!(sqlite.output().unwrap().stdout, b"0\n");
}

/// The providers that the navauth.toml beside adds are rehearsed as the four are: by their issuer, or by endpoints and field names.
#[test]
fn the_providers_of_a_navauth_toml_take_part() {
    let folder = Folder::new();
    folder.write(
        "navauth.toml",
        "[providers.campus]\nissuer = \"https://login.campus.example\"\nlabel = \"Campus\"\n\n[providers.my-forge]\n\
         authorization_endpoint = \"https://forge.example/authorize\"\ntoken_endpoint = \"https://forge.example/token\"\n\
         userinfo_endpoint = \"https://forge.example/api/user\"\nclient_authentication = \"body\"\nscopes = [\"profile\"]\n\
         client_id_variable = \"MY_FORGE_CLIENT_ID\"\n[providers.my-forge.profile]\nid = \"data.number\"\nemail = \"data.mail\"\n\
         username = \"data.login\"\n",
    );
    let run = folder.run(["demo", "--json"]).code(0);
    let document = run.json();
    let steps: Vec<_> = document["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["command"].as_str().unwrap())
        .collect();
    assert_eq!(steps.len(), STEPS + 2);
    assert_eq!(
        steps[8..10],
        ["navauth test-login campus", "navauth test-login my-forge"]
    );
    assert_eq!(document["steps"][8]["what"], "sign in with Campus");
    let users: Vec<_> = document["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["username"].as_str().unwrap())
        .collect();
    assert_eq!(users[..2], ["user-my-forge", "user-campus"]);
    let (env, config) = (
        folder.read("navauth-demo/.env"),
        folder.read("navauth-demo/navauth.toml"),
    );
    assert!(
        env.contains("CAMPUS_CLIENT_SECRET=")
            && env.contains("MY_FORGE_CLIENT_ID=")
            && env.contains("MY_FORGE_CLIENT_SECRET="),
        "{env}"
    );
    assert!(
        config.contains("issuer = \"http://127.0.0.1:")
            && !config.contains("forge.example")
            && config.contains("data.number"),
        "{config}"
    );
    // check-env judges them as the four: what is wrong with one of them is told.
    folder.write(
        "navauth-demo/.env",
        env.replace("MY_FORGE_CLIENT_ID=", "MY_FORGE_CLIENT_IT="),
    );
    let inside = finish(
        folder
            .command(["check-env", "--json"])
            .current_dir(folder.path().join("navauth-demo"))
            .spawn()
            .unwrap(),
    );
    let ids = inside.code(1).ids("fail");
    assert!(ids.contains(&"provider.incomplete".to_owned()), "{ids:?}");
}
