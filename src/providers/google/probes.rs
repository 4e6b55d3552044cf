//! What Google reveals about client ID, client secret and redirect URI without a sign-in.

use crate::providers::probes::{
    CredentialsProbe, PageMeaning, PagePattern, PageRow, Probes, TokenErrorRow, accepted, refused,
};

/// Observed in live responses; only the error names are documented (Google, "Using OAuth 2.0 for Web Server Applications").
pub const PROBES: Probes = Probes {
    credentials: CredentialsProbe::ImpossibleCode {
        with_redirect_uri: true,
    },
    answers: &[
        accepted("invalid_grant"),
        accepted("redirect_uri_mismatch"),
        refused("invalid_client"),
        refused("deleted_client"),
        TokenErrorRow {
            code: "invalid_request",
            text: Some("client_secret is missing"),
            accepted: false,
        },
    ],
    page: &[
        PageRow {
            pattern: PagePattern::Error("redirect_uri_mismatch"),
            means: PageMeaning::Refused("Error 400: redirect_uri_mismatch"),
        },
        PageRow {
            pattern: PagePattern::Error("invalid_client"),
            means: PageMeaning::Refused("Error 401: invalid_client"),
        },
        PageRow {
            pattern: PagePattern::Error("deleted_client"),
            means: PageMeaning::Refused("Error 401: deleted_client"),
        },
        PageRow {
            pattern: PagePattern::Error("disabled_client"),
            means: PageMeaning::Refused("disabled_client"),
        },
        PageRow {
            pattern: PagePattern::ErrorWithText("invalid_request", "private ip"),
            means: PageMeaning::Refused("device_id and device_name are required for private IP"),
        },
        PageRow {
            pattern: PagePattern::RedirectTo("/signin/oauth/error"),
            means: PageMeaning::Nothing("Google shows an error page"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "data-error-code=\"redirect_uri_mismatch\""),
            means: PageMeaning::Refused("Error 400: redirect_uri_mismatch"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "error 400: redirect_uri_mismatch"),
            means: PageMeaning::Refused("Error 400: redirect_uri_mismatch"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "error 401: invalid_client"),
            means: PageMeaning::Refused("Error 401: invalid_client"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "id=\"identifierid\""),
            means: PageMeaning::Accepted,
        },
        PageRow {
            pattern: PagePattern::Body(200, "choose an account"),
            means: PageMeaning::Accepted,
        },
        PageRow {
            pattern: PagePattern::RedirectTo("/signin/"),
            means: PageMeaning::Accepted,
        },
        PageRow {
            pattern: PagePattern::RedirectTo("/ServiceLogin"),
            means: PageMeaning::Accepted,
        },
    ],
    page_redirects: false,
};
