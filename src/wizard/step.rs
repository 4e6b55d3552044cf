//! The steps of a setup, in the order of the guide.
//!
//! They are made from the tables of variables and providers.

use crate::checks::Environment;
use crate::config::Variable;
use crate::config::settings::Settings;
use crate::config::variables::{Need, Stage, guide};
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::providers::formats::{Match, Role};
use crate::providers::{self, Provider};
use crate::text;

/// One step in one environment.
#[derive(Clone, Debug)]
pub struct Step {
    pub environment: Environment,
    pub kind: StepKind,
}

/// What a step sets up.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// A variable that belongs to no provider.
    Variable(&'static Variable),
    /// The OAuth app of a provider.
    Provider(Box<Provider>),
    /// The tables in the database.
    Tables,
    /// A sign-in with every provider, back to this computer.
    SignIns,
    /// The secrets of the Space.
    Space,
    /// A sign-in with every provider, back to the live site.
    LiveSignIns,
    /// The checks of everything.
    Checks,
}

/// The steps for these environments; those with these names (see [`Step::word`]), or all where there is none. Fails with exit 2 on an
/// unknown name, with exit 3 where navauth.toml describes a provider that cannot work.
pub fn steps(
    settings: &Settings,
    environments: &[Environment],
    names: &[String],
) -> Result<Vec<Step>> {
    let variables = guide()
        .filter(|variable| variable.need != Need::WithProvider)
        .map(StepKind::Variable);
    // A provider that is switched off in navauth.toml has a step when it is named.
    let providers = providers::known(settings)?.into_iter().filter(|provider| {
        !providers::is_switched_off(provider, settings) || names.contains(&provider.name)
    });
    let kinds = variables
        .chain(providers.map(|provider| StepKind::Provider(Box::new(provider))))
        .chain([
            StepKind::Tables,
            StepKind::SignIns,
            StepKind::Space,
            StepKind::LiveSignIns,
            StepKind::Checks,
        ]);
    let in_environments = |kind: StepKind| {
        environments.iter().map(move |&environment| Step {
            environment,
            kind: kind.clone(),
        })
    };
    let mut steps: Vec<Step> = kinds
        .flat_map(in_environments)
        .filter(Step::exists)
        .collect();
    if let Some(unknown) = names
        .iter()
        .find(|name| steps.iter().all(|step| step.word() != *name))
    {
        return Err(unknown_step(unknown, &steps));
    }
    steps.retain(|step| names.is_empty() || names.iter().any(|name| name == step.word()));
    Ok(steps)
}

fn unknown_step(name: &str, steps: &[Step]) -> Error {
    let mut words: Vec<&str> = steps.iter().map(Step::word).collect();
    words.dedup();
    let near = words
        .iter()
        .find(|word| strsim::jaro_winkler(word, &name.to_lowercase()) > 0.85);
    let diagnostic = diagnostic!(
        setup::UNKNOWN_STEP,
        name = format!("{name:?}"),
        steps = words.join(", ")
    );
    Error::usage(match near {
        Some(near) => diagnostic.help(text!(setup::DID_YOU_MEAN, near = near)),
        None => diagnostic,
    })
}

impl Step {
    /// Whether a text has the form of this provider's client ID, which is not a secret even where one is asked for.
    pub fn is_client_id(&self, text: &str) -> bool {
        let StepKind::Provider(provider) = &self.kind else {
            return false;
        };
        let format = provider.formats.map(|formats| formats.of(Role::Id));
        format.is_some_and(|format| format.compare(text.trim()) == Match::Typical)
    }

    /// A Space and a live site are production.
    fn exists(&self) -> bool {
        match self.kind {
            StepKind::SignIns => self.environment == Environment::Development,
            StepKind::Space | StepKind::LiveSignIns => self.environment == Environment::Production,
            _ => true,
        }
    }

    /// Whether it only asks, and saves the answers. The others run a command.
    pub fn is_form(&self) -> bool {
        matches!(self.kind, StepKind::Variable(_) | StepKind::Provider(_))
    }

    /// Its title, such as "Frontend URL".
    pub fn title(&self) -> &str {
        match &self.kind {
            StepKind::Variable(variable) => match variable.stage {
                Stage::Session => "Session key",
                Stage::Site => "Frontend URL",
                stage => stage.title(),
            },
            StepKind::Provider(provider) => &provider.label,
            StepKind::Tables => "Tables",
            StepKind::SignIns => "Test sign-ins",
            StepKind::Space => "Space secrets",
            StepKind::LiveSignIns => "Live sign-ins",
            StepKind::Checks => "Checks",
        }
    }

    /// Its name on the command line, the same in both environments, such as `frontend-url`.
    pub fn word(&self) -> &str {
        match &self.kind {
            StepKind::Variable(variable) => match variable.stage {
                Stage::Database => "database",
                Stage::Session => "session-key",
                Stage::Site => "frontend-url",
                _ => variable.name,
            },
            StepKind::Provider(provider) => &provider.name,
            StepKind::Tables => "tables",
            StepKind::SignIns | StepKind::LiveSignIns => "sign-ins",
            StepKind::Space => "space",
            StepKind::Checks => "checks",
        }
    }

    /// Its name in the answers file and in documents, such as `development.github`.
    pub fn name(&self) -> String {
        let kind = match &self.kind {
            StepKind::Variable(variable) => variable.name.to_lowercase().replace('_', "-"),
            StepKind::Provider(provider) => provider.name.clone(),
            StepKind::Tables => "tables".to_owned(),
            StepKind::SignIns | StepKind::LiveSignIns => "test-logins".to_owned(),
            StepKind::Space => "space".to_owned(),
            StepKind::Checks => "checklist".to_owned(),
        };
        format!("{}.{kind}", self.environment.name())
    }

    /// The name of one of its questions in the answers file.
    pub fn key(&self, question: &str) -> String {
        format!("{}.{question}", self.name())
    }
}
