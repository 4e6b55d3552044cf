//! The errors of GitHub.

use crate::diagnostics::catalog::github as codes;
use crate::providers::errors::{ErrorMapping, Step, documented};

pub const ERRORS: &[ErrorMapping] = &documented(
    "docs.github.com, Troubleshooting OAuth apps",
    "2026-11",
    [
        ErrorMapping::new(
            Step::Authorize,
            "The redirect_uri is not associated with this application",
            &codes::REDIRECT_URI_MISMATCH,
        )
        .read_at("a sign-in page, quoted in reports", "2026-05"),
        ErrorMapping::new(Step::Authorize, "404", &codes::UNKNOWN_CLIENT_ID)
            .several()
            .read_at(
                "src-d/code-annotation issue 253, vlang/gitly issue 134",
                "2026-11",
            ),
        ErrorMapping::new(Step::Authorize, "Application suspended", &codes::SUSPENDED)
            .read_at("a sign-in page, quoted in a report", "2026-11"),
        ErrorMapping::new(Step::Callback, "application_suspended", &codes::SUSPENDED),
        ErrorMapping::new(
            Step::Callback,
            "redirect_uri_mismatch",
            &codes::REDIRECT_URI_MISMATCH,
        ),
        ErrorMapping::new(Step::Callback, "access_denied", &codes::DENIED),
        ErrorMapping::new(
            Step::Token,
            "incorrect_client_credentials",
            &codes::INCORRECT_CREDENTIALS,
        ),
        ErrorMapping::new(Step::Token, "Not Found", &codes::CLIENT_NOT_FOUND)
            .several()
            .read_at(
                "octokit/auth-oauth-user.js issue 239, and a README",
                "2026-10",
            ),
        ErrorMapping::new(Step::Token, "bad_verification_code", &codes::BAD_CODE).several(),
        ErrorMapping::new(
            Step::Token,
            "redirect_uri_mismatch",
            &codes::REDIRECT_URI_MISMATCH,
        ),
        ErrorMapping::new(
            Step::Token,
            "unverified_user_email",
            &codes::UNVERIFIED_EMAIL,
        ),
        ErrorMapping::new(
            Step::Device,
            "device_flow_disabled",
            &codes::DEVICE_FLOW_DISABLED,
        )
        .read_at("docs.github.com, Authorizing OAuth apps", "2026-08"),
        ErrorMapping::new(Step::Device, "incorrect_device_code", &codes::DEVICE_CODE)
            .read_at("docs.github.com, Authorizing OAuth apps", "2026-08"),
        ErrorMapping::new(
            Step::Device,
            "incorrect_client_credentials",
            &codes::DEVICE_CLIENT_ID,
        )
        .read_at("docs.github.com, Authorizing OAuth apps", "2026-08"),
        ErrorMapping::new(Step::Device, "Not Found", &codes::UNKNOWN_CLIENT_ID)
            .several()
            .read_at("octokit/auth-oauth-user.js issue 239", "2026-10"),
        ErrorMapping::new(
            Step::Any,
            "Resource not accessible by integration",
            &codes::GITHUB_APP,
        )
        .read_at(
            "docs.github.com/rest, Troubleshooting the REST API",
            "2026-11",
        ),
        ErrorMapping::new(Step::Any, "API rate limit exceeded*", &codes::RATE_LIMIT)
            .temporary()
            .read_at(
                "docs.github.com/rest, Rate limits for the REST API",
                "2026-11",
            ),
        ErrorMapping::new(
            Step::Any,
            "You have exceeded a secondary rate limit*",
            &codes::RATE_LIMIT,
        )
        .temporary()
        .read_at(
            "docs.github.com/rest, Rate limits for the REST API",
            "2026-11",
        ),
        ErrorMapping::new(Step::Email, "Not Found", &codes::EMAILS_HIDDEN)
            .several()
            .read_at("docs.github.com/rest/users/emails", "2026-11"),
        ErrorMapping::new(Step::Email, "missing", &codes::NO_EMAIL)
            .several()
            .read_at("navauth: the list of addresses is empty", "2026-11"),
    ],
);
