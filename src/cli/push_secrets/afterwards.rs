//! Waits for the Space after an upload, and checks the live site.

use std::time::Duration;

use super::answer::PushAnswer;
use crate::cli::Context;
use crate::cli::live_site::{self, LiveSite};
use crate::config::LoadedSettings;
use crate::diagnostics::catalog::push;
use crate::diagnostics::{Exit, Result};
use crate::huggingface::Hub;
use crate::text;

/// How long a Space may take to restart.
const RESTART: Duration = Duration::from_secs(600);

/// Waits until the Space is running, then checks the live site.
pub async fn look(
    context: &Context,
    hub: &Hub,
    file: &LoadedSettings,
    changed: bool,
    answer: &mut PushAnswer,
) -> Result<Exit> {
    context.ui.set_interrupt_message(text!(
        push::STOPPED_WAITING,
        secrets = answer.secrets_set(),
        target = answer.target
    ));
    let exit = wait(context, hub, changed, answer).await;
    if answer.runs() {
        look_at_site(context, hub, file, answer).await
    } else {
        Ok(exit)
    }
}

/// Waits for the Space and adds its state.
async fn wait(context: &Context, hub: &Hub, changed: bool, answer: &mut PushAnswer) -> Exit {
    let limit = context.timeout.unwrap_or(RESTART);
    let waiting = format!("waiting for the Space {}", hub.space());
    let spinner = context.ui.countdown(&waiting, limit);
    let tell = |stage: crate::huggingface::Stage| {
        spinner.set_message(&format!("The Space {} {}", hub.space(), stage.meaning));
        context
            .ui
            .verbose(&format!("The Space {} ({}).", stage.meaning, stage.name));
    };
    match hub.wait(changed, limit, tell).await {
        Ok(runtime) => answer.add_runtime(&runtime, hub.space()),
        Err(error) => {
            answer.findings.push(*error.diagnostic);
            return error.exit;
        }
    }
    answer.verdict()
}

/// Checks whether users can sign in on the live site.
async fn look_at_site(
    context: &Context,
    hub: &Hub,
    file: &LoadedSettings,
    answer: &mut PushAnswer,
) -> Result<Exit> {
    if let Some(LiveSite { passed, findings }) =
        live_site::look(context, file, hub.space(), &[]).await?
    {
        answer.site_checks_passed = Some(passed);
        answer.findings.extend(findings);
    }
    Ok(answer.verdict())
}
