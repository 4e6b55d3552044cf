//! `navauth token decode`: shows a token's claims without verifying it.

use serde::Serialize;

use crate::cli::{Context, Outcome};
use crate::diagnostics::{Error, Exit, Result};
use crate::session::{self, Content};
use crate::terminal::{Render, Ui, escape_for_terminal};
use crate::words;

#[derive(Serialize)]
struct Decoded {
    #[serde(flatten)]
    content: Content,
    #[serde(skip)]
    now: jiff::Timestamp,
}

impl Render for Decoded {
    fn show(&self, ui: &Ui) -> Result<()> {
        for (label, part) in [
            ("header", &self.content.header),
            ("claims", &self.content.claims),
        ] {
            ui.result(label)?;
            for (name, value) in part.as_object().into_iter().flatten() {
                let time = Some(name)
                    .filter(|name| ["exp", "nbf", "iat"].contains(&name.as_str()))
                    .and_then(|name| self.content.time(name));
                let time = time.map_or_else(String::new, |time| {
                    format!("  ({time}, {})", words::relative(time, self.now))
                });
                ui.result(format!(
                    "  {}: {}{time}",
                    escape_for_terminal(name),
                    escape_for_terminal(&value.to_string())
                ))?;
            }
        }
        ui.hint("none of this is verified; use `navauth token verify`");
        Ok(())
    }
}

/// Runs the command.
pub fn run(context: &Context) -> Outcome {
    let token = super::read(context)?;
    let now = context.env.now();
    let Some(content) = Content::read(&token) else {
        return Err(Error::new(
            Exit::No,
            session::explain(session::Refusal::Malformed, &token, now),
        ));
    };
    context.ui.render(&Decoded { content, now })
}
