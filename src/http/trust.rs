//! TLS as the system trusts it, and a look at the certificates that servers show.
//!
//! Owns the configuration of TLS for HTTP. It is that of the HTTP client itself, but for the look: the client tells nothing of a certificate that came
//! through a proxy's tunnel.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::certificate::Certificate;

/// The certificates that were shown, by the name that was asked for.
#[derive(Clone, Debug, Default)]
pub struct Shown(Arc<Mutex<BTreeMap<String, CertificateDer<'static>>>>);

impl Shown {
    /// The last one of a host.
    pub fn of(&self, host: &str) -> Option<Certificate> {
        let shown = self.0.lock().ok()?;
        Certificate::read(shown.get(host.trim_matches(['[', ']']))?)
    }
}

/// The configuration of a client that trusts what the system trusts, and puts what it is shown into `shown`.
pub fn configuration(shown: Shown) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let watcher = Watcher {
        verifier: Verifier::new(Arc::clone(&provider))?,
        shown,
    };
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(watcher))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The system's verifier, with a look at what it verifies.
#[derive(Debug)]
struct Watcher {
    verifier: Verifier,
    shown: Shown,
}

impl ServerCertVerifier for Watcher {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Ok(mut shown) = self.shown.0.lock() {
            shown.insert(
                server_name.to_str().into_owned(),
                end_entity.clone().into_owned(),
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
