//! The tables that findings are made of, read as explanations.
//!
//! Owns what a row leaves unsaid because it holds for all of its table: where it is seen, and the command that shows it again.

use super::Explanation;
use crate::database::postgres;
use crate::huggingface;
use crate::neon;
use crate::providers::{self, ErrorRow, GENERAL, PageMeaning, Places, Provider, Step, Variables};
use crate::settings::Settings;

/// Every row, with the title of its group where no page names that.
pub(super) fn explanations() -> Vec<(String, Explanation)> {
    let mut found = Vec::new();
    for provider in providers::all(&Settings::default()).unwrap_or_default() {
        let Some(variables) = provider.variables.first() else {
            continue;
        };
        let places = provider.places(variables, REDIRECT_URI);
        let rows = provider
            .errors
            .iter()
            .map(|row| of_provider(row, &places, &provider.name, Some(&provider)));
        found.extend(rows.map(|row| (provider.label.clone(), row)));
    }
    let variables = Variables {
        client_id: "PROVIDER_CLIENT_ID".to_owned(),
        client_secret: "PROVIDER_CLIENT_SECRET".to_owned(),
    };
    let places = Places {
        label: "the provider",
        console: "the provider's console",
        redirect_uri: REDIRECT_URI,
        variables: &variables,
    };
    let general = GENERAL
        .iter()
        .map(|row| of_provider(row, &places, "PROVIDER", None));
    found.extend(general.map(|row| ("Any provider".to_owned(), row)));
    found.extend(databases().map(|row| (String::new(), row)));
    found.extend(neon_api().chain(hub()).map(|row| (String::new(), row)));
    found
}

const REDIRECT_URI: &str = "the redirect URI that `navauth redirect-uris` lists";

fn of_provider(
    row: &'static ErrorRow,
    places: &Places<'_>,
    name: &str,
    provider: Option<&Provider>,
) -> Explanation {
    let text = row
        .text
        .map_or_else(String::new, |text| format!(" with \"{text}\""));
    let seen = match row.step {
        Step::Email => None,
        Step::Authorize | Step::App => Some(format!("{}: \"{}\"", row.step.words(), row.code)),
        _ => Some(format!("{}: {}{text}", row.step.words(), row.code)),
    };
    let online = provider.is_some_and(|provider| is_told_without_a_login(row, provider));
    let mut reproduce = vec![match row.step {
        Step::Device => format!("`navauth test-login {name} --device`"),
        Step::App => "sign in to the app itself".to_owned(),
        _ => format!("`navauth test-login {name}`"),
    }];
    reproduce
        .extend(online.then(|| {
            format!("without signing in: `navauth check-env --online --provider {name}`")
        }));
    Explanation {
        id: row.id,
        title: capital(&places.fill(row.title)),
        means: vec![places.fill(row.cause)],
        signs: seen.iter().map(|_| row.code).collect(),
        seen: seen.into_iter().collect(),
        reproduce,
        fix: vec![places.fill(row.fix)],
        ..Explanation::default()
    }
}

fn is_told_without_a_login(row: &ErrorRow, provider: &Provider) -> bool {
    let probes = provider.probes;
    match row.step {
        Step::Authorize => probes
            .page
            .iter()
            .any(|page| page.means == PageMeaning::Refused(row.code)),
        Step::Token => probes
            .answers
            .iter()
            .any(|answer| answer.code == row.code && !answer.accepted),
        _ => false,
    }
}

fn databases() -> impl Iterator<Item = Explanation> {
    postgres::known_answers().map(|row| {
        let codes = row.codes.iter().map(|code| format!("SQLSTATE {code}"));
        let again = (row.waiting != postgres::Waiting::Never)
            .then(|| "`navauth verify-connection --wait 2m` tries again".to_owned());
        Explanation {
            id: row.code.id,
            seen: row
                .texts
                .iter()
                .map(|&text| text.to_owned())
                .chain(codes)
                .collect(),
            fix: again.into_iter().collect(),
            signs: row.texts.iter().chain(row.codes).copied().collect(),
            ..Explanation::default()
        }
    })
}

fn neon_api() -> impl Iterator<Item = Explanation> {
    neon::known_refusals().map(|(status, sign, code)| {
        answered("Neon's API", (status != 0).then_some(status), sign, code.id)
    })
}

fn hub() -> impl Iterator<Item = Explanation> {
    huggingface::known_refusals()
        .map(|(status, sign, code)| answered("the Hub", status, sign, code.id))
}

/// What an API answers where it means this code.
fn answered(api: &str, status: Option<u16>, sign: &'static str, id: &'static str) -> Explanation {
    let sign = Some(sign).filter(|sign| !sign.is_empty());
    let said: Vec<String> = status
        .map(|status| format!("HTTP {status}"))
        .into_iter()
        .chain(sign.map(|sign| format!("\"{sign}\"")))
        .collect();
    Explanation {
        id,
        seen: (!said.is_empty())
            .then(|| format!("{api}: {}", said.join(", ")))
            .into_iter()
            .collect(),
        signs: sign.into_iter().collect(),
        ..Explanation::default()
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
