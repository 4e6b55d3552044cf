//! Whether the live site accepts a session token: the app's "who am I".
//!
//! Every release answers 401 "Could not validate credentials" to a token that another key signed, and 404 in JSON to a good token of a user who
//! does not exist. A JSON 404 after a 401 for another token at the same URL therefore proves the key.

use futures_util::future::join;

use super::answer::{self, ResponseOrigin};
use super::sign_in::candidate_urls;
use crate::http::{Client, Response};
use crate::secret::Secret;

/// The app's reason for a token that it cannot verify, in every release.
pub const INVALID: &str = "Could not validate credentials";

/// Why a site that does not reject visitors as the app does is sent no token that the app's key signed: with one, keys could be guessed offline.
const NOT_THE_APP: &str =
    "does not reject requests without a session as the app does, so it was sent no session token";

/// What a site does that is not what the app does; follows the site's name.
fn unlike_the_app(response: &MeResponse) -> String {
    let seen = match response {
        MeResponse::User => "answers HTTP 200 to a request without a session".to_owned(),
        MeResponse::NoSuchUser => "has no page that says who is signed in (HTTP 404)".to_owned(),
        MeResponse::Rejected(status, reason) if reason.is_empty() => {
            format!("answers HTTP {status} without the app's reason to a request without a session")
        }
        MeResponse::Rejected(status, reason) => {
            format!("answers HTTP {status} to a request without a session: {reason}")
        }
        MeResponse::Unavailable(words) | MeResponse::Unknown(words) => words.clone(),
    };
    format!("{seen}; the app answers HTTP 401 in JSON, so it was sent no session token")
}

/// The answers to requests with and without a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sessions {
    /// Without a token.
    pub none: MeResponse,
    /// With a token that an unknown key signed, for a user who does not exist.
    pub foreign: MeResponse,
    /// With a token that our key signed, for a user who does not exist; None if there is no key.
    pub own: Option<MeResponse>,
}

/// The answer of "who am I".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeResponse {
    /// It identifies a user.
    User,
    /// The token is good, and its user does not exist.
    NoSuchUser,
    /// 401 or 403, with the app's reason; empty if it gives none.
    Rejected(u16, String),
    /// The app may answer in a moment; the description follows the site's name.
    Unavailable(String),
    /// Something else; the description follows the site's name.
    Unknown(String),
}

impl MeResponse {
    /// Whether the site rejects as the app does: 401 with a reason in JSON.
    fn is_rejected_by_app(&self) -> bool {
        matches!(self, Self::Rejected(401, reason) if !reason.is_empty())
    }

    /// Whether the token's signature was accepted, for any user. `foreign` is the answer to a token of an unknown key.
    pub fn verifies_key(&self, foreign: &Self) -> bool {
        match self {
            Self::User | Self::NoSuchUser => true,
            // Another reason than for a bad signature comes after the signature was verified.
            Self::Rejected(_, reason) => {
                matches!(foreign, Self::Rejected(_, other) if other != reason && other == INVALID)
            }
            Self::Unavailable(_) | Self::Unknown(_) => false,
        }
    }
}

/// Sends no token and a foreign one, then one of our own key, or says why that is withheld. `callback` is a URL below which the app is.
pub async fn fetch_sessions(
    client: &Client,
    callback: &str,
    own: Option<Result<Secret, String>>,
    foreign: &Secret,
) -> Sessions {
    let (none, foreign) = join(
        ask_everywhere(client, callback, None),
        ask_everywhere(client, callback, Some(foreign)),
    )
    .await;
    let Some(Asked {
        url: page,
        response: none,
        ..
    }) = none.into_iter().next_back()
    else {
        let unknown = MeResponse::Unknown("has no page that says who is signed in".to_owned());
        return Sessions {
            none: unknown.clone(),
            foreign: unknown.clone(),
            own: own.map(|_| unknown),
        };
    };
    let page = MePage {
        is_app: none.is_rejected_by_app(),
        url: page,
    };
    let (none, foreign) = (
        page.settle(none),
        foreign
            .iter()
            .find(|asked| asked.url == page.url)
            .map_or_else(
                || {
                    let reason = "answers with and without a token at different addresses";
                    MeResponse::Unknown(reason.to_owned())
                },
                |asked| page.settle(asked.response.clone()),
            ),
    );
    let own = match own {
        None => None,
        Some(Err(why)) => Some(MeResponse::Unknown(why)),
        Some(Ok(_)) if !(none.is_rejected_by_app() && foreign.is_rejected_by_app()) => {
            Some(MeResponse::Unknown(NOT_THE_APP.to_owned()))
        }
        Some(Ok(own)) => Some(page.send(client, &own).await),
    };
    Sessions { none, foreign, own }
}

/// The app's "who am I", found by its answer to a visitor.
#[derive(Debug)]
pub struct MePage {
    url: String,
    is_app: bool,
}

/// A site without the app's "who am I".
#[derive(Debug)]
pub struct NoMePage {
    /// The description follows the site's name.
    pub response: MeResponse,
    /// Whether something answered that is not the app, such as the page of a Space that starts.
    pub is_missing: bool,
}

impl MePage {
    /// Finds the page of a site, given by its address without a path. Fails if the site does not reject a visitor as the app does.
    pub async fn find(client: &Client, site: &str) -> Result<Self, NoMePage> {
        let asked = ask_everywhere(client, site.trim_end_matches('/'), None).await;
        let (url, response, is_missing) = match asked.into_iter().next_back() {
            Some(asked) => (asked.url, asked.response, asked.is_missing),
            None => (String::new(), MeResponse::NoSuchUser, true),
        };
        match response {
            none if none.is_rejected_by_app() => Ok(Self { url, is_app: true }),
            response @ (MeResponse::Unavailable(_) | MeResponse::Unknown(_)) => Err(NoMePage {
                response,
                is_missing,
            }),
            other => Err(NoMePage {
                response: MeResponse::Unknown(unlike_the_app(&other)),
                is_missing,
            }),
        }
    }

    /// Sends a token.
    pub async fn send(&self, client: &Client, token: &Secret) -> MeResponse {
        let (response, _) = ask(client, &self.url, Some(token)).await;
        self.settle(response)
    }

    /// A JSON 404 is "no such user" only where a visitor gets a 401; elsewhere the page is missing.
    fn settle(&self, response: MeResponse) -> MeResponse {
        match response {
            MeResponse::NoSuchUser if !self.is_app => {
                MeResponse::Unknown("has no page that says who is signed in (HTTP 404)".to_owned())
            }
            response => response,
        }
    }
}

/// The answer at one URL.
struct Asked {
    url: String,
    response: MeResponse,
    /// Whether the URL leads past the app.
    is_missing: bool,
}

/// The answers at all candidate URLs up to the first that has the page.
async fn ask_everywhere(client: &Client, callback: &str, token: Option<&Secret>) -> Vec<Asked> {
    let mut answers = Vec::new();
    for url in candidate_urls(callback, "/me") {
        let (response, is_missing) = ask(client, &url, token).await;
        answers.push(Asked {
            url,
            response,
            is_missing,
        });
        if !is_missing {
            break;
        }
    }
    answers
}

/// The answer at one URL, and whether the URL leads past the app.
async fn ask(client: &Client, url: &str, token: Option<&Secret>) -> (MeResponse, bool) {
    let request = answer::request(url);
    let request = match token {
        Some(token) => request.bearer(token),
        None => request,
    };
    match client.send(request).await {
        Ok(answer) => (classify(url, &answer), answer::is_missing(&answer)),
        Err(failure) => {
            let reason = format!("could not be asked: {}", failure.diagnostic("it").title);
            (MeResponse::Unavailable(reason), false)
        }
    }
}

fn classify(url: &str, answer: &Response) -> MeResponse {
    match (answer.status.as_u16(), answer::origin(answer)) {
        (200, ResponseOrigin::App(_)) => MeResponse::User,
        (404, ResponseOrigin::App(_)) => MeResponse::NoSuchUser,
        (status @ (401 | 403), ResponseOrigin::App(reason)) => MeResponse::Rejected(status, reason),
        (status @ (401 | 403), _) => MeResponse::Rejected(status, String::new()),
        _ if answer::is_temporary(answer) => MeResponse::Unavailable(answer::describe(url, answer)),
        _ => MeResponse::Unknown(answer::describe(url, answer)),
    }
}
