//! What PostgreSQL and PgBouncer say when they refuse, and the classification of every server's answer.
//!
//! Owns the classification. The rows are in `server` (PostgreSQL), `pooler` (PgBouncer) and `neon::errors`; together they are one table.

mod pooler;
mod server;

use tokio_postgres::error::DbError;

use crate::database::url::PostgresUrl;
use crate::error::{Error, Exit};
use crate::finding::Finding;
use crate::neon::errors::{KnownAnswer, NEON, Waiting};
use crate::redact::printable;

/// All rows, in the order in which they are tried: the exact ones before those that fit more.
pub fn all() -> impl Iterator<Item = &'static KnownAnswer> {
    NEON.iter().chain(server::ROWS).chain(pooler::ROWS)
}

/// What a server said, by whichever way it came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'answer> {
    /// The message.
    pub message: &'answer str,
    /// The SQLSTATE; empty where there is none.
    pub code: &'answer str,
    /// What it adds.
    pub detail: Option<&'answer str>,
    /// What it advises.
    pub hint: Option<&'answer str>,
}

impl<'answer> From<&'answer DbError> for Said<'answer> {
    fn from(answer: &'answer DbError) -> Self {
        Self {
            message: answer.message(),
            code: answer.code().code(),
            detail: answer.detail(),
            hint: answer.hint(),
        }
    }
}

/// The row of an answer: by its text, which Neon sends without a SQLSTATE of its own, else by its SQLSTATE.
pub fn classify(said: Said<'_>) -> Option<&'static KnownAnswer> {
    all()
        .find(|row| row.has_text(said.message))
        .or_else(|| all().find(|row| row.codes.contains(&said.code)))
}

/// The finding of an answer. One that no row knows is shown as it came.
pub fn finding(said: Said<'_>, url: &PostgresUrl) -> Error {
    let words = [Some(said.message), said.detail, said.hint]
        .into_iter()
        .flatten()
        .map(clean)
        .collect::<Vec<_>>()
        .join(" — ");
    let seen = if said.code.is_empty() {
        words
    } else {
        format!("{words} (SQLSTATE {})", clean(said.code))
    };
    match classify(said) {
        Some(row) => {
            let title = fill(row.title, url);
            Error::new(
                row.exit,
                Finding::fail(row.id, title)
                    .detail(seen)
                    .cause(row.cause)
                    .fix(fill(row.fix, url)),
            )
        }
        None => {
            let finding = Finding::fail(
                "database.refused-otherwise",
                "the database refused, for a reason that navauth does not know",
            );
            Error::refused(
                finding
                    .detail(seen)
                    .fix("read what the server said; the server's log may say more"),
            )
        }
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
        let cell = |text: &str| text.replace('|', "\\|").replace(['{', '}'], "");
        page += &format!(
            "| {} | {} | {} | {} | {} |\n",
            row.id,
            texts.join("<br>"),
            cell(&format!("{}: {}", row.title, row.cause)),
            cell(row.fix),
            row.waiting.word()
        );
    }
    page
}

const PAGE: &str = "# Database findings\n\nWhat PostgreSQL, PgBouncer and Neon say when they refuse, and what navauth makes of it. In a \
                    text, `*` stands for anything; upper and lower case are the same. The last column says whether trying again may help: \
                    `navauth verify-connection --wait 2m` tries again for \"soon\" and \"later\". A text that is not here is shown as it \
                    came.\n\nThis page is made from the tables in `src/neon/errors.rs` and \
                    `src/database/postgres/errors/`.\n\n| finding | texts | what it means | what to do | waiting helps |\n|---|---|---|---|---|\n";

/// A foreign text of limited length, on one line, without control characters.
pub fn clean(text: &str) -> String {
    const LONGEST: usize = 400;
    let mut shown = printable(
        &text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(LONGEST)
            .collect::<String>(),
    );
    if text.chars().count() > LONGEST {
        shown.push('…');
    }
    shown
}

/// Puts the URL's parts where a row names them.
fn fill(text: &str, url: &PostgresUrl) -> String {
    let part = |value: &Option<String>, otherwise: &str| {
        value.as_deref().map_or_else(|| otherwise.to_owned(), clean)
    };
    text.replace("{role}", &part(&url.user, "(your own name)"))
        .replace(
            "{database}",
            &part(
                &url.database.clone().or_else(|| url.user.clone()),
                "(your own name)",
            ),
        )
        .replace("{host}", &part(&url.host, "the server"))
}

type Words = [&'static str; 3];
type Texts = &'static [&'static str];

const fn row(
    id: &'static str,
    texts: Texts,
    codes: Texts,
    words: Words,
    waiting: Waiting,
) -> KnownAnswer {
    let [title, cause, fix] = words;
    KnownAnswer {
        id,
        texts,
        codes,
        title,
        cause,
        fix,
        waiting,
        exit: Exit::Refused,
    }
}
