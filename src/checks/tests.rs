//! Tests of the registry as a whole.

use std::collections::BTreeSet;

use super::registry;

#[test]
fn every_id_is_unique_and_every_check_follows_its_dependencies() {
    let mut seen = BTreeSet::new();
    for check in registry() {
        for needed in check.depends_on {
            assert!(
                seen.contains(needed.id),
                "{} depends on {}, which does not come before it",
                check.code.id,
                needed.id
            );
        }
        assert!(seen.insert(check.code.id), "{} occurs twice", check.code.id);
        assert!(
            check
                .code
                .id
                .split_once('.')
                .is_some_and(|(group, name)| !group.is_empty() && !name.contains('.')),
            "{}",
            check.code.id
        );
        assert!(!check.title.ends_with('.'), "{}", check.title);
        assert!(
            !check.code.id.is_empty() && !check.title.is_empty(),
            "{} has no title",
            check.code.id
        );
    }
    for code in registry().flat_map(|check| check.emits) {
        assert!(seen.insert(code.id), "{} occurs twice", code.id);
    }
}
