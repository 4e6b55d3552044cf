//! A line that is typed and not shown.
//!
//! Owns the terminal while it is typed. The system's own line editing holds. Ctrl-C ends the line and not the program, so that no terminal
//! is left mute.

use std::io;

use crate::secret::Secret;

/// The terminal while what is typed is not shown; as it was before from its end on.
#[cfg(unix)]
pub struct Hidden {
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl Hidden {
    /// Ctrl-C, as the character that it is when it is no signal.
    const INTERRUPT: u8 = 3;

    /// Hides from here on. To be called before the question is shown: what was typed before is not its answer, what is typed after is.
    pub fn begin() -> io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
        let input = rustix::stdio::stdin();
        let before = tcgetattr(input)?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO | LocalModes::ISIG);
        silent.special_codes[SpecialCodeIndex::VEOL] = Self::INTERRUPT;
        tcsetattr(input, OptionalActions::Flush, &silent)?;
        Ok(Self { before })
    }

    /// Reads a line. Fails as interrupted when it was left with Ctrl-C or Ctrl-D.
    pub fn read_line(&self) -> io::Result<Secret> {
        // No terminal hands over a longer line.
        let mut line = zeroize::Zeroizing::new(vec![0; 4096]);
        let read = rustix::io::read(rustix::stdio::stdin(), line.as_mut_slice())?;
        match line[..read] {
            [] | [.., Self::INTERRUPT] => Err(io::ErrorKind::Interrupted.into()),
            ref typed => Ok(Secret::new(String::from_utf8_lossy(typed).trim_end_matches('\n'))),
        }
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        // A terminal that went away needs nothing any more.
        let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &self.before);
    }
}

/// What is typed is not shown while a line is read.
#[cfg(not(unix))]
pub struct Hidden;

#[cfg(not(unix))]
impl Hidden {
    /// Nothing is changed before the line is read.
    pub fn begin() -> io::Result<Self> {
        Ok(Self)
    }

    /// Reads a line.
    pub fn read_line(&self) -> io::Result<Secret> {
        dialoguer::console::Term::stderr().read_secure_line().map(Secret::new)
    }
}
