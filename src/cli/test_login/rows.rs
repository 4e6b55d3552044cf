//! The lines of a sign-in's result.

use super::answer::{Stored, TestLogin};
use crate::terminal::Facts;

impl TestLogin {
    pub(super) fn facts(&self) -> Facts {
        let mut facts = Facts::default();
        for (label, value) in self.rows() {
            facts.row(label, value);
        }
        facts
    }

    fn rows(&self) -> Vec<(&'static str, String)> {
        let (profile, used) = (&self.profile, &self.used);
        let verified = match profile.email_verified {
            Some(true) => "verified",
            Some(false) => "not verified",
            None => "verification not stated",
        };
        let absent = || "none".to_owned();
        let mut rows = vec![
            ("  id", profile.oauth_id.clone()),
            (
                "  email",
                profile
                    .email
                    .as_ref()
                    .map_or_else(absent, |email| format!("{email} ({verified})")),
            ),
            (
                "  username",
                profile.username.clone().unwrap_or_else(absent),
            ),
            ("  name", profile.full_name.clone().unwrap_or_else(absent)),
            (
                "  picture",
                profile.avatar_url.clone().unwrap_or_else(absent),
            ),
            (
                "  stored",
                self.stored
                    .as_ref()
                    .map_or_else(|| "nothing (--no-save)".to_owned(), Stored::sentence),
            ),
        ];
        rows.extend(
            self.stored
                .iter()
                .flat_map(|stored| &stored.notices)
                .map(|notice| ("  ", notice.clone())),
        );
        if let Some(session) = &self.session {
            let until = session.expires.replace('T', " ").replace('Z', " UTC");
            rows.push((
                "  session",
                format!("valid until {until}, signed with JWT_SECRET_KEY and verified"),
            ));
        }
        rows.push(("  client id", used.client_id.clone()));
        rows.extend(
            used.redirect_uri
                .iter()
                .map(|uri| ("  redirect", uri.clone())),
        );
        rows.push((
            "  PKCE",
            if used.pkce { "S256" } else { "not used" }.to_owned(),
        ));
        let granted = match &used.scopes_granted {
            Some(granted) if same(granted, &used.scopes_asked) => "all granted".to_owned(),
            Some(granted) => format!("granted: {}", granted.join(", ")),
            None => "the provider does not report the granted scopes".to_owned(),
        };
        rows.push((
            "  scopes",
            format!("{} ({granted})", used.scopes_asked.join(", ")),
        ));
        if let Some(algorithm) = &used.id_token {
            rows.push((
                "  id_token",
                format!("{algorithm}; signature, issuer, audience, times and nonce verified"),
            ));
        }
        rows.push(("  grant", self.grant_sentence()));
        rows
    }
}

impl Stored {
    fn sentence(&self) -> String {
        let user = self.user_id;
        let what = match self.change {
            "created" => format!("new user {user}"),
            "linked" => {
                format!("user {user}, found by email address and linked to this provider")
            }
            _ => format!("user {user}, updated"),
        };
        let renamed = self
            .renamed_to
            .as_ref()
            .map(|name| format!(", as {name} because the username was taken"))
            .unwrap_or_default();
        format!("{what}{renamed} in {}", self.database)
    }
}

impl TestLogin {
    fn grant_sentence(&self) -> String {
        match self.grant {
            "revoked" => "the provider's token was revoked".to_owned(),
            "kept" => "the provider's token was kept (--keep-grant)".to_owned(),
            "partly" => {
                "the provider's access token was revoked, its refresh token was not".to_owned()
            }
            "failed" => "the provider's token could not be revoked".to_owned(),
            _ if self.connections.is_empty() => {
                "the provider cannot revoke its token; it expires on its own".to_owned()
            }
            _ => format!(
                "the provider cannot revoke its token; remove the app's access at {}",
                self.connections
            ),
        }
    }
}

fn same(granted: &[String], asked: &[String]) -> bool {
    granted.len() == asked.len() && asked.iter().all(|scope| granted.contains(scope))
}
