//! PostgreSQL's error messages (manual, "PostgreSQL Error Codes"; texts of releases 9.6 to 18).

use super::row;
use crate::diagnostics::Retry;
use crate::diagnostics::catalog::database;
use crate::neon::errors::{ErrorMapping, documented};

pub const ROWS: &[ErrorMapping] = &documented(
    "PostgreSQL manual, appendix A, and the message catalogs of PostgreSQL 9.6 to 18",
    "2026-11",
    [
        row(
            &database::TLS_REQUIRED,
            &[
                "no pg_hba.conf entry for *, no encryption",
                "no pg_hba.conf entry for *, ssl off",
                "pg_hba.conf rejects connection for *, no encryption",
                "pg_hba.conf rejects connection for *, ssl off",
            ],
            &[],
            Retry::No,
        ),
        row(
            &database::HOST_NOT_ALLOWED,
            &[
                "no pg_hba.conf entry for *",
                "pg_hba.conf rejects connection for *",
                // In every language.
                "*pg_hba.conf*",
            ],
            &[],
            Retry::No,
        ),
        row(
            &database::WRONG_PASSWORD,
            &[
                "password authentication failed for user \"*\"",
                "md5 authentication failed for user \"*\"",
            ],
            &["28P01"],
            Retry::No,
        )
        .several(),
        row(
            &database::OTHER_AUTHENTICATION,
            &[
                "peer authentication failed for user *",
                "ident authentication failed for user *",
                "certificate authentication failed for user *",
                "ldap authentication failed for user *",
                "pam authentication failed for user *",
                "radius authentication failed for user *",
                "gssapi authentication failed for user *",
                "sspi authentication failed for user *",
                "oauth bearer authentication failed for user *",
            ],
            &[],
            Retry::No,
        ),
        row(
            &database::UNKNOWN_ROLE,
            &["role \"*\" does not exist"],
            &[],
            Retry::No,
        ),
        row(
            &database::ROLE_CANNOT_LOG_IN,
            &["role \"*\" is not permitted to log in"],
            &[],
            Retry::No,
        ),
        row(
            &database::UNKNOWN_DATABASE,
            &["database \"*\" does not exist"],
            &["3D000"],
            Retry::No,
        ),
        row(
            &database::CONNECT_NOT_PERMITTED,
            &[
                "permission denied for database \"*\"",
                "permission denied for database *",
            ],
            &[],
            Retry::No,
        ),
        row(
            &database::CLOSED_TO_CONNECTIONS,
            &["database \"*\" is not currently accepting connections"],
            &[],
            Retry::No,
        ),
        row(
            &database::ROLE_CONNECTION_LIMIT,
            &["too many connections for role *"],
            &[],
            Retry::Later(None),
        ),
        row(
            &database::DATABASE_CONNECTION_LIMIT,
            &["too many connections for database *"],
            &[],
            Retry::Later(None),
        ),
        row(
            &database::TOO_MANY_CONNECTIONS,
            &[
                "sorry, too many clients already",
                "remaining connection slots are reserved for *",
                "number of requested standby connections *",
            ],
            &[],
            Retry::Later(None),
        ),
        // The code alone does not say whose limit it is.
        row(
            &database::CONNECTION_LIMIT,
            &[],
            &["53300"],
            Retry::Later(None),
        )
        .several(),
        row(
            &database::STANDBY_CLOSED,
            &["the database system is not accepting connections"],
            &[],
            Retry::No,
        )
        .read_at(
            "PostgreSQL 14 to 18, backend_startup.c: sent with \"Hot standby mode is disabled.\"",
            "2026-11",
        ),
        row(
            &database::STARTING,
            &[
                "the database system is starting up",
                "the database system is not yet accepting connections",
                "the database system is in recovery mode",
            ],
            &["57P03"],
            Retry::Soon,
        )
        .several(),
        row(
            &database::STOPPING,
            &[
                "the database system is shutting down",
                "terminating connection due to administrator command",
                "terminating connection because of crash of another server process",
                "terminating connection due to unexpected postmaster exit",
            ],
            &["57P01", "57P02"],
            Retry::Soon,
        ),
        row(
            &database::OPTION_UNKNOWN,
            &[
                "invalid command-line argument for server process: *",
                "unrecognized configuration parameter \"*\"",
                "invalid value for parameter \"*\"*",
                "parameter \"*\" cannot be *",
            ],
            &["55P02"],
            Retry::No,
        ),
        row(
            &database::TOO_OLD,
            &["unsupported frontend protocol *"],
            &[],
            Retry::No,
        ),
        row(
            &database::LOGIN_TOO_SLOW,
            &[
                "canceling authentication due to timeout",
                "client_login_timeout*",
                "connect timeout",
                "server_connect_timeout*",
            ],
            &[],
            Retry::Later(None),
        ),
        row(
            &database::STORAGE_FULL,
            &[
                "could not extend file *",
                "could not write to file *: no space left on device",
            ],
            &["53100"],
            Retry::No,
        ),
        row(
            &database::NOT_PERMITTED,
            &["permission denied for *", "must be owner of *"],
            &["42501"],
            Retry::No,
        ),
        row(
            &database::TABLE_MISSING,
            &["relation \"*\" does not exist"],
            &["42P01"],
            Retry::No,
        ),
        row(
            &database::COLUMN_MISSING,
            &[
                "column \"*\" does not exist",
                "column \"*\" of relation \"*\" does not exist",
            ],
            &["42703"],
            Retry::No,
        ),
        row(
            &database::NAME_TAKEN,
            &["relation \"*\" already exists"],
            &["42P07", "42710"],
            Retry::No,
        ),
        row(
            &database::KEY_TWICE,
            &["duplicate key value violates unique constraint \"*_pkey\"*"],
            &[],
            Retry::No,
        ),
        row(
            &database::VALUE_TWICE,
            &[
                "duplicate key value violates unique constraint *",
                "could not create unique index *",
            ],
            &["23505"],
            Retry::No,
        ),
        row(
            &database::READ_ONLY,
            &["cannot execute * in a read-only transaction"],
            &["25006"],
            Retry::No,
        ),
        row(
            &database::LOCK_TAKEN,
            &[
                "canceling statement due to lock timeout",
                "deadlock detected",
                "could not serialize access *",
            ],
            &["55P03", "40P01", "40001"],
            Retry::Soon,
        ),
        row(
            &database::STATEMENT_TIMEOUT,
            &["canceling statement due to statement timeout"],
            &[],
            Retry::No,
        ),
        row(
            &database::CANCELED,
            &["canceling statement due to *"],
            &["57014"],
            Retry::Later(None),
        ),
        row(
            &database::IDLE_ENDED,
            &["terminating connection due to idle*"],
            &["25P03", "57P05"],
            Retry::Soon,
        ),
        row(
            &database::CONNECTION_FAILURE,
            &[],
            &["08000", "08001", "08003", "08006"],
            Retry::Soon,
        )
        .several(),
        row(
            &database::CHARACTER_NOT_IN_ENCODING,
            &["character with byte sequence * in encoding * has no equivalent in encoding *"],
            &["22P05"],
            Retry::No,
        ),
        row(
            &database::OUT_OF_MEMORY,
            &["out of memory", "out of shared memory"],
            &["53200"],
            Retry::Later(None),
        ),
    ],
);
