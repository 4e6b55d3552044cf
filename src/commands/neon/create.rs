//! `navauth neon create`: the project of the setup guide, and its URLs in the `.env` file.

use serde::Serialize;

use super::save::{shadowed, write};
use super::{Context, Outcome, Session};
use crate::env;
use crate::error::{Error, Exit, Result};
use crate::finding::Finding;
use crate::neon::connection;
use crate::neon::projects::{self, GUIDE_POSTGRES, Wish};
use crate::neon::resources::Region;
use crate::ui::{Answer, Question, Ui};

/// Make the project, or find it, and put its URLs into .env
#[derive(clap::Args, Clone, Debug)]
pub struct CreateArgs {
    /// Where it is made: a region's id or a part of its name, such as frankfurt
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// PostgreSQL's major version
    #[arg(long, value_name = "VERSION", default_value_t = GUIDE_POSTGRES, value_parser = clap::value_parser!(u32).range(14..=99))]
    pub pg_version: u32,
    /// Replace another DATABASE_URL in .env without asking
    #[arg(long)]
    pub replace: bool,
}

/// What was made or found.
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
    findings: Vec<Finding>,
}

pub(super) async fn run(context: &Context, session: &Session<'_>, args: &CreateArgs) -> Outcome {
    let api = &session.api;
    let searching = context.ui.waiting(&format!("looking for the Neon project {}", session.project));
    let search = projects::search(api, session.project, session.organization).await?;
    let (created, project, connection) = match search.project {
        Some(project) => {
            let connection = connection::read(api, &project, None).await?;
            drop(searching);
            (false, project, connection)
        }
        None => {
            let org_id = projects::only(&search.organizations)?;
            let regions = projects::regions(api, org_id).await?;
            drop(searching);
            let region_id = choose_region(&context.ui, &regions, args.region.as_deref())?;
            let _making = context.ui.waiting(&format!("making the Neon project {} in {region_id}", session.project));
            let wish = Wish { name: session.project, region_id, pg_version: args.pg_version, org_id };
            let (project, connection) = projects::create(api, &wish).await?;
            (true, project, connection)
        }
    };
    [&connection.pooled, &connection.direct].iter().for_each(|url| context.ui.hide(url));
    let place = env::destination(&context.process, &context.layers);
    let written = write(context, &place, &connection, args.replace)?;
    context.ui.answer(&Created {
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
    })?;
    Ok(Exit::Done)
}

/// The region that is meant, by its id or a part of its name; asked for where a person can be asked.
fn choose_region<'a>(ui: &Ui, regions: &'a [Region], wanted: Option<&str>) -> Result<&'a str> {
    let listed = || regions.iter().map(|region| format!("{}: {}", region.region_id, region.name)).collect::<Vec<_>>();
    let Some(wanted) = wanted else {
        let question = Question { text: "The region nearest to the app", flag: "--region" };
        let chosen = ui.choose(&question, &listed())?;
        return Ok(&regions[chosen].region_id);
    };
    let lower = wanted.to_lowercase();
    if let Some(exact) = regions.iter().find(|region| region.region_id == lower) {
        return Ok(&exact.region_id);
    }
    let fits = |region: &&Region| region.region_id.contains(&lower) || region.name.to_lowercase().contains(&lower);
    match regions.iter().filter(fits).collect::<Vec<_>>()[..] {
        [one] => Ok(&one.region_id),
        ref several => {
            let many = if several.is_empty() { "no region of Neon fits" } else { "several regions of Neon fit" };
            let finding = Finding::fail("neon.which-region", format!("{many} {wanted:?}"));
            Err(Error::usage(finding.detail(listed().join(", ")).fix("name one of these with --region")))
        }
    }
}

impl Answer for Created {
    fn show(&self, ui: &Ui) -> Result<()> {
        let what = if self.created { "made" } else { "there already" };
        ui.result(&format!("Neon project {} ({}): {what}", self.project, self.id))?;
        ui.result(&format!("PostgreSQL {} in {}, {}", self.pg_version, self.region, self.host))?;
        if self.written.is_empty() {
            ui.result(&format!("{} has its URLs already", self.env_file))?;
        } else {
            let are = if self.written.len() > 1 { "are" } else { "is" };
            ui.result(&format!("{} {are} in {} now", self.written.join(" and "), self.env_file))?;
        }
        self.findings.iter().for_each(|finding| ui.finding(finding));
        ui.hint("next: navauth verify-connection, then navauth init-db");
        Ok(())
    }
}
