//! Responses and errors of fake providers.

use serde_json::{Value, json};

/// An HTTP response.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Response {
    pub fn new(status: u16, content_type: &'static str, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.into(),
        }
    }

    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    pub fn page(status: u16, title: &str, body: &str) -> Self {
        let text = format!(
            "<!doctype html>\n<html lang=en><meta charset=utf-8><title>{title}</title>\n<body><h1>{title}</h1>\n{body}\n"
        );
        Self::new(status, "text/html; charset=utf-8", text)
    }

    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        Self {
            status,
            headers: vec![("location", location.into())],
            body: String::new(),
        }
    }

    /// The same fields form-encoded, as GitHub responds without `Accept: application/json`.
    pub fn into_form(self) -> Self {
        let Ok(Value::Object(fields)) = serde_json::from_str(&self.body) else {
            return self;
        };
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &fields {
            form.append_pair(
                name,
                &value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned),
            );
        }
        Self::new(
            self.status,
            "application/x-www-form-urlencoded; charset=utf-8",
            form.finish(),
        )
    }
}

/// An error of a provider.
pub enum Refusal {
    /// A page at the provider, without a redirect back.
    Page { status: u16, text: &'static str },
    /// A redirect to the redirect URI with these parameters and the state.
    Callback(&'static [(&'static str, &'static str)]),
    /// `error` and `error_description` in JSON (RFC 6749 section 5.2), with the provider's status.
    Protocol {
        status: u16,
        error: &'static str,
        description: &'static str,
    },
    /// The Graph API's error object.
    Graph {
        status: u16,
        code: u32,
        subcode: Option<u32>,
        message: &'static str,
    },
}

impl Refusal {
    /// The JSON response; None for pages and callbacks.
    pub fn json(&self) -> Option<Response> {
        match *self {
            Self::Page { .. } | Self::Callback(_) => None,
            Self::Protocol {
                status,
                error,
                description: "",
            } => Some(Response::json(status, &json!({ "error": error }))),
            Self::Protocol {
                status,
                error,
                description,
            } => Some(Response::json(
                status,
                &json!({ "error": error, "error_description": description }),
            )),
            Self::Graph {
                status,
                code,
                subcode,
                message,
            } => {
                let mut error = json!({ "message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AfakeTrace0000000000000" });
                if let Some(subcode) = subcode {
                    error["error_subcode"] = subcode.into();
                }
                Some(Response::json(status, &json!({ "error": error })))
            }
        }
    }
}
