//! Compares the tables with those of a release: where the app would fail, and the SQL that repairs it.
//!
//! Harmless deviations are not reported: a wider type, an additional column, an equivalent index.

mod column;
mod index;
mod restriction;

use super::found::{ActualTable, Introspected, PUBLIC, TableKind};
use super::schema::{RELEASES, Release, Table};
use super::statement::Engine;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::redaction::sanitize;
use crate::{diagnostic, text};

/// How many columns of another program's table a message lists.
const SHOWN_COLUMNS: usize = 6;

/// A deviation from a release's tables.
#[derive(Clone, Debug)]
pub struct Difference {
    pub diagnostic: Diagnostic,
    /// The SQL that repairs it, if SQL can.
    pub repair: Option<Repair>,
}

/// SQL that repairs a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// One or more statements, each with its semicolon.
    pub sql: String,
    /// Whether it only adds objects, so that no existing data can be lost or narrowed.
    pub adds: bool,
}

impl Difference {
    /// Whether the app fails on these tables, so no command may use or change them.
    pub fn blocks(&self) -> bool {
        [
            &codes::NOT_A_TABLE,
            &codes::TABLE_FOREIGN,
            &codes::KEY_TYPE,
            &codes::TABLE_NOT_RENAMED,
            &codes::KEY_NOT_RENAMED,
            &codes::SCHEMA_NOT_PERMITTED,
        ]
        .into_iter()
        .any(|code| self.diagnostic.is(code))
    }
}

impl Repair {
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

/// Compares the tables with those of a release. One cause is reported once, even if it affects both tables.
pub fn compare(found: &Introspected, release: &Release, engine: Engine) -> Vec<Difference> {
    if let Some(denied) = schema_not_permitted(found, release) {
        return vec![denied];
    }
    // Nothing is created or added next to another program's tables.
    let foreign: Vec<Difference> = release
        .tables()
        .into_iter()
        .filter_map(|table| foreign(found, table, release))
        .collect();
    if !foreign.is_empty() {
        return foreign;
    }
    let (here, absent): (Vec<&Table>, Vec<&Table>) = release
        .tables()
        .into_iter()
        .partition(|table| found.table(table).is_some());
    let (hidden, missing): (Vec<&Table>, Vec<&Table>) = absent
        .into_iter()
        .partition(|table| found.hidden(table).is_some());
    let (renamed, missing): (Vec<&Table>, Vec<&Table>) = missing.into_iter().partition(|table| {
        table.name == release.users.name && found.users_of_another(release).is_some()
    });
    let mut differences: Vec<Difference> = tables_hidden(found, release, &hidden)
        .into_iter()
        .chain(
            (!renamed.is_empty())
                .then(|| not_renamed(found, release))
                .flatten(),
        )
        .chain(tables_missing(&missing, engine))
        .chain(sequences(found, &here))
        .collect();
    for table in here {
        differences.extend(
            found
                .table(table)
                .map(|there| compare_table(found, there, table, engine))
                .unwrap_or_default(),
        );
    }
    differences.extend(left_behind(found, release));
    differences
}

/// The differences; where the database has no table of the app at all, that is the one problem, here as in every other command.
pub fn of_empty_database(
    found: &Introspected,
    release: &Release,
    differences: Vec<Difference>,
) -> Vec<Difference> {
    let only_missing = differences
        .iter()
        .all(|difference| difference.diagnostic.is(&codes::TABLE_MISSING));
    if found.release().is_some() || !only_missing {
        return differences;
    }
    let tables = format!("{} or {}", release.users.name, release.states.name);
    let named = |difference: Difference| Difference {
        diagnostic: diagnostic!(codes::NO_TABLES, tables = tables),
        ..difference
    };
    differences.into_iter().map(named).collect()
}

/// The script that repairs them: everything, or only additions.
pub fn script(differences: &[Difference], only_adding: bool) -> String {
    let fixes = differences
        .iter()
        .filter_map(|difference| difference.repair.as_ref());
    fixes
        .filter(|repair| repair.adds || !only_adding)
        .map(|repair| format!("{}\n", repair.sql.trim_end()))
        .collect()
}

fn compare_table(
    found: &Introspected,
    table: &ActualTable,
    wanted: &Table,
    engine: Engine,
) -> Vec<Difference> {
    let mut differences: Vec<Difference> = access(found, table, wanted).into_iter().collect();
    if table.kind == TableKind::View {
        differences.push(Difference {
            diagnostic: diagnostic!(codes::VIEW, table = wanted.name),
            repair: None,
        });
        return differences;
    }
    let renamed = key_not_renamed(table, wanted);
    // Consequences of the old key name are not reported separately.
    let table = match &renamed {
        Some(_) => &with_key(table, wanted.key),
        None => table,
    };
    differences.extend(row_security(found, table, wanted));
    differences.extend(renamed);
    differences.extend(column::compare(table, wanted, engine));
    differences.extend(index::compare(table, wanted));
    if engine == Engine::Postgres {
        differences.extend(restriction::compare(table, wanted));
    }
    differences
}

/// The commands that the app uses on a table: it does not delete users, and does not change unfinished sign-ins.
fn needed<'commands>(commands: &'commands [String], wanted: &Table) -> Vec<&'commands str> {
    let unneeded = if wanted.column("state_token").is_some() {
        "UPDATE"
    } else {
        "DELETE"
    };
    let commands = commands.iter().map(String::as_str);
    commands.filter(|command| *command != unneeded).collect()
}

/// Row-level security applies to the role. Without a policy that allows what the app does, sign-ins fail; with one,
/// whether it is intended is for you to say.
pub fn row_security(
    found: &Introspected,
    table: &ActualTable,
    wanted: &Table,
) -> Option<Difference> {
    let role = identifier(&found.role);
    let refused = needed(&table.refused, wanted);
    if refused.is_empty() {
        let diagnostic = diagnostic!(
            codes::ROW_SECURITY,
            table = wanted.name,
            role = role,
            quoted_table = wanted.quoted()
        );
        return table.filtered.then_some(Difference {
            diagnostic,
            repair: None,
        });
    }
    let diagnostic = diagnostic!(
        codes::NO_POLICY,
        table = wanted.name,
        role = role,
        commands = refused.join(", ")
    );
    let sql = format!(
        "CREATE POLICY {} ON {} TO {role} USING (true) WITH CHECK (true);",
        identifier(&format!("app as {}", found.role)),
        wanted.quoted()
    );
    Some(Difference {
        diagnostic: diagnostic.sql(&sql),
        repair: Repair::changing(sql),
    })
}

/// The role may not use the schema that has the app's tables, or the only one that they could be created in.
fn schema_not_permitted(found: &Introspected, release: &Release) -> Option<Difference> {
    let denied = found.denied_schema.as_deref();
    let existing: Vec<&ActualTable> = release
        .tables()
        .into_iter()
        .filter_map(|table| found.table(table).or_else(|| found.hidden(table)))
        .collect();
    let is_searched =
        |schema: &str| denied == Some(schema) || release.reads_public_only() && schema == PUBLIC;
    let of_tables = existing
        .iter()
        .find(|table| !table.reachable && is_searched(&table.schema))
        .map(|table| table.schema.as_str());
    let of_new_tables = || denied.filter(|_| existing.is_empty() && found.schema.is_none());
    let schema = of_tables.or_else(of_new_tables)?;
    let is_complete = release.tables().len() == existing.len();
    let (role, schema) = (identifier(&found.role), identifier(schema));
    let privileges = if is_complete {
        "USAGE"
    } else {
        "USAGE, CREATE"
    };
    let sql = format!("GRANT {privileges} ON SCHEMA {schema} TO {role};");
    let diagnostic = diagnostic!(codes::SCHEMA_NOT_PERMITTED, role = role, schema = schema);
    Some(Difference {
        diagnostic: diagnostic.sql(&sql),
        repair: Repair::changing(sql),
    })
}

/// Another program uses the app's table name.
fn foreign(found: &Introspected, wanted: &Table, release: &Release) -> Option<Difference> {
    let table = found.table(wanted)?;
    let is_users = wanted.name == release.users.name;
    let is_of_the_app = if is_users {
        table.has_users()
    } else {
        table.has_states()
    };
    if is_of_the_app && (table.kind.is_table() || table.updatable) {
        return None;
    }
    let diagnostic = if !table.kind.is_table() {
        diagnostic!(
            codes::NOT_A_TABLE,
            table = wanted.name,
            kind = table.kind.words()
        )
    } else if let Some(key) = table
        .key_of_other_type()
        .filter(|_| is_users && table.column("oauth_provider").is_some())
    {
        let diagnostic = diagnostic!(
            codes::KEY_TYPE,
            column = format!("{}.{}", wanted.name, key.name),
            found = sanitize(&key.kind)
        );
        return Some(Difference {
            diagnostic,
            repair: None,
        });
    } else {
        let columns: Vec<String> = table
            .columns
            .iter()
            .take(SHOWN_COLUMNS)
            .map(|column| sanitize(&column.name))
            .collect();
        let more = if table.columns.len() > SHOWN_COLUMNS {
            ", …"
        } else {
            ""
        };
        diagnostic!(
            codes::TABLE_FOREIGN,
            table = wanted.name,
            columns = format!("{}{more}", columns.join(", "))
        )
    };
    let diagnostic = if release.reads_public_only() {
        diagnostic.help(codes::ANOTHER_DATABASE_ONLY)
    } else {
        diagnostic
    };
    Some(Difference {
        diagnostic,
        repair: None,
    })
}

/// The users are in another release's table. The project's migrations rename it; creating an empty table next to it
/// would hide the users.
fn not_renamed(found: &Introspected, release: &Release) -> Option<Difference> {
    let (other, table) = found.users_of_another(release)?;
    let diagnostic = diagnostic!(
        codes::TABLE_NOT_RENAMED,
        found = other.users.name,
        release = release.name,
        table = release.users.name
    );
    let is_newer = RELEASES
        .iter()
        .position(|each| each.name == release.name)
        .gt(&RELEASES.iter().position(|each| each.name == other.name));
    if !is_newer {
        return Some(Difference {
            diagnostic: diagnostic.help(text!(codes::USE_NEWER_RELEASE, found = other.users.name)),
            repair: None,
        });
    }
    let mut sql = format!(
        "ALTER TABLE {} RENAME TO {};",
        other.users.quoted(),
        release.users.quoted()
    );
    if table.key() == Some(other.users.key) {
        sql += &format!("\n{}", rename_key(&release.users, other.users.key));
    }
    let states_here = found.table(&release.states).is_some();
    if !states_here
        && found
            .table(&other.states)
            .is_some_and(ActualTable::has_states)
    {
        sql += &format!(
            "\nALTER TABLE {} RENAME TO {};",
            other.states.quoted(),
            release.states.quoted()
        );
    }
    Some(Difference {
        diagnostic: diagnostic.sql(sql.replace('\n', " ")),
        repair: Repair::changing(sql),
    })
}

/// The key column still has its name from an older release.
fn key_not_renamed(table: &ActualTable, wanted: &Table) -> Option<Difference> {
    let key = table.key().filter(|key| *key != wanted.key)?;
    let diagnostic = diagnostic!(
        codes::KEY_NOT_RENAMED,
        table = wanted.name,
        found = key,
        wanted = wanted.key
    );
    let mut sql = rename_key(wanted, key);
    if table.column(wanted.key).is_some() {
        // An extra key column, added by hand: nothing refers to it.
        sql = format!(
            "ALTER TABLE {} DROP COLUMN {};\n{sql}",
            wanted.quoted(),
            wanted.key
        );
    }
    Some(Difference {
        diagnostic: diagnostic.sql(sql.replace('\n', " ")),
        repair: Repair::changing(sql),
    })
}

fn rename_key(table: &Table, key: &str) -> String {
    format!(
        "ALTER TABLE {} RENAME COLUMN {key} TO {};",
        table.quoted(),
        table.key
    )
}

/// Returns the table as it will be after the key is renamed.
fn with_key(table: &ActualTable, wanted: &str) -> ActualTable {
    let Some(key) = table.key() else {
        return table.clone();
    };
    let mut table = table.clone();
    table.columns.retain(|column| column.name != wanted);
    let columns = table.columns.iter_mut().map(|column| &mut column.name);
    let indexed = table
        .indexes
        .iter_mut()
        .flat_map(|index| &mut index.columns);
    for name in columns.chain(indexed).filter(|name| *name == key) {
        wanted.clone_into(name);
    }
    table
}

/// Users that exist only in the other release's table.
fn left_behind(found: &Introspected, release: &Release) -> Option<Difference> {
    let only_in = found.only_in?;
    let other = RELEASES
        .iter()
        .find(|other| other.users.name != release.users.name)?;
    let count = if other.users.name == "users" {
        only_in.users
    } else {
        only_in.user
    };
    if count == 0 {
        return None;
    }
    let diagnostic = diagnostic!(
        codes::USERS_LEFT_BEHIND,
        users = if count == 1 {
            "1 user is".to_owned()
        } else {
            format!("{count} users are")
        },
        other = other.users.name,
        table = release.users.name,
        release = release.name
    );
    let (from, to) = (found.table(&other.users)?, found.table(&release.users)?);
    let shared: Vec<&str> = release
        .users
        .columns
        .iter()
        .map(|column| column.name)
        .filter(|name| ![release.users.key, "username"].contains(name))
        .filter(|name| from.column(name).is_some() && to.column(name).is_some())
        .collect();
    let columns = shared.join(", ");
    // A username that is already taken is set to NULL: the app sets it at the next sign-in.
    let sql = format!(
        "INSERT INTO {to} (username, {columns})\nSELECT CASE WHEN EXISTS (SELECT 1 FROM {to} n WHERE n.username = o.username) THEN NULL ELSE \
         o.username END, {columns}\nFROM {from} o WHERE NOT EXISTS (SELECT 1 FROM {to} n WHERE lower(n.email) = lower(o.email));",
        to = release.users.quoted(),
        from = other.users.quoted(),
    );
    Some(Difference {
        diagnostic: diagnostic.sql(sql.replace('\n', " ")),
        repair: Repair::changing(sql),
    })
}

fn tables_missing(tables: &[&Table], engine: Engine) -> Option<Difference> {
    let diagnostic = diagnostic!(codes::TABLE_MISSING, tables = names(tables)?);
    let sql: String = tables.iter().map(|table| table.create(engine)).collect();
    Some(Difference {
        diagnostic,
        repair: Repair::adding(sql),
    })
}

fn tables_hidden(found: &Introspected, release: &Release, tables: &[&Table]) -> Option<Difference> {
    let schema = &found.hidden(tables.first()?)?.schema;
    let diagnostic = diagnostic!(
        codes::TABLES_HIDDEN,
        tables = names(tables)?,
        schema = identifier(schema)
    );
    let (diagnostic, sql) = if release.reads_public_only() && schema != "public" {
        let moves = tables.iter().filter_map(|table| {
            let schema = identifier(&found.hidden(table)?.schema);
            let name = identifier(table.name);
            Some(format!("ALTER TABLE {schema}.{name} SET SCHEMA public;"))
        });
        let sql = moves.collect::<Vec<_>>().join("\n");
        (diagnostic.help(codes::MOVE_TO_PUBLIC), sql)
    } else {
        let (role, database) = (identifier(&found.role), identifier(&found.database));
        let path = match schema.as_str() {
            "public" => "SET search_path = public;".to_owned(),
            _ => format!("SET search_path = {}, public;", identifier(schema)),
        };
        (
            diagnostic,
            format!("ALTER ROLE {role} IN DATABASE {database} {path}"),
        )
    };
    Some(Difference {
        diagnostic: diagnostic.sql(sql.replace('\n', " ")),
        repair: Repair::changing(sql),
    })
}

/// The table names; None for an empty list.
fn names(tables: &[&Table]) -> Option<String> {
    let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Whether the role can use the table. We connect with the app's role.
fn access(found: &Introspected, table: &ActualTable, wanted: &Table) -> Option<Difference> {
    if table.owned {
        return None;
    }
    let (name, owner, role) = (
        wanted.quoted(),
        identifier(&table.owner),
        identifier(&found.role),
    );
    let denied = needed(&table.denied, wanted).join(", ");
    if !denied.is_empty() {
        let mut sql = format!("GRANT {denied} ON {name} TO {role};");
        let sequences: Vec<&str> = table.denied_sequences(wanted).collect();
        if !sequences.is_empty() {
            sql += &format!("\n{}", grant_sequences(&sequences, &role));
        }
        let diagnostic = diagnostic!(
            codes::TABLE_NOT_PERMITTED,
            table = wanted.name,
            owner = owner,
            role = role,
            commands = denied
        );
        let diagnostic = diagnostic.sql(sql.replace('\n', " "));
        return Some(Difference {
            diagnostic,
            repair: Repair::changing(sql),
        });
    }
    let sql = format!("ALTER TABLE {name} OWNER TO {role};");
    let diagnostic = diagnostic!(
        codes::TABLE_OWNED_BY_ANOTHER,
        table = wanted.name,
        owner = owner,
        role = role
    );
    let diagnostic = diagnostic.sql(&sql);
    Some(Difference {
        diagnostic,
        repair: Repair::changing(sql),
    })
}

/// The sequences that the app needs to add rows, and that its role may not use.
fn sequences(found: &Introspected, tables: &[&Table]) -> Option<Difference> {
    let usable = |wanted: &&&Table| {
        found
            .table(wanted)
            .is_some_and(|table| needed(&table.denied, wanted).is_empty())
    };
    let (mut names, mut of) = (Vec::new(), Vec::new());
    for wanted in tables.iter().filter(usable) {
        let denied = found.table(wanted)?.denied_sequences(wanted);
        let before = names.len();
        names.extend(denied);
        if names.len() > before {
            of.push(*wanted);
        }
    }
    let role = identifier(&found.role);
    let diagnostic = diagnostic!(
        codes::SEQUENCE_NOT_PERMITTED,
        role = role,
        sequences = names.join(", "),
        tables = self::names(&of)?
    );
    let sql = grant_sequences(&names, &role);
    Some(Difference {
        diagnostic: diagnostic.sql(&sql),
        repair: Repair::changing(sql),
    })
}

fn grant_sequences(sequences: &[&str], role: &str) -> String {
    format!(
        "GRANT USAGE ON SEQUENCE {} TO {role};",
        sequences.join(", ")
    )
}

/// Quotes a name as an SQL identifier; always, because it may be a reserved word.
pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
