//! One look at the site: the door first, then everything behind it side by side.

use futures_util::future::{join_all, join3};
use jiff::Timestamp;

use super::door::{self, Door, Plain};
use super::session::{self, Sessions};
use super::start::{self, Start, Started};
use crate::http::Client;
use crate::secret::Secret;

/// What to ask the site.
#[derive(Clone, Debug)]
pub struct Questions {
    /// Its address without a path, such as `https://www.example.org`.
    pub site: String,
    /// The logins to start.
    pub logins: Vec<Start>,
    /// A session of a user who does not exist, signed with the key that the site should sign with; None where there is no key.
    pub session: Option<Secret>,
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
    pub door: Door,
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
    let Questions { site, logins, session, foreign_session } = questions;
    let door = door::open(client, &site).await;
    if !matches!(door, Door::Open { closed: None, .. }) {
        return Live { site, at, door, inside: None };
    }
    let callback = logins.first().map_or_else(|| format!("{site}/"), |login| login.redirect_uri.clone());
    let starts = join_all(logins.iter().map(|login| start::start(client, login)));
    let sessions = session::sessions(client, &callback, session.as_ref(), &foreign_session);
    let (plain, started, sessions) = join3(door::come_plainly(client, &site), starts, sessions).await;
    let logins = logins.into_iter().zip(started).collect();
    Live { site, at, door, inside: Some(Inside { plain, logins, sessions }) }
}
