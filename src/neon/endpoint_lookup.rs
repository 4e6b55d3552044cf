//! Looks up an endpoint that rejected a connection in Neon's API.
//!
//! Neon's servers return the same error for a wrong password and a wrong endpoint.

use super::api::{Api, segment};
use super::projects;
use super::resources::{Compute, field};
use crate::diagnostics::Code;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::{database, neon};
use crate::text;

/// The result of the lookup.
pub enum EndpointLookup {
    /// The project has this endpoint.
    Known(Compute),
    /// The project has other endpoints only.
    Others(Vec<String>),
    /// The key can see no such project.
    NoProject,
}

/// The errors that Neon's servers return for several causes.
static AMBIGUOUS: [&Code; 4] = [
    &neon::PASSWORD_OR_ENDPOINT_WRONG,
    &neon::ENDPOINT_GONE,
    &neon::ENDPOINT_DISABLED,
    &database::NAME_NOT_FOUND,
];

/// Whether the API can add to a diagnostic.
pub fn helps(diagnostic: &Diagnostic) -> bool {
    AMBIGUOUS.contains(&diagnostic.code)
}

/// Looks up an endpoint among those of a project.
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

/// Adds the result to the diagnostic.
pub fn complete(
    diagnostic: Diagnostic,
    project: &str,
    endpoint: &str,
    lookup: &EndpointLookup,
) -> Diagnostic {
    match lookup {
        EndpointLookup::NoProject => diagnostic,
        EndpointLookup::Known(compute) if compute.disabled => diagnostic
            .reason(text!(
                neon::API_DISABLED,
                endpoint = endpoint,
                project = project
            ))
            .with_help(&neon::ENABLE_COMPUTE, &[]),
        EndpointLookup::Known(_) if diagnostic.is(&neon::PASSWORD_OR_ENDPOINT_WRONG) => diagnostic
            .reason(text!(
                neon::API_KNOWN_SO_PASSWORD,
                endpoint = endpoint,
                project = project
            ))
            .with_help(&neon::COPY_OR_RESET, &[]),
        EndpointLookup::Known(_) => diagnostic.reason(text!(
            neon::API_KNOWN,
            endpoint = endpoint,
            project = project
        )),
        EndpointLookup::Others(others) => diagnostic
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
