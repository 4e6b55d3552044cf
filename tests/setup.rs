//! `navauth setup`: from an empty folder to a setup that is proved, against stand-ins.

mod answers;
mod back;
mod browser;
mod browser_attacks;
mod browser_commands;
mod browser_hand;
mod browser_whole;
mod choices;
mod ctrl_c;
mod killed;
mod logins;
mod mistakes;
mod production;
mod prompts;
mod whole;
mod wizard;

use navauth::providers::fakes::FakeProviders;

use crate::support::Folder;
use crate::support::production::{App, PROVIDERS, providers};

/// The OAuth apps of production, where one app cannot serve both environments.
const PRODUCTION: [App; 2] = [
    (
        "facebook",
        "712345678901234",
        "0123456789abcdef0123456789abcde1",
    ),
    (
        "github",
        "Ov23liAbCdEfGhIjKlMn",
        "0123456789abcdef0123456789abcdef01234567",
    ),
];

const SITE: &str = "https://www.communityone.com";

/// Stand-ins for the providers, and a folder that holds nothing but a navauth.toml that leads to them.
struct World {
    fakes: FakeProviders,
    folder: Folder,
}

impl World {
    fn new() -> Self {
        let (fakes, config) = providers(SITE, &PRODUCTION);
        let folder = Folder::new();
        folder.write("navauth.toml", config);
        Self { fakes, folder }
    }

    /// The id and secret of a provider's app.
    fn app(&self, provider: &str) -> (String, String) {
        let client = self.fakes.client(provider).unwrap();
        (client.id.clone(), client.secret.clone())
    }

    /// The answers for development, the secrets in the environment.
    fn answers(&mut self) -> String {
        let mut text =
            "environment = \"development\"\n[development]\ndatabase-url = \"sqlite\"\nfrontend-url = \"http://localhost:5173\"\n"
                .to_owned();
        for provider in PROVIDERS {
            let (id, secret) = self.app(provider);
            let variable = format!("THE_SECRET_OF_{}", provider.to_uppercase());
            self.folder.variable(&variable, &secret);
            text += &format!(
                "[development.{provider}]\nclient-id = \"{id}\"\nclient-secret = \"env:{variable}\"\n"
            );
        }
        text
    }

    /// Every file of the folder with what stands in it, but for the program's home.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.ends_with("home") {
                    folders.push(path);
                } else if path.is_file() {
                    let name = path
                        .strip_prefix(self.folder.path())
                        .unwrap()
                        .display()
                        .to_string();
                    files.push((name, std::fs::read(&path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }
}
