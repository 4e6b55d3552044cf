//! The checks of FRONTEND_URL that need no network.

use url::Url;

use super::check::Check;
use super::context::CheckContext;
use super::values::{BEFORE_CONTENT, BEFORE_MISSING};
use super::violation::{CheckResult, Violation};
use crate::config::Environment;
use crate::config::space_page::space_of_page;
use crate::config::variables::Stage;
use crate::diagnostics::catalog::{env, frontend};
use crate::local_address::is_local;
use crate::{diagnostic, text};

const NAME: &str = "FRONTEND_URL";

pub const CHECKS: &[Check] = &[
    Check {
        stage: Stage::Site,
        title: "FRONTEND_URL is set",
        depends_on: BEFORE_MISSING,
        run: missing,
        ..Check::of(&frontend::MISSING)
    },
    Check {
        stage: Stage::Site,
        title: "FRONTEND_URL is a valid URL",
        depends_on: BEFORE_CONTENT,
        forbids_push: true,
        run: not_a_url,
        ..Check::of(&frontend::NOT_A_URL)
    },
    Check {
        stage: Stage::Site,
        title: "FRONTEND_URL is public",
        depends_on: BEFORE_CONTENT,
        forbids_push: true,
        run: |context| address(context, local),
        ..Check::of(&frontend::LOCAL)
    },
    Check {
        stage: Stage::Site,
        title: "FRONTEND_URL uses https",
        depends_on: &[&env::PLACEHOLDER, &frontend::LOCAL],
        forbids_push: true,
        run: |context| address(context, not_https),
        ..Check::of(&frontend::NOT_HTTPS)
    },
    Check {
        stage: Stage::Site,
        title: "FRONTEND_URL contains nothing after the address",
        depends_on: BEFORE_CONTENT,
        run: |context| address(context, has_more),
        ..Check::of(&frontend::HAS_PATH)
    },
    Check {
        stage: Stage::Site,
        title: "FRONTEND_URL contains no path",
        depends_on: &[&env::PLACEHOLDER, &frontend::HAS_PATH],
        run: |context| address(context, has_path),
        ..Check::of(&frontend::PATH)
    },
    Check {
        stage: Stage::Site,
        title: "FRONTEND_URL does not end with a slash",
        depends_on: BEFORE_CONTENT,
        run: |context| address(context, trailing_slash),
        ..Check::of(&frontend::TRAILING_SLASH)
    },
];

fn parse(text: &str) -> Option<Url> {
    Url::parse(text)
        .ok()
        .filter(|address| matches!(address.scheme(), "http" | "https"))
        .filter(|address| {
            address
                .host_str()
                .is_some_and(|host| !host.is_empty() && !host.contains('*'))
        })
}

/// Whether a text is the URL of a website.
pub fn is_website(text: &str) -> bool {
    parse(text).is_some()
}

/// Checks the address, if there is one.
fn address(
    context: &CheckContext<'_>,
    rule: fn(&CheckContext<'_>, &Url, &str) -> Option<Violation>,
) -> CheckResult {
    context.unless_only_providers()?;
    let text = context.value(NAME);
    Ok(text
        .and_then(|text| rule(context, &parse(text)?, text))
        .into_iter()
        .collect())
}

fn missing(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    if context.value(NAME).is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![context.diagnose(NAME, diagnostic!(frontend::MISSING))])
}

fn not_a_url(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let Some(text) = context.value(NAME).filter(|text| parse(text).is_none()) else {
        return Ok(Vec::new());
    };
    let problem = context.diagnose(NAME, diagnostic!(frontend::NOT_A_URL));
    if text.contains("://") {
        let problem = problem.reason(if text.contains('*') {
            frontend::HAS_WILDCARD
        } else {
            frontend::NOT_A_WEBSITE
        });
        return Ok(vec![if context.environment == Environment::Production {
            problem
        } else {
            problem.help(frontend::SET_FOR_DEVELOPMENT)
        }]);
    }
    let problem = problem.reason(frontend::NO_SCHEME);
    Ok(vec![match with_scheme(text) {
        Some(url) => problem.help(text!(frontend::SET_TO, url = url)),
        None if context.environment == Environment::Production => problem,
        None => problem.help(frontend::SET_FOR_DEVELOPMENT),
    }])
}

/// A host without a scheme, such as `www.example.org`, as the URL that was meant.
fn with_scheme(text: &str) -> Option<String> {
    let url = parse(&format!("https://{text}"))?;
    let host = url.host_str()?;
    let is_plain = url.username().is_empty() && url.path() == "/" && url.query().is_none();
    if !is_plain || !(host.contains('.') || host == "localhost") {
        return None;
    }
    let origin = origin(&url);
    Some(if is_local(&url) {
        origin.replacen("https:", "http:", 1)
    } else {
        origin
    })
}

fn local(context: &CheckContext<'_>, address: &Url, _: &str) -> Option<Violation> {
    is_local(address).then(|| context.diagnose(NAME, diagnostic!(frontend::LOCAL)))
}

fn not_https(context: &CheckContext<'_>, address: &Url, _: &str) -> Option<Violation> {
    (address.scheme() == "http" && !is_local(address)).then(|| {
        let url = origin(address).replacen("http:", "https:", 1);
        context.diagnose(NAME, diagnostic!(frontend::NOT_HTTPS, url = url))
    })
}

/// Whether an address has nothing but its scheme, host and port, and perhaps a slash.
fn is_bare(address: &Url) -> bool {
    address.path() == "/" && is_plain(address)
}

/// Whether an address has nothing but its scheme, host, port and path.
fn is_plain(address: &Url) -> bool {
    address.query().is_none() && address.fragment().is_none() && address.username().is_empty()
}

fn has_more(context: &CheckContext<'_>, address: &Url, text: &str) -> Option<Violation> {
    let several = text.split_once([',', ';', ' ']);
    let several = several.filter(|(_, rest)| rest.contains("://"));
    if let Some(first) = several.and_then(|(first, _)| parse(first)) {
        let diagnostic = diagnostic!(frontend::HAS_PATH, url = origin(&first));
        return Some(context.diagnose(NAME, diagnostic.reason(frontend::SEVERAL_URLS)));
    }
    if let Some(url) = space_of_page(address) {
        let diagnostic = diagnostic!(frontend::HAS_PATH, url = url);
        return Some(context.diagnose(NAME, diagnostic.reason(frontend::PAGE_OF_SPACE)));
    }
    (!is_plain(address)).then(|| {
        let path = address.path().trim_end_matches('/');
        let url = origin(address) + path;
        context.diagnose(NAME, diagnostic!(frontend::HAS_PATH, url = url))
    })
}

/// A path alone works where a page of the front end is served at it.
fn has_path(context: &CheckContext<'_>, address: &Url, _: &str) -> Option<Violation> {
    (is_plain(address) && !is_bare(address)).then(|| {
        let (path, url) = (address.path(), origin(address));
        context.diagnose(NAME, diagnostic!(frontend::PATH, path = path, url = url))
    })
}

fn trailing_slash(context: &CheckContext<'_>, address: &Url, text: &str) -> Option<Violation> {
    (is_bare(address) && text.ends_with('/')).then(|| {
        let url = origin(address);
        context.diagnose(NAME, diagnostic!(frontend::TRAILING_SLASH, url = url))
    })
}

fn origin(address: &Url) -> String {
    address.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use super::{parse, with_scheme};

    #[test]
    fn a_host_without_a_scheme_is_the_url_that_was_meant() {
        for (text, url) in [
            ("www.communityone.com", Some("https://www.communityone.com")),
            ("communityone.com/", Some("https://communityone.com")),
            ("localhost:5173", Some("http://localhost:5173")),
            ("127.0.0.1:8000", Some("http://127.0.0.1:8000")),
            ("owner-name.hf.space", Some("https://owner-name.hf.space")),
            ("https//example.org", None),
            ("frontend", None),
            ("you@example.org", None),
            ("/", None),
        ] {
            assert_eq!(with_scheme(text).as_deref(), url, "{text}");
        }
    }

    #[test]
    fn only_web_addresses_are_read() {
        for none in [
            "localhost:5173",
            "www.example.org",
            "ftp://example.org",
            "https://",
            "https//example.org",
        ] {
            assert!(parse(none).is_none(), "{none}");
        }
    }
}
