//! Neon's answers and their codes.

use super::{ErrorMapping, Waiting};
use crate::diagnostics::Code;
use crate::diagnostics::Exit;
use crate::diagnostics::catalog::neon;

const fn row(
    code: &'static Code,
    texts: &'static [&'static str],
    waiting: Waiting,
) -> ErrorMapping {
    ErrorMapping {
        code,
        texts,
        codes: &[],
        waiting,
        exit: Exit::Refused,
    }
}

/// Neon's answers.
pub const NEON: &[ErrorMapping] = &[
    row(
        &neon::TLS_MISSING,
        &["connection is insecure (try using `sslmode=require`)"],
        Waiting::Never,
    ),
    row(
        &neon::ENDPOINT_UNNAMED,
        &[
            "endpoint id is not specified*",
            "the endpoint id is not specified*",
        ],
        Waiting::Never,
    ),
    row(
        &neon::ENDPOINT_INCONSISTENT,
        &["inconsistent project name inferred from sni (*"],
        Waiting::Never,
    ),
    row(
        &neon::ENDPOINT_MALFORMED,
        &["project name ('*') must contain only alphanumeric characters and hyphen*"],
        Waiting::Never,
    ),
    row(
        &neon::CLIENT_REFUSED,
        &[
            "parameter '*' is missing in startup packet.",
            "malformed password message*",
            "unsupported authentication method*",
        ],
        Waiting::Never,
    ),
    row(
        &neon::PASSWORD_OR_ENDPOINT_WRONG,
        &["password authentication failed for user '*'"],
        Waiting::Never,
    ),
    row(
        &neon::ADDRESS_NOT_ALLOWED,
        &[
            "this ip address * is not allowed to connect to this endpoint*",
            "this ip address is not allowed to connect to this endpoint*",
        ],
        Waiting::Never,
    ),
    row(
        &neon::NETWORK_BLOCKED,
        &[
            "this connection is trying to access this endpoint from a blocked network*",
            "vpc endpoint id*",
            "this vpc endpoint id *",
        ],
        Waiting::Never,
    ),
    row(
        &neon::TOO_MANY_ATTEMPTS,
        &[
            "too many connections to this endpoint*",
            "too many connections attempts*",
            "failed to acquire permit to connect to the database*",
            "you've exceeded the rate limit*",
        ],
        Waiting::Later,
    ),
    row(
        &neon::LOGIN_TOO_SLOW,
        &["authentication timed out"],
        Waiting::Soon,
    ),
    row(
        &neon::TLS_INTERCEPTED,
        &[
            "scram-plus not used",
            "insecure connection: secure channel data mismatch",
            "unsupported channel binding method*",
            "authentication protocol violation",
        ],
        Waiting::Never,
    ),
    row(
        &neon::ENDPOINT_GONE,
        &[
            "control plane request failed: endpoint cannot be found*",
            "console request failed: endpoint cannot be found*",
            "the requested * could not be found, or you don't have access to it*",
        ],
        Waiting::Never,
    ),
    row(
        &neon::ENDPOINT_DISABLED,
        &[
            "control plane request failed: endpoint is disabled*",
            "console request failed: endpoint is disabled*",
            "the endpoint has been disabled*",
        ],
        Waiting::Never,
    ),
    row(
        &neon::ENDPOINT_UNAVAILABLE,
        &[
            "control plane request failed: endpoint is temporarily unavailable*",
            "console request failed: endpoint is temporarily unavailable*",
            "you have exceeded the limit of concurrently active endpoints*",
            "active endpoints limit exceeded*",
        ],
        Waiting::Later,
    ),
    row(
        &neon::QUOTA_EXCEEDED,
        &[
            "you've exceeded the compute time for this branch*",
            "your * has exceeded the * quota*",
        ],
        Waiting::Never,
    ),
    row(
        &neon::ROLE_PROTECTED,
        &["the role you're attempting to use is protected*"],
        Waiting::Never,
    ),
    row(
        &neon::OPERATIONS_RUNNING,
        &["your project already has running operations*"],
        Waiting::Soon,
    ),
    row(
        &neon::COMPUTE_STARTING,
        &[
            "couldn't connect to compute node*",
            "timeout waiting for server",
            "connection closed",
            "error communicating with the server*",
            "authentication error:*",
        ],
        Waiting::Soon,
    ),
    row(
        &neon::INTERNAL,
        &[
            "internal error",
            "control plane request failed*",
            "console request failed*",
        ],
        Waiting::Soon,
    ),
    row(
        &neon::IDLE_DISCONNECTED,
        &["disconnected due to inactivity after *"],
        Waiting::Soon,
    ),
    row(
        &neon::STORAGE_FULL,
        &["could not extend file because project size limit (*"],
        Waiting::Never,
    ),
];
