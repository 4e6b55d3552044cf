//! The tables in the database of an environment.

use super::guide::Guide;
use super::status::StepStatus;
use super::step::{Step, StepKind};
use crate::checks::Environment;
use crate::config::load;
use crate::config::settings::Settings;
use crate::config::variables::Stage;
use crate::database::schema::Release;
use crate::database::url::{Chosen, choose};
use crate::database::{Database, Target};
use crate::diagnostics::redaction;
use crate::timeouts;
use std::time::Duration;

impl Guide<'_> {
    /// Whether the tables exist. Creates nothing; what cannot be asked counts as missing.
    pub(super) async fn tables_status(&self, environment: Environment) -> StepStatus {
        match self.release(environment).await {
            Some(release) => StepStatus::Done(format!("release {release}")),
            None => StepStatus::ToDo(String::new()),
        }
    }

    /// The database that is set in an environment's file.
    pub fn database(&self, environment: Environment) -> Option<Chosen> {
        choose(&self.files.file(environment).settings)
            .ok()
            .filter(|chosen| chosen.variable.is_some())
    }

    /// Whether a step is about a database that is a server.
    pub fn is_server(&self, step: &Step) -> bool {
        let is_database =
            matches!(&step.kind, StepKind::Variable(variable) if variable.stage == Stage::Database);
        let chosen = self.database(step.environment);
        is_database && chosen.is_some_and(|chosen| matches!(chosen.target, Target::Postgres(_)))
    }

    async fn release(&self, environment: Environment) -> Option<&'static str> {
        self.database(environment)?;
        let settings = load(self.env, &self.layers(environment)).ok()?.settings;
        let chosen = choose(&settings).ok()?;
        chosen.require_trust(self.env, &settings).ok()?;
        let target = chosen.target.absolute(&self.env.directory);
        if let Target::Postgres(url) = &target {
            url.password.iter().for_each(redaction::register);
        }
        let is_remote = matches!(target, Target::Postgres(_));
        if target.introspect_missing().is_some() || self.is_offline && is_remote {
            return None;
        }
        self.read_release(&target, &settings).await
    }

    async fn read_release(&self, target: &Target, settings: &Settings) -> Option<&'static str> {
        let timeout = self.database_timeout();
        let database = Database::open(target, timeout).await.ok()?;
        let mut database = database.preferring(Release::of(settings));
        let release = database.release().await.ok();
        database.close().await;
        release.map(|release| release.name)
    }

    /// How long the database may take.
    pub(super) fn database_timeout(&self) -> Duration {
        self.timeout.unwrap_or(timeouts::DATABASE)
    }
}
