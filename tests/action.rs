//! The GitHub Action and the pre-commit hook: valid by the schemas of others, and calling the program as they say.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{Folder, finish, search_path, tools};

fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[track_caller]
fn validate(program: &str, arguments: &[&str], file: &Path) -> bool {
    let output = Command::new(tools::path("python/bin").join(program))
        .args(arguments)
        .arg(file)
        .output()
        .unwrap();
    assert!(
        output.status.code().is_some_and(|code| code <= 1),
        "{}",
        tools::text(&output)
    );
    output.status.success()
}

#[test]
fn the_action_and_its_example_fit_the_schemas() {
    let schema =
        |name: &str, file: &Path| validate("check-jsonschema", &["--builtin-schema", name], file);
    assert!(schema("vendor.github-actions", &root("action.yml")));
    let page = std::fs::read_to_string(root("docs/continuous-integration.md")).unwrap();
    let mut examples = page
        .split("```yaml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    let folder = Folder::new();
    assert!(schema(
        "vendor.github-workflows",
        &folder.write("workflow.yml", examples.next().unwrap())
    ));
    let broken = std::fs::read_to_string(root("action.yml"))
        .unwrap()
        .replace("using: composite", "using: nothing");
    assert!(
        !schema("vendor.github-actions", &folder.write("broken.yml", broken)),
        "the schema is not looked at"
    );
    let hooks = folder.write(".pre-commit-config.yaml", examples.last().unwrap());
    assert!(validate("pre-commit", &["validate-config"], &hooks));
    assert!(validate(
        "pre-commit",
        &["validate-manifest"],
        &root(".pre-commit-hooks.yaml")
    ));
}

/// Runs the action's last step as a runner does, with a program in place of navauth that prints its arguments, one a line.
#[cfg(unix)]
fn step(inputs: &[(&str, &str)]) -> Vec<String> {
    let program = "import sys\nfrom ruamel.yaml import YAML\nprint(YAML().load(open(sys.argv[1]))['runs']['steps'][-1]['run'])";
    let script = tools::python(program, &[&root("action.yml")]);
    let folder = Folder::new();
    let _ = folder.write("step.sh", script);
    let _ = folder.write("env.file", "a file that a pattern would match");
    let navauth = folder.write("bin/navauth", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    crate::support::set_mode(&navauth, 0o700);
    let mut command = Command::new("bash");
    command
        .args(["--noprofile", "--norc", "-eo", "pipefail", "step.sh"])
        .current_dir(folder.path())
        .env_clear();
    command.env(
        "PATH",
        format!("{}:{}", folder.path().join("bin").display(), search_path()),
    );
    let defaults = [
        ("COMMAND", "check-env"),
        ("ENVIRONMENT", ""),
        ("ONLY", ""),
        ("SKIP", ""),
        ("FAIL_ON", "failure"),
        ("REPORT", "github"),
    ];
    command
        .envs(defaults)
        .envs(inputs.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    finish(command.spawn().unwrap())
        .code(0)
        .stdout
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
#[cfg(unix)]
fn the_action_hands_its_inputs_to_check_env_as_they_are() {
    assert_eq!(
        step(&[]),
        [
            "check-env",
            "--no-input",
            "--fail-on",
            "failure",
            "--report",
            "github"
        ]
    );
    let inputs = [
        ("ENVIRONMENT", "production"),
        ("ONLY", "env.*, database"),
        ("SKIP", "env.placeholder\nfile"),
        ("FAIL_ON", "warning"),
        ("REPORT", "github\nsarif=a b.sarif\n\njunit=$(touch x)\n"),
    ];
    assert_eq!(
        step(&[("COMMAND", "checklist"), ("REPORT", "")]),
        ["checklist", "--no-input", "--fail-on", "failure"]
    );
    let expected = "check-env --no-input --fail-on warning --environment production --only env.* --only database --skip env.placeholder --skip \
                    file --report github --report";
    let mut expected: Vec<&str> = expected.split(' ').collect();
    expected.extend(["sarif=a b.sarif", "--report", "junit=$(touch x)"]);
    assert_eq!(step(&inputs), expected);
}
