//! What the app makes of API_BASE_URL: it puts its callback path behind the text as it is (`api/routes/auth.py`, every release).

use url::Url;

use super::app_release::{AppRelease, ReleaseSource};
use super::environment::{Environment, is_on_space};
use super::settings::Settings;
use super::space_page::space_of_page;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::api;
use crate::local_address::is_local;
use crate::{diagnostic, text};

pub const NAME: &str = "API_BASE_URL";

/// Whether releases from May 2026 on ignore it, and use the address of the request instead.
pub fn is_ignored(base: &str) -> bool {
    ["localhost", "127.0.0.1"]
        .iter()
        .any(|name| base.contains(name))
}

/// The problem if API_BASE_URL is not set where the app's release, if it is known, needs it.
fn missing(settings: &Settings, environment: Environment) -> Option<Diagnostic> {
    let release = settings.app_release();
    let is_known = matches!(
        release.source,
        ReleaseSource::NavauthToml | ReleaseSource::AppSource
    );
    if !is_known || environment != Environment::Production {
        return None;
    }
    let frontend = settings.get_non_empty("FRONTEND_URL");
    let frontend = frontend.and_then(|setting| parse(setting.value.expose()));
    let public = frontend.filter(|url| url.scheme() == "https" && !is_local(url));
    let origin = public.as_ref().map_or_else(
        || "https://www.example.org".to_owned(),
        |url| url.origin().ascii_serialization(),
    );
    if release.auth_path == "/auth" {
        let url = origin + "/api";
        return Some(diagnostic!(api::MISSING, release = release.name, url = url));
    }
    let is_of_space = public
        .as_ref()
        .and_then(Url::host_str)
        .is_some_and(|host| host.ends_with(".hf.space"));
    (is_of_space || is_on_space(settings) || settings.config.space.name.is_some())
        .then(|| diagnostic!(api::MISSING_ON_SPACE, url = origin))
}

/// The problem with API_BASE_URL in an environment.
pub fn problem(settings: &Settings, environment: Environment) -> Option<Diagnostic> {
    let Some(setting) = settings.get_non_empty(NAME) else {
        return missing(settings, environment);
    };
    let text = setting.value.expose();
    let Some(url) = parse(text) else {
        let problem = diagnostic!(api::NOT_A_URL);
        let meant = parse(&format!("https://{text}")).filter(|url| !is_local(url));
        return Some(match meant {
            Some(url) if !text.contains("://") => {
                problem.help(text!(api::SET_TO, url = trimmed(&url)))
            }
            _ => problem,
        });
    };
    let release = settings.app_release();
    if let Some(space) = space_of_page(&url) {
        let api = if adds_api(settings, release) {
            ""
        } else {
            "/api"
        };
        return Some(diagnostic!(api::PAGE_OF_SPACE, url = space + api));
    }
    let is_ignored = is_ignored(text) && release.auth_path != "/auth";
    if environment == Environment::Production && !is_ignored {
        if is_local(&url) {
            return Some(diagnostic!(api::LOCAL, release = release.name));
        }
        if url.scheme() == "http" {
            let https = trimmed(&url).replacen("http:", "https:", 1);
            return Some(diagnostic!(api::NOT_HTTPS, url = https));
        }
    }
    if environment == Environment::Development && !is_local(&url) {
        let host = url.host_str().unwrap_or_default();
        return Some(diagnostic!(api::PUBLIC_IN_DEVELOPMENT, host = host));
    }
    if is_ignored {
        return None;
    }
    if let Some((path, before)) = path_of_app(&url) {
        let before = match before.strip_suffix("/api") {
            Some(shorter) if adds_api(settings, release) => shorter,
            _ => &before,
        };
        return Some(diagnostic!(api::PATH_OF_APP, path = path, url = before));
    }
    if let Some(shorter) = trimmed(&url).strip_suffix("/api")
        && adds_api(settings, release)
    {
        return Some(diagnostic!(api::PATH_TWICE, url = shorter));
    }
    text.ends_with('/')
        .then(|| diagnostic!(api::TRAILING_SLASH, url = trimmed(&url)))
}

/// A path of the app's own pages at the end of an address, and the address before it. Other paths may be where a proxy serves the app.
fn path_of_app(url: &Url) -> Option<(String, String)> {
    let text = trimmed(url);
    let start = text
        .find("/auth/callback")
        .or_else(|| text.find("/auth/login"))
        .or_else(|| {
            let ends = ["/auth", "/docs"];
            ends.iter()
                .find_map(|end| Some(text.strip_suffix(end)?.len()))
        })?;
    let host_end = text.find("://")? + "://".len() + url.host_str()?.len();
    (start >= host_end).then(|| (text[start..].to_owned(), text[..start].to_owned()))
}

/// Whether the release adds /api itself. The address cannot show that; the source can.
fn adds_api(settings: &Settings, release: AppRelease) -> bool {
    let of_source = settings.config.app.in_source;
    match (release.source, of_source) {
        (ReleaseSource::ApiBaseUrl, Some(of_source)) => of_source.auth_path != "/auth",
        _ => release.auth_path != "/auth",
    }
}

fn parse(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url
                .host_str()
                .is_some_and(|host| !host.is_empty() && !host.contains('*'))
            && url.username().is_empty()
            && url.query().is_none()
            && url.fragment().is_none()
    })
}

fn trimmed(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::app_release::APP_RELEASES;
    use super::super::environment::Environment::{self, Development, Production};
    use super::super::settings::{Origin, Settings};
    use super::problem;

    fn found(value: &str, release: &'static str, environment: Environment) -> &'static str {
        let mut settings = Settings::default();
        settings.put(super::NAME, value, Origin::Default);
        if !release.is_empty() {
            settings.record_tables(release);
        }
        problem(&settings, environment).map_or("", |diagnostic| diagnostic.id())
    }

    #[test]
    fn the_app_uses_the_text_as_it_is() {
        for (value, release, environment, id) in [
            ("https://www.example.org", "2026-08", Production, ""),
            ("https://www.example.org/api", "2026-04", Production, ""),
            ("https://www.example.org/api", "", Production, ""),
            (
                "https://www.example.org/api",
                "2026-05",
                Production,
                "api.path-twice",
            ),
            (
                "https://www.example.org/api/",
                "2026-08",
                Production,
                "api.path-twice",
            ),
            (
                "https://www.example.org/",
                "2026-08",
                Production,
                "api.trailing-slash",
            ),
            (
                "https://www.example.org/api/",
                "2026-04",
                Production,
                "api.trailing-slash",
            ),
            (
                "https://huggingface.co/spaces/acme/nav",
                "2026-08",
                Production,
                "api.page-of-space",
            ),
            ("www.example.org", "2026-08", Production, "api.not-a-url"),
            ("/api", "", Production, "api.not-a-url"),
            ("https://*.example.org", "", Production, "api.not-a-url"),
            (
                "https://www.example.org?a=b",
                "",
                Production,
                "api.not-a-url",
            ),
            ("http://localhost:8000", "2026-04", Production, "api.local"),
            ("http://localhost:8000", "", Production, "api.local"),
            ("http://localhost:8001", "2026-08", Production, ""),
            ("http://0.0.0.0:8001", "2026-08", Production, "api.local"),
            (
                "http://192.168.1.20:8001",
                "2026-05",
                Production,
                "api.local",
            ),
            (
                "http://www.example.org",
                "2026-08",
                Production,
                "api.not-https",
            ),
            ("http://localhost:8001/", "2026-08", Production, ""),
            ("https://example.org/nav", "2026-08", Production, ""),
            ("https://example.org/nav/api", "2026-04", Production, ""),
            ("https://auth.example.org/x", "2026-08", Production, ""),
            ("https://auth", "2026-08", Development, ""),
            (
                "https://example.org/auth",
                "2026-08",
                Production,
                "api.path-of-app",
            ),
            (
                "https://example.org/docs/",
                "",
                Production,
                "api.path-of-app",
            ),
            (
                "http://localhost:8000/auth/callback/github",
                "2026-04",
                Development,
                "api.path-of-app",
            ),
            ("http://localhost:8000", "2026-04", Development, ""),
            (
                "http://localhost:8000/",
                "2026-04",
                Development,
                "api.trailing-slash",
            ),
            ("http://192.168.1.20:8000", "2026-08", Development, ""),
            (
                "https://www.example.org",
                "2026-04",
                Development,
                "api.public-in-development",
            ),
            ("", "", Production, ""),
        ] {
            assert_eq!(
                found(value, release, environment),
                id,
                "{value} {release} {environment:?}"
            );
        }
    }

    #[test]
    fn the_help_gives_the_address_before_the_callback_path() {
        for (path, release, meant) in [
            ("/api/auth/callback", "2026-08", "https://example.org"),
            ("/api/auth/callback", "2026-04", "https://example.org/api"),
            ("/api/auth/callback/github", "", "https://example.org/api"),
            ("/api/auth", "2026-05", "https://example.org"),
            ("/auth", "2026-05", "https://example.org"),
            ("/nav/docs", "2026-05", "https://example.org/nav"),
        ] {
            let mut settings = Settings::default();
            let value = format!("https://example.org{path}");
            settings.put(super::NAME, value, Origin::Default);
            if !release.is_empty() {
                settings.record_tables(release);
            }
            let found = problem(&settings, Production).unwrap();
            let help = found.fix.unwrap().text;
            assert_eq!(help, format!("set it to {meant}"), "{path} {release}");
            settings.put(super::NAME, meant, Origin::Default);
            assert!(problem(&settings, Production).is_none(), "{meant}");
        }
    }

    #[test]
    fn the_source_shows_that_the_app_adds_the_path() {
        let mut settings = Settings::default();
        settings.put(super::NAME, "https://www.example.org/api", Origin::Default);
        settings.config.app.in_source = Some(APP_RELEASES[2]);
        let found = problem(&settings, Production).unwrap();
        assert_eq!(found.id(), "api.path-twice");
    }
}
