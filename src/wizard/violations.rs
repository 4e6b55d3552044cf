//! What is wrong with answers, by question, before they are saved.

use super::field::{CREDENTIALS_JSON, NEON, NEON_API_KEY, NEON_REGION, SPACE};
use super::guide::{Guide, Wait};
use super::step::{Step, StepKind};
use super::submission::Submission;
use super::values::{Value, Values};
use super::verify::{check, check_online, is_refused};
use crate::database::url::PostgresUrl;
use crate::database::{Database, Target};
use crate::diagnostic;
use crate::diagnostics::catalog::{facebook, github, google, hub, huggingface, setup};
use crate::diagnostics::{Code, Diagnostic, Error, Exit, Result, redaction};
use crate::huggingface::SpaceName;
use crate::neon::api::Api;
use crate::neon::projects::{self, GUIDE_PROJECT};
use crate::providers::formats::{Match, Role};
use crate::providers::{Provider, kind};
use crate::secret::Secret;

/// A problem with an answer.
#[derive(Debug)]
pub struct Violation {
    /// The key of the question.
    pub key: String,
    pub diagnostic: Diagnostic,
    pub consequence: Consequence,
    /// The exit code where nothing else can be answered.
    pub exit: Exit,
}

/// What a problem means for saving the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// The answer cannot be saved.
    Refused,
    /// The answer can be saved if you confirm it.
    Unconfirmed,
    /// The answer can be saved.
    Noted,
}

impl Violation {
    fn new(key: &str, diagnostic: Diagnostic) -> Self {
        let consequence = if is_refused(&diagnostic) {
            Consequence::Refused
        } else {
            Consequence::Noted
        };
        Self {
            key: key.to_owned(),
            diagnostic,
            consequence,
            exit: Exit::Settings,
        }
    }

    fn of_error(key: &str, error: Error, consequence: Consequence) -> Self {
        Self {
            key: key.to_owned(),
            diagnostic: *error.diagnostic,
            consequence,
            exit: error.exit,
        }
    }

    /// Whether the answer cannot be saved.
    pub fn is_refused(&self) -> bool {
        self.consequence == Consequence::Refused
    }
}

/// What the providers answer to a known client ID with a wrong secret.
static SECRET_REJECTED: [&Code; 4] = [
    &huggingface::INVALID_CLIENT,
    &google::INVALID_SECRET,
    &facebook::INVALID_SECRET,
    &github::INCORRECT_CREDENTIALS,
];

/// What the Hub answers to a wrong name.
static SPACE_NOT_FOUND: [&Code; 3] = [&hub::SPACE_NOT_FOUND, &hub::SPACE_HIDDEN, &hub::MOVED];

impl Guide<'_> {
    /// Checks the answers so far without the network.
    pub fn check(&self, step: &Step, given: &Submission) -> Result<Vec<Violation>> {
        match &step.kind {
            StepKind::Provider(provider) => self.check_provider(step, provider, given),
            StepKind::Variable(_) => self.check_values(step, &self.values(step, given)?),
            StepKind::Space => {
                let name = given.get(SPACE).map(Secret::expose);
                let is_invalid = name.is_some_and(|name| name.parse::<SpaceName>().is_err());
                let violation = || Violation::new(SPACE, diagnostic!(setup::INVALID_SPACE));
                Ok(is_invalid.then(violation).into_iter().collect())
            }
            _ => Ok(Vec::new()),
        }
    }

    fn check_provider(
        &self,
        step: &Step,
        provider: &Provider,
        given: &Submission,
    ) -> Result<Vec<Violation>> {
        let id_key = step.key("client-id");
        let id = given.get(&id_key);
        if let Some(secret) = id.filter(|id| is_client_secret(provider, id.expose())) {
            redaction::register(secret);
            let diagnostic = diagnostic!(
                setup::SECRET_AS_ID,
                label = provider.label,
                id = provider.form.id,
                secret = provider.form.secret
            );
            return Ok(vec![Violation::new(&id_key, diagnostic)]);
        }
        let values = match self.values(step, given) {
            Ok(values) => values,
            Err(error) => {
                let files = ["credentials-file", CREDENTIALS_JSON].map(|name| step.key(name));
                let file_key = files.into_iter().find(|key| given.contains(key));
                let key = file_key.unwrap_or(id_key);
                return Ok(vec![Violation::of_error(&key, error, Consequence::Refused)]);
            }
        };
        let mut violations = self.check_values(step, &values)?;
        if let (Some((file, uris)), Some(value)) = (&values.unregistered, values.values.first()) {
            violations.extend(uris.iter().map(|uri| {
                let diagnostic = diagnostic!(
                    setup::UNREGISTERED,
                    uri = uri,
                    file = file.shown.display(),
                    console = provider.console,
                    location = provider.redirect_uri_rules.console_path
                );
                Violation::new(&value.key, diagnostic)
            }));
        }
        Ok(violations)
    }

    /// Checks each value with those before it, so that a problem belongs to the first answer with which it appears.
    fn check_values(&self, step: &Step, values: &Values) -> Result<Vec<Violation>> {
        let file = self.files.file(step.environment);
        let pairs = values.pairs();
        let mut violations: Vec<Violation> = Vec::new();
        for (index, value) in values.values.iter().enumerate() {
            let is_last = index + 1 == values.values.len();
            for diagnostic in check(step, file, &pairs[..=index])? {
                let is_known = |known: &Violation| known.diagnostic.title == diagnostic.title;
                // A missing value is a violation only once all answers are there.
                if (is_last || is_refused(&diagnostic)) && !violations.iter().any(is_known) {
                    violations.push(Violation::new(&value.key, diagnostic));
                }
            }
        }
        Ok(violations)
    }

    /// Fails with the host that [`Guide::verify`] would ask and that you have not confirmed yet.
    pub fn require_trust(&self, step: &Step, given: &Submission) -> Result<()> {
        match &step.kind {
            StepKind::Provider(provider) if !self.is_offline => provider.require_trust(self.env),
            StepKind::Variable(_) if given.is(&step.name(), NEON) => {
                let purpose = "sends NEON_API_KEY to";
                crate::neon::api::configured_url(self.env, self.settings, "api", purpose).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// What [`Guide::verify`] waits for.
    pub fn verification(&self, step: &Step, given: &Submission) -> Option<Wait> {
        let (message, limit) = match &step.kind {
            StepKind::Provider(provider) if !self.is_offline => (
                format!("verifying the credentials with {}", provider.label),
                self.provider_timeout(),
            ),
            StepKind::Variable(_) if self.asks_neon(step, given) => (
                "asking Neon for the project and its regions".to_owned(),
                self.neon_timeout(),
            ),
            StepKind::Variable(_) if !self.is_offline => {
                let values = self.values(step, given).ok()?;
                let (_, url) = postgres(&values)?;
                (format!("connecting to {url}"), self.database_timeout())
            }
            StepKind::Space => (
                format!("looking for the Space {}", given.get(SPACE)?.expose()),
                self.hub_timeout(),
            ),
            _ => return None,
        };
        Some(Wait { message, limit })
    }

    /// Verifies the answers with those who know: the provider, the database, Neon, the Hub.
    pub async fn verify(&mut self, step: &Step, given: &Submission) -> Result<Vec<Violation>> {
        match &step.kind {
            StepKind::Variable(_) if given.is(&step.name(), NEON) => {
                self.verify_neon(step, given).await
            }
            StepKind::Space => Ok(self.verify_space(given).await.into_iter().collect()),
            _ if self.is_offline => Ok(Vec::new()),
            StepKind::Variable(_) => self.verify_database(step, given).await,
            StepKind::Provider(_) => self.verify_provider(step, given).await,
            _ => Ok(Vec::new()),
        }
    }

    async fn verify_provider(&self, step: &Step, given: &Submission) -> Result<Vec<Violation>> {
        let values = self.values(step, given)?;
        let [Value { key: id, .. }, Value { key: secret, .. }] = &values.values[..] else {
            return Ok(Vec::new());
        };
        let timeout = self.provider_timeout();
        let mut violations: Vec<Violation> = Vec::new();
        for environment in self.targets(step) {
            let step = Step {
                environment,
                kind: step.kind.clone(),
            };
            let file = self.files.file(environment);
            let found = check_online(self.env, &step, file, &values.pairs(), timeout).await?;
            for diagnostic in found {
                let is_known = |known: &Violation| known.diagnostic.title == diagnostic.title;
                if !violations.iter().any(is_known) {
                    let is_secret = SECRET_REJECTED.iter().any(|code| diagnostic.is(code));
                    let key = if is_secret { secret } else { id };
                    violations.push(Violation::new(key, diagnostic));
                }
            }
            if violations.iter().any(Violation::is_refused) {
                break;
            }
        }
        Ok(violations)
    }

    /// Connects once.
    async fn verify_database(&self, step: &Step, given: &Submission) -> Result<Vec<Violation>> {
        let values = self.values(step, given)?;
        let Some((key, url)) = postgres(&values) else {
            return Ok(Vec::new());
        };
        url.password.iter().for_each(redaction::register);
        match Database::open(&Target::Postgres(url), self.database_timeout()).await {
            Ok(database) => {
                database.close().await;
                Ok(Vec::new())
            }
            Err(error) => Ok(vec![Violation::of_error(
                key,
                error,
                Consequence::Unconfirmed,
            )]),
        }
    }

    /// Whether Neon must be asked for its regions.
    fn asks_neon(&self, step: &Step, given: &Submission) -> bool {
        given.is(&step.name(), NEON) && given.get(NEON_REGION).is_none() && self.regions.is_none()
    }

    /// Finds out whether the project exists, and else the regions to choose from. A wrong API key is a problem of its answer.
    async fn verify_neon(&mut self, step: &Step, given: &Submission) -> Result<Vec<Violation>> {
        if !self.asks_neon(step, given) {
            return Ok(Vec::new());
        }
        let api = self.neon(given)?;
        let config = &self.settings.config.neon;
        let name = config.project.as_deref().unwrap_or(GUIDE_PROJECT);
        let search = projects::search(&api, name, config.organization.as_deref()).await?;
        self.regions = Some(match search.project {
            Some(_) => Vec::new(),
            None => projects::regions(&api, projects::only(&search.organizations)?).await?,
        });
        Ok(Vec::new())
    }

    /// Neon's API with the key of the answers or of the settings.
    pub(super) fn neon(&self, given: &Submission) -> Result<Api<'_>> {
        let setting = self.settings.get_non_empty("NEON_API_KEY");
        let key = given
            .get(NEON_API_KEY)
            .or(setting.map(|setting| &setting.value))
            .cloned()
            .unwrap_or_else(|| Secret::new(""));
        redaction::register(&key);
        Api::new(self.env, self.settings, key, self.neon_timeout(), self.tell)
    }

    /// Looks for the Space. Other problems, such as a missing token, are left to `push-secrets`.
    async fn verify_space(&self, given: &Submission) -> Option<Violation> {
        let hub = self.hub(given.get(SPACE)?.expose())?;
        let error = hub.runtime().await.err()?;
        SPACE_NOT_FOUND
            .contains(&error.diagnostic.code)
            .then(|| Violation::of_error(SPACE, error, Consequence::Refused))
    }
}

/// The PostgreSQL database among the values, with the question that names it.
fn postgres(values: &Values) -> Option<(&str, PostgresUrl)> {
    let value = values.values.first()?;
    match Target::parse(&value.variable, value.value.expose()).ok()? {
        Target::Postgres(url) => Some((&value.key, url)),
        Target::Sqlite(_) => None,
    }
}

/// Whether a value has the format of the provider's client secret and not of its client ID.
fn is_client_secret(provider: &Provider, value: &str) -> bool {
    let is_known =
        kind(value).is_some_and(|kind| kind.credential == Some((&provider.name, Role::Secret)));
    let is_typical = provider.formats.is_some_and(|formats| {
        formats.secret.compare(value) == Match::Typical
            && formats.id.compare(value) != Match::Typical
    });
    is_known || is_typical
}
