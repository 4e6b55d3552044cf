//! Where a problem is, relative to the repository.
//!
//! A problem with a missing variable points to its line in `.env.example`.

use std::cell::OnceCell;
use std::path::{Component, Path, PathBuf};

use super::Report;
use crate::diagnostics::SourceSpan;
use crate::input_file;
use crate::process::Env;

/// The template with the app's variables.
const EXAMPLE: &str = ".env.example";

/// The repository around the working directory. Found on first use, because most report formats do not need it.
pub struct Places<'run> {
    env: &'run Env,
    found: OnceCell<Repository>,
}

struct Repository {
    directory: PathBuf,
    root: PathBuf,
    example: Option<(PathBuf, String)>,
}

impl Repository {
    /// GITHUB_WORKSPACE if it contains the working directory, else the nearest parent with `.git`, else the working
    /// directory.
    fn around(env: &Env) -> Self {
        let directory = flatten(&env.directory);
        let workspace = env
            .variable("GITHUB_WORKSPACE")
            .map(|path| flatten(Path::new(path)));
        let workspace = workspace.filter(|path| path.is_absolute() && directory.starts_with(path));
        let git = || {
            directory
                .ancestors()
                .find(|folder| folder.join(".git").exists())
                .map(Path::to_path_buf)
        };
        let root = workspace.or_else(git).unwrap_or_else(|| directory.clone());
        let read = |folder: &PathBuf| {
            Some((
                folder.join(EXAMPLE),
                String::from_utf8(input_file::read(&folder.join(EXAMPLE)).ok()?).ok()?,
            ))
        };
        let example = [&directory, &root].into_iter().find_map(read);
        Self {
            directory,
            root,
            example,
        }
    }
}

impl<'run> Places<'run> {
    /// For the working directory of a process.
    pub fn new(env: &'run Env) -> Self {
        Self {
            env,
            found: OnceCell::new(),
        }
    }

    fn repository(&self) -> &Repository {
        self.found.get_or_init(|| Repository::around(self.env))
    }

    /// A path with `/` separators: relative to the repository, or absolute if it is outside.
    pub fn path(&self, file: &Path) -> String {
        let Repository {
            directory, root, ..
        } = self.repository();
        let file = flatten(&directory.join(file));
        let shown = file.strip_prefix(root).unwrap_or(&file);
        let parts: Vec<_> = shown
            .components()
            .filter(|part| !matches!(part, Component::RootDir))
            .collect();
        let joined = parts
            .iter()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        if shown.has_root() {
            format!("/{joined}")
        } else {
            joined
        }
    }

    /// The location of the settings, for problems without their own location.
    pub fn fallback(&self) -> String {
        self.repository()
            .example
            .as_ref()
            .map_or_else(|| ".env".to_owned(), |(file, _)| self.path(file))
    }

    /// Adds a location to each problem whose message contains a variable that is in `.env.example`.
    pub fn locate(&self, report: &Report) -> Report {
        let mut located = report.clone();
        for diagnostic in &mut located.findings {
            if diagnostic.source.is_none() {
                diagnostic.source = self.example_line(&diagnostic.title);
            }
        }
        located
    }

    fn example_line(&self, title: &str) -> Option<SourceSpan> {
        let (file, text) = self.repository().example.as_ref()?;
        let is_name = |word: &&str| {
            word.len() > 2
                && word
                    .bytes()
                    .all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
        };
        let words = || {
            title
                .split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
                .filter(is_name)
        };
        let names = |line: &str| {
            let name = line
                .trim_start_matches(['#', ' ', '\t'])
                .split('=')
                .next()
                .unwrap_or_default()
                .trim();
            let name = name.strip_prefix("export ").unwrap_or(name).trim();
            line.contains('=') && words().any(|word| word == name)
        };
        let line = text.lines().position(names)? + 1;
        Some(SourceSpan {
            file: file.clone(),
            line: Some(line),
        })
    }
}

/// The path without `.` and `..`, resolved lexically.
fn flatten(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut flat, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(flat.pop()),
            part => flat.push(part),
        }
        flat
    })
}
