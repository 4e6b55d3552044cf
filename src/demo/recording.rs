//! Captures the output of a command of the demo.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::process::Streams;

/// Captures standard output and discards the rest.
#[derive(Clone, Default)]
pub struct Recording(Arc<Mutex<Vec<u8>>>);

impl Recording {
    /// Streams that write to this recording.
    pub fn streams(&self) -> Streams {
        Streams {
            stdout: Box::new(self.clone()),
            ..Streams::closed()
        }
    }

    /// The printed JSON document; `Null` if there is none.
    pub fn document(&self) -> Value {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        serde_json::from_slice(&bytes).unwrap_or_default()
    }
}

impl Write for Recording {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
