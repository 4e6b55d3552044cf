//! Saves the answers of a step.

use super::env_files::EnvFileState;
use super::field::{NEON, NEON_REGION, SPACE};
use super::guide::{Guide, Wait};
use super::navauth_toml::{save_space, switch_off_provider, switch_on_provider};
use super::step::{Step, StepKind};
use super::submission::Submission;
use crate::checks::Environment;
use crate::config::random::{Encoding, random_key};
use crate::config::variables::Stage;
use crate::config::{is_secret, session_key};
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Diagnostic, Error, Result, redaction};
use crate::neon::projects::{self, GUIDE_POSTGRES, GUIDE_PROJECT, Obtained};
use crate::neon::resources::Region;
use crate::providers::Provider;
use crate::secret::Secret;
use crate::text;

/// What was saved.
#[derive(Debug, Default)]
pub struct Saved {
    /// Whether anything was saved.
    pub is_saved: bool,
    /// What was saved where, one sentence each.
    pub lines: Vec<String>,
    /// What keeps the app from using it.
    pub obstacles: Vec<Diagnostic>,
}

impl Saved {
    fn line(line: String) -> Self {
        Self {
            is_saved: true,
            lines: vec![line],
            obstacles: Vec::new(),
        }
    }
}

impl Guide<'_> {
    /// Saves the answers, which were checked: all of them or none. Creates the Neon project where that is the answer.
    pub async fn save(&mut self, step: &Step, given: &Submission) -> Result<Saved> {
        match &step.kind {
            StepKind::Variable(variable) if variable.stage == Stage::Session => {
                self.generate_key(step, given)
            }
            StepKind::Variable(variable) if given.is(&step.name(), NEON) => {
                self.save_neon(step, variable.name, given).await
            }
            StepKind::Variable(_) => {
                let values = self.values(step, given)?.pairs();
                self.write(&[step.environment], &values)
            }
            StepKind::Provider(provider) => self.save_provider(step, provider, given),
            StepKind::Space => self.save_space(given),
            _ => Ok(Saved::default()),
        }
    }

    /// What [`Guide::save`] waits for.
    pub fn saving(&self, step: &Step, given: &Submission) -> Option<Wait> {
        let config = &self.settings.config.neon;
        let name = config.project.as_deref().unwrap_or(GUIDE_PROJECT);
        given.is(&step.name(), NEON).then(|| Wait {
            message: format!("creating the Neon project {name}"),
            limit: self.neon_timeout(),
        })
    }

    /// Whether a provider may be switched off: it is set up nowhere.
    pub fn can_switch_off(&self, step: &Step) -> bool {
        let environments = [Environment::Development, Environment::Production];
        match &step.kind {
            StepKind::Provider(provider) => environments.iter().all(|environment| {
                provider.is_unconfigured(&self.files.file(*environment).settings)
            }),
            _ => false,
        }
    }

    /// Saves in navauth.toml that the app does not use a provider. Returns what was done, or what only you can do.
    pub fn switch_off(&mut self, provider: &Provider) -> Result<String> {
        let config_file = self.config_file();
        let file = config_file.shown.display();
        let line = if switch_off_provider(&config_file, &provider.name)? {
            text!(
                setup::SWITCHED_OFF,
                label = provider.label,
                file = file,
                name = provider.name
            )
        } else {
            text!(setup::ADD_ENABLED, name = provider.name, file = file)
        };
        self.switched_off.push(provider.name.clone());
        Ok(line)
    }

    fn save_provider(
        &mut self,
        step: &Step,
        provider: &Provider,
        given: &Submission,
    ) -> Result<Saved> {
        let values = self.values(step, given)?.pairs();
        let mut saved = self.write(&self.targets(step), &values)?;
        let config = &self.settings.config.providers;
        let is_switched_off = config
            .get(&provider.name)
            .is_some_and(|provider| provider.enabled == Some(false));
        if is_switched_off {
            saved.lines.push(self.switch_on(provider)?);
        }
        Ok(saved)
    }

    fn switch_on(&self, provider: &Provider) -> Result<String> {
        let config_file = self.config_file();
        let file = config_file.shown.display();
        Ok(if switch_on_provider(&config_file, &provider.name)? {
            text!(setup::SWITCHED_ON, label = provider.label, file = file)
        } else {
            text!(setup::REMOVE_ENABLED, name = provider.name, file = file)
        })
    }

    fn write(
        &mut self,
        environments: &[Environment],
        values: &[(String, Secret)],
    ) -> Result<Saved> {
        if values.is_empty() {
            return Ok(Saved::default());
        }
        for (name, value) in values {
            if is_secret(name, self.settings) && !value.expose().starts_with("sqlite") {
                redaction::register(value);
            }
        }
        let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
        let mut files = Vec::new();
        for environment in environments {
            self.files.write(self.env, *environment, values)?;
            files.push(self.file_name(*environment));
        }
        Ok(Saved::line(text!(
            setup::SAVED,
            names = names.join(" and "),
            files = files.join(" and ")
        )))
    }

    /// Generates a session key; replaces one that is in use only where that is the answer.
    fn generate_key(&mut self, step: &Step, given: &Submission) -> Result<Saved> {
        let is_in_use = self
            .files
            .file(step.environment)
            .value(session_key::NAME)
            .is_some_and(session_key::is_real);
        if is_in_use && !given.is(&step.key("replace"), "true") {
            return Ok(Saved::default());
        }
        let secret = random_key(32, Encoding::Hex)?;
        redaction::register(&secret);
        let EnvFileState { path, .. } = self.files.file(step.environment);
        let path = path.clone();
        let (written, _) = session_key::write(self.env, &path, &secret, is_in_use)?;
        self.files.refresh(self.env, step.environment)?;
        Ok(Saved {
            obstacles: session_key::obstacles(self.env, &path, &written),
            ..Saved::line(text!(
                setup::GENERATED,
                name = session_key::NAME,
                file = path.shown.display(),
                line = written.line
            ))
        })
    }

    /// Creates or finds the project, and saves both of its URLs.
    async fn save_neon(
        &mut self,
        step: &Step,
        variable: &str,
        given: &Submission,
    ) -> Result<Saved> {
        let Obtained {
            created,
            project,
            connection,
        } = self.obtain(given).await?;
        let values = [
            (variable.to_owned(), connection.pooled),
            ("DATABASE_URL_UNPOOLED".to_owned(), connection.direct),
        ];
        let saved = self.write(&[step.environment], &values)?;
        let line = if created {
            text!(setup::NEON_CREATED, name = project.name)
        } else {
            text!(setup::NEON_FOUND, name = project.name)
        };
        Ok(Saved {
            lines: std::iter::once(line).chain(saved.lines).collect(),
            ..saved
        })
    }

    async fn obtain(&self, given: &Submission) -> Result<Obtained> {
        let config = &self.settings.config.neon;
        let project = config.project.as_deref().unwrap_or(GUIDE_PROJECT);
        let organization = config.organization.as_deref();
        let region = given.get(NEON_REGION).map(Secret::expose);
        let choose = |regions: &[Region]| match region {
            Some(region) => {
                projects::region_named(regions, region).map(|region| region.region_id.clone())
            }
            None => Err(Error::usage(diagnostic!(
                setup::UNANSWERED,
                questions = NEON_REGION
            ))),
        };
        let api = self.neon(given)?;
        let obtained =
            projects::obtain(&api, project, organization, GUIDE_POSTGRES, choose).await?;
        [&obtained.connection.pooled, &obtained.connection.direct]
            .iter()
            .for_each(|url| redaction::register(url));
        Ok(obtained)
    }

    fn save_space(&mut self, given: &Submission) -> Result<Saved> {
        let Some(name) = given.get(SPACE).map(|name| name.expose().to_owned()) else {
            return Ok(Saved::default());
        };
        let space = name
            .parse()
            .map_err(|_| Error::settings(diagnostic!(setup::INVALID_SPACE)))?;
        if self.settings.config.space.name.is_none() {
            save_space(&self.config_file(), &space)?;
        }
        self.space = Some(name);
        Ok(Saved {
            is_saved: true,
            ..Saved::default()
        })
    }
}
