//! What Neon's API knows of an endpoint that refused a connection.
//!
//! Owns the question, and how the answer completes a finding: Neon's servers say the same to a wrong password and to a wrong endpoint.

use super::api::{Api, segment};
use super::projects;
use super::resources::{Compute, field};
use crate::error::Result;
use crate::finding::Finding;

/// What the API said.
pub enum Whereabouts {
    /// The project has this endpoint.
    Known(Compute),
    /// The project has other endpoints only.
    Others(Vec<String>),
    /// There is no such project that the key may see.
    NoProject,
}

/// Findings that Neon's servers give for more than one cause.
const AMBIGUOUS: [&str; 4] = [
    "neon.password-or-endpoint-wrong",
    "neon.endpoint-gone",
    "neon.endpoint-disabled",
    "database.name-not-found",
];

/// Whether the API could say more about a finding.
pub fn helps(finding: &Finding) -> bool {
    AMBIGUOUS.contains(&finding.id)
}

/// Looks for an endpoint among those of a project.
pub async fn look(
    api: &Api<'_>,
    project: &str,
    organization: Option<&str>,
    endpoint: &str,
) -> Result<Whereabouts> {
    let Some(project) = projects::search(api, project, organization).await?.project else {
        return Ok(Whereabouts::NoProject);
    };
    let mut computes: Vec<Compute> = field(
        &api.get(&format!("/projects/{}/endpoints", segment(&project.id)))
            .await?,
        "endpoints",
    )?;
    Ok(
        match computes.iter().position(|compute| compute.id == endpoint) {
            Some(place) => Whereabouts::Known(computes.swap_remove(place)),
            None => Whereabouts::Others(computes.into_iter().map(|compute| compute.id).collect()),
        },
    )
}

/// Puts what the API said into the finding.
pub fn complete(
    finding: Finding,
    project: &str,
    endpoint: &str,
    whereabouts: &Whereabouts,
) -> Finding {
    match whereabouts {
        Whereabouts::NoProject => finding,
        Whereabouts::Known(compute) if compute.disabled => finding
            .cause(format!("Neon's API says: the endpoint {endpoint} of the project {project} was disabled by hand"))
            .fix("enable the compute in the Neon console"),
        Whereabouts::Known(_) => finding
            .cause(format!(
                "Neon's API says: the endpoint {endpoint} is there, in the project {project}; so the role or its password is wrong"
            ))
            .fix("take the connection string anew, or reset the role's password in the Neon console")
            .command("navauth neon connection-string"),
        Whereabouts::Others(others) => finding
            .cause(format!("Neon's API says: the project {project} has no endpoint {endpoint}, but {}", others.join(", ")))
            .fix("the URL is of a deleted or another project: take the connection string anew")
            .command("navauth neon connection-string"),
    }
}
