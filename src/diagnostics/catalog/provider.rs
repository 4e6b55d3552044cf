//! Which providers are configured.

use super::codes;
use crate::diagnostics::{Code, Help, Severity};

const REPRODUCE: &str = "`navauth check-env --only {id}`";

codes! {
    "Providers";

    NOT_CONFIGURED = Code {
        id: "provider.not-configured",
        severity: Severity::ERROR_IN_PRODUCTION,
        message: "sign-in with {label} is not configured",
        reason: "{client_id_variable} and {client_secret_variable} are not set",
        help: Help::text("create an OAuth app at {console}, and add its client ID and client secret to the .env file"),
        explanation: "The app shows the provider's button, but it does not work.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NONE_CONFIGURED = Code {
        id: "provider.none-configured",
        message: "no sign-in provider is configured, so no one can sign in",
        reason: "not set: {variables}",
        help: Help::command("set up one provider or more; this guides you", "navauth setup"),
        explanation: "The app shows the providers' buttons, but none of them works. One provider is enough for development.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INCOMPLETE = Code {
        id: "provider.incomplete",
        message: "{missing} is {state}",
        reason: "{present} is set, and sign-in with {label} needs both",
        help: Help::text("copy it from the same app at {console} into {missing}"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
