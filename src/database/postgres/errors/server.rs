//! What PostgreSQL itself says when it refuses a login or a query (PostgreSQL manual, "PostgreSQL Error Codes"; texts of releases 9.6 to 18).

use super::row;
use crate::neon::errors::{KnownAnswer, Waiting};

/// PostgreSQL's answers.
pub const ROWS: &[KnownAnswer] = &[
    row(
        "database.tls-required",
        &[
            "no pg_hba.conf entry for *, no encryption",
            "no pg_hba.conf entry for *, ssl off",
            "pg_hba.conf rejects connection for *, no encryption",
            "pg_hba.conf rejects connection for *, ssl off",
        ],
        &[],
        [
            "the server takes no connection without TLS",
            "the connection came without TLS, and the server's rules (pg_hba.conf) have no entry for that",
            "write sslmode=require (or better, verify-full) into the database URL",
        ],
        Waiting::Never,
    ),
    row(
        "database.host-not-allowed",
        &[
            "no pg_hba.conf entry for *",
            "pg_hba.conf rejects connection for *",
        ],
        &[],
        [
            "the server has no rule that lets {role} into {database} from here",
            "its pg_hba.conf has no entry for this role, database and address",
            "add an entry to pg_hba.conf on the server and reload it, or correct role and database in the URL",
        ],
        Waiting::Never,
    ),
    row(
        "database.wrong-password",
        &[
            "password authentication failed for user \"*\"",
            "md5 authentication failed for user \"*\"",
            "password authentication failed",
            "sasl authentication failed",
            "auth failed",
        ],
        &["28P01"],
        [
            "the password of {role} was not accepted",
            "the password is wrong, or there is no such role: PostgreSQL answers the same for both",
            "copy the database URL again; a password with special characters must be percent-encoded in it",
        ],
        Waiting::Never,
    ),
    row(
        "database.other-authentication",
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
        [
            "the server makes sure of {role} in another way than by its password",
            "its pg_hba.conf asks for peer, ident, a certificate or a directory service",
            "write scram-sha-256 into the matching line of the server's pg_hba.conf and reload it",
        ],
        Waiting::Never,
    ),
    row(
        "database.unknown-role",
        &["role \"*\" does not exist", "no such user*"],
        &[],
        [
            "there is no role {role} on {host}",
            "the name is mistyped, or the URL is of another server",
            "correct the role in the database URL, or create it: CREATE ROLE … LOGIN PASSWORD …",
        ],
        Waiting::Never,
    ),
    row(
        "database.role-cannot-log-in",
        &["role \"*\" is not permitted to log in"],
        &[],
        [
            "{role} may not log in",
            "the role is a group, or logging in was taken from it",
            "use another role, or ALTER ROLE … LOGIN",
        ],
        Waiting::Never,
    ),
    row(
        "database.unknown-database",
        &["database \"*\" does not exist", "no such database: *"],
        &["3D000"],
        [
            "there is no database {database} on {host}",
            "the name after the last slash of the URL is mistyped, or the database was not created yet",
            "correct the name in the database URL, or create it: CREATE DATABASE …",
        ],
        Waiting::Never,
    ),
    row(
        "database.connect-not-permitted",
        &[
            "permission denied for database \"*\"",
            "permission denied for database *",
        ],
        &[],
        [
            "{role} may not connect to {database}",
            "the privilege CONNECT is missing",
            "GRANT CONNECT ON DATABASE … TO … as the database's owner",
        ],
        Waiting::Never,
    ),
    row(
        "database.closed-to-connections",
        &[
            "database \"*\" is not currently accepting connections",
            "database \"*\" is disabled",
            "database does not allow connections*",
        ],
        &[],
        [
            "the database {database} takes no connections",
            "its owner or the pooler has closed it",
            "use another database, or have it opened",
        ],
        Waiting::Never,
    ),
    row(
        "database.too-many-connections",
        &[
            "sorry, too many clients already",
            "remaining connection slots are reserved for *",
            "too many connections for *",
            "no more connections allowed*",
            "number of requested standby connections *",
        ],
        &["53300"],
        [
            "the server has no connection left",
            "all connections are in use, often by programs that do not close theirs",
            "close connections that are not needed and try again; on Neon, use the pooled host (-pooler) for the app",
        ],
        Waiting::Later,
    ),
    row(
        "database.starting",
        &[
            "the database system is starting up",
            "the database system is not yet accepting connections",
            "the database system is in recovery mode",
            "the database system is not accepting connections",
        ],
        &["57P03"],
        [
            "the server is starting",
            "it was just started, or it repairs itself after a crash",
            "wait some seconds and try again",
        ],
        Waiting::Soon,
    ),
    row(
        "database.stopping",
        &[
            "the database system is shutting down",
            "terminating connection due to administrator command",
            "terminating connection because of crash of another server process",
            "terminating connection due to unexpected postmaster exit",
        ],
        &["57P01", "57P02"],
        [
            "the server ended the connection",
            "it is being restarted; on Neon, the compute was suspended",
            "try again",
        ],
        Waiting::Soon,
    ),
    row(
        "database.option-unknown",
        &[
            "invalid command-line argument for server process: *",
            "unrecognized configuration parameter \"*\"",
            "invalid value for parameter \"*\"*",
            "parameter \"*\" cannot be *",
        ],
        &["42704", "22023", "55P02"],
        [
            "the server does not know what options= in the database URL asks for",
            "a parameter in options= is mistyped, or is meant for another server",
            "correct or remove options= in the database URL (options=endpoint… is for Neon only)",
        ],
        Waiting::Never,
    ),
    row(
        "database.too-old",
        &["unsupported frontend protocol *"],
        &["0A000"],
        [
            "the server does not speak the protocol of today",
            "it is PostgreSQL 7.3 or older, or not PostgreSQL",
            "check host and port of the database URL",
        ],
        Waiting::Never,
    ),
    row(
        "database.login-too-slow",
        &[
            "canceling authentication due to timeout",
            "client_login_timeout*",
            "query_wait_timeout*",
            "connect timeout",
            "server_connect_timeout*",
        ],
        &[],
        [
            "the login or the wait for a connection took too long for the server",
            "the server or its pool is overloaded",
            "try again in a minute",
        ],
        Waiting::Later,
    ),
    row(
        "database.storage-full",
        &[
            "could not extend file *",
            "could not write to file *: no space left on device",
        ],
        &["53100"],
        [
            "the server's disk is full",
            "nothing can be written any more",
            "free space on the server",
        ],
        Waiting::Never,
    ),
    row(
        "database.not-permitted",
        &["permission denied for *", "must be owner of *"],
        &["42501"],
        [
            "{role} is not allowed to do this",
            "the privilege is missing: the table or schema belongs to another role",
            "use the role that owns the database, or have its owner GRANT the privilege",
        ],
        Waiting::Never,
    ),
    row(
        "database.table-missing",
        &["relation \"*\" does not exist"],
        &["42P01"],
        [
            "a table is missing",
            "the tables were not created yet, or the search_path does not lead to them",
            "create them with navauth init-db",
        ],
        Waiting::Never,
    ),
    row(
        "database.name-taken",
        &["relation \"*\" already exists"],
        &["42P07", "42710"],
        [
            "a table or an index should get a name that something else has",
            "a view, or an index of another table, bears it; or another program made it at this very moment",
            "look at what bears that name, and rename it; navauth init-db --check compares the tables",
        ],
        Waiting::Never,
    ),
    row(
        "database.value-twice",
        &[
            "duplicate key value violates unique constraint *",
            "could not create unique index *",
        ],
        &["23505"],
        [
            "a value is there twice that may be there only once",
            "two rows hold the same address, name or number",
            "decide which of the rows is right, and change or delete the other",
        ],
        Waiting::Never,
    ),
    row(
        "database.read-only",
        &["cannot execute * in a read-only transaction"],
        &["25006"],
        [
            "this server takes no changes",
            "it is a read replica, or was set to read-only",
            "use the primary's host in the database URL",
        ],
        Waiting::Never,
    ),
    row(
        "database.lock-taken",
        &[
            "canceling statement due to lock timeout",
            "deadlock detected",
            "could not serialize access *",
        ],
        &["55P03", "40P01", "40001"],
        [
            "another program is changing the same tables",
            "it holds a lock",
            "try again when it is done",
        ],
        Waiting::Soon,
    ),
    row(
        "database.canceled",
        &["canceling statement due to *"],
        &["57014"],
        [
            "the server broke off the query",
            "it took longer than the server allows, or somebody canceled it",
            "try again",
        ],
        Waiting::Later,
    ),
    row(
        "database.idle-ended",
        &["terminating connection due to idle*"],
        &["25P03", "57P05"],
        [
            "the server ended the connection because nothing was sent",
            "a transaction stood open for too long",
            "try again",
        ],
        Waiting::Soon,
    ),
    row(
        "database.out-of-memory",
        &["out of memory", "out of shared memory"],
        &["53200"],
        [
            "the server has no memory left",
            "it is overloaded",
            "try again in a minute",
        ],
        Waiting::Later,
    ),
];
