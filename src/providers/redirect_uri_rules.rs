//! The rules of a provider for redirect URIs.

/// A provider's rules for redirect URIs.
#[derive(Clone, Copy, Debug)]
pub struct RedirectUriRules {
    /// Where to enter them, in the words of the provider's console.
    pub console_path: &'static str,
    /// Whether development and production usually have separate apps, each with its own URI.
    pub separate_apps: bool,
    /// Whether `http://localhost` is accepted without registration.
    pub loopback_by_itself: bool,
    /// Whether all hosts but this machine require https.
    pub https_only: bool,
    /// Whether the host must be a public domain name.
    pub public_names_only: bool,
    /// Whether Cancel redirects to the first registered URI instead of the requested one.
    pub cancel_goes_to_first: bool,
    /// Further rules, one sentence each.
    pub rules: &'static [&'static str],
}

impl RedirectUriRules {
    /// The rules of OAuth 2.1, for providers of navauth.toml.
    pub const STANDARD: Self = Self {
        console_path: "the app's redirect URIs",
        separate_apps: false,
        loopback_by_itself: false,
        https_only: false,
        public_names_only: false,
        cancel_goes_to_first: false,
        rules: &["must match exactly: scheme, host, port, path and trailing slash"],
    };
}
