//! The connection strings of a project: through the pooler for the app, direct for migrations.

use serde_json::Value;

use super::api::{Api, segment, with_query};
use super::api_error;
use super::branches;
use super::resources::{Database, Project, field};
use crate::diagnostic;
use crate::diagnostics::catalog::neon;
use crate::diagnostics::{Error, Result};
use crate::secret::Secret;

/// Both connection strings of a database, and their parts.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Through the connection pooler: for the app.
    pub pooled: Secret,
    /// Straight to PostgreSQL: for migrations.
    pub direct: Secret,
    /// The direct host.
    pub host: String,
    /// The database.
    pub database: String,
    /// The role.
    pub role: String,
}

/// Requests the connection strings of a database of the default branch; without a name, of its only one or of Neon's default `neondb`.
pub async fn read(api: &Api<'_>, project: &Project, database: Option<&str>) -> Result<Connection> {
    let branch = branches::default_branch(api, project).await?;
    let id = segment(&project.id);
    let path = format!("/projects/{id}/branches/{}/databases", segment(&branch.id));
    let database = choose(field(&api.get(&path).await?, "databases")?, database)?;
    let uri = async |pooled: &str| -> Result<Secret> {
        let parameters = [
            ("branch_id", Some(branch.id.as_str())),
            ("database_name", Some(database.name.as_str())),
            ("role_name", Some(database.owner_name.as_str())),
            ("pooled", Some(pooled)),
        ];
        let answer = api
            .get(&with_query(
                &format!("/projects/{id}/connection_uri"),
                &parameters,
            ))
            .await?;
        field::<String>(&answer, "uri").map(Secret::new)
    };
    let (pooled, direct) = (uri("true").await?, uri("false").await?);
    let host = host_of(&direct).ok_or_else(|| api_error::incomplete("a connection string"))?;
    Ok(Connection {
        pooled,
        direct,
        host,
        database: database.name,
        role: database.owner_name,
    })
}

/// The connection strings in the response to a project's creation: the direct one, and the pooler's host.
pub(super) fn from_creation(answer: &Value) -> Result<Connection> {
    let first = answer
        .pointer("/connection_uris/0")
        .ok_or_else(|| api_error::incomplete("a connection string"))?;
    let direct = Secret::new(field::<String>(first, "connection_uri")?);
    let parameters = first.get("connection_parameters").unwrap_or(&Value::Null);
    let parameter = |name: &str| field::<String>(parameters, name);
    let (host, pooler_host) = (parameter("host")?, parameter("pooler_host")?);
    // Replaces only the host after the last `@`: the password may contain the host's text.
    let pooled = direct
        .expose()
        .rsplit_once('@')
        .and_then(|(before, after)| {
            let rest = after.strip_prefix(host.as_str())?;
            Some(Secret::new(format!("{before}@{pooler_host}{rest}")))
        });
    let pooled =
        pooled.ok_or_else(|| api_error::incomplete("a connection string that fits its host"))?;
    Ok(Connection {
        pooled,
        direct,
        host,
        database: parameter("database")?,
        role: parameter("role")?,
    })
}

fn choose(mut databases: Vec<Database>, wanted: Option<&str>) -> Result<Database> {
    let names: Vec<String> = databases
        .iter()
        .map(|database| database.name.clone())
        .collect();
    let index = match wanted {
        Some(wanted) => names.iter().position(|name| name == wanted),
        None if names.len() == 1 => Some(0),
        None => names.iter().position(|name| name == "neondb"),
    };
    if let Some(index) = index {
        return Ok(databases.swap_remove(index));
    }
    let diagnostic = match (wanted, names.len()) {
        (None, count @ 1..) => diagnostic!(neon::WHICH_DATABASE, count = count),
        (wanted, _) => diagnostic!(
            neon::NO_DATABASE,
            database = format!("{:?}", wanted.unwrap_or("neondb"))
        ),
    };
    let there = if names.is_empty() {
        "there is none".to_owned()
    } else {
        names.join(", ")
    };
    Err(Error::usage(diagnostic.observed(there)))
}

/// The host of a URL.
pub fn host_of(uri: &Secret) -> Option<String> {
    url::Url::parse(uri.expose())
        .ok()?
        .host_str()
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::from_creation;

    #[test]
    fn the_pooled_string_differs_in_its_host_only() {
        let answer = json!({ "connection_uris": [{
            "connection_uri": "postgresql://neondb_owner:p%40ep-a.neon.tech@ep-a.us-east-2.aws.neon.tech/neondb?sslmode=require",
            "connection_parameters": { "database": "neondb", "password": "p@ep-a.neon.tech", "role": "neondb_owner",
                "host": "ep-a.us-east-2.aws.neon.tech", "pooler_host": "ep-a-pooler.us-east-2.aws.neon.tech" },
        }] });
        let connection = from_creation(&answer).unwrap();
        let expected = "postgresql://neondb_owner:p%40ep-a.neon.tech@ep-a-pooler.us-east-2.aws.neon.tech/neondb?sslmode=require";
        assert_eq!(connection.pooled.expose(), expected);
    }

    #[test]
    fn an_answer_that_does_not_fit_is_a_finding_without_the_password() {
        let answer = json!({ "connection_uris": [{ "connection_uri": "canary", "connection_parameters": { "host": "x" } }] });
        let error = from_creation(&answer).unwrap_err();
        assert_eq!(error.diagnostic.id(), "neon.incomplete");
        assert!(!format!("{error:?}").contains("canary"));
    }
}
