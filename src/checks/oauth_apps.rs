//! Checks of the providers' credentials. Their formats are in `providers::formats`.

use std::fmt::Display;

use super::check::Check;
use super::context::CheckContext;
use super::values::{BEFORE_CONTENT, BEFORE_MISSING};
use super::violation::{CheckResult, Violation};
use crate::config::Environment;
use crate::config::empty_variable::explain_empty;
use crate::config::settings::Settings;
use crate::config::variables::Stage;
use crate::diagnostic;
use crate::diagnostics::Code;
use crate::diagnostics::catalog::{api, credential, env, frontend, provider, redirect};
use crate::providers::formats::{Formats, Kind, Match, Role};
use crate::providers::{Provider, Variables, kind};
use crate::text;
use crate::words::pluralize;

pub const CHECKS: &[Check] = &[
    Check {
        stage: Stage::SignIn,
        title: "every provider is configured",
        depends_on: BEFORE_MISSING,
        emits: &[&provider::NONE_CONFIGURED],
        run: not_configured,
        ..Check::of(&provider::NOT_CONFIGURED)
    },
    Check {
        stage: Stage::SignIn,
        title: "every provider has a client ID and a client secret",
        depends_on: BEFORE_MISSING,
        run: incomplete,
        ..Check::of(&provider::INCOMPLETE)
    },
    Check {
        stage: Stage::SignIn,
        title: "no client ID and client secret are swapped",
        depends_on: BEFORE_CONTENT,
        run: swapped,
        ..Check::of(&credential::SWAPPED)
    },
    Check {
        stage: Stage::SignIn,
        title: "every credential is of the kind that its variable needs",
        depends_on: &[&env::PLACEHOLDER, &credential::SWAPPED],
        run: wrong_kind,
        ..Check::of(&credential::WRONG_KIND)
    },
    Check {
        stage: Stage::SignIn,
        title: "every credential has a valid format",
        depends_on: &[&credential::WRONG_KIND],
        run: |context| mismatches(context, Match::Wrong, &credential::WRONG_FORMAT),
        ..Check::of(&credential::WRONG_FORMAT)
    },
    Check {
        stage: Stage::SignIn,
        title: "every credential has the usual format",
        depends_on: &[&credential::WRONG_KIND],
        run: |context| mismatches(context, Match::Unusual, &credential::UNUSUAL_FORMAT),
        ..Check::of(&credential::UNUSUAL_FORMAT)
    },
    Check {
        stage: Stage::SignIn,
        title: "no two providers share a credential",
        depends_on: &[&credential::WRONG_FORMAT],
        run: shared,
        ..Check::of(&credential::SHARED)
    },
    Check {
        stage: Stage::SignIn,
        title: "every configured provider can accept the redirect URI of this environment",
        depends_on: &[
            &provider::INCOMPLETE,
            &env::PLACEHOLDER,
            &api::NOT_A_URL,
            &api::NOT_HTTPS,
            &api::LOCAL,
            &frontend::NOT_A_URL,
            &frontend::LOCAL,
            &frontend::NOT_HTTPS,
        ],
        emits: &[
            &redirect::NOT_A_URI,
            &redirect::INSECURE,
            &redirect::RAW_ADDRESS,
            &redirect::PRIVATE_NAME,
            &redirect::ONLY_LOCALHOST,
            &redirect::WILDCARD,
        ],
        run: redirect_uris,
        ..Check::of(&redirect::NOT_HTTPS)
    },
];

/// A credential of a provider with known formats.
struct Credential<'context> {
    provider: &'context Provider,
    formats: &'static Formats,
    role: Role,
    name: &'context str,
    value: &'context str,
}

fn credentials<'context>(
    context: &'context CheckContext<'_>,
) -> impl Iterator<Item = Credential<'context>> {
    context
        .all_credentials()
        .filter_map(|(provider, role, name)| {
            Some(Credential {
                provider,
                formats: provider.formats?,
                role,
                name,
                value: context.value(name)?,
            })
        })
}

fn not_configured(context: &CheckContext<'_>) -> CheckResult {
    let pairs = context
        .providers
        .iter()
        .filter_map(|provider| Some((provider, context.credentials(provider)?)));
    let absent = pairs.filter(|(provider, pair)| {
        let has_secret = provider.has_secret() && context.value(&pair.client_secret).is_some();
        context.value(&pair.client_id).is_none() && !has_secret
    });
    let absent: Vec<_> = absent.collect();
    // In production each provider is an error of its own.
    if absent.len() == context.providers.len()
        && context.environment == Environment::Development
        && context.unless_only_providers().is_ok()
    {
        return Ok(none_configured(&absent, context.settings)
            .into_iter()
            .collect());
    }
    let problems = absent.into_iter().map(|(provider, pair)| {
        let diagnostic = diagnostic!(
            provider::NOT_CONFIGURED,
            label = provider.label,
            client_id_variable = pair.client_id,
            client_secret_variable = pair.client_secret,
            console = provider.console
        );
        let names = [pair.client_id.as_str(), pair.client_secret.as_str()];
        let diagnostic = explain_empty(diagnostic, &names, context.settings);
        Violation::of(&pair.client_id, diagnostic)
            .and_with(&pair.client_secret)
            .at(context
                .location(&pair.client_id)
                .or_else(|| context.location(&pair.client_secret)))
    });
    Ok(problems.collect())
}

/// The violation if these are all providers; None if there is none at all.
fn none_configured(absent: &[(&Provider, &Variables)], settings: &Settings) -> Option<Violation> {
    let variables = absent.iter().flat_map(|(provider, pair)| {
        let secret = provider.has_secret().then_some(&pair.client_secret);
        std::iter::once(&pair.client_id).chain(secret)
    });
    let variables: Vec<&str> = variables.map(String::as_str).collect();
    let (first, others) = variables.split_first()?;
    let diagnostic = diagnostic!(provider::NONE_CONFIGURED, variables = variables.join(", "));
    let diagnostic = explain_empty(diagnostic, &variables, settings);
    let violation = Violation::of(*first, diagnostic);
    Some(
        others
            .iter()
            .fold(violation, |violation, &name| violation.and_with(name)),
    )
}

fn incomplete(context: &CheckContext<'_>) -> CheckResult {
    let pairs = context
        .providers
        .iter()
        .filter_map(|provider| Some((provider, context.credentials(provider)?)));
    let halves = pairs.filter(|(provider, _)| provider.has_secret());
    let halves = halves.filter_map(|(provider, pair)| {
        let (id, secret) = (pair.client_id.as_str(), pair.client_secret.as_str());
        let (there, missing) = match (context.value(id), context.value(secret)) {
            (Some(_), None) => (id, secret),
            (None, Some(_)) => (secret, id),
            _ => return None,
        };
        let state = if context.settings.get(missing).is_some() {
            "empty"
        } else {
            "not set"
        };
        let diagnostic = diagnostic!(
            provider::INCOMPLETE,
            missing = missing,
            state = state,
            present = there,
            label = provider.label,
            console = provider.console
        );
        Some(
            Violation::of(missing, diagnostic).at(context
                .location(missing)
                .or_else(|| context.location(there))),
        )
    });
    Ok(halves.collect())
}

fn swapped(context: &CheckContext<'_>) -> CheckResult {
    let ids = credentials(context).filter(|credential| credential.role == Role::Id);
    let swapped = ids.filter_map(|id| {
        let secret = credentials(context)
            .find(|other| other.provider.name == id.provider.name && other.role == Role::Secret)?;
        (is_counterpart(&id) && is_counterpart(&secret)).then(|| {
            let diagnostic = diagnostic!(
                credential::SWAPPED,
                client_id_variable = id.name,
                client_secret_variable = secret.name
            );
            context.diagnose(id.name, diagnostic).and_with(secret.name)
        })
    });
    Ok(swapped.collect())
}

/// Whether a credential has the format of its counterpart (client ID or secret) and not its own.
fn is_counterpart(credential: &Credential<'_>) -> bool {
    let Credential {
        formats,
        role,
        value,
        ..
    } = credential;
    formats.of(counterpart(*role)).compare(value) == Match::Typical
        && formats.of(*role).compare(value) != Match::Typical
}

fn wrong_kind(context: &CheckContext<'_>) -> CheckResult {
    let wrong = credentials(context).filter_map(|credential| {
        let Credential {
            provider,
            formats,
            role,
            name,
            value,
        } = credential;
        let belongs = |kind: &Kind| kind.credential == Some((provider.name.as_str(), role));
        let found = match kind(value) {
            Some(kind) if belongs(kind) => return None,
            Some(kind)
                if formats.of(role).compare(value) == Match::Typical
                    && kind.credential.is_some() =>
            {
                return None;
            }
            Some(kind) => kind.name.to_owned(),
            None if is_counterpart(&credential) => {
                let part = part_name(provider, counterpart(role));
                format!("a {} {part}", provider.label)
            }
            None => return None,
        };
        let diagnostic = diagnostic!(
            credential::WRONG_KIND,
            name = name,
            kind = found,
            credential = part_name(provider, role),
            console = provider.console
        );
        let problem = context.diagnose(name, diagnostic);
        Some(match kind(value).and_then(|kind| kind.fix) {
            Some(fix) => problem.help(fix),
            None => problem,
        })
    });
    Ok(wrong.collect())
}

fn counterpart(role: Role) -> Role {
    if role == Role::Id {
        Role::Secret
    } else {
        Role::Id
    }
}

/// The provider's name for a client ID or client secret, such as Facebook's "App ID".
fn part_name(provider: &Provider, role: Role) -> &'static str {
    let (label, usual) = match role {
        Role::Id => (provider.form.id, "client ID"),
        Role::Secret => (provider.form.secret, "client secret"),
    };
    if label.eq_ignore_ascii_case(usual) {
        usual
    } else {
        label
    }
}

/// Which characters of a value, from 1, are the only part of it that is right.
fn inside(value: &str, is_right: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
    let is_between =
        |character: char| character.is_whitespace() || ",;:=/\"'<>()".contains(character);
    let parts = value.split(is_between).filter(|part| *part != value);
    let [part] = <[&str; 1]>::try_from(
        parts
            .filter(|part| is_right(part))
            .take(2)
            .collect::<Vec<_>>(),
    )
    .ok()?;
    let before = value[..value.find(part)?].chars().count();
    Some((before + 1, before + part.chars().count()))
}

fn mismatches(context: &CheckContext<'_>, fit: Match, code: &'static Code) -> CheckResult {
    let mismatches = credentials(context).filter(|credential| {
        credential
            .formats
            .of(credential.role)
            .compare(credential.value)
            == fit
    });
    let problems = mismatches.map(
        |Credential {
             provider,
             formats,
             role,
             name,
             value,
         }| {
            let part = part_name(provider, role);
            let values: [(&str, &dyn Display); 5] = [
                ("name", &name),
                ("label", &provider.label),
                ("credential", &part),
                ("format", &formats.of(role).description),
                ("console", &provider.console),
            ];
            let length = value.chars().count();
            let problem = context
                .diagnose(name, code.diagnostic(&values))
                .observed(pluralize(length, "character"));
            let problem = context.with_cut(name, problem);
            match inside(value, |part| {
                formats.of(role).compare(part) == Match::Typical
            }) {
                Some((first, last)) => problem
                    .observed(text!(credential::IS_INSIDE, first = first, last = last))
                    .help(text!(
                        credential::KEEP_INSIDE,
                        first = first,
                        last = last,
                        name = name
                    )),
                None => problem,
            }
        },
    );
    Ok(problems.collect())
}

/// An invalid live site address is left to the check of FRONTEND_URL.
fn redirect_uris(context: &CheckContext<'_>) -> CheckResult {
    let configured = context
        .providers
        .iter()
        .filter(|provider| !provider.is_unconfigured(context.settings));
    let problems = configured.filter_map(|provider| {
        let uri = context.redirect_uri(provider)?;
        let diagnostic = provider.check_redirect_uri(context.environment, &uri)?;
        let variables = context.credentials(provider)?;
        let problem = Violation::of(&variables.client_id, diagnostic);
        Some(match context.environment {
            Environment::Development => problem,
            Environment::Production => problem.and_with("FRONTEND_URL").and_with("API_BASE_URL"),
        })
    });
    Ok(problems.collect())
}

fn shared(context: &CheckContext<'_>) -> CheckResult {
    let all: Vec<_> = context
        .all_credentials()
        .filter_map(|(provider, _, name)| Some((provider, name, context.value(name)?)))
        .collect();
    let mut problems = Vec::new();
    for (index, (provider, name, value)) in all.iter().enumerate() {
        let earlier = all[..index]
            .iter()
            .find(|(other, _, same)| other.name != provider.name && same == value);
        let Some((_, earlier, _)) = earlier else {
            continue;
        };
        let diagnostic = diagnostic!(credential::SHARED, name = name, other = earlier);
        problems.push(context.diagnose(name, diagnostic).and_with(*earlier));
    }
    Ok(problems)
}
