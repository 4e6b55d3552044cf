//! The report as one self-contained web page.
//!
//! Its only script copies a text; without it the page is complete. Every text is masked here once more.

use maud::{Markup, html};

use super::format::{Format, Job};
use super::item::{Item, Outcome, evidence};
use super::{Hop, RedirectUri, Report, drawing};
use crate::diagnostics::{Diagnostic, Fix, Status};
use crate::terminal::safe;
use crate::web_page::{WebPage, linked};
use crate::words::{capitalize, pluralize};

pub static FORMAT: Format = Format {
    name: "html",
    render: |job| Ok(page(job)),
    for_github: false,
};

/// The frame of the page, then its contents.
const STYLE: &str = concat!(include_str!("html.css"), include_str!("html_content.css"));

/// The styles of [`fragment`].
pub const FRAGMENT_STYLE: &str = include_str!("html_content.css");

/// Shows the copy buttons where the browser lets a page write to the clipboard.
const SCRIPT: &str = include_str!("html.js");

/// The page of a report.
pub fn page(job: &Job) -> String {
    let report = &job.places.locate(job.report);
    let title = format!("navauth {}: {}", report.command, safe(&report.verdict));
    let body = html! {
        header {
            p class="code" { "navauth " (report.command) }
            h1 class=(verdict_class(report)) { (text(&capitalize(&report.verdict))) }
            p class="soft" {
                @if let Some(environment) = &report.environment { (capitalize(environment)) " settings, " }
                time datetime=(job.now.to_string()) { (job.now.strftime("%Y-%m-%d %H:%M UTC").to_string()) }
            }
        }
        main {
            (content(job, report))
        }
        footer class="soft" { "This page contains no secret values. Check it before you share it: it names your hosts and variables." }
    };
    WebPage {
        title: &title,
        style: STYLE,
        script: SCRIPT,
        body,
    }
    .html()
}

/// The same without the frame, as a part of another page.
pub fn fragment(job: &Job) -> Markup {
    let report = &job.places.locate(job.report);
    html! {
        p class={ "verdict " (verdict_class(report)) } { (text(&capitalize(&report.verdict))) }
        (content(job, report))
    }
}

fn content(job: &Job, report: &Report) -> Markup {
    let of = |status: Status| -> Vec<&Diagnostic> {
        let findings = report.findings.iter();
        findings.filter(|found| found.status == status).collect()
    };
    let open: Vec<&Diagnostic> = [of(Status::Fail), of(Status::Warn)].concat();
    html! {
        (path(&report.sign_in))
        @for part in report.items.chunk_by(|one, other| one.part == other.part) {
            (items(part))
        }
        (fixes(report))
        (problems(job, &open))
        (redirect_uris(&report.redirect_uris))
        (folded("unknown", &of(Status::Skip)))
        (folded("known from the baseline", &report.known.iter().collect::<Vec<_>>()))
        (folded("passed", &of(Status::Pass)))
    }
}

fn verdict_class(report: &Report) -> &'static str {
    let has = |outcome: Outcome| report.items.iter().any(|item| item.outcome == outcome);
    if report.summary.fail > 0 || has(Outcome::Failed) {
        "failed"
    } else if report.summary.skip > 0 || report.summary.warn > 0 || has(Outcome::Unknown) {
        "unknown"
    } else {
        "passed"
    }
}

/// Masked, with links.
fn text(text: &str) -> Markup {
    linked(&safe(text))
}

/// The same, where backticks mark code.
fn marked(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (linked(part)) }
        }
    }
}

fn path(hops: &[Hop]) -> Markup {
    html! {
        @if !hops.is_empty() {
            section {
                h2 { "Path of a sign-in" }
                (drawing::path(hops))
                ul class="reasons" {
                    @for hop in hops.iter().filter(|hop| !hop.reasons.is_empty()) {
                        li {
                            b { (hop.name) } " "
                            span class=(hop.outcome.word()) { (hop.outcome.label()) }
                            @for reason in &hop.reasons { p { (text(&capitalize(reason))) } }
                        }
                    }
                }
            }
        }
    }
}

fn items(items: &[Item]) -> Markup {
    html! {
        section {
            h2 { (items.first().map_or("", |item| item.part)) }
            ol class="rows" {
                @for item in items {
                    li value=(item.number) class={ "row " (item.outcome.word()) } {
                        p class="head" {
                            span { (item.number) ". " (marked(item.text)) }
                            span class={ "badge " (item.outcome.word()) } { (item.outcome.label()) }
                        }
                        @for line in evidence(item) { p { (text(&capitalize(&line))) } }
                        @if item.outcome != Outcome::Passed { (fix(item.fix.as_ref())) }
                        @if !item.looked_at.is_empty() { p class="soft" { "Checked: " (item.looked_at.join(", ")) } }
                    }
                }
            }
        }
    }
}

fn fixes(report: &Report) -> Markup {
    html! {
        @if let Some(fixes) = &report.fixes {
            section {
                h2 { @if fixes.done { "Fixed" } @else { "What navauth doctor --fix changes" } }
                ul {
                    @for change in &fixes.changes { li { (text(change)) } }
                }
                @if let Some(backup) = &fixes.backup { p { "Backup saved to " (text(backup)) } }
            }
        }
    }
}

fn problems(job: &Job, findings: &[&Diagnostic]) -> Markup {
    html! {
        @if !findings.is_empty() {
            section {
                h2 { (capitalize(&pluralize(findings.len(), "problem"))) }
                ul class="rows" {
                    @for found in findings { (problem(job, found)) }
                }
            }
        }
    }
}

fn problem(job: &Job, found: &Diagnostic) -> Markup {
    let (class, label) = match found.status {
        Status::Fail => ("failed", "✗ error"),
        Status::Warn | Status::Skip | Status::Pass => ("unknown", "! warning"),
    };
    html! {
        li class={ "row " (class) } {
            p class="head" {
                b { (text(&capitalize(&found.title))) }
                span class={ "badge " (class) } { (label) }
            }
            @for line in [&found.detail, &found.cause].into_iter().flatten() { p { (text(&capitalize(line))) } }
            (fix(found.fix.as_ref()))
            p class="code" {
                (found.id())
                @if let Some(source) = &found.source {
                    " · " (safe(&job.places.path(&source.file)))
                    @if let Some(line) = source.line { ":" (line) }
                }
            }
        }
    }
}

fn fix(fix: Option<&Fix>) -> Markup {
    html! {
        @if let Some(fix) = fix {
            @if !fix.text.is_empty() { p { b { "Next: " } (text(&capitalize(&fix.text))) } }
            @if let Some(command) = &fix.command { (copied(&safe(command), "command")) }
        }
    }
}

fn redirect_uris(uris: &[RedirectUri]) -> Markup {
    html! {
        @if !uris.is_empty() {
            section {
                h2 { "Redirect URIs" }
                p class="soft" { "Each must be registered exactly as written." }
                ul class="rows" {
                    @for uri in uris {
                        li class="row" {
                            p class="head" {
                                b { (safe(&uri.label)) }
                                @if uri.register { span { (text(&uri.console)) } } @else { span class="soft" { "no registration needed" } }
                            }
                            (copied(&safe(&uri.uri), "redirect URI"))
                        }
                    }
                }
            }
        }
    }
}

/// A text to copy.
fn copied(value: &str, what: &str) -> Markup {
    html! {
        p class="copied" {
            code { (value) }
            button type="button" class="button plain" aria-label={ "Copy the " (what) } hidden { "Copy" }
        }
    }
}

fn folded(what: &str, findings: &[&Diagnostic]) -> Markup {
    html! {
        @if !findings.is_empty() {
            details {
                summary { (findings.len()) " " (what) }
                ul {
                    @for found in findings {
                        li {
                            (text(&capitalize(&found.title)))
                            @if let Some(cause) = &found.cause { ": " (text(cause)) }
                            " " span class="code" { (found.id()) }
                        }
                    }
                }
            }
        }
    }
}
