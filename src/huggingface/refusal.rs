//! What the Hub's refusals mean.
//!
//! Owns the table from status and text to a finding. Why there was no answer at all belongs to `http`.

use serde::Deserialize;

use super::space::SpaceName;
use crate::error::{Error, Exit};
use crate::finding::Finding;
use crate::http::Answer;
use crate::http::header::{HeaderName, LOCATION};

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Whose token it is.
    Token,
    /// Something of a Space, with a token that is known to be good.
    Space,
}

/// One refusal: the first row that fits is taken.
struct Row {
    statuses: std::ops::RangeInclusive<u16>,
    asked: Option<Asked>,
    /// Stands in the error's text or code.
    sign: &'static str,
    exit: Exit,
    id: &'static str,
    title: &'static str,
    cause: &'static str,
    fix: &'static str,
    command: &'static str,
}

const ROW: Row = Row {
    statuses: 0..=999,
    asked: None,
    sign: "",
    exit: Exit::Refused,
    id: "",
    title: "",
    cause: "",
    fix: "",
    command: "",
};

const BAD_TOKEN: Row = Row {
    statuses: 401..=401,
    id: "hub.bad-token",
    title: "HuggingFace does not accept the token",
    cause: "it was revoked, has expired, or was not copied whole",
    fix: "make a new one with the role \"write\" at https://huggingface.co/settings/tokens and log in with it",
    command: "hf auth login",
    ..ROW
};

/// `{space}` stands for the Space's name.
const TABLE: [Row; 9] = [
    Row {
        asked: Some(Asked::Token),
        ..BAD_TOKEN
    },
    Row {
        sign: "Invalid credentials",
        ..BAD_TOKEN
    },
    Row {
        statuses: 401..=401,
        id: "hub.space-hidden",
        title: "HuggingFace does not let this token at the Space {space}",
        cause: "the name is wrong, or the Space is somebody else's private one, or the token comes from a login through the browser, which may be \
                good for reading only",
        fix: "compare the name with the address of the Space's page; if it is right, make a token with the role \"write\" at \
              https://huggingface.co/settings/tokens and log in with that",
        command: "hf auth login",
        ..ROW
    },
    Row {
        statuses: 403..=403,
        id: "hub.no-rights",
        title: "this account may not change the Space {space}",
        cause: "only its owner and members of its organization with the right to write may, and the token must be one that may write",
        fix: "ask the owner for the right to write, or use the owner's token",
        ..ROW
    },
    Row {
        statuses: 404..=404,
        id: "hub.space-not-found",
        title: "HuggingFace knows no Space {space}",
        cause: "the name is wrong, or the Space is private and this account may not see it",
        fix: "compare the name with the address of the Space's page, huggingface.co/spaces/OWNER/NAME",
        ..ROW
    },
    Row {
        statuses: 429..=429,
        exit: Exit::Unreachable,
        id: "hub.rate-limited",
        title: "HuggingFace asks for a pause",
        cause: "too many requests were made within five minutes",
        fix: "run the same command again later; what was done is not done twice",
        ..ROW
    },
    Row {
        statuses: 300..=399,
        id: "hub.moved",
        title: "the Space {space} is somewhere else",
        cause: "it was renamed, or HF_ENDPOINT names a server that sends its visitors elsewhere",
        fix: "give the Space's name as the address of its page shows it today",
        ..ROW
    },
    Row {
        statuses: 400..=499,
        id: "hub.refused",
        title: "HuggingFace refuses the request",
        fix: "look at what it says, and at the Space's settings page",
        ..ROW
    },
    Row {
        exit: Exit::Unreachable,
        id: "hub.trouble",
        title: "HuggingFace has trouble of its own",
        cause: "its server answered with an error",
        fix: "look at https://status.huggingface.co, and run the same command again later; what was done is not done twice",
        ..ROW
    },
];

const NOT_THE_HUB: Row = Row {
    exit: Exit::Unreachable,
    id: "hub.not-the-hub",
    title: "what answered is not the HuggingFace Hub",
    cause: "a web page or something unreadable came back: a proxy, a login page of the network, or a wrong HF_ENDPOINT",
    fix: "check HF_ENDPOINT, and open https://huggingface.co in a browser on this network",
    ..ROW
};

/// Every refusal that is known: its first status where it has few, a part of its text (empty: any); id, title, cause and fix of the finding.
pub fn known() -> impl Iterator<Item = (Option<u16>, &'static str, [&'static str; 4])> {
    TABLE.iter().chain([&NOT_THE_HUB]).map(|row| {
        let few = row.statuses.end() - row.statuses.start() < 100;
        (
            few.then_some(*row.statuses.start()),
            row.sign,
            [row.id, row.title, row.cause, row.fix],
        )
    })
}

/// The error of an answer that is not what was asked for: a refusal, or a success that cannot be read.
pub fn error(answer: &Answer, asked: Asked, space: Option<&SpaceName>) -> Error {
    let status = answer.status.as_u16();
    let said = said(answer);
    let spoke = said.text.is_some() || said.code.is_some();
    let foreign =
        answer.status.is_success() || (answer.is_html() && !answer.status.is_server_error());
    let fits = |row: &&Row| {
        let known =
            |text: &Option<String>| text.as_deref().is_some_and(|text| text.contains(row.sign));
        let signed =
            row.sign.is_empty() || known(&said.text) || known(&said.code) || known(&said.header);
        row.statuses.contains(&status) && row.asked.is_none_or(|wanted| wanted == asked) && signed
    };
    let row = if foreign && !spoke {
        &NOT_THE_HUB
    } else {
        TABLE.iter().find(fits).unwrap_or(&NOT_THE_HUB)
    };
    let name = space.map_or_else(|| "OWNER/NAME".to_owned(), ToString::to_string);
    let mut finding = Finding::fail(row.id, row.title.replace("{space}", &name))
        .detail(seen(answer, &said))
        .fix(row.fix);
    if !row.cause.is_empty() {
        finding = finding.cause(row.cause);
    }
    if !row.command.is_empty() {
        finding = finding.command(row.command);
    }
    if let Some(seconds) = pause(answer).filter(|_| status == 429) {
        finding = finding.fix(format!(
            "run the same command again in {seconds} seconds; what was done is not done twice"
        ));
    }
    Error::new(row.exit, finding)
}

/// What the Hub says of an error.
struct Said {
    text: Option<String>,
    header: Option<String>,
    code: Option<String>,
}

#[derive(Deserialize)]
struct Body {
    error: String,
}

fn said(answer: &Answer) -> Said {
    let header = |name: &'static str| answer.header(HeaderName::from_static(name)).map(shorten);
    let text = serde_json::from_slice::<Body>(&answer.body)
        .ok()
        .map(|body| shorten(&body.error));
    Said {
        text,
        header: header("x-error-message"),
        code: header("x-error-code"),
    }
}

fn seen(answer: &Answer, said: &Said) -> String {
    let mut seen = format!("HTTP {}", answer.status.as_u16());
    for text in [&said.code, &said.text].into_iter().flatten() {
        seen += &format!(", {text}");
    }
    if let Some(header) = said
        .header
        .as_ref()
        .filter(|header| said.text.as_ref() != Some(header))
    {
        seen += &format!(", {header}");
    }
    if let Some(place) = answer.header(LOCATION) {
        // What stands after a question mark may be a key.
        seen += &format!(
            ", to {}",
            shorten(place.split(['?', '#']).next().unwrap_or_default())
        );
    }
    if let Some(id) = answer.header(HeaderName::from_static("x-request-id")) {
        seen += &format!(" (request {})", shorten(id));
    }
    seen
}

/// Seconds until the Hub wants to be asked again: `RateLimit: "api";r=0;t=42`, or Retry-After.
fn pause(answer: &Answer) -> Option<u32> {
    let limit = answer.header(HeaderName::from_static("ratelimit"));
    let window = limit.and_then(|limit| {
        limit
            .split(';')
            .find_map(|part| part.trim().strip_prefix("t=")?.parse().ok())
    });
    window.or_else(|| u32::try_from(answer.retry_after()?.as_secs()).ok())
}

fn shorten(text: &str) -> String {
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::{Asked, error};
    use crate::error::Exit;
    use crate::http::header::{HeaderMap, HeaderName, HeaderValue};
    use crate::http::{Answer, StatusCode};

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Answer {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers.iter().map(pair).collect::<HeaderMap>(),
            body: body.as_bytes().to_vec(),
            date: None,
            certificate: None,
            took: std::time::Duration::ZERO,
        }
    }

    fn judged(asked: Asked, answer: &Answer) -> (&'static str, Exit) {
        let error = error(answer, asked, Some(&"user/app".parse().unwrap()));
        (error.finding.id, error.exit)
    }

    #[test]
    fn every_refusal_of_the_hub_has_its_finding() {
        let password = r#"{"error":"Invalid username or password."}"#;
        let gone = r#"{"error":"Repository not found"}"#;
        let credentials = [(
            "x-error-message",
            "Invalid credentials in Authorization header",
        )];
        let rights =
            r#"{"error":"You don't have the rights to create a space under the namespace \"x\""}"#;
        let html = [("content-type", "text/html")];
        let cases = [
            (
                Asked::Token,
                answer(401, &[], password),
                "hub.bad-token",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(401, &credentials, password),
                "hub.bad-token",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(401, &[], password),
                "hub.space-hidden",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(401, &[("x-error-code", "RepoNotFound")], gone),
                "hub.space-hidden",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(403, &[], rights),
                "hub.no-rights",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(404, &[("x-error-code", "RepoNotFound")], gone),
                "hub.space-not-found",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(429, &[], "{}"),
                "hub.rate-limited",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(307, &[("location", "/api/spaces/user/new/secrets")], ""),
                "hub.moved",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(400, &[], r#"{"error":"no"}"#),
                "hub.refused",
                Exit::Refused,
            ),
            (
                Asked::Space,
                answer(500, &[], r#"{"error":"Internal Error"}"#),
                "hub.trouble",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(502, &html, "<html>Bad Gateway"),
                "hub.trouble",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(200, &html, "<html>Log in to the network"),
                "hub.not-the-hub",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(404, &html, "<html>nginx"),
                "hub.not-the-hub",
                Exit::Unreachable,
            ),
            (
                Asked::Space,
                answer(200, &[], "[]"),
                "hub.not-the-hub",
                Exit::Unreachable,
            ),
        ];
        for (asked, answer, id, exit) in cases {
            assert_eq!(
                judged(asked, &answer),
                (id, exit),
                "{} {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
        }
    }

    #[test]
    fn a_pause_is_named_in_seconds() {
        let fix = |headers| {
            error(&answer(429, headers, "{}"), Asked::Space, None)
                .finding
                .fix
                .unwrap()
                .text
        };
        assert!(fix(&[("ratelimit", r#""api";r=0;t=42"#)]).contains("in 42 seconds"));
        assert!(fix(&[("retry-after", "7")]).contains("in 7 seconds"));
        assert!(fix(&[]).contains("later"));
    }

    #[test]
    fn a_long_text_and_a_query_stay_out() {
        let long = format!(r#"{{"error":"{}"}}"#, "x".repeat(5000));
        let seen = |answer: Answer| error(&answer, Asked::Space, None).finding.detail.unwrap();
        assert!(seen(answer(400, &[], &long)).len() < 300);
        assert_eq!(
            seen(answer(302, &[("location", "https://a/b?key=c")], "")),
            "HTTP 302, to https://a/b"
        );
    }
}
