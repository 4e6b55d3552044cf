//! What a failed TLS handshake means.

use rustls::{AlertDescription, CertificateError};

use super::super::errors::clean;
use super::super::trace::Phase;
use super::{Refusal, broken};
use crate::database::tls;
use crate::database::url::Address;
use crate::error::Error;
use crate::finding::Finding;

/// The TLS handshake failed.
pub fn handshake(place: &Address, failure: tls::Failure, direct: bool) -> Refusal {
    let error = match failure {
        tls::Failure::Io(_) if direct => {
            let title = format!(
                "the server at {}:{} hung up at the first byte of TLS",
                clean(&place.host),
                place.port
            );
            let finding = Finding::fail("database.direct-tls-not-offered", title)
                .cause("sslnegotiation=direct needs PostgreSQL 17 or later, or Neon")
                .fix("leave sslnegotiation out of the database URL");
            Error::refused(finding)
        }
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

fn certificate_finding(
    place: &Address,
    error: &rustls::Error,
    seen: Option<&tls::Certificate>,
) -> Finding {
    use CertificateError as Wrong;
    let host = clean(&place.host);
    let detail = seen.map_or_else(
        || clean(&error.to_string()),
        |seen| {
            clean(&format!(
                "certificate for {}, issued by {}, valid until {}",
                seen.names.join(", "),
                seen.issuer,
                seen.not_after
            ))
        },
    );
    let finding = match error {
        rustls::Error::InvalidCertificate(Wrong::UnknownIssuer | Wrong::BadSignature) => {
            Finding::fail("database.certificate-untrusted", format!("the certificate of {host} is not signed by a trusted authority"))
                .cause("its authority is not among those that are trusted, or something in between pretends to be the server")
                .fix("name the file of the right authority with sslrootcert= in the database URL; for Neon, sslrootcert=system")
        }
        rustls::Error::InvalidCertificate(Wrong::Other(other)) if other.0.is::<tls::NotItsOwn>() => {
            Finding::fail("database.certificate-not-its-own", format!("what answers at {host} shows a certificate that is not its own"))
                .cause("it does not have the certificate's key: something in between shows what it copied from the right server")
                .fix("try from another network; the password was not sent")
        }
        rustls::Error::InvalidCertificate(Wrong::NotValidForName | Wrong::NotValidForNameContext { .. }) => {
            Finding::fail("database.certificate-wrong-name", format!("the server's certificate is not for {host}"))
                .cause("the host in the database URL is an alias or an address, or something in between pretends to be the server")
                .fix("write the host name that the certificate carries into the database URL")
        }
        rustls::Error::InvalidCertificate(Wrong::Expired | Wrong::ExpiredContext { .. }) => {
            Finding::fail("database.certificate-expired", format!("the certificate of {host} has expired"))
                .cause("nobody renewed it, or the clock of this machine is wrong")
                .fix("have the certificate renewed; check this machine's clock")
        }
        rustls::Error::InvalidCertificate(Wrong::NotValidYet | Wrong::NotValidYetContext { .. }) => {
            Finding::fail("database.certificate-not-yet-valid", format!("the certificate of {host} is not valid yet"))
                .cause("the clock of this machine is probably wrong")
                .fix("set this machine's clock")
        }
        rustls::Error::InvalidCertificate(_) => {
            Finding::fail("database.certificate-invalid", format!("the certificate of {host} cannot be checked"))
                .cause("it is damaged, or made for another purpose")
                .fix("have the server's certificate made anew")
        }
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired | AlertDescription::BadCertificate) => {
            Finding::fail("database.client-certificate-required", format!("{host} asks for a client certificate"))
                .cause("navauth logs in by password only")
                .fix("let the role log in by password (pg_hba.conf: scram-sha-256)")
        }
        _ => Finding::fail("database.tls-failed", format!("TLS with {host} failed"))
            .cause(
                "the server and navauth have no TLS version in common, or it is no TLS server (sslnegotiation=direct needs PostgreSQL 17)",
            )
            .fix("let the server speak TLS 1.2 or later; leave sslnegotiation out of the database URL"),
    };
    finding.detail(detail)
}
