//! Parses and validates the callback (RFC 6749 section 4.1.2), received by the listener or pasted.
//!
//! The state is compared in constant time and accepted only once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use subtle::ConstantTimeEq;

use super::disclosure;
use super::provider_error::ProviderError;
use crate::diagnostics::redaction::sanitize;
use crate::secret::Secret;

/// A callback with the expected state.
#[derive(Debug, PartialEq, Eq)]
pub struct Callback {
    pub delivery: CallbackResult,
    /// The `iss` parameter (RFC 9207).
    pub issuer: Option<String>,
}

/// The result in a callback.
#[derive(Debug, PartialEq, Eq)]
pub enum CallbackResult {
    /// An authorization code.
    Code(Secret),
    /// An error.
    Refused(ProviderError),
    /// Neither a code nor an error; the names of its parameters.
    Nothing(Vec<String>),
}

/// A request that is not the callback of this sign-in. The sign-in keeps waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RejectedRequest {
    /// Not the callback path.
    OtherPath,
    /// The host is not that of the redirect URI: DNS rebinding, or an edited URL.
    OtherHost,
    /// The method is not GET.
    OtherMethod,
    /// A browser prefetch.
    Prefetch,
    /// A TLS handshake: the browser uses https although the redirect URI is http.
    Tls,
    /// The state of another sign-in.
    WrongState,
    /// No state, with the error in the request.
    NoState(Option<ProviderError>),
    /// A repeated parameter, which RFC 6749 section 3.1 forbids.
    Ambiguous,
    /// The expected state, a second time.
    AlreadyUsed,
    /// Pasted text that is not the redirect URL.
    NotTheUrl,
}

impl RejectedRequest {
    /// A phrase for messages.
    pub fn words(&self) -> String {
        match self {
            Self::OtherPath => "a request for another path".to_owned(),
            Self::OtherHost => "a request with another host name".to_owned(),
            Self::OtherMethod => "a request that was not a GET".to_owned(),
            Self::Prefetch => "a browser prefetch".to_owned(),
            Self::Tls => "an https request, but the redirect URI uses http".to_owned(),
            Self::WrongState => "a callback with the state of another sign-in".to_owned(),
            Self::NoState(Some(error)) => {
                let said: Vec<&str> = error.codes.iter().map(String::as_str).take(1).collect();
                let said = [said, vec![error.text.as_str()]].concat();
                let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
                let said = sanitize(&disclosure::mask_tokens(&said.join(": "), ""));
                format!("a callback without a state, with the error {said}")
            }
            Self::NoState(None) => "a callback without a state".to_owned(),
            Self::Ambiguous => "a callback with a repeated parameter".to_owned(),
            Self::AlreadyUsed => "the same callback a second time".to_owned(),
            Self::NotTheUrl => "pasted text that is not the redirect URL".to_owned(),
        }
    }
}

/// Verifies the state of callbacks.
pub struct StateVerifier {
    state: Secret,
    used: AtomicBool,
}

impl StateVerifier {
    /// A verifier for this state.
    pub fn new(state: Secret) -> Self {
        Self {
            state,
            used: AtomicBool::new(false),
        }
    }

    /// Checks the query of a callback. The expected state is accepted once.
    pub fn check(&self, query: &str) -> Result<Callback, RejectedRequest> {
        let mut parameters = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if parameters
                .insert(name.into_owned(), value.into_owned())
                .is_some()
            {
                return Err(RejectedRequest::Ambiguous);
            }
        }
        // An empty iss is wrong, not missing.
        let issuer = parameters.remove("iss");
        let Some(state) = parameters.remove("state").filter(|state| !state.is_empty()) else {
            return Err(RejectedRequest::NoState(ProviderError::in_callback(
                &parameters,
            )));
        };
        if !bool::from(state.as_bytes().ct_eq(self.state.expose().as_bytes())) {
            return Err(RejectedRequest::WrongState);
        }
        if self.used.swap(true, Ordering::SeqCst) {
            return Err(RejectedRequest::AlreadyUsed);
        }
        let code = parameters.get("code").filter(|code| !code.is_empty());
        let delivery = match (ProviderError::in_callback(&parameters), code) {
            (Some(error), _) => CallbackResult::Refused(error),
            (None, Some(code)) => CallbackResult::Code(Secret::new(code)),
            (None, None) => CallbackResult::Nothing(parameters.into_keys().collect()),
        };
        Ok(Callback { delivery, issuer })
    }
}

#[cfg(test)]
mod tests {
    use super::{Callback, CallbackResult, ProviderError, RejectedRequest, StateVerifier};
    use crate::secret::Secret;

    fn check(query: &str) -> Result<Callback, RejectedRequest> {
        StateVerifier::new(Secret::new("right")).check(query)
    }

    #[test]
    fn classifies_callbacks() {
        let from = |issuer: Option<&str>, delivery| Callback {
            delivery,
            issuer: issuer.map(str::to_owned),
        };
        let code = |issuer: Option<&str>| from(issuer, CallbackResult::Code(Secret::new("4/0A+b")));
        let error = |codes: &[&str], text: &str| ProviderError {
            codes: codes.iter().map(|&code| code.to_owned()).collect(),
            text: text.to_owned(),
            is_transient: false,
        };
        let refused_by = |issuer: Option<&str>, text: &str| {
            from(
                issuer,
                CallbackResult::Refused(error(&["access_denied"], text)),
            )
        };
        let refused = |text: &str| refused_by(None, text);
        let nothing = |names: &[&str]| {
            let names = names.iter().map(|&name| name.to_owned()).collect();
            Ok(from(None, CallbackResult::Nothing(names)))
        };
        for (query, expected) in [
            ("code=4%2F0A%2Bb&state=right", Ok(code(None))),
            (
                "iss=https%3A%2F%2Fa.example&state=right&code=4%2F0A%2Bb&scope=x",
                Ok(code(Some("https://a.example"))),
            ),
            ("error=access_denied&state=right", Ok(refused(""))),
            (
                "error=access_denied&error_description=The+user+denied&state=right",
                Ok(refused("The user denied")),
            ),
            (
                "error=access_denied&error_code=200&error_description=Permissions+error&error_reason=user_denied&state=right",
                Ok(from(
                    None,
                    CallbackResult::Refused(error(
                        &["access_denied", "user_denied", "200"],
                        "Permissions error; error_reason user_denied; error_code 200",
                    )),
                )),
            ),
            (
                "error_code=1349126&error_message=App+Not+Setup&state=right",
                Ok(from(
                    None,
                    CallbackResult::Refused(error(&["1349126"], "App Not Setup")),
                )),
            ),
            (
                "error_code=901&error_message=Sandbox",
                Err(RejectedRequest::NoState(Some(error(&["901"], "Sandbox")))),
            ),
            (
                "error_msg=Not+now&state=right&code=",
                Ok(from(None, CallbackResult::Refused(error(&[], "Not now")))),
            ),
            (
                "error=&code=4%2F0A%2Bb&error_code=0&state=right",
                Ok(code(None)),
            ),
            (
                "error=access_denied&state=right&iss=https://b.example",
                Ok(refused_by(Some("https://b.example"), "")),
            ),
            ("code=4%2F0A%2Bb&state=right&iss=", Ok(code(Some("")))),
            ("state=right", nothing(&[])),
            ("code=&state=right&token=x", nothing(&["code", "token"])),
            ("code=a&state=wrong", Err(RejectedRequest::WrongState)),
            ("code=a&state=righ", Err(RejectedRequest::WrongState)),
            ("code=a&state=right1", Err(RejectedRequest::WrongState)),
            ("code=a", Err(RejectedRequest::NoState(None))),
            ("", Err(RejectedRequest::NoState(None))),
            (
                "error=server_error%0a%1b[2J",
                Err(RejectedRequest::NoState(Some(error(
                    &["server_error\n\u{1b}[2J"],
                    "",
                )))),
            ),
            ("code=a&code=b&state=right", Err(RejectedRequest::Ambiguous)),
            (
                "code=a&state=right&state=right",
                Err(RejectedRequest::Ambiguous),
            ),
        ] {
            assert_eq!(check(query), expected, "{query}");
        }
    }

    #[test]
    fn errors_without_state_are_escaped() {
        let Err(rejected) = check("error=server_error%0a%1b[2J&error_description=a+b") else {
            panic!("accepted");
        };
        let words = rejected.words();
        assert!(
            words.ends_with("a b") && !words.contains(['\n', '\u{1b}']),
            "{words}"
        );
    }

    #[test]
    fn the_state_is_accepted_once() {
        let expected = StateVerifier::new(Secret::new("right"));
        assert_eq!(
            expected.check("code=a&state=wrong"),
            Err(RejectedRequest::WrongState)
        );
        assert!(expected.check("code=a&state=right").is_ok());
        assert_eq!(
            expected.check("code=a&state=right"),
            Err(RejectedRequest::AlreadyUsed)
        );
    }
}
