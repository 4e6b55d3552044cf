//! What the site makes of sessions.

use super::{Visit, inside, problem, untold};
use crate::checks::check::{Judged, Problem, SkipReason};
use crate::checks::subject::Subject;
use crate::deployment::{INVALID, NOBODY, Shown};

/// Whether somebody is let in who should not be.
pub fn open(subject: &Subject<'_>) -> Judged {
    let (visit, inside) = inside(subject)?;
    let sessions = &inside.sessions;
    let open = |title: &'static str| {
        let problem = problem(visit, title)
            .cause("whoever asks the site so can be taken for one of its users");
        problem.fix("take the site off the net, update the app to its newest release, and look at what was changed in its api/auth.py")
    };
    Ok(match (&sessions.none, &sessions.foreign) {
        (Shown::Somebody, _) => vec![open(
            "the site tells a visitor without a session that they are somebody",
        )],
        (_, Shown::Somebody) => vec![open("the site accepts a session that it did not sign")],
        (Shown::Refused(..), Shown::Refused(..)) => Vec::new(),
        (Shown::Untold(reason), _) | (_, Shown::Untold(reason)) => {
            vec![untold(
                visit,
                format!("whether the site asks for a session could not be told: the site {reason}"),
            )]
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
        (Shown::Untold(reason), _) => {
            Ok(vec![untold(visit, format!("with which key the site signs could not be told: the site {reason}"))])
        }
        (Shown::Somebody, _) => Ok(Vec::new()),
        (Shown::Refused(_, reason), _) if reason == NOBODY => Ok(vec![Problem::proof(PROOF)]),
        (own, foreign) if own != foreign => Ok(vec![Problem::proof(PROOF)]),
        (Shown::Refused(_, reason), _) if reason == INVALID => Ok(vec![other_key(visit)]),
        _ => Ok(vec![
            untold(visit, "with which key the site signs could not be told: it says the same to a session of every key")
                .fix("sign in on the site, copy what stands behind token= in the address, and judge it here")
                .command("navauth token verify"),
        ]),
    }
}

const PROOF: &str = "the site knows a session of JWT_SECRET_KEY from one of another key";

fn other_key(visit: &Visit) -> Problem {
    problem(visit, "the site signs sessions with another key than JWT_SECRET_KEY here")
        .cause("the key was changed on one side only, or the site runs without one and makes one up at every start")
        .fix("set the key that stands here where the app runs, and restart it (this ends every session)")
        .command("navauth push-secrets")
        .at(visit.key.clone().or_else(|| visit.place.clone()))
}
