//! One look at the site: the door first, then everything behind it side by side.

use futures_util::future::{join_all, join3};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::door::{self, HttpsProbe, Plain};
use super::session::{self, Sessions};
use super::start::{self, Start, Started};
use crate::http::Client;
use crate::secret::Secret;

/// How far the site's clock may be ahead of this one's, for which a session that it is shown is good longer than the questions take.
pub const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What to ask the site.
#[derive(Clone, Debug)]
pub struct Questions {
    /// Its address without a path, such as `https://www.example.org`.
    pub site: String,
    /// The logins to start.
    pub logins: Vec<Start>,
    /// A session of a user who does not exist, signed with the key that the site should sign with; None where there is no key. It is shown to
    /// nobody who has not answered as the app does. The error says why it may not be shown to this site, in words that follow "the site".
    pub session: Option<Result<Secret, String>>,
    /// The same, signed with a key that nobody has.
    pub foreign_session: Secret,
}

/// What the site showed.
#[derive(Debug)]
pub struct Live {
    /// Its address without a path.
    pub site: String,
    /// When it was looked at.
    pub at: Timestamp,
    /// What it showed over https.
    pub door: HttpsProbe,
    /// What is behind the door; None where it did not open, or to a page that is not the site's own.
    pub inside: Option<Inside>,
}

/// What the site showed behind its door.
#[derive(Debug)]
pub struct Inside {
    /// What it does with http.
    pub plain: Plain,
    /// What came of each login, in the order of the question.
    pub logins: Vec<(Start, Started)>,
    /// What it makes of sessions.
    pub sessions: Sessions,
}

/// Looks at the site. Each question is asked once.
pub async fn look(client: &Client, questions: Questions, at: Timestamp) -> Live {
    let Questions {
        site,
        logins,
        session,
        foreign_session,
    } = questions;
    let door = door::open(client, &site).await;
    let HttpsProbe::Open {
        closed: None, date, ..
    } = door
    else {
        return Live {
            site,
            at,
            door,
            inside: None,
        };
    };
    let callback = logins
        .first()
        .map_or_else(|| format!("{site}/"), |login| login.redirect_uri.clone());
    let starts = join_all(logins.iter().map(|login| start::start(client, login)));
    let own = session.map(|session| {
        let session = session?;
        withheld(&site, &callback, date, at).map_or(Ok(session), Err)
    });
    let sessions = session::sessions(client, &callback, own, &foreign_session);
    let (plain, started, sessions) =
        join3(door::come_plainly(client, &site), starts, sessions).await;
    let logins = logins.into_iter().zip(started).collect();
    Live {
        site,
        at,
        door,
        inside: Some(Inside {
            plain,
            logins,
            sessions,
        }),
    }
}

/// Why the site is not to be shown what the app's key signed, before it was asked anything; in words that follow "the site".
fn withheld(site: &str, callback: &str, date: Option<Timestamp>, at: Timestamp) -> Option<String> {
    if !Url::parse(callback).is_ok_and(|url| url.origin().ascii_serialization() == site) {
        return Some("takes its logins at another host, which was shown no session".to_owned());
    }
    let ahead = date
        .map(|date| date.duration_since(at))
        .filter(|ahead| *ahead > SKEW)?;
    Some(format!(
        "has a clock that is {} minutes ahead of this one, where a session would be over",
        ahead.as_mins()
    ))
}
