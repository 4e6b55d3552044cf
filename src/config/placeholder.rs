//! Values that stand in for a real one.
//!
//! Owns their recognition: the examples of the guide and of `.env.example`, and the shapes that people write. A random value of any provider
//! or generator must not be taken for one.

/// Whole values, in lower case.
const EXAMPLES: [&str; 20] = [
    "changeme",
    "change_me",
    "change-me",
    "change me",
    "replaceme",
    "replace_me",
    "replace-me",
    "secret",
    "mysecret",
    "supersecret",
    "secretkey",
    "password",
    "placeholder",
    "example",
    "dummy",
    "todo",
    "tbd",
    "none",
    "null",
    "undefined",
];

/// Beginnings, in lower case, that are followed by anything.
const BEGINNINGS: [&str; 15] = [
    "your_",
    "your-",
    "your ",
    "my_secret",
    "my-secret",
    "changeme",
    "change_me",
    "change-me",
    "change_this",
    "change-this",
    "replace_with",
    "replace-with",
    "replace_me",
    "insert_",
    "paste_",
];

/// Why a value is no real one, or None where it may be real. An empty value is not a placeholder.
pub fn placeholder(value: &str) -> Option<&'static str> {
    let value = value.trim().to_lowercase();
    let holds = |text: &str| value.contains(text);
    let reason = if value.contains("://") {
        return url(&value);
    } else if EXAMPLES.contains(&value.as_str()) {
        "it is a word that stands in for a value"
    } else if BEGINNINGS
        .iter()
        .any(|beginning| value.starts_with(beginning))
        || holds("_your_")
        || holds("-your-")
    {
        "it says what to put there, and is not it"
    } else if ["_here", "-here", " here"]
        .iter()
        .any(|end| value.ends_with(end))
    {
        "it says that the value goes here"
    } else if is_bracketed(&value) {
        "it is a name in brackets, to be replaced by a value"
    } else if is_crossed_out(&value) {
        "it is filled up with x"
    } else if value.ends_with("...") || value.ends_with('…') {
        "it is cut short"
    } else if value.len() >= 3
        && value
            .chars()
            .all(|character| character == '-' || value.starts_with(character))
    {
        "it is one character, repeated"
    } else if value.len() >= 6
        && value
            .bytes()
            .zip("1234567890".bytes().cycle())
            .all(|(is, pluralize)| is == pluralize)
    {
        "it is 123456..., counted up"
    } else {
        return None;
    };
    Some(reason)
}

/// A URL whose host or user is an example's.
fn url(value: &str) -> Option<&'static str> {
    let (_, rest) = value.split_once("://")?;
    let (user, address) = rest.rsplit_once('@').unwrap_or(("", rest));
    let host = address.split(['/', ':', '?']).next().unwrap_or_default();
    let is_example = |label: &str| {
        is_crossed_out(label)
            || is_bracketed(label)
            || label.starts_with("your-")
            || label.starts_with("your_")
    };
    let local = matches!(host, "" | "localhost" | "127.0.0.1" | "[");
    if host.split('.').any(is_example)
        || matches!(
            host,
            "host" | "hostname" | "ep-name-123456.us-east-2.aws.neon.tech"
        )
    {
        Some("its host is an example's")
    } else if !local && ["user:password", "username:password", "user:pass"].contains(&user)
        || user.split(':').any(is_example)
    {
        Some("its user and password are an example's")
    } else {
        None
    }
}

fn is_bracketed(value: &str) -> bool {
    [('<', '>'), ('{', '}'), ('[', ']')]
        .iter()
        .any(|&(open, close)| value.starts_with(open) && value.ends_with(close))
}

/// `xxx` after a separator, or five in a row anywhere: no random value is likely to hold that.
fn is_crossed_out(value: &str) -> bool {
    let get_non_empty = |part: &str| part.len() >= 3 && part.bytes().all(|byte| byte == b'x');
    value.contains("xxxxx")
        || value
            .rsplit(['_', '-', '.'])
            .next()
            .is_some_and(get_non_empty)
        || value.split('-').skip(1).any(get_non_empty)
}

#[cfg(test)]
mod tests {
    use super::placeholder;
    use crate::config::variables::TABLE;

    #[test]
    fn the_examples_of_the_guide_are_known() {
        for value in [
            "your_random_secret_key_here_min_32_chars",
            "your_random_32_char_secret_here",
            "your_random_secret_key",
            "your-random-32-byte-hex-string",
            "hf_oauth_xxx",
            "hf_oauth_secret_xxx",
            "123456789-xxxxx.apps.googleusercontent.com",
            "GOCSPX-xxxxx",
            "1234567890123456",
            "xxxxxxxxxxxxx",
            "Iv1.xxxxxxxxxxxxx",
            "your_google_client_id",
            "your_huggingface_client_secret",
            "postgresql://user:password@ep-xxx.us-east-2.aws.neon.tech/neondb?sslmode=require",
            "postgresql://user:password@ep-xxx-xxx.us-east-2.aws.neon.tech/neondb",
            "postgresql://user:password@ep-name-123456.us-east-2.aws.neon.tech/neondb?sslmode=require",
            "postgresql://user:password@host:5432/dbname",
            "<your key>",
            "{{ jwt_secret }}",
            "CHANGEME",
            "change-me-in-production",
            "replace_with_output_of_openssl",
            "put-your-key",
            "00000000-0000-0000-0000-000000000000",
            "00000000000000000000000000000000",
            "paste_key_here",
        ] {
            assert!(placeholder(value).is_some(), "{value}");
        }
    }

    #[test]
    fn our_own_examples_are_known() {
        for variable in TABLE
            .iter()
            .filter(|variable| variable.is_secret() || variable.provider.is_some())
        {
            assert!(
                placeholder(variable.example).is_some(),
                "{}",
                variable.example
            );
        }
    }

    #[test]
    fn real_values_are_not() {
        for value in [
            "",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "Ov23liAbCdEfGhIjKlMn",
            "0123456789abcdef0123456789abcdef01234567",
            "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",
            "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
            "1059438279147216",
            "oauth_app_secret_AbCdEfGhIjKl",
            "https://www.communityone.com",
            "http://localhost:5173",
            "postgresql://user:password@localhost/app",
            "postgresql://neondb_owner:npg_a1B2c3@ep-cool-forest-12345678.us-east-2.aws.neon.tech/neondb?sslmode=require",
            "sqlite:///./data/users.db",
            "12345",
        ] {
            assert_eq!(placeholder(value), None, "{value}");
        }
    }
}
