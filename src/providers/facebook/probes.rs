//! What Facebook reveals about client ID, client secret and redirect URI without a sign-in.

use crate::providers::probes::{CredentialsProbe, Probes, STANDARD, TokenErrorRow, refused};

/// Requests an app access token (developers.facebook.com, "Access Tokens"). The dialog shows no errors before a sign-in.
pub const PROBES: Probes = Probes {
    credentials: CredentialsProbe::ClientCredentials,
    answers: &[
        TokenErrorRow {
            code: "1",
            text: Some("client secret"),
            accepted: false,
        },
        refused("101"),
    ],
    ..STANDARD
};
