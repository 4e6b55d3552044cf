//! What the live site shows: its door, the start of each login, and whether it signs sessions with the key that stands here.
//!
//! Owns what must be so there. Asking belongs to `deployment`, what to ask to `questions`.

mod logins;
mod questions;
mod sessions;

use std::borrow::Cow;
use std::time::Duration;

use super::check::{Asks, Check, Judged, Problem, Severity, SkipReason, Stage};
use super::subject::Subject;
use crate::certificate::Certificate;
use crate::deployment::{Door, Inside, Plain};
use crate::http::CertificateFault;
use crate::redact::foreign;

pub use questions::{Expected, Production, Visit, visit};

/// What problems with the site as a whole are about.
const SITE: &str = "the live site";

/// A certificate that ends before this many days should have been renewed.
const RENEWED_BEFORE: i64 = 21;

/// The shortest time that browsers should keep to https: half a year.
const SHORTEST_MEMORY: Duration = Duration::from_secs(180 * 24 * 60 * 60);

pub const CHECKS: &[Check] = &[
    Check {
        id: "live.certificate",
        title: "the site's certificate is one that browsers trust",
        judge: certificate,
        ..OF_SITE
    },
    Check {
        id: "live.unreachable",
        title: "the site answers",
        needs: &["live.certificate"],
        judge: unreachable,
        ..OF_SITE
    },
    Check {
        id: "live.certificate-ends",
        title: "the site's certificate is good for three weeks or more",
        needs: &["live.certificate"],
        severity: Severity::WARNING,
        judge: certificate_ends,
        ..OF_SITE
    },
    Check {
        id: "live.http",
        title: "the site sends visitors from http to https",
        judge: http,
        ..OF_SITE
    },
    Check {
        id: "live.hsts",
        title: "the site tells browsers to keep to https",
        needs: &["live.certificate", "live.unreachable"],
        severity: Severity::WARNING,
        judge: hsts,
        ..OF_SITE
    },
    Check {
        id: "live.login-start",
        stage: Stage::SignIn,
        title: "the site sends people to every provider",
        needs: &["live.unreachable"],
        judge: logins::start,
        ..OF_SITE
    },
    Check {
        id: "live.client-id",
        stage: Stage::SignIn,
        title: "the site uses the client ids that stand here",
        needs: &["live.login-start", "credential.shared"],
        judge: logins::client_id,
        ..OF_SITE
    },
    Check {
        id: "live.redirect-uri-http",
        stage: Stage::SignIn,
        title: "the site sends the providers an https redirect URI",
        needs: &["live.login-start"],
        judge: logins::redirect_uri_http,
        ..OF_SITE
    },
    Check {
        id: "live.redirect-uri",
        stage: Stage::SignIn,
        title: "the site sends every provider the redirect URI that is registered",
        needs: &["live.redirect-uri-http"],
        judge: logins::redirect_uri,
        ..OF_SITE
    },
    Check {
        id: "live.state",
        stage: Stage::SignIn,
        title: "the site begins every login with a state of its own",
        needs: &["live.login-start"],
        judge: logins::state,
        ..OF_SITE
    },
    Check {
        id: "live.scopes",
        stage: Stage::SignIn,
        title: "the site asks every provider for what the app needs to know",
        needs: &["live.login-start"],
        judge: logins::scopes,
        ..OF_SITE
    },
    Check {
        id: "live.session-open",
        stage: Stage::Session,
        title: "the site lets nobody in without a session of its own",
        needs: &["live.unreachable"],
        judge: sessions::open,
        ..OF_SITE
    },
    Check {
        id: "live.session-key",
        stage: Stage::Session,
        title: "the site signs sessions with the key that stands here",
        needs: &["live.session-open"],
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
fn problem(visit: &Visit, title: impl Into<Cow<'static, str>>) -> Problem {
    Problem::with(SITE, title).at(visit.place.clone())
}

fn untold(visit: &Visit, title: impl Into<Cow<'static, str>>) -> Problem {
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
    let (title, cause, fix) = match fault {
        CertificateFault::Expired(since) => {
            let since = since.map_or_else(String::new, |since| {
                format!(" on {}", since.strftime("%Y-%m-%d"))
            });
            (
                format!("the certificate of {site} expired{since}"),
                EXPIRED,
                RENEW,
            )
        }
        CertificateFault::NotYetValid => (
            format!("the certificate of {site} is not valid yet"),
            "it was made for later, or this machine's clock is behind",
            CLOCK,
        ),
        CertificateFault::OtherName(names) => {
            let names: Vec<String> = names.iter().take(5).map(|name| foreign(name)).collect();
            let title = format!("the certificate of {site} is for another name");
            let problem = problem(visit, title)
                .cause("browsers refuse a page whose certificate does not name it")
                .fix(RENAME);
            return Ok(vec![if names.is_empty() {
                problem
            } else {
                problem.detail(format!("it is for {}", names.join(", ")))
            }]);
        }
        CertificateFault::Untrusted => (
            format!("nobody that browsers trust has signed the certificate of {site}"),
            UNTRUSTED,
            CHAIN,
        ),
        CertificateFault::Other(words) => {
            let problem = problem(visit, format!("browsers refuse the certificate of {site}"))
                .detail(foreign(words));
            return Ok(vec![problem.fix(CHAIN)]);
        }
    };
    Ok(vec![problem(visit, title).cause(cause).fix(fix)])
}

const EXPIRED: &str = "browsers refuse the site, or warn of it, and nobody can sign in";
const RENEW: &str = "renew it where the site is served, and see why it was not renewed by itself; a Space renews its own";
const CLOCK: &str = "set this machine's clock; where that is right, replace the certificate";
const RENAME: &str = "get a certificate for the site's own name; for a Space with a domain of its own, add the domain in the Space's settings";
const UNTRUSTED: &str = "it is self-signed, or the server does not send the certificates between its own and the authority's; or something on the \
                         way to it opens https here";
const CHAIN: &str = "serve the whole chain (nginx: ssl_certificate fullchain.pem) of a certificate from a public authority; behind a company's proxy, \
                     try another network";

fn unreachable(subject: &Subject<'_>) -> Judged {
    let visit = seen(subject)?;
    let site = &visit.live.site;
    match &visit.live.door {
        Door::Open { closed: None, .. } => Ok(Vec::new()),
        Door::Open {
            closed: Some(words),
            ..
        } => {
            let problem = untold(
                visit,
                format!("nothing behind the front page of the site can be told: {site} {words}"),
            );
            Ok(vec![problem.fix(
                "open it in a browser, wait until it is there, and run the same command again",
            )])
        }
        Door::Shut(failure) if failure.certificate.is_some() => Err(SkipReason::NotApplicable),
        Door::Shut(failure) => {
            let finding = failure.finding("the site");
            let cause = finding.cause.unwrap_or_default();
            let problem = untold(
                visit,
                format!("nothing of the site can be told: {}", finding.title),
            )
            .cause(cause);
            Ok(vec![problem.fix(format!("see in a browser whether {site} is the site's address; if not, correct FRONTEND_URL"))])
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
            "the certificate is good for {left} more"
        ))]);
    }
    let problem = problem(
        visit,
        format!("the certificate of {} ends in {left}", visit.live.site),
    );
    let problem = problem.detail(format!(
        "it ends on {}",
        certificate.not_after.strftime("%Y-%m-%d")
    ));
    Ok(vec![
        problem
            .cause("a certificate that renews itself is never so near its end")
            .fix(RENEW),
    ])
}

fn http(subject: &Subject<'_>) -> Judged {
    let (visit, inside) = inside(subject)?;
    let address = visit.live.site.replacen("https://", "http://", 1);
    let title = match &inside.plain {
        Plain::Redirects => return Ok(Vec::new()),
        Plain::Refuses => return Ok(vec![Problem::proof("nothing is served without encryption")]),
        Plain::Untold(reason) => {
            return Ok(vec![untold(
                visit,
                format!("whether {address} leads to https could not be told: {reason}"),
            )]);
        }
        Plain::Leads(host) => format!("{address} leads to http://{}, not to https", foreign(host)),
        Plain::Serves(status) => format!("{address} answers without encryption (HTTP {status})"),
    };
    let problem = problem(visit, title)
        .cause("who comes by it signs in where everybody on the way can read the session");
    Ok(vec![problem.fix("answer http with a redirect to the same address on https (nginx: return 301 https://$host$request_uri;)")])
}

fn hsts(subject: &Subject<'_>) -> Judged {
    let visit = seen(subject)?;
    let Door::Open {
        hsts, closed: None, ..
    } = &visit.live.door
    else {
        return Err(SkipReason::NotApplicable);
    };
    let title = match hsts.as_deref().map(memory) {
        Some(Some(seconds)) if seconds >= SHORTEST_MEMORY.as_secs() => return Ok(Vec::new()),
        Some(Some(seconds)) => format!(
            "the site tells browsers to keep to https for {} days only",
            seconds / 86_400
        ),
        Some(None) => "the site's Strict-Transport-Security header has no max-age".to_owned(),
        None => "the site does not tell browsers to keep to https".to_owned(),
    };
    let problem = problem(visit, title)
        .cause("the first visit by http can be caught on its way before it is sent to https");
    Ok(vec![problem.fix(
        "send this header with every page: Strict-Transport-Security: max-age=31536000 (nginx: add_header Strict-Transport-Security \
         \"max-age=31536000\" always;)",
    )])
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
