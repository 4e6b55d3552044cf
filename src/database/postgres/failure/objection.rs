//! What it means that we broke off a login.

use super::super::login::{Method, Objection, WeakPassword};
use super::{not_postgres, odd_answer};
use crate::database::url::PostgresUrl;
use crate::diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::error::Error;
use crate::finding::Finding;
use crate::neon::host::is_neon;
use crate::redact::foreign;

/// What it means.
pub fn finding(objection: Objection, url: &PostgresUrl) -> Error {
    let host = foreign(url.host.as_deref().unwrap_or("the server"));
    let finding = match objection {
        Objection::NotPostgres => return not_postgres(),
        Objection::GivesPasswordAway(method, weak) => given_away(&host, method, weak),
        Objection::Malformed(what) => return odd_answer(what),
        Objection::TooLarge => {
            diagnostic!(codes::ANSWER_TOO_LARGE, database = host).cause(codes::MORE_THAN_4_MIB)
        }
        Objection::Iterations(rounds) => {
            diagnostic!(codes::SCRAM_ROUNDS, host = host, rounds = rounds)
        }
        Objection::MethodNotAllowed(method) => diagnostic!(
            codes::AUTH_METHOD_NOT_ALLOWED,
            host = host,
            method = method.name()
        ),
        Objection::NoPassword => {
            let finding = diagnostic!(codes::PASSWORD_MISSING, part = codes::PASSWORD);
            return Error::settings(finding.cause(codes::SERVER_ASKS));
        }
        Objection::NoChannelBinding(method) => {
            let finding = diagnostic!(codes::CHANNEL_BINDING_NOT_OFFERED, host = host);
            match method {
                Method::Trust => finding.cause(codes::ASKS_FOR_NO_PASSWORD),
                _ => finding,
            }
        }
    };
    Error::refused(finding)
}

/// The password was asked for, and not sent.
fn given_away(host: &str, method: Method, weak: WeakPassword) -> Finding {
    let finding = diagnostic!(
        codes::PASSWORD_GIVEN_AWAY,
        host = host,
        method = method.name()
    );
    match weak {
        WeakPassword::NeedsTls => finding
            .cause(codes::PASSWORD_IN_CLEARTEXT)
            .fix(codes::USE_TLS),
        _ if is_neon(host) => finding
            .cause(codes::NEON_NEEDS_ENDPOINT)
            .fix(codes::USE_NEON_HOST),
        _ => finding.cause(codes::PASSWORD_TO_SERVER),
    }
}
