//! Whether the live site accepts a session.
//!
//! Owns the app's "who am I", which only a good token of a user who exists opens. Every release says "Could not validate credentials" to a token
//! that another key signed, and "User not found" to a good token of nobody: that tells with which key it signs.

use futures_util::future::join3;

use super::answer::{self, Voice};
use super::start::places;
use crate::http::{Client, Request};
use crate::secret::Secret;

/// What the site makes of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It knows the user.
    Accepted,
    /// It does not accept the token, or does not know its user.
    Refused,
    /// Something else came back; what, in words.
    Unclear(String),
}

/// What the site makes of visitors with and without a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sessions {
    /// Without any.
    pub none: Shown,
    /// With one that nobody's key signed.
    pub foreign: Shown,
    /// With one of our key, of a user who does not exist; None where there is no key.
    pub own: Option<Shown>,
}

/// How the "who am I" answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It tells who somebody is.
    Somebody,
    /// It refuses: the status, and the reason as the app gives it.
    Refused(u16, String),
    /// It could not be told, for this reason, which follows "the site".
    Untold(String),
}

/// What the app says to a good token of a user who does not exist.
pub const NOBODY: &str = "User not found";

/// What the app says to a token that it cannot verify.
pub const INVALID: &str = "Could not validate credentials";

/// Shows the site no session, a foreign one, and one of our own key. `callback` is an address below which the app is.
pub async fn sessions(client: &Client, callback: &str, own: Option<&Secret>, foreign: &Secret) -> Sessions {
    let ours = async {
        match own {
            Some(own) => Some(show(client, callback, Some(own)).await),
            None => None,
        }
    };
    let (none, foreign, own) = join3(show(client, callback, None), show(client, callback, Some(foreign)), ours).await;
    Sessions { none, foreign, own }
}

/// Shows a token to the site. `site` is its address without a path.
pub async fn standing(client: &Client, site: &str, token: &Secret) -> Standing {
    match show(client, site.trim_end_matches('/'), Some(token)).await {
        Shown::Somebody => Standing::Accepted,
        Shown::Refused(..) => Standing::Refused,
        Shown::Untold(why) => Standing::Unclear(format!("{site} {why}")),
    }
}

async fn show(client: &Client, callback: &str, token: Option<&Secret>) -> Shown {
    let mut last = Shown::Untold("has no page that says who one is".to_owned());
    for place in places(callback, "/me") {
        let request = Request::get(place);
        let request = if let Some(token) = token { request.bearer(token) } else { request };
        let answer = match client.send(request).await {
            Ok(answer) => answer,
            Err(failure) => return Shown::Untold(format!("could not be asked: {}", failure.finding("it").title)),
        };
        last = match (answer.status.as_u16(), answer::voice(&answer)) {
            (200, Voice::App(_)) => Shown::Somebody,
            (status @ (401 | 403), Voice::App(reason)) => Shown::Refused(status, reason),
            (status @ (401 | 403), _) => Shown::Refused(status, String::new()),
            (404, Voice::App(reason)) if reason == NOBODY => Shown::Refused(404, reason),
            _ => Shown::Untold(answer::in_words(&answer)),
        };
        if !answer::is_elsewhere(&answer) {
            break;
        }
    }
    last
}
