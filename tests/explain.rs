//! `navauth explain`.

use crate::support::Folder;
use crate::support::terminal::Terminal;

/// All explanations.
fn all() -> Vec<serde_json::Value> {
    let run = Folder::new().run(["explain", "--list", "--json"]).code(0);
    run.json()["explanations"].as_array().unwrap().clone()
}

fn texts(explanation: &serde_json::Value, field: &str) -> Vec<String> {
    explanation[field]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

/// Runs the command for each of several hundred diagnostics.
mod slow {
    use super::all;
    use crate::support::Folder;

    #[test]
    fn every_diagnostic_has_an_explanation() {
        let folder = Folder::new();
        let all = all();
        assert!(all.len() > 300, "{}", all.len());
        let list = folder.run(["explain"]).code(0).stdout;
        for explanation in all {
            let (id, title) = (
                explanation["id"].as_str().unwrap(),
                explanation["title"].as_str().unwrap(),
            );
            assert!(
                list.lines().any(|line| line.split(' ').next() == Some(id)),
                "{id} is not in the list"
            );
            let run = folder.run(["explain", id]).code(0);
            assert_eq!(run.stdout.lines().next(), Some(id));
            let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                said.contains(&format!(
                    "what {}",
                    title.split_whitespace().collect::<Vec<_>>().join(" ")
                )),
                "{}",
                run.stdout
            );
            assert!(
                said.contains(" see it ") && said.contains(" fix "),
                "{}",
                run.stdout
            );
            assert!(run.stderr.is_empty(), "{}", run.stderr);
        }
    }
}

/// Commands in explanations exist.
#[test]
fn commands_in_explanations_exist() {
    let (mut seen, mut wrong) = (0, Vec::new());
    // Those of the group usage are wrong on purpose.
    let usage =
        |explanation: &serde_json::Value| explanation["id"].as_str().unwrap().starts_with("usage.");
    for explanation in all().into_iter().filter(|explanation| !usage(explanation)) {
        for text in ["means", "reproduce", "fix"]
            .into_iter()
            .flat_map(|field| texts(&explanation, field))
        {
            let marked = text
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|words| words.starts_with("navauth "));
            for words in marked.filter(|words| !words.contains("COMMAND")) {
                let typed = words
                    .split(['<', '>'])
                    .next()
                    .unwrap()
                    .replace("DURATION", "1s")
                    .replace("FORMAT", "junit");
                let parsed = navauth::command().try_get_matches_from(typed.split_whitespace());
                wrong.extend(
                    parsed
                        .err()
                        .map(|error| format!("{}: {words}: {error}", explanation["id"])),
                );
                seen += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 100, "{seen}");
}

#[test]
fn searches_by_group_pattern_and_text() {
    let folder = Folder::new();
    let ids = |asked: &str| {
        let document = folder.run(["explain", asked, "--json"]).code(0).json();
        let ids = document["explanations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| found["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(ids("credential").len(), 5);
    assert_eq!(
        ids("login.port-*"),
        [
            "login.port-taken",
            "login.port-forbidden",
            "login.port-unusable"
        ]
    );
    assert_eq!(ids("Error 403: access_denied"), ["google.not-a-test-user"]);
    let _ = folder
        .run(["explain", "credential"])
        .code(0)
        .out("Client IDs and secrets\ncredential.swapped")
        .out("credential.shared");
    let run = folder
        .run(["explain", "credential.shared", "--json"])
        .code(0);
    assert_eq!(
        run.json()["explanations"][0]["passes_when"],
        "no two providers share a credential"
    );
    let run = folder
        .run(["explain", "login.prot-taken", "--json"])
        .code(2);
    assert_eq!(run.ids("fail"), ["usage.unknown-problem"]);
    let _ = folder
        .run(["explain", "login.prot-taken"])
        .code(2)
        .err("did you mean login.port-taken?")
        .err("navauth explain --list");
    let _ = folder
        .run(["explain", "\u{1b}[2J"])
        .code(2)
        .without("\u{1b}");
}

/// On a terminal no word is broken: the screen has the same words as a pipe.
#[test]
fn explanations_fit_the_terminal() {
    let folder = Folder::new();
    for asked in [
        "google.not-a-test-user",
        "credential",
        "database.channel-binding-not-offered",
    ] {
        let run = folder.run(["explain", asked]).code(0);
        for columns in [40, 80] {
            let terminal = Terminal::run(&folder, columns, ["explain", asked]);
            let (code, screen) = terminal.end();
            assert_eq!(code, 0, "{screen}");
            // A URL that is wider than the screen has to be broken.
            let words = |text: &str| {
                let fits = |word: &&str| {
                    word.len() + 12 < usize::from(columns)
                        && !word.contains("//")
                        && !word.contains("audience")
                };
                text.split_whitespace()
                    .filter(fits)
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            assert_eq!(words(&screen), words(&run.stdout), "{columns}: {screen}");
        }
    }
}

/// A failed command ends with one line that refers to the explanation, except with --quiet or JSON output.
#[test]
fn failures_refer_to_their_explanation() {
    let folder = Folder::with_env("GITHUB_CLIENT_ID=Iv1.0123456789abcdef\nGITHUB_CLIENT_SECRET=\n");
    let last = |arguments: &[&str]| {
        folder
            .run(arguments.iter().copied())
            .stderr
            .lines()
            .last()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(
        last(&["env", "--env-file", "nowhere"]),
        "hint: navauth explain file.missing"
    );
    assert_eq!(
        last(&["test-login", "github"]),
        "hint: navauth explain login.not-configured"
    );
    assert_eq!(
        last(&["check-env", "--provider", "github"]),
        "hint: navauth explain credential.wrong-kind"
    );
    for quiet in [
        &["test-login", "github", "--quiet"][..],
        &["test-login", "github", "--json"],
        &["test-login", "nobody"],
        &["check-env", "--json"],
    ] {
        assert!(
            !folder
                .run(quiet.iter().copied())
                .stderr
                .contains("navauth explain"),
            "{quiet:?}"
        );
    }
}

/// What Node, Python, curl and browsers print leads to what it means.
#[test]
fn error_names_of_other_programs_are_known() {
    let folder = Folder::new();
    for (text, id) in [
        ("Error: connect ECONNREFUSED 127.0.0.1:8000", "http.refused"),
        (
            "getaddrinfo ENOTFOUND ep-x.eu-central-1.aws.neon.tech",
            "database.name-not-found",
        ),
        (
            "getaddrinfo EAI_AGAIN huggingface.co",
            "http.name-not-found",
        ),
        (
            "[Errno -3] Temporary failure in name resolution",
            "http.name-not-found",
        ),
        ("connect ETIMEDOUT 1.2.3.4:443", "http.timed-out"),
        ("read ECONNRESET", "http.cut-off"),
        (
            "Error: listen EADDRINUSE: address already in use :::8000",
            "login.port-taken",
        ),
        ("ERR_TOO_MANY_REDIRECTS", "live.redirect-loop"),
        (
            "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)",
            "tls.not-tls",
        ),
        ("ERR_SSL_PROTOCOL_ERROR", "tls.not-tls"),
        (
            "error:0A00042E:SSL routines::tlsv1 alert protocol version",
            "tls.old-version",
        ),
        ("code: 'CERT_HAS_EXPIRED'", "tls.expired"),
        ("certificate is not yet valid", "tls.not-yet-valid"),
        ("ERR_TLS_CERT_ALTNAME_INVALID", "tls.wrong-name"),
        ("DEPTH_ZERO_SELF_SIGNED_CERT", "tls.self-signed"),
        ("SELF_SIGNED_CERT_IN_CHAIN", "tls.unknown-issuer"),
        ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls.unknown-issuer"),
        (
            "Python-dotenv could not parse statement starting at line 3",
            "file.skipped-line",
        ),
        (
            "authlib.integrations.base_client.errors.MismatchingStateError",
            "oauth.mismatching-state",
        ),
        (
            "Invalid credentials in Authorization header",
            "hub.bad-token",
        ),
    ] {
        let document = folder.run(["explain", text, "--json"]).code(0).json();
        let found = document["explanations"].as_array().unwrap();
        assert!(
            found.iter().any(|found| found["id"] == id),
            "{text}: {found:#?}"
        );
    }
}

#[test]
fn without_an_argument_a_terminal_offers_the_groups() {
    let folder = Folder::new();
    let terminal = Terminal::run(&folder, 80, ["explain"]);
    terminal.wait_for("What is the problem about");
    terminal.keys(["Enter"]);
    terminal.wait_for("Which problem (Esc goes back)");
    terminal.keys(["Escape"]);
    terminal.wait_for("What is the problem about");
    terminal.keys(["Down", "Enter"]);
    terminal.wait_for("Which problem (Esc goes back)");
    terminal.keys(["Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("see it"), "{screen}");
    let _ = folder
        .run(["explain", "--list"])
        .code(0)
        .out("login.port-taken");
}
