//! The catalog of diagnostics: every message that navauth can print about a problem, with all its words.
//!
//! A diagnostic is a static [`Code`] in `catalog/<group>.rs`. Checks, error mappings, `navauth explain` and the generated docs refer to
//! the static, so a typo does not compile and each text exists once.

pub mod catalog;
mod code;
mod diagnostic;
mod error;
mod evidence;
pub mod next_command;
pub mod redaction;
mod retry;
mod severity;
mod skip;

pub use code::{Code, Group, Help, fill, not_followed, placeholders_match};
pub use diagnostic::{Diagnostic, Fix, SourceSpan};
pub use error::{Error, Exit, Result, Unconfirmed, both};
pub use evidence::{Evidence, Meanings, Refusal};
pub use retry::Retry;
pub use severity::{Severity, Status};
pub use skip::SkipReason;

/// Builds the diagnostic of a [`Code`], with the values of its placeholders. A missing or unknown placeholder does not compile.
///
/// ```text
/// diagnostic!(jwt::TOO_SHORT, bytes = key.len())
/// ```
#[macro_export]
macro_rules! diagnostic {
    ($code:expr $(, $name:ident = $value:expr)* $(,)?) => {{
        const {
            let names: &[&str] = &[$(stringify!($name)),*];
            assert!(
                $code.has_placeholders(names),
                "the placeholders do not match the texts of the code"
            );
        }
        $code.diagnostic(&[$((stringify!($name), &$value as &dyn std::fmt::Display)),*])
    }};
}

/// Fills a text of the catalog that is not part of a [`Code`], such as an alternative reason. Placeholders are checked at compile time.
#[macro_export]
macro_rules! text {
    ($text:expr $(, $name:ident = $value:expr)* $(,)?) => {{
        const {
            let names: &[&str] = &[$(stringify!($name)),*];
            assert!(
                $crate::diagnostics::placeholders_match(&[$text], names),
                "the placeholders do not match the text"
            );
        }
        $crate::diagnostics::fill(
            $text,
            &[$((stringify!($name), &$value as &dyn std::fmt::Display)),*],
        )
    }};
}
