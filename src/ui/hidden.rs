//! A line that is typed and not shown.
//!
//! Owns the terminal while it is typed. The system's own line editing holds. Ctrl-C ends the line and not the program, so that no terminal
//! is left mute.

use std::io;

use crate::secret::Secret;

/// Reads it. Fails as interrupted when it was left with Ctrl-C or Ctrl-D.
#[cfg(unix)]
pub fn read_line() -> io::Result<Secret> {
    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
    /// Ctrl-C, as the character that it is when it is no signal.
    const INTERRUPT: u8 = 3;
    let input = rustix::stdio::stdin();
    let before = tcgetattr(input)?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO | LocalModes::ISIG);
    silent.special_codes[SpecialCodeIndex::VEOL] = INTERRUPT;
    // What was typed before the question is not its answer.
    tcsetattr(input, OptionalActions::Flush, &silent)?;
    // No terminal hands over a longer line.
    let mut line = zeroize::Zeroizing::new(vec![0; 4096]);
    let read = rustix::io::read(input, line.as_mut_slice());
    tcsetattr(input, OptionalActions::Now, &before)?;
    match line[..read?] {
        [] | [.., INTERRUPT] => Err(io::ErrorKind::Interrupted.into()),
        ref typed => Ok(Secret::new(String::from_utf8_lossy(typed).trim_end_matches('\n'))),
    }
}

/// Reads it.
#[cfg(not(unix))]
pub fn read_line() -> io::Result<Secret> {
    dialoguer::console::Term::stderr().read_secure_line().map(Secret::new)
}
