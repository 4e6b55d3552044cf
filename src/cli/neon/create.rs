//! `navauth neon create`: creates the guide's project and writes its URLs to the `.env` file.

use std::cell::RefCell;

use serde::Serialize;

use super::save::{shadowed, write};
use super::{Context, Outcome, Session};
use crate::config;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Result;
use crate::neon::projects::{self, GUIDE_POSTGRES, Obtained};
use crate::neon::resources::Region;
use crate::terminal::{Question, Render, Ui};

/// Create or find the project, and save its connection strings in .env
#[derive(clap::Args, Clone, Debug)]
pub struct CreateArgs {
    /// The region: an ID or part of a name, such as frankfurt
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// The PostgreSQL major version
    #[arg(long, value_name = "VERSION", default_value_t = GUIDE_POSTGRES, value_parser = crate::cli::number(14..=99_u32))]
    pub pg_version: u32,
    /// Replace another DATABASE_URL in .env without asking
    #[arg(long)]
    pub replace: bool,
}

/// What was created or found.
#[derive(Serialize)]
struct Created {
    project: String,
    id: String,
    region: String,
    pg_version: u32,
    created: bool,
    host: String,
    database: String,
    role: String,
    env_file: String,
    written: Vec<&'static str>,
    findings: Vec<Diagnostic>,
}

pub(super) async fn run(context: &Context, session: &Session<'_>, args: &CreateArgs) -> Outcome {
    let Obtained {
        created,
        project,
        connection,
    } = obtain(context, session, args).await?;
    let place = config::destination(&context.env, &context.layers);
    let written = write(context, &place, &connection, args.replace)?;
    context.ui.render(&Created {
        project: project.name,
        id: project.id,
        region: project.region_id,
        pg_version: project.pg_version,
        created,
        host: connection.host,
        database: connection.database,
        role: connection.role,
        env_file: place.shown.display().to_string(),
        written,
        findings: shadowed(context),
    })
}

/// Finds the project, or creates it; prompts for the region on a terminal.
async fn obtain(context: &Context, session: &Session<'_>, args: &CreateArgs) -> Result<Obtained> {
    let ui = &context.ui;
    let name = session.project;
    let spinner = RefCell::new(Some(
        ui.spinner(&format!("looking for the Neon project {name}")),
    ));
    let choose = |regions: &[Region]| {
        spinner.take();
        let region_id = choose_region(ui, regions, args.region.as_deref())?;
        *spinner.borrow_mut() =
            Some(ui.spinner(&format!("creating the Neon project {name} in {region_id}")));
        Ok(region_id)
    };
    let obtained = projects::obtain(
        &session.api,
        name,
        session.organization,
        args.pg_version,
        choose,
    )
    .await?;
    [&obtained.connection.pooled, &obtained.connection.direct]
        .iter()
        .for_each(|url| ui.register_secret(url));
    Ok(obtained)
}

fn choose_region(ui: &Ui, regions: &[Region], wanted: Option<&str>) -> Result<String> {
    if let Some(wanted) = wanted {
        return projects::region_named(regions, wanted).map(|region| region.region_id.clone());
    }
    let question = Question {
        text: "Region (choose the one closest to the app)",
        flag: "--region",
    };
    let chosen = ui.choose(
        &question,
        &regions.iter().map(Region::label).collect::<Vec<_>>(),
    )?;
    Ok(regions[chosen].region_id.clone())
}

impl Render for Created {
    fn show(&self, ui: &Ui) -> Result<()> {
        let what = if self.created {
            "made"
        } else {
            "already exists"
        };
        ui.result(format!(
            "Neon project {} ({}): {what}",
            self.project, self.id
        ))?;
        ui.result(format!(
            "PostgreSQL {} in {}, {}",
            self.pg_version, self.region, self.host
        ))?;
        if self.written.is_empty() {
            ui.result(format!("{} already contains its URLs", self.env_file))?;
        } else {
            ui.result(format!(
                "wrote {} to {}",
                self.written.join(" and "),
                self.env_file
            ))?;
        }
        self.findings
            .iter()
            .for_each(|diagnostic| ui.diagnostic(diagnostic));
        ui.hint("next: navauth verify-connection, then navauth init-db");
        Ok(())
    }
}
