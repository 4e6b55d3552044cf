//! Handshakes with rustls servers, each with its own certificate.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SignatureAlgorithm,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{CertificateError, ServerConfig};
use tokio_rustls::TlsAcceptor;

use super::{Certificate, Facts, Failure, Policy, Roots, Verification, handshake};
use crate::database::url::TlsVersions;

/// A server's key and certificate, and the PEM file with the trusted root.
struct Server {
    config: Arc<ServerConfig>,
    der: Vec<u8>,
    root: PathBuf,
    _folder: tempfile::TempDir,
}

impl Server {
    /// A server whose certificate is signed by an authority.
    fn signed(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority
            .distinguished_name
            .push(DnType::OrganizationName, "Tests");
        let issuer = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let mut parameters = CertificateParams::new(vec!["db.example.org".to_owned()]).unwrap();
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &issuer).unwrap();
        Self::new(certificate.der().to_vec(), &key, &issuer.pem())
    }

    /// A certificate made by the recipe in PostgreSQL's manual: self-signed, a CA, named only by its common name.
    fn signed_by_itself(
        algorithm: &'static SignatureAlgorithm,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters
            .distinguished_name
            .push(DnType::CommonName, "db.example.org");
        change(&mut parameters);
        let key = KeyPair::generate_for(algorithm).unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        Self::new(certificate.der().to_vec(), &key, &certificate.pem())
    }

    fn new(der: Vec<u8>, key: &KeyPair, root: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, root).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = config
            .with_no_client_auth()
            .with_single_cert(vec![der.clone().into()], key)
            .unwrap();
        Self {
            config: Arc::new(config),
            der,
            root: file,
            _folder: folder,
        }
    }

    async fn shake(&self, host: &str, verification: Verification) -> Result<Facts, Failure> {
        let (ours, theirs) = tokio::io::duplex(16 * 1024);
        let acceptor = TlsAcceptor::from(self.config.clone());
        let server = tokio::spawn(async move { acceptor.accept(theirs).await.map(|_| ()) });
        let policy = Policy {
            verification,
            sends_name: true,
            versions: TlsVersions::Both,
        };
        let shaken = handshake(ours, host, &policy)
            .await
            .unwrap()
            .map(|shaken| shaken.facts);
        // The server may or may not see the rejection as an error.
        let _ = server.await;
        shaken
    }

    async fn full(&self, host: &str) -> Result<Facts, Failure> {
        self.shake(host, Verification::Full(Roots::File(self.root.clone())))
            .await
    }

    async fn chain(&self, host: &str) -> Result<Facts, Failure> {
        self.shake(host, Verification::Chain(Roots::File(self.root.clone())))
            .await
    }
}

#[track_caller]
fn refusal(shaken: Result<Facts, Failure>) -> CertificateError {
    match shaken {
        Err(Failure::Tls(rustls::Error::InvalidCertificate(error), Some(_))) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn verifies_chain_and_name() {
    let server = Server::signed(|_| {});
    let facts = server.full("db.example.org").await.unwrap();
    assert_eq!(
        (facts.verified, facts.version.as_str()),
        ("full", "TLSv1.3")
    );
    let certificate = facts.certificate.unwrap();
    assert_eq!(certificate.names, ["db.example.org"]);
    assert!(
        certificate.issuer.contains("Tests"),
        "{}",
        certificate.issuer
    );
    assert!(matches!(
        refusal(server.full("other.example.org").await),
        CertificateError::NotValidForNameContext { .. }
    ));
    assert_eq!(
        server.chain("other.example.org").await.unwrap().verified,
        "chain"
    );
    // An authority with the same name and another key.
    let stranger = Server::signed(|_| {});
    let trusting_another = Verification::Full(Roots::File(stranger.root.clone()));
    assert_eq!(
        refusal(server.shake("db.example.org", trusting_another).await),
        CertificateError::BadSignature
    );
    assert_eq!(
        server
            .shake("other.example.org", Verification::None)
            .await
            .unwrap()
            .verified,
        "none"
    );
}

#[tokio::test]
async fn rejects_certificates_outside_their_validity() {
    let expired =
        Server::signed(|parameters| parameters.not_after = rcgen::date_time_ymd(2020, 1, 1));
    assert!(matches!(
        refusal(expired.full("db.example.org").await),
        CertificateError::ExpiredContext { .. }
    ));
    let early =
        Server::signed(|parameters| parameters.not_before = rcgen::date_time_ymd(2999, 1, 1));
    assert!(matches!(
        refusal(early.chain("db.example.org").await),
        CertificateError::NotValidYetContext { .. }
    ));
    let own = Server::signed_by_itself(&rcgen::PKCS_ECDSA_P256_SHA256, |parameters| {
        parameters.not_after = rcgen::date_time_ymd(2020, 1, 1)
    });
    assert_eq!(
        refusal(own.full("db.example.org").await),
        CertificateError::Expired
    );
}

#[tokio::test]
async fn accepts_certificates_made_by_the_manuals_recipe() {
    let server = Server::signed_by_itself(&rcgen::PKCS_ECDSA_P256_SHA256, |_| {});
    assert_eq!(
        server.full("DB.example.org").await.unwrap().verified,
        "full"
    );
    assert!(matches!(
        refusal(server.full("other.example.org").await),
        CertificateError::NotValidForNameContext { .. }
    ));
    // The common name is ignored if there are alternative names.
    let named = Server::signed_by_itself(&rcgen::PKCS_ECDSA_P256_SHA256, |parameters| {
        parameters.subject_alt_names.push(rcgen::SanType::DnsName(
            "else.example.org".try_into().unwrap(),
        ));
    });
    assert!(matches!(
        refusal(named.full("db.example.org").await),
        CertificateError::NotValidForNameContext { .. }
    ));
    assert_eq!(
        named.full("else.example.org").await.unwrap().verified,
        "full"
    );
}

#[test]
fn channel_binding_uses_the_signatures_hash() {
    for (algorithm, length) in [
        (&rcgen::PKCS_ECDSA_P256_SHA256, Some(32)),
        (&rcgen::PKCS_ECDSA_P384_SHA384, Some(48)),
        (&rcgen::PKCS_ED25519, None),
    ] {
        let server = Server::signed_by_itself(algorithm, |_| {});
        let hash = crate::certificate::end_point_hash(&server.der.clone().into());
        assert_eq!(hash.as_ref().map(Vec::len), length);
        if length == Some(48) {
            assert_eq!(
                hash.unwrap(),
                ring::digest::digest(&ring::digest::SHA384, &server.der).as_ref()
            );
        }
    }
}

#[test]
fn days_left_are_whole_and_negative_after_expiry() {
    let server =
        Server::signed(|parameters| parameters.not_after = rcgen::date_time_ymd(2030, 1, 10));
    let certificate = Certificate::read(&server.der.clone().into()).unwrap();
    let days = |now: &str| certificate.days_left(now.parse::<Timestamp>().unwrap());
    assert_eq!(days("2030-01-01T00:00:00Z"), 9);
    assert_eq!(days("2030-01-09T12:00:00Z"), 0);
    assert_eq!(days("2030-01-10T00:00:01Z"), -1);
    assert!(Certificate::read(&vec![0x30, 0x00].into()).is_none());
}
