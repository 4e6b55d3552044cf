//! `navauth env`: what the app will see, and where it comes from.

use serde::Serialize;

use super::{Context, Outcome};
use crate::config::listing::{self, Row};
use crate::config::settings::Origin;
use crate::config::variables::Variable;
use crate::database::Target;
use crate::diagnostics::{Error, Exit, Result};
use crate::secret::Secret;
use crate::terminal::{Render, Revealed, Table, Ui, escape_for_terminal};

/// On narrower terminals a table would break every name.
const NARROW: usize = 64;

/// List the variables the app will see, and their sources
///
/// Lists every variable that navauth knows: whether it is set, its value unless it is secret, and where it comes from. The process
/// environment overrides the .env file; in the file, the last line with a name wins.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  navauth env                      list everything; secrets are not shown
  navauth env get FRONTEND_URL     print one value, exactly as the app sees it
  psql \"$(navauth env get DATABASE_URL)\"")]
pub struct EnvArgs {
    #[command(subcommand)]
    action: Option<EnvAction>,
}

#[derive(clap::Subcommand, Clone, Debug)]
enum EnvAction {
    /// Print one value, exactly as the app sees it
    ///
    /// For scripts: prints only the value and a newline, also if it is a secret. Exits with 3 if the variable is not set.
    #[command(after_help = "Examples:
  navauth env get FRONTEND_URL
  navauth env get JWT_SECRET_KEY | wc -c")]
    Get {
        /// The name of any variable
        name: String,
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
        ui.render(&All {
            variables: listing::rows(settings, env_file.as_ref(), without_password),
        })?;
    }
    Ok(Exit::Done)
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

/// All variables.
#[derive(Serialize)]
struct All {
    variables: Vec<Row>,
}

impl Render for All {
    fn show(&self, ui: &Ui) -> Result<()> {
        let narrow = ui.terminal().stdout && ui.width() < NARROW;
        let mut table = Table::new(["Variable", "Value", "From"]);
        for stage in self
            .variables
            .chunk_by(|one, other| one.stage == other.stage)
        {
            table.row([&format!("{}:", stage[0].stage), "", ""]);
            for row in stage {
                if narrow {
                    ui.result(escape_for_terminal(&format!(
                        "{}: {}",
                        row.name,
                        [value(row), from(row)].join("  ").trim_end()
                    )))?;
                }
                table.row([format!("  {}", row.name), value(row), from(row)]);
            }
        }
        if narrow { Ok(()) } else { ui.table(&table) }
    }
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
        (None, None) => "not set".to_owned(),
    }
}
