//! An answer that is typed: a line, shown or not, or single keys.
//!
//! Owns the terminal while it is typed. The system's own line editing holds. Ctrl-C is a character as long, so that it is never lost between
//! two keys and no terminal is left mute.

use std::io;

use crate::secret::Secret;

/// The terminal while an answer is typed; as it was before from its end on.
#[cfg(unix)]
pub struct RawModeGuard {
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl RawModeGuard {
    /// Ctrl-C, as the character that it is when it is no signal.
    const INTERRUPT: u8 = 3;

    /// Shows what is typed from here on, or not. To be called before the question is shown: what was typed before is not its answer, what is
    /// typed after is. Fails as interrupted when Ctrl-C was typed before.
    pub fn begin(shown: bool) -> io::Result<Self> {
        use rustix::termios::{
            LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr,
        };
        let input = rustix::stdio::stdin();
        let before = tcgetattr(input)?;
        let mut mode = before.clone();
        mode.local_modes.remove(LocalModes::ISIG);
        mode.local_modes.set(LocalModes::ECHO, shown);
        mode.special_codes[SpecialCodeIndex::VEOL] = Self::INTERRUPT;
        let typing = Self { before };
        // What is there, without waiting for more.
        let mut early = mode.clone();
        early.local_modes.remove(LocalModes::ICANON);
        early.special_codes[SpecialCodeIndex::VMIN] = 0;
        early.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(input, OptionalActions::Now, &early)?;
        let mut line = zeroize::Zeroizing::new(vec![0; 4096]);
        loop {
            match rustix::io::read(input, line.as_mut_slice())? {
                0 => break,
                read if line[..read].contains(&Self::INTERRUPT) => {
                    return Err(io::ErrorKind::Interrupted.into());
                }
                _ => {}
            }
        }
        tcsetattr(input, OptionalActions::Now, &mode)?;
        Ok(typing)
    }

    /// Reads a line. Fails as interrupted when it was left with Ctrl-C or Ctrl-D.
    pub fn read_line(&self) -> io::Result<Secret> {
        // No terminal hands over a longer line.
        let mut line = zeroize::Zeroizing::new(vec![0; 4096]);
        let read = rustix::io::read(rustix::stdio::stdin(), line.as_mut_slice())?;
        match line[..read] {
            [] | [.., Self::INTERRUPT] => Err(io::ErrorKind::Interrupted.into()),
            ref typed => Ok(Secret::new(
                String::from_utf8_lossy(typed).trim_end_matches('\n'),
            )),
        }
    }
}

#[cfg(unix)]
impl Drop for RawModeGuard {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        // A terminal that went away needs nothing any more.
        let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &self.before);
    }
}

/// Nothing is changed before the line is read.
#[cfg(not(unix))]
pub struct RawModeGuard {
    shown: bool,
}

#[cfg(not(unix))]
impl RawModeGuard {
    /// Shows what will be typed, or not.
    pub fn begin(shown: bool) -> io::Result<Self> {
        Ok(Self { shown })
    }

    /// Reads a line.
    pub fn read_line(&self) -> io::Result<Secret> {
        let terminal = dialoguer::console::Term::stderr();
        let line = if self.shown {
            terminal.read_line()
        } else {
            terminal.read_secure_line()
        };
        line.map(Secret::new)
    }
}
