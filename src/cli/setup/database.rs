//! The step of the database: a connection string that is pasted, a project at Neon, or a SQLite file for now.

use super::answer::StepOutcome;
use super::asking::Answered;
use super::wizard::{Wizard, unanswered};
use crate::cli::{database::Place, neon};
use crate::config::Variable;
use crate::database::{Database, Target};
use crate::diagnostics::Result;
use crate::diagnostics::catalog::input;
use crate::neon::api::{Api, Event};
use crate::neon::projects::{GUIDE_POSTGRES, GUIDE_PROJECT};
use crate::secret::Secret;
use crate::terminal::Question;
use crate::wizard::{Environment, Step, connection_string, judge};

/// The ways to a database, in the order in which they are offered.
const WAYS: [(&str, &str); 3] = [
    (
        "paste",
        "PostgreSQL: paste its connection string (Neon: Connect)",
    ),
    ("neon", "a project at Neon, made or found with an API key"),
    ("sqlite", "a SQLite file, for now"),
];

/// Does the step.
pub(super) async fn run(
    wizard: &mut Wizard<'_>,
    step: &Step,
    variable: &'static Variable,
) -> Result<StepOutcome> {
    let given = wizard.given(&step.name())?;
    let way = match given.as_ref().map(Secret::expose) {
        Some(way @ ("neon" | "sqlite")) => WAYS
            .iter()
            .position(|(name, _)| *name == way)
            .unwrap_or_default(),
        Some(_) => 0,
        None => {
            let count = if step.environment == Environment::Development {
                WAYS.len()
            } else {
                WAYS.len() - 1
            };
            let items: Vec<String> = WAYS[..count]
                .iter()
                .map(|(_, words)| (*words).to_owned())
                .collect();
            wizard.context.ui.choose_or(
                &Question {
                    text: "The users are stored in",
                    flag: "--answers",
                },
                &items,
                0,
            )?
        }
    };
    match WAYS[way].0 {
        "neon" => at_neon(wizard, step, variable).await,
        "sqlite" => {
            let url = Secret::new(variable.default.unwrap_or_default());
            wizard.write(step.environment, &[(variable.name.to_owned(), url)])?;
            Ok(StepOutcome::Done)
        }
        _ => pasted(wizard, step, variable).await,
    }
}

/// Asks for a connection string until it can be right, and leads to a database.
async fn pasted(
    wizard: &mut Wizard<'_>,
    step: &Step,
    variable: &'static Variable,
) -> Result<StepOutcome> {
    loop {
        let Some(Answered { value, given }) =
            wizard.ask(&step.name(), variable.name, true, None)?
        else {
            return Ok(StepOutcome::Left);
        };
        let values = [(variable.name.to_owned(), connection_string(value.expose()))];
        wizard.conceal(&values[0].1);
        let findings = judge(step, wizard.files.side(step.environment), &values)?;
        if !wizard.accepts(step, &findings, given)? {
            continue;
        }
        if let Err(error) = connect(wizard, variable.name, &values[0].1).await {
            if given {
                return Err(error);
            }
            wizard.context.ui.finding(&error.finding);
            if !wizard.context.ui.confirm(&Question {
                text: "Keep it all the same?",
                flag: "--offline",
            })? {
                continue;
            }
        }
        wizard.write(step.environment, &values)?;
        return Ok(StepOutcome::Done);
    }
}

/// Connects once, to see that the string leads to a database.
async fn connect(wizard: &Wizard<'_>, name: &str, url: &Secret) -> Result<()> {
    let Target::Postgres(url) = Target::parse(name, url.expose())? else {
        return Ok(());
    };
    if wizard.args.offline {
        return Ok(());
    }
    url.password
        .iter()
        .for_each(|password| wizard.context.ui.register_secret(password));
    let _spinner = wizard.context.ui.spinner(&format!("connecting to {url}"));
    let target = Target::Postgres(url);
    let database = Database::open(&target, Place::patience(wizard.context)).await?;
    database.close().await;
    Ok(())
}

/// Makes the guide's project, or finds it, and keeps both of its URLs.
async fn at_neon(
    wizard: &mut Wizard<'_>,
    step: &Step,
    variable: &'static Variable,
) -> Result<StepOutcome> {
    let context = wizard.context;
    let key = match (
        wizard.given("neon-api-key")?,
        context.settings.get_non_empty("NEON_API_KEY"),
    ) {
        (Some(key), _) => Some(key),
        (None, Some(setting)) => Some(setting.value.clone()),
        (None, None) => {
            context
                .ui
                .status("Make a key at https://console.neon.tech/app/settings/api-keys");
            wizard
                .ask("neon-api-key", "Neon API key", true, None)?
                .map(|answered| answered.value)
        }
    };
    let Some(key) = key else {
        return Ok(StepOutcome::Left);
    };
    context.ui.register_secret(&key);
    let config = &context.settings.config.neon;
    let tell = |event: Event| neon::tell(context, &event);
    context.require_trust_for_neon()?;
    let api = Api::new(
        (&context.process, &context.settings),
        key,
        context.timeout.unwrap_or(neon::PATIENCE),
        &tell,
    )?;
    let project = (
        config.project.as_deref().unwrap_or(GUIDE_PROJECT),
        config.organization.as_deref(),
    );
    let region = wizard.given("neon-region")?;
    let obtained = neon::create::obtain(
        context,
        &api,
        project,
        GUIDE_POSTGRES,
        region.as_ref().map(Secret::expose),
    )
    .await;
    let obtained = obtained.map_err(|error| {
        if error.finding.is(&input::UNANSWERED) {
            unanswered(&["neon-region".to_owned()])
        } else {
            error
        }
    })?;
    let what = if obtained.created {
        "was made"
    } else {
        "is there already, and is used as it is"
    };
    context.ui.status(&format!(
        "The Neon project {} {what}.",
        obtained.project.name
    ));
    let connection = obtained.connection;
    let values = [
        (variable.name.to_owned(), connection.pooled),
        ("DATABASE_URL_UNPOOLED".to_owned(), connection.direct),
    ];
    wizard.write(step.environment, &values)?;
    Ok(StepOutcome::Done)
}
