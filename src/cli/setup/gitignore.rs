//! Adds the `.env` files to .gitignore, before they contain a secret.

use super::state::Setup;
use crate::config::{env_file_protection, git};
use crate::timeouts;

/// Adds each file that git neither ignores nor tracks. The checks report what git does not answer here.
pub(super) async fn add_env_files(setup: &Setup<'_>) {
    let context = setup.context;
    let _spinner = context.ui.spinner("asking git what it ignores");
    for environment in setup.guide.environments.iter().copied() {
        let file = &setup.guide.files.file(environment).path;
        let request = git::Request {
            file: &file.path,
            others: Vec::new(),
            secrets: Vec::new(),
            searched: &|_| (),
        };
        let timeout = context.timeout.unwrap_or(timeouts::GIT);
        let tracking = git::track(&request, &context.env.variables, timeout).await;
        let is_open = |file: &git::TrackedFile| !file.ignored && !file.tracked;
        if tracking.is_ok_and(|tracking| tracking.files.iter().any(is_open)) {
            match env_file_protection::ignore(file) {
                Ok(()) => context.ui.status(&format!(
                    "Added {} to .gitignore, because it will contain secrets.",
                    file.shown.display()
                )),
                Err(error) => context.ui.diagnostic(&error.diagnostic),
            }
        }
    }
}
