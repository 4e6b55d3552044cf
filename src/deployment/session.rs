//! Whether the live site accepts a session.
//!
//! Owns the app's "who am I", which only a good token opens.

use crate::http::header::CONTENT_TYPE;
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

/// Where the app answers, in the order of its releases, newest first: in production it is mounted under `/api`.
const PATHS: [&str; 2] = ["/api/auth/me", "/auth/me"];

/// Shows a token to the site. `site` is its address without a path.
pub async fn standing(client: &Client, site: &str, token: &Secret) -> Standing {
    let site = site.trim_end_matches('/');
    for path in PATHS {
        let answer = match client.send(Request::get(format!("{site}{path}")).bearer(token)).await {
            Ok(answer) => answer,
            Err(failure) => return Standing::Unclear(failure.finding("the site").title),
        };
        let is_json = answer.header(CONTENT_TYPE).is_some_and(|kind| kind.contains("json"));
        match answer.status.as_u16() {
            200 if is_json => return Standing::Accepted,
            401 | 403 => return Standing::Refused,
            // The front end answers every path that it does not know with its own page.
            200 | 404 => {}
            status => return Standing::Unclear(format!("{site}{path} answers HTTP {status}")),
        }
    }
    Standing::Unclear(format!("the app answers at {site} under neither {}", PATHS.join(" nor ")))
}
