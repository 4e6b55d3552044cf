//! The result of a sign-in, as text and JSON.

use jiff::Timestamp;
use serde::Serialize;

use crate::database::{LoginChange, StoredLogin};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::oauth::{Login, Revoked, SignedIn};
use crate::profile::Profile;
use crate::secret::Secret;
use crate::session;
use crate::terminal::{Render, Ui, escape_for_terminal};

/// The result of a successful sign-in.
#[derive(Serialize)]
pub struct TestLogin {
    pub provider: String,
    #[serde(skip)]
    label: String,
    pub profile: Profile,
    pub stored: Option<Stored>,
    pub(super) session: Option<Session>,
    pub(super) used: Used,
    /// `revoked`, `partly`, `kept`, `not possible` or `failed`.
    pub(super) grant: &'static str,
    /// The page to remove the app's access.
    #[serde(skip)]
    pub(super) connections: String,
    pub findings: Vec<Diagnostic>,
}

/// The stored user.
#[derive(Serialize)]
pub struct Stored {
    pub(super) database: String,
    pub(super) user_id: i64,
    pub change: &'static str,
    pub(super) renamed_to: Option<String>,
    replaced: Option<String>,
    pub(super) notices: Vec<String>,
    #[serde(skip)]
    picture_limit: Option<usize>,
    #[serde(skip)]
    unique_usernames: bool,
}

/// The session token.
#[derive(Serialize)]
pub struct Session {
    pub(super) expires: String,
    /// The JWT itself, with `--print-token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// The client id and redirect URI, to compare with the console.
#[derive(Serialize)]
pub(super) struct Used {
    pub client_id: String,
    pub redirect_uri: Option<String>,
    pub pkce: bool,
    pub scopes_asked: Vec<String>,
    pub scopes_granted: Option<Vec<String>>,
    /// The id_token's signature algorithm, if there is one.
    pub id_token: Option<String>,
}

impl Stored {
    /// The result of storing a user.
    pub fn new(stored: StoredLogin, database: &str) -> Self {
        let change = match stored.change {
            LoginChange::Created => "created",
            LoginChange::Updated => "updated",
            LoginChange::Linked => "linked",
        };
        let StoredLogin {
            user_id,
            renamed_to,
            replaced,
            notices,
            picture_limit,
            unique_usernames,
            ..
        } = stored;
        Self {
            database: database.to_owned(),
            user_id,
            change,
            renamed_to,
            replaced,
            notices,
            picture_limit,
            unique_usernames,
        }
    }

    /// Why the app itself cannot sign this user in, although navauth stored them.
    fn app_failures(&self, profile: &Profile) -> Vec<Diagnostic> {
        let wanted = profile.username.as_deref().unwrap_or_default();
        let renamed_to = self.renamed_to.as_ref().filter(|_| self.unique_usernames);
        let username = renamed_to.map(|stored| {
            diagnostic!(
                login::APP_USERNAME_TAKEN,
                username = escape_for_terminal(wanted),
                stored = escape_for_terminal(stored)
            )
        });
        let picture = self
            .picture_limit
            .map(|limit| diagnostic!(login::APP_PICTURE_TOO_LONG, limit = limit));
        username.into_iter().chain(picture).collect()
    }
}

impl Session {
    /// Verifies the session token that was issued, as the app will.
    pub fn new(key: &Secret, token: Secret, now: Timestamp, print: bool, ui: &Ui) -> Result<Self> {
        let claims = session::verify(key, &token, now)
            .map_err(|refusal| Error::settings(session::explain(refusal, &token, now)))?;
        if !print {
            ui.register_secret(&token);
        }
        let expires = claims.expires.unwrap_or(now).to_string();
        Ok(Self {
            expires,
            token: print.then(|| token.expose().to_owned()),
        })
    }
}

impl TestLogin {
    /// The result of a sign-in, without the revocation.
    pub fn new(
        login: &Login<'_>,
        device: bool,
        signed_in: SignedIn,
        stored: Option<(Stored, Session)>,
    ) -> Self {
        let (provider, provider_session) = (login.provider(), login.session());
        let used = Used {
            client_id: provider_session.credentials.client_id.clone(),
            redirect_uri: (!device).then(|| provider_session.redirect_uri.as_str().to_owned()),
            pkce: login.pkce() && !device,
            scopes_asked: provider.scopes.clone(),
            scopes_granted: signed_in.scopes,
            id_token: signed_in.id_token,
        };
        let (stored, session) = stored.unzip();
        let mut findings = signed_in.findings;
        if let Some(stored) = &stored {
            let failures = Stored::app_failures(stored, &signed_in.profile);
            findings.extend(failures);
        }
        if let Some(before) = stored
            .as_ref()
            .and_then(|stored: &Stored| stored.replaced.as_ref())
        {
            findings.push(diagnostic!(login::PROVIDER_REPLACED, before = before));
        }
        let (provider, label, connections) = (
            provider.name.clone(),
            provider.label.clone(),
            provider.connections.clone(),
        );
        Self {
            provider,
            label,
            profile: signed_in.profile,
            stored,
            session,
            used,
            grant: "kept",
            connections,
            findings,
        }
    }

    /// Records the result of the revocation.
    pub fn note_revocation(&mut self, revoked: Revoked) {
        self.grant = match revoked {
            Revoked::Done => "revoked",
            Revoked::NotPossible => "not possible",
            Revoked::Partly(diagnostic) => {
                self.findings.push(*diagnostic);
                "partly"
            }
            Revoked::Failed(diagnostic) => {
                self.findings.push(*diagnostic);
                "failed"
            }
        };
    }
}

impl Render for TestLogin {
    fn show(&self, ui: &Ui) -> Result<()> {
        ui.result(format!(
            "Signed in with {}",
            escape_for_terminal(&self.label)
        ))?;
        ui.facts(&self.facts())?;
        if let Some(token) = self
            .session
            .as_ref()
            .and_then(|session| session.token.as_ref())
        {
            ui.gap()?;
            ui.print_secret(&Secret::new(token.as_str()))?;
        }
        for diagnostic in &self.findings {
            ui.result(ui.finding_text(diagnostic).trim_end())?;
        }
        Ok(())
    }
}
