//! Texts that users see and no error mapping contains: the app's responses, its libraries' errors, and headings of consoles and pages.

use super::{Explanation, Sign};
use crate::diagnostics::Code;
use crate::diagnostics::catalog::{
    app, database, env, facebook, file, github, google, http, hub, huggingface, jwt, live, login,
    oauth, provider, proxy, tls, token, users,
};

/// A text that users see, where they see it, and its diagnostic.
struct Phrase {
    /// A `*` matches any text.
    text: &'static str,
    /// What the text must contain besides.
    with: Option<&'static str>,
    place: &'static str,
    code: &'static Code,
}

const fn phrase(place: &'static str, text: &'static str, code: &'static Code) -> Phrase {
    Phrase {
        text,
        with: None,
        place,
        code,
    }
}

const fn phrase_with(
    place: &'static str,
    text: &'static str,
    with: &'static str,
    code: &'static Code,
) -> Phrase {
    Phrase {
        with: Some(with),
        ..phrase(place, text, code)
    }
}

/// The texts of its releases from April to August 2026.
const APP: &str = "the app";
/// Starlette and FastAPI, for a path that they do not know.
const FASTAPI: &str = "the app (FastAPI)";
/// nginx, ngx_http_upstream.c.
const NGINX: &str = "nginx's log";
/// httpx and requests, which the app uses for its requests to providers.
const HTTPX: &str = "the app's log (httpx)";
/// Messages of the Graph API, in English.
const GRAPH: &str = "Facebook's answer";
/// python-jose 3.5.0, jose/jws.py and jose/jwt.py.
const JOSE: &str = "the app's log (python-jose)";
/// libpq, fe-connect.c; before PostgreSQL 14 and since.
const LIBPQ: &str = "the app's log (psycopg2)";
const SQLALCHEMY: &str = "the app's log (SQLAlchemy)";
const SQLITE: &str = "the app's log (sqlite3)";
const UVICORN: &str = "the app's log (uvicorn)";
const GOOGLE: &str = "Google's page";
const FACEBOOK: &str = "Facebook's page";
/// Messages of Chromium and Firefox.
const BROWSER: &str = "the browser";
/// A proxy, a load balancer, or a library that quotes its answer.
const GATEWAY: &str = "an error page or the app's log";
/// passlib issue threads, pyca/bcrypt issue 1082.
const BCRYPT: &str = "the app's log (bcrypt)";
/// huggingface_hub, utils/_http.py.
const HUB: &str = "huggingface_hub";
const SPACE_PAGE: &str = "the Space's page";

/// Node's error codes (nodejs.org/api/errors.html, nodejs.org/api/tls.html), which front-end tools print.
const NODE: &str = "Node";
/// OpenSSL's reasons (openssl/sslerr.h), which Python, curl and Node print.
const OPENSSL: &str = "OpenSSL";
/// The system's errors (errno.h, getaddrinfo(3)), as Python and curl print them.
const SYSTEM: &str = "a program's log";

const PHRASES: &[Phrase] = &[
    phrase(NODE, "ECONNREFUSED", &http::REFUSED),
    phrase(SYSTEM, "[Errno 111] Connection refused", &http::REFUSED),
    phrase(
        SYSTEM,
        "[Errno 111] Connection refused",
        &database::CONNECTION_REFUSED,
    ),
    phrase(SYSTEM, "[Errno 61] Connection refused", &http::REFUSED),
    phrase(
        SYSTEM,
        "[Errno 61] Connection refused",
        &database::CONNECTION_REFUSED,
    ),
    phrase(NODE, "EPROTO", &tls::NOT_TLS),
    phrase(NODE, "EPROTO", &tls::OLD_VERSION),
    phrase(NODE, "write EPROTO", &tls::NOT_TLS),
    phrase(NODE, "write EPROTO", &tls::OLD_VERSION),
    phrase(BROWSER, "Mixed Content: The page at", &live::MIXED_CONTENT),
    phrase(
        BROWSER,
        "Blocked loading mixed active content",
        &live::MIXED_CONTENT,
    ),
    phrase(
        BROWSER,
        "was not allowed to run insecure content",
        &live::MIXED_CONTENT,
    ),
    phrase(GATEWAY, "HTTP 431", &http::HEADERS_TOO_LARGE),
    phrase(
        GATEWAY,
        "431 Request Header Fields Too Large",
        &http::HEADERS_TOO_LARGE,
    ),
    phrase(
        GATEWAY,
        "Request Header Or Cookie Too Large",
        &http::HEADERS_TOO_LARGE,
    ),
    phrase(HUB, "Invalid username or password", &hub::BAD_TOKEN),
    phrase(HUB, "Invalid username or password", &hub::SPACE_HIDDEN),
    phrase(SPACE_PAGE, "CONFIG_ERROR", &hub::SPACE_FAILED),
    phrase(SPACE_PAGE, "CONFIG_ERROR", &hub::NAME_COLLISION),
    phrase(
        SPACE_PAGE,
        "Collision on variables and secrets names",
        &hub::NAME_COLLISION,
    ),
    phrase(SPACE_PAGE, "BUILD_ERROR", &hub::SPACE_FAILED),
    phrase(SPACE_PAGE, "RUNTIME_ERROR", &hub::SPACE_FAILED),
    phrase(SPACE_PAGE, "NO_APP_FILE", &hub::SPACE_FAILED),
    phrase(SPACE_PAGE, "Space is paused", &hub::SPACE_RESTS),
    phrase(SPACE_PAGE, "Space has been paused", &hub::SPACE_RESTS),
    phrase(NODE, "ENOTFOUND", &http::NAME_NOT_FOUND),
    phrase(NODE, "EAI_AGAIN", &http::NAME_NOT_FOUND),
    phrase(SYSTEM, "getaddrinfo failed", &http::NAME_NOT_FOUND),
    phrase(SYSTEM, "Name or service not known", &http::NAME_NOT_FOUND),
    phrase(
        SYSTEM,
        "Temporary failure in name resolution",
        &http::NAME_NOT_FOUND,
    ),
    phrase(
        SYSTEM,
        "nodename nor servname provided",
        &http::NAME_NOT_FOUND,
    ),
    phrase_with(NODE, "ENOTFOUND", ".neon.tech", &database::NAME_NOT_FOUND),
    phrase_with(NODE, "EAI_AGAIN", ".neon.tech", &database::NAME_NOT_FOUND),
    phrase_with(
        SYSTEM,
        "Name or service not known",
        ".neon.tech",
        &database::NAME_NOT_FOUND,
    ),
    phrase_with(
        SYSTEM,
        "Temporary failure in name resolution",
        ".neon.tech",
        &database::NAME_NOT_FOUND,
    ),
    phrase_with(
        SYSTEM,
        "nodename nor servname provided",
        ".neon.tech",
        &database::NAME_NOT_FOUND,
    ),
    phrase(NODE, "ETIMEDOUT", &http::TIMED_OUT),
    phrase(NODE, "ECONNRESET", &http::CUT_OFF),
    phrase(NODE, "EADDRINUSE", &login::PORT_TAKEN),
    phrase(BROWSER, "ERR_TOO_MANY_REDIRECTS", &live::REDIRECT_LOOP),
    phrase(BROWSER, "ERR_SSL_PROTOCOL_ERROR", &tls::NOT_TLS),
    phrase(OPENSSL, "WRONG_VERSION_NUMBER", &tls::NOT_TLS),
    phrase(OPENSSL, "wrong version number", &tls::NOT_TLS),
    phrase(OPENSSL, "packet length too long", &tls::NOT_TLS),
    phrase(OPENSSL, "UNSUPPORTED_PROTOCOL", &tls::OLD_VERSION),
    phrase(OPENSSL, "unsupported protocol", &tls::OLD_VERSION),
    phrase(OPENSSL, "tlsv1 alert protocol version", &tls::OLD_VERSION),
    phrase(NODE, "CERT_HAS_EXPIRED", &tls::EXPIRED),
    phrase(OPENSSL, "certificate has expired", &tls::EXPIRED),
    phrase(NODE, "CERT_NOT_YET_VALID", &tls::NOT_YET_VALID),
    phrase(OPENSSL, "certificate is not yet valid", &tls::NOT_YET_VALID),
    phrase(NODE, "ERR_TLS_CERT_ALTNAME_INVALID", &tls::WRONG_NAME),
    phrase(BROWSER, "ERR_CERT_COMMON_NAME_INVALID", &tls::WRONG_NAME),
    phrase(OPENSSL, "Hostname mismatch", &tls::WRONG_NAME),
    phrase(NODE, "DEPTH_ZERO_SELF_SIGNED_CERT", &tls::SELF_SIGNED),
    phrase(NODE, "SELF_SIGNED_CERT_IN_CHAIN", &tls::UNKNOWN_ISSUER),
    phrase(
        NODE,
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        &tls::UNKNOWN_ISSUER,
    ),
    phrase(
        NODE,
        "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        &tls::UNKNOWN_ISSUER,
    ),
    phrase(
        OPENSSL,
        "unable to get issuer certificate",
        &tls::UNKNOWN_ISSUER,
    ),
    phrase(OPENSSL, "unknown ca", &tls::UNKNOWN_ISSUER),
    phrase(
        "the app's log (python-dotenv)",
        "could not parse statement starting at line",
        &file::SKIPPED_LINE,
    ),
    phrase(
        "the app's log (Authlib)",
        "MismatchingStateError",
        &oauth::MISMATCHING_STATE,
    ),
    phrase(
        HUB,
        "Invalid credentials in Authorization header",
        &hub::BAD_TOKEN,
    ),
    phrase(APP, "Could not validate credentials", &token::REJECTED),
    phrase(APP, "Sign-in required", &token::REJECTED),
    phrase(APP, "OAuth not configured for", &provider::NOT_CONFIGURED),
    phrase(
        APP,
        "sign-in is temporarily unavailable",
        &provider::NOT_CONFIGURED,
    ),
    phrase(
        APP,
        "sign-in is temporarily unavailable",
        &app::STATE_NOT_STORED,
    ),
    phrase_with(
        APP,
        "sign-in is temporarily unavailable",
        "server is missing",
        &provider::NOT_CONFIGURED,
    ),
    phrase_with(
        APP,
        "sign-in is temporarily unavailable",
        "could not start the login session",
        &app::STATE_NOT_STORED,
    ),
    phrase(
        APP,
        "could not start the login session",
        &app::STATE_NOT_STORED,
    ),
    phrase(APP, "Invalid or expired state token", &app::STATE_NOT_FOUND),
    phrase(APP, "Authentication required", &token::REJECTED),
    phrase(APP, "JWT_SECRET_KEY must be set", &jwt::MISSING),
    phrase(APP, "No access token received", &app::NO_ACCESS_TOKEN),
    phrase(APP, "Could not retrieve email", &huggingface::NO_EMAIL),
    phrase(APP, "Could not retrieve email", &facebook::NO_EMAIL),
    phrase(APP, "Could not retrieve email", &github::NO_EMAIL),
    phrase(APP, "Could not retrieve email", &login::NO_EMAIL),
    phrase(APP, "\"detail\":*\"User not found\"", &app::USER_NOT_FOUND),
    phrase(FASTAPI, "\"detail\":*\"Not Found\"", &app::NOT_FOUND),
    phrase(
        APP,
        "The requested resource '*' was not found",
        &app::NOT_FOUND,
    ),
    phrase_with(
        APP,
        "We couldn't find '*'",
        "page not found",
        &app::NOT_FOUND,
    ),
    phrase(BROWSER, "*/auth/* 404 (Not Found)*", &app::NOT_FOUND),
    phrase(UVICORN, "*/auth/* HTTP/1.1\" 404*", &app::NOT_FOUND),
    phrase(BROWSER, "Unexpected token '<'", &app::PAGE_INSTEAD),
    phrase(BROWSER, "Unexpected token < in JSON", &app::PAGE_INSTEAD),
    phrase(BROWSER, "Failed to fetch", &app::NO_ANSWER),
    phrase(
        BROWSER,
        "NetworkError when attempting to fetch resource",
        &app::NO_ANSWER,
    ),
    phrase(
        NGINX,
        "Connection refused) while connecting to upstream",
        &app::NOT_LISTENING,
    ),
    phrase(
        NGINX,
        "upstream prematurely closed connection",
        &app::CLOSED,
    ),
    phrase(HTTPX, "ConnectTimeout", &http::TIMED_OUT),
    phrase(HTTPX, "ReadTimeout", &http::TIMED_OUT),
    phrase(JOSE, "Signature verification failed", &token::OTHER_KEY),
    phrase(JOSE, "Signature has expired", &token::EXPIRED),
    phrase(JOSE, "Not enough segments", &token::MALFORMED),
    phrase(JOSE, "Error decoding token headers", &token::MALFORMED),
    phrase(JOSE, "Invalid header string", &token::MALFORMED),
    phrase(JOSE, "Invalid header padding", &token::MALFORMED),
    phrase(
        JOSE,
        "The specified alg value is not allowed",
        &token::ALGORITHM,
    ),
    phrase(JOSE, "Subject must be a string", &token::NUMERIC_SUB),
    phrase(JOSE, "Invalid audience", &token::FORBIDDEN_CLAIM),
    phrase(JOSE, "The token is not yet valid", &token::NOT_YET_VALID),
    phrase(
        LIBPQ,
        "could not connect to server: Connection refused",
        &database::CONNECTION_REFUSED,
    ),
    phrase(
        LIBPQ,
        "failed: Connection refused",
        &database::CONNECTION_REFUSED,
    ),
    phrase(
        LIBPQ,
        "could not connect to server: Connection timed out",
        &database::TIMED_OUT,
    ),
    phrase(LIBPQ, "failed: Connection timed out", &database::TIMED_OUT),
    phrase(LIBPQ, "timeout expired", &database::TIMED_OUT),
    phrase(
        LIBPQ,
        "could not connect to server: No route to host",
        &database::NO_ROUTE,
    ),
    phrase(LIBPQ, "failed: No route to host", &database::NO_ROUTE),
    phrase(
        LIBPQ,
        "could not translate host name \"*\" to address:",
        &database::NAME_NOT_FOUND,
    ),
    phrase(
        SQLALCHEMY,
        "Could not parse SQLAlchemy URL",
        &database::URL_UNREADABLE,
    ),
    phrase(
        SQLALCHEMY,
        "Could not parse SQLAlchemy URL",
        &env::EMPTY_DATABASE_URL,
    ),
    phrase(
        SQLALCHEMY,
        "Can't load plugin: sqlalchemy.dialects",
        &database::KIND_UNKNOWN,
    ),
    phrase(
        SQLALCHEMY,
        "No module named 'asyncpg'",
        &database::DRIVER_UNUSABLE,
    ),
    phrase(
        SQLALCHEMY,
        "No module named 'psycopg'",
        &database::DRIVER_UNUSABLE,
    ),
    phrase(
        SQLALCHEMY,
        "No module named 'aiosqlite'",
        &database::DRIVER_UNUSABLE,
    ),
    phrase(
        SQLALCHEMY,
        "psycopg2.errors.UndefinedColumn",
        &database::COLUMN_MISSING,
    ),
    phrase(LIBPQ, "column * does not exist", &database::COLUMN_MISSING),
    phrase(
        SQLALCHEMY,
        "sqlite3.OperationalError: no such column",
        &database::COLUMN_MISSING,
    ),
    phrase(
        SQLALCHEMY,
        "sqlite3.OperationalError: no such table",
        &database::TABLE_MISSING,
    ),
    phrase(
        SQLITE,
        "attempt to write a readonly database",
        &database::FILE_UNUSABLE,
    ),
    phrase(
        SQLITE,
        "unable to open database file",
        &database::FILE_UNUSABLE,
    ),
    phrase(SQLITE, "database is locked", &database::LOCKED),
    phrase(SQLITE, "file is not a database", &database::NOT_SQLITE),
    phrase(
        LIBPQ,
        "duplicate key value violates unique constraint \"users_username_key\"",
        &login::APP_USERNAME_TAKEN,
    ),
    phrase(
        LIBPQ,
        "duplicate key value violates unique constraint \"ix_users_username\"",
        &login::APP_USERNAME_TAKEN,
    ),
    phrase(
        LIBPQ,
        "server closed the connection unexpectedly*",
        &database::CLOSED,
    ),
    phrase(
        LIBPQ,
        "SSL error: certificate verify failed",
        &database::CERTIFICATE_UNTRUSTED,
    ),
    phrase(
        LIBPQ,
        "SSL error: certificate verify failed",
        &database::SYSTEM_ROOTS_UNUSABLE,
    ),
    phrase(
        LIBPQ,
        "root certificate file",
        &database::ROOT_CERTIFICATE_MISSING,
    ),
    phrase(
        LIBPQ,
        "invalid connection option",
        &database::PARAMETERS_UNKNOWN,
    ),
    phrase(LIBPQ, "invalid sslmode value", &database::PARAMETER_WRONG),
    phrase(
        LIBPQ,
        "server did not offer an authentication method that supports channel binding",
        &database::CHANNEL_BINDING_NOT_OFFERED,
    ),
    phrase(LIBPQ, "no password supplied", &database::PASSWORD_MISSING),
    phrase(
        LIBPQ,
        "server does not support SSL, but SSL was required",
        &database::TLS_NOT_OFFERED,
    ),
    phrase(BROWSER, "has been blocked by CORS policy", &live::CORS),
    phrase(BROWSER, "Cross-Origin Request Blocked", &live::CORS),
    phrase(
        BROWSER,
        "No 'Access-Control-Allow-Origin' header",
        &live::CORS,
    ),
    phrase(BROWSER, "ERR_CONNECTION_REFUSED", &http::REFUSED),
    phrase(BROWSER, "ERR_CERT_AUTHORITY_INVALID", &tls::UNKNOWN_ISSUER),
    phrase(BROWSER, "ERR_CERT_COMMON_NAME_INVALID", &tls::WRONG_NAME),
    phrase(BROWSER, "ERR_CERT_DATE_INVALID", &tls::EXPIRED),
    phrase(
        BROWSER,
        "DNS_PROBE_FINISHED_NXDOMAIN",
        &http::NAME_NOT_FOUND,
    ),
    phrase(BROWSER, "ERR_NAME_NOT_RESOLVED", &http::NAME_NOT_FOUND),
    phrase(BROWSER, "ERR_PROXY_CONNECTION_FAILED", &proxy::REFUSED),
    phrase(GATEWAY, "502 Bad Gateway", &http::SERVER_ERROR),
    phrase(GATEWAY, "503 Service Unavailable", &http::SERVER_ERROR),
    phrase(
        GATEWAY,
        "503 Service Temporarily Unavailable",
        &http::SERVER_ERROR,
    ),
    phrase(GATEWAY, "504 Gateway Time", &http::SERVER_ERROR),
    phrase(GATEWAY, "429 Too Many Requests", &http::RATE_LIMITED),
    phrase(GATEWAY, "429 Client Error", &http::RATE_LIMITED),
    phrase(
        GATEWAY,
        "407 Proxy Authentication Required",
        &proxy::AUTHENTICATION,
    ),
    phrase(
        GATEWAY,
        "Tunnel connection failed: 407",
        &proxy::AUTHENTICATION,
    ),
    phrase(GATEWAY, "Tunnel connection failed: 403", &proxy::REJECTED),
    phrase(GATEWAY, "Tunnel connection failed: 50", &proxy::REJECTED),
    phrase(
        GATEWAY,
        "511 Network Authentication Required",
        &http::NETWORK_SIGN_IN,
    ),
    phrase(
        GATEWAY,
        "unable to get local issuer certificate",
        &tls::UNKNOWN_ISSUER,
    ),
    phrase(
        GATEWAY,
        "self-signed certificate in certificate chain",
        &tls::UNKNOWN_ISSUER,
    ),
    phrase(HUB, "Repository Not Found for url", &hub::SPACE_NOT_FOUND),
    phrase(FACEBOOK, "Invalid Scopes", &facebook::INVALID_SCOPES),
    phrase(
        BCRYPT,
        "password cannot be longer than 72 bytes",
        &users::PASSWORD_LIBRARY,
    ),
    phrase(
        SQLALCHEMY,
        "No module named 'psycopg2'",
        &database::DRIVER_MISSING,
    ),
    phrase(
        SQLALCHEMY,
        "No module named psycopg2",
        &database::DRIVER_MISSING,
    ),
    phrase(
        LIBPQ,
        "SCRAM authentication requires libpq version 10",
        &database::DRIVER_OUTDATED,
    ),
    phrase(
        LIBPQ,
        "authentication method 10 not supported",
        &database::DRIVER_OUTDATED,
    ),
    phrase(LIBPQ, "SSL SYSCALL error: EOF detected", &database::CLOSED),
    phrase(
        LIBPQ,
        "SSL connection has been closed unexpectedly",
        &database::CLOSED,
    ),
    phrase(
        LIBPQ,
        "could not receive data from server",
        &database::CLOSED,
    ),
    phrase(
        LIBPQ,
        "received invalid response to SSL negotiation",
        &database::NOT_POSTGRES,
    ),
    phrase(
        LIBPQ,
        "expected authentication request from server",
        &database::NOT_POSTGRES,
    ),
    phrase(
        LIBPQ,
        "in connection info string",
        &database::URL_UNREADABLE,
    ),
    phrase(LIBPQ, "invalid port number", &database::PORT_WRONG),
    phrase(LIBPQ, "for connection option", &database::PARAMETER_WRONG),
    phrase(LIBPQ, "failed: Network is unreachable", &database::NO_ROUTE),
    phrase(
        SQLALCHEMY,
        "psycopg2.errors.UntranslatableCharacter",
        &database::CHARACTER_NOT_IN_ENCODING,
    ),
    phrase(
        SQLALCHEMY,
        "psycopg2.errors.StringDataRightTruncation",
        &database::COLUMN_NARROW,
    ),
    phrase(
        LIBPQ,
        "value too long for type character varying",
        &database::COLUMN_NARROW,
    ),
    phrase(
        LIBPQ,
        "violates not-null constraint",
        &database::COLUMN_REQUIRED,
    ),
    phrase(
        LIBPQ,
        "violates not-null constraint",
        &database::KEY_NOT_COUNTED,
    ),
    phrase(
        SQLITE,
        "UNIQUE constraint failed: users.username",
        &login::APP_USERNAME_TAKEN,
    ),
    phrase(
        SQLITE,
        "NOT NULL constraint failed",
        &database::COLUMN_REQUIRED,
    ),
    phrase(JOSE, "Invalid crypto padding", &token::MALFORMED),
    phrase(UVICORN, "address already in use", &login::PORT_TAKEN),
    phrase(
        GOOGLE,
        "Access blocked: This app's request is invalid",
        &google::REDIRECT_URI_MISMATCH,
    ),
    phrase(
        GOOGLE,
        "this app sent an invalid request",
        &google::REDIRECT_URI_MISMATCH,
    ),
    phrase(
        GOOGLE,
        "this app sent an invalid request",
        &google::PRIVATE_ADDRESS,
    ),
    phrase(
        FACEBOOK,
        "the redirect URI is not whitelisted",
        &facebook::REDIRECT_URI,
    ),
    phrase(
        GOOGLE,
        "Access blocked: Authorization Error",
        &google::INVALID_REQUEST,
    ),
    phrase(
        GOOGLE,
        "Access blocked: Authorization Error",
        &google::PRIVATE_ADDRESS,
    ),
    phrase(
        GOOGLE,
        "Access blocked: Authorization Error",
        &google::UNKNOWN_CLIENT,
    ),
    phrase(
        GOOGLE,
        "Error 400: invalid_request",
        &google::INVALID_REQUEST,
    ),
    phrase_with(
        GOOGLE,
        "Error 400: invalid_request",
        "Missing required parameter",
        &google::INVALID_REQUEST,
    ),
    phrase_with(
        GOOGLE,
        "Error 400: invalid_request",
        "Missing scheme",
        &google::INVALID_REQUEST,
    ),
    phrase(GOOGLE, "Error 400: invalid_scope", &oauth::INVALID_SCOPE),
    phrase(
        "Google's answer",
        "The OAuth client was not found",
        &google::UNKNOWN_CLIENT,
    ),
    phrase(
        "Google's answer",
        "The provided client secret is invalid",
        &google::INVALID_SECRET,
    ),
    phrase(
        GRAPH,
        "Error validating client secret",
        &facebook::INVALID_SECRET,
    ),
    phrase(
        GRAPH,
        "Error validating application",
        &facebook::UNKNOWN_APP,
    ),
    phrase(
        GRAPH,
        "make sure your redirect_uri is identical",
        &facebook::REDIRECT_URI_DIFFERS,
    ),
    phrase(
        GRAPH,
        "This authorization code has been used",
        &facebook::CODE_USED,
    ),
    phrase(
        GRAPH,
        "This authorization code has expired",
        &facebook::CODE_EXPIRED,
    ),
    phrase(
        GRAPH,
        "Invalid verification code format",
        &facebook::CODE_FORMAT,
    ),
    phrase(GRAPH, "Invalid OAuth access token", &facebook::APP_TOKEN),
    phrase(
        GRAPH,
        "Invalid OAuth access token",
        &facebook::TOKEN_INVALID,
    ),
    phrase(FACEBOOK, "PLATFORM__INVALID_APP_ID", &facebook::UNKNOWN_APP),
    phrase(
        SQLALCHEMY,
        "QueuePool limit of size",
        &database::POOL_EXHAUSTED,
    ),
    phrase(
        GOOGLE,
        "doesn't comply with Google's OAuth 2.0 policy",
        &google::REDIRECT_URI_MISMATCH,
    ),
    phrase(
        GOOGLE,
        "has not completed the Google verification process",
        &google::NOT_A_TEST_USER,
    ),
    phrase(
        GOOGLE,
        "can only be accessed by developer-approved testers",
        &google::NOT_A_TEST_USER,
    ),
    phrase(
        GOOGLE,
        "can only be used within its organization",
        &google::ORGANIZATION_ONLY,
    ),
    phrase(
        GOOGLE,
        "is restricted to users within its organization",
        &google::ORGANIZATION_ONLY,
    ),
    phrase(
        "Google's console",
        "This OAuth client will be deleted",
        &google::UNUSED_CLIENT,
    ),
];

impl Phrase {
    fn words(&self) -> String {
        let text = self.text.trim_matches('*').replace('*', "…");
        let with = self
            .with
            .map_or_else(String::new, |with| format!(" with \"{with}\""));
        if text.contains('"') {
            format!("{}: {text}{with}", self.place)
        } else {
            format!("{}: \"{text}\"{with}", self.place)
        }
    }
}

/// The phrases as parts of explanations.
pub(super) fn explanations() -> impl Iterator<Item = Explanation> {
    PHRASES.iter().map(|phrase| Explanation {
        seen: vec![phrase.words()],
        signs: vec![Sign {
            with: phrase.with,
            ..Sign::of(phrase.text)
        }],
        ..Explanation::new(phrase.code)
    })
}
