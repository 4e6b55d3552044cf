//! PgBouncer's error messages (releases 1.18 to 1.24).

use super::row;
use crate::diagnostics::Retry;
use crate::diagnostics::catalog::database;
use crate::neon::errors::{ErrorMapping, documented};

pub const ROWS: &[ErrorMapping] = &documented(
    "PgBouncer 1.18 to 1.24, src/client.c and src/server.c",
    "2026-11",
    [
        row(
            &database::STARTUP_PARAMETER,
            &["unsupported startup parameter*"],
            &[],
            Retry::No,
        ),
        row(
            &database::PREPARED_STATEMENT,
            &[
                "prepared statement \"*\" already exists",
                "prepared statement \"*\" does not exist",
            ],
            &["42P05", "26000"],
            Retry::No,
        ),
        row(
            &database::POOLER_UNKNOWN_DATABASE,
            &["no such database: *"],
            &[],
            Retry::No,
        ),
        row(
            &database::POOLER_UNKNOWN_ROLE,
            &["no such user*"],
            &[],
            Retry::No,
        ),
        row(
            &database::POOLER_DATABASE_DISABLED,
            &[
                "database \"*\" is disabled",
                "database does not allow connections*",
            ],
            &[],
            Retry::No,
        ),
        row(
            &database::POOLER_REJECTED_PASSWORD,
            &[
                "password authentication failed",
                "sasl authentication failed",
                "auth failed",
            ],
            &[],
            Retry::No,
        ),
        row(
            &database::POOLER_STATEMENT_MODE,
            &["transaction blocks not allowed in statement pooling mode"],
            &[],
            Retry::No,
        ),
        row(
            &database::POOLER_BUSY,
            &["query_wait_timeout*"],
            &[],
            Retry::Later(None),
        ),
        row(
            &database::POOLER_TLS_REQUIRED,
            &["ssl required", "tls required"],
            &[],
            Retry::No,
        ),
        row(
            &database::POOLER_CANNOT_CONNECT,
            &[
                "pgbouncer cannot connect to server*",
                "server login has been failing*",
                "server login has been failing, cached error: *",
                "server login failed*",
                "server conn crashed?",
                "server closed the connection unexpectedly*",
            ],
            &[],
            Retry::Later(None),
        ),
        row(
            &database::POOLER_CONNECTION_LIMIT,
            &[
                "no more connections allowed*",
                "max client connections reached*",
                "*max clients reached*",
            ],
            &[],
            Retry::Later(None),
        )
        .read_at(
            "PgBouncer 1.24, src/client.c; supabase/supavisor, issue 134 and pull request 473",
            "2024-11",
        ),
        row(
            &database::POOLER_MISCONFIGURED,
            &[
                "bouncer config error",
                "login rejected",
                "pgbouncer is shutting down*",
                "not allowed",
            ],
            &[],
            Retry::Later(None),
        ),
    ],
);
