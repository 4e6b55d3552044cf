//! What the site makes of sessions.

use super::{Visit, inside, problem, untold};
use crate::checks::check::{Judged, Problem, SkipReason};
use crate::checks::subject::Subject;
use crate::deployment::{INVALID, NOBODY, Shown};
use crate::diagnostic;
use crate::diagnostics::catalog::live;
use crate::text;

/// Whether somebody is let in who should not be.
pub fn open(subject: &Subject<'_>) -> Judged {
    let (visit, inside) = inside(subject)?;
    let sessions = &inside.sessions;
    let open = |detail| problem(visit, diagnostic!(live::SESSION_OPEN)).detail(detail);
    Ok(match (&sessions.none, &sessions.foreign) {
        (Shown::Somebody, _) => vec![open(live::OPEN_TO_VISITORS)],
        (_, Shown::Somebody) => vec![open(live::OPEN_TO_ANY_KEY)],
        (Shown::Refused(..), Shown::Refused(..)) => Vec::new(),
        (Shown::Untold(reason), _) | (_, Shown::Untold(reason)) => {
            vec![untold(visit, text!(live::SESSION_UNKNOWN, reason = reason))]
        }
    })
}

/// Whether it signs with the key that stands here. It tells a good token of nobody from one that another key signed.
pub fn key(subject: &Subject<'_>) -> Judged {
    let (visit, inside) = inside(subject)?;
    let sessions = &inside.sessions;
    let Some(own) = &sessions.own else {
        return Err(SkipReason::NotApplicable);
    };
    // Said by the check before.
    if [&sessions.none, &sessions.foreign]
        .iter()
        .any(|shown| !matches!(shown, Shown::Refused(..)))
    {
        return Err(SkipReason::NotApplicable);
    }
    match (own, &sessions.foreign) {
        (Shown::Untold(reason), _) => Ok(vec![untold(
            visit,
            text!(live::KEY_UNKNOWN, reason = reason),
        )]),
        (Shown::Somebody, _) => Ok(Vec::new()),
        (Shown::Refused(_, reason), _) if reason == NOBODY => Ok(vec![Problem::proof(PROOF)]),
        (own, foreign) if own != foreign => Ok(vec![Problem::proof(PROOF)]),
        (Shown::Refused(_, reason), _) if reason == INVALID => Ok(vec![other_key(visit)]),
        _ => Ok(vec![
            untold(visit, live::KEY_INDISTINGUISHABLE.to_owned()).with_help(&live::VERIFY_TOKEN),
        ]),
    }
}

const PROOF: &str =
    "the live site tells a token signed with JWT_SECRET_KEY from one signed with another key";

fn other_key(visit: &Visit) -> Problem {
    problem(visit, diagnostic!(live::SESSION_KEY))
        .at(visit.key.clone().or_else(|| visit.place.clone()))
}
