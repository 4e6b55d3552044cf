//! The commands, one file each: arguments and the order of the steps.
//!
//! Owns what every command receives. The work is done by the layers below.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::rc::Rc;
use std::str::FromStr;
use std::time::Duration;

use crate::config::settings::Settings;
use crate::config::{EnvFile, LoadedSettings, SettingsSources};
use crate::diagnostics::{Error, Exit, Result};
use crate::neon::api::configured_url;
use crate::process::Env;
use crate::terminal::{Question, Ui, escape_for_terminal};
use crate::trust::{self, Unconfirmed};

pub mod args;
pub mod check_env;
pub mod check_run;
pub mod checklist;
pub mod checks;
pub mod completions;
pub mod database;
pub mod demo;
pub mod doctor;
pub mod env;
pub mod explain;
pub mod gen_secret;
pub mod help;
pub mod init_db;
pub mod list_users;
pub mod live_site;
pub mod neon;
pub mod purge_states;
pub mod push_secrets;
pub mod redirect_uris;
pub mod reporting;
pub mod rotate_secret;
pub mod run;
pub mod schema;
pub mod secret_arguments;
pub mod setup;
pub mod test_login;
pub mod token;
pub mod usage;
pub mod verify_connection;

/// What every command receives.
pub struct Context {
    /// Arguments, environment and clock; the Ui owns the streams.
    pub env: Rc<Env>,
    /// Output and prompts.
    pub ui: Rc<Ui>,
    /// The settings as the app sees them.
    pub settings: Settings,
    /// The `.env` file that was read.
    pub env_file: Option<EnvFile>,
    /// Which files the command line asks for.
    pub layers: SettingsSources,
    /// `--timeout`.
    pub timeout: Option<Duration>,
    /// Notified on Ctrl-C.
    pub interrupt: Interrupt,
}

impl Context {
    /// The same run with the settings of other files.
    pub fn reading(&self, layers: SettingsSources) -> Result<Self> {
        self.reading_for(layers, Rc::clone(&self.ui), self.interrupt.clone())
    }

    /// The same with another face and its own interrupt.
    pub fn reading_for(
        &self,
        layers: SettingsSources,
        ui: Rc<Ui>,
        interrupt: Interrupt,
    ) -> Result<Self> {
        let LoadedSettings { settings, env_file } = crate::config::load(&self.env, &layers)?;
        crate::config::secrets(&settings, env_file.as_ref())
            .iter()
            .for_each(|secret| self.ui.register_secret(secret));
        Ok(Self {
            env: Rc::clone(&self.env),
            ui,
            settings,
            env_file,
            layers,
            timeout: self.timeout,
            interrupt,
        })
    }
}

impl Context {
    /// Runs a check of trust; on a terminal asks for each host that it finds unconfirmed, and remembers a yes outside the repository.
    pub fn require_trust(&self, check: impl Fn() -> Result<()>) -> Result<()> {
        loop {
            match check() {
                Err(error) if self.confirms_host(&error)? => {}
                checked => return checked,
            }
        }
    }

    /// The same for the API of Neon that navauth.toml names.
    pub fn require_trust_for_neon(&self) -> Result<()> {
        self.require_trust(|| {
            let purpose = "sends NEON_API_KEY to";
            let (env, settings) = (&self.env, &self.settings);
            configured_url(env, settings, "api", purpose).map(|_| ())
        })
    }

    /// Whether an error is about a host that you now confirm.
    pub fn confirms_host(&self, error: &Error) -> Result<bool> {
        let Some(unconfirmed) = error.unconfirmed.as_deref().filter(|_| self.ui.can_ask()) else {
            return Ok(false);
        };
        let text = format!(
            "{}. Trust this host?",
            escape_for_terminal(&unconfirmed.what)
        );
        if !self.ui.confirm(&Question {
            text: &text,
            flag: "--trust-host",
        })? {
            return Ok(false);
        }
        match self.trust(unconfirmed) {
            Ok(line) => self.ui.status(&line),
            Err(warning) => self.ui.warning(&warning),
        }
        Ok(true)
    }

    /// Trusts a host that you have confirmed, and remembers that outside the repository. Says so, or why it is for this run only.
    pub fn trust(&self, unconfirmed: &Unconfirmed) -> Result<String, String> {
        let Unconfirmed { host, file, .. } = unconfirmed;
        self.env.trust.add(host);
        match trust::remember(&self.env, unconfirmed) {
            Ok(path) => Ok(format!(
                "{host} is now trusted for {} (remembered in {}).",
                file.display(),
                path.display()
            )),
            Err(error) => Err(format!("{host} is trusted for this run only: {error}")),
        }
    }
}

/// Lets a command that has something to undo see Ctrl-C before it is dropped.
///
/// Without a hold, Ctrl-C drops the command at once. With one, the command is notified and has [`Interrupt::GRACE`] to clean up.
#[derive(Clone)]
pub struct Interrupt {
    pressed: tokio::sync::watch::Sender<bool>,
    holds: std::rc::Rc<std::cell::Cell<usize>>,
}

impl Interrupt {
    /// How long a command that holds may take to clean up.
    pub const GRACE: Duration = Duration::from_secs(5);

    /// Nothing pressed yet.
    pub fn new() -> Self {
        Self {
            pressed: tokio::sync::watch::Sender::new(false),
            holds: std::rc::Rc::default(),
        }
    }

    /// Asks to be notified of Ctrl-C instead of being dropped, until the hold is dropped.
    pub fn hold(&self) -> Hold {
        self.holds.set(self.holds.get() + 1);
        Hold {
            holds: self.holds.clone(),
        }
    }

    /// Whether a command asked to be notified.
    pub fn is_held(&self) -> bool {
        self.holds.get() > 0
    }

    /// Notifies them.
    pub fn press(&self) {
        self.pressed.send_replace(true);
    }

    /// Runs a command until `stop` is ready. Then it is dropped, or has time to clean up where it holds; less, when `stop` is ready again.
    pub async fn guard<T>(
        &self,
        command: impl Future<Output = Result<T>>,
        mut stop: impl AsyncFnMut(),
    ) -> Result<T> {
        let mut command = Box::pin(command);
        // The command is polled first: until it waits for something, Ctrl-C ends the process, or its prompt.
        tokio::select! {
            biased;
            outcome = &mut command => return outcome,
            () = stop() => {}
        }
        if self.is_held() {
            self.press();
            tokio::select! {
                outcome = &mut command => return outcome.and_then(|_| Err(Error::interrupted())),
                () = stop() => {}
                () = tokio::time::sleep(Self::GRACE) => {}
            }
        }
        Err(Error::interrupted())
    }

    /// Returns when Ctrl-C was pressed.
    pub async fn pressed(&self) {
        let mut pressed = self.pressed.subscribe();
        // The sender lives as long as self: this cannot fail.
        let _ = pressed.wait_for(|pressed| *pressed).await;
    }
}

impl Default for Interrupt {
    fn default() -> Self {
        Self::new()
    }
}

/// As long as this exists, Ctrl-C notifies the command instead of dropping it.
pub struct Hold {
    holds: std::rc::Rc<std::cell::Cell<usize>>,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.holds.set(self.holds.get().saturating_sub(1));
    }
}

/// What a command returns if it could do its work: done, a negative result, or partly done.
pub type Outcome = crate::diagnostics::Result<Exit>;

pub use crate::words::pluralize;

/// Reads a whole number of this range; for clap.
pub fn number<Number>(
    range: RangeInclusive<Number>,
) -> impl Fn(&str) -> Result<Number, String> + Clone
where
    Number: FromStr + PartialOrd + Display + Clone,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| {
            format!(
                "write a whole number from {} to {}",
                range.start(),
                range.end()
            )
        })
    }
}

/// Reads a duration such as `500ms`, `30s`, `5m`, `7d` or a bare number of seconds; for clap.
pub fn duration(text: &str) -> Result<Duration, String> {
    let parsed = match text.parse::<u64>() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => text.parse::<jiff::Span>().ok().and_then(|span| {
            // Without a calendar a day has 24 hours; months and years have no length.
            let duration = span
                .to_duration(jiff::SpanRelativeTo::days_are_24_hours())
                .ok()?;
            Duration::try_from(duration).ok()
        }),
    };
    parsed
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "write a duration such as 500ms, 30s or 5m".to_owned())
}
