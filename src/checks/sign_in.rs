//! The credentials of the providers.
//!
//! Owns how a client id and a client secret are judged. What they look like belongs to `providers::formats`.

use super::check::{Check, Judged, Problem, Severity, Stage};
use super::subject::Subject;
use super::values::{CLEAN, IN_SIGHT};
use crate::providers::Provider;
use crate::providers::formats::{Fit, Formats, Kind, Role, formats, kind};

pub const CHECKS: &[Check] = &[
    Check {
        id: "provider.not-configured",
        stage: Stage::SignIn,
        title: "people can sign in with every provider",
        needs: IN_SIGHT,
        severity: Severity::ERROR_IN_PRODUCTION,
        judge: not_configured,
        ..Check::OF_SETTINGS
    },
    Check {
        id: "provider.incomplete",
        stage: Stage::SignIn,
        title: "every provider has both its id and its secret",
        needs: IN_SIGHT,
        severity: Severity::ERROR,
        judge: incomplete,
        ..Check::OF_SETTINGS
    },
    Check {
        id: "credential.swapped",
        stage: Stage::SignIn,
        title: "no id and secret are swapped",
        needs: CLEAN,
        severity: Severity::ERROR,
        judge: swapped,
        ..Check::OF_SETTINGS
    },
    Check {
        id: "credential.wrong-kind",
        stage: Stage::SignIn,
        title: "every credential is of the kind that its variable is for",
        needs: &["env.placeholder", "credential.swapped"],
        severity: Severity::ERROR,
        judge: wrong_kind,
        ..Check::OF_SETTINGS
    },
    Check {
        id: "credential.wrong-format",
        stage: Stage::SignIn,
        title: "every credential has a possible format",
        needs: &["credential.wrong-kind"],
        severity: Severity::ERROR,
        judge: |subject| misfits(subject, Fit::Wrong),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "credential.unusual-format",
        stage: Stage::SignIn,
        title: "every credential has the usual format",
        needs: &["credential.wrong-kind"],
        severity: Severity::WARNING,
        judge: |subject| misfits(subject, Fit::Unusual),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "credential.shared",
        stage: Stage::SignIn,
        title: "no two providers share a credential",
        needs: &["credential.wrong-format"],
        severity: Severity::ERROR,
        judge: shared,
        ..Check::OF_SETTINGS
    },
];

/// A credential that is set and of a provider whose formats are known.
struct Credential<'subject> {
    provider: &'subject Provider,
    formats: &'static Formats,
    role: Role,
    name: &'subject str,
    value: &'subject str,
}

fn credentials<'subject>(
    subject: &'subject Subject<'_>,
) -> impl Iterator<Item = Credential<'subject>> {
    subject
        .all_credentials()
        .filter_map(|(provider, role, name)| {
            Some(Credential {
                provider,
                formats: formats(&provider.name)?,
                role,
                name,
                value: subject.value(name)?,
            })
        })
}

fn not_configured(subject: &Subject<'_>) -> Judged {
    let pairs = subject
        .providers
        .iter()
        .filter_map(|provider| Some((provider, subject.credentials(provider)?)));
    let absent = pairs.filter(|(_, pair)| {
        subject.value(&pair.client_id).is_none() && subject.value(&pair.client_secret).is_none()
    });
    let problems = absent.map(|(provider, pair)| {
        Problem::with(
            &pair.client_id,
            format!("sign-in with {} is not configured", provider.label),
        )
        .and_with(&pair.client_secret)
        .cause(format!(
            "neither {} nor {} has a value",
            pair.client_id, pair.client_secret
        ))
        .fix(format!(
            "make an OAuth app at {}, and put its id and secret into the .env file",
            provider.console
        ))
        .at(subject
            .place(&pair.client_id)
            .or_else(|| subject.place(&pair.client_secret)))
    });
    Ok(problems.collect())
}

fn incomplete(subject: &Subject<'_>) -> Judged {
    let pairs = subject
        .providers
        .iter()
        .filter_map(|provider| Some((provider, subject.credentials(provider)?)));
    let halves = pairs.filter_map(|(provider, pair)| {
        let (id, secret) = (pair.client_id.as_str(), pair.client_secret.as_str());
        let (there, missing) = match (subject.value(id), subject.value(secret)) {
            (Some(_), None) => (id, secret),
            (None, Some(_)) => (secret, id),
            _ => return None,
        };
        let state = if subject.settings.get(missing).is_some() {
            "empty"
        } else {
            "not set"
        };
        let problem = Problem::with(missing, format!("{missing} is {state}"));
        let problem = problem.cause(format!(
            "{there} is set, and sign-in with {} needs both",
            provider.label
        ));
        Some(
            subject
                .ask_for(missing, problem)
                .at(subject.place(missing).or_else(|| subject.place(there))),
        )
    });
    Ok(halves.collect())
}

fn swapped(subject: &Subject<'_>) -> Judged {
    let ids = credentials(subject).filter(|credential| credential.role == Role::Id);
    let swapped = ids.filter_map(|id| {
        let secret = credentials(subject)
            .find(|other| other.provider.name == id.provider.name && other.role == Role::Secret)?;
        (is_the_other(&id) && is_the_other(&secret)).then(|| {
            subject
                .problem(
                    id.name,
                    format!("{} and {} are swapped", id.name, secret.name),
                )
                .and_with(secret.name)
                .cause("each has the format of the other")
                .fix("exchange the two values")
        })
    });
    Ok(swapped.collect())
}

/// Whether a credential looks like its provider's other one, and not like itself.
fn is_the_other(credential: &Credential<'_>) -> bool {
    let Credential {
        formats,
        role,
        value,
        ..
    } = credential;
    formats.of(other(*role)).fit(value) == Fit::Usual && formats.of(*role).fit(value) != Fit::Usual
}

fn wrong_kind(subject: &Subject<'_>) -> Judged {
    let wrong = credentials(subject).filter_map(|credential| {
        let Credential {
            provider,
            formats,
            role,
            name,
            value,
        } = credential;
        let belongs = |kind: &Kind| kind.credential == Some((provider.name.as_str(), role));
        let title = match kind(value) {
            Some(kind) if belongs(kind) => return None,
            Some(kind)
                if formats.of(role).fit(value) == Fit::Usual && kind.credential.is_some() =>
            {
                return None;
            }
            Some(kind) => format!("{name} holds {}", kind.name),
            None if is_the_other(&credential) => format!(
                "{name} holds a {} client {}",
                provider.label,
                word(other(role))
            ),
            None => return None,
        };
        let problem = subject.problem(name, title);
        Some(match kind(value).and_then(|kind| kind.fix) {
            Some(fix) => problem.fix(fix),
            None => subject.ask_for(name, problem),
        })
    });
    Ok(wrong.collect())
}

fn other(role: Role) -> Role {
    if role == Role::Id {
        Role::Secret
    } else {
        Role::Id
    }
}

fn word(role: Role) -> &'static str {
    if role == Role::Id { "id" } else { "secret" }
}

fn misfits(subject: &Subject<'_>, fit: Fit) -> Judged {
    let misfits = credentials(subject)
        .filter(|credential| credential.formats.of(credential.role).fit(credential.value) == fit);
    let problems = misfits.map(
        |Credential {
             provider,
             formats,
             role,
             name,
             value,
         }| {
            let (label, word) = (&provider.label, word(role));
            let title = match fit {
                Fit::Wrong => format!("{name} is not a {label} client {word}"),
                _ => format!("{name} does not look like a {label} client {word}"),
            };
            let length = value.chars().count();
            let problem = subject.problem(name, title).detail(format!(
                "{length} character{}",
                if length == 1 { "" } else { "s" }
            ));
            subject.ask_for(
                name,
                problem.cause(format!("one looks like this: {}", formats.of(role).looks)),
            )
        },
    );
    Ok(problems.collect())
}

fn shared(subject: &Subject<'_>) -> Judged {
    let all: Vec<_> = subject
        .all_credentials()
        .filter_map(|(provider, _, name)| Some((provider, name, subject.value(name)?)))
        .collect();
    let mut problems = Vec::new();
    for (place, (provider, name, value)) in all.iter().enumerate() {
        let earlier = all[..place]
            .iter()
            .find(|(other, _, same)| other.name != provider.name && same == value);
        let Some((_, earlier, _)) = earlier else {
            continue;
        };
        let problem = subject
            .problem(name, format!("{name} has the same value as {earlier}"))
            .and_with(*earlier);
        let problem = problem
            .cause("every provider gives out its own ids and secrets, so one of the two is wrong");
        problems.push(problem.fix("copy both again, each from its own provider"));
    }
    Ok(problems)
}
