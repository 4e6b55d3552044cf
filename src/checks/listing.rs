//! The registry as a page.

use super::check::Check;
use super::facts::Source;
use super::registry::registry;
use crate::config::variables::Stage;
use crate::diagnostics::{Code, Severity, Status};

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
    /// The severity in development, then in production if it differs.
    pub fn words(self) -> String {
        let word = |status: Option<Status>| status.map_or("not checked", Status::word);
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

const HEAD: &str = "# Checks\n\nAll checks, by stage of the setup guide; `navauth checks` prints the same list. Select checks with `--only` and \
                    `--skip`: by ID, by group (the part before the dot) or by pattern (`*.redirect-uri`). A check is skipped if a check \
                    that it depends on found a problem with the same variable, so one cause is reported once.\n\nThis page is generated \
                    from the registry in `src/checks/`.\n";

/// A link to a check of the page, or to another problem.
fn link(code: &Code) -> String {
    let page = if registry().any(|check| check.code == code) {
        ""
    } else {
        "findings.md"
    };
    format!("[{0}]({page}#{0})", code.id)
}

/// The content of docs/checks.md.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for (stage, checks) in stages() {
        page += &format!("\n## {}\n", stage.title());
        for check in checks {
            page += &format!(
                "\n<a id=\"{0}\"></a>\n### {0}\n\nPasses when {1}.\n\n",
                check.code.id, check.title
            );
            page += &format!("- otherwise: {}\n", check.severity.words());
            if check.source != Source::Settings {
                let network = if check.source.needs_network() {
                    ", over the network"
                } else {
                    ""
                };
                page += &format!("- source: {}{network}\n", check.source.name());
            }
            if check.forbids_push {
                page += "- a problem blocks push-secrets\n";
            }
            let listed = |codes: &[&Code]| {
                let links = codes.iter().map(|code| link(code));
                links.collect::<Vec<_>>().join(", ")
            };
            if !check.depends_on.is_empty() {
                page += &format!("- depends on {}\n", listed(check.depends_on));
            }
            if !check.emits.is_empty() {
                page += &format!("- may report {}\n", listed(check.emits));
            }
        }
    }
    page
}
