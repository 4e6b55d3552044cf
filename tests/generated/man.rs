//! The manual pages: one for each command, made from its help.

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

/// Every page: its file name and its text.
pub fn pages() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    add(&navauth::command(), &[], &mut pages);
    pages
}

fn add(command: &Command, parents: &[&str], pages: &mut Vec<(String, String)>) {
    let words: Vec<&str> = parents
        .iter()
        .copied()
        .chain([command.get_name()])
        .collect();
    let title = words.join("-");
    pages.push((format!("{title}.1"), page(command, &title)));
    for subcommand in command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
    {
        add(subcommand, &words, pages);
    }
}

fn page(command: &Command, title: &str) -> String {
    let man = Man::new(command.clone().display_name(title.to_owned()))
        .title(title.to_uppercase())
        .source(concat!("navauth ", env!("CARGO_PKG_VERSION")))
        .manual("navauth");
    let mut text = Vec::new();
    man.render_title(&mut text).unwrap();
    // The pages have no date, which leaves no place for it.
    let head = String::from_utf8(text).unwrap().replace(" 1  ", " 1 \"\" ");
    let mut text = head.into_bytes();
    man.render_name_section(&mut text).unwrap();
    man.render_synopsis_section(&mut text).unwrap();
    man.render_description_section(&mut text).unwrap();
    if command
        .get_arguments()
        .any(|argument| !argument.is_hide_set())
    {
        man.render_options_section(&mut text).unwrap();
    }
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text).unwrap();
    }
    let mut roff = Roff::default();
    let help = command.get_after_long_help().or(command.get_after_help());
    add_sections(
        &mut roff,
        &help.map(ToString::to_string).unwrap_or_default(),
    );
    roff.control("SH", ["SEE ALSO"]);
    roff.text([roman(if title == "navauth" {
        "navauth explain describes each problem.".to_owned()
    } else {
        "navauth(1), for the global options".to_owned()
    })]);
    roff.to_writer(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// The text below the options: the examples in a section of their own, indented lines as they are.
fn add_sections(roff: &mut Roff, help: &str) {
    let mut is_open = false;
    for paragraph in help.split("\n\n") {
        if paragraph.starts_with("Global options (") {
            continue;
        }
        let is_examples = paragraph.starts_with("Examples:");
        let lines = paragraph.lines().skip(usize::from(is_examples));
        if is_examples {
            roff.control("SH", ["EXAMPLES"]);
            roff.control("nf", []);
        } else {
            if is_open {
                roff.control("PP", []);
            } else {
                roff.control("SH", ["NOTES"]);
            }
        }
        for line in lines.filter(|line| !line.is_empty()) {
            roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
        }
        if is_examples {
            roff.control("fi", []);
        }
        is_open = true;
    }
}
