//! The resources of Neon's API: projects, branches, computes, operations, regions, organizations.
//!
//! Only the fields that navauth reads; all others are ignored.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::api_error;
use crate::diagnostics::Result;

/// A project.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Project {
    /// Its id, such as `spring-example-302709`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its region's id, such as `aws-us-east-2`.
    pub region_id: String,
    /// PostgreSQL's major version.
    pub pg_version: u32,
    /// The organization that it belongs to.
    pub org_id: Option<String>,
    /// The maximum size of a branch in bytes.
    pub branch_logical_size_limit_bytes: Option<u64>,
    /// The end of this period, when the allowances start again, as the API writes it.
    pub consumption_period_end: Option<String>,
    /// Its usage in this period.
    #[serde(flatten)]
    pub used: Usage,
    /// Its settings.
    pub settings: ProjectSettings,
}

impl Project {
    /// When the allowances start again, if known.
    pub fn period_end(&self) -> Option<Timestamp> {
        self.consumption_period_end.as_deref()?.parse().ok()
    }
}

/// The settings of a project.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProjectSettings {
    /// The IP allowlist.
    pub allowed_ips: AllowedIps,
    /// Whether connections over the internet are blocked, regardless of the allowlist.
    pub block_public_connections: bool,
    /// The limits for a period; 0 and None: no project limit.
    pub quota: Usage,
}

/// The usage in a period. At its limit Neon suspends the computes until the next period.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Seconds in which a compute was active.
    pub active_time_seconds: Option<u64>,
    /// The same, times the size of the compute.
    pub compute_time_seconds: Option<u64>,
    /// Bytes written.
    pub written_data_bytes: Option<u64>,
    /// Bytes transferred out.
    pub data_transfer_bytes: Option<u64>,
}

/// The allowed addresses; empty: all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct AllowedIps {
    /// Addresses, networks, or ranges.
    pub ips: Vec<String>,
    /// Whether the list is for protected branches only.
    pub protected_branches_only: bool,
}

/// A branch.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Branch {
    /// Its id, beginning with `br-`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is the project's default branch.
    pub default: bool,
    /// Whether it is protected, in Neon's sense.
    pub protected: bool,
    /// Its size in bytes.
    pub logical_size: Option<u64>,
}

/// A compute, which the API calls endpoint.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Compute {
    /// Its id, beginning with `ep-`.
    pub id: String,
    /// Its direct host name.
    pub host: String,
    /// The branch it serves.
    pub branch_id: String,
    /// `read_write` or `read_only`.
    pub r#type: String,
    /// `init`, `active` or `idle`.
    pub current_state: String,
    /// Whether it was disabled manually.
    pub disabled: bool,
    /// Idle seconds until it is suspended: 0 is Neon's default, -1 never.
    pub suspend_timeout_seconds: i64,
}

/// A database.
#[derive(Clone, Debug, Deserialize)]
pub struct Database {
    /// Its name.
    pub name: String,
    /// The role that owns it.
    pub owner_name: String,
}

/// A background operation.
#[derive(Clone, Debug, Deserialize)]
pub struct Operation {
    /// Its id.
    pub id: String,
    /// Its action, such as `create_timeline`.
    pub action: String,
    /// Its status.
    pub status: String,
}

/// A region.
#[derive(Clone, Debug, Deserialize)]
pub struct Region {
    /// Its id, such as `aws-us-east-2`.
    pub region_id: String,
    /// Its name, such as `US East 2 (Ohio)`.
    pub name: String,
}

impl Region {
    /// The ID and the name, for selection lists.
    pub fn label(&self) -> String {
        format!("{}: {}", self.region_id, self.name)
    }
}

/// An organization.
#[derive(Clone, Debug, Deserialize)]
pub struct Organization {
    /// Its id, beginning with `org-`.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Parses one field of a response.
pub(super) fn field<T: serde::de::DeserializeOwned>(answer: &Value, name: &str) -> Result<T> {
    let value = answer.get(name).cloned().unwrap_or_default();
    // serde's message may quote the response, which may contain a password.
    serde_json::from_value(value).map_err(|_| api_error::incomplete(name))
}
