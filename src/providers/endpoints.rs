//! The endpoints of a provider.

/// Absolute URLs of a provider's endpoints. The revocation endpoint may contain `{client_id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// RFC 6749 section 3.1.
    pub authorization: Option<String>,
    /// RFC 6749 section 3.2.
    pub token: Option<String>,
    /// OpenID Connect Core section 5.3, or the provider's own profile API.
    pub userinfo: Option<String>,
    /// The user's email addresses, if the profile may lack them.
    pub emails: Option<String>,
    /// RFC 7517.
    pub jwks: Option<String>,
    /// RFC 8628 section 3.1.
    pub device_authorization: Option<String>,
    /// RFC 7009, or the provider's own.
    pub revocation: Option<String>,
    /// Token introspection with an app access token (Facebook's debug_token).
    pub introspection: Option<String>,
    /// The keys of endpoints that navauth.toml disables, which discovery does not fill in either.
    pub off: Vec<&'static str>,
}

impl Endpoints {
    /// Each endpoint with its key in navauth.toml, in the order of `ProviderConfig::endpoints`.
    pub fn named_mut(&mut self) -> [(&'static str, &mut Option<String>); 8] {
        [
            ("token_endpoint", &mut self.token),
            (
                "device_authorization_endpoint",
                &mut self.device_authorization,
            ),
            ("revocation_endpoint", &mut self.revocation),
            ("introspection_endpoint", &mut self.introspection),
            ("userinfo_endpoint", &mut self.userinfo),
            ("emails_endpoint", &mut self.emails),
            ("authorization_endpoint", &mut self.authorization),
            ("jwks_uri", &mut self.jwks),
        ]
    }

    /// The endpoints that are set, with their keys.
    pub(super) fn set(&self) -> Vec<(&'static str, String)> {
        let mut all = self.clone();
        all.named_mut()
            .into_iter()
            .filter_map(|(key, url)| Some((key, url.take()?)))
            .collect()
    }
}
