//! The safe changes that `doctor --fix` makes for certain problems.
//!
//! The command asks for confirmation, makes the backup and runs the checks again.

use super::context::CheckContext;
use super::repository::not_ignored_files;
use super::values::is_invisible;
use crate::config::dotenv::parser::Binding;
use crate::config::random::{Encoding, random_key};
use crate::config::settings::Origin;
use crate::config::{
    EnvFile, FilePath, dotenv::edit, env_file_protection, placeholder, session_key,
};
use crate::database::url::{VARIABLES, escaped};
use crate::diagnostics::Result;
use crate::diagnostics::catalog::{database, env, file, git, jwt};
use crate::diagnostics::{Code, Diagnostic, Status};
use crate::process::Env;
use crate::secret::Secret;

/// The length of a new key in bytes.
const KEY_BYTES: usize = 32;

/// One change.
pub struct Fix {
    /// A description without secrets.
    pub what: String,
    change: Change,
}

enum Change {
    Private,
    Leftovers,
    Ignored(FilePath),
    Key,
    Value { name: String, value: Secret },
    Tables,
}

impl Fix {
    /// Whether it changes the content of the `.env` file.
    pub fn rewrites_file(&self) -> bool {
        matches!(self.change, Change::Key | Change::Value { .. })
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
            Change::Tables => Ok(()),
        }
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
    let leads_elsewhere = fixes.iter().any(|fix| matches!(&fix.change, Change::Value { name, .. } if VARIABLES.contains(&name.as_str())));
    let missing = [
        &database::NO_TABLES,
        &database::TABLE_MISSING,
        &database::FILE_MISSING,
    ]
    .into_iter()
    .any(open);
    if missing && !open(&database::CREATE_NOT_PERMITTED) && !open(&database::NOT_POSTGRESQL) {
        fixes.push(Fix {
            what: format!("create the tables that are missing in {database}"),
            change: Change::Tables,
        });
    } else if leads_elsewhere && !context.offline {
        let what =
            "create the tables, where the database that the URL then names has none".to_owned();
        fixes.push(Fix {
            what,
            change: Change::Tables,
        });
    }
    fixes
}

fn of_file(context: &CheckContext<'_>, file: &EnvFile, open: &dyn Fn(&Code) -> bool) -> Vec<Fix> {
    let shown = file.location.shown.display();
    let mut fixes = Vec::new();
    if open(&file::READABLE_BY_OTHERS) {
        fixes.push(Fix {
            what: format!("let only its owner read {shown} (mode 600)"),
            change: Change::Private,
        });
    }
    if open(&file::LEFTOVER) {
        fixes.push(Fix {
            what: format!("delete the copies of {shown} that interrupted writes left"),
            change: Change::Leftovers,
        });
    }
    if open(&git::ENV_NOT_IGNORED) {
        let beside = file.location.shown.with_file_name(".gitignore");
        fixes.extend(not_ignored_files(context).into_iter().map(|location| Fix {
            what: format!(
                "add the line {} to {}",
                env_file_protection::ignore_line(&location),
                beside.display()
            ),
            change: Change::Ignored(location),
        }));
    }
    if needs_key(context, open) {
        let what = format!(
            "write a new random key into {shown} as {}",
            session_key::NAME
        );
        fixes.push(Fix {
            what,
            change: Change::Key,
        });
    }
    if [
        &env::SURROUNDING_SPACE,
        &env::QUOTED,
        &database::PASSWORD_UNESCAPED,
        &database::PASSWORD_AMBIGUOUS,
    ]
    .into_iter()
    .any(open)
    {
        fixes.extend(
            context
                .variables()
                .into_iter()
                .filter_map(|name| trimmed(context, file, name)),
        );
    }
    fixes
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

/// The fix that removes spaces and quotation marks and encodes the password; None if nothing has to change or it is not safe.
fn trimmed(context: &CheckContext<'_>, file: &EnvFile, name: &str) -> Option<Fix> {
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
    let encoded = if VARIABLES.contains(&name) {
        escaped(bare)
    } else {
        None
    };
    let steps = [
        (
            trimmed != before || bare.len() + 2 < trimmed.len(),
            "remove the spaces around the value",
        ),
        (
            bare != trimmed,
            "remove the quotation marks around the value",
        ),
        (encoded.is_some(), "percent-encode the password"),
    ];
    let done: Vec<&str> = steps
        .iter()
        .filter(|(done, _)| *done)
        .map(|(_, what)| *what)
        .collect();
    if done.is_empty() || bare.is_empty() || bare.contains(['\n', '\r']) {
        return None;
    }
    let what = format!(
        "{}:{}: {name}: {}",
        file.location.shown.display(),
        entry.line,
        done.join(", ")
    );
    let value = encoded.unwrap_or_else(|| Secret::new(bare));
    Some(Fix {
        what,
        change: Change::Value {
            name: name.to_owned(),
            value,
        },
    })
}

/// The text without a surrounding pair of quotation marks.
fn unquoted(value: &str) -> &str {
    let pair = super::values::QUOTES
        .iter()
        .find_map(|&(open, close)| value.strip_prefix(open)?.strip_suffix(close));
    pair.unwrap_or(value)
}
