//! The input of the checks: what is checked, and the facts.

use std::ops::Deref;

use super::facts::Facts;
use super::scope::{Scope, Selection};
use super::violation::Violation;
use crate::config::dotenv::parser::Quote;
use crate::config::settings::{Origin, Settings};
use crate::config::{EnvFile, session_key};
use crate::database::url::VARIABLES;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::{credential, env, frontend, jwt};
use crate::providers::formats::Role;
use crate::text;
use crate::words::pluralize;

/// The input of the checks. Reads like its scope.
pub struct CheckContext<'run> {
    /// What is checked.
    pub scope: Scope<'run>,
    /// The facts from other sources than the settings.
    pub facts: Facts,
}

impl<'run> Deref for CheckContext<'run> {
    type Target = Scope<'run>;

    fn deref(&self) -> &Self::Target {
        &self.scope
    }
}

impl<'run> CheckContext<'run> {
    /// A context without facts. Fails with exit 2 on an unknown provider, with exit 3 if navauth.toml describes one that cannot work.
    pub fn new(
        settings: &'run Settings,
        env_file: Option<&'run EnvFile>,
        selection: &Selection,
    ) -> Result<Self> {
        Ok(Self {
            scope: Scope::new(settings, env_file, selection)?,
            facts: Facts::default(),
        })
    }

    /// Adds the facts.
    #[must_use]
    pub fn with_facts(self, facts: Facts) -> Self {
        Self { facts, ..self }
    }

    /// A diagnostic about a variable's value, at its line.
    pub fn diagnose(&self, name: &str, diagnostic: Diagnostic) -> Violation {
        let violation = Violation::of(name, diagnostic).at(self.location(name));
        match self.settings.get(name).map(|setting| &setting.origin) {
            Some(Origin::Process) => violation.observed("it is set in the process environment"),
            _ => violation,
        }
    }

    /// Adds to a problem with the content of a value that the app cuts it at a ` #`, where no space follows: it may be part of the value.
    pub fn with_cut(&self, name: &str, violation: Violation) -> Violation {
        match self.cut_characters(name) {
            Some(count) => violation.observed(text!(
                env::CUT_AT_COMMENT,
                characters = pluralize(count, "character")
            )),
            None => violation,
        }
    }

    /// How many characters follow a value without quotation marks as a comment that begins with a `#` without a space after it.
    fn cut_characters(&self, name: &str) -> Option<usize> {
        let document = &self.env_file?.document;
        let (entry, binding) = document.bindings_of(name).next_back()?;
        let is_used = matches!(
            self.settings.get(name)?.origin,
            Origin::EnvFile { line, .. } if line == entry.line
        );
        let after = document
            .text()
            .get(binding.value_span.end..entry.span.end)?;
        let comment = after.trim();
        let is_close = comment
            .strip_prefix('#')?
            .starts_with(|next: char| !next.is_whitespace() && next != '#');
        (is_used && is_close && binding.quote == Quote::None).then(|| comment.chars().count())
    }

    /// Adds the help for the session key: a new one, written where it is set.
    pub fn with_key_help(&self, violation: Violation) -> Violation {
        let setting = self.settings.get(session_key::NAME);
        if self.on_space() {
            return violation.with_help(&jwt::GENERATE_FOR_SPACE);
        }
        if setting.is_some_and(|setting| setting.origin == Origin::Process) {
            return violation.with_help(&jwt::GENERATE_FOR_ENVIRONMENT);
        }
        let in_use = setting.is_some_and(|setting| session_key::is_real(&setting.value));
        let help = if in_use { jwt::ROTATE } else { jwt::GENERATE };
        violation.with_help(&help).for_file(self.env_file)
    }

    /// Adds the help for a variable without a real value.
    pub fn with_value_help(&self, name: &str, violation: Violation) -> Violation {
        match self
            .all_credentials()
            .find(|(_, _, credential)| *credential == name)
        {
            Some((provider, Role::Id, _)) => violation.help(text!(
                credential::COPY_ID,
                console = provider.console,
                name = name
            )),
            Some((provider, Role::Secret, _)) => violation.help(text!(
                credential::COPY_SECRET,
                console = provider.console,
                name = name
            )),
            None if name == session_key::NAME => self.with_key_help(violation),
            None if VARIABLES.contains(&name) => {
                violation.help(text!(env::COPY_CONNECTION_STRING, name = name))
            }
            None if name == "FRONTEND_URL" => violation.help(frontend::SET),
            None => violation.help(text!(env::SET_REAL_VALUE, name = name)),
        }
    }
}
