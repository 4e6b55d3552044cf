//! Selects and runs checks for every command that runs them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::{Context, pluralize};
use crate::checks::{
    self, CheckContext, CheckFilter, Environment, Production, Progress, Selection, Source,
};
use crate::config::settings::Settings;
use crate::config::{EnvFile, git};
use crate::database::url::choose;
use crate::diagnostics::catalog::live;
use crate::diagnostics::{Code, Result};
use crate::output::{Known, Report};

/// Which checks to run.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct CheckFilterArgs {
    /// Select only these checks, such as credential
    ///
    /// Takes IDs, groups such as credential, and patterns such as *.redirect-uri.
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Leave out these checks
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    pub skip: Vec<String>,
}

/// The environment to check for, and whether to use the network.
#[derive(clap::Args, Clone, Debug)]
pub struct CheckArgs {
    /// Check for development or production
    ///
    /// Default: production for checklist or if FRONTEND_URL is a public https URL, otherwise development.
    #[arg(long, value_enum, value_name = "NAME", hide_possible_values = true)]
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
    /// Your own computer
    Development,
    /// The live site
    Production,
}

/// A run of checks.
pub struct CheckRun<'run> {
    /// The settings and everything else that the checks use.
    pub context: CheckContext<'run>,
    /// The checks.
    pub filter: CheckFilter,
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

    /// Like `begin`, with a default environment and the reason for it.
    pub fn begin_by_default<'run>(
        &self,
        context: &'run Context,
        providers: &[String],
        default: Option<(Environment, &'static str)>,
    ) -> Result<CheckRun<'run>> {
        let mut run = self.of((&context.settings, context.env_file.as_ref()), providers)?;
        if let Some((environment, reason)) = default.filter(|_| self.environment.is_none()) {
            (run.context.scope.environment, run.reason) = (environment, reason);
        }
        if default.is_none() && context.ui.face().is_none() {
            context.ui.status(&format!(
                "checking {} settings ({})",
                run.context.environment.name(),
                run.reason
            ));
        }
        Ok(run)
    }

    /// Like `begin`, for settings that were read again.
    pub fn of<'run>(
        &self,
        read: (&'run Settings, Option<&'run EnvFile>),
        providers: &[String],
    ) -> Result<CheckRun<'run>> {
        let (settings, env_file) = read;
        let filter = self.choice.read()?;
        let environment = self.environment.map(|name| match name {
            EnvironmentName::Development => Environment::Development,
            EnvironmentName::Production => Environment::Production,
        });
        let selection = Selection {
            environment,
            providers: providers.to_vec(),
        };
        let mut checked = CheckContext::new(settings, env_file, &selection)?;
        checked.scope.offline = self.offline;
        let reason = if environment.is_some() {
            "--environment"
        } else {
            Environment::of(settings).1
        };
        Ok(CheckRun {
            context: checked,
            filter,
            reason,
        })
    }
}

/// The sources that have not answered yet, and how many of all have.
fn waiting_for(left: &BTreeSet<Source>, all: usize) -> String {
    let names: Vec<&str> = left.iter().map(|source| source.name()).collect();
    let done = all - left.len();
    format!("checking {} ({done} of {all} done)", names.join(", "))
}

/// The progress of the git search.
fn searched_words(left: &BTreeSet<Source>, count: usize) -> String {
    let is_waited_for = left.contains(&Source::Git) || left.contains(&Source::GitHistory);
    if count == 0 || !is_waited_for {
        return String::new();
    }
    format!(", {} of git searched", pluralize(count, "object"))
}

impl CheckRun<'_> {
    /// Collects the facts for the selected checks from all sources at the same time.
    pub async fn collect_facts(&mut self, context: &Context) -> Result<()> {
        let Self {
            context: checked,
            filter,
            ..
        } = self;
        let tracked = may_be_tracked(checked.env_file);
        let chosen = checks::registry()
            .filter(|check| filter.includes(check))
            .map(|check| check.source);
        let asked: BTreeSet<Source> = chosen
            .filter(|source| match source {
                Source::Settings => false,
                Source::Git | Source::GitHistory => tracked,
                source => !(checked.offline && source.needs_network()),
            })
            .collect();
        if asked.is_empty() {
            return Ok(());
        }
        require_trust(context, checked, &asked)?;
        let left = RefCell::new(asked.clone());
        let spinner = context.ui.spinner(&waiting_for(&asked, asked.len()));
        let searched = Cell::new(0);
        let report = |progress: Progress| {
            let mut left = left.borrow_mut();
            match progress {
                Progress::Answered(source) => {
                    left.remove(&source);
                }
                Progress::Searched(count) => searched.set(count),
            }
            if !left.is_empty() {
                let waiting = waiting_for(&left, asked.len());
                spinner.set_message(&(waiting + &searched_words(&left, searched.get())));
            }
        };
        // Boxed to keep the stack frame small for runs without requests.
        let facts = Box::pin(checks::collect_facts(
            checked,
            &asked,
            &context.env,
            context.timeout,
            &report,
        ))
        .await;
        drop(spinner);
        let transcripts = facts
            .providers
            .iter()
            .flat_map(|timed| &timed.value)
            .map(|response| response.transcript.trim_end());
        transcripts.for_each(|transcript| context.ui.verbose(transcript));
        if asked == BTreeSet::from([Source::LiveSite]) && facts.live_site.is_none() {
            context.ui.hint(live::NO_SITE);
        }
        checked.facts = facts;
        Ok(())
    }

    /// Runs the checks and reports the results for a command.
    pub fn report(&self, command: &'static str) -> Report {
        let findings = checks::run(&self.context, &self.filter);
        let environment = self.context.environment.name().to_owned();
        let path = checks::sign_in_path(&self.context, &findings);
        Report::new(command, Some(environment), findings)
            .with_sign_in(path, checks::redirect_uris(&self.context))
            .with_environment_reason(self.reason)
            .with_check_lookup(known)
    }
}

/// Requires trust, before anything is sent, in every host that navauth.toml sets or to which `.env` sends other variables.
fn require_trust(
    context: &Context,
    checked: &CheckContext<'_>,
    asked: &BTreeSet<Source>,
) -> Result<()> {
    if asked.contains(&Source::Providers) {
        for provider in checks::asked_providers(checked) {
            context.require_trust(|| provider.require_trust(&context.env))?;
        }
    }
    if asked.contains(&Source::Database)
        && let Ok(chosen) = choose(checked.settings)
    {
        context.require_trust(|| chosen.require_trust(&context.env, checked.settings))?;
    }
    if asked.contains(&Source::LiveSite) {
        let production = Production::of(checked, &context.env);
        context
            .require_trust(|| checks::require_trust_for_site(&context.env, &production.settings))?;
    }
    let has_key = context.settings.get_non_empty("NEON_API_KEY").is_some();
    if asked.contains(&Source::Neon) && has_key {
        context.require_trust_for_neon()?;
    }
    Ok(())
}

/// Whether git may know something about the file.
pub fn may_be_tracked(env_file: Option<&EnvFile>) -> bool {
    env_file.is_some_and(|file| git::may_be_tracked(&file.location.path))
}

/// What a report shows about a check besides its results.
fn known(code: &Code) -> Option<Known> {
    checks::check(code).map(|check| Known {
        claim: check.title,
        stage: check.stage.title(),
        order: check.stage as usize,
    })
}
