//! A project's state, and its usage of what has a limit. The checks decide what is too much.

use super::api::{Api, segment};
use super::projects;
use super::resources::{Branch, Compute, Project, Usage, field};
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
    /// What, such as "storage".
    pub what: &'static str,
    /// How much is used, in whole percent; may be more than 100.
    pub percent: u64,
}

/// Looks at a project, given by its name or id.
pub async fn look(api: &Api<'_>, project: &str, organization: Option<&str>) -> Result<Overview> {
    let found = projects::require(api, project, organization).await?;
    let project = projects::read(api, &found.id).await?;
    let branch = projects::default_branch(api, &project).await?;
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
    /// Everything that has a limit, with how much of it is used.
    pub fn shares(&self) -> Vec<Share> {
        let Usage {
            active_time_seconds,
            compute_time_seconds,
            written_data_bytes,
            data_transfer_bytes,
        } = &self.project.used;
        let quota = &self.project.settings.quota;
        let pluralize = [
            (
                "storage",
                self.branch.logical_size,
                self.project.branch_logical_size_limit_bytes,
            ),
            (
                "active time",
                *active_time_seconds,
                quota.active_time_seconds,
            ),
            (
                "compute time",
                *compute_time_seconds,
                quota.compute_time_seconds,
            ),
            (
                "written data",
                *written_data_bytes,
                quota.written_data_bytes,
            ),
            (
                "data transfer",
                *data_transfer_bytes,
                quota.data_transfer_bytes,
            ),
        ];
        let share = |(what, used, limit): (&'static str, Option<u64>, Option<u64>)| {
            let limit = limit.filter(|limit| *limit > 0)?;
            Some(Share {
                what,
                percent: used?.saturating_mul(100) / limit,
            })
        };
        pluralize.into_iter().filter_map(share).collect()
    }
}
