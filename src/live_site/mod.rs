//! What the live site shows to a visitor.
//!
//! Owns asking it: its door (TLS, http), the start of a login, the app's "who am I". Where it is, and what an answer means for the settings, belongs
//! to others.

mod answer;
mod door;
mod look;
mod session;
mod start;

pub use door::{HttpsProbe, Plain};
pub use look::{Inside, Live, Questions, SKEW, look};
pub use session::{INVALID, NOBODY, Shown, Standing, may_be_shown, standing};
pub use start::{Start, Started};
