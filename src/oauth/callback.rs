//! What the browser brings back (RFC 6749 section 4.1.2), whether it came to the listener or was pasted.
//!
//! Owns the comparison of `state`: in constant time, and once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use subtle::ConstantTimeEq;

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
    Refused {
        /// Its code.
        code: String,
        /// Its description, which may be empty.
        text: String,
    },
    /// Neither.
    Nothing,
}

/// Something that came and was not the answer; the wait goes on.
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
    /// A state that is not this login's.
    WrongState,
    /// No state at all; an error that came with it.
    NoState(Option<String>),
    /// A parameter twice (RFC 6749 section 3.1 forbids it).
    Ambiguous,
    /// The right state again.
    AlreadyUsed,
    /// A pasted text that is not the redirect URL.
    NotTheUrl,
}

impl RejectedRequest {
    /// What it was, as a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::OtherPath => "a request for another path".to_owned(),
            Self::OtherHost => "a request under another host name".to_owned(),
            Self::OtherMethod => "a request that was not a GET".to_owned(),
            Self::Prefetch => "a browser loading ahead".to_owned(),
            Self::WrongState => "a callback with the state of another login".to_owned(),
            Self::NoState(Some(code)) => {
                format!("a callback without a state, with the error {code}")
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

    /// Judges the query of a callback. The right state is good once.
    pub fn judge(&self, query: &str) -> Result<Callback, RejectedRequest> {
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
        let mut take = |name: &str| parameters.remove(name).filter(|value| !value.is_empty());
        let Some(state) = take("state") else {
            return Err(RejectedRequest::NoState(
                take("error").map(|code| short(&code)),
            ));
        };
        if !bool::from(state.as_bytes().ct_eq(self.state.expose().as_bytes())) {
            return Err(RejectedRequest::WrongState);
        }
        if self.used.swap(true, Ordering::SeqCst) {
            return Err(RejectedRequest::AlreadyUsed);
        }
        let delivery = if let Some(code) = take("error") {
            let text = ["error_description", "error_reason", "error_message"]
                .into_iter()
                .find_map(take)
                .unwrap_or_default();
            CallbackResult::Refused { code, text }
        } else {
            take("code").map_or(CallbackResult::Nothing, |code| {
                CallbackResult::Code(Secret::new(code))
            })
        };
        Ok(Callback { delivery, issuer })
    }
}

fn short(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_ascii_alphanumeric() || *character == '_')
        .take(40)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Callback, CallbackResult, RejectedRequest, StateVerifier};
    use crate::secret::Secret;

    fn judge(query: &str) -> Result<Callback, RejectedRequest> {
        StateVerifier::new(Secret::new("right")).judge(query)
    }

    #[test]
    fn every_kind_of_callback_is_told_apart() {
        let from = |issuer: Option<&str>, delivery| Callback {
            delivery,
            issuer: issuer.map(str::to_owned),
        };
        let code = |issuer: Option<&str>| from(issuer, CallbackResult::Code(Secret::new("4/0A+b")));
        let refused_by = |issuer: Option<&str>, text: &str| {
            let (code, text) = ("access_denied".into(), text.into());
            from(issuer, CallbackResult::Refused { code, text })
        };
        let refused = |text: &str| refused_by(None, text);
        for (query, judged) in [
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
                "error=access_denied&error_reason=user_denied&state=right",
                Ok(refused("user_denied")),
            ),
            (
                "error=access_denied&state=right&iss=https://b.example",
                Ok(refused_by(Some("https://b.example"), "")),
            ),
            ("code=4%2F0A%2Bb&state=right&iss=", Ok(code(Some("")))),
            ("state=right", Ok(from(None, CallbackResult::Nothing))),
            ("code=&state=right", Ok(from(None, CallbackResult::Nothing))),
            ("code=a&state=wrong", Err(RejectedRequest::WrongState)),
            ("code=a&state=righ", Err(RejectedRequest::WrongState)),
            ("code=a&state=right1", Err(RejectedRequest::WrongState)),
            ("code=a", Err(RejectedRequest::NoState(None))),
            ("", Err(RejectedRequest::NoState(None))),
            (
                "error=server_error%0a%1b[2J",
                Err(RejectedRequest::NoState(Some("server_error2J".into()))),
            ),
            ("code=a&code=b&state=right", Err(RejectedRequest::Ambiguous)),
            (
                "code=a&state=right&state=right",
                Err(RejectedRequest::Ambiguous),
            ),
        ] {
            assert_eq!(judge(query), judged, "{query}");
        }
    }

    #[test]
    fn the_right_state_is_good_once_and_a_wrong_one_does_not_spend_it() {
        let expected = StateVerifier::new(Secret::new("right"));
        assert_eq!(
            expected.judge("code=a&state=wrong"),
            Err(RejectedRequest::WrongState)
        );
        assert!(expected.judge("code=a&state=right").is_ok());
        assert_eq!(
            expected.judge("code=a&state=right"),
            Err(RejectedRequest::AlreadyUsed)
        );
    }
}
