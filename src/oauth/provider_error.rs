//! Parses the error in a provider's response, in any provider's format.
//!
//! Formats: RFC 6749 sections 4.1.2.1 and 5.2, GitHub's errors with status 200, Facebook's error object, GitHub's REST API, WWW-Authenticate
//! (RFC 6750 section 3). The tables in `providers` map an error to a diagnostic.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::http::{Response, header};

/// The callback parameters that may contain the error code, in order of preference.
const CALLBACK_CODES: [&str; 5] = [
    "error",
    "error_reason",
    "error_type",
    "error_code",
    "error_subcode",
];

/// The callback parameters that may contain the error text.
const CALLBACK_TEXTS: [&str; 4] = [
    "error_description",
    "error_message",
    "error_msg",
    "error_user_msg",
];

/// An error in the provider's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderError {
    /// The error codes, most specific first.
    pub codes: Vec<String>,
    /// The error text; may be empty.
    pub text: String,
    /// Whether the provider says that a retry may help (Facebook's is_transient).
    pub is_transient: bool,
}

impl ProviderError {
    /// An error with one code.
    pub fn new(code: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            codes: vec![code.into()],
            text: text.into(),
            is_transient: false,
        }
    }

    /// The error in a response of any status, if it contains one.
    pub fn read(answer: &Response) -> Option<Self> {
        let json = answer.json();
        let from_json = json
            .as_ref()
            .and_then(|value| Self::in_json(value, answer.status.as_u16() >= 400));
        from_json
            .or_else(|| Self::in_form(answer))
            .or_else(|| Self::in_header(answer.header(header::WWW_AUTHENTICATE)?))
    }

    /// The error in the parameters of a callback: `error` with its description (RFC 6749 section 4.1.2.1), or Facebook's own parameters
    /// (developers.facebook.com, "Manually Build a Login Flow"; passport-facebook's tests).
    pub fn in_callback(parameters: &BTreeMap<String, String>) -> Option<Self> {
        let is_set = |name: &str| parameters.get(name).is_some_and(|value| !value.is_empty());
        let find = |names: &[&'static str]| -> Vec<(&'static str, String)> {
            let set = names.iter().filter(|name| is_set(name));
            set.map(|name| (*name, parameters[*name].clone())).collect()
        };
        let (codes, texts) = (find(&CALLBACK_CODES), find(&CALLBACK_TEXTS));
        if !is_set("error") && (is_set("code") || codes.is_empty() && texts.is_empty()) {
            return None;
        }
        let others = codes
            .iter()
            .skip(1)
            .map(|(name, value)| format!("{name} {value}"));
        let texts = texts.into_iter().map(|(_, text)| text).chain(others);
        let text = texts.collect::<Vec<_>>().join("; ");
        Some(Self {
            codes: codes.into_iter().map(|(_, code)| code).collect(),
            text,
            is_transient: false,
        })
    }

    fn in_json(value: &Value, failed: bool) -> Option<Self> {
        let text = |value: &Value, name: &str| {
            value
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        match value.get("error") {
            Some(Value::String(code)) if !code.is_empty() => {
                let description = text(value, "error_description");
                Some(Self::new(
                    code.clone(),
                    if description.is_empty() {
                        text(value, "message")
                    } else {
                        description
                    },
                ))
            }
            Some(error @ Value::Object(_)) => {
                let number = |name: &str| error.get(name).and_then(Value::as_i64);
                let mut codes = Vec::new();
                if let Some(code) = number("code") {
                    let subcode = number("error_subcode").or_else(|| number("subcode"));
                    codes.extend(subcode.map(|subcode| format!("{code}/{subcode}")));
                    codes.push(code.to_string());
                } else {
                    codes.push(text(error, "type"));
                }
                Some(Self {
                    codes,
                    text: text(error, "message"),
                    is_transient: error.get("is_transient").and_then(Value::as_bool) == Some(true),
                })
            }
            _ if failed => Some(text(value, "message"))
                .filter(|text| !text.is_empty())
                .map(|message| Self::new(message, "")),
            _ => None,
        }
    }

    /// The error object within a successful response (Facebook's debug_token).
    pub fn in_object(value: &Value) -> Option<Self> {
        let is_object = value.get("error").is_some_and(Value::is_object);
        is_object.then(|| Self::in_json(value, true)).flatten()
    }

    fn in_form(answer: &Response) -> Option<Self> {
        let is_form = answer
            .header(header::CONTENT_TYPE)?
            .starts_with("application/x-www-form-urlencoded");
        let find = |name: &str| {
            url::form_urlencoded::parse(&answer.body)
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        let code = find("error").filter(|_| is_form)?;
        Some(Self::new(
            code,
            find("error_description").unwrap_or_default(),
        ))
    }

    fn in_header(text: &str) -> Option<Self> {
        let find = |name: &str| {
            text.split_once(&format!("{name}=\""))?
                .1
                .split('"')
                .next()
                .map(str::to_owned)
        };
        Some(Self::new(
            find("error")?,
            find("error_description").unwrap_or_default(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::ProviderError;
    use serde_json::json;

    #[test]
    fn reads_every_error_format() {
        let read = |value, failed| {
            ProviderError::in_json(&value, failed).map(|error| (error.codes.join(" "), error.text))
        };
        let is = |codes: &str, text: &str| Some((codes.to_owned(), text.to_owned()));
        assert_eq!(
            read(
                json!({"error": "invalid_grant", "error_description": "Malformed auth code."}),
                true
            ),
            is("invalid_grant", "Malformed auth code.")
        );
        assert_eq!(
            read(json!({"error": "Not Found"}), true),
            is("Not Found", "")
        );
        let graph = json!({"error": {"message": "expired", "type": "OAuthException", "code": 190, "error_subcode": 463}});
        assert_eq!(read(graph, true), is("190/463 190", "expired"));
        assert_eq!(
            read(
                json!({"error": {"message": "x", "type": "OAuthException"}}),
                true
            ),
            is("OAuthException", "x")
        );
        assert_eq!(
            read(json!({"message": "Bad credentials"}), true),
            is("Bad credentials", "")
        );
        assert_eq!(read(json!({"message": "hello"}), false), None);
        assert_eq!(read(json!({"access_token": "a"}), false), None);
        assert_eq!(read(json!(["error"]), true), None);
        let header = ProviderError::in_header(
            "Bearer error=\"invalid_token\", error_description=\"The access token expired\"",
        )
        .unwrap();
        assert_eq!(
            (header.codes.join(" "), header.text),
            (
                "invalid_token".to_owned(),
                "The access token expired".to_owned()
            )
        );
    }
}
