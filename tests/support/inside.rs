//! Runs the program inside the test process, on a terminal of a given width.

use std::io::{self, Cursor, Write};
use std::sync::{Arc, Mutex};

use navauth::process::{Env, Streams};

use super::Folder;

/// What a run printed.
#[derive(Debug)]
pub struct Shown {
    pub stdout: String,
    pub stderr: String,
}

#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<u8>>>);

impl Recorder {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Recorder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Folder {
    /// Runs a command line, split at spaces, on a terminal of so many columns, or on none. On a thread of its own, as secrets are
    /// registered by thread and each run must register its own.
    pub fn run_inside(&self, line: &str, columns: Option<u16>, input: &str) -> Shown {
        let (stdout, stderr) = (Recorder::default(), Recorder::default());
        let streams = Streams {
            stdin: Box::new(Cursor::new(input.to_owned())),
            stdout: Box::new(stdout.clone()),
            stderr: Box::new(stderr.clone()),
        };
        let arguments = std::iter::once("navauth").chain(line.split(' '));
        let arguments = arguments.map(Into::into).collect();
        let (directory, variables) = (self.path().to_path_buf(), self.variables.clone());
        let run = move || {
            let clock = || "2026-11-20T12:30:00Z".parse().unwrap();
            let mut env = Env::for_test(arguments, directory, streams, clock);
            env.variables = variables;
            // Without color there is no escape sequence at all.
            env.variables.insert("NO_COLOR".into(), "1".into());
            env.terminal.stdout = columns.is_some();
            env.terminal.columns = columns;
            navauth::run(env);
        };
        // The stack size of the program's own thread.
        let thread = std::thread::Builder::new().stack_size(8 << 20);
        thread.spawn(run).unwrap().join().unwrap();
        Shown {
            stdout: stdout.text(),
            stderr: stderr.text(),
        }
    }
}
