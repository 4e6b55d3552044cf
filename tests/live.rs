//! `navauth check-env --live`: the live site, its Space, its Neon project and the record of test sign-ins.

use crate::support::Folder;

mod afterwards;
mod followed;
pub mod production;
mod record;
mod site;

/// The checklist items with this outcome, by these checks.
fn items(folder: &Folder, outcome: &str, arguments: &[&str]) -> Vec<String> {
    let document = folder
        .run(
            ["checklist", "--json"]
                .into_iter()
                .chain(arguments.iter().copied()),
        )
        .json();
    let items = document["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["outcome"] == outcome);
    items
        .map(|item| item["text"].as_str().unwrap().to_owned())
        .collect()
}
