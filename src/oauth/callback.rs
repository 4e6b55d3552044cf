//! What the browser brings back (RFC 6749 section 4.1.2), whether it reached the listener or was pasted.
//!
//! `state` is compared in constant time, and accepted once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use subtle::ConstantTimeEq;

use super::provider_error::ProviderError;
use super::disclosure;
use crate::diagnostics::redaction::sanitize;
use crate::secret::Secret;

/// A callback with the right state.
#[derive(Debug, PartialEq, Eq)]
pub struct Callback {
    /// What it brings.
    pub delivery: CallbackResult,
    /// Who sent it: the `iss` parameter (RFC 9207), where there is one.
    pub issuer: Option<String>,
}

/// What the provider answered through the browser.
#[derive(Debug, PartialEq, Eq)]
pub enum CallbackResult {
    /// A code to exchange.
    Code(Secret),
    /// An error.
    Refused(ProviderError),
    /// Neither; the names of the parameters that came.
    Nothing(Vec<String>),
}

/// A request that is not the answer to this sign-in; the wait goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RejectedRequest {
    /// A path that is not the callback's.
    OtherPath,
    /// A host that is not the redirect URI's: a page elsewhere tries to speak to the listener, or the URL was changed.
    OtherHost,
    /// Not a GET.
    OtherMethod,
    /// A browser that loads ahead.
    Prefetch,
    /// A TLS handshake: the browser uses https where the redirect URI has http.
    Tls,
    /// A state that is not this sign-in's.
    WrongState,
    /// No state at all; an error that came with it.
    NoState(Option<ProviderError>),
    /// A parameter twice (RFC 6749 section 3.1 forbids it).
    Ambiguous,
    /// The right state again.
    AlreadyUsed,
    /// A pasted text that is not the redirect URL.
    NotTheUrl,
}

impl RejectedRequest {
    /// What it was, as a phrase.
    pub fn words(&self) -> String {
        match self {
            Self::OtherPath => "a request for another path".to_owned(),
            Self::OtherHost => "a request with another host name".to_owned(),
            Self::OtherMethod => "a request that was not a GET".to_owned(),
            Self::Prefetch => "a prefetch of the browser".to_owned(),
            Self::Tls => "an https request, where the redirect URI has http".to_owned(),
            Self::WrongState => "a callback with the state of another sign-in".to_owned(),
            Self::NoState(Some(error)) => {
                let said: Vec<&str> = error.codes.iter().map(String::as_str).take(1).collect();
                let said = [said, vec![error.text.as_str()]].concat();
                let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
                let said = sanitize(&disclosure::mask_tokens(&said.join(": "), ""));
                format!("a callback without a state, with the error {said}")
            }
            Self::NoState(None) => "a callback without a state".to_owned(),
            Self::Ambiguous => "a callback with a parameter twice".to_owned(),
            Self::AlreadyUsed => "the right callback a second time".to_owned(),
            Self::NotTheUrl => "a pasted text that is not the redirect URL".to_owned(),
        }
    }
}

/// The one state that is waited for.
pub struct StateVerifier {
    state: Secret,
    used: AtomicBool,
}

impl StateVerifier {
    /// Waits for this state.
    pub fn new(state: Secret) -> Self {
        Self {
            state,
            used: AtomicBool::new(false),
        }
    }

    /// Checks the query of a callback. The right state is good once.
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
        // An empty one is one that is wrong.
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
    fn every_kind_of_callback_is_told_apart() {
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
    fn an_error_without_a_state_is_shown_safely() {
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
    fn the_right_state_is_good_once_and_a_wrong_one_does_not_spend_it() {
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
