//! The checks of the live site: https, the start of each sign-in, and the session key.

mod redirect_uris;
mod sessions;
mod sign_ins;

use std::time::Duration;

use super::check::Check;
use super::context::CheckContext;
use super::facts::{SiteSnapshot, Source};
use super::violation::{CheckResult, Violation};
use crate::config::variables::Stage;
use crate::diagnostic;
use crate::diagnostics::catalog::{credential, live, space, tls};
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Code, Diagnostic, SkipReason};
use crate::http::CertificateFault;
use crate::live_site::{AppResponses, FrontPage, HttpRedirect, HttpsProbe, same_site};
use crate::text;
use crate::words::pluralize;

/// The name that problems with the site as a whole refer to.
const SITE: &str = "the live site";

/// The variable that names the site.
const FRONTEND_URL: &str = "FRONTEND_URL";

/// Certificates that are renewed automatically are replaced earlier than this before they expire.
const RENEWAL_DAYS: i64 = 21;

/// The shortest useful max-age of HSTS: half a year.
const MIN_HSTS_MAX_AGE: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// The site itself: what is wrong here explains problems of the providers and of the Space.
pub const SITE_CHECKS: &[Check] = &[
    Check {
        title: "browsers trust the certificate of the live site",
        run: certificate,
        ..of_site(&live::CERTIFICATE)
    },
    Check {
        title: "the live site answers",
        depends_on: &[&live::CERTIFICATE],
        run: unreachable,
        ..of_site(&live::UNREACHABLE)
    },
    Check {
        title: "the live site exists",
        depends_on: &[&live::CERTIFICATE, &live::UNREACHABLE],
        run: not_found,
        ..of_site(&live::NOT_FOUND)
    },
    Check {
        title: "the live site is not a parked domain",
        depends_on: &[&live::CERTIFICATE, &live::UNREACHABLE],
        run: parked,
        ..of_site(&live::PARKED)
    },
    Check {
        title: "the live site does not redirect to another address",
        depends_on: &[&live::CERTIFICATE, &live::UNREACHABLE, &live::NOT_FOUND],
        emits: &[&live::REDIRECT_LOOP],
        run: moved,
        ..of_site(&live::MOVED)
    },
    Check {
        title: "the certificate of the live site is valid for at least three more weeks",
        depends_on: &[&live::CERTIFICATE],
        run: certificate_ends,
        ..of_site(&live::CERTIFICATE_ENDS)
    },
    Check {
        title: "the live site redirects from http to https",
        depends_on: WORKING_SITE,
        run: http,
        ..of_site(&live::HTTP)
    },
    Check {
        title: "the live site tells browsers to use only https (HSTS)",
        depends_on: WORKING_SITE,
        run: hsts,
        ..of_site(&live::HSTS)
    },
];

/// What the app on the site answers.
pub const APP_CHECKS: &[Check] = &[
    Check {
        stage: Stage::SignIn,
        title: "the live site starts sign-in with every provider",
        depends_on: &[
            &live::UNREACHABLE,
            &live::NOT_FOUND,
            &live::PARKED,
            &live::MOVED,
            &space::MISSING_SECRET,
        ],
        run: sign_ins::start,
        ..of_site(&live::LOGIN_START)
    },
    Check {
        stage: Stage::SignIn,
        title: "the live site uses the client IDs set here",
        depends_on: &[&live::LOGIN_START, &credential::SHARED],
        run: sign_ins::client_id,
        ..of_site(&live::CLIENT_ID)
    },
    Check {
        stage: Stage::SignIn,
        title: "the live site sends the providers an https redirect URI",
        depends_on: &[&live::LOGIN_START],
        run: redirect_uris::redirect_uri_http,
        ..of_site(&live::REDIRECT_URI_HTTP)
    },
    Check {
        stage: Stage::SignIn,
        title: "the live site sends every provider the registered redirect URI",
        depends_on: &[&live::REDIRECT_URI_HTTP],
        run: redirect_uris::redirect_uri,
        ..of_site(&live::REDIRECT_URI)
    },
    Check {
        stage: Stage::SignIn,
        title: "the live site starts every sign-in with a unique state",
        depends_on: &[&live::LOGIN_START],
        run: sign_ins::state,
        ..of_site(&live::STATE)
    },
    Check {
        stage: Stage::SignIn,
        title: "the live site requests the scopes that the app needs",
        depends_on: &[&live::LOGIN_START],
        run: sign_ins::scopes,
        ..of_site(&live::SCOPES)
    },
    Check {
        stage: Stage::Session,
        title: "the live site rejects requests without a valid session",
        depends_on: WORKING_SITE,
        run: sessions::open,
        ..of_site(&live::SESSION_OPEN)
    },
    Check {
        stage: Stage::Session,
        title: "the live site signs session tokens with the JWT_SECRET_KEY set here",
        depends_on: &[&live::SESSION_OPEN, &space::MISSING_SECRET],
        run: sessions::key,
        ..of_site(&live::SESSION_KEY)
    },
];

const fn of_site(code: &'static Code) -> Check {
    Check {
        stage: Stage::Site,
        source: Source::LiveSite,
        ..Check::of(code)
    }
}

const WORKING_SITE: &[&Code] = &[
    &live::CERTIFICATE,
    &live::UNREACHABLE,
    &live::NOT_FOUND,
    &live::PARKED,
    &live::MOVED,
];

fn snapshot<'run>(context: &'run CheckContext<'_>) -> Result<&'run SiteSnapshot, SkipReason> {
    context
        .facts
        .live_site
        .as_ref()
        .map(|timed| &timed.value)
        .ok_or(SkipReason::NotApplicable)
}

/// The app's answers. Why there are none is reported by the checks of the site.
fn app_responses<'run>(
    context: &'run CheckContext<'_>,
) -> Result<(&'run SiteSnapshot, &'run AppResponses), SkipReason> {
    let snapshot = snapshot(context)?;
    snapshot
        .live
        .app
        .as_ref()
        .map(|app| (snapshot, app))
        .ok_or(SkipReason::NotApplicable)
}

/// A problem with the site as a whole.
fn problem(snapshot: &SiteSnapshot, diagnostic: Diagnostic) -> Violation {
    Violation::of(SITE, diagnostic).at(snapshot.location.clone())
}

fn unknown(snapshot: &SiteSnapshot, title: String) -> Violation {
    Violation::unknown(SITE, title).at(snapshot.location.clone())
}

/// Makes the upload of the settings the fix, if the target is known.
fn with_push_command(snapshot: &SiteSnapshot, problem: Violation) -> Violation {
    match &snapshot.push_command {
        Some(command) => problem.command(command),
        None => problem,
    }
}

fn certificate(context: &CheckContext<'_>) -> CheckResult {
    let snapshot = snapshot(context)?;
    let site = &snapshot.live.site;
    let failure = match &snapshot.live.https {
        HttpsProbe::Answered {
            certificate: Some(certificate),
            ..
        } => {
            let text = format!(
                "the certificate of {site} is from {}",
                sanitize(&certificate.issuer)
            );
            return Ok(vec![Violation::passed(text)]);
        }
        HttpsProbe::Answered { .. } => return Ok(Vec::new()),
        HttpsProbe::Failed(failure) => failure,
    };
    let Some(fault) = &failure.certificate else {
        return Err(SkipReason::NotApplicable);
    };
    let problem = problem(snapshot, diagnostic!(live::CERTIFICATE, site = site));
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
        CertificateFault::ChainExpired(_) => problem
            .reason(live::CHAIN_EXPIRED)
            .help(live::RENEW_CERTIFICATE),
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
        CertificateFault::SelfSigned => problem.reason(live::CERTIFICATE_SELF_SIGNED),
        CertificateFault::Untrusted { issuer, store } => match issuer {
            Some(issuer) => problem.reason(text!(
                tls::ISSUED_BY,
                issuer = sanitize(issuer),
                store = store
            )),
            None => problem,
        },
        CertificateFault::Other(words) => problem.observed(sanitize(words)),
    }])
}

fn unreachable(context: &CheckContext<'_>) -> CheckResult {
    let snapshot = snapshot(context)?;
    let site = &snapshot.live.site;
    match &snapshot.live.https {
        HttpsProbe::Answered {
            page: FrontPage::Unclear(words),
            ..
        } => {
            let title = text!(live::CLOSED, site = site, reason = words);
            Ok(vec![unknown(snapshot, title).help(live::OPEN_IN_BROWSER)])
        }
        HttpsProbe::Answered { .. } => Ok(Vec::new()),
        HttpsProbe::Failed(failure) if failure.certificate.is_some() => {
            Err(SkipReason::NotApplicable)
        }
        HttpsProbe::Failed(failure) => {
            let diagnostic = failure.diagnostic("the site");
            let problem = unknown(snapshot, text!(live::UNKNOWN, reason = diagnostic.title));
            let problem = match diagnostic.cause {
                Some(cause) => problem.reason(cause),
                None => problem,
            };
            // The address is not to blame for what is wrong on this computer or with its proxy.
            let help = match diagnostic.fix.filter(|_| failure.is_local()) {
                Some(fix) => fix.text,
                None => text!(
                    live::CHECK_ADDRESS,
                    site = site,
                    setting = snapshot.named_by
                ),
            };
            Ok(vec![problem.help(help)])
        }
    }
}

fn not_found(context: &CheckContext<'_>) -> CheckResult {
    let snapshot = snapshot(context)?;
    let HttpsProbe::Answered { page, status, .. } = &snapshot.live.https else {
        return Err(SkipReason::NotApplicable);
    };
    let site = &snapshot.live.site;
    // Where only the callback names the site, it need not have a front page.
    let is_front_end = || {
        let url = context.value(FRONTEND_URL).map(url::Url::parse);
        url.is_some_and(|url| url.is_ok_and(|url| url.origin().ascii_serialization() == *site))
    };
    match page {
        FrontPage::NotFound => {}
        FrontPage::OfApi if is_front_end() => {}
        _ => return Ok(Vec::new()),
    }
    let diagnostic = diagnostic!(
        live::NOT_FOUND,
        site = site,
        status = status,
        setting = snapshot.named_by
    );
    let problem = snapshot
        .expected
        .iter()
        .fold(problem(snapshot, diagnostic), |problem, expected| {
            problem.and_with(&expected.variable)
        });
    Ok(vec![match (
        &snapshot.private_space,
        *page == FrontPage::OfApi || snapshot.live.has_app(),
    ) {
        (Some(space), _) => problem
            .reason(text!(live::SPACE_IS_PRIVATE, space = space))
            .help(text!(live::PUBLISH_SPACE, space = space)),
        (None, false) => problem.reason(text!(live::SITE_MISSING, setting = snapshot.named_by)),
        (None, true) => problem
            .reason(live::ONLY_FRONT_PAGE_MISSING)
            .help(live::SERVE_FRONT_END),
    }])
}

fn parked(context: &CheckContext<'_>) -> CheckResult {
    let snapshot = snapshot(context)?;
    let HttpsProbe::Answered { page, .. } = &snapshot.live.https else {
        return Err(SkipReason::NotApplicable);
    };
    let FrontPage::Parked(seen) = page else {
        return Ok(Vec::new());
    };
    let diagnostic = diagnostic!(
        live::PARKED,
        site = snapshot.live.site,
        setting = snapshot.named_by
    );
    let problem = snapshot.expected.iter().fold(
        problem(snapshot, diagnostic).and_with(FRONTEND_URL),
        |problem, expected| problem.and_with(&expected.variable),
    );
    Ok(vec![problem.observed(seen)])
}

/// One problem, whatever else follows from it: sign-ins, redirect URIs and the Space are all at the other address.
fn moved(context: &CheckContext<'_>) -> CheckResult {
    let snapshot = snapshot(context)?;
    if !matches!(snapshot.live.https, HttpsProbe::Answered { .. }) {
        return Err(SkipReason::NotApplicable);
    }
    let site = &snapshot.live.site;
    if snapshot.live.loops() {
        let diagnostic = diagnostic!(live::REDIRECT_LOOP, site = site);
        return Ok(vec![problem(snapshot, diagnostic)]);
    }
    let Some(target) = snapshot.live.moved_to() else {
        return Ok(Vec::new());
    };
    let origin = sanitize(&target.origin().ascii_serialization());
    let diagnostic = diagnostic!(live::MOVED, site = site, target = origin);
    let problem = snapshot.expected.iter().fold(
        problem(snapshot, diagnostic).and_with(FRONTEND_URL),
        |problem, expected| problem.and_with(&expected.variable),
    );
    let asked = url::Url::parse(site).ok();
    let is_same_host = asked
        .as_ref()
        .is_some_and(|asked| asked.host_str() == target.host_str());
    let host = target.host_str().unwrap_or_default();
    let url = format!("https://{}", sanitize(host));
    Ok(vec![if is_same_host {
        problem.help(live::SERVE_OVER_HTTPS)
    } else if let Some(gate) = sign_in_gate(host) {
        problem
            .reason(text!(live::BEHIND_SIGN_IN, gate = gate))
            .help(live::OPEN_TO_THE_PUBLIC)
    } else if asked.is_some_and(|asked| same_site(&asked, target)) {
        problem.help(text!(live::SET_FRONTEND_URL, url = url))
    } else {
        problem.help(text!(live::IF_NEW_ADDRESS, url = url))
    }])
}

/// The hosts of sign-in pages in front of a site: what a redirect there is, and the end of the host's name.
const SIGN_IN_GATES: [(&str, &str); 8] = [
    ("Databricks", "azuredatabricks.net"),
    ("Databricks", "databricks.com"),
    ("Vercel", "vercel.com"),
    ("Cloudflare Access", "cloudflareaccess.com"),
    ("Microsoft", "login.microsoftonline.com"),
    ("Google", "accounts.google.com"),
    ("Okta", "okta.com"),
    ("Auth0", "auth0.com"),
];

/// Whose sign-in page a host has; None where that is not known.
fn sign_in_gate(host: &str) -> Option<&'static str> {
    let host = host.to_ascii_lowercase();
    let is_of = |end: &str| {
        host.strip_suffix(end)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    SIGN_IN_GATES
        .iter()
        .find(|(_, end)| is_of(end))
        .map(|(gate, _)| *gate)
}

fn certificate_ends(context: &CheckContext<'_>) -> CheckResult {
    let snapshot = snapshot(context)?;
    let HttpsProbe::Answered {
        certificate: Some(certificate),
        ..
    } = &snapshot.live.https
    else {
        return Err(SkipReason::NotApplicable);
    };
    let days = certificate.days_left(snapshot.live.at);
    let left = pluralize(days, "day");
    if days >= RENEWAL_DAYS {
        return Ok(vec![Violation::passed(format!(
            "the certificate is valid for {left} more"
        ))]);
    }
    let diagnostic = diagnostic!(
        live::CERTIFICATE_ENDS,
        site = snapshot.live.site,
        left = left
    );
    Ok(vec![problem(snapshot, diagnostic).observed(format!(
        "it expires on {}",
        certificate.not_after.strftime("%Y-%m-%d")
    ))])
}

fn http(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, app) = app_responses(context)?;
    let address = snapshot.live.site.replacen("https://", "http://", 1);
    let detail = match &app.http {
        HttpRedirect::ToHttps => return Ok(Vec::new()),
        HttpRedirect::Refused => {
            return Ok(vec![Violation::passed(
                "the live site serves nothing over http",
            )]);
        }
        HttpRedirect::Unknown(reason) => {
            let title = text!(live::HTTP_UNKNOWN, address = address, reason = reason);
            return Ok(vec![unknown(snapshot, title)]);
        }
        HttpRedirect::ToHttp(host) => text!(live::HTTP_ELSEWHERE, host = sanitize(host)),
        HttpRedirect::None(status) => text!(live::HTTP_SERVES, status = status),
    };
    let diagnostic = diagnostic!(live::HTTP, address = address);
    Ok(vec![problem(snapshot, diagnostic).observed(detail)])
}

fn hsts(context: &CheckContext<'_>) -> CheckResult {
    let snapshot = snapshot(context)?;
    let HttpsProbe::Answered {
        hsts,
        page: FrontPage::Served | FrontPage::NotFound | FrontPage::OfApi,
        ..
    } = &snapshot.live.https
    else {
        return Err(SkipReason::NotApplicable);
    };
    let detail = match hsts.as_deref().map(max_age) {
        Some(Some(seconds)) if seconds >= MIN_HSTS_MAX_AGE.as_secs() => return Ok(Vec::new()),
        Some(Some(seconds)) => text!(live::HSTS_TOO_SHORT, days = seconds / 86_400),
        Some(None) => live::HSTS_WITHOUT_MAX_AGE.to_owned(),
        None => live::HSTS_MISSING.to_owned(),
    };
    Ok(vec![
        problem(snapshot, diagnostic!(live::HSTS)).observed(detail),
    ])
}

/// The max-age of an HSTS header in seconds (RFC 6797 section 6.1.1).
fn max_age(header: &str) -> Option<u64> {
    let mut parts = header.split(';').filter_map(|part| part.split_once('='));
    let (_, seconds) = parts.find(|(name, _)| name.trim().eq_ignore_ascii_case("max-age"))?;
    seconds.trim().trim_matches('"').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::max_age;

    #[test]
    fn max_age_is_read_in_every_form() {
        for (header, seconds) in [
            ("max-age=31536000", Some(31_536_000)),
            ("includeSubDomains; Max-Age = \"60\" ; preload", Some(60)),
            ("max-age=0", Some(0)),
            ("max-age", None),
            ("includeSubDomains", None),
            ("max-age=-1", None),
        ] {
            assert_eq!(max_age(header), seconds, "{header}");
        }
    }
}
