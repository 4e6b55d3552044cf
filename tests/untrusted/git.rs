//! Repositories whose configuration names programs, whose objects are missing, or that are inside another repository.

use std::path::Path;
use std::process::Command;

use crate::check_env::corpus::DEVELOPMENT;
use crate::support::{Folder, Run, finish, search_path, set_mode};

/// Every setting that makes some git command start a program; `{trap}` is that program.
const SETTINGS: &[(&str, &str)] = &[
    ("alias.check-ignore", "!{trap}"),
    ("alias.log", "!{trap}"),
    ("alias.ls-files", "!{trap}"),
    ("alias.rev-list", "!{trap}"),
    ("alias.rev-parse", "!{trap}"),
    ("core.alternateRefsCommand", "{trap}"),
    ("core.askPass", "{trap}"),
    ("core.editor", "{trap}"),
    ("core.fsmonitor", "{trap}"),
    ("core.gitProxy", "{trap}"),
    ("core.hooksPath", "{hooks}"),
    ("core.pager", "{trap}"),
    ("core.sshCommand", "{trap}"),
    ("credential.helper", "!{trap}"),
    ("diff.external", "{trap}"),
    ("diff.submodule", "diff"),
    ("diff.trap.command", "{trap}"),
    ("diff.trap.textconv", "{trap}"),
    ("filter.trap.clean", "{trap}"),
    ("filter.trap.process", "{trap}"),
    ("filter.trap.required", "true"),
    ("filter.trap.smudge", "{trap}"),
    ("gpg.program", "{trap}"),
    ("gpg.ssh.program", "{trap}"),
    ("interactive.diffFilter", "{trap}"),
    ("log.showSignature", "true"),
    ("merge.trap.driver", "{trap}"),
    ("pager.check-ignore", "{trap}"),
    ("pager.log", "{trap}"),
    ("pager.ls-files", "{trap}"),
    ("pager.rev-list", "{trap}"),
    ("protocol.allow", "always"),
    ("protocol.ext.allow", "always"),
    ("sequence.editor", "{trap}"),
    ("submodule.x.update", "!{trap}"),
    ("uploadpack.packObjectsHook", "{trap}"),
];

/// The ways to fetch missing objects.
const REMOTES: &[&[(&str, &str)]] = &[
    &[
        ("remote.origin.url", "{folder}"),
        ("remote.origin.uploadpack", "{trap}"),
    ],
    &[
        ("remote.origin.url", "file://{folder}"),
        ("remote.origin.uploadpack", "{trap}"),
    ],
    &[("remote.origin.url", "ssh://localhost/x")],
    &[("remote.origin.url", "localhost:x")],
    &[("remote.origin.url", "git://localhost:9/x")],
    &[("remote.origin.url", "https://127.0.0.1:9/x")],
    &[("remote.origin.url", "ext::{trap} %S")],
    &[("remote.origin.url", "x"), ("remote.origin.vcs", "ext")],
    &[
        ("url.ext::{trap} .insteadOf", "x:"),
        ("remote.origin.url", "x:y"),
    ],
];

/// The commands that run git.
const COMMANDS: &[&[&str]] = &[
    &["check-env", "--json", "--skip", "online"],
    &["check-env", "--json", "--offline"],
    &["doctor", "--json", "--offline"],
    &["checklist", "--json", "--offline"],
    &[
        "setup",
        "--no-input",
        "--json",
        "--environment",
        "development",
    ],
    &[
        "rotate-secret",
        "--json",
        "--no-input",
        "--space",
        "owner/name",
    ],
];

/// A folder with settings, whose git logs every program that it starts, and a trap that logs when it runs.
struct Trap {
    folder: Folder,
}

impl Trap {
    fn new() -> Self {
        let mut folder = Folder::with_env(DEVELOPMENT);
        for name in [".env.production", "app/.env.production"] {
            folder.write(
                name,
                "JWT_SECRET_KEY=0f3c2d0f9e8b705142f3e4d5c6b7a8988a7f6e5d4c3b2a190f8e7d6c5b4a3928\n",
            );
        }
        let path = folder.path().to_owned();
        let real = search_path()
            .split(':')
            .map(|folder| Path::new(folder).join("git"))
            .find(|git| git.is_file())
            .unwrap();
        let program = |name: &str, script: String| {
            let path = folder.write(name, script);
            set_mode(&path, 0o755);
        };
        let sprung = format!(
            "#!/bin/sh\necho \"$0 $*\" >>'{}/home/sprung'\n",
            path.display()
        );
        program("home/trap", sprung.clone());
        for name in ["ssh", "gpg", "less", "git-remote-ext", "git-upload-pack"] {
            program(&format!("home/bin/{name}"), sprung.clone());
        }
        for hook in [
            "post-index-change",
            "post-checkout",
            "reference-transaction",
            "pre-auto-gc",
        ] {
            program(&format!("home/hooks/{hook}"), sprung.clone());
        }
        program(
            "home/bin/git",
            format!(
                "#!/bin/sh\nGIT_TRACE2_EVENT='{}/home/trace' exec '{}' \"$@\"\n",
                path.display(),
                real.display()
            ),
        );
        folder.variable(
            "PATH",
            &format!("{}/home/bin:{}", path.display(), search_path()),
        );
        Self { folder }
    }

    /// A repository in which an old version of the file is committed.
    fn with_repository() -> Self {
        let trap = Self::new();
        trap.git(".", &["init", "--quiet", "--initial-branch=main"]);
        trap.folder.write(
            ".env",
            "GITHUB_CLIENT_SECRET=9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a29\n",
        );
        trap.folder
            .write(".gitattributes", "* diff=trap filter=trap merge=trap\n");
        trap.git(".", &["add", "--force", ".env", ".gitattributes"]);
        trap.git(".", &["commit", "--quiet", "--message", "one"]);
        trap.git(".", &["rm", "--quiet", "--cached", ".env"]);
        trap.git(".", &["commit", "--quiet", "--message", "two"]);
        trap.folder.write(".env", DEVELOPMENT);
        trap
    }

    fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(arguments)
            .current_dir(self.folder.path().join(folder))
            .env_clear()
            .env("PATH", search_path())
            .env("HOME", self.folder.path().join("home"));
        for (name, value) in [("NAME", "Test"), ("EMAIL", "test@example.org")] {
            git.env(format!("GIT_AUTHOR_{name}"), value)
                .env(format!("GIT_COMMITTER_{name}"), value);
        }
        let output = git.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    }

    /// Appends settings to a configuration file, below the root.
    fn set(&self, file: &str, settings: &[(&str, &str)]) {
        let root = self.folder.path().display().to_string();
        let full = |text: &str| {
            text.replace("{trap}", &format!("{root}/home/trap"))
                .replace("{hooks}", &format!("{root}/home/hooks"))
                .replace("{folder}", &root)
        };
        for (name, value) in settings {
            self.git(".", &["config", "--file", file, &full(name), &full(value)]);
        }
    }

    fn run(&self, folder: &str, arguments: &[&str]) -> Run {
        let mut command = self.folder.command(arguments.iter().copied());
        finish(
            command
                .current_dir(self.folder.path().join(folder))
                .spawn()
                .unwrap(),
        )
    }

    /// Runs every command, and expects that git ran and that neither the trap nor any other program was started.
    fn springs_nothing(&self, folder: &str, what: &str) {
        for arguments in COMMANDS {
            let run = self.run(folder, arguments);
            let what = format!("{what}, {arguments:?}");
            let read = |name: &str| {
                std::fs::read_to_string(self.folder.path().join("home").join(name))
                    .unwrap_or_default()
            };
            let trace = read("trace");
            assert!(trace.contains("\"event\":\"start\""), "{what}: {run:?}");
            for event in ["child_start", "exec"] {
                let event = format!("\"event\":\"{event}\"");
                let started = trace.lines().find(|line| line.contains(&event));
                assert_eq!(started, None, "{what}");
            }
            assert_eq!(read("sprung"), "", "{what}");
            std::fs::remove_file(self.folder.path().join("home/trace")).unwrap();
        }
    }

    /// Why the history is unknown.
    #[track_caller]
    fn unknown(&self, folder: &str) -> String {
        let run = self.run(folder, &["check-env", "--json", "--offline"]);
        let document = run.json();
        let history = document["findings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|diagnostic| diagnostic["id"] == "git.secret-in-history")
            .unwrap_or_else(|| panic!("{run:?}"));
        assert_eq!(history["status"], "skip", "{run:?}");
        history.to_string()
    }
}

#[test]
fn starts_no_configured_program() {
    let trap = Trap::with_repository();
    trap.set(".git/config", SETTINGS);
    trap.springs_nothing(".", "every setting");
    // The result is not missing because of a failure.
    assert_eq!(
        trap.run(".", COMMANDS[0]).ids("fail"),
        ["git.secret-in-history"]
    );
}

#[test]
fn fetches_no_missing_object() {
    let trap = Trap::with_repository();
    let object = trap.git(".", &["rev-parse", "HEAD~1:.env"]);
    let (folder, file) = object.split_at(2);
    std::fs::remove_file(
        trap.folder
            .path()
            .join(format!(".git/objects/{folder}/{file}")),
    )
    .unwrap();
    let before = trap.folder.read(".git/config");
    for remote in REMOTES {
        trap.folder.write(".git/config", &before);
        trap.set(
            ".git/config",
            &[
                ("core.repositoryFormatVersion", "1"),
                ("extensions.partialClone", "origin"),
                ("remote.origin.promisor", "true"),
                ("remote.origin.partialclonefilter", "blob:none"),
                ("core.sshCommand", "{trap}"),
                ("core.gitProxy", "{trap}"),
                ("credential.helper", "!{trap}"),
                ("protocol.allow", "always"),
            ],
        );
        trap.set(".git/config", remote);
        trap.springs_nothing(".", &format!("{remote:?}"));
        let why = trap.unknown(".");
        assert!(why.contains("missing here"), "{why}");
    }
}

#[test]
fn a_missing_tree_or_commit_leaves_the_history_unknown() {
    for revision in ["HEAD~1^{tree}", "HEAD~1"] {
        let trap = Trap::with_repository();
        let object = trap.git(".", &["rev-parse", revision]);
        let (folder, file) = object.split_at(2);
        let path = format!(".git/objects/{folder}/{file}");
        std::fs::remove_file(trap.folder.path().join(path)).unwrap();
        let why = trap.unknown(".");
        assert!(why.contains("history"), "{why}");
    }
}

#[test]
fn replaced_commits_and_grafts_hide_nothing() {
    let trap = Trap::with_repository();
    let [first, second] = ["HEAD~1", "HEAD"].map(|name| trap.git(".", &["rev-parse", name]));
    let innocent = trap.git(
        ".",
        &["commit-tree", "-m", "three", &format!("{second}^{{tree}}")],
    );
    trap.git(".", &["replace", &second, &innocent]);
    assert_eq!(
        trap.run(".", COMMANDS[0]).ids("fail"),
        ["git.secret-in-history"]
    );
    trap.git(".", &["replace", "--delete", &second]);
    trap.folder.write(".git/info/grafts", format!("{second}\n"));
    assert_eq!(
        trap.run(".", COMMANDS[0]).ids("fail"),
        ["git.secret-in-history"],
        "{first}"
    );
}

/// A folder of files that git takes for a repository.
#[test]
fn ignores_a_bare_repository_in_a_folder() {
    let trap = Trap::new();
    trap.git(".", &["init", "--quiet", "--initial-branch=main"]);
    trap.git(".", &["init", "--quiet", "--bare", "app"]);
    trap.folder.write("app/.env", DEVELOPMENT);
    trap.set("app/config", SETTINGS);
    trap.set(
        "app/config",
        &[("core.bare", "false"), ("core.worktree", ".")],
    );
    trap.springs_nothing("app", "a bare repository");
    let why = trap.unknown("app");
    assert!(why.contains("bare repository"), "{why}");
}
