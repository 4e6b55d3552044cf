//! Creates the tables: the embedded migrations, and the plan for an existing database.
//!
//! File format, checksums and record layout are sqlx's, so `sqlx migrate info` reads what is written here. sqlx's own
//! migrator takes 12 to 24 round trips and a session lock, which poolers break.

use std::fmt::Write;

use serde::Serialize;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType};

use super::difference::{self, Difference, identifier};
use super::found::{Introspected, PUBLIC, RECORD, Recorded};
use super::schema::{Release, Table};
use super::statement::Engine;
use crate::crypto::hex;
use crate::diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::{Error, Result};

/// The files of `migrations/`: version, description, PostgreSQL, SQLite. Each creates one table of the guide's
/// release, in the order of [`Release::tables`].
const FILES: [(i64, &str, &str, &str); 2] = [
    (
        1,
        "create users",
        include_str!("../../migrations/postgres/0001_create_users.sql"),
        include_str!("../../migrations/sqlite/0001_create_users.sql"),
    ),
    (
        2,
        "create oauth states",
        include_str!("../../migrations/postgres/0002_create_oauth_states.sql"),
        include_str!("../../migrations/sqlite/0002_create_oauth_states.sql"),
    ),
];

/// The advisory lock that serializes runs of init-db: "navauth" in ASCII.
const LOCK: i64 = 0x6e_61_76_61_75_74_68;

/// The migrations for an engine, as sqlx's type.
pub fn migrations(engine: Engine) -> [Migration; 2] {
    FILES.map(|(version, description, postgres, sqlite)| {
        let sql = match engine {
            Engine::Postgres => postgres,
            Engine::Sqlite => sqlite,
        };
        Migration::new(
            version,
            description.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    })
}

/// What happens to one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It is created.
    Created,
    /// The app created it earlier; it is recorded and otherwise not changed.
    Adopted,
    Unchanged,
}

/// The steps that create what is missing.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The release that the tables belong to.
    pub release: &'static Release,
    /// Every table with what happens to it.
    pub changes: Vec<(&'static str, Change)>,
    /// What deviates in the existing tables. The plan does not change it.
    pub differences: Vec<Difference>,
    engine: Engine,
    steps: Vec<Step>,
    has_record: bool,
}

#[derive(Clone, Debug)]
enum Step {
    /// Delete a record whose table is gone.
    Forget(i64),
    /// Run a migration and record it.
    Apply(Migration),
    /// Record a migration without running it.
    Record(Migration),
    /// Run SQL that is not a migration: the tables of another release.
    Run(String),
}

impl Plan {
    /// Plans from what exists. Without `wanted`, an existing database keeps its release, and an empty one gets the
    /// guide's.
    ///
    /// Fails if the record of migrations contradicts the embedded ones, if a table name belongs to another program or
    /// to another release's users, or if the role may not create what is missing. Also fails if a table exists off
    /// the search path, unless `wanted` is given.
    pub fn make(
        found: &Introspected,
        wanted: Option<&'static Release>,
        engine: Engine,
    ) -> Result<Self> {
        let release = wanted.unwrap_or_else(|| found.expected());
        let record = found.record.as_deref().unwrap_or_default();
        check_record(record, engine)?;
        let mut plan = Self {
            release,
            changes: Vec::new(),
            differences: Vec::new(),
            engine,
            steps: Vec::new(),
            has_record: found.record.is_some(),
        };
        plan.differences = difference::compare(found, release, engine);
        // A key that was not renamed does not prevent creating the other table.
        let blocked = plan.differences.iter().find(|difference| {
            difference.blocks() && !difference.diagnostic.is(&codes::KEY_NOT_RENAMED)
        });
        if let Some(blocked) = blocked {
            return Err(Error::refused(blocked.diagnostic.clone()));
        }
        for (table, migration) in release.tables().into_iter().zip(migrations(engine)) {
            plan.add(found, table, migration);
        }
        if plan
            .changes
            .iter()
            .any(|(_, change)| *change == Change::Created)
        {
            check_privilege(found)?;
        }
        let is_absent = |difference: &Difference| {
            difference.diagnostic.is(&codes::TABLE_MISSING)
                || difference.diagnostic.is(&codes::TABLES_HIDDEN)
        };
        let hidden = plan
            .differences
            .iter()
            .find(|difference| difference.diagnostic.is(&codes::TABLES_HIDDEN));
        if let (Some(hidden), None) = (hidden, wanted) {
            return Err(Error::refused(hidden.diagnostic.clone()));
        }
        plan.differences.retain(|difference| !is_absent(difference));
        Ok(plan)
    }

    /// Whether nothing needs to be done.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether every table is created, so none existed before.
    pub fn is_new(&self) -> bool {
        self.changes
            .iter()
            .all(|(_, change)| *change == Change::Created)
    }

    /// The names of the tables with this change.
    pub fn tables(&self, change: Change) -> Vec<&'static str> {
        self.changes
            .iter()
            .filter(|(_, is)| *is == change)
            .map(|(name, _)| *name)
            .collect()
    }

    fn add(&mut self, found: &Introspected, table: &Table, migration: Migration) {
        let exists = found.table(table).is_some();
        let is_guide = self.release.name == Release::guide().name;
        let recorded = found
            .record
            .iter()
            .flatten()
            .any(|recorded| recorded.version == migration.version);
        let change = match (exists, recorded || !is_guide || !found.may_create) {
            (false, _) => Change::Created,
            (true, false) => Change::Adopted,
            (true, true) => Change::Unchanged,
        };
        if change == Change::Created && is_guide && recorded {
            self.steps.push(Step::Forget(migration.version));
        }
        match change {
            Change::Created if is_guide => self.steps.push(Step::Apply(migration)),
            Change::Created => self.steps.push(Step::Run(table.create(self.engine))),
            Change::Adopted => self.steps.push(Step::Record(migration)),
            Change::Unchanged => {}
        }
        self.changes.push((table.name, change));
    }

    /// The plan as a script to run by hand.
    pub fn script(&self) -> String {
        match (self.is_empty(), self.engine) {
            (true, _) => String::new(),
            (false, Engine::Postgres) => format!("BEGIN;\n{}COMMIT;\n", self.sql()),
            (false, Engine::Sqlite) => format!("BEGIN IMMEDIATE;\n{}COMMIT;\n", self.sql()),
        }
    }

    /// The SQL of the whole plan. On PostgreSQL it is sent as one simple query, which is one transaction.
    pub(super) fn sql(&self) -> String {
        let mut sql = String::new();
        if self.engine == Engine::Postgres {
            let _ = writeln!(sql, "SELECT pg_advisory_xact_lock({LOCK});");
            if self.release.reads_public_only() {
                let _ = writeln!(sql, "SET LOCAL search_path = {PUBLIC};");
            }
        }
        if !self.has_record && self.writes_record() {
            sql += &record_table(self.engine);
        }
        for step in &self.steps {
            match step {
                Step::Forget(version) => {
                    let _ = writeln!(sql, "DELETE FROM {RECORD} WHERE version = {version};");
                }
                Step::Run(text) => sql += text,
                Step::Record(migration) => sql += &record(migration, self.engine),
                Step::Apply(migration) => {
                    sql += migration.sql.as_str();
                    sql += &record(migration, self.engine);
                }
            }
        }
        sql
    }

    fn writes_record(&self) -> bool {
        self.steps.iter().any(|step| !matches!(step, Step::Run(_)))
    }
}

/// The table of the record, as sqlx 0.9 creates it.
fn record_table(engine: Engine) -> String {
    let (time, now, bytes) = match engine {
        Engine::Postgres => ("TIMESTAMPTZ", "now()", "BYTEA"),
        Engine::Sqlite => ("TIMESTAMP", "CURRENT_TIMESTAMP", "BLOB"),
    };
    format!(
        "CREATE TABLE IF NOT EXISTS {RECORD} (\n    version BIGINT PRIMARY KEY,\n    description TEXT NOT NULL,\n    installed_on {time} NOT \
         NULL DEFAULT {now},\n    success BOOLEAN NOT NULL,\n    checksum {bytes} NOT NULL,\n    execution_time BIGINT NOT NULL\n);\n"
    )
}

fn record(migration: &Migration, engine: Engine) -> String {
    let digits = hex(&migration.checksum);
    let checksum = match engine {
        Engine::Postgres => format!("decode('{digits}', 'hex')"),
        Engine::Sqlite => format!("x'{digits}'"),
    };
    format!(
        "INSERT INTO {RECORD} (version, description, success, checksum, execution_time)\n    VALUES ({}, '{}', TRUE, {checksum}, 0);\n",
        migration.version, migration.description
    )
}

/// Fails if the record contradicts the embedded migrations: then another version of them manages this database.
fn check_record(record: &[Recorded], engine: Engine) -> Result<()> {
    let ours = migrations(engine);
    for recorded in record {
        let migration = ours
            .iter()
            .find(|migration| migration.version == recorded.version);
        let Some(migration) = migration else { continue };
        if !recorded.success {
            return Err(Error::refused(diagnostic!(
                codes::MIGRATION_BROKEN,
                version = recorded.version,
                record = RECORD
            )));
        }
        if recorded.checksum != hex(&migration.checksum) {
            return Err(Error::refused(diagnostic!(
                codes::MIGRATION_CHANGED,
                version = recorded.version,
                record = RECORD
            )));
        }
    }
    Ok(())
}

/// The record cannot be read, so the applied migrations are unknown.
pub(super) fn unreadable_record() -> Error {
    Error::refused(diagnostic!(codes::RECORD_UNREADABLE, record = RECORD))
}

fn check_privilege(found: &Introspected) -> Result<()> {
    let Some(schema) = &found.schema else {
        return Err(Error::refused(diagnostic!(codes::NO_SCHEMA)));
    };
    if found.may_create {
        return Ok(());
    }
    Err(Error::refused(diagnostic!(
        codes::CREATE_NOT_PERMITTED,
        role = identifier(&found.role),
        schema = identifier(schema)
    )))
}

#[cfg(test)]
mod tests {
    use super::{FILES, migrations};
    use crate::database::schema::Release;
    use crate::database::statement::Engine;

    /// The files on disk, the embedded files and the tables of the guide's release are the same.
    #[test]
    fn every_file_is_embedded_and_creates_its_table() {
        for (folder, engine) in [("postgres", Engine::Postgres), ("sqlite", Engine::Sqlite)] {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("migrations")
                .join(folder);
            let mut names: Vec<String> = std::fs::read_dir(path)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            let embedded: Vec<String> = FILES
                .iter()
                .map(|(version, description, ..)| {
                    format!("{version:04}_{}.sql", description.replace(' ', "_"))
                })
                .collect();
            assert_eq!(names, embedded, "{folder}");
            for (table, migration) in Release::guide()
                .tables()
                .into_iter()
                .zip(migrations(engine))
            {
                assert_eq!(migration.sql.as_str(), table.create(engine), "{folder}");
            }
        }
    }
}
