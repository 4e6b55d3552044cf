//! Converts values to and from PostgreSQL's wire format.
//!
//! A value of an unexpected type counts as absent: the tables may have been altered.

use std::borrow::Cow;
use std::error::Error;

use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Row;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::database::listing::User;
use crate::database::statement::Value;
use crate::database::users::ExistingUser;

/// A candidate row for a sign-in; None if its columns are not the requested ones.
pub fn account(row: &Row) -> Option<ExistingUser> {
    Some(ExistingUser {
        key: row.try_get(0).ok()?,
        email: row.try_get(1).ok()?,
        username: row.try_get(2).ok()?,
        provider: row.try_get(3).ok()?,
        oauth_id: row.try_get(4).ok()?,
    })
}

/// A row of a listing; None if it has no key.
pub fn user(row: &Row) -> Option<User<'_>> {
    let text = |column: usize| {
        row.try_get::<_, Option<Text<'_>>>(column)
            .ok()
            .flatten()
            .map(|text| text.0)
    };
    let truth = |column: usize| row.try_get::<_, Option<bool>>(column).ok().flatten();
    let moment = |column: usize| {
        row.try_get::<_, Option<Moment>>(column)
            .ok()
            .flatten()
            .and_then(|moment| moment.0)
    };
    Some(User {
        id: row.try_get::<_, Option<i64>>(0).ok()?.unwrap_or_default(),
        email: text(1),
        username: text(2),
        full_name: text(3),
        provider: text(4),
        active: truth(5),
        verified: truth(6),
        created: moment(7),
        last_login: moment(8),
    })
}

/// Text, even from a database without an encoding (SQL_ASCII).
struct Text<'row>(Cow<'row, str>);

impl<'row> FromSql<'row> for Text<'row> {
    fn from_sql(_: &Type, bytes: &'row [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(String::from_utf8_lossy(bytes)))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::TEXT
    }
}

/// A time: microseconds since the year 2000. `infinity` and times out of range are None.
struct Moment(Option<Timestamp>);

impl<'row> FromSql<'row> for Moment {
    fn from_sql(_: &Type, bytes: &'row [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        const YEAR_2000: Timestamp = Timestamp::constant(946_684_800, 0);
        let microseconds = i64::from_be_bytes(bytes.try_into()?);
        Ok(Self(
            YEAR_2000
                .checked_add(SignedDuration::from_micros(microseconds))
                .ok(),
        ))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::TIMESTAMP | Type::TIMESTAMPTZ)
    }
}

impl Value {
    /// The type to declare, which saves a round trip.
    pub fn kind(&self) -> Type {
        match self {
            Self::Text(_) => Type::TEXT,
            Self::Integer(_) => Type::INT8,
        }
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        bytes: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Text(text) => text.to_sql(kind, bytes),
            Self::Integer(number) => number.to_sql(kind, bytes),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
