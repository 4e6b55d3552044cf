//! Neon's answers, with what they mean.

use super::{KnownAnswer, Waiting};
use crate::error::Exit;

const fn row(
    id: &'static str,
    texts: &'static [&'static str],
    words: [&'static str; 3],
    waiting: Waiting,
) -> KnownAnswer {
    let [title, cause, fix] = words;
    KnownAnswer {
        id,
        texts,
        codes: &[],
        title,
        cause,
        fix,
        waiting,
        exit: Exit::Refused,
    }
}

/// Neon's answers.
pub const NEON: &[KnownAnswer] = &[
    row(
        "neon.tls-missing",
        &["connection is insecure (try using `sslmode=require`)"],
        [
            "Neon refuses a connection without TLS",
            "the database URL asks for no TLS",
            "add sslmode=require (or better, sslmode=verify-full&sslrootcert=system) to the database URL",
        ],
        Waiting::Never,
    ),
    row(
        "neon.endpoint-unnamed",
        &[
            "endpoint id is not specified*",
            "the endpoint id is not specified*",
        ],
        [
            "Neon cannot tell which database is meant",
            "the host is an IP address or an alias, so that Neon never saw the name of the endpoint",
            "write the host name that the Neon console shows (ep-….neon.tech) into the database URL",
        ],
        Waiting::Never,
    ),
    row(
        "neon.endpoint-inconsistent",
        &["inconsistent project name inferred from sni (*"],
        [
            "the database URL names two different Neon endpoints",
            "the endpoint in options= is not the one of the host",
            "remove options=endpoint… from the database URL; the host name is enough",
        ],
        Waiting::Never,
    ),
    row(
        "neon.endpoint-malformed",
        &["project name ('*') must contain only alphanumeric characters and hyphen*"],
        [
            "the name of the Neon endpoint is mangled",
            "it holds characters that no endpoint has",
            "copy the connection string again from the Neon console",
        ],
        Waiting::Never,
    ),
    row(
        "neon.client-refused",
        &[
            "parameter '*' is missing in startup packet.",
            "malformed password message*",
            "unsupported authentication method*",
        ],
        [
            "Neon does not understand how navauth logs in",
            "this is not caused by your settings",
            "please report it as a bug of navauth, with the text that was seen",
        ],
        Waiting::Never,
    ),
    row(
        "neon.password-or-endpoint-wrong",
        &["password authentication failed for user '*'"],
        [
            "Neon does not accept this role and password",
            "the password, the role or the endpoint is wrong: Neon answers the same for all three, also when the URL is of a deleted project",
            "copy the connection string again from the Neon console (Connect), or reset the role's password there; a new password may take some \
             minutes to count",
        ],
        Waiting::Never,
    ),
    row(
        "neon.address-not-allowed",
        &[
            "this ip address * is not allowed to connect to this endpoint*",
            "this ip address is not allowed to connect to this endpoint*",
        ],
        [
            "this machine's address is not on the project's list of allowed addresses",
            "the Neon project has IP Allow switched on",
            "add the address with navauth neon allow-ip add, or clear the list: a HuggingFace Space has no fixed address",
        ],
        Waiting::Never,
    ),
    row(
        "neon.network-blocked",
        &[
            "this connection is trying to access this endpoint from a blocked network*",
            "vpc endpoint id*",
            "this vpc endpoint id *",
        ],
        [
            "the Neon project does not take connections from the internet",
            "public connections are blocked, or only a private network is let in",
            "allow public connections in the Neon console (Settings, Network Security)",
        ],
        Waiting::Never,
    ),
    row(
        "neon.too-many-attempts",
        &[
            "too many connections to this endpoint*",
            "too many connections attempts*",
            "failed to acquire permit to connect to the database*",
            "you've exceeded the rate limit*",
        ],
        [
            "too many connections are being opened at once",
            "Neon limits how fast connections are opened",
            "wait a minute and try again; use the pooled host (-pooler) for the app, and close connections that are not needed",
        ],
        Waiting::Later,
    ),
    row(
        "neon.login-too-slow",
        &["authentication timed out"],
        [
            "the login took too long for Neon",
            "the connection is slow: Neon waits 15 seconds for the login to be done",
            "try again, from another network if it stays so",
        ],
        Waiting::Soon,
    ),
    row(
        "neon.tls-intercepted",
        &[
            "scram-plus not used",
            "insecure connection: secure channel data mismatch",
            "unsupported channel binding method*",
            "authentication protocol violation",
        ],
        [
            "what arrives at Neon is not what was sent",
            "something between this machine and Neon opens the TLS connection: a company proxy, a virus scanner",
            "try from another network, or have the proxy let connections to neon.tech through untouched",
        ],
        Waiting::Never,
    ),
    row(
        "neon.endpoint-gone",
        &[
            "control plane request failed: endpoint cannot be found*",
            "console request failed: endpoint cannot be found*",
            "the requested * could not be found, or you don't have access to it*",
        ],
        [
            "Neon does not know this database endpoint",
            "the project, branch or endpoint of the URL was deleted, or the host is mistyped",
            "copy the connection string again from the Neon console",
        ],
        Waiting::Never,
    ),
    row(
        "neon.endpoint-disabled",
        &[
            "control plane request failed: endpoint is disabled*",
            "console request failed: endpoint is disabled*",
            "the endpoint has been disabled*",
        ],
        [
            "the Neon endpoint is disabled",
            "somebody switched it off: a connection does not wake it up",
            "enable the compute in the Neon console (Branches, Computes)",
        ],
        Waiting::Never,
    ),
    row(
        "neon.endpoint-unavailable",
        &[
            "control plane request failed: endpoint is temporarily unavailable*",
            "console request failed: endpoint is temporarily unavailable*",
            "you have exceeded the limit of concurrently active endpoints*",
            "active endpoints limit exceeded*",
        ],
        [
            "Neon cannot start the compute now",
            "a quota is used up, too many computes are active, or Neon is at maintenance",
            "look at the project's usage in the Neon console and suspend computes that are not needed; try again in some minutes",
        ],
        Waiting::Later,
    ),
    row(
        "neon.quota-exceeded",
        &[
            "you've exceeded the compute time for this branch*",
            "your * has exceeded the * quota*",
        ],
        [
            "the Neon plan's quota is used up",
            "compute time, storage or transfer of this period is spent",
            "upgrade the plan in the Neon console (Billing), or wait for the next period",
        ],
        Waiting::Never,
    ),
    row(
        "neon.role-protected",
        &["the role you're attempting to use is protected*"],
        [
            "this role cannot log in with a password",
            "Neon keeps it for itself",
            "use the role of the connection string that the Neon console shows",
        ],
        Waiting::Never,
    ),
    row(
        "neon.operations-running",
        &["your project already has running operations*"],
        [
            "the Neon project is being changed",
            "another operation has not ended yet",
            "wait some seconds and try again",
        ],
        Waiting::Soon,
    ),
    row(
        "neon.compute-starting",
        &[
            "couldn't connect to compute node*",
            "timeout waiting for server",
            "connection closed",
            "error communicating with the server*",
            "authentication error:*",
        ],
        [
            "Neon's compute does not answer yet",
            "it is starting or restarting behind Neon's proxy",
            "wait some seconds and try again",
        ],
        Waiting::Soon,
    ),
    row(
        "neon.internal",
        &[
            "internal error",
            "control plane request failed*",
            "console request failed*",
        ],
        [
            "Neon has a fault of its own",
            "its proxy could not ask its control plane",
            "try again in some seconds; if it stays so, look at https://neonstatus.com",
        ],
        Waiting::Soon,
    ),
    row(
        "neon.idle-disconnected",
        &["disconnected due to inactivity after *"],
        [
            "Neon closed the connection",
            "nothing was sent for too long",
            "try again",
        ],
        Waiting::Soon,
    ),
    row(
        "neon.storage-full",
        &["could not extend file because project size limit (*"],
        [
            "the Neon project's storage is full",
            "the plan's limit of stored data is reached: nothing can be written",
            "delete what is not needed, or upgrade the plan in the Neon console",
        ],
        Waiting::Never,
    ),
];
