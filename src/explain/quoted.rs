//! Errors of providers in a pasted text: in JSON, in a URL, and in the parameter that Google encodes.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::settings::Settings;
use crate::diagnostics::Code;
use crate::oauth::{PageError, ProviderError};
use crate::providers::{self, Provider, Step};

/// The provider whose errors are numbers.
const GRAPH: &str = "facebook";

/// Words of a text by which one knows its provider, besides the provider's name.
const TRAITS: [(&str, &str); 3] = [
    (GRAPH, "oauthexception"),
    (GRAPH, "fbtrace_id"),
    ("huggingface", "hugging face"),
];

/// The names of the providers that a text names, such as by their hosts.
pub(super) fn named(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let names = providers::all(&Settings::default()).unwrap_or_default();
    let names = names.into_iter().map(|provider| provider.name);
    let by_trait = |name: &str| {
        TRAITS
            .iter()
            .any(|(provider, words)| *provider == name && text.contains(words))
    };
    names
        .filter(|name| text.contains(name.as_str()) || by_trait(name))
        .collect()
}

/// The diagnostics of the errors in a text, as the provider's table has them.
pub(super) fn diagnostics(text: &str) -> Vec<&'static Code> {
    let named = named(text);
    let mut providers = providers::all(&Settings::default()).unwrap_or_default();
    providers.retain(|provider| named.contains(&provider.name));
    let is_graph = named.contains(GRAPH);
    let numbered = || numbers(text).filter(|_| is_graph);
    let in_json = json(text).or_else(numbered);
    let in_json = in_json.map(|error| (error, &[Step::Token, Step::Introspection][..]));
    let in_url = callback(text).map(|error| (error, &[Step::Callback][..]));
    let mut found: Vec<&Code> = Vec::new();
    for (error, steps) in in_json.into_iter().chain(in_url) {
        for (provider, step) in providers
            .iter()
            .flat_map(|provider| steps.iter().map(move |step| (provider, *step)))
        {
            found.extend(code(provider, step, &error).filter(|code| !found.contains(code)));
        }
    }
    found
}

fn code(provider: &Provider, step: Step, error: &ProviderError) -> Option<&'static Code> {
    let mapping = |code: &String| provider.explain(step, code, &error.text);
    error.codes.iter().find_map(mapping).map(|found| found.code)
}

/// Facebook's error object.
fn json(text: &str) -> Option<ProviderError> {
    let object = text.get(text.find('{')?..=text.rfind('}')?)?;
    ProviderError::in_object(&serde_json::from_str(object).ok()?)
}

/// Facebook's error as Python prints it, or as a sentence has it: `'code': 190`, `(#190)`, `error 190`.
fn numbers(text: &str) -> Option<ProviderError> {
    let after = |name: &str| {
        text.match_indices(name).find_map(|(start, _)| {
            let is_word = |before: char| before.is_alphanumeric() || before == '_';
            let rest = text[start + name.len()..].trim_start_matches(['"', '\'', ':', '=', ' ']);
            let end = rest
                .find(|other: char| !other.is_ascii_digit())
                .unwrap_or(rest.len());
            let is_whole = !text[..start].ends_with(is_word);
            (is_whole && end > 0).then(|| rest[..end].to_owned())
        })
    };
    let code = ["code", "(#", "error"].into_iter().find_map(after)?;
    let subcode = after("error_subcode").map(|subcode| format!("{code}/{subcode}"));
    Some(ProviderError {
        codes: subcode.into_iter().chain([code]).collect(),
        ..ProviderError::new("", text)
    })
}

/// The error in the parameters of a callback's URL.
fn callback(text: &str) -> Option<ProviderError> {
    let parameters = |word: &str| -> BTreeMap<String, String> {
        let query = word.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect()
    };
    text.split_whitespace()
        .find_map(|word| ProviderError::in_callback(&parameters(word)))
}

/// The text with the error that Google encodes in the URL of its error page.
pub(super) fn decoded(text: &str) -> Option<String> {
    let error = text.split_whitespace().find_map(PageError::read)?;
    Some(format!("Google: {}", error.words()))
}
