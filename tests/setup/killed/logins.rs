//! Broken off during the test logins: who has signed in is not asked for again, and what was granted to nobody is taken back.

use navauth::providers::fakes::{Fault, Step};

use super::{ALL, End};
use crate::setup::World;
use crate::setup::wizard::give_browser;
use crate::support::postgres::Cluster;
use crate::support::{set_mode, wait_for};

const LOGINS: &str = "test-logins = true\n";

impl World {
    fn count(&self, table: &str) -> String {
        self.folder
            .sqlite("data/users.db", &format!("select count(*) from {table}"))
    }

    /// Lets a provider's answer wait, or none.
    fn hold(&self, at: Option<(&'static str, Step)>) {
        self.fakes.change(|behavior| {
            behavior.faults.clear();
            if let Some((provider, step)) = at {
                *behavior = behavior.clone().fault(provider, step, Fault::Hold);
            }
        });
    }

    fn requests(&self, provider: &str, step: Step) -> usize {
        self.fakes.requests_to(provider, step).len()
    }
}

#[test]
fn while_the_browser_is_waited_for() {
    for end in End::EACH {
        let mut world = World::new();
        // A browser that opens the page, where nobody signs in.
        let browser = world.folder.write("home/browser", "#!/bin/sh\n");
        set_mode(&browser, 0o755);
        world
            .folder
            .variable("BROWSER", &browser.display().to_string());
        world.answered(LOGINS);
        let terminal = world.begin();
        terminal.wait_for("waiting for HuggingFace");
        world.break_off(&terminal, end);
        // What a login that nobody has ended leaves with the app too: it counts for ten minutes.
        assert_eq!(
            world.count("oauth_states"),
            if end == End::Kill { "1" } else { "0" }
        );
        assert_eq!(world.count("users"), "0");
        give_browser(&mut world.folder);
        world.goes_on(ALL, true);
        assert_eq!(world.count("users"), "4", "{end:?}");
    }
}

#[test]
fn between_the_first_provider_and_the_second() {
    for end in End::EACH {
        let mut world = World::new();
        give_browser(&mut world.folder);
        world.answered(LOGINS);
        world.hold(Some(("google", Step::Keys)));
        let terminal = world.begin();
        wait_for(|| world.requests("google", Step::Keys) > 0);
        world.break_off(&terminal, end);
        world.hold(None);
        assert_eq!(world.count("users"), "1", "{end:?}");
        assert_eq!(world.count("oauth_states"), "0", "{end:?}");
        assert_eq!(
            world.requests("google", Step::Revoke),
            usize::from(end == End::CtrlC),
            "what was granted is taken back"
        );
        world.goes_on("Google, Facebook, GitHub", true);
        let users = world.folder.sqlite(
            "data/users.db",
            "select oauth_provider from users order by id",
        );
        assert_eq!(users, "huggingface\ngoogle\nfacebook\ngithub", "{end:?}");
    }
}

#[test]
fn while_the_user_is_stored_in_a_file() {
    for end in End::EACH {
        let mut world = World::new();
        give_browser(&mut world.folder);
        world.answered(LOGINS);
        world.hold(Some(("github", Step::Profile)));
        let terminal = world.begin();
        wait_for(|| world.requests("github", Step::Profile) > 0);
        // Another program begins to write before the login does.
        let (mut other, input) = world.folder.hold_sqlite("data/users.db");
        world.fakes.release();
        terminal.wait_for("storing the user");
        world.break_off(&terminal, end);
        drop(input);
        other.wait().unwrap();
        world.hold(None);
        assert_eq!(world.count("users"), "3", "{end:?}");
        assert_eq!(
            world.requests("github", Step::Revoke),
            usize::from(end == End::CtrlC),
            "what was granted is taken back"
        );
        world.goes_on("GitHub", true);
        assert_eq!(world.count("users"), "4", "{end:?}");
    }
}

#[test]
fn while_the_user_is_stored_in_postgresql() {
    for end in End::EACH {
        let mut world = World::new();
        let database = Cluster::shared().database();
        world.in_postgresql(&database, LOGINS);
        give_browser(&mut world.folder);
        world.hold(Some(("github", Step::Profile)));
        let terminal = world.begin();
        wait_for(|| world.requests("github", Step::Profile) > 0);
        let other = database.hold("lock table users in exclusive mode");
        world.fakes.release();
        database.wait_for("application_name = 'navauth' and wait_event_type = 'Lock'");
        world.break_off(&terminal, end);
        world.hold(None);
        drop(other);
        assert_eq!(
            world.requests("github", Step::Revoke),
            usize::from(end == End::CtrlC),
            "what was granted is taken back"
        );
        // The server finds out by itself that nobody is there any more, and undoes what was not ended.
        wait_for(|| {
            database.psql("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'navauth'")
                == "0"
        });
        assert_eq!(database.psql("select count(*) from users"), "3", "{end:?}");
        world.goes_on("GitHub", true);
        assert_eq!(database.psql("select count(*) from users"), "4", "{end:?}");
    }
}
