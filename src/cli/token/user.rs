//! Whether the user of a valid token still exists, which the app checks next.

use crate::cli::Context;
use crate::cli::database::DatabaseArgs;
use crate::database::UserSelector;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::token;
use crate::diagnostics::redaction::foreign_within;
use crate::session::{self, Claims};

/// Looks up the user, as the app does after verifying the signature.
pub async fn check(context: &Context, no_database: bool, claims: &Claims) -> Option<Diagnostic> {
    let id = match claims.user_id() {
        Ok(id) => id,
        Err(diagnostic) => return Some(*diagnostic),
    };
    let shown = match id {
        // Larger numbers than a database stores; the token's own text names them.
        i64::MAX | i64::MIN => foreign_within(claims.subject.as_deref().unwrap_or_default(), 40),
        id => id.to_string(),
    };
    if no_database {
        return Some(diagnostic!(token::USER_NOT_CHECKED, id = shown));
    }
    match look_up(context, id).await {
        Ok(Found::Active) => None,
        Ok(Found::Inactive) => Some(session::user_inactive(id)),
        Ok(Found::Missing) => {
            let id = claims.subject.as_deref().unwrap_or_default().trim();
            Some(diagnostic!(token::USER_GONE, id = foreign_within(id, 40)))
        }
        Err(error) => {
            let diagnostic = diagnostic!(token::USER_UNKNOWN, id = shown);
            Some(diagnostic.reason(format!(
                "{} [{}]",
                error.diagnostic.title,
                error.diagnostic.id()
            )))
        }
    }
}

/// The user in the database.
enum Found {
    Active,
    Inactive,
    Missing,
}

async fn look_up(context: &Context, id: i64) -> Result<Found> {
    let mut database = DatabaseArgs::default()
        .choose(context)?
        .open(context)
        .await?;
    let found = async {
        Ok(match database.find_user(&UserSelector::Key(id)).await? {
            None => Found::Missing,
            Some(_)
                if database
                    .find_user(&UserSelector::Inactive(id))
                    .await?
                    .is_some() =>
            {
                Found::Inactive
            }
            Some(_) => Found::Active,
        })
    };
    let found = found.await;
    database.close().await;
    found
}
