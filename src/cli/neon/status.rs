//! `navauth neon status`: the project's state.

use serde::Serialize;

use super::{Context, Outcome, Session, waiting};
use crate::diagnostics::Result;
use crate::neon::resources::AllowedIps;
use crate::neon::{branches, computes};
use crate::terminal::{Facts, Render, Ui};

/// Show the project's state, size and IP allowlist
#[derive(clap::Args, Clone, Debug)]
pub struct StatusArgs {}

#[derive(Serialize)]
struct Status {
    project: String,
    id: String,
    organization: Option<String>,
    region: String,
    pg_version: u32,
    branch: String,
    size_bytes: Option<u64>,
    size_limit_bytes: Option<u64>,
    compute: String,
    host: String,
    state: String,
    disabled: bool,
    suspend_after_seconds: Option<i64>,
    allowed_ips: AllowedIps,
}

/// Neon's default: a compute is suspended after this many seconds without a connection.
const DEFAULT_SUSPEND: i64 = 300;

pub(super) async fn run(context: &Context, session: &Session<'_>) -> Outcome {
    let spinner = waiting(context, "asking Neon");
    let project = session.project().await?;
    let branch = branches::default_branch(&session.api, &project).await?;
    let compute = computes::main(&session.api, &project).await?;
    drop(spinner);
    let suspend_after_seconds = match compute.suspend_timeout_seconds {
        0 => Some(DEFAULT_SUSPEND),
        -1 => None,
        seconds => Some(seconds),
    };
    context.ui.render(&Status {
        project: project.name,
        id: project.id,
        organization: project.org_id,
        region: project.region_id,
        pg_version: project.pg_version,
        branch: branch.name,
        size_bytes: branch.logical_size,
        size_limit_bytes: project
            .branch_logical_size_limit_bytes
            .filter(|limit| *limit > 0),
        compute: compute.id,
        host: compute.host,
        state: compute.current_state,
        disabled: compute.disabled,
        suspend_after_seconds,
        allowed_ips: project.settings.allowed_ips,
    })
}

impl Render for Status {
    fn show(&self, ui: &Ui) -> Result<()> {
        let state = match (self.disabled, self.state.as_str()) {
            (true, _) => "disabled; enable it in the Neon console",
            (false, "active") => "awake",
            (false, "idle") => "suspended; the next connection starts it",
            (false, "init") => "being created",
            (false, other) => other,
        };
        let sleep = self.suspend_after_seconds.map_or_else(
            || "never".to_owned(),
            |seconds| format!("after {seconds} s without a connection"),
        );
        let size = match (self.size_bytes, self.size_limit_bytes) {
            (None, _) => "not known yet".to_owned(),
            (Some(size), None) => mebibytes(size),
            (Some(size), Some(limit)) => format!(
                "{} of {} ({} %)",
                mebibytes(size),
                mebibytes(limit),
                size.saturating_mul(100) / limit
            ),
        };
        let ips = &self.allowed_ips;
        let allowed = if ips.ips.is_empty() {
            "every address".to_owned()
        } else {
            ips.ips.join(", ")
        };
        let scope = if ips.protected_branches_only {
            " (protected branches only)"
        } else {
            ""
        };
        let mut facts = Facts::default();
        facts
            .row("Project", format!("{} ({})", self.project, self.id))
            .row(
                "Organization",
                self.organization.as_deref().unwrap_or("none"),
            )
            .row("Region", &self.region)
            .row("PostgreSQL", self.pg_version.to_string())
            .row("Branch", &self.branch)
            .row("Size", size)
            .row("Compute", format!("{}: {state}", self.compute))
            .row("Host", &self.host)
            .row("Sleeps", sleep)
            .row("May connect", format!("{allowed}{scope}"));
        ui.facts(&facts)
    }
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}
