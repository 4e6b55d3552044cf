//! The step of the database: a connection string, a Neon project, or a SQLite file.

use super::prompts::Answered;
use super::report::StepOutcome;
use super::wizard::{Wizard, unanswered};
use crate::cli::{database::DatabaseTarget, neon};
use crate::config::Variable;
use crate::database::{Database, Target};
use crate::diagnostics::catalog::input;
use crate::diagnostics::{Error, Exit, Result};
use crate::neon::api::{Api, Event};
use crate::neon::projects::{GUIDE_POSTGRES, GUIDE_PROJECT, Obtained};
use crate::secret::Secret;
use crate::terminal::Question;
use crate::wizard::{Environment, Step, check, connection_string};

/// Where the users can be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    ConnectionString,
    Neon,
    Sqlite,
}

impl Choice {
    const ALL: [(Self, &str); 3] = [
        (
            Self::ConnectionString,
            "PostgreSQL: paste a connection string",
        ),
        (Self::Neon, "PostgreSQL: create or find a Neon project"),
        (Self::Sqlite, "a SQLite file, for now"),
    ];
}

/// Runs the step.
pub(super) async fn run(
    wizard: &mut Wizard<'_>,
    step: &Step,
    variable: &'static Variable,
) -> Result<StepOutcome> {
    let given = wizard.given(&step.name())?;
    let choice = match given.as_ref().map(Secret::expose) {
        Some("neon") => Choice::Neon,
        Some("sqlite") => Choice::Sqlite,
        Some(_) => Choice::ConnectionString,
        None => choose(wizard, step)?,
    };
    match choice {
        Choice::ConnectionString => paste(wizard, step, variable).await,
        Choice::Neon => neon(wizard, step, variable).await,
        Choice::Sqlite => {
            let url = Secret::new(variable.default.unwrap_or_default());
            wizard.save(step.environment, &[(variable.name.to_owned(), url)])?;
            Ok(StepOutcome::Done)
        }
    }
}

fn choose(wizard: &Wizard<'_>, step: &Step) -> Result<Choice> {
    let is_offered = |(choice, _): &&(Choice, &str)| {
        step.environment == Environment::Development || *choice != Choice::Sqlite
    };
    let (choices, items): (Vec<Choice>, Vec<String>) = Choice::ALL
        .iter()
        .filter(is_offered)
        .map(|(choice, text)| (*choice, (*text).to_owned()))
        .unzip();
    let question = Question {
        text: "Where to store the users",
        flag: "--answers",
    };
    Ok(choices[wizard.context.ui.choose_or(&question, &items, 0)?])
}

/// Asks for a connection string until it is valid and connects.
async fn paste(
    wizard: &mut Wizard<'_>,
    step: &Step,
    variable: &'static Variable,
) -> Result<StepOutcome> {
    loop {
        let Some(Answered { value, given }) = wizard.ask_secret(&step.name(), variable.name)?
        else {
            return Ok(StepOutcome::Left);
        };
        let values = [(variable.name.to_owned(), connection_string(value.expose()))];
        wizard.register_secret(&values[0].1);
        let findings = check(step, wizard.files.file(step.environment), &values)?;
        if !wizard.accepts(step, &findings, given)? {
            continue;
        }
        if let Err(error) = connect(wizard, variable.name, &values[0].1).await {
            if given {
                return Err(error);
            }
            wizard.context.ui.diagnostic(&error.diagnostic);
            if !wizard.context.ui.confirm(&Question {
                text: "Save it anyway?",
                flag: "--offline",
            })? {
                continue;
            }
        }
        wizard.save(step.environment, &values)?;
        return Ok(StepOutcome::Done);
    }
}

/// Connects once.
async fn connect(wizard: &Wizard<'_>, name: &str, url: &Secret) -> Result<()> {
    let Target::Postgres(url) = Target::parse(name, url.expose())? else {
        return Ok(());
    };
    if wizard.args.offline {
        return Ok(());
    }
    if let Some(password) = &url.password {
        wizard.context.ui.register_secret(password);
    }
    let _spinner = wizard.context.ui.spinner(&format!("connecting to {url}"));
    let target = Target::Postgres(url);
    let database = Database::open(&target, DatabaseTarget::timeout(wizard.context)).await?;
    database.close().await;
    Ok(())
}

/// Creates or finds the Neon project. When that fails, you choose what to do instead.
async fn neon(
    wizard: &mut Wizard<'_>,
    step: &Step,
    variable: &'static Variable,
) -> Result<StepOutcome> {
    let mut key = match wizard.given("neon-api-key")? {
        Some(key) => Some(key),
        None => {
            let settings = &wizard.context.settings;
            settings
                .get_non_empty("NEON_API_KEY")
                .map(|setting| setting.value.clone())
        }
    };
    loop {
        if key.is_none() {
            key = ask_for_key(wizard)?;
        }
        let Some(api_key) = &key else {
            return Ok(StepOutcome::Left);
        };
        let error = match obtain(wizard, api_key).await {
            Ok(obtained) => return save(wizard, step, variable, obtained),
            Err(error) => error,
        };
        let is_final = matches!(error.exit, Exit::Interrupted | Exit::Bug);
        if is_final || !wizard.can_ask_again(step) {
            return Err(error);
        }
        wizard.context.ui.diagnostic(&error.diagnostic);
        match choose_after_failure(wizard)? {
            AfterFailure::Retry => {}
            AfterFailure::OtherKey => key = None,
            AfterFailure::ConnectionString => return paste(wizard, step, variable).await,
            AfterFailure::Skip => return Ok(StepOutcome::Left),
        }
    }
}

fn ask_for_key(wizard: &Wizard<'_>) -> Result<Option<Secret>> {
    wizard
        .context
        .ui
        .status("Create an API key at https://console.neon.tech/app/settings/api-keys");
    let answered = wizard.ask_secret("neon-api-key", "Neon API key")?;
    Ok(answered.map(|answered| answered.value))
}

/// What to do when Neon could not be used.
#[derive(Clone, Copy, Debug)]
enum AfterFailure {
    Retry,
    OtherKey,
    ConnectionString,
    Skip,
}

fn choose_after_failure(wizard: &Wizard<'_>) -> Result<AfterFailure> {
    const CHOICES: [(AfterFailure, &str); 4] = [
        (AfterFailure::Retry, "Try again"),
        (AfterFailure::OtherKey, "Try again with another API key"),
        (
            AfterFailure::ConnectionString,
            "Paste a connection string instead",
        ),
        (AfterFailure::Skip, "Skip this step"),
    ];
    let question = Question {
        text: "What next",
        flag: "--answers",
    };
    let items = CHOICES.map(|(_, text)| text.to_owned());
    let chosen = wizard.context.ui.choose_or(&question, &items, 0)?;
    Ok(CHOICES[chosen].0)
}

async fn obtain(wizard: &Wizard<'_>, key: &Secret) -> Result<Obtained> {
    let context = wizard.context;
    context.ui.register_secret(key);
    let config = &context.settings.config.neon;
    let tell = |event: Event| neon::tell(context, &event);
    context.require_trust_for_neon()?;
    let api = Api::new(
        (&context.env, &context.settings),
        key.clone(),
        context.timeout.unwrap_or(neon::NEON_TIMEOUT),
        &tell,
    )?;
    let project = (
        config.project.as_deref().unwrap_or(GUIDE_PROJECT),
        config.organization.as_deref(),
    );
    let region = wizard.given("neon-region")?;
    let region = region.as_ref().map(Secret::expose);
    let obtained = neon::create::obtain(context, &api, project, GUIDE_POSTGRES, region).await;
    obtained.map_err(|error: Error| {
        if error.diagnostic.is(&input::UNANSWERED) {
            unanswered(&["neon-region".to_owned()])
        } else {
            error
        }
    })
}

/// Saves both URLs of the project.
fn save(
    wizard: &mut Wizard<'_>,
    step: &Step,
    variable: &'static Variable,
    obtained: Obtained,
) -> Result<StepOutcome> {
    let name = &obtained.project.name;
    wizard.context.ui.status(&if obtained.created {
        format!("Created the Neon project {name}.")
    } else {
        format!("Found the Neon project {name}; it is used as it is.")
    });
    let connection = obtained.connection;
    let values = [
        (variable.name.to_owned(), connection.pooled),
        ("DATABASE_URL_UNPOOLED".to_owned(), connection.direct),
    ];
    wizard.save(step.environment, &values)?;
    Ok(StepOutcome::Done)
}
