//! Responses, with headers against caching, framing, sniffing and referrer leaks.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    LOCATION, REFERRER_POLICY, SET_COOKIE,
};

use super::guard::Refusal;

/// No script or style in a page, nothing from elsewhere, and no other page around it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// `same-origin`, because with `no-referrer` browsers send the origin `null` with a form. Other sites get no referrer.
const HEADERS: [(HeaderName, &str); 7] = [
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "same-origin"),
    (CONTENT_SECURITY_POLICY, POLICY),
    (CONNECTION, "close"),
    (HeaderName::from_static("x-frame-options"), "DENY"),
    (HeaderName::from_static("x-content-type-options"), "nosniff"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// A response.
pub type Response = hyper::Response<Full<Bytes>>;

/// A page.
pub fn html(text: String) -> Response {
    respond(200, "text/html; charset=utf-8", text)
}

/// The stylesheet or the script.
pub fn file(kind: &'static str, text: &'static str) -> Response {
    respond(200, kind, text)
}

/// Leads the browser to a path of the same server.
pub fn see_other(path: &str) -> Response {
    let mut response = respond(303, "text/plain; charset=utf-8", String::new());
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(LOCATION, path);
    }
    response
}

/// Starts the session of a browser.
pub fn start(path: &str, cookie: &str) -> Response {
    let mut response = see_other(path);
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

/// The answer to a request that was refused.
pub fn refused(refusal: Refusal) -> Response {
    let text = format!(
        "navauth refused this: it was {}.\nOpen the address that the terminal shows. Each address works in one browser; \
         run navauth setup --browser again for a new one.\n",
        refusal.words()
    );
    respond(refusal.status(), "text/plain; charset=utf-8", text)
}

fn respond(status: u16, kind: &'static str, body: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
