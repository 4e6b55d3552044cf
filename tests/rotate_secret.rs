//! `navauth rotate-secret`, against a simulated Hub whose app signs with the Space's own secret, and a real PostgreSQL.

use crate::support::hub::{Hub, SPACE, TOKEN, Trouble};
use crate::support::postgres::{Cluster, Database};
use crate::support::site::{self, APEX, HOST, Me, Plain, Release, Site};
use crate::support::terminal::Terminal;
use crate::support::{Folder, finish};

const OLD: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
const ASIDE: &str = ".navauth/before-rotation.env";

/// A production setup with the old key; two of its three users signed in within a week.
fn running(hub: &Hub) -> (Folder, Database) {
    let database = Cluster::shared().database();
    let mut folder = Folder::new();
    folder
        .variable("HF_ENDPOINT", &hub.url)
        .variable("HF_TOKEN", TOKEN);
    let file = format!(
        "# production\nDATABASE_URL='{}'\nJWT_SECRET_KEY={OLD} # of August\nFRONTEND_URL={}\n",
        database.verified_url(),
        hub.url
    );
    folder.write(".env.production", file);
    let _ = folder
        .run(["init-db", "--env-file", ".env.production"])
        .code(0);
    database.load(
        "insert into users (email, username, last_login) values ('a@x', 'a', now()), ('b@x', 'b', now() - interval '6 days'), \
         ('c@x', 'c', now() - interval '8 days')",
    );
    hub.set_secret("JWT_SECRET_KEY", OLD);
    (folder, database)
}

fn rotate<'a>(further: &[&'a str]) -> Vec<&'a str> {
    [&["rotate-secret", "--space", SPACE], further].concat()
}

/// The key in the file.
fn key(folder: &Folder) -> String {
    folder
        .run([
            "env",
            "get",
            "JWT_SECRET_KEY",
            "--env-file",
            ".env.production",
        ])
        .code(0)
        .stdout
        .trim()
        .to_owned()
}

#[track_caller]
fn is_done(folder: &Folder, hub: &Hub) {
    let new = key(folder);
    assert_ne!(new, OLD);
    assert_eq!(hub.secrets()["JWT_SECRET_KEY"], new);
    assert!(!folder.path().join(ASIDE).exists());
}

#[test]
fn the_key_is_rotated_and_the_site_uses_it() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    let run = folder
        .run(rotate(&["--yes"]))
        .code(0)
        .out("The live site uses it")
        .without(OLD)
        .without(TOKEN);
    let _ = run.without(&key(&folder));
    is_done(&folder, &hub);
    let file = folder.read(".env.production");
    assert!(
        file.starts_with("# production\nDATABASE_URL='")
            && file.contains(" # of August\nFRONTEND_URL="),
        "{file}"
    );
    assert_eq!(hub.writes(), ["POST secrets JWT_SECRET_KEY"]);
    let run = folder.run(rotate(&["--undo", "--yes", "--json"])).code(3);
    assert_eq!(run.ids("fail"), ["rotate.nothing-to-undo"]);
}

#[test]
fn the_prompt_says_whose_sessions_end() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    let _ = folder
        .run(rotate(&["--dry-run"]))
        .code(0)
        .out("2 users who signed in within the last 7 days")
        .out("Nothing was changed");
    let _ = folder.run(rotate(&[])).code(2).err("2 users").err("--yes");
    let terminal = Terminal::run(&folder, 80, rotate(&[]));
    terminal.wait_for("[y/N]");
    terminal.keys(["n", "Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 1, "{screen}");
    assert_eq!(key(&folder), OLD);
    assert!(hub.writes().is_empty() && !folder.path().join(".navauth").exists());
}

#[test]
fn a_site_with_the_old_key_fails_and_undo_works() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    hub.stick_to(OLD);
    let run = folder
        .run(rotate(&["--yes", "--timeout", "8s", "--json"]))
        .code(6);
    assert_eq!(run.ids("fail"), ["rotate.still-old"]);
    assert_eq!(run.json()["old_key"], ASIDE);
    assert_ne!(key(&folder), OLD);
    let new = key(&folder);
    let _ = folder
        .run(rotate(&["--undo", "--dry-run"]))
        .code(0)
        .out("Would set the old key in .env.production and the Space")
        .out("Nothing was changed.");
    assert_eq!(key(&folder), new);
    let _ = folder
        .run(rotate(&["--undo", "--yes"]))
        .code(0)
        .out("the old key\n  in .env.production\n  in the Space")
        .without(OLD);
    assert_eq!(
        (
            key(&folder).as_str(),
            hub.secrets()["JWT_SECRET_KEY"].as_str()
        ),
        (OLD, OLD)
    );
    assert!(!folder.path().join(ASIDE).exists());
}

#[test]
fn without_a_user_the_key_is_verified_as_well() {
    let hub = Hub::start();
    let (folder, database) = running(&hub);
    database.load("delete from users");
    let run = folder.run(rotate(&["--yes", "--json"])).code(0);
    assert_eq!(run.json()["verified"], true);
    is_done(&folder, &hub);
}

#[test]
fn an_unverified_rotation_can_be_verified_later() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    let env = folder.read(".env.production");
    folder.write(
        ".env.production",
        env.replace("FRONTEND_URL", "# FRONTEND_URL"),
    );
    let run = folder.run(rotate(&["--yes", "--json"])).code(6);
    assert_eq!(run.ids("skip"), ["rotate.unproved"]);
    assert!(run.json()["verified"].is_null());
    assert!(folder.read(ASIDE).contains(OLD));
    let new = key(&folder);
    hub.mend();
    let _ = folder
        .run(rotate(&["--yes", "--site", &hub.url]))
        .code(0)
        .out("The live site uses it");
    assert_eq!(key(&folder), new, "the same key");
    assert!(hub.writes().is_empty(), "nothing is sent twice");
    is_done(&folder, &hub);
}

/// Verification could only fail after the key was replaced.
#[test]
fn an_invalid_site_is_refused_before_anything_changes() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    for site in ["www.communityone.com", "ftp://x", "https://"] {
        let run = folder
            .run(rotate(&["--yes", "--json", "--site", site]))
            .code(2);
        assert_eq!(run.ids("fail"), ["usage.invalid-value"], "{site}");
    }
    let file = folder.read(".env.production");
    let file = file.replace(&hub.url, "www.communityone.com");
    folder.write(".env.production", file);
    let run = folder.run(rotate(&["--yes", "--json"])).code(3);
    assert_eq!(run.ids("fail"), ["frontend.not-a-url"]);
    assert_eq!(key(&folder), OLD);
    assert!(hub.writes().is_empty() && !folder.path().join(ASIDE).exists());
}

/// Each release of the app in each state: the exit code, the id that does not pass, and a part of the reason.
#[test]
fn every_release_is_understood_in_every_state() {
    type Change = fn(&mut site::Behavior);
    let cases: [(&str, Change, &str, i32, &str, &str); 9] = [
        ("all right", |_| (), HOST, 0, "", ""),
        (
            "the old key",
            |site| site.secrets = None,
            HOST,
            6,
            "rotate.still-old",
            "",
        ),
        (
            "a third key",
            |site| {
                site.secrets = None;
                site.key = "a-third-key-that-nobody-knows-of-here".to_owned();
            },
            HOST,
            6,
            "rotate.neither-key",
            "",
        ),
        (
            "no key",
            |site| site.missing = vec!["JWT_SECRET_KEY"],
            HOST,
            6,
            "rotate.neither-key",
            "",
        ),
        (
            "no table for the states",
            |site| site.state_table = false,
            HOST,
            0,
            "",
            "",
        ),
        (
            "the app does not run",
            |site| site.app_runs = false,
            HOST,
            6,
            "rotate.unproved",
            "HTTP 502",
        ),
        (
            "a private Space",
            |site| site.everything = Some((404, "text/html")),
            HOST,
            6,
            "rotate.unproved",
            "HTTP 404",
        ),
        (
            "FRONTEND_URL without www",
            |_| (),
            APEX,
            6,
            "rotate.unproved",
            "redirects to https://www.navigator.example",
        ),
        (
            "signatures are not verified",
            |site| site.me = Me::VerifiesNothing,
            HOST,
            6,
            "rotate.unproved",
            "accepts session tokens signed with any key",
        ),
    ];
    std::thread::scope(|scope| {
        for release in [Release::April, Release::May, Release::June] {
            for (state, change, host, code, id, reason) in cases {
                scope.spawn(move || {
                    let hub = Hub::start();
                    let (mut folder, _database) = running(&hub);
                    let env = folder.read(".env.production");
                    folder.write(
                        ".env.production",
                        env.replace(&hub.url, &format!("https://{host}")),
                    );
                    let mut behavior = site::Behavior::of(release, OLD);
                    behavior.secrets = Some(hub.reader());
                    change(&mut behavior);
                    let site = Site::start(behavior);
                    site.lead(&mut folder);
                    let run = folder.run(rotate(&["--yes", "--json", "--timeout", "8s"]));
                    let what = format!("{release:?}, {state}");
                    let run = run.code(code).without(OLD);
                    let document = run.json();
                    let diagnostic =
                        document["findings"]
                            .as_array()
                            .unwrap()
                            .iter()
                            .find(|diagnostic| {
                                diagnostic["id"].as_str().unwrap().starts_with("rotate.")
                            });
                    let (found, why) = diagnostic.map_or(("", String::new()), |diagnostic| {
                        (
                            diagnostic["id"].as_str().unwrap(),
                            diagnostic["cause"].to_string(),
                        )
                    });
                    assert_eq!(found, id, "{what}: {run:#?}");
                    assert!(why.contains(reason), "{what}: {why}");
                    assert_eq!(document["verified"] == true, id.is_empty(), "{what}");
                });
            }
        }
    });
}

#[test]
fn an_unreachable_database_and_a_third_key_are_reported() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    hub.stick_to("a-third-key-that-nobody-knows-of-here");
    let run = folder
        .run(rotate(&["--yes", "--timeout", "8s", "--json"]))
        .code(6);
    assert_eq!(run.ids("fail"), ["rotate.neither-key"]);
    let file = folder.read(".env.production");
    folder.write(
        ".env.production",
        file.replace("localhost:", "localhost:1")
            .replace("sslmode=verify-full", "connect_timeout=1"),
    );
    let run = folder
        .run(rotate(&["--yes", "--timeout", "8s", "--json"]))
        .code(6);
    assert_eq!(run.ids("skip"), ["rotate.users-unknown"]);
    assert_eq!(run.ids("fail"), ["rotate.neither-key"]);
}

#[test]
fn a_rejected_upload_is_partly_done_and_the_next_run_completes_it() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    hub.trouble(
        "POST secrets",
        0,
        Trouble::Refuse(500, None, r#"{"error":"Internal Error"}"#),
    );
    let run = folder
        .run(rotate(&["--yes"]))
        .code(6)
        .out("  perhaps in the Space CommunityOne/open_navigator: the upload was not confirmed")
        .err("http.server-error")
        .err(ASIDE)
        .err("--undo");
    let _ = run.without(OLD);
    let new = key(&folder);
    hub.mend();
    let _ = folder.run(rotate(&["--yes"])).code(0);
    assert_eq!(key(&folder), new);
    is_done(&folder, &hub);
}

#[test]
fn the_next_run_completes_one_that_was_killed_at_any_step() {
    let whole = {
        let hub = Hub::start();
        let (folder, _database) = running(&hub);
        let _ = folder.run(rotate(&["--yes"])).code(0);
        hub.log()
    };
    assert!(whole.len() >= 7, "{whole:?}");
    std::thread::scope(|scope| {
        for (step, request) in whole.iter().enumerate() {
            scope.spawn(move || completed_after_a_kill_at(step, request));
        }
    });
}

fn completed_after_a_kill_at(step: usize, request: &str) {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    hub.trouble(
        "",
        step,
        if request.starts_with("POST") {
            Trouble::HangAfter
        } else {
            Trouble::HangBefore
        },
    );
    let mut child = folder.command(rotate(&["--yes"])).spawn().unwrap();
    hub.wait_until_hanging();
    child.kill().unwrap();
    let _ = finish(child);
    hub.mend();
    let (laid_aside, then) = (folder.path().join(ASIDE).exists(), key(&folder));
    assert_eq!(laid_aside, then != OLD, "killed at {request}");
    let _ = folder
        .run(rotate(&["--yes"]))
        .code(0)
        .out("The live site uses it");
    assert!(
        !laid_aside || key(&folder) == then,
        "killed at {request}: a second key"
    );
    is_done(&folder, &hub);
}

#[test]
fn without_a_key_there_is_nothing_to_rotate() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    folder.write(
        ".env.production",
        "FRONTEND_URL=https://www.communityone.com\n",
    );
    let _ = folder
        .run(rotate(&["--yes"]))
        .code(3)
        .err("rotate.no-key")
        .err("gen-secret --write --env-file .env.production");
    hub.set_variable("JWT_SECRET_KEY", OLD);
    folder.write(".env.production", format!("JWT_SECRET_KEY={OLD}\n"));
    let _ = folder
        .run(rotate(&["--yes"]))
        .code(1)
        .err("is a public variable of the Space");
    assert_eq!(key(&folder), OLD);
}

#[test]
fn a_site_that_accepts_visitors_gets_no_token() {
    let (safe, in_clear) = (format!("https://{HOST}"), format!("http://{HOST}"));
    std::thread::scope(|scope| {
        for (me, address) in [(Me::Open, &safe), (Me::Wall, &safe), (Me::Good, &in_clear)] {
            scope.spawn(move || {
                let hub = Hub::start();
                let (mut folder, _database) = running(&hub);
                let mut behavior = site::Behavior::good(OLD);
                (behavior.me, behavior.plain) = (me, Plain::App);
                let site = Site::start(behavior);
                site.lead(&mut folder);
                let run = folder
                    .run(rotate(&["--yes", "--json", "--site", address]))
                    .code(6);
                assert_eq!(run.ids("skip"), ["rotate.unproved"], "{run:#?}");
                assert!(site.shown(OLD).is_empty() && site.shown(&key(&folder)).is_empty());
            });
        }
    });
}

/// Ctrl-C, as the terminal sends it.
#[cfg(unix)]
pub fn interrupt(child: &std::process::Child) {
    let sent = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

#[test]
#[cfg(unix)]
fn ctrl_c_says_in_each_phase_what_is_saved() {
    let (nothing, unknown, sent) = (
        "nothing was changed",
        "it is not known whether it is also in the Space CommunityOne/open_navigator",
        "in the Space CommunityOne/open_navigator; the live site is not verified yet",
    );
    std::thread::scope(|scope| {
        for (request, after, says, is_written) in [
            ("GET whoami", 0, nothing, false),
            ("GET secrets", 0, nothing, false),
            ("POST secrets", 0, unknown, true),
            ("GET runtime", 1, sent, true),
            ("GET me", 0, sent, true),
            ("GET me", 3, sent, true),
        ] {
            scope.spawn(move || {
                let hub = Hub::start();
                let (folder, _database) = running(&hub);
                hub.trouble(request, after, Trouble::HangBefore);
                let child = folder.command(rotate(&["--yes"])).spawn().unwrap();
                hub.wait_until_hanging();
                interrupt(&child);
                let run = finish(child).code(130).err(says).without(OLD);
                assert_eq!(key(&folder) != OLD, is_written, "{request}");
                assert_eq!(run.stderr.contains("--undo"), is_written, "{request}");
                hub.mend();
                // A rotation that goes on says so as long as it has done nothing.
                if is_written {
                    hub.trouble("GET whoami", 0, Trouble::HangBefore);
                    let child = folder.command(rotate(&["--yes"])).spawn().unwrap();
                    hub.wait_until_hanging();
                    interrupt(&child);
                    let _ = finish(child)
                        .code(130)
                        .err("nothing else was changed")
                        .err(ASIDE);
                    hub.mend();
                }
                let _ = folder.run(rotate(&["--yes"])).code(0);
                is_done(&folder, &hub);
            });
        }
    });
}

#[test]
fn two_runs_do_not_overwrite_each_others_key() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    hub.trouble("POST secrets", 0, Trouble::HangBefore);
    let mut first = folder.command(rotate(&["--yes"])).spawn().unwrap();
    hub.wait_until_hanging();
    let new = key(&folder);
    let second = folder.run(rotate(&["--yes", "--json"])).code(5);
    assert_eq!(second.ids("fail"), ["rotate.already-running"]);
    assert_eq!(hub.writes().len(), 1);
    first.kill().unwrap();
    let _ = finish(first);
    hub.mend();
    let _ = folder.run(rotate(&["--yes"])).code(0);
    assert_eq!(key(&folder), new, "the lock of a killed run is gone");
    is_done(&folder, &hub);
}

#[test]
fn a_key_that_changed_while_navauth_asked_is_not_overwritten() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    let terminal = Terminal::run(&folder, 80, rotate(&[]));
    terminal.wait_for("[y/N]");
    let other = OLD.replace('5', "6");
    folder.write(
        ".env.production",
        folder.read(".env.production").replace(OLD, &other),
    );
    terminal.keys(["y", "Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 5, "{screen}");
    assert!(screen.contains("rotate.key-changed"), "{screen}");
    assert_eq!(key(&folder), other);
    assert!(hub.writes().is_empty());
}

#[test]
fn no_key_goes_to_a_static_space_or_into_a_file_that_git_tracks() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    let git = |arguments: &[&str]| {
        let ran = std::process::Command::new("git")
            .args(arguments)
            .current_dir(folder.path())
            .output();
        assert!(ran.unwrap().status.success(), "{arguments:?}");
    };
    git(&["init", "-q"]);
    let run = folder.run(rotate(&["--dry-run", "--json"])).code(0);
    assert_eq!(run.ids("warn"), ["git.env-not-ignored"], "{run:#?}");
    git(&["add", "--force", ".env.production"]);
    let run = folder.run(rotate(&["--yes", "--json"])).code(3);
    assert_eq!(run.ids("fail"), ["git.env-tracked"]);
    assert_eq!(key(&folder), OLD);
    let fix = run.json()["findings"][0]["fix"]["command"].clone();
    let followed = std::process::Command::new("sh")
        .args(["-c", fix.as_str().unwrap()])
        .current_dir(folder.path())
        .status();
    assert!(followed.unwrap().success());
    // A link is as tracked as the file that gets the key.
    #[cfg(unix)]
    {
        let path = |name: &str| folder.path().join(name);
        std::fs::rename(path(".env.production"), path("live.txt")).unwrap();
        std::os::unix::fs::symlink("live.txt", path(".env.production")).unwrap();
        git(&["add", "live.txt"]);
        let run = folder.run(rotate(&["--yes", "--json"])).code(3);
        assert_eq!(run.ids("fail"), ["git.env-tracked"]);
        let _ = run.out("git tracks live.txt");
        git(&["rm", "-q", "--cached", "live.txt"]);
    }
    hub.make_static();
    let run = folder.run(rotate(&["--yes", "--json"])).code(1);
    assert_eq!(run.ids("fail"), ["hub.static-space"]);
    assert_eq!(key(&folder), OLD);
    assert!(hub.writes().is_empty());
}

#[test]
fn an_upload_without_an_answer_is_neither_done_nor_undone() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    hub.trouble("POST secrets", 0, Trouble::CutAfter);
    let run = folder.run(rotate(&["--yes", "--json"])).code(6);
    assert!(run.json()["pushed"].is_null());
    hub.mend();
    hub.trouble(
        "POST secrets",
        0,
        Trouble::Refuse(403, None, r#"{"error":"You don't have the rights"}"#),
    );
    let run = folder.run(rotate(&["--yes"])).code(6);
    let _ = run
        .out("  not in the Space")
        .err("[hub.no-rights]")
        .err("the token belongs to the account user");
}

#[test]
fn a_space_that_does_not_run_is_the_one_problem_and_its_command_fits() {
    for (stages, code, id, command) in [
        (
            ["PAUSED", "PAUSED"],
            6,
            "hub.space-rests",
            "hf spaces restart",
        ),
        (
            ["BUILDING", "BUILD_ERROR"],
            6,
            "hub.space-failed",
            "--build",
        ),
        (
            ["APP_STARTING", "RUNTIME_ERROR"],
            6,
            "hub.space-failed",
            "hf spaces logs",
        ),
        (
            ["CONFIG_ERROR", "CONFIG_ERROR"],
            6,
            "hub.name-collision",
            "",
        ),
    ] {
        let hub = Hub::start();
        let (folder, _database) = running(&hub);
        hub.set_stages(stages[0], &[stages[1]]);
        if id == "hub.name-collision" {
            hub.set_error_message("Collision on variables and secrets names: DATABASE_URL");
        }
        hub.trouble("GET me", 0, Trouble::CutBefore);
        if stages[0] == "PAUSED" {
            // What was so before is said before.
            let dry = folder.run(rotate(&["--dry-run", "--json"])).code(0);
            assert_eq!(dry.ids("warn"), [id]);
            assert!(dry.json()["findings"][0]["cause"].is_null());
        }
        let started = std::time::Instant::now();
        let run = folder.run(rotate(&["--yes", "--json"])).code(code);
        assert!(
            started.elapsed().as_secs() < 25,
            "it does not wait for the site"
        );
        let findings = run.json()["findings"].clone();
        assert_eq!(findings.as_array().unwrap().len(), 1, "{findings:#}");
        assert_eq!(findings[0]["id"], id);
        assert!(
            findings[0]["fix"]["command"].to_string().contains(command),
            "{findings:#}"
        );
        assert!(folder.path().join(ASIDE).exists());
    }
}

/// What a site answers before it runs, or in place of the app: the exit code, and a part of what is said.
#[test]
fn what_is_in_place_of_the_app_is_said() {
    type Change = fn(&mut site::Behavior, &Hub);
    let cases: [(&str, Change, i32, &str); 7] = [
        (
            "a page, then the app",
            |site, _| site.pages = Some(pages_at_first(200)),
            0,
            "uses it",
        ),
        (
            "404, then the app",
            |site, _| site.pages = Some(pages_at_first(404)),
            0,
            "uses it",
        ),
        (
            "503, then the app",
            |site, _| site.pages = Some(pages_at_first(503)),
            0,
            "uses it",
        ),
        (
            "a password",
            |site, _| site.me = Me::Wall,
            6,
            "HTTP 401 without the app's reason",
        ),
        (
            "a private Space",
            |site, hub| {
                hub.make_private();
                hub.serve_at(HOST);
                site.everything = Some((404, "text/html"));
            },
            6,
            "is private: only its members can open it",
        ),
        (
            "another server with the old key",
            |site, _| site.secrets = None,
            6,
            "HuggingFace gives communityone-open-navigator.hf.space as the Space's address, not www.navigator.example",
        ),
        (
            "any key",
            |site, _| site.me = Me::AcceptsAnyKey,
            6,
            "take the site offline",
        ),
    ];
    std::thread::scope(|scope| {
        for (state, change, code, says) in cases {
            scope.spawn(move || {
                let hub = Hub::start();
                let (mut folder, _database) = running(&hub);
                let env = folder.read(".env.production");
                folder.write(
                    ".env.production",
                    env.replace(&hub.url, &format!("https://{HOST}")),
                );
                let mut behavior = site::Behavior::good(OLD);
                behavior.secrets = Some(hub.reader());
                change(&mut behavior, &hub);
                let site = Site::start(behavior);
                site.lead(&mut folder);
                let run = folder
                    .run(rotate(&["--yes", "--timeout", "20s"]))
                    .code(code);
                let said = format!("{}{}", run.stdout, run.stderr);
                let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(said.contains(says), "{state}: {said}");
            });
        }
    });
}

/// The page of a host whose app starts, to the first requests.
fn pages_at_first(status: u16) -> site::Pages {
    let left = std::sync::atomic::AtomicUsize::new(3);
    std::sync::Arc::new(move |_, _, _| {
        use std::sync::atomic::Ordering::Relaxed;
        left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1))
            .ok()?;
        Some(site::page(status))
    })
}

#[test]
fn a_local_address_is_not_the_live_site() {
    let hub = Hub::start();
    let (folder, _database) = running(&hub);
    let env = folder.read(".env.production");
    let local = format!("http://localhost:{}", crate::support::ports::unused());
    folder.write(".env.production", env.replace(&hub.url, &local));
    let given = rotate(&["--yes", "--timeout", "8s", "--site", &local]);
    let _ = folder
        .run(given)
        .code(6)
        .err("[rotate.unproved]")
        .without("set FRONTEND_URL in");
    let run = folder.run(rotate(&["--yes", "--timeout", "8s"])).code(6);
    let _ = run
        .err("[rotate.unproved]")
        .err("set FRONTEND_URL in .env.production, or add --site")
        .err("https://communityone-open-navigator.hf.space");
}
