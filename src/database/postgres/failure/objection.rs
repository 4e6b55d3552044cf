//! What it means that we broke off a login.

use super::super::login::{Method, Objection, WeakPassword};
use super::{not_postgres, odd_answer};
use crate::database::url::PostgresUrl;
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
        Objection::TooLarge => Finding::fail(
            "database.answer-too-large",
            format!("{host} sends more than any answer to navauth's questions has"),
        )
        .cause("a value in the tables is larger than 4 MiB, or another program answers there")
        .fix("check host and port of the connection string, and the sizes of the values in the app's tables"),
        Objection::Iterations(rounds) => Finding::fail(
            "database.scram-rounds",
            format!("{host} asks for SCRAM-SHA-256 with {rounds} iterations; navauth accepts 4096 to 1000000"),
        )
        .cause("with fewer iterations the proof makes the password easy to guess, so it was not sent; more take too long")
        .fix("on the server: set scram_iterations = 4096, then set the role's password again"),
        Objection::MethodNotAllowed(method) => Finding::fail(
            "database.auth-method-not-allowed",
            format!("{host} asks for {}, which require_auth does not allow", method.name()),
        )
        .cause("the password was not sent")
        .fix("let the server ask for what require_auth allows (pg_hba.conf), or correct require_auth in the connection string"),
        Objection::NoPassword => {
            let finding = Finding::fail(
                "database.password-missing",
                "the server asks for a password, and the database URL has none",
            );
            return Error::settings(
                finding.fix("write it into the URL, between the role and the host: postgresql://role:password@host/database"),
            );
        }
        Objection::NoChannelBinding(method) => {
            let cause = match method {
                Method::Trust => "the server asks for no password at all",
                _ => "the server is too old, or something in between opens the TLS connection",
            };
            Finding::fail(
                "database.channel-binding-not-offered",
                format!("channel_binding=require, but {host} does not offer it"),
            )
            .cause(cause)
            .fix("on a network you trust, write channel_binding=prefer into the database URL")
        }
    };
    Error::refused(finding)
}

/// The password was asked for, and not sent.
fn given_away(host: &str, method: Method, weak: WeakPassword) -> Finding {
    let title = format!(
        "{host} asks for the password in a way that gives it away ({})",
        method.name()
    );
    let (cause, fix) = match weak {
        WeakPassword::NeedsTls => (
            "there is no TLS, and sslmode does not insist on it: everybody in this network could read the password, which was not sent",
            "write sslmode=require into the database URL; sslmode=disable only where you trust everybody in the network",
        ),
        _ if is_neon(host) => (
            "Neon does so when it cannot tell the endpoint from the host; the password was not sent",
            "use the host name of the Neon console",
        ),
        _ => (
            "over the internet, whoever runs or imitates this server would learn the password, which was not sent",
            "on the server: set password_encryption = scram-sha-256, set the role's password again, write scram-sha-256 into pg_hba.conf",
        ),
    };
    Finding::fail("database.password-given-away", title)
        .cause(cause)
        .fix(fix)
}
