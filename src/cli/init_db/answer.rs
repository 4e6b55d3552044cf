//! What `init-db` says it did.
//!
//! Owns the words.

use serde::Serialize;

use super::InitDbArgs;
use super::fixes::without_sql;
use crate::database::migrate::{Change, Plan};
use crate::diagnostics::Result;
use crate::diagnostics::{Diagnostic, Status};
use crate::terminal::{Answer, Ui};

/// What was done, or would be.
#[derive(Serialize)]
pub struct Initialized {
    database: String,
    release: &'static str,
    dry_run: bool,
    rehearsed: bool,
    created: Vec<&'static str>,
    adopted: Vec<&'static str>,
    unchanged: Vec<&'static str>,
    /// What is not as the app makes it, in tables that are there; it was left so.
    findings: Vec<Diagnostic>,
    /// The SQL of a dry run; empty when there is nothing to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    sql: Option<String>,
}

impl Initialized {
    /// Tells of a plan that was carried out, or would be.
    pub fn new(plan: &Plan, database: String, args: &InitDbArgs) -> Self {
        // To leave alone what exists is what was asked for, so that it is no failure.
        let warned = |finding: &Diagnostic| Diagnostic {
            status: Status::Warn,
            ..finding.clone()
        };
        Self {
            database,
            release: plan.release.name,
            dry_run: args.dry_run,
            rehearsed: args.rehearse,
            created: plan.tables(Change::Created),
            adopted: plan.tables(Change::Adopted),
            unchanged: plan.tables(Change::Unchanged),
            findings: plan
                .differences
                .iter()
                .map(|difference| warned(&difference.finding))
                .collect(),
            sql: args.dry_run.then(|| plan.script()),
        }
    }
}

impl Answer for Initialized {
    fn show(&self, ui: &Ui) -> Result<()> {
        let database = self.database.split('?').next().unwrap_or_default();
        match &self.sql {
            Some(sql) if sql.is_empty() => {
                return ui.result("-- nothing to do: all tables are there");
            }
            Some(sql) => return ui.result_raw(&ui.redact(sql)),
            None if self.rehearsed => ui.result(format!("Rehearsed and undone at: {database}"))?,
            None => ui.result(format!("Database initialized at: {database}"))?,
        }
        let lines = [
            (
                &self.created,
                if self.rehearsed {
                    "would be created"
                } else {
                    "created"
                },
            ),
            (
                &self.adopted,
                "found, made by the app; recorded and left as they are",
            ),
            (&self.unchanged, "there already; nothing to do"),
        ];
        for (tables, what) in lines.iter().filter(|(tables, _)| !tables.is_empty()) {
            ui.status(&format!("  {}: {what}", tables.join(", ")));
        }
        ui.status(&format!("  tables of the app's release {}", self.release));
        self.findings
            .iter()
            .for_each(|finding| ui.finding(&without_sql(finding)));
        Ok(())
    }
}
