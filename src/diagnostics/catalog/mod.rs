//! Every code, one file a group. To add one, write it in the file of its group: nothing else lists it.

pub mod api;
pub mod app;
pub mod config;
pub mod credential;
pub mod database;
pub mod demo;
pub mod env;
pub mod facebook;
pub mod file;
pub mod frontend;
pub mod git;
pub mod github;
pub mod google;
pub mod http;
pub mod hub;
pub mod huggingface;
pub mod identity;
pub mod input;
pub mod jwt;
pub mod live;
pub mod login;
pub mod neon;
pub mod oauth;
pub mod online;
pub mod output;
pub mod provider;
pub mod proxy;
pub mod push;
pub mod redirect;
pub mod report;
pub mod rotate;
pub mod run;
pub mod secret;
pub mod setup;
pub mod space;
pub mod tls;
pub mod token;
pub mod trust;
pub mod usage;
pub mod users;

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
    &file::GROUP,
    &env::GROUP,
    &config::GROUP,
    &secret::GROUP,
    &git::GROUP,
    &database::GROUP,
    &neon::GROUP,
    &jwt::GROUP,
    &frontend::GROUP,
    &api::GROUP,
    &provider::GROUP,
    &credential::GROUP,
    &online::GROUP,
    &live::GROUP,
    &space::GROUP,
    &users::GROUP,
    &redirect::GROUP,
    &huggingface::GROUP,
    &google::GROUP,
    &facebook::GROUP,
    &github::GROUP,
    &oauth::GROUP,
    &login::GROUP,
    &identity::GROUP,
    &token::GROUP,
    &app::GROUP,
    &push::GROUP,
    &rotate::GROUP,
    &hub::GROUP,
    &setup::GROUP,
    &demo::GROUP,
    &trust::GROUP,
    &http::GROUP,
    &proxy::GROUP,
    &tls::GROUP,
    &report::GROUP,
    &input::GROUP,
    &output::GROUP,
    &usage::GROUP,
    &run::GROUP,
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
