//! Diagnostics for sign-ins that navauth aborted.

use super::super::auth::{AuthViolation, Method, WeakAuthPolicy};
use super::{not_postgres, odd_answer};
use crate::database::url::PostgresUrl;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Error;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::redaction::sanitize;
use crate::neon::host::is_neon;

pub fn explain(violation: AuthViolation, url: &PostgresUrl) -> Error {
    let host = sanitize(url.host.as_deref().unwrap_or("the server"));
    let diagnostic = match violation {
        AuthViolation::NotPostgres => return not_postgres(),
        AuthViolation::GivesPasswordAway(method, weak) => given_away(&host, method, weak),
        AuthViolation::Malformed(what) => return odd_answer(what),
        AuthViolation::TooLarge => {
            diagnostic!(codes::ANSWER_TOO_LARGE, database = host).reason(codes::MORE_THAN_4_MIB)
        }
        AuthViolation::Iterations(rounds) => {
            diagnostic!(codes::SCRAM_ROUNDS, host = host, rounds = rounds)
        }
        AuthViolation::MethodNotAllowed(method) => diagnostic!(
            codes::AUTH_METHOD_NOT_ALLOWED,
            host = host,
            method = method.name()
        ),
        AuthViolation::NoPassword => {
            let diagnostic = diagnostic!(codes::PASSWORD_MISSING, part = codes::PASSWORD);
            return Error::settings(diagnostic.reason(codes::SERVER_ASKS));
        }
        AuthViolation::NoChannelBinding(method) => {
            let diagnostic = diagnostic!(codes::CHANNEL_BINDING_NOT_OFFERED, host = host);
            match method {
                Method::Trust => diagnostic.reason(codes::ASKS_FOR_NO_PASSWORD),
                _ => diagnostic,
            }
        }
    };
    Error::refused(diagnostic)
}

/// The server asked for the password in a weak way, and navauth did not send it.
fn given_away(host: &str, method: Method, weak: WeakAuthPolicy) -> Diagnostic {
    let diagnostic = diagnostic!(
        codes::PASSWORD_GIVEN_AWAY,
        host = host,
        method = method.name()
    );
    match weak {
        WeakAuthPolicy::NeedsTls => diagnostic
            .reason(codes::PASSWORD_IN_CLEARTEXT)
            .help(codes::USE_TLS),
        _ if is_neon(host) => diagnostic
            .reason(codes::NEON_NEEDS_ENDPOINT)
            .help(codes::USE_NEON_HOST),
        _ => diagnostic.reason(codes::PASSWORD_TO_SERVER),
    }
}
