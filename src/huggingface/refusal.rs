//! What the Hub's refusals mean.
//!
//! Owns the table from status and text to a code. Why there was no answer at all belongs to `http`.

use serde::Deserialize;

use super::space::SpaceName;
use crate::diagnostics::catalog::hub;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Code, Evidence, Refusal};
use crate::diagnostics::{Error, Exit};
use crate::http::Answer;
use crate::http::header::{HeaderName, LOCATION};
use crate::text;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Whose token it is.
    Token,
    /// Something of a Space, with a token that is known to be good.
    Space,
}

/// One refusal: the first row that fits is taken.
struct Row {
    statuses: std::ops::RangeInclusive<u16>,
    asked: Option<Asked>,
    /// Stands in the error's text or code.
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

const TABLE: [Row; 9] = [
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
        code: &hub::SPACE_HIDDEN,
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
        statuses: 429..=429,
        exit: Exit::Unreachable,
        code: &hub::RATE_LIMITED,
        ..ROW
    },
    Row {
        statuses: 300..=399,
        code: &hub::MOVED,
        ..ROW
    },
    Row {
        statuses: 400..=499,
        code: &hub::REFUSED,
        ..ROW
    },
    Row {
        exit: Exit::Unreachable,
        code: &hub::TROUBLE,
        ..ROW
    },
];

const NOT_THE_HUB: Row = Row {
    exit: Exit::Unreachable,
    code: &hub::NOT_THE_HUB,
    ..ROW
};

/// Where the rows were read: the Hub's own client, which handles the same answers.
const HUB: Evidence = Evidence::new(
    "huggingface_hub 2.4.0, utils/_http.py and hf_api.py",
    "2026-10-29",
);

/// Every known refusal; with its status, where it is about a single one.
pub fn known() -> impl Iterator<Item = Refusal> {
    TABLE.iter().chain([&NOT_THE_HUB]).map(|row| {
        let few = row.statuses.end() - row.statuses.start() < 100;
        Refusal {
            status: few.then_some(*row.statuses.start()),
            sign: row.sign,
            code: row.code,
            evidence: HUB,
        }
    })
}

/// The error of an answer that is not what was asked for: a refusal, or a success that cannot be read.
pub fn error(answer: &Answer, asked: Asked, space: Option<&SpaceName>) -> Error {
    let status = answer.status.as_u16();
    let said = said(answer);
    let spoke = said.text.is_some() || said.code.is_some();
    let foreign =
        answer.status.is_success() || (answer.is_html() && !answer.status.is_server_error());
    let fits = |row: &&Row| {
        let known =
            |text: &Option<String>| text.as_deref().is_some_and(|text| text.contains(row.sign));
        let signed =
            row.sign.is_empty() || known(&said.text) || known(&said.code) || known(&said.header);
        row.statuses.contains(&status) && row.asked.is_none_or(|wanted| wanted == asked) && signed
    };
    let row = if foreign && !spoke {
        &NOT_THE_HUB
    } else {
        TABLE.iter().find(fits).unwrap_or(&NOT_THE_HUB)
    };
    let name = space.map_or_else(|| "OWNER/NAME".to_owned(), ToString::to_string);
    let mut finding = row
        .code
        .diagnostic(&[("space", &name)])
        .observed(seen(answer, &said));
    if let Some(seconds) = pause(answer).filter(|_| status == 429) {
        finding = finding.help(text!(hub::RETRY_AFTER, seconds = seconds));
    }
    Error::new(row.exit, finding)
}

/// What the Hub says of an error.
struct Said {
    text: Option<String>,
    header: Option<String>,
    code: Option<String>,
}

#[derive(Deserialize)]
struct Body {
    error: String,
}

fn said(answer: &Answer) -> Said {
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

fn seen(answer: &Answer, said: &Said) -> String {
    let mut seen = format!("HTTP {}", answer.status.as_u16());
    for text in [&said.code, &said.text].into_iter().flatten() {
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
        // What stands after a question mark may be a key.
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

/// Seconds until the Hub wants to be asked again: `RateLimit: "api";r=0;t=42`, or Retry-After.
fn pause(answer: &Answer) -> Option<u32> {
    let limit = answer.header(HeaderName::from_static("ratelimit"));
    let window = limit.and_then(|limit| {
        limit
            .split(';')
            .find_map(|part| part.trim().strip_prefix("t=")?.parse().ok())
    });
    window.or_else(|| u32::try_from(answer.retry_after()?.as_secs()).ok())
}

#[cfg(test)]
mod tests {
    use super::{Asked, error};
    use crate::diagnostics::Exit;
    use crate::http::header::{HeaderMap, HeaderName, HeaderValue};
    use crate::http::{Answer, StatusCode};

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Answer {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers.iter().map(pair).collect::<HeaderMap>(),
            body: body.as_bytes().to_vec(),
            date: None,
            certificate: None,
            took: std::time::Duration::ZERO,
        }
    }

    fn judged(asked: Asked, answer: &Answer) -> (&'static str, Exit) {
        let error = error(answer, asked, Some(&"user/app".parse().unwrap()));
        (error.finding.id, error.exit)
    }

    #[test]
    fn every_refusal_of_the_hub_has_its_finding() {
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
                "hub.rate-limited",
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
                "hub.trouble",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(502, &html, "<html>Bad Gateway"),
                "hub.trouble",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(200, &html, "<html>Log in to the network"),
                "hub.not-the-hub",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(404, &html, "<html>nginx"),
                "hub.not-the-hub",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(200, &[], "[]"),
                "hub.not-the-hub",
                Exit::Unreachable,
            ),
        ];
        for (asked, answer, id, exit) in cases {
            assert_eq!(
                judged(asked, &answer),
                (id, exit),
                "{} {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
        }
    }

    #[test]
    fn a_pause_is_named_in_seconds() {
        let fix = |headers| {
            error(&answer(429, headers, "{}"), Asked::Space, None)
                .finding
                .fix
                .unwrap()
                .text
        };
        assert!(fix(&[("ratelimit", r#""api";r=0;t=42"#)]).contains("in 42 seconds"));
        assert!(fix(&[("retry-after", "7")]).contains("in 7 seconds"));
        assert!(fix(&[]).contains("later"));
    }

    #[test]
    fn a_long_text_and_a_query_stay_out() {
        let long = format!(r#"{{"error":"{}"}}"#, "x".repeat(5000));
        let seen = |answer: Answer| error(&answer, Asked::Space, None).finding.detail.unwrap();
        assert!(seen(answer(400, &[], &long)).len() < 400);
        assert_eq!(
            seen(answer(302, &[("location", "https://a/b?key=c")], "")),
            "HTTP 302, to https://a/b"
        );
    }
}
