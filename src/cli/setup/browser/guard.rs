//! Who may use the page: the host, the one-time token of the address, the session's cookie, the origin, and the CSRF token.
//!
//! Browsers send a cookie to every port of a host. The session's cookie is therefore limited to a path that only the address names.

use std::sync::atomic::{AtomicBool, Ordering};

use hyper::header::{CONTENT_TYPE, COOKIE, HOST, HeaderName, ORIGIN};
use hyper::{Method, Request};
use subtle::ConstantTimeEq;

use crate::config::random::{Encoding, random_key};
use crate::diagnostics::Result;
use crate::secret::Secret;

/// The name of the cookie.
const COOKIE_NAME: &str = "navauth_setup";

/// The beginning of the paths that lead back to a page.
const RETURN: &str = "return/";

/// Bytes of each random value.
const LENGTH: usize = 32;

/// What a request may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Start the session: the token was right.
    Start,
    /// Go on with the session that this browser has.
    Resume,
    /// Lead the browser to the page with this path. Needs no session, because browsers send none on a redirect from another site.
    Return(String),
    /// Read the page with this path.
    Read(String),
    /// Change something; the CSRF token in the form is not yet checked.
    Change(String),
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The host is not that of the address: DNS rebinding.
    OtherHost,
    /// Another user of this machine sent it.
    OtherUser,
    /// Another page or another program sent it.
    OtherOrigin,
    /// The path is unknown.
    OtherPath,
    /// Neither GET nor POST.
    OtherMethod,
    /// The browser wants to load the page ahead of time.
    Prefetch,
    /// The token is wrong.
    WrongToken,
    /// The token was used before.
    UsedToken,
    /// No session.
    NoSession,
    /// The form has no valid CSRF token.
    NoCsrfToken,
    /// The body is not a form, or too large.
    NotAForm,
}

impl Refusal {
    /// The status of the response.
    pub fn status(self) -> u16 {
        match self {
            Self::OtherHost => 421,
            Self::OtherPath => 404,
            Self::OtherMethod => 405,
            Self::NotAForm => 400,
            Self::Prefetch => 503,
            _ => 403,
        }
    }

    /// What happened, for the page and the terminal.
    pub fn words(self) -> &'static str {
        match self {
            Self::OtherHost => "a request with another host name",
            Self::OtherUser => "a connection from another user of this computer",
            Self::OtherOrigin => "a request from another page or program",
            Self::OtherPath => "a request for another path",
            Self::OtherMethod => "a request that was neither GET nor POST",
            Self::Prefetch => "a browser prefetch",
            Self::WrongToken => "an address with a wrong token",
            Self::UsedToken => "the address a second time, from another browser",
            Self::NoSession => "a request without the session of your browser",
            Self::NoCsrfToken => "a form that this page did not create",
            Self::NotAForm => "a request whose body is not a form of this page",
        }
    }
}

/// The secrets of one run.
pub struct Guard {
    authority: String,
    /// `/` and a random name: the path of every page.
    root: String,
    token: Secret,
    is_used: AtomicBool,
    session: Secret,
    csrf: Secret,
}

impl Guard {
    /// New secrets for a server on this port of 127.0.0.1.
    pub fn new(port: u16) -> Result<Self> {
        let random = || random_key(LENGTH, Encoding::Base64Url);
        Ok(Self {
            authority: format!("127.0.0.1:{port}"),
            root: format!("/{}", random()?.expose()),
            token: random()?,
            is_used: AtomicBool::new(false),
            session: random()?,
            csrf: random()?,
        })
    }

    /// The address that starts the session, once.
    pub fn address(&self) -> String {
        format!(
            "http://{}{}/start?token={}",
            self.authority,
            self.root,
            self.token.expose()
        )
    }

    /// The path of a page.
    pub fn path(&self, page: &str) -> String {
        format!("{}/{page}", self.root)
    }

    /// The address that leads back to a page.
    pub fn return_address(&self, page: &str) -> String {
        let path = self.path(&format!("{RETURN}{page}"));
        format!("http://{}{path}", self.authority)
    }

    /// The token for the forms.
    pub fn csrf_token(&self) -> &Secret {
        &self.csrf
    }

    /// The header that gives the session to a browser.
    pub fn cookie(&self) -> String {
        format!(
            "{COOKIE_NAME}={}; Path={}/; HttpOnly; SameSite=Strict",
            self.session.expose(),
            self.root
        )
    }

    /// Checks everything but the body.
    pub fn check<Body>(&self, request: &Request<Body>) -> Result<Access, Refusal> {
        let header = |name: HeaderName| only(request, name);
        if request.uri().authority().is_some() || header(HOST) != Some(&self.authority) {
            return Err(Refusal::OtherHost);
        }
        let rest = request.uri().path().strip_prefix(&self.root);
        let Some(page) = rest.and_then(|rest| rest.strip_prefix('/')) else {
            return Err(Refusal::OtherPath);
        };
        let purposes = ["sec-purpose", "purpose", "x-purpose", "x-moz"];
        if purposes
            .iter()
            .any(|name| request.headers().contains_key(*name))
        {
            return Err(Refusal::Prefetch);
        }
        let has_session = self.has_session(request);
        match *request.method() {
            Method::GET if page == "start" && has_session => Ok(Access::Resume),
            Method::GET if page.starts_with(RETURN) => {
                Ok(Access::Return(page.trim_start_matches(RETURN).to_owned()))
            }
            Method::GET if page == "start" => self.exchange(request.uri().query()),
            _ if !has_session => Err(Refusal::NoSession),
            Method::GET if is_from_elsewhere(request) => Err(Refusal::OtherOrigin),
            Method::GET => Ok(Access::Read(page.to_owned())),
            Method::POST => self.check_change(request, page),
            _ => Err(Refusal::OtherMethod),
        }
    }

    /// Checks the CSRF token of a form.
    pub fn check_form(&self, token: Option<&str>) -> Result<(), Refusal> {
        match token {
            Some(token) if equal(token, &self.csrf) => Ok(()),
            _ => Err(Refusal::NoCsrfToken),
        }
    }

    fn exchange(&self, query: Option<&str>) -> Result<Access, Refusal> {
        let token = query.and_then(|query| query.strip_prefix("token="));
        if !token.is_some_and(|token| equal(token, &self.token)) {
            return Err(Refusal::WrongToken);
        }
        if self.is_used.swap(true, Ordering::SeqCst) {
            return Err(Refusal::UsedToken);
        }
        Ok(Access::Start)
    }

    fn check_change<Body>(&self, request: &Request<Body>, page: &str) -> Result<Access, Refusal> {
        let origin = format!("http://{}", self.authority);
        if only(request, ORIGIN) != Some(&origin) || is_from_elsewhere(request) {
            return Err(Refusal::OtherOrigin);
        }
        if only(request, CONTENT_TYPE) != Some("application/x-www-form-urlencoded") {
            return Err(Refusal::NotAForm);
        }
        Ok(Access::Change(page.to_owned()))
    }

    fn has_session<Body>(&self, request: &Request<Body>) -> bool {
        let cookies = request.headers().get_all(COOKIE).iter();
        cookies
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .any(|(name, value)| name == COOKIE_NAME && equal(value, &self.session))
    }
}

/// A header that occurs once.
fn only<Body>(request: &Request<Body>, name: HeaderName) -> Option<&str> {
    let mut values = request.headers().get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Whether the browser says that another page sent the request, or that another page wants to show the answer.
fn is_from_elsewhere<Body>(request: &Request<Body>) -> bool {
    let site = request.headers().get("sec-fetch-site");
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

fn equal(text: &str, secret: &Secret) -> bool {
    text.as_bytes().ct_eq(secret.expose().as_bytes()).into()
}
