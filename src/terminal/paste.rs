//! Lines that the user pastes, or another program sends, while the command waits for something else.
//!
//! On a terminal a pasted line is not shown, because it contains a code. What is left unread at the end is discarded, so that it becomes
//! neither the answer to a later question nor a command of the shell.

use std::io::{BufRead, BufReader, Read};

use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::Ui;
use super::line_editor::LONGEST_LINE;

/// Pasted lines as they come, until this is dropped.
pub struct Lines {
    /// Dropped first, so that the thread that sends does not block.
    receiver: mpsc::Receiver<String>,
    #[cfg(unix)]
    _terminal: Option<terminal::PasteReader>,
}

impl Ui {
    /// Reads standard input line by line from here on, in the background. None with --no-input, and for a background job.
    pub fn lines(&self) -> Option<Lines> {
        if let Some(face) = self.face() {
            return face.lines();
        }
        if self.options.no_input {
            return None;
        }
        let (sender, receiver) = mpsc::channel(1);
        #[cfg(unix)]
        if self.terminal.stdin {
            return terminal::PasteReader::start(sender).map(|reader| Lines {
                receiver,
                _terminal: Some(reader),
            });
        }
        let mut input = BufReader::new(std::mem::replace(
            &mut *self.stdin.borrow_mut(),
            Box::new(std::io::empty()),
        ));
        // A blocking read of a pipe cannot be canceled, so that the thread is left behind.
        std::thread::spawn(move || {
            while let Some(line) = read_line(&mut input) {
                if send(&sender, &line).is_none() {
                    return;
                }
            }
        });
        Some(Lines {
            receiver,
            #[cfg(unix)]
            _terminal: None,
        })
    }

    /// The same where questions follow. None where no question can be asked, and where the reader could take the next answer.
    pub fn lines_between_questions(&self) -> Option<Lines> {
        if cfg!(unix) && self.can_ask() {
            self.lines()
        } else {
            None
        }
    }
}

impl Lines {
    /// Lines that a face sends.
    pub fn sent_by(receiver: mpsc::Receiver<String>) -> Self {
        Self {
            receiver,
            #[cfg(unix)]
            _terminal: None,
        }
    }

    /// The next line that is not empty, trimmed. Never returns when the input has ended. Cancel-safe.
    pub async fn next(&mut self) -> String {
        match self.receiver.recv().await {
            Some(line) => line,
            None => std::future::pending().await,
        }
    }
}

/// Sends a line that is not empty; None when the receiver has gone.
fn send(sender: &mpsc::Sender<String>, line: &str) -> Option<()> {
    match line.trim() {
        "" => Some(()),
        line => sender.blocking_send(line.to_owned()).ok(),
    }
}

/// Reads a line; one that is too long is cut off. None at the end.
fn read_line(input: &mut impl BufRead) -> Option<String> {
    let limit = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
    let mut line = Zeroizing::new(Vec::new());
    let read = input.take(limit).read_until(b'\n', &mut line).ok()?;
    if read == LONGEST_LINE && line.last() != Some(&b'\n') {
        skip_line(input)?;
    }
    (read > 0).then(|| String::from_utf8_lossy(&line).into_owned())
}

/// Skips the rest of a line.
fn skip_line(input: &mut impl BufRead) -> Option<()> {
    loop {
        let buffer = input.fill_buf().ok()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(buffer.len(), |end| end + 1);
        input.consume(length);
        if end.is_some() || length == 0 {
            return Some(());
        }
    }
}

/// A terminal can be read with a timeout, so that its reader stops when it is no longer needed.
#[cfg(unix)]
mod terminal {
    use std::os::fd::{AsFd, OwnedFd};
    use std::thread::JoinHandle;

    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr,
    };
    use tokio::sync::mpsc::Sender;

    use super::super::key_decoder::{KeyDecoder, SEQUENCE_TIMEOUT};
    use super::super::line_editor::{Line, LineEditor};
    use super::send;

    /// Reads the terminal, without showing what is typed, until it is dropped.
    pub struct PasteReader {
        before: Termios,
        /// Closing this stops the thread.
        stop: Option<OwnedFd>,
        thread: Option<JoinHandle<()>>,
    }

    impl PasteReader {
        /// None for a background job, which reading would stop.
        pub fn start(sender: Sender<String>) -> Option<Self> {
            let input = rustix::stdio::stdin();
            tcgetpgrp(input)
                .ok()
                .filter(|group| *group == rustix::process::getpgrp())?;
            let before = tcgetattr(input).ok()?;
            let (stopped, stop) = rustix::pipe::pipe().ok()?;
            let mut mode = before.clone();
            // The line discipline of the system would cut a line off at 4095 bytes.
            mode.local_modes
                .remove(LocalModes::ECHO | LocalModes::ICANON);
            mode.special_codes[SpecialCodeIndex::VMIN] = 1;
            mode.special_codes[SpecialCodeIndex::VTIME] = 0;
            tcsetattr(input, OptionalActions::Now, &mode).ok()?;
            let mut reader = Self {
                before,
                stop: Some(stop),
                thread: None,
            };
            let thread = std::thread::Builder::new().name("pasted lines".into());
            reader.thread = Some(
                thread
                    .spawn(move || {
                        let mut decoder = KeyDecoder::default();
                        let mut editor = LineEditor::default();
                        while read(&stopped, &mut decoder, &mut editor, &sender).is_some() {}
                    })
                    .ok()?,
            );
            Some(reader)
        }
    }

    /// Waits for input, and sends the lines that it completes; None at the end.
    fn read(
        stopped: &OwnedFd,
        decoder: &mut KeyDecoder,
        editor: &mut LineEditor,
        sender: &Sender<String>,
    ) -> Option<()> {
        let input = rustix::stdio::stdin();
        let mut watched = [
            PollFd::new(&input, PollFlags::IN),
            PollFd::from_borrowed_fd(stopped.as_fd(), PollFlags::IN),
        ];
        let timeout = decoder.is_in_sequence().then_some(&SEQUENCE_TIMEOUT);
        if rustix::io::retry_on_intr(|| poll(&mut watched, timeout)).ok()? == 0 {
            // Esc does nothing here.
            let _ = decoder.end_sequence();
            return Some(());
        }
        if !watched[1].revents().is_empty() || !watched[0].revents().contains(PollFlags::IN) {
            return None;
        }
        let mut typed = zeroize::Zeroizing::new(vec![0; 4096]);
        let length = rustix::io::read(input, typed.as_mut_slice()).ok()?;
        for byte in &typed[..length] {
            let key = decoder.decode(*byte);
            match key.and_then(|key| editor.press(key)) {
                Some(Line::Entered(line) | Line::TooLong(line)) => send(sender, line.expose())?,
                Some(Line::Back | Line::Interrupted) => return None,
                None => {}
            }
        }
        (length > 0).then_some(())
    }

    impl Drop for PasteReader {
        fn drop(&mut self) {
            self.stop.take();
            if let Some(thread) = self.thread.take() {
                // Waits, so that the thread reads nothing of the next answer.
                let _ = thread.join();
            }
            // Fails when the terminal has gone.
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Flush, &self.before);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::{LONGEST_LINE, read_line};

    #[test]
    fn a_line_is_cut_off_and_the_next_is_whole() {
        let endless = std::io::repeat(b'a').take(10 * LONGEST_LINE as u64);
        let mut input = BufReader::new(endless.chain(&b"\nnext\nlast"[..]));
        assert_eq!(
            read_line(&mut input).map(|line| line.len()),
            Some(LONGEST_LINE)
        );
        assert_eq!(read_line(&mut input).as_deref(), Some("next\n"));
        assert_eq!(read_line(&mut input).as_deref(), Some("last"));
        assert_eq!(read_line(&mut input), None);
    }
}
