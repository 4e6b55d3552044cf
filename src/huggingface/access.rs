//! The account and the permissions of a token.
//!
//! whoami-v2 has a strict rate limit: it is requested once a run.

use serde::Deserialize;

use super::space::SpaceName;
use crate::diagnostics::catalog::hub;
use crate::diagnostics::{Diagnostic, Error, Result};
use crate::{diagnostic, text};

/// The account and the permissions of a token.
#[derive(Clone, Debug, Deserialize)]
pub struct Access {
    /// The account's name.
    pub name: String,
    #[serde(default)]
    auth: Auth,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Auth {
    #[serde(rename = "type")]
    kind: String,
    access_token: Option<AccessToken>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccessToken {
    #[serde(default)]
    role: String,
    #[serde(default)]
    fine_grained: FineGrained,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct FineGrained {
    global: Vec<String>,
    scoped: Vec<Scope>,
}

#[derive(Clone, Debug, Deserialize)]
struct Scope {
    entity: Entity,
    #[serde(default)]
    permissions: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Entity {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    name: String,
}

impl Access {
    /// Fails if the token cannot write to the Space. The permissions of a browser sign-in are unknown and pass.
    pub fn may_write(&self, space: &SpaceName) -> Result<()> {
        let Some(token) = &self.auth.access_token else {
            return Ok(());
        };
        let reason = match token.role.as_str() {
            "read" => text!(hub::READ_ROLE, account = self.name),
            "fineGrained" if !token.fine_grained.covers(space) => text!(
                hub::NO_WRITE_ACCESS,
                account = self.name,
                space = space,
                owner = space.owner
            ),
            _ => return Ok(()),
        };
        let diagnostic = diagnostic!(hub::TOKEN_READ_ONLY, space = space, owner = space.owner);
        Err(Error::refused(diagnostic.reason(reason)))
    }
}

impl Access {
    /// A warning for the token of a browser sign-in, whose permissions are unknown.
    pub fn warning(&self) -> Option<Diagnostic> {
        (self.auth.kind == "oauth").then(|| diagnostic!(hub::OAUTH_TOKEN))
    }
}

impl FineGrained {
    fn covers(&self, space: &SpaceName) -> bool {
        const WRITE: &str = "repo.write";
        let writes =
            |permissions: &[String]| permissions.iter().any(|permission| permission == WRITE);
        let covered = |entity: &Entity| match entity.kind.as_str() {
            "space" => entity.name.eq_ignore_ascii_case(&space.to_string()),
            "user" | "org" => entity.name.eq_ignore_ascii_case(&space.owner),
            _ => false,
        };
        writes(&self.global)
            || self
                .scoped
                .iter()
                .any(|scope| covered(&scope.entity) && writes(&scope.permissions))
    }
}

#[cfg(test)]
mod tests {
    use super::Access;
    use serde_json::{Value, json};

    fn may_write(auth: Value) -> bool {
        let answer = json!({"type": "user", "name": "user", "orgs": [{"name": "CommunityOne"}], "auth": auth});
        serde_json::from_value::<Access>(answer)
            .unwrap()
            .may_write(&"communityone/navigator".parse().unwrap())
            .is_ok()
    }

    fn fine_grained(kind: &str, name: &str, permission: &str) -> Value {
        let scope = json!({"entity": {"_id": "1", "type": kind, "name": name}, "permissions": ["repo.content.read", permission]});
        json!({"type": "access_token", "accessToken": {"role": "fineGrained", "fineGrained": {"global": ["discussion.write"], "scoped": [scope]}}})
    }

    #[test]
    fn only_a_token_that_certainly_may_not_write_is_refused() {
        assert!(may_write(
            json!({"type": "access_token", "accessToken": {"displayName": "x", "role": "write"}})
        ));
        assert!(!may_write(
            json!({"type": "access_token", "accessToken": {"displayName": "x", "role": "read"}})
        ));
        assert!(may_write(json!({"type": "oauth"})));
        assert!(may_write(fine_grained("org", "CommunityOne", "repo.write")));
        assert!(may_write(fine_grained(
            "space",
            "communityone/navigator",
            "repo.write"
        )));
        assert!(!may_write(fine_grained(
            "space",
            "communityone/other",
            "repo.write"
        )));
        assert!(!may_write(fine_grained("user", "user", "repo.write")));
        assert!(!may_write(fine_grained(
            "model",
            "communityone/navigator",
            "repo.write"
        )));
        assert!(!may_write(fine_grained(
            "org",
            "CommunityOne",
            "repo.content.write"
        )));
    }
}
