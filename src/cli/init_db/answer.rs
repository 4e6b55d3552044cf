//! The result of `init-db`.

use serde::Serialize;

use super::InitDbArgs;
use super::fixes::without_sql;
use crate::config::app_release::{AppRelease, ReleaseSource};
use crate::database::migrate::{Change, Plan};
use crate::diagnostics::{Diagnostic, Exit, Result, Status};
use crate::terminal::{Render, Ui};

/// The result.
#[derive(Serialize)]
pub struct Initialized {
    database: String,
    release: &'static str,
    /// Where the release was seen; absent where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    release_source: Option<ReleaseSource>,
    #[serde(skip)]
    seen: Option<&'static str>,
    dry_run: bool,
    rehearsed: bool,
    created: Vec<&'static str>,
    adopted: Vec<&'static str>,
    unchanged: Vec<&'static str>,
    /// What differs in tables that exist; it was left as it is.
    findings: Vec<Diagnostic>,
    /// The SQL of a dry run; empty when there is nothing to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    sql: Option<String>,
}

impl Initialized {
    /// What a plan did, or would do. `release` says where the release was seen; None where it was asked for.
    pub fn new(
        plan: &Plan,
        database: String,
        args: &InitDbArgs,
        release: Option<AppRelease>,
    ) -> Self {
        Self {
            database,
            release: plan.release.name,
            release_source: release.map(|release| release.source),
            seen: release.map(AppRelease::words),
            dry_run: args.dry_run,
            rehearsed: args.rehearse,
            created: plan.tables(Change::Created),
            adopted: plan.tables(Change::Adopted),
            unchanged: plan.tables(Change::Unchanged),
            findings: plan
                .differences
                .iter()
                .map(|difference| difference.diagnostic.clone())
                .collect(),
            sql: args.dry_run.then(|| plan.script()),
        }
    }

    /// 1 if the app fails on the tables that were left unchanged; 6 if others were created as well.
    pub fn exit(&self) -> Exit {
        let fails = self
            .findings
            .iter()
            .any(|diagnostic| diagnostic.status == Status::Fail);
        match (
            fails,
            self.created.is_empty() || self.dry_run || self.rehearsed,
        ) {
            (false, _) => Exit::Done,
            (true, true) => Exit::No,
            (true, false) => Exit::Partly,
        }
    }
}

impl Render for Initialized {
    fn show(&self, ui: &Ui) -> Result<()> {
        let database = self.database.split('?').next().unwrap_or_default();
        match &self.sql {
            Some(sql) if sql.is_empty() => {
                return ui.result("-- nothing to do: all tables exist");
            }
            Some(sql) => return ui.result_raw(&ui.redact(sql)),
            None if self.rehearsed => {
                ui.result(format!("Rehearsed and rolled back: {database}"))?
            }
            None => ui.result(format!("Database ready: {database}"))?,
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
                "already exist, created by the app; recorded and left unchanged",
            ),
            (&self.unchanged, "already exist; nothing to do"),
        ];
        for (tables, what) in lines.iter().filter(|(tables, _)| !tables.is_empty()) {
            ui.status(&format!("  {}: {what}", tables.join(", ")));
        }
        let seen = self
            .seen
            .map_or_else(String::new, |seen| format!(" ({seen})"));
        ui.sentence(&format!(
            "These are the tables of the app's release {}{seen}.",
            self.release
        ));
        self.findings
            .iter()
            .for_each(|diagnostic| ui.diagnostic(&without_sql(diagnostic)));
        Ok(())
    }
}
