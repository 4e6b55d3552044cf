//! Checks of the session key.
//!
//! HS256 requires at least 256 bits (RFC 7518 section 3.2).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::check::Check;
use super::context::CheckContext;
use super::values::{BEFORE_CONTENT, BEFORE_MISSING, foreign_reference};
use super::violation::CheckResult;
use crate::config::dotenv::expand::value_in;
use crate::config::session_key::NAME as KEY;
use crate::config::variables::{self, Stage};
use crate::config::{Document, read_text};
use crate::crypto::{hex, sha256};
use crate::database::Target;
use crate::diagnostic;
use crate::diagnostics::SkipReason;
use crate::diagnostics::catalog::{env, jwt};
use crate::process::quoted;

/// The minimum length for HS256.
const MIN_BYTES: usize = 32;

/// Keys with fewer estimated bits count as guessable. 32 random hex digits, the minimum length, are estimated at 88 or more.
const MIN_BITS: f64 = 80.0;

pub const CHECKS: &[Check] = &[
    Check {
        stage: Stage::Session,
        title: "a session key is set",
        depends_on: BEFORE_MISSING,
        run: missing,
        ..Check::of(&jwt::MISSING)
    },
    Check {
        stage: Stage::Session,
        title: "the session key is not empty",
        depends_on: BEFORE_MISSING,
        run: empty,
        ..Check::of(&jwt::EMPTY)
    },
    Check {
        stage: Stage::Session,
        title: "the session key is not the text of a command or a reference",
        depends_on: BEFORE_CONTENT,
        forbids_push: true,
        run: not_a_key,
        ..Check::of(&jwt::NOT_A_KEY)
    },
    Check {
        stage: Stage::Session,
        title: "the session key is not a published example",
        depends_on: BEFORE_CONTENT,
        forbids_push: true,
        run: published,
        ..Check::of(&jwt::PUBLISHED)
    },
    Check {
        stage: Stage::Session,
        title: "the session key has at least 32 bytes",
        depends_on: &[&env::PLACEHOLDER, &jwt::NOT_A_KEY, &jwt::PUBLISHED],
        forbids_push: true,
        run: too_short,
        ..Check::of(&jwt::TOO_SHORT)
    },
    Check {
        stage: Stage::Session,
        title: "the session key is used for nothing else",
        depends_on: BEFORE_CONTENT,
        run: reused,
        ..Check::of(&jwt::REUSED)
    },
    Check {
        stage: Stage::Session,
        title: "development and production use different session keys",
        depends_on: BEFORE_CONTENT,
        forbids_push: true,
        run: in_both_environments,
        ..Check::of(&jwt::IN_BOTH_ENVIRONMENTS)
    },
    Check {
        stage: Stage::Session,
        title: "the session key cannot be guessed",
        depends_on: &[&env::PLACEHOLDER, &jwt::TOO_SHORT, &jwt::REUSED],
        forbids_push: true,
        run: guessable,
        ..Check::of(&jwt::GUESSABLE)
    },
];

fn missing(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    if context.settings.get(KEY).is_some() {
        return Ok(Vec::new());
    }
    let problem = context.diagnose(KEY, diagnostic!(jwt::MISSING));
    let problem = problem.reason(if context.on_space() {
        jwt::WITHOUT_KEY_ON_SPACE
    } else {
        jwt::WITHOUT_KEY
    });
    Ok(vec![context.with_key_help(problem)])
}

fn empty(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    if !context
        .settings
        .get(KEY)
        .is_some_and(|setting| setting.value.is_empty())
    {
        return Ok(Vec::new());
    }
    let problem = context.diagnose(KEY, diagnostic!(jwt::EMPTY));
    Ok(vec![context.with_key_help(problem)])
}

/// SHA-256 of keys in published documentation, and where.
const PUBLISHED: [(&str, &str); 5] = [
    (
        "570dad43de1af4c925f92c16a68a50936da42b7dd6fdeb24850507a1199aac89",
        jwt::FASTAPI_TUTORIAL,
    ),
    (
        "f7d838701b86c5dfb57bf95fbc5ce6df204cfc9f15ad6cdb39fd22f8776e47b6",
        jwt::JWT_IO,
    ),
    (
        "465d9ad5d5528ebe287b5dce4fb51620833d09b290e49ddcc70ca6c4a0aea01b",
        jwt::JWT_IO,
    ),
    (
        "2598f7d6adc142d88161630f3db12ab2bd3403521c281811e5e1ce60d4ac5d76",
        jwt::FLASK_DOCUMENTATION,
    ),
    (
        "67dde0412edb40ae64e09af0d14bfa47757d7a2d222eda47b55d5dd74ba31584",
        jwt::FLASK_TUTORIALS,
    ),
];

fn published(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let Some(publication) = context.value(KEY).and_then(publication) else {
        return Ok(Vec::new());
    };
    let problem = context.diagnose(KEY, diagnostic!(jwt::PUBLISHED, publication = publication));
    Ok(vec![context.with_key_help(problem)])
}

/// Where a key is published.
fn publication(key: &str) -> Option<&'static str> {
    let hash = hex(sha256(key));
    let known = PUBLISHED.iter().find(|(published, _)| *published == hash);
    known.map(|(_, publication)| *publication)
}

fn not_a_key(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let reference = || foreign_reference(context, KEY).map(|_| jwt::REFERENCE);
    let found = context.value(KEY).and_then(not_a_key_text);
    let Some(text) = found.or_else(reference) else {
        return Ok(Vec::new());
    };
    let problem = context.diagnose(KEY, diagnostic!(jwt::NOT_A_KEY, text = text));
    let problem = match text {
        jwt::SESSION_TOKEN => problem.reason(jwt::TOKEN_IS_HANDED_OUT),
        jwt::PUBLIC_KEY | jwt::CERTIFICATE => problem.reason(jwt::PUBLIC_BY_PURPOSE),
        jwt::CONNECTION_STRING => problem.reason(jwt::KNOWN_ELSEWHERE),
        _ => problem,
    };
    Ok(vec![context.with_key_help(problem)])
}

/// What a value is if it is the text of a command or a reference.
fn not_a_key_text(value: &str) -> Option<&'static str> {
    const COMMANDS: [&str; 13] = [
        "$(",
        "openssl rand",
        "secrets.token_",
        "python -c",
        "python3 -c",
        "node -e",
        "randomBytes(",
        "/dev/urandom",
        "uuidgen",
        "pwgen",
        "uuid.uuid4",
        "os.urandom",
        "navauth gen-secret",
    ];
    let value = value.trim();
    if COMMANDS.iter().any(|part| value.contains(part)) || value.starts_with('`') {
        Some(jwt::COMMAND)
    } else if is_token(value) {
        Some(jwt::SESSION_TOKEN)
    } else if value.starts_with("-----BEGIN CERTIFICATE") {
        Some(jwt::CERTIFICATE)
    } else if value.starts_with("-----BEGIN") && value.contains("PUBLIC KEY") {
        Some(jwt::PUBLIC_KEY)
    } else if value.starts_with("postgresql://") || value.starts_with("postgres://") {
        Some(jwt::CONNECTION_STRING)
    } else if value.eq_ignore_ascii_case(KEY) {
        Some(jwt::OWN_NAME)
    } else if variables::find(value).is_some() {
        Some(jwt::VARIABLE_NAME)
    } else if value.contains("${") {
        Some(jwt::REFERENCE)
    } else {
        None
    }
}

/// Whether a value is a JSON Web Token: three parts, of which the first is a JSON object with an algorithm (RFC 7515 section 3.1).
fn is_token(value: &str) -> bool {
    let parts: Vec<&str> = value.split('.').collect();
    let header = parts
        .first()
        .filter(|_| parts.len() == 3)
        .and_then(|header| URL_SAFE_NO_PAD.decode(header).ok());
    let header = header.and_then(|header| serde_json::from_slice::<Value>(&header).ok());
    header.is_some_and(|header| header.get("alg").is_some())
}

fn too_short(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let Some(key) = context.value(KEY).filter(|key| key.len() < MIN_BYTES) else {
        return Ok(Vec::new());
    };
    let problem = context.diagnose(KEY, diagnostic!(jwt::TOO_SHORT, bytes = key.len()));
    Ok(vec![context.with_key_help(context.with_cut(KEY, problem))])
}

fn reused(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let Some(key) = context.value(KEY) else {
        return Ok(Vec::new());
    };
    let same = |value: &str| {
        value == key
            || value.contains("://") && password(value).is_some_and(|password| password == key)
    };
    let others = context
        .settings
        .iter()
        .filter(|(name, setting)| *name != KEY && same(setting.value.expose()));
    let names: Vec<&str> = others
        .map(|(name, _)| name)
        .filter(|name| context.is_secret(name))
        .collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let problem = context.diagnose(KEY, diagnostic!(jwt::REUSED, names = names.join(", ")));
    Ok(vec![context.with_key_help(problem)])
}

fn password(url: &str) -> Option<String> {
    match Target::parse("", url) {
        Ok(Target::Postgres(url)) => Some(url.password?.expose().to_owned()),
        _ => None,
    }
}

/// Compares with the file of the other environment, if it is readable.
fn in_both_environments(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let other = context
        .file()?
        .location
        .other_environment()
        .ok_or(SkipReason::NotApplicable)?;
    let text = read_text(&other.path, &other.shown).map_err(|_| SkipReason::NotApplicable)?;
    let theirs = value_in(&Document::parse(&text), &BTreeMap::new(), KEY)
        .filter(|key| !key.is_empty())
        .ok_or(SkipReason::NotApplicable)?;
    if context.value(KEY) != Some(theirs.expose()) {
        return Ok(Vec::new());
    }
    let diagnostic = diagnostic!(
        jwt::IN_BOTH_ENVIRONMENTS,
        file = other.shown.display(),
        production_file = quoted(&other.production().shown)
    );
    Ok(vec![context.diagnose(KEY, diagnostic)])
}

fn guessable(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let Some(cause) = context.value(KEY).and_then(weakness) else {
        return Ok(Vec::new());
    };
    let problem = context
        .diagnose(KEY, diagnostic!(jwt::GUESSABLE))
        .reason(cause);
    Ok(vec![context.with_key_help(problem)])
}

/// Words of hand-typed keys; a random key of this length contains one with a probability below one in a million.
const WORDS: [&str; 12] = [
    "secret",
    "password",
    "changeme",
    "navigator",
    "community",
    "development",
    "production",
    "example",
    "testing",
    "default",
    "jwt_key",
    "authentication",
];

/// Why a key is guessable.
fn weakness(key: &str) -> Option<&'static str> {
    let lower = key.to_lowercase();
    if WORDS.iter().any(|word| lower.contains(word)) {
        Some(jwt::MADE_OF_WORDS)
    } else if is_sequence(key) {
        Some(jwt::SEQUENCE)
    } else if bits(key) < MIN_BITS {
        Some(jwt::FEW_CHARACTERS)
    } else {
        None
    }
}

/// Whether most characters follow a sequence, or the key repeats a shorter text.
fn is_sequence(key: &str) -> bool {
    let bytes = key.as_bytes();
    let steps = bytes
        .windows(2)
        .filter(|pair| pair[0].abs_diff(pair[1]) <= 1)
        .count();
    let period = (1..=bytes.len() / 2).find(|&period| {
        bytes
            .iter()
            .zip(&bytes[period..])
            .all(|(before, after)| before == after)
    });
    steps * 2 > bytes.len() || period.is_some()
}

/// The Shannon entropy of the key's characters times its length, in bits. Only the first 4096 bytes count.
fn bits(key: &str) -> f64 {
    let mut counts = [0_u32; 256];
    let bytes = key.bytes().take(4096);
    bytes.for_each(|byte| counts[usize::from(byte)] += 1);
    let length = f64::from(counts.iter().sum::<u32>());
    let used = counts.into_iter().filter(|&count| count > 0).map(f64::from);
    used.map(|count| count * (length / count).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::weakness;

    #[test]
    fn random_keys_are_not_guessable() {
        for key in [
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "9f86d081884c7d659a2feaa0c55ad015",
            "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg",
            "correct horse battery staple orbit lantern",
        ] {
            assert_eq!(weakness(key), None, "{key}");
        }
    }

    #[test]
    fn typed_keys_are() {
        for key in [
            "this-is-my-super-secret-key-for-open-navigator",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "abcdefghijklmnopqrstuvwxyzabcdefghijkl",
            "0123456789012345678901234567890123456789",
            "hunter2!hunter2!hunter2!hunter2!hunter2!",
            "a7xa7ax7axa7x7axa7ax7a7xax7axa7xa7ax7xa7",
        ] {
            assert!(weakness(key).is_some(), "{key}");
        }
    }
}
