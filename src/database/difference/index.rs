//! Compares the primary key and the indexes: missing, or allowing duplicates.

use super::{Difference, Repair};
use crate::database::found::{ActualIndex, ActualTable};
use crate::database::schema::{Index, Table};
use crate::diagnostic;
use crate::diagnostics::catalog::database as codes;

pub(super) fn compare(table: &ActualTable, wanted: &Table) -> Vec<Difference> {
    let mut differences = Vec::new();
    // On SQLite the key is the rowid and needs no index.
    let is_rowid = table
        .column(wanted.key)
        .is_some_and(|key| key.kind == "INTEGER" && key.filled);
    if !is_rowid
        && !table
            .indexes
            .iter()
            .any(|index| index.primary && covers(index, wanted.key))
    {
        differences.push(key_missing(wanted));
    }
    for index in wanted
        .indexes
        .iter()
        .filter(|index| table.column(index.column).is_some())
    {
        let serves =
            |found: &&ActualIndex| covers(found, index.column) && (found.unique || !index.unique);
        let is_key = is_rowid && index.column == wanted.key;
        if !is_key && !table.indexes.iter().any(|found| serves(&found)) {
            differences.push(missing(table, wanted, index));
        }
    }
    differences
}

fn covers(found: &ActualIndex, column: &str) -> bool {
    found.whole && matches!(found.columns.as_slice(), [only] if only == column)
}

fn key_missing(table: &Table) -> Difference {
    let sql = format!(
        "ALTER TABLE {} ADD PRIMARY KEY ({});",
        table.quoted(),
        table.key
    );
    let diagnostic = diagnostic!(codes::KEY_MISSING, table = table.name).sql(&sql);
    Difference {
        diagnostic,
        repair: Repair::adding(sql),
    }
}

fn missing(found: &ActualTable, table: &Table, index: &Index) -> Difference {
    let (name, column) = (table.name, index.column);
    // An unusable index may have that name: of another kind, or invalid.
    let taken = found
        .indexes
        .iter()
        .any(|found| found.name == format!("ix_{name}_{column}"));
    let sql = match taken {
        true => table.create_index(index).replacen(
            &format!("ix_{name}_{column}"),
            &format!("ix_{name}_{column}_new"),
            1,
        ),
        false => table.create_index(index),
    } + ";";
    let diagnostic = if index.unique {
        diagnostic!(
            codes::UNIQUE_MISSING,
            table = name,
            column = column,
            quoted_table = table.quoted()
        )
    } else {
        diagnostic!(codes::INDEX_MISSING, column = format!("{name}.{column}"))
    };
    Difference {
        diagnostic: diagnostic.sql(&sql),
        repair: Repair::adding(sql),
    }
}
