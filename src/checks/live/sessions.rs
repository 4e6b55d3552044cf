//! What the site makes of sessions.

use super::{SiteSnapshot, inside, problem, undetermined};
use crate::checks::check::{CheckResult, SkipReason, Violation};
use crate::checks::context::CheckContext;
use crate::diagnostic;
use crate::diagnostics::catalog::live;
use crate::live_site::{INVALID, NOBODY, Shown};
use crate::text;

/// Whether somebody is let in who should not be.
pub fn open(context: &CheckContext<'_>) -> CheckResult {
    let (visit, inside) = inside(context)?;
    let sessions = &inside.sessions;
    let open = |detail| problem(visit, diagnostic!(live::SESSION_OPEN)).observed(detail);
    Ok(match (&sessions.none, &sessions.foreign) {
        (Shown::Somebody, _) => vec![open(live::OPEN_TO_VISITORS)],
        (_, Shown::Somebody) => vec![open(live::OPEN_TO_ANY_KEY)],
        (Shown::Refused(..), Shown::Refused(..)) => Vec::new(),
        (Shown::Untold(reason), _) | (_, Shown::Untold(reason)) => {
            vec![undetermined(
                visit,
                text!(live::SESSION_UNKNOWN, reason = reason),
            )]
        }
    })
}

/// Whether it signs with the key that stands here. It tells a good token of nobody from one that another key signed.
pub fn key(context: &CheckContext<'_>) -> CheckResult {
    let (visit, inside) = inside(context)?;
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
        (Shown::Untold(reason), _) => Ok(vec![undetermined(
            visit,
            text!(live::KEY_UNKNOWN, reason = reason),
        )]),
        (Shown::Somebody, _) => Ok(Vec::new()),
        (Shown::Refused(_, reason), _) if reason == NOBODY => Ok(vec![Violation::proof(PROOF)]),
        (own, foreign) if own != foreign => Ok(vec![Violation::proof(PROOF)]),
        (Shown::Refused(_, reason), _) if reason == INVALID => Ok(vec![other_key(visit)]),
        _ => Ok(vec![
            undetermined(visit, live::KEY_INDISTINGUISHABLE.to_owned())
                .with_help(&live::VERIFY_TOKEN),
        ]),
    }
}

const PROOF: &str =
    "the live site tells a token signed with JWT_SECRET_KEY from one signed with another key";

fn other_key(visit: &SiteSnapshot) -> Violation {
    problem(visit, diagnostic!(live::SESSION_KEY))
        .at(visit.key.clone().or_else(|| visit.place.clone()))
}
