//! The start of a sign-in, as a browser sees it: one request for each provider, and nothing after it.
//!
//! From May 2026 on the app stores a row for each start, as for any visitor; it expires after ten minutes.

use url::Url;

use super::answer::{self, ResponseOrigin};
use super::https::same_site;
use crate::http::Client;

/// How many redirects within the site are followed, such as the one that adds a slash.
const MAX_REDIRECTS: usize = 3;

/// A sign-in to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInStart {
    /// The provider's name in the path.
    pub provider: String,
    /// The redirect URI that the app should send; the app is searched for next to it.
    pub redirect_uri: String,
}

/// The app's answer.
#[derive(Debug)]
pub enum StartOutcome {
    /// The browser is sent to this URL. It contains the state of a sign-in that is not continued.
    Redirected(Url),
    /// The site redirects to the same page under another name of the site.
    SiteMoved(Url),
    /// An error: the status, and the app's reason if it gives one.
    Refused(u16, Option<String>),
    /// A web page in place of a redirect; the description follows "the site".
    Page(String),
    /// Something else; the description follows "the site".
    Unknown(String),
}

/// The URLs at which a page of the app may be: next to its callback, then where its releases have it, newest first.
pub fn candidate_urls(redirect_uri: &str, page: &str) -> Vec<String> {
    let beside = redirect_uri
        .split_once("/callback/")
        .map(|(before, _)| format!("{before}{page}"));
    let origin = Url::parse(redirect_uri)
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default();
    let releases = ["/api/auth", "/auth"].map(|path| format!("{origin}{path}{page}"));
    let mut urls: Vec<String> = beside.into_iter().chain(releases).collect();
    urls.dedup();
    urls
}

/// Starts a sign-in.
pub async fn start(client: &Client, sign_in: &SignInStart) -> StartOutcome {
    let mut best = None;
    for url in candidate_urls(
        &sign_in.redirect_uri,
        &format!("/login/{}", sign_in.provider),
    ) {
        let (outcome, is_missing) = start_at(client, &url).await;
        if !is_missing {
            return outcome;
        }
        // The app's own "not found" says more than a web page.
        let is_better = matches!(
            (&best, &outcome),
            (None, _)
                | (
                    Some(StartOutcome::Unknown(_) | StartOutcome::Page(_)),
                    StartOutcome::Refused(..)
                )
                | (
                    Some(StartOutcome::Refused(_, None)),
                    StartOutcome::Refused(_, Some(_))
                )
        );
        if is_better {
            best = Some(outcome);
        }
    }
    best.unwrap_or_else(|| StartOutcome::Unknown("has no page that starts a sign-in".to_owned()))
}

/// The outcome at one URL, and whether the URL leads past the app.
async fn start_at(client: &Client, url: &str) -> (StartOutcome, bool) {
    let mut asked = url.to_owned();
    for _ in 0..=MAX_REDIRECTS {
        let answer = match client.send(answer::request(&asked)).await {
            Ok(answer) => answer,
            Err(failure) => {
                let reason = format!("could not be asked: {}", failure.diagnostic("it").title);
                return (StartOutcome::Unknown(reason), false);
            }
        };
        let Some(target) = answer::redirect_target(&asked, &answer) else {
            return (outcome(&asked, &answer), answer::is_missing(&answer));
        };
        let Ok(from) = Url::parse(&asked) else {
            return (StartOutcome::Redirected(target), false);
        };
        if from.origin() != target.origin() {
            let is_same_page = same_site(&from, &target)
                && from.host_str() != target.host_str()
                && target.path().trim_end_matches('/') == from.path().trim_end_matches('/');
            let outcome = if is_same_page {
                StartOutcome::SiteMoved(target)
            } else {
                StartOutcome::Redirected(target)
            };
            return (outcome, false);
        }
        asked = target.into();
    }
    let reason = "redirects within itself endlessly".to_owned();
    (StartOutcome::Unknown(reason), false)
}

fn outcome(url: &str, answer: &crate::http::Response) -> StartOutcome {
    let status = answer.status.as_u16();
    match answer::origin(answer) {
        _ if status == 429 => StartOutcome::Unknown(answer::describe(url, answer)),
        ResponseOrigin::App(reason) => {
            StartOutcome::Refused(status, Some(reason).filter(|reason| !reason.is_empty()))
        }
        // Whichever server answers, the page does not exist.
        ResponseOrigin::WebPage | ResponseOrigin::Other if matches!(status, 404 | 410) => {
            StartOutcome::Refused(status, None)
        }
        // The app's own answer to an unexpected error is plain text.
        ResponseOrigin::Other if status == 500 => StartOutcome::Refused(status, None),
        ResponseOrigin::WebPage if status == 200 => {
            StartOutcome::Page(answer::describe_page(url, answer))
        }
        ResponseOrigin::WebPage | ResponseOrigin::Other => {
            StartOutcome::Unknown(answer::describe_page(url, answer))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::candidate_urls;

    #[test]
    fn the_app_is_looked_for_beside_its_callback_first() {
        let at = |uri| candidate_urls(uri, "/login/github");
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
