//! Responses, with headers against caching, framing, sniffing and referrer leaks.

use hyper::body::Bytes;
use hyper::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    HeaderName, HeaderValue, LOCATION, REFERRER_POLICY, SET_COOKIE,
};
use tokio::sync::mpsc;

use super::body::Body;
use super::guard::Refusal;

/// No script or style in a page, nothing from elsewhere, and no other page around it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

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
pub type Response = hyper::Response<Body>;

/// A page.
pub fn html(text: String) -> Response {
    respond(200, "text/html; charset=utf-8", text)
}

/// The stylesheet or the script.
pub fn file(kind: &'static str, text: String) -> Response {
    respond(200, kind, text)
}

/// A page to be saved as a file.
pub fn download(name: &'static str, text: String) -> Response {
    let mut response = respond(200, "text/html; charset=utf-8", text);
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// Events as they are sent.
pub fn events(events: mpsc::Receiver<Bytes>) -> Response {
    let mut response = respond(200, "text/event-stream", String::new());
    *response.body_mut() = Body::Events(events);
    response
}

/// Leads the browser to a path of the same server.
pub fn see_other(path: &str) -> Response {
    let mut response = respond(303, "text/plain; charset=utf-8", String::new());
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(LOCATION, path);
    }
    response
}

/// Starts the session of a browser. The page redirects by itself, because browsers send no cookie with a redirect that began on another site.
pub fn start(page: String, cookie: &str) -> Response {
    let mut response = html(page);
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
    let mut response = Response::new(Body::Whole(Some(body.into())));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
