//! The checks of the live site: https, the start of each sign-in, and the session key.
//!
//! The requests belong to `deployment`, what to ask to `questions`.

mod logins;
mod questions;
mod sessions;

use std::time::Duration;

use super::check::{Asks, Check, Judged, Problem, SkipReason, Stage};
use super::subject::Subject;
use crate::certificate::Certificate;
use crate::deployment::{Door, Inside, Plain};
use crate::diagnostic;
use crate::diagnostics::catalog::{credential, live};
use crate::finding::Finding;
use crate::http::CertificateFault;
use crate::redact::foreign;
use crate::text;

pub use questions::{Expected, Production, Visit, visit};

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
        judge: certificate,
        ..OF_SITE
    },
    Check {
        id: live::UNREACHABLE.id,
        title: "the live site answers",
        needs: &[live::CERTIFICATE.id],
        severity: live::UNREACHABLE.severity,
        judge: unreachable,
        ..OF_SITE
    },
    Check {
        id: live::CERTIFICATE_ENDS.id,
        title: "the certificate of the live site is valid for three weeks or more",
        needs: &[live::CERTIFICATE.id],
        severity: live::CERTIFICATE_ENDS.severity,
        judge: certificate_ends,
        ..OF_SITE
    },
    Check {
        id: live::HTTP.id,
        title: "the live site redirects from http to https",
        severity: live::HTTP.severity,
        judge: http,
        ..OF_SITE
    },
    Check {
        id: live::HSTS.id,
        title: "the live site tells browsers to use only https (HSTS)",
        needs: &[live::CERTIFICATE.id, live::UNREACHABLE.id],
        severity: live::HSTS.severity,
        judge: hsts,
        ..OF_SITE
    },
    Check {
        id: live::LOGIN_START.id,
        stage: Stage::SignIn,
        title: "the live site starts sign-in with every provider",
        needs: &[live::UNREACHABLE.id],
        severity: live::LOGIN_START.severity,
        judge: logins::start,
        ..OF_SITE
    },
    Check {
        id: live::CLIENT_ID.id,
        stage: Stage::SignIn,
        title: "the live site uses the client IDs set here",
        needs: &[live::LOGIN_START.id, credential::SHARED.id],
        severity: live::CLIENT_ID.severity,
        judge: logins::client_id,
        ..OF_SITE
    },
    Check {
        id: live::REDIRECT_URI_HTTP.id,
        stage: Stage::SignIn,
        title: "the live site sends the providers an https redirect URI",
        needs: &[live::LOGIN_START.id],
        severity: live::REDIRECT_URI_HTTP.severity,
        judge: logins::redirect_uri_http,
        ..OF_SITE
    },
    Check {
        id: live::REDIRECT_URI.id,
        stage: Stage::SignIn,
        title: "the live site sends every provider the registered redirect URI",
        needs: &[live::REDIRECT_URI_HTTP.id],
        severity: live::REDIRECT_URI.severity,
        judge: logins::redirect_uri,
        ..OF_SITE
    },
    Check {
        id: live::STATE.id,
        stage: Stage::SignIn,
        title: "the live site starts every sign-in with a unique state",
        needs: &[live::LOGIN_START.id],
        severity: live::STATE.severity,
        judge: logins::state,
        ..OF_SITE
    },
    Check {
        id: live::SCOPES.id,
        stage: Stage::SignIn,
        title: "the live site requests the scopes that the app needs",
        needs: &[live::LOGIN_START.id],
        severity: live::SCOPES.severity,
        judge: logins::scopes,
        ..OF_SITE
    },
    Check {
        id: live::SESSION_OPEN.id,
        stage: Stage::Session,
        title: "the live site rejects requests without a valid session",
        needs: &[live::UNREACHABLE.id],
        severity: live::SESSION_OPEN.severity,
        judge: sessions::open,
        ..OF_SITE
    },
    Check {
        id: live::SESSION_KEY.id,
        stage: Stage::Session,
        title: "the live site signs sessions with the JWT_SECRET_KEY set here",
        needs: &[live::SESSION_OPEN.id],
        severity: live::SESSION_KEY.severity,
        judge: sessions::key,
        ..OF_SITE
    },
];

const OF_SITE: Check = Check {
    stage: Stage::Site,
    asks: Asks::Site,
    ..Check::OF_SETTINGS
};

/// What was seen of the site.
fn seen<'run>(subject: &'run Subject<'_>) -> Result<&'run Visit, SkipReason> {
    subject
        .evidence
        .site
        .as_ref()
        .map(|gathered| &gathered.value)
        .ok_or(SkipReason::NotApplicable)
}

/// What was seen behind its door. Why there is nothing is said by the checks of the door.
fn inside<'run>(subject: &'run Subject<'_>) -> Result<(&'run Visit, &'run Inside), SkipReason> {
    let visit = seen(subject)?;
    visit
        .live
        .inside
        .as_ref()
        .map(|inside| (visit, inside))
        .ok_or(SkipReason::NotApplicable)
}

/// A problem with the site as a whole.
fn problem(visit: &Visit, diagnostic: Finding) -> Problem {
    Problem::of(SITE, diagnostic).at(visit.place.clone())
}

fn untold(visit: &Visit, title: String) -> Problem {
    Problem::untold(SITE, title).at(visit.place.clone())
}

fn certificate(subject: &Subject<'_>) -> Judged {
    let visit = seen(subject)?;
    let site = &visit.live.site;
    let failure = match &visit.live.door {
        Door::Open {
            certificate: Some(certificate),
            ..
        } => {
            let text = format!(
                "the certificate of {site} is from {}",
                foreign(&certificate.issuer)
            );
            return Ok(vec![Problem::proof(text)]);
        }
        Door::Open { .. } => return Ok(Vec::new()),
        Door::Shut(failure) => failure,
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
            problem.cause(reason).fix(live::RENEW_CERTIFICATE)
        }
        CertificateFault::NotYetValid => problem
            .cause(live::CERTIFICATE_NOT_YET_VALID)
            .fix(live::SET_CLOCK),
        CertificateFault::OtherName(names) => {
            let names: Vec<String> = names.iter().take(5).map(|name| foreign(name)).collect();
            let reason = if names.is_empty() {
                live::CERTIFICATE_OTHER_NAME.to_owned()
            } else {
                text!(live::CERTIFICATE_NAMES, names = names.join(", "))
            };
            problem.cause(reason).fix(live::REISSUE_CERTIFICATE)
        }
        CertificateFault::Untrusted => problem.cause(live::CERTIFICATE_UNTRUSTED),
        CertificateFault::Other(words) => problem.detail(foreign(words)),
    }])
}

fn unreachable(subject: &Subject<'_>) -> Judged {
    let visit = seen(subject)?;
    let site = &visit.live.site;
    match &visit.live.door {
        Door::Open { closed: None, .. } => Ok(Vec::new()),
        Door::Open {
            closed: Some(words),
            ..
        } => {
            let title = text!(live::CLOSED, site = site, reason = words);
            Ok(vec![untold(visit, title).fix(live::OPEN_IN_BROWSER)])
        }
        Door::Shut(failure) if failure.certificate.is_some() => Err(SkipReason::NotApplicable),
        Door::Shut(failure) => {
            let finding = failure.finding("the site");
            let cause = finding.cause.unwrap_or_default();
            let problem = untold(visit, text!(live::UNKNOWN, reason = finding.title)).cause(cause);
            Ok(vec![problem.fix(text!(live::CHECK_ADDRESS, site = site))])
        }
    }
}

/// The certificate of an open door.
fn of_open_door(visit: &Visit) -> Option<&Certificate> {
    match &visit.live.door {
        Door::Open { certificate, .. } => certificate.as_ref(),
        Door::Shut(_) => None,
    }
}

fn certificate_ends(subject: &Subject<'_>) -> Judged {
    let visit = seen(subject)?;
    let certificate = of_open_door(visit).ok_or(SkipReason::NotApplicable)?;
    let days = certificate.days_left(visit.live.at);
    let left = format!("{days} day{}", if days == 1 { "" } else { "s" });
    if days >= RENEWED_BEFORE {
        return Ok(vec![Problem::proof(format!(
            "the certificate is valid for {left} more"
        ))]);
    }
    let diagnostic = diagnostic!(live::CERTIFICATE_ENDS, site = visit.live.site, left = left);
    Ok(vec![problem(visit, diagnostic).detail(format!(
        "it expires on {}",
        certificate.not_after.strftime("%Y-%m-%d")
    ))])
}

fn http(subject: &Subject<'_>) -> Judged {
    let (visit, inside) = inside(subject)?;
    let address = visit.live.site.replacen("https://", "http://", 1);
    let detail = match &inside.plain {
        Plain::Redirects => return Ok(Vec::new()),
        Plain::Refuses => {
            return Ok(vec![Problem::proof(
                "the live site serves nothing over http",
            )]);
        }
        Plain::Untold(reason) => {
            let title = text!(live::HTTP_UNKNOWN, address = address, reason = reason);
            return Ok(vec![untold(visit, title)]);
        }
        Plain::Leads(host) => text!(live::HTTP_ELSEWHERE, host = foreign(host)),
        Plain::Serves(status) => text!(live::HTTP_SERVES, status = status),
    };
    let diagnostic = diagnostic!(live::HTTP, address = address);
    Ok(vec![problem(visit, diagnostic).detail(detail)])
}

fn hsts(subject: &Subject<'_>) -> Judged {
    let visit = seen(subject)?;
    let Door::Open {
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
    Ok(vec![problem(visit, diagnostic!(live::HSTS)).detail(detail)])
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
