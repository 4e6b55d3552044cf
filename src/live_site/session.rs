//! Whether the live site accepts a session.
//!
//! Owns the app's "who am I", which only a good token of a user who exists opens. Every release says "Could not validate credentials" to a token
//! that another key signed, and "User not found" to a good token of nobody: that tells with which key it signs.

use futures_util::future::join;

use super::answer::{self, ResponseOrigin};
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
    /// With one of our key, of a user who does not exist; untold where it was withheld, None where there is no key.
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

/// Shows the site no session and a foreign one, and then one of our own key, or tells why that one is withheld. `callback` is an address below
/// which the app is.
pub async fn sessions(
    client: &Client,
    callback: &str,
    own: Option<Result<Secret, String>>,
    foreign: &Secret,
) -> Sessions {
    let (none, foreign) = join(
        show(client, callback, None),
        show(client, callback, Some(foreign)),
    )
    .await;
    let own = match own {
        None => None,
        Some(Err(why)) => Some(Shown::Untold(why)),
        Some(Ok(_)) if !(refuses(&none) && refuses(&foreign)) => {
            Some(Shown::Untold(NOT_THE_APP.to_owned()))
        }
        Some(Ok(own)) => Some(show(client, callback, Some(&own)).await),
    };
    Sessions { none, foreign, own }
}

/// What follows "the site" where it is shown nothing that the app's key signed: whoever has such a session can try keys against it.
const NOT_THE_APP: &str =
    "does not turn a visitor away as the app does, so it was shown no session";

/// Whether the site turns somebody away as the app does: 401, with its reason as JSON.
fn refuses(shown: &Shown) -> bool {
    matches!(shown, Shown::Refused(401, reason) if !reason.is_empty())
}

/// Whether the site, its address without a path, may be shown what the app's key signed: it turns a visitor away as the app does. Else why not,
/// as a sentence. That nobody can listen is the client's affair.
pub async fn may_be_shown(client: &Client, site: &str) -> Result<(), String> {
    match show(client, site.trim_end_matches('/'), None).await {
        shown if refuses(&shown) => Ok(()),
        Shown::Untold(why) => Err(format!("{site} {why}")),
        _ => Err(format!("{site} {NOT_THE_APP}")),
    }
}

/// Shows a token to a site that may be shown one. `site` is its address without a path.
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
        let request = if let Some(token) = token {
            request.bearer(token)
        } else {
            request
        };
        let answer = match client.send(request).await {
            Ok(answer) => answer,
            Err(failure) => {
                return Shown::Untold(format!(
                    "could not be asked: {}",
                    failure.finding("it").title
                ));
            }
        };
        last = match (answer.status.as_u16(), answer::voice(&answer)) {
            (200, ResponseOrigin::App(_)) => Shown::Somebody,
            (status @ (401 | 403), ResponseOrigin::App(reason)) => Shown::Refused(status, reason),
            (status @ (401 | 403), _) => Shown::Refused(status, String::new()),
            (404, ResponseOrigin::App(reason)) if reason == NOBODY => Shown::Refused(404, reason),
            _ => Shown::Untold(answer::in_words(&answer)),
        };
        if !answer::is_elsewhere(&answer) {
            break;
        }
    }
    last
}
