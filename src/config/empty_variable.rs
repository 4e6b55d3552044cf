//! Empty variables of the process environment: they count as set, so the `.env` file is not read for them.

use super::settings::{Origin, Setting, Settings};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::env;
use crate::text;

/// An empty variable of the process environment that hides a value of the `.env` file; None where it is not that.
pub fn hidden_by_empty(name: &str, setting: &Setting) -> Option<Diagnostic> {
    if setting.origin != Origin::Process || !setting.value.is_empty() {
        return None;
    }
    let hidden = setting
        .overridden
        .iter()
        .find(|shadow| !shadow.value.is_empty())?;
    let Origin::EnvFile { path, line } = &hidden.origin else {
        return None;
    };
    let mut diagnostic = diagnostic!(
        env::HIDDEN_BY_EMPTY,
        name = name,
        line = line,
        file = path.display()
    );
    diagnostic.source = hidden.origin.source();
    Some(diagnostic)
}

/// The diagnostic for variables without a value, with what is known about those that the process environment sets to nothing.
pub fn explain_empty(diagnostic: Diagnostic, names: &[&str], settings: &Settings) -> Diagnostic {
    let is_empty = |name: &&&str| {
        let setting = settings.get(name);
        setting.is_some_and(|setting| setting.origin == Origin::Process && setting.value.is_empty())
    };
    let empty: Vec<&str> = names.iter().filter(is_empty).copied().collect();
    if empty.is_empty() {
        return diagnostic;
    }
    let reason = text!(env::EMPTY_IN_PROCESS, names = empty.join(", "));
    Diagnostic {
        fix: None,
        ..diagnostic
    }
    .reason(reason)
    .help(env::SET_IN_PROCESS)
}
