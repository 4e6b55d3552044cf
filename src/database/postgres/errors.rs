//! Classifies the error messages of servers.
//!
//! The rows are in `server` (PostgreSQL), `pooler` (PgBouncer) and `neon::errors`; together they form one table.

mod pooler;
mod server;

use tokio_postgres::error::DbError;

use crate::database::difference::identifier;
use crate::database::url::PostgresUrl;
use crate::diagnostics::Code;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Retry;
use crate::diagnostics::catalog::database;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Error, Evidence, Exit};
use crate::neon::errors::{ErrorMapping, NEON};
use crate::neon::host::is_neon;
use crate::{diagnostic, text};

/// All rows, in matching order: exact ones before wider ones.
pub fn all() -> impl Iterator<Item = &'static ErrorMapping> {
    NEON.iter().chain(server::ROWS).chain(pooler::ROWS)
}

/// A server's error message, over either protocol.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerError<'answer> {
    pub message: &'answer str,
    /// The SQLSTATE; may be empty.
    pub code: &'answer str,
    pub detail: Option<&'answer str>,
    pub hint: Option<&'answer str>,
}

impl<'answer> From<&'answer DbError> for ServerError<'answer> {
    fn from(answer: &'answer DbError) -> Self {
        Self {
            message: answer.message(),
            code: answer.code().code(),
            detail: answer.detail(),
            hint: answer.hint(),
        }
    }
}

/// Finds the row for an error: by its text, else by its SQLSTATE. Neon's rows apply only at Neon and to texts that name it: other servers
/// and proxies also say "internal error" or "connection closed".
pub fn classify(response: ServerError<'_>, at_neon: bool) -> Option<&'static ErrorMapping> {
    let at_neon = at_neon || response.message.to_ascii_lowercase().contains("neon");
    let rows = || {
        let neon = NEON.iter().filter(|_| at_neon);
        neon.chain(server::ROWS).chain(pooler::ROWS)
    };
    rows()
        .find(|row| row.has_text(response.message))
        .or_else(|| rows().find(|row| row.codes.contains(&response.code)))
}

/// The diagnostic for a server's error. An unknown error is quoted.
pub fn explain(response: ServerError<'_>, url: &PostgresUrl) -> Error {
    let words = [Some(response.message), response.detail, response.hint]
        .into_iter()
        .flatten()
        .map(sanitize)
        .collect::<Vec<_>>()
        .join(" — ");
    let seen = if response.code.is_empty() {
        words
    } else {
        format!("{words} (SQLSTATE {})", sanitize(response.code))
    };
    let at_neon = url.host.as_deref().is_some_and(is_neon);
    let Some(row) = classify(response, at_neon) else {
        return Error::refused(diagnostic!(database::REFUSED_OTHERWISE).observed(seen));
    };
    Error::new(row.exit, diagnostic(row.code, response, url).observed(seen))
}

/// A code's diagnostic, with the names of the connection string and of the server's message.
fn diagnostic(code: &'static Code, response: ServerError<'_>, url: &PostgresUrl) -> Diagnostic {
    let part = |value: Option<&String>, otherwise: &str| {
        value.map_or_else(|| otherwise.to_owned(), |value| sanitize(value))
    };
    // The server quotes the name that it does not know. A pooler may ask it for another one than the connection string.
    let quoted = response.message.split('"').nth(1).map(str::to_owned);
    let of_url = url.database.as_ref().or(url.user.as_ref());
    let is_database = code == &database::UNKNOWN_DATABASE;
    let named = quoted.as_ref().filter(|_| is_database).or(of_url);
    let in_sql = |name: Option<&String>| name.map_or("…".to_owned(), |name| identifier(name));
    let unknown = part(quoted.as_ref(), database::UNNAMED);
    let diagnostic = code.diagnostic(&[
        ("role", &part(url.user.as_ref(), database::OWN_NAME)),
        ("database", &part(named, database::OWN_NAME)),
        ("host", &part(url.host.as_ref(), database::THE_SERVER)),
        ("role_name", &in_sql(url.user.as_ref())),
        ("database_name", &in_sql(named)),
        ("tables", &unknown),
        ("column", &unknown),
    ]);
    if code == &database::COLUMN_MISSING {
        return diagnostic.with_help(&database::SHOW_SQL, &[]);
    }
    match of_url.filter(|_| named != of_url) {
        Some(name) => diagnostic.reason(text!(database::POOLER_MAPS, name = sanitize(name))),
        None => diagnostic,
    }
}

/// The table as a page of Markdown.
pub fn page() -> String {
    let mut page = String::from(PAGE);
    for row in all() {
        let texts: Vec<String> = row
            .texts
            .iter()
            .map(|text| format!("`{}`", text.replace("`", "'").replace('|', "\\|")))
            .collect();
        let Code {
            message,
            reason,
            help,
            ..
        } = row.code;
        let join = |parts: [&str; 2], between: &str| {
            let parts = parts.into_iter().filter(|part| !part.is_empty());
            let text = parts.collect::<Vec<_>>().join(between);
            text.replace('|', "\\|").replace(['{', '}'], "")
        };
        page += &format!(
            "| {} | {} | {} | {} | {} |\n",
            row.code.id,
            texts.join("<br>"),
            join([message, reason], ": "),
            join([help.text, help.command], ": "),
            row.retry.name()
        );
    }
    page
}

const PAGE: &str = "# Database findings\n\nError messages of PostgreSQL, PgBouncer and Neon, and how navauth explains them. In a \
                    text, `*` matches anything; case is ignored. The last column says whether retrying may help: `navauth \
                    verify-connection --wait 2m` retries \"soon\" and \"later\". Unknown texts are shown unchanged.\n\nThis page is \
                    generated from the tables in `src/neon/errors.rs` and `src/database/postgres/errors/`.\n\n| problem | texts | what it means | what to do | a retry helps |\n|---|---|---|---|---|\n";

type Texts = &'static [&'static str];

const fn row(code: &'static Code, texts: Texts, codes: Texts, retry: Retry) -> ErrorMapping {
    ErrorMapping {
        code,
        texts,
        codes,
        retry,
        exit: Exit::Refused,
        evidence: Evidence::UNSET,
    }
}
