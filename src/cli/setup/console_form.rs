//! What the step of a provider shows before it asks: the console's page, and what to enter there.

use super::wizard::Wizard;
use crate::diagnostics::catalog::setup;
use crate::providers::Provider;
use crate::terminal::{Facts, browser};
use crate::text;
use crate::wizard::{Environment, Step, form_rows, redirect_uris};

/// Shows the form, opens its page, and copies the redirect URIs with --copy.
pub(super) fn show(wizard: &Wizard<'_>, step: &Step, provider: &Provider) {
    let ui = &wizard.context.ui;
    let list = |lists: &[&'static [&'static str]]| {
        let mut facts = Facts::default();
        lists.iter().copied().flatten().for_each(|sentence| {
            facts.row("  -", sentence);
        });
        facts.render(ui.width().min(110))
    };
    ui.instruction(format!("Open {}", provider.new_app_page()));
    let before = list(&[provider.form.before]);
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
    let after = list(&[provider.form.after, production]);
    if !after.is_empty() {
        ui.instruction(format!("{after}\n"));
    }
    copy(wizard, step, provider);
    if !wizard.args.no_browser {
        match browser::open(&wizard.context.env, provider.new_app_page()) {
            Ok(()) => ui.status(setup::PAGE_OPENED),
            Err(reason) => ui.verbose(&text!(setup::PAGE_NOT_OPENED, reason = reason)),
        }
    }
}

fn copy(wizard: &Wizard<'_>, step: &Step, provider: &Provider) {
    let ui = &wizard.context.ui;
    let uris = redirect_uris(provider, step.environment, &wizard.files);
    if wizard.args.copy && !uris.is_empty() && ui.copy(&uris.join("\n")) {
        let what = if uris.len() == 1 {
            "redirect URI"
        } else {
            "redirect URIs"
        };
        ui.status(&text!(setup::COPIED, what = what));
    }
}
