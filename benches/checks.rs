//! How long judging takes, whole process: beside another program that reads the same file, and with providers that take their time. Run by
//! `scripts/bench-checks`, which names the other program.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a benchmark prints its figures, asks its surroundings and ends at the first surprise"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use navauth::providers::fakes::{Behavior, FakeProviders, Fault, Step};

/// Runs of each command, in turn, so that a change of the machine's speed meets all of them. With forty the ratio differs by 0.02 each time.
const RUNS: usize = 400;

/// Runs against providers that wait.
const SLOW_RUNS: usize = 10;

/// How long each provider takes for an answer, in milliseconds.
const SLOW: [(&str, u64); 4] = [
    ("huggingface", 300),
    ("google", 400),
    ("facebook", 500),
    ("github", 600),
];

fn main() {
    let fakes = FakeProviders::start(Behavior::default(), jiff::Timestamp::now()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "DATABASE_URL=postgresql://navigator:hunter2@localhost:5433/app\nFRONTEND_URL=http://localhost:5173\n{}\
         JWT_SECRET_KEY=5f2b1c9e8d7a6f4031e2d3c4b5a697887f6e5d4c3b2a190f8e7d6c5b4a392817\n",
        fakes.env_text()
    );
    navauth::process::create_private_file(&folder.path().join(".env")).unwrap();
    std::fs::write(folder.path().join(".env"), text).unwrap();
    without_network(folder.path());
    std::fs::write(folder.path().join("navauth.toml"), fakes.config_toml()).unwrap();
    online(folder.path(), &fakes);
}

/// The same file, in a folder without git. Both programs are copied first, as an installation lays them down: pages that a linker has written
/// one by one are slower to load.
fn without_network(folder: &Path) {
    let programs = tempfile::tempdir().unwrap();
    let installed = |program: &str, name: &str| {
        let copy = programs.path().join(name);
        std::fs::copy(program, &copy).unwrap();
        copy.to_str().unwrap().to_owned()
    };
    let linter = std::env::var("DOTENV_LINTER").expect("DOTENV_LINTER names the other program");
    let (navauth, linter) = (
        installed(env!("CARGO_BIN_EXE_navauth"), "navauth"),
        installed(&linter, "dotenv-linter"),
    );
    let ours: &[&str] = &[&navauth, "check-env", "--quiet"];
    let theirs: &[&str] = &[&linter, "check", "--quiet", ".env"];
    let theirs = if Command::new(&linter)
        .arg("check")
        .arg("--help")
        .output()
        .unwrap()
        .status
        .success()
    {
        theirs
    } else {
        &[&linter, "--quiet", ".env"]
    };
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for round in 0..=RUNS {
        let times = [time(ours, folder), time(theirs, folder)];
        // The first round warms the caches.
        if round > 0 {
            our_times.push(times[0]);
            their_times.push(times[1]);
        }
    }
    let (ours, theirs) = (median(our_times), median(their_times));
    println!(
        "navauth check-env          {:>8.2} ms (median of {RUNS})",
        milliseconds(ours)
    );
    println!(
        "dotenv-linter              {:>8.2} ms",
        milliseconds(theirs)
    );
    println!(
        "check-env / dotenv-linter  {:>8.2}    (wanted: at most 1.00)",
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
}

fn online(folder: &Path, fakes: &FakeProviders) {
    fakes.change(|behavior| {
        for (provider, wait) in SLOW {
            *behavior = std::mem::take(behavior).fault(
                provider,
                Step::Token,
                Fault::Slow(Duration::from_millis(wait)),
            );
        }
    });
    let command: &[&str] = &[
        env!("CARGO_BIN_EXE_navauth"),
        "check-env",
        "--online",
        "--quiet",
    ];
    let took = median((0..SLOW_RUNS).map(|_| time(command, folder)).collect());
    let slowest = SLOW.iter().map(|(_, wait)| *wait).max().unwrap_or_default();
    let all: u64 = SLOW.iter().map(|(_, wait)| wait).sum();
    println!(
        "check-env --online         {:>8.2} ms (median of {SLOW_RUNS}; the slowest provider takes {slowest} ms, all together {all} ms)",
        milliseconds(took)
    );
    println!(
        "beyond the slowest         {:>8.2} ms (wanted: at most 100)",
        milliseconds(took) - slowest as f64
    );
}

/// From start to end, in the environment of a shell: without the variables that cargo adds. What it says goes nowhere, and whether it found
/// something does not matter.
fn time(words: &[&str], folder: &Path) -> Duration {
    let mut command = Command::new(words[0]);
    let of_cargo = |name: &str| {
        ["CARGO", "RUST", "LD_LIBRARY_PATH"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    for (name, _) in std::env::vars().filter(|(name, _)| of_cargo(name)) {
        command.env_remove(name);
    }
    command
        .args(&words[1..])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    command.status().unwrap();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
