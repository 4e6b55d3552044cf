//! `navauth explain`.

use serde::Serialize;

use super::{Context, Outcome};
use crate::checks;
use crate::diagnostics::Result;
use crate::explain::{self, Explanation, Group};
use crate::terminal::{Facts, Question, Render, Reply, Ui};

/// Explain a problem and how to fix it
///
/// Takes the ID shown in [brackets] after each problem, a group, a pattern, or the text that a provider's page or a database shows.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth explain login.port-taken\n  navauth explain credential                  all problems of a \
                        group\n  navauth explain 'Error 403: access_denied'  text from a provider's page\n  navauth explain --list"
)]
pub struct ExplainArgs {
    /// An ID, a group such as login, a pattern such as *.redirect-uri, or an error text
    pub problem: Option<String>,
    /// List all problems
    #[arg(long, conflicts_with = "problem")]
    pub list: bool,
}

/// So many explanations are shown at length; more of them as a list.
const MOST_AT_LENGTH: usize = 3;

/// The result.
#[derive(Serialize)]
struct Explained {
    explanations: Vec<Explanation>,
    #[serde(skip)]
    groups: Vec<Group>,
}

impl Render for Explained {
    fn show(&self, ui: &Ui) -> Result<()> {
        if (1..=MOST_AT_LENGTH).contains(&self.explanations.len()) {
            for (index, explanation) in self.explanations.iter().enumerate() {
                if index > 0 {
                    ui.gap()?;
                }
                show(explanation, ui)?;
            }
            return Ok(());
        }
        for (place, group) in self.groups.iter().enumerate() {
            if place > 0 {
                ui.gap()?;
            }
            ui.result(&group.title)?;
            let mut facts = Facts::default();
            for explanation in &group.explanations {
                facts.row(explanation.code.id, &explanation.title);
            }
            ui.facts(&facts)?;
        }
        Ok(())
    }
}

/// Shows one in full.
fn show(explanation: &Explanation, ui: &Ui) -> Result<()> {
    ui.result(explanation.code.id)?;
    let mut facts = Facts::default();
    facts.row("what", &explanation.title);
    for (label, texts) in [("why", &explanation.means), ("seen as", &explanation.seen)] {
        several(&mut facts, label, texts);
    }
    if let Some(claim) = explanation.passes_when {
        facts.row("passes", format!("when {claim}"));
    }
    for (label, texts) in [
        ("see it", &explanation.reproduce),
        ("fix", &explanation.fix),
    ] {
        several(&mut facts, label, texts);
    }
    ui.facts(&facts)
}

fn several(facts: &mut Facts, label: &'static str, texts: &[String]) {
    for (place, text) in texts.iter().enumerate() {
        // What is a command and nothing else needs no marks around it.
        let whole = text
            .strip_prefix('`')
            .and_then(|text| text.strip_suffix('`'))
            .filter(|text| !text.contains('`'));
        let mark = if texts.len() > 1 { "- " } else { "" };
        facts.row(
            if place == 0 { label } else { "" },
            format!("{mark}{}", whole.unwrap_or(text)),
        );
    }
}

/// Asks for a group, then for one of its problems.
fn choose(context: &Context) -> Result<String> {
    let ui = &context.ui;
    let groups = explain::all();
    let question = |text| Question {
        text,
        flag: "--list",
    };
    loop {
        let titles: Vec<String> = groups.iter().map(|group| group.title.clone()).collect();
        ui.status("You can also give an error text: navauth explain 'Error 403: access_denied'");
        let chosen = ui.choose_or(&question("What is the problem about"), &titles, 0)?;
        let explanations = &groups[chosen].explanations;
        let width = explanations.iter().map(|it| it.code.id.len()).max();
        let width = width.unwrap_or_default();
        let row = |it: &Explanation| format!("{:width$}  {}", it.code.id, it.title);
        let rows: Vec<String> = explanations.iter().map(row).collect();
        match ui.choose_or_back(&question("Which problem (Esc goes back)"), &rows, 0)? {
            Reply::Answer(index) => return Ok(explanations[index].code.id.to_owned()),
            Reply::Back => {}
        }
    }
}

/// Runs the command.
pub fn run(context: &Context, args: &ExplainArgs) -> Outcome {
    let chosen = match &args.problem {
        Some(problem) => Some(problem.clone()),
        None if args.list || !context.ui.can_ask() || !context.ui.terminal().stdout => None,
        None => Some(choose(context)?),
    };
    let groups = explain::find(chosen.as_deref())?;
    let explanations: Vec<Explanation> = groups
        .iter()
        .flat_map(|group| group.explanations.iter().cloned())
        .collect();
    let is_text = |text: &str| {
        let is_named = |it: &Explanation| checks::matches(text, it.code.id);
        !explanations.iter().any(is_named)
    };
    if explanations.len() > 1 && chosen.as_deref().is_some_and(is_text) {
        context.ui.status("This text has several possible causes:");
    }
    context.ui.render(&Explained {
        explanations,
        groups,
    })
}
