//! Third-party fakes: `emulate` plays GitHub Enterprise, Google, and an issuer of navauth.toml, with a real Chromium.

use crate::support::Folder;
use crate::support::browser::Browser;
use crate::support::emulate::Emulated;
use crate::support::user::PendingSignIn;

const GITHUB: (&str, &str) = (
    "Ov23liAbCdEfGhIjKlMn",
    "0123456789abcdef0123456789abcdef01234567",
);
const GOOGLE: (&str, &str) = (
    "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
    "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",
);

/// A folder that uses the emulated providers.
fn fixture() -> (Folder, Emulated) {
    let ((github_id, github_secret), (google_id, google_secret)) = (GITHUB, GOOGLE);
    let callback = format!(
        "http://localhost:{}/auth/callback",
        crate::support::ports::unused()
    );
    let folder = Folder::with_env(&format!(
        "GITHUB_CLIENT_ID={github_id}\nGITHUB_CLIENT_SECRET={github_secret}\nGOOGLE_CLIENT_ID={google_id}\n\
         GOOGLE_CLIENT_SECRET={google_secret}\nCAMPUS_CLIENT_ID={google_id}\nCAMPUS_CLIENT_SECRET={google_secret}\nJWT_SECRET_KEY={}\n",
        super::KEY
    ));
    let seed = format!(
        "github:\n  users:\n    - {{ login: ada, name: Ada Lovelace, email: ada@example.org }}\n  oauth_apps:\n    - client_id: {github_id}\n      \
         client_secret: \"{github_secret}\"\n      name: Rehearsal\n      redirect_uris: [\"{callback}/github\"]\ngoogle:\n  users:\n    \
         - {{ email: bruno@example.org, name: Bruno Keller }}\n  oauth_clients:\n    - client_id: {google_id}\n      client_secret: \
         {google_secret}\n      name: Rehearsal\n      redirect_uris: [\"{callback}/google\", \"{callback}/campus\"]\n"
    );
    let emulated = Emulated::start(&folder, &seed);
    let Emulated { github, google, .. } = &emulated;
    // It announces HTTP Basic, but reads only the body.
    let config = format!(
        "[callback]\ndevelopment = \"{callback}/{{provider}}\"\n\n[providers.github]\nlabel = \"GitHub Enterprise\"\n\
         authorization_endpoint = \"{github}/login/oauth/authorize\"\ntoken_endpoint = \"{github}/login/oauth/access_token\"\n\
         userinfo_endpoint = \"{github}/user\"\ndevice_authorization_endpoint = \"\"\nemails_endpoint = \"{github}/user/emails\"\n\
         revocation_endpoint = \"{github}/applications/{{client_id}}/token\"\n\n[providers.google]\nissuer = \"{google}\"\n\
         authorization_endpoint = \"{google}/o/oauth2/v2/auth\"\ntoken_endpoint = \"{google}/oauth2/token\"\n\
         userinfo_endpoint = \"{google}/oauth2/v2/userinfo\"\njwks_uri = \"{google}/oauth2/v3/certs\"\n\
         revocation_endpoint = \"{google}/oauth2/revoke\"\n\n[providers.campus]\nissuer = \"{google}\"\nlabel = \"Campus\"\n\
         client_authentication = \"body\"\n"
    );
    folder.write("navauth.toml", config);
    let _ = folder.run(["init-db"]).code(0);
    (folder, emulated)
}

#[test]
fn a_real_browser_signs_in_at_emulated_providers() {
    let (folder, _emulated) = fixture();
    let browser = Browser::start(900, 700, false);
    for (provider, label, account, email, id_token) in [
        (
            "github",
            "GitHub Enterprise",
            "ada",
            "ada@example.org",
            None,
        ),
        (
            "google",
            "Google",
            "bruno@example.org",
            "bruno@example.org",
            Some("RS256"),
        ),
        (
            "campus",
            "Campus",
            "bruno@example.org",
            "bruno@example.org",
            Some("RS256"),
        ),
    ] {
        let login =
            PendingSignIn::start(&folder, ["test-login", provider, "--no-browser", "--json"]);
        browser.open(&login.url);
        browser.press(&format!("form:has(input[value='{account}']) button"));
        let page = browser.wait_for("in with ");
        let run = login.finish();
        assert!(
            page.contains(&format!("Signed in with {label}")),
            "{page}\n{run:#?}"
        );
        let document = run.code(0).json();
        assert_eq!(document["profile"]["email"], email, "{document:#}");
        assert_eq!(document["profile"]["email_verified"], true, "{document:#}");
        assert_eq!(
            document["used"]["id_token"],
            serde_json::json!(id_token),
            "{document:#}"
        );
        assert_eq!(
            document["stored"]["user_id"],
            if provider == "github" { 1 } else { 2 },
            "{document:#}"
        );
    }
    let _ = folder
        .run(["list-users"])
        .code(0)
        .out("ada@example.org")
        .out("bruno@example.org")
        .out("campus");
}

#[test]
fn errors_of_emulated_providers_have_diagnostics() {
    let (folder, _emulated) = fixture();
    let browser = Browser::start(900, 700, false);
    let env = folder.read(".env");
    for (provider, secret, account, id) in [
        ("github", GITHUB.1, "ada", "github.incorrect-credentials"),
        (
            "google",
            GOOGLE.1,
            "bruno@example.org",
            "google.invalid-secret",
        ),
    ] {
        folder.write(".env", env.replace(secret, &secret.replace('a', "b")));
        let login =
            PendingSignIn::start(&folder, ["test-login", provider, "--no-browser", "--json"]);
        browser.open(&login.url);
        browser.press(&format!("form:has(input[value='{account}']) button"));
        let page = browser.wait_for("in with ");
        assert_eq!(login.finish().code(4).ids("fail"), [id]);
        assert!(page.contains(id), "{page}");
    }
    folder.write(".env", env);
    // Its page for an unknown redirect URI does not redirect, like the real one.
    let login = PendingSignIn::start(
        &folder,
        [
            "test-login",
            "github",
            "--no-browser",
            "--timeout",
            "3s",
            "--redirect",
            "http://127.0.0.1:0/elsewhere",
        ],
    );
    browser.open(&login.url);
    assert!(
        browser.text().to_lowercase().contains("redirect"),
        "{}",
        browser.text()
    );
    let _ = login
        .finish()
        .code(5)
        .err("no request reached the listener")
        .err("The redirect_uri is not associated with this");
}
