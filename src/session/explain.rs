//! Why the app answers "Could not validate credentials" to a token.
//!
//! Owns what a token says of itself without its key, and a finding for each refusal. Judging belongs to the parent, other keys to the command.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;

use super::{Claims, Refusal};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::redaction::foreign_within;
use crate::jws;
use crate::secret::Secret;

/// What a token says of itself. Nothing of it is proved.
#[derive(Clone, Debug, Serialize)]
pub struct Content {
    /// The JOSE header (RFC 7515 section 4).
    pub header: Value,
    /// The claims (RFC 7519 section 4).
    pub claims: Value,
}

/// How tokens begin that are not the app's: pasted by mistake.
const FOREIGN: [(&str, &str); 8] = [
    ("hf_", "a token of HuggingFace"),
    ("gho_", "a token of GitHub"),
    ("ghp_", "a token of GitHub"),
    ("github_pat_", "a token of GitHub"),
    ("ya29.", "a token of Google"),
    ("GOCSPX-", "a client secret of Google"),
    ("EAA", "a token of Facebook"),
    ("napi_", "a key of Neon's API"),
];

impl Content {
    /// Takes a token apart; None when it is no JWT of three parts.
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

    /// A time claim; None where it is missing or no time.
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        Timestamp::from_second(jws::numeric_date(self.claims.get(name)?)?).ok()
    }

    /// The algorithm that the header names.
    pub fn algorithm(&self) -> Option<&str> {
        self.header.get("alg")?.as_str()
    }
}

/// What a refusal means, for the person who saw it.
pub fn explain(refusal: Refusal, token: &Secret, now: Timestamp) -> Diagnostic {
    let content = Content::read(token);
    let content = content.as_ref();
    match refusal {
        Refusal::Malformed => malformed(token),
        Refusal::Algorithm => algorithm(content),
        Refusal::Signature => Diagnostic::fail("token.other-key", "the token is signed with another key")
            .reason("the key was changed after the person signed in, the token comes from another installation, or the app runs without JWT_SECRET_KEY and made up a new one when it was restarted")
            .help("sign in again; if it comes back after each restart, set JWT_SECRET_KEY where the app runs")
            .command("navauth push-secrets --dry-run"),
        Refusal::Expired => {
            let when = content.and_then(|content| content.time("exp"));
            let title = match when {
                Some(when) => format!("the token expired {}", relative(when, now)),
                None => "the token has expired".to_owned(),
            };
            let finding = Diagnostic::fail("token.expired", title).reason("a session of the app ends seven days after signing in").help("sign in again");
            if let Some(when) = when { finding.observed(format!("it was good until {when}")) } else { finding }
        }
        Refusal::NotYetValid => {
            let begins = content.and_then(|content| content.time("nbf")).map_or_else(String::new, |begins| format!(": it begins {}", relative(begins, now)));
            Diagnostic::fail("token.not-yet-valid", format!("the token is not valid yet{begins}"))
                .reason("the clock of the machine that signed it is ahead of this one's, or it was made for later")
                .help("set the clock of both machines by the network")
        }
        Refusal::Claim("sub") => Diagnostic::fail("token.numeric-sub", "the token's user (sub) is a number, not a text")
            .reason("the app's April 2026 release writes it so, and its own library then refuses to read it: nobody stays signed in with that release")
            .help("update the app to its release of May 2026 or later, and sign in again"),
        Refusal::Claim(name) => {
            let title = match name {
                "aud" | "at_hash" => format!("the app refuses every token with {name}, and this one has it"),
                "jti" => "the token's jti is not a text".to_owned(),
                _ => format!("the token's {name} is not a time"),
            };
            Diagnostic::fail("token.claim", title)
                .reason("the app does not write such tokens: something else made this one")
                .help("sign in again")
        }
        Refusal::Claims => Diagnostic::fail("token.claim", "the token's claims are not a JSON object")
            .reason("its signature is good, so the app's key signed something else than a session")
            .help("sign in again"),
    }
}

impl Claims {
    /// The key of the user, by which the app looks them up; without one the app refuses a token whose signature is good.
    pub fn user_id(&self) -> Result<i64, Box<Diagnostic>> {
        let Some(subject) = &self.subject else {
            let finding = Diagnostic::fail("token.no-subject", "the token names no user");
            let finding = finding.reason(
                "its signature is good, but it has no sub, by which the app finds the user",
            );
            return Err(Box::new(finding.help("sign in again")));
        };
        subject.parse().map_err(|_| {
            let finding = Diagnostic::fail(
                "token.wrong-subject",
                "the token's user (sub) is not a user's id",
            );
            Box::new(
                finding
                    .reason("the app did not write this token")
                    .help("sign in again"),
            )
        })
    }
}

/// A good token of a user who is not in the database.
pub fn user_gone(id: i64) -> Diagnostic {
    Diagnostic::fail("token.user-gone", format!("the database has no user {id}"))
        .reason("the user was deleted after signing in, or the token belongs to an app with another database")
        .help("sign in again")
        .command("navauth list-users")
}

/// A good token of a user who is marked as not active.
pub fn user_inactive(id: i64) -> Diagnostic {
    Diagnostic::warn(
        "token.user-inactive",
        format!("user {id} is marked as not active (is_active is false), and the app lets them in all the same"),
    )
    .reason("no release of the app looks at is_active: it refuses a token only when its user is gone")
    .help("to shut one user out, delete the user; to end every session, replace the key")
    .command("navauth rotate-secret")
}

fn malformed(token: &Secret) -> Diagnostic {
    let text = token.expose();
    let foreign = FOREIGN
        .iter()
        .find(|(beginning, _)| text.starts_with(beginning))
        .map(|(_, what)| *what);
    let cause = match (foreign, text.split('.').count()) {
        (Some(what), _) => format!("it looks like {what}"),
        (None, 3) => "it has three parts, but they cannot be read: a part of it was lost or changed while it was copied".to_owned(),
        (None, parts) => format!("a token of the app has three parts with two dots between them; this has {parts}"),
    };
    Diagnostic::fail("token.malformed", "this is not a token of the app")
        .reason(cause)
        .help("copy what stands after token= in the address that the app sends the browser to, or after Bearer in the request")
}

fn algorithm(content: Option<&Content>) -> Diagnostic {
    let named = content
        .and_then(Content::algorithm)
        .unwrap_or("none at all");
    let named = foreign_within(named, 20);
    let cause = if named.eq_ignore_ascii_case("none") {
        "a token without a signature can be written by anybody: somebody is trying the door, or a test tool made it"
    } else {
        "the app signs with HS256 and takes nothing else: this token comes from another program"
    };
    Diagnostic::fail(
        "token.algorithm",
        format!("the token is signed by {named}, not by HS256"),
    )
    .reason(cause)
    .help("sign in to the app for one of its own")
}

/// A time as a person says it: `3 days ago`, `in 2 hours`.
pub fn relative(when: Timestamp, now: Timestamp) -> String {
    let apart: SignedDuration = when.duration_since(now);
    let seconds = apart.as_secs().unsigned_abs();
    let units = [
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let (length, unit) = units
        .into_iter()
        .find(|(length, _)| seconds >= *length)
        .unwrap_or((1, "second"));
    let count = seconds / length;
    let amount = format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    if apart.is_negative() {
        format!("{amount} ago")
    } else {
        format!("in {amount}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, explain, relative};
    use crate::secret::Secret;
    use crate::session::{Refusal, verify};
    use jiff::{SignedDuration, Timestamp};
    use serde_json::Value;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn every_refused_vector_has_its_own_reason() {
        let cases: Vec<Value> =
            serde_json::from_str(include_str!("../../tests/vectors/jwt.json")).unwrap();
        let ids: Vec<&str> = cases
            .iter()
            .filter_map(|case| {
                let text = |name: &str| Secret::new(case[name].as_str().unwrap());
                let refusal = verify(&text("key"), &text("token"), now()).err()?;
                Some(explain(refusal, &text("token"), now()).id)
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
    fn what_was_pasted_by_mistake_is_recognised_and_not_repeated() {
        for (text, cause) in [
            ("hf_Canary", "HuggingFace"),
            ("ya29.Canary", "Google"),
            ("Canary", "this has 1"),
            ("a.b", "this has 2"),
            ("eyJ.Canary.c", "was lost or changed"),
        ] {
            let finding = explain(Refusal::Malformed, &Secret::new(text), now());
            let shown = format!("{finding:?}");
            assert!(
                shown.contains(cause) && !shown.contains("Canary"),
                "{shown}"
            );
        }
    }

    #[test]
    fn a_token_says_what_it_is_without_its_key() {
        let none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwiZXhwIjoxNzAwMDAwMDAwLjV9.";
        let content = Content::read(&Secret::new(none)).unwrap();
        assert_eq!(content.algorithm(), Some("none"));
        assert_eq!(
            content.time("exp"),
            Timestamp::from_second(1_700_000_000).ok()
        );
        assert!(
            Content::read(&Secret::new("W10.W10.x")).is_none(),
            "lists are no objects"
        );
        assert!(
            explain(Refusal::Algorithm, &Secret::new(none), now())
                .cause
                .unwrap()
                .contains("without a signature")
        );
    }

    #[test]
    fn times_are_said_in_the_largest_unit() {
        let said = |seconds| relative(now() + SignedDuration::from_secs(seconds), now());
        assert_eq!(
            [
                said(-3 * 86_400 - 5),
                said(7_200),
                said(-60),
                said(1),
                said(0)
            ],
            [
                "3 days ago",
                "in 2 hours",
                "1 minute ago",
                "in 1 second",
                "in 0 seconds"
            ]
        );
    }
}
