//! Turns the bytes of a terminal into keys.
//!
//! Escape sequences and control characters become keys or nothing; they never become text.

use super::line_editor::Key;

/// How long the rest of an escape sequence may take. A lone Esc key is not a sequence.
#[cfg(unix)]
pub const SEQUENCE_TIMEOUT: rustix::event::Timespec = rustix::event::Timespec {
    tv_sec: 0,
    tv_nsec: 100_000_000,
};

/// Turns the bytes of a terminal into keys (ECMA-48, and the sequences of the Linux console and of xterm).
#[derive(Default)]
pub struct KeyDecoder {
    state: State,
}

#[derive(Default)]
enum State {
    #[default]
    Ground,
    /// After the first bytes of a character in UTF-8.
    Utf8 { bytes: [u8; 4], length: usize },
    /// After Esc.
    Escape,
    /// After `Esc [`, with its only numeric parameter.
    Csi { parameter: u16, is_first: bool },
    /// After `Esc O`.
    Ss3,
    /// Within a string such as OSC, which ends with BEL or `Esc \`.
    ControlString,
    /// Before the last bytes of a sequence of fixed length.
    Skip(u8),
}

impl KeyDecoder {
    /// Whether an escape sequence has begun and not ended.
    pub fn is_in_sequence(&self) -> bool {
        !matches!(self.state, State::Ground)
    }

    /// Ends an escape sequence that does not continue: the Esc key alone, or one that was cut off, which is dropped.
    pub fn end_sequence(&mut self) -> Option<Key> {
        match std::mem::take(&mut self.state) {
            State::Escape => Some(Key::Escape),
            _ => None,
        }
    }

    /// Takes a byte; returns the key that it completes.
    pub fn decode(&mut self, byte: u8) -> Option<Key> {
        // These act wherever they come: no sequence contains them.
        if matches!(byte, 3 | b'\n' | b'\r') {
            self.state = State::Ground;
            return Key::from_control(char::from(byte));
        }
        match std::mem::take(&mut self.state) {
            State::Ground => self.ground(byte),
            State::Utf8 { mut bytes, length } if byte & 0xc0 == 0x80 => {
                bytes[length] = byte;
                self.utf8(bytes, length + 1)
            }
            // The character was cut off.
            State::Utf8 { .. } => self.ground(byte),
            State::Escape => {
                self.escape(byte);
                None
            }
            State::Csi {
                parameter,
                is_first,
            } => self.csi(byte, parameter, is_first),
            State::Ss3 => cursor_key(byte),
            State::ControlString => {
                self.state = match byte {
                    7 => State::Ground,
                    0x1b => State::Escape,
                    _ => State::ControlString,
                };
                None
            }
            State::Skip(left) => {
                if left > 1 {
                    self.state = State::Skip(left - 1);
                }
                None
            }
        }
    }

    fn ground(&mut self, byte: u8) -> Option<Key> {
        match byte {
            0x1b => {
                self.state = State::Escape;
                None
            }
            0..=0x1f | 0x7f => Key::from_control(char::from(byte)),
            0x20..=0x7e => Some(Key::Char(char::from(byte))),
            0xc2..=0xf4 => {
                self.state = State::Utf8 {
                    bytes: [byte, 0, 0, 0],
                    length: 1,
                };
                None
            }
            // Not UTF-8.
            _ => None,
        }
    }

    fn utf8(&mut self, bytes: [u8; 4], length: usize) -> Option<Key> {
        let needed = match bytes[0] {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            _ => 4,
        };
        if length < needed {
            self.state = State::Utf8 { bytes, length };
            return None;
        }
        let character = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
        match character {
            // The same as Esc and a character of ASCII (ECMA-48 section 5.3).
            '\u{80}'..='\u{9f}' => {
                self.escape(bytes[1] - 0x40);
                None
            }
            _ => Some(Key::Char(character)),
        }
    }

    fn escape(&mut self, byte: u8) {
        self.state = match byte {
            b'[' => State::Csi {
                parameter: 0,
                is_first: true,
            },
            b'O' => State::Ss3,
            b']' | b'P' | b'X' | b'^' | b'_' => State::ControlString,
            0x1b => State::Escape,
            // The end of a string, or Alt and a key.
            _ => State::Ground,
        };
    }

    fn csi(&mut self, byte: u8, parameter: u16, is_first: bool) -> Option<Key> {
        let next = |parameter| State::Csi {
            parameter,
            is_first: false,
        };
        match byte {
            b'0'..=b'9' => {
                let digit = u16::from(byte - b'0');
                self.state = next(parameter.saturating_mul(10).saturating_add(digit));
            }
            0x20..=0x3f => self.state = next(parameter),
            // A function key of the Linux console.
            b'[' if is_first => self.state = State::Skip(1),
            // A click, from a terminal in which another program left the mouse on.
            b'M' if is_first => self.state = State::Skip(3),
            b'~' => {
                return match parameter {
                    1 | 7 => Some(Key::Home),
                    3 => Some(Key::Delete),
                    4 | 8 => Some(Key::End),
                    _ => None,
                };
            }
            0x40..=0x7e => return cursor_key(byte),
            0x1b => self.state = State::Escape,
            _ => {}
        }
        None
    }
}

fn cursor_key(byte: u8) -> Option<Key> {
    match byte {
        b'C' => Some(Key::Right),
        b'D' => Some(Key::Left),
        b'F' => Some(Key::End),
        b'H' => Some(Key::Home),
        _ => None,
    }
}
