//! Lines that the person pastes, or another program sends, while something else is waited for.
//!
//! Owns standard input while it is read so. On a terminal nothing of a pasted line is shown: it holds a code. What was not read by the end is
//! thrown away there: it is no answer to a later question, and no command for the shell.

use std::io::{BufRead, BufReader, Read};

use tokio::sync::mpsc;

use super::Ui;

/// The longest line that is taken, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Lines as they come, until this is dropped.
pub struct Lines {
    /// Goes first: what hands over must not wait when its end is waited for.
    receiver: mpsc::Receiver<String>,
    #[cfg(unix)]
    _terminal: Option<terminal::Reading>,
}

impl Ui {
    /// Reads standard input line by line from here on, in the background. None with --no-input, and for a job in the background.
    pub fn lines(&self) -> Option<Lines> {
        if self.options.no_input {
            return None;
        }
        let (sender, receiver) = mpsc::channel(1);
        #[cfg(unix)]
        if self.terminal.stdin {
            return terminal::Reading::begin(sender).map(|reading| Lines {
                receiver,
                _terminal: Some(reading),
            });
        }
        let mut input = BufReader::new(std::mem::replace(
            &mut *self.stdin.borrow_mut(),
            Box::new(std::io::empty()),
        ));
        // A thread of its own: a read of what is no terminal cannot be broken off, only left behind.
        std::thread::spawn(move || {
            loop {
                let mut line = String::new();
                match (&mut input).take(LONGEST).read_line(&mut line) {
                    Ok(0) | Err(_) => return,
                    Ok(_) if hand_over(&sender, &line).is_none() => return,
                    Ok(_) => {}
                }
            }
        });
        Some(Lines {
            receiver,
            #[cfg(unix)]
            _terminal: None,
        })
    }

    /// The same where questions follow. None where nobody is asked, and where a reading cannot be ended: it would take the next answer.
    pub fn lines_between_questions(&self) -> Option<Lines> {
        if cfg!(unix) && self.can_ask() {
            self.lines()
        } else {
            None
        }
    }
}

impl Lines {
    /// The next line that is not empty, without its end; waits for ever where none comes any more. May be dropped while it waits.
    pub async fn next(&mut self) -> String {
        match self.receiver.recv().await {
            Some(line) => line,
            None => std::future::pending().await,
        }
    }
}

/// Hands over a line that is not empty; None when nobody takes it.
fn hand_over(sender: &mpsc::Sender<String>, line: &str) -> Option<()> {
    match line.trim() {
        "" => Some(()),
        line => sender.blocking_send(line.to_owned()).ok(),
    }
}

/// A terminal, whose reading ends at once; elsewhere it shows what is typed, and is read as any other input.
#[cfg(unix)]
mod terminal {
    use std::os::fd::{AsFd, OwnedFd};
    use std::thread::JoinHandle;

    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};
    use tokio::sync::mpsc::Sender;

    use super::hand_over;

    /// The terminal does not show what is typed while this lives.
    pub struct Reading {
        before: Termios,
        /// The thread ends when this is closed.
        stop: Option<OwnedFd>,
        thread: Option<JoinHandle<()>>,
    }

    impl Reading {
        /// None where this program may not read from its terminal: a job in the background would be stopped.
        pub fn begin(sender: Sender<String>) -> Option<Self> {
            let input = rustix::stdio::stdin();
            tcgetpgrp(input)
                .ok()
                .filter(|group| *group == rustix::process::getpgrp())?;
            let before = tcgetattr(input).ok()?;
            let (stopped, stop) = rustix::pipe::pipe().ok()?;
            let mut silent = before.clone();
            silent.local_modes.remove(LocalModes::ECHO);
            tcsetattr(input, OptionalActions::Now, &silent).ok()?;
            let mut reading = Self {
                before,
                stop: Some(stop),
                thread: None,
            };
            let lines = std::thread::Builder::new().name("pasted lines".into());
            reading.thread = Some(
                lines
                    .spawn(move || while read(&stopped, &sender).is_some() {})
                    .ok()?,
            );
            Some(reading)
        }
    }

    /// Waits for a line and hands it over; None at the end.
    fn read(stopped: &OwnedFd, sender: &Sender<String>) -> Option<()> {
        let input = rustix::stdio::stdin();
        let mut watched = [
            PollFd::new(&input, PollFlags::IN),
            PollFd::from_borrowed_fd(stopped.as_fd(), PollFlags::IN),
        ];
        rustix::io::retry_on_intr(|| poll(&mut watched, None)).ok()?;
        if !watched[1].revents().is_empty() || !watched[0].revents().contains(PollFlags::IN) {
            return None;
        }
        // No terminal hands over a longer line.
        let mut line = zeroize::Zeroizing::new(vec![0; 4096]);
        match rustix::io::read(input, line.as_mut_slice()).ok()? {
            0 => None,
            length => hand_over(sender, &String::from_utf8_lossy(&line[..length])),
        }
    }

    impl Drop for Reading {
        fn drop(&mut self) {
            self.stop.take();
            if let Some(thread) = self.thread.take() {
                // Nothing is read any more when the next question is asked.
                let _ = thread.join();
            }
            // A terminal that has gone needs no repair.
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Flush, &self.before);
        }
    }
}
