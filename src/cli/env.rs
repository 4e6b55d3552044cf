//! `navauth env`: what the app will see, and where it comes from.

use serde::Serialize;

use super::{Context, Outcome};
use crate::config::dotenv::pasted::is_identifier;
use crate::config::listing::{self, CONFIG_STAGE, Row};
use crate::config::settings::Origin;
use crate::config::variables::{self, Variable};
use crate::database::Target;
use crate::diagnostic;
use crate::diagnostics::catalog::usage;
use crate::diagnostics::{Error, Exit, Result};
use crate::providers::looks_secret;
use crate::secret::Secret;
use crate::terminal::{Facts, Question, Render, Revealed, Table, Ui, escape_for_terminal};

/// On narrower terminals a table would break every name.
const NARROW: usize = 64;

/// List the variables the app will see, and their sources
///
/// Lists the variables of the guide and those that are set: the value unless it is secret, and where it comes from. The process environment
/// overrides the .env file; in the file, the last line with a name wins. --all and --json list every variable that navauth knows.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  navauth env                      what is set; secrets are not shown
  navauth env get FRONTEND_URL     print one value, exactly as the app sees it
  psql \"$(navauth env get DATABASE_URL)\"")]
pub struct EnvArgs {
    #[command(subcommand)]
    action: Option<EnvAction>,
    /// List every variable that navauth knows, and every key of navauth.toml
    #[arg(long)]
    all: bool,
}

#[derive(clap::Subcommand, Clone, Debug)]
enum EnvAction {
    /// Print one value, exactly as the app sees it
    ///
    /// For scripts: prints only the value and a newline, even if it is a secret. Exits with 3 if the variable is not set.
    #[command(after_help = "Examples:
  navauth env get FRONTEND_URL
  navauth env get JWT_SECRET_KEY | wc -c")]
    Get {
        /// The name of any variable
        name: Option<String>,
    },
}

/// Lists all variables, or prints one.
pub fn run(context: &Context, args: &EnvArgs) -> Outcome {
    let Context {
        ui,
        settings,
        env_file,
        ..
    } = context;
    if let Some(EnvAction::Get { name }) = &args.action {
        let name = match name {
            Some(name) => name,
            None => &choose(context)?,
        };
        let missing = || {
            Error::new(
                Exit::Settings,
                listing::unset(name, settings, env_file.as_ref()),
            )
        };
        let setting = settings.get(name).ok_or_else(missing)?;
        ui.render(&One {
            name,
            set: true,
            origin: &setting.origin,
            value: &setting.value,
        })?;
    } else {
        let mut variables = listing::rows(settings, env_file.as_ref(), without_password);
        variables.iter_mut().for_each(hide_misplaced);
        ui.render(&All {
            variables,
            is_short: !args.all,
        })?;
    }
    Ok(Exit::Done)
}

/// Hides a secret that was entered where another value belongs, such as a client secret as client ID.
fn hide_misplaced(row: &mut Row) {
    let is_misplaced = |value: &mut String| !value.contains("://") && looks_secret(value);
    if let Some(value) = row.value.take_if(is_misplaced) {
        row.secret = true;
        row.characters = Some(value.chars().count());
    }
}

fn without_password(variable: &Variable, url: &str) -> Option<String> {
    match Target::parse(variable.name, url) {
        Ok(Target::Postgres(url)) => Some(url.to_string()),
        Ok(Target::Sqlite(_)) => Some(url.to_owned()),
        Err(_) => None,
    }
}

/// The value that `env get` prints.
#[derive(Serialize)]
struct One<'setting> {
    name: &'setting str,
    set: bool,
    #[serde(serialize_with = "as_text")]
    origin: &'setting Origin,
    #[serde(skip)]
    value: &'setting Secret,
}

fn as_text<S: serde::Serializer>(
    origin: &Origin,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(origin)
}

impl Render for One<'_> {
    fn show(&self, ui: &Ui) -> Result<()> {
        ui.print_secret(self.value)
    }

    fn revealed(&self) -> Option<Revealed<'_>> {
        Some(("value", self.value))
    }
}

/// Asks for one of the variables that are set.
fn choose(context: &Context) -> Result<String> {
    let rows = listing::rows(
        &context.settings,
        context.env_file.as_ref(),
        without_password,
    );
    let is_variable = |row: &Row| row.set && row.stage != CONFIG_STAGE && is_identifier(&row.name);
    let mut names: Vec<String> = rows
        .into_iter()
        .filter(is_variable)
        .map(|row| row.name)
        .collect();
    if names.is_empty() || !context.ui.can_ask() {
        return Err(Error::usage(diagnostic!(usage::NO_NAME)));
    }
    let question = Question {
        text: "Print which variable",
        flag: "the variable's name",
    };
    let index = context.ui.choose_or(&question, &names, 0)?;
    Ok(names.swap_remove(index))
}

/// All variables.
#[derive(Serialize)]
struct All {
    variables: Vec<Row>,
    /// Whether the text leaves out what is neither set nor part of the guide, and the keys of navauth.toml.
    #[serde(skip)]
    is_short: bool,
}

impl All {
    fn shows(&self, row: &Row) -> bool {
        let is_guide = || variables::guide().any(|known| known.name == row.name);
        !self.is_short || is_guide() || row.set && row.stage != CONFIG_STAGE
    }
}

impl Render for All {
    fn show(&self, ui: &Ui) -> Result<()> {
        let narrow = ui.terminal().stdout && ui.width() < NARROW;
        let mut table = Table::new(["Variable", "Value", "From"]);
        let shown: Vec<&Row> = self
            .variables
            .iter()
            .filter(|row| self.shows(row))
            .collect();
        for stage in shown.chunk_by(|one, other| one.stage == other.stage) {
            table.row([&format!("{}:", stage[0].stage), "", ""]);
            for row in stage {
                if narrow {
                    show_narrow(ui, row)?;
                }
                table.row([format!("  {}", row.name), value(row), from(row)]);
            }
        }
        if !narrow {
            ui.table(&table)?;
        }
        let hidden = self.variables.len() - shown.len();
        if hidden > 0 {
            ui.hint(&format!("navauth env --all lists {hidden} more"));
        }
        Ok(())
    }
}

/// The row on one line, or each of its parts on its own where that is too long.
fn show_narrow(ui: &Ui, row: &Row) -> Result<()> {
    let parts = [value(row), from(row)].map(|part| escape_for_terminal(&part));
    let line = format!("{}: {}", escape_for_terminal(&row.name), parts.join("  "));
    if line.trim_end().chars().count() <= ui.width() {
        return ui.result(line.trim_end());
    }
    ui.result(format!("{}:", escape_for_terminal(&row.name)))?;
    let mut facts = Facts::default();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        facts.row("", part);
    }
    ui.facts(&facts)
}

/// Its source, and what it overrides.
fn from(row: &Row) -> String {
    let origin = row.origin.as_deref().unwrap_or_default();
    if row.shadowed.is_empty() {
        origin.to_owned()
    } else {
        format!("{origin}, overrides {}", row.shadowed.join(", "))
    }
}

fn value(row: &Row) -> String {
    match (&row.value, row.characters) {
        (Some(value), _) if value.is_empty() => "empty".to_owned(),
        (Some(value), _) => value.clone(),
        (None, Some(characters)) => format!("set ({characters} characters)"),
        (None, None) if row.set => "set".to_owned(),
        (None, None) => "not set".to_owned(),
    }
}
