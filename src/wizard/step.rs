//! The steps, in the order of the guide.
//!
//! Owns the list: a variable that the app cannot do without, and a provider, have their steps because they stand in their tables.

use crate::checks::Environment;
use crate::config::Variable;
use crate::config::settings::Settings;
use crate::config::variables::{Need, Stage, guide};
use crate::diagnostics::Result;
use crate::providers::{self, Provider};

/// One step in one environment.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it counts.
    pub environment: Environment,
    /// What it is about.
    pub topic: StepKind,
}

/// What a step is about.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// A variable that belongs to no provider.
    Variable(&'static Variable),
    /// The OAuth app of a provider.
    Provider(Box<Provider>),
    /// The tables in the database.
    Tables,
    /// A login with every provider that comes back to this machine.
    Logins,
    /// The secrets of the Space.
    Space,
    /// A login with every provider that goes to the live site.
    LiveLogins,
    /// The checks of everything.
    Checklist,
}

/// All steps for these environments, each topic with all its environments. Fails where navauth.toml describes a provider that cannot work.
pub fn steps(settings: &Settings, environments: &[Environment]) -> Result<Vec<Step>> {
    let variables = guide()
        .filter(|variable| variable.need != Need::WithProvider)
        .map(StepKind::Variable);
    let providers = providers::all(settings)?
        .into_iter()
        .map(|provider| StepKind::Provider(Box::new(provider)));
    let topics = variables.chain(providers).chain([
        StepKind::Tables,
        StepKind::Logins,
        StepKind::Space,
        StepKind::LiveLogins,
        StepKind::Checklist,
    ]);
    let both = |topic: StepKind| {
        environments.iter().map(move |&environment| Step {
            environment,
            topic: topic.clone(),
        })
    };
    Ok(topics.flat_map(both).filter(Step::counts).collect())
}

impl Step {
    /// A Space is production.
    fn counts(&self) -> bool {
        match self.topic {
            StepKind::Logins => self.environment == Environment::Development,
            StepKind::Space | StepKind::LiveLogins => self.environment == Environment::Production,
            _ => true,
        }
    }

    /// What it is about, in a word or two.
    pub fn title(&self) -> &str {
        match &self.topic {
            StepKind::Variable(variable) => match variable.stage {
                Stage::Session => "JWT key",
                Stage::Site => "Front end address",
                stage => stage.title(),
            },
            StepKind::Provider(provider) => &provider.label,
            StepKind::Tables => "Tables",
            StepKind::Logins => "Test logins",
            StepKind::Space => "Space secrets",
            StepKind::LiveLogins => "Live logins",
            StepKind::Checklist => "Checklist",
        }
    }

    /// Its name in the file of answers and in documents, such as `development.github`.
    pub fn name(&self) -> String {
        let topic = match &self.topic {
            StepKind::Variable(variable) => variable.name.to_lowercase().replace('_', "-"),
            StepKind::Provider(provider) => provider.name.clone(),
            topic => topic.word().to_owned(),
        };
        format!("{}.{topic}", self.environment.name())
    }

    /// The name of one of its questions.
    pub fn key(&self, question: &str) -> String {
        format!("{}.{question}", self.name())
    }
}

impl StepKind {
    fn word(&self) -> &'static str {
        match self {
            Self::Variable(_) | Self::Provider(_) => "",
            Self::Tables => "tables",
            Self::Logins | Self::LiveLogins => "test-logins",
            Self::Space => "space",
            Self::Checklist => "checklist",
        }
    }
}
