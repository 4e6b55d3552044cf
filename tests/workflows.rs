//! The workflows of GitHub, the issue forms and the scripts: valid by their schemas and by the linters of others.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Folder, tools};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder of the repository.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(root().join(folder))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
}

/// The YAML blocks of the page for continuous integration that are whole workflows.
fn examples() -> Vec<String> {
    let page = std::fs::read_to_string(root().join("docs/continuous-integration.md")).unwrap();
    let blocks = page.split("```yaml\n").skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .filter(|block| block.starts_with("name:"))
        .collect()
}

#[track_caller]
fn passes(program: &str, arguments: &[&str], files: &[PathBuf]) {
    let output = Command::new(tools::path("python/bin").join(program))
        .args(arguments)
        .args(files)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", tools::text(&output));
}

fn fits(schema: &str, files: &[PathBuf]) {
    passes("check-jsonschema", &["--builtin-schema", schema], files);
}

#[test]
fn everything_in_the_github_folder_fits_its_schema() {
    let workflows = files(".github/workflows");
    assert_eq!(workflows.len(), 3, "{workflows:?}");
    fits("vendor.github-workflows", &workflows);
    // A job without a limit may run for six hours.
    fits("custom.github-workflows-require-timeout", &workflows);
    fits(
        "vendor.dependabot",
        &[root().join(".github/dependabot.yml")],
    );
    let (config, forms): (Vec<_>, Vec<_>) = files(".github/ISSUE_TEMPLATE")
        .into_iter()
        .partition(|file| file.ends_with("config.yml"));
    fits("vendor.github-issue-config", &config);
    fits("vendor.github-issue-forms", &forms);
}

#[test]
fn the_linters_of_workflows_find_nothing() {
    let folder = Folder::new();
    let mut workflows = files(".github/workflows");
    for (number, text) in examples().into_iter().enumerate() {
        workflows.push(folder.write(&format!(".github/workflows/example-{number}.yml"), text));
    }
    assert_eq!(workflows.len(), 5, "{workflows:?}");
    passes("actionlint", &["-color=false"], &workflows);
    workflows.push(root().join("action.yml"));
    passes(
        "zizmor",
        &["--offline", "--quiet", "--min-severity", "medium"],
        &workflows,
    );
}

#[test]
fn every_action_is_pinned_to_a_commit() {
    let pinned =
        regex_lite::Regex::new(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$").unwrap();
    let mut texts = examples();
    let files = files(".github/workflows");
    texts.extend(
        files
            .iter()
            .map(|file| std::fs::read_to_string(file).unwrap()),
    );
    let uses = texts
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| line.trim_start_matches([' ', '-']).strip_prefix("uses: "));
    let actions: Vec<_> = uses.filter(|action| !is_own(action)).collect();
    assert!(actions.len() > 15, "{actions:?}");
    for action in actions {
        assert!(pinned.is_match(action), "{action}");
    }
}

/// Whether an action is the one of this repository.
fn is_own(action: &str) -> bool {
    action == "./" || action.starts_with("OWNER/navauth@")
}

#[test]
fn shellcheck_finds_nothing_in_the_scripts() {
    let mut scripts = files("scripts");
    scripts.extend(files("tests/platforms"));
    scripts.push(root().join(".ci/run"));
    scripts.retain(|file| {
        let text = std::fs::read_to_string(file).unwrap();
        let first = text.lines().next().unwrap();
        first.starts_with("#!") && first.ends_with("sh")
    });
    assert!(scripts.len() > 10, "{scripts:?}");
    let output = Command::new("shellcheck")
        .args(["--severity", "warning"])
        .args(&scripts)
        .output()
        .expect("shellcheck is missing: run scripts/test");
    assert!(output.status.success(), "{}", tools::text(&output));
}

#[test]
fn the_changelog_has_a_section_for_this_version_and_for_no_other() {
    let section = |version: &str| {
        let mut script = Command::new(root().join("scripts/changelog"));
        script.arg(version).output().unwrap()
    };
    let output = section(env!("CARGO_PKG_VERSION"));
    assert!(output.status.success(), "{}", tools::text(&output));
    assert!(output.stdout.len() > 200, "{}", tools::text(&output));
    assert!(!section("9.9.9").status.success());
}
