//! What a terminal may be sent.
//!
//! Owns the choice, by Unicode's properties: everything that is not seen as itself is escaped.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// A text made fit for a terminal on one line: what acts on a terminal or is not seen becomes `\u{…}`, so that no foreign text can
/// move the cursor, change a color or reorder a line.
pub fn escape_for_terminal(text: &str) -> String {
    escape(text, is_terminal_unsafe)
}

/// The same for a text of several lines.
pub fn printable_lines(text: &str) -> String {
    escape(text, |character| {
        character != '\n' && is_terminal_unsafe(character)
    })
}

/// JSON in which everything that a terminal would interpret is escaped. Outside strings, only line breaks occur.
pub fn escape_json(json: &str) -> String {
    if is_plain(json) {
        return json.to_owned();
    }
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if character != '\n' && is_terminal_unsafe(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                escaped += &format!("\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Whether a character does something to a terminal, or hides, instead of being seen: control, format, private use, unassigned,
/// line and paragraph separators, and all that is ignored by default, such as variation selectors and tags.
pub fn is_terminal_unsafe(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    let is_unseen = matches!(
        category,
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::PrivateUse
            | GeneralCategory::Unassigned
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    );
    is_unseen || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

/// Most texts are plain.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n'))
}

fn escape(text: &str, is_unsafe: impl Fn(char) -> bool) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unsafe(character) {
            escaped.extend(character.escape_unicode());
        } else {
            escaped.push(character);
        }
    }
    escaped
}
