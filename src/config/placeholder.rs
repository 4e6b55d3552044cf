//! Recognizes placeholders: the examples of the guide and of `.env.example`, and common patterns.
//!
//! A random value of any provider or generator must never match.

use percent_encoding::percent_decode_str;

/// Whole values, in lower case.
const EXAMPLES: [&str; 37] = [
    "changeme",
    "changethis",
    "changeit",
    "change_me",
    "change-me",
    "change me",
    "replaceme",
    "replace_me",
    "replace-me",
    "replacethis",
    "fillme",
    "fill_me",
    "setme",
    "set_me",
    "set-me",
    "fixme",
    "secret",
    "mysecret",
    "supersecret",
    "secretkey",
    "password",
    "mypassword",
    "placeholder",
    "example",
    "dummy",
    "todo",
    "tbd",
    "none",
    "null",
    "nil",
    "n/a",
    "undefined",
    "redacted",
    "hidden",
    "masked",
    "removed",
    "censored",
];

/// Prefixes, in lower case.
const BEGINNINGS: [&str; 33] = [
    "your_",
    "your-",
    "your ",
    "yourpassword",
    "yoursecret",
    "yourkey",
    "my_secret",
    "my-secret",
    "changeme",
    "changethis",
    "change_me",
    "change-me",
    "change_this",
    "change-this",
    "replace_with",
    "replace-with",
    "replace with",
    "replace_me",
    "insert_",
    "insert-",
    "insert ",
    "paste_",
    "paste-",
    "paste ",
    "enter_",
    "enter-",
    "enter your",
    "put_",
    "put your",
    "add_your",
    "add your",
    "to_be_",
    "to-be-",
];

const WORD: &str = "it is a placeholder word";
const INSTRUCTION: &str = "it says what to put there";
const MASKED: &str = "it is masked: the real characters are hidden";
const CROSSED_OUT: &str = "it is filled with x";
const BRACKETED: &str = "it is a name in brackets, to be replaced with a value";
const JSON: &str = "it is JSON, not the value alone";
const CUT_SHORT: &str = "it is truncated";

/// Why a value is a placeholder, or None if it may be real. An empty value is not a placeholder.
pub fn placeholder(value: &str) -> Option<&'static str> {
    let value = value.trim().to_lowercase();
    if value.contains("://") {
        return url(&value);
    }
    text(&value).or_else(|| {
        if value.ends_with("...") || value.ends_with('…') {
            Some(CUT_SHORT)
        } else if is_one_character(&value) {
            Some("it is one character, repeated")
        } else if value.len() >= 6
            && value
                .bytes()
                .zip("1234567890".bytes().cycle())
                .all(|(is, counted)| is == counted)
        {
            Some("it is a sequence of digits, 123456...")
        } else {
            None
        }
    })
}

/// Patterns that also apply to a part of a URL.
fn text(value: &str) -> Option<&'static str> {
    let contains = |text: &str| value.contains(text);
    if EXAMPLES.contains(&value) {
        Some(WORD)
    } else if BEGINNINGS
        .iter()
        .any(|beginning| value.starts_with(beginning))
        || contains("_your_")
        || contains("-your-")
    {
        Some(INSTRUCTION)
    } else if ["_here", "-here", " here"]
        .iter()
        .any(|end| value.ends_with(end))
    {
        Some("it says that the value goes here")
    } else if is_bracketed(value) {
        // Google's console offers a client as a JSON file.
        Some(if value.contains('"') { JSON } else { BRACKETED })
    } else if is_masked(value) {
        Some(MASKED)
    } else if is_crossed_out(value) {
        Some(CROSSED_OUT)
    } else {
        None
    }
}

/// A URL with an example or masked part.
fn url(value: &str) -> Option<&'static str> {
    let (_, rest) = value.split_once("://")?;
    let (user, address) = rest.rsplit_once('@').unwrap_or(("", rest));
    let address = address.strip_prefix('[').unwrap_or(address);
    let host = address
        .split(['/', ':', '?', ']'])
        .next()
        .unwrap_or_default();
    let is_example = |label: &str| {
        is_crossed_out(label)
            || is_bracketed(label)
            || is_masked(label)
            || label.starts_with("your-")
            || label.starts_with("your_")
    };
    let local = matches!(host, "" | "localhost" | "127.0.0.1" | "::1");
    if host.split('.').any(is_example)
        || matches!(
            host,
            "host" | "hostname" | "ep-name-123456.us-east-2.aws.neon.tech"
        )
    {
        return Some("its host comes from an example");
    }
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    let password = percent_decode_str(password).decode_utf8_lossy();
    let words = ["password", "pass", "secret"];
    // A local database may have an everyday password.
    let everyday = |part: &str| words.contains(&part) || EXAMPLES.contains(&part);
    if is_masked(&password) || is_masked(user) {
        Some("its password is masked: the real characters are hidden")
    } else if password.ends_with("...") || password.ends_with('…') {
        Some("its password is truncated")
    } else if is_example(user) || text(&password).is_some() && !everyday(&password) {
        Some("its user and password come from an example")
    } else if !local
        && (matches!(user, "user" | "username") && everyday(&password)
            || host.ends_with(".neon.tech") && everyday(&password)
            || everyday(&password) && !words.contains(&password.as_ref()))
    {
        Some("its password comes from an example")
    } else if address.contains("=***") {
        Some("one of its parameters is masked: the real characters are hidden")
    } else {
        None
    }
}

fn is_bracketed(value: &str) -> bool {
    [('<', '>'), ('{', '}'), ('[', ']')]
        .iter()
        .any(|&(open, close)| value.starts_with(open) && value.ends_with(close))
}

/// At least three of the characters that consoles use to mask a value; no random value is likely to contain them.
fn is_masked(value: &str) -> bool {
    const DOTS: [char; 7] = ['•', '●', '∙', '·', '⋅', '⬤', '█'];
    let dots = value.chars().filter(|character| DOTS.contains(character));
    value.contains("***") || value == "**" || dots.count() >= 3 || value.contains("[redacted]")
}

fn is_one_character(value: &str) -> bool {
    value.len() >= 3
        && value
            .chars()
            .all(|character| character == '-' || value.starts_with(character))
}

/// `xxx` after a separator, or five in a row anywhere; no random value is likely to contain them.
fn is_crossed_out(value: &str) -> bool {
    let is_crosses = |part: &str| part.len() >= 3 && part.bytes().all(|byte| byte == b'x');
    value.contains("xxxxx")
        || value.rsplit(['_', '-', '.']).next().is_some_and(is_crosses)
        || value.split('-').skip(1).any(is_crosses)
}

#[cfg(test)]
mod tests {
    use super::placeholder;
    use crate::config::variables::TABLE;

    #[test]
    fn recognizes_the_guides_examples() {
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
            "changethis",
            "<your-key>",
            "****",
            "*****3b2a1908",
            "GOCSPX-****",
            "••••••••••••",
            "postgresql://neondb_owner:****@ep-cool-forest-12345678.us-east-2.aws.neon.tech/neondb?sslmode=require",
            "postgresql://neondb_owner:npg_************@ep-cool-forest-12345678.us-east-2.aws.neon.tech/neondb",
            "postgresql://neondb_owner:***@localhost/neondb",
            "postgresql://u:%2A%2A%2A%2A@db.example.org/app",
            "postgresql://postgres:[YOUR-PASSWORD]@db.abcdefgh.supabase.co:5432/postgres",
            "postgresql://u:••••••••@db.example.org/app",
            "postgresql://u:<password>@db.example.org/app",
            "postgresql://u:xxxxxxxx@db.example.org/app",
            "postgresql://u:REDACTED@db.example.org/app",
            "postgresql://neondb_owner:password@ep-cool-forest-12345678.us-east-2.aws.neon.tech/neondb",
            "postgresql://u@db.example.org/app?password=***",
        ] {
            assert!(placeholder(value).is_some(), "{value}");
        }
    }

    #[test]
    fn recognizes_navauths_own_examples() {
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
    fn does_not_recognize_real_values() {
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
            "postgresql://postgres:secret@[::1]:5432/app",
            "postgresql://app:password@db/app",
            "postgresql://u:a*b**c@db.example.org/app",
            "postgresql://neondb_owner:npg_a1B2c3@ep-cool-forest-12345678.us-east-2.aws.neon.tech/neondb?sslmode=require",
            "sqlite:///./data/users.db",
            "12345",
        ] {
            assert_eq!(placeholder(value), None, "{value}");
        }
    }
}
