//! TLS to a database server: configuration, handshake, certificate facts and the channel binding data of RFC 5929.
//!
//! `postgres` decides when to use TLS.

mod verifier;

use std::path::Path;
use std::sync::Arc;

use std::net::{IpAddr, Ipv4Addr};

use rustls::client::{ClientConfig, Resumption};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use serde::Serialize;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::certificate::end_point_hash;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::{Error, Result};
use crate::root_certificates::TrustVariables;
use crate::{diagnostic, text};

use super::url::TlsVersions;

pub use crate::certificate::Certificate;
pub use verifier::NotItsOwn;
use verifier::Verifier;

/// Which certificate authorities are trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Roots {
    System,
    File(std::path::PathBuf),
}

/// Where systems keep the public root certificates, in one PEM file.
const CA_FILES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/opt/homebrew/etc/ca-certificates/cert.pem",
];

/// How the app can verify a public certificate: with a file of this machine, else by channel binding.
/// `sslrootcert=system` does not work: the OpenSSL of psycopg2-binary looks in a folder that does not exist.
pub fn system_roots_advice() -> String {
    match CA_FILES.iter().find(|file| Path::new(file).is_file()) {
        Some(file) => text!(codes::ADVICE_CA_FILE, file = file),
        None => codes::ADVICE_CHANNEL_BINDING.to_owned(),
    }
}

/// What to verify of a server's certificate. The handshake's signature always is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// Nothing: a man in the middle can impersonate the server (`sslmode=require`).
    None,
    /// The chain up to a trusted authority, not the name (`sslmode=verify-ca`).
    Chain(Roots),
    /// The chain and the name (`sslmode=verify-full`).
    Full(Roots),
}

/// How to negotiate TLS.
#[derive(Clone, Debug)]
pub struct Policy {
    pub verification: Verification,
    /// Whether to send the host name (SNI); Neon needs it.
    pub sends_name: bool,
    pub versions: TlsVersions,
}

/// Facts about a handshake.
#[derive(Clone, Debug, Serialize)]
pub struct Facts {
    /// Such as `TLSv1.3`.
    pub version: String,
    /// Such as `TLS_AES_256_GCM_SHA384`.
    pub cipher: String,
    /// What was verified: `full`, `chain` or `none`.
    pub verified: &'static str,
    /// How many certificates the server sent.
    pub chain_length: usize,
    /// The server's own certificate; None if it could not be parsed.
    pub certificate: Option<Certificate>,
}

#[derive(Debug)]
pub enum Failure {
    /// The connection broke, or the other side does not speak TLS.
    Io(std::io::Error),
    /// A TLS error, with the server's certificate if it was received.
    Tls(rustls::Error, Option<Box<Certificate>>),
}

/// The name or IP address of a host; a short IPv4 address such as `127.1` is read as `inet_aton` does, which libpq uses.
fn server_name(host: &str) -> Option<ServerName<'static>> {
    let short = || {
        let mut parts = host.split('.').map(|part| part.parse::<u32>().ok());
        let (first, second, rest) = (parts.next()??, parts.next()??, parts.next());
        let last = match (rest, parts.next()) {
            (None, _) if second < 1 << 24 => second,
            (Some(third), None) if second < 256 => third.filter(|&it| it < 1 << 16)? | second << 16,
            _ => return None,
        };
        let address = (first < 256).then(|| Ipv4Addr::from(first << 24 | last))?;
        Some(ServerName::from(IpAddr::from(address)))
    };
    ServerName::try_from(host.to_owned()).ok().or_else(short)
}

/// Negotiates TLS over an open stream.
pub async fn handshake<S>(
    stream: S,
    host: &str,
    policy: &Policy,
) -> Result<Result<Handshake<S>, Failure>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let verifier = Arc::new(verifier(&policy.verification)?);
    let config = configuration(policy, verifier.clone())?;
    let Some(name) = server_name(host) else {
        return Err(Error::settings(diagnostic!(
            codes::HOST_MALFORMED,
            host = host
        )));
    };
    let connected = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await;
    Ok(match connected {
        Ok(stream) => Ok(Handshake::new(stream, &policy.verification)),
        Err(error) => Err(failure(error, &verifier)),
    })
}

pub struct Handshake<S> {
    pub stream: TlsStream<S>,
    pub facts: Facts,
    /// The channel binding data `tls-server-end-point`: the hash of the server's certificate (RFC 5929 section 4.1);
    /// None if its signature algorithm has no suitable hash.
    pub end_point: Option<Vec<u8>>,
}

impl<S> Handshake<S> {
    fn new(stream: TlsStream<S>, verification: &Verification) -> Self {
        let session = stream.get_ref().1;
        let chain = session.peer_certificates().unwrap_or_default();
        let text = |value: Option<String>| value.unwrap_or_else(|| "unknown".to_owned());
        let facts = Facts {
            version: text(
                session
                    .protocol_version()
                    .and_then(|version| version.as_str())
                    .map(|name| name.replace("v1_", "v1.")),
            ),
            cipher: text(
                session
                    .negotiated_cipher_suite()
                    .and_then(|suite| suite.suite().as_str())
                    .map(|name| name.replace("TLS13_", "TLS_")),
            ),
            verified: match verification {
                Verification::None => "none",
                Verification::Chain(_) => "chain",
                Verification::Full(_) => "full",
            },
            chain_length: chain.len(),
            certificate: chain.first().and_then(Certificate::read),
        };
        let end_point = chain.first().and_then(end_point_hash);
        Self {
            stream,
            facts,
            end_point,
        }
    }
}

fn configuration(policy: &Policy, verifier: Arc<Verifier>) -> Result<ClientConfig> {
    let mut provider = ring::default_provider();
    // PostgreSQL up to 17 answers any other first key share with a HelloRetryRequest, which costs a round trip.
    provider.kx_groups = vec![
        ring::kx_group::SECP256R1,
        ring::kx_group::X25519,
        ring::kx_group::SECP384R1,
    ];
    let versions: &[_] = match policy.versions {
        TlsVersions::Both => &[&TLS13, &TLS12],
        TlsVersions::Only12 => &[&TLS12],
        TlsVersions::Only13 => &[&TLS13],
    };
    let builder =
        ClientConfig::builder_with_provider(Arc::new(provider)).with_protocol_versions(versions);
    let builder = builder.map_err(|error| Error::bug(format!("TLS configuration: {error}")))?;
    let mut config = builder
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.enable_sni = policy.sends_name;
    config.resumption = Resumption::disabled();
    // Direct negotiation needs ALPN (PostgreSQL 17, "SSL Session Encryption"); otherwise it is harmless.
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(config)
}

fn verifier(verification: &Verification) -> Result<Verifier> {
    Ok(match verification {
        Verification::None => Verifier::without_roots(),
        Verification::Chain(roots) => Verifier::new(certificates(roots)?, false),
        Verification::Full(roots) => Verifier::new(certificates(roots)?, true),
    })
}

fn certificates(roots: &Roots) -> Result<Vec<CertificateDer<'static>>> {
    match roots {
        Roots::File(path) => from_file(path),
        Roots::System => {
            let named = TrustVariables::from_os().load();
            if let Some(named) = named.map_err(|unreadable| unreadable.error())? {
                return Ok(named);
            }
            let loaded = rustls_native_certs::load_native_certs();
            if loaded.certs.is_empty() {
                return Err(Error::settings(diagnostic!(codes::SYSTEM_ROOTS_MISSING)));
            }
            Ok(loaded.certs)
        }
    }
}

fn from_file(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let unreadable = |reason: String| {
        let diagnostic = diagnostic!(codes::ROOT_CERTIFICATE_UNREADABLE, file = path.display());
        Error::settings(diagnostic.reason(reason))
    };
    let bytes = crate::input_file::read(path).map_err(|error| unreadable(error.to_string()))?;
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match read {
        Ok(certificates) if certificates.is_empty() => {
            Err(unreadable("it has no BEGIN CERTIFICATE line".to_owned()))
        }
        Ok(certificates) => Ok(certificates),
        Err(_) => Err(unreadable("it is not PEM".to_owned())),
    }
}

fn failure(error: std::io::Error, verifier: &Verifier) -> Failure {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(tls) => Failure::Tls(
            tls.clone(),
            verifier
                .seen()
                .as_ref()
                .and_then(Certificate::read)
                .map(Box::new),
        ),
        None => Failure::Io(error),
    }
}

#[cfg(test)]
mod tests;
