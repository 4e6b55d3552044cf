//! The page that the browser shows after the callback.
//!
//! It loads nothing and contains no code, state or token. One line of script removes code and state from the address bar and the history.

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION,
    REFERRER_POLICY,
};

use super::callback::RejectedRequest;
use maud::{Markup, html};

use crate::diagnostics::Diagnostic;
use crate::web_page::{WebPage, linked};
use crate::words::capitalize;

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    status: u16,
    kind: &'static str,
    title: String,
    paragraphs: Vec<String>,
    code: Option<&'static str>,
    /// Where the browser goes instead of showing the page.
    return_address: Option<String>,
}

/// Removes the query, with code and state, from the address bar and the history.
const SCRIPT: &str = "history.replaceState(null,\"\",location.pathname)";

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
            return_address: None,
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
            code: Some(diagnostic.id()),
            return_address: None,
        }
    }

    /// Sends the browser to an address that shows the same.
    #[must_use]
    pub fn returning_to(self, return_address: Option<String>) -> Self {
        Self {
            return_address,
            ..self
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
            return_address: None,
        }
    }

    /// The page for a request that is not the expected callback.
    pub(super) fn refused(seen: &RejectedRequest) -> Self {
        let (status, title, text) = match seen {
            RejectedRequest::OtherPath => (
                404,
                "Nothing is here",
                "navauth is waiting for a sign-in at another path.",
            ),
            RejectedRequest::OtherHost => (
                421,
                "Another host",
                "navauth answers only at the redirect URI's host.",
            ),
            RejectedRequest::OtherMethod => (405, "Only GET", "navauth answers only GET requests."),
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
                "This is not the sign-in that navauth is waiting for; open the URL that the terminal shows.",
            ),
        };
        Self {
            status,
            kind: "plain",
            title: title.to_owned(),
            paragraphs: vec![text.to_owned()],
            code: None,
            return_address: None,
        }
    }

    /// The response, with headers against caching, framing and referrer leaks.
    pub(super) fn response(&self) -> Response<Full<Bytes>> {
        let document = self.document();
        let policy = document.policy() + "; frame-ancestors 'none'";
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
        let status = match self.return_address {
            Some(_) => 303,
            None => self.status,
        };
        let mut response = Response::builder().status(status);
        if let Some(address) = &self.return_address {
            response = response.header(LOCATION, address);
        }
        for (name, value) in headers {
            response = response.header(name, value);
        }
        if self.status == 405 {
            response = response.header(ALLOW, "GET");
        }
        // Cannot fail: every header is a constant or built above.
        response
            .body(Full::new(Bytes::from(document.html())))
            .unwrap_or_default()
    }

    fn document(&self) -> WebPage<'_> {
        WebPage {
            title: &self.title,
            style: "",
            script: SCRIPT,
            body: html! {
                main class={ "card " (self.kind) } {
                    h1 { (self.title) }
                    @for text in &self.paragraphs {
                        p { (paragraph(text)) }
                    }
                    @if let Some(code) = self.code {
                        p class="code" { (code) }
                    }
                }
            },
        }
    }
}

/// A paragraph with a bold label and linked web addresses.
fn paragraph(text: &str) -> Markup {
    let labeled = ["Why:", "Next:"]
        .iter()
        .find_map(|label| Some((*label, text.strip_prefix(label)?)));
    html! {
        @match labeled {
            Some((label, rest)) => { b { (label) } (linked(rest)) }
            None => (linked(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Page;
    use crate::diagnostics::{Code, Diagnostic};

    #[test]
    fn provider_text_is_escaped() {
        let diagnostic = Diagnostic::fail(
            Code::for_test("login.provider-error"),
            "no <script>alert(\"1\")</script> & more",
        )
        .help("<i> https://a.example/\"onclick=\"x, javascript:alert(1)");
        let html = Page::failed("Git<Hub>", &diagnostic).document().html();
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
