//! `navauth list-users`.

mod arguments;

use serde::Serialize;
use serde_json::Map;

use super::{Context, Outcome};
use crate::database::User;
use crate::diagnostics::{Exit, Result};
use crate::terminal::{Cell, Field, Render, RowWriter, Ui, mask};

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
        // For a person at a terminal who asked for no particular form, "3 days ago" says more than a time.
        let relative =
            (args.format.is_none() && context.env.terminal.stdout).then(|| context.env.now());
        let mut rows = RowWriter::begin(&context.ui, "users", &FIELDS, form, relative);
        let mut matching = 0;
        let mut bar = None;
        let shows_bar = args.all && !context.env.terminal.stdout;
        let listed = database.list(&listing, |user, all| {
            matching = all;
            if shows_bar {
                let bar = bar.get_or_insert_with(|| context.ui.bar("listing users", all));
                bar.advance();
            }
            rows.add(&cells(user, masked))
        });
        if let Err(error) = listed.await {
            return Err(rows.fail(error));
        }
        drop(bar);
        finish(context, args, rows, matching)?;
    }
    database.close().await;
    Ok(Exit::Done)
}

/// Prints how many more users there are.
fn finish(
    context: &Context,
    args: &ListUsersArgs,
    rows: RowWriter<'_>,
    matching: u64,
) -> Result<()> {
    let shown = rows.count();
    let more = matching.saturating_sub(shown);
    rows.end(Map::from_iter([("more".to_owned(), more.into())]))?;
    match (shown, more) {
        (0, _) if args.narrows() => context.ui.status("no users match"),
        (0, _) => context
            .ui
            .status("no users yet; run navauth test-login PROVIDER to sign in as a user would"),
        (_, 0) => {}
        _ => context
            .ui
            .status(&format!("… and {more} more; --all shows them")),
    }
    Ok(())
}

fn cells(user: User, masked: bool) -> [Cell; 9] {
    let person = |text: Option<String>| {
        Cell::Text(if masked {
            text.as_deref().map(mask)
        } else {
            text
        })
    };
    [
        Cell::Number(user.id),
        person(user.email),
        person(user.username),
        person(user.full_name),
        Cell::Text(user.provider),
        Cell::Truth(user.active),
        Cell::Truth(user.verified),
        Cell::Date(user.created),
        Cell::Ago(user.last_login),
    ]
}
