//! The report as Markdown; also the job summary of GitHub Actions.

use super::Report;
use super::format::{Format, Job};
use super::item::{Item, Outcome, evidence};
use crate::diagnostics::redaction::cut;
use crate::diagnostics::{Diagnostic, Status};
use crate::words::capitalize;

pub static FORMAT: Format = Format {
    name: "markdown",
    render: |job| Ok(summary(job)),
    for_github: false,
};

/// The maximum number of rows; GitHub drops a summary larger than 1 MiB.
const ROWS: usize = 200;

/// The maximum number of characters of a cell.
const CELL: usize = 600;

/// The summary: the verdict, a table with the most severe problems first, then unknown and passed checks, folded.
pub fn summary(job: &Job) -> String {
    let report = job.places.locate(job.report);
    let environment = report
        .environment
        .as_ref()
        .map_or_else(String::new, |environment| {
            format!(" ({})", escape(environment))
        });
    let mut text = format!(
        "## navauth {}{environment}\n\n**{}.**\n\n",
        report.command,
        capitalize(&escape(&report.verdict))
    );
    text += &task_list(&report.items);
    let mut open: Vec<&Diagnostic> = report
        .findings
        .iter()
        .filter(|diagnostic| matches!(diagnostic.status, Status::Fail | Status::Warn))
        .collect();
    open.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.status));
    if !open.is_empty() {
        text += "| Result | Problem | Where | What to do |\n| --- | --- | --- | --- |\n";
        open.iter()
            .take(ROWS)
            .for_each(|diagnostic| text += &row(job, diagnostic));
        if open.len() > ROWS {
            text += &format!("\nand {} more.\n", open.len() - ROWS);
        }
        text.push('\n');
    }
    let undetermined: Vec<&Diagnostic> = report
        .findings
        .iter()
        .filter(|diagnostic| diagnostic.status == Status::Skip)
        .collect();
    if !undetermined.is_empty() {
        text += &format!(
            "<details><summary>{} unknown</summary>\n\n",
            undetermined.len()
        );
        for diagnostic in undetermined.iter().take(ROWS) {
            text += &format!(
                "- {}: {} ({})\n",
                prose(&diagnostic.title),
                prose(
                    diagnostic
                        .cause
                        .as_deref()
                        .unwrap_or("the reason is not known")
                ),
                code(diagnostic.id())
            );
        }
        text += "\n</details>\n\n";
    }
    let passed: Vec<&Diagnostic> = report
        .findings
        .iter()
        .filter(|diagnostic| diagnostic.status == Status::Pass)
        .collect();
    if !passed.is_empty() {
        text += &format!("<details><summary>{} passed</summary>\n\n", passed.len());
        passed.iter().take(ROWS).for_each(|diagnostic| {
            text += &format!(
                "- {} ({})\n",
                prose(&diagnostic.title),
                code(diagnostic.id())
            )
        });
        text += "\n</details>\n\n";
    }
    job.ui.redact(&(text + &sign_in(&report)))
}

/// The path of a sign-in and the redirect URIs.
fn sign_in(report: &Report) -> String {
    let mut text = String::new();
    if !report.sign_in.is_empty() {
        text += "### Path of a sign-in\n\n";
        for (number, hop) in (1..).zip(&report.sign_in) {
            text += &format!(
                "{number}. **{}**: {} **{}**{}\n",
                hop.name,
                hop.text,
                hop.outcome.word(),
                hop.reasons
                    .iter()
                    .map(|reason| format!("<br>{}", prose(&capitalize(reason))))
                    .collect::<String>()
            );
        }
        text.push('\n');
    }
    if !report.redirect_uris.is_empty() {
        text += "### Redirect URIs\n\n| Provider | Redirect URI | Register it at |\n| --- | --- | --- |\n";
        for uri in &report.redirect_uris {
            let console = if uri.register {
                prose(&uri.console)
            } else {
                "no registration needed".to_owned()
            };
            text += &format!(
                "| {} | {} | {console} |\n",
                prose(&uri.label),
                code(&uri.uri)
            );
        }
        text.push('\n');
    }
    text
}

/// The items of a checklist as a task list.
fn task_list(items: &[Item]) -> String {
    let mut text = String::new();
    for part in items.chunk_by(|one, other| one.part == other.part) {
        text += &format!("### {}\n\n", part.first().map_or("", |item| item.part));
        for item in part {
            let mark = if item.outcome == Outcome::Passed {
                "x"
            } else {
                " "
            };
            text += &format!(
                "- [{mark}] {}: **{}**",
                marked(item.text),
                item.outcome.word()
            );
            let why = evidence(item)
                .into_iter()
                .take(3)
                .map(|line| format!("<br>{}", prose(&capitalize(&line))));
            text += &(why.collect::<String>() + "\n");
        }
        text.push('\n');
    }
    text
}

/// Our own text, in which backticks mark code.
fn marked(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(index, part)| {
            if index % 2 == 1 {
                code(part)
            } else {
                prose(part)
            }
        })
        .collect()
}

fn row(job: &Job, diagnostic: &Diagnostic) -> String {
    let mut what = format!("**{}**", prose(&diagnostic.title));
    for text in [&diagnostic.detail, &diagnostic.cause]
        .into_iter()
        .flatten()
    {
        what += &format!("<br>{}", prose(text));
    }
    what += &format!("<br>{}", code(diagnostic.id()));
    let location = diagnostic
        .source
        .as_ref()
        .map_or_else(String::new, |source| {
            let line = source
                .line
                .map_or_else(String::new, |line| format!(":{line}"));
            code(&format!("{}{line}", job.places.path(&source.file)))
        });
    let fix = diagnostic.fix.as_ref();
    let words = fix
        .map(|fix| prose(&fix.text))
        .filter(|text| !text.is_empty());
    let command = fix.and_then(|fix| fix.command.as_deref()).map(code);
    let advice: Vec<String> = words.into_iter().chain(command).collect();
    format!(
        "| {} | {what} | {location} | {} |\n",
        status_word(diagnostic.status),
        advice.join("<br>")
    )
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Fail => "❌ fail",
        Status::Warn => "⚠️ warn",
        Status::Skip | Status::Pass => status.word(),
    }
}

/// Escapes Markdown and HTML, and links web addresses.
pub fn prose(text: &str) -> String {
    let text = cut(text, CELL);
    let lines = text
        .lines()
        .map(|line| line.split(' ').map(word).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("<br>")
}

fn word(word: &str) -> String {
    let body = word.trim_end_matches(['.', ',', ';', ':', ')']);
    let address = |character: char| {
        character.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(character)
    };
    if (body.starts_with("https://") || body.starts_with("http://")) && body.chars().all(address) {
        return format!("<{body}>{}", escape(&word[body.len()..]));
    }
    escape(word)
}

/// Escapes every Markdown and HTML character (CommonMark section 2.4).
fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        if character.is_ascii_punctuation() && !",.;:'()-/=\"%?+".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
        escaped
    })
}

/// A code span that is safe in a table.
fn code(text: &str) -> String {
    let text = cut(text, CELL);
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!(
        "{fence}{pad}{}{pad}{fence}",
        text.replace('|', "\\|").replace('\n', " ")
    )
}

#[cfg(test)]
mod tests {
    use super::{code, prose};

    #[test]
    fn foreign_text_stays_text_and_addresses_become_links() {
        let hostile = "a|b <img src=x onerror=1> [x](y) *z* `c` @team #1 $x$ ~~s~~ &amp; \\";
        let expected = "a\\|b \\<img src=x onerror=1\\> \\[x\\](y) \\*z\\* \\`c\\` \\@team \\#1 \\$x\\$ \\~\\~s\\~\\~ \\&amp; \\\\";
        assert_eq!(prose(hostile), expected);
        assert_eq!(
            prose("see https://x.test/a_b?c=1&d=%20."),
            "see <https://x.test/a_b?c=1&d=%20>."
        );
        assert_eq!(prose("https://x.test/<b>|"), "https://x.test/\\<b\\>\\|");
        assert_eq!(prose("one\ntwo"), "one<br>two");
    }

    #[test]
    fn code_holds_its_own_marks() {
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("`a``b"), "``` `a``b ```");
        assert_eq!(code(""), "``");
    }
}
