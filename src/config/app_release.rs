//! Which release of the app the settings are for, and where its API is.
//!
//! Owns the decision, which is made once per run and used by every command: [`Settings::app_release`]. In this order: the tables in the database
//! (told by [`Settings::learn_tables`], where a command has connected), `[app] release` of navauth.toml, API_BASE_URL, the app's source beside the
//! `.env` file, else the setup guide's. What tables each release has belongs to `database::schema`.

use std::path::Path;

use serde::Serialize;
use url::{Host, Url};

use super::settings::Settings;
use crate::input_file;

/// A release of the app, as far as its addresses differ from another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AppRelease {
    /// The month, such as `2026-04`; also the name of its tables in `database::schema`.
    #[serde(rename = "release")]
    pub name: &'static str,
    /// Where that was seen.
    #[serde(rename = "release_source")]
    pub source: ReleaseSource,
    /// The port of its API in development.
    #[serde(skip)]
    pub port: u16,
    /// The path below which it signs people in, such as `/api/auth`.
    #[serde(skip)]
    pub auth_path: &'static str,
}

/// Where a release was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReleaseSource {
    /// In the tables of the database.
    Database,
    /// In navauth.toml.
    NavauthToml,
    /// In API_BASE_URL: its path or port.
    ApiBaseUrl,
    /// In the app's source beside the `.env` file.
    AppSource,
    /// Nowhere: the setup guide's release.
    Guide,
}

const APRIL: AppRelease = AppRelease {
    name: "2026-04",
    source: ReleaseSource::Guide,
    port: 8000,
    auth_path: "/auth",
};

/// The releases, oldest first.
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
    /// A release by its name.
    pub fn named(name: &str) -> Option<Self> {
        APP_RELEASES
            .into_iter()
            .find(|release| release.name == name)
    }

    /// Where it was seen, in words that follow its name.
    pub fn words(self) -> &'static str {
        match self.source {
            ReleaseSource::Database => "its tables are in the database",
            ReleaseSource::NavauthToml => "[app] release in navauth.toml",
            ReleaseSource::ApiBaseUrl => "API_BASE_URL",
            ReleaseSource::AppSource => "the app's source code beside .env",
            ReleaseSource::Guide => {
                "the setup guide's; set [app] release in navauth.toml if yours is another"
            }
        }
    }

    /// Where the app on this machine takes a provider's callback; `{provider}` stands for its name. From May on it answers on the host that it is
    /// reached by.
    pub fn development_callback(self, settings: &Settings) -> String {
        let base = api_base(settings)
            .filter(is_local)
            .map(|url| url.as_str().trim_end_matches('/').to_owned());
        let base = base.unwrap_or_else(|| format!("http://localhost:{}", self.port));
        format!("{base}{}/callback/{{provider}}", self.auth_path)
    }

    /// Where the deployed app takes it, as API_BASE_URL says; None where that is not set, or is of this machine.
    pub fn production_callback(self, settings: &Settings) -> Option<String> {
        let base = api_base(settings).filter(|url| !is_local(url))?;
        let base = base.as_str().trim_end_matches('/');
        let path = match self.source {
            // The guide's redirect URI, which a later release takes too.
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
    /// The release of the app that these settings are for.
    pub fn app_release(&self) -> AppRelease {
        let app = &self.config.app;
        let of_source = app
            .in_source
            .map(|release| release.seen(ReleaseSource::AppSource));
        // The source also tells the addresses of the releases in between.
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

    /// Takes note of the release whose tables are in the database.
    pub fn learn_tables(&self, release: &'static str) {
        self.config.app.in_tables.set(Some(release));
    }
}

fn api_base(settings: &Settings) -> Option<Url> {
    let setting = settings.get_non_empty("API_BASE_URL")?;
    Url::parse(setting.value.expose()).ok()
}

/// The app itself tells its own machine by these two names.
fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        _ => false,
    }
}

/// What API_BASE_URL tells. Only April's app needs `/api` in it: the later ones add that themselves.
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

/// Reads which release of the app is in a folder, by its models, its routes and its port; None where it is not there or reads otherwise.
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

/// The `__tablename__` of the class `User`.
fn table_of_users(models: &str) -> Option<&str> {
    let (_, class) = models.split_once("class User(")?;
    let (_, assigned) = class.split_once("__tablename__")?;
    assigned.lines().next()?.split(['"', '\'']).nth(1)
}

/// The default of the option `--port` of the command `serve`.
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
    fn the_address_of_the_api_tells_some_releases() {
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
    fn tables_win_over_navauth_toml_and_that_over_addresses_and_source() {
        let mut settings = settings("http://localhost:8001");
        settings.config.app.in_source = Some(APP_RELEASES[0]);
        assert_eq!(settings.app_release().source, ReleaseSource::ApiBaseUrl);
        settings.config.app.release = Some("2026-05".to_owned());
        let release = settings.app_release();
        assert_eq!(
            (release.name, release.source),
            ("2026-05", ReleaseSource::NavauthToml)
        );
        settings.learn_tables("2026-04");
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
    fn callbacks_are_where_each_release_takes_them() {
        let development =
            |place: usize, base: &str| APP_RELEASES[place].development_callback(&settings(base));
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
        let production = |place: usize, base: &str| {
            let release = APP_RELEASES[place].seen(ReleaseSource::Database);
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
    fn the_source_of_the_app_is_read() {
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
