//! A project's state, and its usage of limited resources. The checks decide how much is too much.

use jiff::Timestamp;

use super::api::{Api, segment};
use super::resources::{Branch, Compute, Project, field};
use super::{branches, projects};
use crate::diagnostics::Result;

/// A project, the branch that an app uses, and its computes.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The project.
    pub project: Project,
    /// Its default branch.
    pub branch: Branch,
    /// Every compute.
    pub computes: Vec<Compute>,
}

/// Something that has a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Its name, such as "storage".
    pub what: &'static str,
    /// The usage in whole percent; may exceed 100.
    pub percent: u64,
    /// When the allowance starts again, if known.
    pub resets: Option<Timestamp>,
}

/// Reads a project by its name or id.
pub async fn look(api: &Api<'_>, project: &str, organization: Option<&str>) -> Result<Overview> {
    let found = projects::require(api, project, organization).await?;
    let project = projects::read(api, &found.id).await?;
    let branch = branches::default_branch(api, &project).await?;
    let computes = field(
        &api.get(&format!("/projects/{}/endpoints", segment(&project.id)))
            .await?,
        "endpoints",
    )?;
    Ok(Overview {
        project,
        branch,
        computes,
    })
}

impl Overview {
    /// The usage of everything with a limit.
    pub fn shares(&self) -> Vec<Share> {
        let (used, quota) = (&self.project.used, &self.project.settings.quota);
        let storage = share(
            "storage",
            self.branch.logical_size,
            self.project.branch_logical_size_limit_bytes,
        );
        let periodic = [
            share(
                "active time",
                used.active_time_seconds,
                quota.active_time_seconds,
            ),
            share(
                "compute time",
                used.compute_time_seconds,
                quota.compute_time_seconds,
            ),
            share(
                "written data",
                used.written_data_bytes,
                quota.written_data_bytes,
            ),
            share(
                "data transfer",
                used.data_transfer_bytes,
                quota.data_transfer_bytes,
            ),
        ];
        let resets = self.project.period_end();
        let periodic = periodic
            .into_iter()
            .flatten()
            .map(|share| Share { resets, ..share });
        storage.into_iter().chain(periodic).collect()
    }
}

/// The usage of a limit in percent; None if there is no limit.
fn share(what: &'static str, used: Option<u64>, limit: Option<u64>) -> Option<Share> {
    let limit = limit.filter(|limit| *limit > 0)?;
    Some(Share {
        what,
        percent: used?.saturating_mul(100) / limit,
        resets: None,
    })
}
