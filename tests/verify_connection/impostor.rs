//! A server that presents a certificate without having its key: `sslmode=require` does not verify the chain, but this
//! fails even then.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use rcgen::{CertifiedKey as Made, KeyPair, generate_simple_self_signed};
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::{TLS12, TLS13};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};

use super::verify;

/// Accepts one connection with one TLS version, a certificate and a key; returns what the client sent over TLS.
fn serve(
    version: &'static SupportedProtocolVersion,
    certificate: &Made<KeyPair>,
    key: &KeyPair,
) -> (u16, JoinHandle<Vec<u8>>) {
    let provider = Arc::new(ring::default_provider());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let key = ring::sign::any_supported_type(&key).unwrap();
    // Unlike the usual constructor, this one does not check that the two match.
    let shown =
        SingleCertAndKey::from(CertifiedKey::new(vec![certificate.cert.der().clone()], key));
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap();
    let config = Arc::new(
        config
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(shown)),
    );
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.read_exact(&mut [0; 8]).unwrap();
        stream.write_all(b"S").unwrap();
        let mut inside = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
        let mut came = [0; 4096];
        // A client that refuses hangs up.
        let read = inside.read(&mut came).unwrap_or(0);
        came[..read].to_vec()
    });
    (port, thread)
}

#[test]
fn rejects_a_certificate_without_its_key() {
    let certificate = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let another = KeyPair::generate().unwrap();
    for version in [&TLS12, &TLS13] {
        for (key, failed, code) in [
            (&certificate.signing_key, "database.closed", 5),
            (&another, "database.certificate-not-its-own", 4),
        ] {
            let (port, server) = serve(version, &certificate, key);
            let run = verify(&format!("postgresql://anna:s3cret@localhost:{port}/people?sslmode=require&hostaddr=127.0.0.1")).code(code);
            assert_eq!(run.without("s3cret").ids("fail"), [failed], "{version:?}");
            let came = server.join().unwrap();
            let named = came.windows(4).any(|window| window == b"anna");
            assert_eq!(
                (named, came.is_empty()),
                (code == 5, code == 4),
                "{version:?}: the client sends nothing to an unauthenticated server"
            );
        }
    }
}
