//! Runs each target over its seeds and over reproducible mutations of them.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::{TARGETS, Target};

/// How many mutations each target gets.
const MUTATIONS: usize = 500;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = folder().join("seeds").join(target);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// A reproducible random number generator (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % limit.max(1)
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..start + self.below((length - start).min(40) + 1)
    }
}

/// A seed with one to four changes.
fn mutated(seeds: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    const BYTES: &[u8] = b"\0\n\r\t \"#$%&'+-./0189:=?@A[\\]_`{}~\x7f\x80\xc2\xff";
    let mut input = seeds[numbers.below(seeds.len())].clone();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(input.len() + 1);
        let byte = BYTES[numbers.below(BYTES.len())];
        match numbers.below(6) {
            0 => input.insert(at, byte),
            1 if at < input.len() => input[at] = byte,
            2 if at < input.len() => input[at] ^= 1 << numbers.below(8),
            3 => drop(input.drain(numbers.range(input.len()))),
            4 => {
                let copied = input[numbers.range(input.len())].to_vec();
                input.splice(at..at, copied);
            }
            _ => {
                let other = &seeds[numbers.below(seeds.len())];
                let copied = other[numbers.range(other.len())].to_vec();
                input.splice(at..at, copied);
            }
        }
    }
    input
}

/// The first input on which a target panics, as a Rust byte string.
fn first_failure((name, target): Target) -> Option<String> {
    let seeds = seeds(name);
    assert!(seeds.len() > 1, "{name} has too few seeds");
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mutations = (0..MUTATIONS).map(|_| mutated(&seeds, &mut numbers));
    let mut inputs = seeds.iter().cloned().chain(mutations);
    let failed = inputs.find(|input| catch_unwind(AssertUnwindSafe(|| target(input))).is_err())?;
    Some(format!("{name} fails on b\"{}\"", failed.escape_ascii()))
}

#[test]
fn every_target_passes_its_seeds_and_their_mutations() {
    let failures: Vec<String> = TARGETS.into_iter().filter_map(first_failure).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_target_is_registered_with_cargo_fuzz() {
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    let files = fs::read_dir(folder().join("fuzz_targets")).unwrap().count();
    assert_eq!(files, TARGETS.len());
    for (name, _) in TARGETS {
        let path = format!("fuzz_targets/{name}.rs");
        assert!(manifest.contains(&format!("path = \"{path}\"")), "{name}");
        let source = fs::read_to_string(folder().join(path)).unwrap();
        let call = format!("navauth::fuzzing::{name}(input)");
        assert!(source.contains(&call), "{name}");
    }
}
