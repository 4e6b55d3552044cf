//! How long to wait without `--timeout`, where more than one part of the program waits for the same thing.

use std::time::Duration;

/// For git.
pub const GIT: Duration = Duration::from_secs(10);

/// For each provider.
pub const PROVIDER: Duration = Duration::from_secs(10);

/// For a database: one that is suspended has to wake up first.
pub const DATABASE: Duration = Duration::from_secs(30);

/// For Neon: it needs up to a minute to create a project.
pub const NEON: Duration = Duration::from_secs(300);
