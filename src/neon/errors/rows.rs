//! Neon's errors and their codes.

use super::{ErrorMapping, documented};
use crate::diagnostics::Retry;
use crate::diagnostics::catalog::neon;
use crate::diagnostics::{Code, Evidence, Exit};

/// Reports of users in public repositories, for the texts of the control plane, which is not public.
const REPORTS: &str = "error texts in public issue trackers";

const fn row(code: &'static Code, texts: &'static [&'static str], retry: Retry) -> ErrorMapping {
    ErrorMapping {
        code,
        texts,
        codes: &[],
        retry,
        exit: Exit::Refused,
        evidence: Evidence::UNSET,
    }
}

/// Neon's errors. Each pattern is the part of a text that is the same in all versions.
pub const NEON: &[ErrorMapping] = &documented(
    "neondatabase/neon, proxy/src",
    "2025-07-31",
    [
        // Before the next row: "VPC endpoint ID is not specified".
        row(
            &neon::NETWORK_BLOCKED,
            &["*from a blocked network*", "*vpc endpoint id*"],
            Retry::No,
        )
        .several(),
        row(
            &neon::ENDPOINT_UNNAMED,
            &["*endpoint id is not specified*"],
            Retry::No,
        ),
        row(
            &neon::ENDPOINT_INCONSISTENT,
            &["*inconsistent project name inferred from sni*"],
            Retry::No,
        ),
        row(
            &neon::ENDPOINT_MALFORMED,
            &["*must contain only alphanumeric characters*"],
            Retry::No,
        ),
        row(
            &neon::CLIENT_REFUSED,
            &[
                "*is missing in startup packet*",
                "malformed password message*",
                "unsupported authentication method*",
            ],
            Retry::No,
        ),
        row(
            &neon::PASSWORD_OR_ENDPOINT_WRONG,
            &["*password authentication failed for user '*"],
            Retry::No,
        )
        .several()
        .read_at(REPORTS, "2026-10-06"),
        row(
            &neon::ADDRESS_NOT_ALLOWED,
            &["*ip address*not allowed to connect to this endpoint*"],
            Retry::No,
        ),
        row(
            &neon::TOO_MANY_ATTEMPTS,
            &[
                "*too many connections to this endpoint*",
                "*too many connections attempts*",
                "*too many database connection attempts*",
                "*failed to acquire permit*",
                "*exceeded the rate limit*",
            ],
            Retry::Later(None),
        )
        .read_at(REPORTS, "2026-08-07"),
        row(
            &neon::LOGIN_TOO_SLOW,
            &["authentication timed out"],
            Retry::Soon,
        ),
        row(
            &neon::TLS_INTERCEPTED,
            &[
                "*scram-plus not used*",
                "*secure channel data mismatch*",
                "*unsupported channel binding method*",
                "authentication protocol violation",
            ],
            Retry::No,
        )
        .several(),
        row(
            &neon::ENDPOINT_GONE,
            &[
                "*endpoint cannot be found*",
                "*the requested * could not be found*",
            ],
            Retry::No,
        )
        .several()
        .read_at(REPORTS, "2026-07-08"),
        row(
            &neon::ENDPOINT_DISABLED,
            &["*endpoint is disabled*", "*endpoint has been disabled*"],
            Retry::No,
        )
        .read_at(REPORTS, "2026-09"),
        row(
            &neon::ENDPOINT_UNAVAILABLE,
            &[
                "*endpoint is temporarily unavailable*",
                "*limit of concurrently active endpoints*",
                "*active endpoints limit exceeded*",
            ],
            Retry::Later(None),
        )
        .several(),
        ErrorMapping {
            codes: &["53000"],
            ..row(
                &neon::QUOTA_EXCEEDED,
                &[
                    "*exceeded the compute time for this branch*",
                    "*exceeded the * quota*",
                    "*exceeded the quota*",
                ],
                Retry::No,
            )
        }
        .several()
        .read_at(REPORTS, "2026-09-27"),
        row(
            &neon::ROLE_PROTECTED,
            &["*attempting to use is protected*"],
            Retry::No,
        )
        .read_at(REPORTS, "2025-12"),
        row(
            &neon::OPERATIONS_RUNNING,
            &["*already has running operations*"],
            Retry::Soon,
        )
        .read_at(REPORTS, "2025-12"),
        row(
            &neon::COMPUTE_STARTING,
            &[
                "*couldn't connect to compute node*",
                "timeout waiting for server",
                "connection closed",
                "error communicating with the server*",
                "authentication error:*",
            ],
            Retry::Soon,
        )
        .several(),
        row(
            &neon::INTERNAL,
            &[
                "internal error",
                "*control plane request failed*",
                "*console request failed*",
            ],
            Retry::Soon,
        )
        .several(),
        row(
            &neon::IDLE_DISCONNECTED,
            &["disconnected due to inactivity*"],
            Retry::Soon,
        ),
        row(&neon::STORAGE_FULL, &["*project size limit (*"], Retry::No).read_at(
            "neondatabase/neon, pgxn/neon/pagestore_smgr.c",
            "2025-07-31",
        ),
        // The last: libpq with sslmode=prefer tries again without TLS, and prints this below the true error.
        row(&neon::TLS_MISSING, &["*connection is insecure*"], Retry::No)
            .read_at(REPORTS, "2026-09-28"),
    ],
);
