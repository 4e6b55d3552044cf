//! The settings of the live site.

use std::borrow::Cow;
use std::path::Path;

use crate::checks::scope::Scope;
use crate::config::settings::Settings;
use crate::config::{self, Environment};
use crate::process::Env;

/// The production settings, as far as they are here.
pub struct Production<'run> {
    pub settings: Cow<'run, Settings>,
    /// Whether they are for production; else only what both environments share counts.
    pub own: bool,
}

impl<'run> Production<'run> {
    /// The checked settings if they are for production, else those of `.env.production` next to the `.env` file.
    pub fn of(scope: &Scope<'run>, env: &Env) -> Self {
        if scope.environment == Environment::Production {
            return Self {
                settings: Cow::Borrowed(scope.settings),
                own: true,
            };
        }
        const NAME: &str = ".env.production";
        let path = scope.env_file.map_or_else(
            || Path::new(NAME).to_owned(),
            |file| file.location.shown.with_file_name(NAME),
        );
        match config::load_file(env, &path) {
            Ok(mut loaded) => {
                loaded.settings.config.clone_from(&scope.settings.config);
                Self {
                    settings: Cow::Owned(loaded.settings),
                    own: true,
                }
            }
            Err(_) => Self {
                settings: Cow::Borrowed(scope.settings),
                own: false,
            },
        }
    }
}
