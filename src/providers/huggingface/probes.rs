//! What HuggingFace reveals about client ID, client secret and redirect URI without a sign-in.

use crate::providers::probes::{
    CredentialsProbe, PageMeaning, PagePattern, PageRow, Probes, STANDARD, refused,
};

/// The token endpoint returns invalid_grant for a bogus code even without a client (huggingface/hub-docs#2757, 2026-09-04), so the device
/// endpoint is used, which rejects a wrong secret (measured 2026-09). The sign-in page was observed for errors only.
pub const PROBES: Probes = Probes {
    credentials: CredentialsProbe::DeviceCode,
    answers: &[refused("invalid_client")],
    page: &[
        PageRow {
            pattern: PagePattern::Body(400, "invalid client_id"),
            means: PageMeaning::Refused("Invalid client_id"),
        },
        PageRow {
            pattern: PagePattern::Body(400, "invalid redirect_uri"),
            means: PageMeaning::Refused("invalid redirect_uri"),
        },
    ],
    ..STANDARD
};
