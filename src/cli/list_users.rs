//! `navauth list-users`.

mod arguments;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Map;

use super::{Context, Outcome};
use crate::database::{User, Written};
use crate::diagnostics::{Exit, Result};
use crate::output::{Cell, Field, List, Row, RowWriter};
use crate::terminal::{Render, Spinner, Ui, mask};

pub use arguments::ListUsersArgs;

static FIELDS: [Field; 9] = [
    Field {
        name: "id",
        heading: "id",
        hide_priority: 0,
    },
    Field {
        name: "email",
        heading: "email",
        hide_priority: 0,
    },
    Field {
        name: "username",
        heading: "username",
        hide_priority: 5,
    },
    Field {
        name: "name",
        heading: "name",
        hide_priority: 2,
    },
    Field {
        name: "provider",
        heading: "provider",
        hide_priority: 1,
    },
    Field {
        name: "active",
        heading: "active",
        hide_priority: 3,
    },
    Field {
        name: "verified",
        heading: "verified",
        hide_priority: 4,
    },
    Field {
        name: "created",
        heading: "created",
        hide_priority: 6,
    },
    Field {
        name: "last_login",
        heading: "last login",
        hide_priority: 0,
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
    let format = args.format(context.ui.options().json)?;
    let listing = args.listing(context.env.now());
    let mut database = args.database.choose(context)?.open(context).await?;
    if args.count {
        let count = database.count(&listing).await?;
        context.ui.render(&Counted { count })?;
    } else {
        let terminal = context.env.terminal;
        let is_masked = args.is_masked(&context.env);
        // At a terminal, without --format, "3 days ago" says more than a time.
        let relative = args.format.is_none() && terminal.stdout;
        let list = List {
            ui: &context.ui,
            name: "users",
            fields: &FIELDS,
            now: relative.then(|| context.env.now()),
        };
        let mut rows = RowWriter::begin(list, format);
        // Rows that go to a file are not seen.
        let bar = if args.all && terminal.stderr && !terminal.stdout {
            let count = database.count(&listing).await?;
            Some(context.ui.bar("listing users", count))
        } else {
            None
        };
        let listed = database.list(&listing, |mut user| {
            if is_masked {
                mask_names(&mut user);
            }
            let blocked = rows.add(&user)?;
            bar.iter().for_each(Spinner::advance);
            Ok(Written { blocked })
        });
        let listed = listed.await;
        drop(bar);
        match listed {
            Ok(more) => {
                let filtered = database.row_security().is_some();
                finish(context, args, rows, Ending { more, filtered })?;
            }
            Err(error) => return Err(rows.fail(error)),
        }
    }
    if let Some(filtered) = database.row_security() {
        context.ui.diagnostic(&filtered);
    }
    database.close().await;
    Ok(Exit::Done)
}

/// What is known after the last row.
struct Ending {
    /// There are more users than those shown.
    more: bool,
    /// Row-level security may hide users.
    filtered: bool,
}

/// Says that there are more users than those shown, or none.
fn finish(
    context: &Context,
    args: &ListUsersArgs,
    rows: RowWriter<'_>,
    ending: Ending,
) -> Result<()> {
    let Ending { more, filtered } = ending;
    let shown = rows.count();
    rows.end(Map::from_iter([("more".to_owned(), more.into())]))?;
    match (shown, more) {
        (_, true) => context
            .ui
            .status("… and more; --count shows how many, --all shows them"),
        (0, false) if filtered => context.ui.status("no users are visible to this role"),
        (0, false) if args.narrows() => context.ui.status("no users match"),
        (0, false) => context
            .ui
            .status("no users yet; run navauth test-login PROVIDER to sign in as a user would"),
        (_, false) => {}
    }
    Ok(())
}

/// Shows only the first letters of names and of the email address.
fn mask_names(user: &mut User<'_>) {
    for text in [&mut user.email, &mut user.username, &mut user.full_name] {
        *text = text.as_deref().map(|text| Cow::Owned(mask(text)));
    }
}

impl Row for User<'_> {
    fn cells(&self) -> impl AsRef<[Cell<'_>]> {
        [
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
