//! Compares constraints and unique indexes: those that the app does not know may reject what it writes. PostgreSQL only.

use super::{Difference, identifier};
use crate::database::found::{ActualIndex, ActualTable};
use crate::database::schema::Table;
use crate::diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::redaction::sanitize;

pub(super) fn compare(table: &ActualTable, wanted: &Table) -> Vec<Difference> {
    let index = |name: &str| table.indexes.iter().find(|index| index.name == name);
    let constraints = table.constraints.iter().filter(|constraint| {
        constraint
            .columns
            .iter()
            .any(|column| wanted.column(column).is_some())
            && index(&constraint.name).is_none_or(|index| restricts(index, wanted))
    });
    let constraints = constraints.map(|constraint| {
        let name = identifier(&constraint.name);
        let sql = format!("ALTER TABLE {} DROP CONSTRAINT {name};", wanted.quoted());
        difference(wanted, &name, &constraint.definition, sql)
    });
    let indexes = table.indexes.iter().filter(|index| {
        restricts(index, wanted)
            && !table
                .constraints
                .iter()
                .any(|constraint| constraint.name == index.name)
    });
    let indexes = indexes.map(|index| {
        let name = identifier(&index.name);
        let definition = format!("UNIQUE INDEX ({})", index.columns.join(", "));
        let sql = format!("DROP INDEX {}.{name};", identifier(&table.schema));
        difference(wanted, &name, &definition, sql)
    });
    constraints.chain(indexes).collect()
}

/// Whether a unique index may reject a row that the app's own unique indexes accept. Two users have neither the same
/// key nor the same ID at the same provider.
fn restricts(index: &ActualIndex, wanted: &Table) -> bool {
    let has = |column: &str| index.columns.iter().any(|found| found == column);
    // Such as lower(email).
    let mentions = |column: &str| index.columns.iter().any(|found| found.contains(column));
    let is_unique_anyway = has(wanted.key)
        || has("oauth_provider") && has("oauth_id")
        || wanted
            .indexes
            .iter()
            .any(|own| own.unique && mentions(own.column));
    index.unique && !is_unique_anyway
}

fn difference(wanted: &Table, name: &str, definition: &str, sql: String) -> Difference {
    let diagnostic = diagnostic!(
        codes::RESTRICTION_UNKNOWN,
        table = wanted.name,
        name = name,
        definition = sanitize(definition)
    );
    // Whether it is intended is for its author to say: no command drops it.
    Difference {
        diagnostic: diagnostic.sql(sql),
        repair: None,
    }
}
