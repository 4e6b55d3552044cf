//! Which release of the app the settings are for, and the callback URLs that follow from it.
//!
//! [`Settings::app_release`] decides once per run, in this order: the tables in the database (see
//! [`Settings::record_tables`]), `[app] release` in navauth.toml, API_BASE_URL, the app's source next to the `.env`
//! file, else the setup guide's release.

use url::{Host, Url};

use super::api_base_url::is_ignored;
use super::app_release::{APP_RELEASES, APRIL, AppRelease, ReleaseSource};
use super::settings::Settings;
use crate::local_address;

impl Settings {
    pub fn app_release(&self) -> AppRelease {
        let app = &self.config.app;
        let of_source = app
            .in_source
            .map(|release| release.detected_by(ReleaseSource::AppSource));
        // Prefer the source: its addresses also cover versions between the releases.
        let with_source = |release: AppRelease| {
            of_source
                .filter(|of_source| of_source.name == release.name)
                .unwrap_or(release)
                .detected_by(release.source)
        };
        let tables = || {
            let release = AppRelease::named(app.in_tables.get()?)?;
            Some(with_source(release.detected_by(ReleaseSource::Database)))
        };
        let config = || {
            let release = AppRelease::named(app.release.as_deref()?)?;
            Some(with_source(release.detected_by(ReleaseSource::NavauthToml)))
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
    Some(release.detected_by(ReleaseSource::ApiBaseUrl))
}

impl AppRelease {
    /// The callback URL in development, with `{provider}` for the provider's name. From May on, the app uses the host
    /// of the request.
    pub fn development_callback(self, settings: &Settings) -> String {
        let base = api_base(settings)
            .filter(|url| url.has_host() && local_address::is_local(url))
            .map(|url| url.as_str().trim_end_matches('/').to_owned());
        let base = base.unwrap_or_else(|| format!("http://localhost:{}", self.port));
        format!("{base}{}/callback/{{provider}}", self.auth_path)
    }

    /// The callback URL in production, from API_BASE_URL; None if that is not set or local.
    pub fn production_callback(self, settings: &Settings) -> Option<String> {
        let base = settings.get_non_empty("API_BASE_URL")?.value.expose();
        if is_ignored(base) {
            return None;
        }
        // The app uses the text as it is, even without https://. A slash at its end is a problem of its own.
        let base = base.trim_end_matches('/');
        let path = match self.source {
            // The guide's redirect URI, which later releases accept too.
            ReleaseSource::Guide => "/api/auth",
            _ => self.auth_path,
        };
        Some(format!("{base}{path}/callback/{{provider}}"))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::app_release::{APP_RELEASES, ReleaseSource};
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
        let development =
            |index: usize, base: &str| APP_RELEASES[index].development_callback(&settings(base));
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
        let production = |index: usize, base: &str| {
            let release = APP_RELEASES[index].detected_by(ReleaseSource::Database);
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
}
