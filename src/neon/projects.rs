//! Finds a project by name in the organizations of the key, and creates one, never two of the same name.

use serde_json::json;

use super::api::{Api, Sent, segment, with_query};
use super::api_error;
use super::connection::{Connection, from_creation};
use super::operations;
use super::resources::{Organization, Project, Region, field};
use crate::diagnostic;
use crate::diagnostics::catalog::neon;
use crate::diagnostics::{Error, Result};
use crate::http::Method;

/// The name of the project in the setup guide.
pub const GUIDE_PROJECT: &str = "open-navigator-engagement";

/// The version of PostgreSQL in the setup guide.
pub const GUIDE_POSTGRES: u32 = 16;

/// The page size of project lists.
const PAGE: usize = 100;

/// The result of a search.
pub struct Search {
    /// The project, if found.
    pub project: Option<Project>,
    /// The organizations that were searched; empty if the key needs none.
    pub organizations: Vec<Organization>,
}

/// A project to create.
pub struct NewProject<'a> {
    /// The project's name.
    pub name: &'a str,
    /// The region's id.
    pub region_id: &'a str,
    /// PostgreSQL's major version.
    pub pg_version: u32,
    /// The organization's id, if the key needs one.
    pub org_id: Option<&'a str>,
}

/// Finds a project by its name or id, in one organization (by name or id) or in all that the key may read.
pub async fn search(api: &Api<'_>, name: &str, organization: Option<&str>) -> Result<Search> {
    let organizations = match organization {
        None => match in_organization(api, name, None).await {
            Err(error) if error.diagnostic.is(&neon::ORGANIZATION_NEEDED) => {
                let organizations = organizations(api).await?;
                if organizations.is_empty() {
                    return Err(without_organization(error));
                }
                organizations
            }
            found => {
                return Ok(Search {
                    project: found?,
                    organizations: Vec::new(),
                });
            }
        },
        Some(wanted) => vec![named(organizations(api).await?, wanted)?],
    };
    for organization in &organizations {
        if let Some(project) = in_organization(api, name, Some(&organization.id)).await? {
            return Ok(Search {
                project: Some(project),
                organizations,
            });
        }
    }
    Ok(Search {
        project: None,
        organizations,
    })
}

/// The API requires an organization, and the key can read none.
fn without_organization(error: Error) -> Error {
    let diagnostic = *error.diagnostic;
    Error::refused(
        diagnostic
            .observed(listed(&[]))
            .help(neon::GET_ORGANIZATION),
    )
}

/// Finds a project that must exist.
pub async fn require(api: &Api<'_>, name: &str, organization: Option<&str>) -> Result<Project> {
    search(api, name, organization)
        .await?
        .project
        .ok_or_else(|| Error::refused(diagnostic!(neon::NO_PROJECT, project = format!("{name:?}"))))
}

/// The organization of a new project: the only one, or none if the key needs none.
pub fn only(organizations: &[Organization]) -> Result<Option<&str>> {
    match organizations {
        [] => Ok(None),
        [one] => Ok(Some(&one.id)),
        several => {
            let diagnostic = diagnostic!(neon::WHICH_ORGANIZATION);
            Err(Error::usage(diagnostic.observed(listed(several))))
        }
    }
}

fn named(organizations: Vec<Organization>, wanted: &str) -> Result<Organization> {
    let all = listed(&organizations);
    organizations
        .into_iter()
        .find(|organization| organization.id == wanted || organization.name == wanted)
        .ok_or_else(|| {
            let diagnostic =
                diagnostic!(neon::NO_ORGANIZATION, organization = format!("{wanted:?}"));
            Error::usage(diagnostic.observed(all))
        })
}

fn listed(organizations: &[Organization]) -> String {
    if organizations.is_empty() {
        return "the key has access to none".to_owned();
    }
    organizations
        .iter()
        .map(|organization| format!("{} ({})", organization.name, organization.id))
        .collect::<Vec<_>>()
        .join(", ")
}

async fn organizations(api: &Api<'_>) -> Result<Vec<Organization>> {
    field(&api.get("/users/me/organizations").await?, "organizations")
}

async fn in_organization(
    api: &Api<'_>,
    name: &str,
    org_id: Option<&str>,
) -> Result<Option<Project>> {
    let mut cursor: Option<String> = None;
    let mut found: Vec<Project> = Vec::new();
    loop {
        let limit = PAGE.to_string();
        let parameters = [
            ("limit", Some(limit.as_str())),
            ("search", Some(name)),
            ("org_id", org_id),
            ("cursor", cursor.as_deref()),
        ];
        let answer = api.get(&with_query("/projects", &parameters)).await?;
        let page: Vec<Project> = field(&answer, "projects")?;
        let full = page.len() >= PAGE;
        found.extend(
            page.into_iter()
                .filter(|project| project.name == name || project.id == name),
        );
        let next = answer
            .pointer("/pagination/cursor")
            .and_then(|cursor| cursor.as_str())
            .map(str::to_owned);
        if !full || next.is_none() || next == cursor {
            break;
        }
        cursor = next;
    }
    // The id is unique, the name is not.
    if let Some(by_id) = found.iter().position(|project| project.id == name) {
        return Ok(Some(found.swap_remove(by_id)));
    }
    match found.len() {
        0 | 1 => Ok(found.pop()),
        _ => {
            let ids: Vec<&str> = found.iter().map(|project| project.id.as_str()).collect();
            let diagnostic = diagnostic!(
                neon::WHICH_PROJECT,
                count = ids.len(),
                project = format!("{name:?}")
            );
            Err(Error::usage(diagnostic.observed(ids.join(", "))))
        }
    }
}

/// The project's page in Neon's console.
pub fn console_page(project: &Project) -> String {
    format!(
        "https://console.neon.tech/app/projects/{}",
        segment(&project.id)
    )
}

/// Everything about one project.
pub async fn read(api: &Api<'_>, id: &str) -> Result<Project> {
    field(
        &api.get(&format!("/projects/{}", segment(id))).await?,
        "project",
    )
}

/// The regions for new projects.
pub async fn regions(api: &Api<'_>, org_id: Option<&str>) -> Result<Vec<Region>> {
    field(
        &api.get(&with_query("/regions", &[("org_id", org_id)]))
            .await?,
        "regions",
    )
}

/// Finds a region by its id or a part of its name.
pub fn region_named<'a>(regions: &'a [Region], wanted: &str) -> Result<&'a Region> {
    let lower = wanted.to_lowercase();
    if let Some(exact) = regions.iter().find(|region| region.region_id == lower) {
        return Ok(exact);
    }
    let fits = |region: &&Region| {
        region.region_id.contains(&lower) || region.name.to_lowercase().contains(&lower)
    };
    match regions.iter().filter(fits).collect::<Vec<_>>()[..] {
        [one] => Ok(one),
        ref several => {
            let region = format!("{wanted:?}");
            let diagnostic = match several.len() {
                0 => diagnostic!(neon::NO_REGION, region = region),
                count => diagnostic!(neon::WHICH_REGION, count = count, region = region),
            };
            let listed: Vec<String> = regions.iter().map(Region::label).collect();
            Err(Error::usage(diagnostic.observed(listed.join(", "))))
        }
    }
}

/// A project, whether it is new, and its connection strings.
pub struct Obtained {
    /// Whether it was just created.
    pub created: bool,
    /// The project.
    pub project: Project,
    /// Its connection strings.
    pub connection: Connection,
}

/// Finds a project by its name or id, or creates it in the region that `choose` returns.
pub async fn obtain(
    api: &Api<'_>,
    name: &str,
    organization: Option<&str>,
    pg_version: u32,
    choose: impl FnOnce(&[Region]) -> Result<String>,
) -> Result<Obtained> {
    let search = search(api, name, organization).await?;
    if let Some(project) = search.project {
        // An interrupted run may have left it incomplete.
        operations::finish_all(api, &project.id).await?;
        let connection = super::connection::read(api, &project, None).await?;
        return Ok(Obtained {
            created: false,
            project,
            connection,
        });
    }
    let org_id = only(&search.organizations)?;
    let region_id = choose(&regions(api, org_id).await?)?;
    let (project, connection) = create(
        api,
        &NewProject {
            name,
            region_id: &region_id,
            pg_version,
            org_id,
        },
    )
    .await?;
    Ok(Obtained {
        created: true,
        project,
        connection,
    })
}

/// Creates a project and waits until its database is ready. After a lost response it searches for the project, to avoid creating it twice.
pub async fn create(api: &Api<'_>, wish: &NewProject<'_>) -> Result<(Project, Connection)> {
    let mut project =
        json!({ "name": wish.name, "region_id": wish.region_id, "pg_version": wish.pg_version });
    if let Some(org_id) = wish.org_id {
        project["org_id"] = org_id.into();
    }
    let answer = match api
        .change(
            Method::POST,
            "/projects",
            Some(&json!({ "project": project })),
        )
        .await?
    {
        Sent::Done(answer) => answer,
        Sent::Lost(failure) => {
            let Some(project) = in_organization(api, wish.name, wish.org_id).await? else {
                return Err(failure.error(api_error::API));
            };
            operations::finish_all(api, &project.id).await?;
            let connection = super::connection::read(api, &project, None).await?;
            return Ok((project, connection));
        }
    };
    let project: Project = field(&answer, "project")?;
    operations::finish(api, &project.id, field(&answer, "operations")?).await?;
    let connection = from_creation(&answer)?;
    Ok((project, connection))
}
