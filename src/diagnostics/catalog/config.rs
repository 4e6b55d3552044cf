//! navauth.toml.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth env`";

pub const SWITCH_OFF: &str = "; if your server lacks one, switch it off: {off} = \"\"";

pub const NAME_HAS_OTHER_CHARACTERS: &str =
    "it may contain only the letters a to z, digits, - and _";
pub const NAME_TAKEN: &str = "{id} and {secret} are variables of {owner}";

codes! {
    "navauth.toml";

    NOT_TOML = Code {
        id: "config.not-toml",
        message: "invalid TOML",
        help: Help::text("correct this line: put texts in double quotes and table names in [brackets]"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNKNOWN_KEY = Code {
        id: "config.unknown-key",
        message: "unknown key {key}",
        reason: "a key that is silently ignored would look as if it worked",
        help: Help::text("correct its name or remove it; known here: {known}"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    WRONG_TYPE = Code {
        id: "config.wrong-type",
        message: "{value} has the wrong type",
        help: Help::text("put texts in double quotes and lists in [brackets]; write yes and no as true and false"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNKNOWN_RELEASE = Code {
        id: "config.unknown-release",
        message: "unknown release of the app",
        help: Help::text("set [app] release to one of {known}, or remove it"),
        explanation: "The release says which tables the app uses and where its API is. Without this key it is taken from the database's tables, \
                      API_BASE_URL, or the app's source beside the .env file.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PROVIDER_INCOMPLETE = Code {
        id: "config.provider-incomplete",
        message: "provider {name} has neither an issuer nor all three endpoints",
        help: Help::text(
            "add issuer = \"https://…\" (OpenID Connect), or authorization_endpoint, token_endpoint and userinfo_endpoint (OAuth 2)",
        ),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNSAFE_URL = Code {
        id: "config.unsafe-url",
        message: "{setting} is not a URL that navauth uses",
        help: Help::text("write an https URL; for a server on this machine, http://127.0.0.1:PORT"),
        explanation: "navauth opens and fetches https URLs, and http URLs of this machine (localhost, 127.0.0.0/8, [::1]). It rejects other \
                      schemes, a user name or password in the URL, control characters and an empty text for a required endpoint before it \
                      sends anything.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    HALF_OVERRIDE = Code {
        id: "config.half-override",
        message: "[providers.{name}] replaces {key}, but not every endpoint of {name}",
        reason: "the other endpoints are still the built-in ones, which would receive the secrets of your server",
        help: Help::text("set {missing} as well{off}"),
        explanation: "Each server would receive tokens and secrets of the other. Switch off an endpoint that your server lacks with an \
                      empty text, such as revocation_endpoint = \"\".",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    FOREIGN_VARIABLE = Code {
        id: "config.foreign-variable",
        message: "[providers.{name}] {key} cannot be {variable}",
        reason: "navauth.toml comes with the repository, so a provider may read only its own variables",
        help: Help::text("remove the line, or use {known}"),
        explanation: "A file that came with a repository could otherwise send any secret of your environment to any server. \
                      [providers.NAME] reads NAME_CLIENT_ID and NAME_CLIENT_SECRET; the four built-in providers also read the names that \
                      the app uses.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PROVIDER_NAME = Code {
        id: "config.provider-name",
        message: "invalid provider name {name}",
        help: Help::text("give the provider another name"),
        explanation: "Names consist of a to z, digits, - and _. The variables that follow from a name must not belong to another provider.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
