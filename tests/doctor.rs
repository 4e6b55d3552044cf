//! `navauth doctor`: the fixes, the confirmation, and that a second run has nothing to do.

mod states;

use std::process::Command;

use crate::check_env::corpus::{DEVELOPMENT, edited};
use crate::support::postgres::Cluster;
use crate::support::terminal::Terminal;
use crate::support::{Folder, Run, set_mode};

/// A setup with every problem that doctor fixes.
fn broken(database: &str) -> Folder {
    let edits = [
        &format!("DATABASE_URL=\"{database} \""),
        "-JWT_SECRET_KEY",
        "GITHUB_CLIENT_ID=' Ov23liR7kT2mW9xQ4zLb'",
        "GITHUB_CLIENT_SECRET='\"9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a29\"'",
    ];
    let folder = Folder::with_env(&edited(DEVELOPMENT, &edits));
    folder.init_git();
    set_mode(&folder.path().join(".env"), 0o644);
    folder
}

const WITHOUT_PROVIDERS: [&str; 2] = ["--skip", "online"];

fn doctor(folder: &Folder, arguments: &[&str]) -> Run {
    folder.run(
        ["doctor"]
            .into_iter()
            .chain(WITHOUT_PROVIDERS)
            .chain(arguments.iter().copied()),
    )
}

fn changes(run: &Run) -> Vec<String> {
    let document = run.json();
    let changes = document["fixes"]["changes"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    changes
        .iter()
        .map(|change| change.as_str().unwrap().to_owned())
        .collect()
}

fn mode(folder: &Folder, name: &str) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(folder.path().join(name))
        .unwrap()
        .permissions()
        .mode()
        & 0o777
}

#[test]
fn fixes_safe_problems_and_a_second_run_has_nothing_to_do() {
    let folder = broken("sqlite:///./data/users.db");
    let before = folder.read(".env");
    let run = doctor(&folder, &["--json"]).code(1);
    assert_eq!(
        changes(&run),
        [
            "make .env readable only by its owner (mode 600)",
            "add the line /.env to .gitignore",
            "write a new random key into .env as JWT_SECRET_KEY",
            ".env:2: DATABASE_URL: remove the spaces around the value",
            ".env:13: GITHUB_CLIENT_ID: remove the spaces around the value",
            ".env:14: GITHUB_CLIENT_SECRET: remove the quotation marks around the value",
            "create the tables if the corrected database has none",
        ]
    );
    assert_eq!(folder.read(".env"), before, "looking changes nothing");
    let dry = doctor(&folder, &["--fix", "--dry-run", "--json"]).code(1);
    assert_eq!(
        (changes(&dry), folder.read(".env")),
        (changes(&run), before.clone())
    );
    assert!(!folder.path().join(".navauth").exists() && !folder.path().join(".gitignore").exists());

    let run = doctor(&folder, &["--fix", "--yes", "--json"]).code(0);
    assert_eq!(changes(&run).len(), 7);
    assert!(
        run.ids("fail").is_empty() && run.ids("warn").is_empty(),
        "{run:#?}"
    );
    assert_eq!(mode(&folder, ".env"), 0o600);
    assert_eq!(folder.read(".gitignore"), "/.env\n");
    let text = folder.read(".env");
    assert!(
        text.contains("DATABASE_URL=\"sqlite:///./data/users.db\"\n"),
        "quotation marks that the app does not see stay: {text}"
    );
    assert!(
        text.contains("\nGITHUB_CLIENT_ID='Ov23liR7kT2mW9xQ4zLb'\n"),
        "{text}"
    );
    let others = |text: &str| -> Vec<String> {
        let changed = [
            "DATABASE_URL",
            "GITHUB_CLIENT",
            "JWT_SECRET_KEY",
            "export GITHUB",
        ];
        text.lines()
            .filter(|line| !changed.iter().any(|name| line.starts_with(name)))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(others(&text), others(&before));
    let backup = run.json()["fixes"]["backup"].as_str().unwrap().to_owned();
    assert_eq!(
        (folder.read(&backup), mode(&folder, &backup)),
        (before, 0o600)
    );
    let status = Command::new("git")
        .args(["status", "--porcelain", "--untracked-files=all"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let status = String::from_utf8(status.stdout).unwrap();
    assert!(
        !status.contains(".navauth") && !status.contains(".env"),
        "{status}"
    );
    assert_eq!(
        folder.sqlite("data/users.db", "SELECT count(*) FROM \"user\""),
        "0"
    );

    let again = doctor(&folder, &["--fix", "--yes", "--json"]).code(0);
    assert_eq!(changes(&again), [""; 0]);
    assert_eq!(folder.read(".env"), text);
    assert_eq!(
        std::fs::read_dir(folder.path().join(".navauth"))
            .unwrap()
            .count(),
        2,
        "no second backup"
    );
}

#[test]
fn names_slashes_and_tls_are_corrected_and_nothing_else() {
    let neon = "postgresql://owner:k7JqCanary42mZx@ep-cool-12.us-east-2.aws.neon.tech/neondb";
    let fix = |edits: &[&str]| {
        let folder = Folder::with_env(&edited(DEVELOPMENT, edits));
        let before = folder.read(".env");
        let run = doctor(&folder, &["--fix", "--yes", "--offline", "--json"]).without("Canary");
        let again = doctor(&folder, &["--fix", "--yes", "--offline", "--json"]);
        assert_eq!(changes(&again), [""; 0], "{edits:?}");
        let after = folder.read(".env");
        let changed: Vec<String> = after
            .lines()
            .filter(|line| !before.lines().any(|other| other == *line))
            .map(str::to_owned)
            .collect();
        (changes(&run), changed)
    };
    let change = |edits: &[&str], what: &str, line: &str| {
        assert_eq!(fix(edits), (vec![what.to_owned()], vec![line.to_owned()]));
    };
    change(
        &[
            "-GOOGLE_CLIENT_SECRET",
            "+GOOGLE_CLIENT_SECRT=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",
        ],
        ".env:20: rename GOOGLE_CLIENT_SECRT to GOOGLE_CLIENT_SECRET",
        "GOOGLE_CLIENT_SECRET=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",
    );
    change(
        &["FRONTEND_URL=http://localhost:5173/"],
        ".env:5: FRONTEND_URL: remove the trailing slash",
        "FRONTEND_URL=http://localhost:5173",
    );
    for (url, what, corrected) in [
        (
            neon.to_owned(),
            "add sslmode=require",
            format!("{neon}?sslmode=require"),
        ),
        (
            format!("{neon}?connect_timeout=10"),
            "add sslmode=require",
            format!("{neon}?connect_timeout=10&sslmode=require"),
        ),
        (
            format!("{neon}/?sslmode=require"),
            "remove the slash after the database name",
            format!("{neon}?sslmode=require"),
        ),
    ] {
        change(
            &[&format!("DATABASE_URL={url}")],
            &format!(".env:2: DATABASE_URL: {what}"),
            &format!("DATABASE_URL={corrected}"),
        );
    }
    // A mode that somebody chose, a name that is referred to, an address with a path.
    for edits in [
        &[&*format!("DATABASE_URL={neon}?sslmode=disable")][..],
        &[
            "-GOOGLE_CLIENT_SECRET",
            "+GOOGLE_CLIENT_SECRT=a",
            "+X=${GOOGLE_CLIENT_SECRT}",
        ],
        &["FRONTEND_URL=http://localhost:5173/app/"],
    ] {
        assert_eq!(fix(edits), (Vec::new(), Vec::new()), "{edits:?}");
    }
}

#[test]
fn what_can_be_fixed_comes_first() {
    let folder = Folder::with_env(&edited(
        DEVELOPMENT,
        &[
            "GITHUB_CLIENT_ID=\" Ov23liR7kT2mW9xQ4zLb\"",
            "GOOGLE_CLIENT_ID=x",
        ],
    ));
    let run = doctor(&folder, &["--offline"]).code(1);
    let (fixable, rest) = run.stdout.split_once("\nFor you to fix:\n").unwrap();
    assert!(
        fixable.starts_with("navauth doctor --fix makes these changes, after asking:\n  .env:")
            && fixable.contains("GITHUB_CLIENT_ID")
            && !fixable.contains("GOOGLE_CLIENT_ID"),
        "{run:#?}"
    );
    assert!(
        rest.contains("GOOGLE_CLIENT_ID") && !rest.contains("GITHUB"),
        "{run:#?}"
    );
}

#[test]
fn a_password_is_escaped_without_being_shown_and_the_tables_are_created() {
    let database = Cluster::shared().database();
    // The password is s3cret/Canary@word:42. An unescaped slash alone can be fixed, one with an @ is ambiguous.
    let url = database.verified_url().replace("%2F", "/");
    let folder = Folder::with_env(&edited(DEVELOPMENT, &[&format!("DATABASE_URL={url}")]));
    let run = doctor(&folder, &["--fix", "--yes", "--json"]).code(0);
    assert_eq!(changes(&run).len(), 2, "{run:#?}");
    assert_eq!(
        changes(&run)[0],
        ".env:2: DATABASE_URL: percent-encode the password"
    );
    assert!(
        changes(&run)[1].starts_with("create the missing tables in postgresql://role_"),
        "{:?}",
        changes(&run)
    );
    let run = run.without("Canary").without("s3cret");
    assert!(
        run.ids("fail").is_empty() && run.ids("warn").is_empty(),
        "{run:#?}"
    );
    assert!(
        folder
            .read(".env")
            .contains(&format!("DATABASE_URL={}\n", database.verified_url())),
        "{}",
        folder.read(".env")
    );
    assert_eq!(database.psql("SELECT count(*) FROM \"user\""), "0");
}

#[test]
fn asks_before_fixing_and_no_changes_nothing() {
    let folder = broken("sqlite:///./data/users.db");
    let before = folder.read(".env");
    let terminal = Terminal::run(&folder, 80, ["doctor", "--fix", "--skip", "online"]);
    let screen = terminal.wait_for("Make 7 changes?");
    assert!(
        screen.contains("write a new random key into .env as JWT_SECRET_KEY"),
        "{screen}"
    );
    terminal.keys(["Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 1, "{screen}");
    assert!(screen.contains("nothing was changed"), "{screen}");
    assert_eq!(
        (folder.read(".env"), mode(&folder, ".env")),
        (before, 0o644)
    );
    let terminal = Terminal::run(&folder, 80, ["doctor", "--fix", "--skip", "online"]);
    terminal.wait_for("Make 7 changes?");
    terminal.keys(["y", "Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.contains("Fixed:") && screen.contains("doctor (development): no problems found"),
        "{screen}"
    );
    assert!(
        screen.lines().all(|line| line.chars().count() <= 80),
        "{screen}"
    );
    let _ = broken("x")
        .run(["doctor", "--fix", "--offline"])
        .code(2)
        .err("answer it on the command line with --yes");
}

#[test]
fn unsafe_fixes_are_not_made() {
    let untouched = |edits: &[&str]| {
        let folder = Folder::with_env(&edited(DEVELOPMENT, edits));
        let run = doctor(&folder, &["--offline", "--json"]);
        changes(&run)
    };
    // A key in use, a value with references, a password with an ambiguous end, a value over several lines.
    assert_eq!(
        untouched(&["JWT_SECRET_KEY=this-is-my-very-long-secret-for-the-app"]),
        [""; 0]
    );
    assert_eq!(
        untouched(&["GITHUB_CLIENT_ID=\" ${OTHER:-Ov23liR7kT2mW9xQ4zLb}\""]),
        [""; 0]
    );
    assert_eq!(
        untouched(&["DATABASE_URL=postgresql://u:hunter2@hunter3/x@localhost/db"]),
        [""; 0]
    );
    assert_eq!(
        untouched(&[
            "JWT_SECRET_KEY=\"5f2b1c9e8d7a6f40",
            "GOOGLE_CLIENT_SECRET=x\""
        ]),
        [""; 0]
    );
    // A placeholder is not a key in use.
    assert_eq!(
        untouched(&["JWT_SECRET_KEY=changeme"]),
        ["write a new random key into .env as JWT_SECRET_KEY"]
    );
    let mut folder = Folder::with_env(&edited(DEVELOPMENT, &["-JWT_SECRET_KEY"]));
    folder.variable("JWT_SECRET_KEY", "");
    assert_eq!(
        changes(&doctor(&folder, &["--offline", "--json"])),
        [""; 0],
        "the file is not where it is set"
    );
    let run = doctor(&folder, &["--offline", "--fix", "--yes"]).code(1);
    let _ = run.out("doctor (development): 1 problem");
}

#[test]
fn the_most_severe_problem_comes_first() {
    let folder = Folder::with_env(&edited(
        DEVELOPMENT,
        &["+GITHUB_CLIENT_ID=Ov23liR7kT2mW9xQ4zLb", "+FRONTEND_URL=x"],
    ));
    let run = doctor(&folder, &["--offline"]).code(1);
    let first = run.stdout.lines().next().unwrap();
    assert!(first.starts_with("fail: "), "{run:#?}");
    let skipped = run
        .stdout
        .lines()
        .find(|line| line.starts_with("skip: needs the network: "))
        .unwrap();
    assert!(
        skipped.contains(" checks [database] [live] [space]"),
        "{run:#?}"
    );
    let run = doctor(&folder, &["--offline", "--verbose"]).code(1);
    assert!(
        run.stdout
            .contains("skip: needs the network [database.connection] [database.encryption]"),
        "{run:#?}"
    );
}

#[test]
fn a_failed_fix_fails_the_run() {
    let database = Cluster::shared().database();
    let folder = Folder::with_env(&edited(
        DEVELOPMENT,
        &[
            &format!("DATABASE_URL={}", database.verified_url()),
            "-JWT_SECRET_KEY",
        ],
    ));
    let _ = folder.run(["init-db"]).code(0);
    // .gitignore cannot be written: it is a folder.
    folder.init_git();
    std::fs::create_dir(folder.path().join(".gitignore")).unwrap();
    let run = doctor(&folder, &["--fix", "--yes", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["file.not-ignored"]);
    assert_eq!(
        changes(&run),
        ["write a new random key into .env as JWT_SECRET_KEY"]
    );
    assert_eq!(run.ids("warn"), ["git.env-not-ignored"]);
}
