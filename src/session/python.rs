//! Reads the parts of a token as Python does: base64 (binascii), JSON (json) and integers (int).
//!
//! Python is more lenient than RFC 7515 and RFC 8259. tests/token/python_jose.rs compares this with python-jose
//! itself.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

/// The deepest nesting of lists and objects. Python stops at its recursion limit of 1000 calls, of which the app's
/// framework uses some.
const DEEPEST: usize = 900;

/// The most digits of an integer (sys.int_info.default_max_str_digits).
const MOST_DIGITS: usize = 4300;

/// A JSON value, as far as a session token needs it.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    /// NaN, Infinity or -Infinity.
    NotFinite,
    Text(String),
    List,
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a text (json.loads).
    pub fn read(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        reader.skip_space();
        let value = reader.value(0)?;
        reader.skip_space();
        reader.rest.is_empty().then_some(value)
    }

    /// A member of an object. Of duplicates, the last one wins.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let member = members.iter().rev().find(|(known, _)| known == name);
        member.map(|(_, value)| value)
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value as an integer (int): a fraction is truncated, true is 1, a string may contain the number. Saturates.
    pub fn whole_number(&self) -> Option<i64> {
        match self {
            Self::Bool(truth) => Some(i64::from(*truth)),
            Self::Number(number) if is_whole(number) => Some(saturating(number)),
            Self::Number(number) => {
                let number: f64 = number.parse().ok()?;
                number.is_finite().then_some(number as i64)
            }
            Self::Text(text) => whole_number(text),
            Self::Null | Self::NotFinite | Self::List | Self::Object(_) => None,
        }
    }
}

fn is_whole(number: &str) -> bool {
    let digits = number.trim_start_matches('-');
    digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A text as an integer (int): with surrounding white space, a sign, and single underscores between the digits of any
/// script.
pub fn whole_number(text: &str) -> Option<i64> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut digits = String::new();
    for group in unsigned.split('_') {
        if group.is_empty() {
            return None;
        }
        for character in group.chars() {
            digits.push(char::from(b'0' + digit(character)?));
        }
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    (digits.len() <= MOST_DIGITS).then(|| saturating(&format!("{sign}{digits}")))
}

/// The value of a decimal digit of any script. Unicode keeps the ten digits of a script together, in order.
fn digit(character: char) -> Option<u8> {
    if character.is_ascii() {
        return u8::try_from(character.to_digit(10)?).ok();
    }
    let categories = CodePointMapData::<GeneralCategory>::new();
    let is_digit = |code: u32| categories.get32(code) == GeneralCategory::DecimalNumber;
    let code = u32::from(character);
    let before = (0..code).rev().take_while(|code| is_digit(*code)).count();
    is_digit(code)
        .then(|| u8::try_from(before % 10).ok())
        .flatten()
}

/// ASCII digits after an optional minus sign; saturates.
fn saturating(number: &str) -> i64 {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, number),
    };
    digits.bytes().fold(0_i64, |number, digit| {
        number
            .saturating_mul(10)
            .saturating_add(sign * i64::from(digit - b'0'))
    })
}

/// Decodes a part of a token: either alphabet, other characters are skipped, what follows the padding is ignored
/// (binascii.a2b_base64 without strict mode). python-jose adds missing padding first.
pub fn base64(part: &str) -> Option<Vec<u8>> {
    let missing = (4 - part.len() % 4) % 4;
    let mut decoded = Vec::new();
    let (mut filled, mut padding, mut bits) = (0, 0, 0_u8);
    for byte in part.bytes().chain(std::iter::repeat_n(b'=', missing)) {
        if byte == b'=' {
            if filled >= 2 {
                padding += 1;
                if filled + padding >= 4 {
                    return Some(decoded);
                }
            }
            continue;
        }
        let Some(value) = sextet(byte) else { continue };
        padding = 0;
        match filled {
            0 => {}
            1 => decoded.push(bits << 2 | value >> 4),
            2 => decoded.push(bits << 4 | value >> 2),
            _ => decoded.push(bits << 6 | value),
        }
        (filled, bits) = ((filled + 1) % 4, value);
    }
    (filled == 0).then_some(decoded)
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

struct Reader<'text> {
    rest: &'text str,
}

impl<'text> Reader<'text> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Consumes this text if it comes next.
    fn take(&mut self, text: &str) -> bool {
        let after = self.rest.strip_prefix(text);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// Consumes characters while they match.
    fn take_while(&mut self, fits: impl Fn(u8) -> bool) -> &'text str {
        let length = self.rest.bytes().take_while(|byte| fits(*byte)).count();
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        match self.rest.as_bytes().first()? {
            b'"' => self.text().map(Json::Text),
            b'{' => self.object(depth + 1),
            b'[' => self.list(depth + 1),
            _ if self.take("null") => Some(Json::Null),
            _ if self.take("true") => Some(Json::Bool(true)),
            _ if self.take("false") => Some(Json::Bool(false)),
            _ => self.number(),
        }
    }

    fn number(&mut self) -> Option<Json> {
        let whole = self.rest;
        if ["NaN", "Infinity", "-Infinity"]
            .iter()
            .any(|constant| self.take(constant))
        {
            return Some(Json::NotFinite);
        }
        self.take("-");
        let digits = match self.take("0") {
            true => "0",
            false => self.take_while(|byte| byte.is_ascii_digit()),
        };
        if digits.is_empty() || digits.len() > MOST_DIGITS {
            return None;
        }
        self.take_digits_after(&["."]);
        self.take_digits_after(&["e+", "e-", "E+", "E-", "e", "E"]);
        Some(Json::Number(
            whole[..whole.len() - self.rest.len()].to_owned(),
        ))
    }

    /// Consumes a sign and the digits after it, if both are there.
    fn take_digits_after(&mut self, signs: &[&str]) {
        let before = self.rest;
        let is_there = signs.iter().any(|sign| self.take(sign));
        if !is_there || self.take_while(|byte| byte.is_ascii_digit()).is_empty() {
            self.rest = before;
        }
    }

    fn list(&mut self, depth: usize) -> Option<Json> {
        self.members("[", "]", depth, |reader| reader.value(depth).map(|_| ()))?;
        Some(Json::List)
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        let mut members = Vec::new();
        self.members("{", "}", depth, |reader| {
            let name = reader.text()?;
            reader.skip_space();
            if !reader.take(":") {
                return None;
            }
            reader.skip_space();
            members.push((name, reader.value(depth)?));
            Some(())
        })?;
        Some(Json::Object(members))
    }

    fn members(
        &mut self,
        open: &str,
        close: &str,
        depth: usize,
        mut member: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        if depth > DEEPEST || !self.take(open) {
            return None;
        }
        self.skip_space();
        if self.take(close) {
            return Some(());
        }
        loop {
            member(self)?;
            self.skip_space();
            if self.take(close) {
                return Some(());
            }
            if !self.take(",") {
                return None;
            }
            self.skip_space();
        }
    }

    fn text(&mut self) -> Option<String> {
        if !self.take("\"") {
            return None;
        }
        let mut text = String::new();
        loop {
            text += self.take_while(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
            if self.take("\"") {
                return Some(text);
            }
            // Control characters are not allowed.
            if !self.take("\\") {
                return None;
            }
            text.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        let mut rest = self.rest.chars();
        let escape = rest.next()?;
        self.rest = rest.as_str();
        Some(match escape {
            '"' | '\\' | '/' => escape,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.unit()?;
                let before = self.rest;
                let low = (0xd800..0xdc00).contains(&unit) && self.take("\\u");
                match low.then(|| self.unit()).flatten() {
                    Some(low) if (0xdc00..0xe000).contains(&low) => {
                        char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))?
                    }
                    _ => {
                        self.rest = before;
                        // Python keeps a lone surrogate; no relevant claim may contain one.
                        char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                }
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.rest = &self.rest[4..];
        is_hex
            .then(|| u32::from_str_radix(digits, 16).ok())
            .flatten()
    }
}
