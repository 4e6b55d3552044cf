//! The tables that findings are made of, read as explanations.
//!
//! Owns what a row leaves unsaid because it holds for all of its table: where it is seen, and the command that shows it again.

use super::Explanation;
use crate::config::settings::Settings;
use crate::database::postgres;
use crate::huggingface;
use crate::neon;
use crate::providers::{self, ErrorMapping, GENERAL, Step, TemplateVars, Variables};

/// Every row, with the title of its group where no page names that.
pub(super) fn explanations() -> Vec<(String, Explanation)> {
    let mut found: Vec<_> = providers::all(&Settings::default())
        .unwrap_or_default()
        .iter()
        .flat_map(|provider| provider.errors)
        .chain(GENERAL)
        .map(|mapping| (String::new(), of_provider(mapping)))
        .collect();
    found.extend(databases().map(|row| (String::new(), row)));
    found.extend(neon_api().chain(hub()).map(|row| (String::new(), row)));
    found
}

/// A text of this group with the placeholders filled whose values are known without a run: those of a provider.
pub(super) fn fill(group: &str, text: &str) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    const REDIRECT_URI: &str = "the redirect URI that `navauth redirect-uris` lists";
    let provider = providers::all(&Settings::default())
        .unwrap_or_default()
        .into_iter()
        .find(|provider| provider.name == group);
    if let Some(provider) = &provider
        && let Some(variables) = provider.variables.first()
    {
        return provider.template_vars(variables, REDIRECT_URI).fill(text);
    }
    if !GENERAL
        .iter()
        .any(|mapping| super::group(mapping.code.id) == group)
    {
        return text.to_owned();
    }
    let variables = Variables {
        client_id: "PROVIDER_CLIENT_ID".to_owned(),
        client_secret: "PROVIDER_CLIENT_SECRET".to_owned(),
    };
    let template_vars = TemplateVars {
        label: "the provider",
        console: "the provider's console",
        redirect_uri: REDIRECT_URI,
        variables: &variables,
    };
    template_vars.fill(text)
}

/// What the provider says, and where.
fn of_provider(mapping: &'static ErrorMapping) -> Explanation {
    let (place, error) = (mapping.step.words(), mapping.error);
    let text = mapping
        .text
        .map_or_else(String::new, |text| format!(" with \"{text}\""));
    let seen = match mapping.step {
        Step::Email => None,
        Step::Authorize | Step::App => Some(format!("{place}: \"{error}\"")),
        _ => Some(format!("{place}: {error}{text}")),
    };
    Explanation {
        id: mapping.code.id,
        signs: seen.iter().map(|_| error).collect(),
        seen: seen.into_iter().collect(),
        ..Explanation::default()
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
