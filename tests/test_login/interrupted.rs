//! A run that is interrupted at any step leaves nothing behind.

use std::net::TcpStream;

use navauth::providers::fakes::{Behavior, Fault, Step};
use url::Url;

use super::{Fixture, state_rows, users};
use crate::support::user::{PendingSignIn, visit};
use crate::support::wait_for;

#[test]
fn an_interrupt_at_every_step_cleans_up() {
    let fixture = Fixture::ready(Behavior::default());
    for (provider, step, signal) in [
        ("github", Step::Authorize, "INT"),
        ("github", Step::Authorize, "TERM"),
        ("github", Step::Token, "INT"),
        ("github", Step::Profile, "INT"),
        ("github", Step::Emails, "HUP"),
        ("google", Step::Keys, "INT"),
        ("facebook", Step::Introspect, "TERM"),
        ("github", Step::Revoke, "INT"),
    ] {
        fixture
            .providers
            .change(|behavior| *behavior = Behavior::default().fault(provider, step, Fault::Hold));
        let asked = fixture.providers.requests_to(provider, step).len();
        let revoked = fixture.providers.requests_to(provider, Step::Revoke).len();
        let login = PendingSignIn::start(
            &fixture.folder,
            [
                "test-login",
                provider,
                "--no-browser",
                "--transcript",
                "record.txt",
            ],
        );
        let port = Url::parse(&login.parameter("redirect_uri"))
            .unwrap()
            .port()
            .unwrap();
        let url = login.url.clone();
        let browser = (step != Step::Authorize).then(|| std::thread::spawn(move || visit(&url)));
        if browser.is_some() {
            wait_for(|| fixture.providers.requests_to(provider, step).len() > asked);
        }
        login.signal(signal);
        let _ = login.finish().code(130);
        assert_eq!(state_rows(&fixture), 0, "{step:?}");
        assert!(
            TcpStream::connect(("127.0.0.1", port)).is_err(),
            "{step:?}: it still listens"
        );
        let granted = matches!(
            step,
            Step::Profile | Step::Emails | Step::Keys | Step::Introspect | Step::Revoke
        );
        let ended = fixture.providers.requests_to(provider, Step::Revoke).len() - revoked;
        assert_eq!(
            ended,
            usize::from(granted),
            "{step:?}: what was granted is revoked"
        );
        if let Some(browser) = browser {
            let page = browser.join().unwrap().body;
            let expected = if step == Step::Revoke {
                "Signed in with"
            } else {
                "Not signed in with"
            };
            assert!(page.contains(expected), "{step:?}: {page}");
        }
        let record = fixture.folder.read("record.txt");
        assert!(record.contains("the sign-in page: GET"), "{record}");
        let names: Vec<_> = std::fs::read_dir(fixture.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(
            names.len(),
            5,
            ".env, navauth.toml, data, home, record.txt: {names:?}"
        );
    }
    assert_eq!(
        users(&fixture).len(),
        1,
        "the one that was broken off after it was stored"
    );
}
