//! What a refusal of Neon's API means.
//!
//! Owns the table from status and code to a code of the catalog. The API's own words and its request id are shown with each.

use serde_json::Value;

use crate::diagnostic;
use crate::diagnostics::catalog::neon;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Code, Evidence, Refusal};
use crate::diagnostics::{Error, Exit};
use crate::http::Answer;

/// A known refusal; the first that fits is taken.
struct Row {
    /// 0: any.
    status: u16,
    /// A part of code or message; empty: any.
    sign: &'static str,
    code: &'static Code,
}

const fn row(status: u16, sign: &'static str, code: &'static Code) -> Row {
    Row { status, sign, code }
}

const ROWS: [Row; 13] = [
    row(400, "org_id is required", &neon::ORGANIZATION_NEEDED),
    row(401, "", &neon::KEY_REFUSED),
    row(403, "", &neon::NOT_ALLOWED),
    row(404, "", &neon::NOT_FOUND),
    row(412, "", &neon::PASSWORD_NOT_STORED),
    row(422, "LIMIT", &neon::LIMIT),
    row(402, "", &neon::LIMIT),
    row(0, "LIMIT_EXCEEDED", &neon::LIMIT),
    row(0, "QUOTA", &neon::LIMIT),
    row(423, "", &neon::BUSY),
    row(429, "", &neon::TOO_OFTEN),
    row(503, "", &neon::UNAVAILABLE),
    row(500, "", &neon::FAILED),
];

/// Where the rows were read: the API's description, and answers that users quote.
const API: Evidence = Evidence::new("neon.com/api_spec/release/v2.json", "2026-07");

/// Every known refusal.
pub fn known() -> impl Iterator<Item = Refusal> {
    ROWS.iter().map(|row| Refusal {
        status: (row.status != 0).then_some(row.status),
        sign: row.sign,
        code: row.code,
        evidence: API,
    })
}

/// Reads a refusal.
pub(super) fn read(answer: &Answer) -> Error {
    let status = answer.status.as_u16();
    let Some(body) = answer.json() else {
        return not_json(answer);
    };
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let (code, message) = (field("code"), field("message"));
    let fits = |row: &&Row| {
        (row.status == status || row.status == 0)
            && (code.contains(row.sign) || message.contains(row.sign))
    };
    let finding = match ROWS.iter().find(fits) {
        Some(row) => row.code.diagnostic(&[]),
        None => diagnostic!(neon::REFUSED),
    };
    let code = if code.is_empty() {
        String::new()
    } else {
        format!(" ({code})")
    };
    let id = if field("request_id").is_empty() {
        String::new()
    } else {
        format!(", request {}", field("request_id"))
    };
    let seen = sanitize(&format!("status {status}{id}: {message}{code}"));
    let exit = if status >= 500 || matches!(status, 423 | 429) {
        Exit::Unreachable
    } else {
        Exit::Refused
    };
    Error::new(exit, finding.observed(seen))
}

/// The answer is no JSON: something else answers in the API's place.
pub(super) fn not_json(answer: &Answer) -> Error {
    let content = if answer.is_html() {
        neon::WEB_PAGE
    } else {
        neon::SOMETHING_ELSE
    };
    let finding = diagnostic!(neon::NOT_JSON, content = content);
    Error::unreachable(finding.observed(format!("status {}", answer.status.as_u16())))
}

/// An answer that lacks what it must hold.
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
    use crate::http::{Answer, StatusCode, header};

    #[test]
    fn each_refusal_has_its_finding_with_neons_words_and_request_id() {
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
            (429, "", "rate limit", "neon.too-often", 5),
            (503, "", "down", "neon.unavailable", 5),
            (500, "", "down", "neon.failed", 5),
            (502, "", "down", "neon.refused", 5),
        ];
        for (status, code, message, id, exit) in cases {
            let body = serde_json::json!({ "code": code, "message": message, "request_id": "r-1" })
                .to_string();
            let answer = Answer {
                status: StatusCode::from_u16(status).unwrap(),
                headers: header::HeaderMap::new(),
                body: body.into_bytes(),
                date: None,
                certificate: None,
                took: std::time::Duration::ZERO,
            };
            let error = read(&answer);
            assert_eq!(
                (error.finding.id, error.exit.code()),
                (id, exit),
                "{status} {code}"
            );
            let seen = error.finding.detail.unwrap();
            assert!(
                seen.contains(message) && seen.contains("request r-1"),
                "{seen}"
            );
        }
    }
}
