//! What PgBouncer says when it refuses (texts of releases 1.18 to 1.24).

use super::row;
use crate::neon::errors::{KnownAnswer, Waiting};

/// PgBouncer's answers.
pub const ROWS: &[KnownAnswer] = &[
    row(
        "database.startup-parameter",
        &["unsupported startup parameter*"],
        &[],
        [
            "the pooler refuses a parameter of the database URL",
            "a transaction pooler lets only a few parameters through; options= is not among them",
            "remove options= from the URL, or use the direct host (on Neon: the host without -pooler)",
        ],
        Waiting::Never,
    ),
    row(
        "database.prepared-statement",
        &[
            "prepared statement \"*\" already exists",
            "prepared statement \"*\" does not exist",
        ],
        &["42P05", "26000"],
        [
            "a pooler mixed up two connections",
            "it hands one server connection to several programs, and an old one cannot keep their statements apart",
            "use the direct host (on Neon: the host without -pooler)",
        ],
        Waiting::Never,
    ),
    row(
        "database.pooler-tls-required",
        &["ssl required", "tls required"],
        &[],
        [
            "the pooler takes no connection without TLS",
            "the connection came without TLS",
            "write sslmode=require into the database URL",
        ],
        Waiting::Never,
    ),
    row(
        "database.pooler-cannot-connect",
        &[
            "pgbouncer cannot connect to server*",
            "server login has been failing*",
            "server login failed*",
            "server conn crashed?",
            "server closed the connection unexpectedly*",
        ],
        &["08006", "08001"],
        [
            "the pooler cannot reach its own server",
            "the PostgreSQL server behind it is down or refuses the pooler",
            "start the server, or try again in a minute",
        ],
        Waiting::Later,
    ),
    row(
        "database.pooler-misconfigured",
        &[
            "bouncer config error",
            "login rejected",
            "pgbouncer is shutting down*",
            "not allowed",
        ],
        &[],
        [
            "the pooler turns connections away",
            "its configuration does not let this role in, or it is being stopped",
            "look at the pooler's log",
        ],
        Waiting::Later,
    ),
];
