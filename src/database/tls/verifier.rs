//! The certificate verifier behind each `sslmode`.
//!
//! It always verifies the handshake's signature; with roots also the chain, and the name if required. It follows
//! libpq where rustls is stricter: a server's own certificate that is given as the root is trusted even if it is a
//! CA, and a certificate without alternative names is matched by its common name. PostgreSQL's manual creates such
//! certificates.

use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{
    WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use super::Certificate;

/// Verifies a server's certificate, and keeps it for the message if it is rejected.
#[derive(Debug)]
pub struct Verifier {
    trust: Option<Trust>,
    algorithms: WebPkiSupportedAlgorithms,
    seen: OnceLock<CertificateDer<'static>>,
}

/// The handshake was not signed with the key of the presented certificate.
#[derive(Debug)]
pub struct NotItsOwn;

impl fmt::Display for NotItsOwn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the handshake is not signed with the certificate's key")
    }
}

impl std::error::Error for NotItsOwn {}

#[derive(Debug)]
struct Trust {
    roots: RootCertStore,
    given: Vec<CertificateDer<'static>>,
    checks_name: bool,
}

impl Verifier {
    /// Accepts every certificate whose key signed the handshake.
    pub fn without_roots() -> Self {
        Self {
            trust: None,
            algorithms: ring::default_provider().signature_verification_algorithms,
            seen: OnceLock::new(),
        }
    }

    /// Accepts a certificate that chains to one of the given ones and, with `checks_name`, matches the host.
    pub fn new(given: Vec<CertificateDer<'static>>, checks_name: bool) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(given.iter().cloned());
        Self {
            trust: Some(Trust {
                roots,
                given,
                checks_name,
            }),
            ..Self::without_roots()
        }
    }

    /// The certificate that the server presented.
    pub fn seen(&self) -> Option<CertificateDer<'static>> {
        self.seen.get().cloned()
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // A verifier serves one handshake, so the first certificate is the only one.
        let _ = self.seen.set(end_entity.clone().into_owned());
        if let Some(trust) = &self.trust {
            let parsed = ParsedCertificate::try_from(end_entity)?;
            if trust.given.contains(end_entity) {
                check_validity(end_entity, now)?;
            } else {
                let algorithms = self.algorithms.all;
                verify_server_cert_signed_by_trust_anchor(
                    &parsed,
                    &trust.roots,
                    intermediates,
                    now,
                    algorithms,
                )?;
            }
            if trust.checks_name {
                check_name(&parsed, end_entity, server_name)?;
            }
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms).map_err(of_handshake)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms).map_err(of_handshake)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// An invalid handshake signature is not a chain error: the certificate may be valid, but the server does not have
/// its key.
fn of_handshake(error: Error) -> Error {
    match error {
        Error::InvalidCertificate(CertificateError::BadSignature) => {
            CertificateError::Other(OtherError(Arc::new(NotItsOwn))).into()
        }
        error => error,
    }
}

fn check_validity(certificate: &CertificateDer<'_>, now: UnixTime) -> Result<(), Error> {
    let read = Certificate::read(certificate).ok_or(CertificateError::BadEncoding)?;
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now > read.not_after.as_second() {
        return Err(CertificateError::Expired.into());
    }
    if now < read.not_before.as_second() {
        return Err(CertificateError::NotValidYet.into());
    }
    Ok(())
}

fn check_name(
    parsed: &ParsedCertificate<'_>,
    certificate: &CertificateDer<'_>,
    name: &ServerName<'_>,
) -> Result<(), Error> {
    let checked = verify_server_name(parsed, name);
    if checked.is_ok() {
        return checked;
    }
    let read = Certificate::read(certificate);
    let common = read
        .filter(|read| !read.has_alternative_names)
        .and_then(|read| read.common_name);
    match (common, name) {
        (Some(common), ServerName::DnsName(host)) if matches(&common, host.as_ref()) => Ok(()),
        _ => checked,
    }
}

/// Matches a host against a pattern whose first label may be `*`, which matches one label.
fn matches(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(parent) => host
            .split_once('.')
            .is_some_and(|(first, rest)| !first.is_empty() && rest.eq_ignore_ascii_case(parent)),
        None => pattern.eq_ignore_ascii_case(host),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_wildcard_matches_one_label() {
        for (pattern, host, expected) in [
            ("db.example.org", "DB.example.org", true),
            ("*.example.org", "db.example.org", true),
            ("*.example.org", "a.db.example.org", false),
            ("*.example.org", "example.org", false),
            ("*.example.org", ".example.org", false),
            ("*", "localhost", false),
        ] {
            assert_eq!(matches(pattern, host), expected, "{pattern} {host}");
        }
    }
}
