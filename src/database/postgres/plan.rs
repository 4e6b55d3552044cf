//! Turns a connection string into connection steps (PostgreSQL manual, "Parameter Key Words").
//!
//! Parameters that navauth cannot honor are errors, never ignored.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config as wire;

use super::auth::{Rules, WeakAuthPolicy};
use super::dial::NetworkScope;
use crate::database::tls::{Policy, Roots, Verification, system_roots_advice};
use crate::database::url::{Address, AuthMethods, ChannelBinding, PostgresUrl, SslMode};
use crate::diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::{Diagnostic, Error, Result};

/// How to connect.
pub struct Plan {
    /// Where to connect, in the order to try.
    pub addresses: Vec<Address>,
    /// `hostaddr`, which replaces the name lookup.
    pub host_address: Option<IpAddr>,
    /// The effective `sslmode`.
    pub mode: SslMode,
    /// How to negotiate TLS, if it is used.
    pub policy: Policy,
    /// `connect_timeout`.
    pub timeout: Option<Duration>,
    config: Config,
    channel_binding: ChannelBinding,
    auth_methods: AuthMethods,
}

impl Plan {
    /// Reads a connection string. Exit 3 if its parameters contradict each other or navauth does not support them.
    pub fn read(url: &PostgresUrl) -> Result<Self> {
        url.check_parameters()?;
        let mode = mode(url)?;
        let channel_binding = url.channel_binding()?;
        if channel_binding == ChannelBinding::Require && mode == SslMode::Disable {
            return Err(contradiction(
                codes::BINDING_WITHOUT_TLS,
                codes::USE_REQUIRE,
            ));
        }
        if url.requires_gss()? {
            return Err(contradiction(codes::KERBEROS, codes::REMOVE_GSSENCMODE));
        }
        let verification = verification(url, mode)?;
        Ok(Self {
            addresses: url.addresses()?,
            host_address: host_address(url)?,
            mode,
            policy: Policy {
                verification,
                sends_name: url.sends_server_name(),
                versions: url.tls_versions()?,
            },
            timeout: url.connect_timeout()?,
            config: config(url, channel_binding),
            channel_binding,
            auth_methods: url.require_auth()?,
        })
    }

    /// The configuration for tokio-postgres. navauth negotiates TLS before.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What is allowed during authentication in a network scope, with or without TLS.
    pub fn rules(&self, scope: NetworkScope, tls: bool) -> Rules {
        let weak_password = match scope {
            NetworkScope::Local => WeakAuthPolicy::Allowed,
            NetworkScope::Private if tls || self.mode == SslMode::Disable => {
                WeakAuthPolicy::Allowed
            }
            // A man in the middle may have stripped the TLS that the mode prefers.
            NetworkScope::Private => WeakAuthPolicy::NeedsTls,
            NetworkScope::Public => WeakAuthPolicy::Never,
        };
        Rules {
            weak_password,
            has_password: self
                .config
                .get_password()
                .is_some_and(|password| !password.is_empty()),
            needs_channel_binding: self.channel_binding == ChannelBinding::Require,
            auth_methods: self.auth_methods,
        }
    }
}

/// `sslrootcert=system` defaults to verify-full and allows no weaker mode (PostgreSQL 16).
fn mode(url: &PostgresUrl) -> Result<SslMode> {
    let mode = url.ssl_mode()?;
    if url.ssl_root_certificate() != Some("system") {
        return Ok(mode);
    }
    if !url.names_ssl_mode() || mode == SslMode::VerifyFull {
        return Ok(SslMode::VerifyFull);
    }
    Err(contradiction(
        codes::SYSTEM_WITHOUT_FULL,
        codes::USE_FULL_OR_REMOVE,
    ))
}

/// What to verify, as libpq does: it trusts only a file, verifies the chain whenever that file exists, and requires
/// the file in the verify modes.
fn verification(url: &PostgresUrl, mode: SslMode) -> Result<Verification> {
    let name = url.ssl_root_certificate().filter(|name| !name.is_empty());
    let roots = match name {
        Some("system") => Some(Roots::System),
        Some(name) if Path::new(name).exists() => Some(Roots::File(name.into())),
        _ => None,
    };
    match (mode, roots) {
        (SslMode::VerifyFull, Some(roots)) => Ok(Verification::Full(roots)),
        (_, Some(roots)) => Ok(Verification::Chain(roots)),
        (SslMode::VerifyCa | SslMode::VerifyFull, None) => {
            Err(Error::settings(roots_missing(name)))
        }
        (_, None) => Ok(Verification::None),
    }
}

fn roots_missing(name: Option<&str>) -> Diagnostic {
    let diagnostic = diagnostic!(
        codes::ROOT_CERTIFICATE_MISSING,
        file = name.unwrap_or("~/.postgresql/root.crt"),
        advice = system_roots_advice()
    );
    match name {
        Some(name) if name.starts_with('~') => diagnostic.reason(codes::TILDE_NOT_EXPANDED),
        _ => diagnostic,
    }
}

/// The problem with a file of trusted certificates that the connection string needs and that does not exist here.
pub fn check_roots(url: &PostgresUrl) -> Option<Diagnostic> {
    let mode = mode(url).ok()?;
    let name = url.ssl_root_certificate().filter(|name| !name.is_empty());
    let is_here = name.is_some_and(|name| name == "system" || Path::new(name).exists());
    (matches!(mode, SslMode::VerifyCa | SslMode::VerifyFull) && !is_here)
        .then(|| roots_missing(name))
}

fn config(url: &PostgresUrl, channel_binding: ChannelBinding) -> Config {
    let mut config = Config::new();
    if let Some(user) = &url.user {
        config.user(user);
    }
    if let Some(password) = &url.password {
        config.password(password.expose());
    }
    if let Some(database) = &url.database {
        config.dbname(database);
    }
    if let Some(options) = url.options() {
        config.options(options);
    }
    config.application_name(url.application_name().unwrap_or("navauth"));
    config.channel_binding(match channel_binding {
        ChannelBinding::Disable => wire::ChannelBinding::Disable,
        ChannelBinding::Prefer => wire::ChannelBinding::Prefer,
        ChannelBinding::Require => wire::ChannelBinding::Require,
    });
    // The stream passed to tokio-postgres is already encrypted, if TLS is used.
    config
        .ssl_mode(wire::SslMode::Require)
        .ssl_negotiation(wire::SslNegotiation::Direct);
    config
}

fn host_address(url: &PostgresUrl) -> Result<Option<IpAddr>> {
    let parsed = url.host_address().map(str::parse).transpose();
    parsed.map_err(|_| {
        Error::settings(diagnostic!(
            codes::PARAMETER_WRONG,
            parameter = "hostaddr in the connection string",
            name = "hostaddr",
            expected = codes::IP_ADDRESS
        ))
    })
}

fn contradiction(contradiction: &'static str, help: &'static str) -> Error {
    let diagnostic = diagnostic!(codes::PARAMETERS_CONTRADICT, contradiction = contradiction);
    Error::settings(diagnostic.help(help))
}

#[cfg(test)]
mod tests {
    use super::super::auth::WeakAuthPolicy;
    use super::super::dial::NetworkScope;
    use super::Plan;
    use crate::database::Target;

    /// Which weak authentication methods are allowed.
    #[test]
    fn weak_authentication_depends_on_network_scope_and_tls() {
        use WeakAuthPolicy::{Allowed, NeedsTls, Never};
        let weak = |mode: &str, scope: NetworkScope, tls: bool| {
            // Any existing file.
            let root = env!("CARGO_MANIFEST_PATH");
            let url = format!(
                "postgresql://anna:p@db.example.org/people?sslmode={mode}&sslrootcert={root}"
            );
            let Target::Postgres(url) = Target::parse("DATABASE_URL", &url).unwrap() else {
                panic!("{url}")
            };
            Plan::read(&url).unwrap().rules(scope, tls).weak_password
        };
        for mode in ["disable", "allow", "prefer"] {
            let private = if mode == "disable" { Allowed } else { NeedsTls };
            let seen = [
                NetworkScope::Local,
                NetworkScope::Private,
                NetworkScope::Public,
            ]
            .map(|scope| weak(mode, scope, false));
            assert_eq!(seen, [Allowed, private, Never], "{mode}");
        }
        for mode in ["allow", "prefer", "require", "verify-ca", "verify-full"] {
            let seen = [
                NetworkScope::Local,
                NetworkScope::Private,
                NetworkScope::Public,
            ]
            .map(|scope| weak(mode, scope, true));
            assert_eq!(seen, [Allowed, Allowed, Never], "{mode}");
        }
    }
}
