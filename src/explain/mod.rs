//! Explains every diagnostic: what it means, how to reproduce it, what to do.
//!
//! Combines the catalog with the patterns of the error mappings and with texts that users see elsewhere.

mod phrases;
mod question;
mod quoted;
mod tables;

use serde::Serialize;

use crate::checks;
use crate::config::settings::Settings;
use crate::diagnostics::{self, Code, catalog};
use crate::providers::{self, Provider};

pub use question::find;

/// The explanation of a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The diagnostic's code; its ID is shown.
    #[serde(rename = "id")]
    pub code: &'static Code,
    /// The message.
    pub title: String,
    /// The message if the check of this ID passes; None if it is not a check.
    pub passes_when: Option<&'static str>,
    /// The reason and the consequences.
    pub means: Vec<String>,
    /// What the other side shows, and where.
    pub seen: Vec<String>,
    /// How to reproduce it.
    pub reproduce: Vec<String>,
    /// The fix.
    pub fix: Vec<String>,
    /// The other side's codes and texts, for searching.
    #[serde(skip)]
    signs: Vec<Sign>,
}

/// A text of the other side by which an explanation is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sign {
    /// The code or text.
    text: &'static str,
    /// What a longer text must contain besides, where the code alone has other meanings.
    with: Option<&'static str>,
    /// The provider that must be named, where the text is everyday language, such as "Not Found".
    named: Option<&'static str>,
}

impl Sign {
    fn of(text: &'static str) -> Self {
        Self {
            text,
            with: None,
            named: None,
        }
    }
}

/// The explanations of one group, which is the part of an ID before its dot.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The group's name.
    pub name: &'static str,
    /// The topic.
    pub title: String,
    /// Its explanations.
    pub explanations: Vec<Explanation>,
}

/// All explanations by group, in the order of the guide.
pub fn all() -> Vec<Group> {
    let providers = providers::all(&Settings::default()).unwrap_or_default();
    let mut groups: Vec<Group> = catalog::GROUPS
        .iter()
        .map(|group| Group::of(group, &providers))
        .collect();
    let phrases = phrases::explanations().map(|explanation| (String::new(), explanation));
    for (title, explanation) in tables::explanations(&providers).into_iter().chain(phrases) {
        let name = explanation.code.group();
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.add(explanation),
            None => groups.push(Group {
                name,
                title,
                explanations: vec![explanation],
            }),
        }
    }
    for explanation in groups.iter_mut().flat_map(|group| &mut group.explanations) {
        explanation.passes_when = checks::check(explanation.code)
            .filter(|check| check.code == explanation.code)
            .map(|check| check.title);
    }
    groups
}

impl Group {
    fn of(group: &diagnostics::Group, providers: &[Provider]) -> Self {
        Self {
            name: group.codes.first().map_or("", |code| code.group()),
            title: group.title.to_owned(),
            explanations: group
                .codes
                .iter()
                .map(|code| Explanation::of(code, providers))
                .collect(),
        }
    }
}

impl Explanation {
    /// Without any words.
    fn new(code: &'static Code) -> Self {
        Self {
            code,
            title: String::new(),
            passes_when: None,
            means: Vec::new(),
            seen: Vec::new(),
            reproduce: Vec::new(),
            fix: Vec::new(),
            signs: Vec::new(),
        }
    }

    fn of(code: &'static Code, providers: &[Provider]) -> Self {
        let group = code.group();
        let fill = |text: &str| without_values(&tables::fill(group, text, providers));
        let sentence = |text: &str| (!text.is_empty()).then(|| fill(text));
        let command =
            (!code.help.command.is_empty()).then(|| format!("`{}`", fill(code.help.command)));
        Self {
            title: fill(code.message),
            means: [code.reason, code.explanation]
                .into_iter()
                .filter_map(sentence)
                .collect(),
            reproduce: vec![code.reproduce.replace("{id}", code.id)],
            fix: sentence(code.help.text)
                .into_iter()
                .chain(command)
                .collect(),
            ..Self::new(code)
        }
    }
}

/// A text of the catalog with placeholders in capitals: `FILE` for `{file}`.
fn without_values(text: &str) -> String {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        plain += before;
        rest = match after.split_once('}') {
            Some((name, after)) if is_name(name) => {
                plain += &name.to_uppercase();
                after
            }
            _ => {
                plain.push('{');
                after
            }
        };
    }
    plain + rest
}

impl Group {
    /// Adds an explanation without repeating what other rows of the same diagnostic say.
    fn add(&mut self, explanation: Explanation) {
        let Some(known) = self
            .explanations
            .iter_mut()
            .find(|known| known.code == explanation.code)
        else {
            self.explanations.push(explanation);
            return;
        };
        let Explanation {
            means,
            seen,
            reproduce,
            fix,
            signs,
            ..
        } = explanation;
        for (known, more) in [
            (&mut known.means, means),
            (&mut known.seen, seen),
            (&mut known.reproduce, reproduce),
            (&mut known.fix, fix),
        ] {
            let new = |text: &String| !known.iter().any(|known| known.contains(text.as_str()));
            known.extend(more.into_iter().filter(new).collect::<Vec<_>>());
        }
        known.signs.extend(signs);
    }
}

/// The list of all diagnostics as Markdown.
pub fn page() -> String {
    let mut page = String::from(HEAD);
    for Group {
        title,
        explanations,
        ..
    } in all()
    {
        page += &format!("\n## {title}\n\n| ID | message |\n|---|---|\n");
        for Explanation { code, title, .. } in explanations {
            let id = code.id;
            let shown = if checks::registry().any(|check| check.code == code) {
                format!("[{id}](checks.md#{id})")
            } else {
                id.to_owned()
            };
            page += &format!("| <a id=\"{id}\"></a>{shown} | {title} |\n");
        }
    }
    page
}

/// The facts that the error mappings rest on, as a page of Markdown.
pub fn facts_page() -> String {
    tables::facts_page()
}

const HEAD: &str = "# Problems\n\nAll problems that navauth reports. `navauth explain ID` says what a problem means, how to reproduce it \
                    and how to fix it; `navauth explain` also accepts a group, a pattern such as `*.redirect-uri`, or a message of a \
                    provider or a database.\n\nGenerated from the catalog in `src/diagnostics/catalog`.\n";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::all;

    #[test]
    fn explanations_are_complete() {
        let mut ids = BTreeSet::new();
        for group in all() {
            assert!(
                !group.title.is_empty() && !group.explanations.is_empty(),
                "{group:?}"
            );
            for explanation in group.explanations {
                assert!(
                    ids.insert(explanation.code.id),
                    "{} stands twice",
                    explanation.code.id
                );
                assert_eq!(explanation.code.group(), group.name);
                assert!(
                    !explanation.title.is_empty() && !explanation.title.ends_with('.'),
                    "{explanation:#?}"
                );
                assert!(
                    !explanation.reproduce.is_empty() && !explanation.fix.is_empty(),
                    "{explanation:#?}"
                );
                let texts = [
                    explanation.means,
                    explanation.seen,
                    explanation.reproduce,
                    explanation.fix,
                ]
                .concat();
                let is_filled =
                    |text: &String| !text.is_empty() && !text.replace("${", "").contains('{');
                assert!(
                    texts.iter().all(is_filled),
                    "{}: {texts:?}",
                    explanation.code.id
                );
            }
        }
    }
}
