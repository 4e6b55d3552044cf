//! A complete simulated production: providers, site, Space, Neon, database. The site runs with the secrets of
//! the Space.

use navauth::providers::fakes::{Behavior, FakeProviders};
use serde_json::json;

use super::Folder;
use super::hub::{Hub, TOKEN};
use super::neon::{self, Neon, host, project};
use super::postgres::{Cluster, Database};
use super::site::{self, HOST, Site};

pub const PROVIDERS: [&str; 4] = ["huggingface", "google", "facebook", "github"];

/// Another app of a provider: its id and secret.
pub type App = (&'static str, &'static str, &'static str);

/// Simulated providers with the redirect URIs of a site and of this machine, and the navauth.toml for them.
pub fn providers(site: &str, further: &[App]) -> (FakeProviders, String) {
    let port = super::ports::unused();
    let development = format!("http://localhost:{port}/auth/callback/{{provider}}");
    let further_apps = further
        .iter()
        .map(|(name, id, secret)| (*name, (*id).to_owned(), (*secret).to_owned()))
        .collect();
    let mut behavior = Behavior {
        further_apps,
        ..Behavior::default()
    };
    for provider in PROVIDERS {
        behavior
            .redirect_uris
            .insert(provider, registered(site, &development, provider));
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "tests have no Process of their own"
    )]
    let fakes = FakeProviders::start(behavior, jiff::Timestamp::now()).unwrap();
    let config = format!(
        "[callback]\ndevelopment = \"{development}\"\n\n{}",
        fakes.config_toml()
    );
    (fakes, config)
}

fn registered(site: &str, development: &str, provider: &str) -> Vec<String> {
    vec![
        development.replace("{provider}", provider),
        format!("{site}/api/auth/callback/{provider}"),
    ]
}

/// All of it, running.
pub struct Production {
    pub fakes: FakeProviders,
    pub database: Database,
    pub hub: Hub,
    pub neon: Neon,
    site: Site,
    config: String,
}

impl Production {
    /// Starts it, without any secret on the Space.
    pub fn start(further: &[App], change: impl FnOnce(&mut site::Behavior)) -> Self {
        let (fakes, config) = providers(&format!("https://{HOST}"), further);
        let (hub, neon) = (
            Hub::start(),
            Neon::start(|state| {
                state.projects = vec![project("spring-302709", "open-navigator-engagement", None)]
            }),
        );
        hub.serve_at(HOST);
        neon.change(|state| {
            state.projects[0]["settings"]["allowed_ips"] =
                json!({ "ips": ["0.0.0.0/0"], "protected_branches_only": false })
        });
        let mut site = site::Behavior::good("");
        site.secrets = Some(hub.reader());
        let mut endpoints = config
            .lines()
            .filter_map(|line| line.strip_prefix("authorization_endpoint = "));
        site.authorize = PROVIDERS
            .map(|provider| {
                (
                    provider,
                    endpoints.next().unwrap().trim_matches('"').to_owned(),
                )
            })
            .into();
        change(&mut site);
        Self {
            fakes,
            database: Cluster::shared().database(),
            hub,
            neon,
            site: Site::start(site),
            config,
        }
    }

    /// Configures a folder for this production and its API keys. Returns the navauth.toml.
    pub fn lead(&self, folder: &mut Folder) -> String {
        folder
            .variable("HF_ENDPOINT", &self.hub.url)
            .variable("HF_TOKEN", TOKEN)
            .variable("NEON_API_KEY", neon::KEY);
        self.site.lead(folder);
        // Neon's host names resolve to this machine, for these runs only.
        let hosts = folder
            .write(
                "home/hosts",
                format!("127.0.0.1 {} {}\n", host(false), host(true)),
            )
            .display()
            .to_string();
        folder
            .variable("LD_PRELOAD", "libnss_wrapper.so")
            .variable("NSS_WRAPPER_HOSTS", &hosts);
        format!("{}\n{}", self.neon.config(), self.config)
    }

    /// The database URL with its Neon host name.
    pub fn database_url(&self) -> String {
        self.database
            .url("sslmode=require")
            .replace("@localhost:", &format!("@{}:", host(false)))
    }

    /// The initial redirect URIs of a provider.
    pub fn registered(&self, provider: &str) -> Vec<String> {
        let development = self.config.split('"').nth(1).unwrap();
        registered(&format!("https://{HOST}"), development, provider)
    }
}
