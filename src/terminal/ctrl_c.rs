//! Ctrl-C while no signal is awaited: between two questions.
//!
//! The next question looks at the flag. While the runtime waits for something, it gets the signal itself.

use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that SIGINT sets.
#[derive(Default)]
pub struct CtrlC {
    pressed: OnceCell<Arc<AtomicBool>>,
}

impl CtrlC {
    /// From here on SIGINT sets the flag instead of ending the process. It stays so.
    pub fn catch(&self) {
        self.pressed.get_or_init(|| {
            let pressed = Arc::new(AtomicBool::new(false));
            // Where this fails, Ctrl-C ends the process.
            #[cfg(unix)]
            let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&pressed));
            pressed
        });
    }

    /// Whether SIGINT has come.
    pub fn was_pressed(&self) -> bool {
        self.pressed
            .get()
            .is_some_and(|pressed| pressed.load(Ordering::SeqCst))
    }
}
