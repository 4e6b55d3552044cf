//! The problems that forbid an upload of production settings: a selection of the checks.

use super::context::CheckContext;
use super::filter::CheckFilter;
use super::runner::run;
use super::scope::Selection;
use crate::config::settings::Settings;
use crate::config::{EnvFile, Environment};
use crate::diagnostics::{Diagnostic, Result, Status};

/// The problems of settings that must not be uploaded, by line. All of them are errors: a target runs the app alone, so what is only a warning
/// next to a local server cannot work there.
pub fn preflight(settings: &Settings, env_file: Option<&EnvFile>) -> Result<Vec<Diagnostic>> {
    let selection = Selection {
        environment: Some(Environment::Production),
        ..Selection::default()
    };
    let context = CheckContext::new(settings, env_file, &selection)?;
    let results = run(&context, &CheckFilter::forbidding_push()).into_iter();
    Ok(results
        .filter(|result| matches!(result.status, Status::Warn | Status::Fail))
        .map(|problem| Diagnostic {
            status: Status::Fail,
            ..problem
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::preflight;
    use crate::config::settings::{Origin, Settings};
    use crate::diagnostics::Code;
    use crate::diagnostics::catalog::{database, env, frontend, jwt};

    fn problems(changes: &[(&str, &str)]) -> Vec<&'static str> {
        let mut settings = Settings::default();
        let good = [
            (
                "DATABASE_URL",
                "postgresql://owner:k7Jq2mZx@ep-cool-12.us-east-2.aws.neon.tech/neondb?sslmode=require",
            ),
            (
                "JWT_SECRET_KEY",
                "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182",
            ),
            ("FRONTEND_URL", "https://www.communityone.com"),
        ];
        for (name, value) in good.iter().chain(changes) {
            settings.put(*name, *value, Origin::Default);
        }
        let problems = preflight(&settings, None).unwrap();
        problems.iter().map(|problem| problem.id()).collect()
    }

    #[test]
    fn values_that_cannot_work_are_problems() {
        assert!(problems(&[]).is_empty());
        let cases: [(&str, &[(&str, &Code)]); 4] = [
            (
                "DATABASE_URL",
                &[
                    ("sqlite:///./data/users.db", &database::NOT_POSTGRESQL),
                    (
                        "mysql://u:k7Jq2mZx@db.example.org/db",
                        &database::KIND_UNKNOWN,
                    ),
                    (
                        "postgresql://u:k7Jq2mZx@db.example.org:54a2/db",
                        &database::PORT_WRONG,
                    ),
                    (
                        "postgresql://u:k7Jq2mZx@localhost/db",
                        &database::LOCAL_HOST_IN_PRODUCTION,
                    ),
                    (
                        "postgresql://u:k7Jq2mZx@127.0.0.1:5432/db",
                        &database::LOCAL_HOST_IN_PRODUCTION,
                    ),
                    (
                        "postgresql://u:k7Jq2mZx@[::1]/db",
                        &database::LOCAL_HOST_IN_PRODUCTION,
                    ),
                    (
                        "postgresql://u:k7Jq2mZx@mac.local/db",
                        &database::LOCAL_HOST_IN_PRODUCTION,
                    ),
                    (
                        "postgresql://u:k7Jq2mZx@host.docker.internal/db",
                        &database::LOCAL_HOST_IN_PRODUCTION,
                    ),
                    (
                        "postgresql://u:k7Jq2mZx@[::ffff:127.0.0.1]/db",
                        &database::LOCAL_HOST_IN_PRODUCTION,
                    ),
                    (
                        "postgresql://u:k7Jq2mZx@db.example.org/db?hostaddr=::ffff:127.0.0.1",
                        &database::LOCAL_HOST_IN_PRODUCTION,
                    ),
                    (
                        "postgresql://u:k7Jq2mZx@db.example.org/db?hostaddr=::ffff:0.0.0.0",
                        &database::LOCAL_HOST_IN_PRODUCTION,
                    ),
                    ("postgresql:///db", &database::NO_HOST_IN_PRODUCTION),
                    (
                        "postgresql:///db?host=/var/run/postgresql",
                        &database::NO_HOST_IN_PRODUCTION,
                    ),
                    (
                        "postgresql://user:password@ep-xxx.us-east-2.aws.neon.tech/db",
                        &env::PLACEHOLDER,
                    ),
                ],
            ),
            (
                "JWT_SECRET_KEY",
                &[
                    (
                        "your_random_secret_key_here_min_32_chars",
                        &env::PLACEHOLDER,
                    ),
                    (
                        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
                        &jwt::PUBLISHED,
                    ),
                    ("openssl rand -hex 32", &jwt::NOT_A_KEY),
                    ("k7Jq2mZx", &jwt::TOO_SHORT),
                    ("summer2024summer2024summer2024summer2024", &jwt::GUESSABLE),
                ],
            ),
            (
                "FRONTEND_URL",
                &[
                    ("http://www.communityone.com", &frontend::NOT_HTTPS),
                    ("http://localhost:5173", &frontend::LOCAL),
                    ("https://127.0.0.1", &frontend::LOCAL),
                    ("https://[::1]:3000", &frontend::LOCAL),
                    ("https://[::ffff:127.0.0.1]", &frontend::LOCAL),
                    ("www.communityone.com", &frontend::NOT_A_URL),
                ],
            ),
            (
                "GITHUB_CLIENT_SECRET",
                &[("your_github_client_secret", &env::PLACEHOLDER)],
            ),
        ];
        for (name, values) in cases {
            for (value, code) in values {
                assert_eq!(problems(&[(name, value)]), [code.id], "{name}={value}");
            }
        }
        let remote = "postgresql:///db?host=db.example.org";
        assert!(problems(&[("DATABASE_URL", remote)]).is_empty());
    }

    /// What is doubtful, and what the target may have already, is left to `check-env`.
    #[test]
    fn doubtful_and_missing_values_are_no_problems() {
        for change in [
            ("DATABASE_URL", ""),
            ("JWT_SECRET_KEY", ""),
            ("FRONTEND_URL", "https://www.communityone.com/"),
            ("GITHUB_CLIENT_ID", "x"),
        ] {
            assert!(problems(&[change]).is_empty(), "{change:?}");
        }
    }
}
