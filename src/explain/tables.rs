//! Explanations from the error mappings.

use super::{Explanation, Sign};
use crate::config::settings::Settings;
use crate::database::postgres;
use crate::diagnostics::Retry;
use crate::diagnostics::{Evidence, Refusal};
use crate::http::StatusCode;
use crate::huggingface;
use crate::neon;
use crate::providers::{self, ErrorMapping, GENERAL, Provider, Step, TemplateVars, Variables};

/// Every row, with the title of its group if no page has one.
pub(super) fn explanations(providers: &[Provider]) -> Vec<(String, Explanation)> {
    let mut found: Vec<_> = providers
        .iter()
        .flat_map(|provider| provider.errors)
        .chain(GENERAL)
        .map(|mapping| (String::new(), of_provider(mapping)))
        .collect();
    found.extend(databases().map(|row| (String::new(), row)));
    found.extend(neon_api().chain(hub()).map(|row| (String::new(), row)));
    found
}

/// A text with the placeholders of this group's provider filled in.
pub(super) fn fill(group: &str, text: &str, providers: &[Provider]) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    const REDIRECT_URI: &str = "the redirect URI that `navauth redirect-uris` lists";
    if let Some(provider) = providers.iter().find(|provider| provider.name == group)
        && let Some(variables) = provider.variables.first()
    {
        return provider.template_vars(variables, REDIRECT_URI).fill(text);
    }
    if !GENERAL.iter().any(|mapping| mapping.code.group() == group) {
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

/// Whether the text is an HTTP status, which any server may send.
fn is_http_status(mapping: &ErrorMapping) -> bool {
    let reason = |number| StatusCode::from_u16(number).ok()?.canonical_reason();
    let is_number = mapping.step == Step::Authorize && mapping.error.parse::<u16>().is_ok();
    is_number
        || (100..600)
            .filter_map(reason)
            .any(|reason| reason == mapping.error)
}

/// What the provider shows, and where.
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
        signs: seen
            .iter()
            .map(|_| Sign {
                text: error,
                with: mapping.text,
                named: is_http_status(mapping).then(|| mapping.code.group()),
            })
            .collect(),
        seen: seen.into_iter().collect(),
        ..Explanation::new(mapping.code)
    }
}

fn databases() -> impl Iterator<Item = Explanation> {
    postgres::known_answers().map(|row| {
        let codes = row.codes.iter().map(|code| format!("SQLSTATE {code}"));
        let again = (row.retry != Retry::No)
            .then(|| "`navauth verify-connection --wait 2m` tries again".to_owned());
        Explanation {
            seen: row
                .texts
                .iter()
                .map(|&text| text.to_owned())
                .chain(codes)
                .collect(),
            fix: again.into_iter().collect(),
            signs: row
                .texts
                .iter()
                .chain(row.codes)
                .map(|text| Sign::of(text))
                .collect(),
            ..Explanation::new(row.code)
        }
    })
}

fn neon_api() -> impl Iterator<Item = Explanation> {
    neon::known_errors().map(|row| answered("Neon's API", row))
}

fn hub() -> impl Iterator<Item = Explanation> {
    huggingface::known_errors().map(|row| answered("the Hub", row))
}

/// The API responses with this code.
fn answered(api: &str, row: Refusal) -> Explanation {
    let sign = Some(row.sign).filter(|sign| !sign.is_empty());
    let said: Vec<String> = row
        .status
        .map(|status| format!("HTTP {status}"))
        .into_iter()
        .chain(sign.map(|sign| format!("\"{sign}\"")))
        .collect();
    Explanation {
        seen: (!said.is_empty())
            .then(|| format!("{api}: {}", said.join(", ")))
            .into_iter()
            .collect(),
        signs: sign.into_iter().map(Sign::of).collect(),
        ..Explanation::new(row.code)
    }
}

/// A row of docs/facts.md: the evidence, who says it, the matched text, and the code.
type Fact = (Evidence, String, String, &'static str);

fn facts() -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for provider in providers::all(&Settings::default()).unwrap_or_default() {
        let rows = provider.errors.iter();
        facts.extend(rows.map(|row| {
            let text = row.text.map_or_else(String::new, |text| format!(" {text}"));
            let said = format!("{}{text}", row.error);
            (row.evidence, provider.label.clone(), said, row.code.id)
        }));
    }
    facts.extend(GENERAL.iter().map(|row| {
        (
            row.evidence,
            "any provider".to_owned(),
            row.error.to_owned(),
            row.code.id,
        )
    }));
    facts.extend(postgres::known_answers().map(|row| {
        let said = [row.texts, row.codes].concat().join(", ");
        (row.evidence, "the database".to_owned(), said, row.code.id)
    }));
    let apis = neon::known_errors().map(|row| ("Neon's API", row));
    let apis = apis.chain(huggingface::known_errors().map(|row| ("the Hub", row)));
    facts.extend(apis.map(|(api, row)| {
        let status = row
            .status
            .map_or_else(String::new, |status| format!("HTTP {status} "));
        let said = format!("{status}{}", row.sign).trim().to_owned();
        (row.evidence, api.to_owned(), said, row.code.id)
    }));
    facts.sort_by(|one, other| (one.0.date, one.0.source).cmp(&(other.0.date, other.0.source)));
    facts.dedup();
    facts
}

/// The facts about other services that the error mappings rest on, oldest first, as a page of Markdown.
pub(super) fn facts_page() -> String {
    let mut page = String::from(
        "# Facts about other services\n\nWhat providers, PostgreSQL, PgBouncer, Neon and the Hub answer, with source and date, oldest first.\nThe next review begins at the top. This page is generated from the error mappings in `src/`.\n",
    );
    let mut heading = None;
    for (evidence, side, said, id) in facts() {
        let Evidence { source, date, .. } = evidence;
        if heading != Some((date, source)) {
            page +=
                &format!("\n## {date}: {source}\n\n| who | says | diagnostic |\n|---|---|---|\n");
            heading = Some((date, source));
        }
        let said = said.replace('|', "\\|");
        page += &format!("| {side} | `{said}` | [{id}](findings.md) |\n");
    }
    page
}

#[cfg(test)]
mod tests {
    use crate::config::settings::Settings;
    use crate::database::postgres;
    use crate::diagnostics::{Code, Evidence, Meanings};
    use crate::huggingface;
    use crate::neon;
    use crate::providers::{self, ErrorMapping, GENERAL, Step};

    struct Row {
        name: String,
        code: &'static Code,
        evidence: Evidence,
        /// Whether the row is a catch-all.
        is_catch_all: bool,
        /// The pattern in the other side's text.
        texts: Vec<&'static str>,
    }

    /// Whether another row of the table is more specific.
    fn is_catch_all(table: &[&ErrorMapping], row: &ErrorMapping) -> bool {
        let subcode = format!("{}/", row.error);
        let overlaps = |other: &ErrorMapping| {
            other.step == row.step || [other.step, row.step].contains(&Step::Any)
        };
        row.text.is_none()
            && table.iter().any(|other| {
                let finer = other.error == row.error && other.text.is_some();
                overlaps(other) && (finer || other.error.starts_with(&subcode))
            })
    }

    fn of_providers() -> Vec<Row> {
        let mut rows = Vec::new();
        for provider in providers::all(&Settings::default()).unwrap() {
            let table: Vec<&ErrorMapping> = provider.errors.iter().chain(GENERAL).collect();
            rows.extend(table.iter().map(|mapping| Row {
                name: format!("{} {:?} {}", provider.name, mapping.step, mapping.error),
                code: mapping.code,
                evidence: mapping.evidence,
                is_catch_all: is_catch_all(&table, mapping),
                texts: mapping.text.into_iter().collect(),
            }));
        }
        rows
    }

    fn all() -> Vec<Row> {
        let mut rows = of_providers();
        rows.extend(postgres::known_answers().map(|row| Row {
            name: format!("database {:?}", row.texts),
            code: row.code,
            evidence: row.evidence,
            is_catch_all: row.codes.contains(&"XX000"),
            texts: Vec::new(),
        }));
        rows.extend(neon::errors::NEON.iter().map(|row| Row {
            name: format!("Neon {:?}", row.texts),
            code: row.code,
            evidence: row.evidence,
            is_catch_all: row.texts.contains(&"*"),
            texts: row.texts.to_vec(),
        }));
        let apis = neon::known_errors().chain(huggingface::known_errors());
        rows.extend(apis.map(|row| Row {
            name: format!("HTTP {:?} {:?}", row.status, row.sign),
            code: row.code,
            evidence: row.evidence,
            is_catch_all: row.sign.is_empty(),
            texts: vec![row.sign],
        }));
        rows
    }

    #[test]
    fn rows_with_several_meanings_state_no_reason() {
        for row in all() {
            let several = row.is_catch_all || row.evidence.meanings == Meanings::Several;
            assert!(
                !(several && row.code.states_cause()),
                "{}: {} states a cause, but this answer has several: \"{}\"",
                row.name,
                row.code.id,
                row.code.reason
            );
        }
    }

    #[test]
    fn rows_have_a_source_and_date() {
        for row in all() {
            assert!(
                row.evidence.is_complete(),
                "{}: {:?}",
                row.name,
                row.evidence
            );
        }
    }

    #[test]
    fn texts_are_matched_by_partial_words() {
        for row in all() {
            for text in row.texts {
                let longest = text.split('*').map(|part| part.split_whitespace().count());
                assert!(
                    longest.max() <= Some(7) && !text.ends_with('.'),
                    "{}: a whole sentence, which the other side may reword: {text}",
                    row.name
                );
            }
        }
    }
}
