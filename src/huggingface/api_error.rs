//! Maps the Hub's errors to codes of the catalog.

use serde::Deserialize;

use super::space::SpaceName;
use crate::diagnostic;
use crate::diagnostics::catalog::hub;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Code, Evidence, Refusal};
use crate::diagnostics::{Error, Exit};
use crate::http::Response;
use crate::http::header::{HeaderName, LOCATION};
use crate::text;

/// What was requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The account of the token.
    Token,
    /// Something of a Space, with a valid token.
    Space,
    /// A change of a Space that the token could read.
    Change,
}

/// A known Hub error: the first match wins.
struct Row {
    statuses: std::ops::RangeInclusive<u16>,
    asked: Option<Asked>,
    /// A part of the error's text or code.
    sign: &'static str,
    exit: Exit,
    code: &'static Code,
}

const ROW: Row = Row {
    statuses: 0..=999,
    asked: None,
    sign: "",
    exit: Exit::Refused,
    code: &hub::REFUSED,
};

const BAD_TOKEN: Row = Row {
    statuses: 401..=401,
    code: &hub::BAD_TOKEN,
    ..ROW
};

/// 429 and 5xx are handled before.
const TABLE: [Row; 11] = [
    Row {
        sign: "Access to this resource is disabled",
        code: &hub::DISABLED,
        ..ROW
    },
    Row {
        asked: Some(Asked::Token),
        ..BAD_TOKEN
    },
    Row {
        sign: "Invalid credentials",
        ..BAD_TOKEN
    },
    Row {
        statuses: 401..=401,
        asked: Some(Asked::Change),
        code: &hub::TOKEN_READ_ONLY,
        ..ROW
    },
    Row {
        statuses: 401..=401,
        code: &hub::SPACE_HIDDEN,
        ..ROW
    },
    Row {
        statuses: 402..=402,
        code: &hub::PAYMENT_REQUIRED,
        ..ROW
    },
    Row {
        sign: "requires a PRO subscription",
        code: &hub::PAYMENT_REQUIRED,
        ..ROW
    },
    Row {
        statuses: 403..=403,
        code: &hub::NO_RIGHTS,
        ..ROW
    },
    Row {
        statuses: 404..=404,
        code: &hub::SPACE_NOT_FOUND,
        ..ROW
    },
    Row {
        sign: "conflicting operation is in progress",
        exit: Exit::Unreachable,
        code: &hub::BUSY,
        ..ROW
    },
    Row {
        statuses: 400..=499,
        code: &hub::REFUSED,
        ..ROW
    },
];

/// A redirect to another Space of the Hub: the Space was renamed.
const MOVED: Row = Row {
    statuses: 300..=399,
    code: &hub::MOVED,
    ..ROW
};

/// What was requested, in words.
pub const HUB: &str = "the HuggingFace Hub";

/// The source of the rows: the Hub's own client, which handles the same responses.
const SOURCE: Evidence = Evidence::new(
    "huggingface_hub 2.4.0, utils/_http.py and hf_api.py",
    "2026-10-29",
);

/// All known Hub errors, with their status if it is a single one.
pub fn known() -> impl Iterator<Item = Refusal> {
    TABLE.iter().chain([&MOVED]).map(|row| {
        let few = row.statuses.end() - row.statuses.start() < 100;
        Refusal {
            status: few.then_some(*row.statuses.start()),
            sign: row.sign,
            code: row.code,
            evidence: SOURCE,
        }
    })
}

/// The error for an unexpected response: an API error, or a success that cannot be parsed.
pub fn error(answer: &Response, asked: Asked, space: Option<&SpaceName>) -> Error {
    let said = said(answer);
    let observed = seen(answer, &said);
    if let Some(trouble) = answer.trouble() {
        return Error::unreachable(trouble.diagnostic(HUB).observed(observed));
    }
    let Some(row) = row(answer, asked, &said) else {
        // JSON, but neither the requested resource nor one of the Hub's errors.
        let diagnostic = answer.not_json().map_or_else(
            || diagnostic!(hub::UNREADABLE),
            |trouble| trouble.diagnostic(HUB),
        );
        return Error::unreachable(diagnostic.observed(observed));
    };
    let name = space.map_or_else(|| "OWNER/NAME".to_owned(), ToString::to_string);
    let owner = name.split('/').next().unwrap_or_default();
    let diagnostic = row
        .code
        .diagnostic(&[("space", &name), ("owner", &owner)])
        .observed(observed);
    let diagnostic = match moved_to(answer) {
        Some(name) if diagnostic.is(&hub::MOVED) => diagnostic
            .reason(text!(hub::MOVED_TO, name = name))
            .help(text!(hub::USE_NAME, name = name)),
        _ if diagnostic.is(&hub::TOKEN_READ_ONLY) => diagnostic.reason(hub::READS_ONLY),
        _ => diagnostic,
    };
    Error::new(row.exit, diagnostic)
}

/// The Space that a redirect leads to.
fn moved_to(answer: &Response) -> Option<SpaceName> {
    let path = answer.header(LOCATION)?.strip_prefix("/api/spaces/")?;
    let mut parts = path.split(['/', '?', '#']);
    format!("{}/{}", parts.next()?, parts.next()?).parse().ok()
}

/// The row for an error of the Hub itself.
fn row(answer: &Response, asked: Asked, said: &Said) -> Option<&'static Row> {
    if answer.status.is_redirection() {
        let location = answer.header(LOCATION).unwrap_or_default();
        return location.starts_with("/api/spaces/").then_some(&MOVED);
    }
    let spoke = said.text.is_some() || said.code.is_some() || said.header.is_some();
    if answer.status.is_success() || !(spoke || answer.json().is_some()) {
        return None;
    }
    let status = answer.status.as_u16();
    let fits = |row: &&Row| {
        let contains =
            |text: &Option<String>| text.as_deref().is_some_and(|text| text.contains(row.sign));
        let signed = row.sign.is_empty()
            || contains(&said.text)
            || contains(&said.code)
            || contains(&said.header);
        row.statuses.contains(&status) && row.asked.is_none_or(|wanted| wanted == asked) && signed
    };
    TABLE.iter().find(fits)
}

/// The Hub's error message.
struct Said {
    text: Option<String>,
    header: Option<String>,
    code: Option<String>,
}

#[derive(Deserialize)]
struct Body {
    error: String,
}

fn said(answer: &Response) -> Said {
    let header = |name: &'static str| answer.header(HeaderName::from_static(name)).map(sanitize);
    let text = serde_json::from_slice::<Body>(&answer.body)
        .ok()
        .map(|body| sanitize(&body.error));
    Said {
        text,
        header: header("x-error-message"),
        code: header("x-error-code"),
    }
}

fn seen(answer: &Response, said: &Said) -> String {
    let mut seen = format!("HTTP {}", answer.status.as_u16());
    let unknown = if said.text.is_none() && !answer.status.is_success() {
        answer.unknown_json()
    } else {
        None
    };
    for text in [&said.code, &said.text, &unknown].into_iter().flatten() {
        seen += &format!(", {text}");
    }
    if let Some(header) = said
        .header
        .as_ref()
        .filter(|header| said.text.as_ref() != Some(header))
    {
        seen += &format!(", {header}");
    }
    if let Some(place) = answer.header(LOCATION) {
        // A query may contain a key.
        seen += &format!(
            ", to {}",
            sanitize(place.split(['?', '#']).next().unwrap_or_default())
        );
    }
    if let Some(id) = answer.header(HeaderName::from_static("x-request-id")) {
        seen += &format!(" (request {})", sanitize(id));
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::{Asked, error};
    use crate::diagnostics::Exit;
    use crate::http::Response;
    use crate::http::header::{HeaderMap, HeaderName, HeaderValue};

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Response {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        let headers = headers.iter().map(pair).collect::<HeaderMap>();
        Response::for_test(status, headers, body)
    }

    fn classify(asked: Asked, answer: &Response) -> (&'static str, Exit) {
        let error = error(answer, asked, Some(&"user/app".parse().unwrap()));
        (error.diagnostic.id(), error.exit)
    }

    #[test]
    fn words_in_an_unknown_shape_are_shown() {
        let answer = answer(403, &[], r#"{"message":"the tenant is in amber state"}"#);
        let error = error(&answer, Asked::Space, None);
        assert!(
            error
                .diagnostic
                .detail
                .unwrap()
                .contains("the tenant is in amber state")
        );
    }

    #[test]
    fn every_hub_error_has_its_code() {
        let password = r#"{"error":"Invalid username or password."}"#;
        let gone = r#"{"error":"Repository not found"}"#;
        let credentials = [(
            "x-error-message",
            "Invalid credentials in Authorization header",
        )];
        let rights =
            r#"{"error":"You don't have the rights to create a space under the namespace \"x\""}"#;
        let html = [("content-type", "text/html")];
        let cases = [
            (
                Asked::Token,
                answer(401, &[], password),
                "hub.bad-token",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(401, &credentials, password),
                "hub.bad-token",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(401, &[], password),
                "hub.space-hidden",
                Exit::Refused,
            ),
            (
                Asked::Change,
                answer(401, &[], password),
                "hub.token-read-only",
                Exit::Refused,
            ),
            (
                Asked::Change,
                answer(401, &credentials, password),
                "hub.bad-token",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(401, &[("x-error-code", "RepoNotFound")], gone),
                "hub.space-hidden",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(403, &[], rights),
                "hub.no-rights",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(404, &[("x-error-code", "RepoNotFound")], gone),
                "hub.space-not-found",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(429, &[], "{}"),
                "http.rate-limited",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(307, &[("location", "/api/spaces/user/new/secrets")], ""),
                "hub.moved",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(400, &[], r#"{"error":"no"}"#),
                "hub.refused",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(500, &[], r#"{"error":"Internal Error"}"#),
                "http.server-error",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(502, &html, "<html>Bad Gateway"),
                "http.server-error",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(200, &html, "<html>Log in to the network"),
                "http.web-page",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(404, &html, "<html>nginx"),
                "http.web-page",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(200, &[], "[]"),
                "hub.unreadable",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(
                    402,
                    &[],
                    r#"{"error":"Static Spaces are free for everyone, but hosting Gradio and Docker Spaces on free cpu-basic requires a PRO subscription. Subscribe at https://huggingface.co/pro"}"#,
                ),
                "hub.payment-required",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(
                    403,
                    &[],
                    r#"{"error":"This hardware requires a PRO subscription"}"#,
                ),
                "hub.payment-required",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(402, &[], r#"{"error":"in other words"}"#),
                "hub.payment-required",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(
                    409,
                    &[],
                    r#"{"error":"Cannot create repo: another conflicting operation is in progress"}"#,
                ),
                "hub.busy",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(
                    403,
                    &[("x-error-message", "Access to this resource is disabled.")],
                    "",
                ),
                "hub.disabled",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(
                    302,
                    &[("location", "https://login.hotel.example/?next=hub")],
                    "",
                ),
                "http.redirected",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(404, &[("content-type", "text/plain")], "not here"),
                "http.not-json",
                Exit::Unreachable,
            ),
        ];
        for (asked, answer, id, exit) in cases {
            assert_eq!(
                classify(asked, &answer),
                (id, exit),
                "{} {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
        }
    }

    #[test]
    fn the_rate_limit_header_counts_only_where_nothing_remains() {
        let help = |headers| {
            error(&answer(429, headers, "{}"), Asked::Space, None)
                .diagnostic
                .fix
                .unwrap()
                .text
        };
        let used_up = ("ratelimit", r#""api";r=0;t=42"#);
        let left = ("ratelimit", r#""api";r=7;t=42"#);
        let after = ("retry-after", "7");
        for (headers, expected) in [
            (&[used_up][..], "wait 43 seconds"),
            (&[used_up, after], "wait 43 seconds"),
            (&[left, after], "wait 7 seconds"),
            (&[left], "wait a few minutes"),
            (&[after], "wait 7 seconds"),
            (&[("ratelimit", "soon")], "wait a few minutes"),
            (&[("ratelimit", "r=0;t=-1")], "wait a few minutes"),
            (&[], "wait a few minutes"),
        ] {
            assert!(
                help(headers).contains(expected),
                "{headers:?}: {}",
                help(headers)
            );
        }
    }

    #[test]
    fn a_redirect_to_another_space_names_it() {
        let reason = |location| {
            let answer = answer(307, &[("location", location)], "");
            error(&answer, Asked::Space, None).diagnostic.cause
        };
        let named = reason("/api/spaces/CommunityOne/Open_Navigator/secrets");
        assert!(
            named
                .unwrap()
                .ends_with("the Space CommunityOne/Open_Navigator")
        );
        for other in ["/api/spaces/", "/api/spaces/x", "/api/spaces/x/y z/secrets"] {
            assert!(!reason(other).unwrap_or_default().contains("leads to"));
        }
    }

    #[test]
    fn a_long_text_and_a_query_stay_out() {
        let long = format!(r#"{{"error":"{}"}}"#, "x".repeat(5000));
        let seen = |answer: Response| {
            error(&answer, Asked::Space, None)
                .diagnostic
                .detail
                .unwrap()
        };
        assert!(seen(answer(400, &[], &long)).len() < 400);
        assert_eq!(
            seen(answer(302, &[("location", "https://a/b?key=c")], "")),
            "HTTP 302, to https://a/b"
        );
    }
}
