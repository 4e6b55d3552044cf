//! The app is the oracle: python-jose 3.5.0, called as the app calls it, and `navauth token verify` accept the same tokens.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use navauth::secret::Secret;
use navauth::session;
use ring::hmac;
use serde_json::json;

use crate::support::Folder;
use crate::support::choices::Choices;
use crate::support::tools;

/// How many tokens are generated.
const COUNT: usize = 2400;

/// The time that both sides take for now.
const NOW: i64 = 1_795_435_200;

/// Prints one line a case: `accepted`, or the exception.
const ORACLE: &str = r#"
import datetime, json, sys
from jose import jwt

NOW = 1795435200

class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(NOW, tz)

jwt.datetime = Clock

for case in json.load(open(sys.argv[1], encoding="utf-8")):
    try:
        payload = jwt.decode(case["token"], case["key"], algorithms=["HS256"])
        user_id = payload.get("sub")
        int(user_id)
        print("accepted")
    except Exception as error:
        print(type(error).__name__, "".join(str(error).split("\n"))[:80].encode("ascii", "replace").decode())
"#;

const KEYS: [&str; 8] = [
    "b7d1a9e04c5f4f7f8f0f6d2c9a3e1b5d7c9e0f1a2b3c4d5e6f708192a3b4c5d6",
    "b7d1a9e04c5f4f7f8f0f6d2c9a3e1b5d7c9e0f1a2b3c4d5e6f708192a3b4c5d7",
    "12345678901234567890123456789012",
    "1.50",
    "ключ-ключ-ключ-ключ-ключ-ключ-ключ",
    "\"b7d1a9e04c5f4f7f8f0f6d2c9a3e1b5d\"",
    "true",
    "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
];

const HEADERS: [&str; 26] = [
    r#"{"alg":"HS256","typ":"JWT"}"#,
    r#"{"typ":"JWT","alg":"HS256"}"#,
    r#"{"alg":"HS256"}"#,
    r#" { "alg" : "HS256" } "#,
    r#"{"alg":"\u0048S256"}"#,
    r#"{"alg":"HS256","crit":["exp"]}"#,
    r#"{"alg":"HS256","b64":false}"#,
    r#"{"alg":"HS256","kid":NaN}"#,
    r#"{"alg":"HS256","kid":"\ud800"}"#,
    r#"{"alg":"HS256","x":1e999}"#,
    r#"{"alg":"none","alg":"HS256"}"#,
    r#"{"alg":"HS256","alg":"none"}"#,
    r#"{"alg":"HS384"}"#,
    r#"{"alg":"HS512"}"#,
    r#"{"alg":"RS256"}"#,
    r#"{"alg":"none"}"#,
    r#"{"alg":"hs256"}"#,
    r#"{"alg":null}"#,
    r#"{"alg":["HS256"]}"#,
    r#"{"alg":"HS256",}"#,
    r#"{'alg':'HS256'}"#,
    r#"{}"#,
    r#"["HS256"]"#,
    "\u{feff}{\"alg\":\"HS256\"}",
    r#"{"alg":"HS256"}x"#,
    "",
];

const TIMES: [&str; 52] = [
    "1795435199",
    "1795435200",
    "1795435201",
    "1795435200.9",
    "1795435199.9",
    "1900000000",
    "1900000000.5",
    "1.9e9",
    "19E8",
    "190000000000E-2",
    "-0",
    "-1",
    "0",
    "01",
    "1.",
    ".5",
    "+5",
    "-",
    "1e",
    "1e+",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "99999999999999999999999999",
    "1e300",
    "1e400",
    "-1e400",
    "NaN",
    "Infinity",
    "-Infinity",
    "-NaN",
    "true",
    "false",
    "null",
    "[]",
    "[1900000000]",
    "{}",
    "\"\"",
    "\"soon\"",
    "\"1900000000\"",
    "\"1700000000\"",
    "\" 1900000000\\n\"",
    "\"+1900000000\"",
    "\"-5\"",
    "\"1_900_000_000\"",
    "\"1__9\"",
    "\"_19\"",
    "\"1.9e9\"",
    "\"0x7fffffff\"",
    "\"\u{661}\u{669}\u{660}\u{660}\u{660}\u{660}\u{660}\u{660}\u{660}\u{660}\"",
    "\"\\u001c1900000000\"",
    "\"\u{a0}1900000000\u{3000}\"",
];

const SUBJECTS: [&str; 26] = [
    "\"1\"",
    "\"42\"",
    "\"-7\"",
    "\"+7\"",
    "\"007\"",
    "\" 42\"",
    "\"4_2\"",
    "\"42.0\"",
    "\"\"",
    "\"ada\"",
    "\"1e3\"",
    "\"\u{ff14}\u{ff12}\"",
    "\"\u{b2}\"",
    "\"\u{1d7dc}\"",
    "\"99999999999999999999\"",
    "\"\\u0034\\u0032\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "1",
    "1.5",
    "true",
    "null",
    "[]",
    "[\"1\"]",
    "{}",
    "\"1\\t\"",
];

const OTHERS: [&str; 24] = [
    r#""aud":"app""#,
    r#""aud":[]"#,
    r#""aud":null"#,
    r#""aud":7"#,
    r#""jti":"a""#,
    r#""jti":1"#,
    r#""jti":null"#,
    r#""at_hash":"x""#,
    r#""at_hash":null"#,
    r#""iss":5"#,
    r#""iss":"me""#,
    r#""x":NaN"#,
    r#""x":-Infinity"#,
    r#""x":1e999"#,
    r#""x":"\ud800\udc00\udc00""#,
    r#""x":"\x""#,
    r#""x":"\u12g4""#,
    "\"x\":\"\u{1}\"",
    "\"x\":\"\u{7f}\u{2028}\"",
    r#""x":[1,]"#,
    r#""x":[1 2]"#,
    r#""x":tru"#,
    r#""\u0073ub":"5""#,
    r#""exp":1900000000"#,
];

/// Claims as they are written, some of them no JSON at all.
fn claims(choices: &mut Choices) -> Vec<u8> {
    match choices.number(40) {
        0 => {
            return choices
                .one(&[
                    "[]",
                    "\"text\"",
                    "null",
                    "7",
                    "",
                    "{",
                    "{}",
                    "{} x",
                    "\u{feff}{}",
                ])
                .into();
        }
        1 => return b"{\"sub\":\"1\",\"x\":\"\xff\"}".to_vec(),
        2 => {
            let depth = *choices.one(&[&20, &127, &128, &800, &1100]);
            return format!(
                "{{\"sub\":\"1\",\"x\":{}1{}}}",
                "[".repeat(depth),
                "]".repeat(depth)
            )
            .into();
        }
        3 => {
            let digits = "9".repeat(*choices.one(&[&400, &4300, &4301]));
            let name = choices.one(&["exp", "nbf", "sub", "x"]);
            let quote = choices.one(&["", "\""]);
            return format!("{{\"sub\":\"1\",\"{name}\":{quote}{digits}{quote}}}").into();
        }
        _ => {}
    }
    let mut members = Vec::new();
    if !choices.once_in(20) {
        let subject = if choices.once_in(2) {
            choices.one(&SUBJECTS)
        } else {
            "\"42\""
        };
        members.push(format!("\"sub\":{subject}"));
    }
    for (name, good) in [
        ("exp", "1900000000"),
        ("iat", "1795430000"),
        ("nbf", "1795430000"),
    ] {
        match choices.number(9) {
            0 => {}
            1 => members.push(format!("\"{name}\":{}", choices.one(&TIMES))),
            _ => members.push(format!("\"{name}\":{good}")),
        }
    }
    if choices.once_in(5) {
        members.push(choices.one(&OTHERS).to_owned());
    }
    let at = choices.number(members.len() + 1);
    members.rotate_left(at);
    let comma = choices.one(&[",", " ,\t", ",\r\n"]);
    let text = format!("{{{}}}", members.join(comma));
    if choices.once_in(40) {
        return text[..text.len() - 1].into();
    }
    text.into()
}

/// A part of a token, mostly as RFC 7515 wants it.
fn encoded(choices: &mut Choices, bytes: &[u8]) -> String {
    let part = match choices.number(12) {
        0 => URL_SAFE.encode(bytes),
        1 => STANDARD.encode(bytes),
        2 => STANDARD_NO_PAD.encode(bytes),
        _ => URL_SAFE_NO_PAD.encode(bytes),
    };
    if !choices.once_in(30) {
        return part;
    }
    let at = choices.number(part.len() + 1);
    let (before, after) = part.split_at(at);
    let junk = choices.one(&[
        "=", "==", "===", ".", "\n", " ", "!", "\u{e9}", "A", "*=*", "====",
    ]);
    match choices.number(3) {
        0 => format!("{part}{junk}"),
        1 => before.to_owned(),
        _ => format!("{before}{junk}{after}"),
    }
}

fn token(choices: &mut Choices, signing_key: &str) -> String {
    let header = if choices.once_in(5) {
        choices.one(&HEADERS)
    } else {
        HEADERS[0]
    };
    let claims = claims(choices);
    let message = format!(
        "{}.{}",
        encoded(choices, header.as_bytes()),
        encoded(choices, &claims)
    );
    let algorithm = if choices.once_in(30) {
        hmac::HMAC_SHA384
    } else {
        hmac::HMAC_SHA256
    };
    let signature = hmac::sign(
        &hmac::Key::new(algorithm, signing_key.as_bytes()),
        message.as_bytes(),
    );
    let signature = encoded(choices, signature.as_ref());
    match choices.number(40) {
        0 => message,
        1 => format!("{message}."),
        2 => format!("{message}.{signature}.{signature}"),
        3 => format!(
            "{message}.{}",
            &signature[..signature.floor_char_boundary(signature.len() / 2)]
        ),
        4 => format!("{}.{signature}", encoded(choices, header.as_bytes())),
        _ => format!("{message}.{signature}"),
    }
}

#[test]
fn accepts_exactly_what_the_app_accepts() {
    let mut choices = Choices(0x9e37_79b9_7f4a_7c15);
    let cases: Vec<(String, String)> = (0..COUNT)
        .map(|_| {
            let key = if choices.once_in(5) {
                choices.one(&KEYS)
            } else {
                KEYS[0]
            };
            // As the app signs: with the text of the key. At times with what python-jose verifies with.
            let signing_key = match choices.number(30) {
                0 => KEYS[1],
                1 => key.trim_matches('"'),
                _ => key,
            };
            (key.to_owned(), token(&mut choices, signing_key))
        })
        .collect();
    let folder = Folder::new();
    let document: Vec<_> = cases
        .iter()
        .map(|(key, token)| json!({ "key": key, "token": token }))
        .collect();
    folder.write("cases.json", serde_json::to_string(&document).unwrap());
    let said = tools::python(ORACLE, &[&folder.path().join("cases.json")]);
    let said: Vec<&str> = said.lines().collect();
    assert_eq!(said.len(), cases.len());
    let now = Timestamp::from_second(NOW).unwrap();
    let mut differ = Vec::new();
    for ((key, token), said) in cases.iter().zip(&said) {
        let verified = session::verify(&Secret::new(key), &Secret::new(token), now);
        let accepted = verified
            .as_ref()
            .is_ok_and(|claims| claims.user_id().is_ok());
        if accepted != (*said == "accepted") {
            differ.push(format!("{said}\n  {verified:?}\n  {key}\n  {token}"));
        }
    }
    let accepted = said.iter().filter(|said| **said == "accepted").count();
    assert!(
        differ.is_empty(),
        "{} of {COUNT} differ ({accepted} accepted):\n{}",
        differ.len(),
        differ[..differ.len().min(12)].join("\n")
    );
    // Neither all nor none, or the comparison says little.
    assert!((COUNT / 5..COUNT * 4 / 5).contains(&accepted), "{accepted}");
}
