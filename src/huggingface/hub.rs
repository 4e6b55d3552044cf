//! The calls to the Hub.
//!
//! Nothing is retried: setting a secret twice is harmless, so an interrupted run is simply repeated.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::access::Access;
use super::api_error::{self, Asked};
use super::credentials::{Credentials, TokenOrigin};
use super::runtime::{Runtime, Settled, Stage};
use super::space::SpaceName;
use crate::diagnostic;
use crate::diagnostics::catalog::hub;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Error, Exit, Result};
use crate::http::{Client, Method, Request, Response};
use crate::secret::Secret;
use crate::text;

/// A Space, reached with a token.
pub struct Hub {
    client: Client,
    credentials: Credentials,
    space: SpaceName,
    /// The account of the token, once the Hub has named it.
    account: OnceCell<String>,
}

/// A secret as the Hub lists it, without its value.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SecretEntry {
    /// When it was last set, by the Hub's clock.
    pub updated_at: Option<Timestamp>,
}

/// What the Hub says of a Space.
#[derive(Deserialize)]
struct Info {
    private: bool,
    #[serde(default)]
    sdk: Option<String>,
}

impl Hub {
    /// The polling interval for the stage of a Space; the same as that of the Hub's own tool.
    const INTERVAL: Duration = Duration::from_secs(1);

    /// A Space with these credentials. `deadline` limits each request.
    pub fn new(credentials: Credentials, space: SpaceName, deadline: Duration) -> Self {
        Self {
            client: Client::new(deadline),
            credentials,
            space,
            account: OnceCell::new(),
        }
    }

    /// The Space's name.
    pub fn space(&self) -> &SpaceName {
        &self.space
    }

    /// The server.
    pub fn endpoint(&self) -> &str {
        &self.credentials.endpoint
    }

    /// Where the token was found.
    pub fn token_origin(&self) -> &TokenOrigin {
        &self.credentials.origin
    }

    /// The account of the token. Call it once per run.
    pub async fn whoami(&self) -> Result<Access> {
        let request = Request::get(format!("{}/api/whoami-v2", self.credentials.endpoint));
        let answer = self.send(request, Asked::Token).await;
        let answer = answer.map_err(|error| self.name_origin(error))?;
        let access: Access = read(&answer, Asked::Token, None)?;
        let _ = self.account.set(access.name.clone());
        Ok(access)
    }

    /// Adds whose token it is to an error about what the token may do.
    fn name_account(&self, mut error: Error) -> Error {
        let is_about_access = [&hub::SPACE_NOT_FOUND, &hub::SPACE_HIDDEN, &hub::NO_RIGHTS]
            .iter()
            .any(|code| error.diagnostic.is(code));
        if let Some(account) = self.account.get().filter(|_| is_about_access) {
            let of = text!(
                hub::TOKEN_OF,
                account = sanitize(account),
                origin = self.credentials.origin
            );
            let reason = match &error.diagnostic.cause {
                Some(cause) => format!("{cause}; {of}"),
                None => of,
            };
            *error.diagnostic = error.diagnostic.reason(reason);
        }
        error
    }

    /// Adds where a rejected token was found: HF_TOKEN overrides the token of `hf auth login`.
    fn name_origin(&self, mut error: Error) -> Error {
        if error.diagnostic.is(&hub::BAD_TOKEN) {
            let origin = text!(hub::TOKEN_FROM, origin = self.credentials.origin);
            *error.diagnostic = error.diagnostic.reason(origin);
        }
        error
    }

    /// The secrets by name.
    pub async fn secrets(&self) -> Result<BTreeMap<String, SecretEntry>> {
        self.read_space(Request::get(self.path("secrets"))).await
    }

    /// The names of the public variables.
    pub async fn variables(&self) -> Result<Vec<String>> {
        let variables: BTreeMap<String, serde::de::IgnoredAny> = self
            .read_space(Request::get(self.path("variables")))
            .await?;
        Ok(variables.into_keys().collect())
    }

    /// Creates or replaces a secret. Returns the Hub's timestamp, if there is one.
    pub async fn set_secret(&self, name: &str, value: &Secret) -> Result<Option<Timestamp>> {
        let request = Request::post(self.path("secrets"))
            .json(&json!({"key": name, "value": value.expose()}));
        self.change(request).await
    }

    /// Deletes a secret; does nothing if it does not exist.
    pub async fn delete_secret(&self, name: &str) -> Result<()> {
        let request =
            Request::new(Method::DELETE, self.path("secrets")).json(&json!({"key": name}));
        self.change(request).await.map(|_| ())
    }

    /// The runtime state of the Space.
    pub async fn runtime(&self) -> Result<Runtime> {
        self.read_space(Request::get(self.path("runtime"))).await
    }

    /// Whether only members can open the Space.
    pub async fn is_private(&self) -> Result<bool> {
        Ok(self.info().await?.private)
    }

    /// Whether the Space only serves files: every visitor can read its secrets (hub-docs, spaces-overview.md, 2026-11).
    pub async fn is_static(&self) -> Result<bool> {
        Ok(self.info().await?.sdk.as_deref() == Some("static"))
    }

    async fn info(&self) -> Result<Info> {
        let url = format!("{}/api/spaces/{}", self.credentials.endpoint, self.space);
        self.read_space(Request::get(url)).await
    }

    /// How many requests in a row the Hub has to refuse until there is no point in waiting.
    const MOST_REFUSALS: usize = 3;

    /// Waits until the Space reaches a final stage, and reports each stage once. `changed` expects a restart.
    ///
    /// Single failed requests are ignored until the deadline.
    pub async fn wait(
        &self,
        changed: bool,
        deadline: Duration,
        mut tell: impl FnMut(Stage),
    ) -> Result<Runtime> {
        let started = Instant::now();
        let (mut settled, mut told) = (Settled::new(changed), None);
        let mut last_name = String::new();
        let mut refusals = 0;
        loop {
            let looked = self.runtime().await;
            let is_refused = matches!(&looked, Err(error) if error.exit == Exit::Refused);
            refusals = if is_refused { refusals + 1 } else { 0 };
            if refusals == Self::MOST_REFUSALS {
                return looked;
            }
            if let Ok(runtime) = &looked {
                let stage = runtime.stage();
                last_name = runtime.stage_name();
                if told != Some(stage) {
                    tell(stage);
                    told = Some(stage);
                }
                if settled.at(stage, started.elapsed()) {
                    return looked;
                }
            }
            if started.elapsed() + Self::INTERVAL > deadline {
                return Err(looked
                    .err()
                    .unwrap_or_else(|| self.too_slow(deadline, &last_name)));
            }
            tokio::time::sleep(Self::INTERVAL).await;
        }
    }

    fn too_slow(&self, deadline: Duration, stage: &str) -> Error {
        Error::unreachable(diagnostic!(
            hub::SPACE_SLOW,
            space = self.space,
            seconds = deadline.as_secs(),
            stage = stage
        ))
    }

    fn path(&self, what: &str) -> String {
        format!(
            "{}/api/spaces/{}/{what}",
            self.credentials.endpoint, self.space
        )
    }

    async fn change(&self, request: Request) -> Result<Option<Timestamp>> {
        let answer = self.send(request, Asked::Change).await?;
        // The Hub returns `{}`; anything but an object is not from it.
        let _: BTreeMap<String, serde::de::IgnoredAny> =
            read(&answer, Asked::Space, Some(&self.space))?;
        Ok(answer.date)
    }

    async fn read_space<T: DeserializeOwned>(&self, request: Request) -> Result<T> {
        read(
            &self.send(request, Asked::Space).await?,
            Asked::Space,
            Some(&self.space),
        )
    }

    async fn send(&self, request: Request, asked: Asked) -> Result<Response> {
        let answer = self
            .client
            .send(request.bearer(&self.credentials.token))
            .await;
        let answer = answer.map_err(|failure| {
            let is_local = failure.is_local();
            let error = failure.error(api_error::HUB);
            if is_local {
                error
            } else {
                self.blame_endpoint(error)
            }
        })?;
        if answer.status.is_success() {
            Ok(answer)
        } else {
            let error = api_error::error(&answer, asked, Some(&self.space));
            Err(self.name_account(error))
        }
    }

    /// The fix for a server that does not answer and that HF_ENDPOINT names.
    fn blame_endpoint(&self, mut error: Error) -> Error {
        if self.credentials.is_own_endpoint() {
            let help = text!(
                hub::CHECK_ENDPOINT,
                endpoint = sanitize(&self.credentials.endpoint)
            );
            *error.diagnostic = error.diagnostic.help(help);
        }
        error
    }
}

fn read<T: DeserializeOwned>(
    answer: &Response,
    asked: Asked,
    space: Option<&SpaceName>,
) -> Result<T> {
    serde_json::from_slice(&answer.body).map_err(|_| api_error::error(answer, asked, space))
}
