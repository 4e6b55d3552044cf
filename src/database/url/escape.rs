//! Percent-encodes the password of a connection string, so that every program reads it the same way.

use super::{Parts, Target, ambiguity, decode};
use crate::diagnostics::catalog::database as codes;
use crate::secret::Secret;

/// The URL with its password percent-encoded. None if nothing needs encoding, or if the end of the password is
/// ambiguous.
pub fn escaped(url: &str) -> Option<Secret> {
    let read = Target::parse("", url);
    let parts = Parts::split(url)?;
    let first = parts.password?;
    let password = match &read {
        Ok(_) => first,
        Err(error) if error.diagnostic.is(&codes::PASSWORD_UNESCAPED) => {
            let start = first.as_ptr() as usize - url.as_ptr() as usize;
            let whole = &url[start..start + url[start..].rfind('@')?];
            // A slash or a question mark may also be the end of the host.
            Some(whole).filter(|password| !password.contains(['/', '?']))?
        }
        Err(_) => return None,
    };
    let written = escape(password);
    let whole = url.replacen(&format!(":{password}@"), &format!(":{written}@"), 1);
    let Ok(Target::Postgres(after)) = Target::parse("", &whole) else {
        return None;
    };
    let same = after
        .password
        .is_some_and(|after| after.expose() == decode(password));
    (written != password && same && ambiguity(&whole).is_none()).then(|| Secret::new(whole))
}

/// Encodes what ends a password for some programs (RFC 3986 section 3.2.1); existing escapes are kept.
fn escape(password: &str) -> String {
    let is_escape = |at: usize| {
        password
            .get(at + 1..at + 3)
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let mut written = String::new();
    for (at, character) in password.char_indices() {
        match character {
            '@' | '/' | '?' | '#' | '[' | ']' | ' ' => {
                written += &format!("%{:02X}", u32::from(character))
            }
            '%' if !is_escape(at) => written += "%25",
            other => written.push(other),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn escapes_only_unambiguous_passwords() {
        for (url, becomes) in [
            (
                "postgresql://u:a@b@h:5432/d?sslmode=require",
                Some("postgresql://u:a%40b@h:5432/d?sslmode=require"),
            ),
            (
                "postgresql://u:a@b@c@h/d",
                Some("postgresql://u:a%40b%40c@h/d"),
            ),
            (
                "postgresql://u:a/b#c@h/d",
                Some("postgresql://u:a%2Fb%23c@h/d"),
            ),
            ("postgres://u:50%off@h/d", Some("postgres://u:50%25off@h/d")),
            (
                "postgresql://u:a%40b@c@h/d",
                Some("postgresql://u:a%40b%40c@h/d"),
            ),
            // Valid as they are.
            ("postgresql://u:a%40b@h/d", None),
            ("postgresql://u:ab@h/d?application_name=x@y", None),
            ("postgresql://u@h/d", None),
            ("sqlite:///./data/users.db", None),
            // The end of the password is ambiguous.
            ("postgresql://u:a@b/c@h/d", None),
            ("postgresql://u:a@b@h/d?application_name=x@y", None),
        ] {
            assert_eq!(
                escaped(url).as_ref().map(|url| url.expose()),
                becomes,
                "{url}"
            );
        }
    }
}
