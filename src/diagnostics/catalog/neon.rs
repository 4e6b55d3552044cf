//! Neon: its API, its proxy's answers, and the state of the project.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth neon status`";
const CHECK: &str = "`navauth check-env --live --only {id}`";
const CONNECT: &str = "`navauth verify-connection`";

const NEW_KEY: Help = Help::text(
    "create a key at https://console.neon.tech/app/settings/api-keys and set it as NEON_API_KEY",
);
const COPY_AGAIN: Help =
    Help::text("copy the connection string again from the Neon console (Connect)");
const WAIT_SECONDS: Help = Help::text("wait a few seconds, then run the command again");

pub const OTHER_PROJECT: &str = "{project} does not have the endpoint {endpoint}";
pub const NO_PUBLIC_CONNECTIONS: &str = "public connections are blocked";
pub const ALLOWLIST: &str = "its IP allowlist: {entries}";
pub const REMOVE_ENTRIES: &str = "navauth neon allow-ip remove {entries}";

pub const ADD_ADDRESS: &str = "navauth neon allow-ip add {address}";

/// What Neon's API adds to an answer of Neon's proxy.
pub const API_DISABLED: &str =
    "Neon's API says that the endpoint {endpoint} of the project {project} is disabled";
pub const API_KNOWN: &str =
    "Neon's API says that the project {project} has the endpoint {endpoint}";
pub const API_KNOWN_SO_PASSWORD: &str = "Neon's API says that the project {project} has the endpoint {endpoint}, so the role or the password \
                                         is wrong";
pub const API_OTHERS: &str = "Neon's API says that the project {project} does not have the endpoint {endpoint}; it has {others}";
pub const ENABLE_COMPUTE: Help = Help::text("enable the compute in the Neon console");
pub const COPY_OR_RESET: Help = Help::command(
    "copy the connection string again, or reset the role's password in the Neon console",
    "navauth neon connection-string",
);
pub const COPY_CONNECTION_STRING: Help = Help::command(
    "copy the connection string again",
    "navauth neon connection-string",
);

/// The key can read no organization.
pub const GET_ORGANIZATION: &str =
    "create an organization at https://console.neon.tech, or use an API key that can read one";

codes! {
    "Neon";

    ORGANIZATION_NEEDED = Code {
        id: "neon.organization-needed",
        message: "Neon requires an organization",
        help: Help::text("name the organization with --org"),
        explanation: "The projects of a personal API key belong to organizations.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    KEY_REFUSED = Code {
        id: "neon.key-refused",
        message: "Neon rejected the API key",
        help: NEW_KEY,
        explanation: "Possible causes: the key is wrong, or it was revoked.",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    NOT_ALLOWED = Code {
        id: "neon.not-allowed",
        message: "Neon does not allow this request",
        reason: "possible causes: the API key belongs to another organization or project, or may not do this",
        help: Help::text("compare the project's organization with the key's at https://console.neon.tech/app/settings/api-keys"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    NOT_FOUND = Code {
        id: "neon.not-found",
        message: "Neon answered: not found",
        help: Help::text("check --project and --org"),
        explanation: "Possible causes: it was deleted, or the API key has no access to it. A deleted project can be restored for 7 days: \
                      `npx neon@latest projects list --recoverable-only` lists it.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    NOT_VISIBLE = Code {
        id: "neon.not-visible",
        message: "the Neon API key cannot see this project",
        help: Help::text("check that the key's account, --org and the project's ID belong together"),
        explanation: "Neon answers \"The request could not be authorized due to an internal error\" with status 404 for a project of \
                      another account or organization.",
        reproduce: "`navauth neon status --project calm-sea-12345678`, the ID of another account's project",
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    PASSWORD_NOT_STORED = Code {
        id: "neon.password-not-stored",
        message: "Neon does not store this project's passwords",
        help: Help::text("reset the role's password in the Neon console and copy the connection string from there"),
        reproduce: "`navauth neon connection-string`",
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    LIMIT = Code {
        id: "neon.limit",
        message: "a limit of the Neon plan is reached",
        help: Help::text("delete what you no longer need, or upgrade the plan in the Neon console"),
        explanation: "Neon's answer is shown; it does not always say which limit. `navauth neon status` shows the usage.",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    BUSY = Code {
        id: "neon.busy",
        message: "Neon is still busy with this project",
        help: Help::text("wait a minute, then run the command again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    REFUSED = Code {
        id: "neon.refused",
        message: "Neon's API rejected the request",
        help: Help::text("read Neon's answer; its support needs the request ID"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    INCOMPLETE = Code {
        id: "neon.incomplete",
        message: "Neon's answer does not contain {content}",
        help: Help::text("update navauth, then run the command again"),
        explanation: "Possible causes: the API has changed, or something else answered.",
        reproduce: REPRODUCE,
        not_followed: not_followed::UPDATE,
        ..Code::ERROR
    };

    TIMED_OUT = Code {
        id: "neon.timed-out",
        message: "{operation} took longer than allowed",
        help: Help::text("run the command again with a longer --timeout"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    NO_PROJECT = Code {
        id: "neon.no-project",
        message: "Neon project {project} not found",
        help: Help::command("name another project with --project, or create it", "navauth neon create --project {project}"),
        explanation: "The API key has access to no project with this name.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    WHICH_PROJECT = Code {
        id: "neon.which-project",
        message: "{count} Neon projects are named {project}",
        help: Help::text("name one of these IDs with --project"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    NO_ORGANIZATION = Code {
        id: "neon.no-organization",
        message: "Neon organization {organization} not found",
        help: Help::text("name one of these with --org"),
        explanation: "The API key has access to no organization with this name.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    WHICH_ORGANIZATION = Code {
        id: "neon.which-organization",
        message: "the Neon API key has access to several organizations",
        help: Help::text("name one with --org"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    NO_DATABASE = Code {
        id: "neon.no-database",
        message: "the Neon project has no database {database} on its default branch",
        help: Help::text("name another with --database"),
        reproduce: "`navauth neon connection-string --database nowhere`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    WHICH_DATABASE = Code {
        id: "neon.which-database",
        message: "the Neon project has {count} databases",
        help: Help::text("name one with --database"),
        explanation: "Without --database navauth uses the only one, or the one named neondb.",
        reproduce: "`navauth neon connection-string`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    NO_REGION = Code {
        id: "neon.no-region",
        message: "no Neon region matches {region}",
        help: Help::text("name one of these with --region"),
        reproduce: "`navauth neon create --region nowhere`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    WHICH_REGION = Code {
        id: "neon.which-region",
        message: "{count} Neon regions match {region}",
        help: Help::text("name one of these with --region"),
        reproduce: "`navauth neon create --region aws`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    NO_COMPUTE = Code {
        id: "neon.no-compute",
        message: "the branch {branch} has no compute",
        help: Help::text("add one in the Neon console: Branches, {branch}, Computes"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    COMPUTE_DISABLED = Code {
        id: "neon.compute-disabled",
        message: "the compute {compute} is disabled",
        reason: "neither a connection nor this command can wake it",
        help: Help::text("enable it in the Neon console: Branches, Computes"),
        reproduce: "`navauth neon wake`",
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    OPERATION_FAILED = Code {
        id: "neon.operation-failed",
        message: "Neon did not complete {operation}",
        help: Help::text("check the project in the Neon console, then run the command again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    NOT_STORED = Code {
        id: "neon.not-stored",
        message: "the IP allowlist was not changed",
        reason: "Neon's answer was lost, and the list is not the new one",
        help: Help::text("run the command again"),
        reproduce: "`navauth neon allow-ip add 192.0.2.7`",
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    SHUTS_OUT = Code {
        id: "neon.shuts-out",
        message: "this IP allowlist would block this computer ({address})",
        help: Help::text("add its address too, or use --yes"),
        explanation: "Nothing was changed.",
        reproduce: "`navauth neon allow-ip remove 192.0.2.7`, where that is this computer's address",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    SPACE_SHUT_OUT = Code {
        id: "neon.space-shut-out",
        message: "a HuggingFace Space cannot connect while the project has an IP allowlist",
        reason: "a Space has no fixed address",
        help: Help::text("empty the list if the app runs on a Space"),
        reproduce: "`navauth neon allow-ip add 192.0.2.7`",
        not_followed: not_followed::CONSOLE,
        ..Code::WARNING
    };

    NOT_REPLACED = Code {
        id: "neon.not-replaced",
        message: "DATABASE_URL was not changed",
        help: Help::command("show the new connection string, and set it where you need it", "navauth neon connection-string --pooled"),
        explanation: "You answered no.",
        reproduce: "`navauth neon create`",
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    SHADOWED = Code {
        id: "neon.shadowed",
        message: "{name} ({origin}) overrides the DATABASE_URL that was written",
        reason: "the app uses the first of NEON_DATABASE_URL_DEV, NEON_DATABASE_URL and DATABASE_URL that is set; the process environment overrides .env",
        help: Help::text("remove {name} there"),
        reproduce: "`navauth neon create`",
        not_followed: not_followed::COMPUTER,
        ..Code::WARNING
    };

    UNSEEN = Code {
        id: "neon.unseen",
        message: "could not check the database's Neon project: {problem}",
        help: Help::text("set project under [neon] in navauth.toml to the project's name"),
        explanation: "Possible causes: the API key has no access to the project, it has another name, or it does not have the endpoint in \
                      the connection string.",
        reproduce: CHECK,
        not_followed: not_followed::SETTING,
        ..Code::UNKNOWN
    };

    ALLOW_LIST = Code {
        id: "neon.allow-list",
        message: "the Neon project does not accept connections from the Space",
        reason: "a Space has no fixed address",
        help: Help::text("allow connections from everywhere: {page}, Settings, Network security"),
        explanation: "The project has an IP allowlist, or it blocks public connections.",
        reproduce: CHECK,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    DISABLED = Code {
        id: "neon.disabled",
        message: "the database's compute {compute} is disabled",
        reason: "no connection can wake it",
        help: Help::text("enable it: {page}, Branches, {branch}, Computes"),
        reproduce: CHECK,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    QUOTA = Code {
        id: "neon.quota",
        message: "the Neon project has used {percent}% of its limit: {resource}",
        reason: "at the limit Neon suspends the database or rejects writes, and sign-in fails",
        help: Help::text("delete what you no longer need, or upgrade the plan: {page}"),
        explanation: "navauth warns at 80% or more, for storage, compute time, written data and data transfer.",
        reproduce: CHECK,
        not_followed: not_followed::CONSOLE,
        ..Code::WARNING
    };

    HOST_UNUSUAL = Code {
        id: "neon.host-unusual",
        message: "{host} does not look like the host of a Neon endpoint",
        reason: "the usual form is ep-NAME.REGION.CLOUD.neon.tech",
        help: Help::text("compare it with the connection string in the Neon console (Connect)"),
        reproduce: CONNECT,
        not_followed: not_followed::SETTING,
        ..Code::WARNING
    };

    REGION_RETIRED = Code {
        id: "neon.region-retired",
        message: "the database is in a retired Neon region ({region})",
        reason: "Neon no longer supports its Azure regions",
        help: Help::command("create a project in an AWS region, and copy the data", "navauth neon create"),
        explanation: "Neon announced the end of its Azure regions in April 2026; they have not been supported since August 27, 2026.",
        reproduce: CONNECT,
        not_followed: not_followed::CONSOLE,
        ..Code::WARNING
    };

    TLS_MISSING = Code {
        id: "neon.tls-missing",
        message: "Neon rejects connections without TLS",
        help: Help::text("add sslmode=require&channel_binding=require to the connection string"),
        reproduce: CONNECT,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    ENDPOINT_UNNAMED = Code {
        id: "neon.endpoint-unnamed",
        message: "Neon does not know which endpoint to connect to",
        help: Help::text("use the host that the Neon console shows (ep-….neon.tech) in the connection string"),
        explanation: "Neon reads the endpoint from the host name. An IP address or an alias does not contain it.",
        reproduce: CONNECT,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    ENDPOINT_INCONSISTENT = Code {
        id: "neon.endpoint-inconsistent",
        message: "the connection string names two different Neon endpoints",
        reason: "the endpoint in options= is not the one in the host name",
        help: Help::text("remove options=endpoint… from the connection string; the host name is enough"),
        reproduce: CONNECT,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    ENDPOINT_MALFORMED = Code {
        id: "neon.endpoint-malformed",
        message: "the name of the Neon endpoint contains invalid characters",
        help: COPY_AGAIN,
        reproduce: CONNECT,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    CLIENT_REFUSED = Code {
        id: "neon.client-refused",
        message: "Neon does not understand navauth's login messages",
        help: Help::text("report this as a bug of navauth, with Neon's answer"),
        reproduce: CONNECT,
        not_followed: not_followed::UPDATE,
        ..Code::ERROR
    };

    PASSWORD_OR_ENDPOINT_WRONG = Code {
        id: "neon.password-or-endpoint-wrong",
        message: "Neon rejected the role, the password or the endpoint",
        reason: "possible causes: one of the three is wrong; Neon gives the same answer for all three",
        help: Help::text(
            "copy the connection string again from the Neon console (Connect), or reset the role's password there; a new password can take a few minutes to take effect",
        ),
        explanation: "Neon also gives this answer for an endpoint that was deleted or never existed.",
        reproduce: CONNECT,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    ADDRESS_NOT_ALLOWED = Code {
        id: "neon.address-not-allowed",
        message: "this computer's address is not on the Neon project's IP allowlist",
        help: Help::text("add it with navauth neon allow-ip add, or empty the list: a HuggingFace Space has no fixed address"),
        reproduce: CONNECT,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    NETWORK_BLOCKED = Code {
        id: "neon.network-blocked",
        message: "the Neon project does not accept connections from this network",
        help: Help::text("allow public connections in the Neon console (Settings, Network security)"),
        explanation: "Public connections are blocked, or only a private network is allowed.",
        reproduce: CONNECT,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    TOO_MANY_ATTEMPTS = Code {
        id: "neon.too-many-attempts",
        message: "too many connections to Neon at once",
        reason: "Neon limits how fast connections are opened",
        help: Help::text(
            "wait a minute, then run the command again; use the connection pooler (the host with -pooler) for the app, and close unused \
             connections",
        ),
        reproduce: CONNECT,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    LOGIN_TOO_SLOW = Code {
        id: "neon.login-too-slow",
        message: "the database login took too long for Neon",
        help: Help::text("run the command again; if it fails again, try another network"),
        explanation: "Neon waits 15 seconds for the login.",
        reproduce: CONNECT,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    TLS_INTERCEPTED = Code {
        id: "neon.tls-intercepted",
        message: "Neon rejected the login: it does not belong to this TLS connection",
        help: Help::text("try another network, or exclude neon.tech from TLS inspection"),
        explanation: "Possible cause: a company proxy or a virus scanner between this computer and Neon intercepts the TLS connection.",
        reproduce: CONNECT,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };

    ENDPOINT_GONE = Code {
        id: "neon.endpoint-gone",
        message: "Neon did not find this endpoint",
        help: COPY_AGAIN,
        explanation: "Possible causes: its project, its branch or the endpoint itself was deleted, or the host is mistyped. A deleted \
                      project can be restored for 7 days: `npx neon@latest projects list --recoverable-only` lists it. Copy the connection \
                      string again afterwards.",
        reproduce: CONNECT,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    ENDPOINT_DISABLED = Code {
        id: "neon.endpoint-disabled",
        message: "the Neon endpoint is disabled",
        reason: "a connection does not wake it",
        help: Help::text("enable the compute in the Neon console (Branches, Computes)"),
        explanation: "A connection that succeeds once does not prove that it is enabled: Neon starts a disabled compute briefly to check \
                      it. If Replit created the database, deploy the app there again instead.",
        reproduce: CONNECT,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    ENDPOINT_UNAVAILABLE = Code {
        id: "neon.endpoint-unavailable",
        message: "Neon cannot start the compute right now",
        help: Help::text("check the project's usage in the Neon console, suspend unused computes, and try again in a few minutes"),
        explanation: "Possible causes: a quota is used up, too many computes are active, or Neon is in maintenance.",
        reproduce: CONNECT,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    QUOTA_EXCEEDED = Code {
        id: "neon.quota-exceeded",
        message: "the Neon plan's quota is used up",
        help: Help::text("upgrade the plan in the Neon console (Billing), or wait for the next billing period"),
        explanation: "Neon's answer may say which quota: compute time, storage, written data or data transfer. If it does not, `navauth \
                      neon status` shows the usage. Allowances reset at the end of the billing period.",
        reproduce: CONNECT,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    ROLE_PROTECTED = Code {
        id: "neon.role-protected",
        message: "the role {role} cannot connect with a password",
        reason: "Neon reserves it",
        help: Help::text("use the role of the connection string that the Neon console shows"),
        reproduce: CONNECT,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    OPERATIONS_RUNNING = Code {
        id: "neon.operations-running",
        message: "Neon is changing the project",
        reason: "another operation is still running",
        help: WAIT_SECONDS,
        reproduce: CONNECT,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    COMPUTE_STARTING = Code {
        id: "neon.compute-starting",
        message: "Neon's proxy could not connect to the compute",
        help: WAIT_SECONDS,
        explanation: "Possible cause: the compute is starting or restarting.",
        reproduce: CONNECT,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    INTERNAL = Code {
        id: "neon.internal",
        message: "Neon reported an internal error",
        help: Help::text("run the command again in a few seconds; if it fails again, check https://neonstatus.com"),
        reproduce: CONNECT,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    IDLE_DISCONNECTED = Code {
        id: "neon.idle-disconnected",
        message: "Neon closed the idle connection",
        help: Help::text("run the command again"),
        reproduce: CONNECT,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    STORAGE_FULL = Code {
        id: "neon.storage-full",
        message: "the Neon project's storage is full",
        reason: "the plan's storage limit is reached, so writes fail",
        help: Help::text("delete what you no longer need, or upgrade the plan in the Neon console"),
        reproduce: CONNECT,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };
}
