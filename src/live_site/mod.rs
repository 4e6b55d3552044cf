//! Requests to the live site: https and http, the start of each sign-in, and the app's "who am I".
//!
//! Where the site is, and what its answers mean for the settings, belongs to `checks`.

mod answer;
mod https;
mod session;
mod sign_in;
mod snapshot;

pub use https::{FrontPage, HttpRedirect, HttpsProbe, same_site};
pub use session::{INVALID, MePage, MeResponse, NoMePage};
pub use sign_in::{SignInStart, StartOutcome};
pub use snapshot::{AppResponses, LiveSite, MAX_CLOCK_SKEW, Questions, fetch};
