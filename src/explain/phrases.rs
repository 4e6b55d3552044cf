//! Texts that users see and no error mapping contains: the app's responses, its libraries' errors, and headings of consoles and pages.

use super::Explanation;
use crate::diagnostics::Code;
use crate::diagnostics::catalog::{database, google, provider, token};

/// A text that users see, where they see it, and its diagnostic.
struct Phrase {
    text: &'static str,
    place: &'static str,
    code: &'static Code,
}

const fn phrase(place: &'static str, text: &'static str, code: &'static Code) -> Phrase {
    Phrase { text, place, code }
}

const APP: &str = "the app";
/// python-jose 3.5.0, jose/jws.py and jose/jwt.py.
const JOSE: &str = "the app's log (python-jose)";
/// libpq, fe-connect.c; before PostgreSQL 14 and since.
const LIBPQ: &str = "the app's log (psycopg2)";
const GOOGLE: &str = "Google's page";

const PHRASES: &[Phrase] = &[
    phrase(APP, "Could not validate credentials", &token::REJECTED),
    phrase(APP, "Sign-in required", &token::REJECTED),
    phrase(APP, "OAuth not configured for", &provider::NOT_CONFIGURED),
    phrase(
        APP,
        "sign-in is temporarily unavailable",
        &provider::NOT_CONFIGURED,
    ),
    phrase(JOSE, "Signature verification failed", &token::OTHER_KEY),
    phrase(JOSE, "Signature has expired", &token::EXPIRED),
    phrase(JOSE, "Not enough segments", &token::MALFORMED),
    phrase(JOSE, "Error decoding token headers", &token::MALFORMED),
    phrase(JOSE, "Invalid header string", &token::MALFORMED),
    phrase(JOSE, "Invalid header padding", &token::MALFORMED),
    phrase(
        JOSE,
        "The specified alg value is not allowed",
        &token::ALGORITHM,
    ),
    phrase(JOSE, "Subject must be a string", &token::NUMERIC_SUB),
    phrase(JOSE, "Invalid audience", &token::FORBIDDEN_CLAIM),
    phrase(JOSE, "The token is not yet valid", &token::NOT_YET_VALID),
    phrase(
        LIBPQ,
        "could not connect to server: Connection refused",
        &database::CONNECTION_REFUSED,
    ),
    phrase(
        LIBPQ,
        "failed: Connection refused",
        &database::CONNECTION_REFUSED,
    ),
    phrase(
        LIBPQ,
        "could not connect to server: Connection timed out",
        &database::TIMED_OUT,
    ),
    phrase(LIBPQ, "failed: Connection timed out", &database::TIMED_OUT),
    phrase(LIBPQ, "timeout expired", &database::TIMED_OUT),
    phrase(
        LIBPQ,
        "could not connect to server: No route to host",
        &database::NO_ROUTE,
    ),
    phrase(LIBPQ, "failed: No route to host", &database::NO_ROUTE),
    phrase(
        LIBPQ,
        "could not translate host name",
        &database::NAME_NOT_FOUND,
    ),
    phrase(
        GOOGLE,
        "Access blocked: This app's request is invalid",
        &google::REDIRECT_URI_MISMATCH,
    ),
    phrase(
        GOOGLE,
        "Access blocked: Authorization Error",
        &google::PRIVATE_ADDRESS,
    ),
    phrase(
        GOOGLE,
        "Access blocked: Authorization Error",
        &google::UNKNOWN_CLIENT,
    ),
    phrase(
        GOOGLE,
        "Error 400: invalid_request",
        &google::PRIVATE_ADDRESS,
    ),
    phrase(
        GOOGLE,
        "doesn't comply with Google's OAuth 2.0 policy",
        &google::REDIRECT_URI_MISMATCH,
    ),
    phrase(
        GOOGLE,
        "has not completed the Google verification process",
        &google::NOT_A_TEST_USER,
    ),
    phrase(
        GOOGLE,
        "can only be accessed by developer-approved testers",
        &google::NOT_A_TEST_USER,
    ),
    phrase(
        GOOGLE,
        "can only be used within its organization",
        &google::ORGANIZATION_ONLY,
    ),
    phrase(
        GOOGLE,
        "is restricted to users within its organization",
        &google::ORGANIZATION_ONLY,
    ),
    phrase(
        "Google's console",
        "This OAuth client will be deleted",
        &google::UNUSED_CLIENT,
    ),
];

/// The phrases as parts of explanations.
pub(super) fn explanations() -> impl Iterator<Item = Explanation> {
    PHRASES.iter().map(|phrase| Explanation {
        id: phrase.code.id,
        seen: vec![format!("{}: \"{}\"", phrase.place, phrase.text)],
        signs: vec![phrase.text],
        ..Explanation::default()
    })
}
