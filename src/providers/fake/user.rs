//! A user who signs in at the simulated providers without a browser.
//!
//! Follows an authorization URL to the callback, with the cookie of a user who is signed in at the simulated provider.

use std::time::Duration;

use url::Url;

use super::authorize::SIGNED_IN;
use crate::diagnostic;
use crate::diagnostics::catalog::demo;
use crate::diagnostics::{Error, Result};
use crate::http::{Client, Request, header};

/// More redirects than any sign-in has.
const MOST_REDIRECTS: usize = 10;

/// The last page of a sign-in.
#[derive(Clone, Debug)]
pub struct LastPage {
    /// The last URL; at the callback it contains code and state.
    pub url: String,
    /// Its HTTP status.
    pub status: u16,
    /// Its body.
    pub body: String,
}

/// Follows an authorization URL to the callback's page or a page of the provider. Each request may take up to `deadline`.
pub async fn sign_in(authorize_url: &str, deadline: Duration) -> Result<LastPage> {
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
                return Ok(LastPage {
                    url: url.into(),
                    status: answer.status.as_u16(),
                    body,
                });
            }
        }
    }
    Err(Error::unreachable(diagnostic!(demo::SIGN_IN)))
}
