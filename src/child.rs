//! Starts other programs (git, gh, a browser) with a minimal environment.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The variables that every program gets. A trailing `*` is a wildcard.
const BASIC: &[&str] = &[
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_*",
    "TMPDIR",
    "XDG_CONFIG_HOME",
    // Windows programs do not start without these.
    "APPDATA",
    "COMSPEC",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "PATHEXT",
    "PROGRAMDATA",
    "PROGRAMFILES*",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERNAME",
    "USERPROFILE",
    "WINDIR",
];

/// A command that gets only the basic variables and those in `passed`; its streams are closed.
///
/// The program is an absolute path, or a name that is looked up in the absolute folders of PATH: an empty or relative
/// entry would run programs from the current folder, which may be a hostile repository. Fails with `NotFound` if
/// there is no such program.
pub fn command(
    program: &str,
    variables: &BTreeMap<String, String>,
    passed: &[&str],
) -> io::Result<Command> {
    let folders = folders(variables);
    let path = find(program, &folders).ok_or(io::ErrorKind::NotFound)?;
    let mut command = Command::new(path);
    let wanted = |name: &str| BASIC.iter().chain(passed).any(|known| matches(known, name));
    command
        .env_clear()
        .envs(variables.iter().filter(|(name, _)| wanted(name)))
        .env(
            "PATH",
            std::env::join_paths(folders).map_err(io::Error::other)?,
        )
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Ok(command)
}

fn folders(variables: &BTreeMap<String, String>) -> Vec<PathBuf> {
    let path = variables.iter().find(|(name, _)| matches("PATH", name));
    path.into_iter()
        .flat_map(|(_, value)| std::env::split_paths(value))
        .filter(|folder| folder.is_absolute())
        .collect()
}

fn find(program: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = Path::new(program);
    if path.is_absolute() {
        return is_program(path).then(|| path.to_owned());
    }
    let is_name = path.file_name().is_some_and(|name| name == program);
    let file = if path.extension().is_some() {
        program.to_owned()
    } else {
        format!("{program}{}", std::env::consts::EXE_SUFFIX)
    };
    folders
        .iter()
        .filter(|_| is_name)
        .map(|folder| folder.join(&file))
        .find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// Whether a variable matches; Windows ignores case.
fn matches(known: &str, name: &str) -> bool {
    let equal = |known: &str, name: &str| {
        if cfg!(windows) {
            known.eq_ignore_ascii_case(name)
        } else {
            known == name
        }
    };
    match known.strip_suffix('*') {
        Some(start) => name
            .get(..start.len())
            .is_some_and(|begin| equal(start, begin)),
        None => equal(known, name),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::command;
    use std::collections::BTreeMap;
    use std::io::ErrorKind;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn programs_come_from_absolute_folders_and_get_only_passed_variables() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("tool");
        std::fs::write(&program, "").unwrap();
        let search = format!(":.:bin:{}", folder.path().display());
        let variables = BTreeMap::from(
            [
                ("PATH", search.as_str()),
                ("HOME", "/h"),
                ("LC_TIME", "C"),
                ("GH_TOKEN", "t"),
                ("JWT_SECRET_KEY", "s"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let find = |name: &str| command(name, &variables, &["GH_*"]).map_err(|error| error.kind());
        assert_eq!(find("tool").unwrap_err(), ErrorKind::NotFound);
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let command = find("tool").unwrap();
        assert_eq!(command.get_program(), program);
        let given: Vec<_> = command
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)))
            .collect();
        let path = folder.path().to_str().unwrap();
        assert_eq!(
            given,
            [
                ("GH_TOKEN", "t"),
                ("HOME", "/h"),
                ("LC_TIME", "C"),
                ("PATH", path)
            ]
        );
        for name in ["missing", "./tool", "bin/../tool", "..", ""] {
            assert_eq!(find(name).unwrap_err(), ErrorKind::NotFound, "{name}");
        }
    }
}
