//! Fuzz targets for connection strings and database servers.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rustls::pki_types::CertificateDer;

use super::{SECRET, leaks};
use crate::certificate::{Certificate, end_point_hash};
use crate::database::Target;
use crate::database::postgres::auth::{
    Limits, Messages, Method, Rules, WeakAuthPolicy, check_request,
};
use crate::database::url::{AuthMethods, ambiguity, escaped};

/// A password that the app splits at its `@`.
const CUT: &str = "Zk9vQ7xX2k@M9jrT4wB6zL8nD3";

/// A connection string: neither its display nor an error contains a part of its password, and the display parses as
/// the same database.
pub fn connection_string(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let _ = Target::parse("DATABASE_URL", text);
    let (user, rest) = text.split_once('\0').unwrap_or(("anna", text));
    let user = user.replace([':', '/'], "");
    for secret in [SECRET, CUT] {
        let mark = if rest.contains('?') { '&' } else { '?' };
        for url in [
            format!("postgresql://{user}:{secret}@{rest}"),
            format!("postgresql://{user}@{rest}{mark}password={secret}"),
            format!("postgresql://{user}@{rest}{mark}sslpassword={secret}"),
        ] {
            // Percent-encoding may complete a piece of the password: %1 and 9.
            let encoded = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            if !leaks(&text.replace('@', ""), SECRET) && !leaks(&encoded, SECRET) {
                check_url(&url, secret);
            }
        }
    }
}

fn check_url(url: &str, secret: &str) {
    let hidden = |text: &str| {
        secret
            .split('@')
            .for_each(|part| assert!(!leaks(text, part), "{text:?} shows the password"));
    };
    match Target::parse("DATABASE_URL", url) {
        Ok(Target::Postgres(parsed)) => {
            let shown = parsed.to_string();
            // In the middle of the query, the parameter may have become part of another's value.
            if parsed.password.as_ref().map(|password| password.expose()) == Some(secret) {
                hidden(&shown);
                hidden(&format!("{parsed:?}"));
            }
            if let Ok(Target::Postgres(again)) = Target::parse("DATABASE_URL", &shown) {
                assert_eq!((&again.host, again.port), (&parsed.host, parsed.port));
            }
        }
        Ok(Target::Sqlite(path)) => panic!("taken for the file {}", path.display()),
        Err(error) => hidden(&format!("{:?}", error.diagnostic)),
    }
    if let Some(ambiguity) = ambiguity(url) {
        hidden(&format!("{:?}", (ambiguity.shape, ambiguity.characters)));
    }
    if let Some(better) = escaped(url) {
        assert!(ambiguity(better.expose()).is_none());
        assert!(Target::parse("DATABASE_URL", better.expose()).is_ok());
    }
}

/// A server's messages during authentication, in chunks whose size is the first byte: the size makes no difference,
/// memory is bounded, and no request gets a password against the rules.
pub fn postgres_messages(input: &[u8]) {
    let Some((&size, bytes)) = input.split_first() else {
        return;
    };
    let whole = received(bytes, bytes.len().max(1));
    assert_eq!(whole, received(bytes, usize::from(size).max(1)));
    let rules = Rules {
        weak_password: WeakAuthPolicy::Never,
        has_password: true,
        needs_channel_binding: size % 2 == 1,
        auth_methods: AuthMethods::ANY,
    };
    let (mut last, mut method) = (None, None);
    for (_, body) in whole.0.iter().filter(|(kind, _)| *kind == b'R') {
        let Ok(asked) = check_request(&mut last, rules, method, body) else {
            return;
        };
        method = asked;
        assert!(!matches!(method, Some(Method::Cleartext | Method::Md5)));
        if rules.needs_channel_binding {
            assert!(
                method == Some(Method::Scram),
                "{method:?} binds to no channel"
            );
        }
    }
}

type Received = (Vec<(u8, Vec<u8>)>, Result<bool, String>);

fn received(bytes: &[u8], size: usize) -> Received {
    let (mut messages, mut found) = (Messages::default(), Vec::new());
    let limits = Limits {
        login: true,
        streams: false,
    };
    for mut piece in bytes.chunks(size) {
        loop {
            match messages.next(&mut piece, limits) {
                Ok(None) => break,
                Ok(Some(message)) => {
                    found.push((message.kind, message.body.to_vec()));
                    if message.kind == b'Z' {
                        return (found, Ok(true));
                    }
                }
                Err(error) => return (found, Err(error.to_string())),
            }
        }
    }
    (found, Ok(false))
}

/// A server's certificate: its facts have a limited length.
pub fn certificates(input: &[u8]) {
    let der = CertificateDer::from(input);
    let _ = end_point_hash(&der);
    let Some(certificate) = Certificate::read(&der) else {
        return;
    };
    assert!(certificate.names.len() <= 20);
    let texts = certificate.names.iter().chain(&certificate.common_name);
    for text in texts.chain([&certificate.issuer]) {
        assert!(text.chars().count() <= 600, "{} bytes", text.len());
    }
    let now = jiff::Timestamp::UNIX_EPOCH;
    let _ = certificate.days_left(now);
}
