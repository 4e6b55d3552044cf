//! The terminal while a question is answered.
//!
//! Ctrl-C is a character meanwhile, so that it is never lost between two keys.

use std::io;

use super::line_editor::{Escape, Line, LineEditor};

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answering {
    /// With a line.
    Line,
    /// By choosing from a list.
    List,
}

/// Restores the terminal's mode when dropped.
#[cfg(unix)]
pub struct RawModeGuard {
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl RawModeGuard {
    /// Ctrl-C, as a character instead of a signal.
    const INTERRUPT: u8 = 3;

    /// Discards what was typed before the question, and hides what is typed from here on. Call it before you show the question. Fails as
    /// interrupted when Ctrl-C was typed before.
    pub fn begin(answering: Answering) -> io::Result<Self> {
        use rustix::termios::{
            InputModes, LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr,
        };
        let input = rustix::stdio::stdin();
        let before = tcgetattr(input)?;
        let mut mode = before.clone();
        mode.local_modes
            .remove(LocalModes::ISIG | LocalModes::ECHO | LocalModes::IEXTEN);
        mode.special_codes[SpecialCodeIndex::VEOL] = Self::INTERRUPT;
        let guard = Self { before };
        // What is there, without waiting for more.
        let mut early = mode.clone();
        early.local_modes.remove(LocalModes::ICANON);
        early.special_codes[SpecialCodeIndex::VMIN] = 0;
        early.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(input, OptionalActions::Now, &early)?;
        let mut typed = zeroize::Zeroizing::new(vec![0; 4096]);
        loop {
            match rustix::io::read(input, typed.as_mut_slice())? {
                0 => break,
                read if typed[..read].contains(&Self::INTERRUPT) => {
                    return Err(io::ErrorKind::Interrupted.into());
                }
                _ => {}
            }
        }
        if answering == Answering::Line {
            mode.local_modes.remove(LocalModes::ICANON);
            mode.input_modes.remove(InputModes::IXON);
            mode.special_codes[SpecialCodeIndex::VMIN] = 1;
            mode.special_codes[SpecialCodeIndex::VTIME] = 0;
        }
        tcsetattr(input, OptionalActions::Now, &mode)?;
        Ok(guard)
    }

    /// Reads a line, and draws it after each change. What was typed behind it is discarded, unless it is Ctrl-C.
    pub fn read_line(
        &self,
        escape: Escape,
        was_interrupted: impl Fn() -> bool,
        mut draw: impl FnMut(&LineEditor),
    ) -> io::Result<Line> {
        use super::key_decoder::{KeyDecoder, SEQUENCE_TIMEOUT};
        use rustix::event::{PollFd, PollFlags, poll};
        let input = rustix::stdio::stdin();
        let mut editor = LineEditor::new(escape);
        let mut decoder = KeyDecoder::default();
        let mut typed = zeroize::Zeroizing::new(vec![0; 4096]);
        loop {
            let timeout = decoder.is_in_sequence().then_some(&SEQUENCE_TIMEOUT);
            match poll(&mut [PollFd::new(&input, PollFlags::IN)], timeout) {
                Err(rustix::io::Errno::INTR) if was_interrupted() => return Ok(Line::Interrupted),
                Err(rustix::io::Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
                Ok(0) => match decoder.end_sequence().and_then(|key| editor.press(key)) {
                    Some(line) => return Ok(line),
                    None => continue,
                },
                Ok(_) => {}
            }
            let read = rustix::io::read(input, typed.as_mut_slice())?;
            if read == 0 {
                return Ok(Line::Interrupted);
            }
            for (index, byte) in typed[..read].iter().enumerate() {
                let key = decoder.decode(*byte);
                match key.and_then(|key| editor.press(key)) {
                    Some(_) if typed[index + 1..read].contains(&Self::INTERRUPT) => {
                        return Ok(Line::Interrupted);
                    }
                    Some(line) => return Ok(line),
                    None => {}
                }
            }
            draw(&editor);
        }
    }
}

#[cfg(unix)]
impl Drop for RawModeGuard {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        // Fails when the terminal has gone.
        let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &self.before);
    }
}

/// The console of Windows hands over keys; its mode is not changed.
#[cfg(not(unix))]
pub struct RawModeGuard;

#[cfg(not(unix))]
impl RawModeGuard {
    /// Does nothing.
    pub fn begin(_: Answering) -> io::Result<Self> {
        Ok(Self)
    }

    /// Reads a line, and draws it after each change.
    pub fn read_line(
        &self,
        escape: Escape,
        _: impl Fn() -> bool,
        mut draw: impl FnMut(&LineEditor),
    ) -> io::Result<Line> {
        use super::line_editor::Key;
        let terminal = console::Term::stderr();
        let mut editor = LineEditor::new(escape);
        loop {
            let key = match terminal.read_key_raw()? {
                console::Key::Char(character) if character.is_control() => {
                    Key::from_control(character)
                }
                console::Key::Char(character) => Some(Key::Char(character)),
                console::Key::Enter => Some(Key::Enter),
                console::Key::ArrowLeft => Some(Key::Left),
                console::Key::ArrowRight => Some(Key::Right),
                console::Key::Home => Some(Key::Home),
                console::Key::End => Some(Key::End),
                console::Key::Backspace => Some(Key::Backspace),
                console::Key::Del => Some(Key::Delete),
                console::Key::Escape => Some(Key::Escape),
                console::Key::CtrlC => Some(Key::CtrlC),
                _ => None,
            };
            if let Some(line) = key.and_then(|key| editor.press(key)) {
                return Ok(line);
            }
            draw(&editor);
        }
    }
}
