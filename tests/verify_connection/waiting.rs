//! `--wait`: retries as long as that may help.

use std::io::{BufRead, BufReader};

use crate::support::postgres::Cluster;
use crate::support::refusing::{Moment, Refusal, Refusing};
use crate::support::{Folder, finish};

fn refusal(code: &'static str, text: &str) -> Refusal {
    Refusal {
        moment: Moment::Start,
        code,
        text: text.to_owned(),
    }
}

#[test]
fn retries_and_reports_each_try() {
    let server = Refusing::start(|_, before| match before {
        0 | 1 => refusal("57P03", "the database system is starting up"),
        _ => refusal("3D000", "database \"people\" does not exist"),
    });
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", server.url("anna")));
    let run = folder.run(["verify-connection", "--wait", "60s"]).code(4);
    assert_eq!(server.tries(), 3);
    for text in [
        "attempt 1: the server is not accepting connections right now [database.starting]; next in 0.",
        "attempt 2: ",
        "[database.unknown-database]",
    ] {
        assert!(run.stderr.contains(text), "{run:?}");
    }
    assert!(!run.stderr.contains("attempt 3"), "{run:?}");
}

#[test]
fn without_wait_it_suggests_the_command_that_waits() {
    let server = Refusing::start(|_, _| refusal("57P03", "the database system is starting up"));
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", server.url("anna")));
    let run = folder.run(["verify-connection", "--json"]).code(4);
    assert_eq!(
        (
            server.tries(),
            &run.json()["tries"],
            &run.json()["waiting_helps"]
        ),
        (1, &1.into(), &"soon".into())
    );
    assert_eq!(
        run.json()["findings"][0]["fix"]["command"],
        "navauth verify-connection --wait 2m"
    );
}

#[test]
fn gives_up_after_the_wait() {
    let server = Refusing::start(|_, _| refusal("53300", "sorry, too many clients already"));
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", server.url("anna")));
    let run = folder
        .run(["verify-connection", "--json", "--wait", "2s"])
        .code(4);
    assert_eq!(run.ids("fail"), ["database.too-many-connections"]);
    assert!((2..=4).contains(&server.tries()), "{}", server.tries());
    assert_eq!(run.json()["tries"], server.tries());
    assert!(run.stderr.contains("attempt 1: "), "{run:?}");
}

#[test]
#[cfg(unix)]
fn connects_when_the_server_starts() {
    let cluster = Cluster::shared();
    let database = cluster.database();
    let folder = Folder::new();
    let socket = format!(".s.PGSQL.{}", cluster.port);
    folder.write(
        ".env",
        format!(
            "DATABASE_URL=postgresql://admin@/{}?host={}&port={}\n",
            database.name,
            folder.path().display(),
            cluster.port
        ),
    );
    let mut child = folder
        .command(["verify-connection", "--json", "--wait", "60s"])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = lines
        .find_map(|line| {
            line.ok()
                .filter(|line| line.contains("[database.socket-missing]"))
        })
        .unwrap();
    assert!(first.starts_with("attempt 1: "), "{first}");
    let there = cluster.ca_file.with_file_name(&socket);
    std::os::unix::fs::symlink(there, folder.path().join(&socket)).unwrap();
    let run = finish(child).code(0);
    assert!(run.json()["tries"].as_u64().unwrap() >= 2, "{run:?}");
}
