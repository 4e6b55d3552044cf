//! `navauth neon wake`: starts the compute and waits until it is ready.

use std::time::Instant;

use serde::Serialize;

use super::{Context, Outcome, Session, waiting};
use crate::diagnostics::Result;
use crate::neon::computes;
use crate::terminal::{Render, Ui};

/// Start the compute for the next connection
#[derive(clap::Args, Clone, Debug)]
pub struct WakeArgs {}

#[derive(Serialize)]
struct Awake {
    compute: String,
    host: String,
    woken: bool,
    took_ms: u64,
}

pub(super) async fn run(context: &Context, session: &Session<'_>) -> Outcome {
    let spinner = waiting(context, "starting the Neon compute");
    let project = session.project().await?;
    let compute = computes::main(&session.api, &project).await?;
    let started = Instant::now();
    let woken = computes::wake(&session.api, &project, &compute).await?;
    drop(spinner);
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    context.ui.render(&Awake {
        compute: compute.id,
        host: compute.host,
        woken,
        took_ms,
    })
}

impl Render for Awake {
    fn show(&self, ui: &Ui) -> Result<()> {
        let how = if self.woken {
            format!("started in {} ms", self.took_ms)
        } else {
            "was already running".to_owned()
        };
        ui.result(format!("the compute {} {how}", self.compute))
    }
}
