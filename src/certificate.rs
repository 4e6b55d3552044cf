//! The facts of a server's certificate (RFC 5280), and its hash for channel binding.
//!
//! The TLS client decides whether to trust it.

use std::net::IpAddr;

use jiff::Timestamp;
use ring::digest::{SHA256, SHA384, SHA512, digest};
use rustls::pki_types::CertificateDer;
use serde::Serialize;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;
use x509_cert::time::Time;

use crate::diagnostics::redaction::{cut, redact};

/// The most names that are kept.
const NAMES: usize = 20;

/// The longest name that is kept whole, in characters: no host name is longer (RFC 1035 section 2.3.4).
const LONGEST_NAME: usize = 253;

/// A certificate's facts. Its texts are untrusted.
#[derive(Clone, Debug, Serialize)]
pub struct Certificate {
    /// Its host names and addresses: the alternative names, else the common name.
    pub names: Vec<String>,
    /// Who issued it.
    pub issuer: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    /// Whether it has alternative names for hosts.
    #[serde(skip)]
    pub has_alternative_names: bool,
    #[serde(skip)]
    pub common_name: Option<String>,
    /// Whether subject and issuer are equal.
    #[serde(skip)]
    pub self_signed: bool,
}

impl Certificate {
    /// Parses a certificate; None if it is invalid.
    pub fn read(der: &CertificateDer<'_>) -> Option<Self> {
        let certificate = x509_cert::Certificate::from_der(der.as_ref()).ok()?;
        let body = certificate.tbs_certificate();
        let alternative: Vec<String> = match body.get_extension::<SubjectAltName>() {
            Ok(Some((_, names))) => names.0.iter().filter_map(host).take(NAMES).collect(),
            _ => Vec::new(),
        };
        let common_name = body
            .subject()
            .common_name()
            .ok()
            .flatten()
            .map(|name| shortened(&name.value()));
        let has_alternative_names = !alternative.is_empty();
        let names = if has_alternative_names {
            alternative
        } else {
            common_name.iter().cloned().collect()
        };
        let validity = body.validity();
        Some(Self {
            names,
            issuer: issuer(body.issuer()),
            not_before: timestamp(validity.not_before)?,
            not_after: timestamp(validity.not_after)?,
            has_alternative_names,
            common_name,
            self_signed: body.issuer() == body.subject(),
        })
    }

    /// Whole days from `now` until it expires; negative if it has expired.
    pub fn days_left(&self, now: Timestamp) -> i64 {
        (self.not_after.as_second() - now.as_second()).div_euclid(24 * 60 * 60)
    }
}

/// The hash of a certificate for `tls-server-end-point` (RFC 5929 section 4.1): its signature's hash function, with
/// SHA-256 in place of MD5 and SHA-1.
pub fn end_point_hash(der: &CertificateDer<'_>) -> Option<Vec<u8>> {
    let certificate = x509_cert::Certificate::from_der(der.as_ref()).ok()?;
    let algorithm = match certificate.signature_algorithm().oid.to_string().as_str() {
        // RSA with MD5, SHA-1, SHA-256; ECDSA with SHA-1, SHA-256 (RFC 3279, 4055, 5758).
        "1.2.840.113549.1.1.4"
        | "1.2.840.113549.1.1.5"
        | "1.2.840.113549.1.1.11"
        | "1.2.840.10045.4.1"
        | "1.2.840.10045.4.3.2" => &SHA256,
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => &SHA384,
        "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" => &SHA512,
        _ => return None,
    };
    Some(digest(algorithm, der.as_ref()).as_ref().to_vec())
}

fn host(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(shortened(name.as_str())),
        GeneralName::IpAddress(bytes) => {
            let bytes = bytes.as_bytes();
            let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
            let address = four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from));
            address.ok().map(|address| address.to_string())
        }
        _ => None,
    }
}

/// A name of limited length. A truncated one ends in `…`, so it equals no host.
fn shortened(name: &str) -> String {
    cut(&redact(name), LONGEST_NAME)
}

/// The issuer: organization and common name. Without either, other attributes are not shown: their name table would
/// be loaded at every start.
fn issuer(name: &Name) -> String {
    let parts = [name.organization(), name.common_name()]
        .into_iter()
        .filter_map(|part| part.ok().flatten());
    let parts: Vec<String> = parts.map(|part| shortened(&part.value())).collect();
    if parts.is_empty() {
        "an issuer without a name".to_owned()
    } else {
        parts.join(", ")
    }
}

fn timestamp(time: Time) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(time.to_unix_duration().as_secs()).ok()?).ok()
}
