//! The register as a page, and what a report says of a check beside what it found.
//!
//! Owns docs/checks.md. The rows of `navauth checks` are the command's.

use super::check::{Check, Severity, Source, Stage};
use super::registry::registry;
use crate::diagnostics::Status;

/// The stages of the guide, each with its checks.
pub fn stages() -> Vec<(Stage, Vec<&'static Check>)> {
    let mut stages: Vec<(Stage, Vec<&Check>)> = Vec::new();
    for check in registry() {
        match stages.iter_mut().find(|(stage, _)| *stage == check.stage) {
            Some((_, checks)) => checks.push(check),
            None => stages.push((check.stage, vec![check])),
        }
    }
    stages.sort_by_key(|(stage, _)| *stage);
    stages
}

impl Severity {
    /// How grave it is, in words: in development, then in production where that differs.
    pub fn words(self) -> String {
        let word = |status: Option<Status>| status.map_or("not judged", Status::word);
        match self {
            Self {
                development,
                production,
            } if development == production => word(development).to_owned(),
            Self {
                development,
                production,
            } => format!(
                "{} in development, {} in production",
                word(development),
                word(production)
            ),
        }
    }
}

const HEAD: &str = "# Checks\n\nWhat navauth judges, by the stages of the setup guide. `navauth checks` lists the same, `--only` and `--skip` \
                    choose by id, by group (what stands before the dot) or by pattern (`*.redirect-uri`). A check that needs another \
                    says nothing of its own about what that one found wrong already: one cause gives one failure.\n\nThis page is made \
                    from the register in `src/checks/`.\n";

/// The register as a page of Markdown.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for (stage, checks) in stages() {
        page += &format!("\n## {}\n", stage.title());
        for check in checks {
            page += &format!(
                "\n<a id=\"{0}\"></a>\n### {0}\n\nHolds when {1}.\n\n",
                check.id, check.title
            );
            page += &format!("- otherwise: {}\n", check.severity.words());
            if check.source != Source::Settings {
                let network = if check.source.needs_network() {
                    ", over the network"
                } else {
                    ""
                };
                page += &format!("- asks {}{network}\n", check.source.name());
            }
            let listed = |ids: &[&str]| {
                ids.iter()
                    .map(|id| format!("`{id}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            if !check.depends_on.is_empty() {
                page += &format!("- needs {}\n", listed(check.depends_on));
            }
            if !check.emits.is_empty() {
                page += &format!("- may find {}\n", listed(check.emits));
            }
        }
    }
    page
}
