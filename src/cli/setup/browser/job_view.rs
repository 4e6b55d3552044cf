//! What a job shows: its lines, tables and problems, and what it waits for.

use maud::{Markup, PreEscaped, html};
use std::time::Duration;

use super::job::{Job, Waiting};
use super::layout::diagnostic;
use crate::terminal::{Facts, Shown, Table, shown_duration};
use crate::web_page::linked;
use crate::words::capitalize;

/// Everything that it has shown.
pub fn log(job: &Job) -> Markup {
    let all = job.shown.borrow();
    html! { @for shown in all.iter() { (one(shown)) } }
}

fn one(shown: &Shown) -> Markup {
    match shown {
        Shown::Line(text) => html! {
            @for line in text.lines().filter(|line| !line.trim().is_empty()) { p { (linked(line.trim())) } }
        },
        Shown::Heading(text) => html! { h3 { (text) } },
        Shown::Warning(text) => {
            html! { div.diagnostic.warn { p { strong { "Warning: " } (capitalize(text)) } } }
        }
        Shown::Diagnostic(found) => diagnostic(found),
        Shown::Table(shown) | Shown::Plan { table: shown, .. } => table(shown),
        Shown::Facts(shown) => facts(shown),
        Shown::Waterfall(steps) => waterfall(steps),
        // Escaped where it was made.
        Shown::Report { fragment, .. } => html! { div.report { (PreEscaped(fragment)) } },
    }
}

fn table(table: &Table) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label="Table" {
            table.cells {
                thead { tr {
                    @for cell in table.heading() {
                        @if cell.is_empty() { td {} } @else { th scope="col" { (cell) } }
                    }
                } }
                tbody { @for row in table.rows() { tr { @for cell in row { td { (cell) } } } } }
            }
        }
    }
}

fn facts(facts: &Facts) -> Markup {
    html! { dl { @for (label, value) in facts.rows() { dt { (label) } dd { (value) } } } }
}

/// Each step as a bar where it began.
fn waterfall(steps: &[(&'static str, Duration, Duration)]) -> Markup {
    let begin = steps.iter().map(|(_, start, _)| *start).min();
    let begin = begin.unwrap_or_default();
    let end = steps.iter().map(|(_, start, took)| *start + *took).max();
    let whole = end.unwrap_or_default().saturating_sub(begin).as_secs_f64();
    let part = |time: Duration| 1000.0 * time.as_secs_f64() / whole.max(f64::EPSILON);
    html! {
        table.waterfall {
            caption { "Where the time goes" }
            tbody { @for (name, start, took) in steps { tr {
                th scope="row" { (name) }
                td {
                    svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true" {
                        rect x=(part(start.saturating_sub(begin)).min(995.0)) width=(part(*took).max(5.0)) height="12" {}
                    }
                }
                td.time { (shown_duration(*took)) }
            } } }
        }
    }
}

/// What it waits for, with the time.
pub fn waiting(job: &Job) -> Markup {
    let waiting = job.waiting.borrow();
    html! {
        @match waiting.as_ref() {
            Some(waiting) => {
                p { (capitalize(&waiting.message)) " " span.hint { (time(waiting)) } }
                @if let Some(length) = waiting.length {
                    progress value=(waiting.done) max=(length) aria-label=(waiting.message) {}
                    p.hint { (waiting.done) " of " (length) }
                }
            },
            None => p { "Working …" },
        }
    }
}

fn time(waiting: &Waiting) -> String {
    let elapsed = waiting.since.elapsed();
    match waiting.limit {
        None => format!("{} s", elapsed.as_secs()),
        Some(limit) => {
            let left = limit.saturating_sub(elapsed).as_secs_f64().ceil();
            format!("{}:{:02} left", (left / 60.0).floor(), left % 60.0)
        }
    }
}
