//! TLS for HTTP: the trusted certificates, and those that servers present.
//!
//! The HTTP library does not expose certificates received through a proxy's tunnel, so the verifier keeps them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::certificate::Certificate;
use crate::root_certificates::TrustVariables;

/// The presented certificates by host name, the server's own first.
#[derive(Clone, Debug)]
pub struct Shown(Arc<Record>);

#[derive(Debug)]
struct Record {
    chains: Mutex<BTreeMap<String, Vec<CertificateDer<'static>>>>,
    trusted: TrustVariables,
}

impl Shown {
    /// None yet.
    pub fn new(trusted: TrustVariables) -> Self {
        let chains = Mutex::default();
        Self(Arc::new(Record { chains, trusted }))
    }

    /// The last certificate of a host.
    pub fn of(&self, host: &str) -> Option<Certificate> {
        Certificate::read(self.chain(host).first()?)
    }

    /// Whether a host's certificate is self-signed.
    pub fn is_self_signed(&self, host: &str) -> bool {
        self.of(host)
            .is_some_and(|certificate| certificate.self_signed)
    }

    /// The issuer of the last certificate in a host's chain.
    pub fn last_issuer(&self, host: &str) -> Option<String> {
        Some(Certificate::read(self.chain(host).last()?)?.issuer)
    }

    /// The trusted certificates, in words.
    pub fn store(&self) -> String {
        self.0.trusted.words()
    }

    fn chain(&self, host: &str) -> Vec<CertificateDer<'static>> {
        let chains = self.0.chains.lock();
        let chain = chains.ok().and_then(|chains| {
            let host = host.trim_matches(['[', ']']);
            chains.get(host).cloned()
        });
        chain.unwrap_or_default()
    }
}

/// A client configuration that trusts `roots`, or the system's certificates, and keeps presented certificates in `shown`.
pub fn configuration(
    shown: Shown,
    roots: Option<Vec<CertificateDer<'static>>>,
) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = match roots {
        Some(roots) => named(roots, &provider)?,
        None => Arc::new(Verifier::new(Arc::clone(&provider))?),
    };
    let recorder = Recorder { verifier, shown };
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(recorder))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn named(
    roots: Vec<CertificateDer<'static>>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(roots);
    let builder =
        WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider));
    let verifier = builder
        .build()
        .map_err(|error| Error::General(error.to_string()))?;
    Ok(verifier)
}

/// A verifier that keeps the certificates.
#[derive(Debug)]
struct Recorder {
    verifier: Arc<dyn ServerCertVerifier>,
    shown: Shown,
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Ok(mut chains) = self.shown.0.chains.lock() {
            let chain = std::iter::once(end_entity).chain(intermediates);
            chains.insert(
                server_name.to_str().into_owned(),
                chain
                    .map(|certificate| certificate.clone().into_owned())
                    .collect(),
            );
        }
        self.verifier
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier
            .verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier
            .verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}
