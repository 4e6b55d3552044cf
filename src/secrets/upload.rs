//! The sending: one name after the other, each written down before the next.
//!
//! Owns the order and where it stops. Whatever ends it, the ledger and the plan say what was done, and the same command again does the rest.

use jiff::Timestamp;

use super::Value;
use super::plan::{Action, Plan, Row, State};
use super::target::Target;
use crate::diagnostics::{Error, Result};
use crate::fingerprints::FingerprintStore;

/// What is needed to send.
pub struct Upload<'push> {
    /// Where to.
    pub target: &'push Target,
    /// What.
    pub values: &'push [Value],
    /// What was sent before; written after each name.
    pub ledger: &'push mut FingerprintStore,
    /// The clock, for places that do not tell their time.
    pub now: &'push dyn Fn() -> Timestamp,
}

/// How a sending ended.
#[derive(Debug)]
pub enum UploadOutcome {
    /// Everything was done.
    Complete,
    /// One name failed; those after it were not tried.
    Failed(Error),
    /// The person pressed Ctrl-C; the name under way was finished.
    Interrupted,
}

impl Upload<'_> {
    /// Does the plan's pending rows until one fails or `stop` is ready, and tells each before it is done.
    pub async fn run(
        &mut self,
        plan: &mut Plan,
        stop: impl Future<Output = ()>,
        mut tell: impl FnMut(&Row),
    ) -> UploadOutcome {
        tokio::pin!(stop);
        for row in plan
            .rows
            .iter_mut()
            .filter(|row| row.state == State::Pending)
        {
            // Only between two names: one that is under way is not left in doubt.
            tokio::select! {
                biased;
                () = &mut stop => return UploadOutcome::Interrupted,
                () = std::future::ready(()) => {}
            }
            tell(row);
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
        let place = self.target.key();
        if row.action == Action::Remove {
            self.target.delete(&row.name).await?;
            return self.ledger.forget(&place, &row.name);
        }
        let Some(value) = self.values.iter().find(|value| value.name == row.name) else {
            return Err(Error::bug(format!("no value for {}", row.name)));
        };
        let set_at = self.target.set(value.name, &value.value).await?;
        self.ledger.record(
            &place,
            value.name,
            &value.value,
            set_at.unwrap_or_else(self.now),
        )
    }
}
