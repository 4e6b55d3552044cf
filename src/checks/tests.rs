//! What must hold for the register as a whole.

use std::collections::BTreeSet;

use super::register;

#[test]
fn an_id_stands_once_and_what_it_needs_stands_before_it() {
    let mut seen = BTreeSet::new();
    for check in register() {
        for needed in check.needs {
            assert!(
                seen.contains(needed),
                "{} needs {needed}, which does not come before it",
                check.id
            );
        }
        assert!(seen.insert(check.id), "{} stands twice", check.id);
        assert!(
            check
                .id
                .split_once('.')
                .is_some_and(|(group, name)| !group.is_empty() && !name.contains('.')),
            "{}",
            check.id
        );
        assert!(!check.title.ends_with('.'), "{}", check.title);
        assert!(
            !check.id.is_empty() && !check.title.is_empty(),
            "{} is not said",
            check.id
        );
    }
    for id in register().flat_map(|check| check.finds) {
        assert!(seen.insert(id), "{id} stands twice");
    }
}
