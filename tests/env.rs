//! `navauth env`, and the files it reads.

use serde_json::Value;

use crate::support::terminal::Terminal;
use crate::support::{Folder, Run};

/// The row of a variable in the JSON document.
fn row(run: &Run, name: &str) -> Value {
    let document = run.json();
    let rows = document["variables"].as_array().unwrap();
    rows.iter()
        .find(|row| row["name"] == name)
        .unwrap_or_else(|| panic!("no {name}"))
        .clone()
}

#[test]
fn every_known_variable_is_listed() {
    let run = Folder::new()
        .run(["env", "--all"])
        .code(0)
        .err("no .env file was read");
    for variable in navauth::config::variables::TABLE {
        assert!(run.stdout.contains(variable.name), "{}", variable.name);
    }
    let _ = run.out("sqlite:///./data/users.db").out("default");
}

#[test]
fn shows_the_source_and_the_overridden_values() {
    let mut folder = Folder::with_env(
        "FRONTEND_URL=http://one\n\nFRONTEND_URL='http://two' # c\nAPI_BASE_URL=\nHF_SPACES\n",
    );
    let run = folder.run(["env"]).code(0).err("settings from .env");
    assert!(run.stdout.lines().any(|line| line.contains("FRONTEND_URL")
        && line.contains("http://two")
        && line.contains(".env:3, overrides .env:1")));
    folder.variable("FRONTEND_URL", "http://three");
    let run = folder.run(["env", "--json"]).code(0);
    let frontend = row(&run, "FRONTEND_URL");
    assert_eq!(
        (&frontend["value"], &frontend["origin"]),
        (&"http://three".into(), &"process environment".into())
    );
    assert_eq!(
        frontend["shadowed"],
        serde_json::json!([".env:3", ".env:1"])
    );
    assert_eq!(row(&run, "API_BASE_URL")["value"], "");
    assert_eq!(row(&run, "HF_SPACES")["set"], false);
    assert_eq!(row(&run, "DATABASE_URL")["origin"], "default");
    assert_eq!(
        (&run.json()["env_file"], run.stderr.as_str()),
        (&".env".into(), "")
    );
}

#[test]
fn does_not_list_secrets() {
    let mut folder = Folder::with_env(
        "JWT_SECRET_KEY=canary-jwt-one\nJWT_SECRET_KEY=canary-jwt-two\nDATABASE_URL=postgresql://me:canary-database@db.example/x\n\
         NEON_DATABASE_URL=postgresql://me:canary@odd@db.example/x\nGITHUB_CLIENT_SECRET='canary github'\nMY_NOTES=canary-unknown\n\
         GOOGLE_CLIENT_ID=canary-google\nGOOGLE_CLIENT_SECRET=canary-google\n",
    );
    folder.variable("FACEBOOK_APP_SECRET", "canary-facebook");
    for arguments in [
        &["env"][..],
        &["env", "--json"],
        &["env", "--verbose"],
        &["env", "get", "UNSET"],
    ] {
        let _ = folder.run(arguments.iter().copied()).without("canary");
    }
    let run = folder
        .run(["env"])
        .out("postgresql://me:***@db.example/x")
        .out("set (14 characters)")
        .out("set (15 characters)");
    let _ = run.out("MY_NOTES");
}

#[test]
fn get_prints_exactly_what_the_app_sees() {
    let mut folder = Folder::with_env(
        "A=\"1\\n2 # 3\"\nB=${A}-${NOBODY:-x}-${HOME_OF}\nJWT_SECRET_KEY=canary-jwt-one # c\nEMPTY=\n",
    );
    folder.variable("HOME_OF", "p");
    for (name, value) in [
        ("A", "1\n2 # 3\n"),
        ("B", "1\n2 # 3-x-p\n"),
        ("JWT_SECRET_KEY", "canary-jwt-one\n"),
        ("EMPTY", "\n"),
        ("HOME_OF", "p\n"),
    ] {
        assert_eq!(folder.run(["env", "get", name]).code(0).stdout, value);
    }
    let run = folder
        .run(["env", "get", "JWT_SECRET_KEY", "--json"])
        .code(0);
    let document = run.json();
    assert_eq!(
        (&document["name"], &document["set"]),
        (&"JWT_SECRET_KEY".into(), &true.into())
    );
    assert_eq!(
        (&document["value"], &document["origin"]),
        (&"canary-jwt-one".into(), &".env:3".into())
    );
}

#[test]
fn get_of_an_unset_name_is_exit_3_with_a_suggestion() {
    let folder = Folder::with_env("GITHUB_CLIENT_SECRT=x\nBARE\n");
    let run = folder
        .run(["env", "get", "DATABSE_URL"])
        .code(3)
        .err("[env.unset]")
        .err("did you mean DATABASE_URL?");
    assert!(run.stdout.is_empty());
    let _ = folder
        .run(["env", "get", "GITHUB_CLIENT_SECRET"])
        .code(3)
        .err("did you mean GITHUB_CLIENT_SECRT?");
    let _ = folder
        .run(["env", "get", "BARE"])
        .code(3)
        .err(".env:2: BARE is not set")
        .err("no equals sign");
    let _ = folder
        .run(["env", "get", "DATABASE_URL"])
        .code(3)
        .err("sqlite:///./data/users.db");
    assert_eq!(
        folder
            .run(["env", "get", "NOBODY", "--json"])
            .code(3)
            .ids("fail"),
        ["env.unset"]
    );
}

#[test]
fn the_nearest_file_upward_in_the_repository_is_read() {
    let folder = Folder::with_env("A=outside\n");
    folder.write("repository/inner/deep/note", "");
    let from = |path: &str| {
        let mut command = folder.command(["env", "get", "A", "--json"]);
        command.current_dir(folder.path().join(path));
        let run = crate::support::finish(command.spawn().unwrap());
        let document = run.json();
        (
            document["value"].as_str().map(str::to_owned),
            document["env_file"].as_str().map(str::to_owned),
        )
    };
    // Outside a repository only the working directory counts.
    assert_eq!(from("repository/inner"), (None, None));
    // In a repository the search ends at its root.
    std::fs::create_dir(folder.path().join("repository/.git")).unwrap();
    assert_eq!(from("repository/inner/deep"), (None, None));
    folder.write("repository/.env", "A=root\n");
    assert_eq!(
        from("repository/inner/deep"),
        (Some("root".into()), Some("../../.env".into()))
    );
    // A folder with that name, such as a Python environment, is skipped.
    std::fs::create_dir(folder.path().join("repository/inner/.env")).unwrap();
    assert_eq!(
        from("repository/inner"),
        (Some("root".into()), Some("../.env".into()))
    );
    folder.write("repository/inner/deep/.env", "A=deep\n");
    assert_eq!(
        from("repository/inner/deep"),
        (Some("deep".into()), Some(".env".into()))
    );
}

#[test]
fn the_file_can_be_chosen_or_left_out() {
    let mut folder = Folder::with_env("A=default\n");
    folder.write("prod.env", "\u{feff}A='chosen'\r\n");
    assert_eq!(
        folder
            .run(["env", "get", "A", "--env-file", "prod.env"])
            .code(0)
            .err("settings from prod.env")
            .stdout,
        "chosen\n"
    );
    let _ = folder
        .run(["env", "get", "A", "--no-env-file"])
        .code(3)
        .err("no .env file was read");
    let _ = folder
        .run(["env", "get", "A", "--quiet"])
        .code(0)
        .without("settings from");
    let _ = folder
        .run(["env", "--env-file", "prod.env", "--no-env-file"])
        .code(2);
    folder.variable("PYTHON_DOTENV_DISABLED", "True");
    let _ = folder
        .run(["env", "get", "A"])
        .code(3)
        .err("PYTHON_DOTENV_DISABLED");
}

#[test]
fn a_file_that_cannot_be_read_is_exit_3() {
    let folder = Folder::new();
    folder.write("latin.env", b"A=1\n# caf\xe9\n");
    folder.write(
        "utf16.env",
        "\u{feff}A=1\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>(),
    );
    folder.write("nul.env", "A=1\nB=\0\n");
    folder.write("empty.env", "");
    for (file, id) in [
        ("missing.env", "file.missing"),
        ("home", "file.is-directory"),
        ("latin.env", "file.not-utf8"),
        ("utf16.env", "file.utf16"),
        ("nul.env", "file.has-nul"),
    ] {
        let run = folder.run(["env", "--json", "--env-file", file]).code(3);
        assert_eq!(run.ids("fail"), [id], "{file}");
    }
    let _ = folder
        .run(["env", "--env-file", "empty.env"])
        .code(0)
        .err("settings from empty.env");
    folder.write(".env", b"A=\xff\n");
    let _ = folder
        .run(["env"])
        .code(3)
        .err(".env:1: this is not UTF-8 text");
    #[cfg(target_os = "linux")]
    let _ = folder
        .run(["env", "--env-file", "/dev/full"])
        .code(3)
        .err("[file.too-large]");
}

#[test]
fn lists_navauth_toml_and_reports_errors_without_values() {
    let folder = Folder::with_env("");
    let path = "navauth.toml";
    folder.write(path, "[callback]\ndevelopment = \"http://localhost:1/{provider}\"\n[providers.mine]\nscopes = [\"a\"]\n");
    let run = folder.run(["env", "--json"]).code(0);
    let development = row(&run, "callback.development");
    assert_eq!(
        (&development["value"], &development["origin"]),
        (&"http://localhost:1/{provider}".into(), &path.into())
    );
    assert_eq!(row(&run, "providers.mine.scopes")["value"], "[\"a\"]");
    for (text, line, id, named) in [
        (
            "[callback]\n\nproduktion = \"canary-value\"\n",
            3,
            "config.unknown-key",
            "produktion",
        ),
        (
            "[space]\nname = { secret = \"canary-value\" }\n",
            2,
            "config.wrong-type",
            "name",
        ),
        (
            "[callback]\ndevelopment = 12345678\n",
            2,
            "config.wrong-type",
            "development",
        ),
        (
            "[callback]\ndevelopment = canary-value\n",
            2,
            "config.not-toml",
            "TOML",
        ),
        ("[callback\n", 1, "config.not-toml", "TOML"),
    ] {
        folder.write(path, text);
        let run = folder.run(["env", "--json", "--verbose"]).code(3);
        assert_eq!(run.ids("fail"), [id], "{text}");
        let diagnostic = &run.json()["findings"][0];
        assert_eq!(diagnostic["source"]["line"], line, "{text}");
        assert!(
            diagnostic["title"].as_str().unwrap().contains(named),
            "{diagnostic}"
        );
        let _ = run.without("canary-value").without("12345678");
    }
    let _ = folder
        .run(["env", "--config", "other.toml"])
        .code(3)
        .err("[file.missing]");
    folder.write("other.toml", "");
    let _ = folder.run(["env", "--config", "other.toml"]).code(0);
}

#[test]
fn prefers_the_navauth_toml_next_to_the_env_file() {
    let folder = Folder::new();
    folder.write("settings/.env", "");
    folder.write("navauth.toml", "[space]\nname = \"here/it-is\"\n");
    let name = |folder: &Folder| {
        row(
            &folder
                .run(["env", "--json", "--env-file", "settings/.env"])
                .code(0),
            "space.name",
        )["value"]
            .clone()
    };
    assert_eq!(name(&folder), "here/it-is");
    folder.write("settings/navauth.toml", "[space]\nname = \"beside/it\"\n");
    assert_eq!(name(&folder), "beside/it");
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let folder = Folder::with_env("FRONTEND_URL=http://\u{1b}[2Jx\n");
    let _ = folder
        .run(["env"])
        .code(0)
        .without("\u{1b}")
        .out("\\u{1b}[2Jx");
    folder.write("\u{1b}[2J.env", "A=1\n");
    let _ = folder
        .run(["env", "--env-file", "\u{1b}[2J.env"])
        .code(0)
        .without("\u{1b}")
        .err("settings from \\u{1b}[2J.env");
    let _ = folder
        .run(["gen-secret", "--write", "--env-file", "\u{1b}[2J.env"])
        .code(0)
        .without("\u{1b}")
        .out("\\u{1b}[2J.env");
}

#[test]
fn the_list_fits_the_terminal() {
    let folder = Folder::with_env(
        "DATABASE_URL=postgresql://me:12345678@a-rather-long-name.of-a-host.example/database?sslmode=require\n",
    );
    for (columns, line) in [
        (80, "  JWT_SECRET_KEY              not set"),
        (40, "JWT_SECRET_KEY: not set"),
    ] {
        let (code, screen) = Terminal::run(&folder, columns, ["env"]).end();
        assert_eq!(code, 0, "{screen}");
        assert!(screen.lines().any(|shown| shown.contains(line)), "{screen}");
        assert!(
            screen
                .lines()
                .all(|line| line.chars().count() <= usize::from(columns)),
            "{screen}"
        );
        assert!(!screen.contains("12345678"), "{screen}");
    }
    let (code, screen) = Terminal::run(&folder, 40, ["env", "--all"]).end();
    let wide = |line: &&str| line.chars().count() > 40 && line.trim().contains(' ');
    assert_eq!(
        (code, screen.lines().find(wide)),
        (0, None),
        "a line that could be wrapped: {screen}"
    );
}

#[test]
fn a_missing_name_is_asked_for_on_a_terminal_only() {
    let folder = Folder::with_env("FRONTEND_URL=http://localhost:5173\nMINE=1\n");
    let _ = folder.run(["env", "get"]).code(2).err("no variable given");
    let terminal = Terminal::run(&folder, 80, ["env", "get"]);
    terminal.wait_for("Print which variable");
    terminal.keys(["Down", "Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.lines().any(|line| line == "1"), "{screen}");
}

#[test]
fn the_short_list_has_what_is_set_and_what_the_guide_needs() {
    let folder = Folder::with_env("MINE=1\nAPI_BASE_URL=http://localhost:8000\n");
    folder.write("navauth.toml", "[neon]\nproject = \"civic\"\n");
    let short = folder.run(["env"]).code(0);
    let short = short
        .out("MINE")
        .out("API_BASE_URL")
        .out("JWT_SECRET_KEY")
        .err("navauth env --all lists");
    assert!(!short.stdout.contains("civic") && !short.stdout.contains("HF_TOKEN"));
    let _ = folder
        .run(["env", "--all"])
        .code(0)
        .out("civic")
        .out("NEON_API_KEY");
}

#[test]
fn a_part_of_a_name_leads_to_the_variable() {
    let folder = Folder::with_env("JWT_SECRET_KEY=x\n");
    let _ = folder
        .run(["env", "get", "JWT"])
        .code(3)
        .err("did you mean JWT_SECRET_KEY?")
        .err("navauth env get JWT_SECRET_KEY")
        .without("JWT=");
    // Both GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET may be meant.
    let _ = folder
        .run(["env", "get", "GITHUB"])
        .code(3)
        .without("did you mean");
}

/// A secret may be pasted where another value belongs.
#[test]
fn a_misplaced_secret_is_hidden() {
    let secrets = [
        ("GOOGLE_CLIENT_ID", "GOCSPX-abcdefghijklmnopqrstuvwxyz01"),
        ("HUGGINGFACE_CLIENT_ID", "oauth_app_secret_AbCdEfGhIjKl"),
        ("SPACE_ID", "hf_abcdefghijklmnopqrstuvwxyzabcdefgh"),
    ];
    let text = secrets.map(|(name, value)| format!("{name}={value}\n"));
    let folder = Folder::with_env(&(text.concat() + "GITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\n"));
    for arguments in [&["env"][..], &["env", "--all"], &["env", "--json"]] {
        let run = folder.run(arguments.iter().copied()).code(0);
        let run = run.out("Ov23liAbCdEfGhIjKlMn");
        let _ = secrets
            .iter()
            .fold(run, |run, (_, value)| run.without(value));
    }
}
