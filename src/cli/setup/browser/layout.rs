//! What all pages share: head, navigation, what the last form did, and diagnostics.

use maud::{DOCTYPE, Markup, html};

use super::form::CSRF;
use super::guard::Guard;
use crate::diagnostics::{Diagnostic, Status};
use crate::words::capitalize;

/// What a form did.
#[derive(Default)]
pub struct Note {
    pub lines: Vec<String>,
    pub problems: Vec<Diagnostic>,
}

impl Note {
    /// Something was done.
    pub fn done(lines: Vec<String>) -> Self {
        Self {
            lines,
            problems: Vec::new(),
        }
    }

    /// Something failed.
    pub fn failure(diagnostic: Diagnostic) -> Self {
        Self {
            lines: Vec::new(),
            problems: vec![diagnostic],
        }
    }
}

/// What surrounds the body of a page.
pub struct Page<'page> {
    pub guard: &'page Guard,
    pub note: Option<&'page Note>,
    /// The folder that is set up.
    pub folder: String,
}

impl Page<'_> {
    /// The document.
    pub fn html(&self, title: &str, body: &Markup) -> String {
        let body = html! {
            header.bar {
                a.home href=(self.guard.path("")) { "navauth setup" }
                span.folder { (self.folder) }
                form method="post" action=(self.guard.path("end")) {
                    (csrf_input(self.guard))
                    button.plain type="submit" { "Finish" }
                }
            }
            main {
                div #announcement role="status" {
                    @if let Some(note) = self.note {
                        @for line in &note.lines { p.done { (line) } }
                    }
                }
                @if let Some(note) = self.note {
                    @for problem in &note.problems { (diagnostic(problem)) }
                }
                (body)
            }
        };
        document(self.guard, title, &html! {}, &body)
    }

    /// The page after the last form.
    pub fn last(guard: &Guard, command: &str) -> String {
        let body = html! {
            main {
                h1 { "Setup is closed" }
                p { "Your answers are saved in the files. You can close this tab." }
                p { "To continue, run " code { (command) " --browser" } "." }
            }
        };
        document(guard, "Setup is closed", &html! {}, &body)
    }
}

/// Leads the browser to a page of the same origin. Only then it sends the session's cookie.
pub fn forward(guard: &Guard, page: &str) -> String {
    let path = guard.path(page);
    let body = html! { main { h1 { "Setup" } p { a href=(path) { "Continue" } } } };
    going(guard, "Setup", &path, &body)
}

/// Leads the browser to a provider. A redirect after a form could not: the policy of the page allows forms to this server only.
pub fn to_provider(guard: &Guard, url: &str) -> String {
    let body = html! {
        main {
            h1 { "Sign in" }
            p { "Your browser goes to the provider, and comes back here afterwards." }
            p { a.button href=(url) { "Continue" } }
        }
    };
    going(guard, "Sign in", url, &body)
}

fn going(guard: &Guard, title: &str, url: &str, body: &Markup) -> String {
    let refresh = html! { meta http-equiv="refresh" content=(format!("0;url={url}")); };
    document(guard, title, &refresh, body)
}

fn document(guard: &Guard, title: &str, head: &Markup, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (title) " · navauth setup" }
                link rel="stylesheet" href=(guard.path("page.css"));
                script src=(guard.path("page.js")) defer {}
                (head)
            }
            body { (body) }
        }
    }
    .into_string()
}

/// The hidden input with the CSRF token, which every form needs.
pub fn csrf_input(guard: &Guard) -> Markup {
    html! { input type="hidden" name=(CSRF) value=(guard.csrf_token().expose()); }
}

/// A problem with its reason and its fix.
pub fn diagnostic(diagnostic: &Diagnostic) -> Markup {
    let word = match diagnostic.status {
        Status::Fail => "Problem",
        Status::Warn => "Warning",
        Status::Skip => "Not checked",
        _ => "Note",
    };
    html! {
        div.diagnostic.(class(diagnostic.status)) {
            p { strong { (word) ": " } (capitalize(&diagnostic.title)) }
            @if let Some(observed) = &diagnostic.detail { p { (observed) } }
            @if let Some(reason) = &diagnostic.cause { p { "Why: " (reason) } }
            @if let Some(fix) = &diagnostic.fix {
                @if !fix.text.is_empty() { p { "Fix: " (fix.text) } }
                @if let Some(command) = &fix.command { p { (copyable(command)) } }
            }
            @if let Some(docs) = diagnostic.docs.as_deref().filter(|docs| docs.starts_with("https://")) {
                p { a href=(docs) target="_blank" rel="noreferrer" { "Documentation" } }
            }
        }
    }
}

fn class(status: Status) -> &'static str {
    match status {
        Status::Fail => "fail",
        Status::Warn => "warn",
        _ => "plain",
    }
}

/// A value with a button that copies it. The button appears where the script runs.
pub fn copyable(value: &str) -> Markup {
    html! {
        span.copyable {
            code { (value) }
            button.copy type="button" data-copy=(value) aria-label=(format!("Copy {value}")) hidden { "Copy" }
        }
    }
}
