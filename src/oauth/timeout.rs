//! The message when nothing arrived in time.
//!
//! Owns what is concluded from what was and was not seen. What the provider's own pages say stands in its rows.

use std::time::Duration;

use super::callback::RejectedRequest;
use super::conversation::ProviderSession;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Error;

/// Nothing came in time: says what was and was not seen, and what that means.
pub fn error(
    conversation: &ProviderSession<'_>,
    sightings: &[RejectedRequest],
    listened: bool,
    deadline: Duration,
) -> Error {
    let (label, uri) = (
        &conversation.provider.label,
        conversation.redirect_uri.as_str(),
    );
    let mut seen: Vec<String> = Vec::new();
    for sighting in sightings.iter().map(RejectedRequest::words) {
        if !seen.contains(&sighting) {
            seen.push(sighting);
        }
    }
    let finding = Diagnostic::fail(
        "login.timed-out",
        format!("{label} has not answered within {}", words(deadline)),
    );
    let stale = sightings.iter().any(|seen| {
        matches!(
            seen,
            RejectedRequest::WrongState | RejectedRequest::AlreadyUsed
        )
    });
    let no_answer =
        format!("{label} shows an error page and sends nobody back, or nobody finished signing in");
    let more_time = "else give more time with --timeout";
    let finding = if stale {
        finding
            .observed(came(&seen))
            .reason("a page of an earlier run was used, or another program began a login too")
            .help("close the old tabs and open the URL that this run prints")
    } else if !listened {
        let paste = format!("else paste the whole address of the page that begins with {uri}");
        finding
            .observed("no redirect URL was pasted")
            .reason(no_answer)
            .help(pages(conversation, &paste))
    } else if seen.is_empty() {
        finding
            .observed("no request reached the listener")
            .reason(no_answer)
            .help(pages(conversation, more_time))
    } else {
        finding
            .observed(came(&seen))
            .reason(format!(
                "something reached the listener, but not the answer to this login; or {no_answer}"
            ))
            .help(pages(conversation, more_time))
    };
    conversation.note(&finding.title);
    Error::unreachable(finding)
}

fn came(seen: &[String]) -> String {
    format!("what came: {}", seen.join("; "))
}

/// What the provider's error pages say, each with its remedy: navauth never sees them, the person does.
fn pages(conversation: &ProviderSession<'_>, otherwise: &str) -> String {
    let template_vars = conversation.template_vars();
    let mut remedies: Vec<(Vec<String>, String)> = Vec::new();
    for row in conversation.provider.error_pages() {
        let (text, fix) = (
            format!("\"{}\"", row.error),
            template_vars.fill(row.code.help.text),
        );
        match remedies.iter_mut().find(|(_, known)| *known == fix) {
            Some((texts, _)) => texts.push(text),
            None => remedies.push((vec![text], fix)),
        }
    }
    let lines: String = remedies
        .into_iter()
        .map(|(texts, fix)| format!("\n- {}: {fix}", texts.join(" or ")))
        .collect();
    format!(
        "look at the page in the browser: if it says one of these, do what stands beside it; {otherwise}{lines}"
    )
}

/// A duration as a person says it.
fn words(duration: Duration) -> String {
    match duration.as_secs() {
        0 => format!("{} ms", duration.as_millis()),
        seconds if seconds % 60 == 0 => format!("{} min", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}
