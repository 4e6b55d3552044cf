//! Signing in.

use super::codes;
use crate::diagnostics::{Code, Help};

codes! {
    "Signing in";

    NO_EMAIL = Code {
        id: "login.no-email",
        message: "{label} returned no email address",
        reason: "possible causes: the scope email was not granted, or the account has no address",
        help: Help::text("select the scope email in the app's settings at {console}, then sign in again"),
        explanation: "The app cannot store a user without an email address.",
        reproduce: "`navauth test-login PROVIDER`",
        ..Code::ERROR
    };
}
