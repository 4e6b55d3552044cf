//! The checks of FRONTEND_URL that need no network.

use std::net::IpAddr;

use url::{Host, Url};

use super::check::{Check, Judged, Problem, Stage};
use super::subject::{Environment, Subject};
use super::values::{CLEAN, IN_SIGHT};
use crate::diagnostic;
use crate::diagnostics::catalog::frontend;

const NAME: &str = "FRONTEND_URL";

pub const CHECKS: &[Check] = &[
    Check {
        id: frontend::MISSING.id,
        stage: Stage::Site,
        title: "FRONTEND_URL is set",
        needs: IN_SIGHT,
        severity: frontend::MISSING.severity,
        judge: missing,
        ..Check::OF_SETTINGS
    },
    Check {
        id: frontend::NOT_A_URL.id,
        stage: Stage::Site,
        title: "FRONTEND_URL is a valid URL",
        needs: CLEAN,
        severity: frontend::NOT_A_URL.severity,
        judge: not_a_url,
        ..Check::OF_SETTINGS
    },
    Check {
        id: frontend::LOCAL.id,
        stage: Stage::Site,
        title: "FRONTEND_URL is public",
        needs: CLEAN,
        severity: frontend::LOCAL.severity,
        judge: |subject| address(subject, local),
        ..Check::OF_SETTINGS
    },
    Check {
        id: frontend::NOT_HTTPS.id,
        stage: Stage::Site,
        title: "FRONTEND_URL uses https",
        needs: &["env.placeholder", frontend::LOCAL.id],
        severity: frontend::NOT_HTTPS.severity,
        judge: |subject| address(subject, not_https),
        ..Check::OF_SETTINGS
    },
    Check {
        id: frontend::HAS_PATH.id,
        stage: Stage::Site,
        title: "FRONTEND_URL contains no path",
        needs: CLEAN,
        severity: frontend::HAS_PATH.severity,
        judge: |subject| address(subject, has_path),
        ..Check::OF_SETTINGS
    },
    Check {
        id: frontend::TRAILING_SLASH.id,
        stage: Stage::Site,
        title: "FRONTEND_URL does not end with a slash",
        needs: CLEAN,
        severity: frontend::TRAILING_SLASH.severity,
        judge: |subject| address(subject, trailing_slash),
        ..Check::OF_SETTINGS
    },
];

/// Whether an address leads to this machine or this network only: a loopback or private IP address, or a name without a public domain.
pub fn is_local(address: &Url) -> bool {
    match address.host() {
        None => true,
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            !name.contains('.')
                || [".localhost", ".local", ".internal", ".lan"]
                    .iter()
                    .any(|end| name.ends_with(end))
        }
        Some(Host::Ipv4(ip)) => is_local_ip(ip.into()),
        Some(Host::Ipv6(ip)) => is_local_ip(ip.into()),
    }
}

fn is_local_ip(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            ip.is_loopback() || ip.is_private() || ip.is_unspecified() || ip.is_link_local()
        }
        IpAddr::V6(ip) => {
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
        }
    }
}

fn parse(text: &str) -> Option<Url> {
    Url::parse(text)
        .ok()
        .filter(|address| matches!(address.scheme(), "http" | "https") && address.has_host())
}

/// Judges the address, where there is one.
fn address(subject: &Subject<'_>, rule: fn(&Subject<'_>, &Url, &str) -> Option<Problem>) -> Judged {
    subject.everything()?;
    let text = subject.value(NAME);
    Ok(text
        .and_then(|text| rule(subject, &parse(text)?, text))
        .into_iter()
        .collect())
}

fn missing(subject: &Subject<'_>) -> Judged {
    subject.everything()?;
    if subject.value(NAME).is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![subject.diagnose(NAME, diagnostic!(frontend::MISSING))])
}

fn not_a_url(subject: &Subject<'_>) -> Judged {
    subject.everything()?;
    let Some(text) = subject.value(NAME).filter(|text| parse(text).is_none()) else {
        return Ok(Vec::new());
    };
    let reason = if text.contains("://") {
        frontend::NOT_A_WEBSITE
    } else {
        frontend::NO_SCHEME
    };
    let problem = subject
        .diagnose(NAME, diagnostic!(frontend::NOT_A_URL))
        .cause(reason);
    Ok(vec![if subject.environment == Environment::Production {
        problem
    } else {
        problem.fix(frontend::SET_FOR_DEVELOPMENT)
    }])
}

fn local(subject: &Subject<'_>, address: &Url, _: &str) -> Option<Problem> {
    is_local(address).then(|| subject.diagnose(NAME, diagnostic!(frontend::LOCAL)))
}

fn not_https(subject: &Subject<'_>, address: &Url, _: &str) -> Option<Problem> {
    (address.scheme() == "http" && !is_local(address)).then(|| {
        let url = origin(address).replacen("http:", "https:", 1);
        subject.diagnose(NAME, diagnostic!(frontend::NOT_HTTPS, url = url))
    })
}

fn has_path(subject: &Subject<'_>, address: &Url, _: &str) -> Option<Problem> {
    let bare = address.path() == "/"
        && address.query().is_none()
        && address.fragment().is_none()
        && address.username().is_empty();
    (!bare).then(|| {
        let url = origin(address);
        subject.diagnose(NAME, diagnostic!(frontend::HAS_PATH, url = url))
    })
}

fn trailing_slash(subject: &Subject<'_>, address: &Url, text: &str) -> Option<Problem> {
    (address.path() == "/" && text.ends_with('/')).then(|| {
        let url = origin(address);
        subject.diagnose(NAME, diagnostic!(frontend::TRAILING_SLASH, url = url))
    })
}

fn origin(address: &Url) -> String {
    address.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use super::{is_local, parse};

    #[test]
    fn addresses_are_local_or_public() {
        for local in [
            "http://localhost:5173",
            "http://127.0.0.1",
            "http://[::1]:3000",
            "http://192.168.1.5",
            "http://frontend:80",
            "http://mac.local",
        ] {
            assert!(is_local(&parse(local).unwrap()), "{local}");
        }
        for public in [
            "https://www.communityone.com",
            "http://8.8.8.8",
            "https://owner-name.hf.space",
        ] {
            assert!(!is_local(&parse(public).unwrap()), "{public}");
        }
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
