//! Broken off while the tables are made: all of them are there or none.

use super::{ALL, End};
use crate::init_db::schema;
use crate::setup::World;
use crate::support::postgres::{Cluster, statements};

#[test]
fn in_postgresql() {
    let whole = statements(&schema("2026-04.sql"));
    for end in End::EACH {
        let mut world = World::new();
        let database = Cluster::shared().database();
        world.in_postgresql(&database, "");
        // Another program is about to make the second table: the wizard has made the first, and waits.
        let other = database.hold("create table oauth_states (id int)");
        let terminal = world.begin();
        database.wait_for("application_name = 'navauth' and wait_event_type = 'Lock'");
        world.break_off(&terminal, end);
        assert_eq!(database.dump(), "", "{end:?}");
        drop(other);
        let left = database.settled();
        assert!(left.is_empty() || left == whole, "{end:?}: {left}");
        world.goes_on(ALL, false);
        assert_eq!(database.dump(), whole, "{end:?}");
    }
}

#[test]
fn in_a_file() {
    for end in End::EACH {
        let mut world = World::new();
        world.answered("");
        // Another program has begun to write.
        world.folder.write("data/users.db", "");
        let (mut other, input) = world.folder.hold_sqlite("data/users.db");
        let terminal = world.begin();
        terminal.wait_for("creating the tables");
        world.break_off(&terminal, end);
        drop(input);
        other.wait().unwrap();
        let tables = || {
            world.folder.sqlite(
                "data/users.db",
                "select count(*) from sqlite_master where type = 'table'",
            )
        };
        assert_eq!(tables(), "0", "{end:?}");
        world.goes_on(ALL, false);
        assert_eq!(tables(), "3", "{end:?}");
    }
}
