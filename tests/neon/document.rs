//! Validates every request with a server generated from Neon's own OpenAPI document.

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::neon::KEY;
use crate::support::{Folder, tools};

/// The server. It exits when our end of its pipe closes.
struct Mock {
    address: String,
    keeper: Child,
}

impl Mock {
    fn start() -> Self {
        let document =
            tools::path("node/node_modules/@neondatabase/api-client/public-v2-for-users.gen.yaml");
        // Another program may take the port between its choice and its use: then choose again.
        for _ in 0..5 {
            let port = crate::support::ports::unused();
            let script =
                "\"$@\" >/dev/null 2>&1 & server=$!; read -r _; kill $server; wait $server";
            let mut shell = Command::new("sh");
            shell
                .args(["-c", script, "sh"])
                .arg(tools::path("node/node_modules/.bin/prism"));
            shell
                .args([
                    "mock",
                    "-h",
                    "127.0.0.1",
                    "-p",
                    &port.to_string(),
                    "--errors",
                ])
                .arg(&document);
            let keeper = shell
                .stdin(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mock = Self {
                address: format!("http://127.0.0.1:{port}"),
                keeper,
            };
            let deadline = Instant::now() + Duration::from_secs(60);
            while Instant::now() < deadline {
                if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    return mock;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        panic!("the server of Neon's document did not start");
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

#[test]
fn every_request_fits_neons_own_document() {
    let mock = Mock::start();
    let folder = Folder::with_env(&format!("NEON_API_KEY={KEY}\n"));
    folder.write(
        "navauth.toml",
        format!("[neon]\napi = \"{}\"\n", mock.address),
    );
    // The project and the organization of the document's examples.
    let example = ["--project", "shiny-wind-028834"];
    let run = |arguments: &[&'static str]| {
        folder.run(
            ["neon", "--json"]
                .into_iter()
                .chain(arguments.iter().copied()),
        )
    };
    let with_project = |arguments: &[&'static str]| run(&[arguments, &example].concat());
    let status = with_project(&["status"]).code(0).json();
    assert_eq!(
        (status["branch"].as_str(), status["region"].as_str()),
        (Some("main"), Some("aws-us-east-2"))
    );
    assert_eq!(with_project(&["wake"]).code(0).json()["woken"], true);
    let _ = with_project(&["allow-ip", "list"]).code(0);
    let _ = with_project(&["allow-ip", "add", "192.0.2.1", "2001:db8::/32", "--yes"]).code(0);
    let _ = with_project(&["open"]).code(0);
    // The document has no valid example of a connection string, only the word `string`.
    assert_eq!(
        with_project(&["connection-string", "--database", "main"])
            .code(5)
            .ids("fail"),
        ["neon.incomplete"]
    );
    assert_eq!(
        run(&["create", "--project", "new", "--region", "string"])
            .code(5)
            .ids("fail"),
        ["neon.incomplete"]
    );
    assert_eq!(
        run(&[
            "create",
            "--project",
            "new",
            "--region",
            "string",
            "--org",
            "string"
        ])
        .code(5)
        .ids("fail"),
        ["neon.incomplete"]
    );
    // An invalid request is rejected, so the test can fail.
    assert_eq!(
        run(&[
            "create",
            "--project",
            "new",
            "--region",
            "string",
            "--pg-version",
            "99"
        ])
        .code(4)
        .ids("fail"),
        ["neon.refused"]
    );
}
