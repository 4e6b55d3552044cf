//! What the terminal shows before a question: the words that may be typed, or a provider's console with what to enter there.

use super::state::Setup;
use crate::diagnostics::catalog::setup as words;
use crate::terminal::{Facts, browser};
use crate::text;
use crate::wizard::{Field, FieldKind, Introduction, NEON_API_KEY, Step, StepKind, Word};

/// Shows it.
pub(super) fn show(setup: &Setup<'_>, step: &Step, field: &Field) {
    let ui = &setup.context.ui;
    match (&step.kind, &field.kind) {
        (StepKind::Provider(_), _) if field.key == step.key("client-id") => {
            show_console(setup, step);
        }
        (_, FieldKind::Secret(known)) if !known.is_empty() => show_words(setup, known),
        _ if field.key == NEON_API_KEY => ui.status(words::NEON_KEY_PAGE),
        _ => {}
    }
}

fn show_words(setup: &Setup<'_>, known: &[Word]) {
    let ui = &setup.context.ui;
    ui.status(words::CONNECTION_STRING_OR);
    for word in known {
        ui.status(&format!("  {:8}{}", word.word, word.meaning));
    }
}

/// Shows the form, opens its page, and copies the redirect URIs with --copy.
fn show_console(setup: &Setup<'_>, step: &Step) {
    let Some(introduction) = setup.guide.introduction(step) else {
        return;
    };
    let ui = &setup.context.ui;
    let list = |sentences: &[&'static str]| {
        let mut facts = Facts::default();
        sentences.iter().for_each(|sentence| {
            facts.row("  -", *sentence);
        });
        facts.render(ui.width().min(110))
    };
    ui.instruction(format!("Open {}", introduction.page));
    if !introduction.before.is_empty() {
        ui.instruction(list(introduction.before));
    }
    ui.instruction("");
    ui.sheet(&introduction.form);
    ui.instruction("");
    if !introduction.after.is_empty() {
        ui.instruction(format!("{}\n", list(&introduction.after)));
    }
    copy(setup, &introduction);
    if !setup.args.no_browser {
        match browser::open(&setup.context.env, &introduction.page) {
            Ok(()) => ui.status(words::PAGE_OPENED),
            Err(reason) => ui.verbose(&text!(words::PAGE_NOT_OPENED, reason = reason)),
        }
    }
    if let Some(file) = introduction.file {
        ui.status(&text!(words::FILE_INSTEAD, file = file));
    }
}

fn copy(setup: &Setup<'_>, introduction: &Introduction) {
    let (ui, uris) = (&setup.context.ui, &introduction.redirect_uris);
    if setup.args.copy && !uris.is_empty() && ui.copy(&uris.join("\n")) {
        let what = if uris.len() == 1 {
            "redirect URI"
        } else {
            "redirect URIs"
        };
        ui.status(&text!(words::COPIED, what = what));
    }
}
