//! Finds the values of a file that cannot work in production. Doubtful values are left to `check-env --environment production`.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use url::{Host, Url};

use crate::config::settings::{Origin, Settings};
use crate::config::variables::{Need, Variable, guide};
use crate::config::{is_secret, placeholder};
use crate::database::Target;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::push;
use crate::process::quoted;

/// The problems of all values, in the order of the guide. `development` contains the settings of this machine.
pub fn check_values(file: &Settings, development: &Settings) -> Vec<Diagnostic> {
    guide()
        .filter_map(|variable| check_one(variable, file, development))
        .collect()
}

/// The first problem of a variable.
fn check_one(variable: &Variable, file: &Settings, development: &Settings) -> Option<Diagnostic> {
    let name = variable.name;
    let setting = file.get_non_empty(name)?;
    let value = setting.value.expose();
    let found = check_placeholder(name, value).or_else(|| match name {
        "DATABASE_URL" => check_database(name, value),
        "FRONTEND_URL" => check_frontend_url(name, value),
        "JWT_SECRET_KEY" => check_key(value, file, development),
        _ => None,
    });
    found.map(|diagnostic| match &setting.origin {
        Origin::EnvFile { path, line } => diagnostic.at(path, Some(*line)),
        _ => diagnostic,
    })
}

fn check_placeholder(name: &str, value: &str) -> Option<Diagnostic> {
    let why = placeholder(value)?;
    Some(diagnostic!(push::PLACEHOLDER, name = name).reason(why))
}

fn check_database(name: &str, value: &str) -> Option<Diagnostic> {
    let target = match Target::parse(name, value) {
        Ok(target) => target,
        Err(error) => return Some(*error.diagnostic),
    };
    let url = match target {
        Target::Sqlite(_) => return Some(diagnostic!(push::SQLITE, name = name)),
        Target::Postgres(url) => url,
    };
    let local = url
        .host
        .as_deref()
        .is_none_or(|host| host.is_empty() || is_local(host));
    // A host in the query wins over that of the authority part.
    let queried: Vec<&str> = url
        .query
        .iter()
        .filter(|(key, _)| key == "host" || key == "hostaddr")
        .map(|(_, host)| host.as_str())
        .collect();
    let local = if queried.is_empty() {
        local
    } else {
        queried
            .iter()
            .all(|host| host.starts_with('/') || is_local(host))
    };
    local.then(|| local_finding(name, push::DATABASE_ON_THIS_COMPUTER))
}

fn check_frontend_url(name: &str, value: &str) -> Option<Diagnostic> {
    let Some(url) = Url::parse(value)
        .ok()
        .filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"))
    else {
        return Some(diagnostic!(push::FRONT_END_NOT_URL));
    };
    let host = match url.host() {
        Some(Host::Ipv6(address)) => address.to_string(),
        host => host.map(|host| host.to_string()).unwrap_or_default(),
    };
    if is_local(&host) {
        return Some(local_finding(name, push::THIS_COMPUTER));
    }
    (url.scheme() == "http").then(|| diagnostic!(push::FRONT_END_HTTP))
}

fn check_key(value: &str, file: &Settings, development: &Settings) -> Option<Diagnostic> {
    let other = development.get_non_empty("JWT_SECRET_KEY")?;
    let same_file = matches!(&other.origin, Origin::EnvFile { path, .. } if Some(path) == file.env_file.as_ref());
    (other.value.expose() == value && !same_file).then(|| {
        let path = file.env_file.as_deref();
        diagnostic!(
            push::DEVELOPMENT_KEY,
            origin = other.origin,
            file = quoted(path.unwrap_or(Path::new(".env.production")))
        )
    })
}

/// The variables that the app needs on a Space and that neither the file nor the Space has.
pub fn missing(file: &Settings, present: &BTreeMap<String, Option<Timestamp>>) -> Vec<Diagnostic> {
    let location = file
        .env_file
        .as_ref()
        .map_or_else(|| "the file".to_owned(), |path| path.display().to_string());
    let lacking = guide().filter(|variable| {
        file.get_non_empty(variable.name).is_none() && !present.contains_key(variable.name)
    });
    let diagnostic = |variable: &Variable| {
        let reason = match variable.need {
            Need::Production => push::DEVELOPMENT_DEFAULT,
            Need::OnSpaces => push::NO_START_ON_SPACE,
            Need::WithProvider | Need::Never => return None,
        };
        let diagnostic = diagnostic!(
            push::MISSING,
            name = variable.name,
            file = location,
            purpose = variable.purpose
        );
        Some(diagnostic.reason(reason))
    };
    lacking.filter_map(diagnostic).collect()
}

fn local_finding(name: &str, target: &str) -> Diagnostic {
    diagnostic!(push::LOCAL, name = name, target = target)
}

fn is_local(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
    let named = matches!(host.as_str(), "localhost" | "host.docker.internal")
        || host.ends_with(".localhost")
        || host.ends_with(".local");
    // An IPv4 address may be written as one of IPv6.
    let address = host
        .parse::<std::net::IpAddr>()
        .map(|address| address.to_canonical());
    named || address.is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}

/// The guide's variables that are public variables of a Space. `place` is the Space as owner/name.
pub fn public_names(public: &[String], location: &str) -> Vec<Diagnostic> {
    let ours = guide().filter(|variable| public.iter().any(|name| name == variable.name));
    let diagnostic = |variable: &Variable| {
        let name = variable.name;
        if variable.is_secret() || is_secret(name, &Settings::default()) {
            diagnostic!(push::SECRET_IS_PUBLIC, space = location, name = name)
        } else {
            diagnostic!(push::NAME_IS_PUBLIC, space = location, name = name)
        }
    };
    ours.map(diagnostic).collect()
}

#[cfg(test)]
mod tests {
    use super::{check_values, missing, public_names};
    use crate::config::settings::{Origin, Settings};
    use std::collections::BTreeMap;

    const KEY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";

    fn problems(changes: &[(&str, &str)]) -> Vec<&'static str> {
        let mut file = Settings::default();
        let good = [
            (
                "DATABASE_URL",
                "postgresql://owner:k7Jq2mZx@ep-cool-12.us-east-2.aws.neon.tech/neondb?sslmode=require",
            ),
            ("JWT_SECRET_KEY", KEY),
            ("FRONTEND_URL", "https://www.communityone.com"),
        ];
        for (name, value) in good.iter().chain(changes) {
            file.put(*name, *value, Origin::Default);
        }
        let mut development = Settings::default();
        development.put(
            "JWT_SECRET_KEY",
            "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",
            Origin::Process,
        );
        check_values(&file, &development)
            .iter()
            .map(|diagnostic| diagnostic.id)
            .collect()
    }

    #[test]
    fn values_that_cannot_work_are_problems() {
        assert!(problems(&[]).is_empty());
        for (name, value, id) in [
            ("DATABASE_URL", "sqlite:///./data/users.db", "push.sqlite"),
            (
                "DATABASE_URL",
                "postgresql://u:k7Jq2mZx@localhost/db",
                "push.local",
            ),
            (
                "DATABASE_URL",
                "postgresql://u:k7Jq2mZx@127.0.0.1:5432/db",
                "push.local",
            ),
            (
                "DATABASE_URL",
                "postgresql://u:k7Jq2mZx@[::1]/db",
                "push.local",
            ),
            ("DATABASE_URL", "postgresql:///db", "push.local"),
            (
                "DATABASE_URL",
                "postgresql://u:k7Jq2mZx@[::ffff:127.0.0.1]/db",
                "push.local",
            ),
            (
                "DATABASE_URL",
                "postgresql://u:k7Jq2mZx@db.example.org/db?hostaddr=::ffff:127.0.0.1",
                "push.local",
            ),
            (
                "DATABASE_URL",
                "postgresql://u:k7Jq2mZx@db.example.org/db?hostaddr=::ffff:0.0.0.0",
                "push.local",
            ),
            (
                "DATABASE_URL",
                "postgresql:///db?host=/var/run/postgresql",
                "push.local",
            ),
            (
                "DATABASE_URL",
                "postgresql://user:password@ep-xxx.us-east-2.aws.neon.tech/db",
                "push.placeholder",
            ),
            (
                "JWT_SECRET_KEY",
                "your_random_secret_key_here_min_32_chars",
                "push.placeholder",
            ),
            (
                "JWT_SECRET_KEY",
                "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",
                "push.development-key",
            ),
            (
                "FRONTEND_URL",
                "http://www.communityone.com",
                "push.front-end-http",
            ),
            ("FRONTEND_URL", "http://localhost:5173", "push.local"),
            ("FRONTEND_URL", "https://127.0.0.1", "push.local"),
            ("FRONTEND_URL", "https://[::1]:3000", "push.local"),
            ("FRONTEND_URL", "https://[::ffff:127.0.0.1]", "push.local"),
            (
                "FRONTEND_URL",
                "www.communityone.com",
                "push.front-end-not-url",
            ),
            (
                "GITHUB_CLIENT_SECRET",
                "your_github_client_secret",
                "push.placeholder",
            ),
        ] {
            assert_eq!(problems(&[(name, value)]), [id], "{name}={value}");
        }
        assert!(problems(&[("DATABASE_URL", "postgresql:///db?host=db.example.org")]).is_empty());
    }

    #[test]
    fn a_variable_may_be_on_the_space_already() {
        let mut file = Settings::default();
        file.put("JWT_SECRET_KEY", KEY, Origin::Default);
        file.put("DATABASE_URL", "", Origin::Default);
        let titles = |present: &[&str]| {
            let present = present
                .iter()
                .map(|name| ((*name).to_owned(), None))
                .collect::<BTreeMap<_, _>>();
            missing(&file, &present)
                .iter()
                .map(|diagnostic| diagnostic.title.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            titles(&["FRONTEND_URL"]),
            ["DATABASE_URL is set neither in the file nor on the Space"]
        );
        assert!(titles(&["FRONTEND_URL", "DATABASE_URL"]).is_empty());
    }

    #[test]
    fn a_public_variable_of_our_names_has_its_own_fix() {
        let public = ["JWT_SECRET_KEY", "FRONTEND_URL", "MODEL"].map(str::to_owned);
        let findings = public_names(&public, "user/app");
        let ids: Vec<_> = findings.iter().map(|diagnostic| diagnostic.id).collect();
        assert_eq!(ids, ["push.secret-is-public", "push.name-is-public"]);
        let command = findings[0].fix.as_ref().unwrap().command.as_deref();
        assert_eq!(
            command,
            Some("hf spaces variables delete user/app JWT_SECRET_KEY --yes")
        );
    }
}
