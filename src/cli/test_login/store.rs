//! What a sign-in stores: a state row while it waits, then the user.

use std::time::Duration;

use super::TestLoginArgs;
use super::answer::{Session, Stored};
use crate::cli::Context;
use crate::cli::database::DatabaseArgs;
use crate::database::{Database, LoginState};
use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::oauth::{Login, SignedIn};
use crate::secret::Secret;
use crate::session;

/// The database of a sign-in, and the session key.
pub struct Store {
    database: Database,
    shown: String,
    key: Secret,
    /// Whether the state row is stored.
    has_state_row: bool,
}

impl Store {
    /// Connects. Fails if the tables are missing.
    pub async fn open(context: &Context, key: Secret) -> Result<Self> {
        let location = DatabaseArgs::default().choose(context)?;
        let mut database = location.open(context).await?;
        context
            .settings
            .record_tables(database.release().await?.name);
        Ok(Self {
            database,
            shown: location.shown,
            key,
            has_state_row: false,
        })
    }

    /// Stores the state row, as the app does at the start of a sign-in.
    pub async fn store_state_row(&mut self, context: &Context, login: &Login<'_>) -> Result<()> {
        let (state_token, provider) = (
            login.state().expose().to_owned(),
            login.provider().name.clone(),
        );
        let state = LoginState {
            state_token,
            provider,
            redirect_uri: None,
        };
        self.has_state_row = true;
        self.database.store_state(&state, context.env.now()).await
    }

    /// Deletes the state row, if any, as the app does before it exchanges the code.
    pub async fn take_state_row(&mut self, context: &Context, login: &Login<'_>) -> Result<()> {
        if !self.has_state_row {
            return Ok(());
        }
        let good = self
            .database
            .take_state(login.state().expose(), context.env.now())
            .await?;
        self.has_state_row = false;
        if good {
            return Ok(());
        }
        Err(Error::refused(diagnostic!(login::STATE_EXPIRED)))
    }

    /// Stores the user and issues the session, as the app does.
    pub async fn store_user(
        &mut self,
        context: &Context,
        args: &TestLoginArgs,
        signed_in: &SignedIn,
    ) -> Result<(Stored, Session)> {
        let now = context.env.now();
        let spinner = context.ui.spinner("storing the user");
        let stored = self
            .database
            .store_login(&signed_in.profile, args.link, now)
            .await?;
        drop(spinner);
        let token = session::issue(&self.key, stored.user_id, now)?;
        let session = Session::new(&self.key, token, now, args.print_token, &context.ui)?;
        Ok((Stored::new(stored, &self.shown), session))
    }

    /// Deletes the state row of an unfinished sign-in and closes the connection.
    pub async fn close(mut self, context: &Context, login: &Login<'_>, timeout: Duration) {
        let taken = async {
            !self.has_state_row
                || self
                    .database
                    .take_state(login.state().expose(), context.env.now())
                    .await
                    .is_ok()
        };
        if !tokio::time::timeout(timeout, taken).await.unwrap_or(false) {
            context
                .ui
                .warning("the state row could not be deleted; it expires after 10 minutes");
        }
        self.database.close().await;
    }
}
