//! The diagnostic for a sign-in that timed out.

use std::time::Duration;

use jiff::RoundMode;

use super::callback::RejectedRequest;
use super::provider_session::ProviderSession;
use crate::diagnostic;
use crate::diagnostics::Error;
use crate::diagnostics::catalog::login;
use crate::text;
use crate::words;

/// Explains a timeout by the requests that arrived.
pub fn error(
    session: &ProviderSession<'_>,
    rejected: &[RejectedRequest],
    listened: bool,
    deadline: Duration,
) -> Error {
    let (label, uri) = (&session.provider.label, session.redirect_uri.as_str());
    let mut seen: Vec<String> = Vec::new();
    for sighting in rejected.iter().map(RejectedRequest::words) {
        if !seen.contains(&sighting) {
            seen.push(sighting);
        }
    }
    let diagnostic = diagnostic!(
        login::TIMED_OUT,
        label = label,
        time = words::duration(deadline, RoundMode::Ceil)
    );
    let stale = rejected.iter().any(|seen| {
        matches!(
            seen,
            RejectedRequest::WrongState | RejectedRequest::AlreadyUsed
        )
    });
    let no_answer = text!(login::NO_ANSWER, label = label);
    let diagnostic = if rejected.contains(&RejectedRequest::Tls) {
        diagnostic
            .observed(came(&seen))
            .reason(text!(login::USED_HTTPS, uri = uri))
            .help(login::USE_HTTP)
    } else if stale {
        diagnostic.observed(came(&seen)).reason(login::OLD_PAGE)
    } else if !listened {
        let paste = text!(login::PASTE_URL, uri = uri);
        diagnostic
            .observed(login::NOTHING_PASTED)
            .reason(no_answer)
            .help(pages(session, &paste))
    } else if seen.is_empty() {
        diagnostic
            .observed(login::NO_REQUEST)
            .reason(no_answer)
            .help(pages(session, login::MORE_TIME))
    } else {
        diagnostic
            .observed(came(&seen))
            .reason(text!(login::OTHER_REQUESTS, label = label))
            .help(pages(session, login::MORE_TIME))
    };
    session.note(&diagnostic.title);
    Error::unreachable(diagnostic)
}

fn came(seen: &[String]) -> String {
    text!(login::OBSERVED, requests = seen.join("; "))
}

/// The provider's error pages and their fixes. Only the user sees these pages, navauth does not.
fn pages(session: &ProviderSession<'_>, otherwise: &str) -> String {
    let template_vars = session.template_vars();
    let mut remedies: Vec<(Vec<String>, String)> = Vec::new();
    for row in session.provider.error_pages() {
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
    let canceled = if session.provider.redirect_uri_rules.cancel_goes_to_first {
        text!(login::CANCELED_ELSEWHERE, label = template_vars.label)
    } else {
        String::new()
    };
    let otherwise = format!("{otherwise}{canceled}");
    text!(login::CHECK_PAGE, otherwise = otherwise, pages = lines)
}
