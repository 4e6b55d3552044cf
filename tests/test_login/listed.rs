//! All known errors of the providers: the fake provider sends each, and navauth recognizes it.
//!
//! The list was collected from the providers' documentation and from reports, not generated from the program's tables.

use std::collections::BTreeSet;

use navauth::config::settings::Settings;
use navauth::diagnostics::catalog;
use navauth::providers;
use navauth::providers::fakes::{Behavior, Fault, Step};

use super::failures::{fails, signs_in_again};
use super::{Fixture, state_rows, users};
use crate::fixes;
use crate::support::Folder;
use crate::support::browser::Browser;
use crate::support::user::PendingSignIn;

/// How to make the fake provider send an error.
#[derive(Clone, Copy, Debug, PartialEq)]
enum By {
    /// The error of this name, on a page of the provider, without a redirect.
    Page(&'static str),
    /// The error of this name at an endpoint; at the authorization endpoint it comes with the callback.
    Refusal(Step, &'static str),
    /// The same in the device flow.
    Device(Step, &'static str),
    /// A user without an email address.
    NoEmail,
    /// The app: navauth explains it but never receives it.
    App,
}
use By::{App, Device, NoEmail, Page, Refusal};
use Step::{Authorize, Introspect, Profile, Token};

/// Provider, visible text, how to cause it, diagnostic ID.
const LIST: [(&str, &str, By, &str); 74] = [
    (
        "google",
        "device_id and device_name are required for private IP",
        Page("private-address"),
        "google.private-address",
    ),
    (
        "google",
        "Error 400: access_not_configured",
        Page("not-configured"),
        "google.access-not-configured",
    ),
    (
        "facebook",
        "App Not Setup",
        Page("not-set-up"),
        "facebook.not-active",
    ),
    (
        "facebook",
        "Feature Unavailable",
        Page("feature-unavailable"),
        "facebook.feature-unavailable",
    ),
    (
        "google",
        "Error 400: redirect_uri_mismatch",
        Page("redirect-uri"),
        "google.redirect-uri-mismatch",
    ),
    (
        "google",
        "Error 401: invalid_client",
        Page("unknown-client"),
        "google.unknown-client",
    ),
    (
        "google",
        "deleted_client",
        Page("deleted-client"),
        "google.deleted-client",
    ),
    (
        "google",
        "deleted_client",
        Refusal(Token, "deleted-client"),
        "google.deleted-client",
    ),
    (
        "google",
        "disabled_client",
        Page("disabled-client"),
        "google.disabled-client",
    ),
    (
        "google",
        "disabled_client",
        Refusal(Token, "disabled-client"),
        "google.disabled-client",
    ),
    (
        "google",
        "Error 403: access_denied",
        Page("not-verified"),
        "google.not-a-test-user",
    ),
    (
        "google",
        "Error 403: org_internal",
        Page("internal"),
        "google.organization-only",
    ),
    (
        "google",
        "disallowed_useragent",
        Page("user-agent"),
        "google.embedded-browser",
    ),
    (
        "google",
        "admin_policy_enforced",
        Page("admin-policy"),
        "google.blocked-by-admin",
    ),
    (
        "google",
        "access_denied",
        Refusal(Authorize, "cancel"),
        "google.denied",
    ),
    (
        "google",
        "Malformed auth code.",
        Refusal(Token, "unknown-code"),
        "google.invalid-grant",
    ),
    (
        "google",
        "The provided client secret is invalid.",
        Refusal(Token, "wrong-secret"),
        "google.invalid-secret",
    ),
    (
        "google",
        "The OAuth client was not found.",
        Refusal(Token, "unknown-client"),
        "google.unknown-client",
    ),
    (
        "google",
        "Missing code verifier.",
        Refusal(Token, "missing-verifier"),
        "google.code-verifier",
    ),
    (
        "google",
        "Invalid code verifier.",
        Refusal(Token, "wrong-verifier"),
        "google.code-verifier",
    ),
    (
        "google",
        "redirect_uri_mismatch",
        Refusal(Token, "redirect-uri"),
        "google.redirect-uri-mismatch",
    ),
    (
        "github",
        "application_suspended",
        Refusal(Authorize, "suspended-callback"),
        "github.suspended",
    ),
    (
        "github",
        "Application suspended",
        Page("suspended"),
        "github.suspended",
    ),
    (
        "github",
        "redirect_uri_mismatch",
        Refusal(Authorize, "redirect-uri-callback"),
        "github.redirect-uri-mismatch",
    ),
    (
        "github",
        "The redirect_uri is not associated with this application",
        Page("redirect-uri"),
        "github.redirect-uri-mismatch",
    ),
    (
        "github",
        "The user has denied your application access.",
        Refusal(Authorize, "cancel"),
        "github.denied",
    ),
    (
        "github",
        "404",
        Page("unknown-client"),
        "github.unknown-client-id",
    ),
    (
        "github",
        "Not Found",
        Refusal(Token, "unknown-client"),
        "github.client-not-found",
    ),
    (
        "github",
        "incorrect_client_credentials",
        Refusal(Token, "wrong-secret"),
        "github.incorrect-credentials",
    ),
    (
        "github",
        "bad_verification_code",
        Refusal(Token, "unknown-code"),
        "github.bad-code",
    ),
    (
        "github",
        "bad_verification_code",
        Refusal(Token, "used-code"),
        "github.bad-code",
    ),
    (
        "github",
        "bad_verification_code",
        Refusal(Token, "wrong-verifier"),
        "github.bad-code",
    ),
    (
        "github",
        "redirect_uri_mismatch",
        Refusal(Token, "redirect-uri"),
        "github.redirect-uri-mismatch",
    ),
    (
        "github",
        "unverified_user_email",
        Refusal(Token, "unverified-email"),
        "github.unverified-email",
    ),
    (
        "github",
        "device_flow_disabled",
        Device(Step::Device, "disabled"),
        "github.device-flow-disabled",
    ),
    (
        "github",
        "incorrect_device_code",
        Device(Token, "unknown-device-code"),
        "github.device-code",
    ),
    (
        "github",
        "expired_token",
        Device(Token, "expired-device-code"),
        "oauth.device-expired",
    ),
    (
        "github",
        "access_denied",
        Device(Token, "denied"),
        "oauth.denied",
    ),
    ("github", "", NoEmail, "github.no-email"),
    (
        "facebook",
        "URL Blocked",
        Page("redirect-uri"),
        "facebook.redirect-uri",
    ),
    (
        "facebook",
        "Can't Load URL",
        Page("app-domains"),
        "facebook.redirect-uri",
    ),
    (
        "facebook",
        "191",
        Refusal(Token, "redirect-not-allowed"),
        "facebook.redirect-uri",
    ),
    (
        "facebook",
        "Invalid App ID",
        Page("unknown-client"),
        "facebook.unknown-app",
    ),
    (
        "facebook",
        "This app needs at least one supported permission",
        Page("scope"),
        "facebook.no-permission",
    ),
    (
        "facebook",
        "It looks like this app isn't available",
        Page("not-available"),
        "facebook.app-unavailable",
    ),
    (
        "facebook",
        "App not active",
        Page("not-active"),
        "facebook.not-active",
    ),
    (
        "facebook",
        "Insecure Login Blocked",
        Page("insecure"),
        "facebook.insecure",
    ),
    (
        "facebook",
        "Permissions error",
        Refusal(Authorize, "cancel"),
        "facebook.denied",
    ),
    (
        "facebook",
        "Error validating client secret.",
        Refusal(Token, "wrong-secret"),
        "facebook.invalid-secret",
    ),
    (
        "facebook",
        "101",
        Refusal(Token, "unknown-client"),
        "facebook.unknown-app",
    ),
    (
        "facebook",
        "100/36007",
        Refusal(Token, "expired-code"),
        "facebook.code-expired",
    ),
    (
        "facebook",
        "100/36008",
        Refusal(Token, "redirect-uri"),
        "facebook.redirect-uri-differs",
    ),
    (
        "facebook",
        "100/36009",
        Refusal(Token, "used-code"),
        "facebook.code-used",
    ),
    (
        "facebook",
        "Invalid verification code format.",
        Refusal(Token, "unknown-code"),
        "facebook.code-format",
    ),
    (
        "facebook",
        "190/458",
        Refusal(Profile, "removed-app"),
        "facebook.app-removed",
    ),
    (
        "facebook",
        "190/460",
        Refusal(Profile, "changed-password"),
        "facebook.password-changed",
    ),
    (
        "facebook",
        "190/463",
        Refusal(Profile, "expired-token"),
        "facebook.token-expired",
    ),
    (
        "facebook",
        "190/467",
        Refusal(Profile, "ended-session"),
        "facebook.token-invalid",
    ),
    (
        "facebook",
        "190",
        Refusal(Profile, "token"),
        "facebook.token-invalid",
    ),
    (
        "facebook",
        "190",
        Refusal(Introspect, "wrong-secret"),
        "facebook.app-token",
    ),
    (
        "facebook",
        "Application request limit reached",
        Refusal(Token, "rate-limit"),
        "facebook.rate-limit",
    ),
    (
        "facebook",
        "User request limit reached",
        Refusal(Profile, "user-rate-limit"),
        "facebook.rate-limit",
    ),
    (
        "huggingface",
        "Invalid client_id",
        Page("unknown-client"),
        "huggingface.unknown-client-id",
    ),
    (
        "huggingface",
        "invalid redirect_uri",
        Page("redirect-uri"),
        "huggingface.redirect-uri",
    ),
    (
        "huggingface",
        "The user denied the request",
        Refusal(Authorize, "cancel"),
        "huggingface.denied",
    ),
    (
        "huggingface",
        "invalid_client",
        Refusal(Token, "wrong-secret"),
        "huggingface.invalid-client",
    ),
    (
        "huggingface",
        "invalid_client",
        Device(Token, "wrong-secret"),
        "huggingface.invalid-client",
    ),
    (
        "huggingface",
        "invalid_grant",
        Refusal(Token, "unknown-code"),
        "huggingface.invalid-grant",
    ),
    (
        "huggingface",
        "invalid_grant",
        Refusal(Token, "wrong-verifier"),
        "huggingface.invalid-grant",
    ),
    (
        "huggingface",
        "invalid_grant",
        Refusal(Token, "redirect-uri"),
        "huggingface.invalid-grant",
    ),
    (
        "huggingface",
        "invalid_scope",
        Refusal(Authorize, "scope"),
        "huggingface.invalid-scope",
    ),
    (
        "huggingface",
        "invalid_scope",
        Refusal(Token, "scope"),
        "huggingface.invalid-scope",
    ),
    ("huggingface", "", NoEmail, "huggingface.no-email"),
    (
        "huggingface",
        "mismatching_state",
        App,
        "oauth.mismatching-state",
    ),
];

fn say(fixture: &Fixture, provider: &'static str, step: Step, row: &'static str) {
    fixture.providers.change(|behavior| {
        *behavior = Behavior::default().fault(provider, step, Fault::Row(row));
    });
}

/// Errors that navauth receives have a diagnostic that shows the provider's words.
#[test]
fn received_errors_have_diagnostics() {
    let fixture = Fixture::ready(Behavior::default());
    let mut followed = Vec::new();
    for (provider, seen, by, id) in LIST {
        match by {
            Refusal(step, row) => say(&fixture, provider, step, row),
            NoEmail => fixture.providers.change(|old| {
                *old = Behavior::default().account(provider, |account| account.email = None)
            }),
            Page(_) | Device(..) | App => continue,
        }
        let exit = if id.ends_with("rate-limit") { 5 } else { 4 };
        let (found, run) = fails(&fixture, provider, exit);
        assert_eq!(found, id, "{provider} {by:?}");
        let document = run.json();
        let detail = document["findings"][0]["detail"]
            .as_str()
            .unwrap_or_default();
        assert!(
            detail.contains(seen),
            "{provider} {by:?}: {detail:?} does not show {seen:?}"
        );
        let is_followed = catalog::find(id).unwrap().not_followed.is_empty();
        if is_followed && matches!(by, Refusal(..)) {
            signs_in_again(&fixture, provider);
            followed.push(id.to_owned());
        }
    }
    fixes::assert_followed("listed errors of the providers", followed);
}

#[test]
fn received_errors_of_the_device_flow_have_diagnostics() {
    let fixture = Fixture::ready(Behavior::default());
    for (provider, seen, by, id) in LIST {
        let Device(step, row) = by else { continue };
        say(&fixture, provider, step, row);
        let run = fixture
            .folder
            .run(["test-login", provider, "--device", "--json"])
            .code(4);
        assert_eq!(run.ids("fail"), [id], "{provider} {row}");
        assert!(
            run.json()["findings"][0]["detail"]
                .as_str()
                .unwrap()
                .contains(seen),
            "{run:?}"
        );
        assert_eq!((state_rows(&fixture), users(&fixture).len()), (0, 0));
    }
}

/// Errors on the provider's pages: shown in a real browser, and listed when the sign-in times out.
#[test]
fn error_pages_are_listed_on_timeout() {
    let fixture = Fixture::ready(Behavior::default());
    let browser = Browser::start(900, 700, false);
    for provider in providers::all(&Settings::default()).unwrap() {
        let login = PendingSignIn::start(
            &fixture.folder,
            [
                "test-login",
                &provider.name,
                "--no-browser",
                "--timeout",
                "1s",
            ],
        );
        let (url, redirect_uri) = (login.url.clone(), login.parameter("redirect_uri"));
        let run = login
            .finish()
            .code(5)
            .err("no request reached the listener");
        let answer = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut driven = BTreeSet::new();
        for (name, seen, by, id) in LIST {
            let Page(row) = by else { continue };
            if name != provider.name {
                continue;
            }
            say(&fixture, name, Authorize, row);
            browser.open(&url);
            let page = browser.wait_for(seen);
            let known = provider
                .error_pages()
                .find(|known| page.contains(known.error))
                .unwrap_or_else(|| panic!("{name}: {page}"));
            assert_eq!(known.code.id, id, "{page}");
            let template_vars = provider.template_vars(&provider.variables[0], &redirect_uri);
            // The fake providers' navauth.toml does not change the console URL.
            let fix = template_vars
                .fill(known.code.help.text)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            assert!(
                answer.contains(&format!("\"{}\"", known.error)),
                "no {:?} in {answer}",
                known.error
            );
            assert!(answer.contains(&fix), "no {fix:?} in {answer}");
            driven.insert(known.error);
        }
        let known: BTreeSet<&str> = provider.error_pages().map(|row| row.error).collect();
        assert_eq!(driven, known, "a page that no stand-in shows");
        assert_eq!((state_rows(&fixture), users(&fixture).len()), (0, 0));
    }
}

/// `navauth explain` finds each row by its visible text, also errors that only the app shows.
#[test]
fn explain_finds_errors_by_their_visible_text() {
    let folder = Folder::new();
    for (provider, seen, by, id) in LIST {
        if seen.is_empty() {
            continue;
        }
        let document = folder.run(["explain", id, "--json"]).code(0).json();
        assert_eq!(document["explanations"][0]["id"], id);
        let known = document["explanations"][0]["seen"].as_array().unwrap();
        assert!(!known.is_empty(), "{id}");
        if matches!(by, Page(_) | App) {
            // A status alone may be any server's.
            let is_status = seen.parse::<u16>().is_ok();
            let text = if is_status {
                format!("{provider} {seen}")
            } else {
                seen.to_string()
            };
            let asked = folder.run(["explain", &text, "--json"]).code(0).json();
            let ids: Vec<_> = asked["explanations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|found| found["id"].clone())
                .collect();
            assert!(ids.contains(&id.into()), "{seen}: {ids:?}");
        }
    }
}
