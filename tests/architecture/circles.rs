//! Finds files that import each other, directly or through others.
//!
//! A name that a parent re-exports counts as an import of the file that defines it. A file may use what its parents have, as Rust's privacy
//! suggests. Only paths are read: a method call or an `impl` for a type of another file is not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use regex_lite::Regex;

use super::{code_lines, is_use, module, rust_files};

/// A module's path below the crate: `src/checks/live/sessions.rs` is `[checks, live, sessions]`.
type ModulePath = Vec<String>;

/// The imports of every file, by module.
#[derive(Default)]
pub struct ImportGraph {
    files: BTreeMap<ModulePath, Imports>,
}

#[derive(Default)]
struct Imports {
    /// The names that `use` brings in, with their paths as written; a glob has the name `*`.
    names: Vec<(String, Vec<String>)>,
    /// The paths that the code uses.
    used: Vec<Vec<String>>,
}

impl ImportGraph {
    /// Reads every file below a folder.
    pub fn read(source: &Path) -> Self {
        let mut graph = Self::default();
        for file in rust_files(source) {
            let path = module(file.strip_prefix(source).unwrap());
            graph.add(path, &std::fs::read_to_string(&file).unwrap());
        }
        graph
    }

    /// Adds a file.
    pub fn add(&mut self, path: ModulePath, source: &str) {
        self.files.insert(path, Imports::of(source));
    }

    /// The circles: groups of files of one top-level module that all import each other, as `one::two`.
    pub fn circles(&self) -> Vec<Vec<String>> {
        let edges: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> = self
            .files
            .keys()
            .map(|file| (file, self.imported(file)))
            .collect();
        let reachable: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> = edges
            .keys()
            .map(|file| (*file, reachable(&edges, file)))
            .collect();
        let mut circles = BTreeSet::new();
        for (file, ahead) in &reachable {
            let circle: Vec<String> = ahead
                .iter()
                .filter(|other| reachable[*other].contains(file))
                .map(|other| other.join("::"))
                .collect();
            if circle.len() > 1 {
                circles.insert(circle);
            }
        }
        circles.into_iter().collect()
    }

    /// The files of the same top-level module that a file imports, without its parents.
    fn imported(&self, file: &ModulePath) -> BTreeSet<&ModulePath> {
        let used = self.files[file].used.iter();
        let defining = used.filter_map(|path| self.defining(file, path, 0));
        defining
            .filter(|other| other.first() == file.first() && !file.starts_with(other))
            .collect()
    }

    /// The file that defines what a path leads to; None for a module itself and for another crate.
    fn defining(&self, file: &ModulePath, path: &[String], depth: usize) -> Option<&ModulePath> {
        const LONGEST_CHAIN: usize = 16;
        if depth > LONGEST_CHAIN {
            return None;
        }
        let absolute = self.absolute(file, path, depth)?;
        let known = (0..=absolute.len())
            .rev()
            .find(|&length| self.files.contains_key(&absolute[..length]))?;
        let (module, rest) = absolute.split_at(known);
        let name = rest.first()?;
        let (module, imports) = self.files.get_key_value(module)?;
        let reexport = imports.names.iter().find(|(known, _)| known == name);
        match reexport {
            Some((_, path)) => {
                let path: Vec<String> = path.iter().chain(&rest[1..]).cloned().collect();
                self.defining(module, &path, depth + 1)
            }
            None => Some(module),
        }
    }

    /// The path from the crate on; None for another crate, a type and a local name.
    fn absolute(&self, file: &ModulePath, path: &[String], depth: usize) -> Option<ModulePath> {
        let (head, rest) = path.split_first()?;
        let from = |start: &[String], rest: &[String]| Some([start, rest].concat());
        match head.as_str() {
            "crate" => from(&[], rest),
            "self" => from(file, rest),
            "super" => {
                let parent = &file[..file.len().saturating_sub(1)];
                match rest.first().map(String::as_str) {
                    Some("super") => self.absolute(&parent.to_vec(), rest, depth),
                    _ => from(parent, rest),
                }
            }
            name => {
                let child = [file.as_slice(), std::slice::from_ref(head)].concat();
                if self.files.contains_key(&child) {
                    return from(&child, rest);
                }
                let names = &self.files[file].names;
                let (_, import) = names.iter().find(|(known, _)| known == name)?;
                // `use name::…;` does not lead to itself.
                if import.first() == Some(head) || depth > 16 {
                    return None;
                }
                let path = [import.as_slice(), rest].concat();
                self.absolute(file, &path, depth + 1)
            }
        }
    }
}

impl Imports {
    fn of(source: &str) -> Self {
        let lines = code_lines(source);
        let (uses, code): (Vec<String>, Vec<String>) =
            lines.into_iter().partition(|line| is_use(line));
        let code = code.join("\n");
        let mut imports = Self::default();
        for line in &uses {
            let (before, tree) = line.split_once("use ").unwrap();
            let mut names = Vec::new();
            flatten(&[], tree.split(';').next().unwrap(), &mut names);
            for (name, path) in names {
                // A re-export alone uses nothing.
                let is_reexport = before.contains("pub");
                if !is_reexport || mentions(&code, &name) {
                    imports.used.push(path.clone());
                }
                imports.names.push((name, path));
            }
        }
        let path = Regex::new(r"\b(?:[A-Za-z_]\w*::)+[A-Za-z_]\w*").unwrap();
        imports.used.extend(path.find_iter(&code).map(|path| {
            let segments = path.as_str().split("::");
            segments.map(str::to_owned).collect()
        }));
        imports
    }
}

fn mentions(code: &str, name: &str) -> bool {
    Regex::new(&format!(r"\b{}\b", regex_lite::escape(name)))
        .unwrap()
        .is_match(code)
}

/// The names of a tree such as `one::{Two, three as four}`, each with its path.
fn flatten(prefix: &[String], tree: &str, found: &mut Vec<(String, Vec<String>)>) {
    let tree = tree.trim();
    let group = tree
        .strip_prefix('{')
        .and_then(|tree| tree.strip_suffix('}'));
    if let Some(group) = group {
        for part in split(group) {
            flatten(prefix, part, found);
        }
    } else if let Some((head, rest)) = tree.split_once("::") {
        flatten(&[prefix, &[head.to_owned()]].concat(), rest, found);
    } else if !tree.is_empty() {
        let (name, alias) = tree.split_once(" as ").unwrap_or((tree, tree));
        if name == "self" {
            let alias = if alias == "self" { prefix.last() } else { None };
            let alias = alias.cloned().unwrap_or_default();
            found.push((alias, prefix.to_vec()));
        } else {
            let path = [prefix, &[name.trim().to_owned()]].concat();
            found.push((alias.trim().to_owned(), path));
        }
    }
}

/// The parts between the commas that are not inside braces.
fn split(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (index, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    parts
}

fn reachable<'graph>(
    edges: &BTreeMap<&'graph ModulePath, BTreeSet<&'graph ModulePath>>,
    from: &ModulePath,
) -> BTreeSet<&'graph ModulePath> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&ModulePath> = edges[from].iter().copied().collect();
    while let Some(file) = next.pop() {
        if seen.insert(file) {
            next.extend(&edges[file]);
        }
    }
    seen
}
