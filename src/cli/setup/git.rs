//! Keeping the files from git, before a secret stands in them.

use std::time::Duration;

use super::wizard::Wizard;
use crate::config::{env_file_care, git};

/// How long git may take where `--timeout` says nothing.
const DEADLINE: Duration = Duration::from_secs(10);

/// Adds each file that git would take to .gitignore, and says so. What git does not tell, the checks at the end do.
pub(super) async fn keep_out(wizard: &Wizard<'_>) {
    let context = wizard.context;
    for environment in wizard.environments.iter().copied() {
        let place = &wizard.files.side(environment).place;
        let told = git::track(
            &place.path,
            &[],
            &context.process.variables,
            context.timeout.unwrap_or(DEADLINE),
        )
        .await;
        if told.is_ok_and(|told| !told.ignored && !told.tracked) {
            match env_file_care::ignore(place) {
                Ok(()) => context.ui.status(&format!(
                    "{} is in .gitignore now: it is to hold secrets.",
                    place.shown.display()
                )),
                Err(error) => context.ui.finding(&error.finding),
            }
        }
    }
}
