//! Undoing the encodings in which a server or a program repeats a text.
//!
//! Owns one pass over all encodings that work character by character: percent-encoding, HTML entities, backslash escapes. Each decoded
//! byte knows which part of the source it comes from.

use std::ops::Range;

/// Bytes with their places in the source text.
pub struct Decoded {
    bytes: Vec<u8>,
    /// Where each byte begins in the source, and the end of the source.
    starts: Vec<u32>,
}

/// The longest name of an HTML entity in [`ENTITIES`].
const LONGEST_ENTITY: usize = 8;

/// HTML entities of ASCII punctuation and of Latin letters (HTML section 13.5), as servers write them.
const ENTITIES: &str = "amp&lt<gt>quot\"apos'excl!num#dollar$percnt%lpar(rpar)ast*plus+comma,period.sol/colon:semi;equals=quest?\
    commat@lsqb[bsol\\rsqb]Hat^lowbar_grave`lcub{verbar|rcub}nbsp\u{a0}sect§deg°szligßaumläoumlöuumlüAumlÄOumlÖUumlÜ\
    agraveàaacuteáacircâatildeãaringåaeligæccedilçegraveèeacuteéecircêeumlëigraveìiacuteíicircîiumlïntildeñ\
    ograveòoacuteóocircôotildeõoslashøugraveùuacuteúucircûyacuteýyumlÿAgraveÀAacuteÁAcircÂAtildeÃAringÅAEligÆ\
    CcedilÇEgraveÈEacuteÉEcircÊEumlËIgraveÌIacuteÍIcircÎIumlÏNtildeÑOgraveÒOacuteÓOcircÔOtildeÕOslashØ\
    UgraveÙUacuteÚUcircÛYacuteÝeuro€pound£yen¥";

impl Decoded {
    /// Bytes with one layer of encoding taken off; None if there is none.
    pub fn of_encoded(bytes: &[u8]) -> Option<Self> {
        // Most texts have none, and this is the quicker look.
        if !bytes.iter().any(|byte| b"%&\\".contains(byte)) {
            return None;
        }
        let plain = Self {
            bytes: bytes.to_vec(),
            starts: (0..=bytes.len()).map(narrow).collect(),
        };
        plain.decode()
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The part of the source that these bytes come from.
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        self.starts[range.start] as usize..self.starts[range.end] as usize
    }

    /// The same with one layer of encoding taken off; None if there is none.
    pub fn decode(&self) -> Option<Self> {
        let first = self.bytes.iter().position(|byte| b"%&\\".contains(byte))?;
        let mut decoded = Self {
            bytes: self.bytes[..first].to_vec(),
            starts: self.starts[..first].to_vec(),
        };
        let (mut at, mut changed) = (first, false);
        while at < self.bytes.len() {
            match unit(&self.bytes[at..]) {
                Some((unit, length)) => {
                    changed = true;
                    decoded.bytes.extend_from_slice(unit.bytes());
                    let start = self.starts[at];
                    decoded
                        .starts
                        .extend(std::iter::repeat_n(start, unit.bytes().len()));
                    at += length;
                }
                None => {
                    decoded.bytes.push(self.bytes[at]);
                    decoded.starts.push(self.starts[at]);
                    at += 1;
                }
            }
        }
        decoded.starts.push(*self.starts.last()?);
        changed.then_some(decoded)
    }
}

/// Texts are far below 4 GiB; past it the ranges cover too much, never too little.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// What an encoded character means.
struct Unit {
    bytes: [u8; 4],
    length: usize,
}

impl Unit {
    fn byte(byte: u8) -> Self {
        Self {
            bytes: [byte, 0, 0, 0],
            length: 1,
        }
    }

    fn character(code: u32) -> Option<Self> {
        let mut bytes = [0; 4];
        let length = char::from_u32(code)?.encode_utf8(&mut bytes).len();
        Some(Self { bytes, length })
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// The encoded character at the start of a text, and its length there.
fn unit(text: &[u8]) -> Option<(Unit, usize)> {
    match text[0] {
        b'%' => Some((Unit::byte(u8::try_from(number(text, 1..3, 16)?).ok()?), 3)),
        b'&' => entity(text),
        b'\\' => escape(text),
        _ => None,
    }
}

/// The number in a range of digits.
fn number(text: &[u8], range: Range<usize>, radix: u32) -> Option<u32> {
    let digits = text.get(range).filter(|digits| !digits.is_empty())?;
    digits.iter().try_fold(0_u32, |number, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        number.checked_mul(radix)?.checked_add(digit)
    })
}

fn entity(text: &[u8]) -> Option<(Unit, usize)> {
    // `&#x1F600;` with leading zeros.
    const LONGEST: usize = 14;
    let end = text.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let unit = match text[1..end] {
        [b'#', b'x' | b'X', ..] => Unit::character(number(text, 3..end, 16)?)?,
        [b'#', ..] => Unit::character(number(text, 2..end, 10)?)?,
        ref name => named(name)?,
    };
    Some((unit, end + 1))
}

fn named(name: &[u8]) -> Option<Unit> {
    let name = std::str::from_utf8(name)
        .ok()
        .filter(|name| (2..=LONGEST_ENTITY).contains(&name.len()))?;
    if !name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    ENTITIES.match_indices(name).find_map(|(at, _)| {
        let is_whole = !ENTITIES[..at].ends_with(|before: char| before.is_ascii_alphabetic());
        let meaning = ENTITIES[at + name.len()..].chars().next()?;
        (is_whole && !meaning.is_ascii_alphabetic())
            .then(|| Unit::character(u32::from(meaning)))
            .flatten()
    })
}

/// A backslash escape of JSON, Rust, Python, C, a shell or git.
fn escape(text: &[u8]) -> Option<(Unit, usize)> {
    match *text.get(1)? {
        b'u' if text.get(2) == Some(&b'{') => {
            let length = text.iter().take(12).position(|byte| *byte == b'}')?;
            Some((Unit::character(number(text, 3..length, 16)?)?, length + 1))
        }
        b'u' => {
            let high = number(text, 2..6, 16)?;
            let low = (text.get(6..8) == Some(br"\u"))
                .then(|| number(text, 8..12, 16))
                .flatten()
                .filter(|low| (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(low));
            match low {
                Some(low) => Some((
                    Unit::character(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))?,
                    12,
                )),
                None => Some((Unit::character(high)?, 6)),
            }
        }
        b'U' => Some((Unit::character(number(text, 2..10, 16)?)?, 10)),
        b'x' => Some((Unit::byte(u8::try_from(number(text, 2..4, 16)?).ok()?), 4)),
        b'n' => Some((Unit::byte(b'\n'), 2)),
        b'r' => Some((Unit::byte(b'\r'), 2)),
        b't' => Some((Unit::byte(b'\t'), 2)),
        b'a' => Some((Unit::byte(7), 2)),
        b'b' => Some((Unit::byte(8), 2)),
        b'v' => Some((Unit::byte(11), 2)),
        b'f' => Some((Unit::byte(12), 2)),
        b'0'..=b'3' if number(text, 1..4, 8).is_some() => {
            Some((Unit::byte(u8::try_from(number(text, 1..4, 8)?).ok()?), 4))
        }
        punctuation if punctuation.is_ascii_punctuation() => Some((Unit::byte(punctuation), 2)),
        _ => None,
    }
}
