//! Matches a sign-in to a user row.
//!
//! These are the app's account rules, hardened: a sign-in never takes over another user's row. The rules are pure;
//! `postgres` and `sqlite` read the candidates and write the result in one transaction.

use jiff::Timestamp;

use super::found::ActualTable;
use super::schema::{Kind, Release};
use super::statement::{Engine, Statement};
use crate::diagnostic;
use crate::diagnostics::catalog::users;
use crate::diagnostics::redaction::escape_for_terminal;
use crate::diagnostics::{Error, Result};
use crate::profile::Profile;

/// The provider for which the app generates an address if there is none.
const MAY_LACK_EMAIL: &str = "facebook";

/// How many usernames to try: the wanted one, numbered ones, and one with the provider's id.
const USERNAMES: usize = 20;

/// The result of storing a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLogin {
    pub user_id: i64,
    pub change: LoginChange,
    /// The stored username, if it differs from the provider's because that one was taken.
    pub renamed_to: Option<String>,
    /// The provider that the row was linked with before: the app keeps only one.
    pub replaced: Option<String>,
    /// What was truncated or left out to fit the table, as sentences.
    pub notices: Vec<String>,
    /// The length of the column avatar_url, if PostgreSQL would reject the picture's URL because it is longer.
    pub picture_limit: Option<usize>,
    /// Whether the database rejects a second user with the same username.
    pub unique_usernames: bool,
}

/// What happened to the user's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginChange {
    Created,
    /// Found by provider and id: last sign-in and profile were updated.
    Updated,
    /// Found by email address: linked with this provider.
    Linked,
}

/// An existing row that the sign-in may belong to, or that has one of the wanted usernames.
#[derive(Clone, Debug, Default)]
pub(super) struct ExistingUser {
    pub key: i64,
    pub email: Option<String>,
    pub username: Option<String>,
    pub provider: Option<String>,
    pub oauth_id: Option<String>,
}

/// A profile that fits the table.
pub(super) struct NewUser {
    provider: String,
    oauth_id: String,
    email: Option<String>,
    /// Whether the address is known to belong to this user.
    trusted: bool,
    usernames: Vec<String>,
    full_name: Option<String>,
    avatar_url: Option<String>,
    notices: Vec<String>,
    picture_limit: Option<usize>,
    now: Timestamp,
}

/// The layout of the user table.
#[derive(Clone, Copy)]
pub(super) struct Users<'found> {
    pub release: &'static Release,
    pub columns: &'found ActualTable,
    pub engine: Engine,
}

impl Users<'_> {
    /// The most characters that the column accepts. SQLite ignores the length of a varchar.
    pub(super) fn enforced_length(self, column: &str) -> Option<usize> {
        let kind = &self.columns.column(column)?.kind;
        let length = kind.strip_prefix("character varying(")?.strip_suffix(')')?;
        length
            .parse()
            .ok()
            .filter(|_| self.engine == Engine::Postgres)
    }

    /// Whether a unique index covers this column alone.
    fn is_unique(self, column: &str) -> bool {
        self.columns
            .indexes
            .iter()
            .any(|index| index.unique && index.whole && index.columns == [column])
    }
}

/// What to write, and what to report afterwards.
pub(super) struct UpsertPlan {
    pub write: Statement,
    pub stored: StoredLogin,
}

impl NewUser {
    /// Makes a profile fit the table. With `link`, the caller vouches for the address.
    pub(super) fn new(
        profile: &Profile,
        link: bool,
        now: Timestamp,
        release: &Release,
    ) -> Result<Self> {
        let limit = |column: &str| match release.users.column(column).map(|column| column.kind) {
            Some(Kind::Varchar(length)) => length,
            _ => usize::MAX,
        };
        let mut notices = Vec::new();
        let provider = whole(
            &profile.provider,
            limit("oauth_provider"),
            "the provider's name",
        )?;
        let oauth_id = whole(
            &profile.oauth_id,
            limit("oauth_id"),
            "the user's ID at the provider",
        )?;
        if oauth_id.is_empty() {
            return Err(Error::bug("a profile without the provider's ID"));
        }
        let email = get_non_empty(profile.email.as_deref())
            .filter(|email| email.chars().count() <= limit("email"));
        let made_up = (email.is_none() && provider == MAY_LACK_EMAIL)
            .then(|| format!("facebook_{oauth_id}@communityone.placeholder"));
        let full_name = get_non_empty(profile.full_name.as_deref())
            .map(|name| cut(&name, limit("full_name"), "name", &mut notices));
        let mut picture_limit = None;
        let avatar_url = get_non_empty(profile.avatar_url.as_deref()).filter(|url| {
            let fits = url.chars().count() <= limit("avatar_url");
            if !fits {
                picture_limit = Some(limit("avatar_url"));
                notices.push(format!(
                    "the picture's URL is longer than {} characters and was left out",
                    limit("avatar_url")
                ));
            }
            fits
        });
        let wanted = get_non_empty(profile.username.as_deref())
            .map(|name| cut(&name, limit("username"), "username", &mut notices));
        let usernames = wanted
            .map(|name| usernames(&name, &oauth_id, limit("username")))
            .unwrap_or_default();
        let trusted = link || made_up.is_some() || profile.email_verified == Some(true);
        Ok(Self {
            provider,
            oauth_id,
            email: email.or(made_up),
            trusted,
            usernames,
            full_name,
            avatar_url,
            notices,
            picture_limit,
            now,
        })
    }

    /// Selects the relevant rows. Columns: key, email, username, oauth_provider, oauth_id.
    pub(super) fn candidates(&self, users: Users<'_>) -> Statement {
        let table = &users.release.users;
        let names: Vec<String> = (4..4 + USERNAMES)
            .map(|number| format!("${number}"))
            .collect();
        let lock = if users.engine == Engine::Postgres {
            " FOR NO KEY UPDATE"
        } else {
            ""
        };
        let sql = format!(
            "SELECT CAST({key} AS bigint), CAST(email AS text), CAST(username AS text), CAST(oauth_provider AS text), CAST(oauth_id AS text) FROM {} WHERE (oauth_provider = $1 AND oauth_id = $2) \
             OR email = $3 OR username IN ({}) ORDER BY {key}{lock}",
            table.quoted(),
            names.join(", "),
            key = table.key,
        );
        let statement = Statement::new(sql)
            .text(self.provider.clone())
            .text(self.oauth_id.clone())
            .text(self.email.clone());
        (0..USERNAMES).fold(statement, |statement, number| {
            statement.text(self.usernames.get(number).cloned())
        })
    }

    /// Applies the app's rules: found by provider and id, else by a trusted address, else new.
    pub(super) fn decide(&self, accounts: &[ExistingUser], users: Users<'_>) -> Result<UpsertPlan> {
        let is_me = |account: &&ExistingUser| {
            account.provider.as_deref() == Some(&self.provider)
                && account.oauth_id.as_deref() == Some(&self.oauth_id)
        };
        let owner = self.email.as_deref().and_then(|email| {
            accounts
                .iter()
                .find(|account| account.email.as_deref() == Some(email))
        });
        if let Some(known) = accounts.iter().find(is_me) {
            let email = self.email.as_deref().filter(|_| owner.is_none());
            return Ok(self.update(known, email, accounts, users));
        }
        let Some(email) = &self.email else {
            return Err(self.email_missing());
        };
        match owner {
            Some(owner) if self.trusted => Ok(self.update(owner, None, accounts, users)),
            Some(owner) => Err(self.email_taken(email, owner)),
            None => Ok(self.insert(email, accounts, users)),
        }
    }

    /// The first of the wanted usernames that is free.
    fn username(&self, accounts: &[ExistingUser]) -> Option<String> {
        let taken = |name: &&String| {
            accounts
                .iter()
                .any(|account| account.username.as_ref() == Some(*name))
        };
        self.usernames.iter().find(|name| !taken(name)).cloned()
    }

    fn stored(&self, change: LoginChange, username: Option<&str>, users: Users<'_>) -> StoredLogin {
        let renamed_to = username
            .filter(|name| self.usernames.first().is_some_and(|wanted| wanted != name))
            .map(str::to_owned);
        StoredLogin {
            user_id: 0,
            change,
            renamed_to,
            replaced: None,
            notices: self.notices.clone(),
            picture_limit: self
                .picture_limit
                .filter(|limit| users.enforced_length("avatar_url") == Some(*limit)),
            unique_usernames: users.is_unique("username"),
        }
    }

    fn update(
        &self,
        account: &ExistingUser,
        email: Option<&str>,
        accounts: &[ExistingUser],
        users: Users<'_>,
    ) -> UpsertPlan {
        let nameless = account.username.as_deref().is_none_or(str::is_empty);
        let username = if nameless {
            self.username(accounts)
        } else {
            None
        };
        let linked = account.provider.as_deref() != Some(&self.provider)
            || account.oauth_id.as_deref() != Some(&self.oauth_id);
        let change = if linked {
            LoginChange::Linked
        } else {
            LoginChange::Updated
        };
        let mut stored = self.stored(change, username.as_deref(), users);
        stored.replaced = account
            .provider
            .clone()
            .filter(|before| linked && !before.is_empty());
        let now = users.engine.moment(7);
        let sql = format!(
            "UPDATE {} SET oauth_provider = $1, oauth_id = $2, full_name = COALESCE($3, full_name), avatar_url = COALESCE($4, avatar_url), \
             username = COALESCE(NULLIF(username, ''), $5), email = CASE WHEN email = '' THEN COALESCE($6, email) ELSE email END, \
             updated_at = {now}, last_login = {now} WHERE {key} = $8 RETURNING CAST({key} AS bigint)",
            users.release.users.quoted(),
            key = users.release.users.key,
        );
        let write = Statement::new(sql)
            .text(self.provider.clone())
            .text(self.oauth_id.clone())
            .text(self.full_name.clone());
        let write = write
            .text(self.avatar_url.clone())
            .text(username)
            .text(email.map(str::to_owned))
            .moment(self.now)
            .integer(account.key);
        UpsertPlan { write, stored }
    }

    fn insert(&self, email: &str, accounts: &[ExistingUser], users: Users<'_>) -> UpsertPlan {
        let username = self.username(accounts);
        let now = users.engine.moment(7);
        let mut columns = "email, username, full_name, avatar_url, oauth_provider, oauth_id, is_active, is_verified".to_owned();
        let mut values = "$1, $2, $3, $4, $5, $6, true, true".to_owned();
        for (column, value) in users
            .release
            .filled_by_app
            .iter()
            .filter(|(column, _)| users.columns.column(column).is_some())
        {
            columns += &format!(", {column}");
            values += &format!(", {value}");
        }
        let sql = format!(
            "INSERT INTO {} ({columns}, created_at, updated_at, last_login) VALUES ({values}, {now}, {now}, {now}) \
             RETURNING CAST({} AS bigint)",
            users.release.users.quoted(),
            users.release.users.key,
        );
        let stored = self.stored(LoginChange::Created, username.as_deref(), users);
        let write = Statement::new(sql)
            .text(email.to_owned())
            .text(username)
            .text(self.full_name.clone());
        let write = write
            .text(self.avatar_url.clone())
            .text(self.provider.clone())
            .text(self.oauth_id.clone())
            .moment(self.now);
        UpsertPlan { write, stored }
    }

    fn email_missing(&self) -> Error {
        Error::refused(diagnostic!(users::EMAIL_MISSING, provider = self.provider))
    }

    fn email_taken(&self, email: &str, owner: &ExistingUser) -> Error {
        let signs_in = match owner.provider.as_deref() {
            Some(provider) if !provider.is_empty() => {
                format!("signs in with {}", escape_for_terminal(provider))
            }
            _ => "has no provider yet".to_owned(),
        };
        Error::refused(diagnostic!(
            users::EMAIL_TAKEN,
            email = escape_for_terminal(email),
            user = owner.key,
            sign_in = signs_in,
            provider = self.provider
        ))
    }
}

/// Non-blank text without NUL, which PostgreSQL cannot store.
fn get_non_empty(text: Option<&str>) -> Option<String> {
    text.map(|text| text.replace('\0', "").trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// Text that must not be truncated: a truncated id could match another user.
fn whole(text: &str, limit: usize, what: &str) -> Result<String> {
    let text = text.replace('\0', "");
    if text.chars().count() <= limit {
        return Ok(text);
    }
    Err(Error::refused(diagnostic!(
        users::ID_TOO_LONG,
        name = what,
        limit = limit
    )))
}

fn cut(text: &str, limit: usize, what: &str, notices: &mut Vec<String>) -> String {
    if text.chars().count() > limit {
        notices.push(format!(
            "the {what} is longer than {limit} characters and was cut"
        ));
    }
    text.chars().take(limit).collect()
}

/// The wanted username, then `name_2`, `name_3`, …, finally one that ends with the provider's ID.
fn usernames(wanted: &str, oauth_id: &str, limit: usize) -> Vec<String> {
    let with = |suffix: &str| {
        let room = limit.saturating_sub(suffix.chars().count());
        wanted
            .chars()
            .take(room)
            .chain(suffix.chars())
            .take(limit)
            .collect()
    };
    let numbered = (2..USERNAMES).map(|number| with(&format!("_{number}")));
    std::iter::once(wanted.to_owned())
        .chain(numbered)
        .chain([with(&format!("_{oauth_id}"))])
        .collect()
}
