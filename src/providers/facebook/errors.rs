//! The errors of Facebook.

use crate::diagnostics::catalog::facebook as codes;
use crate::providers::errors::{ErrorMapping, Step, documented};

pub const ERRORS: &[ErrorMapping] = &documented(
    "developers.facebook.com/docs/graph-api/guides/error-handling",
    "2026-11",
    [
        ErrorMapping::new(Step::Authorize, "Invalid App ID", &codes::UNKNOWN_APP)
            .several()
            .read_at("an error page, quoted in reports", "2026-11"),
        ErrorMapping::new(Step::Authorize, "URL Blocked", &codes::REDIRECT_URI)
            .several()
            .read_at("an error page, quoted in reports", "2026-11"),
        ErrorMapping::new(Step::Authorize, "Can't Load URL", &codes::REDIRECT_URI)
            .several()
            .read_at("an error page, quoted in reports", "2026-11"),
        ErrorMapping::new(
            Step::Authorize,
            "This app needs at least one supported permission",
            &codes::NO_PERMISSION,
        )
        .read_at("an error page, quoted in reports", "2026-11"),
        ErrorMapping::new(
            Step::Authorize,
            "It looks like this app isn't available",
            &codes::APP_UNAVAILABLE,
        )
        .read_at("an error page, quoted in reports", "2026-11"),
        ErrorMapping::new(Step::Authorize, "App not active", &codes::NOT_ACTIVE)
            .several()
            .read_at("an error page, quoted in reports", "2026-11"),
        ErrorMapping::new(Step::Authorize, "App Not Setup", &codes::NOT_ACTIVE)
            .several()
            .read_at("a sign-in page, quoted in a report", "2026-11"),
        ErrorMapping::new(
            Step::Authorize,
            "Feature Unavailable",
            &codes::FEATURE_UNAVAILABLE,
        )
        .several()
        .read_at(
            "openstreetmap/operations issue 1020, and later reports",
            "2026-07-13",
        ),
        ErrorMapping::new(Step::Authorize, "Insecure Login Blocked", &codes::INSECURE)
            .read_at("an error page, quoted in reports", "2026-11"),
        ErrorMapping::new(Step::Callback, "access_denied", &codes::DENIED).read_at(
            "developers.facebook.com, Manually Build a Login Flow",
            "2026-03-10",
        ),
        ErrorMapping::new(Step::Callback, "user_denied", &codes::DENIED).read_at(
            "developers.facebook.com, Manually Build a Login Flow",
            "2026-03-10",
        ),
        ErrorMapping::new(Step::Callback, "OAuthAccessDeniedException", &codes::DENIED)
            .read_at("facebook-android-sdk @34d41548", "2026-06-30"),
        ErrorMapping::new(Step::Callback, "901", &codes::NOT_ACTIVE)
            .several()
            .read_at("passport-facebook, tests", "2026-11"),
        ErrorMapping::new(Step::Callback, "1349126", &codes::NOT_ACTIVE)
            .several()
            .read_at("a callback, quoted in a report", "2026-11"),
        ErrorMapping::new(Step::Callback, "191", &codes::REDIRECT_URI)
            .several()
            .read_at("an error page, quoted in reports", "2026-11"),
        ErrorMapping::with_text(Step::Token, "1", "client secret", &codes::INVALID_SECRET)
            .read_at("answers of the Graph API, quoted in reports", "2026-11"),
        ErrorMapping::new(Step::Token, "1", &codes::ERROR_ONE).several(),
        ErrorMapping::with_text(Step::Any, "101", "has been deleted", &codes::APP_DELETED)
            .read_at("an answer of the Graph API, quoted in a report", "2026-11"),
        ErrorMapping::new(Step::Any, "101", &codes::UNKNOWN_APP).several(),
        ErrorMapping::new(Step::Token, "191", &codes::REDIRECT_URI).several(),
        ErrorMapping::new(Step::Token, "100/36007", &codes::CODE_EXPIRED)
            .read_at("answers of the Graph API, quoted in reports", "2026-11"),
        ErrorMapping::new(Step::Token, "100/36008", &codes::REDIRECT_URI_DIFFERS)
            .read_at("answers of the Graph API, quoted in reports", "2026-11"),
        ErrorMapping::new(Step::Token, "100/36009", &codes::CODE_USED)
            .read_at("answers of the Graph API, quoted in reports", "2026-11"),
        ErrorMapping::with_text(Step::Token, "100", "verification code", &codes::CODE_FORMAT)
            .read_at("answers of the Graph API, quoted in reports", "2026-11"),
        ErrorMapping::new(Step::Any, "190/458", &codes::APP_REMOVED),
        ErrorMapping::new(Step::Any, "102/458", &codes::APP_REMOVED),
        ErrorMapping::new(Step::Any, "190/459", &codes::CHECKPOINT),
        ErrorMapping::new(Step::Any, "102/459", &codes::CHECKPOINT),
        ErrorMapping::new(Step::Any, "190/460", &codes::PASSWORD_CHANGED),
        ErrorMapping::new(Step::Any, "102/460", &codes::PASSWORD_CHANGED),
        ErrorMapping::new(Step::Any, "190/463", &codes::TOKEN_EXPIRED),
        ErrorMapping::new(Step::Any, "102/463", &codes::TOKEN_EXPIRED),
        ErrorMapping::new(Step::Any, "190/464", &codes::UNCONFIRMED),
        ErrorMapping::new(Step::Any, "102/464", &codes::UNCONFIRMED),
        ErrorMapping::new(Step::Any, "190/467", &codes::TOKEN_INVALID),
        ErrorMapping::new(Step::Any, "102/467", &codes::TOKEN_INVALID),
        ErrorMapping::new(Step::Any, "190/493", &codes::APP_INACTIVE)
            .read_at("facebook-android-sdk @34d41548", "2026-06-30"),
        ErrorMapping::new(Step::Introspection, "190", &codes::APP_TOKEN).several(),
        ErrorMapping::with_text(
            Step::Introspection,
            "100",
            "did not match",
            &codes::TOKEN_OF_ANOTHER_APP,
        )
        .read_at("answers of the Graph API, quoted in reports", "2026-11"),
        ErrorMapping::new(Step::Any, "190", &codes::TOKEN_INVALID).several(),
        ErrorMapping::new(Step::Any, "102", &codes::TOKEN_INVALID).several(),
        ErrorMapping::new(Step::Any, "2", &codes::TEMPORARY).temporary(),
        ErrorMapping::new(Step::Any, "4", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "9", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "17", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "32", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "341", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "613", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "10", &codes::PERMISSION).several(),
        ErrorMapping::new(Step::Any, "200", &codes::PERMISSION).several(),
        ErrorMapping::new(Step::Any, "368", &codes::BLOCKED_BY_POLICY),
        ErrorMapping::new(Step::Any, "412", &codes::APP_REMOVED),
        ErrorMapping::new(Step::Email, "missing", &codes::NO_EMAIL)
            .several()
            .read_at("navauth: the profile has no address", "2026-11"),
    ],
);
