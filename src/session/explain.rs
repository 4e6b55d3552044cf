//! Explains why the app rejects a token.
//!
//! Reads a token without its key, and has a diagnostic for each refusal.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::python::{self, Json, whole_number};
use super::{Claims, Refusal};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::token;
use crate::diagnostics::redaction::foreign_within;
use crate::jws;
use crate::secret::Secret;
use crate::text;
use crate::words::relative;

/// A decoded token. Nothing in it is verified.
#[derive(Clone, Debug, Serialize)]
pub struct Content {
    /// The JOSE header (RFC 7515 section 4).
    pub header: Value,
    /// The claims (RFC 7519 section 4).
    pub claims: Value,
}

/// The length of an HS256 signature.
const HS256_BYTES: usize = 32;

/// Prefixes of other kinds of tokens, pasted by mistake.
const FOREIGN: [(&str, &str); 8] = [
    ("hf_", "a HuggingFace token"),
    ("gho_", "a GitHub token"),
    ("ghp_", "a GitHub token"),
    ("github_pat_", "a GitHub token"),
    ("ya29.", "a Google token"),
    ("GOCSPX-", "a Google client secret"),
    ("EAA", "a Facebook token"),
    ("napi_", "a Neon API key"),
];

impl Content {
    /// Decodes a token; None if it is not a JWT of three parts.
    pub fn read(token: &Secret) -> Option<Self> {
        let parts: Vec<&str> = token.expose().split('.').collect();
        let [header, claims, _] = parts.as_slice() else {
            return None;
        };
        let part = |text: &str| {
            let value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
            value.is_object().then_some(value)
        };
        Some(Self {
            header: part(header)?,
            claims: part(claims)?,
        })
    }

    /// The header of a text of three parts; None if it is not JSON.
    pub fn header(token: &Secret) -> Option<Value> {
        let mut parts = token.expose().split('.');
        let (header, _, _, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next())
        else {
            return None;
        };
        let value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        value.is_object().then_some(value)
    }

    /// A time claim; None if it is missing or not a time.
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        Timestamp::from_second(jws::numeric_date(self.claims.get(name)?)?).ok()
    }
}

/// The diagnostic for a refusal.
pub fn explain(refusal: Refusal, token: &Secret, now: Timestamp) -> Diagnostic {
    let content = Content::read(token);
    let content = content.as_ref();
    match refusal {
        Refusal::Malformed => malformed(token),
        Refusal::Algorithm => algorithm(token),
        Refusal::Signature => signature(token),
        Refusal::Expired => {
            let when = content.and_then(|content| content.time("exp"));
            let expired = when.map_or_else(
                || token::HAS_EXPIRED.to_owned(),
                |when| text!(token::EXPIRED_WHEN, when = relative(when, now)),
            );
            let diagnostic = diagnostic!(token::EXPIRED, expired = expired);
            match when {
                Some(when) => diagnostic.observed(text!(token::VALID_UNTIL, time = when)),
                None => diagnostic,
            }
        }
        Refusal::NotYetValid => {
            let diagnostic = diagnostic!(token::NOT_YET_VALID);
            match content.and_then(|content| content.time("nbf")) {
                Some(begins) => {
                    diagnostic.observed(text!(token::BEGINS, when = relative(begins, now)))
                }
                None => diagnostic,
            }
        }
        Refusal::Claim("sub") => diagnostic!(token::NUMERIC_SUB),
        Refusal::Claim(name @ ("aud" | "at_hash")) => {
            diagnostic!(token::FORBIDDEN_CLAIM, claim = name)
        }
        Refusal::Claim("jti") => diagnostic!(token::CLAIM, claim = "jti", kind = token::A_STRING),
        Refusal::Claim(name) => diagnostic!(token::CLAIM, claim = name, kind = token::A_TIME),
        Refusal::Claims => diagnostic!(token::NO_CLAIMS),
        Refusal::Key => diagnostic!(token::UNUSABLE_KEY),
    }
}

impl Claims {
    /// The user's ID, as the app reads it: `int(sub)`. A number beyond 64 bits is saturated.
    pub fn user_id(&self) -> Result<i64, Box<Diagnostic>> {
        let Some(subject) = &self.subject else {
            return Err(Box::new(diagnostic!(token::NO_SUBJECT)));
        };
        whole_number(subject).ok_or_else(|| Box::new(diagnostic!(token::WRONG_SUBJECT)))
    }
}

/// A valid token of an inactive user.
pub fn user_inactive(id: i64) -> Diagnostic {
    diagnostic!(token::USER_INACTIVE, id = id)
}

fn malformed(token: &Secret) -> Diagnostic {
    let text = token.expose();
    let foreign = FOREIGN
        .iter()
        .find(|(beginning, _)| text.starts_with(beginning))
        .map(|(_, what)| *what);
    let reason = match (foreign, text.split('.').count()) {
        (Some(what), _) => text!(token::LOOKS_LIKE, what = what),
        (None, 2) if algorithm_of(token).is_some_and(|name| is_none(&name)) => {
            return diagnostic!(token::UNSIGNED);
        }
        (None, 3) => token::UNREADABLE_PARTS.to_owned(),
        (None, parts) => text!(token::NOT_THREE_PARTS, parts = parts),
    };
    diagnostic!(token::MALFORMED).reason(reason)
}

/// The algorithm in the first part of a token, whatever follows.
fn algorithm_of(token: &Secret) -> Option<String> {
    let header = python::base64(token.expose().split('.').next()?)?;
    let header = Json::read(std::str::from_utf8(&header).ok()?)?;
    Some(header.get("alg")?.text()?.to_owned())
}

fn is_none(algorithm: &str) -> bool {
    algorithm.eq_ignore_ascii_case("none")
}

fn algorithm(token: &Secret) -> Diagnostic {
    let named = algorithm_of(token).unwrap_or_else(|| token::UNNAMED_ALGORITHM.to_owned());
    if is_none(&named) {
        return diagnostic!(token::UNSIGNED);
    }
    diagnostic!(token::ALGORITHM, algorithm = foreign_within(&named, 20))
}

fn signature(token: &Secret) -> Diagnostic {
    let signature = token.expose().rsplit('.').next().and_then(python::base64);
    match signature.map_or(0, |signature| signature.len()) {
        HS256_BYTES => diagnostic!(token::OTHER_KEY),
        bytes => diagnostic!(token::CUT_SIGNATURE, bytes = bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, explain};
    use crate::secret::Secret;
    use crate::session::{Refusal, verify};
    use jiff::Timestamp;
    use serde_json::Value;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn every_refused_vector_has_a_specific_reason() {
        let cases: Vec<Value> =
            serde_json::from_str(include_str!("../../tests/vectors/jwt.json")).unwrap();
        let ids: Vec<&str> = cases
            .iter()
            .filter_map(|case| {
                let text = |name: &str| Secret::new(case[name].as_str().unwrap());
                let refusal = verify(&text("key"), &text("token"), now()).err()?;
                Some(explain(refusal, &text("token"), now()).id())
            })
            .collect();
        assert_eq!(
            ids,
            [
                "token.expired",
                "token.other-key",
                "token.algorithm",
                "token.not-yet-valid",
                "token.numeric-sub"
            ]
        );
    }

    #[test]
    fn recognizes_pasted_tokens_without_quoting_them() {
        for (text, cause) in [
            ("hf_Canary", "HuggingFace"),
            ("ya29.Canary", "Google"),
            ("Canary", "this has 1"),
            ("a.b", "this has 2"),
            ("eyJ.Canary.c", "was truncated or changed"),
        ] {
            let diagnostic = explain(Refusal::Malformed, &Secret::new(text), now());
            let shown = format!("{diagnostic:?}");
            assert!(
                shown.contains(cause) && !shown.contains("Canary"),
                "{shown}"
            );
        }
    }

    #[test]
    fn decodes_a_token_without_its_key() {
        let none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwiZXhwIjoxNzAwMDAwMDAwLjV9.";
        let content = Content::read(&Secret::new(none)).unwrap();
        assert_eq!(content.header["alg"], "none");
        assert_eq!(
            content.time("exp"),
            Timestamp::from_second(1_700_000_000).ok()
        );
        assert!(
            Content::read(&Secret::new("W10.W10.x")).is_none(),
            "lists are no objects"
        );
        // No matter how it was copied, it has no signature to lose.
        for token in [none, none.trim_end_matches('.')] {
            let refusal = verify(&Secret::new("key"), &Secret::new(token), now()).unwrap_err();
            let explained = explain(refusal, &Secret::new(token), now());
            assert_eq!(explained.id(), "token.unsigned", "{token}");
        }
    }
}
