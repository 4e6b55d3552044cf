//! Broken off during the checks at the end.

use navauth::providers::fakes::{Fault, Step};

use super::{ALL, End};
use crate::setup::World;
use crate::support::wait_for;

#[test]
fn while_a_provider_is_asked() {
    for end in End::EACH {
        let mut world = World::new();
        world.answered("");
        let terminal = world.begin();
        terminal.wait_for("Sign in once with");
        world.fakes.change(|behavior| {
            *behavior = behavior.clone().fault("github", Step::Token, Fault::Hold)
        });
        let before = world.files();
        let asked = world.fakes.requests_to("github", Step::Token).len();
        terminal.keys(["n", "Enter"]);
        wait_for(|| world.fakes.requests_to("github", Step::Token).len() > asked);
        // What is still waited for, and how much is done.
        terminal.wait_for("checking the providers (");
        world.break_off(&terminal, end);
        assert!(world.files() == before, "{end:?}: the checks write nothing");
        world.fakes.change(|behavior| behavior.faults.clear());
        world.goes_on(ALL, false);
    }
}
