//! The checks of the live site: https, the start of each sign-in, and the session key.
//!
//! The requests belong to `deployment`, what to ask to `questions`.

mod logins;
mod questions;
mod sessions;

use std::time::Duration;

use super::check::{Check, CheckResult, SkipReason, Source, Stage, Violation};
use super::context::CheckContext;
use crate::certificate::Certificate;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{credential, live};
use crate::diagnostics::redaction::sanitize;
use crate::http::CertificateFault;
use crate::live_site::{HttpsProbe, Inside, Plain};
use crate::text;

pub use questions::{Expected, Production, SiteSnapshot, require_trust, visit};

/// What problems with the site as a whole are about.
const SITE: &str = "the live site";

/// A certificate that ends before this many days should have been renewed.
const RENEWED_BEFORE: i64 = 21;

/// The shortest time that browsers should keep to https: half a year.
const SHORTEST_MEMORY: Duration = Duration::from_secs(180 * 24 * 60 * 60);

pub const CHECKS: &[Check] = &[
    Check {
        id: live::CERTIFICATE.id,
        title: "browsers trust the certificate of the live site",
        severity: live::CERTIFICATE.severity,
        run: certificate,
        ..OF_SITE
    },
    Check {
        id: live::UNREACHABLE.id,
        title: "the live site answers",
        depends_on: &[live::CERTIFICATE.id],
        severity: live::UNREACHABLE.severity,
        run: unreachable,
        ..OF_SITE
    },
    Check {
        id: live::CERTIFICATE_ENDS.id,
        title: "the certificate of the live site is valid for three weeks or more",
        depends_on: &[live::CERTIFICATE.id],
        severity: live::CERTIFICATE_ENDS.severity,
        run: certificate_ends,
        ..OF_SITE
    },
    Check {
        id: live::HTTP.id,
        title: "the live site redirects from http to https",
        severity: live::HTTP.severity,
        run: http,
        ..OF_SITE
    },
    Check {
        id: live::HSTS.id,
        title: "the live site tells browsers to use only https (HSTS)",
        depends_on: &[live::CERTIFICATE.id, live::UNREACHABLE.id],
        severity: live::HSTS.severity,
        run: hsts,
        ..OF_SITE
    },
    Check {
        id: live::LOGIN_START.id,
        stage: Stage::SignIn,
        title: "the live site starts sign-in with every provider",
        depends_on: &[live::UNREACHABLE.id],
        severity: live::LOGIN_START.severity,
        run: logins::start,
        ..OF_SITE
    },
    Check {
        id: live::CLIENT_ID.id,
        stage: Stage::SignIn,
        title: "the live site uses the client IDs set here",
        depends_on: &[live::LOGIN_START.id, credential::SHARED.id],
        severity: live::CLIENT_ID.severity,
        run: logins::client_id,
        ..OF_SITE
    },
    Check {
        id: live::REDIRECT_URI_HTTP.id,
        stage: Stage::SignIn,
        title: "the live site sends the providers an https redirect URI",
        depends_on: &[live::LOGIN_START.id],
        severity: live::REDIRECT_URI_HTTP.severity,
        run: logins::redirect_uri_http,
        ..OF_SITE
    },
    Check {
        id: live::REDIRECT_URI.id,
        stage: Stage::SignIn,
        title: "the live site sends every provider the registered redirect URI",
        depends_on: &[live::REDIRECT_URI_HTTP.id],
        severity: live::REDIRECT_URI.severity,
        run: logins::redirect_uri,
        ..OF_SITE
    },
    Check {
        id: live::STATE.id,
        stage: Stage::SignIn,
        title: "the live site starts every sign-in with a unique state",
        depends_on: &[live::LOGIN_START.id],
        severity: live::STATE.severity,
        run: logins::state,
        ..OF_SITE
    },
    Check {
        id: live::SCOPES.id,
        stage: Stage::SignIn,
        title: "the live site requests the scopes that the app needs",
        depends_on: &[live::LOGIN_START.id],
        severity: live::SCOPES.severity,
        run: logins::scopes,
        ..OF_SITE
    },
    Check {
        id: live::SESSION_OPEN.id,
        stage: Stage::Session,
        title: "the live site rejects requests without a valid session",
        depends_on: &[live::UNREACHABLE.id],
        severity: live::SESSION_OPEN.severity,
        run: sessions::open,
        ..OF_SITE
    },
    Check {
        id: live::SESSION_KEY.id,
        stage: Stage::Session,
        title: "the live site signs sessions with the JWT_SECRET_KEY set here",
        depends_on: &[live::SESSION_OPEN.id],
        severity: live::SESSION_KEY.severity,
        run: sessions::key,
        ..OF_SITE
    },
];

const OF_SITE: Check = Check {
    stage: Stage::Site,
    source: Source::Site,
    ..Check::LOCAL
};

/// What was seen of the site.
fn seen<'run>(context: &'run CheckContext<'_>) -> Result<&'run SiteSnapshot, SkipReason> {
    context
        .evidence
        .site
        .as_ref()
        .map(|gathered| &gathered.value)
        .ok_or(SkipReason::NotApplicable)
}

/// What was seen behind its door. Why there is nothing is said by the checks of the door.
fn inside<'run>(
    context: &'run CheckContext<'_>,
) -> Result<(&'run SiteSnapshot, &'run Inside), SkipReason> {
    let visit = seen(context)?;
    visit
        .live
        .inside
        .as_ref()
        .map(|inside| (visit, inside))
        .ok_or(SkipReason::NotApplicable)
}

/// A problem with the site as a whole.
fn problem(visit: &SiteSnapshot, diagnostic: Diagnostic) -> Violation {
    Violation::of(SITE, diagnostic).at(visit.place.clone())
}

fn undetermined(visit: &SiteSnapshot, title: String) -> Violation {
    Violation::undetermined(SITE, title).at(visit.place.clone())
}

fn certificate(context: &CheckContext<'_>) -> CheckResult {
    let visit = seen(context)?;
    let site = &visit.live.site;
    let failure = match &visit.live.door {
        HttpsProbe::Open {
            certificate: Some(certificate),
            ..
        } => {
            let text = format!(
                "the certificate of {site} is from {}",
                sanitize(&certificate.issuer)
            );
            return Ok(vec![Violation::proof(text)]);
        }
        HttpsProbe::Open { .. } => return Ok(Vec::new()),
        HttpsProbe::Shut(failure) => failure,
    };
    let Some(fault) = &failure.certificate else {
        return Err(SkipReason::NotApplicable);
    };
    let problem = problem(visit, diagnostic!(live::CERTIFICATE, site = site));
    Ok(vec![match fault {
        CertificateFault::Expired(since) => {
            let reason = since.map_or_else(
                || live::CERTIFICATE_EXPIRED.to_owned(),
                |since| {
                    text!(
                        live::CERTIFICATE_EXPIRED_ON,
                        date = since.strftime("%Y-%m-%d")
                    )
                },
            );
            problem.reason(reason).help(live::RENEW_CERTIFICATE)
        }
        CertificateFault::NotYetValid => problem
            .reason(live::CERTIFICATE_NOT_YET_VALID)
            .help(live::SET_CLOCK),
        CertificateFault::OtherName(names) => {
            let names: Vec<String> = names.iter().take(5).map(|name| sanitize(name)).collect();
            let reason = if names.is_empty() {
                live::CERTIFICATE_OTHER_NAME.to_owned()
            } else {
                text!(live::CERTIFICATE_NAMES, names = names.join(", "))
            };
            problem.reason(reason).help(live::REISSUE_CERTIFICATE)
        }
        CertificateFault::Untrusted => problem.reason(live::CERTIFICATE_UNTRUSTED),
        CertificateFault::Other(words) => problem.observed(sanitize(words)),
    }])
}

fn unreachable(context: &CheckContext<'_>) -> CheckResult {
    let visit = seen(context)?;
    let site = &visit.live.site;
    match &visit.live.door {
        HttpsProbe::Open { closed: None, .. } => Ok(Vec::new()),
        HttpsProbe::Open {
            closed: Some(words),
            ..
        } => {
            let title = text!(live::CLOSED, site = site, reason = words);
            Ok(vec![undetermined(visit, title).help(live::OPEN_IN_BROWSER)])
        }
        HttpsProbe::Shut(failure) if failure.certificate.is_some() => {
            Err(SkipReason::NotApplicable)
        }
        HttpsProbe::Shut(failure) => {
            let finding = failure.finding("the site");
            let cause = finding.cause.unwrap_or_default();
            let problem =
                undetermined(visit, text!(live::UNKNOWN, reason = finding.title)).reason(cause);
            Ok(vec![problem.help(text!(live::CHECK_ADDRESS, site = site))])
        }
    }
}

/// The certificate of an open door.
fn of_open_door(visit: &SiteSnapshot) -> Option<&Certificate> {
    match &visit.live.door {
        HttpsProbe::Open { certificate, .. } => certificate.as_ref(),
        HttpsProbe::Shut(_) => None,
    }
}

fn certificate_ends(context: &CheckContext<'_>) -> CheckResult {
    let visit = seen(context)?;
    let certificate = of_open_door(visit).ok_or(SkipReason::NotApplicable)?;
    let days = certificate.days_left(visit.live.at);
    let left = format!("{days} day{}", if days == 1 { "" } else { "s" });
    if days >= RENEWED_BEFORE {
        return Ok(vec![Violation::proof(format!(
            "the certificate is valid for {left} more"
        ))]);
    }
    let diagnostic = diagnostic!(live::CERTIFICATE_ENDS, site = visit.live.site, left = left);
    Ok(vec![problem(visit, diagnostic).observed(format!(
        "it expires on {}",
        certificate.not_after.strftime("%Y-%m-%d")
    ))])
}

fn http(context: &CheckContext<'_>) -> CheckResult {
    let (visit, inside) = inside(context)?;
    let address = visit.live.site.replacen("https://", "http://", 1);
    let detail = match &inside.plain {
        Plain::Redirects => return Ok(Vec::new()),
        Plain::Refuses => {
            return Ok(vec![Violation::proof(
                "the live site serves nothing over http",
            )]);
        }
        Plain::Untold(reason) => {
            let title = text!(live::HTTP_UNKNOWN, address = address, reason = reason);
            return Ok(vec![undetermined(visit, title)]);
        }
        Plain::RedirectTarget(host) => text!(live::HTTP_ELSEWHERE, host = sanitize(host)),
        Plain::Serves(status) => text!(live::HTTP_SERVES, status = status),
    };
    let diagnostic = diagnostic!(live::HTTP, address = address);
    Ok(vec![problem(visit, diagnostic).observed(detail)])
}

fn hsts(context: &CheckContext<'_>) -> CheckResult {
    let visit = seen(context)?;
    let HttpsProbe::Open {
        hsts, closed: None, ..
    } = &visit.live.door
    else {
        return Err(SkipReason::NotApplicable);
    };
    let detail = match hsts.as_deref().map(memory) {
        Some(Some(seconds)) if seconds >= SHORTEST_MEMORY.as_secs() => return Ok(Vec::new()),
        Some(Some(seconds)) => text!(live::HSTS_TOO_SHORT, days = seconds / 86_400),
        Some(None) => live::HSTS_WITHOUT_MAX_AGE.to_owned(),
        None => live::HSTS_MISSING.to_owned(),
    };
    Ok(vec![
        problem(visit, diagnostic!(live::HSTS)).observed(detail),
    ])
}

/// For how many seconds browsers are to keep to https (RFC 6797 section 6.1.1).
fn memory(header: &str) -> Option<u64> {
    let mut parts = header.split(';').filter_map(|part| part.split_once('='));
    let (_, seconds) = parts.find(|(name, _)| name.trim().eq_ignore_ascii_case("max-age"))?;
    seconds.trim().trim_matches('"').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::memory;

    #[test]
    fn the_time_of_the_header_is_read_in_every_form() {
        for (header, seconds) in [
            ("max-age=31536000", Some(31_536_000)),
            ("includeSubDomains; Max-Age = \"60\" ; preload", Some(60)),
            ("max-age=0", Some(0)),
            ("max-age", None),
            ("includeSubDomains", None),
            ("max-age=-1", None),
        ] {
            assert_eq!(memory(header), seconds, "{header}");
        }
    }
}
