//! Uploads one secret after the other, and records each before the next.
//!
//! However it ends, the record and the plan contain what was done, and running the command again does the rest.

use jiff::Timestamp;

use super::Value;
use super::plan::{Action, Plan, Row, State};
use super::target::Target;
use crate::diagnostics::{Error, Result};
use crate::fingerprints::FingerprintStore;

/// An upload.
pub struct Upload<'push> {
    /// The target.
    pub target: &'push Target,
    /// The values.
    pub values: &'push [Value],
    /// The record of earlier uploads; written after each secret.
    pub store: &'push mut FingerprintStore,
    /// The clock, for targets that return no time.
    pub now: &'push dyn Fn() -> Timestamp,
}

/// How an upload ended.
#[derive(Debug)]
pub enum UploadOutcome {
    /// Complete.
    Complete,
    /// One secret failed; the ones after it were not tried.
    Failed(Error),
    /// Interrupted by Ctrl-C, after the current secret was finished.
    Interrupted,
}

impl Upload<'_> {
    /// Uploads the plan's pending rows until one fails or `stop` is ready. Calls back before each.
    pub async fn run(
        &mut self,
        plan: &mut Plan,
        stop: impl Future<Output = ()>,
        mut report: impl FnMut(&Row),
    ) -> UploadOutcome {
        tokio::pin!(stop);
        for row in plan
            .rows
            .iter_mut()
            .filter(|row| row.state == State::Pending)
        {
            // Stops only between two secrets, so that the state of each is known.
            tokio::select! {
                biased;
                () = &mut stop => return UploadOutcome::Interrupted,
                () = std::future::ready(()) => {}
            }
            report(row);
            match self.send(row).await {
                Ok(()) => row.state = State::Done,
                Err(error) => {
                    row.state = State::Failed;
                    return UploadOutcome::Failed(error);
                }
            }
        }
        UploadOutcome::Complete
    }

    async fn send(&mut self, row: &Row) -> Result<()> {
        let target_key = self.target.key();
        if row.action == Action::Remove {
            self.target.delete(&row.name).await?;
            return self.store.remove(&target_key, &row.name);
        }
        let Some(value) = self.values.iter().find(|value| value.name == row.name) else {
            return Err(Error::bug(format!("no value for {}", row.name)));
        };
        let set_at = self.target.set(value.name, &value.value).await?;
        self.store.record(
            &target_key,
            value.name,
            &value.value,
            set_at.unwrap_or_else(self.now),
        )
    }
}
