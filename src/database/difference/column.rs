//! Compares columns: missing, of the wrong type, too narrow, or rejecting what the app writes.

use super::{Difference, Repair};
use crate::database::found::{ActualColumn, ActualTable};
use crate::database::schema::{Column, Kind, Table};
use crate::database::statement::Engine;
use crate::diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::{Code, Diagnostic};

pub(super) fn compare(table: &ActualTable, wanted: &Table, engine: Engine) -> Vec<Difference> {
    let mut differences = Vec::new();
    for column in wanted.columns {
        match table.column(column.name) {
            None => differences.push(missing(wanted, column, engine)),
            Some(found) => differences.extend(differs(wanted, column, found, engine)),
        }
    }
    let unknown = |column: &&ActualColumn| {
        wanted.column(&column.name).is_none() && column.required && !column.filled
    };
    differences.extend(
        table
            .columns
            .iter()
            .filter(unknown)
            .map(|column| refuses_null(wanted, &column.name, engine)),
    );
    differences
}

fn missing(table: &Table, column: &Column, engine: Engine) -> Difference {
    let place = place(table, column.name);
    let sql = format!(
        "ALTER TABLE {} ADD COLUMN {};",
        table.quoted(),
        column.definition(engine)
    );
    let diagnostic = diagnostic!(codes::COLUMN_MISSING, column = place).sql(&sql);
    // NOT NULL without a default cannot be added to a table with rows: only the user knows the values.
    match column.required && column.default.is_none() {
        true => Difference {
            diagnostic: diagnostic.help(codes::ADD_WITH_VALUES),
            repair: Repair::changing(sql),
        },
        false => Difference {
            diagnostic,
            repair: Repair::adding(sql),
        },
    }
}

fn differs(
    table: &Table,
    column: &Column,
    found: &ActualColumn,
    engine: Engine,
) -> Option<Difference> {
    match fit(table, column.kind, found, engine) {
        Fit::Good => {}
        Fit::Unusual => {
            return Some(retype(
                table,
                column,
                found,
                engine,
                &codes::COLUMN_TYPE_UNUSUAL,
            ));
        }
        Fit::Narrow => {
            return Some(retype(table, column, found, engine, &codes::COLUMN_NARROW));
        }
        Fit::Bad => return Some(retype(table, column, found, engine, &codes::COLUMN_TYPE)),
    }
    if column.kind == Kind::Key && !found.filled {
        return Some(not_counted(table, column, engine));
    }
    let behind = (column.kind == Kind::Key)
        .then(|| sequence_behind(table, found))
        .flatten();
    if behind.is_some() {
        return behind;
    }
    (found.required && !column.required && !found.filled)
        .then(|| refuses_null(table, column.name, engine))
}

/// How well the existing type accepts what the app writes.
enum Fit {
    Good,
    /// The app signs users in, but stores something else than it means.
    Unusual,
    Narrow,
    Bad,
}

fn fit(table: &Table, kind: Kind, column: &ActualColumn, engine: Engine) -> Fit {
    let found = column.kind.as_str();
    if engine == Engine::Sqlite {
        return if affinity(found) == affinity(&kind.name(engine)) {
            Fit::Good
        } else {
            Fit::Bad
        };
    }
    let good = |good: bool| if good { Fit::Good } else { Fit::Bad };
    let room = || match found {
        "text" | "character varying" | "citext" => Some(usize::MAX),
        _ => found
            .strip_prefix("character varying(")
            .or_else(|| found.strip_prefix("character("))
            .and_then(|rest| rest.trim_end_matches(')').parse().ok()),
    };
    match kind {
        Kind::Key => good(matches!(found, "integer" | "bigint")),
        Kind::Boolean => good(found == "boolean"),
        Kind::Moment if found.starts_with("timestamp") && found.ends_with("without time zone") => {
            Fit::Good
        }
        // The app only writes the times of a user. It compares those of a sign-in with its own, which have no time zone.
        Kind::Moment
            if table.column("email").is_some()
                && (found.starts_with("timestamp") || found == "date") =>
        {
            Fit::Unusual
        }
        Kind::Moment => Fit::Bad,
        Kind::Varchar(_) | Kind::Text => {
            let wanted = if let Kind::Varchar(length) = kind {
                length
            } else {
                usize::MAX
            };
            let is_padded = found.starts_with("character(");
            if column.is_user_defined {
                return Fit::Unusual;
            }
            room().map_or(Fit::Bad, |room: usize| {
                if room >= wanted && is_padded {
                    Fit::Unusual
                } else if room >= wanted {
                    Fit::Good
                } else {
                    Fit::Narrow
                }
            })
        }
    }
}

/// SQLite's affinity of a declared type: <https://www.sqlite.org/datatype3.html> section 3.1.
fn affinity(declared: &str) -> &'static str {
    const RULES: [(&[&str], &str); 4] = [
        (&["INT"], "integer"),
        (&["CHAR", "CLOB", "TEXT"], "text"),
        (&["BLOB"], "blob"),
        (&["REAL", "FLOA", "DOUB"], "real"),
    ];
    let declared = declared.to_uppercase();
    let rule = RULES
        .iter()
        .find(|(words, _)| words.iter().any(|word| declared.contains(word)));
    rule.map_or("numeric", |(_, affinity)| affinity)
}

fn retype(
    table: &Table,
    column: &Column,
    found: &ActualColumn,
    engine: Engine,
    code: &'static Code,
) -> Difference {
    let (place, wanted) = (place(table, column.name), column.kind.name(engine));
    let kind = Some(found.kind.as_str()).filter(|kind| !kind.is_empty());
    let diagnostic = code.diagnostic(&[
        ("column", &place),
        ("found", &kind.unwrap_or(codes::UNTYPED)),
        ("wanted", &wanted),
    ]);
    let sql = format!(
        "ALTER TABLE {} ALTER COLUMN {} TYPE {wanted} USING {}::{wanted};",
        table.quoted(),
        column.name,
        column.name
    );
    change(diagnostic, engine, codes::SQLITE_CANNOT_CHANGE, sql)
}

/// The key has no auto-increment.
fn not_counted(table: &Table, column: &Column, engine: Engine) -> Difference {
    let diagnostic = diagnostic!(codes::KEY_NOT_COUNTED, column = place(table, column.name));
    let (name, key, sequence) = (
        table.quoted(),
        column.name,
        format!("{}_{}_seq", table.name, column.name),
    );
    let sql = format!(
        "CREATE SEQUENCE IF NOT EXISTS {sequence} AS integer OWNED BY {name}.{key};\n\
         SELECT setval('{sequence}', coalesce((SELECT max({key}) FROM {name}), 0) + 1, false);\n\
         ALTER TABLE {name} ALTER COLUMN {key} SET DEFAULT nextval('{sequence}');"
    );
    change(diagnostic, engine, codes::SQLITE_KEY, sql)
}

/// The next ID of the sequence is not above all existing ones, as after an import of rows with their IDs.
fn sequence_behind(table: &Table, key: &ActualColumn) -> Option<Difference> {
    let sequence = key.sequence.as_ref()?;
    let ids = sequence.ids?;
    let highest = ids.highest.filter(|highest| *highest >= ids.next)?;
    let diagnostic = diagnostic!(
        codes::SEQUENCE_BEHIND,
        sequence = sequence.name,
        table = table.name,
        next = ids.next,
        highest = highest
    );
    let sql = format!(
        "SELECT setval('{}', (SELECT max({}) FROM {}));",
        sequence.name.replace('\'', "''"),
        table.key,
        table.quoted()
    );
    Some(Difference {
        diagnostic: diagnostic.sql(&sql),
        repair: Repair::changing(sql),
    })
}

/// A NOT NULL column that the app leaves empty.
fn refuses_null(table: &Table, column: &str, engine: Engine) -> Difference {
    let diagnostic = diagnostic!(codes::COLUMN_REQUIRED, column = place(table, column));
    let sql = format!(
        "ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL;",
        table.quoted(),
        super::identifier(column)
    );
    change(diagnostic, engine, codes::SQLITE_CANNOT_CHANGE, sql)
}

/// A difference that PostgreSQL repairs with this SQL. SQLite cannot change a column.
fn change(
    diagnostic: Diagnostic,
    engine: Engine,
    in_sqlite: &'static str,
    sql: String,
) -> Difference {
    match engine {
        Engine::Sqlite => Difference {
            diagnostic: diagnostic.help(in_sqlite),
            repair: None,
        },
        Engine::Postgres => Difference {
            diagnostic: diagnostic.sql(sql.replace('\n', " ")),
            repair: Repair::changing(sql),
        },
    }
}

fn place(table: &Table, column: &str) -> String {
    format!("{}.{column}", table.name)
}
