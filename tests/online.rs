//! `navauth check-env --online`: checks client ID, secret and redirect URIs at the providers, without a sign-in.

use std::collections::BTreeMap;

use navauth::providers::fakes::{Behavior, FakeProviders, Fault, Step};
use serde_json::Value;

use crate::support::{Folder, Run, finish};

const KEY: &str = "b7d1a9e04c5f4f7f8f0f6d2c9a3e1b5d7c9e0f1a2b3c4d5e6f708192a3b4c5d6";
const PROVIDERS: [&str; 4] = ["huggingface", "google", "facebook", "github"];

/// Fake providers, and a folder that uses them.
struct Fixture {
    providers: FakeProviders,
    folder: Folder,
}

impl Fixture {
    fn new(behavior: Behavior) -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "tests have no Process of their own"
        )]
        let providers = FakeProviders::start(behavior, jiff::Timestamp::now()).unwrap();
        let folder = Folder::with_env(&format!("{}JWT_SECRET_KEY={KEY}\n", providers.env_text()));
        let fixture = Self { providers, folder };
        fixture.production("https://app.example.org/api/auth/callback/{provider}");
        fixture
    }

    /// Sets the production callback in navauth.toml.
    fn production(&self, callback: &str) {
        let callback = format!("[callback]\nproduction = \"{callback}\"\n\n");
        self.folder
            .write("navauth.toml", callback + &self.providers.config_toml());
    }

    fn replace(&self, from: &str, to: &str) {
        let text = self.folder.read(".env");
        assert!(text.contains(from), "{from}");
        self.folder.write(".env", text.replace(from, to));
    }

    /// The results of the online checks as "status id title", in the order of the report.
    fn ask(&self, arguments: &[&str]) -> Vec<String> {
        let run = self.folder.run(
            ["check-env", "--online", "--json"]
                .into_iter()
                .chain(arguments.iter().copied()),
        );
        online(&run)
    }
}

fn online(run: &Run) -> Vec<String> {
    let document = run.json();
    let text = |diagnostic: &Value, name: &str| diagnostic[name].as_str().unwrap().to_owned();
    let findings = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|diagnostic| text(diagnostic, "id").starts_with("online."));
    let mut lines: Vec<String> = findings
        .map(|diagnostic| {
            format!(
                "{} {} {}",
                text(diagnostic, "status"),
                &text(diagnostic, "id")["online.".len()..],
                text(diagnostic, "title")
            )
        })
        .collect();
    lines.sort();
    lines
}

/// The endpoint at which a provider's credentials are checked.
fn credentials_step(provider: &str) -> Step {
    match provider {
        "huggingface" => Step::Device,
        _ => Step::Token,
    }
}

/// Registers the callbacks of both environments; at GitHub only the one of development.
fn registered() -> Behavior {
    let mut behavior = Behavior::default();
    for provider in PROVIDERS {
        let mut uris = vec![format!("http://localhost:8000/auth/callback/{provider}")];
        if provider != "github" {
            uris.push(format!(
                "https://app.example.org/api/auth/callback/{provider}"
            ));
        }
        behavior.redirect_uris.insert(provider, uris);
    }
    behavior
}

const UNTOLD: [&str; 4] = [
    "skip other-redirect-uri could not check whether https://app.example.org/api/auth/callback/facebook is registered at Facebook: Facebook \
     shows it only after a sign-in",
    "skip other-redirect-uri could not check whether https://app.example.org/api/auth/callback/huggingface is registered at HuggingFace: \
     navauth does not recognize the answer of the sign-in page of HuggingFace (HTTP 200)",
    "skip redirect-uri could not check whether http://localhost:8000/auth/callback/facebook is registered at Facebook: Facebook shows it \
     only after a sign-in",
    "skip redirect-uri could not check whether http://localhost:8000/auth/callback/huggingface is registered at HuggingFace: navauth does \
     not recognize the answer of the sign-in page of HuggingFace (HTTP 200)",
];

#[test]
fn correct_settings_pass_and_hidden_ones_are_unknown() {
    let fixture = Fixture::new(registered());
    let mut expected =
        vec!["pass credentials every provider accepts its client ID and client secret".to_owned()];
    expected.extend(UNTOLD.map(str::to_owned));
    assert_eq!(fixture.ask(&[]), expected);
    let only = fixture.ask(&["--provider", "google"]);
    assert_eq!(only.len(), 3);
    assert!(
        only.iter().all(|line| line.starts_with("pass ")),
        "{only:?}"
    );
}

#[test]
fn each_request_is_sent_once_without_secrets_in_urls() {
    let fixture = Fixture::new(registered());
    let _ = fixture.folder.run(["check-env"]);
    assert!(
        fixture.providers.requests().is_empty(),
        "nothing is asked without --online"
    );
    let _ = fixture.ask(&[]);
    let mut asked = BTreeMap::new();
    for request in fixture.providers.requests() {
        let client = fixture.providers.client(&request.provider).unwrap();
        assert!(
            !request
                .query
                .values()
                .any(|value| value.contains(&client.secret)),
            "{request:?}"
        );
        assert!(!request.path.contains(&client.secret));
        *asked
            .entry((request.provider.clone(), request.step))
            .or_insert(0) += 1;
    }
    let count = |provider: &str, step| {
        asked
            .get(&(provider.to_owned(), Some(step)))
            .copied()
            .unwrap_or(0)
    };
    assert!(
        PROVIDERS
            .iter()
            .all(|provider| count(provider, credentials_step(provider)) == 1),
        "{asked:?}"
    );
    assert_eq!(
        (
            count("google", Step::Authorize),
            count("huggingface", Step::Authorize)
        ),
        (2, 2),
        "one for each redirect URI"
    );
    assert_eq!(
        count("github", Step::Authorize),
        1,
        "a GitHub app has one redirect URI"
    );
    assert_eq!(
        count("facebook", Step::Authorize),
        0,
        "Facebook's page shows nothing"
    );
    assert_eq!(asked.values().sum::<i32>(), 9, "{asked:?}");
}

#[test]
fn a_wrong_secret_differs_from_an_unknown_client() {
    let wrong = [
        (
            "huggingface",
            "HuggingFace rejected the client secret",
            "HuggingFace rejected the client secret",
        ),
        (
            "google",
            "Google rejected the client secret",
            "Google does not recognize this client ID",
        ),
        (
            "facebook",
            "Facebook rejected the app secret",
            "Facebook does not recognize this app ID",
        ),
        (
            "github",
            "GitHub rejected the client secret",
            "GitHub rejected the client ID or the client secret (404 Not Found)",
        ),
    ];
    for (provider, secret, id) in wrong {
        let fixture = Fixture::new(registered());
        let client = fixture.providers.client(provider).unwrap();
        // Replaces the last two characters without breaking the format.
        let other = |text: &str| {
            text[..text.len() - 2].to_owned() + if text.ends_with("00") { "11" } else { "00" }
        };
        let (own_secret, own_id) = (client.secret.clone(), client.id.clone());
        fixture.replace(&own_secret, &other(&own_secret));
        let fails = |fixture: &Fixture| {
            fixture
                .ask(&[])
                .into_iter()
                .filter(|line| line.starts_with("fail "))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            fails(&fixture),
            [format!("fail credentials {secret}")],
            "{provider}: wrong secret"
        );
        fixture.replace(&other(&own_secret), &own_secret);
        // Google's client IDs end in a domain.
        let (from, to) = own_id
            .split_once('-')
            .filter(|_| provider == "google")
            .map_or((own_id.clone(), other(&own_id)), |(number, _)| {
                (format!("={number}-"), format!("={}-", other(number)))
            });
        fixture.replace(&from, &to);
        assert_eq!(
            fails(&fixture),
            [format!("fail credentials {id}")],
            "{provider}: unknown id, one cause and one failure"
        );
    }
}

#[test]
fn unregistered_redirect_uris_are_reported() {
    let mut behavior = registered();
    for provider in PROVIDERS {
        behavior.redirect_uris.insert(
            provider,
            vec!["https://elsewhere.example.org/callback".to_owned()],
        );
    }
    let fixture = Fixture::new(behavior);
    let told = fixture.ask(&[]);
    let fails: Vec<&String> = told
        .iter()
        .filter(|line| !line.starts_with("skip "))
        .collect();
    assert_eq!(
        fails,
        [
            "fail redirect-uri GitHub rejected the redirect URI",
            "fail redirect-uri Google rejected the redirect URI",
            "fail redirect-uri HuggingFace rejected the redirect URI",
            "pass credentials every provider accepts its client ID and client secret",
            "warn other-redirect-uri Google rejected the redirect URI",
            "warn other-redirect-uri HuggingFace rejected the redirect URI",
        ]
    );
    let run = fixture
        .folder
        .run(["check-env", "--online", "--provider", "github"])
        .code(1);
    assert!(
        run.stdout
            .contains("http://localhost:8000/auth/callback/github"),
        "{}",
        run.stdout
    );
    let production = fixture.ask(&["--environment", "production", "--provider", "github"]);
    assert!(
        production.contains(&"fail redirect-uri GitHub rejected the redirect URI".to_owned()),
        "{production:?}"
    );
    let asked = fixture.providers.requests_to("github", Step::Authorize);
    assert_eq!(
        asked.last().unwrap().query["redirect_uri"],
        "https://app.example.org/api/auth/callback/github"
    );
}

#[test]
fn temporary_failures_are_unknown() {
    let faults = [
        (
            Fault::status(429, Some("60")),
            "is limiting requests (HTTP 429)",
        ),
        (Fault::status(503, None), "has a server error (HTTP 503)"),
        (
            Fault::html(),
            "answered with a web page instead of JSON (HTTP 200)",
        ),
        (
            Fault::json(200, "{\"unexpected\":true}"),
            "sent JSON that navauth does not recognize (HTTP 200)",
        ),
        (
            Fault::json(
                400,
                "{\"error\":\"surprise\",\"error_description\":\"\\u001b[2Jred\"}",
            ),
            "answered: surprise \\u{1b}[2Jred",
        ),
        (
            Fault::json(200, "[[[["),
            "answered with something other than JSON (HTTP 200, invalid JSON)",
        ),
        (
            Fault::json(403, "{\"message\":\"Blocked by policy\"}"),
            "answered: Blocked by policy",
        ),
        (Fault::HangUp, "127.0.0.1"),
    ];
    for (fault, reason) in faults {
        let mut behavior = registered();
        for provider in PROVIDERS {
            for step in [Step::Token, Step::Device, Step::Authorize] {
                behavior = behavior.fault(provider, step, fault.clone());
            }
        }
        let fixture = Fixture::new(behavior);
        let told = fixture.ask(&[]);
        assert!(
            told.iter().all(|line| line.starts_with("skip ")),
            "{fault:?}: {told:#?}"
        );
        let credentials: Vec<&String> = told
            .iter()
            .filter(|line| line.starts_with("skip credentials "))
            .collect();
        // Facebook's page is not asked.
        let invented = told
            .iter()
            .filter(|line| line.contains("only after a sign-in"))
            .find(|line| !line.contains("at Facebook"));
        assert_eq!(invented, None, "{fault:?}");
        assert_eq!(credentials.len(), 4, "{told:#?}");
        assert!(
            credentials.iter().all(|line| line.contains(reason)),
            "{fault:?}: {credentials:#?}"
        );
        let tokens = PROVIDERS.map(|provider| {
            let step = credentials_step(provider);
            fixture.providers.requests_to(provider, step).len()
        });
        assert_eq!(tokens, [1, 1, 1, 1], "{fault:?}: asked again");
    }
}

#[test]
fn malformed_values_are_not_sent() {
    let fixture = Fixture::new(registered());
    let secret = fixture.providers.client("github").unwrap().secret.clone();
    fixture.replace(&secret, "your_github_client_secret");
    let secret = fixture.providers.client("google").unwrap().secret.clone();
    fixture.replace(&secret, "");
    let secret = fixture.providers.client("facebook").unwrap().secret.clone();
    fixture.replace(&secret, "too-short");
    let _ = fixture.ask(&[]);
    assert!(
        fixture
            .providers
            .requests()
            .iter()
            .all(|request| request.provider == "huggingface")
    );
}

#[test]
fn providers_are_checked_concurrently() {
    let mut behavior = registered();
    for provider in PROVIDERS {
        behavior = behavior.fault(provider, Step::Token, Fault::Hold).fault(
            provider,
            Step::Authorize,
            Fault::Hold,
        );
    }
    let fixture = Fixture::new(behavior);
    let child = fixture
        .folder
        .command(["check-env", "--online", "--json"])
        .spawn()
        .unwrap();
    // No response is sent before all requests have arrived: sequential requests would time out.
    let started = std::time::Instant::now();
    while fixture.providers.requests().len() < 9 {
        assert!(
            started.elapsed().as_secs() < 8,
            "only {} of 9 questions were asked",
            fixture.providers.requests().len()
        );
        std::thread::yield_now();
    }
    fixture.providers.release();
    let told = online(&finish(child));
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(told[0].starts_with("pass credentials "), "{told:?}");
}

#[test]
fn verbose_shows_the_transcript_without_secrets() {
    let fixture = Fixture::new(registered());
    let run = fixture.folder.run(["check-env", "--online", "--verbose"]);
    assert!(
        run.stderr.contains("bad_verification_code") && run.stderr.contains("Malformed auth code."),
        "{}",
        run.stderr
    );
    for client in fixture.providers.clients() {
        assert!(
            !run.stderr.contains(&client.secret) && !run.stdout.contains(&client.secret),
            "{}",
            client.secret
        );
        assert!(
            !run.stderr.contains(&format!("{}|", client.id)),
            "the app's own token is shown: {}",
            run.stderr
        );
    }
}

#[test]
fn providers_of_navauth_toml_are_checked() {
    let fixture = Fixture::new(registered());
    let text = fixture.folder.read("navauth.toml");
    let huggingface = fixture.providers.client("huggingface").unwrap();
    let issuer = format!("{}/huggingface", fixture.providers.address());
    fixture.folder.write(
        "navauth.toml",
        format!("{text}\n[providers.own]\nissuer = \"{issuer}\"\n"),
    );
    let env = fixture.folder.read(".env");
    fixture.folder.write(
        ".env",
        format!(
            "{env}OWN_CLIENT_ID={}\nOWN_CLIENT_SECRET={}\n",
            huggingface.id, huggingface.secret
        ),
    );
    let told = fixture.ask(&["--provider", "own"]);
    assert!(
        told.contains(
            &"pass credentials every provider accepts its client ID and client secret".to_owned()
        ),
        "{told:?}"
    );
    fixture.folder.write(
        ".env",
        format!(
            "{env}OWN_CLIENT_ID={}\nOWN_CLIENT_SECRET=wrong-wrong-wrong\n",
            huggingface.id
        ),
    );
    let told = fixture.ask(&["--provider", "own"]);
    assert!(
        told.iter()
            .any(|line| line.starts_with("fail credentials ")),
        "{told:?}"
    );
}
