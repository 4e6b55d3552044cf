//! Whether the user of a good token is still there, which is what the app looks at next.

use crate::commands::Context;
use crate::commands::database::DatabaseArgs;
use crate::database::Who;
use crate::error::Result;
use crate::finding::Finding;
use crate::token::{self, Claims};

/// What the app does after the signature: it looks the user up.
pub async fn judge(context: &Context, no_database: bool, claims: &Claims) -> Option<Finding> {
    let id = match claims.user_id() {
        Ok(id) => id,
        Err(finding) => return Some(*finding),
    };
    if no_database {
        return Some(Finding::skip(
            "token.user-unknown",
            format!("whether user {id} is still there was not looked up"),
        ));
    }
    match look_up(context, id).await {
        Ok(Found::Active) => None,
        Ok(Found::Inactive) => Some(token::user_inactive(id)),
        Ok(Found::Nobody) => Some(token::user_gone(id)),
        Err(error) => {
            let finding = Finding::skip(
                "token.user-unknown",
                format!("whether user {id} is still there cannot be told"),
            );
            let finding = finding.cause(format!("{} [{}]", error.finding.title, error.finding.id));
            Some(finding.fix("mend that, or leave it out with --no-database"))
        }
    }
}

/// What the database knows of a user.
enum Found {
    Active,
    Inactive,
    Nobody,
}

async fn look_up(context: &Context, id: i64) -> Result<Found> {
    let mut database = DatabaseArgs::default()
        .place(context)?
        .open(context)
        .await?;
    let found = async {
        Ok(match database.find_user(&Who::Key(id)).await? {
            None => Found::Nobody,
            Some(_) if database.find_user(&Who::Inactive(id)).await?.is_some() => Found::Inactive,
            Some(_) => Found::Active,
        })
    };
    let found = found.await;
    database.close().await;
    found
}
