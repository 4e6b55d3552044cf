//! What the app will see: every value with where it came from, and what navauth.toml adds to it.
//!
//! Owns the merged values. Reading a `.env` file belongs to `env`, choosing the files to `app`.

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

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An option of the command line, with its name.
    Flag(&'static str),
    /// The environment of the process.
    Process,
    /// A line of the `.env` file, counted from 1.
    EnvFile {
        /// The file as the person would name it.
        path: PathBuf,
        /// The line on which the binding starts.
        line: usize,
    },
    /// navauth.toml.
    ConfigFile {
        /// The file as the person would name it.
        path: PathBuf,
    },
    /// Nobody said anything: the app's own default.
    Default,
}

impl Origin {
    /// The place as a finding shows it; none where it is not a file.
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

/// One value that the app will see. Hidden until exposed, whether it is a secret or not.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The value, exactly as the app sees it.
    pub value: Secret,
    /// Where it came from.
    pub origin: Origin,
    /// The places that also set it and lost, the strongest first.
    pub shadows: Vec<OverriddenValue>,
    /// The first variable of the process environment that a `${NAME}` of the `.env` file put into the value.
    pub borrowed: Option<String>,
    /// The `${NAME}` of the `.env` file that became nothing in the value.
    pub empty_references: Vec<EmptyReference>,
}

/// A value that a stronger layer, or a later line of the `.env`, hides from the app.
#[derive(Clone, Debug)]
pub struct OverriddenValue {
    /// The value.
    pub value: Secret,
    /// Where it came from.
    pub origin: Origin,
}

/// Everything that was set, by name.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    values: BTreeMap<String, Setting>,
    /// The `.env` file that was read, as the person would name it.
    pub env_file: Option<PathBuf>,
    /// Where no `.env` file was found: what is there in its place.
    pub similar_file: Option<SimilarFile>,
    /// What navauth.toml says.
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
            shadows: Vec::new(),
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

    /// Puts a value; one that stands there already is kept in mind as shadowed.
    pub fn put(&mut self, name: impl Into<String>, value: impl Into<String>, origin: Origin) {
        let setting = Setting {
            value: Secret::new(value),
            origin,
            shadows: Vec::new(),
            borrowed: None,
            empty_references: Vec::new(),
        };
        match self.values.entry(name.into()) {
            Entry::Vacant(place) => drop(place.insert(setting)),
            Entry::Occupied(mut place) => {
                let Setting {
                    value,
                    origin,
                    shadows,
                    ..
                } = place.insert(setting);
                place.get_mut().shadows = std::iter::once(OverriddenValue { value, origin })
                    .chain(shadows)
                    .collect();
            }
        }
    }

    /// Puts a value of the `.env` file.
    pub fn put_expanded(&mut self, name: &str, expanded: Expanded, origin: Origin) {
        self.put(name, expanded.value.expose(), origin);
        if let Some(setting) = self.values.get_mut(name) {
            setting.borrowed = expanded.borrowed;
            setting.empty_references = expanded.empty;
        }
    }

    /// Remembers that another place also set a name and lost.
    pub fn shadow(&mut self, name: &str, value: Secret, origin: Origin) {
        if let Some(setting) = self.values.get_mut(name) {
            setting.shadows.push(OverriddenValue { value, origin });
        }
    }

    /// The value of a name as the app sees it, which may be empty.
    pub fn get(&self, name: &str) -> Option<&Setting> {
        self.values.get(name)
    }

    /// The value of a name where it is set and not empty.
    pub fn get_non_empty(&self, name: &str) -> Option<&Setting> {
        self.values
            .get(name)
            .filter(|setting| !setting.value.is_empty())
    }

    /// All that is set, by name in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.values
            .iter()
            .map(|(name, setting)| (name.as_str(), setting))
    }
}

/// navauth.toml: what is not in `.env`. Holds no secret; an unknown key is an error that names it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The app.
    pub app: App,
    /// The callback URLs; `{provider}` stands for the provider's name.
    pub callback: Callback,
    /// The HuggingFace Space.
    pub space: Space,
    /// The Neon project.
    pub neon: Neon,
    /// Endpoints of known providers, and other providers altogether, by name.
    pub providers: BTreeMap<String, ProviderConfig>,
    /// Where each key is, by its path such as `providers.github.token_endpoint`.
    #[serde(skip)]
    pub sources: BTreeMap<String, SourceSpan>,
}

/// `[app]` of navauth.toml, and what else was seen of the app's release.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct App {
    /// The app's release: `2026-04`, `2026-05` or `2026-08`.
    pub release: Option<String>,
    /// The release of the app's source beside the `.env` file.
    #[serde(skip)]
    pub in_source: Option<AppRelease>,
    /// The release whose tables are in the database; seen in the course of a run.
    #[serde(skip)]
    pub in_tables: Cell<Option<&'static str>>,
}

/// `[callback]` of navauth.toml.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Callback {
    /// In development; default: where the app's release takes it, such as `http://localhost:8000/auth/callback/{provider}`.
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
    /// The project's name or id; default `open-navigator-engagement`.
    pub project: Option<String>,
    /// The organization's name or id, where the API key may use several.
    pub organization: Option<String>,
    /// Where the API is, without a slash at the end; default `https://console.neon.tech/api/v2`.
    pub api: Option<String>,
    /// Where SQL over HTTPS is answered; default `https://api.REGION.CLOUD.neon.tech/sql` by the database's host.
    pub sql: Option<String>,
    /// A service that answers with the address it sees, such as `https://checkip.amazonaws.com`, asked by `neon allow-ip`; default: nobody is.
    pub own_address: Option<String>,
}

/// `[providers.NAME]` of navauth.toml: replaces what is built in, or describes a provider of its own.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProviderConfig {
    /// Whether the app offers it; default yes. No check asks for a provider that is switched off and has no credentials.
    pub enabled: Option<bool>,
    /// The name that people know, such as "GitHub".
    pub label: Option<String>,
    /// The variable that holds the client id; default `NAME_CLIENT_ID`.
    pub client_id_variable: Option<String>,
    /// The variable that holds the client secret; default `NAME_CLIENT_SECRET`.
    pub client_secret_variable: Option<String>,
    /// Scopes to ask for.
    pub scopes: Option<Vec<String>>,
    /// OpenID Connect issuer.
    pub issuer: Option<String>,
    /// Authorization endpoint (RFC 6749 section 3.1).
    pub authorization_endpoint: Option<String>,
    /// Token endpoint (RFC 6749 section 3.2).
    pub token_endpoint: Option<String>,
    /// UserInfo endpoint (OpenID Connect Core section 5.3), or the provider's own profile API.
    pub userinfo_endpoint: Option<String>,
    /// List of the person's e-mail addresses (GitHub).
    pub emails_endpoint: Option<String>,
    /// JSON Web Key Set (RFC 7517).
    pub jwks_uri: Option<String>,
    /// Device authorization endpoint (RFC 8628).
    pub device_authorization_endpoint: Option<String>,
    /// Where a token is revoked.
    pub revocation_endpoint: Option<String>,
    /// Where a token's own description is read (Facebook's debug_token).
    pub introspection_endpoint: Option<String>,
    /// The page where a person edits the OAuth app.
    pub console: Option<String>,
    /// Whether PKCE is sent (RFC 7636); default yes for a provider of one's own.
    pub pkce: Option<bool>,
    /// How the client proves itself at the token endpoint; default `basic` for a provider of one's own.
    pub client_authentication: Option<ClientAuthenticationName>,
    /// Where the profile holds what, as dotted paths.
    pub profile: ProfileFields,
}

impl Config {
    /// Where a key is; the table is written as in `[providers.github]`, without brackets.
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
    /// The endpoints that a server may lack: an empty text switches them off.
    pub const OPTIONAL: [&str; 5] = [
        "userinfo_endpoint",
        "emails_endpoint",
        "device_authorization_endpoint",
        "revocation_endpoint",
        "introspection_endpoint",
    ];

    /// Each endpoint with its key, what sends the client secret first.
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
    /// Fields of the form.
    Body,
    /// None: a public client without a secret.
    None,
}

/// `[providers.NAME.profile]` of navauth.toml: paths such as `data.user.id`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileFields {
    /// The stable id.
    pub id: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the address was verified.
    pub email_verified: Option<String>,
    /// The name to log in with.
    pub username: Option<String>,
    /// The name to show.
    pub full_name: Option<String>,
    /// The picture.
    pub avatar_url: Option<String>,
}
