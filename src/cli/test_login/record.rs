//! Records that a sign-in worked, for the checks that need it.

use super::answer::TestLogin;
use crate::cli::Context;
use crate::diagnostics::Result;
use crate::oauth::record;
use crate::providers::Provider;

/// Records a sign-in. The device flow uses no redirect URI, so it is not recorded. A record that cannot be saved does not fail the sign-in.
pub fn save(context: &Context, provider: &Provider, login: &TestLogin) {
    let Some(redirect_uri) = &login.used.redirect_uri else {
        return;
    };
    if let Err(error) = note(context, provider, redirect_uri) {
        context.ui.diagnostic(&error.diagnostic);
    }
}

fn note(context: &Context, provider: &Provider, redirect_uri: &str) -> Result<()> {
    let file = context
        .env_file
        .as_ref()
        .map(|file| (file.location.path.as_path(), file.location.shown.as_path()));
    let mut store = record::open(file, &context.env)?;
    record::note(
        &mut store,
        provider,
        &provider.credentials(&context.settings)?,
        redirect_uri,
        context.env.now(),
    )
}
