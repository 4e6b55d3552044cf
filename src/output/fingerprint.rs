//! Identifies the same problem across runs.
//!
//! SARIF, the baseline and the comparison with the last run use the same fingerprint.

use std::collections::BTreeMap;

use super::places::Places;
use crate::crypto::{hex, sha256};
use crate::diagnostics::Diagnostic;

/// The fingerprint of each problem. Equal ones are numbered, so that an additional one counts as new.
pub fn fingerprints(findings: &[Diagnostic], places: &Places<'_>) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let pluralize = |diagnostic: &Diagnostic| {
        let file = diagnostic
            .source
            .as_ref()
            .map(|source| places.path(&source.file))
            .unwrap_or_default();
        let print = fingerprint(diagnostic, &file);
        let times = seen
            .entry(print.clone())
            .and_modify(|times| *times += 1)
            .or_insert(1);
        format!("{print}:{times}")
    };
    findings.iter().map(pluralize).collect()
}

/// A short hash of id, file and message without line and numbers, which change between runs.
fn fingerprint(diagnostic: &Diagnostic, file: &str) -> String {
    let mut title = String::new();
    for character in diagnostic.title.chars() {
        match character {
            digit if digit.is_ascii_digit() => {
                if !title.ends_with('#') {
                    title.push('#');
                }
            }
            other => title.push(other),
        }
    }
    let digest = sha256(format!("{}\n{file}\n{title}", diagnostic.id()));
    hex(&digest[..8])
}

#[cfg(test)]
mod tests {
    use super::fingerprint;
    use crate::diagnostics::{Code, Diagnostic};

    #[test]
    fn survives_a_moved_line_and_a_changed_number_only() {
        let code = Code::for_test("site.certificate");
        let diagnostic =
            |title: &'static str, line| Diagnostic::fail(code, title).at(".env", Some(line));
        let print = |diagnostic: &Diagnostic| fingerprint(diagnostic, ".env");
        let first = print(&diagnostic("12 days left", 1));
        assert_eq!(first.len(), 16);
        assert_eq!(first, print(&diagnostic("3 days left", 7)));
        assert_ne!(first, print(&diagnostic("12 weeks left", 1)));
        assert_ne!(
            first,
            fingerprint(&diagnostic("12 days left", 1), "other/.env")
        );
        assert_ne!(
            first,
            print(&Diagnostic::fail(
                Code::for_test("site.other"),
                "12 days left"
            ))
        );
    }
}
