//! Client IDs and client secrets.

use super::codes;
use crate::diagnostics::{Code, Help};

const REPRODUCE: &str = "`navauth check-env --only {id}`";

/// Where a client ID is missing.
pub const COPY_ID: &str = "copy the client ID from {console} into {name}";
/// Where a client secret is missing.
pub const COPY_SECRET: &str = "copy the client secret from {console} into {name}";
/// Where a value contains a credential, and other text.
pub const IS_INSIDE: &str =
    "characters {first} to {last} of the value have this format; the others do not belong to it";
pub const KEEP_INSIDE: &str = "remove everything but characters {first} to {last} from {name}";
/// Where the client ID is that of a GitHub App.
pub const CREATE_OAUTH_APP: &str = "open https://github.com/settings/developers, OAuth Apps, create a new OAuth App, and copy its Client ID \
                                    and a new client secret";

const COPY: Help = Help::text("copy the {credential} from {console} into {name}");

codes! {
    "Client IDs and secrets";

    SWAPPED = Code {
        id: "credential.swapped",
        message: "{client_id_variable} and {client_secret_variable} are swapped",
        reason: "each has the format of the other",
        help: Help::text("swap the two values"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    WRONG_KIND = Code {
        id: "credential.wrong-kind",
        message: "{name} contains {kind}",
        help: COPY,
        explanation: "For example the client ID of a GitHub App (Iv…) instead of an OAuth App's (Ov23…), or an access token instead of a \
                      client secret.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    WRONG_FORMAT = Code {
        id: "credential.wrong-format",
        message: "{name} is not a {label} {credential}",
        reason: "expected {format}",
        help: COPY,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNUSUAL_FORMAT = Code {
        id: "credential.unusual-format",
        message: "{name} does not look like a {label} {credential}",
        reason: "expected {format}",
        help: COPY,
        explanation: "The value may still be right, because formats change. `navauth check-env --online` asks the provider.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    SHARED = Code {
        id: "credential.shared",
        message: "{name} has the same value as {other}",
        reason: "every provider issues its own client IDs and secrets, so one of the two is wrong",
        help: Help::text("copy both again, each from its own provider"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
