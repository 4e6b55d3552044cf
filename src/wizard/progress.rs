//! How far each step is, with what only the database, the Space and the record of sign-ins show.

use super::guide::Guide;
use super::status::StepStatus;
use super::step::{Step, StepKind};
use crate::diagnostics::Result;

impl Guide<'_> {
    /// How far a step is.
    pub async fn status(&self, step: &Step) -> Result<StepStatus> {
        match step.kind {
            StepKind::Tables => Ok(self.tables_status(step.environment).await),
            StepKind::SignIns | StepKind::LiveSignIns => Ok(self.sign_ins_status(step)),
            StepKind::Space => Ok(self.space_status(step)),
            _ => step.status(&self.files),
        }
    }
}
