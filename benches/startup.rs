//! How long a command takes to answer, whole process, beside the programs people know. Run by `scripts/bench`.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures and ends at the first surprise"
)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs of each command, in turn, so that a change of the machine's speed meets all of them.
const RUNS: usize = 40;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    // As an installation lays it down: pages that a linker has written one by one are slower to load.
    let navauth = folder.path().join("navauth");
    std::fs::copy(env!("CARGO_BIN_EXE_navauth"), &navauth).unwrap();
    let size = std::fs::metadata(&navauth).unwrap().len();
    let navauth = navauth.to_str().unwrap();
    println!("binary: {:.2} MB", size as f64 / 1e6);
    let contestants: [&[&str]; 4] = [
        &[navauth, "gen-secret"],
        &["openssl", "rand", "-hex", "32"],
        &["/bin/true"],
        &[navauth, "--help"],
    ];
    let medians = in_turn(&contestants);
    let [gen_secret, openssl, nothing, help] = medians;
    row("navauth gen-secret", gen_secret);
    row("openssl rand -hex 32", openssl);
    row("/bin/true", nothing);
    row("navauth --help", help);
    println!(
        "gen-secret / openssl    {:.2}  (wanted: at most 0.50)",
        ratio(gen_secret, openssl)
    );
    println!(
        "gen-secret / /bin/true  {:.2}  (wanted: at most 2.50)",
        ratio(gen_secret, nothing)
    );
}

fn in_turn<const N: usize>(commands: &[&[&str]; N]) -> [Duration; N] {
    let mut times: [Vec<Duration>; N] = std::array::from_fn(|_| Vec::new());
    for round in 0..=RUNS {
        for (command, times) in commands.iter().zip(&mut times) {
            let took = time(command);
            // The first round warms the caches.
            if round > 0 {
                times.push(took);
            }
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

fn time(words: &[&str]) -> Duration {
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let start = Instant::now();
    assert!(command.status().unwrap().success(), "{words:?}");
    start.elapsed()
}

fn row(name: &str, median: Duration) {
    println!(
        "{name:<22} {:>7.2} ms (median of {RUNS})",
        median.as_secs_f64() * 1e3
    );
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}
