//! A code of the catalog and its placeholders.

use std::fmt::{Display, Write};

use serde::{Serialize, Serializer};

use super::severity::Severity;

/// A diagnostic with all its words. Texts may contain placeholders such as `{name}`; [`crate::diagnostic!`] fills them.
#[derive(Debug)]
pub struct Code {
    /// `group.kebab-name`. Never reused.
    pub id: &'static str,
    /// How severe it is.
    pub severity: Severity,
    /// What is wrong, in one line: lower-case, no final stop.
    pub message: &'static str,
    /// Why, if what was observed decides it; else empty.
    pub reason: &'static str,
    /// The next step.
    pub help: Help,
    /// Its consequences, for `navauth explain`: full sentences, may be empty.
    pub explanation: &'static str,
    /// How to reproduce it: a command in backticks, or a sentence. `{id}` is the code's own id.
    pub reproduce: &'static str,
    /// Why no test follows its help and sees the problem gone; empty where one does. See [`not_followed`].
    pub not_followed: &'static str,
}

/// Why no test follows the help of a code.
pub mod not_followed {
    /// It is to wait or to try again.
    pub const AGAIN: &str = "the help is to wait or to run the command again";
    /// A console of another company.
    pub const CONSOLE: &str = "it is followed in another company's console";
    /// The operator of a server.
    pub const OPERATOR: &str = "only the operator of the other server can follow it";
    /// The network, a proxy or trusted certificates.
    pub const NETWORK: &str =
        "it is followed in the network: a proxy, a firewall or its certificates";
    /// This computer: permissions, disk, programs.
    pub const COMPUTER: &str =
        "it is followed on the computer: permissions, disk, clock or programs";
    /// Only you know what was meant.
    pub const DECISION: &str = "it depends on what you want, which no test knows";
    /// Another command line.
    pub const COMMAND_LINE: &str = "it is another command line, which the message describes";
    /// A file or setting of navauth.
    pub const SETTING: &str = "it is an edit that depends on values which only you have";
    /// The live site.
    pub const SITE: &str = "it is followed where the app runs";
    /// An update.
    pub const UPDATE: &str = "it is an update of a program";
    /// A summary.
    pub const SUMMARY: &str = "it has no fix of its own: the problems that it sums up have";
    /// Explained, but never reported.
    pub const ONLY_EXPLAINED: &str = "navauth explains it and never reports it";
    /// Another user's account.
    pub const ACCOUNT: &str = "it is followed by the user who signs in, in their account";
    /// An attack or a broken server.
    pub const HOSTILE: &str =
        "it stops an attack or a defective server, and there is nothing to repair here";
}

/// The next step: a sentence, a command, or both. Either may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Help {
    /// What to do.
    pub text: &'static str,
    /// The command that does it, as typed in a shell.
    pub command: &'static str,
}

/// A group of codes: the part of an id before its dot.
#[derive(Debug)]
pub struct Group {
    /// Heading in the docs and in `navauth explain`.
    pub title: &'static str,
    /// Its codes, in the order of the guide.
    pub codes: &'static [&'static Code],
}

impl Group {
    /// Whether the code is one of its codes.
    pub fn contains(&self, code: &Code) -> bool {
        self.codes.contains(&code)
    }
}

/// Codes are statics: the id tells them apart.
impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

/// Reports name a code by its id.
impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

impl Help {
    /// No next step.
    pub const NONE: Self = Self::text("");

    /// A sentence.
    pub const fn text(text: &'static str) -> Self {
        Self { text, command: "" }
    }

    /// A sentence and the command that does it.
    pub const fn command(text: &'static str, command: &'static str) -> Self {
        Self { text, command }
    }
}

impl Code {
    /// The defaults of an error.
    pub const ERROR: Self = Self {
        id: "",
        severity: Severity::ERROR,
        message: "",
        reason: "",
        help: Help::NONE,
        explanation: "",
        reproduce: "",
        not_followed: "",
    };

    /// The defaults of a warning.
    pub const WARNING: Self = Self {
        severity: Severity::WARNING,
        ..Self::ERROR
    };

    /// The defaults of something that could not be checked.
    pub const UNKNOWN: Self = Self {
        severity: Severity::UNKNOWN,
        ..Self::ERROR
    };

    /// An error of no group.
    #[cfg(test)]
    pub fn for_test(id: &'static str) -> &'static Self {
        Box::leak(Box::new(Self { id, ..Self::ERROR }))
    }

    /// The group: the part of the id before its dot.
    pub fn group(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }

    /// Whether these are exactly the placeholders of its message, reason and help.
    pub const fn has_placeholders(&self, names: &[&str]) -> bool {
        let texts = [self.message, self.reason, self.help.text, self.help.command];
        placeholders_match(&texts, names)
    }
}

/// The text with its placeholders filled, in one pass: a value is never searched for placeholders. One that has no value stays.
pub fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        filled += &rest[..start];
        rest = &rest[start..];
        let value = rest.find('}').and_then(|end| {
            let name = &rest[1..end];
            let value = values.iter().find(|(known, _)| *known == name)?;
            Some((value.1, end))
        });
        match value {
            Some((value, end)) => {
                // Writing to a String cannot fail.
                let _ = write!(filled, "{value}");
                rest = &rest[end + 1..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled + rest
}

/// Whether the texts contain exactly these placeholders: `{` and `}` around a name of lower-case letters and `_`.
pub const fn placeholders_match(texts: &[&str], names: &[&str]) -> bool {
    let mut used = [false; 16];
    let mut text = 0;
    while text < texts.len() {
        let bytes = texts[text].as_bytes();
        let mut start = 0;
        while start < bytes.len() {
            let end = placeholder_end(bytes, start);
            if end > 0 {
                match position(bytes, start + 1, end, names) {
                    Some(found) => used[found] = true,
                    None => return false,
                }
            }
            start += 1;
        }
        text += 1;
    }
    let mut name = 0;
    while name < names.len() {
        if !used[name] {
            return false;
        }
        name += 1;
    }
    true
}

/// The end of the placeholder that starts here; 0 if none starts.
const fn placeholder_end(bytes: &[u8], start: usize) -> usize {
    if bytes[start] != b'{' {
        return 0;
    }
    let mut end = start + 1;
    while end < bytes.len() && (bytes[end].is_ascii_lowercase() || bytes[end] == b'_') {
        end += 1;
    }
    if end < bytes.len() && bytes[end] == b'}' && end > start + 1 {
        end
    } else {
        0
    }
}

/// The index of the name that these bytes spell.
const fn position(bytes: &[u8], start: usize, end: usize, names: &[&str]) -> Option<usize> {
    let mut index = 0;
    while index < names.len() {
        let name = names[index].as_bytes();
        let mut at = 0;
        while at < name.len() && start + at < end && name[at] == bytes[start + at] {
            at += 1;
        }
        if at == name.len() && start + at == end {
            return Some(index);
        }
        index += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{fill, placeholders_match};

    #[test]
    fn values_fill_their_placeholders_once() {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("name", &"{count}"), ("count", &2)];
        assert_eq!(
            fill("{name} has {count}, {other} and {", &values),
            "{count} has 2, {other} and {"
        );
    }

    #[test]
    fn placeholders_are_compared_by_name() {
        assert!(placeholders_match(
            &["{a} {b_c}", "{a}, ${HOME} {}"],
            &["b_c", "a"]
        ));
        assert!(!placeholders_match(&["{a}"], &[]));
        assert!(!placeholders_match(&["{a}"], &["a", "b"]));
        assert!(!placeholders_match(&["{ab}"], &["a"]));
    }
}
