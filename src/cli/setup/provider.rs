//! The step of a provider: its OAuth app, whose client ID and secret are verified before they are saved.

use super::console_form;
use super::prompts::Answered;
use super::report::StepOutcome;
use super::wizard::Wizard;
use crate::diagnostic;
use crate::diagnostics::catalog::{facebook, github, google, huggingface, setup};
use crate::diagnostics::{Code, Diagnostic, Error, Result};
use crate::providers::formats::{Match, Role, formats, kind};
use crate::providers::{Provider, Variables, production_callback};
use crate::secret::Secret;
use crate::text;
use crate::wizard::{
    Environment, Step, StepKind, StepStatus, check, check_online, is_refused,
    read_credentials_file, redirect_uris, switch_off_provider, switch_on_provider,
};

/// A client ID and its secret, with the names of their variables.
type Credentials = Vec<(String, Secret)>;

/// What was entered for the client ID.
enum Entry {
    ClientId(Answered),
    /// Both credentials, from the console's file.
    File(Answered<Credentials>),
}

/// Runs the step.
pub(super) async fn run(
    wizard: &mut Wizard<'_>,
    step: &Step,
    provider: &Provider,
) -> Result<StepOutcome> {
    let Some(variables) = provider.variables.first() else {
        return Ok(StepOutcome::Skipped);
    };
    if let Some(credentials) = of_development(wizard, step, provider, variables)? {
        return save(wizard, step, provider, &credentials);
    }
    let ui = &wizard.context.ui;
    let is_asked = ui.can_ask()
        && !["client-id", "credentials-file"]
            .iter()
            .any(|question| wizard.answers.contains(&step.key(question)));
    let is_production = step.environment == Environment::Production;
    if is_asked
        && is_production
        && production_callback(&wizard.files.file(step.environment).settings, provider).is_err()
    {
        ui.status(setup::FRONTEND_URL_FIRST);
        return Ok(StepOutcome::Left);
    }
    if is_asked {
        console_form::show(wizard, step, provider);
    }
    let mut suggestion = saved_client_id(wizard, step, variables);
    loop {
        let Some(Answered {
            value: credentials,
            given,
        }) = ask(wizard, step, provider, suggestion.as_deref())?
        else {
            return skip(wizard, step, provider);
        };
        let findings = verify(wizard, step, provider, &credentials).await?;
        if wizard.accepts(step, &findings, given)? {
            return save(wizard, step, provider, &credentials);
        }
        // The client ID is suggested again only where the provider has recognized it.
        suggestion = findings
            .iter()
            .filter(|diagnostic| is_refused(diagnostic))
            .all(|diagnostic| SECRET_REJECTED.iter().any(|code| diagnostic.is(code)))
            .then(|| credentials[0].1.expose().to_owned());
    }
}

/// What the providers answer to a known client ID with a wrong secret.
static SECRET_REJECTED: [&Code; 4] = [
    &huggingface::INVALID_CLIENT,
    &google::INVALID_SECRET,
    &facebook::INVALID_SECRET,
    &github::INCORRECT_CREDENTIALS,
];

fn save(
    wizard: &mut Wizard<'_>,
    step: &Step,
    provider: &Provider,
    credentials: &Credentials,
) -> Result<StepOutcome> {
    wizard.save(step.environment, credentials)?;
    let config = &wizard.context.settings.config;
    let is_switched_off = config
        .providers
        .get(&provider.name)
        .is_some_and(|provider| provider.enabled == Some(false));
    if is_switched_off {
        let config_file = wizard.config_file();
        let ui = &wizard.context.ui;
        let shown = config_file.shown.display();
        ui.status(&if switch_on_provider(&config_file, &provider.name)? {
            text!(setup::SWITCHED_ON, label = provider.label, file = shown)
        } else {
            text!(setup::REMOVE_ENABLED, name = provider.name, file = shown)
        });
    }
    Ok(StepOutcome::Done)
}

/// Leaves the provider for later, or switches it off where you do not use it.
fn skip(wizard: &mut Wizard<'_>, step: &Step, provider: &Provider) -> Result<StepOutcome> {
    let is_configured = [Environment::Development, Environment::Production]
        .iter()
        .any(|environment| !provider.is_unconfigured(&wizard.files.file(*environment).settings));
    let config_file = wizard.config_file();
    let label = &provider.label;
    let file = config_file.shown.display().to_string();
    if is_configured
        || !wizard.can_ask_again(step)
        || !wizard.confirm(
            &step.key("skip"),
            &text!(setup::SWITCH_OFF, label = label, file = file),
        )?
    {
        return Ok(StepOutcome::Left);
    }
    wizard
        .context
        .ui
        .status(&if switch_off_provider(&config_file, &provider.name)? {
            text!(
                setup::SWITCHED_OFF,
                label = label,
                file = file,
                name = provider.name
            )
        } else {
            text!(setup::ADD_ENABLED, name = provider.name, file = file)
        });
    wizard.switched_off.push(provider.name.clone());
    Ok(StepOutcome::Skipped)
}

/// The credentials of the development app, where it can serve both environments and you want that.
fn of_development(
    wizard: &Wizard<'_>,
    step: &Step,
    provider: &Provider,
    variables: &Variables,
) -> Result<Option<Credentials>> {
    let development = wizard.files.file(Environment::Development);
    let development_step = Step {
        environment: Environment::Development,
        kind: StepKind::Provider(Box::new(provider.clone())),
    };
    let is_usable = matches!(
        development_step.status(&wizard.files)?,
        StepStatus::Done(_) | StepStatus::Warning(_)
    );
    if step.environment != Environment::Production || !provider.usually_shares_app() || !is_usable {
        return Ok(None);
    }
    let (id, secret) = (
        development.value(&variables.client_id),
        development.value(&variables.client_secret),
    );
    let text = text!(setup::SAME_APP, label = provider.label);
    match (id, secret) {
        (Some(id), Some(secret)) if wizard.confirm(&step.key("same-app"), &text)? => {
            Ok(Some(vec![
                (variables.client_id.clone(), id.clone()),
                (variables.client_secret.clone(), secret.clone()),
            ]))
        }
        _ => Ok(None),
    }
}

/// The client ID in the file, if it is valid: without its secret, or to be replaced.
fn saved_client_id(wizard: &Wizard<'_>, step: &Step, variables: &Variables) -> Option<String> {
    let file = wizard.files.file(step.environment);
    let id = file.value(&variables.client_id)?;
    let findings = check(step, file, &[(variables.client_id.clone(), id.clone())]);
    let is_valid = findings.is_ok_and(|findings| !findings.iter().any(is_refused));
    let is_wanted = wizard.redoes(step) || file.value(&variables.client_secret).is_none();
    (is_valid && is_wanted).then(|| id.expose().to_owned())
}

/// Asks for client ID and secret, or reads the console's file.
fn ask(
    wizard: &Wizard<'_>,
    step: &Step,
    provider: &Provider,
    suggestion: Option<&str>,
) -> Result<Option<Answered<Credentials>>> {
    if let Some(path) = wizard.given(&step.key("credentials-file"))? {
        let value = read_file(wizard, step, provider, path.expose())?;
        return Ok(Some(Answered { value, given: true }));
    }
    if let Some(file) = provider.form.file
        && wizard.can_ask_again(step)
    {
        wizard.context.ui.status(&text!(
            setup::FILE_INSTEAD,
            id = provider.form.id,
            file = file.name
        ));
    }
    let id = match ask_client_id(wizard, step, provider, suggestion)? {
        Some(Entry::ClientId(id)) => id,
        Some(Entry::File(credentials)) => return Ok(Some(credentials)),
        None => return Ok(None),
    };
    let variables = provider.variables.first();
    let Some(variables) = variables else {
        return Err(Error::bug("a provider without variables"));
    };
    let text = format!("{} {}", provider.label, provider.form.secret);
    loop {
        let Some(secret) = wizard.ask_secret(&step.key("client-secret"), &text)? else {
            return Ok(None);
        };
        let given = id.given && secret.given;
        let credentials = credentials(variables, id.value.clone(), secret.value);
        // The client ID is valid: what is refused now is the secret.
        let findings = check(step, wizard.files.file(step.environment), &credentials)?;
        if !findings.iter().any(is_refused) || secret.given {
            return Ok(Some(Answered {
                value: credentials,
                given,
            }));
        }
        wizard.accepts(step, &findings, false)?;
    }
}

/// Asks for the client ID, or the path of the console's file, until it is valid.
fn ask_client_id(
    wizard: &Wizard<'_>,
    step: &Step,
    provider: &Provider,
    suggestion: Option<&str>,
) -> Result<Option<Entry>> {
    let form = &provider.form;
    let text = format!("{} {}", provider.label, form.id);
    loop {
        let Some(id) = wizard.ask_line(&step.key("client-id"), &text, suggestion)? else {
            return Ok(None);
        };
        // A path that is dropped onto a terminal may be quoted.
        let path = id.value.expose().trim_matches(['\'', '"']);
        if form.file.is_some() && path.ends_with(".json") {
            match read_file(wizard, step, provider, path) {
                Ok(value) => {
                    let given = id.given;
                    return Ok(Some(Entry::File(Answered { value, given })));
                }
                Err(error) if id.given => return Err(error),
                Err(error) => wizard.context.ui.diagnostic(&error.diagnostic),
            }
            continue;
        }
        if is_client_secret(provider, id.value.expose()) {
            wizard.register_secret(&id.value);
            let diagnostic = diagnostic!(
                setup::SECRET_AS_ID,
                label = provider.label,
                id = form.id,
                secret = form.secret
            );
            wizard.accepts(step, &[diagnostic], id.given)?;
            continue;
        }
        let Some(variables) = provider.variables.first() else {
            return Ok(None);
        };
        let value = [(variables.client_id.clone(), id.value.clone())];
        let findings = check(step, wizard.files.file(step.environment), &value)?;
        let refused: Vec<Diagnostic> = findings.into_iter().filter(is_refused).collect();
        if wizard.accepts(step, &refused, id.given)? {
            return Ok(Some(Entry::ClientId(id)));
        }
    }
}

/// Whether a value has the format of the provider's client secret and not of its client ID.
fn is_client_secret(provider: &Provider, value: &str) -> bool {
    let is_known =
        kind(value).is_some_and(|kind| kind.credential == Some((&provider.name, Role::Secret)));
    let is_typical = formats(&provider.name).is_some_and(|formats| {
        formats.secret.fit(value) == Match::Usual && formats.id.fit(value) != Match::Usual
    });
    is_known || is_typical
}

fn credentials(variables: &Variables, id: Secret, secret: Secret) -> Credentials {
    vec![
        (variables.client_id.clone(), id),
        (variables.client_secret.clone(), secret),
    ]
}

/// Both credentials from the console's file.
fn read_file(
    wizard: &Wizard<'_>,
    step: &Step,
    provider: &Provider,
    path: &str,
) -> Result<Credentials> {
    let (Some(file), Some(variables)) = (&provider.form.file, provider.variables.first()) else {
        return Err(Error::bug("a provider without a credentials file"));
    };
    let path = wizard.answers.resolve(&wizard.context.env, path);
    let uris = redirect_uris(provider, step.environment, &wizard.files);
    let read = read_credentials_file(&path, file, &uris)?;
    wizard.context.ui.register_secret(&read.client_secret);
    for uri in &read.unregistered {
        wizard.context.ui.diagnostic(&diagnostic!(
            setup::UNREGISTERED,
            uri = uri,
            file = path.shown.display(),
            console = provider.console,
            location = provider.registration.console_path
        ));
    }
    Ok(credentials(variables, read.client_id, read.client_secret))
}

/// Checks credentials locally, and with the provider unless --offline.
async fn verify(
    wizard: &Wizard<'_>,
    step: &Step,
    provider: &Provider,
    credentials: &Credentials,
) -> Result<Vec<Diagnostic>> {
    let file = wizard.files.file(step.environment);
    let mut findings = check(step, file, credentials)?;
    if !wizard.args.offline && !findings.iter().any(is_refused) {
        let context = wizard.context;
        context.require_trust(|| provider.require_trust(&context.env))?;
        let _spinner = context.ui.spinner(&format!(
            "verifying the credentials with {}",
            provider.label
        ));
        let timeout = wizard.provider_timeout();
        findings.extend(check_online(&context.env, step, file, credentials, timeout).await?);
    }
    Ok(findings)
}
