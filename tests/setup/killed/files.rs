//! Killed while a file is written: the old file is there or the new one, and nothing else.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use crate::setup::World;
use crate::setup::wizard::give_browser;
use crate::support::Folder;

const SETUP: [&str; 5] = ["setup", "--no-input", "--json", "--answers", "answers.toml"];

/// The signal that ends a program whose file grows beyond what it may.
const SIGXFSZ: i32 = 25;

/// Runs the binary with files that may have so many blocks of 512 bytes, and tells whether it was killed over that. It dies in the middle of
/// a file: what has room of it is on the disk.
fn run_with_room<'a>(
    folder: &Folder,
    arguments: impl IntoIterator<Item = &'a str>,
    blocks: u32,
) -> bool {
    let program = folder.command(arguments);
    let mut shell = Command::new("sh");
    shell
        .args([
            "-c",
            "ulimit -c 0; ulimit -f \"$0\"; exec \"$@\"",
            &blocks.to_string(),
        ])
        .arg(program.get_program())
        .args(program.get_args());
    shell.current_dir(folder.path()).env_clear().envs(
        program
            .get_envs()
            .map(|(name, value)| (name, value.unwrap())),
    );
    let status = shell.output().unwrap().status;
    assert!(
        status.signal() == Some(SIGXFSZ) || status.code().is_some(),
        "{status:?}"
    );
    status.signal().is_some()
}

/// The names of all files, but for those of the program's home.
fn names(world: &World) -> Vec<String> {
    world.files().into_iter().map(|(name, _)| name).collect()
}

#[test]
fn wherever_a_file_outgrows_its_room() {
    let (mut whole, mut variables) = (Vec::new(), Vec::new());
    // Room for everything; then none for the first answer, for the last ones, for some of the tables.
    for blocks in [1 << 20, 0, 1, 2, 8, 32] {
        let mut world = World::new();
        give_browser(&mut world.folder);
        world.answered("test-logins = true\n");
        assert_eq!(
            run_with_room(&world.folder, SETUP, blocks),
            !whole.is_empty(),
            "{blocks}"
        );
        let left = std::fs::read_to_string(world.folder.path().join(".env")).unwrap_or_default();
        assert!(left.is_empty() || left.ends_with('\n'), "{blocks}: {left}");
        let _ = world.folder.run(SETUP).code(0);
        let env = world.folder.read(".env");
        assert!(
            env.starts_with(&left),
            "{blocks}: nothing is lost and nothing asked twice"
        );
        let names = (
            names(&world),
            env.lines()
                .map(|line| line.split('=').next().unwrap().to_owned())
                .collect(),
        );
        if whole.is_empty() {
            (whole, variables) = names;
        } else {
            assert_eq!(names, (whole.clone(), variables.clone()), "{blocks}");
        }
    }
}

#[test]
fn the_record_of_logins_is_the_old_one_or_the_new_one() {
    let mut world = World::new();
    give_browser(&mut world.folder);
    world.answered("");
    let _ = world.folder.run(SETUP).code(0);
    let login = ["test-login", "github", "--no-save"];
    // Not even room for the line that keeps git out.
    assert!(run_with_room(&world.folder, login, 0));
    let _ = world.folder.run(login).code(0);
    assert_eq!(world.folder.read(".navauth/.gitignore"), "*\n");
    let whole = names(&world);
    let record = world.folder.read(".navauth/logins.json");
    assert!(run_with_room(&world.folder, login, 0));
    assert_eq!(world.folder.read(".navauth/logins.json"), record);
    let _ = world.folder.run(login).code(0);
    assert_eq!(names(&world), whole);
}
