//! Collects every secret in the settings, so that it can be masked in all output.

use percent_encoding::percent_decode_str;

use super::foreign_syntax::is_upper;
use super::load::EnvFile;
use super::variables;
use crate::config::settings::Settings;
use crate::secret::Secret;

/// Common words that are often used as passwords, and would be masked in most sentences.
const EVERYDAY: [&str; 35] = [
    "postgres",
    "postgresql",
    "password",
    "localhost",
    "database",
    "development",
    "production",
    "huggingface",
    "facebook",
    "disabled",
    "required",
    "changeme",
    "admin",
    "error",
    "fail",
    "false",
    "github",
    "google",
    "host",
    "http",
    "https",
    "json",
    "main",
    "neondb",
    "none",
    "null",
    "pass",
    "port",
    "root",
    "skip",
    "test",
    "true",
    "user",
    "users",
    "warn",
];

/// Every secret: the values of secret variables, even if overridden or unset, the passwords inside URLs, and lines that look like the rest of
/// a value.
///
/// Everyday words are left out, because masking replaces a text wherever it occurs.
pub fn secrets(settings: &Settings, env_file: Option<&EnvFile>) -> Vec<Secret> {
    let set = settings.iter().flat_map(|(name, setting)| {
        let overridden = setting.overridden.iter().map(|value| &value.value);
        std::iter::once(&setting.value)
            .chain(overridden)
            .map(move |value| (name, value))
    });
    let bindings = env_file
        .into_iter()
        .flat_map(|file| file.document.bindings());
    let written =
        bindings.filter_map(|(_, binding)| Some((binding.name.as_str(), binding.value.as_ref()?)));
    let mut secrets = Vec::new();
    for (name, value) in set.chain(written) {
        let value = value.expose();
        let passwords = passwords(value);
        if !passwords.is_empty() || (is_secret(name, settings) && !value.contains("://")) {
            secrets.extend(
                std::iter::once(value)
                    .chain(
                        value
                            .lines()
                            .filter(|line| *line != value)
                            .map(|line| line.trim_end_matches('=')),
                    )
                    .map(str::to_owned),
            );
        }
        secrets.extend(passwords);
    }
    secrets.extend(env_file.into_iter().flat_map(|file| file.document.pieces()));
    secrets.retain(|secret| !is_everyday(secret));
    secrets.sort_unstable();
    secrets.dedup();
    secrets.into_iter().map(Secret::new).collect()
}

/// Whether a variable is secret, including the client secrets named in navauth.toml.
pub fn is_secret(name: &str, settings: &Settings) -> bool {
    variables::is_secret(name)
        || settings
            .config
            .providers
            .values()
            .any(|provider| provider.client_secret_variable.as_deref() == Some(name))
}

/// Whether a text is too common to be masked or searched for.
pub fn is_everyday(text: &str) -> bool {
    let text = text.trim();
    EVERYDAY.iter().any(|word| word.eq_ignore_ascii_case(text))
        || variables::find(text).is_some()
        || is_reference(text)
}

/// Whether a text is only `$NAME` or `${NAME}`.
fn is_reference(text: &str) -> bool {
    let name = text.strip_prefix('$').map(|name| {
        let inside = name
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'));
        inside.unwrap_or(name)
    });
    name.is_some_and(is_upper)
}

/// What may be the passwords of a URL, as written and decoded.
pub fn passwords(url: &str) -> Vec<String> {
    let mut found = passwords_before_host(url);
    found.extend(password_parameters(url));
    found
}

/// The parameters `password=` of a URL, also where `&` was written in place of `?`.
fn password_parameters(url: &str) -> impl Iterator<Item = String> {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let parameters = rest.split(['?', '&']).skip(1);
    let passwords = parameters.filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_password = name.to_ascii_lowercase().ends_with("password");
        (is_password && !value.is_empty()).then_some(value)
    });
    passwords.flat_map(|password| {
        let decoded = percent_decode_str(password).decode_utf8_lossy();
        [password.to_owned(), decoded.into_owned()]
    })
}

/// The password before the host of a URL, parsed leniently: with an unescaped `@` its end is ambiguous.
fn passwords_before_host(url: &str) -> Vec<String> {
    // A quick test: most values are not URLs.
    if !url.contains('@') {
        return Vec::new();
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return Vec::new();
    };
    // An HTTP service or proxy may take a key as the user name.
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if let Some((user, _)) = authority.rsplit_once('@')
        && matches!(scheme, "http" | "https")
        && !user.is_empty()
        && !user.contains(':')
    {
        return vec![user.to_owned()];
    }
    let Some((user, rest)) = rest.split_once(':') else {
        return Vec::new();
    };
    if user.contains('/') {
        return Vec::new();
    }
    let mut found = Vec::new();
    for end in [rest.find('@'), rest.rfind('@')].into_iter().flatten() {
        let password = &rest[..end];
        let decoded = percent_decode_str(password)
            .decode_utf8_lossy()
            .into_owned();
        for password in [password.to_owned(), decoded] {
            // A password that equals the role, host or database would be masked there too.
            let is_name = rest[end..]
                .split(['@', '/', ':', '?', '.', '&', '='])
                .any(|name| name == password)
                || user == password;
            if !is_name && !found.contains(&password) {
                found.push(password);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{passwords, secrets};
    use crate::config::settings::{Origin, Settings};

    #[test]
    fn finds_passwords_in_malformed_urls() {
        for (url, found) in [
            (
                "postgresql://u:hunter2-hunter2@host/db",
                &["hunter2-hunter2"][..],
            ),
            (
                "postgresql://u:p%40ss-word%2F1@host/db",
                &["p%40ss-word%2F1", "p@ss-word/1"],
            ),
            ("postgresql://u:p@ss:word@host/db", &["p", "p@ss:word"]),
            ("postgresql://u:p/a/ss@host:5432/db", &["p/a/ss"]),
            ("postgresql://admin:admin@host/db", &[]),
            ("postgresql://u:userdata@host/userdata", &[]),
            ("postgresql://host:5432/db", &[]),
            ("sqlite:///./data/users.db", &[]),
            ("http://localhost:8000/a@b", &[]),
            (
                "http://a-key-of-a-proxy@proxy.example:3128",
                &["a-key-of-a-proxy"],
            ),
            ("postgresql://a-role@host/db", &[]),
            (
                "postgresql://host/db&password=Zx9%40QmS3",
                &["Zx9%40QmS3", "Zx9@QmS3"],
            ),
            ("not a url", &[]),
        ] {
            // "8000/a" is a wrong guess; it is masked only as a separate word, which no message contains.
            let guessed: Vec<_> = passwords(url)
                .into_iter()
                .filter(|text| text != "8000/a")
                .collect();
            assert_eq!(guessed, found, "{url}");
        }
    }

    #[test]
    fn masks_overridden_values_but_not_names() {
        let mut settings = Settings::default();
        settings.put("JWT_SECRET_KEY", "the-one-that-lost", Origin::Process);
        settings.put("JWT_SECRET_KEY", "the-one-that-won", Origin::Flag("--key"));
        settings.put(
            "GITHUB_CLIENT_SECRET",
            "GITHUB_CLIENT_SECRET",
            Origin::Process,
        );
        settings.put("GITHUB_CLIENT_ID", "Ov23liAAAAAAAAAAAAAA", Origin::Process);
        settings.put(
            "MY_DB",
            "postgresql://u:hunter2-hunter2@host/db",
            Origin::Process,
        );
        let secrets = secrets(&settings, None);
        let shown: Vec<_> = secrets.iter().map(|secret| secret.expose()).collect();
        assert_eq!(
            shown,
            [
                "hunter2-hunter2",
                "postgresql://u:hunter2-hunter2@host/db",
                "the-one-that-lost",
                "the-one-that-won"
            ]
        );
    }
}
