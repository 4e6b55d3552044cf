//! What a refusal of Neon's API means.
//!
//! Owns the table from status and code to finding. The API's own words and its request id are shown with each.

use serde_json::Value;

use crate::error::{Error, Exit};
use crate::finding::Finding;
use crate::http::Answer;

/// A row: status, a part of code or message (empty: any), id, title, cause, fix.
struct Row(
    u16,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const KEYS: &str =
    "make a key at https://console.neon.tech/app/settings/api-keys and put it into NEON_API_KEY";

/// The first row that fits is taken.
const ROWS: [Row; 13] = [
    Row(
        400,
        "org_id is required",
        ORGANIZATION_NEEDED,
        "Neon needs to know the organization",
        "this key belongs to a person, whose projects belong to organizations",
        "name the organization with --org",
    ),
    Row(
        401,
        "",
        "neon.key-refused",
        "Neon refuses the API key",
        "the key is wrong, or was revoked",
        KEYS,
    ),
    Row(
        403,
        "",
        "neon.not-allowed",
        "the API key may not do this",
        "it belongs to another organization or project",
        KEYS,
    ),
    Row(
        404,
        "",
        NOT_FOUND,
        "Neon does not know this",
        "it was deleted, or the key may not see it",
        "check --project and --org",
    ),
    Row(
        412,
        "",
        "neon.password-not-stored",
        "Neon does not store this project's passwords",
        "the project was made so",
        "reset the role's password in the Neon console and copy the connection string from there",
    ),
    Row(
        422,
        "LIMIT",
        "neon.limit",
        "a limit of the Neon plan is reached",
        "Neon says which",
        LIMIT,
    ),
    Row(
        402,
        "",
        "neon.limit",
        "a limit of the Neon plan is reached",
        "Neon says which",
        LIMIT,
    ),
    Row(
        0,
        "LIMIT_EXCEEDED",
        "neon.limit",
        "a limit of the Neon plan is reached",
        "Neon says which",
        LIMIT,
    ),
    Row(
        0,
        "QUOTA",
        "neon.limit",
        "a limit of the Neon plan is reached",
        "Neon says which",
        LIMIT,
    ),
    Row(
        423,
        "",
        "neon.busy",
        "Neon is still busy with this project",
        "another operation runs on it",
        "wait a minute, then try again",
    ),
    Row(
        429,
        "",
        "neon.too-often",
        "Neon was asked too often",
        "more than 700 requests a minute came with this key",
        "wait a minute, then try again",
    ),
    Row(
        503,
        "",
        "neon.unavailable",
        "Neon's API is not available now",
        "maintenance, or trouble at Neon",
        STATUS_PAGE,
    ),
    Row(
        500,
        "",
        "neon.failed",
        "Neon's API failed",
        "trouble at Neon",
        STATUS_PAGE,
    ),
];

const LIMIT: &str = "delete what is not needed, or look at the plan in the Neon console";
const STATUS_PAGE: &str = "see https://neonstatus.com, then try again";

/// Every refusal that is known: its status (0: any), a part of its code or message (empty: any); id, title, cause and fix of the finding.
pub fn known() -> impl Iterator<Item = (u16, &'static str, [&'static str; 4])> {
    ROWS.iter().map(|Row(status, sign, id, title, cause, fix)| {
        (*status, *sign, [*id, *title, *cause, *fix])
    })
}

/// The key needs to be told an organization.
pub(super) const ORGANIZATION_NEEDED: &str = "neon.organization-needed";
/// There is no such thing.
pub(super) const NOT_FOUND: &str = "neon.not-found";

/// Reads a refusal.
pub(super) fn read(answer: &Answer) -> Error {
    let status = answer.status.as_u16();
    let Some(body) = answer.json() else {
        return not_json(answer);
    };
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let (code, message) = (field("code"), field("message"));
    let fits = |row: &&Row| {
        (row.0 == status || row.0 == 0) && (code.contains(row.1) || message.contains(row.1))
    };
    let finding = match ROWS.iter().find(fits) {
        Some(Row(_, _, id, title, cause, fix)) => Finding::fail(id, *title).cause(*cause).fix(*fix),
        None => Finding::fail("neon.refused", "Neon's API refuses this")
            .fix("see what Neon says, and ask its support with the request id"),
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
    let seen: String = format!("status {status}{id}: {message}{code}")
        .chars()
        .take(400)
        .collect();
    let exit = if status >= 500 || matches!(status, 423 | 429) {
        Exit::Unreachable
    } else {
        Exit::Refused
    };
    Error::new(exit, finding.detail(seen))
}

/// The answer is no JSON: something else answers in the API's place.
pub(super) fn not_json(answer: &Answer) -> Error {
    let kind = if answer.is_html() {
        "a web page"
    } else {
        "something"
    };
    let finding = Finding::fail("neon.not-json", format!("the Neon API answered with {kind} that is not JSON"))
        .detail(format!("status {}", answer.status.as_u16()))
        .cause("a proxy or a sign-in page of the network answers in its place, or the address in navauth.toml is wrong")
        .fix("open a web page to sign in to the network, or correct [neon] api in navauth.toml");
    Error::unreachable(finding)
}

/// An answer that lacks what it must hold.
pub(super) fn incomplete(what: &str) -> Error {
    let finding = Finding::fail(
        "neon.incomplete",
        format!("the Neon API's answer lacks {what}"),
    );
    Error::unreachable(
        finding
            .cause("the API has changed, or something else answers in its place")
            .fix("update navauth, then try again"),
    )
}

/// The deadline has passed.
pub(super) fn out_of_time(what: &str) -> Error {
    let finding = Finding::fail("neon.timed-out", format!("{what} took longer than allowed"));
    Error::unreachable(finding.fix("run the same command again; allow more time with --timeout"))
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
