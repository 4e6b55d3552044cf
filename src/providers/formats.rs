//! What client ids and client secrets look like, provider by provider.
//!
//! Owns the patterns, as far as they are known; none is the provider's promise. Judging a value by them belongs to `checks`. A provider of
//! navauth.toml has no formats.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex_lite::Regex;

/// The formats of one provider.
#[derive(Clone, Copy, Debug)]
pub struct Formats {
    /// The provider's name.
    pub provider: &'static str,
    /// Of its client id.
    pub id: Format,
    /// Of its client secret.
    pub secret: Format,
}

/// What a value looks like. The patterns are regular expressions.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What every value seen so far looks like.
    usual: &'static str,
    /// What a value matches for certain.
    must: Option<&'static str>,
    /// What a value does not match for certain.
    never: Option<&'static str>,
    /// The usual look in words, to be read after "it looks like".
    pub looks: &'static str,
}

/// How a value fits a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// As every value seen so far.
    Usual,
    /// Unlike those, and possible.
    Unusual,
    /// For certain not such a value.
    Wrong,
}

/// Which of the two credentials a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The client id.
    Id,
    /// The client secret.
    Secret,
}

/// A value that tells by its look what it is.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pattern: &'static str,
    /// The provider and credential that it is; none for what belongs into no credential at all.
    pub credential: Option<(&'static str, Role)>,
    /// What it is, to be read after "holds".
    pub name: &'static str,
    /// What to do where it is out of place, if that is not simply to copy the right value.
    pub fix: Option<&'static str>,
}

impl Format {
    /// How a value fits.
    pub fn fit(&self, value: &str) -> Fit {
        if self.must.is_some_and(|pattern| !matches(pattern, value)) || self.never.is_some_and(|pattern| matches(pattern, value)) {
            Fit::Wrong
        } else if matches(self.usual, value) {
            Fit::Usual
        } else {
            Fit::Unusual
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

/// The formats of a provider that is built in.
pub fn formats(provider: &str) -> Option<&'static Formats> {
    FORMATS.iter().find(|formats| formats.provider == provider)
}

/// What a value is, where its look alone tells.
pub fn kind(value: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| matches(kind.pattern, value))
}

fn matches(pattern: &'static str, value: &str) -> bool {
    thread_local! {
        /// To compile a pattern takes longer than everything else that is done with a value; it is done once.
        static COMPILED: RefCell<BTreeMap<&'static str, Option<Regex>>> = const { RefCell::new(BTreeMap::new()) };
    }
    // Every pattern of the tables compiles: a test holds them to it.
    let matches = |pattern: &mut Option<Regex>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(value));
    COMPILED.with_borrow_mut(|compiled| matches(compiled.entry(pattern).or_insert_with(|| Regex::new(pattern).ok())))
}

const UUID_OR_URL: &str = "^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|https://.+)$";

const FORMATS: [Formats; 4] = [
    Formats {
        provider: "huggingface",
        id: Format { usual: UUID_OR_URL, must: Some(UUID_OR_URL), never: None, looks: "12345678-90ab-cdef-1234-567890abcdef" },
        // Seen in few places only, so nothing is certain.
        secret: Format {
            usual: "^oauth_app_secret_[A-Za-z0-9]+$",
            must: None,
            never: None,
            looks: "oauth_app_secret_ and letters and digits",
        },
    },
    Formats {
        provider: "google",
        id: Format {
            usual: r"^[0-9]+(?:-[a-z0-9_]{32})?\.apps\.googleusercontent\.com$",
            must: Some(r"^[0-9]+(?:-[^.]+)?\.apps\.googleusercontent\.com$"),
            never: None,
            looks: "digits, a hyphen, 32 letters and digits, and .apps.googleusercontent.com",
        },
        secret: Format {
            usual: "^(?:GOCSPX-[A-Za-z0-9_-]{28}|[A-Za-z0-9_-]{24})$",
            must: None,
            never: Some("^GOCSPX-(?:.{0,27}|.{29,})$"),
            looks: "GOCSPX- and 28 more characters",
        },
    },
    Formats {
        provider: "facebook",
        id: Format { usual: "^[0-9]{15,17}$", must: Some("^[0-9]+$"), never: Some("^[0-9]{1,9}$"), looks: "15 to 17 digits" },
        secret: Format {
            usual: "^[0-9a-f]{32}$",
            must: Some("^[A-Za-z0-9]{32}$"),
            never: None,
            looks: "32 digits and letters from a to f",
        },
    },
    Formats {
        provider: "github",
        id: Format {
            usual: "^(?:Ov23[A-Za-z0-9]{16}|[0-9a-f]{20})$",
            must: None,
            never: Some("^[0-9]{1,19}$"),
            looks: "Ov23 and 16 letters and digits, or (an older app) 20 digits and letters from a to f",
        },
        secret: Format {
            usual: "^[0-9a-f]{40}$",
            must: None,
            never: Some("^(?:[0-9a-f]{1,39}|[0-9a-f]{41,})$"),
            looks: "40 digits and letters from a to f",
        },
    },
];

const KINDS: [Kind; 13] = [
    Kind::credential(r"^[0-9]+(?:-[a-z0-9_]+)?\.apps\.googleusercontent\.com$", "google", Role::Id, "a Google client id"),
    Kind::credential("^GOCSPX-", "google", Role::Secret, "a Google client secret"),
    Kind::credential("^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "huggingface", Role::Id, "a HuggingFace client id"),
    Kind::credential("^oauth_app_secret_", "huggingface", Role::Secret, "a HuggingFace client secret"),
    Kind::credential("^Ov23[A-Za-z0-9]{16}$", "github", Role::Id, "a GitHub client id"),
    Kind {
        pattern: r"^(?:Iv1\.[0-9a-f]{16}|Iv23[A-Za-z0-9]{16})$",
        credential: None,
        name: "the client id of a GitHub App, and the app needs an OAuth App",
        fix: Some(
            "open https://github.com/settings/developers, OAuth Apps, make a new OAuth App, and copy its Client ID and a new client secret",
        ),
    },
    Kind::other("^hf_oauth_", "a HuggingFace access token"),
    Kind::other("^hf_[A-Za-z0-9]{30,}$", "a HuggingFace user token"),
    Kind::other("^(?:gh[oprsu]_|github_pat_)", "a GitHub token"),
    Kind::other("^ya29[.]", "a Google access token"),
    Kind::other("^AIza[A-Za-z0-9_-]{35}$", "a Google API key"),
    Kind::other(r"^[0-9]{15,18}\|", "a Facebook app token"),
    Kind::other("^EAA[A-Za-z0-9]{40,}$", "a Facebook access token"),
];

impl Kind {
    const fn credential(pattern: &'static str, provider: &'static str, role: Role, name: &'static str) -> Self {
        Self { pattern, credential: Some((provider, role)), name, fix: None }
    }

    const fn other(pattern: &'static str, name: &'static str) -> Self {
        Self { pattern, credential: None, name, fix: None }
    }
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, Fit, KINDS, Role, formats, kind};
    use regex_lite::Regex;

    #[test]
    fn every_pattern_compiles() {
        let formats = FORMATS.iter().flat_map(|formats| [formats.id, formats.secret]);
        let patterns = formats.flat_map(|format| [Some(format.usual), format.must, format.never]).flatten();
        for pattern in patterns.chain(KINDS.iter().map(|kind| kind.pattern)) {
            assert!(Regex::new(pattern).is_ok(), "{pattern}");
        }
    }

    #[test]
    fn values_fit_as_the_providers_make_them() {
        let hex = "0123456789abcdef0123456789abcdef01234567";
        let google = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com";
        let cases = [
            ("huggingface", Role::Id, "26be6b09-1234-4abc-8def-0123456789ab", Fit::Usual),
            ("huggingface", Role::Id, "https://example.org/client.json", Fit::Usual),
            ("huggingface", Role::Id, "hf_abc", Fit::Wrong),
            ("huggingface", Role::Secret, "oauth_app_secret_AbCdEfGhIjKl", Fit::Usual),
            ("huggingface", Role::Secret, "something-else", Fit::Unusual),
            ("google", Role::Id, google, Fit::Usual),
            ("google", Role::Id, "123456789012.apps.googleusercontent.com", Fit::Usual),
            ("google", Role::Id, "123456789012-short.apps.googleusercontent.com", Fit::Unusual),
            ("google", Role::Id, "123456789012-abcdefghijklmnopqrstuvwxyz012345", Fit::Wrong),
            ("google", Role::Secret, "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", Fit::Usual),
            ("google", Role::Secret, "a1B2c3D4e5F6g7H8i9J0k1L2", Fit::Usual),
            ("google", Role::Secret, "GOCSPX-a1B2c3D4e5F6g7H8i9J0k1L2m3", Fit::Wrong),
            ("google", Role::Secret, "another-shape", Fit::Unusual),
            ("facebook", Role::Id, "1059438279147216", Fit::Usual),
            ("facebook", Role::Id, "105943827914721634", Fit::Unusual),
            ("facebook", Role::Id, "1059438", Fit::Wrong),
            ("facebook", Role::Id, "10594382791472l6", Fit::Wrong),
            ("facebook", Role::Secret, &hex[..32], Fit::Usual),
            ("facebook", Role::Secret, "0123456789ABCDEF0123456789ABCDEF", Fit::Unusual),
            ("facebook", Role::Secret, &hex[..31], Fit::Wrong),
            ("github", Role::Id, "Ov23liAbCdEfGhIjKlMn", Fit::Usual),
            ("github", Role::Id, &hex[..20], Fit::Usual),
            ("github", Role::Id, "123456", Fit::Wrong),
            ("github", Role::Id, "Ov23liAbCdEfGhIjKlM", Fit::Unusual),
            ("github", Role::Secret, hex, Fit::Usual),
            ("github", Role::Secret, &hex[..39], Fit::Wrong),
            ("github", Role::Secret, "a_new_kind_of_secret", Fit::Unusual),
        ];
        for (provider, role, value, fit) in cases {
            assert_eq!(formats(provider).unwrap().of(role).fit(value), fit, "{provider} {role:?} {value}");
        }
        assert!(formats("mastodon").is_none());
    }

    #[test]
    fn some_values_tell_what_they_are() {
        let cases = [
            ("26be6b09-1234-4abc-8def-0123456789ab", Some("a HuggingFace client id")),
            ("Iv1.0123456789abcdef", Some("the client id of a GitHub App, and the app needs an OAuth App")),
            ("Iv23liAbCdEfGhIjKlMn", Some("the client id of a GitHub App, and the app needs an OAuth App")),
            ("gho_0123456789abcdef0123456789abcdef0123", Some("a GitHub token")),
            ("hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh", Some("a HuggingFace user token")),
            ("1059438279147216|AbCdEfGhIjKlMnOpQrStUvWxYz0", Some("a Facebook app token")),
            ("0123456789abcdef0123456789abcdef01234567", None),
            ("a1B2c3D4e5F6g7H8i9J0k1L2", None),
        ];
        for (value, name) in cases {
            assert_eq!(kind(value).map(|kind| kind.name), name, "{value}");
        }
    }
}
