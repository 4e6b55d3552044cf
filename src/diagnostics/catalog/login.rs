//! Signing in.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth test-login PROVIDER`";

const CHECK_PASTED: Help =
    Help::text("run the command again; if you paste the URL, paste all of it");
const WRITABLE_FILE: Help = Help::text("give a file in a folder that you may write to");

// When no answer came in time: what was observed, why, and what to do.
pub const OBSERVED: &str = "received: {requests}";
pub const NOTHING_PASTED: &str = "no redirect URL was pasted";
pub const NO_REQUEST: &str = "no request reached the listener";
pub const OLD_PAGE: &str =
    "a page from an earlier run was used, or another program also started a sign-in";
pub const NO_ANSWER: &str = "either {label} shows an error page, or the sign-in was not finished";
pub const OTHER_REQUESTS: &str = "something reached the listener, but not the answer to this sign-in; either {label} shows an error page, or the sign-in was not \
     finished";
pub const USED_HTTPS: &str = "the browser opened {uri} with https instead of http; possible causes: an HTTPS-only setting, or a site on localhost that once required https (HSTS)";
pub const USE_HTTP: &str =
    "change https:// to http:// in the address bar, or paste the address into the terminal";
pub const CANCELED_ELSEWHERE: &str = "; if you clicked Cancel, {label} redirected to the first of the app's registered URIs, which may be a different one";
pub const CLOSE_OLD_TABS: &str = "close the old tabs and open the URL that this run prints";
pub const CHECK_PAGE: &str = "check the page in the browser: if it shows one of these texts, follow the instructions next to it; {otherwise}{pages}";
pub const MORE_TIME: &str = "otherwise allow more time with --timeout";
// What a callback contains that has neither a code nor an error.
pub const ONLY_STATE: &str = "it contains only state";
pub const STATE_AND: &str = "it contains state and {names}";
pub const PASTE_URL: &str = "otherwise paste the whole URL of the page that begins with {uri}";

pub const PROVIDER_NEAR: &str = "did you mean {near}? The known providers are {known}";

pub const FREE_PORT: &str = "let navauth choose a free port, which {label} allows";
pub const REGISTER_OTHER_PORT: &str =
    "choose another port and register its redirect URI at {console}";
pub const STOP_OR: &str = "stop that program while you test, or {register}";

// How the last test of a provider differs from what is needed.
pub const TESTED_ON: &str = "signed in with {label} on {date}, with {uri}";
pub const TESTED_LONG_AGO: &str = "was last tested on {date}, more than 30 days ago";
pub const TESTED_OTHERWISE: &str = "was tested on {date} with different settings";
pub const TESTED_ELSEWHERE: &str = "was tested only with {other}, not with {uri}";
pub const NEVER_TESTED: &str = "has not been tested from here";

// What a server requires that navauth does not support.
pub const CLIENT_AUTHENTICATION: &str = "its token endpoint accepts only {methods}";
pub const PUSHED_REQUESTS: &str = "it requires pushed authorization requests (PAR, RFC 9126)";
pub const SIGNED_REQUESTS: &str = "it requires signed request objects (RFC 9101)";
pub const OFFERS_ONLY: &str = "its {name} contains only {values}";
pub const PUBLIC_CLIENT: &str = "set client_authentication = \"none\" under [providers.{name}] in navauth.toml if your client there is public";

/// What a provider answered, and where.
pub const SAID_AT: &str = "{label} said at {step}: {said}";

pub const NOT_A_FILE: &str = "the path exists and is not a file";
pub const NO_REFRESH_REVOCATION: &str = "its revocation endpoint accepts access tokens only";
pub const PLACEHOLDER_ADDRESS: &str =
    "release 2026-04 of the app rejects such a user; later ones store a placeholder address";
pub const ANOTHER_APP: &str = "the token belongs to {owner}; this app is {client_id}";
pub const SCOPES: &str = "requested {requested}; granted {granted}";

/// Why there is no browser.
pub const CI_IS_SET: &str = "the environment variable CI is set";

/// Where there are no production settings yet.
pub const PRODUCTION_FILE: Help = Help::command(
    "create the file with the production settings, or name it with --production",
    "navauth setup --environment production",
);

codes! {
    "Signing in";

    NO_EMAIL = Code {
        id: "login.no-email",
        message: "{label} returned no email address",
        reason: "possible causes: the scope email was not granted, or the account has no address",
        help: Help::text("select the scope email in the app's settings at {console}, then sign in again"),
        explanation: "The app cannot store a user without an email address.",
        reproduce: "`navauth test-login PROVIDER`",
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    TIMED_OUT = Code {
        id: "login.timed-out",
        message: "{label} has not answered within {time}",
        help: Help::text(CLOSE_OLD_TABS),
        explanation: "An error page at the provider never redirects back. The message lists the pages that this provider shows and what to \
                      do about each, and the requests that did reach the listener. If there is no error page, allow more time with \
                      --timeout.",
        reproduce: "`navauth test-login PROVIDER --timeout 1s`",
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    DEVICE_TIMED_OUT = Code {
        id: "login.device-timed-out",
        message: "the code was not entered at {label} in time",
        help: Help::text("run the command again, with a longer --timeout"),
        reproduce: "`navauth test-login PROVIDER --device --timeout 1s`",
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    BAD_REDIRECT = Code {
        id: "login.bad-redirect",
        message: "{uri} is not a redirect URI",
        reason: "it must be an absolute http or https URL without a fragment (#) and without a user name",
        help: Help::text("write it exactly as registered, such as http://localhost:8000/auth/callback/github"),
        reproduce: "`navauth test-login github --redirect localhost`",
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    UNKNOWN_PROVIDER = Code {
        id: "login.unknown-provider",
        message: "unknown provider {name}",
        help: Help::text("use one of {known}, or add it to navauth.toml under [providers.{name}]"),
        reproduce: "`navauth test-login nothing`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    NONE_CONFIGURED = Code {
        id: "login.none-configured",
        message: "no provider is configured",
        help: Help::command(
            "add the client ID and client secret of at least one provider to the .env file",
            "navauth check-env",
        ),
        reproduce: "`navauth test-login --all`",
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    NOT_CONFIGURED = Code {
        id: "login.not-configured",
        message: "{variables} not set",
        reason: "signing in with {label} needs its client ID and its client secret",
        help: Help::command(
            "copy them from {console} into the .env file",
            "navauth check-env --provider {name}",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    NO_PRODUCTION_CALLBACK = Code {
        id: "login.no-production-callback",
        message: "the production redirect URI is not known",
        reason: "neither navauth.toml nor FRONTEND_URL contains the live site's address (an address of this computer does not count)",
        help: Help::text("set FRONTEND_URL=https://… in the .env file, or production under [callback] in navauth.toml"),
        reproduce: "`navauth test-login PROVIDER --redirect production`",
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    NO_ONE_TO_SIGN_IN = Code {
        id: "login.no-one-to-sign-in",
        message: "there is no terminal and no browser to sign in with {label}",
        help: Help::command(
            "run this command on your own computer; where a program opens the printed address and signs in, add --no-browser:",
            "navauth test-login {provider} --no-browser",
        ),
        explanation: "A sign-in needs someone at a browser, so without one navauth would only wait. In CI (CI=true) it does not open a browser, \
                      unless BROWSER is set. `navauth check-env --live` checks the credentials and the live site without a sign-in.",
        reproduce: "`CI=true navauth test-login github`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    NO_WAY_BACK = Code {
        id: "login.no-way-back",
        message: "{uri} is not on this computer, and navauth cannot prompt for the URL",
        reason: "the provider redirects to the live site, so you have to paste the URL of that page here",
        help: Help::text("leave out --no-input and run this in a terminal, or pipe the URL to standard input"),
        reproduce: "`navauth test-login PROVIDER --redirect production --no-input`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    PORT_TAKEN = Code {
        id: "login.port-taken",
        message: "port {port} on {address} is in use by {program}",
        reason: "the provider redirects to exactly this port, and only one program can listen there; usually it is the app itself",
        help: Help::text("stop that program while you test"),
        explanation: "GitHub and HuggingFace allow any free port: `--redirect-uri http://localhost:0/auth/callback/PROVIDER`.",
        reproduce: "start the app, then `navauth test-login PROVIDER`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    PORT_FORBIDDEN = Code {
        id: "login.port-forbidden",
        message: "you are not permitted to listen on port {port}",
        reason: "on most systems ports below 1024 are reserved for the administrator",
        help: Help::text("use a port above 1024, and register its redirect URI"),
        reproduce: "`navauth test-login github --redirect-uri http://localhost:80/auth/callback/github`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    PORT_UNUSABLE = Code {
        id: "login.port-unusable",
        message: "cannot listen on {address} port {port}",
        help: Help::text(
            "check that this computer has the address; the redirect URI's host must be localhost, 127.0.0.1 or [::1]",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    NO_ENDPOINT = Code {
        id: "login.no-endpoint",
        message: "{label} has no usable {endpoint}",
        help: Help::text("set {endpoint} under [providers.{name}] in navauth.toml"),
        explanation: "Neither navauth.toml nor the issuer's discovery document contains it, or it is not a URL.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    OTHER_ISSUER = Code {
        id: "login.other-issuer",
        message: "the discovery document of {label} is for the issuer {issuer}",
        reason: "both must be identical, including a trailing slash",
        help: Help::text("write issuer = \"{issuer}\" in navauth.toml if that is the server you mean"),
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };

    NO_ISSUER = Code {
        id: "login.no-issuer",
        message: "the discovery document of {label} contains no issuer",
        reason: "the issuer is required: it shows that the document is from the server that you mean",
        help: Help::text(
            "check issuer under [providers.{name}] in navauth.toml; if it is right, ask the operator of the server to correct the document",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };

    UNSAFE_ENDPOINT = Code {
        id: "login.unsafe-endpoint",
        message: "the discovery document of {label} contains an unusable {endpoint}",
        help: Help::text(
            "set {endpoint} under [providers.{name}] in navauth.toml, or ask the operator of the server to correct it",
        ),
        explanation: "An issuer may use endpoints on its own host, and on hosts that you trust. It may not lead from https to http, from \
                      the internet to this computer, or from one port of this computer to another. Nothing was sent there.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    UNSUPPORTED_SERVER = Code {
        id: "login.unsupported-server",
        message: "navauth cannot sign in at {label}: {requirement}",
        reason: "the discovery document says so, and neither navauth nor the app supports it",
        help: Help::text(
            "register a client at the server that uses the authorization code flow with a client secret, or ask its operator",
        ),
        explanation: "Checked before the sign-in: client authentication, response types and modes, grant types, signature algorithms, \
                      pushed authorization requests and signed requests.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    NO_DEVICE_FLOW = Code {
        id: "login.no-device-flow",
        message: "{label} has no device flow",
        help: Help::text("leave out --device; on a computer without a browser, paste the redirect URL into the terminal"),
        reproduce: "`navauth test-login facebook --device`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    QR_TOO_LONG = Code {
        id: "login.qr-too-long",
        message: "the URL is too long for a QR code",
        help: Help::text("leave out --qr and copy the URL"),
        reproduce: "`navauth test-login PROVIDER --qr` with very many scopes",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    MIX_UP = Code {
        id: "login.mix-up",
        message: "the callback comes from {issuer}, not from {label}",
        reason: "its iss parameter identifies another server (RFC 9207)",
        help: Help::text("check authorization_endpoint and issuer in navauth.toml"),
        explanation: "A code or an error in it is not the provider's.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    ISSUER_MISSING = Code {
        id: "login.issuer-missing",
        message: "the callback does not say that it comes from {label}",
        reason: "{label} promises an iss parameter in each callback (RFC 9207), and this one has none",
        help: CHECK_PASTED,
        explanation: "Without it, navauth could not recognize an answer from another server.",
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };

    NO_CODE = Code {
        id: "login.no-code",
        message: "{label} answered without a code and without an error",
        explanation: "Possible causes: the answer was truncated, or authorization_endpoint belongs to something else.",
        help: CHECK_PASTED,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    STATE_EXPIRED = Code {
        id: "login.state-expired",
        message: "the sign-in took longer than the app allows",
        reason: "the app keeps an unfinished sign-in attempt for 10 minutes; this one has expired or was deleted",
        help: Help::text("run the command again and sign in within 10 minutes"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    PROVIDER_ERROR = Code {
        id: "login.provider-error",
        message: "{label} returned an error at {step}: {code}",
        reason: "navauth does not recognize this error and shows it as received",
        help: Help::text("look it up in the provider's documentation; the app's settings are at {console}"),
        explanation: "If the documentation does not help, report it with --transcript.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNREADABLE_ANSWER = Code {
        id: "login.unreadable-answer",
        message: "{label} sent an unexpected answer at {step}",
        reason: "possible causes: the endpoint is wrong, or the provider changed its answers",
        help: Help::text("check the endpoints in navauth.toml, and report it with --transcript"),
        explanation: "For an endpoint that issues or describes tokens, only status, content type, size and field names are shown. A token \
                      that was issued in an unusual form is revoked where the provider allows it.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NO_ID = Code {
        id: "login.no-id",
        message: "{label}'s profile has no ID",
        reason: "the field that identifies the user is missing, or is neither a string nor an integer of at most 64 bits",
        help: Help::text("set id under [providers.{name}.profile] in navauth.toml"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TOKEN_NOT_VALID = Code {
        id: "login.token-not-valid",
        message: "{label} says that the token it has just issued is not valid",
        help: Help::text("run the command again; if it fails again, report it with --transcript"),
        explanation: "The answer gives no cause.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TOKEN_OF_ANOTHER_APP = Code {
        id: "login.token-of-another-app",
        message: "{label}'s token does not belong to this app",
        reason: "with a token of another app, its developers could sign in here as any of its users",
        help: Help::text("check that the client ID and client secret belong to the same app at {console}"),
        explanation: "Facebook's profile API accepts tokens of any app.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SCOPE_NOT_GRANTED = Code {
        id: "login.scope-not-granted",
        message: "{label} did not grant {scopes}",
        reason: "possible causes: it was deselected during sign-in, or the app may not request it",
        help: Help::text("sign in again and leave everything selected; check the app's scopes at {console}"),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::WARNING
    };

    EMAIL_UNVERIFIED = Code {
        id: "login.email-unverified",
        message: "{label} has not verified this email address",
        reason: "it may belong to someone else, so it is not used to link accounts",
        help: Help::text("confirm the address at {label}"),
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    EMAIL_UNPROVEN = Code {
        id: "login.email-unproven",
        message: "{label} does not say whether it has verified the email address",
        reason: "it is not used to link this sign-in with a user of the same address",
        help: Help::text("to link them anyway, add --link"),
        explanation: "Facebook never says so.",
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::WARNING
    };

    APP_USERNAME_TAKEN = Code {
        id: "login.app-username-taken",
        message: "the app itself cannot create this user: it answers 500, because the username {username} is taken",
        reason: "the app stores the provider's username unchanged, and usernames are unique; navauth stored the user as {stored}",
        help: Help::command("rename the other user in the database, or delete one that is not used", "navauth list-users"),
        explanation: "A user with a taken username gets the same error at every sign-in, until one of the two usernames is changed.",
        reproduce: "sign in with a provider whose username another user already has",
        not_followed: not_followed::DECISION,
        ..Code::WARNING
    };

    APP_PICTURE_TOO_LONG = Code {
        id: "login.app-picture-too-long",
        message: "the app itself cannot sign this user in: it answers 500, because the picture's URL has more than {limit} characters",
        reason: "the app stores the URL unchanged, and PostgreSQL rejects values that are too long for the column avatar_url; navauth left it out",
        help: Help::text("widen the column: ALTER TABLE … ALTER COLUMN avatar_url TYPE text, as the app's releases since June 2026 do"),
        explanation: "SQLite stores the URL whatever its length.",
        reproduce: "sign in with an account whose picture has a very long URL",
        not_followed: not_followed::ACCOUNT,
        ..Code::WARNING
    };

    PROVIDER_REPLACED = Code {
        id: "login.provider-replaced",
        message: "this user signed in with {before} earlier, and the app stores only one provider per user",
        help: Help::text("nothing is lost: signing in with {before} links it again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::DECISION,
        ..Code::WARNING
    };

    REFRESH_TOKEN_LIVES = Code {
        id: "login.refresh-token-lives",
        message: "could not revoke {label}'s refresh token from this test",
        reason: "new access tokens can be issued with it until it expires; only this run has seen it",
        help: Help::text("remove the app at {connections}"),
        explanation: "The access token was revoked. At GitHub a refresh token expires after six months at the latest.",
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::WARNING
    };

    NOT_REVOKED = Code {
        id: "login.not-revoked",
        message: "could not revoke {label}'s token from this test",
        reason: "it stays valid until it expires; only this run has seen it",
        help: Help::text("remove the app at {connections}"),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::WARNING
    };

    TRANSCRIPT_UNWRITABLE = Code {
        id: "login.transcript-unwritable",
        message: "cannot write the transcript to {file}",
        help: WRITABLE_FILE,
        reproduce: "`navauth test-login PROVIDER --transcript /nowhere/record.txt`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    UNTESTED = Code {
        id: "login.untested",
        message: "sign-in with {label} {state}",
        help: Help::command("sign in once", "{command}"),
        explanation: "No successful test-login with these settings and this redirect URI is on record, or it is older than 30 days.",
        reproduce: "`navauth check-env --live --only login.untested`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::UNKNOWN
    };

    RECORD_DAMAGED = Code {
        id: "login.record-damaged",
        message: "cannot read the record of test sign-ins",
        help: Help::command("delete it, then test each provider again", "rm {file}"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    RECORD_UNUSABLE = Code {
        id: "login.record-unusable",
        message: "cannot write the record of test sign-ins",
        help: Help::text("make the folder {folder} writable, and check that its disk has free space"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };
}
