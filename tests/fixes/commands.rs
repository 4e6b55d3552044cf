//! Fixes of settings, files and command lines: the help is followed as it says, and the same command runs again.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Folder, Run, set_mode};

const KEY: &str =
    "JWT_SECRET_KEY=5f2b1c9e8d7a6f4031e2d3c4b5a697887f6e5d4c3b2a190f8e7d6c5b4a392817\n";
const ENV: &str = ".env";
const TOML: &str = "navauth.toml";

/// What the help asks for.
enum Fix {
    /// The printed command is run.
    Run,
    /// This file gets this text; the help contains these words.
    Write(&'static str, &'static str, &'static str),
    /// The command is typed like this instead; the help contains these words.
    Type(&'static str, &'static [&'static str]),
}
use Fix::{Run as Printed, Type, Write};

/// A problem: the files, the command, its id, the fix.
struct Trial {
    files: &'static [(&'static str, &'static str)],
    command: &'static [&'static str],
    id: &'static str,
    fix: Fix,
}

const fn trial(
    id: &'static str,
    files: &'static [(&'static str, &'static str)],
    command: &'static [&'static str],
    fix: Fix,
) -> Trial {
    Trial {
        files,
        command,
        id,
        fix,
    }
}

const LIST: &[&str] = &["redirect-uris"];

const TRIALS: &[Trial] = &[
    trial(
        "config.not-toml",
        &[(TOML, "[callback\n")],
        LIST,
        Write("table names in [brackets]", TOML, "[callback]\n"),
    ),
    trial(
        "config.unknown-key",
        &[(TOML, "[app]\nrelaese = \"2026-04\"\n")],
        LIST,
        Write("fix its name", TOML, "[app]\nrelease = \"2026-04\"\n"),
    ),
    trial(
        "config.wrong-type",
        &[(TOML, "[app]\nrelease = 4\n")],
        LIST,
        Write(
            "put strings in double quotes",
            TOML,
            "[app]\nrelease = \"2026-04\"\n",
        ),
    ),
    trial(
        "config.unknown-release",
        &[(TOML, "[app]\nrelease = \"2020-01\"\n")],
        LIST,
        Write(
            "set [app] release to one of",
            TOML,
            "[app]\nrelease = \"2026-04\"\n",
        ),
    ),
    trial(
        "config.provider-incomplete",
        &[(TOML, "[providers.campus]\nlabel = \"Campus\"\n")],
        LIST,
        Write(
            "add issuer",
            TOML,
            "[providers.campus]\nlabel = \"Campus\"\nissuer = \"https://sso.example.org\"\n",
        ),
    ),
    trial(
        "config.unsafe-url",
        &[(
            TOML,
            "[providers.campus]\nlabel = \"Campus\"\nissuer = \"http://sso.example.org\"\n",
        )],
        LIST,
        Write(
            "use an https URL",
            TOML,
            "[providers.campus]\nlabel = \"Campus\"\nissuer = \"https://sso.example.org\"\n",
        ),
    ),
    trial(
        "config.foreign-variable",
        &[(
            TOML,
            "[providers.campus]\nissuer = \"https://sso.example.org\"\nclient_secret_variable = \"AWS_SECRET_ACCESS_KEY\"\n",
        )],
        LIST,
        Write(
            "remove the line",
            TOML,
            "[providers.campus]\nissuer = \"https://sso.example.org\"\n",
        ),
    ),
    trial(
        "config.provider-name",
        &[(
            TOML,
            "[providers.\"a b\"]\nissuer = \"https://sso.example.org\"\n",
        )],
        LIST,
        Write(
            "give the provider another name",
            TOML,
            "[providers.campus]\nissuer = \"https://sso.example.org\"\n",
        ),
    ),
    trial(
        "file.missing",
        &[(ENV, KEY)],
        &["env", "--env-file", "nowhere"],
        Type("check the path", &["env", "--env-file", ".env"]),
    ),
    trial(
        "file.is-directory",
        &[("settings/.env", KEY)],
        &["env", "--env-file", "settings"],
        Type(
            "give the path of a file",
            &["env", "--env-file", "settings/.env"],
        ),
    ),
    trial(
        "file.has-nul",
        &[(ENV, "A=x\0y\n")],
        &["env"],
        Write("save the file as UTF-8 text", ENV, "A=xy\n"),
    ),
    trial(
        "file.no-folder",
        &[(ENV, KEY)],
        &["gen-secret", "--write", "--env-file", "nowhere/.env"],
        Type(
            "run this in the app's folder",
            &["gen-secret", "--write", "--rotate", "--yes"],
        ),
    ),
    trial(
        "token.no-key",
        &[],
        &["token", "issue", "--user", "7"],
        Printed,
    ),
    trial(
        "secret.exists",
        &[(ENV, KEY)],
        &["gen-secret", "--write"],
        Printed,
    ),
    trial(
        "redirect.not-a-uri",
        &[(TOML, "[callback]\ndevelopment = \"localhost\"\n")],
        LIST,
        Write(
            "correct [callback] in navauth.toml",
            TOML,
            "[callback]\ndevelopment = \"http://localhost:8000/auth/callback/{provider}\"\n",
        ),
    ),
    trial(
        "redirect.insecure",
        &[(
            ".env.production",
            "API_BASE_URL=http://www.communityone.com\n",
        )],
        LIST,
        Write(
            "to an https URL",
            ".env.production",
            "API_BASE_URL=https://www.communityone.com\n",
        ),
    ),
    trial(
        "redirect.not-https",
        &[(
            ".env.production",
            "API_BASE_URL=http://www.communityone.com\n",
        )],
        LIST,
        Write(
            "set API_BASE_URL",
            ".env.production",
            "API_BASE_URL=https://www.communityone.com\n",
        ),
    ),
    trial(
        "redirect.raw-address",
        &[(".env.production", "API_BASE_URL=https://203.0.113.7\n")],
        LIST,
        Write(
            "use the site's host name",
            ".env.production",
            "API_BASE_URL=https://www.communityone.com\n",
        ),
    ),
    trial(
        "redirect.private-name",
        &[(
            ".env.production",
            "API_BASE_URL=https://navigator.internal\n",
        )],
        LIST,
        Write(
            "use the site's public host name",
            ".env.production",
            "API_BASE_URL=https://www.communityone.com\n",
        ),
    ),
    trial(
        "redirect.wildcard",
        &[(
            ".env.production",
            "API_BASE_URL=https://*.communityone.com\n",
        )],
        LIST,
        Write(
            "write out the host and path",
            ".env.production",
            "API_BASE_URL=https://www.communityone.com\n",
        ),
    ),
    trial(
        "api.path-twice",
        &[
            (
                ".env.production",
                "API_BASE_URL=https://www.communityone.com/api\n",
            ),
            (TOML, "[app]\nrelease = \"2026-08\"\n"),
        ],
        LIST,
        Write(
            "set it to https://www.communityone.com",
            ".env.production",
            "API_BASE_URL=https://www.communityone.com\n",
        ),
    ),
    trial(
        "api.missing",
        &[
            (".env.production", "FRONTEND_URL=https://nav.city.org\n"),
            (TOML, "[app]\nrelease = \"2026-04\"\n"),
        ],
        LIST,
        Write(
            "such as https://nav.city.org/api",
            ".env.production",
            "FRONTEND_URL=https://nav.city.org\nAPI_BASE_URL=https://nav.city.org/api\n",
        ),
    ),
    trial(
        "api.missing-on-space",
        &[
            (".env.production", "FRONTEND_URL=https://nav.city.org\n"),
            (
                TOML,
                "[app]\nrelease = \"2026-08\"\n[space]\nname = \"acme/nav\"\n",
            ),
        ],
        LIST,
        Write(
            "set it to https://nav.city.org",
            ".env.production",
            "FRONTEND_URL=https://nav.city.org\nAPI_BASE_URL=https://nav.city.org\n",
        ),
    ),
    trial(
        "api.path-of-app",
        &[(
            ".env.production",
            "API_BASE_URL=https://nav.city.org/api/auth/callback\n",
        )],
        LIST,
        Write(
            "set it to https://nav.city.org/api",
            ".env.production",
            "API_BASE_URL=https://nav.city.org/api\n",
        ),
    ),
    trial(
        "file.merge-conflict",
        &[(
            ENV,
            "FRONTEND_URL=http://localhost:5173\n<<<<<<< HEAD\nLOG_LEVEL=INFO\n=======\nLOG_LEVEL=DEBUG\nPORT=1\n>>>>>>> topic\n",
        )],
        &["check-env", "--only", "file"],
        Write(
            "keep one side, line 3 or lines 5 to 6",
            ENV,
            "FRONTEND_URL=http://localhost:5173\nLOG_LEVEL=DEBUG\nPORT=1\n",
        ),
    ),
    trial(
        "usage.unknown-check",
        &[(ENV, KEY)],
        &["check-env", "--only", "no-such-check"],
        Printed,
    ),
    trial(
        "usage.unknown-problem",
        &[],
        &["explain", "no such problem at all"],
        Printed,
    ),
    trial(
        "usage.no-provider",
        &[(ENV, KEY)],
        &["test-login"],
        Type("give one of", &["test-login", "github"]),
    ),
    trial(
        "report.no-baseline",
        &[(ENV, KEY)],
        &["check-env", "--offline", "--baseline", "known.json"],
        Printed,
    ),
    trial(
        "report.two-on-stdout",
        &[(ENV, KEY)],
        &[
            "check-env",
            "--offline",
            "--report",
            "junit",
            "--report",
            "sarif",
        ],
        Type(
            "give all but one of them a file",
            &["check-env", "--offline", "--report", "junit=junit.xml"],
        ),
    ),
    trial(
        "report.two-in-one-file",
        &[(ENV, KEY)],
        &[
            "check-env",
            "--offline",
            "--report",
            "junit=a.xml",
            "--report",
            "sarif=a.xml",
        ],
        Type(
            "give each --report its own file",
            &[
                "check-env",
                "--offline",
                "--report",
                "junit=a.xml",
                "--report",
                "sarif=b.sarif",
            ],
        ),
    ),
];

#[test]
fn following_the_help_of_a_command_solves_its_problem() {
    let (mut wrong, mut followed) = (Vec::new(), Vec::new());
    for Trial {
        files,
        command,
        id,
        fix,
    } in TRIALS
    {
        let folder = Folder::new();
        for (name, text) in *files {
            set_mode(&folder.write(name, text), 0o600);
        }
        let before = run(&folder, command);
        let Some(problem) = before.problem(id) else {
            wrong.push(format!("{id}: not reported: {:?}", before.ids));
            continue;
        };
        let help = format!("{} {}", problem["fix"]["text"], problem["cause"]);
        let says = |words: &str| help.contains(words);
        let again = match fix {
            Printed => {
                let printed = problem["fix"]["command"].as_str().unwrap_or_default();
                if let Err(why) = run_printed(&folder, printed) {
                    wrong.push(format!("{id}: {why}"));
                }
                // A wrong name stays wrong; the command shows the right ones.
                if id.starts_with("usage.") || *id == "secret.exists" {
                    followed.push((*id).to_owned());
                    continue;
                }
                *command
            }
            Write(words, name, text) => {
                if !says(words) {
                    wrong.push(format!("{id}: the help does not say {words:?}: {help}"));
                }
                set_mode(&folder.write(name, text), 0o600);
                *command
            }
            Type(words, typed) => {
                if !says(words) {
                    wrong.push(format!("{id}: the help does not say {words:?}: {help}"));
                }
                *typed
            }
        };
        let after = run(&folder, again);
        let new: Vec<&String> = after.ids.difference(&before.ids).collect();
        // A command that did not start before may now have more to say, but not the same.
        let may_go_further = before.code == 2 || before.code == 3;
        if after.ids.contains(*id) || !new.is_empty() && !may_go_further {
            wrong.push(format!("{id}: left {:?}, new {new:?}", after.ids));
        }
        followed.push((*id).to_owned());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    super::assert_followed("settings, files and command lines", followed);
}

/// What a command reported.
struct Reported {
    ids: BTreeSet<String>,
    findings: Vec<Value>,
    code: i32,
}

impl Reported {
    fn problem(&self, id: &str) -> Option<&Value> {
        self.findings
            .iter()
            .find(|diagnostic| diagnostic["id"] == id)
    }
}

fn run(folder: &Folder, command: &[&str]) -> Reported {
    let run: Run = folder.run(command.iter().copied().chain(["--json"]));
    let document: Value = serde_json::from_str(&run.stdout).unwrap_or_default();
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    let is_problem =
        |diagnostic: &&Value| diagnostic["status"] == "fail" || diagnostic["status"] == "warn";
    let ids = findings
        .iter()
        .filter(is_problem)
        .map(|diagnostic| diagnostic["id"].as_str().unwrap().to_owned());
    Reported {
        ids: ids.collect(),
        findings,
        code: run.code,
    }
}

/// Runs a printed command as it is.
fn run_printed(folder: &Folder, printed: &str) -> Result<(), String> {
    let run = folder.run_printed(printed);
    (!printed.is_empty() && [0, 1].contains(&run.code))
        .then_some(())
        .ok_or_else(|| format!("{printed:?}: {run:?}"))
}
