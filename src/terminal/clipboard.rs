//! The clipboard, with the escape sequence OSC 52, which also works over SSH. The terminal does not report whether it worked.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Ui;

impl Ui {
    /// Copies a text to the clipboard. False where there is no terminal. Not for secrets: other programs read the clipboard.
    pub fn copy(&self, text: &str) -> bool {
        if self.terminal.stderr {
            self.write_raw(&format!(
                "\u{1b}]52;c;{}\u{7}",
                STANDARD.encode(self.redact(text))
            ));
        }
        self.terminal.stderr
    }

    /// Writes an escape sequence.
    fn write_raw(&self, sequence: &str) {
        let mut stderr = self.stderr.borrow_mut();
        let _ = write!(stderr, "{sequence}").and_then(|()| stderr.flush());
    }
}
