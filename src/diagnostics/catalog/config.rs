//! navauth.toml.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth env`";

pub const SWITCH_OFF: &str = "; if your server does not have one, disable it: {off} = \"\"";

pub const NAME_HAS_OTHER_CHARACTERS: &str =
    "it may contain only the letters a to z, digits, - and _";
pub const NAME_TAKEN: &str = "{id} and {secret} are variables of {owner}";

codes! {
    "navauth.toml";

    NOT_TOML = Code {
        id: "config.not-toml",
        message: "invalid TOML",
        help: Help::text("fix this line: put strings in double quotes and table names in [brackets]"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNKNOWN_KEY = Code {
        id: "config.unknown-key",
        message: "unknown key {key}",
        reason: "an unknown key is an error, so that a typo is not silently ignored",
        help: Help::text("fix its name or remove it; the known keys here are {known}"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    WRONG_TYPE = Code {
        id: "config.wrong-type",
        message: "{value} has the wrong type",
        help: Help::text("put strings in double quotes and lists in [brackets]; write booleans as true or false"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNKNOWN_RELEASE = Code {
        id: "config.unknown-release",
        message: "unknown app release",
        help: Help::text("set [app] release to one of {known}, or remove it"),
        explanation: "The release determines which tables the app uses and where its API is. Without this key, navauth derives it from the \
                      database's tables, API_BASE_URL, or the app's source next to the .env file.",
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
        message: "{setting} is not a URL that navauth accepts",
        help: Help::text("use an https URL; for a server on this computer, http://127.0.0.1:PORT"),
        explanation: "navauth accepts https URLs, and http URLs on this computer (localhost, 127.0.0.0/8, [::1]). Before it sends \
                      anything, it rejects other schemes, a user name or password in the URL, control characters, and an empty value for a \
                      required endpoint.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    HALF_OVERRIDE = Code {
        id: "config.half-override",
        message: "[providers.{name}] replaces {key}, but not every endpoint of {name}",
        reason: "the other endpoints are still the built-in ones, which would receive your server's secrets",
        help: Help::text("set {missing} as well{off}"),
        explanation: "Each server would receive the other's tokens and secrets. To disable an endpoint that your server does not have, set \
                      it to an empty string: revocation_endpoint = \"\".",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    FOREIGN_VARIABLE = Code {
        id: "config.foreign-variable",
        message: "[providers.{name}] {key} cannot be {variable}",
        reason: "navauth.toml comes with the repository, so a provider may read only its own variables",
        help: Help::text("remove the line, or use {known}"),
        explanation: "Otherwise, a file that came with a repository could send any secret in your environment to any server. \
                      [providers.NAME] reads NAME_CLIENT_ID and NAME_CLIENT_SECRET; the four built-in providers also read the names that \
                      the app uses.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PROVIDER_NAME = Code {
        id: "config.provider-name",
        message: "invalid provider name {name}",
        help: Help::text("give the provider another name"),
        explanation: "A name may contain a to z, digits, - and _. The variables derived from it must not belong to another provider.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TOO_MANY_PROVIDERS = Code {
        id: "config.too-many-providers",
        message: "{file} has more than {limit} providers",
        help: Help::text("remove the [providers.NAME] tables that the app does not offer"),
        reproduce: REPRODUCE,
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };
}
