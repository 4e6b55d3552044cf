//! Diagnostics for failed TLS handshakes.

use rustls::{AlertDescription, CertificateError};

use super::super::trace::Phase;
use super::{Refusal, broken};
use crate::database::tls;
use crate::database::url::Address;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Error;
use crate::diagnostics::catalog::database;
use crate::diagnostics::redaction::sanitize;

/// The TLS handshake failed.
pub fn handshake(place: &Address, failure: tls::Failure) -> Refusal {
    let error = match failure {
        tls::Failure::Io(error) => broken(&error, Phase::Tls),
        tls::Failure::Tls(error, certificate) => {
            Error::refused(certificate_finding(place, &error, certificate.as_deref()))
                .with_source(error)
        }
    };
    Refusal {
        error,
        other_encryption: true,
        unreachable: false,
    }
}

/// Whether the certificate was rejected because of its issuer.
fn is_about_trust(wrong: &CertificateError) -> bool {
    use CertificateError as Wrong;
    match wrong {
        Wrong::UnknownIssuer | Wrong::BadSignature => true,
        Wrong::Other(other) => !other.0.is::<tls::NotItsOwn>(),
        _ => false,
    }
}

fn certificate_finding(
    place: &Address,
    error: &rustls::Error,
    seen: Option<&tls::Certificate>,
) -> Diagnostic {
    use CertificateError as Wrong;
    let host = sanitize(&place.host);
    let detail = seen.map_or_else(
        || sanitize(&error.to_string()),
        |seen| {
            sanitize(&format!(
                "certificate for {}, issued by {}, valid until {}",
                seen.names.join(", "),
                seen.issuer,
                seen.not_after
            ))
        },
    );
    let diagnostic = match error {
        // An expired certificate, a wrong name or a wrong key is reported below, even if it is self-signed.
        rustls::Error::InvalidCertificate(wrong)
            if seen.is_some_and(|seen| seen.self_signed) && is_about_trust(wrong) =>
        {
            diagnostic!(database::CERTIFICATE_SELF_SIGNED, host = host)
        }
        rustls::Error::InvalidCertificate(Wrong::UnknownIssuer | Wrong::BadSignature) => {
            diagnostic!(database::CERTIFICATE_UNTRUSTED, host = host)
        }
        rustls::Error::InvalidCertificate(Wrong::Other(other))
            if other.0.is::<tls::NotItsOwn>() =>
        {
            diagnostic!(database::CERTIFICATE_NOT_ITS_OWN, host = host)
        }
        rustls::Error::InvalidCertificate(
            Wrong::NotValidForName | Wrong::NotValidForNameContext { .. },
        ) => diagnostic!(database::CERTIFICATE_WRONG_NAME, host = host),
        rustls::Error::InvalidCertificate(Wrong::Expired | Wrong::ExpiredContext { .. }) => {
            diagnostic!(database::CERTIFICATE_EXPIRED, host = host)
        }
        rustls::Error::InvalidCertificate(
            Wrong::NotValidYet | Wrong::NotValidYetContext { .. },
        ) => {
            diagnostic!(database::CERTIFICATE_NOT_YET_VALID, host = host)
        }
        rustls::Error::InvalidCertificate(_) => {
            diagnostic!(database::CERTIFICATE_INVALID, host = host)
        }
        rustls::Error::AlertReceived(
            AlertDescription::CertificateRequired | AlertDescription::BadCertificate,
        ) => diagnostic!(database::CLIENT_CERTIFICATE_REQUIRED, host = host),
        rustls::Error::InvalidMessage(_) => {
            diagnostic!(database::TLS_FAILED, host = host).reason(database::NOT_TLS)
        }
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            diagnostic!(database::TLS_FAILED, host = host).help(database::SUPPORT_TLS)
        }
        _ => diagnostic!(database::TLS_FAILED, host = host),
    };
    diagnostic.observed(detail)
}
