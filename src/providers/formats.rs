//! The known formats of client IDs and client secrets by provider. No provider guarantees them.

use crate::diagnostics::catalog::credential;

/// The formats of one provider.
#[derive(Clone, Copy, Debug)]
pub struct Formats {
    /// The provider's name.
    pub provider: &'static str,
    /// The format of its client ID.
    pub id: Format,
    /// The format of its client secret.
    pub secret: Format,
}

/// The format of a value.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// All values seen so far have one of these shapes.
    typical: &'static [Shape],
    /// Every value certainly has one of these shapes; empty if nothing is certain.
    must: &'static [Shape],
    /// A value certainly has none of these shapes.
    never: &'static [Shape],
    /// The typical format in words, following "expected".
    pub looks: &'static str,
}

/// How well a value matches a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// Like all values seen so far.
    Usual,
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
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    shapes: &'static [Shape],
    /// The provider and credential; None for other values.
    pub credential: Option<(&'static str, Role)>,
    /// Whether it is a secret.
    pub is_secret: bool,
    /// What it is, following "contains".
    pub name: &'static str,
    /// The fix if it is in the wrong variable, unless it is to copy the right value.
    pub fix: Option<&'static str>,
}

impl Format {
    /// Matches a value against the format.
    pub fn fit(&self, value: &str) -> Match {
        if !self.must.is_empty() && !has_one(self.must, value) || has_one(self.never, value) {
            Match::Wrong
        } else if has_one(self.typical, value) {
            Match::Usual
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

/// The formats of a built-in provider.
pub fn formats(provider: &str) -> Option<&'static Formats> {
    FORMATS.iter().find(|formats| formats.provider == provider)
}

/// What a value is, if its format identifies it.
pub fn kind(value: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| has_one(kind.shapes, value))
}

/// Whether a value looks like any kind of secret, so that it is not shown if it was entered by mistake. Client IDs do not.
pub fn looks_secret(value: &str) -> bool {
    let value = value.trim().trim_matches(['\'', '"']);
    let is_known = kind(value).is_some_and(|kind| kind.is_secret);
    // Client secrets of GitHub and Facebook, and session keys. No client ID is that long a run of hex digits.
    let is_hexadecimal = has_one(&[&[Run(Hex, 32, MANY)]], value);
    let is_neon_key = has_one(&[&[Text("napi_"), Run(Any, 8, MANY)]], value);
    let has_password = url::Url::parse(value).is_ok_and(|url| url.password().is_some());
    is_known || is_hexadecimal || is_neon_key || has_password
}

/// The parts of a value, from start to end.
///
/// Not a regular expression, because compiling those takes longer than all other checks together. Parts match greedily without backtracking,
/// so a part must not start with characters of the one before it.
type Shape = &'static [Part];

/// A part of a shape.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// This text.
    Text(&'static str),
    /// Between so many and so many of these characters.
    Run(CharClass, usize, usize),
}

/// A class of characters.
#[derive(Clone, Copy, Debug)]
enum CharClass {
    Digits,
    /// Digits and the lower-case letters a to f.
    Hex,
    /// Letters and digits.
    Alphanumeric,
    /// Letters, digits, `-` and `_` (RFC 4648 section 5).
    Base64Url,
    /// Lower-case letters, digits and `_`.
    Lower,
    /// Anything but a dot.
    NoDot,
    Any,
}

/// No upper limit.
const MANY: usize = usize::MAX;

impl CharClass {
    fn contains(self, character: char) -> bool {
        match self {
            Self::Digits => character.is_ascii_digit(),
            Self::Hex => matches!(character, '0'..='9' | 'a'..='f'),
            Self::Alphanumeric => character.is_ascii_alphanumeric(),
            Self::Base64Url => character.is_ascii_alphanumeric() || matches!(character, '-' | '_'),
            Self::Lower => matches!(character, '0'..='9' | 'a'..='z' | '_'),
            Self::NoDot => character != '.',
            Self::Any => true,
        }
    }
}

fn has_one(shapes: &[Shape], value: &str) -> bool {
    shapes
        .iter()
        .any(|shape| shape.iter().try_fold(value, |rest, part| part.after(rest)) == Some(""))
}

impl Part {
    /// The rest of the text after this part.
    fn after<'text>(&self, text: &'text str) -> Option<&'text str> {
        match *self {
            Self::Text(begins) => text.strip_prefix(begins),
            Self::Run(of, least, most) => {
                let (mut count, mut rest) = (0, text.chars());
                let mut after = text;
                while count < most && rest.next().is_some_and(|character| of.contains(character)) {
                    (count, after) = (count + 1, rest.as_str());
                }
                (count >= least).then_some(after)
            }
        }
    }
}

use CharClass::{Alphanumeric, Any, Base64Url, Digits, Hex, Lower, NoDot};
use Part::{Run, Text};

const UUID: Shape = &[
    Run(Hex, 8, 8),
    Text("-"),
    Run(Hex, 4, 4),
    Text("-"),
    Run(Hex, 4, 4),
    Text("-"),
    Run(Hex, 4, 4),
    Text("-"),
    Run(Hex, 12, 12),
];

const HUGGINGFACE_ID: &[Shape] = &[UUID, &[Text("https://"), Run(Any, 1, MANY)]];

const GOOGLE_HOST: Part = Text(".apps.googleusercontent.com");

static FORMATS: [Formats; 4] = [
    Formats {
        provider: "huggingface",
        id: Format {
            typical: HUGGINGFACE_ID,
            must: HUGGINGFACE_ID,
            never: &[],
            looks: "a UUID such as 12345678-90ab-cdef-1234-567890abcdef",
        },
        // Few samples, so nothing is certain.
        secret: Format {
            typical: &[&[Text("oauth_app_secret_"), Run(Alphanumeric, 1, MANY)]],
            must: &[],
            never: &[],
            looks: "oauth_app_secret_ and letters and digits",
        },
    },
    Formats {
        provider: "google",
        id: Format {
            typical: &[
                &[Run(Digits, 1, MANY), GOOGLE_HOST],
                &[
                    Run(Digits, 1, MANY),
                    Text("-"),
                    Run(Lower, 32, 32),
                    GOOGLE_HOST,
                ],
            ],
            must: &[
                &[Run(Digits, 1, MANY), GOOGLE_HOST],
                &[
                    Run(Digits, 1, MANY),
                    Text("-"),
                    Run(NoDot, 1, MANY),
                    GOOGLE_HOST,
                ],
            ],
            never: &[],
            looks: "digits, a hyphen, 32 letters and digits, and .apps.googleusercontent.com",
        },
        secret: Format {
            typical: &[
                &[Text("GOCSPX-"), Run(Base64Url, 28, 28)],
                &[Run(Base64Url, 24, 24)],
            ],
            must: &[],
            never: &[
                &[Text("GOCSPX-"), Run(Any, 0, 27)],
                &[Text("GOCSPX-"), Run(Any, 29, MANY)],
            ],
            looks: "GOCSPX- and 28 more characters",
        },
    },
    Formats {
        provider: "facebook",
        id: Format {
            typical: &[&[Run(Digits, 15, 17)]],
            must: &[&[Run(Digits, 1, MANY)]],
            never: &[&[Run(Digits, 1, 9)]],
            looks: "15 to 17 digits",
        },
        secret: Format {
            typical: &[&[Run(Hex, 32, 32)]],
            must: &[&[Run(Alphanumeric, 32, 32)]],
            never: &[],
            looks: "32 digits and letters from a to f",
        },
    },
    Formats {
        provider: "github",
        id: Format {
            typical: &[
                &[Text("Ov23"), Run(Alphanumeric, 16, 16)],
                &[Run(Hex, 20, 20)],
            ],
            must: &[],
            never: &[&[Run(Digits, 1, 19)]],
            looks: "Ov23 and 16 letters and digits, or (an older app) 20 digits and letters from a to f",
        },
        secret: Format {
            typical: &[&[Run(Hex, 40, 40)]],
            must: &[],
            never: &[&[Run(Hex, 1, 39)], &[Run(Hex, 41, MANY)]],
            looks: "40 digits and letters from a to f",
        },
    },
];

/// Any rest.
const REST: Part = Run(Any, 0, MANY);

static KINDS: [Kind; 13] = [
    Kind::credential(
        &[
            &[Run(Digits, 1, MANY), GOOGLE_HOST],
            &[
                Run(Digits, 1, MANY),
                Text("-"),
                Run(Lower, 1, MANY),
                GOOGLE_HOST,
            ],
        ],
        "google",
        Role::Id,
        "a Google client ID",
    ),
    Kind::credential(
        &[&[Text("GOCSPX-"), REST]],
        "google",
        Role::Secret,
        "a Google client secret",
    ),
    Kind::credential(&[UUID], "huggingface", Role::Id, "a HuggingFace client ID"),
    Kind::credential(
        &[&[Text("oauth_app_secret_"), REST]],
        "huggingface",
        Role::Secret,
        "a HuggingFace client secret",
    ),
    Kind::credential(
        &[&[Text("Ov23"), Run(Alphanumeric, 16, 16)]],
        "github",
        Role::Id,
        "a GitHub client ID",
    ),
    Kind {
        shapes: &[
            &[Text("Iv1."), Run(Alphanumeric, 1, MANY)],
            &[Text("Iv2"), Run(Alphanumeric, 1, MANY)],
        ],
        credential: None,
        is_secret: false,
        name: "the client ID of a GitHub App, not of an OAuth App",
        fix: Some(credential::CREATE_OAUTH_APP),
    },
    Kind::other(&[&[Text("hf_oauth_"), REST]], "a HuggingFace access token"),
    Kind::other(
        &[&[Text("hf_"), Run(Alphanumeric, 30, MANY)]],
        "a HuggingFace user token",
    ),
    Kind::other(
        &[
            &[Text("gho_"), REST],
            &[Text("ghp_"), REST],
            &[Text("ghr_"), REST],
            &[Text("ghs_"), REST],
            &[Text("ghu_"), REST],
            &[Text("github_pat_"), REST],
        ],
        "a GitHub token",
    ),
    Kind::other(&[&[Text("ya29."), REST]], "a Google access token"),
    Kind::other(
        &[&[Text("AIza"), Run(Base64Url, 35, 35)]],
        "a Google API key",
    ),
    Kind::other(
        &[&[Run(Digits, 15, 18), Text("|"), REST]],
        "a Facebook app token",
    ),
    Kind::other(
        &[&[Text("EAA"), Run(Alphanumeric, 40, MANY)]],
        "a Facebook access token",
    ),
];

impl Kind {
    const fn credential(
        shapes: &'static [Shape],
        provider: &'static str,
        role: Role,
        name: &'static str,
    ) -> Self {
        Self {
            shapes,
            credential: Some((provider, role)),
            is_secret: matches!(role, Role::Secret),
            name,
            fix: None,
        }
    }

    const fn other(shapes: &'static [Shape], name: &'static str) -> Self {
        Self {
            shapes,
            credential: None,
            is_secret: true,
            name,
            fix: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Match, Role, formats, kind, looks_secret};

    #[test]
    fn recognizes_secrets_but_not_client_ids() {
        for secret in [
            "0123456789abcdef0123456789abcdef01234567",
            "0123456789abcdef0123456789abcdef",
            "GOCSPX-abcdefghijklmnopqrstuvwxyz01",
            " GOCSPX-cut ",
            "oauth_app_secret_AbCdEfGhIjKl",
            "hf_abcdefghijklmnopqrstuvwxyzabcdefgh",
            "ghp_abc",
            "napi_0123456789abcdef",
            "'postgresql://owner:k7Jq2@ep-cool-12.us-east-2.aws.neon.tech/neondb'",
        ] {
            assert!(looks_secret(secret), "{secret}");
        }
        for value in [
            "",
            "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
            "26be6b09-1234-4abc-8def-0123456789ab",
            "Ov23liAbCdEfGhIjKlMn",
            "0123456789abcdef0123",
            "Iv1.0123456789abcdef",
            "712345678901234",
            "http://localhost:5173",
            "owner/name",
            "home/client_secret_1.json",
            "postgresql://owner@127.0.0.1/db",
        ] {
            assert!(!looks_secret(value), "{value}");
        }
    }

    #[test]
    fn real_values_match_their_format() {
        let hex = "0123456789abcdef0123456789abcdef01234567";
        let google = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com";
        let cases = [
            (
                "huggingface",
                Role::Id,
                "26be6b09-1234-4abc-8def-0123456789ab",
                Match::Usual,
            ),
            (
                "huggingface",
                Role::Id,
                "https://example.org/client.json",
                Match::Usual,
            ),
            ("huggingface", Role::Id, "hf_abc", Match::Wrong),
            (
                "huggingface",
                Role::Secret,
                "oauth_app_secret_AbCdEfGhIjKl",
                Match::Usual,
            ),
            (
                "huggingface",
                Role::Secret,
                "something-else",
                Match::Unusual,
            ),
            ("google", Role::Id, google, Match::Usual),
            (
                "google",
                Role::Id,
                "123456789012.apps.googleusercontent.com",
                Match::Usual,
            ),
            (
                "google",
                Role::Id,
                "123456789012-short.apps.googleusercontent.com",
                Match::Unusual,
            ),
            (
                "google",
                Role::Id,
                "123456789012-abcdefghijklmnopqrstuvwxyz012345",
                Match::Wrong,
            ),
            (
                "google",
                Role::Secret,
                "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",
                Match::Usual,
            ),
            (
                "google",
                Role::Secret,
                "a1B2c3D4e5F6g7H8i9J0k1L2",
                Match::Usual,
            ),
            (
                "google",
                Role::Secret,
                "GOCSPX-a1B2c3D4e5F6g7H8i9J0k1L2m3",
                Match::Wrong,
            ),
            ("google", Role::Secret, "another-shape", Match::Unusual),
            ("facebook", Role::Id, "1059438279147216", Match::Usual),
            ("facebook", Role::Id, "105943827914721634", Match::Unusual),
            ("facebook", Role::Id, "1059438", Match::Wrong),
            ("facebook", Role::Id, "10594382791472l6", Match::Wrong),
            ("facebook", Role::Secret, &hex[..32], Match::Usual),
            (
                "facebook",
                Role::Secret,
                "0123456789ABCDEF0123456789ABCDEF",
                Match::Unusual,
            ),
            ("facebook", Role::Secret, &hex[..31], Match::Wrong),
            ("github", Role::Id, "Ov23liAbCdEfGhIjKlMn", Match::Usual),
            ("github", Role::Id, &hex[..20], Match::Usual),
            ("github", Role::Id, "123456", Match::Wrong),
            ("github", Role::Id, "Ov23liAbCdEfGhIjKlM", Match::Unusual),
            ("github", Role::Secret, hex, Match::Usual),
            ("github", Role::Secret, &hex[..39], Match::Wrong),
            (
                "github",
                Role::Secret,
                "a_new_kind_of_secret",
                Match::Unusual,
            ),
        ];
        for (provider, role, value, fit) in cases {
            assert_eq!(
                formats(provider).unwrap().of(role).fit(value),
                fit,
                "{provider} {role:?} {value}"
            );
        }
        assert!(formats("mastodon").is_none());
    }

    #[test]
    fn recognizes_values_by_format() {
        let cases = [
            (
                "26be6b09-1234-4abc-8def-0123456789ab",
                Some("a HuggingFace client ID"),
            ),
            (
                "Iv1.0123456789abcdef",
                Some("the client ID of a GitHub App, not of an OAuth App"),
            ),
            (
                "Iv23liAbCdEfGhIjKlMn",
                Some("the client ID of a GitHub App, not of an OAuth App"),
            ),
            (
                "gho_0123456789abcdef0123456789abcdef0123",
                Some("a GitHub token"),
            ),
            (
                "hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh",
                Some("a HuggingFace user token"),
            ),
            (
                "1059438279147216|AbCdEfGhIjKlMnOpQrStUvWxYz0",
                Some("a Facebook app token"),
            ),
            ("0123456789abcdef0123456789abcdef01234567", None),
            ("a1B2c3D4e5F6g7H8i9J0k1L2", None),
        ];
        for (value, name) in cases {
            assert_eq!(kind(value).map(|kind| kind.name), name, "{value}");
        }
    }
}
