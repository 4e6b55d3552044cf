//! Every code, one file a group. To add one, write it in the file of its group: nothing else lists it.

pub mod database;
pub mod hub;
pub mod jwt;
pub mod neon;
pub mod push;
pub mod rotate;

use super::{Code, Group};

/// Defines the statics of a group and lists them in its `GROUP`.
macro_rules! codes {
    ($title:literal; $($name:ident = $code:expr;)*) => {
        $(pub static $name: $crate::diagnostics::Code = $code;)*

        /// The codes of this group.
        pub static GROUP: $crate::diagnostics::Group = $crate::diagnostics::Group {
            title: $title,
            codes: &[$(&$name),*],
        };
    };
}
use codes;

/// All groups, in the order of the guide.
pub static GROUPS: &[&Group] = &[
    &database::GROUP,
    &neon::GROUP,
    &jwt::GROUP,
    &push::GROUP,
    &rotate::GROUP,
    &hub::GROUP,
];

/// All codes.
pub fn all() -> impl Iterator<Item = &'static Code> {
    GROUPS.iter().flat_map(|group| group.codes.iter().copied())
}

/// The code of an id.
pub fn find(id: &str) -> Option<&'static Code> {
    all().find(|code| code.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{GROUPS, all};

    #[test]
    fn every_code_is_complete() {
        let mut ids = BTreeSet::new();
        for code in all() {
            assert!(ids.insert(code.id), "{} is defined twice", code.id);
            assert!(!code.message.is_empty(), "{}: no message", code.id);
            assert!(
                !code.message.ends_with('.'),
                "{}: {}",
                code.id,
                code.message
            );
            assert!(
                !code.reproduce.is_empty(),
                "{}: no way to reproduce",
                code.id
            );
            let help = code.help;
            assert!(
                !help.text.is_empty() || !help.command.is_empty(),
                "{}: no next step",
                code.id
            );
        }
    }

    #[test]
    fn a_group_has_one_prefix() {
        for group in GROUPS {
            let prefixes: BTreeSet<_> = group
                .codes
                .iter()
                .map(|code| code.id.split('.').next())
                .collect();
            assert_eq!(prefixes.len(), 1, "{}: {prefixes:?}", group.title);
        }
    }
}
