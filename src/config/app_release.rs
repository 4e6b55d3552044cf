//! Which release of the app the settings are for, and its API addresses.
//!
//! [`Settings::app_release`] decides once per run, in this order: the tables in the database (see
//! [`Settings::record_tables`]), `[app] release` in navauth.toml, API_BASE_URL, the app's source next to the `.env`
//! file, else the setup guide's release. `database::schema` has the tables of each release.

use std::path::Path;

use serde::Serialize;
use url::{Host, Url};

use super::settings::Settings;
use crate::input_file;

/// A release of the app, identified by its addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AppRelease {
    /// The month, such as `2026-04`; also its name in `database::schema`.
    #[serde(rename = "release")]
    pub name: &'static str,
    /// How it was detected.
    #[serde(rename = "release_source")]
    pub source: ReleaseSource,
    /// The API's port in development.
    #[serde(skip)]
    pub port: u16,
    /// The path of its sign-in API, such as `/api/auth`.
    #[serde(skip)]
    pub auth_path: &'static str,
}

/// How a release was detected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReleaseSource {
    /// By the tables in the database.
    Database,
    /// By navauth.toml.
    NavauthToml,
    /// By the path or port of API_BASE_URL.
    ApiBaseUrl,
    /// By the app's source next to the `.env` file.
    AppSource,
    /// Not detected: the setup guide's release.
    Guide,
}

const APRIL: AppRelease = AppRelease {
    name: "2026-04",
    source: ReleaseSource::Guide,
    port: 8000,
    auth_path: "/auth",
};

pub const APP_RELEASES: [AppRelease; 3] = [
    APRIL,
    AppRelease {
        name: "2026-05",
        auth_path: "/api/auth",
        ..APRIL
    },
    AppRelease {
        name: "2026-08",
        port: 8001,
        auth_path: "/api/auth",
        ..APRIL
    },
];

impl AppRelease {
    pub fn named(name: &str) -> Option<Self> {
        APP_RELEASES
            .into_iter()
            .find(|release| release.name == name)
    }

    /// How it was detected, in words that follow its name.
    pub fn words(self) -> &'static str {
        match self.source {
            ReleaseSource::Database => "its tables are in the database",
            ReleaseSource::NavauthToml => "[app] release in navauth.toml",
            ReleaseSource::ApiBaseUrl => "API_BASE_URL",
            ReleaseSource::AppSource => "the app's source code next to .env",
            ReleaseSource::Guide => {
                "the setup guide's; set [app] release in navauth.toml if yours is another"
            }
        }
    }

    /// The callback URL in development, with `{provider}` for the provider's name. From May on, the app uses the host
    /// of the request.
    pub fn development_callback(self, settings: &Settings) -> String {
        let base = api_base(settings)
            .filter(is_local)
            .map(|url| url.as_str().trim_end_matches('/').to_owned());
        let base = base.unwrap_or_else(|| format!("http://localhost:{}", self.port));
        format!("{base}{}/callback/{{provider}}", self.auth_path)
    }

    /// The callback URL in production, from API_BASE_URL; None if that is not set or local.
    pub fn production_callback(self, settings: &Settings) -> Option<String> {
        let base = settings.get_non_empty("API_BASE_URL")?.value.expose();
        if names_this_machine(base) {
            return None;
        }
        // The app uses the text as it is, even without https://.
        let base = base.trim_end_matches('/');
        let path = match self.source {
            // The guide's redirect URI, which later releases accept too.
            ReleaseSource::Guide => "/api/auth",
            _ => self.auth_path,
        };
        Some(format!("{base}{path}/callback/{{provider}}"))
    }

    fn seen(self, source: ReleaseSource) -> Self {
        Self { source, ..self }
    }
}

impl Settings {
    pub fn app_release(&self) -> AppRelease {
        let app = &self.config.app;
        let of_source = app
            .in_source
            .map(|release| release.seen(ReleaseSource::AppSource));
        // Prefer the source: its addresses also cover versions between the releases.
        let with_source = |release: AppRelease| {
            of_source
                .filter(|seen| seen.name == release.name)
                .unwrap_or(release)
                .seen(release.source)
        };
        let tables = || {
            let release = AppRelease::named(app.in_tables.get()?)?;
            Some(with_source(release.seen(ReleaseSource::Database)))
        };
        let config = || {
            let release = AppRelease::named(app.release.as_deref()?)?;
            Some(with_source(release.seen(ReleaseSource::NavauthToml)))
        };
        tables()
            .or_else(config)
            .or_else(|| of_address(self))
            .or(of_source)
            .unwrap_or(APRIL)
    }

    /// Records the release whose tables are in the database.
    pub fn record_tables(&self, release: &'static str) {
        self.config.app.in_tables.set(Some(release));
    }
}

fn api_base(settings: &Settings) -> Option<Url> {
    let setting = settings.get_non_empty("API_BASE_URL")?;
    Url::parse(setting.value.expose()).ok()
}

/// The app itself recognizes its own machine by these two names.
fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        _ => false,
    }
}

fn names_this_machine(base: &str) -> bool {
    match Url::parse(base) {
        Ok(url) if url.has_host() => is_local(&url),
        _ => ["localhost", "127."]
            .iter()
            .any(|start| base.starts_with(start)),
    }
}

/// Detects the release from API_BASE_URL. Only April's app needs `/api` in it: later ones append it themselves.
fn of_address(settings: &Settings) -> Option<AppRelease> {
    let url = api_base(settings)?;
    let [april, _, august] = APP_RELEASES;
    let release = if url.path().trim_end_matches('/').ends_with("/api") {
        april
    } else if is_local(&url) && url.port() == Some(august.port) {
        august
    } else {
        return None;
    };
    Some(release.seen(ReleaseSource::ApiBaseUrl))
}

/// Detects the release of the app's source in a folder, by its models, routes and port; None if it is not there or
/// unknown.
pub fn in_folder(folder: &Path) -> Option<AppRelease> {
    let read = |name: &str| {
        let bytes = input_file::read(&folder.join(name)).ok()?;
        String::from_utf8(bytes).ok()
    };
    let models = read("api/models.py")?;
    let [april, may, august] = APP_RELEASES;
    let mut release = match table_of_users(&models)? {
        "user" => august,
        "users" if models.contains("profile_completed") => may,
        "users" => april,
        _ => return None,
    };
    let routes: Vec<String> = ["api/main.py", "api/app.py"]
        .into_iter()
        .filter_map(read)
        .collect();
    if let Some(line) = routes
        .iter()
        .flat_map(|text| text.lines())
        .find(|line| line.contains("include_router(") && line.contains("auth"))
    {
        release.auth_path = if line.contains("prefix=\"/api\"") {
            "/api/auth"
        } else {
            "/auth"
        };
    }
    if let Some(port) = read("main.py").as_deref().and_then(default_port) {
        release.port = port;
    }
    Some(release)
}

fn table_of_users(models: &str) -> Option<&str> {
    let (_, class) = models.split_once("class User(")?;
    let (_, assigned) = class.split_once("__tablename__")?;
    assigned.lines().next()?.split(['"', '\'']).nth(1)
}

fn default_port(main: &str) -> Option<u16> {
    let line = main.lines().find(|line| line.contains("--port"))?;
    let (_, after) = line.split_once("default=")?;
    let digits = after.split(|character: char| !character.is_ascii_digit());
    digits.into_iter().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{APP_RELEASES, ReleaseSource, in_folder};
    use crate::config::settings::{Origin, Settings};

    fn settings(api_base: &str) -> Settings {
        let mut settings = Settings::default();
        settings.put("API_BASE_URL", api_base, Origin::Default);
        settings
    }

    #[test]
    fn detects_releases_by_api_base_url() {
        for (address, name, source) in [
            (
                "https://www.example.org/api",
                "2026-04",
                ReleaseSource::ApiBaseUrl,
            ),
            (
                "https://www.example.org/api/",
                "2026-04",
                ReleaseSource::ApiBaseUrl,
            ),
            (
                "http://localhost:8001",
                "2026-08",
                ReleaseSource::ApiBaseUrl,
            ),
            (
                "http://127.0.0.1:8001/",
                "2026-08",
                ReleaseSource::ApiBaseUrl,
            ),
            ("https://www.example.org", "2026-04", ReleaseSource::Guide),
            ("http://localhost:8000", "2026-04", ReleaseSource::Guide),
            ("https://example.org:8001", "2026-04", ReleaseSource::Guide),
            ("nonsense", "2026-04", ReleaseSource::Guide),
        ] {
            let release = settings(address).app_release();
            assert_eq!((release.name, release.source), (name, source), "{address}");
        }
    }

    #[test]
    fn tables_win_over_navauth_toml_over_addresses_and_source() {
        let mut settings = settings("http://localhost:8001");
        settings.config.app.in_source = Some(APP_RELEASES[0]);
        assert_eq!(settings.app_release().source, ReleaseSource::ApiBaseUrl);
        settings.config.app.release = Some("2026-05".to_owned());
        let release = settings.app_release();
        assert_eq!(
            (release.name, release.source),
            ("2026-05", ReleaseSource::NavauthToml)
        );
        settings.record_tables("2026-04");
        let release = settings.app_release();
        assert_eq!(
            (release.name, release.source),
            ("2026-04", ReleaseSource::Database)
        );
        let mut settings = Settings::default();
        settings.config.app.in_source = Some(APP_RELEASES[2]);
        assert_eq!(settings.app_release().source, ReleaseSource::AppSource);
    }

    #[test]
    fn callbacks_match_each_release() {
        let development = |location: usize, base: &str| {
            APP_RELEASES[location].development_callback(&settings(base))
        };
        assert_eq!(
            development(0, ""),
            "http://localhost:8000/auth/callback/{provider}"
        );
        assert_eq!(
            development(1, ""),
            "http://localhost:8000/api/auth/callback/{provider}"
        );
        assert_eq!(
            development(2, ""),
            "http://localhost:8001/api/auth/callback/{provider}"
        );
        assert_eq!(
            development(2, "http://127.0.0.1:9000/"),
            "http://127.0.0.1:9000/api/auth/callback/{provider}"
        );
        assert_eq!(
            development(0, "https://www.example.org"),
            "http://localhost:8000/auth/callback/{provider}"
        );
        let production = |location: usize, base: &str| {
            let release = APP_RELEASES[location].seen(ReleaseSource::Database);
            release.production_callback(&settings(base))
        };
        assert_eq!(
            production(0, "https://www.example.org/api").as_deref(),
            Some("https://www.example.org/api/auth/callback/{provider}")
        );
        assert_eq!(
            production(0, "https://api.example.org").as_deref(),
            Some("https://api.example.org/auth/callback/{provider}")
        );
        assert_eq!(
            APP_RELEASES[0]
                .production_callback(&settings("https://www.example.org"))
                .as_deref(),
            Some("https://www.example.org/api/auth/callback/{provider}")
        );
        assert_eq!(
            production(2, "https://www.example.org").as_deref(),
            Some("https://www.example.org/api/auth/callback/{provider}")
        );
        assert_eq!(production(2, "http://localhost:8001"), None);
        assert_eq!(production(2, ""), None);
    }

    #[test]
    fn detects_releases_by_the_apps_source() {
        let model = |table: &str, more: &str| {
            format!(
                "class Base: pass\nclass User(Base):\n    __tablename__ = {table}\n    id = 1\n{more}\n"
            )
        };
        let april = "app.include_router(auth_routes.router)\n";
        let later = "app.include_router(auth_routes.router, prefix=\"/api\")\n";
        let port =
            |port: &str| format!("@click.option('--port', default={port}, help='API port')\n");
        for (models, routes, main, expected) in [
            (
                model("\"users\"", ""),
                april,
                port("8000"),
                Some(("2026-04", 8000, "/auth")),
            ),
            (
                model("'users'", "profile_completed = 1"),
                april,
                port("8000"),
                Some(("2026-05", 8000, "/auth")),
            ),
            (
                model("\"users\"", "profile_completed = 1"),
                later,
                port("8000"),
                Some(("2026-05", 8000, "/api/auth")),
            ),
            (
                model("\"user\"", "profile_completed = 1"),
                later,
                port("8000"),
                Some(("2026-08", 8000, "/api/auth")),
            ),
            (
                model("\"user\"", ""),
                later,
                String::new(),
                Some(("2026-08", 8001, "/api/auth")),
            ),
            (model("\"accounts\"", ""), later, port("8001"), None),
            (
                "class User:\n    pass\n".to_owned(),
                later,
                port("8001"),
                None,
            ),
        ] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join("api")).unwrap();
            std::fs::write(folder.path().join("api/models.py"), &models).unwrap();
            std::fs::write(folder.path().join("api/main.py"), routes).unwrap();
            std::fs::write(folder.path().join("main.py"), main).unwrap();
            let seen = in_folder(folder.path());
            let seen = seen.map(|release| (release.name, release.port, release.auth_path));
            assert_eq!(seen, expected, "{models}");
        }
        assert_eq!(in_folder(tempfile::tempdir().unwrap().path()), None);
    }
}
