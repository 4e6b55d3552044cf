//! A value that must not be seen.
//!
//! Owns the one type that secrets travel in. Where a secret may leave is decided by whoever calls [`Secret::expose`], the only way out.

use std::fmt;

use zeroize::Zeroizing;

/// A secret text: shows nothing of itself, is wiped from memory when dropped, and leaves only through [`Secret::expose`].
///
/// It cannot be printed:
/// ```compile_fail
/// println!("{}", navauth::secret::Secret::new("x"));
/// ```
/// It cannot be serialized:
/// ```compile_fail
/// serde_json::to_string(&navauth::secret::Secret::new("x"));
/// ```
/// It does not turn into text by itself:
/// ```compile_fail
/// let text: &str = &navauth::secret::Secret::new("x");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a text; from here on it is hidden.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. Every call is a place to look at when a leak is feared.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_is_redacted() {
        let shown = format!("{:?}", Secret::new("hunter2-hunter2"));
        assert_eq!(shown, "Secret(hidden)");
    }
}
