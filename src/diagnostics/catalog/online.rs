//! What the providers say without a sign-in.

use super::codes;
use crate::diagnostics::{Code, Help};

const REPRODUCE: &str = "`navauth check-env --online --only {id}`";

pub const CREDENTIALS_UNKNOWN: &str = "could not check the {label} credentials: {reason}";
pub const REDIRECT_URI_UNKNOWN: &str =
    "could not check whether {uri} is registered at {label}: {reason}";
/// Where a provider tells nothing without a sign-in.
pub const SIGN_IN: &str = "sign in once to check it";

// The problems of these checks have the words of the provider's own code.
codes! {
    "Providers, online";

    CREDENTIALS = Code {
        id: "online.credentials",
        message: "a provider rejected its client ID or client secret",
        help: Help::text("copy both again from one app at the provider's console, or create a new secret there"),
        explanation: "navauth sends them with an authorization code that cannot exist (at Facebook it requests the app's own token). If the \
                      provider's answer tells which of the two is wrong, the message says so.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    REDIRECT_URI = Code {
        id: "online.redirect-uri",
        message: "a provider rejected the redirect URI of this environment",
        help: Help::text("register exactly the URI that `navauth redirect-uris` lists"),
        explanation: "The provider's sign-in page shows this before anyone signs in. HuggingFace and Facebook show nothing at that point: \
                      use `navauth test-login PROVIDER`.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    OTHER_REDIRECT_URI = Code {
        id: "online.other-redirect-uri",
        message: "a provider rejected the redirect URI of the other environment",
        help: Help::text("register both URIs that `navauth redirect-uris` lists"),
        explanation: "Development and production use the same app at this provider, and sign-in works in only one of them.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };
}
