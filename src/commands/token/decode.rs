//! `navauth token decode`: what a token says of itself.

use serde::Serialize;

use crate::commands::{Context, Outcome};
use crate::error::{Error, Exit, Result};
use crate::token::{self, Content};
use crate::ui::{Answer, Ui, printable};

#[derive(Serialize)]
struct Decoded {
    #[serde(flatten)]
    content: Content,
    #[serde(skip)]
    now: jiff::Timestamp,
}

impl Answer for Decoded {
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
                    format!("  ({time}, {})", token::relative(time, self.now))
                });
                ui.result(format!(
                    "  {}: {}{time}",
                    printable(name),
                    printable(&value.to_string())
                ))?;
            }
        }
        ui.hint("nothing of this is proved; navauth token verify does that");
        Ok(())
    }
}

/// Runs the command.
pub fn run(context: &Context) -> Outcome {
    let token = super::read(context)?;
    let now = context.process.now();
    let Some(content) = Content::read(&token) else {
        return Err(Error::new(
            Exit::No,
            token::explain(token::Refusal::Malformed, &token, now),
        ));
    };
    context.ui.answer(&Decoded { content, now })?;
    Ok(Exit::Done)
}
