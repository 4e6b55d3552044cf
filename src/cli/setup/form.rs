//! What a provider's step shows: the page, the way to the form, what to type into it.

use super::wizard::Wizard;
use crate::providers::Provider;
use crate::terminal::{Facts, browser};
use crate::wizard::{Environment, Step, form_rows, redirect_uris};

/// Shows the form, opens its page, and puts the redirect URIs into the clipboard where that was asked for.
pub(super) fn show(wizard: &Wizard<'_>, step: &Step, provider: &Provider) {
    let ui = &wizard.context.ui;
    let sentences = |lists: &[&'static [&'static str]]| {
        let mut facts = Facts::default();
        lists.iter().copied().flatten().for_each(|sentence| {
            facts.row("  -", sentence);
        });
        facts.render(ui.width().min(110))
    };
    ui.instruction(format!("Open {}", provider.new_app_page()));
    let before = sentences(&[provider.form.before]);
    if !before.is_empty() {
        ui.instruction(&before);
    }
    ui.instruction("");
    ui.sheet(&form_rows(provider, step.environment, &wizard.files));
    ui.instruction("");
    let production: &[&str] = if step.environment == Environment::Production {
        provider.form.after_production
    } else {
        &[]
    };
    let after = sentences(&[provider.form.after, production]);
    if !after.is_empty() {
        ui.instruction(format!("{after}\n"));
    }
    copy(wizard, step, provider);
    if !wizard.args.no_browser {
        match browser::open(&wizard.context.process, provider.new_app_page()) {
            Ok(()) => ui.status("The page was opened in your browser."),
            Err(reason) => ui.verbose(&format!("The page was not opened: {reason}.")),
        }
    }
}

fn copy(wizard: &Wizard<'_>, step: &Step, provider: &Provider) {
    let uris = redirect_uris(provider, step.environment, &wizard.files);
    if wizard.args.copy && !uris.is_empty() && wizard.context.ui.copy(&uris.join("\n")) {
        let what = if uris.len() == 1 {
            "The redirect URI is"
        } else {
            "The redirect URIs are"
        };
        wizard.context.ui.status(&format!(
            "{what} in the clipboard, if your terminal allows that."
        ));
    }
}
