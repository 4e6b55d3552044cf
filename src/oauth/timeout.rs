//! The message when nothing arrived in time.
//!
//! Owns what is concluded from what was and was not seen.

use std::time::Duration;

use super::callback::Seen;
use super::conversation::Conversation;
use crate::error::Error;
use crate::finding::Finding;

/// Nothing came in time: says what was and was not seen, and what that means.
pub fn error(conversation: &Conversation<'_>, sightings: &[Seen], listened: bool, deadline: Duration) -> Error {
    let (label, uri) = (&conversation.provider.label, conversation.redirect_uri.as_str());
    let console = &conversation.provider.console;
    let mut seen: Vec<String> = Vec::new();
    for sighting in sightings.iter().map(Seen::words) {
        if !seen.contains(&sighting) {
            seen.push(sighting);
        }
    }
    let title = format!("{label} has not answered within {}", words(deadline));
    let finding = Finding::fail("login.timed-out", title);
    let stale = sightings.iter().any(|seen| matches!(seen, Seen::WrongState | Seen::AlreadyUsed));
    let finding = if !listened {
        finding.detail("no redirect URL was pasted").fix(format!("paste the whole address of the page that begins with {uri}"))
    } else if seen.is_empty() {
        finding
            .detail("no request reached the listener")
            .cause(format!("{label} has probably shown an error page, or nobody finished signing in"))
            .fix(format!(
                "if the page complained of the redirect URI, register exactly {uri} at {console}; else give more time with --timeout"
            ))
    } else if stale {
        finding
            .detail(format!("what came: {}", seen.join("; ")))
            .cause("a page of an earlier run was used, or another program began a login too")
            .fix("close the old tabs and open the URL that this run prints")
    } else {
        finding
            .detail(format!("what came: {}", seen.join("; ")))
            .cause("something reached the listener, but not the answer to this login")
            .fix(format!("check that exactly {uri} is registered at {console}, host and path included"))
    };
    conversation.note(&finding.title);
    Error::unreachable(finding)
}

/// A duration as a person says it.
fn words(duration: Duration) -> String {
    match duration.as_secs() {
        0 => format!("{} ms", duration.as_millis()),
        seconds if seconds % 60 == 0 => format!("{} min", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}
