//! The door of the site: its certificate, what it asks browsers to remember, and what it does with http.

use jiff::Timestamp;

use crate::certificate::Certificate;
use crate::http::{Answer, Client, Failure, FailureKind, Request, header};

use super::answer;

/// What the site shows over https, before anything else.
#[derive(Debug)]
pub enum HttpsProbe {
    /// It answered.
    Open {
        /// The status of its front page.
        status: u16,
        /// Its certificate, where it can be read.
        certificate: Option<Certificate>,
        /// Its `Strict-Transport-Security` header (RFC 6797 section 6.1).
        hsts: Option<String>,
        /// Its clock.
        date: Option<Timestamp>,
        /// Why this page is not the site's own, in words that follow "it"; None where it may be.
        closed: Option<String>,
    },
    /// No answer came.
    Shut(Failure),
}

/// What the site does with a visitor who comes without encryption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plain {
    /// It sends them to https.
    Redirects,
    /// It sends them somewhere else: to this host, without encryption.
    RedirectTarget(String),
    /// It answers them, with this status.
    Serves(u16),
    /// Nobody is there.
    Refuses,
    /// It could not be told, for this reason.
    Untold(String),
}

/// Opens the door.
pub async fn open(client: &Client, site: &str) -> HttpsProbe {
    match client.send(Request::get(format!("{site}/"))).await {
        Ok(answer) => HttpsProbe::Open {
            status: answer.status.as_u16(),
            hsts: answer
                .header(header::STRICT_TRANSPORT_SECURITY)
                .map(str::to_owned),
            closed: matches!(answer.status.as_u16(), 429 | 500..)
                .then(|| answer::in_words(&answer)),
            date: answer.date,
            certificate: answer.certificate,
        },
        Err(failure) => HttpsProbe::Shut(failure),
    }
}

/// Comes without encryption.
pub async fn come_plainly(client: &Client, site: &str) -> Plain {
    let site = site.replacen("https://", "http://", 1);
    match client.visit(&format!("{site}/")).await {
        Ok(answer) => read(&answer),
        Err(failure) if failure.kind == FailureKind::Refused => Plain::Refuses,
        Err(failure) => Plain::Untold(failure.finding("the site").title.into_owned()),
    }
}

fn read(answer: &Answer) -> Plain {
    let status = answer.status.as_u16();
    let target = answer
        .header(header::LOCATION)
        .filter(|_| answer.status.is_redirection());
    match target.map(url::Url::parse) {
        Some(Ok(url)) if url.scheme() == "https" => Plain::Redirects,
        Some(Ok(url)) => Plain::RedirectTarget(url.host_str().unwrap_or_default().to_owned()),
        Some(Err(_)) => Plain::Serves(status),
        None if matches!(status, 429 | 500..) => {
            Plain::Untold(format!("it {}", answer::in_words(answer)))
        }
        None => Plain::Serves(status),
    }
}
