//! The address of the site.
//!
//! Owns what FRONTEND_URL must look like. Whether the site answers is no question for a check without the network.

use std::net::IpAddr;

use url::{Host, Url};

use super::check::{Check, Judged, Problem, Severity, Stage};
use super::subject::{Environment, Subject};
use super::values::{CLEAN, IN_SIGHT};
use crate::finding::Status;

const NAME: &str = "FRONTEND_URL";

pub const CHECKS: &[Check] = &[
    Check {
        id: "frontend.missing",
        stage: Stage::Site,
        title: "the address of the site is named",
        needs: IN_SIGHT,
        severity: Severity {
            development: None,
            production: Some(Status::Warn),
        },
        judge: missing,
        ..Check::OF_SETTINGS
    },
    Check {
        id: "frontend.not-a-url",
        stage: Stage::Site,
        title: "the address of the site is one",
        needs: CLEAN,
        severity: Severity::ERROR,
        judge: not_a_url,
        ..Check::OF_SETTINGS
    },
    Check {
        id: "frontend.local",
        stage: Stage::Site,
        title: "the address of the site is a public one",
        needs: CLEAN,
        severity: Severity::ONLY_IN_PRODUCTION,
        judge: |subject| address(subject, local),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "frontend.not-https",
        stage: Stage::Site,
        title: "the site is reached over https",
        needs: &["env.placeholder", "frontend.local"],
        severity: Severity::ERROR_IN_PRODUCTION,
        judge: |subject| address(subject, not_https),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "frontend.has-path",
        stage: Stage::Site,
        title: "the address of the site ends after the host",
        needs: CLEAN,
        severity: Severity::ERROR,
        judge: |subject| address(subject, has_path),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "frontend.trailing-slash",
        stage: Stage::Site,
        title: "the address of the site ends without a slash",
        needs: CLEAN,
        severity: Severity::ERROR_IN_PRODUCTION,
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
    let problem = subject.problem(NAME, format!("{NAME} is not set"));
    let problem = problem.cause(
        "after signing in, people are sent to the app's default, which may be localhost; navauth cannot tell the address of the site",
    );
    Ok(vec![problem.fix(
        "write the address of the site, such as https://www.example.org",
    )])
}

fn not_a_url(subject: &Subject<'_>) -> Judged {
    subject.everything()?;
    let Some(text) = subject.value(NAME).filter(|text| parse(text).is_none()) else {
        return Ok(Vec::new());
    };
    let cause = if text.contains("://") {
        "it is not the address of a website"
    } else {
        "it does not begin with https:// or http://"
    };
    let problem = subject
        .problem(NAME, format!("{NAME} is not a web address"))
        .cause(cause);
    let example = if subject.environment == Environment::Production {
        "https://www.example.org"
    } else {
        "http://localhost:5173"
    };
    Ok(vec![problem.fix(format!("write it as {example}"))])
}

fn local(subject: &Subject<'_>, address: &Url, _: &str) -> Option<Problem> {
    is_local(address).then(|| {
        subject
            .problem(
                NAME,
                format!("{NAME} is an address of this computer or network"),
            )
            .cause("nobody else can reach it, and the app ignores it in production")
            .fix("write the public address of the site, such as https://www.example.org")
    })
}

fn not_https(subject: &Subject<'_>, address: &Url, _: &str) -> Option<Problem> {
    (address.scheme() == "http" && !is_local(address)).then(|| {
        subject
            .problem(NAME, format!("{NAME} is not https"))
            .cause("after signing in, the session's token is sent there, and everybody on the way can read it")
            .fix(format!("write https:{}", origin(address).trim_start_matches("http:")))
    })
}

fn has_path(subject: &Subject<'_>, address: &Url, _: &str) -> Option<Problem> {
    let bare = address.path() == "/"
        && address.query().is_none()
        && address.fragment().is_none()
        && address.username().is_empty();
    (!bare).then(|| {
        subject
            .problem(NAME, format!("{NAME} has more than a host in it"))
            .cause("the app puts its own paths behind it")
            .fix(format!("write {}", origin(address)))
    })
}

fn trailing_slash(subject: &Subject<'_>, address: &Url, text: &str) -> Option<Problem> {
    (address.path() == "/" && text.ends_with('/')).then(|| {
        subject
            .problem(NAME, format!("{NAME} ends with a slash"))
            .cause("the app puts /… behind it, which makes two slashes, a page that does not exist")
            .fix(format!("write {}", origin(address)))
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
