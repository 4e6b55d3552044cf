//! The values that the app will see, with their origins, and the contents of navauth.toml.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::app_release::AppRelease;
use super::dotenv::expand::{EmptyReference, Expanded};
use super::locate::SimilarFile;
use crate::diagnostics::SourceSpan;
use crate::secret::Secret;

/// Where a value was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A command-line option, by name.
    Flag(&'static str),
    /// The process environment.
    Process,
    /// A line of the `.env` file, from 1.
    EnvFile {
        /// The path to show.
        path: PathBuf,
        line: usize,
    },
    /// navauth.toml.
    ConfigFile {
        /// The path to show.
        path: PathBuf,
    },
    /// Not set: the app's default.
    Default,
}

impl Origin {
    /// The position for a diagnostic; None if it is not a file.
    pub fn source(&self) -> Option<SourceSpan> {
        match self {
            Self::EnvFile { path, line } => Some(SourceSpan {
                file: path.clone(),
                line: Some(*line),
            }),
            Self::ConfigFile { path } => Some(SourceSpan {
                file: path.clone(),
                line: None,
            }),
            Self::Flag(_) | Self::Process | Self::Default => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => formatter.write_str(name),
            Self::Process => formatter.write_str("process environment"),
            Self::EnvFile { path, line } => write!(formatter, "{}:{line}", path.display()),
            Self::ConfigFile { path } => write!(formatter, "{}", path.display()),
            Self::Default => formatter.write_str("default"),
        }
    }
}

/// One value that the app will see. Always redacted in Debug, secret or not.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The value, exactly as the app sees it.
    pub value: Secret,
    pub origin: Origin,
    /// The places that also set it and lost, the strongest first.
    pub overridden: Vec<OverriddenValue>,
    /// The first process environment variable that a `${NAME}` in the `.env` file put into the value.
    pub borrowed: Option<String>,
    /// The `${NAME}` in the `.env` file that expanded to nothing.
    pub empty_references: Vec<EmptyReference>,
}

/// A value that a stronger source, or a later line of the `.env`, overrides.
#[derive(Clone, Debug)]
pub struct OverriddenValue {
    pub value: Secret,
    pub origin: Origin,
}

/// All settings, by name.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    values: BTreeMap<String, Setting>,
    /// The path of the `.env` file, as shown in messages.
    pub env_file: Option<PathBuf>,
    /// Where the app is started, if the `.env` file was found in a folder above the working directory: that folder, such as
    /// `..`. A relative path of a SQLite file begins there.
    pub app_folder: Option<PathBuf>,
    /// If no `.env` file was found: the likely candidate.
    pub similar_file: Option<SimilarFile>,
    pub config: Config,
    /// The navauth.toml that was read.
    pub config_file: Option<PathBuf>,
}

impl Settings {
    /// The variables of the process environment.
    pub fn of_process(variables: &BTreeMap<String, String>) -> Self {
        let setting = |value: &String| Setting {
            value: Secret::new(value),
            origin: Origin::Process,
            overridden: Vec::new(),
            borrowed: None,
            empty_references: Vec::new(),
        };
        let values = variables
            .iter()
            .map(|(name, value)| (name.clone(), setting(value)))
            .collect();
        Self {
            values,
            ..Self::default()
        }
    }

    /// These settings with only some of their variables.
    pub fn only(&self, is_kept: impl Fn(&str) -> bool) -> Self {
        let mut settings = self.clone();
        settings.values.retain(|name, _| is_kept(name));
        settings
    }

    /// Sets a value; an existing one is kept as overridden.
    pub fn put(&mut self, name: impl Into<String>, value: impl Into<String>, origin: Origin) {
        let setting = Setting {
            value: Secret::new(value),
            origin,
            overridden: Vec::new(),
            borrowed: None,
            empty_references: Vec::new(),
        };
        match self.values.entry(name.into()) {
            Entry::Vacant(location) => drop(location.insert(setting)),
            Entry::Occupied(mut location) => {
                let Setting {
                    value,
                    origin,
                    overridden,
                    ..
                } = location.insert(setting);
                location.get_mut().overridden = std::iter::once(OverriddenValue { value, origin })
                    .chain(overridden)
                    .collect();
            }
        }
    }

    /// Sets a value from the `.env` file.
    pub fn put_expanded(&mut self, name: &str, expanded: Expanded, origin: Origin) {
        self.put(name, expanded.value.expose(), origin);
        if let Some(setting) = self.values.get_mut(name) {
            setting.borrowed = expanded.borrowed;
            setting.empty_references = expanded.empty;
        }
    }

    /// Records a value that was set elsewhere and lost.
    pub fn add_overridden(&mut self, name: &str, value: Secret, origin: Origin) {
        if let Some(setting) = self.values.get_mut(name) {
            setting.overridden.push(OverriddenValue { value, origin });
        }
    }

    /// The value of a name as the app sees it; may be empty.
    pub fn get(&self, name: &str) -> Option<&Setting> {
        self.values.get(name)
    }

    /// The value of a name, if it is set and not empty.
    pub fn get_non_empty(&self, name: &str) -> Option<&Setting> {
        self.values
            .get(name)
            .filter(|setting| !setting.value.is_empty())
    }

    /// All values, in alphabetical order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.values
            .iter()
            .map(|(name, setting)| (name.as_str(), setting))
    }
}

/// The contents of navauth.toml. Contains no secrets; unknown keys are errors.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub app: App,
    /// The callback URLs; `{provider}` is replaced by the provider's name.
    pub callback: Callback,
    pub space: Space,
    pub neon: Neon,
    /// Endpoints of known providers, and additional providers, by name.
    pub providers: BTreeMap<String, ProviderConfig>,
    /// The position of each key, by its path such as `providers.github.token_endpoint`.
    #[serde(skip)]
    pub sources: BTreeMap<String, SourceSpan>,
}

/// `[app]` of navauth.toml, and the detected releases.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct App {
    /// The app's release: `2026-04`, `2026-05` or `2026-08`.
    pub release: Option<String>,
    /// The release of the app's source next to the `.env` file.
    #[serde(skip)]
    pub in_source: Option<AppRelease>,
    /// The release whose tables are in the database; set after connecting.
    #[serde(skip)]
    pub in_tables: Cell<Option<&'static str>>,
}

/// `[callback]` of navauth.toml.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Callback {
    /// In development; default: the callback URL of the app's release, such as
    /// `http://localhost:8000/auth/callback/{provider}`.
    pub development: Option<String>,
    /// In production; default: below API_BASE_URL, else `{FRONTEND_URL}/api/auth/callback/{provider}`.
    pub production: Option<String>,
}

/// `[space]` of navauth.toml.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Space {
    /// `owner/name`.
    pub name: Option<String>,
}

/// `[neon]` of navauth.toml.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Neon {
    /// The project's name or ID; default `open-navigator-engagement`.
    pub project: Option<String>,
    /// The organization's name or id, needed if the API key can access several.
    pub organization: Option<String>,
    /// The API's base URL, without a trailing slash; default `https://console.neon.tech/api/v2`.
    pub api: Option<String>,
    /// The URL of SQL over HTTPS; default `https://api.REGION.CLOUD.neon.tech/sql`, by the database's host.
    pub sql: Option<String>,
    /// A service that returns the client's address, such as `https://checkip.amazonaws.com`, used by `neon allow-ip`;
    /// default: none.
    pub own_address: Option<String>,
}

/// `[providers.NAME]` of navauth.toml: overrides a known provider, or describes an additional one.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProviderConfig {
    /// Whether the app offers it; default true. Checks skip a disabled provider without credentials.
    pub enabled: Option<bool>,
    /// The display name, such as "GitHub".
    pub label: Option<String>,
    /// The variable with the client id; default `NAME_CLIENT_ID`.
    pub client_id_variable: Option<String>,
    /// The variable with the client secret; default `NAME_CLIENT_SECRET`.
    pub client_secret_variable: Option<String>,
    /// Scopes to request.
    pub scopes: Option<Vec<String>>,
    /// The OpenID Connect issuer.
    pub issuer: Option<String>,
    /// Authorization endpoint (RFC 6749 section 3.1).
    pub authorization_endpoint: Option<String>,
    /// Token endpoint (RFC 6749 section 3.2).
    pub token_endpoint: Option<String>,
    /// UserInfo endpoint (OpenID Connect Core section 5.3), or the provider's own profile API.
    pub userinfo_endpoint: Option<String>,
    /// List of the user's email addresses (GitHub).
    pub emails_endpoint: Option<String>,
    /// JSON Web Key Set (RFC 7517).
    pub jwks_uri: Option<String>,
    /// Device authorization endpoint (RFC 8628).
    pub device_authorization_endpoint: Option<String>,
    /// Token revocation endpoint.
    pub revocation_endpoint: Option<String>,
    /// Endpoint that describes a token (Facebook's debug_token).
    pub introspection_endpoint: Option<String>,
    /// The page where the OAuth app is edited.
    pub console: Option<String>,
    /// Whether to use PKCE (RFC 7636); default true for an additional provider.
    pub pkce: Option<bool>,
    /// How the client authenticates at the token endpoint; default `basic` for an additional provider.
    pub client_authentication: Option<ClientAuthenticationName>,
    /// The fields of the profile, as dotted paths.
    pub profile: ProfileFields,
}

impl Config {
    /// The position of a key; the table is written as `providers.github`, without brackets.
    pub fn source(&self, table: &str, key: &str) -> Option<&SourceSpan> {
        self.sources.get(&format!("{table}.{key}"))
    }

    /// Every URL that may be opened or fetched, with the path of its key.
    pub fn urls(&self) -> Vec<(String, &str)> {
        let neon = [
            ("api", &self.neon.api),
            ("sql", &self.neon.sql),
            ("own_address", &self.neon.own_address),
        ];
        let neon = neon.map(|(key, url)| (format!("neon.{key}"), url));
        let providers = self.providers.iter().flat_map(|(name, provider)| {
            let others = [("issuer", &provider.issuer), ("console", &provider.console)];
            let urls = provider.endpoints().into_iter().chain(others);
            urls.map(move |(key, url)| (format!("providers.{name}.{key}"), url))
        });
        neon.into_iter()
            .chain(providers)
            .filter_map(|(path, url)| Some((path, url.as_deref()?)))
            .collect()
    }
}

impl ProviderConfig {
    /// The endpoints that a server may lack: an empty text disables them.
    pub const OPTIONAL: [&str; 5] = [
        "userinfo_endpoint",
        "emails_endpoint",
        "device_authorization_endpoint",
        "revocation_endpoint",
        "introspection_endpoint",
    ];

    /// Each endpoint with its key; those that receive the client secret come first.
    pub fn endpoints(&self) -> [(&'static str, &Option<String>); 8] {
        [
            ("token_endpoint", &self.token_endpoint),
            (
                "device_authorization_endpoint",
                &self.device_authorization_endpoint,
            ),
            ("revocation_endpoint", &self.revocation_endpoint),
            ("introspection_endpoint", &self.introspection_endpoint),
            ("userinfo_endpoint", &self.userinfo_endpoint),
            ("emails_endpoint", &self.emails_endpoint),
            ("authorization_endpoint", &self.authorization_endpoint),
            ("jwks_uri", &self.jwks_uri),
        ]
    }
}

/// `client_authentication` of navauth.toml (RFC 6749 section 2.3.1).
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientAuthenticationName {
    /// HTTP Basic.
    Basic,
    /// Form fields.
    Body,
    /// No authentication: a public client.
    None,
}

/// `[providers.NAME.profile]` of navauth.toml: paths such as `data.user.id`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileFields {
    /// The stable id.
    pub id: Option<String>,
    /// The email address.
    pub email: Option<String>,
    /// Whether the address was verified.
    pub email_verified: Option<String>,
    /// The username.
    pub username: Option<String>,
    /// The display name.
    pub full_name: Option<String>,
    /// The picture.
    pub avatar_url: Option<String>,
}
