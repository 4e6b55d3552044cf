//! What Facebook's errors mean. Placeholders: see `providers::TemplateVars`.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth test-login facebook`";
const WITHOUT_SIGNING_IN: &str = "`navauth test-login facebook`, or without signing in `navauth check-env --online --provider facebook`";

const COPY_SECRET: Help = Help::text(
    "open {console}, App settings > Basic, click Show next to \"App secret\", and copy it into {client_secret_variable}",
);
const SIGN_IN_AGAIN: Help = Help::text("run the command again and sign in again");

codes! {
    "Facebook";

    UNKNOWN_APP = Code {
        id: "facebook.unknown-app",
        message: "Facebook does not recognize this app ID",
        reason: "possible causes: the app ID is wrong, belongs to an Instagram app or an ad account, or the app was deleted",
        help: Help::text("open {console} and copy the App ID into {client_id_variable}"),
        explanation: "Facebook also rejects the ID of a Facebook Login for Business app that was not given its config_id \
                      (PLATFORM__INVALID_APP_ID).",
        reproduce: WITHOUT_SIGNING_IN,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    REDIRECT_URI = Code {
        id: "facebook.redirect-uri",
        message: "Facebook rejected the redirect URI",
        reason: "possible causes: it is not among the \"Valid OAuth Redirect URIs\", its domain is not among the app domains (error 191), or \
                 Client or Web OAuth login is off",
        help: Help::text(
            "open {console}, Use cases > Authentication and account creation > Customize > Settings, turn on Client and Web OAuth login, \
             and add {redirect_uri} to \"Valid OAuth Redirect URIs\"",
        ),
        explanation: "http://localhost needs no entry, but works only while the app is in development mode.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NO_PERMISSION = Code {
        id: "facebook.no-permission",
        message: "Facebook found no permission that this app may request",
        reason: "possible causes: email was not added to the app's use case, the app is a business app and needs a config_id, or an old Graph \
                 API version was requested",
        help: Help::text("open {console}, Use cases > Authentication and account creation > Customize > Permissions, and add email"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    INVALID_SCOPES = Code {
        id: "facebook.invalid-scopes",
        message: "Facebook does not let this app ask for a permission",
        reason: "possible causes: the permission was not added to the app's use case, or the app is a business app and needs a config_id",
        help: Help::text("open {console}, Use cases > Authentication and account creation > Customize > Permissions, and add email"),
        explanation: "Only people with a role in the app see this page; for others Facebook leaves the permission out, and the app gets no \
                      email address.",
        reproduce: REPRODUCE,
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    APP_UNAVAILABLE = Code {
        id: "facebook.app-unavailable",
        message: "Facebook says that this app is not available",
        help: Help::text(
            "open {console}, Use cases > Authentication and account creation > Customize > Permissions, and check that email was added",
        ),
        explanation: "Possible causes: email was not added to the app's use case, the app is a business app and needs a config_id, or an \
                      old Graph API version was requested.",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    NOT_ACTIVE = Code {
        id: "facebook.not-active",
        message: "Facebook says that this app is not active",
        reason: "possible causes: the app is in development mode and this account has no role in it, or the app was deactivated after 90 days \
                 without use",
        help: Help::text(
            "open {console} and add the account as a tester under App roles > Roles, or switch the app to Live; reactivate it if it is \
             inactive",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    FEATURE_UNAVAILABLE = Code {
        id: "facebook.feature-unavailable",
        message: "Facebook says that Facebook Login is unavailable for this app",
        reason: "possible causes: the business is not verified, access to public_profile was not increased, the yearly Data Use Checkup is due, or another required action is pending",
        help: Help::text(
            "open {console}, choose the app, complete what it lists as required actions, verify the business and click \"Increase access\" \
             for public_profile",
        ),
        explanation: "The page says \"please try again later\", but the problem does not go away by itself. Until then only people with a \
                      role in the app can sign in.",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    APP_DELETED = Code {
        id: "facebook.app-deleted",
        message: "Facebook reports that this app was deleted",
        help: Help::text("create a new app at {console}, and copy its App ID and App secret"),
        reproduce: WITHOUT_SIGNING_IN,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    APP_INACTIVE = Code {
        id: "facebook.app-inactive",
        message: "Facebook reports that this app is inactive",
        help: Help::text("open {console}, choose the app and reactivate it"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    ERROR_ONE = Code {
        id: "facebook.error-one",
        message: "Facebook rejected the token request (error 1)",
        reason: "possible causes: the app secret is wrong or was reset, or Facebook has a temporary problem",
        help: COPY_SECRET,
        explanation: "Facebook uses error 1 for several problems, and translates its messages.",
        reproduce: WITHOUT_SIGNING_IN,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    TEMPORARY = Code {
        id: "facebook.temporary",
        message: "Facebook has a temporary problem",
        help: Help::text("wait a few minutes and run the command again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    PERMISSION = Code {
        id: "facebook.permission",
        message: "Facebook does not allow this app to make the request",
        help: Help::text(
            "read Facebook's answer; open {console}, Use cases > Authentication and account creation > Customize, and check that email and \
             public_profile are ready for use",
        ),
        explanation: "Possible causes: a permission was not granted or was removed, it needs App Review, or the request does not belong to \
                      this app. Facebook uses the codes 10 and 200 to 299 for this.",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    BLOCKED_BY_POLICY = Code {
        id: "facebook.blocked-by-policy",
        message: "Facebook blocks this request by policy (error 368)",
        help: Help::text("sign in to https://www.facebook.com with this account, then open {console}; follow the instructions on both"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    CHECKPOINT = Code {
        id: "facebook.checkpoint",
        message: "Facebook requires this account to sign in at facebook.com first",
        reason: "a security check of the account is pending",
        help: Help::text("sign in at https://www.facebook.com with this account and complete the check, then run the command again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    UNCONFIRMED = Code {
        id: "facebook.unconfirmed",
        message: "this Facebook account is not confirmed",
        help: Help::text("sign in at https://www.facebook.com with this account and confirm it, then run the command again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    INSECURE = Code {
        id: "facebook.insecure",
        message: "Facebook blocked the sign-in because the redirect URI uses http",
        reason: "an app in Live mode needs an https redirect URI",
        help: Help::text("test with an app in development mode, or with --redirect production"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    DENIED = Code {
        id: "facebook.denied",
        message: "access was denied at Facebook",
        reason: "Facebook sends this answer when you click Cancel",
        help: Help::text("run the command again and click Continue"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INVALID_SECRET = Code {
        id: "facebook.invalid-secret",
        message: "Facebook rejected the app secret",
        reason: "the secret is wrong or was reset",
        help: COPY_SECRET,
        reproduce: WITHOUT_SIGNING_IN,
        ..Code::ERROR
    };

    APP_TOKEN = Code {
        id: "facebook.app-token",
        message: "Facebook rejected the app's own token",
        reason: "possible causes: the app secret is wrong or was reset, or it belongs to another app ID",
        help: COPY_SECRET,
        explanation: "The app's own token consists of the app ID and the app secret. navauth uses it to ask which app a user's token belongs to.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CODE_EXPIRED = Code {
        id: "facebook.code-expired",
        message: "the authorization code from Facebook has expired",
        help: Help::text("run the command again and finish within a minute"),
        explanation: "A code is valid for a few minutes.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    REDIRECT_URI_DIFFERS = Code {
        id: "facebook.redirect-uri-differs",
        message: "Facebook received a different redirect URI in the second step",
        reason: "the redirect URIs of the dialog and of the token request must be identical",
        help: Help::text("run the command again, and open only the URL that it prints"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CODE_USED = Code {
        id: "facebook.code-used",
        message: "the authorization code from Facebook was already used",
        reason: "a code works once; another program, such as the app itself, may have used it first",
        help: Help::text("run the command again, and stop the app while you test"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CODE_FORMAT = Code {
        id: "facebook.code-format",
        message: "Facebook cannot read the authorization code",
        reason: "the code was cut off or changed",
        help: Help::text("run the command again; if you paste the URL, paste all of it"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    APP_REMOVED = Code {
        id: "facebook.app-removed",
        message: "the Facebook account has removed this app",
        reason: "withdrawing consent revokes every token",
        help: Help::text("run the command again and consent again"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PASSWORD_CHANGED = Code {
        id: "facebook.password-changed",
        message: "Facebook revoked the token because the account's password changed",
        help: SIGN_IN_AGAIN,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TOKEN_EXPIRED = Code {
        id: "facebook.token-expired",
        message: "the access token from Facebook has expired",
        help: SIGN_IN_AGAIN,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TOKEN_INVALID = Code {
        id: "facebook.token-invalid",
        message: "Facebook rejected the access token",
        help: Help::text("run the command again; if it fails again, check the app ID and the app secret at {console}"),
        explanation: "Possible causes: the token belongs to another app, was revoked, or the account signed out. If Facebook sends a \
                      subcode, it tells which.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TOKEN_OF_ANOTHER_APP = Code {
        id: "facebook.token-of-another-app",
        message: "the access token from Facebook belongs to another app",
        reason: "it was issued to a different app ID than the one in {client_id_variable}",
        help: Help::text("check that the app ID and the app secret belong to the same app at {console}"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    RATE_LIMIT = Code {
        id: "facebook.rate-limit",
        message: "Facebook's rate limit was reached",
        help: Help::text("wait a few minutes and run the command again"),
        explanation: "Error 4 is the app's limit, and error 17 the account's; 9, 32, 341 and 613 are other limits.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NO_EMAIL = Code {
        id: "facebook.no-email",
        message: "Facebook returned no email address",
        reason: "possible causes: email was not added to the app's use case, it was deselected at sign-in, or the account has only a phone \
                 number",
        help: Help::text(
            "open {console}, Use cases > Authentication and account creation > Customize, and add email; then sign in again and leave it \
             selected",
        ),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
