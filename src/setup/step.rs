//! The steps, in the order of the guide.
//!
//! Owns the list: a variable that the app cannot do without, and a provider, have their steps because they stand in their tables.

use crate::checks::Environment;
use crate::env::Variable;
use crate::env::variables::{Need, Stage, guide};
use crate::error::Result;
use crate::providers::{self, Provider};
use crate::settings::Settings;

/// One step in one environment.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it counts.
    pub environment: Environment,
    /// What it is about.
    pub topic: Topic,
}

/// What a step is about.
#[derive(Clone, Debug)]
pub enum Topic {
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
        .map(Topic::Variable);
    let providers = providers::all(settings)?
        .into_iter()
        .map(|provider| Topic::Provider(Box::new(provider)));
    let topics = variables.chain(providers).chain([
        Topic::Tables,
        Topic::Logins,
        Topic::Space,
        Topic::LiveLogins,
        Topic::Checklist,
    ]);
    let both = |topic: Topic| {
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
            Topic::Logins => self.environment == Environment::Development,
            Topic::Space | Topic::LiveLogins => self.environment == Environment::Production,
            _ => true,
        }
    }

    /// What it is about, in a word or two.
    pub fn title(&self) -> &str {
        match &self.topic {
            Topic::Variable(variable) => match variable.stage {
                Stage::Session => "JWT key",
                Stage::Site => "Front end address",
                stage => stage.title(),
            },
            Topic::Provider(provider) => &provider.label,
            Topic::Tables => "Tables",
            Topic::Logins => "Test logins",
            Topic::Space => "Space secrets",
            Topic::LiveLogins => "Live logins",
            Topic::Checklist => "Checklist",
        }
    }

    /// Its name in the file of answers and in documents, such as `development.github`.
    pub fn name(&self) -> String {
        let topic = match &self.topic {
            Topic::Variable(variable) => variable.name.to_lowercase().replace('_', "-"),
            Topic::Provider(provider) => provider.name.clone(),
            topic => topic.word().to_owned(),
        };
        format!("{}.{topic}", self.environment.name())
    }

    /// The name of one of its questions.
    pub fn key(&self, question: &str) -> String {
        format!("{}.{question}", self.name())
    }
}

impl Topic {
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
