//! The page that the browser shows after the callback.
//!
//! It loads nothing and contains no code, state or token. One line of script removes code and state from the address bar and the history.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    REFERRER_POLICY,
};

use super::callback::RejectedRequest;
use crate::crypto::sha256;
use crate::diagnostics::Diagnostic;
use crate::words::capitalize;

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    status: u16,
    kind: &'static str,
    title: String,
    paragraphs: Vec<String>,
    code: Option<&'static str>,
}

/// Removes the query, with code and state, from the address bar and the history.
const SCRIPT: &str = "history.replaceState(null,\"\",location.pathname)";

const STYLE: &str = include_str!("page.css");

impl Page {
    /// The page after a successful sign-in.
    pub fn done(label: &str, stored: bool) -> Self {
        let next = if stored {
            "The sign-in was tested and the user stored."
        } else {
            "The sign-in was tested; nothing was stored."
        };
        let paragraphs = vec![
            next.to_owned(),
            "You can close this tab and go back to the terminal.".to_owned(),
        ];
        Self {
            status: 200,
            kind: "good",
            title: format!("Signed in with {label}"),
            paragraphs,
            code: None,
        }
    }

    /// The page after a failed sign-in.
    pub fn failed(label: &str, diagnostic: &Diagnostic) -> Self {
        let fix = diagnostic.fix.as_ref().map(|fix| fix.text.clone());
        let mut paragraphs = vec![capitalize(&diagnostic.title) + "."];
        paragraphs.extend(
            diagnostic
                .cause
                .as_deref()
                .map(|cause| format!("Why: {cause}.")),
        );
        paragraphs.extend(fix.map(|fix| format!("Next: {fix}.")));
        paragraphs.push("The terminal shows more. You can close this tab.".to_owned());
        Self {
            status: 200,
            kind: "bad",
            title: format!("Not signed in with {label}"),
            paragraphs,
            code: Some(diagnostic.id),
        }
    }

    /// The page if the remaining steps take longer than a browser should wait.
    pub(super) fn slow(label: &str) -> Self {
        let paragraphs = vec![
            "navauth is still working.".to_owned(),
            "Go back to the terminal, which shows the result.".to_owned(),
        ];
        Self {
            status: 200,
            kind: "plain",
            title: format!("{label} has answered"),
            paragraphs,
            code: None,
        }
    }

    /// The page for a request that is not the expected callback.
    pub(super) fn refused(seen: &RejectedRequest) -> Self {
        let (status, title, text) = match seen {
            RejectedRequest::OtherPath => (
                404,
                "Nothing is here",
                "navauth waits for a sign-in at another path.",
            ),
            RejectedRequest::OtherHost => (
                421,
                "Another host",
                "navauth answers only under the host of the redirect URI.",
            ),
            RejectedRequest::OtherMethod => (405, "Only GET", "navauth answers only to GET."),
            RejectedRequest::Prefetch => (503, "Not ahead of time", "Open the page itself."),
            RejectedRequest::AlreadyUsed => (
                409,
                "Already used",
                "This sign-in was already completed. The terminal shows the result.",
            ),
            RejectedRequest::NoState(Some(_)) => (
                400,
                "Not signed in",
                "The provider reports an error. The terminal shows what it says.",
            ),
            RejectedRequest::WrongState
            | RejectedRequest::NoState(None)
            | RejectedRequest::Ambiguous
            | RejectedRequest::Tls
            | RejectedRequest::NotTheUrl => (
                400,
                "Another sign-in",
                "This is not the sign-in that navauth waits for; open the URL that the terminal shows.",
            ),
        };
        Self {
            status,
            kind: "plain",
            title: title.to_owned(),
            paragraphs: vec![text.to_owned()],
            code: None,
        }
    }

    /// The response, with headers against caching, framing and referrer leaks.
    pub(super) fn response(&self) -> Response<Full<Bytes>> {
        let policy = format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            hash(STYLE),
            hash(SCRIPT),
        );
        let headers = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
            (REFERRER_POLICY, "no-referrer"),
            (CONTENT_SECURITY_POLICY, policy.as_str()),
            (HeaderName::from_static("x-frame-options"), "DENY"),
            (HeaderName::from_static("x-content-type-options"), "nosniff"),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
            (CONNECTION, "close"),
        ];
        let mut response = Response::builder().status(self.status);
        for (name, value) in headers {
            response = response.header(name, value);
        }
        if self.status == 405 {
            response = response.header(ALLOW, "GET");
        }
        // Cannot fail: every header is a constant or built above.
        response
            .body(Full::new(Bytes::from(self.html())))
            .unwrap_or_default()
    }

    fn html(&self) -> String {
        let title = escape(&self.title);
        let body: String = self
            .paragraphs
            .iter()
            .map(|text| format!("<p>{}</p>\n", paragraph(text)))
            .collect();
        let code = self.code.map_or_else(String::new, |code| {
            format!("<p class=\"code\">{code}</p>\n")
        });
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
             content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n<style>{STYLE}</style>\n<script>{SCRIPT}</script>\n\
             </head>\n<body>\n<main class=\"{kind}\">\n<h1>{title}</h1>\n{body}{code}</main>\n</body>\n</html>\n",
            kind = self.kind,
        )
    }
}

/// A Content-Security-Policy source that allows exactly this text.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(sha256(text)))
}

/// A paragraph with a bold label and linked URLs.
fn paragraph(text: &str) -> String {
    let (label, text) = ["Why:", "Next:"]
        .iter()
        .find_map(|label| Some((*label, text.strip_prefix(label)?)))
        .unwrap_or(("", text));
    let words = text.split(' ').map(|word| {
        let url = word.trim_end_matches([',', ';', '.']);
        let is_link = url.starts_with("https://") && url.len() > "https://".len();
        let (url, rest) = (escape(url), escape(&word[url.len()..]));
        if is_link {
            format!("<a href=\"{url}\" rel=\"noreferrer\">{url}</a>{rest}")
        } else {
            url + &rest
        }
    });
    let text = words.collect::<Vec<_>>().join(" ");
    if label.is_empty() {
        text
    } else {
        format!("<b>{label}</b>{text}")
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::Page;
    use crate::diagnostics::Diagnostic;

    #[test]
    fn provider_text_is_escaped() {
        let diagnostic = Diagnostic::fail(
            "login.provider-error",
            "no <script>alert(\"1\")</script> & more",
        )
        .help("<i> https://a.example/\"onclick=\"x, javascript:alert(1)");
        let html = Page::failed("Git<Hub>", &diagnostic).html();
        assert!(
            html.contains("No &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more"),
            "{html}"
        );
        assert_eq!(html.matches("<script>").count(), 1);
        assert!(!html.contains("<i>") && !html.contains("Git<Hub>"));
        let link = "https://a.example/&quot;onclick=&quot;x";
        assert!(
            html.contains(&format!(
                "<a href=\"{link}\" rel=\"noreferrer\">{link}</a>, javascript"
            )),
            "{html}"
        );
    }
}
