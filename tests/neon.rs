//! `navauth neon`.

mod document;

use serde_json::{Value, json};

use crate::support::neon::{KEY, Neon, PASSWORD, State, host, project, uri};
use crate::support::terminal::Terminal;
use crate::support::{Folder, Run};

const GUIDE: &str = "open-navigator-engagement";

/// A folder whose navauth.toml points to the simulated API, with the key in its `.env`.
fn folder(neon: &Neon) -> Folder {
    let folder = Folder::with_env(&format!("# mine\nNEON_API_KEY={KEY}\n"));
    folder.write("navauth.toml", neon.config());
    folder
}

fn with_project(neon: &mut State) {
    neon.projects.push(project("calm-sea-1", GUIDE, None));
}

/// Asserts that the output contains neither the key nor a password.
fn silent(run: Run) -> Run {
    run.without(KEY).without(PASSWORD)
}

/// Without time for a retry, the last answer is reported.
#[test]
fn a_temporary_status_is_named_when_the_time_is_over() {
    let neon = Neon::start(with_project);
    let folder = folder(&neon);
    for (status, id) in [
        (429, "http.rate-limited"),
        (503, "http.server-error"),
        (423, "neon.busy"),
    ] {
        let body = json!({ "code": "", "message": "later" }).to_string();
        let refusal = ("GET", status, Some("20"), body);
        neon.change(|neon| neon.refusals = vec![refusal; 9]);
        let run = folder
            .run(["neon", "status", "--json", "--timeout", "3s"])
            .code(5);
        assert_eq!(run.ids("fail"), [id]);
        let document = run.json();
        let seen = document["findings"][0]["detail"].as_str().unwrap();
        assert!(seen.contains(&status.to_string()), "{seen}");
    }
}

#[test]
fn a_required_organization_that_the_key_cannot_read_is_named() {
    let neon = Neon::start(with_project);
    let folder = folder(&neon);
    let body = json!({ "code": "", "message": "org_id is required" }).to_string();
    neon.change(|neon| neon.refusals = vec![("GET", 400, None, body)]);
    let run = folder.run(["neon", "status", "--json"]).code(4);
    assert_eq!(run.ids("fail"), ["neon.organization-needed"]);
    let document = run.json();
    let help = document["findings"][0]["fix"]["text"].as_str().unwrap();
    assert!(help.contains("create an organization"), "{help}");
}

#[test]
fn create_waits_for_the_project_and_writes_both_urls() {
    let neon = Neon::start(|neon| neon.polls = 2);
    let folder = folder(&neon);
    let run = silent(
        folder
            .run(["neon", "create", "--region", "Frankfurt", "--verbose"])
            .code(0),
    );
    let _ = run
        .out("(fresh-dawn-123456): made")
        .out("PostgreSQL 16 in aws-eu-central-1, ep-calm-sea")
        .out("wrote DATABASE_URL and DATABASE_URL_UNPOOLED to .env")
        .err("start compute is running");
    assert_eq!(
        folder.read(".env"),
        format!(
            "# mine\nNEON_API_KEY={KEY}\nDATABASE_URL={}\nDATABASE_URL_UNPOOLED={}\n",
            uri(true),
            uri(false)
        )
    );
    let asked = neon.requests();
    let made = asked.iter().find(|asked| asked.method == "POST").unwrap();
    assert_eq!(
        made.body,
        json!({ "project": { "name": GUIDE, "region_id": "aws-eu-central-1", "pg_version": 16 } })
    );
    assert_eq!(neon.count("GET", "/operations/operation-1"), 2);
}

#[test]
fn create_finds_an_existing_project() {
    let neon = Neon::start(with_project);
    let folder = folder(&neon);
    let run = silent(folder.run(["neon", "create", "--json"]).code(0));
    assert_eq!(run.json()["created"], false);
    assert_eq!(
        run.json()["written"],
        json!(["DATABASE_URL", "DATABASE_URL_UNPOOLED"])
    );
    assert_eq!(neon.count("POST", "/projects"), 0);
    let before = folder.read(".env");
    assert_eq!(
        folder.run(["neon", "create", "--json"]).code(0).json()["written"],
        json!([])
    );
    assert_eq!(folder.read(".env"), before);
}

#[test]
fn another_database_url_is_replaced_only_when_asked_for() {
    let neon = Neon::start(with_project);
    let folder = folder(&neon);
    folder.write(
        ".env",
        format!(
            "NEON_API_KEY={KEY}\nDATABASE_URL=postgresql://me:hidden-word@db.example.org/app\n"
        ),
    );
    let run = silent(folder.run(["neon", "create"]).code(2).err("--replace"));
    let _ = run.without("hidden-word");
    assert!(folder.read(".env").contains("db.example.org"));
    let _ = silent(folder.run(["neon", "create", "--replace"]).code(0));
    assert!(
        folder
            .read(".env")
            .contains(&format!("DATABASE_URL={}\n", uri(true)))
    );
    // A placeholder is not a database in use.
    folder.write(".env", format!("NEON_API_KEY={KEY}\nDATABASE_URL=postgresql://user:password@ep-xxx.us-east-2.aws.neon.tech/neondb\n"));
    let _ = folder.run(["neon", "create"]).code(0);
}

#[test]
fn a_variable_that_wins_over_the_written_one_is_named() {
    let neon = Neon::start(with_project);
    let folder = folder(&neon);
    folder.write(
        ".env",
        format!("NEON_API_KEY={KEY}\nNEON_DATABASE_URL=postgresql://a:b@db.example.org/app\n"),
    );
    assert_eq!(
        folder.run(["neon", "create", "--json"]).code(0).ids("warn"),
        ["neon.shadowed"]
    );
}

#[test]
fn a_region_that_is_not_clear_is_refused_with_the_list() {
    let neon = Neon::start(|_| {});
    let folder = folder(&neon);
    let _ = folder.run(["neon", "create"]).code(2).err("--region");
    let _ = folder
        .run(["neon", "create", "--region", "us-east"])
        .code(2)
        .err("Neon regions match")
        .err("aws-us-east-2");
    let _ = folder
        .run(["neon", "create", "--region", "mars"])
        .code(2)
        .err("no Neon region matches")
        .err("(Frankfurt)");
    assert_eq!(neon.count("POST", "/projects"), 0);
}

#[test]
fn a_lost_response_does_not_create_the_project_twice() {
    let neon = Neon::start(|neon| neon.lose = Some("POST"));
    let folder = folder(&neon);
    let run = silent(
        folder
            .run(["neon", "create", "--region", "ohio", "--json"])
            .code(0),
    );
    assert_eq!(run.json()["host"], host(false));
    assert_eq!(neon.count("POST", "/projects"), 1);
    assert!(folder.read(".env").contains(&uri(true)));
}

#[test]
fn the_only_organization_is_used_and_several_are_listed() {
    let neon = Neon::start(|neon| neon.organizations.push(("org-one-1", "One")));
    let folder = folder(&neon);
    let _ = silent(folder.run(["neon", "create", "--region", "ohio"]).code(0));
    let posted = |neon: &Neon| {
        neon.requests()
            .into_iter()
            .rfind(|asked| asked.method == "POST")
            .unwrap()
            .body
    };
    assert_eq!(posted(&neon)["project"]["org_id"], "org-one-1");
    neon.change(|neon| {
        neon.projects.clear();
        neon.organizations.push(("org-two-2", "Two"));
    });
    let _ = folder
        .run(["neon", "create", "--region", "ohio"])
        .code(2)
        .err("Two (org-two-2)")
        .err("--org");
    let _ = folder
        .run(["neon", "create", "--region", "ohio", "--org", "Three"])
        .code(2)
        .err("org-one-1");
    let _ = folder
        .run([
            "neon",
            "create",
            "--region",
            "ohio",
            "--org",
            "Two",
            "--replace",
        ])
        .code(0);
    assert_eq!(posted(&neon)["project"]["org_id"], "org-two-2");
    // Reading does not require the organization.
    let _ = folder.run(["neon", "status"]).code(0).out("org-two-2");
}

#[test]
fn a_project_is_found_on_a_later_page_and_two_of_a_name_are_told_apart() {
    let neon = Neon::start(|neon| {
        neon.projects = (0..250)
            .map(|number| {
                project(
                    &format!("other-{number}"),
                    &format!("{GUIDE}-{number}"),
                    None,
                )
            })
            .collect();
        with_project(neon);
    });
    let folder = folder(&neon);
    assert_eq!(
        folder.run(["neon", "status", "--json"]).code(0).json()["id"],
        "calm-sea-1"
    );
    let pages = neon
        .requests()
        .iter()
        .filter(|asked| asked.path.ends_with("/projects"))
        .count();
    assert_eq!(pages, 3);
    neon.change(|neon| neon.projects.push(project("calm-sea-2", GUIDE, None)));
    let _ = folder
        .run(["neon", "status"])
        .code(2)
        .err("calm-sea-1, calm-sea-2")
        .err("--project");
    assert_eq!(
        folder
            .run(["neon", "status", "--project", "calm-sea-2", "--json"])
            .code(0)
            .json()["id"],
        "calm-sea-2"
    );
}

#[test]
fn temporary_errors_are_retried_and_reported() {
    let neon = Neon::start(|neon| {
        with_project(neon);
        let busy = json!({ "code": "", "message": "project already has running operations", "request_id": "r" }).to_string();
        neon.refusals.push((
            "POST /api/v2/projects/calm-sea-1/endpoints",
            423,
            Some("0"),
            busy.clone(),
        ));
        neon.refusals.push((
            "POST /api/v2/projects/calm-sea-1/endpoints",
            503,
            Some("0"),
            busy,
        ));
        neon.refusals.push((
            "GET /api/v2/projects/calm-sea-1",
            429,
            Some("1"),
            "{}".to_owned(),
        ));
    });
    let folder = folder(&neon);
    let run = folder
        .run(["neon", "wake"])
        .code(0)
        .err("status 423")
        .err("status 503")
        .err("status 429: retrying in 1.0 s");
    assert!(run.stdout.contains("started in"), "{run:?}");
    let _ = folder
        .run(["neon", "wake"])
        .code(0)
        .out("was already running");
    assert_eq!(neon.count("POST", "/start"), 3);
}

#[test]
fn a_retry_after_date_is_honored() {
    let neon = Neon::start(|neon| {
        with_project(neon);
        let date = "Sun, 06 Nov 1994 08:49:38 GMT\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT";
        neon.refusals
            .push(("GET", 503, Some(date), "{}".to_owned()));
    });
    let folder = folder(&neon);
    let _ = folder
        .run(["neon", "status"])
        .code(0)
        .err("status 503: retrying in 1.0 s");
    let far = "Mon, 07 Nov 1994 08:49:37 GMT\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT";
    neon.change(|neon| neon.refusals.push(("GET", 503, Some(far), "{}".to_owned())));
    let before = neon.requests().len();
    let _ = folder
        .run(["neon", "status"])
        .code(5)
        .err("http.server-error");
    assert_eq!(neon.requests().len(), before + 1);
}

#[test]
fn other_errors_are_not_retried() {
    let neon = Neon::start(with_project);
    let folder = folder(&neon);
    for status in [400, 401, 403, 404, 408, 409, 412, 422, 500, 502, 504] {
        let before = neon.requests().len();
        neon.change(|neon| neon.refusals.push(("", status, Some("0"), "{}".to_owned())));
        assert_ne!(folder.run(["neon", "status"]).code, 0, "{status}");
        assert_eq!(neon.requests().len(), before + 1, "{status}");
    }
}

#[test]
fn the_region_is_chosen_from_the_list_and_the_key_is_asked_for_without_showing_it() {
    let neon = Neon::start(|_| {});
    let folder = Folder::new();
    folder.write("navauth.toml", neon.config());
    let terminal = Terminal::run(&folder, 80, ["neon", "create"]);
    terminal.wait_for("Neon API key");
    terminal.text(KEY);
    terminal.keys(["Enter"]);
    let screen = terminal.wait_for("Region (choose");
    for region in [
        "aws-us-east-1: AWS US East 1 (N. Virginia)",
        "aws-eu-central-1: AWS Europe Central 1 (Frankfurt)",
    ] {
        assert!(screen.contains(region), "{screen}");
    }
    terminal.keys(["Down", "Down", "Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.contains("Region (choose the one closest to the app): aws-us-east-2: ")
            && screen.contains("PostgreSQL 16 in aws-us-east-2,"),
        "{screen}"
    );
    assert!(
        !screen.contains(KEY) && !screen.contains("napi_") && !screen.contains(PASSWORD),
        "{screen}"
    );
    assert!(folder.read(".env").contains(&uri(true)) && !folder.read(".env").contains(KEY));
    assert!(terminal.shows_cursor());
}

#[test]
fn a_cancelled_prompt_changes_nothing() {
    let neon = Neon::start(|_| {});
    let folder = folder(&neon);
    let terminal = Terminal::run(&folder, 80, ["neon", "create"]);
    terminal.wait_for("Region (choose");
    terminal.keys(["C-c"]);
    let (code, screen) = terminal.end();
    assert!(code == 130 && terminal.shows_cursor(), "{code} {screen}");
    assert_eq!(neon.count("POST", "/projects"), 0);
    folder.write(".env", "");
    for key in ["C-c", "C-d"] {
        let terminal = Terminal::run(&folder, 80, ["neon", "status"]);
        terminal.wait_for("Neon API key");
        // An empty key is asked for again.
        terminal.keys(["Enter"]);
        // What is typed before a prompt is shown is discarded.
        terminal.wait_for("An answer is required. Press Ctrl-C to stop.\nNeon API key");
        terminal.text(if key == "C-c" { "half-a-key" } else { "" });
        terminal.keys([key]);
        let (code, screen) = terminal.end();
        assert!(
            code == 130 && !screen.contains("half-a-key"),
            "{code} {screen}"
        );
        // The terminal echoes input again.
        terminal.text("typed after the end");
        terminal.wait_for("typed after the end");
    }
}

#[test]
fn permanent_errors_show_neons_words_and_request_id() {
    let neon = Neon::start(with_project);
    let folder = folder(&neon);
    let body =
        |message: &str| json!({ "code": "", "message": message, "request_id": "r-42" }).to_string();
    let cases: [(u16, Option<&'static str>, String, u8, &str); 6] = [
        (
            401,
            None,
            body("supplied credentials do not pass authentication"),
            4,
            "neon.key-refused",
        ),
        (403, None, body("not allowed"), 4, "neon.not-allowed"),
        (500, None, body("internal error"), 5, "http.server-error"),
        (
            503,
            Some("3600"),
            body("maintenance"),
            5,
            "http.server-error",
        ),
        (200, None, "<html>hotel".to_owned(), 5, "http.web-page"),
        (200, None, "{}".to_owned(), 5, "neon.incomplete"),
    ];
    for (status, retry_after, body, exit, id) in cases {
        neon.change(|neon| neon.refusals = vec![("GET", status, retry_after, body.clone())]);
        let run = silent(folder.run(["neon", "status", "--json"]).code(exit.into()));
        assert_eq!(run.ids("fail"), [id]);
        let detail = run.json()["findings"][0]["detail"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert_eq!(
            detail.contains("request r-42"),
            body.contains("r-42"),
            "{detail}"
        );
    }
}

#[test]
fn a_busy_project_times_out_with_a_diagnostic() {
    let neon = Neon::start(|neon| {
        with_project(neon);
        neon.polls = usize::MAX;
    });
    let run = folder(&neon)
        .run(["neon", "wake", "--timeout", "2s", "--json"])
        .code(5);
    assert_eq!(run.ids("fail"), ["neon.timed-out"]);
}

#[test]
fn a_lost_start_is_looked_up_and_a_disabled_compute_is_not_started() {
    let neon = Neon::start(|neon| {
        with_project(neon);
        neon.lose = Some("POST");
    });
    let folder = folder(&neon);
    let _ = folder.run(["neon", "wake"]).code(0).out("started in");
    assert_eq!(neon.count("POST", "/start"), 1);
    neon.change(|neon| {
        neon.state = "idle";
        neon.disabled = true;
    });
    let _ = folder
        .run(["neon", "wake"])
        .code(4)
        .err("neon.compute-disabled");
    assert_eq!(neon.count("POST", "/start"), 1);
}

#[test]
fn status_shows_state_size_and_allowlist() {
    let neon = Neon::start(with_project);
    let folder = folder(&neon);
    let run = silent(folder.run(["neon", "status"]).code(0));
    let _ = run
        .out("suspended; the next connection starts it")
        .out("30.0 MiB of 512.0 MiB (5 %)")
        .out("after 300 s")
        .out("every address");
    // Everything in the list, each on its own line.
    for line in [
        "Project       open-navigator-engagement (calm-sea-1)",
        "Region        aws-eu-central-1",
        "PostgreSQL    16",
        "Branch        main",
        "Host          ep-calm-sea-a1b2c3d4.eu-central-1.aws.neon.tech",
    ] {
        let _ = folder.run(["neon", "status"]).code(0).out(line);
    }
    neon.change(|neon| {
        neon.state = "active";
        neon.projects[0]["settings"]["allowed_ips"] =
            json!({ "ips": ["192.0.2.1", "198.51.100.0/24"], "protected_branches_only": true });
    });
    let run = folder
        .run(["neon", "status"])
        .code(0)
        .out("a1b2c3d4: awake");
    let _ = run.out("192.0.2.1, 198.51.100.0/24 (protected branches only)");
    let keys = [
        "state",
        "pg_version",
        "branch",
        "size_bytes",
        "size_limit_bytes",
        "allowed_ips",
        "suspend_after_seconds",
    ];
    let document = folder.run(["neon", "status", "--json"]).code(0).json();
    assert!(
        keys.iter().all(|key| !document[key].is_null()),
        "{document}"
    );
}

#[test]
fn connection_string_is_printed_in_full() {
    let neon = Neon::start(with_project);
    let folder = folder(&neon);
    assert_eq!(
        folder.run(["neon", "connection-string"]).code(0).stdout,
        format!("{}\n", uri(false))
    );
    assert_eq!(
        folder
            .run(["neon", "connection-string", "--pooled"])
            .code(0)
            .stdout,
        format!("{}\n", uri(true))
    );
    let run = silent(
        folder
            .run(["neon", "connection-string", "--pooled", "--json"])
            .code(0),
    );
    assert_eq!(run.json()["host"], host(true));
    let _ = folder
        .run(["neon", "connection-string", "--database", "mine"])
        .code(2)
        .err("neondb, other");
}

#[test]
fn allow_ip_merges_and_does_not_block_this_machine() {
    let neon = Neon::start(|neon| {
        with_project(neon);
        neon.own_address = "198.51.100.7";
    });
    let folder = folder(&neon);
    let stored = || {
        neon.requests()
            .iter()
            .rfind(|asked| asked.method == "PATCH")
            .map(|asked| asked.body.clone())
    };
    let ips = |ips: Value| json!({ "project": { "settings": { "allowed_ips": { "ips": ips, "protected_branches_only": false } } } });
    let own = ["--own-address", "198.51.100.7"];
    let allow =
        |words: &[&'static str]| folder.run(["neon", "allow-ip"].iter().chain(words).copied());
    let _ = allow(&["list"]).code(0).out("every address may connect");
    let run = allow(&["add", "192.0.2.1", own[0], own[1]])
        .code(1)
        .err("neon.shuts-out")
        .err("nothing was changed");
    let _ = run.err("navauth neon allow-ip add 198.51.100.7");
    assert_eq!(stored(), None);
    let _ = allow(&["add", "192.0.2.1", "198.51.100.0/24", own[0], own[1]])
        .code(0)
        .err("Space");
    assert_eq!(stored(), Some(ips(json!(["192.0.2.1", "198.51.100.0/24"]))));
    let _ = allow(&["remove", "198.51.100.0/24", own[0], own[1]])
        .code(1)
        .err("neon.shuts-out");
    // A client that is already blocked is not reported as newly blocked.
    let _ = allow(&["remove", "198.51.100.0/24", own[0], "203.0.113.1"]).code(0);
    assert_eq!(stored(), Some(ips(json!(["192.0.2.1"]))));
    let _ = allow(&["add", "192.0.2.1"])
        .code(0)
        .err("the list already contains it");
    let _ = allow(&["remove", "192.0.2.99"])
        .code(0)
        .err("the list does not contain that entry");
    assert_eq!(neon.count("PATCH", "/calm-sea-1"), 2);
    let _ = allow(&["add", "192.0.2.300"]).code(2).err("192.0.2.0/24");
    // The address service is used only if navauth.toml contains one.
    assert_eq!(neon.count("GET", "/own-address"), 0);
    folder.write(
        "navauth.toml",
        format!(
            "{}own_address = \"{}/own-address\"\n",
            neon.config(),
            neon.address
        ),
    );
    let _ = allow(&["add", "198.51.100.7"]).code(0);
    assert_eq!(
        neon.count("GET", "/own-address"),
        0,
        "nobody is shut out by one more"
    );
    let _ = allow(&["remove", "198.51.100.7"])
        .code(1)
        .err("neon.shuts-out")
        .err("198.51.100.7");
    let _ = allow(&["remove", "192.0.2.1"]).code(0);
    assert_eq!(neon.count("GET", "/own-address"), 2);
}

#[test]
fn allow_ip_prompts_if_its_own_address_is_unknown() {
    let neon = Neon::start(with_project);
    let folder = folder(&neon);
    let allow =
        |words: &[&'static str]| folder.run(["neon", "allow-ip"].iter().chain(words).copied());
    let _ = allow(&["add", "192.0.2.1"])
        .code(2)
        .err("computer's")
        .err("--own-address ADDRESS")
        .err("--yes");
    let _ = allow(&["add", "192.0.2.1", "--json"]).code(2);
    assert_eq!(neon.count("PATCH", "/calm-sea-1"), 0);
    let _ = allow(&["add", "192.0.2.1", "--yes"]).code(0);
    let _ = allow(&["add", "203.0.113.9"]).code(0);
    let _ = allow(&["remove", "192.0.2.1"])
        .code(2)
        .err("may lock out this computer");
    assert_eq!(neon.count("PATCH", "/calm-sea-1"), 2);
    for (key, code, changes) in [("Enter", 1, 2), ("y", 0, 3)] {
        let terminal = Terminal::run(&folder, 80, ["neon", "allow-ip", "remove", "192.0.2.1"]);
        terminal.wait_for("open-navigator-engagement? [y/N]");
        terminal.keys([key, "Enter"]);
        let (ended, screen) = terminal.end();
        assert_eq!(
            (ended, neon.count("PATCH", "/calm-sea-1")),
            (code, changes),
            "{screen}"
        );
    }
    // An empty list blocks no client.
    let _ = allow(&["remove", "203.0.113.9"])
        .code(0)
        .out("every address may connect");
    folder.write(
        "navauth.toml",
        format!(
            "{}own_address = \"{}/own-address\"\n",
            neon.config(),
            neon.address
        ),
    );
    let _ = allow(&["add", "192.0.2.1"])
        .code(2)
        .err("/own-address did not report this computer's address");
}

#[test]
fn a_lost_change_of_the_list_is_read_again() {
    let neon = Neon::start(|neon| {
        with_project(neon);
        neon.lose = Some("PATCH");
    });
    let _ = folder(&neon)
        .run(["neon", "allow-ip", "add", "192.0.2.1", "--yes"])
        .code(0)
        .err("changed");
    assert_eq!(neon.count("PATCH", "/calm-sea-1"), 1);
}

#[test]
fn the_key_is_read_from_standard_input_and_a_missing_one_is_named() {
    let neon = Neon::start(with_project);
    let folder = Folder::new();
    folder.write("navauth.toml", neon.config());
    let _ = folder
        .run(["neon", "status"])
        .code(2)
        .err("--api-key-stdin")
        .err("NEON_API_KEY");
    let _ = silent(
        folder
            .run_with_input(["neon", "status", "--api-key-stdin"], &format!("{KEY}\n"))
            .code(0),
    );
    let _ = folder
        .run_with_input(["neon", "status", "--api-key-stdin"], "wrong\n")
        .code(4)
        .err("neon.key-refused");
}

#[test]
fn open_prints_the_page() {
    let neon = Neon::start(with_project);
    let mut folder = folder(&neon);
    // Otherwise a browser would open during the tests.
    let run = folder
        .variable("SSH_CONNECTION", "far away")
        .run(["neon", "open"])
        .code(0)
        .err("Could not open a browser (this is a session over SSH");
    assert_eq!(
        run.stdout,
        "https://console.neon.tech/app/projects/calm-sea-1\n"
    );
}
