//! Runs one query with Neon's SQL over HTTPS on port 443, to tell a blocked port 5432 from a wrong password.
//!
//! The protocol is the one of Neon's serverless driver. Error messages are the same as over PostgreSQL's protocol.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Value, json};

use super::postgres::{ServerError, explain_error};
use super::url::PostgresUrl;
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Error, Result};
use crate::http::{Client, Request, Response, header};
use crate::neon::api::configured_url;
use crate::neon::host::is_neon;
use crate::process::Env;
use crate::secret::Secret;

/// The service, as error messages call it.
const SERVER: &str = "Neon's SQL over HTTPS";

/// The result of a query over HTTPS.
#[derive(Clone, Debug, Serialize)]
pub struct OverHttps {
    /// The host that answered.
    pub host: String,
    /// Milliseconds from sending to the last byte, including the compute's start.
    pub took_ms: u64,
}

impl OverHttps {
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let title = format!(
            "Neon accepts the role, password and database over HTTPS ({} ms)",
            self.took_ms
        );
        let detail = "if the normal connection still fails, something between here and Neon blocks port 5432";
        vec![Diagnostic::pass(&codes::OVER_HTTPS_WORKS, title).observed(detail)]
    }
}

/// Runs `select 1` at Neon's own address, or at the one in navauth.toml. Exit 3 if you have not trusted that host.
pub async fn select_one(
    url: &PostgresUrl,
    env: &Env,
    settings: &Settings,
    deadline: Duration,
) -> Result<OverHttps> {
    let host = url.host.as_deref().unwrap_or_default();
    let purpose = "sends the database password to";
    let address = match configured_url(env, settings, "sql", purpose)? {
        Some(endpoint) => endpoint.to_owned(),
        None => address(host)?,
    };
    let connection = connection_string(url, host)?;
    let request =
        Request::post(address.as_str()).json(&json!({ "query": "select 1", "params": [] }));
    let request = request.secret_header(
        header::HeaderName::from_static("neon-connection-string"),
        &connection,
    );
    let raw = header::HeaderName::from_static("neon-raw-text-output");
    let request = request
        .header(raw, "true")
        .header(header::HeaderName::from_static("neon-array-mode"), "true");
    let answered = Client::new(deadline).send(request).await;
    let answer = answered.map_err(|failure| failure.error(SERVER))?;
    read(&answer, url)?;
    let host = ::url::Url::parse(&address)
        .ok()
        .and_then(|address| address.host_str().map(str::to_owned));
    Ok(OverHttps {
        host: host.unwrap_or_default(),
        took_ms: u64::try_from(answer.took.as_millis()).unwrap_or(u64::MAX),
    })
}

/// Replaces the first label of the host with `api`, as Neon's driver does.
fn address(host: &str) -> Result<String> {
    match host.split_once('.') {
        Some((_, rest)) if is_neon(host) => Ok(format!("https://api.{rest}/sql")),
        _ => Err(Error::settings(diagnostic!(
            codes::HTTPS_NOT_OFFERED,
            host = sanitize(host)
        ))),
    }
}

/// The connection string with its password, for the header that needs it.
fn connection_string(url: &PostgresUrl, host: &str) -> Result<Secret> {
    let (Some(user), Some(password)) = (
        &url.user,
        url.password
            .as_ref()
            .filter(|password| !password.is_empty()),
    ) else {
        let part = match url.user {
            Some(_) => codes::PASSWORD,
            None => codes::ROLE,
        };
        return Err(Error::settings(diagnostic!(
            codes::PASSWORD_MISSING,
            part = part
        )));
    };
    let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let database = url.database.as_ref().unwrap_or(user);
    Ok(Secret::new(format!(
        "postgresql://{}:{}@{host}/{}",
        escaped(user),
        escaped(password.expose()),
        escaped(database)
    )))
}

fn read(answer: &Response, url: &PostgresUrl) -> Result<()> {
    let body = answer.json();
    if answer.status.is_success() && body.as_ref().is_some_and(|body| body["rows"][0][0] == "1") {
        return Ok(());
    }
    let Some(message) = body.as_ref().and_then(|body| body["message"].as_str()) else {
        if let Some(trouble) = answer.trouble().or_else(|| answer.not_json()) {
            return Err(trouble.error(SERVER));
        }
        let diagnostic = diagnostic!(codes::HTTPS_NOT_NEON)
            .observed(format!("status {}", answer.status.as_u16()));
        return Err(Error::refused(diagnostic));
    };
    let text = |name: &str| body.as_ref().and_then(|body: &Value| body[name].as_str());
    let response = ServerError {
        message,
        code: text("code").unwrap_or_default(),
        detail: text("detail"),
        hint: text("hint"),
    };
    let error = explain_error(response, url);
    // Neon sends errors it knows with status 500 too. An unknown error is the server's own failure.
    match answer.trouble() {
        Some(trouble) if error.diagnostic.is(&codes::REFUSED_OTHERWISE) => {
            let seen = error.diagnostic.detail.unwrap_or_default();
            Err(Error::unreachable(
                trouble.diagnostic(SERVER).observed(seen),
            ))
        }
        _ => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::{address, connection_string};
    use crate::database::Target;

    #[test]
    fn uses_the_regional_endpoint() {
        for (host, expected) in [
            (
                "ep-a-1.us-east-2.aws.neon.tech",
                "https://api.us-east-2.aws.neon.tech/sql",
            ),
            (
                "ep-a-1-pooler.c-2.us-east-1.aws.neon.tech",
                "https://api.c-2.us-east-1.aws.neon.tech/sql",
            ),
        ] {
            assert_eq!(address(host).unwrap(), expected);
        }
        assert_eq!(
            address("db.example.org").unwrap_err().diagnostic.id(),
            "database.https-not-offered"
        );
    }

    #[test]
    fn connection_string_escapes_role_password_and_database() {
        let Target::Postgres(url) = Target::parse(
            "X",
            "postgresql+psycopg2://a%40b:p%2F%40%3A@h/d?sslmode=require",
        )
        .unwrap() else {
            panic!()
        };
        assert_eq!(
            connection_string(&url, "h").unwrap().expose(),
            "postgresql://a%40b:p%2F%40%3A@h/d"
        );
        let Target::Postgres(url) = Target::parse("X", "postgresql://a@h/d").unwrap() else {
            panic!()
        };
        assert_eq!(
            connection_string(&url, "h").unwrap_err().diagnostic.id(),
            "database.password-missing"
        );
    }
}
