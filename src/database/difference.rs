//! What is there against what should be: where the app would fail, and the SQL that would mend it.
//!
//! Owns the comparison. What does no harm is no difference: a wider type, one more column, an index that serves as well.

mod column;
mod index;

use super::found::{ActualTable, Introspected};
use super::schema::{Release, Table};
use super::statement::Engine;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::database as codes;

/// One thing that is not as it should be.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What, why it matters, and what to do.
    pub finding: Diagnostic,
    /// The SQL that would mend it, where SQL can.
    pub mend: Option<Mend>,
}

/// SQL that mends a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// One statement or several, each with its semicolon.
    pub sql: String,
    /// Whether it only adds, so that nothing that is there can be lost or narrowed.
    pub adds: bool,
}

impl Mend {
    fn adding(sql: impl Into<String>) -> Option<Self> {
        Some(Self {
            sql: sql.into(),
            adds: true,
        })
    }

    fn changing(sql: impl Into<String>) -> Option<Self> {
        Some(Self {
            sql: sql.into(),
            adds: false,
        })
    }
}

/// Compares the tables with those of a release. One cause is one difference, also where it concerns both tables.
pub fn compare(found: &Introspected, release: &Release, engine: Engine) -> Vec<Difference> {
    let (here, absent): (Vec<&Table>, Vec<&Table>) = release
        .tables()
        .into_iter()
        .partition(|table| found.table(table).is_some());
    let (hidden, missing): (Vec<&Table>, Vec<&Table>) = absent
        .into_iter()
        .partition(|table| found.hidden(table).is_some());
    let mut differences: Vec<Difference> = tables_hidden(found, &hidden)
        .into_iter()
        .chain(tables_missing(&missing, engine))
        .collect();
    for table in here {
        differences.extend(
            found
                .table(table)
                .map(|there| compare_table(found, there, table, engine))
                .unwrap_or_default(),
        );
    }
    differences
}

/// The script that mends them: all, or those that only add.
pub fn script(differences: &[Difference], only_adding: bool) -> String {
    let fixes = differences
        .iter()
        .filter_map(|difference| difference.mend.as_ref());
    fixes
        .filter(|mend| mend.adds || !only_adding)
        .map(|mend| format!("{}\n", mend.sql.trim_end()))
        .collect()
}

fn compare_table(
    found: &Introspected,
    table: &ActualTable,
    wanted: &Table,
    engine: Engine,
) -> Vec<Difference> {
    if !table.is_table {
        let finding = diagnostic!(codes::NOT_A_TABLE, table = wanted.name);
        return vec![Difference {
            finding,
            mend: None,
        }];
    }
    let mut differences = Vec::new();
    differences.extend(access(found, table, wanted));
    differences.extend(column::compare(table, wanted, engine));
    differences.extend(index::compare(table, wanted));
    differences
}

fn tables_missing(tables: &[&Table], engine: Engine) -> Option<Difference> {
    let finding = diagnostic!(codes::TABLE_MISSING, tables = names(tables)?);
    let sql: String = tables.iter().map(|table| table.create(engine)).collect();
    Some(Difference {
        finding,
        mend: Mend::adding(sql),
    })
}

fn tables_hidden(found: &Introspected, tables: &[&Table]) -> Option<Difference> {
    let schema = identifier(&found.hidden(tables.first()?)?.schema);
    let (role, database) = (identifier(&found.role), identifier(&found.database));
    let sql =
        format!("ALTER ROLE {role} IN DATABASE {database} SET search_path = {schema}, public;");
    let finding = diagnostic!(
        codes::TABLES_HIDDEN,
        tables = names(tables)?,
        schema = schema
    );
    let finding = finding.command(&sql);
    Some(Difference {
        finding,
        mend: Mend::changing(sql),
    })
}

/// Their names; None where there are none.
fn names(tables: &[&Table]) -> Option<String> {
    let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Whether we, in the app's place, may use the table.
fn access(found: &Introspected, table: &ActualTable, wanted: &Table) -> Option<Difference> {
    if table.owned {
        return None;
    }
    let (name, owner, role) = (
        wanted.quoted(),
        identifier(&table.owner),
        identifier(&found.role),
    );
    if !table.usable {
        let sequence = format!("{}_{}_seq", wanted.name, wanted.key);
        let sql = format!(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {role};\nGRANT USAGE ON SEQUENCE {sequence} TO {role};"
        );
        let finding = diagnostic!(
            codes::TABLE_NOT_PERMITTED,
            table = wanted.name,
            owner = owner,
            role = role
        );
        let finding = finding.command(sql.replace('\n', " "));
        return Some(Difference {
            finding,
            mend: Mend::changing(sql),
        });
    }
    let sql = format!("ALTER TABLE {name} OWNER TO {role};");
    let finding = diagnostic!(
        codes::TABLE_OWNED_BY_ANOTHER,
        table = wanted.name,
        owner = owner,
        role = role
    );
    let finding = finding.command(&sql);
    Some(Difference {
        finding,
        mend: Mend::changing(sql),
    })
}

/// A foreign name as an SQL identifier, always quoted: it may be a reserved word.
pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
