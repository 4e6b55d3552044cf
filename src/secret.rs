//! The type of every secret. [`Secret::expose`] is the only way to read one.

use std::fmt;

use zeroize::Zeroizing;

/// A secret text: redacted in Debug, wiped from memory when dropped, and readable only through [`Secret::expose`].
///
/// It cannot be printed:
/// ```compile_fail
/// println!("{}", navauth::secret::Secret::new("x"));
/// ```
/// It cannot be serialized:
/// ```compile_fail
/// serde_json::to_string(&navauth::secret::Secret::new("x"));
/// ```
/// It does not coerce to text:
/// ```compile_fail
/// let text: &str = &navauth::secret::Secret::new("x");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. Every call may leak it, so each one needs a review.
    pub fn expose(&self) -> &str {
        &self.0
    }

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
