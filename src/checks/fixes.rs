//! The safe changes that `doctor --fix` makes for certain problems.
//!
//! The command asks for confirmation, makes the backup and runs the checks again.

use super::context::CheckContext;
use super::env_file::{Misspelled, misspelled_names};
use super::git::not_ignored_files;
use super::values::{QUOTES, is_invisible};
use crate::config::dotenv::parser::Binding;
use crate::config::random::{Encoding, random_key};
use crate::config::settings::Origin;
use crate::config::{
    EnvFile, FilePath, dotenv::edit, env_file_protection, placeholder, session_key,
};
use crate::database::Target;
use crate::database::url::{PostgresUrl, SslMode, VARIABLES, escaped};
use crate::diagnostics::Result;
use crate::diagnostics::catalog::{database, env, file, frontend, git, jwt};
use crate::diagnostics::{Code, Diagnostic, Status};
use crate::neon::host::is_neon;
use crate::output::Solved;
use crate::process::Env;
use crate::secret::Secret;

/// The length of a new key in bytes.
const KEY_BYTES: usize = 32;

/// One change.
pub struct Fix {
    /// A description without secrets.
    pub what: String,
    /// The problems that it solves.
    pub solves: Vec<Solved>,
    change: Change,
}

enum Change {
    Private,
    Leftovers,
    Ignored(FilePath),
    Key,
    Value { name: String, value: Secret },
    Rename { from: String, to: &'static str },
    Tables,
}

/// Problems that lead to missing tables.
static NO_TABLES: [&Code; 3] = [
    &database::NO_TABLES,
    &database::TABLE_MISSING,
    &database::FILE_MISSING,
];

impl Fix {
    /// A change that solves these problems, whatever variable they are about.
    fn new(what: String, codes: &[&'static Code], change: Change) -> Self {
        let solved = |code: &&'static Code| Solved { code, name: None };
        Self {
            what,
            solves: codes.iter().map(solved).collect(),
            change,
        }
    }

    /// Whether it changes the content of the `.env` file.
    pub fn rewrites_file(&self) -> bool {
        matches!(
            self.change,
            Change::Key | Change::Value { .. } | Change::Rename { .. }
        )
    }

    /// Whether it creates tables. Those come last, in the database that the other changes lead to.
    pub fn creates_tables(&self) -> bool {
        matches!(self.change, Change::Tables)
    }

    /// Makes the change. Does nothing for tables: the command creates them over its own connection.
    pub fn apply(&self, env: &Env, file: &EnvFile) -> Result<()> {
        let location = &file.location;
        match &self.change {
            Change::Private => env_file_protection::keep_private(location),
            Change::Leftovers => env_file_protection::remove_leftovers(location),
            Change::Ignored(location) => env_file_protection::ignore(location),
            Change::Key => {
                session_key::write(env, location, &random_key(KEY_BYTES, Encoding::Hex)?, false)
                    .map(drop)
            }
            Change::Value { name, value } => {
                edit::set(env, location, name, value, |_| Ok(())).map(drop)
            }
            Change::Rename { from, to } => edit::rename(location, from, to),
            Change::Tables => Ok(()),
        }
    }

    /// Whether the app connects to another database afterwards.
    fn leads_elsewhere(&self) -> bool {
        let name = match &self.change {
            Change::Value { name, .. } => name.as_str(),
            Change::Rename { to, .. } => to,
            _ => return false,
        };
        VARIABLES.contains(&name)
    }
}

/// The fixes for the problems of a run. `database` is the display name of the database.
pub fn fixes(context: &CheckContext<'_>, findings: &[Diagnostic], database: &str) -> Vec<Fix> {
    let open = |code: &Code| {
        findings.iter().any(|diagnostic| {
            diagnostic.is(code) && matches!(diagnostic.status, Status::Fail | Status::Warn)
        })
    };
    let mut fixes = context
        .env_file
        .map(|file| of_file(context, file, &open))
        .unwrap_or_default();
    let leads_elsewhere = fixes.iter().any(Fix::leads_elsewhere);
    let is_missing = NO_TABLES.iter().any(|code| open(code));
    if is_missing && !open(&database::CREATE_NOT_PERMITTED) && !open(&database::NOT_POSTGRESQL) {
        let what = format!("create the missing tables in {database}");
        fixes.push(Fix::new(what, &NO_TABLES, Change::Tables));
    } else if leads_elsewhere && !context.offline {
        let what = "create the tables if the corrected database has none".to_owned();
        fixes.push(Fix::new(what, &[], Change::Tables));
    }
    fixes
}

fn of_file(context: &CheckContext<'_>, file: &EnvFile, open: &dyn Fn(&Code) -> bool) -> Vec<Fix> {
    let shown = file.location.shown.display();
    let mut fixes = Vec::new();
    if open(&file::READABLE_BY_OTHERS) {
        let what = format!("make {shown} readable only by its owner (mode 600)");
        fixes.push(Fix::new(
            what,
            &[&file::READABLE_BY_OTHERS],
            Change::Private,
        ));
    }
    if open(&file::LEFTOVER) {
        let what = format!("delete the copies of {shown} that interrupted writes left behind");
        fixes.push(Fix::new(what, &[&file::LEFTOVER], Change::Leftovers));
    }
    if open(&git::ENV_NOT_IGNORED) {
        let gitignore = file.location.shown.with_file_name(".gitignore");
        let fix = |location: FilePath| {
            let line = env_file_protection::ignore_line(&location);
            let what = format!("add the line {line} to {}", gitignore.display());
            Fix::new(what, &[&git::ENV_NOT_IGNORED], Change::Ignored(location))
        };
        fixes.extend(not_ignored_files(context).into_iter().map(fix));
    }
    if open(&file::NAME_TYPO) {
        fixes.extend(renames(context, file));
    }
    if needs_key(context, open) {
        let name = session_key::NAME;
        let what = format!("write a new random key into {shown} as {name}");
        let mut fix = Fix::new(what, &[&jwt::MISSING, &jwt::EMPTY], Change::Key);
        fix.solves.push(Solved {
            code: &env::PLACEHOLDER,
            name: Some(name.to_owned()),
        });
        fixes.push(fix);
    }
    if VALUE_CODES.iter().any(|code| open(code)) {
        let trimmed = |name| trimmed(context, file, name, open);
        fixes.extend(context.variables().into_iter().filter_map(trimmed));
    }
    fixes
}

/// Corrects names of which the file sets each once, and whose correct name is missing.
fn renames(context: &CheckContext<'_>, file: &EnvFile) -> Vec<Fix> {
    let found = misspelled_names(context, file).into_iter();
    let fix = |found: Misspelled<'_>| {
        let to = found.meant.name;
        edit::renamed(&file.document, found.name, to)?;
        let shown = file.location.shown.display();
        Some(Fix {
            what: format!("{shown}:{}: rename {} to {to}", found.line, found.name),
            solves: vec![Solved {
                code: &file::NAME_TYPO,
                name: Some(to.to_owned()),
            }],
            change: Change::Rename {
                from: found.name.to_owned(),
                to,
            },
        })
    };
    found
        .filter(|found| found.is_lost)
        .filter_map(fix)
        .collect()
}

/// Whether the key is missing or a placeholder, and belongs in the file.
fn needs_key(context: &CheckContext<'_>, open: &dyn Fn(&Code) -> bool) -> bool {
    let setting = context.settings.get(session_key::NAME);
    let in_file = setting.is_none_or(|setting| matches!(setting.origin, Origin::EnvFile { .. }));
    let is_placeholder =
        setting.is_some_and(|setting| placeholder(setting.value.expose()).is_some());
    in_file
        && !context.on_space()
        && (open(&jwt::MISSING) || open(&jwt::EMPTY) || is_placeholder && open(&env::PLACEHOLDER))
}

/// Problems of values that can be corrected.
static VALUE_CODES: [&Code; 8] = [
    &env::SURROUNDING_SPACE,
    &env::QUOTED,
    &database::PASSWORD_UNESCAPED,
    &database::PASSWORD_AMBIGUOUS,
    &database::NAME_WITH_SLASH,
    &database::NEON_WITHOUT_TLS,
    &database::NEON_TLS_OPTIONAL,
    &frontend::TRAILING_SLASH,
];

/// The fix that removes what surrounds a value and completes a URL; None if nothing has to change or it is not safe.
fn trimmed(
    context: &CheckContext<'_>,
    file: &EnvFile,
    name: &str,
    open: &dyn Fn(&Code) -> bool,
) -> Option<Fix> {
    let setting = context
        .settings
        .get_non_empty(name)
        .filter(|setting| matches!(setting.origin, Origin::EnvFile { .. }))?;
    let (entry, binding) = file.document.bindings_of(name).next_back()?;
    // A value with references to other variables must keep them.
    if Binding::interpolates(binding) {
        return None;
    }
    let before = setting.value.expose();
    let trimmed = before.trim_matches(is_invisible);
    let bare = unquoted(trimmed).trim_matches(is_invisible);
    let mut value = Secret::new(bare);
    let mut done = Vec::new();
    if trimmed != before || bare.len() + 2 < trimmed.len() {
        done.push("remove the spaces around the value");
    }
    if bare != trimmed {
        done.push("remove the quotation marks around the value");
    }
    for (what, correct) in corrections(name, open) {
        if let Some(corrected) = correct(value.expose()) {
            value = corrected;
            done.push(what);
        }
    }
    if done.is_empty() || bare.is_empty() || bare.contains(['\n', '\r']) {
        return None;
    }
    let solved = |code: &&'static Code| Solved {
        code,
        name: Some(name.to_owned()),
    };
    Some(Fix {
        what: format!(
            "{}:{}: {name}: {}",
            file.location.shown.display(),
            entry.line,
            done.join(", ")
        ),
        solves: VALUE_CODES.iter().map(solved).collect(),
        change: Change::Value {
            name: name.to_owned(),
            value,
        },
    })
}

/// Changes the text of a URL; None where it needs no change.
type Correction = fn(&str) -> Option<Secret>;

/// What can be corrected in the value of a variable.
fn corrections(name: &str, open: &dyn Fn(&Code) -> bool) -> Vec<(&'static str, Correction)> {
    let mut corrections: Vec<(&'static str, Correction)> = Vec::new();
    if VARIABLES.contains(&name) {
        corrections.push(("percent-encode the password", escaped));
        if open(&database::NAME_WITH_SLASH) {
            corrections.push(("remove the slash after the database name", without_slash));
        }
        if open(&database::NEON_WITHOUT_TLS) || open(&database::NEON_TLS_OPTIONAL) {
            corrections.push(("add sslmode=require", with_sslmode));
        }
    }
    if name == "FRONTEND_URL" && open(&frontend::TRAILING_SLASH) {
        corrections.push(("remove the trailing slash", without_last_slash));
    }
    corrections
}

/// A database URL without the slash after the name of the database.
fn without_slash(url: &str) -> Option<Secret> {
    let (address, parameters) = url.split_at(url.find('?').unwrap_or(url.len()));
    let address = address.strip_suffix('/')?;
    let corrected = Secret::new([address, parameters].concat());
    let database = postgres(corrected.expose())?.database?;
    (!database.ends_with('/')).then_some(corrected)
}

/// A Neon URL that requires TLS, where it says nothing about that.
fn with_sslmode(url: &str) -> Option<Secret> {
    let is_silent =
        |url: &PostgresUrl| !url.names_ssl_mode() && url.host.as_deref().is_some_and(is_neon);
    postgres(url).filter(is_silent)?;
    let sign = if url.contains('?') { '&' } else { '?' };
    let corrected = Secret::new(format!(
        "{}{sign}sslmode=require",
        url.trim_end_matches(['?', '&'])
    ));
    let mode = postgres(corrected.expose())?.ssl_mode().ok()?;
    (mode == SslMode::Require).then_some(corrected)
}

fn without_last_slash(url: &str) -> Option<Secret> {
    url.strip_suffix('/')
        .map(|url| Secret::new(url.trim_end_matches('/')))
}

fn postgres(url: &str) -> Option<PostgresUrl> {
    match Target::parse("", url).ok()? {
        Target::Postgres(url) => Some(url),
        Target::Sqlite(_) => None,
    }
}

/// The text without a surrounding pair of quotation marks.
fn unquoted(value: &str) -> &str {
    let pair = QUOTES
        .iter()
        .find_map(|&(open, close)| value.strip_prefix(open)?.strip_suffix(close));
    pair.unwrap_or(value)
}
