//! Maps the errors of Neon's API to codes of the catalog. The API's own words and its request id are shown with each.

use serde_json::Value;

use crate::diagnostic;
use crate::diagnostics::catalog::neon;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Code, Evidence, Refusal};
use crate::diagnostics::{Error, Exit};
use crate::http::Response;

/// A known API error; the first match wins. 429 and 5xx are handled before.
struct Row {
    /// 0: any.
    status: u16,
    /// A part of code or message, in lower case; empty: any.
    sign: &'static str,
    code: &'static Code,
}

const fn row(status: u16, sign: &'static str, code: &'static Code) -> Row {
    Row { status, sign, code }
}

const ROWS: [Row; 12] = [
    row(400, "org_id is required", &neon::ORGANIZATION_NEEDED),
    row(401, "", &neon::KEY_REFUSED),
    row(403, "", &neon::NOT_ALLOWED),
    row(404, "could not be authorized", &neon::NOT_VISIBLE),
    row(404, "", &neon::NOT_FOUND),
    row(412, "", &neon::PASSWORD_NOT_STORED),
    row(422, "limit", &neon::LIMIT),
    row(402, "", &neon::LIMIT),
    row(0, "limit_exceeded", &neon::LIMIT),
    row(0, "time_exceeded", &neon::LIMIT),
    row(0, "quota", &neon::LIMIT),
    row(423, "", &neon::BUSY),
];

/// What was requested, in words.
pub(super) const API: &str = "the Neon API";

/// The source of the rows: the API's description, and responses that users quote.
const SOURCE: Evidence = Evidence::new("neon.com/api_spec/release/v2.json", "2026-07");

/// All known API errors.
pub fn known() -> impl Iterator<Item = Refusal> {
    ROWS.iter().map(|row| Refusal {
        status: (row.status != 0).then_some(row.status),
        sign: row.sign,
        code: row.code,
        evidence: SOURCE,
    })
}

/// Parses an API error.
pub(super) fn read(answer: &Response) -> Error {
    let status = answer.status.as_u16();
    let body = answer.json();
    let field = |name: &str| {
        let value = body.as_ref().and_then(|body| body.get(name));
        value.and_then(Value::as_str).unwrap_or_default()
    };
    let (code, message) = (field("code"), field("message"));
    let with_code = if code.is_empty() {
        String::new()
    } else {
        format!(" ({code})")
    };
    let id = if field("request_id").is_empty() {
        String::new()
    } else {
        format!(", request {}", field("request_id"))
    };
    let said = if message.is_empty() && code.is_empty() {
        answer.unknown_json().unwrap_or_default()
    } else {
        format!("{message}{with_code}")
    };
    let seen = sanitize(&format!("status {status}{id}: {said}"));
    if let Some(trouble) = answer.trouble() {
        return Error::unreachable(trouble.diagnostic(API).observed(seen));
    }
    if body.is_none() {
        return not_json(answer);
    }
    let (in_code, in_message) = (code.to_lowercase(), message.to_lowercase());
    let fits = |row: &&Row| {
        (row.status == status || row.status == 0)
            && (in_code.contains(row.sign) || in_message.contains(row.sign))
    };
    let diagnostic = match ROWS.iter().find(fits) {
        Some(row) => row.code.diagnostic(&[]),
        None => diagnostic!(neon::REFUSED),
    };
    // Locked while an operation runs: retry later.
    let exit = if status == 423 {
        Exit::Unreachable
    } else {
        Exit::Refused
    };
    Error::new(exit, diagnostic.observed(seen))
}

/// The response is not JSON, so it is not from the API.
pub(super) fn not_json(answer: &Response) -> Error {
    match answer.not_json() {
        Some(trouble) => trouble.error(API),
        None => incomplete("what navauth asked for"),
    }
}

/// A response that lacks a required field.
pub(super) fn incomplete(what: &str) -> Error {
    Error::unreachable(diagnostic!(neon::INCOMPLETE, content = what))
}

/// The deadline has passed.
pub(super) fn out_of_time(what: &str) -> Error {
    Error::unreachable(diagnostic!(neon::TIMED_OUT, operation = what))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::http::{Response, header};

    #[test]
    fn words_in_an_unknown_shape_are_shown() {
        for body in [
            r#"{"errors":["shard 12 is on holiday"]}"#,
            r#"["shard 12 is on holiday"]"#,
        ] {
            let error = read(&Response::for_test(400, header::HeaderMap::new(), body));
            assert_eq!(error.diagnostic.id(), "neon.refused");
            assert!(
                error
                    .diagnostic
                    .detail
                    .unwrap()
                    .contains("shard 12 is on holiday"),
                "{body}"
            );
        }
    }

    #[test]
    fn each_api_error_has_its_code_with_neons_words_and_request_id() {
        let cases = [
            (
                400,
                "",
                "org_id is required, you can find it on your organization settings page",
                "neon.organization-needed",
                4,
            ),
            (400, "", "something else", "neon.refused", 4),
            (
                418,
                "AMBER",
                "the tenant is in amber state",
                "neon.refused",
                4,
            ),
            (
                401,
                "",
                "supplied credentials do not pass authentication",
                "neon.key-refused",
                4,
            ),
            (
                403,
                "",
                "not allowed for organization API keys",
                "neon.not-allowed",
                4,
            ),
            (404, "", "project not found", "neon.not-found", 4),
            (
                422,
                "PROJECTS_LIMIT_EXCEEDED",
                "projects limit exceeded",
                "neon.limit",
                4,
            ),
            (
                409,
                "BRANCHES_LIMIT_EXCEEDED",
                "branches limit exceeded",
                "neon.limit",
                4,
            ),
            (
                423,
                "",
                "project already has running operations",
                "neon.busy",
                5,
            ),
            (429, "", "rate limit", "http.rate-limited", 5),
            (503, "", "down", "http.server-error", 5),
            (500, "", "quota", "http.server-error", 5),
            (502, "", "down", "http.server-error", 5),
            (
                404,
                "",
                "The request could not be authorized due to an internal error.",
                "neon.not-visible",
                4,
            ),
            (
                404,
                "",
                "the request could not be authorized due to an internal error",
                "neon.not-visible",
                4,
            ),
            (
                402,
                "",
                "Your account or project has exceeded the quota. Upgrade your plan to increase limits.",
                "neon.limit",
                4,
            ),
            (406, "COMPUTE_TIME_EXCEEDED", "", "neon.limit", 4),
        ];
        for (status, code, message, id, exit) in cases {
            let body = serde_json::json!({ "code": code, "message": message, "request_id": "r-1" })
                .to_string();
            let answer = Response::for_test(status, header::HeaderMap::new(), body);
            let error = read(&answer);
            assert_eq!(
                (error.diagnostic.id(), error.exit.code()),
                (id, exit),
                "{status} {code}"
            );
            let seen = error.diagnostic.detail.unwrap();
            assert!(
                seen.contains(message) && seen.contains("request r-1"),
                "{seen}"
            );
        }
    }
}
