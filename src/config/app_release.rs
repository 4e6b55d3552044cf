//! The releases of the app, their API addresses, and how the app's source shows its release.
//!
//! `database::schema` has the tables of each release.

use std::path::Path;

use serde::Serialize;

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

/// The setup guide's release.
pub const APRIL: AppRelease = AppRelease {
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
                "the setup guide's; if yours is different, set [app] release in navauth.toml"
            }
        }
    }

    /// Whether it was not detected.
    pub fn is_assumed(self) -> bool {
        self.source == ReleaseSource::Guide
    }

    /// The same release, detected in another way.
    pub fn detected_by(self, source: ReleaseSource) -> Self {
        Self { source, ..self }
    }
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
    use super::in_folder;

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
