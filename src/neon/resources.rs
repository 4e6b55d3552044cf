//! What Neon's API speaks of: projects, branches, computes, operations, regions, organizations.
//!
//! Only the fields that navauth reads; all others are ignored.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::refusal;
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
    /// The most that a branch may hold, in bytes.
    pub branch_logical_size_limit_bytes: Option<u64>,
    /// When this period ends and the allowances start again, as the API writes it.
    pub consumption_period_end: Option<String>,
    /// What it has used in this period.
    #[serde(flatten)]
    pub used: Usage,
    /// What is set for it.
    pub settings: ProjectSettings,
}

impl Project {
    /// When the allowances start again, where the API says so.
    pub fn period_end(&self) -> Option<Timestamp> {
        self.consumption_period_end.as_deref()?.parse().ok()
    }
}

/// What is set for a project.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProjectSettings {
    /// The addresses that may connect.
    pub allowed_ips: AllowedIps,
    /// Whether connections over the internet are blocked, whatever the list says.
    pub block_public_connections: bool,
    /// The most that may be used in a period; 0 and None: no limit of the project's own.
    pub quota: Usage,
}

/// What is counted in each period. With its limits Neon suspends the computes until the next one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Seconds in which a compute was awake.
    pub active_time_seconds: Option<u64>,
    /// The same, times the size of the compute.
    pub compute_time_seconds: Option<u64>,
    /// Bytes that were written.
    pub written_data_bytes: Option<u64>,
    /// Bytes that went out.
    pub data_transfer_bytes: Option<u64>,
}

/// The addresses that may connect; none: all.
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

/// A compute, which Neon calls endpoint.
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
    /// Whether it was switched off by hand.
    pub disabled: bool,
    /// Seconds without a query after which it sleeps: 0 is Neon's default, -1 never.
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

/// Something that Neon does in the background.
#[derive(Clone, Debug, Deserialize)]
pub struct Operation {
    /// Its id.
    pub id: String,
    /// What is done, such as `create_timeline`.
    pub action: String,
    /// How far it is.
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
    /// The ID and the name, for a choice.
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

/// Reads one field of an answer.
pub(super) fn field<T: serde::de::DeserializeOwned>(answer: &Value, name: &str) -> Result<T> {
    let value = answer.get(name).cloned().unwrap_or_default();
    // serde's own words could quote the answer, which may hold a password.
    serde_json::from_value(value).map_err(|_| refusal::incomplete(name))
}
