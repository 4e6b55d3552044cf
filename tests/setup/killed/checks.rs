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
        world.standins.change(|behaviour| {
            *behaviour = behaviour.clone().fault("github", Step::Token, Fault::Hold)
        });
        let before = world.files();
        let asked = world.standins.requests_to("github", Step::Token).len();
        terminal.keys(["n", "Enter"]);
        wait_for(|| world.standins.requests_to("github", Step::Token).len() > asked);
        world.break_off(&terminal, end);
        assert!(world.files() == before, "{end:?}: the checks write nothing");
        world.standins.change(|behaviour| behaviour.faults.clear());
        world.goes_on(ALL, false);
    }
}
