//! The rehearsal: local stand-ins for the four providers, and a person who signs in there without a browser.
//!
//! Owns what plays the outside world in `navauth demo` and in the tests. Knows nothing of the commands: it is reached by the endpoints
//! that a navauth.toml names, as a real provider is.

pub mod folder;
pub mod person;
pub mod recording;
pub mod standins;
pub mod summary;
