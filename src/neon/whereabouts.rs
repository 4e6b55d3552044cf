//! What Neon's API knows of an endpoint that refused a connection.
//!
//! Owns the question, and how the answer completes a finding: Neon's servers say the same to a wrong password and to a wrong endpoint.

use super::api::{Api, segment};
use super::projects;
use super::resources::{Compute, field};
use crate::diagnostics::Code;
use crate::diagnostics::catalog::{database, neon};
use crate::error::Result;
use crate::finding::Finding;
use crate::text;

/// What the API said.
pub enum Whereabouts {
    /// The project has this endpoint.
    Known(Compute),
    /// The project has other endpoints only.
    Others(Vec<String>),
    /// There is no such project that the key may see.
    NoProject,
}

/// What Neon's servers answer for more than one cause.
static AMBIGUOUS: [&Code; 4] = [
    &neon::PASSWORD_OR_ENDPOINT_WRONG,
    &neon::ENDPOINT_GONE,
    &neon::ENDPOINT_DISABLED,
    &database::NAME_NOT_FOUND,
];

/// Whether the API could say more about a finding.
pub fn helps(finding: &Finding) -> bool {
    finding.code.is_some_and(|code| AMBIGUOUS.contains(&code))
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
            .cause(text!(
                neon::API_DISABLED,
                endpoint = endpoint,
                project = project
            ))
            .with_help(&neon::ENABLE_COMPUTE, &[]),
        Whereabouts::Known(_) if finding.is(&neon::PASSWORD_OR_ENDPOINT_WRONG) => finding
            .cause(text!(
                neon::API_KNOWN_SO_PASSWORD,
                endpoint = endpoint,
                project = project
            ))
            .with_help(&neon::COPY_OR_RESET, &[]),
        Whereabouts::Known(_) => finding.cause(text!(
            neon::API_KNOWN,
            endpoint = endpoint,
            project = project
        )),
        Whereabouts::Others(others) => finding
            .cause(text!(
                neon::API_OTHERS,
                endpoint = endpoint,
                project = project,
                others = if others.is_empty() {
                    "none".to_owned()
                } else {
                    others.join(", ")
                }
            ))
            .with_help(&neon::COPY_CONNECTION_STRING, &[]),
    }
}
