//! Logins at servers that ask for what they should not, byte by byte.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_postgres::config::{ChannelBinding, SslMode, SslNegotiation};

use super::{Messages, Method, Negotiated, Objection, Rules, Watched, WeakPassword};
use crate::database::postgres::trace::Trace;

const PASSWORD: &str = "hunter2-hunter2";
const OPEN: Rules = Rules {
    weak_password: WeakPassword::Allowed,
    has_password: true,
    needs_channel_binding: false,
};

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

fn request(code: u32, rest: &[u8]) -> Vec<u8> {
    message(b'R', &[&code.to_be_bytes(), rest].concat())
}

/// Logs in at a server that sends these bytes one at a time; gives the objection, where there was one, and what we sent.
async fn log_in(rules: Rules, answer: Vec<u8>) -> (Option<Objection>, Vec<u8>) {
    let (ours, mut theirs) = tokio::io::duplex(4096);
    let server = tokio::spawn(async move {
        for byte in answer {
            if theirs.write_all(&[byte]).await.is_err() {
                break;
            }
        }
        let mut sent = Vec::new();
        // The client hangs up; what it sent before is what counts.
        let _ = tokio::time::timeout(
            std::time::Duration::from_millis(200),
            theirs.read_to_end(&mut sent),
        )
        .await;
        sent
    });
    let watched = Watched::new(Box::new(ours), Some(vec![0; 32]), rules, Trace::begin());
    let mut config = tokio_postgres::Config::new();
    config
        .user("anna")
        .password(PASSWORD)
        .ssl_mode(SslMode::Require)
        .ssl_negotiation(SslNegotiation::Direct);
    config.channel_binding(ChannelBinding::Prefer);
    let login = config.connect_raw(watched, Negotiated);
    let ended = tokio::time::timeout(std::time::Duration::from_millis(500), login).await;
    let error = ended
        .ok()
        .and_then(Result::err)
        .and_then(tokio_postgres::Error::into_source);
    let error = error
        .and_then(|error| error.downcast::<std::io::Error>().ok())
        .and_then(|error| error.into_inner());
    (
        error
            .and_then(|error| error.downcast::<Objection>().ok())
            .map(|objection| *objection),
        server.await.unwrap(),
    )
}

fn holds(sent: &[u8], text: &str) -> bool {
    sent.windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn a_password_is_not_given_away() {
    for (answer, method) in [
        (request(3, b""), Method::Cleartext),
        (request(5, b"salt"), Method::Md5),
    ] {
        for weak_password in [WeakPassword::NeedsTls, WeakPassword::Never] {
            let (objection, sent) = log_in(
                Rules {
                    weak_password,
                    ..OPEN
                },
                answer.clone(),
            )
            .await;
            assert_eq!(
                objection,
                Some(Objection::GivesPasswordAway(method, weak_password))
            );
            // Only the start went out, which names the role.
            assert!(
                holds(&sent, "anna") && !holds(&sent, PASSWORD) && !holds(&sent, "md5"),
                "{sent:?}"
            );
        }
        let (objection, sent) = log_in(OPEN, answer).await;
        assert_eq!(objection, None);
        assert!(holds(&sent, PASSWORD) || holds(&sent, "md5"), "{sent:?}");
    }
}

#[tokio::test]
async fn channel_binding_that_is_required_is_not_skipped() {
    let bound = Rules {
        needs_channel_binding: true,
        ..OPEN
    };
    for (answer, method) in [
        (request(10, b"SCRAM-SHA-256\0\0"), Method::Scram),
        (request(3, b""), Method::Cleartext),
        (
            [request(0, b""), message(b'Z', b"I")].concat(),
            Method::Trust,
        ),
    ] {
        let (objection, sent) = log_in(bound, answer).await;
        assert_eq!(objection, Some(Objection::NoChannelBinding(method)));
        assert!(!holds(&sent, "SCRAM") && !holds(&sent, PASSWORD));
    }
    let (objection, sent) =
        log_in(bound, request(10, b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0")).await;
    assert_eq!(objection, None);
    assert!(holds(&sent, "SCRAM-SHA-256-PLUS\0"), "{sent:?}");
}

#[tokio::test]
async fn a_missing_password_and_another_protocol_are_told_at_once() {
    let without = Rules {
        has_password: false,
        ..OPEN
    };
    assert_eq!(
        log_in(without, request(10, b"SCRAM-SHA-256\0\0")).await.0,
        Some(Objection::NoPassword)
    );
    for noise in [
        &b"HTTP/1.1 400 Bad Request\r\n"[..],
        b"R\xff\xff\xff\xff",
        b"R\0\0\0\x03",
        b"R\0\0\0\x05\0",
        b"\0",
    ] {
        assert_eq!(
            log_in(OPEN, noise.to_vec()).await.0,
            Some(Objection::NotPostgres),
            "{noise:?}"
        );
    }
}

#[test]
fn messages_are_whole_however_they_are_cut() {
    let bytes = [
        message(b'S', b"a"),
        message(b'K', b""),
        message(b'N', &[7; 300]),
        message(b'Z', b"I"),
        b"what follows".to_vec(),
    ]
    .concat();
    for size in [1, 2, 5, 7, 64, bytes.len()] {
        let mut messages = Messages::default();
        let mut seen = Vec::new();
        let mut ended = false;
        for piece in bytes.chunks(size) {
            ended = ended
                || messages
                    .feed(piece, |kind, body| {
                        seen.push((kind, body.len()));
                        Ok(kind == b'Z')
                    })
                    .unwrap();
        }
        assert_eq!(
            (ended, &seen[..]),
            (true, &[(b'S', 1), (b'K', 0), (b'N', 300), (b'Z', 1)][..]),
            "{size}"
        );
    }
}
