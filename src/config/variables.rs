//! The table of variables that the app, its host and navauth read.
//!
//! Help, `navauth env`, the checks and the masking of secrets are based on it.

use Need::{Never, OnSpaces, Production, WithProvider};
use Stage::{Database, Navauth, Session, SignIn, Site, Space};
use Value::{Plain, Secret, Url};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: &'static str,
    /// The part of the setup guide that introduces it.
    pub stage: Stage,
    /// What may be shown of its value.
    pub value: Value,
    /// The provider that it belongs to.
    pub provider: Option<&'static str>,
    /// When the app requires it.
    pub need: Need,
    /// What it is for, in one sentence.
    pub purpose: &'static str,
    /// An example value.
    pub example: &'static str,
    /// The app's default if it is not set.
    pub default: Option<&'static str>,
}

/// A part of the setup guide, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The `.env` file itself, and git; no variable.
    File,
    Database,
    Session,
    /// The addresses of the app.
    Site,
    /// The OAuth apps of the providers.
    SignIn,
    /// Set by HuggingFace Spaces.
    Space,
    /// Read only by navauth.
    Navauth,
}

/// What may be shown of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    Plain,
    Secret,
    /// All except the password in it.
    Url,
}

/// When the app requires a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It has a default, or the host sets it.
    Never,
    /// In production; its default is fine in development.
    Production,
    /// On a HuggingFace Space, where the app does not start without it; elsewhere its default signs everyone out
    /// at each start.
    OnSpaces,
    /// If its provider is used.
    WithProvider,
}

impl Stage {
    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => ".env file",
            Database => "Database",
            Session => "Sessions",
            Site => "Site",
            SignIn => "Sign-in",
            Space => "HuggingFace Space",
            Navauth => "navauth only",
        }
    }
}

impl Need {
    /// The words that follow "required".
    pub fn words(self) -> &'static str {
        match self {
            Never => "never",
            Production => "in production",
            OnSpaces => "on a HuggingFace Space, and wherever sessions must survive a restart",
            WithProvider => "for sign-in with its provider",
        }
    }
}

impl Variable {
    /// Whether its value is or contains a secret.
    pub fn is_secret(&self) -> bool {
        self.value != Plain
    }

    const fn new(
        name: &'static str,
        stage: Stage,
        value: Value,
        purpose: &'static str,
        example: &'static str,
    ) -> Self {
        Self {
            name,
            stage,
            value,
            provider: None,
            need: Never,
            purpose,
            example,
            default: None,
        }
    }

    const fn of(mut self, provider: &'static str) -> Self {
        self.provider = Some(provider);
        self.need(WithProvider)
    }

    const fn need(mut self, need: Need) -> Self {
        self.need = need;
        self
    }

    const fn default(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }
}

/// All variables, in the order of the guide.
#[rustfmt::skip]
pub static TABLE: [Variable; 25] = [
    Variable::new("NEON_DATABASE_URL_DEV", Database, Url, "the database during development; overrides the two below (releases since May 2026)",
        "postgresql://user:password@ep-name-123456.us-east-2.aws.neon.tech/neondb?sslmode=require"),
    Variable::new("NEON_DATABASE_URL", Database, Url, "the database on Neon; overrides DATABASE_URL (releases since May 2026)",
        "postgresql://user:password@ep-name-123456.us-east-2.aws.neon.tech/neondb?sslmode=require"),
    Variable::new("DATABASE_URL", Database, Url, "the database that stores the users", "postgresql://user:password@ep-name-123456.us-east-2.aws.neon.tech/neondb?sslmode=require")
        .need(Production).default("sqlite:///./data/users.db"),
    Variable::new("JWT_SECRET_KEY", Session, Secret, "the session key, which signs the session tokens", "your_random_secret_key").need(OnSpaces),
    Variable::new("FRONTEND_URL", Site, Plain, "where users are redirected after sign-in", "http://localhost:5173").need(Production),
    Variable::new("API_BASE_URL", Site, Plain, "the app's public address, which its redirect URIs begin with", "https://www.communityone.com"),
    Variable::new("HF_SPACES", Site, Plain, "1 when the app runs on a HuggingFace Space", "1"),
    Variable::new("HUGGINGFACE_CLIENT_ID", SignIn, Plain, "the client ID of the HuggingFace OAuth app", "00000000-0000-0000-0000-000000000000").of("huggingface"),
    Variable::new("HUGGINGFACE_CLIENT_SECRET", SignIn, Secret, "the client secret of the HuggingFace OAuth app", "oauth_app_secret_...").of("huggingface"),
    Variable::new("GOOGLE_CLIENT_ID", SignIn, Plain, "the client ID of the Google OAuth client", "123456789-xxxxx.apps.googleusercontent.com").of("google"),
    Variable::new("GOOGLE_CLIENT_SECRET", SignIn, Secret, "the client secret of the Google OAuth client", "GOCSPX-...").of("google"),
    Variable::new("FACEBOOK_APP_ID", SignIn, Plain, "the app ID of the Facebook app", "1234567890123456").of("facebook"),
    Variable::new("FACEBOOK_APP_SECRET", SignIn, Secret, "the app secret of the Facebook app", "your_facebook_app_secret").of("facebook"),
    Variable::new("GITHUB_CLIENT_ID", SignIn, Plain, "the client ID of the GitHub OAuth app", "Ov23li...").of("github"),
    Variable::new("GITHUB_CLIENT_SECRET", SignIn, Secret, "the client secret of the GitHub OAuth app", "your_github_client_secret").of("github"),
    Variable::new("OAUTH_CLIENT_ID", Space, Plain, "the client ID of the Space's own OAuth app, set by the Space", "00000000-0000-0000-0000-000000000000"),
    Variable::new("OAUTH_CLIENT_SECRET", Space, Secret, "the client secret of the Space's own OAuth app, set by the Space", "oauth_app_secret_..."),
    Variable::new("OAUTH_SCOPES", Space, Plain, "the scopes of the Space's own OAuth app, set by the Space", "openid profile email"),
    Variable::new("OPENID_PROVIDER_URL", Space, Plain, "the issuer of the Space's own OAuth app, set by the Space", "https://huggingface.co"),
    Variable::new("SPACE_ID", Space, Plain, "the Space's owner and name, set by the Space", "owner/name"),
    Variable::new("SPACE_HOST", Space, Plain, "the host that serves the Space, set by the Space", "owner-name.hf.space"),
    Variable::new("DATABASE_URL_UNPOOLED", Navauth, Url, "the direct connection to the same Neon database, for init-db",
        "postgresql://user:password@ep-name-123456.us-east-2.aws.neon.tech/neondb?sslmode=require"),
    Variable::new("NEON_API_KEY", Navauth, Secret, "a Neon API key", "napi_..."),
    Variable::new("HF_TOKEN", Navauth, Secret, "a HuggingFace token that can change the Space's settings", "hf_..."),
    Variable::new("HF_ENDPOINT", Navauth, Plain, "the URL of the HuggingFace Hub", "https://huggingface.co").default("https://huggingface.co"),
];

pub fn find(name: &str) -> Option<&'static Variable> {
    TABLE.iter().find(|variable| variable.name == name)
}

/// The known variable that is closest to a mistyped name, with the edit distance: 1 or 2, ignoring case.
pub fn nearest(name: &str) -> Option<(&'static Variable, usize)> {
    if find(name).is_some() {
        return None;
    }
    let name = name.to_uppercase();
    // The difference in length is a lower bound of the distance.
    let near = TABLE
        .iter()
        .filter(|variable| variable.name.len().abs_diff(name.chars().count()) <= 2);
    let distances = near.map(|variable| (variable, strsim::osa_distance(&name, variable.name)));
    let (variable, distance) = distances.min_by_key(|(_, distance)| *distance)?;
    (distance <= 2).then_some((variable, distance.max(1)))
}

/// The variables to configure: not those that the host sets or that only navauth reads.
pub fn guide() -> impl Iterator<Item = &'static Variable> {
    TABLE.iter().filter(|variable| variable.need != Never)
}

/// The variables that may be uploaded to where the app runs: those to configure, and those that take precedence over their values.
pub fn uploadable() -> impl Iterator<Item = &'static Variable> {
    TABLE.iter().filter(|variable| {
        variable.need != Never || ["NEON_DATABASE_URL", "API_BASE_URL"].contains(&variable.name)
    })
}

/// Whether to hide the value of a variable: it is a known secret, or named like one.
pub fn is_secret(name: &str) -> bool {
    find(name).map_or_else(|| sounds_secret(name), Variable::is_secret)
}

fn sounds_secret(name: &str) -> bool {
    // HF_TOKEN_PATH and similar variables are paths, not secrets.
    const PATH_ENDINGS: [&str; 8] = [
        "_PATH",
        "_FILE",
        "_DIR",
        "_ENDPOINT",
        "_URI",
        "_TYPE",
        "_NAME",
        "_ID",
    ];
    let is_at = |index: usize, word: &str| {
        name.as_bytes()
            .get(index..index + word.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    let is_path = PATH_ENDINGS
        .iter()
        .any(|end| name.len() > end.len() && is_at(name.len() - end.len(), end));
    let words = |first: u8| -> &[&str] {
        match first.to_ascii_uppercase() {
            b'A' => &["API_KEY", "APIKEY"],
            b'C' => &["CREDENTIAL"],
            b'P' => &["PASSWORD", "PASSWD", "PRIVATE_KEY"],
            b'S' => &["SECRET"],
            b'T' => &["TOKEN"],
            _ => &[],
        }
    };
    !is_path
        && name
            .bytes()
            .enumerate()
            .any(|(index, first)| words(first).iter().any(|word| is_at(index, word)))
}

#[cfg(test)]
mod tests {
    use super::{TABLE, is_secret, nearest};

    #[test]
    fn names_are_unique_and_in_the_guides_order() {
        for (index, variable) in TABLE.iter().enumerate() {
            assert!(
                TABLE[index + 1..]
                    .iter()
                    .all(|other| other.name != variable.name),
                "{} occurs twice",
                variable.name
            );
        }
        assert!(TABLE.is_sorted_by_key(|variable| variable.stage));
        for variable in TABLE {
            assert!(
                variable.provider.is_none() || variable.stage == super::Stage::SignIn,
                "{}",
                variable.name
            );
        }
    }

    #[test]
    fn finds_the_variable_for_a_typing_error() {
        for (typed, meant) in [
            ("GITHUB_CLIENT_SECRT", Some(("GITHUB_CLIENT_SECRET", 1))),
            ("JWT_SERCET_KEY", Some(("JWT_SECRET_KEY", 1))),
            ("database_url", Some(("DATABASE_URL", 1))),
            ("DATABSE_URLS", Some(("DATABASE_URL", 2))),
            ("DATABASE_URL", None),
            ("PATH", None),
        ] {
            assert_eq!(
                nearest(typed).map(|(variable, distance)| (variable.name, distance)),
                meant,
                "{typed}"
            );
        }
    }

    #[test]
    fn recognizes_secrets_by_name() {
        for name in [
            "JWT_SECRET_KEY",
            "DATABASE_URL",
            "HF_TOKEN",
            "my_password",
            "OPENAI_API_KEY",
            "DISCORD_CLIENT_SECRET",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "DB_PASSWD",
            "X_APIKEY",
            "APP_PRIVATE_KEY",
            "GOOGLE_CREDENTIALS",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "GITHUB_CLIENT_ID",
            "FRONTEND_URL",
            "HF_TOKEN_PATH",
            "PATH",
            "API_BASE_URL",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
