//! A diagnostic as lines of text: the title with its ID and source, then details, reason and fix, each with a hanging indent.

use console::Style;

use super::styled::{Styled, safe, safe_line};
use crate::diagnostics::{Diagnostic, Status, next_command};

/// The width of the labels `cause:`, `fix:`, `docs:`.
const INDENT: &str = "         ";

/// Renders a diagnostic in `width` columns. On standard error a failure begins with `error:`, elsewhere with its status.
pub fn render(diagnostic: &Diagnostic, width: usize, color: bool, as_error: bool) -> Styled {
    let (word, style) = match diagnostic.status {
        Status::Fail if as_error => ("error", Style::new().red().bold()),
        Status::Warn if as_error => ("warning", Style::new().yellow().bold()),
        Status::Fail => ("fail", Style::new().red().bold()),
        Status::Warn => ("warn", Style::new().yellow().bold()),
        Status::Pass => ("pass", Style::new().green()),
        Status::Skip => ("skip", Style::new().dim()),
    };
    let place = diagnostic
        .source
        .as_ref()
        .map_or_else(String::new, |source| match source.line {
            Some(line) => format!("{}:{line}: ", source.file.display()),
            None => format!("{}: ", source.file.display()),
        });
    let title = safe_line(&format!(
        "{word}: {place}{} [{}]",
        diagnostic.title,
        diagnostic.id()
    ));
    let mut lines = wrap(&title, width, "", "  ");
    let fix = diagnostic.fix.as_ref();
    let rows = [
        ("seen:", diagnostic.detail.as_deref()),
        ("cause:", diagnostic.cause.as_deref()),
        (
            "fix:",
            fix.map(|fix| fix.text.as_str())
                .filter(|text| !text.is_empty()),
        ),
        // A page of the repository cannot be opened from here; `navauth checks` and programs know it.
        (
            "docs:",
            diagnostic
                .docs
                .as_deref()
                .filter(|page| page.contains("://")),
        ),
    ];
    for (label, text) in rows {
        if let Some(text) = text {
            lines += &wrap(&safe(text), width, &format!("  {label:<7}"), INDENT);
        }
        if label == "fix:"
            && let Some((fix, command)) = fix.and_then(|fix| Some((fix, fix.command.as_deref()?)))
        {
            // A command stays on one line, so that it can be copied.
            let command = next_command::complete(command);
            lines += &format!("  {:<7}{}\n", fix.command_label(), safe(&command));
        }
    }
    Styled::trusted(lines).painted(word, style, color)
}

/// Renders checks without a result that share a reason, with their ids or groups.
pub fn render_skipped(reason: &str, names: &[&str], width: usize, color: bool) -> Styled {
    let names: String = names.iter().map(|name| format!(" [{name}]")).collect();
    let line = safe_line(&format!("skip: {reason}{names}"));
    Styled::trusted(wrap(&line, width, "", "  ")).painted("skip", Style::new().dim(), color)
}

fn wrap(text: &str, width: usize, first: &str, rest: &str) -> String {
    let options = textwrap::Options::new(width.clamp(30, 110))
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let item = format!("{rest}  ");
    let lines = text.lines().enumerate().map(|(place, line)| {
        let options = if place > 0 {
            options.clone().initial_indent(rest)
        } else {
            options.clone()
        };
        let options = if line.starts_with("- ") {
            options.subsequent_indent(&item)
        } else {
            options
        };
        textwrap::fill(line, options) + "\n"
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::diagnostics::{Code, Diagnostic};

    #[test]
    fn a_list_is_indented_under_its_label() {
        let diagnostic = Diagnostic::fail(Code::for_test("a.b"), "no")
            .help("where the page says\n- \"404\": copy the id from there\n- \"no\": wait");
        let expected = "fail: no [a.b]\n  fix:   where the page says\n         - \"404\": copy the id\n           from there\n         - \"no\": wait\n";
        assert_eq!(render(&diagnostic, 30, false, false).as_str(), expected);
    }

    #[test]
    fn sql_is_not_labeled_as_a_shell_command() {
        let diagnostic = Diagnostic::fail(Code::for_test("a.b"), "no").sql("SELECT 1;");
        let expected = "fail: no [a.b]\n  SQL:   SELECT 1;\n";
        assert_eq!(render(&diagnostic, 30, false, false).as_str(), expected);
    }

    #[test]
    fn wraps_under_its_label_and_keeps_a_command_whole() {
        let diagnostic =
            Diagnostic::fail(Code::for_test("env.empty"), "GITHUB_CLIENT_SECRET is empty")
                .reason("the line has a name and an equals sign but no value after it")
                .help("paste the client secret")
                .command("navauth check-env --provider github --environment production")
                .at(".env", Some(12));
        let expected = "fail: .env:12: GITHUB_CLIENT_SECRET is\n  empty [env.empty]\n  cause: the line has a name and an\n         \
                        equals sign but no value after\n         it\n  fix:   paste the client secret\n  run:   navauth check-env \
                        --provider github --environment production\n";
        assert_eq!(render(&diagnostic, 40, false, false).as_str(), expected);
    }
}
