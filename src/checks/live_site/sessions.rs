//! What the live site makes of session tokens.

use super::{app_responses, problem, unknown, with_push_command};
use crate::checks::context::CheckContext;
use crate::checks::violation::{CheckResult, Violation};
use crate::config::session_key;
use crate::diagnostic;
use crate::diagnostics::SkipReason;
use crate::diagnostics::catalog::live;
use crate::live_site::{INVALID, MeResponse};
use crate::text;

/// Whether the site accepts requests that it should reject.
pub fn open(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, app) = app_responses(context)?;
    let open = |detail| problem(snapshot, diagnostic!(live::SESSION_OPEN)).observed(detail);
    Ok(match (&app.sessions.none, &app.sessions.foreign) {
        (MeResponse::User, _) => vec![open(live::OPEN_TO_VISITORS)],
        // That it looks for the token's user says that it accepted the signature.
        (_, MeResponse::User | MeResponse::NoSuchUser) => vec![open(live::OPEN_TO_ANY_KEY)],
        (MeResponse::Rejected(..), MeResponse::Rejected(..)) => Vec::new(),
        (MeResponse::Unavailable(reason) | MeResponse::Unknown(reason), _)
        | (_, MeResponse::Unavailable(reason) | MeResponse::Unknown(reason)) => {
            vec![unknown(
                snapshot,
                text!(live::SESSION_UNKNOWN, reason = reason),
            )]
        }
        (MeResponse::NoSuchUser, _) => {
            let reason = "answers HTTP 404 to a request without a session";
            vec![unknown(
                snapshot,
                text!(live::SESSION_UNKNOWN, reason = reason),
            )]
        }
    })
}

/// Whether the site uses the key that is set here.
pub fn key(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, app) = app_responses(context)?;
    let sessions = &app.sessions;
    let Some(own) = &sessions.own else {
        return Err(SkipReason::NotApplicable);
    };
    // The check before reports it.
    if [&sessions.none, &sessions.foreign]
        .iter()
        .any(|response| !matches!(response, MeResponse::Rejected(..)))
    {
        return Err(SkipReason::NotApplicable);
    }
    if own.verifies_key(&sessions.foreign) {
        return Ok(vec![Violation::passed(VERIFIED)]);
    }
    Ok(vec![match own {
        MeResponse::Unavailable(reason) | MeResponse::Unknown(reason) => {
            unknown(snapshot, text!(live::KEY_UNKNOWN, reason = reason))
        }
        MeResponse::Rejected(_, reason) if reason == INVALID => {
            let diagnostic = diagnostic!(live::SESSION_KEY);
            let location = snapshot.key.clone().or_else(|| snapshot.location.clone());
            let problem = problem(snapshot, diagnostic)
                .and_with(session_key::NAME)
                .at(location);
            with_push_command(snapshot, problem)
        }
        _ => {
            unknown(snapshot, live::KEY_INDISTINGUISHABLE.to_owned()).with_help(&live::VERIFY_TOKEN)
        }
    }])
}

const VERIFIED: &str = "the live site distinguishes a token signed with JWT_SECRET_KEY from one signed with another key";
