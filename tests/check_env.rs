//! `navauth check-env`.

pub mod corpus;
mod databases;
mod fixes;
mod repository;

use corpus::{DEVELOPMENT, edited, production};

use crate::support::terminal::Terminal;
use crate::support::{Folder, set_mode};

#[test]
fn checks_the_environment_that_the_settings_are_for() {
    let environment_of = |frontend: &str| {
        let folder = Folder::with_env(&edited(DEVELOPMENT, &[frontend]));
        folder.run(["check-env", "--json"]).json()["environment"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    for production in [
        "FRONTEND_URL=https://www.communityone.com",
        "FRONTEND_URL=HTTPS://www.communityone.com/",
    ] {
        assert_eq!(environment_of(production), "production", "{production}");
    }
    for development in [
        "FRONTEND_URL=https://localhost:5173",
        "FRONTEND_URL=http://www.communityone.com",
        "FRONTEND_URL=",
        "FRONTEND_URL=x",
    ] {
        assert_eq!(environment_of(development), "development", "{development}");
    }
    let folder = Folder::with_env(DEVELOPMENT);
    let _ = folder
        .run(["check-env"])
        .code(0)
        .err("checking development settings (FRONTEND_URL is local)");
    let run = folder
        .run(["check-env", "--environment", "production"])
        .code(1)
        .err("checking production settings (--environment)");
    let _ = run.out("FRONTEND_URL points to this computer or a local network");
}

#[test]
fn warnings_fail_only_on_request() {
    let folder = Folder::with_env(&edited(DEVELOPMENT, &["-JWT_SECRET_KEY"]));
    let run = folder.run(["check-env"]).code(0);
    let _ = run.out("check-env: no problems, 1 warning: ready for development");
    let run = folder
        .run(["check-env", "--fail-on", "warning", "--json"])
        .code(1);
    assert_eq!(run.json()["ok"], false);
    let _ = folder.run(["check-env", "--fail-on", "anything"]).code(2);
}

#[test]
fn checks_only_the_named_providers() {
    let text = "FRONTEND_URL=https://x/y/\nOTHER=1\nOTHER=2\nnot a line\nGITHUB_CLIENT_SECRT=1\nGITHUB_CLIENT_ID=731904\nGOOGLE_CLIENT_ID=x\n";
    let folder = Folder::with_env(text);
    set_mode(&folder.path().join(".env"), 0o644);
    let run = folder
        .run(["check-env", "--provider", "github", "--json"])
        .code(1);
    assert_eq!(
        run.not_passed(),
        [
            "fail file.name-typo",
            "fail credential.wrong-format",
            "skip provider.incomplete"
        ]
    );
    let run = folder
        .run([
            "check-env",
            "--provider",
            "google",
            "--provider",
            "facebook",
            "--provider",
            "google",
            "--json",
            "--environment",
            "development",
        ])
        .code(1);
    assert_eq!(
        run.not_passed(),
        [
            "fail provider.incomplete",
            "fail credential.wrong-format",
            "warn provider.not-configured"
        ]
    );
    let run = folder
        .run(["check-env", "--provider", "githup", "--json"])
        .code(2);
    assert!(
        run.stdout.contains("huggingface, google, facebook, github"),
        "{run:?}"
    );
    let folder = Folder::with_env(DEVELOPMENT);
    let _ = folder
        .run(["check-env", "--provider", "github"])
        .code(0)
        .out("all local checks passed");
}

/// A credential has the name that the provider's console gives it.
#[test]
fn a_credential_is_called_as_in_the_console() {
    let folder = Folder::with_env("FACEBOOK_APP_ID=my-app\nGOOGLE_CLIENT_ID=my-client\n");
    let _ = folder
        .run(["check-env", "--only", "credential"])
        .code(1)
        .out("FACEBOOK_APP_ID is not a Facebook App ID")
        .out("GOOGLE_CLIENT_ID is not a Google client ID");
}

#[test]
fn checks_providers_of_navauth_toml() {
    let folder = Folder::with_env(&edited(DEVELOPMENT, &["+MASTODON_CLIENT_ID=abc"]));
    folder.write("navauth.toml", "[providers.mastodon]\nissuer = \"https://social.example\"\nclient_id_variable = \"MASTODON_CLIENT_ID\"\n");
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.not_passed(), ["fail provider.incomplete"]);
    assert!(
        run.stdout.contains("MASTODON_CLIENT_SECRET is not set"),
        "{run:?}"
    );
}

#[test]
fn problems_are_in_file_order() {
    let edits = [
        "DATABASE_URL=mysql://x/y",
        "JWT_SECRET_KEY=",
        "GOOGLE_CLIENT_ID=x",
        "FRONTEND_URL=http://localhost:1/",
        "-GITHUB_CLIENT_ID",
        "-GITHUB_CLIENT_SECRET",
    ];
    let folder = Folder::with_env(&edited(DEVELOPMENT, &edits));
    let run = folder.run(["check-env", "--json"]).code(1);
    let order = [
        "fail database.kind-unknown",
        "fail jwt.empty",
        "warn frontend.trailing-slash",
        "fail credential.wrong-format",
        "warn provider.not-configured",
    ];
    assert_eq!(run.not_passed(), order);
    let document = run.json();
    let lines: Vec<_> = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .take(5)
        .map(|diagnostic| diagnostic["source"]["line"].as_u64())
        .collect();
    assert_eq!(lines, [Some(2), Some(4), Some(5), Some(10), None]);
    assert_eq!(document["findings"][0]["source"]["file"], ".env");
    assert_eq!(document["env_file"], ".env");
    assert_eq!(document["summary"]["fail"], 3);
    assert_eq!(document["summary"]["warn"], 2);
    assert_eq!(
        document["verdict"],
        "3 problems, 2 warnings: not ready for development"
    );
    assert!(
        document["findings"]
            .as_array()
            .unwrap()
            .iter()
            .all(|diagnostic| diagnostic["status"] == "pass"
                || diagnostic["fix"]["text"].as_str().is_some())
    );
}

const SHOWN: &str = "\
fail: .env:2: DATABASE_URL: the password contains an unescaped @
  [database.password-unescaped]
  cause: the app reads the first @ as the end of the password, and what follows
         as the host
  fix:   replace every @ in the password with %40: postgresql://u:<password with
         @ written as %40>@localhost:5433/db?…

fail: .env:4: JWT_SECRET_KEY is still a placeholder [env.placeholder]
  cause: it says what to put there
  fix:   let navauth write a random key to the file
  run:   navauth gen-secret --write

warn: .env:14: GITHUB_CLIENT_ID does not look like a GitHub client ID
  [credential.unusual-format]
  seen:  19 characters
  cause: expected Ov23 and 16 letters and digits, or (an older app) 20 digits
         and letters from a to f
  fix:   copy the client ID from https://github.com/settings/developers into
         GITHUB_CLIENT_ID

skip: blocked by database.password-unescaped: 9 checks [database] [neon]
skip: blocked by env.placeholder [jwt.guessable]

check-env: 2 problems, 1 warning: not ready for development
";

#[test]
fn shows_the_problem_its_reason_and_the_fix() {
    let edits = [
        "DATABASE_URL=postgresql://u:hunter2@hunter3@localhost:5433/db?sslmode=prefer",
        "JWT_SECRET_KEY=your_random_secret_key_here_min_32_chars",
        "GITHUB_CLIENT_ID=Ov23liR7kT2mW9xQ4zL",
    ];
    let folder = Folder::with_env(&edited(DEVELOPMENT, &edits));
    let run = folder.run(["check-env"]).code(1);
    assert_eq!(run.stdout, SHOWN);
    assert_eq!(run.stderr.lines().next(), Some("settings from .env"));
    let run = folder.run(["check-env", "--quiet"]).code(1);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (SHOWN, ""));
}

#[test]
fn fits_a_narrow_terminal() {
    let edits = [
        "DATABASE_URL=postgresql://u:hunter2@hunter3@localhost:5433/db",
        "FRONTEND_URL=http://localhost:5173/",
        "GOOGLE_CLIENT_ID=x",
    ];
    let folder = Folder::with_env(&edited(DEVELOPMENT, &edits));
    let (code, screen) = Terminal::run(&folder, 40, ["check-env"]).end();
    assert_eq!(code, 1, "{screen}");
    for text in [
        "[database.password-unescaped]",
        "  cause: ",
        "  fix:   ",
        "1 warning: not\nready for development",
    ] {
        assert!(screen.contains(text), "no {text:?} in\n{screen}");
    }
    // A word that is longer than the line, such as an address to copy, is not broken: the terminal wraps it.
    let prose = screen
        .lines()
        .filter(|line| line.contains(' ') && !line.contains("://"));
    assert!(
        prose.clone().count() > 20 && prose.clone().all(|line| line.chars().count() <= 40),
        "{screen}"
    );
}

#[test]
fn without_settings_there_is_one_failure() {
    let run = Folder::new().run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["file.none"]);
    assert!(run.ids("warn").is_empty(), "{run:?}");
    assert!(run.ids("skip").contains(&"jwt.missing".to_owned()));
}

#[test]
fn a_missing_file_suggests_setup_or_a_similar_file() {
    for (name, command) in [
        (None, "navauth setup"),
        (Some(".env.txt"), "mv .env.txt .env"),
        (Some("env"), "mv env .env"),
        (Some("my env.txt"), "navauth setup"),
        (Some(".env.example"), "cp .env.example .env"),
        (Some(".env.local"), "cp .env.local .env"),
    ] {
        let mut folder = Folder::new();
        if let Some(name) = name {
            folder.write(name, DEVELOPMENT);
        }
        // A token for another service configures no sign-in.
        folder.variable("HF_TOKEN", "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");
        let run = folder.run(["check-env", "--json"]).code(1);
        assert_eq!(run.ids("fail"), ["file.none"], "{name:?}");
        let fix = &run.json()["findings"][0]["fix"];
        assert_eq!(fix["command"], command, "{name:?}");
        if let Some(name) = name.filter(|_| command != "navauth setup") {
            assert!(run.stdout.contains(&format!("contains {name},")), "{run:?}");
            let status = std::process::Command::new("sh")
                .args(["-c", command])
                .current_dir(folder.path())
                .status();
            assert!(status.unwrap().success());
            assert!(folder.run(["check-env", "--json"]).ids("fail").is_empty());
        }
    }
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join(".env")).unwrap();
    let run = folder.run(["check-env", "--json"]).code(1);
    assert!(run.stdout.contains("rename this folder"), "{run:?}");
    assert!(run.stdout.contains(".env is a folder here"), "{run:?}");
}

#[test]
fn production_settings_are_not_copied_to_development() {
    let folder = Folder::new();
    set_mode(&folder.write(".env.production", production()), 0o600);
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["file.none"], "{run:?}");
    let command = run.json()["findings"][0]["fix"]["command"].clone();
    assert_eq!(command, "navauth check-env --env-file .env.production");
    let run = folder.run_printed(command.as_str().unwrap());
    assert_eq!(run.code, 0, "{run:?}");
    // A template is the better start.
    folder.write(".env.example", DEVELOPMENT);
    let run = folder.run(["check-env", "--json"]).code(1);
    let command = &run.json()["findings"][0]["fix"]["command"];
    assert_eq!(command, "cp .env.example .env");
}

#[test]
fn a_file_in_a_folder_below_is_named() {
    let folder = Folder::new();
    set_mode(&folder.write("my app/.env", DEVELOPMENT), 0o600);
    let run = folder.run(["check-env", "--json"]).code(1);
    let command = run.json()["findings"][0]["fix"]["command"].clone();
    assert_eq!(command, "navauth check-env --env-file 'my app/.env'");
    let run = folder.run_printed(command.as_str().unwrap());
    assert_eq!(run.code, 0, "{run:?}");
    // With two of them, navauth does not guess.
    folder.write("other/.env", DEVELOPMENT);
    let run = folder.run(["check-env", "--json"]).code(1);
    assert!(!run.stdout.contains("my app"), "{run:?}");
    folder.write(".env.vault", "DOTENV_VAULT=vlt_1\n");
    let run = folder.run(["check-env"]).code(1).out("dotenv-vault");
    let _ = run.out("this folder contains .env.vault");
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_names_its_target() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("../secrets/dev.env", folder.path().join(".env")).unwrap();
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["file.none"], "{run:?}");
    let words = ".env is a link to ../secrets/dev.env, which does not exist";
    assert!(run.stdout.contains(words), "{run:?}");
    assert_eq!(run.json()["findings"][0]["fix"]["command"], "rm .env");
    std::fs::remove_file(folder.path().join(".env")).unwrap();
    let run = folder.run(["check-env", "--json"]).code(1);
    assert!(!run.stdout.contains("a link to"), "{run:?}");
}

#[test]
fn encrypted_files_are_named_and_never_written() {
    let folder = Folder::new();
    let sops = "JWT_SECRET_KEY=ENC[AES256_GCM,data:x8k=,iv:aa=,tag:bb=,type:str]\nsops_mac=ENC[AES256_GCM,data:y,iv:c,tag:d,type:str]\nsops_version=3.9.0\n";
    for (bytes, tool, command) in [
        (
            b"\0GITCRYPT\0\xff\x01".to_vec(),
            "git-crypt",
            "git-crypt unlock",
        ),
        (
            b"$ANSIBLE_VAULT;1.1;AES256\n33363431\n".to_vec(),
            "Ansible Vault",
            "navauth check-env --env-file <(ansible-vault view .env)",
        ),
        (
            sops.as_bytes().to_vec(),
            "sops",
            "navauth check-env --env-file <(sops --decrypt --input-type dotenv --output-type dotenv .env)",
        ),
    ] {
        set_mode(&folder.write(".env", &bytes), 0o600);
        let run = folder.run(["check-env", "--json"]).code(3);
        assert_eq!(run.ids("fail"), ["file.encrypted"], "{run:?}");
        let problem = &run.json()["findings"][0];
        assert_eq!(problem["title"], format!(".env is encrypted with {tool}"));
        assert_eq!(problem["fix"]["command"], command);
        for command in [
            "gen-secret --write",
            "gen-secret --write --rotate",
            "doctor --fix --yes --offline",
        ] {
            let run = folder.run(command.split(' ')).code(3);
            let _ = run.err("file.encrypted");
            assert_eq!(std::fs::read(folder.path().join(".env")).unwrap(), bytes);
        }
    }
}

#[test]
fn references_of_a_secret_manager_are_one_problem() {
    let references = [
        "JWT_SECRET_KEY=op://vault/nav/jwt",
        "GITHUB_CLIENT_SECRET=op://vault/nav/github",
    ];
    let mut folder = Folder::with_env(&edited(DEVELOPMENT, &references));
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["env.secret-manager"], "{run:?}");
    assert!(run.ids("warn").is_empty(), "{run:?}");
    let command = &run.json()["findings"][0]["fix"]["command"];
    assert_eq!(command, "op run --env-file .env -- navauth check-env");
    // What op run does.
    for (name, good) in [("JWT_SECRET_KEY", 3), ("GITHUB_CLIENT_SECRET", 14)] {
        let line = DEVELOPMENT.lines().nth(good).unwrap();
        folder.variable(name, line.split_once('=').unwrap().1);
    }
    let run = folder.run(["check-env", "--json"]).code(0);
    assert!(run.not_passed().is_empty(), "{run:?}");
}

#[test]
fn a_value_cut_at_a_comment_says_so() {
    let cut =
        |count: usize| format!("the app does not read the last {count} characters of the line");
    for (edit, id, count) in [
        (
            "DATABASE_URL=postgresql://postgres:ab #cd@localhost/db",
            "database.port-wrong",
            16,
        ),
        (
            "JWT_SECRET_KEY=Zk3!pQ9v #x8L4mT2wR7yB5nC1",
            "jwt.too-short",
            17,
        ),
        (
            "GOOGLE_CLIENT_SECRET=GOCSPX- #r7T2m9Kx4",
            "credential.wrong-format",
            10,
        ),
    ] {
        let folder = Folder::with_env(&edited(DEVELOPMENT, &[edit]));
        let run = folder.run(["check-env", "--json"]).code(1);
        assert_eq!(run.ids("fail"), [id], "{run:?}");
        let problem = run.json()["findings"][0].to_string();
        assert!(problem.contains(&cut(count)), "{problem}");
        let comment = edit.split_once('#').unwrap().1;
        assert!(!run.stdout.contains(comment), "{run:?}");
        let (name, value) = edit.split_once('=').unwrap();
        folder.write(".env", edited(DEVELOPMENT, &[&format!("{name}='{value}'")]));
        let run = folder.run(["check-env", "--json"]);
        assert!(!run.stdout.contains("starts a comment"), "{run:?}");
    }
    // A comment explains a value that is wrong for another reason.
    let folder = Folder::with_env(&edited(DEVELOPMENT, &["JWT_SECRET_KEY=Zk3!pQ9v # a note"]));
    let run = folder.run(["check-env", "--json"]).code(1);
    assert!(!run.stdout.contains("starts a comment"), "{run:?}");
}

#[test]
fn a_path_of_a_secret_is_not_the_secret() {
    let edits = ["-JWT_SECRET_KEY", "JWT_SECRET_KEY_FILE=/run/secrets/jwt"];
    let folder = Folder::with_env(&edited(DEVELOPMENT, &edits));
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["env.file-variable"], "{run:?}");
    assert!(run.ids("warn").is_empty(), "{run:?}");
    // Both: the app reads the one that it knows.
    let folder = Folder::with_env(&edited(DEVELOPMENT, &edits[1..]));
    let run = folder.run(["check-env", "--json"]).code(0);
    assert!(run.not_passed().is_empty(), "{run:?}");
}

#[test]
fn an_invisible_character_is_named_with_its_position() {
    let edit = "GITHUB_CLIENT_ID=Ov23li\u{200b}R7kT2mW9xQ4zLb";
    let folder = Folder::with_env(&edited(DEVELOPMENT, &[edit]));
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["env.control-character"], "{run:?}");
    let title = &run.json()["findings"][0]["title"];
    assert_eq!(
        title,
        "GITHUB_CLIENT_ID contains the invisible character U+200B, at position 7"
    );
}

#[test]
fn text_around_a_credential_is_named() {
    for (edit, first, last) in [
        ("GITHUB_CLIENT_ID=Client ID: Ov23liR7kT2mW9xQ4zLb", 12, 31),
        (
            "GITHUB_CLIENT_SECRET=9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a29,",
            1,
            40,
        ),
        (
            "GOOGLE_CLIENT_ID=https://482913750264-k3v9x1q7m5z8c2b4n6l0j9h8g7f6d5s4.apps.googleusercontent.com/",
            9,
            80,
        ),
    ] {
        let folder = Folder::with_env(&edited(DEVELOPMENT, &[edit]));
        let run = folder.run(["check-env", "--json"]);
        let problem = &run.json()["findings"][0];
        let name = edit.split('=').next().unwrap();
        let help = format!("remove everything but characters {first} to {last} from {name}");
        assert_eq!(problem["fix"]["text"], help, "{run:?}");
        let value: Vec<char> = edit.split_once('=').unwrap().1.chars().collect();
        let kept: String = value[first - 1..last].iter().collect();
        folder.write(".env", edited(DEVELOPMENT, &[&format!("{name}={kept}")]));
        let run = folder.run(["check-env", "--json"]).code(0);
        assert!(run.not_passed().is_empty(), "{run:?}");
    }
}

#[test]
fn an_unresolved_merge_conflict_is_one_problem() {
    let key = DEVELOPMENT.lines().nth(3).unwrap();
    let other = key.replace("5f2b", "6a3c");
    let conflict = format!("<<<<<<< HEAD\n{key}\n=======\n{other}\n>>>>>>> topic");
    let folder = Folder::with_env(
        &edited(DEVELOPMENT, &[&format!("JWT_SECRET_KEY={conflict}")])
            .replace("JWT_SECRET_KEY=<", "<"),
    );
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.not_passed(), ["fail file.merge-conflict"]);
    let problem = &run.json()["findings"][0];
    assert_eq!(
        problem["title"],
        "unresolved merge conflict on lines 4 to 8"
    );
    assert_eq!(problem["source"]["line"], 4);
}

#[test]
fn a_private_key_is_no_session_key() {
    let body = "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDWwLt2qE1qb3i4";
    let pem =
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n{body}\nx9==\n-----END PRIVATE KEY-----");
    let folder = Folder::with_env(&edited(DEVELOPMENT, &[&format!("JWT_SECRET_KEY={pem}")]));
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["file.value-continues"], "{run:?}");
    assert!(run.ids("warn").is_empty(), "{run:?}");
    let problem = &run.json()["findings"][0];
    assert!(
        problem["title"].as_str().unwrap().contains("lines 5 to 8"),
        "{run:?}"
    );
    let _ = folder.run(["env"]).code(0).out("(lines 5 to 7: no name)");
    // The fix: the other lines are deleted, and the command writes a key.
    let lines: Vec<String> = folder.read(".env").lines().map(str::to_owned).collect();
    folder.write(
        ".env",
        [&lines[..4], &lines[8..]].concat().join("\n") + "\n",
    );
    let run = folder.run_printed(problem["fix"]["command"].as_str().unwrap());
    assert_eq!(run.code, 0, "{run:?}");
    let run = folder.run(["check-env", "--json"]).code(0);
    assert!(run.not_passed().is_empty(), "{run:?}");
}

#[test]
fn reports_the_encoding_of_a_file_that_is_not_utf8() {
    let folder = Folder::new();
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    };
    let marked = format!("\u{feff}{DEVELOPMENT}");
    for bytes in [
        utf16(&marked, u16::to_le_bytes),
        utf16(&marked, u16::to_be_bytes),
        utf16(DEVELOPMENT, u16::to_le_bytes),
        utf16(DEVELOPMENT, u16::to_be_bytes),
    ] {
        set_mode(&folder.write(".env", bytes), 0o600);
        let run = folder.run(["check-env", "--json"]).code(3);
        assert_eq!(run.ids("fail"), ["file.utf16"], "{run:?}");
        let document = run.json();
        let command = document["findings"][0]["fix"]["command"].as_str().unwrap();
        let status = std::process::Command::new("sh")
            .args(["-c", command])
            .current_dir(folder.path())
            .status();
        assert!(status.unwrap().success(), "{command}");
        let run = folder
            .run(["check-env", "--json", "--fail-on", "warning"])
            .code(0);
        assert!(run.not_passed().is_empty(), "{run:?}");
    }
    folder.write(".env", b"A=1\n# caf\xe9\n");
    let run = folder.run(["check-env", "--json"]).code(3);
    assert_eq!(run.ids("fail"), ["file.not-utf8"]);
    let problem = &run.json()["findings"][0];
    assert_eq!(problem["source"]["line"], 2);
    let help = problem["fix"]["text"].as_str().unwrap();
    assert!(help.contains("remove the character on this line"), "{help}");
    folder.write(".env", b"A=1\n# caf\n");
    let run = folder.run(["check-env", "--offline", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["provider.none-configured"]);
    let followed = ["file.utf16", "file.not-utf8"];
    crate::fixes::assert_followed("encodings of the file", followed.map(str::to_owned));
}

#[test]
fn an_empty_file_lacks_every_required_variable() {
    let run = Folder::with_env("")
        .run(["check-env", "--environment", "production", "--json"])
        .code(1);
    let missing = [
        "database.missing",
        "jwt.missing",
        "provider.not-configured",
        "provider.not-configured",
    ];
    assert_eq!(
        run.ids("fail"),
        [&missing[..], &["provider.not-configured"; 2]].concat()
    );
    assert_eq!(run.ids("warn"), ["frontend.missing"]);
}

#[test]
fn reports_overriding_process_variables() {
    let mut folder = Folder::with_env(DEVELOPMENT);
    folder
        .variable("JWT_SECRET_KEY", "short")
        .variable("LOG_LEVEL", "DEBUG")
        .variable("FRONTEND_URL", "http://localhost:5173");
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(
        run.not_passed(),
        [
            "warn file.overruled",
            "fail jwt.too-short",
            "skip jwt.guessable"
        ]
    );
    let document = run.json();
    assert_eq!(document["findings"][0]["source"]["line"], 4);
    assert_eq!(
        document["findings"][0]["fix"]["command"],
        "unset JWT_SECRET_KEY"
    );
    assert_eq!(
        document["findings"][1]["detail"],
        "it is set in the process environment"
    );
    assert_eq!(
        document["findings"][1]["fix"]["command"], "navauth gen-secret",
        "writing the file would change nothing"
    );
}

#[test]
fn reports_empty_process_variables_that_hide_a_value() {
    for (name, reason) in [
        ("DATABASE_URL", "and does not start"),
        ("NEON_DATABASE_URL", "and does not start"),
        ("FRONTEND_URL", "takes precedence"),
        ("JWT_SECRET_KEY", "takes precedence"),
        ("GITHUB_CLIENT_SECRET", "takes precedence"),
    ] {
        let url = "NEON_DATABASE_URL=postgresql://u:hunter2@localhost/db";
        let edits: &[&str] = if name.starts_with("NEON") {
            &[url]
        } else {
            &[]
        };
        let mut folder = Folder::with_env(&edited(DEVELOPMENT, edits));
        let run = folder
            .variable(name, "")
            .run(["check-env", "--json"])
            .code(1);
        assert_eq!(run.ids("fail"), ["env.hidden-by-empty"], "{name}");
        assert!(run.ids("warn").is_empty(), "{name}: {run:?}");
        let document = run.json();
        let diagnostic = &document["findings"][0];
        assert_eq!(diagnostic["fix"]["command"], format!("unset {name}"));
        assert!(diagnostic["source"]["line"].is_u64(), "{diagnostic}");
        assert!(diagnostic.to_string().contains(reason), "{diagnostic}");
    }
    // Nothing is hidden, so it is only empty; for the database URL that still stops the app.
    let mut folder = Folder::with_env(&edited(DEVELOPMENT, &["-DATABASE_URL"]));
    folder
        .variable("DATABASE_URL", "")
        .variable("API_BASE_URL", "http://localhost:8000");
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["env.empty-database-url"]);
    assert_eq!(
        run.json()["findings"][1]["fix"]["command"],
        "unset DATABASE_URL"
    );
    // Another variable wins.
    let mut folder = Folder::with_env(DEVELOPMENT);
    folder
        .variable("DATABASE_URL", "")
        .variable("NEON_DATABASE_URL", "postgresql://u:hunter2@localhost/db");
    let run = folder.run(["check-env", "--json"]).code(1);
    assert!(run.stdout.contains("takes precedence"), "{run:?}");
}

#[test]
fn process_variables_are_read_literally() {
    for (name, value, id, reason) in [
        (
            "DATABASE_URL",
            "postgresql://u:hunter2@localhost/db   # note",
            "env.comment-in-value",
            "docker --env-file",
        ),
        (
            "FRONTEND_URL",
            "\"http://localhost:5173\" # front end",
            "env.comment-in-value",
            "docker --env-file",
        ),
        (
            "GITHUB_CLIENT_ID",
            "Ov23liR7kT2mW9xQ4zLb\t# ours",
            "env.comment-in-value",
            "docker --env-file",
        ),
        (
            "DATABASE_URL",
            "postgresql://${DB_USER}:hunter2@localhost/db",
            "env.reference",
            "references only in the .env file",
        ),
        (
            "DATABASE_URL",
            "postgresql://u:hunter2@localhost/db\nJWT=x",
            "env.line-break",
            "it is set that way in the process environment",
        ),
    ] {
        let mut folder = Folder::new();
        let run = folder
            .variable(name, value)
            .run(["check-env", "--json"])
            .code(1)
            .without("hunter2");
        assert_eq!(run.ids("fail")[0], id, "{value}");
        assert!(run.stdout.contains(reason), "{run:?}");
    }
}

#[test]
fn reports_lost_settings_with_the_reason() {
    for (text, message, reason) in [
        (
            "DATABASE_URL=postgresql://${DB_USER}:${DB_PASS}@localhost/db\nDB_USER=a\n",
            "DATABASE_URL refers to ${DB_USER}, ${DB_PASS}, which is empty on this line",
            "DB_USER is set on line 2, and a reference sees only the lines above it; DB_PASS is set neither on a line above nor in the process environment",
        ),
        (
            "DB_PASS=\nDATABASE_URL=postgresql://u:${DB_PASS}@localhost/db\n",
            "DATABASE_URL refers to ${DB_PASS}, which is empty on this line",
            "DB_PASS is set to an empty value",
        ),
        (
            "DATABASE_URL=postgresql://$DB_USER:x@localhost/db\n",
            "DATABASE_URL contains $DB_USER, which the app does not expand",
            "a shell expands it, but the app reads it as plain text",
        ),
        (
            "JWT_SECRET_KEY=\"abc\\ndef\"\n",
            "the app reads \\n in the value of JWT_SECRET_KEY as a line break",
            "inside double quotation marks, it is an escape sequence",
        ),
        (
            "JWT_SECRET_KEY=\"x\nFRONTEND_URL=\"http://localhost:5173\"\n",
            "the app does not see JWT_SECRET_KEY, FRONTEND_URL because of this line",
            "its quotation mark is not closed until line 2, and there is text after it",
        ),
        (
            "JWT_SECRET_KEY='x\nOTHER=1\nFRONTEND_URL=http://localhost:5173'\n",
            "the value of JWT_SECRET_KEY spans several lines",
            "the quotation mark on this line is not closed until line 3, so the app does not see OTHER, FRONTEND_URL",
        ),
        (
            "set DATABASE_URL=postgresql://u:hunter2@localhost/db\n",
            "the app does not see DATABASE_URL because of this line",
            "this is Windows command prompt syntax",
        ),
        (
            "- DATABASE_URL=postgresql://u:hunter2@localhost/db\n",
            "the app does not see DATABASE_URL because of this line",
            "this is YAML syntax",
        ),
        (
            "env:\n  - name: DATABASE_URL\n    value: postgresql://u:hunter2@localhost/db\n",
            "the app does not see DATABASE_URL because of this line",
            "this is YAML syntax",
        ),
    ] {
        let run = Folder::with_env(text)
            .run(["check-env", "--json"])
            .code(1)
            .without("hunter2");
        let document = run.json();
        let diagnostic = &document["findings"][0];
        assert_eq!(diagnostic["title"], message, "{text}");
        assert_eq!(diagnostic["cause"], reason, "{text}");
        let others = run.ids("fail").len() + run.ids("warn").len();
        assert!(others <= 6, "{text}: {run:?}");
    }
}

#[test]
fn the_process_environment_alone_is_enough() {
    let mut folder = Folder::new();
    for line in production().lines().filter(|line| line.contains('=')) {
        let (name, value) = line.trim_start_matches("export ").split_once('=').unwrap();
        folder.variable(
            name,
            value
                .split("   #")
                .next()
                .unwrap()
                .trim_matches(['"', '\'']),
        );
    }
    let run = folder
        .run(["check-env", "--json", "--fail-on", "warning"])
        .code(0);
    assert!(run.ids("skip").is_empty(), "{run:?}");
    // Docker's --env-file keeps quotation marks.
    folder.variable(
        "GOOGLE_CLIENT_SECRET",
        "\"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\"",
    );
    assert_eq!(
        folder.run(["check-env", "--json"]).code(1).ids("fail"),
        ["env.quoted"]
    );
}

#[test]
fn a_space_provides_its_own_app_but_needs_a_key() {
    let text = edited(
        &production(),
        &[
            "-HUGGINGFACE_CLIENT_ID",
            "-HUGGINGFACE_CLIENT_SECRET",
            "-JWT_SECRET_KEY",
            "-FRONTEND_URL",
        ],
    );
    let mut folder = Folder::with_env(&text);
    folder.variable("SPACE_ID", "CommunityOne/open-navigator");
    folder.variable("OAUTH_CLIENT_ID", "26be6b09-5d1c-4b7f-9a35-e4c8d2f1a0b7");
    folder.variable(
        "OAUTH_CLIENT_SECRET",
        "oauth_app_secret_QwErTyUiOpAsDfGhJkLzXcVbNm",
    );
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.json()["environment"], "production");
    assert_eq!(
        run.not_passed(),
        ["fail jwt.missing", "warn frontend.missing"]
    );
    assert_eq!(
        run.json()["findings"][0]["fix"]["command"],
        "navauth gen-secret"
    );
    folder.variable(
        "OAUTH_CLIENT_SECRET",
        "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",
    );
    assert!(
        folder
            .run(["check-env", "--json"])
            .code(1)
            .ids("fail")
            .contains(&"credential.wrong-kind".to_owned())
    );
}

#[test]
#[cfg(unix)]
fn the_suggested_command_makes_a_readable_file_private() {
    for name in [".env", "my settings.env"] {
        let folder = Folder::new();
        let path = folder.write(name, DEVELOPMENT);
        let check = || {
            folder
                .run(["check-env", "--env-file", name, "--json"])
                .code(0)
        };
        set_mode(&path, 0o640);
        let run = check();
        assert_eq!(run.not_passed(), ["warn file.readable-by-others"]);
        let command = run.json()["findings"][0]["fix"]["command"]
            .as_str()
            .unwrap()
            .to_owned();
        let status = std::process::Command::new("sh")
            .args(["-c", &command])
            .current_dir(folder.path())
            .status()
            .unwrap();
        assert!(status.success(), "{command}");
        assert!(check().not_passed().is_empty());
    }
}

#[test]
fn the_key_is_written_to_the_given_file() {
    let folder = Folder::new();
    folder.write(
        "live.env",
        edited(DEVELOPMENT, &["JWT_SECRET_KEY=k7Gx2Qp9"]),
    );
    let run = folder
        .run(["check-env", "--env-file", "live.env", "--json"])
        .code(1);
    let command = run.json()["findings"][0]["fix"]["command"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        command,
        "navauth gen-secret --write --rotate --env-file live.env"
    );
}

#[test]
fn lists_passed_checks_only_on_request() {
    let folder = Folder::with_env(DEVELOPMENT);
    let run = folder.run(["check-env"]).code(0);
    assert_eq!(
        run.stdout,
        "check-env (development): all local checks passed\n"
    );
    let run = folder
        .run(["check-env", "--verbose"])
        .code(0)
        .out("pass: no value is a placeholder [env.placeholder]");
    assert!(run.stdout.lines().count() > 30, "{run:?}");
}

#[test]
fn only_and_skip_choose_the_checks() {
    let folder =
        Folder::with_env("GITHUB_CLIENT_ID=\nGITHUB_CLIENT_SECRET=your_github_client_secret\n");
    let ids = |arguments: &[&str]| {
        let run = folder.run(
            ["check-env", "--json", "--environment", "development"]
                .into_iter()
                .chain(arguments.iter().copied()),
        );
        [
            run.ids("fail"),
            run.ids("warn"),
            run.ids("skip"),
            run.ids("pass"),
        ]
        .concat()
    };
    let all = ids(&[]);
    assert!(
        ids(&["--only", "env.placeholder"])
            .iter()
            .all(|id| id == "env.placeholder")
    );
    assert!(
        ids(&["--only", "env"])
            .iter()
            .all(|id| id.starts_with("env."))
    );
    assert_eq!(ids(&["--skip", "*"]), Vec::<String>::new());
    let some = ids(&["--skip", "env", "--skip", "jwt.*"]);
    assert!(
        some.len() < all.len()
            && some.iter().all(|id| !id.starts_with("env.")
                && !id.starts_with("jwt.")
                && id != "usage.unknown-check"),
        "{some:?}"
    );
    let _ = folder
        .run(["check-env", "--only", "env.placehodler"])
        .code(2)
        .err("did you mean env.placeholder?");
    let _ = folder
        .run(["check-env", "--skip", "nothing.like.it"])
        .code(2)
        .err("usage.unknown-check");
}

#[test]
fn a_control_character_in_a_value_is_a_problem() {
    for (value, code, is_a_key) in [
        (
            "\u{1b}[DGOCSPX-r7T2m9Kx_4LqWz8Vb1Nc-5Yh3Jd6",
            "U+001B",
            true,
        ),
        ("GOCSPX-r7T2m9Kx\u{7}_4LqWz8Vb1Nc-5Yh3Jd6", "U+0007", false),
        ("GOCSPX-r7T2m9Kx\u{9b}4LqWz8Vb1Nc-5Yh3Jd67", "U+009B", false),
        ("GOCSPX-r7T2m9Kx\u{7f}_LqWz8Vb1Nc-5Yh3Jd6", "U+007F", false),
    ] {
        let line = format!("GOOGLE_CLIENT_SECRET={value}");
        let folder = Folder::with_env(&edited(DEVELOPMENT, &[&line]));
        let run = folder.run(["check-env", "--json"]).code(1);
        assert_eq!(run.ids("fail"), ["env.control-character"], "{code}");
        assert_eq!(run.stdout.contains("arrow key"), is_a_key, "{code}");
        assert!(run.stdout.contains(code), "{run:?}");
    }
}

/// A reason or a fix that is wrong costs more than none.
#[test]
fn reasons_and_fixes_fit_what_was_written() {
    const SPACE: &str = "https://owner-my-app.hf.space";
    for (edit, environment, says, never) in [
        // Several URLs, and the Space's page, are no path of the site.
        (
            "FRONTEND_URL=https://www.communityone.com,http://localhost:5173",
            "production",
            "several URLs, but the app uses the value as one fix: set it to https://www.communityone.com",
            "communityone.com,http",
        ),
        (
            "FRONTEND_URL=https://www.communityone.com;https://communityone.com",
            "production",
            "fix: set it to https://www.communityone.com",
            ";",
        ),
        (
            "FRONTEND_URL=https://huggingface.co/spaces/Owner/My_App",
            "production",
            SPACE,
            "set it to https://huggingface.co",
        ),
        (
            "FRONTEND_URL=https://huggingface.co/spaces/owner/my.app/tree/main",
            "production",
            SPACE,
            "set it to https://huggingface.co",
        ),
        // The app sends the text of API_BASE_URL as it is.
        (
            "API_BASE_URL=www.communityone.com",
            "production",
            "fix: set it to https://www.communityone.com",
            "all local checks passed",
        ),
        (
            "API_BASE_URL=//www.communityone.com",
            "production",
            "API_BASE_URL is not a website URL",
            "all local checks passed",
        ),
        (
            "API_BASE_URL=http://www.communityone.com",
            "production",
            "set it to https://www.communityone.com",
            "all local checks passed",
        ),
        // JSON is not a name in brackets.
        (
            "GOOGLE_CLIENT_ID='{\"web\":{\"client_id\":\"482913750264-k3v9.apps.googleusercontent.com\"}}'",
            "production",
            "it is JSON, not the value alone",
            "in brackets",
        ),
        (
            "GITHUB_CLIENT_ID='[\"Ov23liR7kT2mW9xQ4zLb\"]'",
            "production",
            "it is JSON, not the value alone",
            "in brackets",
        ),
        // GitHub Actions is not the only one with these braces.
        (
            "DATABASE_URL=${{Postgres.DATABASE_URL}}",
            "production",
            "a deployment platform expands it",
            "GitHub Actions",
        ),
        (
            "DATABASE_URL=${{ shared.DATABASE_URL }}",
            "production",
            "a deployment platform expands it",
            "GitHub Actions",
        ),
        (
            "DATABASE_URL=${{vars.DATABASE_URL}}",
            "production",
            "GitHub Actions expands it",
            "platform",
        ),
        // What follows the value of a parameter.
        (
            "DATABASE_URL=postgresql://u:k7Jq2mZx@db.example.net/app?sslmode=require;",
            "development",
            "; follows require and is read as part of it",
            "k7Jq2mZx",
        ),
        (
            "DATABASE_URL=postgresql://u:k7Jq2mZx@db.example.net/app?sslmode=verify-full?channel_binding=require",
            "development",
            "? follows verify-full and is read as part of it",
            "k7Jq2mZx",
        ),
        (
            "DATABASE_URL=postgresql://u:k7Jq2mZx@db.example.net/app?sslmode=require LOG_LEVEL=INFO",
            "development",
            "a space follows require and is read as part of it",
            "k7Jq2mZx",
        ),
        (
            "DATABASE_URL=postgresql://u:k7Jq2mZx@db.example.net/app?sslmode=required",
            "development",
            "the app's PostgreSQL driver refuses to connect with it",
            "follows",
        ),
        // The shape of the corrected connection string keeps its parameters.
        (
            "DATABASE_URL=postgresql://u:k7Jq@2mZx@db.example.net/app?sslmode=require",
            "development",
            "written as %40>@db.example.net/app?…",
            "2mZx",
        ),
        (
            "DATABASE_URL=postgresql://u:k7Jq2mZx @db.example.net/app?sslmode=require",
            "development",
            "unescaped characters: a space",
            "k7Jq2mZx",
        ),
    ] {
        let base = match environment {
            "production" => production(),
            _ => DEVELOPMENT.to_owned(),
        };
        let folder = Folder::with_env(&edited(&base, &[edit]));
        let run = folder.run(["check-env", "--environment", environment]);
        let words: Vec<&str> = run.stdout.split_whitespace().collect();
        let said = words.join(" ");
        assert!(
            said.contains(says) && !said.contains(never),
            "{edit}\n{}",
            run.stdout
        );
    }
}

/// In the file, in its quotation marks, and in the process environment.
#[test]
fn a_carriage_return_at_the_end_is_named() {
    const KEY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
    const SECRET: &str = "8c1f4e7a2b5d9036e8f1a4c7b0d3265987ab41ce";
    let values = |key: &str, secret: &str, end: &str| {
        format!(
            "JWT_SECRET_KEY={key}{end}GITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn{end}GITHUB_CLIENT_SECRET={secret}{end}"
        )
    };
    // Windows line ends alone are no problem, to python-dotenv either.
    for (key, secret) in [
        (KEY.to_owned(), SECRET.to_owned()),
        (format!("\"{KEY}\""), format!("'{SECRET}'")),
    ] {
        let folder = Folder::with_env(&values(&key, &secret, "\r\n"));
        let run = folder.run(["check-env", "--offline", "--json"]).code(0);
        assert_eq!(run.ids("fail"), [""; 0]);
    }
    let in_quotes = values(&format!("\"{KEY}\\r\""), &format!("\"{SECRET}\\r\""), "\n");
    let mut in_environment = Folder::new();
    in_environment
        .variable("JWT_SECRET_KEY", &format!("{KEY}\r"))
        .variable("GITHUB_CLIENT_ID", "Ov23liAbCdEfGhIjKlMn")
        .variable("GITHUB_CLIENT_SECRET", &format!("{SECRET}\r"));
    for folder in [Folder::with_env(&in_quotes), in_environment] {
        let run = folder.run(["check-env", "--offline", "--json"]).code(1);
        assert_eq!(
            run.ids("fail"),
            ["env.surrounding-space", "env.surrounding-space"],
            "{run:#?}"
        );
        assert_eq!(run.stdout.matches("ends with a carriage return").count(), 2);
        let _ = run.without(KEY).without(SECRET);
    }
    // Python reads a carriage return in a text file as a line end.
    let folder = Folder::with_env(&values(&format!("\"{KEY}\r\""), SECRET, "\n"));
    let run = folder
        .run(["check-env", "--offline", "--json"])
        .code(1)
        .out("ends with a line end");
    assert_eq!(run.ids("fail"), ["env.surrounding-space"]);
}
