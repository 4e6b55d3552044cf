//! Ctrl-C while nobody waits for it: what the program does between two questions does not look at its signals.
//!
//! Owns the note of it, which the next question looks at. While something is waited for, the runtime is told by itself.

use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether Ctrl-C was pressed since somebody has wanted to know.
#[derive(Default)]
pub struct CtrlC {
    pressed: OnceCell<Arc<AtomicBool>>,
}

impl CtrlC {
    /// Notes it from here on, in place of the process's end. What is caught once stays caught.
    pub fn catch(&self) {
        self.pressed.get_or_init(|| {
            let pressed = Arc::new(AtomicBool::new(false));
            // Where it cannot be caught it ends the process, which is what the person wanted.
            #[cfg(unix)]
            let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&pressed));
            pressed
        });
    }

    /// Whether it was pressed.
    pub fn was_pressed(&self) -> bool {
        self.pressed
            .get()
            .is_some_and(|pressed| pressed.load(Ordering::SeqCst))
    }
}
