//! Oversized certificates and certificate files.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use super::{expect, run};
use crate::support::Folder;

/// A TLS record (RFC 8446 section 5.1) of the handshake type.
fn record(body: &[u8]) -> Vec<u8> {
    let mut record = vec![22, 3, 3];
    record.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
    record.extend(body);
    record
}

/// Answers a TLS 1.2 handshake with a certificate message that announces 16 MiB, and sends records of it forever.
fn endless_chain(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut hello = vec![2, 0, 0, 38, 3, 3];
    hello.extend([7; 32]);
    // No session, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, no compression.
    hello.extend([0, 0xc0, 0x2b, 0]);
    stream.write_all(&record(&hello))?;
    let mut certificates = vec![11, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc, 0x7f, 0xff, 0xff];
    certificates.resize(16 << 10, 0);
    loop {
        stream.write_all(&record(&certificates))?;
        certificates.fill(0);
    }
}

fn serve(answer: fn(&mut TcpStream) -> std::io::Result<()>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // A client that refuses hangs up.
            std::thread::spawn(move || _ = answer(&mut stream));
        }
    });
    port
}

#[test]
fn rejects_an_endless_certificate_chain() {
    let port = serve(|stream| {
        stream.read_exact(&mut [0; 8])?;
        stream.write_all(b"S")?;
        endless_chain(stream)
    });
    let url = format!("postgresql://role:a-password@127.0.0.1:{port}/db?sslmode=require");
    let folder = Folder::with_env(&format!("DATABASE_URL={url}\n"));
    let outcome = run(&folder, &["verify-connection"], Duration::from_secs(5));
    expect("database", &outcome, &[4, 5], &["[database.", "[tls."]);
    let port = serve(endless_chain);
    let folder = Folder::with_env(&format!(
        "NEON_API_KEY=napi_a-neon-key\nHF_TOKEN=hf_a-token\nHF_ENDPOINT=https://localhost:{port}\n"
    ));
    folder.write(
        "navauth.toml",
        format!("[neon]\napi = \"https://localhost:{port}/api\"\n"),
    );
    let outcome = run(&folder, &["neon", "status"], Duration::from_secs(5));
    expect(
        "Neon",
        &outcome,
        &[4, 5],
        &["[neon.", "[tls.", "[network.", "[http."],
    );
}

#[test]
fn certificate_files_are_bounded() {
    let folder = Folder::new();
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    folder.write(
        "many.pem",
        certificate.repeat((8 << 20) / certificate.len()),
    );
    let url = "postgresql://role:a-password@127.0.0.1:9/db?sslmode=verify-full&sslrootcert=";
    for file in ["many.pem", "/dev/zero", "/dev/stdin"] {
        folder.write(".env", format!("DATABASE_URL={url}{file}\n"));
        let outcome = run(&folder, &["verify-connection"], Duration::from_secs(5));
        expect(file, &outcome, &[3, 4, 5], &["[database."]);
    }
}
