//! `navauth list-users`, on SQLite and on PostgreSQL with the tables of each release of the app.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde_json::{Value, json};

use crate::support::postgres::{Cluster, Database};
use crate::support::terminal::Terminal;
use crate::support::{Folder, Run};

/// The users in every test; `users` and `id` are replaced by the release's names. The last one has other values than
/// the app would insert.
const TEST_ACCOUNTS: &str = "
insert into users (email, username, full_name, oauth_provider, oauth_id, is_active, is_verified, created_at, last_login, hashed_password) values
 ('ada@example.org', 'ada', 'Ada Lovelace', 'github', '1', true, true, '2026-04-01 10:00:00.000000', '2026-11-20 09:00:00.123456', 'canary-hash'),
 ('grace@example.org', 'grace_hopper', 'Grace Hopper', 'google', '2', true, false, '2026-05-01 10:00:00.000000', null, 'canary-hash'),
 ('al%@example.org', 'al_n', 'Alan Turing', 'github', '3', false, true, '2026-06-01 10:00:00.000000', '2026-11-22 09:00:00.000000', 'canary-hash');
insert into users (email) values ('zo\u{eb}@example.org')";

fn sqlite() -> Folder {
    let folder = Folder::new();
    let _ = folder.run(["init-db"]).code(0);
    folder.sqlite("data/users.db", TEST_ACCOUNTS);
    folder
}

fn postgres(release: &str) -> (Folder, Database) {
    let database = Cluster::shared().database();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/schema/{release}.sql"));
    database.load(&std::fs::read_to_string(file).unwrap());
    let users = if release == "2026-08" {
        "\"user\""
    } else {
        "users"
    };
    database.load(&TEST_ACCOUNTS.replace("users", users));
    (
        Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url())),
        database,
    )
}

/// The ids, in the order shown.
#[track_caller]
fn ids<'a>(folder: &Folder, options: impl IntoIterator<Item = &'a str>) -> Vec<i64> {
    let run = folder
        .run(["list-users", "--json"].into_iter().chain(options))
        .code(0);
    run.json()["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["id"].as_i64().unwrap())
        .collect()
}

fn lines(run: &Run) -> Vec<&str> {
    run.stdout.lines().collect()
}

#[test]
fn every_release_and_engine_shows_the_same_users() {
    let mut folders: Vec<Folder> = ["2026-04", "2026-05", "2026-08"]
        .map(|release| postgres(release).0)
        .into();
    folders.push(sqlite());
    for folder in &folders {
        let run = folder
            .run(["list-users", "--json"])
            .code(0)
            .without("canary");
        let document = run.json();
        assert_eq!(
            (
                &document["schema_version"],
                &document["ok"],
                &document["more"]
            ),
            (&json!(1), &json!(true), &json!(false))
        );
        let nobody = json!({"id": 4, "email": "zoë@example.org", "username": null, "name": null, "provider": null, "active": null,
                            "verified": null, "created": null, "last_login": null});
        let ada = json!({"id": 1, "email": "ada@example.org", "username": "ada", "name": "Ada Lovelace", "provider": "github",
                         "active": true, "verified": true, "created": "2026-04-01T10:00:00Z", "last_login": "2026-11-20T09:00:00.123456Z"});
        let users = document["users"].as_array().unwrap();
        assert_eq!((users.len(), &users[0], &users[3]), (4, &nobody, &ada));

        let each = folder.run(["list-users", "--format", "ndjson"]).code(0);
        let parsed: Vec<Value> = lines(&each)
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(&parsed, users);

        let csv = folder
            .run(["list-users", "--format", "csv", "--sort", "id"])
            .code(0);
        let expected = "id,email,username,name,provider,active,verified,created,last_login\n\
                        1,ada@example.org,ada,Ada Lovelace,github,true,true,2026-04-01T10:00:00Z,2026-11-20T09:00:00.123456Z\n\
                        2,grace@example.org,grace_hopper,Grace Hopper,google,true,false,2026-05-01T10:00:00Z,\n";
        assert!(csv.stdout.starts_with(expected), "{csv:#?}");
        assert!(
            csv.stdout.ends_with("4,zoë@example.org,,,,,,,\n"),
            "{csv:#?}"
        );
    }
}

#[test]
fn options_choose_and_sort() {
    for folder in [sqlite(), postgres("2026-04").0] {
        for (options, wanted) in [
            (vec![], vec![4, 3, 2, 1]),
            (vec!["--provider", "github"], vec![3, 1]),
            (
                vec!["--provider", "github", "--provider", "google"],
                vec![3, 2, 1],
            ),
            (vec!["--active"], vec![2, 1]),
            // NULL counts as inactive: such a user may not sign in.
            (vec!["--inactive"], vec![4, 3]),
            (vec!["--verified"], vec![3, 1]),
            (vec!["--unverified"], vec![4, 2]),
            (vec!["--active", "--verified"], vec![1]),
            (vec!["--search", "LOVELACE"], vec![1]),
            (vec!["--search", "EXAMPLE.org"], vec![4, 3, 2, 1]),
            (vec!["--search", "l%@"], vec![3]),
            (vec!["--search", "l_n"], vec![3]),
            // As wildcards, they would match "ada".
            (vec!["--search", "a_a"], vec![]),
            (vec!["--search", "a%a"], vec![]),
            (vec!["--search", "!"], vec![]),
            (vec!["--search", "'; drop table users; --"], vec![]),
            (vec!["--since", "2026-11-21"], vec![3]),
            (vec!["--since", "2026-11-20T09:00:00.123456Z"], vec![3, 1]),
            (vec!["--since", "2026-11-20T09:00:00.123457Z"], vec![3]),
            (vec!["--since", "1s"], vec![]),
            (vec!["--since", "200y"], vec![3, 1]),
            (vec!["--sort", "email"], vec![1, 3, 2, 4]),
            (vec!["--sort", "last_login,desc"], vec![3, 1, 2, 4]),
            (vec!["--sort", "last_login"], vec![1, 3, 2, 4]),
            (vec!["--sort", "active,desc"], vec![1, 2, 3, 4]),
            (vec!["--sort", "id", "--limit", "2"], vec![1, 2]),
        ] {
            assert_eq!(ids(&folder, options.clone()), wanted, "{options:?}");
        }
    }
}

#[test]
fn says_that_there_are_more_than_the_limit() {
    for folder in [sqlite(), postgres("2026-08").0] {
        let run = folder
            .run(["list-users", "--limit", "1"])
            .code(0)
            .err("… and more; --count shows how many, --all shows them");
        assert_eq!(lines(&run).len(), 3, "{run:#?}");
        for (limit, shown, more) in [("0", 0, true), ("3", 3, true), ("4", 4, false)] {
            let run = folder
                .run(["list-users", "--limit", limit, "--json"])
                .code(0)
                .json();
            assert_eq!(
                (run["users"].as_array().unwrap().len(), &run["more"]),
                (shown, &json!(more))
            );
        }
        let _ = folder
            .run(["list-users", "--limit", "0"])
            .code(0)
            .without("no users");
        let run = folder
            .run([
                "list-users",
                "--limit",
                "1",
                "--provider",
                "github",
                "--json",
            ])
            .code(0);
        assert_eq!(run.json()["more"], true);
        let run = folder.run(["list-users", "--all"]).code(0).without("more;");
        assert_eq!(lines(&run).len(), 6);
        assert_eq!(folder.run(["list-users", "--count"]).code(0).stdout, "4\n");
        assert_eq!(
            folder
                .run(["list-users", "--count", "--search", "ada", "--json"])
                .code(0)
                .json()["count"],
            1
        );
        let run = folder
            .run(["list-users", "--search", "nobody"])
            .code(0)
            .err("no users match");
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn a_plain_list_reads_only_the_first_rows_by_the_index_of_the_key() {
    for (release, table) in [("2026-04", "users"), ("2026-08", "\"user\"")] {
        let (folder, database) = postgres(release);
        database.load(&format!(
            "insert into {table} (email) select 'user' || n || '@example.org' from generate_series(1, 20000) n; analyze {table}"
        ));
        // The server logs how it runs what navauth sends.
        for setting in [
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "log_min_messages = 'log'",
        ] {
            database.psql(&format!("alter role {} set {setting}", database.role));
        }
        let _ = folder.run(["list-users"]).code(0);
        let log = Cluster::shared().ca_file.with_file_name("log");
        let log = std::fs::read_to_string(log).unwrap();
        let plan = log
            .rsplit("Query Text: ")
            .find(|plan| plan.contains("LIMIT $"))
            .unwrap_or_else(|| panic!("{log}"));
        assert!(
            plan.contains("Index Scan Backward using ")
                && plan.contains(&format!(" on {table} "))
                && !["Sort", "Seq Scan", "Aggregate"]
                    .iter()
                    .any(|step| plan.contains(step)),
            "{plan}"
        );
    }
}

#[test]
fn exports_contain_what_is_stored() {
    let folder = sqlite();
    let key = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
    folder.write(".env", format!("JWT_SECRET_KEY={key}\n"));
    folder.sqlite(
        "data/users.db",
        &format!("update users set full_name = '{key}' where id = 1"),
    );
    for format in ["csv", "json", "ndjson"] {
        let _ = folder
            .run(["list-users", "--format", format])
            .code(0)
            .out(key);
    }
    for format in ["table", "markdown"] {
        let _ = folder
            .run(["list-users", "--format", format])
            .code(0)
            .without(key);
    }
}

#[test]
fn csv_and_json_have_the_same_columns() {
    let folder = sqlite();
    let csv = folder.run(["list-users", "--format", "csv"]).code(0);
    let ndjson = folder.run(["list-users", "--format", "ndjson"]).code(0);
    let user: Value = serde_json::from_str(lines(&ndjson)[0]).unwrap();
    let names: Vec<&String> = user.as_object().unwrap().keys().collect();
    assert_eq!(
        lines(&csv)[0].split(',').collect::<Vec<_>>(),
        names.as_slice()
    );
    // The heading stays without users.
    let nothing = folder
        .run([
            "list-users",
            "--format",
            "csv",
            "--search",
            "nothing like it",
        ])
        .code(0);
    assert_eq!(lines(&nothing), [lines(&csv)[0]]);
}

/// The name of a user at a provider is what that user typed there.
#[test]
fn a_formula_in_csv_is_announced_and_kept() {
    let folder = sqlite();
    let warning = "a spreadsheet may run as a formula";
    let list = |format: &str| folder.run(["list-users", "--format", format]).code(0);
    let _ = list("csv").without(warning);
    for formula in ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)"] {
        folder.sqlite(
            "data/users.db",
            &format!("update users set full_name = '{formula}' where id = 1"),
        );
        let _ = list("csv")
            .out(formula)
            .err("1 row with a text")
            .err(warning);
        let _ = list("ndjson").without(warning);
    }
}

#[test]
fn csv_is_quoted_where_it_must_be() {
    let folder = sqlite();
    folder.sqlite(
        "data/users.db",
        "update users set full_name = 'b,c' || char(10) || 'd\"e', username = '' where id = 1",
    );
    let _ = folder
        .run(["list-users", "--format", "csv", "--sort", "id"])
        .code(0)
        .out("1,ada@example.org,,\"b,c\nd\"\"e\",github,true,true,");
}

#[test]
fn a_markdown_table_shows_texts_as_they_are() {
    let folder = sqlite();
    folder.sqlite(
        "data/users.db",
        "update users set full_name = 'a|b <img> *c*' || char(10) || 'd' where id = 1",
    );
    let list = [
        "list-users",
        "--format",
        "markdown",
        "--sort",
        "id",
        "--limit",
        "1",
    ];
    let run = folder.run(list).code(0);
    assert_eq!(
        lines(&run),
        [
            "| id | email | username | name | provider | active | verified | created | last login |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            "| 1 | ada\\@example.org | ada | a\\|b \\<img\\> \\*c\\*\\\\u\\{a\\}d | github | yes | yes | 2026-04-01T10:00:00Z | 2026-11-20T09:00:00.123456Z |",
        ]
    );
}

#[test]
fn masks_names_in_ci_and_on_request() {
    let mut folder = sqlite();
    let masked = ["a***@e***.org", "a***", "A*** L***", "github"];
    for format in ["csv", "json", "ndjson", "table"] {
        let run = folder
            .run(["list-users", "--mask", "--format", format])
            .code(0)
            .without("ada@")
            .without("Lovelace")
            .without("grace");
        assert!(
            masked.iter().all(|text| run.stdout.contains(text)),
            "{run:#?}"
        );
    }
    let _ = folder
        .run(["list-users", "--mask", "--format", "markdown"])
        .code(0)
        .without("Lovelace")
        .out("A\\*\\*\\* L\\*\\*\\*");
    folder.variable("CI", "true");
    let _ = folder
        .run(["list-users"])
        .code(0)
        .without("ada@example.org")
        .out("a***@e***.org");
    let _ = folder
        .run(["list-users", "--no-mask"])
        .code(0)
        .out("ada@example.org");
    folder.variable("CI", "false");
    let _ = folder.run(["list-users"]).code(0).out("ada@example.org");
}

#[test]
fn stored_control_characters_do_not_reach_the_terminal() {
    let folder = Folder::new();
    let _ = folder.run(["init-db"]).code(0);
    folder.sqlite(
        "data/users.db",
        "insert into users (email, full_name) values ('evil' || char(27) || '[2J@example.org', 'a' || char(10) || 'b' || char(8238) || 'c')",
    );
    let table = folder.run(["list-users"]).code(0);
    assert!(
        table.stdout.contains("evil\\u{1b}[2J@example.org")
            && table.stdout.contains("a\\u{a}b\\u{202e}c"),
        "{table:#?}"
    );
    for form in ["json", "ndjson"] {
        let run = folder
            .run(["list-users", "--format", form])
            .code(0)
            .out("evil\\u001b[2J")
            .out("\\u202e");
        assert!(!run.stdout.contains(['\u{1b}', '\u{202e}']), "{run:#?}");
    }
    // A file gets the stored text, a terminal does not.
    let _ = folder
        .run(["list-users", "--format", "csv"])
        .code(0)
        .out("evil\u{1b}[2J@example.org");
    let terminal = Terminal::run(&folder, 100, ["list-users", "--format", "csv"]);
    let (code, screen) = terminal.end();
    assert!(
        code == 0 && screen.contains("evil\\u{1b}[2J@example.org"),
        "{screen}"
    );
}

#[test]
fn the_table_fits_the_terminal() {
    let folder = sqlite();
    // The age of a sign-in has a width too, so the date is relative to today.
    folder.sqlite(
        "data/users.db",
        "update users set full_name = 'Rear Admiral Grace Brewster Murray Hopper of the Navy' where id = 2;
         update users set last_login = datetime('now', '-3 days') where id = 1;
         update users set last_login = datetime('now', '-20 hours') where id = 3",
    );
    for (columns, headings, left_out) in [
        (40, vec!["id", "email", "last login"], "provider"),
        (
            80,
            vec![
                "id",
                "email",
                "provider",
                "active",
                "verified",
                "last login",
            ],
            "username, name, created",
        ),
        (
            160,
            vec![
                "id",
                "email",
                "username",
                "name",
                "provider",
                "active",
                "verified",
                "created",
                "last login",
            ],
            "",
        ),
    ] {
        let terminal = Terminal::run(&folder, columns, ["list-users"]);
        let (code, screen) = terminal.end();
        let heading = screen
            .lines()
            .find(|line| line.trim_start().starts_with("id "))
            .unwrap_or_else(|| panic!("{screen}"));
        assert_eq!(
            (
                code,
                heading
                    .split("  ")
                    .map(str::trim)
                    .filter(|word| !word.is_empty())
                    .collect::<Vec<_>>()
            ),
            (0, headings),
            "{screen}"
        );
        assert!(
            screen
                .lines()
                .all(|line| line.chars().count() <= usize::from(columns)),
            "{screen}"
        );
        assert!(screen.contains(" ago"), "{screen}");
        assert_eq!(
            screen.contains("the terminal is too narrow for:"),
            !left_out.is_empty(),
            "{screen}"
        );
        assert!(screen.contains(left_out), "{screen}");
    }
}

#[test]
fn reads_altered_tables_as_far_as_possible() {
    let (folder, database) = postgres("2026-04");
    database.load(
        "alter table users drop column full_name; alter table users add column full_name_of_pet text; alter table users add column picture bytea; \
         alter table users alter column is_active type text using 'perhaps'; alter table users alter column last_login type timestamptz; \
         update users set last_login = 'infinity', created_at = '-infinity' where id = 1",
    );
    let users = folder
        .run(["list-users", "--json", "--sort", "id"])
        .code(0)
        .json()["users"]
        .clone();
    assert_eq!(
        users[0],
        json!({"id": 1, "email": "ada@example.org", "username": "ada", "name": null, "provider": "github", "active": null,
               "verified": true, "created": null, "last_login": null})
    );
    assert_eq!(users[2]["last_login"], "2026-11-22T09:00:00Z");
    assert_eq!(ids(&folder, ["--search", "lovelace"]), Vec::<i64>::new());
    assert_eq!(ids(&folder, ["--active"]), Vec::<i64>::new());

    let folder = sqlite();
    folder.sqlite(
        "data/users.db",
        "update users set last_login = 'yesterday', created_at = 5, is_active = 'maybe', username = x'ff00' where id = 1",
    );
    let users = folder
        .run(["list-users", "--json", "--sort", "id"])
        .code(0)
        .json()["users"]
        .clone();
    assert_eq!(
        (&users[0]["email"], &users[0]["last_login"]),
        (&json!("ada@example.org"), &Value::Null)
    );
}

#[test]
fn without_tables_or_a_database_it_suggests_a_fix() {
    let folder = Folder::new();
    let run = folder.run(["list-users", "--json"]).code(3);
    assert_eq!(run.ids("fail"), ["database.file-missing"]);
    assert!(
        !folder.path().join("data").exists(),
        "a reading command makes nothing"
    );
    let folder = Folder::with_env(&format!(
        "DATABASE_URL={}\n",
        Cluster::shared().database().verified_url()
    ));
    let run = folder.run(["list-users", "--json"]).code(3);
    assert_eq!(run.ids("fail"), ["database.no-tables"]);
    let _ = folder
        .run(["list-users"])
        .code(3)
        .err("run:   navauth init-db");
    let (folder, database) = postgres("2026-04");
    database.psql(&format!(
        "alter table users owner to admin; revoke all on users from {}",
        database.role
    ));
    let _ = folder.run(["list-users", "--json"]).code(4);
}

#[test]
fn an_invalid_option_lists_the_valid_values() {
    let folder = sqlite();
    let _ = folder
        .run(["list-users", "--sort", "shoe_size"])
        .code(2)
        .err("choose one of id, email, username");
    let _ = folder
        .run(["list-users", "--sort", "id,down"])
        .code(2)
        .err("asc or desc");
    let _ = folder
        .run(["list-users", "--since", "yesterday"])
        .code(2)
        .err("7d");
    let _ = folder.run(["list-users", "--format", "xml"]).code(2);
    let _ = folder.run(["list-users", "--active", "--inactive"]).code(2);
    let _ = folder
        .run(["list-users", "--json", "--format", "csv"])
        .code(2)
        .out("\"usage.two-formats\"");
}

#[test]
#[cfg(target_os = "linux")]
fn many_users_take_no_more_memory_than_few() {
    // 400 kB and 30 MB of names.
    let folders = [200, 15_000].map(|users| {
        let folder = Folder::new();
        let _ = folder.run(["init-db"]).code(0);
        folder.sqlite(
            "data/users.db",
            &format!(
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < {users}) insert into users (email, full_name) \
                 select 'user' || i || '@example.org', hex(zeroblob(1000)) from n"
            ),
        );
        (folder, users)
    });
    for format in ["csv", "json", "table"] {
        let [few, many] = folders.each_ref().map(|(folder, users)| {
            let mut child = folder
                .command(["list-users", "--all", "--format", format])
                .spawn()
                .unwrap();
            let mut output = BufReader::new(child.stdout.take().unwrap());
            let mut line = Vec::new();
            // The program still runs: the last rows do not fit into the pipe.
            for _ in 0..users - 100 {
                line.clear();
                assert!(output.read_until(b'\n', &mut line).unwrap() > 0);
            }
            let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
            let peak = status
                .lines()
                .find_map(|line| line.strip_prefix("VmHWM:"))
                .unwrap()
                .trim()
                .trim_end_matches(" kB")
                .parse::<u64>()
                .unwrap();
            output.read_to_end(&mut line).unwrap();
            assert!(child.wait().unwrap().success());
            peak
        });
        assert!(
            many < few + 6_000,
            "{format}: {few} kB for few users, {many} kB for many"
        );
    }
}

#[test]
fn a_mistyped_column_is_recognized() {
    let _ = Folder::new()
        .run(["list-users", "--sort", "nam"])
        .code(2)
        .err("did you mean name? Choose one of id, email")
        .without("did you mean username");
}
