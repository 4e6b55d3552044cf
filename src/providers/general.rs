//! Errors common to all providers: RFC 6749 (sections 4.1.2.1 and 5.2), RFC 8628 (section 3.5), OpenID Connect Core (section 3.1.2.6).

use super::errors::{ErrorMapping, Step, documented};
use crate::diagnostics::catalog::{login, oauth as codes};

/// Used if the provider's own table has no match.
pub const GENERAL: &[ErrorMapping] = &documented(
    "RFC 6749 sections 4.1.2.1 and 5.2",
    "2012-10",
    [
        ErrorMapping::new(Step::Authorize, "redirect_uri", &codes::REDIRECT_URI),
        ErrorMapping::new(Step::Authorize, "client_id", &codes::UNKNOWN_CLIENT).several(),
        ErrorMapping::new(Step::App, "mismatching_state", &codes::MISMATCHING_STATE).read_at(
            "Authlib, authlib/integrations/base_client/errors.py",
            "2026-11",
        ),
        ErrorMapping::new(Step::Callback, "access_denied", &codes::DENIED).several(),
        ErrorMapping::new(Step::Callback, "invalid_request", &codes::INVALID_REQUEST).several(),
        ErrorMapping::new(
            Step::Callback,
            "unauthorized_client",
            &codes::UNAUTHORIZED_CLIENT,
        )
        .several(),
        ErrorMapping::new(
            Step::Callback,
            "unsupported_response_type",
            &codes::UNSUPPORTED,
        )
        .several(),
        ErrorMapping::new(Step::Callback, "invalid_scope", &codes::INVALID_SCOPE).several(),
        ErrorMapping::new(Step::Callback, "server_error", &codes::SERVER_ERROR)
            .several()
            .temporary(),
        ErrorMapping::new(
            Step::Callback,
            "temporarily_unavailable",
            &codes::SERVER_ERROR,
        )
        .several()
        .temporary(),
        ErrorMapping::new(Step::Callback, "login_required", &codes::LOGIN_REQUIRED)
            .read_at("OpenID Connect Core 1.0 section 3.1.2.6", "2014-11"),
        ErrorMapping::new(
            Step::Callback,
            "redirect_uri_mismatch",
            &codes::REDIRECT_URI,
        )
        .read_at("docs.github.com, Troubleshooting OAuth apps", "2026-11"),
        ErrorMapping::new(Step::Token, "invalid_request", &codes::INVALID_REQUEST).several(),
        ErrorMapping::new(Step::Token, "invalid_client", &codes::INVALID_CLIENT).several(),
        ErrorMapping::new(Step::Token, "invalid_grant", &codes::INVALID_GRANT).several(),
        ErrorMapping::new(
            Step::Token,
            "unauthorized_client",
            &codes::UNAUTHORIZED_CLIENT,
        )
        .several(),
        ErrorMapping::new(Step::Token, "unsupported_grant_type", &codes::UNSUPPORTED).several(),
        ErrorMapping::new(Step::Token, "invalid_scope", &codes::INVALID_SCOPE).several(),
        ErrorMapping::new(Step::Token, "use_dpop_nonce", &codes::DPOP_REQUIRED)
            .read_at("RFC 9449 section 8", "2023-09"),
        ErrorMapping::new(Step::Token, "invalid_dpop_proof", &codes::DPOP_REQUIRED)
            .read_at("RFC 9449 section 5", "2023-09"),
        ErrorMapping::new(Step::Device, "access_denied", &codes::DENIED)
            .several()
            .read_at("RFC 8628 section 3.5", "2019-08"),
        ErrorMapping::new(Step::Device, "expired_token", &codes::DEVICE_EXPIRED)
            .read_at("RFC 8628 section 3.5", "2019-08"),
        ErrorMapping::new(Step::Device, "token_expired", &codes::DEVICE_EXPIRED)
            .read_at("docs.github.com, Authorizing OAuth apps", "2026-08"),
        ErrorMapping::new(Step::Device, "invalid_client", &codes::INVALID_CLIENT)
            .several()
            .read_at("RFC 8628 section 3.5", "2019-08"),
        ErrorMapping::new(
            Step::Device,
            "unauthorized_client",
            &codes::DEVICE_NOT_ALLOWED,
        )
        .several()
        .read_at("RFC 8628 section 3.5", "2019-08"),
        ErrorMapping::new(Step::Device, "invalid_grant", &codes::DEVICE_CODE)
            .several()
            .read_at("RFC 8628 section 3.5", "2019-08"),
        ErrorMapping::new(Step::Device, "invalid_scope", &codes::INVALID_SCOPE)
            .several()
            .read_at("RFC 8628 section 3.5", "2019-08"),
        ErrorMapping::new(Step::Profile, "invalid_token", &codes::TOKEN_REFUSED)
            .several()
            .read_at("RFC 6750 section 3.1", "2012-10"),
        ErrorMapping::new(
            Step::Profile,
            "insufficient_scope",
            &codes::INSUFFICIENT_SCOPE,
        )
        .read_at("RFC 6750 section 3.1", "2012-10"),
        ErrorMapping::new(Step::Profile, "Bad credentials", &codes::TOKEN_REFUSED)
            .several()
            .read_at("docs.github.com/rest, Authentication", "2026-11"),
        ErrorMapping::new(Step::Email, "Bad credentials", &codes::TOKEN_REFUSED)
            .several()
            .read_at("docs.github.com/rest, Authentication", "2026-11"),
        ErrorMapping::new(Step::Email, "missing", &login::NO_EMAIL)
            .several()
            .read_at("navauth: the profile has no address", "2026-11"),
    ],
);
