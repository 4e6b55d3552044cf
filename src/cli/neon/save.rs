//! Writes the project's URLs to the `.env` file.
//!
//! Owns the confirmation before a DATABASE_URL in use is replaced.

use crate::cli::Context;
use crate::config::{FilePath, dotenv::edit, placeholder};
use crate::database::Target;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::neon as codes;
use crate::diagnostics::{Error, Exit, Result};
use crate::neon::connection::Connection;
use crate::secret::Secret;
use crate::terminal::Question;

/// Writes both URLs to the file. A DATABASE_URL in use is replaced only after a confirmation.
pub(super) fn write(
    context: &Context,
    location: &FilePath,
    connection: &Connection,
    replace: bool,
) -> Result<Vec<&'static str>> {
    let names = [
        ("DATABASE_URL", &connection.pooled),
        ("DATABASE_URL_UNPOOLED", &connection.direct),
    ];
    let in_file = |name: &str| {
        context
            .env_file
            .as_ref()
            .and_then(|file| file.document.bindings_of(name).next_back()?.1.value.clone())
    };
    let other = |existing: &Secret, url: &Secret| {
        existing != url && !existing.is_empty() && placeholder(existing.expose()).is_none()
    };
    let mut replace = replace;
    if let Some(existing) =
        in_file("DATABASE_URL").filter(|existing| other(existing, &connection.pooled) && !replace)
    {
        let now = match Target::parse("DATABASE_URL", existing.expose()) {
            Ok(Target::Postgres(url)) => url.to_string(),
            Ok(Target::Sqlite(path)) => path.display().to_string(),
            Err(_) => "another database".to_owned(),
        };
        let text = format!(
            "Replace DATABASE_URL in {} (now {now}) with the one for {}?",
            location.shown.display(),
            connection.host
        );
        replace = context.ui.confirm(&Question {
            text: &text,
            flag: "--replace",
        })?;
        if !replace {
            return Err(Error::new(Exit::No, diagnostic!(codes::NOT_REPLACED)));
        }
    }
    let mut written = Vec::new();
    for (name, url) in names {
        let mut unchanged = false;
        edit::set(&context.env, location, name, url, |existing| {
            unchanged = existing == Some(url);
            Ok(())
        })?;
        if !unchanged {
            written.push(name);
        }
    }
    Ok(written)
}

/// What hides the new DATABASE_URL from the app.
pub(super) fn shadowed(context: &Context) -> Vec<Diagnostic> {
    let in_process = context.env.variable("DATABASE_URL").map(|_| "DATABASE_URL");
    let before = ["NEON_DATABASE_URL_DEV", "NEON_DATABASE_URL"]
        .into_iter()
        .filter(|name| context.settings.get_non_empty(name).is_some());
    let diagnostic = |name: &str| {
        let location = context
            .settings
            .get(name)
            .map_or_else(String::new, |setting| setting.origin.to_string());
        diagnostic!(codes::SHADOWED, name = name, origin = location)
    };
    before.chain(in_process).map(diagnostic).collect()
}
