//! The options of `navauth list-users`.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::cli::database::DatabaseArgs;
use crate::cli::number;
use crate::database::Listing;
use crate::diagnostic;
use crate::diagnostics::catalog::usage;
use crate::diagnostics::{Error, Result};
use crate::output::{JSON_ROWS, ROW_FORMATS, RowFormat, TABLE};
use crate::process::Env;
use crate::words::alternatives;

/// List the users who have signed in
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Times are UTC. CSV contains values as stored; a spreadsheet may run one that starts with =, +, - or @ as a formula.\n\n\
                        Examples:\n  navauth list-users --since 7d            who signed in, last 7 days\n  \
                        navauth list-users --all --format csv    all users, for a spreadsheet\n  \
                        navauth list-users --inactive --count    how many users are marked as inactive"
)]
pub struct ListUsersArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[arg(long, value_name = "FORMAT", hide_possible_values = true, help = format_help(), long_help = format_help() + "\n\nDefault: table, or json with --json.", value_parser = formats())]
    pub format: Option<&'static RowFormat>,
    /// Only users of this provider; repeatable
    #[arg(long, value_name = "NAME")]
    pub provider: Vec<String>,
    /// Only active users
    #[arg(long, conflicts_with = "inactive")]
    pub active: bool,
    /// Only users marked as inactive; the app does not lock them out
    #[arg(long)]
    pub inactive: bool,
    /// Only users with a verified email address
    #[arg(long, conflicts_with = "unverified")]
    pub verified: bool,
    /// Only users with an unverified email address
    #[arg(long)]
    pub unverified: bool,
    /// Only users with this text in their email or name
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Only users who signed in since then, such as 7d
    ///
    /// Takes a date, a time, or a duration until now, such as 2026-04-01 or 7d.
    #[arg(long, value_name = "WHEN", value_parser = since)]
    pub since: Option<Since>,
    /// Sort by a column, such as email or created,desc
    ///
    /// Takes id, email, username, name, provider, active, verified, created or last_login; ,desc reverses the order.
    #[arg(long, value_name = "COLUMN[,desc]", default_value = "id,desc", value_parser = sort)]
    pub sort: (&'static str, bool),
    /// Show at most this many users
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 50,
        value_parser = number(0..=u32::MAX),
        allow_negative_numbers = true
    )]
    pub limit: u32,
    /// Show all users
    #[arg(long, conflicts_with = "limit")]
    pub all: bool,
    /// Only print the number of users
    #[arg(long, conflicts_with_all = ["all", "limit", "format"])]
    pub count: bool,
    /// Show only the first letters of names and email addresses [default if CI=true]
    #[arg(long, hide_short_help = true, conflicts_with = "no_mask")]
    pub mask: bool,
    /// Show full names and email addresses even if CI=true
    #[arg(long, hide_short_help = true)]
    pub no_mask: bool,
}

/// A point in time, absolute or relative to now.
#[derive(Clone, Debug)]
pub enum Since {
    /// A date or time.
    At(Timestamp),
    /// A duration.
    Ago(Span),
}

impl ListUsersArgs {
    /// How the users are shown.
    pub fn format(&self, json: bool) -> Result<&'static RowFormat> {
        let wanted = if json { &JSON_ROWS } else { &TABLE };
        match self.format {
            Some(other) if json && !std::ptr::eq(other, wanted) => {
                Err(Error::usage(diagnostic!(usage::TWO_FORMATS)))
            }
            format => Ok(format.unwrap_or(wanted)),
        }
    }

    /// Whether names and email addresses are masked.
    pub fn is_masked(&self, env: &Env) -> bool {
        let in_ci = || matches!(env.variable("CI"), Some("true" | "1"));
        self.mask || !self.no_mask && in_ci()
    }

    /// Whether some users are left out for what they are.
    pub fn narrows(&self) -> bool {
        let either = self.active || self.inactive || self.verified || self.unverified;
        either || !self.provider.is_empty() || self.search.is_some() || self.since.is_some()
    }

    /// Which users are shown.
    pub fn listing(&self, now: Timestamp) -> Listing {
        let either = |yes: bool, no: bool| (yes || no).then_some(yes);
        let ago = |span: &Span| {
            now.to_zoned(TimeZone::UTC)
                .checked_sub(*span)
                .map_or(Timestamp::MIN, |then| then.timestamp())
        };
        Listing {
            providers: self.provider.clone(),
            active: either(self.active, self.inactive),
            verified: either(self.verified, self.unverified),
            search: self.search.clone(),
            since: self.since.as_ref().map(|since| match since {
                Since::At(moment) => *moment,
                Since::Ago(span) => ago(span),
            }),
            sort: self.sort.0,
            descending: self.sort.1,
            limit: (!self.all).then_some(self.limit),
        }
    }
}

fn format_help() -> String {
    let names = alternatives(ROW_FORMATS.iter().map(|format| format.name));
    format!("Print as {names}")
}

/// Reads the name of a format.
fn formats() -> impl TypedValueParser<Value = &'static RowFormat> {
    PossibleValuesParser::new(ROW_FORMATS.map(|format| format.name)).try_map(|name| {
        let mut formats = ROW_FORMATS.into_iter();
        formats.find(|format| format.name == name).ok_or("unknown")
    })
}

fn sort(text: &str) -> Result<(&'static str, bool), String> {
    let (name, direction) = text.split_once(',').unwrap_or((text, "asc"));
    let column = Listing::column(name).ok_or_else(|| unknown_column(name))?;
    match direction {
        "asc" => Ok((column, false)),
        "desc" => Ok((column, true)),
        _ => Err("write asc or desc after the comma".to_owned()),
    }
}

fn unknown_column(name: &str) -> String {
    const LEAST_LIKENESS: f64 = 0.8;
    let known = Listing::column_names();
    let nearest = known
        .iter()
        .map(|column| (strsim::jaro_winkler(name, column), column))
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .filter(|(likeness, _)| *likeness > LEAST_LIKENESS);
    let columns = known.join(", ");
    match nearest {
        Some((_, column)) => format!("did you mean {column}? Choose one of {columns}"),
        None => format!("choose one of {columns}"),
    }
}

fn since(text: &str) -> Result<Since, String> {
    let at = text.parse::<Timestamp>().ok().or_else(|| {
        let civil = text.parse::<jiff::civil::DateTime>().ok()?;
        civil
            .to_zoned(TimeZone::UTC)
            .ok()
            .map(|zoned| zoned.timestamp())
    });
    let ago = || {
        text.parse::<Span>()
            .ok()
            .filter(|span| !span.is_zero())
            .map(|span| Since::Ago(span.abs()))
    };
    at.map(Since::At).or_else(ago).ok_or_else(|| {
        "write a date (2026-04-01), a time (2026-04-01T12:00:00Z) or a duration (7d, 12h)"
            .to_owned()
    })
}
