//! Sets a variable in a `.env` file, so that the app reads exactly that value and every other byte is kept.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::super::locate::FilePath;
use super::super::reading;
use super::expand;
use super::parser::{Binding, Document, Quote};
use crate::atomic_file::{AtomicFile, Refusal};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::file;
use crate::diagnostics::{Error, Result};
use crate::process::{Env, quoted};
use crate::secret::Secret;
use crate::state_folder::StateFolder;
use crate::text;

/// The result of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Whether the file was created.
    pub created: bool,
    /// Whether the name was already set.
    pub replaced: bool,
    /// The line of the binding.
    pub line: usize,
    /// Earlier lines that set the same name, without effect.
    pub duplicates: Vec<usize>,
}

/// Sets a name in a file, which is created if missing. Of several bindings the last is changed, because the app uses
/// that one.
///
/// `allow` gets the current expanded value and may refuse the change; the file is locked from then on. Exit 3 on
/// failure; the file is then unchanged.
pub fn set(
    env: &Env,
    location: &FilePath,
    name: &str,
    value: &Secret,
    allow: impl FnOnce(Option<&Secret>) -> Result<()>,
) -> Result<Written> {
    let mut replaced = false;
    let (created, after) = replace(env, location, &[(name, value)], |before| {
        replaced = before.bindings_of(name).next().is_some();
        allow(expand::value_in(before, &env.variables, name).as_ref())
    })?;
    let mut lines: Vec<usize> = after
        .bindings_of(name)
        .map(|(entry, _)| entry.line)
        .collect();
    let line = lines.pop().unwrap_or_default();
    Ok(Written {
        created,
        replaced,
        line,
        duplicates: lines,
    })
}

/// Sets several names atomically. Fails as [`set`] does.
pub fn set_all(env: &Env, location: &FilePath, values: &[(&str, &Secret)]) -> Result<()> {
    replace(env, location, values, |_| Ok(())).map(|_| ())
}

/// Renames a variable, whose value and place stay. Exit 3 on failure, also where the file does not set it exactly once; the file is then
/// unchanged.
pub fn rename(location: &FilePath, from: &str, to: &str) -> Result<()> {
    let edited = rewrite(location, |document| {
        let renamed = renamed(&document, from, to);
        let text = renamed.ok_or_else(|| Error::settings(inexpressible(to, &location.shown)))?;
        Ok(Document::parse(&text))
    });
    edited.map(|_| ())
}

/// The text with another name of a variable; None where that would change more.
pub(crate) fn renamed(document: &Document, from: &str, to: &str) -> Option<String> {
    let mut bindings = document.bindings_of(from);
    let (entry, binding) = bindings.next()?;
    let is_reference = |reference: &str| document.text().contains(reference);
    if bindings.next().is_some()
        || document.bindings_of(to).next().is_some()
        || [from, to]
            .iter()
            .any(|name| is_reference(&format!("${{{name}")))
    {
        return None;
    }
    let text = document.text();
    let before_value = text.get(entry.span.start..binding.value_span.start)?;
    let start = entry.span.start + before_value.rfind(from)?;
    let text = [&text[..start], to, &text[start + from.len()..]].concat();
    let pairs = |document: &Document, old: &str| -> Vec<(String, Option<Secret>)> {
        let name = |binding: &Binding| match binding.name.as_str() {
            name if name == old => to.to_owned(),
            name => name.to_owned(),
        };
        let bindings = document.bindings();
        bindings
            .map(|(_, binding)| (name(binding), binding.value.clone()))
            .collect()
    };
    (pairs(document, from) == pairs(&Document::parse(&text), to)).then_some(text)
}

/// The text of a new file that sets only this name.
pub fn text_of(env: &Env, location: &FilePath, name: &str, value: &Secret) -> Result<String> {
    change(&Document::parse(""), &env.variables, name, value)
        .ok_or_else(|| Error::settings(inexpressible(name, &location.shown)))
}

/// Changes the text, then the file. Returns whether the file was created, and its parsed content.
fn replace(
    env: &Env,
    location: &FilePath,
    values: &[(&str, &Secret)],
    allow: impl FnOnce(&Document) -> Result<()>,
) -> Result<(bool, Document)> {
    rewrite(location, |mut document| {
        allow(&document)?;
        for (name, value) in values {
            let changed = change(&document, &env.variables, name, value);
            let text =
                changed.ok_or_else(|| Error::settings(inexpressible(name, &location.shown)))?;
            document = Document::parse(&text);
        }
        Ok(document)
    })
}

/// Edits the text, then writes the file, which is locked meanwhile. Returns whether the file was created, and its parsed content.
fn rewrite(
    location: &FilePath,
    edit: impl FnOnce(Document) -> Result<Document>,
) -> Result<(bool, Document)> {
    let failed = |error: io::Error| Error::settings(unwritable(&error, location));
    let file = AtomicFile::begin(&location.path).map_err(failed)?;
    let created = !file.path().exists();
    let text = if created {
        String::new()
    } else {
        reading::read_text(file.path(), &location.shown)?
    };
    let document = edit(Document::parse(&text))?;
    file.commit(document.text()).map_err(failed)?;
    verify(file.path(), location, document.text())?;
    Ok((created, document))
}

/// The new text, with the first quotes for which the app reads the value back and nothing else changes; None if there
/// are none.
pub(crate) fn change(
    document: &Document,
    environment: &BTreeMap<String, String>,
    name: &str,
    value: &Secret,
) -> Option<String> {
    let binding = document
        .bindings_of(name)
        .next_back()
        .map(|(_, binding)| binding);
    let standing = binding.map(|binding| binding.quote);
    let quotes = standing
        .into_iter()
        .chain([Quote::None, Quote::Single, Quote::Double]);
    let rendered = quotes
        .map(|quote| in_quotes(value.expose(), quote))
        .filter(|rendered| !rendered.contains(['\n', '\r', '\0']));
    let mut texts = rendered.map(|rendered| match binding {
        Some(binding) => replaced(document.text(), binding, &rendered),
        None => appended(document.text(), name, &rendered),
    });
    texts.find(|text| {
        let after = Document::parse(text);
        expand::value_in(&after, environment, name).as_ref() == Some(value)
            && others_are_equal(document, &after, name)
    })
}

/// Replaces only the value of a binding.
fn replaced(text: &str, binding: &Binding, rendered: &str) -> String {
    let sign = if binding.value.is_none() { "=" } else { "" };
    [
        &text[..binding.value_span.start],
        sign,
        rendered,
        &text[binding.value_span.end..],
    ]
    .concat()
}

/// Appends a line, with the line ending of the file.
fn appended(text: &str, name: &str, rendered: &str) -> String {
    let end = match text.find(['\r', '\n']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) => &text[at..=at],
        None => "\n",
    };
    let gap = if text.is_empty() || text == "\u{feff}" || text.ends_with(['\r', '\n']) {
        ""
    } else {
        end
    };
    [text, gap, name, "=", rendered, end].concat()
}

fn in_quotes(value: &str, quote: Quote) -> String {
    match quote {
        Quote::None => value.to_owned(),
        Quote::Single => format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'")),
        Quote::Double => {
            let escaped = value
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n")
                .replace('\r', "\\r");
            format!("\"{escaped}\"")
        }
    }
}

/// Whether all other names have the same order and values.
fn others_are_equal(before: &Document, after: &Document, name: &str) -> bool {
    let others = |document: &Document| -> Vec<(String, Option<Secret>)> {
        let others = document
            .bindings()
            .filter(|(_, binding)| binding.name != name);
        others
            .map(|(_, binding)| (binding.name.clone(), binding.value.clone()))
            .collect()
    };
    others(before) == others(after)
}

/// Reads the file back and compares it with what was written.
fn verify(path: &Path, location: &FilePath, meant: &str) -> Result<()> {
    if reading::read_text(path, &location.shown)? == meant {
        return Ok(());
    }
    Err(Error::settings(diagnostic!(
        file::CHANGED,
        file = location.shown.display()
    )))
}

fn inexpressible(name: &str, shown: &Path) -> Diagnostic {
    diagnostic!(file::INEXPRESSIBLE, name = name, file = shown.display())
}

/// The diagnostic for a file that cannot be replaced.
fn unwritable(error: &io::Error, location: &FilePath) -> Diagnostic {
    use io::ErrorKind::{
        FileTooLarge, IsADirectory, NotADirectory, NotFound, PermissionDenied, QuotaExceeded,
        ReadOnlyFilesystem, ResourceBusy, StorageFull,
    };
    let shown = &location.shown;
    let name = shown.display();
    if let Some(refusal) = StateFolder::refusal(error, &StateFolder::beside(shown)) {
        return refusal;
    }
    match Refusal::of(error) {
        Some(Refusal::LeadsOutside(target)) => {
            return diagnostic!(file::LINK_OUTSIDE, file = name)
                .observed(text!(file::LINK_TARGET, target = target.display()));
        }
        Some(lost @ Refusal::WouldLose(_)) => {
            return diagnostic!(file::ATTRIBUTES_LOST, file = name, loss = lost);
        }
        None => {}
    }
    match error.kind() {
        IsADirectory => reading::unreadable(error, shown),
        NotFound | NotADirectory => match std::fs::read_link(&location.path) {
            Ok(target) => broken_link(shown, &target),
            Err(_) => diagnostic!(file::NO_FOLDER, file = name),
        },
        PermissionDenied | ReadOnlyFilesystem => diagnostic!(file::UNWRITABLE, file = name)
            .reason(file::NEEDS_FOLDER)
            .help(file::WRITE_AS_OWNER),
        StorageFull | QuotaExceeded | FileTooLarge => diagnostic!(file::DISK_FULL, file = name),
        ResourceBusy => diagnostic!(file::BUSY, file = name),
        _ => diagnostic!(file::UNWRITABLE, file = name).reason(error.to_string()),
    }
}

/// The diagnostic for a link to a file in a folder that does not exist.
fn broken_link(shown: &Path, target: &Path) -> Diagnostic {
    let target = target.display();
    diagnostic!(file::NO_FOLDER, file = target)
        .observed(text!(
            file::IS_BROKEN_LINK,
            file = shown.display(),
            target = target
        ))
        .help(file::REMOVE_LINK)
        .command(text!(file::REMOVE_LINK_COMMAND, path = quoted(shown)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Document, Secret, change, renamed};

    #[test]
    fn a_name_is_changed_and_nothing_else() {
        let rename = |text: &str| renamed(&Document::parse(text), "OLD", "NEW");
        for (before, after) in [
            ("OLD=1\n", "NEW=1\n"),
            (
                "# OLD\nexport OLD = 'OLD' # OLD\r\nB=2",
                "# OLD\nexport NEW = 'OLD' # OLD\r\nB=2",
            ),
            ("A=x\n'OLD'=1\n", "A=x\n'NEW'=1\n"),
        ] {
            assert_eq!(rename(before).as_deref(), Some(after));
        }
        // Set twice, set under both names, referred to.
        for text in [
            "OLD=1\nOLD=2\n",
            "OLD=1\nNEW=2\n",
            "OLD=1\nB=${OLD}\n",
            "A=1\n",
        ] {
            assert_eq!(rename(text), None, "{text:?}");
        }
    }

    /// The content of a file after A is set to a value.
    fn changed(file: &str, value: &str) -> String {
        change(
            &Document::parse(file),
            &BTreeMap::new(),
            "A",
            &Secret::new(value),
        )
        .unwrap()
    }

    #[test]
    fn only_the_value_changes() {
        for (file, becomes) in [
            ("", "A=v\n"),
            ("\u{feff}", "\u{feff}A=v\n"),
            ("B=1", "B=1\nA=v\n"),
            ("B=1\r\nC=2", "B=1\r\nC=2\r\nA=v\r\n"),
            ("B=1\rC=2\r", "B=1\rC=2\rA=v\r"),
            (
                "# c\n\n  export A = old # keep\nB=1",
                "# c\n\n  export A = v # keep\nB=1",
            ),
            ("A='old'\r\n", "A='v'\r\n"),
            ("A=\"old\"#c\n", "A=\"v\"#c\n"),
            ("A=\"o\r\nld\"\r\nB=1", "A=\"v\"\r\nB=1"),
            ("A=1\nB=2\nA=3\n#", "A=1\nB=2\nA=v\n#"),
            ("A\n", "A=v\n"),
            ("export A # c\n", "export A=v # c\n"),
            ("A=\n", "A=v\n"),
            ("A= # c\n", "A=v # c\n"),
            ("A=  \t# c\n", "A=v  \t# c\n"),
            ("A", "A=v"),
            ("'A'=x", "'A'=v"),
        ] {
            assert_eq!(changed(file, "v"), becomes, "{file:?}");
        }
    }

    #[test]
    fn quotes_are_chosen_so_that_the_app_reads_the_value_back() {
        for (file, value, becomes) in [
            ("A=x", "", "A="),
            ("A=x # c", "", "A= # c"),
            ("A=x", " v", "A=' v'"),
            ("A=x", "v #w", "A='v #w'"),
            ("A=x", "v#w", "A=v#w"),
            ("A=x", "it's", "A=it's"),
            ("A=x", "'v", "A='\\'v'"),
            ("A='x'", "it's \\n", "A='it\\'s \\\\n'"),
            ("A=\"x\"", "say \"\\\"", "A=\"say \\\"\\\\\\\"\""),
            ("A=x", "1\r\n2", "A=\"1\\r\\n2\""),
            ("A='x'", "1\n2", "A=\"1\\n2\""),
            ("", "#v", "A=#v\n"),
            ("A# c", "v", "A='v'# c"),
            ("B='open\n", " v", "B='open\nA=\" v\"\n"),
        ] {
            let changed = changed(file, value);
            assert_eq!(changed, becomes, "{file:?}");
            let document = Document::parse(&changed);
            let read = document
                .bindings_of("A")
                .next()
                .and_then(|(_, binding)| binding.value.as_ref());
            assert_eq!(read.map(|value| value.expose()), Some(value), "{file:?}");
        }
    }

    #[test]
    fn rejects_values_that_the_app_would_read_differently() {
        for (file, value) in [
            ("", "v\0"),
            ("", "${B}"),
            ("A='x'\n", "${B}"),
            ("B='open\n", "'\""),
        ] {
            assert_eq!(
                change(
                    &Document::parse(file),
                    &BTreeMap::new(),
                    "A",
                    &Secret::new(value)
                ),
                None,
                "{file:?}"
            );
        }
    }
}
