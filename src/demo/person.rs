//! A person who signs in without a browser.
//!
//! Owns following an authorize URL to the callback, signed in at the stand-ins already. What the person presses is the stand-ins' choice.

use std::time::Duration;

use url::Url;

use super::standins::SIGNED_IN;
use crate::diagnostic;
use crate::diagnostics::catalog::demo;
use crate::diagnostics::{Error, Result};
use crate::http::{Client, Request, header};

/// More redirects than any sign-in has.
const MOST_REDIRECTS: usize = 10;

/// Where the person ended.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The last address; at the callback it holds code and state.
    pub url: String,
    /// The HTTP status there.
    pub status: u16,
    /// The page there.
    pub body: String,
}

/// Opens an authorize URL and follows it to its end: the callback's page, or a page of the provider. Each step may take `deadline`.
pub async fn sign_in(authorize_url: &str, deadline: Duration) -> Result<Visit> {
    let client = Client::new(deadline);
    let mut url = Url::parse(authorize_url)
        .map_err(|error| Error::bug(format!("the authorization URL is invalid: {error}")))?;
    for _ in 0..MOST_REDIRECTS {
        let request = Request::get(url.as_str())
            .header(header::COOKIE, SIGNED_IN)
            .header(header::ACCEPT, "text/html");
        let answer = client
            .send(request)
            .await
            .map_err(|failure| failure.error("the sign-in page"))?;
        let location = answer
            .header(header::LOCATION)
            .filter(|_| answer.status.is_redirection());
        match location.and_then(|location| url.join(location).ok()) {
            Some(next) => url = next,
            None => {
                let body = String::from_utf8_lossy(&answer.body).into_owned();
                return Ok(Visit {
                    url: url.into(),
                    status: answer.status.as_u16(),
                    body,
                });
            }
        }
    }
    Err(Error::unreachable(diagnostic!(demo::SIGN_IN)))
}
