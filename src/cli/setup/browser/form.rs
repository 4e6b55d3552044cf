//! A submitted form.

use std::collections::BTreeMap;

use crate::secret::Secret;
use crate::wizard::{Field, FieldKind};

/// The names of inputs that are not questions.
pub const CSRF: &str = "csrf";
pub const ASKED: &str = "asked";
pub const CONFIRMED: &str = "confirmed";
pub const ENVIRONMENTS: &str = "environments";
pub const PROVIDER: &str = "provider";
pub const LINE: &str = "line";
pub const PLAN: &str = "plan";
pub const TRUST: &str = "trust";

/// The name of the choice between a word and a pasted secret.
pub fn word_name(key: &str) -> String {
    format!("word:{key}")
}

/// The inputs of a form.
pub struct Form {
    inputs: BTreeMap<String, Vec<Secret>>,
}

impl Form {
    /// Parses `application/x-www-form-urlencoded`.
    pub fn parse(body: &[u8]) -> Self {
        let mut inputs: BTreeMap<String, Vec<Secret>> = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            let values = inputs.entry(name.into_owned()).or_default();
            values.push(Secret::new(value.trim()));
        }
        Self { inputs }
    }

    /// The CSRF token.
    pub fn csrf_token(&self) -> Option<&str> {
        self.get(CSRF).map(Secret::expose)
    }

    /// The only value of an input.
    pub fn get(&self, name: &str) -> Option<&Secret> {
        match self.inputs.get(name).map(Vec::as_slice) {
            Some([value]) => Some(value),
            _ => None,
        }
    }

    /// Whether a checkbox is set.
    pub fn is_checked(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.expose() == "true")
    }

    /// Whether the form had this question.
    pub fn asked(&self, field: &Field) -> bool {
        let asked = self.inputs.get(ASKED).into_iter().flatten();
        asked.into_iter().any(|key| key.expose() == field.key)
    }

    /// The answer to a question of the form. Empty if there is none.
    pub fn answer(&self, field: &Field) -> Secret {
        let empty = || Secret::new("");
        match &field.kind {
            FieldKind::YesNo => Secret::new(self.is_checked(&field.key).to_string()),
            FieldKind::Secret(words) => {
                let word = self.get(&word_name(&field.key)).map(Secret::expose);
                let chosen = words.iter().find(|known| Some(known.word) == word);
                match chosen {
                    Some(known) => Secret::new(known.word),
                    None => self.get(&field.key).cloned().unwrap_or_else(empty),
                }
            }
            FieldKind::Line | FieldKind::Choice(_) => {
                self.get(&field.key).cloned().unwrap_or_else(empty)
            }
        }
    }
}
