//! The branches of a project.

use super::api::{Api, segment};
use super::api_error;
use super::resources::{Branch, Project, field};
use crate::diagnostics::Result;

/// The branch that an app uses.
pub async fn default_branch(api: &Api<'_>, project: &Project) -> Result<Branch> {
    let branches: Vec<Branch> = field(
        &api.get(&format!("/projects/{}/branches", segment(&project.id)))
            .await?,
        "branches",
    )?;
    branches
        .into_iter()
        .find(|branch| branch.default)
        .ok_or_else(|| api_error::incomplete("a default branch"))
}
