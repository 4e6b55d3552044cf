//! Lines that the person pastes, or another program sends, while something else is waited for.
//!
//! Owns standard input while it is read so. On a terminal nothing of a pasted line is shown: it holds a code.

use std::io::{BufRead, BufReader, Read};

use tokio::sync::mpsc;

use super::Ui;

/// The longest line that is taken, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Lines as they come, until this is dropped.
pub struct Lines {
    /// The lines, without their ends.
    pub receiver: mpsc::Receiver<String>,
    _silence: Option<Silence>,
}

impl Ui {
    /// Reads standard input line by line from here on, in the background. None with --no-input, and for a job in the background.
    pub fn lines(&self) -> Option<Lines> {
        if self.manner.no_input || (self.terminal.stdin && !Silence::possible()) {
            return None;
        }
        let input = std::mem::replace(&mut *self.stdin.borrow_mut(), Box::new(std::io::empty()));
        let silence = self.terminal.stdin.then(Silence::begin).flatten();
        let (sender, receiver) = mpsc::channel(1);
        // A thread of its own: a read of standard input cannot be broken off, only left behind.
        std::thread::spawn(move || {
            let mut input = BufReader::new(input);
            loop {
                let mut line = String::new();
                match (&mut input).take(LONGEST).read_line(&mut line) {
                    Ok(0) | Err(_) => return,
                    Ok(_) if line.trim().is_empty() => {}
                    Ok(_) if sender.blocking_send(line.trim().to_owned()).is_err() => return,
                    Ok(_) => {}
                }
            }
        });
        Some(Lines { receiver, _silence: silence })
    }
}

/// The terminal does not show what is typed while this lives.
#[cfg(unix)]
struct Silence {
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl Silence {
    /// Whether this program may read from its terminal: a job in the background would be stopped.
    fn possible() -> bool {
        let input = rustix::stdio::stdin();
        rustix::termios::tcgetpgrp(input).is_ok_and(|group| group == rustix::process::getpgrp())
    }

    fn begin() -> Option<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let input = rustix::stdio::stdin();
        let before = tcgetattr(input).ok()?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(input, OptionalActions::Now, &silent).ok()?;
        Some(Self { before })
    }
}

#[cfg(unix)]
impl Drop for Silence {
    fn drop(&mut self) {
        // A terminal that has gone needs no repair.
        let _ = rustix::termios::tcsetattr(rustix::stdio::stdin(), rustix::termios::OptionalActions::Now, &self.before);
    }
}

/// Elsewhere the terminal shows what is typed.
#[cfg(not(unix))]
struct Silence;

#[cfg(not(unix))]
impl Silence {
    fn possible() -> bool {
        true
    }

    fn begin() -> Option<Self> {
        None
    }
}
