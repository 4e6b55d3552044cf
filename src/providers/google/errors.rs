//! The errors of Google.

use crate::diagnostics::catalog::google as codes;
use crate::providers::errors::{ErrorMapping, Step, documented};

pub const ERRORS: &[ErrorMapping] = &documented(
    "developers.google.com/identity/protocols/oauth2/web-server",
    "2026-11",
    [
        ErrorMapping::new(
            Step::Authorize,
            "Error 400: redirect_uri_mismatch",
            &codes::REDIRECT_URI_MISMATCH,
        ),
        ErrorMapping::new(
            Step::Authorize,
            "Error 401: invalid_client",
            &codes::UNKNOWN_CLIENT,
        ),
        ErrorMapping::new(
            Step::Authorize,
            "Error 401: deleted_client",
            &codes::DELETED_CLIENT,
        )
        .read_at("support.google.com/accounts/answer/16668185", "2026-11"),
        ErrorMapping::new(Step::Authorize, "disabled_client", &codes::DISABLED_CLIENT)
            .read_at("a sign-in page, quoted in reports", "2026-11"),
        ErrorMapping::new(
            Step::Authorize,
            "device_id and device_name are required for private IP",
            &codes::PRIVATE_ADDRESS,
        )
        .read_at("a sign-in page, quoted in a report", "2026-09-01"),
        ErrorMapping::new(
            Step::Authorize,
            "Error 400: access_not_configured",
            &codes::ACCESS_NOT_CONFIGURED,
        )
        .read_at("support.google.com/accounts/answer/16668185", "2026-11"),
        ErrorMapping::new(
            Step::Authorize,
            "Error 403: access_denied",
            &codes::NOT_A_TEST_USER,
        )
        .read_at("a sign-in page, quoted in a report", "2026-07-24"),
        ErrorMapping::new(
            Step::Authorize,
            "Error 403: org_internal",
            &codes::ORGANIZATION_ONLY,
        )
        .read_at("support.google.com/cloud/answer/15549945", "2026-11"),
        ErrorMapping::new(
            Step::Authorize,
            "disallowed_useragent",
            &codes::EMBEDDED_BROWSER,
        ),
        ErrorMapping::new(
            Step::Authorize,
            "admin_policy_enforced",
            &codes::BLOCKED_BY_ADMIN,
        )
        .read_at("support.google.com/accounts/answer/16668185", "2026-11"),
        ErrorMapping::new(Step::Callback, "access_denied", &codes::DENIED),
        ErrorMapping::with_text(
            Step::Token,
            "invalid_client",
            "not found",
            &codes::UNKNOWN_CLIENT,
        )
        .read_at(
            "answers of the token endpoint, quoted in reports",
            "2026-11",
        ),
        ErrorMapping::new(Step::Token, "invalid_client", &codes::INVALID_SECRET).several(),
        ErrorMapping::new(Step::Token, "deleted_client", &codes::DELETED_CLIENT).read_at(
            "answers of the token endpoint, quoted in reports",
            "2026-11",
        ),
        ErrorMapping::new(Step::Token, "disabled_client", &codes::DISABLED_CLIENT).read_at(
            "answers of the token endpoint, quoted in reports",
            "2026-11",
        ),
        ErrorMapping::with_text(
            Step::Token,
            "invalid_request",
            "client_secret is missing",
            &codes::MISSING_SECRET,
        )
        .read_at(
            "answers of the token endpoint, quoted in reports",
            "2026-11",
        ),
        ErrorMapping::with_text(
            Step::Token,
            "invalid_grant",
            "code verifier",
            &codes::CODE_VERIFIER,
        )
        .read_at(
            "answers of the token endpoint, quoted in reports",
            "2026-11",
        ),
        ErrorMapping::new(Step::Token, "invalid_grant", &codes::INVALID_GRANT).several(),
        ErrorMapping::new(
            Step::Token,
            "redirect_uri_mismatch",
            &codes::REDIRECT_URI_MISMATCH,
        ),
    ],
);
