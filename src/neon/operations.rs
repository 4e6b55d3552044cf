//! Waits for Neon's background operations.

use std::time::Duration;

use super::api::{Api, Event, segment};
use super::api_error;
use super::resources::{Operation, field};
use crate::diagnostic;
use crate::diagnostics::catalog::neon;
use crate::diagnostics::{Error, Result};

/// The interval between two requests for an operation's status.
const INTERVAL: Duration = Duration::from_millis(500);

/// Waits until these operations of a project are complete.
pub(super) async fn finish(api: &Api<'_>, project: &str, operations: Vec<Operation>) -> Result<()> {
    for mut operation in operations {
        while !is_done(&operation)? {
            api.tell(Event::Operation {
                action: operation.action.clone(),
                status: operation.status.clone(),
            });
            api.pause(INTERVAL, &format!("Neon's operation {}", operation.action))
                .await?;
            let path = format!(
                "/projects/{}/operations/{}",
                segment(project),
                segment(&operation.id)
            );
            operation = field(&api.get(&path).await?, "operation")?;
        }
    }
    Ok(())
}

/// Waits until all running operations of a project are complete.
pub(super) async fn finish_all(api: &Api<'_>, project: &str) -> Result<()> {
    let answer = api
        .get(&format!("/projects/{}/operations", segment(project)))
        .await?;
    let mut operations: Vec<Operation> = field(&answer, "operations")?;
    // Old failures are ignored.
    operations.retain(|operation| {
        matches!(
            operation.status.as_str(),
            "scheduling" | "running" | "cancelling"
        )
    });
    finish(api, project, operations).await
}

fn is_done(operation: &Operation) -> Result<bool> {
    match operation.status.as_str() {
        "finished" | "skipped" => Ok(true),
        "scheduling" | "running" | "cancelling" => Ok(false),
        "failed" | "error" | "cancelled" => {
            let diagnostic =
                diagnostic!(neon::OPERATION_FAILED, operation = operation.action).observed(
                    format!("operation {} is {}", operation.id, operation.status),
                );
            Err(Error::refused(diagnostic))
        }
        _ => Err(api_error::incomplete("a known status of an operation")),
    }
}
