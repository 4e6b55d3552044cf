//! Trusted hosts.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

codes! {
    "Trusted hosts";

    UNCONFIRMED = Code {
        id: "trust.unconfirmed",
        message: "unconfirmed host: {request}",
        reason: "only {setting} sets this host, and a file that came with a repository must not decide where secrets go",
        help: Help::text(
            "if it is your server, add --trust-host {host} to the command, or set NAVAUTH_TRUSTED_HOSTS={host} in the environment",
        ),
        explanation: "Every file of a repository is untrusted, because it may have come with a clone. Nothing was sent. On a terminal \
                      and on the page of `navauth setup --browser` navauth asks, and remembers your confirmation for this file.",
        reproduce: "set a host of your own in navauth.toml, then run `navauth check-env --online`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    BORROWED_HOST = Code {
        id: "trust.borrowed-host",
        message: "{file} inserts a variable of the process environment into the host of {setting}",
        reason: "the owner of that domain would receive the variable, and a file that came with a repository must not decide where secrets go",
        help: Help::text("if it is your server, set {setting} itself in the environment, or set NAVAUTH_TRUSTED_HOSTS to its host"),
        explanation: "The app expands ${NAME} in `.env` from its environment, and so does navauth. A host name reaches the name servers of \
                      its domain even if nothing answers there. Nothing was sent. The host is not shown, because the variable may be a \
                      secret.",
        reproduce: "set FRONTEND_URL=https://${HF_TOKEN}.example.org in .env, then run `HF_TOKEN=hf_example navauth check-env --online`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    INVALID_HOST = Code {
        id: "trust.invalid-host",
        message: "NAVAUTH_TRUSTED_HOSTS contains an invalid host",
        help: Help::text("write NAVAUTH_TRUSTED_HOSTS=HOST,HOST:PORT, without https:// and without a path"),
        explanation: "The variable is a list of HOST or HOST:PORT, separated by commas, without a scheme, a path or wildcards.",
        reproduce: "`NAVAUTH_TRUSTED_HOSTS=https://ghe.example.org/ navauth env`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };
}
