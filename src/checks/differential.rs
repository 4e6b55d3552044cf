//! Compares what navauth reports for thousands of `.env` files and process environments with python-dotenv, as the app uses it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use super::{CheckContext, CheckFilter, Selection};
use crate::config::{self, LoadedSettings, SettingsSources};
use crate::diagnostics::catalog::{database, env, file, frontend, jwt, provider};
use crate::diagnostics::{Code, Diagnostic, Status};
use crate::process::{Env, Streams};

const CASES: usize = 5000;

/// Names that are set, in the file and in the process environment.
const NAMES: &[&str] = &[
    "DATABASE_URL",
    "NEON_DATABASE_URL",
    "NEON_DATABASE_URL_DEV",
    "JWT_SECRET_KEY",
    "FRONTEND_URL",
    "API_BASE_URL",
    "GITHUB_CLIENT_ID",
    "GITHUB_CLIENT_SECRET",
    "GOOGLE_CLIENT_ID",
    "HF_SPACES",
    "DB_USER",
    "DB_PASS",
    "OTHER",
    "JWT_SECRET_KEYS",
    "lower",
    "K-3",
];

const VALUES: &[&str] = &[
    "",
    "x",
    "5f2b1c9e8d7a6f4031e2d3c4b5a697887f6e5d4c3b2a190f8e7d6c5b4a392817",
    "postgresql://u:p%40ss@ep-a-1.us-east-2.aws.neon.tech/neondb?sslmode=require",
    "postgresql://${DB_USER}:${DB_PASS}@localhost/db",
    "postgresql://$DB_USER:$DB_PASS@localhost/db",
    "postgresql://${DB_USER:-role}@localhost/db",
    "${OTHER}",
    "${OTHER",
    "${OTHER:-}",
    "${OTHER:-${DB_USER}}",
    "${OTHER:?}",
    "${{ secrets.OTHER }}",
    "{{ other }}",
    "%OTHER%",
    "$(cat other)",
    "http://localhost:5173",
    "http://localhost:5173 # front end",
    "http://localhost:5173# front end",
    "a # b",
    "a\\nb",
    "a\\tb",
    "a\\\\nb",
    "a\\",
    "\\",
    "it's",
    "say \"x\"",
    "\"x\"",
    "'x'",
    "`x`",
    "“x”",
    "DATABASE_URL=postgresql://u:p@h/db",
    "changeme",
    " lead",
    "trail ",
    "é漢字🙂",
    "\u{a0}space\u{a0}",
    "a;b,c",
    "'",
    "\"",
    "`cat x`",
    "=x",
    "a\0b",
    "****",
];

/// Lines of other tools, and invalid lines.
const LINES: &[&str] = &[
    "set {name}={value}",
    "setx {name} \"{value}\"",
    "$env:{name} = \"{value}\"",
    "$env:{name}={value}",
    "- {name}={value}",
    "- {name}: {value}",
    "- \"{name}={value}\"",
    "{name}: {value}",
    "{name}:{value}",
    "{name}: \"{value}\"",
    "\"{name}\": \"{value}\",",
    "\"{name}\":\"{value}\"",
    "{\"{name}\": \"{value}\"}",
    "ENV {name}={value}",
    "ENV {name} {value}",
    "ARG {name}",
    "env = { {name} = \"{value}\" }",
    "{name} = \"\"\"{value}\"\"\"",
    "declare -x {name}=\"{value}\"",
    "$ export {name}={value}",
    "process.env.{name} = '{value}';",
    "os.environ[\"{name}\"] = \"{value}\"",
    "Environment=\"{name}={value}\"",
    "{name} := {value}",
    "{name}?={value}",
    "'{name}' => '{value}',",
    "- name: {name}\n  value: {value}",
    "{name}",
    "export {name}",
    "{name} {value}",
    "{name}=\"{value}",
    "{name}='{value}",
    "{name}=\"{value}\" rest",
    "{name}=\"{value}\",",
    "{name}='{value}';",
    "# {name}={value}",
    "two words",
    "=",
    "'",
    "\"unterminated",
    "",
    "   ",
    "[tool.env]",
    "\u{feff}{name}={value}",
    "\u{c}",
    "\u{1c}{name}={value}",
];

const ENDS: &[&str] = &["\n", "\n", "\n", "\r\n", "\r", "\n\n"];

#[derive(Serialize)]
struct Case {
    file: Vec<u8>,
    environment: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Seen {
    environment: Option<BTreeMap<String, String>>,
    error: Option<String>,
}

/// A deterministic generator (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % limit
    }

    fn pick<'texts>(&mut self, texts: &[&'texts str]) -> &'texts str {
        texts[self.below(texts.len())]
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

fn case(random: &mut Random) -> Case {
    let mut file = String::new();
    if random.one_in(20) {
        file.push('\u{feff}');
    }
    for _ in 0..random.below(8) {
        file += &line(random);
        file += random.pick(ENDS);
    }
    let mut environment = BTreeMap::new();
    for _ in 0..random.below(4) {
        let value = random.pick(VALUES).replace('\0', "");
        environment.insert(random.pick(NAMES).to_owned(), value);
    }
    if random.one_in(40) {
        let value = random.pick(&["1", "TRUE", "t", "Yes", "0", "", "on"]);
        environment.insert("PYTHON_DOTENV_DISABLED".to_owned(), value.to_owned());
    }
    let mut file = file.into_bytes();
    if random.one_in(60) {
        file.push(0xe9);
    }
    Case { file, environment }
}

fn line(random: &mut Random) -> String {
    let (name, value) = (random.pick(NAMES), random.pick(VALUES));
    if random.one_in(3) {
        return random
            .pick(LINES)
            .replace("{name}", name)
            .replace("{value}", value);
    }
    let export = random.pick(&["", "", "", "export ", "  ", "export\t"]);
    let sign = random.pick(&["=", "=", "=", " = ", "=\t", "= "]);
    let quote = random.pick(&["", "", "\"", "'"]);
    let end = random.pick(&["", "", "", " # note", "#note", "  "]);
    format!("{export}{name}{sign}{quote}{value}{quote}{end}")
}

#[test]
fn what_is_said_of_the_settings_is_what_the_app_sees() {
    let mut random = Random(0x6e61_7661_7574_6821);
    let cases: Vec<Case> = (0..CASES).map(|_| case(&mut random)).collect();
    let seen = ask_the_app(&cases);
    assert_eq!(seen.len(), CASES);
    let folder = tempfile::tempdir().unwrap();
    let (mut values, mut errors) = (0, 0);
    let mut claims: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (case, seen) in cases.iter().zip(seen) {
        let shown = || {
            format!(
                "{:?} with {:?}",
                String::from_utf8_lossy(&case.file),
                case.environment
            )
        };
        let loaded = load(case, folder.path());
        let (loaded, app) = match (loaded, seen.environment) {
            (Ok(loaded), Some(app)) => (loaded, app),
            (Err(_), None) => {
                errors += 1;
                continue;
            }
            (loaded, app) => {
                let loaded = loaded
                    .map(|_| "values")
                    .map_err(|error| error.diagnostic.id());
                let app = app.map(|_| "values").ok_or(seen.error);
                wrong.push(format!("{}: {loaded:?}, the app {app:?}", shown()));
                continue;
            }
        };
        let ours: BTreeMap<String, String> = loaded
            .settings
            .iter()
            .map(|(name, setting)| (name.to_owned(), setting.value.expose().to_owned()))
            .collect();
        values += app.len();
        if ours != app {
            wrong.push(format!("{}: {ours:?}, the app {app:?}", shown()));
            continue;
        }
        for diagnostic in diagnostics(&loaded) {
            let said = claim(&diagnostic, &app);
            if let Some(is_true) = said {
                *claims.entry(diagnostic.id()).or_default() += 1;
                if !is_true {
                    wrong.push(format!("{}: {diagnostic:?}, the app {app:?}", shown()));
                }
            }
        }
    }
    let count = wrong.len();
    wrong.truncate(5);
    assert!(count == 0, "{count} disagreements:\n{}", wrong.join("\n\n"));
    assert!(values > 3 * CASES && errors > 50, "{values} {errors}");
    // Each kind of claim was made often enough to be tested.
    for code in CLAIMS {
        let made = claims.get(code.id).copied().unwrap_or_default();
        assert!(made >= 5, "{}: {made} times", code.id);
    }
}

/// All cases in one Python process.
fn ask_the_app(cases: &[Case]) -> Vec<Seen> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python: PathBuf = root.join("target/tools/python/bin/python");
    assert!(
        python.exists(),
        "{} is missing: run scripts/tools",
        python.display()
    );
    let folder = tempfile::tempdir().unwrap();
    let [given, result] = ["cases", "results"].map(|name| folder.path().join(name));
    std::fs::write(&given, serde_json::to_vec(cases).unwrap()).unwrap();
    let status = Command::new(python)
        .arg(root.join("tests/dotenv/app.py"))
        .args([&given, &result])
        .status();
    assert!(status.unwrap().success());
    serde_json::from_slice(&std::fs::read(&result).unwrap()).unwrap()
}

fn load(case: &Case, folder: &Path) -> crate::diagnostics::Result<LoadedSettings> {
    std::fs::write(folder.join(".env"), &case.file).unwrap();
    let mut env = Env::for_test(Vec::new(), folder.to_owned(), Streams::closed(), || {
        jiff::Timestamp::UNIX_EPOCH
    });
    env.variables = case.environment.clone();
    config::load(&env, &SettingsSources::default())
}

fn diagnostics(loaded: &LoadedSettings) -> Vec<Diagnostic> {
    let selection = Selection::default();
    let mut context =
        CheckContext::new(&loaded.settings, loaded.env_file.as_ref(), &selection).unwrap();
    context.scope.offline = true;
    let problems = super::run(&context, &CheckFilter::default()).into_iter();
    problems
        .filter(|problem| matches!(problem.status, Status::Fail | Status::Warn))
        .collect()
}

/// The claims that the app's environment confirms or refutes.
const CLAIMS: [&Code; 20] = [
    &file::LOST_VARIABLE,
    &file::NAME_TYPO,
    &file::OVERRULED,
    &jwt::MISSING,
    &jwt::EMPTY,
    &provider::NOT_CONFIGURED,
    &provider::NONE_CONFIGURED,
    &provider::INCOMPLETE,
    &env::EMPTY,
    &env::EMPTY_DATABASE_URL,
    &env::HIDDEN_BY_EMPTY,
    &env::LINE_BREAK,
    &env::ESCAPE,
    &env::SURROUNDING_SPACE,
    &env::QUOTED,
    &env::COMMENT,
    &env::NAME_IN_VALUE,
    &env::REFERENCE,
    &env::REFERENCE_EMPTY,
    &env::PLACEHOLDER,
];

/// Whether a diagnostic is true in the app; None if the app's environment cannot show it.
fn claim(diagnostic: &Diagnostic, app: &BTreeMap<String, String>) -> Option<bool> {
    let is = |code: &Code| diagnostic.is(code);
    let about: Vec<&str> = diagnostic.about.iter().map(String::as_str).collect();
    let value = |name: &str| app.get(name).map(String::as_str);
    let first = about.first().copied().unwrap_or_default();
    let all_absent = || about.iter().all(|name| value(name).is_none());
    let has = |test: fn(&str) -> bool| value(first).is_some_and(test);
    let codes = [&file::LOST_VARIABLE, &file::NAME_TYPO, &jwt::MISSING];
    if codes.into_iter().any(is) || is(&database::MISSING) || is(&frontend::MISSING) {
        Some(all_absent())
    } else if [
        &provider::NOT_CONFIGURED,
        &provider::NONE_CONFIGURED,
        &provider::INCOMPLETE,
    ]
    .into_iter()
    .any(is)
    {
        Some(
            about
                .iter()
                .all(|name| value(name).is_none_or(str::is_empty)),
        )
    } else if [
        &jwt::EMPTY,
        &env::EMPTY,
        &env::EMPTY_DATABASE_URL,
        &env::HIDDEN_BY_EMPTY,
    ]
    .into_iter()
    .any(is)
    {
        Some(about.iter().all(|name| value(name) == Some("")))
    } else if is(&env::LINE_BREAK) {
        // The first is the variable whose value it is, which a later line may set anew.
        Some(about.iter().skip(1).all(|name| value(name).is_none()))
    } else if is(&env::ESCAPE) {
        Some(has(|value| value.contains(char::is_control)))
    } else if is(&env::SURROUNDING_SPACE) {
        Some(has(|value| {
            value.trim_matches(super::values::is_invisible) != value
        }))
    } else if is(&env::QUOTED) {
        Some(has(|value| value.starts_with(['"', '\'', '`', '“'])))
    } else if is(&env::COMMENT) {
        Some(has(|value| value.contains(['#', '/'])))
    } else if is(&env::NAME_IN_VALUE) {
        Some(has(|value| value.contains('=') || value.contains(':')))
    } else if is(&env::REFERENCE) {
        Some(has(|value| value.contains(['$', '%', '{', '}', '`'])))
    } else if is(&env::REFERENCE_EMPTY) {
        // An unreplaced reference would still be in the value.
        Some(has(|value| {
            !value.contains("${DB_USER}") && !value.contains("${DB_PASS}")
        }))
    } else if is(&env::PLACEHOLDER) || is(&file::OVERRULED) {
        Some(has(|value| !value.is_empty()))
    } else {
        None
    }
}
