//! What a provider's answer says: an error in one of their shapes, or something that is no answer at all.
//!
//! Owns reading the shapes: RFC 6749 section 5.2, GitHub's errors under status 200, Facebook's error object, GitHub's REST API,
//! WWW-Authenticate (RFC 6750 section 3). What an error means stands in `providers`.

use serde_json::Value;

use crate::http::{Answer, header};

/// An error as a provider words it.
#[derive(Debug, PartialEq, Eq)]
pub struct ProviderError {
    /// Its codes, the most exact first.
    pub codes: Vec<String>,
    /// Its text, which may be empty.
    pub text: String,
}

impl ProviderError {
    /// An error with one code.
    pub fn new(code: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            codes: vec![code.into()],
            text: text.into(),
        }
    }

    /// The error in an answer, whatever its status; None where it holds none.
    pub fn read(answer: &Answer) -> Option<Self> {
        let json = answer.json();
        let from_json = json
            .as_ref()
            .and_then(|value| Self::in_json(value, answer.status.as_u16() >= 400));
        from_json
            .or_else(|| Self::in_form(answer))
            .or_else(|| Self::in_header(answer.header(header::WWW_AUTHENTICATE)?))
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
            Some(Value::String(code)) => {
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
                    codes
                        .extend(number("error_subcode").map(|subcode| format!("{code}/{subcode}")));
                    codes.push(code.to_string());
                } else {
                    codes.push(text(error, "type"));
                }
                Some(Self {
                    codes,
                    text: text(error, "message"),
                })
            }
            _ if failed => Some(text(value, "message"))
                .filter(|text| !text.is_empty())
                .map(|message| Self::new(message, "")),
            _ => None,
        }
    }

    fn in_form(answer: &Answer) -> Option<Self> {
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
    fn every_shape_is_read() {
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
