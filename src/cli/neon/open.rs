//! `navauth neon open`: the project's page in the Neon console.

use serde::Serialize;

use super::{Context, Outcome, Session, waiting};
use crate::diagnostics::{Exit, Result};
use crate::neon::projects;
use crate::terminal::{Render, Ui, browser};

/// Open the project's page in the Neon console
#[derive(clap::Args, Clone, Debug)]
pub struct OpenArgs {}

#[derive(Serialize)]
struct Page {
    project: String,
    url: String,
}

pub(super) async fn run(context: &Context, session: &Session<'_>) -> Outcome {
    let spinner = waiting(context, "asking Neon");
    let project = projects::require(&session.api, session.project, session.organization).await?;
    drop(spinner);
    let page = Page {
        url: projects::console_page(&project),
        project: project.name,
    };
    context.ui.render(&page)?;
    match browser::open(&context.env, &page.url) {
        Ok(()) => context.ui.status("Opened in your browser."),
        Err(why) => context.ui.status(&format!(
            "Could not open a browser ({why}). Open the URL yourself."
        )),
    }
    Ok(Exit::Done)
}

impl Render for Page {
    fn show(&self, ui: &Ui) -> Result<()> {
        ui.result(&self.url)
    }
}
