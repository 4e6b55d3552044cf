//! What Google's errors mean. Placeholders: see `providers::TemplateVars`.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth test-login google`";
const WITHOUT_SIGNING_IN: &str = "`navauth test-login google`, or without signing in `navauth check-env --online --provider google`";

codes! {
    "Google";

    REDIRECT_URI_MISMATCH = Code {
        id: "google.redirect-uri-mismatch",
        message: "Google rejected the redirect URI",
        reason: "it must equal an entry of the client's \"Authorized redirect URIs\": scheme, host, port, path and trailing slash",
        help: Help::text(
            "open {console}, choose the web client, and add {redirect_uri} under \"Authorized redirect URIs\"; the change needs a few minutes to take effect",
        ),
        explanation: "A client of type \"Desktop app\" has no list of redirect URIs. In the token request the redirect URI must also equal \
                      that of the first step.",
        reproduce: WITHOUT_SIGNING_IN,
        ..Code::ERROR
    };

    UNKNOWN_CLIENT = Code {
        id: "google.unknown-client",
        message: "Google does not recognize this client ID",
        reason: "possible causes: the client ID is wrong, contains a stray space or line break, or the client was deleted",
        help: Help::text(
            "copy the Client ID from {console} into {client_id_variable}; if the client is gone, restore it or create a new one",
        ),
        explanation: "Google deletes clients that were not used for six months.",
        reproduce: WITHOUT_SIGNING_IN,
        ..Code::ERROR
    };

    DELETED_CLIENT = Code {
        id: "google.deleted-client",
        message: "Google reports that this client was deleted",
        help: Help::text(
            "restore it at {console} (possible for about 30 days), or create a new web client and copy its client ID and client secret",
        ),
        explanation: "Google also deletes clients that were not used for six months.",
        reproduce: WITHOUT_SIGNING_IN,
        ..Code::ERROR
    };

    DISABLED_CLIENT = Code {
        id: "google.disabled-client",
        message: "Google reports that this client is disabled",
        help: Help::text("open {console}, and look for an email from Google about the client or its project"),
        explanation: "Google disabled the client or suspended its project.",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    PRIVATE_ADDRESS = Code {
        id: "google.private-address",
        message: "Google does not accept a redirect URI with a private IP address",
        reason: "Google accepts http only for localhost and 127.0.0.1, and no address of a local network",
        help: Help::text("use http://localhost: set development under [callback] in navauth.toml, and open the app at localhost"),
        explanation: "Google's page says \"Access blocked: Authorization Error\", \"device_id and device_name are required for private \
                      IP\" and \"Error 400: invalid_request\".",
        reproduce: WITHOUT_SIGNING_IN,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    INVALID_REQUEST = Code {
        id: "google.invalid-request",
        message: "Google rejected the sign-in request as invalid (Error 400: invalid_request)",
        reason: "possible causes: a parameter is missing or malformed, or Google does not support this way to authorize",
        help: Help::command(
            "read the details on Google's page, which name the parameter; see what your settings send",
            "navauth check-env --online --provider google",
        ),
        explanation: "\"Missing required parameter: client_id\": the app sent no client ID, so check GOOGLE_CLIENT_ID where it runs. \
                      \"Missing scheme\": the redirect URI does not begin with http:// or https://, so check API_BASE_URL where it runs. \
                      \"device_id and device_name are required\": it has a private IP address (google.private-address).",
        reproduce: "open https://accounts.google.com/o/oauth2/v2/auth without parameters",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    ACCESS_NOT_CONFIGURED = Code {
        id: "google.access-not-configured",
        message: "the school's Google administrator has not allowed this app",
        reason: "in Google Workspace for Education an administrator must allow an app before accounts under 18 can sign in",
        help: Help::text("use a personal account for the test, or ask the administrator to configure access for the client ID"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    UNUSED_CLIENT = Code {
        id: "google.unused-client",
        message: "Google will delete this client because it has not been used for 6 months",
        help: Help::command("sign in once with it", "navauth test-login google"),
        explanation: "The console says \"This OAuth client will be deleted because it has not been used for over 6 months\". Google sends \
                      an email 30 days before; a deleted client can be restored under \"Deleted credentials\" for 30 days.",
        reproduce: "open the client at https://console.cloud.google.com/auth/clients",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    NOT_A_TEST_USER = Code {
        id: "google.not-a-test-user",
        message: "Google allows only test users to sign in",
        reason: "the app's publishing status is Testing, and this account is not one of its test users",
        help: Help::text(
            "open https://console.cloud.google.com/auth/audience and add the account under \"Test users\", or click \"Publish app\"",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    ORGANIZATION_ONLY = Code {
        id: "google.organization-only",
        message: "Google allows only members of the organization to sign in",
        reason: "the app's user type is Internal, and this account is outside the organization",
        help: Help::text("open https://console.cloud.google.com/auth/audience and click \"Make external\""),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    EMBEDDED_BROWSER = Code {
        id: "google.embedded-browser",
        message: "Google does not allow sign-in from this browser",
        reason: "the page was opened inside another program",
        help: Help::text("copy the URL into Chrome, Firefox, Safari or Edge"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    BLOCKED_BY_ADMIN = Code {
        id: "google.blocked-by-admin",
        message: "the organization's Google administrator blocks this app",
        reason: "a Google Workspace policy decides which apps its members may sign in to",
        help: Help::text(
            "use a personal account for the test, or ask the administrator to trust the client ID (Admin console > Security > Access and \
             data control > API controls)",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    DENIED = Code {
        id: "google.denied",
        message: "access was denied at Google",
        reason: "Google sends this answer when you click Cancel",
        help: Help::text("run the command again and click Continue"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INVALID_SECRET = Code {
        id: "google.invalid-secret",
        message: "Google rejected the client secret",
        reason: "possible causes: the secret belongs to another client, or was replaced or disabled",
        help: Help::text(
            "copy the client ID and client secret from the same downloaded JSON file, or click \"Add secret\" at {console} and copy the new \
             secret into {client_secret_variable}",
        ),
        explanation: "All client secrets look alike, so it is easy to miss that one belongs to another client.",
        reproduce: WITHOUT_SIGNING_IN,
        ..Code::ERROR
    };

    MISSING_SECRET = Code {
        id: "google.missing-secret",
        message: "Google received no client secret",
        help: Help::text("click \"Add secret\" at {console} and copy the new secret into {client_secret_variable}"),
        explanation: "The token request contained no client secret that Google could read.",
        reproduce: WITHOUT_SIGNING_IN,
        ..Code::ERROR
    };

    CODE_VERIFIER = Code {
        id: "google.code-verifier",
        message: "Google rejected the PKCE verifier",
        reason: "it does not belong to the sign-in that the code comes from",
        help: Help::text("run the command again, and open only the URL that it prints"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INVALID_GRANT = Code {
        id: "google.invalid-grant",
        message: "Google rejected the authorization code",
        reason: "possible causes: the code was already used, has expired, or was changed when it was pasted (cut off, or %2F encoded twice)",
        help: Help::text("run the command again and finish within a minute"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
