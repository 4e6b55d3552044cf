//! Collects the live site's responses: the front page first, then everything else at the same time.

use futures_util::future::{join_all, join3};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::https::{self, FrontPage, HttpRedirect, HttpsProbe};
use super::session::{self, Sessions};
use super::sign_in::{self, SignInStart, StartOutcome};
use crate::http::Client;
use crate::secret::Secret;

/// How far the site's clock may be ahead of ours; session tokens stay valid for that much longer.
pub const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What to ask the site.
#[derive(Clone, Debug)]
pub struct Questions {
    /// Its address without a path, such as `https://www.example.org`.
    pub site: String,
    /// The sign-ins to start.
    pub sign_ins: Vec<SignInStart>,
    /// A session token of a user who does not exist, signed with the key that the site should use; None if there is no key. It is sent only to
    /// a site that answers as the app does. The error says why it may not be sent to this site; it follows "the site".
    pub session: Option<Result<Secret, String>>,
    /// The same, signed with a random key.
    pub foreign_session: Secret,
}

/// The site's answers.
#[derive(Debug)]
pub struct LiveSite {
    /// Its address without a path.
    pub site: String,
    pub at: Timestamp,
    pub https: HttpsProbe,
    /// None if the front page says that the app is elsewhere or unavailable.
    pub app: Option<AppResponses>,
}

/// The answers of everything but the front page.
#[derive(Debug)]
pub struct AppResponses {
    pub http: HttpRedirect,
    /// In the order of the questions.
    pub sign_ins: Vec<(SignInStart, StartOutcome)>,
    pub sessions: Sessions,
}

impl LiveSite {
    /// The address that the site redirects to, if it is another one.
    pub fn moved_to(&self) -> Option<&Url> {
        let front_page = match &self.https {
            HttpsProbe::Answered {
                page: FrontPage::Redirects(target),
                ..
            } => Some(target),
            _ => None,
        };
        let sign_ins = self.app.iter().flat_map(|app| &app.sign_ins);
        front_page.or_else(|| {
            sign_ins
                .filter_map(|(_, outcome)| match outcome {
                    StartOutcome::SiteMoved(target) => Some(target),
                    _ => None,
                })
                .next()
        })
    }

    /// Whether the front page redirects to itself.
    pub fn loops(&self) -> bool {
        matches!(
            self.https,
            HttpsProbe::Answered {
                page: FrontPage::Loops,
                ..
            }
        )
    }

    /// Whether there is no site: the front page is not found, and neither is a page of the app.
    pub fn is_missing(&self) -> bool {
        let front_page = matches!(
            self.https,
            HttpsProbe::Answered {
                page: FrontPage::NotFound,
                ..
            }
        );
        let has_no_app = |app: &AppResponses| {
            app.sign_ins
                .iter()
                .all(|(_, outcome)| matches!(outcome, StartOutcome::Refused(404 | 410, None)))
        };
        front_page && self.app.as_ref().is_none_or(has_no_app)
    }

    /// Whether the app answered the start of a sign-in.
    pub fn has_app(&self) -> bool {
        let sign_ins = self.app.iter().flat_map(|app| &app.sign_ins);
        let mut outcomes = sign_ins.map(|(_, outcome)| outcome);
        outcomes.any(|outcome| {
            matches!(
                outcome,
                StartOutcome::Redirected(_) | StartOutcome::Refused(_, Some(_))
            )
        })
    }
}

/// Asks the site. Each question is sent once.
pub async fn fetch(client: &Client, questions: Questions, at: Timestamp) -> LiveSite {
    let Questions {
        site,
        sign_ins,
        session,
        foreign_session,
    } = questions;
    let https = https::fetch_front_page(client, &site).await;
    let HttpsProbe::Answered {
        page: FrontPage::Served | FrontPage::NotFound | FrontPage::OfApi,
        date,
        ..
    } = https
    else {
        return LiveSite {
            site,
            at,
            https,
            app: None,
        };
    };
    let callback = sign_ins
        .first()
        .map_or_else(|| format!("{site}/"), |first| first.redirect_uri.clone());
    let starts = join_all(
        sign_ins
            .iter()
            .map(|sign_in| sign_in::start(client, sign_in)),
    );
    let own = session.map(|session| {
        let session = session?;
        withhold_reason(&site, &callback, date, at).map_or(Ok(session), Err)
    });
    let sessions = session::fetch_sessions(client, &callback, own, &foreign_session);
    let (http, outcomes, sessions) =
        join3(https::fetch_over_http(client, &site), starts, sessions).await;
    let sign_ins = sign_ins.into_iter().zip(outcomes).collect();
    LiveSite {
        site,
        at,
        https,
        app: Some(AppResponses {
            http,
            sign_ins,
            sessions,
        }),
    }
}

/// Why the site may not be sent a token that the app's key signed; follows "the site".
fn withhold_reason(
    site: &str,
    callback: &str,
    date: Option<Timestamp>,
    at: Timestamp,
) -> Option<String> {
    if !Url::parse(callback).is_ok_and(|url| url.origin().ascii_serialization() == site) {
        return Some("handles sign-in on another host, which was sent no session token".to_owned());
    }
    let ahead = date
        .map(|date| date.duration_since(at))
        .filter(|ahead| *ahead > MAX_CLOCK_SKEW)?;
    Some(format!(
        "has a clock that is {} minutes ahead of this computer's, so the session token would have expired",
        ahead.as_mins()
    ))
}
