//! Chooses the database that a command uses.
//!
//! Owns `--database-url-stdin` and the message about the choice. The rules are in `database::url`.

use std::time::Duration;

use super::Context;
use crate::atomic_file;
use crate::config::settings::Origin;
use crate::database::schema::Release;
use crate::database::url::{self, Chosen};
use crate::database::{Database, Target};
use crate::diagnostic;
use crate::diagnostics::catalog::{database as codes, usage};
use crate::diagnostics::{Error, Result};
use crate::terminal::{Question, escape_for_terminal};
use crate::timeouts;

/// The option that selects the database.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct DatabaseArgs {
    /// Read the connection string from standard input instead of the settings
    #[arg(long, hide_short_help = true)]
    pub database_url_stdin: bool,
}

/// The database that a command uses.
pub struct DatabaseTarget {
    /// What to connect to; a SQLite file has an absolute path.
    pub target: Target,
    /// Where it was found.
    pub chosen: Chosen,
    /// Its URL without the password.
    pub shown: String,
}

impl DatabaseArgs {
    /// Finds the database and says which one it is where that may surprise.
    pub fn choose(&self, context: &Context) -> Result<DatabaseTarget> {
        let chosen = if self.database_url_stdin {
            let url = context.ui.read_input()?;
            context.ui.register_secret(&url);
            require_url(url.expose().trim())?;
            let target = Target::parse(
                "the connection string on standard input",
                url.expose().trim(),
            )?;
            Chosen {
                target,
                variable: None,
                origin: Origin::Flag("--database-url-stdin"),
                shadowed: Vec::new(),
            }
        } else {
            url::choose(&context.settings)?
        };
        context.require_trust(|| chosen.require_trust(&context.env, &context.settings))?;
        let place = DatabaseTarget::new(context, chosen);
        place.announce(context);
        Ok(place)
    }
}

/// Refuses nothing, and a line of a `.env` file, in place of a connection string.
fn require_url(text: &str) -> Result<()> {
    if text.is_empty() {
        return Err(Error::usage(diagnostic!(usage::NO_CONNECTION_STRING)));
    }
    let text = text.strip_prefix("export ").unwrap_or(text);
    let is_name = |name: &str| {
        let mut letters = name.bytes();
        letters.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    match text.split_once('=') {
        Some((name, _)) if is_name(name.trim()) => Err(Error::usage(diagnostic!(
            usage::CONNECTION_STRING_ASSIGNED,
            name = name.trim()
        ))),
        _ => Ok(()),
    }
}

/// Reads the release from the database's tables, for a command that needs nothing else from it. Quick, and silent if the database is not
/// reachable or not trusted.
pub async fn learn_release(context: &Context) {
    const QUICK: Duration = Duration::from_secs(5);
    let Ok(chosen) = url::choose(&context.settings) else {
        return;
    };
    if chosen
        .require_trust(&context.env, &context.settings)
        .is_err()
    {
        return;
    }
    let target = DatabaseTarget::new(context, chosen).target;
    let timeout = context.timeout.map_or(QUICK, |timeout| timeout.min(QUICK));
    let waiting = "looking for the app's tables";
    let _spinner = context.ui.countdown(waiting, timeout);
    let asked = async {
        let database = Database::open(&target, QUICK).await?;
        let mut database = database.preferring(Release::of(&context.settings));
        let found = database.introspect().await?.release();
        database.close().await;
        Ok::<_, Error>(found)
    };
    if let Ok(Ok(Some(release))) = tokio::time::timeout(timeout, asked).await {
        context.settings.record_tables(release.name);
    }
}

impl DatabaseTarget {
    /// The database that was chosen, a SQLite file by its whole path.
    pub fn new(context: &Context, chosen: Chosen) -> Self {
        let shown = match &chosen.target {
            Target::Sqlite(path) => format!("sqlite:///{}", path.display()),
            Target::Postgres(url) => {
                url.password
                    .iter()
                    .for_each(|password| context.ui.register_secret(password));
                url.to_string()
            }
        };
        Self {
            target: chosen.target.clone().absolute(&context.env.directory),
            chosen,
            shown,
        }
    }

    /// The same database without Neon's pooler, which is not for changing tables.
    #[must_use]
    pub fn direct(mut self, context: &Context) -> Self {
        if let Target::Postgres(url) = &self.target
            && let Some(direct) = url.without_pooler()
        {
            let host = direct.host.as_deref().unwrap_or_default();
            context.ui.status(&format!(
                "connecting to Neon's direct host {host}, because tables are not changed through the connection pooler"
            ));
            self.shown = direct.to_string();
            self.target = Target::Postgres(direct);
        }
        self
    }

    /// Asks before tables are created or changed in a file outside the repository to which a link in it leads: the link may
    /// have come with the repository.
    pub fn confirm_link(&self, context: &Context) -> Result<()> {
        let Target::Sqlite(path) = &self.target else {
            return Ok(());
        };
        let Some(target) = atomic_file::target_outside(path) else {
            return Ok(());
        };
        let target = target.display().to_string();
        // Python does not read the prefix that Windows puts before a resolved path.
        let target = target.strip_prefix(r"\\?\").unwrap_or(&target);
        let (database, name) = (self.short(), self.chosen.variable);
        let text = format!(
            "{database} is a link out of the repository, to {target}. Create or change tables there?"
        );
        let question = Question {
            text: &escape_for_terminal(&text),
            flag: "DATABASE_URL",
        };
        if context.ui.can_ask() && context.ui.confirm(&question)? {
            return Ok(());
        }
        Err(Error::settings(diagnostic!(
            codes::LINK_OUTSIDE,
            database = database,
            target = target,
            name = name.unwrap_or("DATABASE_URL")
        )))
    }

    /// Its URL without password and parameters.
    pub fn short(&self) -> &str {
        self.shown.split('?').next().unwrap_or_default()
    }

    /// Connects, and shows that it waits.
    pub async fn open(&self, context: &Context) -> Result<Database> {
        let timeout = Self::timeout(context);
        let message = format!("connecting to {}", self.short());
        let _spinner = context.ui.countdown(&message, timeout);
        let database = Database::open(&self.target, timeout).await?;
        Ok(database.preferring(Release::of(&context.settings)))
    }

    /// How long each wait for the database may last.
    pub fn timeout(context: &Context) -> Duration {
        context.timeout.unwrap_or(timeouts::DATABASE)
    }

    fn announce(&self, context: &Context) {
        let Chosen {
            variable,
            origin,
            shadowed,
            ..
        } = &self.chosen;
        match variable {
            None if *origin == Origin::Default => {
                context.ui.status(&format!(
                    "DATABASE_URL is not set: using {}, as the app does",
                    self.shown
                ));
            }
            Some(name) if !shadowed.is_empty() => {
                context.ui.status(&format!(
                    "using {name} ({origin}), which overrides {}",
                    shadowed.join(" and ")
                ));
            }
            Some(name) => context.ui.verbose(&format!("using {name} ({origin})")),
            None => {}
        }
        let env_file = context.settings.env_file.as_deref();
        if let (Target::Sqlite(path), Some(folder), Some(env_file)) =
            (&self.chosen.target, &context.settings.app_folder, env_file)
            && path.starts_with(folder)
            && !matches!(origin, Origin::Flag(_))
        {
            context.ui.status(&format!(
                "using {}: a relative path begins in the folder of {}, where the app is started",
                self.shown,
                env_file.display()
            ));
        }
    }
}
