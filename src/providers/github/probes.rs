//! What GitHub reveals about client ID, client secret and redirect URI without a sign-in.

use crate::providers::probes::{
    CredentialsProbe, PageMeaning, PagePattern, PageRow, Probes, accepted, refused,
};

/// Errors of the token endpoint have HTTP 200 (docs.github.com, "Troubleshooting OAuth app access token request errors"), except 404 for an
/// unknown client. The wording of the page was observed and is not documented.
pub const PROBES: Probes = Probes {
    credentials: CredentialsProbe::ImpossibleCode {
        with_redirect_uri: false,
    },
    answers: &[
        accepted("bad_verification_code"),
        refused("incorrect_client_credentials"),
        refused("Not Found"),
    ],
    page: &[
        PageRow {
            pattern: PagePattern::Body(
                200,
                "the redirect_uri is not associated with this application",
            ),
            means: PageMeaning::Refused("The redirect_uri is not associated with this application"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "application suspended"),
            means: PageMeaning::Refused("Application suspended"),
        },
        PageRow {
            pattern: PagePattern::Status(404),
            means: PageMeaning::Refused("404"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "name=\"authenticity_token\""),
            means: PageMeaning::Accepted,
        },
        PageRow {
            pattern: PagePattern::Body(200, "sign in to github"),
            means: PageMeaning::Accepted,
        },
    ],
    page_redirects: true,
};
