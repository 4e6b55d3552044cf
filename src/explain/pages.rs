//! The pages of docs/findings, which the program carries with it.
//!
//! Owns reading their small part of Markdown: `# ` the group, `## ` an id, below it a line that says what is so and then what that means,
//! and the paragraphs that begin with `Reproduce:` and `Fix:`. A `Reproduce:` before the first id holds for all that have none of their own.

use super::{Explanation, Group};

macro_rules! pages {
    ($($name:literal),* $(,)?) => {
        /// The pages in the order of the guide, by the group's name.
        const PAGES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../docs/findings/", $name, ".md")))),*];
    };
}

pages!["file", "env", "git", "login", "identity", "token"];

/// What the pages explain.
pub(super) fn groups() -> Vec<Group> {
    PAGES.iter().map(|(name, page)| read(name, page)).collect()
}

fn read(name: &'static str, page: &'static str) -> Group {
    let mut parts = page.split("\n## ");
    let head = parts.next().unwrap_or_default();
    let title = head
        .lines()
        .next()
        .unwrap_or_default()
        .trim_start_matches("# ")
        .to_owned();
    let usual = paragraphs(head).find_map(|paragraph| paragraph.strip_prefix("Reproduce: "));
    Group {
        name,
        title,
        explanations: parts.map(|entry| explanation(entry, usual)).collect(),
    }
}

fn explanation(entry: &'static str, usual: Option<&str>) -> Explanation {
    let (id, text) = entry.split_once('\n').unwrap_or((entry, ""));
    let mut explanation = Explanation {
        id,
        ..Explanation::default()
    };
    for paragraph in paragraphs(text) {
        if let Some(reproduce) = paragraph.strip_prefix("Reproduce: ") {
            explanation.reproduce = vec![reproduce.to_owned()];
        } else if let Some(fix) = paragraph.strip_prefix("Fix: ") {
            explanation.fix = vec![fix.to_owned()];
        } else {
            let (title, means) = paragraph.split_once('\n').unwrap_or((paragraph, ""));
            explanation.title = title.to_owned();
            explanation
                .means
                .extend((!means.is_empty()).then(|| means.replace('\n', " ")));
        }
    }
    if explanation.reproduce.is_empty() {
        explanation
            .reproduce
            .extend(usual.map(|usual| usual.replace("{id}", id)));
    }
    explanation
        .reproduce
        .iter_mut()
        .for_each(|text| *text = text.replace("{id}", id));
    explanation
}

fn paragraphs(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_page_is_read_as_it_is_written() {
        let page = "# Keys\n\nWhat opens.\n\nReproduce: `look {id}`\n\n## key.lost\n\nIt is gone\nNobody knows\nwhere.\n\nFix: search.\n\n## \
                    key.bent\n\nIt is bent\n\nReproduce: turn it\n\nFix: a hammer.\n";
        let group = read("key", page);
        assert_eq!((group.name, group.title.as_str()), ("key", "Keys"));
        let lines = |at: usize| {
            let found = &group.explanations[at];
            [
                vec![found.id.to_owned(), found.title.clone()],
                found.means.clone(),
                found.reproduce.clone(),
                found.fix.clone(),
            ]
            .concat()
        };
        assert_eq!(
            lines(0),
            [
                "key.lost",
                "It is gone",
                "Nobody knows where.",
                "`look key.lost`",
                "search."
            ]
        );
        assert_eq!(lines(1), ["key.bent", "It is bent", "turn it", "a hammer."]);
    }
}
