//! The errors of HuggingFace.

use crate::diagnostics::catalog::huggingface as codes;
use crate::providers::errors::{ErrorMapping, Step, documented};

pub const ERRORS: &[ErrorMapping] = &documented(
    "huggingface.co/docs/hub/oauth",
    "2026-11",
    [
        ErrorMapping::new(
            Step::Authorize,
            "Invalid client_id",
            &codes::UNKNOWN_CLIENT_ID,
        )
        .read_at("argilla-io/argilla issue 5097", "2026-11"),
        ErrorMapping::new(
            Step::Authorize,
            "invalid redirect_uri",
            &codes::REDIRECT_URI,
        )
        .read_at("nodetool-ai/nodetool issue 1304", "2026-11"),
        ErrorMapping::new(Step::Callback, "access_denied", &codes::DENIED)
            .read_at("answers of HuggingFace, quoted in reports", "2026-09"),
        ErrorMapping::new(Step::Token, "invalid_client", &codes::INVALID_CLIENT).several(),
        ErrorMapping::with_text(Step::Token, "invalid_grant", "aborted", &codes::TIMEOUT)
            .temporary()
            .read_at("huggingface/hub-docs issue 2757", "2026-09-04"),
        ErrorMapping::new(Step::Token, "invalid_grant", &codes::INVALID_GRANT).several(),
        ErrorMapping::new(Step::Callback, "invalid_scope", &codes::INVALID_SCOPE),
        ErrorMapping::new(Step::Token, "invalid_scope", &codes::INVALID_SCOPE),
        ErrorMapping::new(Step::Device, "invalid_client", &codes::INVALID_CLIENT).several(),
        ErrorMapping::new(Step::Email, "missing", &codes::NO_EMAIL)
            .several()
            .read_at("navauth: the profile has no address", "2026-11"),
    ],
);
