//! The person's clipboard, by way of the terminal.
//!
//! Owns the escape sequence OSC 52, which also works over SSH. No terminal says whether it has obeyed.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Ui;

impl Ui {
    /// Asks the terminal to put a text into the clipboard. False where there is no terminal to ask. Never for a secret: others read it there.
    pub fn copy(&self, text: &str) -> bool {
        if self.terminal.stderr {
            self.write_raw(&format!(
                "\u{1b}]52;c;{}\u{7}",
                STANDARD.encode(self.redact(text))
            ));
        }
        self.terminal.stderr
    }

    /// Bytes for the terminal itself.
    fn write_raw(&self, sequence: &str) {
        let mut stderr = self.stderr.borrow_mut();
        let _ = write!(stderr, "{sequence}").and_then(|()| stderr.flush());
    }
}
