//! Selects and runs checks for every command that runs them.
//!
//! Owns `--only`, `--skip`, `--offline` and `--environment`. The checks themselves belong to `checks`.

use std::collections::BTreeSet;

use super::Context;
use crate::checks::{self, CheckContext, CheckFilter, Environment, Production, Selection, Source};
use crate::config::settings::Settings;
use crate::config::{EnvFile, git};
use crate::database::url::choose;
use crate::diagnostics::Result;
use crate::output::{Known, Report};

/// Which checks to run.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct CheckFilterArgs {
    /// Run only these checks: ids, groups such as credential, or patterns such as *.redirect-uri
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Skip these checks
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    pub skip: Vec<String>,
}

/// The environment to check for, and whether to use the network.
#[derive(clap::Args, Clone, Debug)]
pub struct CheckArgs {
    /// What the settings are for [default: production for checklist or if FRONTEND_URL is a public https URL, else development]
    #[arg(long, value_enum, value_name = "ENVIRONMENT")]
    pub environment: Option<EnvironmentName>,
    #[command(flatten)]
    pub choice: CheckFilterArgs,
    /// Skip checks that need the network
    #[arg(long)]
    pub offline: bool,
}

/// Names of the environments.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum EnvironmentName {
    /// Your own machine
    Development,
    /// The live site
    Production,
}

/// A run of checks.
pub struct CheckRun<'run> {
    /// The settings and everything else that the checks use.
    pub subject: CheckContext<'run>,
    /// The checks.
    pub choice: CheckFilter,
    /// Why this environment was chosen.
    pub reason: &'static str,
}

impl CheckFilterArgs {
    /// Reads the patterns.
    pub fn read(&self) -> Result<CheckFilter> {
        CheckFilter::new(&self.only, &self.skip)
    }
}

impl CheckArgs {
    /// Shows which environment is checked, and why.
    pub fn begin<'run>(
        &self,
        context: &'run Context,
        providers: &[String],
    ) -> Result<CheckRun<'run>> {
        self.begin_by_default(context, providers, None)
    }

    /// The same for a command that is about one environment unless it is told another, with the reason.
    pub fn begin_by_default<'run>(
        &self,
        context: &'run Context,
        providers: &[String],
        default: Option<(Environment, &'static str)>,
    ) -> Result<CheckRun<'run>> {
        let mut run = self.of((&context.settings, context.env_file.as_ref()), providers)?;
        if let Some((environment, reason)) = default.filter(|_| self.environment.is_none()) {
            (run.subject.environment, run.reason) = (environment, reason);
        }
        if default.is_none() {
            context.ui.status(&format!(
                "checking {} settings ({})",
                run.subject.environment.name(),
                run.reason
            ));
        }
        Ok(run)
    }

    /// The same for settings that were read anew.
    pub fn of<'run>(
        &self,
        read: (&'run Settings, Option<&'run EnvFile>),
        providers: &[String],
    ) -> Result<CheckRun<'run>> {
        let (settings, env_file) = read;
        let choice = self.choice.read()?;
        let environment = self.environment.map(|name| match name {
            EnvironmentName::Development => Environment::Development,
            EnvironmentName::Production => Environment::Production,
        });
        let selection = Selection {
            environment,
            providers: providers.to_vec(),
        };
        let mut subject = CheckContext::new(settings, env_file, &selection)?;
        subject.offline = self.offline;
        let reason = if environment.is_some() {
            "--environment"
        } else {
            Environment::of(settings).1
        };
        Ok(CheckRun {
            subject,
            choice,
            reason,
        })
    }
}

impl CheckRun<'_> {
    /// Asks everybody whom the chosen checks need, all side by side.
    pub async fn look(&mut self, context: &Context) -> Result<()> {
        let Self {
            subject, choice, ..
        } = self;
        let tracked = may_be_tracked(subject.env_file);
        let chosen = checks::registry()
            .filter(|check| choice.includes(check))
            .map(|check| check.source);
        let asked: BTreeSet<Source> = chosen
            .filter(|asks| match asks {
                Source::Settings => false,
                Source::Git | Source::History => tracked,
                asks => !(subject.offline && asks.needs_network()),
            })
            .collect();
        if asked.is_empty() {
            return Ok(());
        }
        require_trust(context, subject, &asked)?;
        let names: Vec<&str> = asked.iter().map(|asks| asks.name()).collect();
        let spinner = context.ui.spinner(&format!("asking {}", names.join(", ")));
        // In a box, so that a run that asks nobody has no room for it on its stack.
        let evidence = Box::pin(checks::collect_facts(
            subject,
            &asked,
            &context.process,
            context.timeout,
        ))
        .await;
        drop(spinner);
        let transcripts = evidence
            .probed
            .iter()
            .flat_map(|probed| &probed.value)
            .map(|probed| probed.transcript.trim_end());
        transcripts.for_each(|transcript| context.ui.verbose(transcript));
        subject.evidence = evidence;
        Ok(())
    }

    /// Judges, and reports it for a command.
    pub fn report(&self, command: &'static str) -> Report {
        let findings = checks::run(&self.subject, &self.choice);
        let environment = self.subject.environment.name().to_owned();
        Report::new(command, Some(environment), findings)
            .because(self.reason)
            .of_register(known)
    }
}

/// Before anything is sent: every host that the checks would ask, and that navauth.toml names or to which `.env` sends other variables.
fn require_trust(
    context: &Context,
    subject: &CheckContext<'_>,
    asked: &BTreeSet<Source>,
) -> Result<()> {
    if asked.contains(&Source::Providers) {
        for provider in checks::asked_providers(subject) {
            context.require_trust(|| provider.require_trust(&context.process))?;
        }
    }
    if asked.contains(&Source::Database)
        && let Ok(chosen) = choose(subject.settings)
    {
        context.require_trust(|| chosen.require_trust(&context.process, subject.settings))?;
    }
    if asked.contains(&Source::Site) {
        let production = Production::of(subject, &context.process);
        context.require_trust(|| {
            checks::require_trust_for_site(&context.process, &production.settings)
        })?;
    }
    let has_key = context.settings.get_non_empty("NEON_API_KEY").is_some();
    if asked.contains(&Source::Neon) && has_key {
        context.require_trust_for_neon()?;
    }
    Ok(())
}

/// Whether git may know something about the file.
pub fn may_be_tracked(env_file: Option<&EnvFile>) -> bool {
    env_file.is_some_and(|file| git::may_be_tracked(&file.place.path))
}

/// What a report says of a check beside what it found.
fn known(id: &str) -> Option<Known> {
    checks::check(id).map(|check| Known {
        claim: check.title,
        stage: check.stage.title(),
        order: check.stage as usize,
    })
}
