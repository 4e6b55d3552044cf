//! One test crate, one module a command; `support` holds the surroundings: the binary, PostgreSQL, a terminal, a browser.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod support;

mod accounts;
mod action;
mod architecture;
mod canary;
mod check_env;
mod checklist;
mod checks;
mod completions;
mod demo;
mod docs;
mod doctor;
mod env;
mod explain;
mod fixes;
mod gen_secret;
mod generated;
mod init_db;
mod list_users;
mod live;
mod memory;
mod neon;
mod online;
mod packages;
mod platforms;
mod pooler;
mod program;
#[cfg(target_os = "linux")]
mod progress;
mod purge_states;
mod push_secrets;
mod readme;
mod redirect_uris;
mod report;
mod rotate_secret;
mod setup;
mod test_login;
mod token;
mod transport;
mod trust;
mod untrusted;
mod verify_connection;
mod workflows;
