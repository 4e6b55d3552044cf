//! Authentication at servers that ask for what they should not, byte by byte.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_postgres::config::{ChannelBinding, SslMode, SslNegotiation};

use super::{
    AuthViolation, InspectedStream, Limits, Messages, Method, Negotiated, Rules, WeakAuthPolicy,
    check_columns,
};
use crate::database::postgres::trace::Trace;
use crate::database::url::AuthMethods;

const PASSWORD: &str = "hunter2-hunter2";
const OPEN: Rules = Rules {
    weak_password: WeakAuthPolicy::Allowed,
    has_password: true,
    needs_channel_binding: false,
    auth_methods: AuthMethods::ANY,
};

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

fn request(code: u32, rest: &[u8]) -> Vec<u8> {
    message(b'R', &[&code.to_be_bytes(), rest].concat())
}

/// Authenticates at a server that sends these bytes one at a time; returns the violation, if any, and what the client
/// sent.
async fn log_in(rules: Rules, answer: Vec<u8>) -> (Option<AuthViolation>, Vec<u8>) {
    let (ours, mut theirs) = tokio::io::duplex(4096);
    let server = tokio::spawn(async move {
        for byte in answer {
            if theirs.write_all(&[byte]).await.is_err() {
                break;
            }
        }
        let mut sent = Vec::new();
        // The client hangs up; only what it sent before matters.
        let _ = tokio::time::timeout(
            std::time::Duration::from_millis(200),
            theirs.read_to_end(&mut sent),
        )
        .await;
        sent
    });
    let stream = InspectedStream::new(Box::new(ours), Some(vec![0; 32]), rules, Trace::begin());
    let mut config = tokio_postgres::Config::new();
    config
        .user("anna")
        .password(PASSWORD)
        .ssl_mode(SslMode::Require)
        .ssl_negotiation(SslNegotiation::Direct);
    config.channel_binding(ChannelBinding::Prefer);
    let login = config.connect_raw(stream, Negotiated);
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
            .and_then(|error| error.downcast::<AuthViolation>().ok())
            .map(|violation| *violation),
        server.await.unwrap(),
    )
}

fn holds(sent: &[u8], text: &str) -> bool {
    sent.windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn does_not_send_the_password_in_a_weak_way() {
    for (answer, method) in [
        (request(3, b""), Method::Cleartext),
        (request(5, b"salt"), Method::Md5),
    ] {
        for weak_password in [WeakAuthPolicy::NeedsTls, WeakAuthPolicy::Never] {
            let (violation, sent) = log_in(
                Rules {
                    weak_password,
                    ..OPEN
                },
                answer.clone(),
            )
            .await;
            assert_eq!(
                violation,
                Some(AuthViolation::GivesPasswordAway(method, weak_password))
            );
            // Only the startup message was sent, which contains the role.
            assert!(
                holds(&sent, "anna") && !holds(&sent, PASSWORD) && !holds(&sent, "md5"),
                "{sent:?}"
            );
        }
        let (violation, sent) = log_in(OPEN, answer).await;
        assert_eq!(violation, None);
        assert!(holds(&sent, PASSWORD) || holds(&sent, "md5"), "{sent:?}");
    }
}

#[tokio::test]
async fn required_channel_binding_is_enforced() {
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
        let (violation, sent) = log_in(bound, answer).await;
        assert_eq!(violation, Some(AuthViolation::NoChannelBinding(method)));
        assert!(!holds(&sent, "SCRAM") && !holds(&sent, PASSWORD));
    }
    let (violation, sent) =
        log_in(bound, request(10, b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0")).await;
    assert_eq!(violation, None);
    assert!(holds(&sent, "SCRAM-SHA-256-PLUS\0"), "{sent:?}");
}

#[tokio::test]
async fn detects_missing_passwords_and_other_protocols() {
    let without = Rules {
        has_password: false,
        ..OPEN
    };
    assert_eq!(
        log_in(without, request(10, b"SCRAM-SHA-256\0\0")).await.0,
        Some(AuthViolation::NoPassword)
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
            Some(AuthViolation::NotPostgres),
            "{noise:?}"
        );
    }
}

const LOGIN: Limits = Limits {
    login: true,
    streams: false,
};
const QUERY: Limits = Limits {
    login: false,
    streams: false,
};
const STREAM: Limits = Limits {
    login: false,
    streams: true,
};

/// Feeds bytes in chunks; returns the kind and kept length of each message, or the violation.
fn read(
    messages: &mut Messages,
    bytes: &[u8],
    size: usize,
    limits: Limits,
) -> Result<Vec<(u8, usize)>, AuthViolation> {
    let mut seen = Vec::new();
    for mut piece in bytes.chunks(size) {
        while let Some(message) = messages.next(&mut piece, limits)? {
            seen.push((message.kind, message.body.len()));
        }
    }
    Ok(seen)
}

#[test]
fn reassembles_split_messages() {
    let bytes = [
        message(b'S', b"a"),
        message(b'K', b""),
        message(b'N', &[7; 300]),
        message(b'Z', b"I"),
    ]
    .concat();
    for size in [1, 2, 5, 7, 64, bytes.len()] {
        assert_eq!(
            read(&mut Messages::default(), &bytes, size, LOGIN).unwrap(),
            [(b'S', 1), (b'K', 0), (b'N', 300), (b'Z', 1)],
            "{size}"
        );
        // Of a response, only the column description is kept.
        let answer = [
            message(b'T', b"abc"),
            message(b'D', &[0; 90]),
            message(b'Z', b"I"),
        ]
        .concat();
        assert_eq!(
            read(&mut Messages::default(), &answer, size, QUERY).unwrap(),
            [(b'T', 3), (b'D', 0), (b'Z', 0)],
            "{size}"
        );
    }
}

#[test]
fn rejects_oversized_messages_by_their_announced_length() {
    let announce = |kind: u8, length: u32| [&[kind][..], &length.to_be_bytes()].concat();
    let result = |bytes: &[u8], limits| read(&mut Messages::default(), bytes, 4096, limits);
    for (kind, length) in [
        (b'D', 0x7fff_ffff),
        (b'D', 5 << 20),
        (b'E', 5 << 20),
        (b'T', 1 << 20),
    ] {
        for limits in [QUERY, STREAM] {
            assert_eq!(
                result(&announce(kind, length), limits),
                Err(AuthViolation::TooLarge)
            );
        }
    }
    for length in [0, 3, 0x8000_0000, 0xffff_ffff] {
        assert!(matches!(
            result(&announce(b'D', length), QUERY),
            Err(AuthViolation::Malformed(_))
        ));
    }
    // Many small rows add up to the limit.
    let rows = message(b'D', &[0; 1000]).repeat(10_000);
    assert_eq!(result(&rows, QUERY), Err(AuthViolation::TooLarge));
    assert_eq!(result(&rows, STREAM).unwrap().len(), 10_000);
    for kind in [b'S', b'A', b'N'] {
        let told = message(kind, &[b'a'; 1000]).repeat(10_000);
        for limits in [LOGIN, QUERY, STREAM] {
            assert!(result(&told, limits).is_err(), "{kind} {limits:?}");
        }
    }
}

#[test]
fn accepts_only_built_in_column_types() {
    let column = |kind: u32| [&b"name\0\0\0\0\0\0\0"[..], &kind.to_be_bytes(), &[0; 8]].concat();
    let columns =
        |count: u16, rest: &[u8]| check_columns(&[&count.to_be_bytes()[..], rest].concat());
    assert_eq!(columns(0, b""), Ok(()));
    assert_eq!(columns(2, &[column(20), column(25)].concat()), Ok(()));
    for (count, rest) in [
        (2, column(20)),
        (1, column(16_400)),
        (1, b"name".to_vec()),
        (1, vec![0; 18]),
    ] {
        assert!(matches!(
            columns(count, &rest),
            Err(AuthViolation::Malformed(_))
        ));
    }
    assert!(check_columns(b"\0").is_err());
}

#[tokio::test]
async fn rejects_scram_with_too_few_or_too_many_iterations() {
    for (rounds, refused) in [
        (0, true),
        (1, true),
        (4095, true),
        (4096, false),
        (1_000_001, true),
        (4_294_967_295_u64, true),
    ] {
        let first = request(10, b"SCRAM-SHA-256\0\0");
        let (ours, mut theirs) = tokio::io::duplex(4096);
        let server = tokio::spawn(async move {
            theirs.write_all(&first).await.unwrap();
            // The client's nonce is at the end of its first message.
            let mut sent = vec![0; 4096];
            let mut length = 0;
            let nonce = loop {
                length += theirs.read(&mut sent[length..]).await.unwrap();
                let text = String::from_utf8_lossy(&sent[..length]).into_owned();
                if let Some((_, nonce)) = text.split_once(",r=") {
                    break nonce.to_owned();
                }
            };
            let challenge = format!("r={nonce}x,s=c2FsdA==,i={rounds}");
            theirs
                .write_all(&request(11, challenge.as_bytes()))
                .await
                .unwrap();
            let mut proof = Vec::new();
            let read = theirs.read_to_end(&mut proof);
            let _ = tokio::time::timeout(std::time::Duration::from_millis(300), read).await;
            holds(&proof, "p=")
        });
        let stream = InspectedStream::new(Box::new(ours), None, OPEN, Trace::begin());
        let seen = stream.seen();
        let mut config = tokio_postgres::Config::new();
        config
            .user("anna")
            .password(PASSWORD)
            .ssl_mode(SslMode::Require)
            .ssl_negotiation(SslNegotiation::Direct);
        let login = config.connect_raw(stream, Negotiated);
        let _ = tokio::time::timeout(std::time::Duration::from_millis(500), login).await;
        let proved = server.await.unwrap();
        let violation = refused.then_some(AuthViolation::Iterations(rounds));
        assert_eq!(
            (seen.violation(), proved),
            (violation, !refused),
            "{rounds}"
        );
    }
}

#[tokio::test]
async fn require_auth_allows_only_the_listed_methods() {
    let url = |list: &str| {
        let url = format!("postgresql://anna@h/people?require_auth={list}");
        let crate::database::Target::Postgres(url) =
            crate::database::Target::parse("X", &url).unwrap()
        else {
            panic!()
        };
        url.require_auth()
    };
    let ready = [request(0, b""), message(b'Z', b"I")].concat();
    let asks = [
        ("password", request(3, b""), Method::Cleartext),
        ("md5", request(5, b"salt"), Method::Md5),
        (
            "scram-sha-256",
            request(10, b"SCRAM-SHA-256\0\0"),
            Method::Scram,
        ),
        ("none", ready, Method::Trust),
    ];
    for (asked, answer, method) in &asks {
        for (named, ..) in &asks {
            for (list, allowed) in [
                ((*named).to_owned(), named == asked),
                (format!("!{named}"), named != asked),
                (format!("gss,{named}"), named == asked),
                (format!("!sspi,!{named}"), named != asked),
            ] {
                let rules = Rules {
                    auth_methods: url(&list).unwrap(),
                    ..OPEN
                };
                let (violation, sent) = log_in(rules, answer.clone()).await;
                let refused = (!allowed).then_some(AuthViolation::MethodNotAllowed(*method));
                assert_eq!(violation, refused, "{list} {asked}");
                if !allowed {
                    assert!(
                        !holds(&sent, PASSWORD) && !holds(&sent, "md5") && !holds(&sent, "SCRAM")
                    );
                }
            }
        }
    }
    for wrong in ["scram", "md5,!none", "!md5,none", "md5,md5", "md5,", "MD5"] {
        assert!(url(wrong).is_err(), "{wrong}");
    }
}
