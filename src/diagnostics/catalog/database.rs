//! The database: reaching it, signing in to it, and its answers. What Neon answers is in `neon`.

use super::codes;
use crate::diagnostics::{Code, Help, Severity, Status, not_followed};

const REPRODUCE: &str = "`navauth verify-connection`";
const CHECK: &str = "`navauth check-env --only {id}`";
const IN_PRODUCTION: &str = "`navauth check-env --only {id} --environment production`";

/// Of a check whose problems have codes of their own.
const SEE_PROBLEM: Help = Help::text("follow the help for the reported problem");
const USE_URL: Help = Help::text("use postgresql://user:password@host/database");
const REQUIRE_SSLMODE: Help =
    Help::text("append ?sslmode=require (&sslmode=require after other parameters)");

/// Of a host whose name ends with .local (RFC 6762).
pub const LOCAL_NETWORK: &str = "names that end with .local exist only on a local network";

pub const CHECK_HOST_AND_PORT: &str =
    "check the host and port in the connection string (PostgreSQL's default port is 5432)";
const RUN_AGAIN: Help = Help::text("run the command again");
const WAIT_SECONDS: Help = Help::text("wait a few seconds, then run the command again");
const WAIT_MINUTE: Help = Help::text("wait a minute, then run the command again");
/// What Neon's connection pooler can and cannot do for the app.
pub const NEON_POOLER: &str = "releases of the app since June 2026 send a startup option (search_path) that the pooler rejects, and creating or \
                               changing tables needs a direct connection";
const DIRECT_HOST: &str = "use the direct host (on Neon, the host without -pooler)";
const REQUIRE_TLS: Help = Help::text(
    "add sslmode=require (or better, verify-full with sslrootcert) to the connection string",
);
const ALLOW_PASSWORD: Help =
    Help::text("allow the role to authenticate with a password (pg_hba.conf: scram-sha-256)");

/// In place of a role that the connection string does not name.
pub const OWN_NAME: &str = "(your user name)";
/// In place of a host that it does not name.
pub const THE_SERVER: &str = "the server";
/// In place of a table that the server's answer does not name.
pub const UNNAMED: &str = "see the server's answer";

/// Tells whether only the PostgreSQL port is blocked; for Neon.
pub const OVER_HTTPS: &str = "navauth verify-connection --over https";

pub const NAME_SERVERS_SILENT: &str = "this network's DNS servers do not answer";
pub const CHECK_NETWORK: &str = "check the network connection";
pub const NOTHING_ANSWERS: &str = "nothing answers at that address and port";
pub const CHECK_FIREWALL: &str =
    "check the host and port in the connection string, and whether a firewall blocks them";
pub const ACCEPTED_AND_SILENT: &str = "the connection was accepted, but then nothing was sent";
pub const PASSWORD_ACCEPTED_AND_SILENT: &str =
    "the password was accepted, but then nothing was sent";
pub const LONGER_TIMEOUT: &str = "run the command again with a longer --timeout, such as 60s";

pub const EXAMPLE_HOST: &str = "it is an example, not a real host";
pub const NOT_NEON_ENDING: &str = "hosts of Neon databases end with .neon.tech, not with .{ending}";
pub const LOCAL_NAME: &str =
    "a name without a dot exists only in some networks, such as those of docker compose";
pub const COPY_FROM_NEON: &str = "copy the connection string again from the Neon console (Connect)";
pub const USE_KNOWN_NAME: &str = "use a name that this computer can look up, such as localhost";

pub const NO_BINDING_DEFINED: &str =
    "no channel binding is defined for the signature of the server's certificate (RFC 5929)";
/// Where the server names another database than the connection string.
pub const POOLER_MAPS: &str =
    "the connection string names {name}: a connection pooler between them uses another name for it";
pub const NO_TLS: &str = "the connection has no TLS";

pub const ROLE: &str = "role";
pub const PASSWORD: &str = "password";
pub const SERVER_ASKS: &str = "the server asks for one";

/// Where the SQL that fixes it is too long for a terminal.
pub const SHOW_SQL: Help = Help::command("show the SQL that fixes it", "navauth init-db --check");

const ANOTHER_DATABASE: Help = Help::text(
    "use another database for the app, or another schema (PostgreSQL: ALTER ROLE … SET search_path); do not rename or drop the other \
     program's table",
);
pub const SQLITE_DRIVER_REFUSES: &str = "the app's SQLite driver rejects it";
/// For a release that sets the search path itself.
pub const ANOTHER_DATABASE_ONLY: &str = "use another database for the app, because this release always reads the schema public, regardless of the role's search path; do not rename or drop the other program's table";
pub const MOVE_TO_PUBLIC: &str = "move the tables to the schema public: this release of the app always reads it, regardless of the role's search path";
/// For a release that is older than the tables.
pub const USE_NEWER_RELEASE: &str =
    "run the release of the app that uses {found}; for its tables, omit --schema";

pub const UNTYPED: &str = "no type";
pub const ADD_WITH_VALUES: &str = "add it, with a value for the existing rows";
pub const SQLITE_CANNOT_CHANGE: &str =
    "SQLite cannot change a column: rename the table, run navauth init-db, and copy the rows";
pub const SQLITE_KEY: &str =
    "SQLite generates values only for an INTEGER PRIMARY KEY: recreate the table and copy the rows";

pub const SPACE_AROUND: &str = "there is a space before or after it";
pub const REMOVE_SPACE: &str = "remove the space";
pub const QUOTED: &str = "quotation marks are part of the value";
pub const REMOVE_QUOTES: &str = "remove the quotation marks";
pub const PSQL_COMMAND: &str = "it is the whole psql command, not only the connection string";
pub const NEON_API_KEY: &str = "it is a Neon API key, not a connection string";
pub const MOVE_API_KEY: &str =
    "move it to NEON_API_KEY, and copy the connection string from the Neon console (Connect)";
pub const JDBC_URL: &str = "it is a JDBC URL, which only Java programs read";
pub const KEYWORD_FORM: &str =
    "it is a list of NAME=value pairs, which SQLAlchemy does not read: the app needs a URL";
pub const CONSOLE_ADDRESS: &str = "it is the address of a page in the Neon console";
pub const NEON_WEB_API: &str = "it is a Neon web address, not the address of the PostgreSQL server";
pub const WEB_ADDRESS: &str = "it is a web address, not the address of a PostgreSQL server";
pub const NOT_A_FOLDER: &str = "{file} is a file, not a folder";
pub const MOVE_OUT_OF_THE_WAY: &str = "rename that file, or use another path in DATABASE_URL";
pub const ANOTHER_KIND: &str = "use the connection string of a PostgreSQL database, which begins with postgresql://, or a SQLite file (sqlite:///./data/users.db)";
pub const COPY_FROM_CONSOLE: &str =
    "copy the connection string, which begins with postgresql://, from the database's console";
pub const KEEP_URL: &str = "keep only what is between the quotation marks";
pub const NO_SCHEME: &str = "it does not begin with postgresql://";
pub const INVALID_SCHEME: &str = "the text before :// is not a valid scheme";
pub const TOO_LONG: &str = "it is longer than 64 KiB or has more than 200 parameters";
pub const HAS_NUL: &str =
    "it contains a NUL (%00), which no role, password or database name can contain";
pub const COPY_URL: &str = "copy the connection string again";

pub const NO_PORT: &str = "there is a colon after the host, but no port";
pub const NOT_A_PORT: &str = "it is not a number from 0 to 65535";

pub const IP_ADDRESS: &str = "an IP address such as 10.0.0.1, or remove it";

pub const BINDING_WITHOUT_TLS: &str =
    "channel_binding=require needs TLS, and sslmode=disable forbids it";
pub const KERBEROS: &str = "gssencmode=require asks for Kerberos, which navauth does not support";
pub const SYSTEM_WITHOUT_FULL: &str = "sslrootcert=system needs sslmode=verify-full";
pub const USE_REQUIRE: &str = "use sslmode=require";
pub const REMOVE_GSSENCMODE: &str = "remove gssencmode";
pub const USE_FULL_OR_REMOVE: &str = "use sslmode=verify-full, or remove sslrootcert";

pub const REFUSED_WITH_NOTE: &str =
    "it rejects the whole connection string (\"invalid connection option\"): {note}";
pub const HTML_AMPERSAND: &str = "&amp; is how HTML writes &";
pub const NEWER_LIBPQ: &str = "its libpq is from PostgreSQL 16, which has no such parameter";
pub const FOR_PRISMA: &str = "it is a Prisma parameter";
pub const SSL_IS_SSLMODE: &str = "the driver calls it sslmode";
pub const EXACT_NAMES: &str = "names must match exactly, in lower case";

pub const ADVICE_CA_FILE: &str = "use sslmode=verify-full&sslrootcert={file}, if this file exists where the app runs, or channel_binding=require";
pub const ADVICE_CHANNEL_BINDING: &str = "add channel_binding=require to the connection string";
pub const TILDE_NOT_EXPANDED: &str =
    "~ is not expanded in a connection string: write the whole path";

pub const PASSWORD_IN_CLEARTEXT: &str =
    "the connection has no TLS, so anyone on this network could read the password; it was not sent";
pub const USE_TLS: &str = "use sslmode=require in the connection string; sslmode=disable only on a network where you trust everyone";
pub const NEON_NEEDS_ENDPOINT: &str =
    "Neon does this when it cannot determine the endpoint from the host; the password was not sent";
pub const USE_NEON_HOST: &str = "use the host that the Neon console shows (Connect)";
pub const PASSWORD_TO_SERVER: &str =
    "a server that impersonates it would learn the password; it was not sent";
pub const ASKS_FOR_NO_PASSWORD: &str = "the server asks for no password";

pub const NO_TLS_TO_ALLOW: &str = "its pg_hba.conf does not allow this combination of role, database and address, and the server does not offer TLS";
pub const NOT_TLS: &str = "the server's answer is not TLS";
pub const SUPPORT_TLS: &str = "enable TLS 1.2 or later on the server";
pub const CHECK_THE_WAY: &str = "check the host and port in the connection string, and anything between this computer and the server";
pub const IPV6_WITHOUT_BRACKETS: &str = "a colon ends the host: an IPv6 address needs brackets";
pub const PUT_BRACKETS: &str = "put the IPv6 address in brackets, such as [::1]:5432";
pub const URL_AS_HOST: &str = "there is a second scheme before the host";
pub const REMOVE_SCHEME: &str = "remove the second scheme: only the host name follows the @";
pub const SEVERAL_HOSTS: &str =
    "it contains several hosts, which the app's URL parser does not split";
pub const HOSTS_AS_PARAMETERS: &str =
    "name one host, or name each in a parameter: ?host=first:5432&host=second:5432";
pub const FILE_READ_ONLY: &str =
    "a trial write failed: the file, its folder or its disk is read-only for you";
pub const LINK_WITHOUT_TARGET: &str = "it is a symbolic link to {target}, which does not exist";
pub const RESTORE_TARGET: &str =
    "restore the file that it links to, or remove the link and run navauth init-db";
pub const VALUE_FOLLOWED: &str = "{next} follows {value} and is read as part of it: separate parameters with &, and put nothing after the connection string on its line";
pub const MAKE_WRITABLE: &str =
    "make {file} and its folder {folder} writable for the user that runs the app";
pub const BUSY_FILE: &str =
    "could not check whether the file can be written: another program is writing to it";
pub const IS_A_REPLICA: &str = "the server is a replica, which accepts no changes";
pub const USE_PRIMARY: &str = "use the primary server's host in the connection string";
pub const SET_READ_ONLY: &str = "default_transaction_read_only is set for {whose}";
pub const RESET_READ_ONLY: &str = "reset it; this takes effect with the next connection";
pub const REMOVE_READ_ONLY: &str = "remove default_transaction_read_only there";
pub const AT_NEON: &str = "Neon runs this server, so you cannot configure it: copy the connection string again from the Neon console (Connect), \
                           and try another network";
pub const CONTAINER_ITSELF: &str =
    "no server listens there: in a container, localhost is the container itself";
pub const NAME_THE_CONTAINER: &str = "use the database container's name as the host, or host.docker.internal for a server on the host machine";
pub const HOW_TO_START: &str = "the connection string is only in .env: start the app with python main.py serve. uvicorn api.main:app without --reload reads it too late, and uses ./data/users.db";
pub const TIME_ALLOWED: &str = "the time allowed";
pub const NOT_A_FILE: &str = "it is a folder, a device or a pipe";
pub const MORE_THAN_4_MIB: &str = "one of its messages is larger than any that navauth requests";
pub const MORE_THAN_32_MIB: &str =
    "a value in the tables, or the result of a view, takes more than 32 MiB";
pub const NULL_OR_OTHER_TYPE: &str = "a value is NULL or has another type";

/// A file that is needed on another computer.
pub const ROOTS_ELSEWHERE: &str = "could not check the root certificate file {file}: it does not exist here, and the app needs it where it runs";
pub const CHECK_ROOTS: &str = "check that the file exists where the app runs, or use channel_binding=require with sslmode=require";

codes! {
    "Database";

    NAME_NOT_FOUND = Code {
        id: "database.name-not-found",
        message: "no address found for the host {host}",
        help: Help::text("check the host in the connection string and the network connection"),
        explanation: "Possible causes: the host is mistyped, it comes from an example or belongs to a deleted Neon endpoint, or there is no network.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CONNECTION_REFUSED = Code {
        id: "database.refused",
        message: "{address} refuses connections",
        reason: "no server listens on that port, or a firewall rejects the connection",
        help: Help::text("start the server, or correct the host and port in the connection string (PostgreSQL's default port is 5432)"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    NO_ROUTE = Code {
        id: "database.no-route",
        message: "{address} cannot be reached from this network",
        help: Help::text("check the network connection and the host in the connection string"),
        explanation: "Possible causes: there is no network, a VPN is off, or the address is IPv6 and this network has none. For Neon, \
                      `navauth verify-connection --over https` shows whether only this port is blocked.",
        reproduce: REPRODUCE,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };

    SOCKET_MISSING = Code {
        id: "database.socket-missing",
        message: "no server listens on the socket {path}",
        help: Help::text("start the server, or add a host to the connection string"),
        explanation: "Without a host in the connection string, the local socket is used.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    HOST_MISSING = Code {
        id: "database.host-missing",
        message: "the connection string has no host",
        help: Help::text("use postgresql://user:password@host/database"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    TIMED_OUT = Code {
        id: "database.timed-out",
        message: "{host} did not answer within {seconds} s during the {phase}",
        help: Help::text(LONGER_TIMEOUT),
        explanation: "Possible causes by phase: a firewall drops packets (connecting), another program listens there (TLS, \
                      authentication), the compute does not start (wake-up), or another program has locked the tables (query).",
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    CLOSED = Code {
        id: "database.closed",
        message: "the server closed the connection during the {phase}",
        help: Help::text("run the command again; if it fails again, check the host and port in the connection string"),
        explanation: "Possible causes: the server is overloaded or restarting, the port belongs to another program, or a pooler or \
                      firewall cut the connection.",
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    GARBLED = Code {
        id: "database.garbled",
        message: "cannot understand the server's answer during the {phase}",
        help: Help::text("check the host and port in the connection string, or try another network"),
        explanation: "Possible causes: something between this computer and the server changes the data, or another program answers.",
        reproduce: REPRODUCE,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };

    NOT_POSTGRES = Code {
        id: "database.not-postgres",
        message: "the answer does not come from a PostgreSQL server",
        help: Help::text(CHECK_HOST_AND_PORT),
        explanation: "Possible causes: the port belongs to another program, such as a web server, or something in between changes the data.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    REFUSED_OTHERWISE = Code {
        id: "database.refused-otherwise",
        message: "the database rejected the request",
        help: Help::text("read the server's answer; its log may say more"),
        explanation: "navauth does not recognize this answer and shows it as received.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    TLS_NOT_OFFERED = Code {
        id: "database.tls-not-offered",
        message: "the server at {address} does not offer TLS",
        reason: "sslmode in the connection string requires it",
        help: Help::text("enable TLS on the server (ssl = on); only for a server on this computer, use sslmode=disable"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    TLS_FAILED = Code {
        id: "database.tls-failed",
        message: "TLS with {host} failed",
        help: Help::text(CHECK_THE_WAY),
        explanation: "Possible causes: the server and navauth have no TLS version in common, or the server does not speak TLS.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    CERTIFICATE_EXPIRED = Code {
        id: "database.certificate-expired",
        message: "the certificate of {host} has expired",
        help: Help::text("renew the server's certificate; check this computer's clock"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    CERTIFICATE_NOT_YET_VALID = Code {
        id: "database.certificate-not-yet-valid",
        message: "the certificate of {host} is not valid yet",
        help: Help::text("check this computer's clock"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    CERTIFICATE_UNTRUSTED = Code {
        id: "database.certificate-untrusted",
        message: "the certificate of {host} is not signed by a trusted authority",
        help: Help::text("add sslrootcert= with the path of its authority's certificate to the connection string"),
        explanation: "Possible causes: its authority is not among the trusted ones, or something in between impersonates the server.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    CERTIFICATE_SELF_SIGNED = Code {
        id: "database.certificate-self-signed",
        message: "the certificate of {host} is self-signed and not trusted",
        help: Help::text("copy the server's certificate to this computer and add sslrootcert= with its path to the connection string"),
        explanation: "A self-signed certificate is trusted only if it is listed itself. Take the file from the server (ssl_cert_file), not \
                      from the connection, where something in between could present another one.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    CERTIFICATE_WRONG_NAME = Code {
        id: "database.certificate-wrong-name",
        message: "the server's certificate is not for {host}",
        help: Help::text("in the connection string, use the host name that the certificate contains"),
        explanation: "Possible causes: the host in the connection string is an alias or an address, or something in between impersonates the server.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    CERTIFICATE_NOT_ITS_OWN = Code {
        id: "database.certificate-not-its-own",
        message: "the server at {host} does not have the private key of its certificate",
        reason: "the password was not sent; possible cause: something in between presents a copied certificate",
        help: Help::text("try another network"),
        reproduce: REPRODUCE,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };

    CERTIFICATE_INVALID = Code {
        id: "database.certificate-invalid",
        message: "cannot verify the certificate of {host}",
        help: Help::text("issue a new certificate for the server"),
        explanation: "Possible causes: the certificate is damaged, or issued for another purpose.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    CLIENT_CERTIFICATE_REQUIRED = Code {
        id: "database.client-certificate-required",
        message: "{host} requires a client certificate",
        reason: "navauth can authenticate only with a password",
        help: ALLOW_PASSWORD,
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    METHOD_UNSUPPORTED = Code {
        id: "database.method-unsupported",
        message: "the server asks for an authentication method that navauth does not support",
        help: ALLOW_PASSWORD,
        explanation: "For example Kerberos, OAuth or certificates.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    SERVER_NOT_AUTHENTIC = Code {
        id: "database.server-not-authentic",
        message: "the server did not prove that it knows the password",
        help: Help::text("check the host and port in the connection string; do not disable channel binding"),
        explanation: "Possible causes: something in between impersonates the server, or the server ended the exchange.",
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };

    CHANNEL_BINDING_IMPOSSIBLE = Code {
        id: "database.channel-binding-impossible",
        message: "channel_binding=require is not possible here",
        help: Help::text("use TLS with an RSA or ECDSA certificate on the server, or channel_binding=prefer in the connection string"),
        explanation: "The connection has no TLS, or no binding is defined for the signature of the certificate (RFC 5929).",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    TLS_REQUIRED = Code {
        id: "database.tls-required",
        message: "the server does not accept this connection without TLS",
        reason: "its pg_hba.conf does not allow this connection without encryption",
        help: REQUIRE_TLS,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    HOST_NOT_ALLOWED = Code {
        id: "database.host-not-allowed",
        message: "the server does not allow {role} to connect to {database} from here",
        reason: "its pg_hba.conf does not allow this combination of role, database, address and encryption",
        help: Help::text("add an entry to the server's pg_hba.conf and reload it, or correct the role and database in the connection string"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    WRONG_PASSWORD = Code {
        id: "database.wrong-password",
        message: "the server rejected the password of {role}",
        reason: "possible causes: the password is wrong or has expired, or the role does not exist or has no password; PostgreSQL gives the same answer for all",
        help: Help::text("copy the connection string again; special characters in the password must be percent-encoded"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    OTHER_AUTHENTICATION = Code {
        id: "database.other-authentication",
        message: "the server does not authenticate {role} with a password",
        help: Help::text("use scram-sha-256 in the matching line of the server's pg_hba.conf and reload it"),
        explanation: "Its pg_hba.conf asks for another method, such as peer, ident, a certificate or a directory service.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    UNKNOWN_ROLE = Code {
        id: "database.unknown-role",
        message: "role {role} does not exist on {host}",
        help: Help::text("correct the role in the connection string, or create it: CREATE ROLE {role_name} LOGIN PASSWORD '…'"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    ROLE_CANNOT_LOG_IN = Code {
        id: "database.role-cannot-log-in",
        message: "role {role} is not permitted to log in",
        help: Help::text("use another role, or run as an administrator: ALTER ROLE {role_name} LOGIN"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNKNOWN_DATABASE = Code {
        id: "database.unknown-database",
        message: "database {database} does not exist on {host}",
        help: Help::text("correct the name after the last slash of the connection string, or create it: CREATE DATABASE {database_name}"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CONNECT_NOT_PERMITTED = Code {
        id: "database.connect-not-permitted",
        message: "role {role} is not permitted to connect to {database}",
        reason: "it lacks the CONNECT privilege",
        help: Help::text("as the database's owner, run: GRANT CONNECT ON DATABASE {database_name} TO {role_name}"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CLOSED_TO_CONNECTIONS = Code {
        id: "database.closed-to-connections",
        message: "database {database} does not accept connections",
        help: Help::text("use another database, or have its owner allow connections (PostgreSQL: ALTER DATABASE {database_name} ALLOW_CONNECTIONS true)"),
        explanation: "Its owner has disabled them.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TOO_MANY_CONNECTIONS = Code {
        id: "database.too-many-connections",
        message: "the server accepts no more connections",
        help: Help::text("close unused connections and try again; on Neon, use the connection pooler (the host with -pooler) for the app"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    CONNECTION_LIMIT = Code {
        id: "database.connection-limit",
        message: "too many connections",
        reason: "possible causes: the server, the database, the role or a connection pooler has reached its limit; read the server's answer",
        help: Help::text("close unused connections and try again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    CONNECTION_FAILURE = Code {
        id: "database.connection-failure",
        message: "the server reports a failed connection",
        reason: "possible causes: a connection pooler does not reach the database behind it, or the connection was cut",
        help: WAIT_SECONDS,
        explanation: "The answer has an SQLSTATE of class 08, and a text that navauth does not recognize.",
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    ROLE_CONNECTION_LIMIT = Code {
        id: "database.role-connection-limit",
        message: "role {role} has reached its connection limit",
        reason: "the limit is the role's own, not the server's",
        help: Help::text("close connections of this role, or raise it as an administrator: ALTER ROLE {role_name} CONNECTION LIMIT …"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    DATABASE_CONNECTION_LIMIT = Code {
        id: "database.database-connection-limit",
        message: "database {database} has reached its connection limit",
        reason: "the limit is the database's own, not the server's",
        help: Help::text("close connections to it, or raise it as its owner: ALTER DATABASE {database_name} CONNECTION LIMIT …"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    POOLER_CONNECTION_LIMIT = Code {
        id: "database.pooler-connection-limit",
        message: "the connection pooler accepts no more connections",
        reason: "the limit is the pooler's (PgBouncer: max_client_conn), not the server's",
        help: Help::text("close unused connections, or raise the pooler's limit"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    POOLER_PASSWORD = Code {
        id: "database.pooler-password",
        message: "the connection pooler accepted your password, but the server behind it rejects the pooler's own",
        reason: "the password in the connection string is right for the pooler; the one that the pooler stores for the server is out of date",
        help: Help::text("update the role's password in the pooler (PgBouncer: auth_file, then RELOAD)"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    POOLER_REJECTED_PASSWORD = Code {
        id: "database.pooler-rejected-password",
        message: "the connection pooler rejected the password of {role}",
        reason: "possible causes: the password in the connection string is wrong, or the pooler's own list of passwords is out of date",
        help: Help::text("copy the connection string again; if the direct host accepts it, update the role in the pooler (PgBouncer: auth_file, then RELOAD)"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    POOLER_BUSY = Code {
        id: "database.pooler-busy",
        message: "the connection pooler had no connection to the server free in time",
        reason: "the wait is the pooler's (PgBouncer: query_wait_timeout): other clients use all connections of its pool, or it does not reach the server",
        help: Help::text("close unused connections, or raise the pool's size (PgBouncer: default_pool_size)"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    POOLER_STATEMENT_MODE = Code {
        id: "database.pooler-statement-mode",
        message: "the connection pooler does not allow transactions",
        reason: "it runs in statement mode, and the app works in transactions",
        help: Help::text("set pool_mode = transaction in the pooler's configuration and reload it, or use the direct host"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    STARTING = Code {
        id: "database.starting",
        message: "the server is not accepting connections right now",
        help: WAIT_SECONDS,
        explanation: "Possible causes: it was just started, it is recovering from a crash, it is shutting down, or it is a standby that \
                      accepts no connections.",
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    STANDBY_CLOSED = Code {
        id: "database.standby-closed",
        message: "{host} is a standby that accepts no connections",
        reason: "hot_standby is off there, so waiting does not help; a standby accepts no changes anyway",
        help: Help::text(USE_PRIMARY),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    STOPPING = Code {
        id: "database.stopping",
        message: "the server ended the connection",
        help: RUN_AGAIN,
        explanation: "Possible causes: the server is restarting; on Neon, the compute was suspended.",
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    OPTION_UNKNOWN = Code {
        id: "database.option-unknown",
        message: "the server rejected a parameter of the connection string",
        help: Help::text("correct or remove options= in the connection string (options=endpoint… is for Neon only)"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    TOO_OLD = Code {
        id: "database.too-old",
        message: "the server does not support what navauth asked for",
        help: Help::text(CHECK_HOST_AND_PORT),
        explanation: "Possible causes: the server is PostgreSQL 7.3 or older, or it is not PostgreSQL.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    LOGIN_TOO_SLOW = Code {
        id: "database.login-too-slow",
        message: "connecting took longer than the server allows",
        help: WAIT_MINUTE,
        explanation: "Possible cause: the server or its pool is overloaded.",
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    STORAGE_FULL = Code {
        id: "database.storage-full",
        message: "the server's disk is full",
        help: Help::text("free disk space on the server"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    NOT_PERMITTED = Code {
        id: "database.not-permitted",
        message: "role {role} lacks a privilege",
        help: Help::text("use the role that owns the database, or have its owner GRANT the privilege"),
        explanation: "Often the table or schema belongs to another role.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    TABLE_MISSING = Code {
        id: "database.table-missing",
        message: "table not found: {tables}",
        help: Help::command("create the missing tables", "navauth init-db"),
        explanation: "Possible causes: the tables were not created yet, a table was dropped, or the search_path does not include its schema.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NAME_TAKEN = Code {
        id: "database.name-taken",
        message: "a table or index name is already in use",
        help: Help::text("rename the object that has this name; navauth init-db --check compares the tables"),
        explanation: "Possible causes: a view or another table's index has the name, or another program just created it.",
        reproduce: "`navauth init-db`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    VALUE_TWICE = Code {
        id: "database.value-twice",
        message: "a value that must be unique exists twice",
        help: Help::text("decide which of the two rows is right, and change or delete the other"),
        reproduce: "`navauth init-db`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    KEY_TWICE = Code {
        id: "database.key-twice",
        message: "the ID of a new row is already taken",
        reason: "possible causes: rows were imported with their IDs, and the sequence that generates new ones is behind them; or a program \
                 sets the IDs itself",
        help: Help::command("find out whether the sequence is behind, and how to correct it", "navauth verify-connection"),
        reproduce: "`navauth init-db`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    READ_ONLY = Code {
        id: "database.read-only",
        message: "the database is read-only",
        help: Help::command("see what makes it read-only", "navauth verify-connection"),
        explanation: "No new user can sign in. Possible causes: the server is a replica, or the role, the database or the server is set to \
                      read-only.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    LOCK_TAKEN = Code {
        id: "database.lock-taken",
        message: "another session holds a lock on the same tables",
        help: Help::text("run the command again when it is done"),
        reproduce: "`navauth init-db`",
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    CANCELED = Code {
        id: "database.canceled",
        message: "the server canceled the query",
        help: RUN_AGAIN,
        explanation: "Possible causes: it took longer than the server allows, or an administrator canceled it.",
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    STATEMENT_TIMEOUT = Code {
        id: "database.statement-timeout",
        message: "the server's statement_timeout ended a query",
        reason: "it is set for the role, the database or the server, so it also ends the app's queries",
        help: Help::text("raise it: ALTER ROLE {role_name} SET statement_timeout = '1min', or the same with ALTER DATABASE {database_name}"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    IDLE_ENDED = Code {
        id: "database.idle-ended",
        message: "the server closed the idle connection",
        help: RUN_AGAIN,
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    OUT_OF_MEMORY = Code {
        id: "database.out-of-memory",
        message: "the server is out of memory",
        help: WAIT_MINUTE,
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    STARTUP_PARAMETER = Code {
        id: "database.startup-parameter",
        message: "the connection pooler rejected a parameter of the connection string",
        reason: "a transaction pooler accepts few parameters; options= is not one of them",
        help: Help::text("remove options= from the connection string, or use the direct host (on Neon, the host without -pooler)"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    APP_OPTIONS_REJECTED = Code {
        id: "database.app-options-rejected",
        message: "the app's release {release} cannot connect: the connection pooler rejects options={options}",
        reason: "this release sends it in every connection, in place of options= in the connection string",
        help: Help::text("use the direct host (on Neon, the host without -pooler)"),
        explanation: "navauth connects without it, and once more with it.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    PREPARED_STATEMENT = Code {
        id: "database.prepared-statement",
        message: "the connection pooler mixed up prepared statements",
        help: Help::text(DIRECT_HOST),
        explanation: "A pooler shares one server connection between several programs; old versions do not keep their prepared statements apart.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    POOLER_TLS_REQUIRED = Code {
        id: "database.pooler-tls-required",
        message: "the connection pooler does not accept connections without TLS",
        help: Help::text("add sslmode=require to the connection string"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    POOLER_UNKNOWN_DATABASE = Code {
        id: "database.pooler-unknown-database",
        message: "the connection pooler at {host} does not know database {database}",
        help: Help::text("correct the name after the last slash of the connection string, or add the database to the pooler's configuration (PgBouncer: [databases]) and reload it"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    POOLER_UNKNOWN_ROLE = Code {
        id: "database.pooler-unknown-role",
        message: "the connection pooler at {host} does not know role {role}",
        help: Help::text("correct the role in the connection string, or add it to the pooler's users (PgBouncer: auth_file) and reload it"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    POOLER_DATABASE_DISABLED = Code {
        id: "database.pooler-database-disabled",
        message: "the connection pooler accepts no connections to database {database}",
        help: Help::text("enable the database in the pooler (PgBouncer's console: ENABLE), or use the direct host"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    POOLER_CANNOT_CONNECT = Code {
        id: "database.pooler-cannot-connect",
        message: "the connection pooler cannot reach its server",
        help: Help::text("start the PostgreSQL server, or run the command again in a minute"),
        explanation: "Possible causes: the PostgreSQL server behind it is down, or it rejects the pooler.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    POOLER_MISCONFIGURED = Code {
        id: "database.pooler-misconfigured",
        message: "the connection pooler rejected the connection",
        help: Help::text("check the pooler's log"),
        explanation: "Possible causes: its configuration does not allow this role, or it is shutting down.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    PASSWORD_MISSING = Code {
        id: "database.password-missing",
        message: "the connection string has no {part}",
        help: Help::text("use postgresql://role:password@host/database"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    HTTPS_NOT_OFFERED = Code {
        id: "database.https-not-offered",
        message: "{host} does not accept queries over HTTPS",
        reason: "only Neon does",
        help: Help::text("remove --over"),
        reproduce: "`navauth verify-connection --over https`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    HTTPS_NOT_NEON = Code {
        id: "database.https-not-neon",
        message: "unexpected answer from Neon's SQL-over-HTTPS endpoint",
        help: Help::text("check sql under [neon] in navauth.toml if you set it, and update navauth"),
        explanation: "The answer is JSON, but is neither the result nor one of Neon's errors. Possible causes: another server answers at \
                      this address, or Neon's answers have changed.",
        reproduce: "`navauth verify-connection --over https`",
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    TABLES_HIDDEN = Code {
        id: "database.tables-hidden",
        message: "{tables}: found in the schema {schema}, which is not on the app's search path",
        reason: "the app does not find its tables there, and would create new ones",
        help: Help::text("add the schema to the role's search path; it takes effect with the next connection"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SCHEMA_NOT_PERMITTED = Code {
        id: "database.schema-not-permitted",
        message: "role {role} is not permitted to use the schema {schema}",
        reason: "without USAGE, PostgreSQL leaves the schema out of the role's search path, and the app does not find its tables",
        help: Help::text("run the SQL as the schema's or the database's owner"),
        explanation: "The privilege is missing, for example after REVOKE ALL ON SCHEMA public FROM PUBLIC. To create tables, the role needs \
                      CREATE too.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_A_TABLE = Code {
        id: "database.not-a-table",
        message: "{table} is {kind}, not an ordinary table",
        reason: "the app reads and writes a table with this name; navauth does not change this one",
        help: ANOTHER_DATABASE,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TABLE_FOREIGN = Code {
        id: "database.table-foreign",
        message: "the table {table} belongs to another program",
        reason: "it does not have the app's columns (it has {columns}), so the app fails on it; navauth does not change it",
        help: ANOTHER_DATABASE,
        explanation: "The app's user table has oauth_provider or oauth_id, an integer key, and at least six of the app's columns.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    KEY_TYPE = Code {
        id: "database.key-type",
        message: "column {column} has the type {found}, but the app numbers its users",
        reason: "the app fails when it reads or adds a user; navauth does not change a key",
        help: Help::text("if this is another program's table, use another database for the app; if it is the app's, restore it with an integer key"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    VIEW = Code {
        id: "database.view",
        message: "{table} is a view",
        reason: "rows can be added to it, but navauth cannot check the constraints and indexes of the tables behind it",
        help: Help::command("sign in once to see whether the user can be stored", "navauth test-login"),
        reproduce: REPRODUCE,
        not_followed: not_followed::DECISION,
        ..Code::WARNING
    };

    TABLE_NOT_RENAMED = Code {
        id: "database.table-not-renamed",
        message: "the users are in the table {found}, but the app's release {release} uses {table}",
        reason: "an empty {table} next to it would look as if no users had signed up",
        help: Help::text("after a backup, rename it as the project's migrations do"),
        reproduce: "`navauth init-db --schema 2026-08` on a database of April",
        ..Code::ERROR
    };

    KEY_NOT_RENAMED = Code {
        id: "database.key-not-renamed",
        message: "the key of {table} is named {found}, but the app expects {wanted}",
        reason: "every sign-in fails on the missing column {wanted}",
        help: Help::text("rename the column, as the project's migrations do"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    USERS_LEFT_BEHIND = Code {
        id: "database.users-left-behind",
        message: "{users} only in the table {other}; the app's release {release} uses {table}",
        reason: "at the next sign-in they get a new account",
        help: Help::text("copy them; `navauth init-db --check` shows the SQL"),
        explanation: "The database has the tables of two releases. Users are compared by their email address.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    TABLE_NOT_PERMITTED = Code {
        id: "database.table-not-permitted",
        message: "{role} lacks permission for {commands} on {table}, which belongs to {owner}",
        help: Help::text("run the SQL as {owner} or as the database's owner"),
        explanation: "Another role or a restored backup created the table.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SEQUENCE_NOT_PERMITTED = Code {
        id: "database.sequence-not-permitted",
        message: "{role} lacks permission to use the sequence {sequences}",
        reason: "the app cannot add a row to {tables}, so new users cannot sign in",
        help: Help::text("run the SQL as the sequence's owner"),
        explanation: "GRANT on a table does not include the sequence that generates its IDs. The server's answer to the app is \"permission denied \
                      for sequence …\".",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SEQUENCE_BEHIND = Code {
        id: "database.sequence-behind",
        message: "the next ID for {table} is {next}, but rows with IDs up to {highest} exist",
        reason: "the sequence {sequence} generates the IDs, and the server refuses a row whose ID is taken: new users cannot sign in",
        help: Help::text("run the SQL"),
        explanation: "Rows that are imported with their IDs, for example with COPY, do not \
                      advance it. The server's answer to the app is \"duplicate key value violates unique constraint\" with the name of \
                      the primary key.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    RESTRICTION_UNKNOWN = Code {
        id: "database.restriction-unknown",
        message: "{table} has a restriction that the app does not know: {name}",
        reason: "a sign-in fails if its row violates {definition}",
        help: Help::text("if it is not intended, run the SQL"),
        explanation: "Reported are CHECK, FOREIGN KEY, UNIQUE and EXCLUDE constraints and unique indexes that the app does not create, if \
                      they concern its columns. Triggers are not examined.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    TABLE_LOCKED = Code {
        id: "database.table-locked",
        message: "another session has locked the table {table}",
        reason: "the app's sign-ins wait for it too",
        help: Help::text("wait until it is done; if it hangs, run the SQL as its role or as an administrator to end it"),
        explanation: "The session has the lock ACCESS EXCLUSIVE, which also excludes reading, or keeps another session waiting for it. \
                      PostgreSQL undoes what an ended session had not committed.",
        reproduce: "`navauth verify-connection` while a transaction has run LOCK TABLE users",
        ..Code::ERROR
    };

    ROW_SECURITY = Code {
        id: "database.row-security",
        message: "row-level security on {table} applies to {role}",
        reason: "the app sees and writes only the rows that the table's policies allow; without a policy, none",
        help: Help::text("if this is not intended, have the table's owner run: ALTER TABLE {quoted_table} DISABLE ROW LEVEL SECURITY"),
        explanation: "The app has no policies of its own. The table's owner is exempt unless row-level security is forced.",
        reproduce: REPRODUCE,
        not_followed: not_followed::DECISION,
        ..Code::WARNING
    };

    NO_POLICY = Code {
        id: "database.no-policy",
        message: "row-level security on {table}: no policy allows {role} to {commands}",
        reason: "without a policy that allows a command, PostgreSQL hides all rows from it and refuses new ones",
        help: Help::text("run the SQL as the table's owner; it allows the app's role everything in this table"),
        explanation: "Or turn it off with ALTER TABLE … DISABLE ROW LEVEL SECURITY, if no other role relies on it. The table's owner is \
                      exempt unless row-level security is forced.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TABLE_OWNED_BY_ANOTHER = Code {
        id: "database.table-owned-by-another",
        message: "{table} belongs to {owner}, not to {role}",
        reason: "the app can use it, but only its owner can alter it for a later release",
        help: Help::text("if this is not intended, run the SQL as {owner}"),
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    COLUMN_MISSING = Code {
        id: "database.column-missing",
        message: "column {column} is missing",
        help: Help::text("add it"),
        explanation: "Possible causes: another release of the app created the table, or the column was dropped. `navauth init-db --check` \
                      shows the SQL.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    COLUMN_TYPE = Code {
        id: "database.column-type",
        message: "column {column} has the type {found} instead of {wanted}",
        reason: "the app reads and writes {wanted}",
        help: Help::text("change its type, after a backup"),
        explanation: "`navauth init-db --check` shows the SQL.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    COLUMN_TYPE_UNUSUAL = Code {
        id: "database.column-type-unusual",
        message: "column {column} has the type {found} instead of {wanted}",
        reason: "users can sign in, but what is stored may differ from what the app means: a time shifted to another time zone or \
                 without its hour, a text padded with spaces or limited to some values",
        help: Help::text("if this is not intended, change its type, after a backup"),
        explanation: "`navauth init-db --check` shows the SQL.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    COLUMN_NARROW = Code {
        id: "database.column-narrow",
        message: "column {column} is too narrow: {found} instead of {wanted}",
        reason: "the app fails when it writes a longer value",
        help: Help::text("change its type, after a backup"),
        explanation: "`navauth init-db --check` shows the SQL.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    COLUMN_REQUIRED = Code {
        id: "database.column-required",
        message: "column {column} does not allow NULL",
        reason: "if the app leaves it empty, it cannot add the row",
        help: Help::text("allow NULL, or set a default"),
        explanation: "`navauth init-db --check` shows the SQL.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    KEY_MISSING = Code {
        id: "database.key-missing",
        message: "{table} has no primary key",
        reason: "two rows can have the same ID, and the app could mistake one for the other",
        help: Help::text("add one; if an ID exists twice, this fails and changes nothing"),
        explanation: "`navauth init-db --check` shows the SQL.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    KEY_NOT_COUNTED = Code {
        id: "database.key-not-counted",
        message: "nothing generates values for the key {column}",
        reason: "the app cannot add a row",
        help: Help::text("add a sequence that continues after the largest value"),
        explanation: "Its sequence is missing, for example because only the table was restored. `navauth init-db --check` shows the SQL.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNIQUE_MISSING = Code {
        id: "database.unique-missing",
        message: "{table}.{column} is not unique",
        reason: "the same value can be stored twice, and the app could mistake one user or sign-in for another",
        help: Help::text(
            "find values that exist twice (SELECT {column}, count(*) FROM {quoted_table} GROUP BY {column} HAVING count(*) > 1), correct \
             them, then run the SQL",
        ),
        explanation: "`navauth init-db --check` shows the SQL.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INDEX_MISSING = Code {
        id: "database.index-missing",
        message: "the index on {column} is missing",
        reason: "without it, the app has to read the whole table",
        help: Help::text("add it"),
        explanation: "`navauth init-db --check` shows the SQL.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    URL_UNREADABLE = Code {
        id: "database.url-unreadable",
        message: "{name} is not a valid connection string",
        help: USE_URL,
        explanation: "Possible causes: a space, quotation marks or the psql command around it are part of the value, or it has no scheme.",
        reproduce: CHECK,
        ..Code::ERROR
    };

    KIND_UNKNOWN = Code {
        id: "database.kind-unknown",
        message: "{name} has an unsupported scheme: {scheme}",
        reason: "the app supports PostgreSQL and SQLite",
        help: Help::text("use postgresql:// in lower case (or sqlite:/// for a file in development)"),
        reproduce: CHECK,
        ..Code::ERROR
    };

    SQLITE_IN_URL = Code {
        id: "database.sqlite-in-url",
        message: "{name} is a PostgreSQL connection string that contains the word sqlite",
        reason: "the app treats every connection string that contains this word as SQLite, and then cannot open it",
        help: Help::text("rename the role or database, or percent-encode one letter of the password (s is %73)"),
        reproduce: CHECK,
        ..Code::ERROR
    };

    SQLITE_HOST = Code {
        id: "database.sqlite-host",
        message: "{name} is a SQLite URL with two slashes",
        reason: "a host comes after two slashes, and SQLite has none, so the app does not start",
        help: Help::text("use three slashes before a relative path, four before an absolute one: sqlite:///./data/users.db"),
        reproduce: CHECK,
        ..Code::ERROR
    };

    SQLITE_MEMORY = Code {
        id: "database.sqlite-memory",
        message: "{name} is a SQLite URL without a file",
        reason: "the app keeps users in memory, and loses them when it stops",
        help: Help::text("name a file, such as sqlite:///./data/users.db"),
        reproduce: CHECK,
        ..Code::ERROR
    };

    SQLITE_TILDE = Code {
        id: "database.sqlite-tilde",
        message: "{name}: ~ is not expanded in a SQLite URL",
        reason: "the app looks for a folder named ~, and does not start",
        help: Help::text("write the whole path, with four slashes: sqlite:////home/you/data/users.db"),
        reproduce: CHECK,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    SQLITE_DRIVE = Code {
        id: "database.sqlite-drive",
        message: "{name} is a path on the Windows drive {drive}, and this is not Windows",
        reason: "here, the app looks for a folder named {drive}",
        help: Help::text("write a path of this computer, such as sqlite:///./data/users.db in the app's folder"),
        explanation: "In the Windows Subsystem for Linux, C:/data is /mnt/c/data: sqlite:////mnt/c/data/users.db.",
        reproduce: CHECK,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    SQLITE_FILE_URI = Code {
        id: "database.sqlite-file-uri",
        message: "{name} gives its SQLite file as a file: URI",
        reason: "navauth opens SQLite files only by path",
        help: Help::text("use the path itself: sqlite:///./data/users.db"),
        reproduce: CHECK,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    PASSWORD_UNESCAPED = Code {
        id: "database.password-unescaped",
        message: "{name}: the password contains an unescaped @",
        reason: "the app reads the first @ as the end of the password, and what follows as the host",
        help: Help::text("replace every @ in the password with %40: {shape}"),
        reproduce: CHECK,
        ..Code::ERROR
    };

    PASSWORD_AMBIGUOUS = Code {
        id: "database.password-ambiguous",
        message: "{name}: the password contains unescaped characters: {characters}",
        reason: "the app reads it correctly, but psql and other programs read them as the end of the password or as an escape sequence",
        help: Help::text("use {shape}"),
        explanation: "Percent-encode them: / is %2F, ? %3F, # %23, % %25.",
        reproduce: CHECK,
        ..Code::WARNING
    };

    PORT_WRONG = Code {
        id: "database.port-wrong",
        message: "{name} has an invalid port",
        help: Help::text("use a port number after the host (:5432), or remove the port and its colon"),
        explanation: "The app does not start with such a connection string.",
        reproduce: CHECK,
        ..Code::ERROR
    };

    PARAMETER_WRONG = Code {
        id: "database.parameter-wrong",
        message: "invalid value for {parameter}",
        reason: "the app's PostgreSQL driver refuses to connect with it",
        help: Help::text("set {name} to {expected}"),
        reproduce: CHECK,
        ..Code::ERROR
    };

    PARAMETERS_UNKNOWN = Code {
        id: "database.parameters-unknown",
        message: "the app's PostgreSQL driver does not know {parameters}",
        reason: "it rejects the whole connection string (\"invalid connection option\")",
        help: Help::text("use {shape}"),
        explanation: "The app installs psycopg2-binary 2.9.9 with libpq 16: it accepts exactly the parameters of PostgreSQL 16, in lower \
                      case. Other parameters are for other programs or newer releases.",
        reproduce: CHECK,
        ..Code::ERROR
    };

    PARAMETER_REPEATED = Code {
        id: "database.parameter-repeated",
        message: "the connection string contains {parameter} more than once",
        reason: "the app passes all the values on as one, which its driver rejects",
        help: Help::text("keep one, such as in {shape}"),
        reproduce: CHECK,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    PARAMETER_UNSUPPORTED = Code {
        id: "database.parameter-unsupported",
        message: "cannot check the connection: navauth does not support {parameter}",
        reason: "it asks for {what}",
        help: Help::text("test the connection with psql, or remove {name}"),
        explanation: "The app's driver may connect with it.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::UNKNOWN
    };

    DRIVER_UNUSABLE = Code {
        id: "database.driver-unusable",
        message: "{name} names the driver {driver}, which the app cannot use",
        reason: "the app connects to PostgreSQL with psycopg2, and to SQLite with Python's own module",
        help: Help::text("use {dialect}:// without +{driver}"),
        reproduce: CHECK,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    NAME_WITH_SLASH = Code {
        id: "database.name-with-slash",
        message: "{name}: there is a slash after the database name",
        reason: "the app looks for a database called {database}",
        help: Help::text("remove the slash: {shape}"),
        reproduce: CHECK,
        not_followed: not_followed::OPERATOR,
        ..Code::WARNING
    };

    NAME_MISSING = Code {
        id: "database.name-missing",
        message: "{name} has no database name",
        reason: "the app's driver then uses the database with the role's name, {role}",
        help: Help::text("add its name after the host: postgresql://role:password@host/database"),
        reproduce: CHECK,
        not_followed: not_followed::OPERATOR,
        ..Code::WARNING
    };

    NO_HOST_IN_PRODUCTION = Code {
        id: "database.no-host-in-production",
        severity: Severity {
            development: None,
            production: Some(Status::Warn),
        },
        message: "{name} has no host",
        reason: "the app then looks for a PostgreSQL server on its own machine",
        help: Help::text("add the host: postgresql://role:password@host/database"),
        reproduce: IN_PRODUCTION,
        not_followed: not_followed::DECISION,
        ..Code::WARNING
    };

    LOCAL_HOST_IN_PRODUCTION = Code {
        id: "database.local-host-in-production",
        severity: Severity {
            development: None,
            production: Some(Status::Warn),
        },
        message: "{name} points to {host}",
        reason: "where the app runs, that is its own machine or container (a Space is a container)",
        help: Help::text("use the production database's connection string, unless PostgreSQL runs next to the app"),
        reproduce: IN_PRODUCTION,
        ..Code::WARNING
    };

    NAME_NOT_READ = Code {
        id: "database.name-not-read",
        message: "{name} is set, but the app does not read it",
        reason: "it reads {names}, and without them uses the file ./data/users.db",
        help: Help::text("rename {name} to DATABASE_URL"),
        reproduce: CHECK,
        not_followed: not_followed::OPERATOR,
        ..Code::WARNING
    };

    USER_AMBIGUOUS = Code {
        id: "database.user-ambiguous",
        message: "two users have this email address, with different capitalization",
        help: Help::text("use the ID of one of them: {first} or {second}"),
        reproduce: "`navauth token issue --user ada@example.org`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    STARTED_WITHOUT_ENV = Code {
        id: "database.started-without-env",
        severity: Severity {
            development: Some(Status::Warn),
            production: None,
        },
        message: "the app has created its own file ./data/users.db, although {name} is in the .env file",
        reason: "some ways of starting the app read {name} before the .env file, and then use this file",
        help: Help::text("start it with python main.py serve; or export {name} before uvicorn api.main:app. Users in the file are not in the database"),
        explanation: "`uvicorn api.main:app` without --reload and `API_WORKERS=1 python main.py serve` do not see a connection string that \
                      is only in .env.",
        reproduce: CHECK,
        not_followed: not_followed::DECISION,
        ..Code::WARNING
    };

    MISSING = Code {
        id: "database.missing",
        severity: Severity::ONLY_IN_PRODUCTION,
        message: "DATABASE_URL is not set",
        reason: "the app would keep its users in the file ./data/users.db, which a new deployment does not have",
        help: Help::text(
            "copy the connection string of your database into DATABASE_URL (Neon: https://console.neon.tech, Connect), or run navauth neon \
             create",
        ),
        reproduce: IN_PRODUCTION,
        ..Code::ERROR
    };

    DEVELOPMENT_IN_PRODUCTION = Code {
        id: "database.development-in-production",
        severity: Severity::ONLY_IN_PRODUCTION,
        message: "{name} is set in production",
        reason: "it overrides the other database variables, so users would be stored in the development database",
        help: Help::text("remove it from the production settings"),
        reproduce: IN_PRODUCTION,
        ..Code::ERROR
    };

    NOT_POSTGRESQL = Code {
        id: "database.not-postgresql",
        severity: Severity::ONLY_IN_PRODUCTION,
        message: "{name} is a SQLite file",
        reason: "a new deployment starts without the file, and all users are lost",
        help: Help::text("use PostgreSQL; navauth neon create creates a database at Neon"),
        reproduce: IN_PRODUCTION,
        ..Code::ERROR
    };

    NEON_WITHOUT_TLS = Code {
        id: "database.neon-without-tls",
        message: "{name} asks for a connection without TLS, which Neon rejects",
        help: Help::text("use sslmode=require"),
        reproduce: CHECK,
        ..Code::ERROR
    };

    NEON_TLS_OPTIONAL = Code {
        id: "database.neon-tls-optional",
        severity: Severity::ERROR_IN_PRODUCTION,
        message: "{name} does not require TLS",
        reason: "without sslmode=require an attacker on the network can disable TLS and read the password",
        help: REQUIRE_SSLMODE,
        reproduce: CHECK,
        ..Code::ERROR
    };

    NEON_POOLED = Code {
        id: "database.neon-pooled",
        message: "{name} uses Neon's connection pooler",
        reason: NEON_POOLER,
        help: Help::text("use the direct host, {host}"),
        explanation: "A release of the app from before June 2026 can use the pooler: then also set DATABASE_URL_UNPOOLED to the connection \
                      string with the direct host, which navauth uses to create and change tables.",
        reproduce: CHECK,
        ..Code::WARNING
    };

    NEON_POOLER_REJECTS_APP = Code {
        id: "database.neon-pooler-rejects-app",
        message: "the app's release {release} cannot connect through Neon's connection pooler, which {name} uses",
        reason: "this release sends options=-csearch_path=public in every connection, and the pooler rejects search_path in it",
        help: Help::text("use the direct host, {host}"),
        explanation: "Neon answers \"unsupported startup parameter in options: search_path\".",
        reproduce: CHECK,
        ..Code::ERROR
    };

    PARAMETERS_CONTRADICT = Code {
        id: "database.parameters-contradict",
        message: "contradiction in the connection string: {contradiction}",
        reason: "the app's PostgreSQL driver rejects it, or connects less safely than it asks for",
        help: Help::text("remove one of them"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    URL_PORTABLE = Code {
        id: "database.url-portable",
        message: "the app's driver reads the connection string differently",
        help: SEE_PROBLEM,
        explanation: "The differences are reported under their own IDs.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SUMMARY,
        ..Code::WARNING
    };

    HOST_MALFORMED = Code {
        id: "database.host-malformed",
        message: "{host} is not a valid host name for TLS",
        help: Help::text("copy the connection string again; in a password, @ is written as %40, / as %2F and # as %23"),
        explanation: "Often the password contains an unescaped @, / or #.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    SLOW = Code {
        id: "database.slow",
        message: "the database did not answer within {limit}",
        help: Help::text("run the command again with a longer --timeout"),
        explanation: "Possible causes: another program has locked the tables, the server is overloaded, or a SQLite file is very large or \
                      on a slow disk.",
        reproduce: "`navauth init-db` while a transaction locks the tables",
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    CERTIFICATE = Code {
        id: "database.certificate",
        message: "the server's certificate is not valid",
        help: SEE_PROBLEM,
        explanation: "Passes if the certificate is valid for at least 14 more days. Problems are reported under their own IDs.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SUMMARY,
        ..Code::WARNING
    };

    CERTIFICATE_EXPIRES_SOON = Code {
        id: "database.certificate-expires-soon",
        message: "the server's certificate expires on {date}, in {days} days",
        help: Help::text("renew the certificate"),
        explanation: "navauth warns 14 days before. Let's Encrypt renews 30 days before.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::WARNING
    };

    EXPIRED_CERTIFICATE_ACCEPTED = Code {
        id: "database.expired-certificate-accepted",
        message: "the server's certificate expired on {date}",
        reason: "sslmode does not verify it, so the connection works",
        help: Help::text("renew the certificate"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::WARNING
    };

    CERTIFICATE_UNCHECKED = Code {
        id: "database.certificate-unchecked",
        message: "the server's certificate is not verified",
        reason: "sslmode={mode} accepts every certificate, so an attacker on the network can impersonate the server",
        help: Help::text("{advice}"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::WARNING
    };

    ROOT_CERTIFICATE_MISSING = Code {
        id: "database.root-certificate-missing",
        message: "the root certificate file does not exist: {file}",
        reason: "sslmode=verify-ca and verify-full need it, so the app cannot connect",
        help: Help::text("{advice}"),
        explanation: "Without sslrootcert, the app's driver reads ~/.postgresql/root.crt only.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SYSTEM_ROOTS_UNUSABLE = Code {
        id: "database.system-roots-unusable",
        message: "the app rejects every certificate with sslrootcert=system",
        reason: "psycopg2-binary's OpenSSL looks for the system's certificate authorities in a folder that does not exist",
        help: Help::text("{advice}; or set SSL_CERT_FILE where the app runs"),
        explanation: "Reported unless SSL_CERT_FILE or SSL_CERT_DIR is set. A driver that is built from source is not affected.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::WARNING
    };

    ROOT_CERTIFICATE_UNREADABLE = Code {
        id: "database.root-certificate-unreadable",
        message: "cannot read a certificate from the sslrootcert file {file}",
        help: Help::text("set sslrootcert to a PEM file of certificate authorities"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    SYSTEM_ROOTS_MISSING = Code {
        id: "database.system-roots-missing",
        message: "no certificate authorities found on this system",
        help: Help::text("install them (Debian: apt install ca-certificates), or set sslrootcert to a file in the connection string"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    ENCRYPTION = Code {
        id: "database.encryption",
        message: "the connection to the database is not secure",
        help: SEE_PROBLEM,
        explanation: "Passes for a TLS connection to a verified server, and for a connection within this computer or its private network. \
                      Problems are reported under their own IDs.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SUMMARY,
        ..Code::WARNING
    };

    ENCODING = Code {
        id: "database.encoding",
        message: "the database {database} stores text as {encoding}, not as UTF8",
        reason: "a name or address with other characters cannot be stored, and the sign-in of that user fails",
        help: Help::command(
            "create a database with UTF8 for the app, and copy the rows",
            "CREATE DATABASE {database}_utf8 ENCODING 'UTF8' TEMPLATE template0",
        ),
        explanation: "PostgreSQL cannot change the encoding of an existing database. Neon's databases use UTF8.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    CLIENT_ENCODING = Code {
        id: "database.client-encoding",
        message: "client_encoding is set to {encoding}, not to UTF8",
        reason: "the app's driver cannot send a name or address with other characters, and the sign-in of that user fails",
        help: Help::text("run the SQL as the role's or the database's owner"),
        explanation: "The app fails with UnicodeEncodeError. navauth itself always connects with UTF8.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    CHARACTER_NOT_IN_ENCODING = Code {
        id: "database.character-not-in-encoding",
        message: "the database cannot store a character",
        reason: "its encoding does not have this character",
        help: Help::command("see the encoding and how to change it", "navauth verify-connection"),
        explanation: "The app needs a database with the encoding UTF8.",
        reproduce: "sign in with a name in another script, on a database with ENCODING 'LATIN1'",
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    DRIVER_OUTDATED = Code {
        id: "database.driver-outdated",
        message: "the app's PostgreSQL driver is too old for the server's password authentication (SCRAM)",
        reason: "its libpq is older than PostgreSQL 10's",
        help: Help::command("install the app's driver where the app runs", "pip install psycopg2-binary==2.9.9"),
        explanation: "psycopg2-binary 2.9.9, which the app pins, brings libpq 16. This message comes from an older psycopg2, or from one \
                      that was built with an old libpq of the system. navauth has its own client, so `navauth verify-connection` may still \
                      pass.",
        reproduce: "start the app with psycopg2 2.7 and a server with password_encryption = scram-sha-256",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    DRIVER_MISSING = Code {
        id: "database.driver-missing",
        message: "the app's PostgreSQL driver is not installed",
        reason: "the Python that runs the app has no psycopg2",
        help: Help::command("install it in the environment that runs the app", "pip install psycopg2-binary==2.9.9"),
        explanation: "Possible causes: the virtual environment is not activated, or the app's requirements are not installed in it.",
        reproduce: "`pip uninstall psycopg2-binary`, then start the app",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    POOL_EXHAUSTED = Code {
        id: "database.pool-exhausted",
        message: "all connections of the app's own pool are in use (SQLAlchemy QueuePool)",
        reason: "possible causes: requests wait for slow or locked statements, more requests arrive than the pool has connections, or code keeps a session open",
        help: Help::command("see whether statements wait for locks, then read the app's log of that time", "navauth verify-connection --verbose"),
        explanation: "A request waited for a connection as long as the message says (30 seconds by default). The limit is the app's, not the \
                      server's. SQLAlchemy explains it at https://sqlalche.me/e/20/3o7r.",
        reproduce: "lock a table, then send more requests to the app than its pool has connections",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    PLAINTEXT = Code {
        id: "database.plaintext",
        message: "the connection to {host} has no TLS",
        reason: "it crosses the internet, where anyone along the way can read and change users and session tokens",
        help: Help::text("enable TLS on the server, and use sslmode=require (or better, verify-full) in the connection string"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    AUTHENTICATION = Code {
        id: "database.authentication",
        message: "the password is not well protected during authentication",
        help: SEE_PROBLEM,
        explanation: "Passes with SCRAM, and with trust over a local socket. Problems are reported under their own IDs.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SUMMARY,
        ..Code::WARNING
    };

    WEAK_AUTHENTICATION = Code {
        id: "database.weak-authentication",
        message: "weak authentication: {method}",
        reason: "the server can learn the password, and without TLS so can anyone on the network",
        help: Help::text("set password_encryption = scram-sha-256 on the server, then set the role's password again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::WARNING
    };

    TRUSTS_EVERYBODY = Code {
        id: "database.trusts-everybody",
        message: "the server did not ask for a password",
        reason: "with trust in pg_hba.conf, anyone who reaches the server can log in as this role",
        help: Help::text("replace trust with scram-sha-256 in the server's pg_hba.conf, and reload it"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::WARNING
    };

    PASSWORD_GIVEN_AWAY = Code {
        id: "database.password-given-away",
        message: "{host} asks for the password in an unsafe way ({method})",
        help: Help::text(
            "on the server: set password_encryption = scram-sha-256, set the role's password again, and use scram-sha-256 in pg_hba.conf",
        ),
        explanation: "The password was not sent.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    CHANNEL_BINDING_NOT_OFFERED = Code {
        id: "database.channel-binding-not-offered",
        message: "{host} does not offer channel binding, which channel_binding=require demands",
        help: Help::text("on a network you trust, use channel_binding=prefer in the connection string"),
        explanation: "Possible causes: the server asks for no password, it is too old, or something in between intercepts the TLS connection.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    CONNECTION = Code {
        id: "database.connection",
        message: "the database cannot be reached",
        help: SEE_PROBLEM,
        explanation: "Passes when the database answers a query. Problems are reported under their own IDs.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SUMMARY,
        ..Code::ERROR
    };

    OVER_HTTPS_WORKS = Code {
        id: "database.over-https",
        message: "Neon answers over HTTPS",
        help: Help::text("if the PostgreSQL connection fails, allow port 5432 on this network"),
        explanation: "The role, the password and the database are right.",
        reproduce: "`navauth verify-connection --over https`",
        not_followed: not_followed::NETWORK,
        ..Code::WARNING
    };

    TABLES = Code {
        id: "database.tables",
        message: "the app's tables are missing or differ",
        help: Help::command("show what differs", "navauth init-db --check"),
        explanation: "The tables are compared with those that the app's releases create. Problems are reported under their own IDs.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SUMMARY,
        ..Code::ERROR
    };

    NO_TABLES = Code {
        id: "database.no-tables",
        message: "the database has no table {tables}",
        help: Help::command("create the tables", "navauth init-db"),
        explanation: "The app creates them when it starts, if its role is permitted to.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    CREATE_NOT_PERMITTED = Code {
        id: "database.create-not-permitted",
        message: "role {role} is not permitted to create tables in the schema {schema}",
        help: Help::command(
            "use the owner's connection string, or run this as the database's owner (on Neon, in the SQL Editor)",
            "GRANT CREATE ON SCHEMA {schema} TO {role}",
        ),
        explanation: "Since PostgreSQL 15 only the database's owner may create tables in the schema public.",
        reproduce: "`navauth init-db`",
        ..Code::ERROR
    };

    NO_SCHEMA = Code {
        id: "database.no-schema",
        message: "no schema on the search path exists, so tables cannot be created",
        help: Help::text("as the database's owner, create one of the schemas on the search path (navauth verify-connection shows it), or reset the search path: ALTER ROLE … RESET search_path, \
             ALTER DATABASE … RESET search_path"),
        explanation: "Possible causes: the schema public was dropped, or search_path names others.",
        reproduce: "`navauth init-db`",
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    MIGRATION_BROKEN = Code {
        id: "database.migration-broken",
        message: "migration {version} is recorded as incomplete",
        help: Help::text("check the tables; if they are right, run: UPDATE {record} SET success = TRUE"),
        explanation: "Another program applied it without a transaction and was interrupted.",
        reproduce: "`navauth init-db`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    MIGRATION_CHANGED = Code {
        id: "database.migration-changed",
        message: "migration {version} differs from navauth's",
        reason: "its checksum in {record} does not match navauth's file",
        help: Help::text("use the version of navauth that created the tables, or compare them with navauth init-db --check"),
        reproduce: "`navauth init-db`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    FILE_MISSING = Code {
        id: "database.file-missing",
        message: "there is no SQLite file at {file}",
        help: Help::command("create it, or set DATABASE_URL to your PostgreSQL database", "navauth init-db"),
        explanation: "Without DATABASE_URL the app and navauth use ./data/users.db. A relative path begins where the app is started: in the \
                      folder of the .env file that navauth finds. With --env-file or without such a file, it begins in the current folder.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    FILE_UNCREATABLE = Code {
        id: "database.file-uncreatable",
        message: "cannot create {file}",
        help: Help::text("make the folder {folder} writable for you, or use another path in DATABASE_URL"),
        explanation: "Possible causes: you have no write permission for the folder, the disk is full, or a file has the folder's name.",
        reproduce: "`navauth init-db`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    LINK_OUTSIDE = Code {
        id: "database.link-outside",
        message: "{database} is a link out of the repository, to {target}: nothing was changed",
        reason: "a link that came with the repository could lead to the database of another program",
        help: Help::text("if it is your database, set {name} to its own path: sqlite:///{target}"),
        explanation: "navauth would create or change tables in that file. Commands that only read follow the link. On a terminal, navauth asks.",
        reproduce: "`ln -s ~/elsewhere data; navauth init-db`",
        ..Code::ERROR
    };

    FILE_UNUSABLE = Code {
        id: "database.file-unusable",
        message: "cannot open {file}",
        help: Help::text("set DATABASE_URL to a file that you may read and write"),
        explanation: "Possible causes: it is a folder, or the file, its folder or its disk cannot be read or written by the user that runs the app.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    NOT_SQLITE = Code {
        id: "database.not-sqlite",
        message: "{file} is not a SQLite database, or is damaged",
        help: Help::text("correct DATABASE_URL, or move the file away and create a new one with navauth init-db"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    JOURNAL_OF_SEVERAL = Code {
        id: "database.journal-of-several",
        message: "{journal} names another file, which SQLite would delete",
        reason: "it belongs to a transaction over several databases, which the app never starts",
        help: Help::text("find out where {journal} comes from; if it came with the repository, delete it"),
        explanation: "SQLite opens a database by completing the transaction in its journal, and deletes the file that such a journal names. navauth did not open the database.",
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };

    LOCKED = Code {
        id: "database.locked",
        message: "{file} is locked",
        reason: "another program is writing to it and did not finish in time",
        help: Help::text("wait for the other program, or stop it, and run the command again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    DISK = Code {
        id: "database.disk",
        message: "cannot read or write {file}",
        reason: "the disk is full or failing",
        help: Help::text("free disk space and run the command again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    STATEMENT_REFUSED = Code {
        id: "database.statement-refused",
        message: "SQLite rejected a statement on {file}",
        help: Help::text("compare the tables with navauth init-db --check"),
        explanation: "Possible causes: the tables differ from those of the app, or a constraint of the database forbids it.",
        reproduce: REPRODUCE,
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    ANSWER_UNEXPECTED = Code {
        id: "database.answer-unexpected",
        message: "unexpected answer from the database: {answer}",
        help: Help::command(
            "compare the tables; if they match, check the host and port in the connection string",
            "navauth init-db --check",
        ),
        explanation: "Possible causes: the tables are not as the app creates them, or another program answers.",
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };

    ANSWER_TOO_LARGE = Code {
        id: "database.answer-too-large",
        message: "the answer from {database} is too large",
        help: Help::text("check the sizes of the values in the app's tables, and the host and port in the connection string"),
        explanation: "navauth reads messages of up to 4 MiB and answers of up to 8 MiB from PostgreSQL, and values of up to 32 MiB from SQLite.",
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };

    SCRAM_ROUNDS = Code {
        id: "database.scram-rounds",
        message: "{host} asks for SCRAM-SHA-256 with {rounds} iterations; navauth accepts 4096 to 1000000",
        reason: "fewer make the password easy to guess, and more take too long; the password was not sent",
        help: Help::text("on the server: set scram_iterations = 4096, then set the role's password again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    AUTH_METHOD_NOT_ALLOWED = Code {
        id: "database.auth-method-not-allowed",
        message: "{host} asks for {method}, which require_auth does not allow",
        reason: "the password was not sent",
        help: Help::text("use a method on the server that require_auth allows (pg_hba.conf), or correct require_auth in the connection string"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    RECORD_UNREADABLE = Code {
        id: "database.record-unreadable",
        message: "the table {record} is not in the form that sqlx creates",
        help: Help::command(
            "as the database's owner, rename it; navauth init-db then creates a new one",
            "ALTER TABLE {record} RENAME TO {record}_before",
        ),
        explanation: "It has a row without a number, or columns of other types: another program created or changed it.",
        reproduce: "`navauth init-db`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };
}
