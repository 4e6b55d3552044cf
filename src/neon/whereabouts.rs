//! What Neon's API knows of an endpoint that refused a connection.
//!
//! Owns the question, and how the answer completes a finding: Neon's servers say the same to a wrong password and to a wrong endpoint.

use super::api::{Api, segment};
use super::projects;
use super::resources::{Compute, field};
use crate::diagnostics::Code;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::{database, neon};
use crate::text;

/// What the API said.
pub enum EndpointLookup {
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
pub fn helps(finding: &Diagnostic) -> bool {
    finding.code.is_some_and(|code| AMBIGUOUS.contains(&code))
}

/// Looks for an endpoint among those of a project.
pub async fn look(
    api: &Api<'_>,
    project: &str,
    organization: Option<&str>,
    endpoint: &str,
) -> Result<EndpointLookup> {
    let Some(project) = projects::search(api, project, organization).await?.project else {
        return Ok(EndpointLookup::NoProject);
    };
    let mut computes: Vec<Compute> = field(
        &api.get(&format!("/projects/{}/endpoints", segment(&project.id)))
            .await?,
        "endpoints",
    )?;
    Ok(
        match computes.iter().position(|compute| compute.id == endpoint) {
            Some(place) => EndpointLookup::Known(computes.swap_remove(place)),
            None => {
                EndpointLookup::Others(computes.into_iter().map(|compute| compute.id).collect())
            }
        },
    )
}

/// Puts what the API said into the finding.
pub fn complete(
    finding: Diagnostic,
    project: &str,
    endpoint: &str,
    whereabouts: &EndpointLookup,
) -> Diagnostic {
    match whereabouts {
        EndpointLookup::NoProject => finding,
        EndpointLookup::Known(compute) if compute.disabled => finding
            .reason(text!(
                neon::API_DISABLED,
                endpoint = endpoint,
                project = project
            ))
            .with_help(&neon::ENABLE_COMPUTE, &[]),
        EndpointLookup::Known(_) if finding.is(&neon::PASSWORD_OR_ENDPOINT_WRONG) => finding
            .reason(text!(
                neon::API_KNOWN_SO_PASSWORD,
                endpoint = endpoint,
                project = project
            ))
            .with_help(&neon::COPY_OR_RESET, &[]),
        EndpointLookup::Known(_) => finding.reason(text!(
            neon::API_KNOWN,
            endpoint = endpoint,
            project = project
        )),
        EndpointLookup::Others(others) => finding
            .reason(text!(
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
