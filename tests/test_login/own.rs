//! Providers of navauth.toml: any OpenID Connect issuer by discovery, any OAuth 2 server by its endpoints.

use navauth::providers::fakes::{Behavior, Fault, Step};

use super::Fixture;
use crate::support::user::PendingSignIn;

/// Credentials of a fake provider under another name.
fn credentials(fixture: &Fixture, provider: &str, name: &str) {
    let client = fixture.providers.client(provider).unwrap();
    let env = fixture.folder.read(".env");
    fixture.folder.write(
        ".env",
        format!(
            "{env}{name}_CLIENT_ID={}\n{name}_CLIENT_SECRET={}\n",
            client.id, client.secret
        ),
    );
}

#[test]
fn an_issuer_is_enough_for_openid_connect() {
    let fixture = Fixture::ready(Behavior::default());
    credentials(&fixture, "google", "GITLAB");
    let issuer = format!("{}/google", fixture.providers.address());
    fixture.configure(
        "http://localhost:0/auth/callback/google",
        &format!("[providers.gitlab]\nissuer = \"{issuer}\"\nlabel = \"GitLab\"\n"),
    );
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "gitlab", "--no-browser", "--json"],
    );
    let visit = login.visit();
    assert!(
        visit.body.contains("Signed in with GitLab"),
        "{}",
        visit.body
    );
    let document = login.finish().code(0).json();
    assert_eq!(document["profile"]["provider"], "gitlab");
    assert_eq!(
        document["profile"]["username"], "bruno.keller",
        "no preferred_username: the local part"
    );
    assert_eq!(document["used"]["id_token"], "ES256");
    assert_eq!(document["grant"], "revoked");
    assert_eq!(
        fixture
            .providers
            .requests_to("google", Step::Discovery)
            .len(),
        1
    );
    // Only the error pages common to all providers are known.
    let run = fixture
        .folder
        .run(["test-login", "gitlab", "--no-browser", "--timeout", "300ms"])
        .code(5);
    let said = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("- \"redirect_uri\": add exactly http://localhost:")
            && said.contains(&format!(" at {issuer}")),
        "{said}"
    );
    assert!(
        said.contains("- \"client_id\": copy the client ID from")
            && said.contains("into GITLAB_CLIENT_ID"),
        "{said}"
    );
}

#[test]
fn discovery_documents_are_validated() {
    let fixture = Fixture::ready(Behavior::default());
    credentials(&fixture, "google", "GITLAB");
    let issuer = format!("{}/google", fixture.providers.address());
    fixture.configure(
        "http://localhost:0/auth/callback/google",
        &format!("[providers.gitlab]\nissuer = \"{issuer}\"\n"),
    );
    for (fault, exit, id) in [
        (
            Fault::json(200, "{\"issuer\":\"https://somebody.example\"}"),
            3,
            "login.other-issuer",
        ),
        (Fault::json(200, "{}"), 3, "login.no-issuer"),
        (
            Fault::json(400, "{\"error\":\"brand_new_error\"}"),
            4,
            "login.provider-error",
        ),
        (Fault::html(), 5, "http.web-page"),
        (
            Fault::json(200, format!("{{\"issuer\":\"{issuer}\"}}")),
            3,
            "login.no-endpoint",
        ),
    ] {
        fixture
            .providers
            .change(|behavior| _ = behavior.faults.insert(("google", Step::Discovery), fault));
        let run = fixture
            .folder
            .run(["test-login", "gitlab", "--no-browser", "--json"])
            .code(exit);
        assert_eq!(run.ids("fail"), [id]);
        let problem = &run.json()["findings"][0];
        match id {
            "login.provider-error" => {
                let seen = problem["detail"].as_str().unwrap();
                assert!(seen.starts_with("HTTP 400: "), "{seen}");
            }
            // No network answers in place of a server on this computer.
            "http.web-page" => {
                let help = problem["fix"]["text"].as_str().unwrap();
                assert!(!help.contains("network"), "{help}");
            }
            _ => {}
        }
    }
}

#[test]
fn endpoints_and_field_names_are_enough_for_oauth_2() {
    let fixture = Fixture::ready(Behavior::default());
    credentials(&fixture, "github", "MY_FORGE");
    let base = format!("{}/github", fixture.providers.address());
    let table = format!(
        "[providers.my-forge]\nauthorization_endpoint = \"{base}/login/oauth/authorize\"\ntoken_endpoint = \"{base}/login/oauth/access_token\"\n\
         userinfo_endpoint = \"{base}/user\"\nemails_endpoint = \"{base}/user/emails\"\nscopes = [\"user:email\"]\n\
         client_authentication = \"body\"\n[providers.my-forge.profile]\nid = \"id\"\nusername = \"login\"\navatar_url = \"avatar_url\"\n"
    );
    fixture.configure("http://localhost:0/auth/callback/github", &table);
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "my-forge", "--no-browser", "--json"],
    );
    let _ = login.visit();
    let document = login.finish().code(0).json();
    assert_eq!(document["profile"]["oauth_id"], "58390214");
    assert_eq!(document["profile"]["username"], "dmitri-volkov");
    assert_eq!(document["profile"]["email_verified"], true);
    assert_eq!(document["grant"], "not possible");
    fixture.configure(
        "http://localhost:0/",
        "[providers.half]\ntoken_endpoint = \"https://a.example/token\"\n",
    );
    let _ = fixture
        .folder
        .run(["test-login", "half"])
        .code(3)
        .err("neither an issuer nor all three endpoints");
}
