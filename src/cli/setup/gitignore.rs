//! Adds the `.env` files to .gitignore, before they contain a secret.

use super::state::Setup;
use crate::config::{env_file_protection, git};
use crate::timeouts;

/// Adds each file that git neither ignores nor tracks. The checks report what git does not answer here.
pub(super) async fn add_env_files(setup: &Setup<'_>) {
    let context = setup.context;
    let _spinner = context.ui.spinner("asking git what it ignores");
    let timeout = context.timeout.unwrap_or(timeouts::GIT);
    let env = &context.env;
    for environment in setup.guide.environments.iter().copied() {
        let file = &setup.guide.files.file(environment).path;
        // A link is in the repository, and so may be the file that gets the secrets.
        let mut files = vec![file.clone(), file.target(env)];
        files.dedup();
        for file in files {
            let status = git::status(&file.path, &env.variables, timeout).await;
            if status.is_none_or(|status| status.ignored || status.tracked) {
                continue;
            }
            match env_file_protection::ignore(&file) {
                Ok(()) => context.ui.status(&format!(
                    "Added {} to .gitignore, because it will contain secrets.",
                    file.shown.display()
                )),
                Err(error) => context.ui.diagnostic(&error.diagnostic),
            }
        }
    }
}
