//! The app's own start of a login, as far as a browser sees it.
//!
//! Owns the request, one a login. From May 2026 on the app keeps a row of its state table for each start, as at any visitor's click: it counts for
//! ten minutes, and `purge-states` deletes it.

use url::Url;

use super::answer::{self, ResponseOrigin};
use crate::http::{Client, Request, header};

/// A login to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The provider's name in the path.
    pub provider: String,
    /// Where the provider is to send people back, which also says where the app is.
    pub redirect_uri: String,
}

/// What came of it.
#[derive(Debug)]
pub enum Started {
    /// The browser is sent there. The address holds the state of a login that nobody goes on with.
    Redirected(Url),
    /// The app says no: its status, and its reason where it gives one.
    Refused(u16, Option<String>),
    /// It could not be told, for this reason, which follows "the site".
    Untold(String),
}

/// Where the app may take logins: beside its callback, else as its releases do in production, newest first.
pub fn places(redirect_uri: &str, end: &str) -> Vec<String> {
    let beside = redirect_uri
        .split_once("/callback/")
        .map(|(before, _)| format!("{before}{end}"));
    let origin = Url::parse(redirect_uri)
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default();
    let usual = ["/api/auth", "/auth"].map(|path| format!("{origin}{path}{end}"));
    let mut places: Vec<String> = beside.into_iter().chain(usual).collect();
    places.dedup();
    places
}

/// Starts a login, and goes no further.
pub async fn start(client: &Client, login: &Start) -> Started {
    let mut last = Started::Untold("has no start of a login".to_owned());
    for place in places(&login.redirect_uri, &format!("/login/{}", login.provider)) {
        let answer = match client.send(Request::get(&place)).await {
            Ok(answer) => answer,
            Err(failure) => {
                return Started::Untold(format!(
                    "could not be asked: {}",
                    failure.finding("it").title
                ));
            }
        };
        let target = answer
            .header(header::LOCATION)
            .filter(|_| answer.status.is_redirection());
        if let Some(target) = target.and_then(|target| Url::parse(&place).ok()?.join(target).ok()) {
            return Started::Redirected(target);
        }
        let status = answer.status.as_u16();
        let told = match answer::voice(&answer) {
            _ if status == 429 => Started::Untold(answer::in_words(&answer)),
            ResponseOrigin::App(reason) => {
                Started::Refused(status, Some(reason).filter(|reason| !reason.is_empty()))
            }
            ResponseOrigin::Other if matches!(status, 404 | 500) => Started::Refused(status, None),
            ResponseOrigin::Page | ResponseOrigin::Other => {
                Started::Untold(answer::in_words(&answer))
            }
        };
        // That the app has no such page says more than the front end's page for what it does not know.
        if !matches!((&last, &told), (Started::Refused(..), Started::Untold(_))) {
            last = told;
        }
        if !answer::is_elsewhere(&answer) {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn the_app_is_looked_for_beside_its_callback_first() {
        let at = |uri| places(uri, "/login/github");
        assert_eq!(
            at("https://www.example.org/api/auth/callback/github"),
            [
                "https://www.example.org/api/auth/login/github",
                "https://www.example.org/auth/login/github"
            ]
        );
        assert_eq!(
            at("https://api.example.org/v1/auth/callback/github"),
            [
                "https://api.example.org/v1/auth/login/github",
                "https://api.example.org/api/auth/login/github",
                "https://api.example.org/auth/login/github"
            ]
        );
    }
}
