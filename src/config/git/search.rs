//! Searches what git tracks for secrets: the working tree, the index and every commit.
//!
//! Bounded in time and size. Only plumbing that does not diff is used, so no filter, textconv or diff program of the
//! repository runs.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path};
use std::process::Stdio;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, BufWriter};
use tokio::process::Command;

use super::{LONGEST_LIST, Unknown, command, run_git, timeout_message};
use crate::input_file;
use crate::secret::Secret;
use crate::state_folder::StateFolder;

/// The most bytes that are read of all tracked files, or of all objects in the history.
const LONGEST_SEARCH: u64 = 1 << 30;

/// The longest line of git's lists that is read: a path and two object names.
const LONGEST_LINE: u64 = 16 << 10;

/// After how many objects the count is reported.
const REPORTED: usize = 500;

/// How many bytes are searched at once.
const CHUNK: u64 = 64 << 10;

/// The most bytes of secrets that are searched for; real settings have a few thousand. A search needs 300 times as many.
const LONGEST_SECRETS: usize = 128 << 10;

/// A shorter text would match by chance.
pub const SHORTEST_SECRET: usize = 8;

pub(super) const SHALLOW: &str = "this is a shallow clone, which contains only the latest commits";
const MISSING: &str =
    "part of the history is missing here, as in a partial clone or a damaged repository";
const NOT_READ: &str = "git could not read all of the history";

/// A secret, in each form that it may be written in.
#[derive(Clone, Debug)]
pub struct SearchedSecret {
    /// Its name in messages: the variable.
    pub name: String,
    /// The texts to search for. Those shorter than [`SHORTEST_SECRET`] are skipped.
    pub forms: Vec<Secret>,
}

/// A tracked file that contains secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InFile {
    /// The first line with one of them.
    pub line: usize,
    /// The names of the secrets.
    pub names: BTreeSet<String>,
}

/// A commit that contains a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InCommit {
    /// Its abbreviated object name.
    pub commit: String,
    /// The file's path in the repository; empty for the commit message.
    pub path: String,
}

/// Where secrets were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// The names of the secrets that were searched for.
    pub names: Vec<String>,
    /// By path in the repository.
    pub files: BTreeMap<String, InFile>,
    /// Why not all tracked files were searched.
    pub files_unknown: Option<String>,
    /// By name of the secret.
    pub commits: BTreeMap<String, InCommit>,
    /// Why not the whole history was searched.
    pub history_unknown: Option<String>,
}

pub(super) struct Repository<'a> {
    /// The root of its working tree.
    pub top: &'a Path,
    /// The folder of the settings files, with a trailing slash; empty for the root.
    pub prefix: &'a str,
    pub variables: &'a BTreeMap<String, String>,
    /// The names of the settings files, which have their own checks.
    pub settings_files: &'a [&'a str],
    pub shallow: bool,
    pub searched: &'a dyn Fn(usize),
}

impl Repository<'_> {
    fn git(&self, arguments: &[&str]) -> Result<Command, String> {
        command(self.top, self.variables, arguments).map_err(reason)
    }

    /// Whether a file has its own check.
    fn is_settings(&self, path: &str) -> bool {
        path.strip_prefix(self.prefix).is_some_and(|path| {
            self.settings_files.contains(&path) || path.split('/').next() == Some(StateFolder::NAME)
        })
    }
}

fn reason(unknown: Unknown) -> String {
    match unknown {
        Unknown::Failed(reason) => reason,
        Unknown::NoRepository => "there is no repository".to_owned(),
    }
}

/// The index: each object with its paths.
#[derive(Default)]
pub(super) struct Index {
    entries: Vec<IndexEntry>,
    objects: HashSet<String>,
}

struct IndexEntry {
    object: String,
    path: String,
    is_regular: bool,
}

impl Index {
    /// Parses `ls-files --stage -z`: mode, object and stage, a tab, the path.
    fn parse(listed: &[u8], repository: &Repository<'_>) -> Self {
        let mut index = Self::default();
        for line in listed.split(|&byte| byte == 0) {
            let line = String::from_utf8_lossy(line);
            let Some((entry, path)) = line.split_once('\t') else {
                continue;
            };
            let mut fields = entry.split(' ');
            let (Some(mode), Some(object)) = (fields.next(), fields.next()) else {
                continue;
            };
            // A submodule is a separate repository.
            if mode == "160000" || repository.is_settings(path) {
                continue;
            }
            index.objects.insert(object.to_owned());
            index.entries.push(IndexEntry {
                object: object.to_owned(),
                path: path.to_owned(),
                is_regular: mode.starts_with("100"),
            });
        }
        index
    }
}

impl Search {
    /// Searches every tracked file, in the working tree and in the index. Returns the index, whose objects need not be searched again.
    pub(super) async fn tracked_files(
        &mut self,
        repository: &Repository<'_>,
        matcher: &BuiltMatcher<'_>,
        deadline: Deadline,
    ) -> Index {
        let mut index = Index::default();
        let search = async {
            let Some(matcher) = matcher.as_ref().map_err(Clone::clone)? else {
                return Ok(());
            };
            let list = repository.git(&["ls-files", "--stage", "-z"]);
            let listed = run_git(list.map_err(Unknown::Failed), deadline.limit)
                .await
                .map_err(reason)?;
            if !listed.status.success() || listed.stdout.len() as u64 == LONGEST_LIST {
                return Err("git could not list all tracked files".to_owned());
            }
            index = Index::parse(&listed.stdout, repository);
            self.search_working_tree(repository, &index, matcher)
                .await?;
            self.search_index(repository, &index, matcher).await
        };
        self.files_unknown = within_deadline(search, deadline).await.err();
        // Only objects that were searched and are clean can be skipped later.
        if self.files_unknown.is_some() || !self.files.is_empty() {
            index.objects.clear();
        }
        index
    }

    /// Makes the paths relative to a folder, given its path from the root and the way up.
    pub(super) fn show_paths_from(&mut self, prefix: &str, up: &str) {
        let files = std::mem::take(&mut self.files);
        let shown = |path: String| match path.strip_prefix(prefix) {
            Some(path) => path.to_owned(),
            None => format!("{up}{path}"),
        };
        self.files = files
            .into_iter()
            .map(|(path, found)| (shown(path), found))
            .collect();
    }

    async fn search_working_tree(
        &mut self,
        repository: &Repository<'_>,
        index: &Index,
        matcher: &Matcher<'_>,
    ) -> Result<(), String> {
        let mut left = LONGEST_SEARCH;
        for entry in index.entries.iter().filter(|entry| entry.is_regular) {
            // Git itself writes no such path.
            if Path::new(&entry.path)
                .components()
                .any(|part| !matches!(part, Component::Normal(_)))
            {
                continue;
            }
            let path = repository.top.join(&entry.path);
            // A symbolic link in place of the file is not what git tracks.
            if !fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
                continue;
            }
            let unreadable =
                |error: io::Error| format!("{} could not be read: {error}", entry.path);
            let file = input_file::open_regular(&path).map_err(unreadable)?;
            let mut scan = matcher.scan();
            let mut chunk = Vec::new();
            loop {
                chunk.clear();
                Read::take(&file, CHUNK)
                    .read_to_end(&mut chunk)
                    .map_err(unreadable)?;
                if chunk.is_empty() {
                    break;
                }
                left = left
                    .checked_sub(chunk.len() as u64)
                    .ok_or("the tracked files are too large to be searched")?;
                scan.push_chunk(&chunk);
                tokio::task::yield_now().await;
            }
            self.found_in_file(&entry.path, &scan);
        }
        Ok(())
    }

    async fn search_index(
        &mut self,
        repository: &Repository<'_>,
        index: &Index,
        matcher: &Matcher<'_>,
    ) -> Result<(), String> {
        let objects = Objects::start(repository)?;
        let mut stdin = objects.stdin;
        let write = async {
            for (number, entry) in index.entries.iter().enumerate() {
                let line = format!("{} {number}\n", entry.object);
                stdin.write_all(line.as_bytes()).await.map_err(pipe_error)?;
            }
            stdin.shutdown().await.map_err(pipe_error)?;
            drop(stdin);
            Ok(index.entries.len())
        };
        let read = matcher.objects(objects.stdout, repository.searched, |number, scan| {
            let entry = number
                .parse()
                .ok()
                .and_then(|number: usize| index.entries.get(number));
            if let Some(entry) = entry {
                self.found_in_file(&entry.path, scan);
            }
        });
        require_all_read(tokio::try_join!(write, read)?)
    }

    fn found_in_file(&mut self, path: &str, scan: &Scan<'_>) {
        let Some(line) = scan.found.values().min() else {
            return;
        };
        let file = self.files.entry(path.to_owned()).or_insert(InFile {
            line: *line,
            names: BTreeSet::new(),
        });
        file.names.extend(scan.names().map(str::to_owned));
    }

    /// Searches every commit of every branch, tag and stash: its message, and its files unless the index has them.
    pub(super) async fn history(
        &mut self,
        repository: &Repository<'_>,
        index: &Index,
        matcher: &BuiltMatcher<'_>,
        deadline: Deadline,
    ) {
        let search = async {
            match matcher.as_ref().map_err(Clone::clone)? {
                Some(matcher) => self.search_commits(repository, index, matcher).await,
                None => Ok(()),
            }
        };
        let unknown = within_deadline(search, deadline).await.err();
        let shallow = repository.shallow.then(|| SHALLOW.to_owned());
        self.history_unknown = unknown.or(shallow);
    }

    async fn search_commits(
        &mut self,
        repository: &Repository<'_>,
        index: &Index,
        matcher: &Matcher<'_>,
    ) -> Result<(), String> {
        let mut list = repository
            .git(&LIST_OBJECTS)?
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| not_started(&error))?;
        let listed = list.stdout.take().ok_or(NOT_READ)?;
        let objects = Objects::start(repository)?;
        let mut stdin = objects.stdin;
        let write = async {
            let mut listed = BufReader::new(listed);
            let (mut commit, mut count) = (String::new(), 0);
            loop {
                let mut line = Vec::new();
                (&mut listed)
                    .take(LONGEST_LINE)
                    .read_until(b'\n', &mut line)
                    .await
                    .map_err(pipe_error)?;
                if line.is_empty() {
                    break;
                }
                if line.first() == Some(&b'?') {
                    return Err(MISSING.to_owned());
                }
                if line.pop() != Some(b'\n') {
                    return Err(NOT_READ.to_owned());
                }
                let line = String::from_utf8_lossy(&line);
                let (object, path) = line.split_once(' ').unwrap_or_else(|| {
                    // A commit: the objects after it are in it.
                    commit = line.clone().into_owned();
                    (&*line, "")
                });
                if index.objects.contains(object) {
                    continue;
                }
                let line = format!("{object} {commit} {path}\n");
                stdin.write_all(line.as_bytes()).await.map_err(pipe_error)?;
                count += 1;
            }
            stdin.shutdown().await.map_err(pipe_error)?;
            drop(stdin);
            let status = list.wait().await.map_err(pipe_error)?;
            status.success().then_some(count).ok_or(NOT_READ.to_owned())
        };
        let read = matcher.objects(objects.stdout, repository.searched, |rest, scan| {
            let (commit, path) = rest.split_once(' ').unwrap_or((rest, ""));
            for name in scan.names() {
                let found = || InCommit {
                    commit: commit.get(..10).unwrap_or(commit).to_owned(),
                    path: path.to_owned(),
                };
                self.commits.entry(name.to_owned()).or_insert_with(found);
            }
        });
        require_all_read(tokio::try_join!(write, read)?)
    }
}

/// Lists each commit, then the objects that it is the latest to contain, as `object path`; `?object` is missing.
const LIST_OBJECTS: [&str; 5] = [
    "rev-list",
    "--all",
    "--objects",
    "--in-commit-order",
    "--missing=print",
];

/// A `git cat-file` that prints objects: for each input line `object rest`, a header with the same rest, the object,
/// and a line ending.
struct Objects {
    stdin: BufWriter<tokio::process::ChildStdin>,
    stdout: BufReader<tokio::process::ChildStdout>,
    // Killed on drop.
    _child: tokio::process::Child,
}

impl Objects {
    fn start(repository: &Repository<'_>) -> Result<Self, String> {
        let format = "--batch=%(objecttype) %(objectsize) %(rest)";
        let mut child = repository
            .git(&["cat-file", format, "--buffer"])?
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| not_started(&error))?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(NOT_READ.to_owned());
        };
        Ok(Self {
            stdin: BufWriter::new(stdin),
            stdout: BufReader::new(stdout),
            _child: child,
        })
    }
}

/// The bytes of a text as UTF-8 and, as PowerShell's `>` writes it, as UTF-16.
fn encodings(text: &str) -> [Vec<u8>; 3] {
    [
        text.as_bytes().to_vec(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ]
}

/// A matcher; None if there is nothing to search for. Building it takes long for many secrets.
pub(super) type BuiltMatcher<'secrets> = Result<Option<Matcher<'secrets>>, String>;

/// Finds secrets in a stream, keeping only a chunk of it.
pub(super) struct Matcher<'secrets> {
    patterns: AhoCorasick,
    names: Vec<&'secrets str>,
    longest: usize,
}

impl<'secrets> Matcher<'secrets> {
    pub(super) fn new(secrets: &'secrets [SearchedSecret]) -> BuiltMatcher<'secrets> {
        let forms = secrets.iter().flat_map(|secret| {
            let texts = secret.forms.iter().map(Secret::expose);
            texts.map(|text| (secret.name.as_str(), text))
        });
        let forms = forms.filter(|(_, text)| text.len() >= SHORTEST_SECRET);
        if forms.clone().map(|(_, text)| text.len()).sum::<usize>() > LONGEST_SECRETS {
            return Err("the settings contain too many secrets to search for".to_owned());
        }
        let (names, texts): (Vec<_>, Vec<_>) = forms
            .flat_map(|(name, text)| encodings(text).map(|bytes| (name, bytes)))
            .unzip();
        if texts.is_empty() {
            return Ok(None);
        }
        // A DFA would take 600 bytes for each byte of a secret.
        let patterns = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&texts)
            .map_err(|error| error.to_string())?;
        Ok(Some(Self {
            patterns,
            longest: texts.iter().map(Vec::len).max().unwrap_or_default(),
            names,
        }))
    }

    fn scan(&self) -> Scan<'_> {
        Scan {
            matcher: self,
            window: Vec::new(),
            line: 1,
            found: BTreeMap::new(),
        }
    }

    /// Searches all objects that git prints, and passes on each that contains a secret, with the rest of its header.
    /// Returns their number.
    async fn objects(
        &self,
        mut output: impl AsyncBufRead + Unpin,
        searched: &dyn Fn(usize),
        mut found: impl FnMut(&str, &Scan<'_>),
    ) -> Result<usize, String> {
        let (mut count, mut left) = (0, LONGEST_SEARCH);
        loop {
            let mut header = Vec::new();
            (&mut output)
                .take(LONGEST_LINE)
                .read_until(b'\n', &mut header)
                .await
                .map_err(pipe_error)?;
            if header.is_empty() {
                return Ok(count);
            }
            if header.pop() != Some(b'\n') {
                return Err(NOT_READ.to_owned());
            }
            let header = String::from_utf8_lossy(&header);
            let mut fields = header.splitn(3, ' ');
            let (kind, size, rest) = (fields.next(), fields.next(), fields.next());
            let Some(mut size) = size.and_then(|size| size.parse::<u64>().ok()) else {
                return Err(MISSING.to_owned());
            };
            left = left.checked_sub(size).ok_or_else(|| {
                format!("the history is larger than {} MiB", LONGEST_SEARCH >> 20)
            })?;
            let mut scan = self.scan();
            let mut chunk = Vec::new();
            while size > 0 {
                chunk.clear();
                let length = size.min(CHUNK);
                (&mut output)
                    .take(length)
                    .read_to_end(&mut chunk)
                    .await
                    .map_err(pipe_error)?;
                if chunk.is_empty() {
                    return Err(NOT_READ.to_owned());
                }
                size -= chunk.len() as u64;
                // A tree contains only names and object names.
                if kind != Some("tree") {
                    scan.push_chunk(&chunk);
                    // The deadline is checked only between two steps.
                    tokio::task::yield_now().await;
                }
            }
            if !scan.found.is_empty() {
                found(rest.unwrap_or_default(), &scan);
            }
            // The line ending after the object.
            output.read_u8().await.map_err(pipe_error)?;
            count += 1;
            if count % REPORTED == 0 {
                searched(count);
            }
        }
    }
}

/// The search of one text, chunk by chunk.
struct Scan<'matcher> {
    matcher: &'matcher Matcher<'matcher>,
    window: Vec<u8>,
    /// The line at the start of `window`.
    line: usize,
    /// The patterns that were found, with their first line.
    found: BTreeMap<usize, usize>,
}

impl Scan<'_> {
    fn push_chunk(&mut self, chunk: &[u8]) {
        self.window.extend_from_slice(chunk);
        for hit in self.matcher.patterns.find_overlapping_iter(&self.window) {
            // A text of repetitions contains a secret of repetitions at each of its bytes: only the first line is counted.
            if let Entry::Vacant(first) = self.found.entry(hit.pattern().as_usize()) {
                first.insert(self.line + count_lines(&self.window[..hit.start()]));
            }
        }
        let keep = self.window.len().min(self.matcher.longest - 1);
        let done = self.window.len() - keep;
        self.line += count_lines(&self.window[..done]);
        self.window.drain(..done);
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.found
            .keys()
            .map(|&pattern| self.matcher.names[pattern])
    }
}

fn count_lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count()
}

fn require_all_read((written, read): (usize, usize)) -> Result<(), String> {
    if read == written {
        Ok(())
    } else {
        Err(NOT_READ.to_owned())
    }
}

/// A deadline that several searches share.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    pub started: Instant,
    pub limit: Duration,
}

async fn within_deadline(
    search: impl Future<Output = Result<(), String>>,
    deadline: Deadline,
) -> Result<(), String> {
    let Deadline { started, limit } = deadline;
    tokio::time::timeout(limit.saturating_sub(started.elapsed()), search)
        .await
        .unwrap_or_else(|_| Err(timeout_message(limit)))
}

fn pipe_error(_: io::Error) -> String {
    NOT_READ.to_owned()
}

fn not_started(error: &io::Error) -> String {
    reason(super::not_started(error))
}
