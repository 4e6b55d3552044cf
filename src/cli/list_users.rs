//! `navauth list-users`.

mod arguments;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Map;

use super::{Context, Outcome};
use crate::database::{User, Written};
use crate::diagnostics::{Exit, Result};
use crate::terminal::{
    Cell, Field, OutputFormat, Render, Row, RowWriter, Spinner, Ui, escape_for_terminal, mask,
};
use crate::words::pluralize;

pub use arguments::ListUsersArgs;

static FIELDS: [Field; 9] = [
    Field {
        name: "id",
        heading: "id",
        dispensable: 0,
    },
    Field {
        name: "email",
        heading: "email",
        dispensable: 0,
    },
    Field {
        name: "username",
        heading: "username",
        dispensable: 5,
    },
    Field {
        name: "name",
        heading: "name",
        dispensable: 2,
    },
    Field {
        name: "provider",
        heading: "provider",
        dispensable: 1,
    },
    Field {
        name: "active",
        heading: "active",
        dispensable: 3,
    },
    Field {
        name: "verified",
        heading: "verified",
        dispensable: 4,
    },
    Field {
        name: "created",
        heading: "created",
        dispensable: 6,
    },
    Field {
        name: "last_login",
        heading: "last login",
        dispensable: 0,
    },
];

/// The result of --count.
#[derive(Serialize)]
struct Counted {
    count: u64,
}

impl Render for Counted {
    fn show(&self, ui: &Ui) -> Result<()> {
        ui.result(self.count.to_string())
    }
}

/// Runs the command.
pub async fn run(context: &Context, args: &ListUsersArgs) -> Outcome {
    let form = args.form(context.ui.options().json)?;
    let listing = args.listing(context.env.now());
    let mut database = args.database.choose(context)?.open(context).await?;
    if args.count {
        let count = database.count(&listing).await?;
        context.ui.render(&Counted { count })?;
    } else {
        let masked = args.mask
            || !args.no_mask
                && context
                    .env
                    .variable("CI")
                    .is_some_and(|value| matches!(value, "true" | "1"));
        // In a file, CSV contains what is stored; on a terminal, that must not do anything.
        let escaped = form == OutputFormat::Csv && context.env.terminal.stdout;
        // For a person at a terminal who asked for no particular form, "3 days ago" says more than a time.
        let relative =
            (args.format.is_none() && context.env.terminal.stdout).then(|| context.env.now());
        let mut rows = RowWriter::begin(&context.ui, "users", &FIELDS, form, relative);
        // Rows that go to a file are not seen.
        let terminal = context.env.terminal;
        let bar = if args.all && terminal.stderr && !terminal.stdout {
            let count = database.count(&listing).await?;
            Some(context.ui.bar("listing users", count))
        } else {
            None
        };
        let mut formulas = 0;
        let listed = database.list(&listing, |mut user| {
            if masked {
                replace(
                    [&mut user.email, &mut user.username, &mut user.full_name],
                    mask,
                );
            }
            if escaped {
                replace(
                    [
                        &mut user.email,
                        &mut user.username,
                        &mut user.full_name,
                        &mut user.provider,
                    ],
                    escape_for_terminal,
                );
            }
            formulas += usize::from(is_formula(&user));
            let blocked = rows.add(&user)?;
            bar.iter().for_each(Spinner::advance);
            Ok(Written { blocked })
        });
        let listed = listed.await;
        drop(bar);
        match listed {
            Ok(more) => {
                finish(context, args, rows, more)?;
                if form == OutputFormat::Csv && formulas > 0 {
                    context.ui.warning(&formula_warning(formulas));
                }
            }
            Err(error) => return Err(rows.fail(error)),
        }
    }
    database.close().await;
    Ok(Exit::Done)
}

/// Says that there are more users than those shown.
fn finish(context: &Context, args: &ListUsersArgs, rows: RowWriter<'_>, more: bool) -> Result<()> {
    let shown = rows.count();
    rows.end(Map::from_iter([("more".to_owned(), more.into())]))?;
    match (shown, more) {
        (_, true) => context
            .ui
            .status("… and more; --count tells how many, --all shows them"),
        (0, false) if args.narrows() => context.ui.status("no users match"),
        (0, false) => context
            .ui
            .status("no users yet; run navauth test-login PROVIDER to sign in as a user would"),
        (_, false) => {}
    }
    Ok(())
}

/// Whether a spreadsheet may calculate a text of this user instead of showing it. Users choose their names.
fn is_formula(user: &User<'_>) -> bool {
    let texts = [&user.email, &user.username, &user.full_name, &user.provider];
    let starts = ['=', '+', '-', '@', '\t', '\r'];
    texts
        .into_iter()
        .flatten()
        .any(|text| text.starts_with(starts))
}

fn formula_warning(users: usize) -> String {
    let rows = pluralize(users, "row");
    format!(
        "{rows} with a text that a spreadsheet may run as a formula: import all columns as text"
    )
}

/// Replaces the texts that are present.
fn replace<const N: usize>(texts: [&mut Option<Cow<'_, str>>; N], with: fn(&str) -> String) {
    for text in texts.into_iter().flatten() {
        *text = Cow::Owned(with(text));
    }
}

impl Row for User<'_> {
    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            Cell::Number(self.id),
            Cell::Text(self.email.as_deref()),
            Cell::Text(self.username.as_deref()),
            Cell::Text(self.full_name.as_deref()),
            Cell::Text(self.provider.as_deref()),
            Cell::Truth(self.active),
            Cell::Truth(self.verified),
            Cell::Date(self.created),
            Cell::Ago(self.last_login),
        ]
    }
}
