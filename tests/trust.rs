//! Files of a repository are not trusted: what navauth.toml and `.env` may not do, and how you confirm your own host.

mod borrowed;
mod discovery;
mod files;
#[cfg(unix)]
mod question;

use crate::support::foreign::Foreign;
use crate::support::hub::{Hub, SPACE, TOKEN};
use crate::support::{Folder, Run};

const SECRET: &str = "8c1f4e7a2b5d9036e8f1a4c7b0d3265987ab41ce";
const ID: &str = "Ov23liAbCdEfGhIjKlMn";
const API_KEY: &str = "napi_canary0123456789canary0123456789";
const KEY: &str = "b7d1a9e04c5f4f7f8f0f6d2c9a3e1b5d7c9e0f1a2b3c4d5e6f708192a3b4c5d6";
const DATABASE_URL: &str = "postgresql://anna:s3cretCanaryWord@ep-cool-darkness-123456.us-east-2.aws.neon.tech/people?sslmode=require";

/// A GitHub Enterprise server, with every endpoint of GitHub.
pub const ENTERPRISE: &str = "[providers.github]
authorization_endpoint = \"https://ghe.example.org/login/oauth/authorize\"
token_endpoint = \"https://ghe.example.org/login/oauth/access_token\"
userinfo_endpoint = \"https://ghe.example.org/api/v3/user\"
emails_endpoint = \"https://ghe.example.org/api/v3/user/emails\"
device_authorization_endpoint = \"https://ghe.example.org/login/device/code\"
revocation_endpoint = \"\"
";

/// A folder whose commands connect to a simulated internet.
pub fn folder(foreign: &Foreign, config: &str) -> Folder {
    let mut folder = Folder::with_env(&format!(
        "DATABASE_URL={DATABASE_URL}\nJWT_SECRET_KEY={KEY}\nGITHUB_CLIENT_ID={ID}\nGITHUB_CLIENT_SECRET={SECRET}\n\
         CAMPUS_CLIENT_ID=campus-id\nCAMPUS_CLIENT_SECRET={SECRET}\nNEON_API_KEY={API_KEY}\n"
    ));
    folder.write("navauth.toml", config);
    foreign.lead(&mut folder);
    folder
}

/// A setting of navauth.toml that sends something to a host.
struct Case {
    config: String,
    command: &'static [&'static str],
    /// The line with the host, and the host.
    line: usize,
    host: &'static str,
    /// What the host receives once you trust it.
    arrives: &'static str,
}

fn cases() -> Vec<Case> {
    let campus = "[providers.campus]\n# two lines before\nissuer = \"https://id.example.org\"\n";
    vec![
        Case {
            config: ENTERPRISE.to_owned(),
            command: &["check-env", "--online", "--only", "online"],
            line: 3,
            host: "ghe.example.org",
            arrives: "POST /login/oauth/access_token",
        },
        Case {
            config: ENTERPRISE.to_owned(),
            command: &["test-login", "github", "--device", "--no-save"],
            line: 3,
            host: "ghe.example.org",
            arrives: "POST /login/device/code",
        },
        Case {
            config: ENTERPRISE.replace("ghe.example.org", "ghe.example.org:8443"),
            command: &["doctor", "--only", "online"],
            line: 3,
            host: "ghe.example.org:8443",
            arrives: "POST /login/oauth/access_token",
        },
        Case {
            config: campus.to_owned(),
            command: &["check-env", "--online", "--only", "online"],
            line: 3,
            host: "id.example.org",
            arrives: "GET /.well-known/openid-configuration",
        },
        Case {
            config: campus.to_owned(),
            command: &["test-login", "campus", "--no-browser", "--no-save"],
            line: 3,
            host: "id.example.org",
            arrives: "GET /.well-known/openid-configuration",
        },
        Case {
            config: "[neon]\napi = \"https://neon.example.org/api/v2\"\n".to_owned(),
            command: &["neon", "status"],
            line: 2,
            host: "neon.example.org",
            arrives: API_KEY,
        },
        Case {
            config: "[neon]\nsql = \"https://sql.example.org/sql\"\n".to_owned(),
            command: &["verify-connection", "--over", "https"],
            line: 2,
            host: "sql.example.org",
            arrives: "s3cretCanaryWord",
        },
    ]
}

#[test]
fn nothing_is_sent_to_a_host_set_only_by_navauth_toml() {
    for case in cases() {
        let foreign = Foreign::start();
        let mut folder = folder(&foreign, &case.config);
        let run = |folder: &Folder, more: &[&str]| -> Run {
            folder.run(case.command.iter().chain(more).copied())
        };
        let refused = run(&folder, &["--json"]).code(3);
        assert_eq!(refused.ids("fail"), ["trust.unconfirmed"], "{refused:#?}");
        let diagnostic = &refused.json()["findings"][0];
        assert_eq!(diagnostic["source"]["file"], "navauth.toml");
        assert_eq!(diagnostic["source"]["line"], case.line);
        let fix = diagnostic["fix"]["text"].as_str().unwrap();
        let option = format!("--trust-host {} ", case.host);
        assert!(fix.contains(&option), "{fix}");
        let title = diagnostic["title"].as_str().unwrap();
        assert!(title.ends_with(&format!(" to {}", case.host)), "{title}");
        // A `.env` file or another trusted host does not make it trusted.
        let env = folder.read(".env");
        folder.write(
            ".env",
            format!("{env}NAVAUTH_TRUSTED_HOSTS={}\n", case.host),
        );
        let _ = run(&folder, &["--trust-host", "example.org"]).code(3);
        assert_eq!(foreign.take(), "", "{:?}", case.command);
        // The option and the process environment do.
        let _ = run(&folder, &["--trust-host", case.host]);
        let received = foreign.take();
        assert!(
            received.contains(case.arrives),
            "{:?}: {received}",
            case.command
        );
        folder.variable(
            "NAVAUTH_TRUSTED_HOSTS",
            &format!("a.example, {}", case.host),
        );
        let _ = run(&folder, &[]);
        assert!(foreign.take().contains(case.arrives), "{:?}", case.command);
    }
}

#[test]
fn trusted_hosts_must_be_host_names() {
    let mut folder = Folder::new();
    let _ = folder
        .run(["env", "--trust-host", "https://ghe.example.org/"])
        .code(2)
        .err("HOST:PORT");
    folder.variable("NAVAUTH_TRUSTED_HOSTS", "*.example.org");
    let _ = folder.run(["env"]).code(3).err("trust.invalid-host");
}

#[test]
fn files_cannot_choose_the_hub() {
    let foreign = Foreign::start();
    let mut folder = folder(&foreign, "");
    folder.variable("HF_TOKEN", TOKEN);
    folder.write(".env", "HF_ENDPOINT=https://hub.example.org\n");
    folder.write(
        ".env.production",
        format!("HF_ENDPOINT=https://hub.example.org\nJWT_SECRET_KEY={KEY}\nDATABASE_URL={DATABASE_URL}\nFRONTEND_URL=https://www.example.org\n"),
    );
    let _ = folder.run(["push-secrets", "--space", SPACE, "--dry-run"]);
    let received = foreign.take();
    assert!(
        received.contains("huggingface.co:443") && !received.contains("hub.example.org"),
        "{received}"
    );
    // The process environment is trusted, but the URL must be https.
    for endpoint in [
        "http://hub.example.org",
        "file:///tmp/x",
        "https://a:b@hub.example.org",
    ] {
        folder.variable("HF_ENDPOINT", endpoint);
        let _ = folder
            .run(["push-secrets", "--space", SPACE, "--dry-run"])
            .code(3);
        assert_eq!(foreign.take(), "", "{endpoint}");
    }
}

#[test]
fn yes_requires_an_explicit_space() {
    let hub = Hub::start();
    let mut folder = Folder::new();
    folder
        .variable("HF_ENDPOINT", &hub.url)
        .variable("HF_TOKEN", TOKEN);
    folder.write("navauth.toml", format!("[space]\nname = \"{SPACE}\"\n"));
    folder.write(
        ".env.production",
        format!("JWT_SECRET_KEY={KEY}\nDATABASE_URL={DATABASE_URL}\nFRONTEND_URL=https://www.example.org\n"),
    );
    for command in ["push-secrets", "rotate-secret"] {
        let run = folder.run([command, "--yes", "--json"]).code(3);
        assert_eq!(run.ids("fail"), ["push.unconfirmed-space"]);
        let diagnostic = &run.json()["findings"][0];
        assert_eq!(diagnostic["source"]["line"], 2);
        assert_eq!(
            diagnostic["fix"]["command"],
            format!("navauth {command} --yes --space {SPACE}")
        );
    }
    assert!(hub.log().is_empty(), "{:?}", hub.log());
}
