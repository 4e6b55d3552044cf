//! The compute of a project: its state, and starting it.

use std::time::Duration;

use super::api::{Api, Event, Sent, segment};
use super::api_error;
use super::branches;
use super::operations;
use super::resources::{Compute, Project, field};
use crate::diagnostic;
use crate::diagnostics::catalog::neon;
use crate::diagnostics::{Error, Result};
use crate::http::Method;

/// The compute that the app connects to: the read-write one of the default branch.
pub async fn main(api: &Api<'_>, project: &Project) -> Result<Compute> {
    let branch = branches::default_branch(api, project).await?;
    let path = format!("/projects/{}/endpoints", segment(&project.id));
    let computes: Vec<Compute> = field(&api.get(&path).await?, "endpoints")?;
    let fits = |compute: &Compute| compute.branch_id == branch.id && compute.r#type == "read_write";
    computes
        .into_iter()
        .find(fits)
        .ok_or_else(|| Error::refused(diagnostic!(neon::NO_COMPUTE, branch = branch.name)))
}

/// Starts a compute and waits until it is active; false if it already was.
pub async fn wake(api: &Api<'_>, project: &Project, compute: &Compute) -> Result<bool> {
    if compute.disabled {
        return Err(Error::refused(diagnostic!(
            neon::COMPUTE_DISABLED,
            compute = compute.id
        )));
    }
    if compute.current_state == "active" {
        return Ok(false);
    }
    let path = format!(
        "/projects/{}/endpoints/{}",
        segment(&project.id),
        segment(&compute.id)
    );
    match api
        .change(Method::POST, &format!("{path}/start"), None)
        .await?
    {
        Sent::Done(answer) => {
            operations::finish(api, &project.id, field(&answer, "operations")?).await?
        }
        Sent::Lost(_) => wait_until_active(api, &path).await?,
    }
    Ok(true)
}

/// After a lost response: checks whether the compute starts.
async fn wait_until_active(api: &Api<'_>, path: &str) -> Result<()> {
    loop {
        let compute: Compute = field(&api.get(path).await?, "endpoint")?;
        match compute.current_state.as_str() {
            "active" => return Ok(()),
            "idle" | "init" => {}
            _ => return Err(api_error::incomplete("a known state of the compute")),
        }
        api.tell(Event::Operation {
            action: "start_compute".to_owned(),
            status: compute.current_state,
        });
        api.pause(Duration::from_millis(500), "the compute's wake-up")
            .await?;
    }
}
