//! The step of a provider: its OAuth app, whose id and secret are tried before they are written.

use super::answer::StepOutcome;
use super::asking::Answered;
use super::form;
use super::wizard::Wizard;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::providers::{Provider, Variables, production_callback};
use crate::secret::Secret;
use crate::wizard::{
    Environment, Step, StepKind, ask, judge, read_credentials_file, redirect_uris, refuses,
};

/// An id and its secret, under the names of their variables.
type Pair = Vec<(String, Secret)>;

/// Does the step.
pub(super) async fn run(
    wizard: &mut Wizard<'_>,
    step: &Step,
    provider: &Provider,
) -> Result<StepOutcome> {
    let Some(variables) = provider.variables.first() else {
        return Ok(StepOutcome::Left);
    };
    if wizard.says_yes(&step.key("skip")) {
        return Ok(StepOutcome::Left);
    }
    let ui = &wizard.context.ui;
    ui.status(&format!(
        "\n{}, {}",
        provider.label,
        step.environment.name()
    ));
    if let Some(pair) = of_development(wizard, step, provider, variables)? {
        wizard.write(step.environment, &pair)?;
        return Ok(StepOutcome::Done);
    }
    let asked = ui.can_ask()
        && !["client-id", "credentials-file"]
            .iter()
            .any(|question| wizard.answers.has(&step.key(question)));
    let production = step.environment == Environment::Production;
    if asked
        && production
        && production_callback(&wizard.files.side(step.environment).settings, provider).is_err()
    {
        ui.status("The address of the site comes first: its redirect URI is made of FRONTEND_URL.");
        return Ok(StepOutcome::Left);
    }
    if asked {
        form::show(wizard, step, provider);
    }
    let mut suggestion = alone(wizard, step, variables);
    loop {
        let Some(Answered { value: pair, given }) =
            credentials(wizard, step, provider, suggestion.as_deref())?
        else {
            return Ok(StepOutcome::Left);
        };
        let findings = try_out(wizard, step, provider, &pair).await?;
        if wizard.accepts(step, &findings, given)? {
            wizard.write(step.environment, &pair)?;
            return Ok(StepOutcome::Done);
        }
        // Most often only the secret is wrong: Enter takes the id again.
        suggestion = Some(pair[0].1.expose().to_owned());
    }
}

/// The app of development, where one app can serve both and that is wanted.
fn of_development(
    wizard: &Wizard<'_>,
    step: &Step,
    provider: &Provider,
    variables: &Variables,
) -> Result<Option<Pair>> {
    let development = wizard.files.side(Environment::Development);
    let there = Step {
        environment: Environment::Development,
        topic: StepKind::Provider(Box::new(provider.clone())),
    };
    let usable = matches!(
        there.standing(&wizard.files)?,
        crate::wizard::StepStatus::Done(_)
    );
    if step.environment != Environment::Production || !provider.form.serves_both || !usable {
        return Ok(None);
    }
    let (id, secret) = (
        development.value(&variables.client_id),
        development.value(&variables.client_secret),
    );
    let file = development.place.shown.display();
    let text = format!(
        "Its redirect URIs at {} must hold both. Use the app of {file} here too?",
        provider.label
    );
    match (id, secret) {
        (Some(id), Some(secret)) if wizard.agrees(&step.key("same-app"), &text)? => Ok(Some(vec![
            (variables.client_id.clone(), id.clone()),
            (variables.client_secret.clone(), secret.clone()),
        ])),
        _ => Ok(None),
    }
}

/// An id that stands in the file without its secret, to be taken by Enter.
fn alone(wizard: &Wizard<'_>, step: &Step, variables: &Variables) -> Option<String> {
    let side = wizard.files.side(step.environment);
    let id = side.value(&variables.client_id)?;
    let right = judge(step, side, &[(variables.client_id.clone(), id.clone())])
        .is_ok_and(|findings| !findings.iter().any(refuses));
    (right && side.value(&variables.client_secret).is_none()).then(|| id.expose().to_owned())
}

/// Asks for id and secret, or reads the console's file.
fn credentials(
    wizard: &Wizard<'_>,
    step: &Step,
    provider: &Provider,
    suggestion: Option<&str>,
) -> Result<Option<Answered<Pair>>> {
    let form = &provider.form;
    if let Some(path) = wizard.given(&step.key("credentials-file"))? {
        return from_file(wizard, step, provider, path.expose(), true)
            .map(|pair| pair.map(|value| Answered { value, given: true }));
    }
    if let Some(file) = form
        .file
        .filter(|_| wizard.context.ui.can_ask() && !wizard.answers.has(&step.key("client-id")))
    {
        wizard.context.ui.status(&format!(
            "Instead of the {}, the path of {} will do.",
            form.id, file.name
        ));
    }
    let text = format!("{} {}", provider.label, form.id);
    let Some(id) = wizard.ask(&step.key("client-id"), &text, false, suggestion)? else {
        return Ok(None);
    };
    // A path that was dropped onto the terminal may have come with quotation marks.
    let path = id.value.expose().trim_matches(['\'', '"']);
    if form.file.is_some() && path.ends_with(".json") {
        let pair = from_file(wizard, step, provider, path, id.given)?;
        return Ok(pair.map(|value| Answered {
            value,
            given: id.given,
        }));
    }
    let text = format!("{} {}", provider.label, form.secret);
    let Some(secret) = wizard.ask(&step.key("client-secret"), &text, true, None)? else {
        return Ok(None);
    };
    let given = id.given && secret.given;
    Ok(pair(provider, id.value, secret.value).map(|value| Answered { value, given }))
}

fn pair(provider: &Provider, id: Secret, secret: Secret) -> Option<Pair> {
    let variables = provider.variables.first()?;
    Some(vec![
        (variables.client_id.clone(), id),
        (variables.client_secret.clone(), secret),
    ])
}

/// Both from the console's file. A person who named a wrong one is asked again.
fn from_file(
    wizard: &Wizard<'_>,
    step: &Step,
    provider: &Provider,
    path: &str,
    given: bool,
) -> Result<Option<Pair>> {
    let Some(file) = &provider.form.file else {
        return Err(Error::bug("a provider without a file of credentials"));
    };
    let place = wizard.answers.beside(&wizard.context.process, path);
    match read_credentials_file(
        &place,
        file,
        &redirect_uris(provider, step.environment, &wizard.files),
    ) {
        Ok(read) => {
            wizard.context.ui.register_secret(&read.client_secret);
            for uri in &read.unregistered {
                wizard.context.ui.finding(&diagnostic!(
                    setup::UNREGISTERED,
                    uri = uri,
                    file = place.shown.display(),
                    console = provider.console,
                    place = provider.registration.place
                ));
            }
            Ok(pair(provider, read.client_id, read.client_secret))
        }
        Err(error) if given => Err(error),
        Err(error) => {
            wizard.context.ui.finding(&error.finding);
            credentials(wizard, step, provider, None)
                .map(|answered| answered.map(|answered| answered.value))
        }
    }
}

/// Judges a pair by its form, and then, unless that was not wanted, by what the provider says.
async fn try_out(
    wizard: &Wizard<'_>,
    step: &Step,
    provider: &Provider,
    pair: &Pair,
) -> Result<Vec<Diagnostic>> {
    let side = wizard.files.side(step.environment);
    let mut findings = judge(step, side, pair)?;
    if !wizard.args.offline && !findings.iter().any(refuses) {
        let context = wizard.context;
        context.require_trust(|| provider.require_trust(&context.process))?;
        let _spinner = wizard.context.ui.spinner(&format!(
            "asking {} whether it accepts them",
            provider.label
        ));
        findings.extend(ask(&wizard.context.process, step, side, pair, wizard.patience()).await?);
    }
    Ok(findings)
}
