//! The formats of client IDs, client secrets and other values of providers. No provider guarantees them.

use std::sync::OnceLock;

use regex_lite::Regex;

/// The formats of one provider's credentials.
#[derive(Debug)]
pub struct Formats {
    /// The format of its client ID.
    pub id: Format,
    /// The format of its client secret.
    pub secret: Format,
}

/// The format of a value.
#[derive(Debug)]
pub struct Format {
    /// Matches all values seen so far.
    pub(super) typical: Pattern,
    /// Certainly matches every value; `None` if nothing is certain.
    pub(super) required: Option<Pattern>,
    /// Certainly matches no value.
    pub(super) forbidden: Option<Pattern>,
    /// The typical format in words, following "expected".
    pub description: &'static str,
}

/// How well a value matches a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// Like all values seen so far.
    Typical,
    /// Unlike those, but possible.
    Unusual,
    /// Certainly not such a value.
    Wrong,
}

/// One of the two credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The client ID.
    Id,
    /// The client secret.
    Secret,
}

/// A kind of value that can be recognized by its format.
#[derive(Debug)]
pub struct Kind {
    pub(super) pattern: Pattern,
    /// The provider and credential; `None` for other values.
    pub credential: Option<(&'static str, Role)>,
    /// Whether it is a secret.
    pub is_secret: bool,
    /// What it is, following "contains".
    pub name: &'static str,
    /// The fix if it is in the wrong variable, unless it is to copy the right value.
    pub fix: Option<&'static str>,
}

/// A regular expression for a whole value, compiled at first use.
#[derive(Debug)]
pub(super) struct Pattern {
    expression: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub const fn new(expression: &'static str) -> Self {
        Self {
            expression,
            compiled: OnceLock::new(),
        }
    }

    pub fn regex(&self) -> Option<&Regex> {
        let whole = || Regex::new(&format!("^(?s:{})$", self.expression)).ok();
        self.compiled.get_or_init(whole).as_ref()
    }

    pub fn matches(&self, value: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(value))
    }
}

impl Format {
    /// Compares a value with the format.
    pub fn compare(&self, value: &str) -> Match {
        let matches = |pattern: &Pattern| pattern.matches(value);
        let is_missing = self.required.as_ref().is_some_and(|it| !matches(it));
        if is_missing || self.forbidden.as_ref().is_some_and(matches) {
            Match::Wrong
        } else if matches(&self.typical) {
            Match::Typical
        } else {
            Match::Unusual
        }
    }
}

impl Formats {
    /// The format of one of the two credentials.
    pub fn of(&self, role: Role) -> &Format {
        match role {
            Role::Id => &self.id,
            Role::Secret => &self.secret,
        }
    }
}

impl Kind {
    pub(super) const fn credential(
        expression: &'static str,
        provider: &'static str,
        role: Role,
        name: &'static str,
    ) -> Self {
        Self {
            pattern: Pattern::new(expression),
            credential: Some((provider, role)),
            is_secret: matches!(role, Role::Secret),
            name,
            fix: None,
        }
    }

    /// A secret that is no credential of an OAuth app, such as an access token.
    pub(super) const fn secret(expression: &'static str, name: &'static str) -> Self {
        Self {
            pattern: Pattern::new(expression),
            credential: None,
            is_secret: true,
            name,
            fix: None,
        }
    }

    /// A value that is neither a secret nor a credential of an OAuth app, and the fix.
    pub(super) const fn mistake(
        expression: &'static str,
        name: &'static str,
        fix: &'static str,
    ) -> Self {
        Self {
            pattern: Pattern::new(expression),
            credential: None,
            is_secret: false,
            name,
            fix: Some(fix),
        }
    }

    /// Whether a value is of this kind.
    pub fn matches(&self, value: &str) -> bool {
        self.pattern.matches(value)
    }
}

/// Secrets without a prefix: client secrets of GitHub and Facebook, and session keys. No client ID is that long a run of hex digits.
static HEXADECIMAL: Pattern = Pattern::new("[0-9a-f]{32,}");

static NEON_KEY: Pattern = Pattern::new("napi_.{8,}");

/// Whether a value looks like a secret that belongs to no provider.
pub(super) fn is_other_secret(value: &str) -> bool {
    let has_password = url::Url::parse(value).is_ok_and(|url| url.password().is_some());
    HEXADECIMAL.matches(value) || NEON_KEY.matches(value) || has_password
}
