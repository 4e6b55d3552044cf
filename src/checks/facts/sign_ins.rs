//! The record of test sign-ins, which `test-login` writes.

use jiff::Timestamp;

use crate::checks::scope::Scope;
use crate::diagnostics::Diagnostic;
use crate::fingerprints::FingerprintStore;
use crate::oauth::record;
use crate::process::Env;

/// The record of test sign-ins, and when it was read.
#[derive(Debug)]
pub struct SignInHistory {
    pub store: Result<FingerprintStore, Diagnostic>,
    pub now: Timestamp,
}

/// Reads the record next to the `.env` file.
pub fn read(scope: &Scope<'_>, env: &Env) -> SignInHistory {
    let file = scope
        .env_file
        .map(|file| (file.location.path.as_path(), file.location.shown.as_path()));
    SignInHistory {
        store: record::open(file, env).map_err(|error| *error.diagnostic),
        now: env.now(),
    }
}
