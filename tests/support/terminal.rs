//! A real terminal: tmux with its own socket and size, whose screen is read.

use std::cell::Cell;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use super::Folder;

/// A program in a terminal, until it exits or this is dropped.
pub struct Terminal {
    folder: tempfile::TempDir,
    /// How many keys were pressed.
    pub keys: Cell<usize>,
    /// How many texts were typed or pasted.
    pub pastes: Cell<usize>,
}

/// How long a text may take to appear.
const DEADLINE: Duration = Duration::from_secs(120);

impl Terminal {
    /// Runs the binary in a folder, in a terminal of this many columns and 30 rows.
    pub fn run<'a>(
        folder: &Folder,
        columns: u16,
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::program(folder, columns, &folder.command(arguments))
    }

    /// Runs any program like this.
    pub fn program(folder: &Folder, columns: u16, program: &Command) -> Self {
        let terminal = Self {
            folder: tempfile::tempdir().unwrap(),
            keys: Cell::default(),
            pastes: Cell::default(),
        };
        // What the program left on the screen, and its exit code, stay readable after its end.
        std::fs::write(
            terminal.folder.path().join("tmux.conf"),
            "set -g remain-on-exit on\nset -g status off\nset -g history-limit 5000\nset -g set-clipboard on\n",
        )
        .unwrap();
        let mut tmux = terminal.tmux();
        tmux.args([
            "new-session",
            "-d",
            "-x",
            &columns.to_string(),
            "-y",
            "30",
            "-c",
        ])
        .arg(folder.path());
        tmux.args(["--", "env", "-i", "TERM=screen-256color"]);
        for (name, value) in program.get_envs() {
            let (name, value) = (name.to_str().unwrap(), value.unwrap().to_str().unwrap());
            tmux.arg(format!("{name}={value}"));
        }
        // The shell outlives the program, so that its exit code and what it left on the screen can be read. The program gets Ctrl-C as
        // if there were no shell.
        tmux.args([
            "sh",
            "-c",
            "trap : INT; \"$@\"; printf '\\n[exit %s]\\n' $?; trap - INT; exec cat",
            "sh",
        ]);
        tmux.arg(program.get_program()).args(program.get_args());
        assert_succeeded(&tmux.output().unwrap());
        terminal
    }

    /// Gives the window another width, as dragging its edge does.
    pub fn resize(&self, columns: u16) {
        let mut tmux = self.tmux();
        tmux.args(["resize-window", "-x", &columns.to_string(), "-y", "30"]);
        assert_succeeded(&tmux.output().unwrap());
    }

    /// Types: names of keys as tmux knows them, such as `Enter`, `C-c` or `y`.
    pub fn keys<'a>(&self, keys: impl IntoIterator<Item = &'a str>) {
        let keys: Vec<&str> = keys.into_iter().collect();
        self.keys.set(self.keys.get() + keys.len());
        assert_succeeded(&self.tmux().arg("send-keys").args(keys).output().unwrap());
    }

    /// Types a text as it is.
    pub fn text(&self, text: &str) {
        self.pastes.set(self.pastes.get() + 1);
        assert_succeeded(
            &self
                .tmux()
                .args(["send-keys", "-l", text])
                .output()
                .unwrap(),
        );
    }

    /// Everything the terminal has shown, what scrolled away first, trailing spaces removed.
    pub fn screen(&self) -> String {
        let output = self
            .tmux()
            .args(["capture-pane", "-p", "-S", "-"])
            .output()
            .unwrap();
        assert_succeeded(&output);
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .join("\n")
            .trim_end()
            .to_owned()
    }

    /// Waits until a text is on the screen, on one line or wrapped, and returns the screen.
    #[track_caller]
    pub fn wait_for(&self, text: &str) -> String {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let screen = self.screen();
            if shows(&screen, text) {
                return screen;
            }
            assert!(
                Instant::now() < deadline,
                "no {text:?} on the screen:\n{screen}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until a text is below the last occurrence of another.
    #[track_caller]
    pub fn wait_below(&self, mark: &str, text: &str) -> String {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let screen = self.screen();
            if let Some((_, below)) = screen
                .rsplit_once(mark)
                .filter(|(_, below)| shows(below, text))
            {
                return below.to_owned();
            }
            assert!(
                Instant::now() < deadline,
                "no {text:?} below {mark:?} on the screen:\n{screen}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The URL to sign in at, which the terminal has wrapped.
    #[track_caller]
    pub fn login_address(&self, label: &str) -> String {
        // The sentence below the address may be wrapped anywhere.
        let below = self.wait_below(
            &format!("Sign in with {label} at this address:\n\n"),
            "shown.",
        );
        below.split("\n\n").next().unwrap().replace('\n', "")
    }

    /// Waits until a text is in the last paragraph on the screen: a question that is asked now, not one that was.
    #[track_caller]
    pub fn wait_for_question(&self, text: &str) {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let screen = self.screen();
            let (_, last) = screen.rsplit_once("\n\n").unwrap_or(("", &screen));
            if shows(last, text) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{text:?} is not asked on the screen:\n{screen}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the last thing on the screen is a question.
    #[track_caller]
    pub fn wait_for_last(&self, question: &str) {
        let deadline = Instant::now() + DEADLINE;
        while !self.screen().trim_end().ends_with(question)
            && !unwrapped(&self.screen()).ends_with(question)
        {
            assert!(
                Instant::now() < deadline,
                "{question:?} is not the last on the screen:\n{}",
                self.screen()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for the program's end, and returns its exit code and the screen.
    #[track_caller]
    pub fn end(&self) -> (i32, String) {
        let screen = self.wait_for("[exit ");
        let (shown, code) = screen.rsplit_once("[exit ").unwrap();
        (
            code.trim_end_matches(']').parse().unwrap(),
            shown.trim_end().to_owned(),
        )
    }

    /// The names of the program's threads.
    #[track_caller]
    pub fn threads(&self) -> Vec<String> {
        let output = Command::new("pgrep")
            .args(["-P", &self.told("#{pane_pid}")])
            .output()
            .unwrap();
        assert_succeeded(&output);
        let tasks = format!(
            "/proc/{}/task",
            String::from_utf8(output.stdout).unwrap().trim()
        );
        let name = |task: std::io::Result<std::fs::DirEntry>| {
            std::fs::read_to_string(task.unwrap().path().join("comm"))
        };
        std::fs::read_dir(tasks)
            .unwrap()
            .filter_map(|task| name(task).ok())
            .map(|name| name.trim().to_owned())
            .collect()
    }

    /// The terminal itself, as the program has it.
    pub fn device(&self) -> std::fs::File {
        // Not to become the terminal of the tests themselves.
        let flags = i32::try_from(rustix::fs::OFlags::NOCTTY.bits()).unwrap();
        std::fs::OpenOptions::new()
            .read(true)
            .custom_flags(flags)
            .open(self.told("#{pane_tty}"))
            .unwrap()
    }

    /// The state of the pane in tmux.
    fn told(&self, format: &str) -> String {
        let output = self
            .tmux()
            .args(["display-message", "-p", format])
            .output()
            .unwrap();
        assert_succeeded(&output);
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Kills the program with SIGKILL, like a power cut. Returns the screen.
    #[track_caller]
    pub fn kill(&self) -> String {
        assert!(
            Command::new("pkill")
                .args(["-KILL", "-P", &self.told("#{pane_pid}")])
                .status()
                .unwrap()
                .success()
        );
        let (code, screen) = self.end();
        assert_eq!(code, 137, "{screen}");
        screen
    }

    /// Sends a signal, such as `INT`, to the program.
    #[track_caller]
    pub fn signal(&self, name: &str) {
        assert!(
            Command::new("pkill")
                .args([&format!("-{name}"), "-P", &self.told("#{pane_pid}")])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Saves the terminal's output with its colors as target/pictures/NAME.ansi.
    pub fn picture(&self, name: &str) {
        let output = self
            .tmux()
            .args(["capture-pane", "-p", "-e", "-S", "-"])
            .output()
            .unwrap();
        assert_succeeded(&output);
        let pictures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        std::fs::create_dir_all(&pictures).unwrap();
        std::fs::write(pictures.join(format!("{name}.ansi")), output.stdout).unwrap();
    }

    /// Writes down what a run took, beside the pictures: target/pictures/NAME.txt.
    pub fn note(&self, name: &str, begun: Instant) {
        let (keys, pastes, took) = (self.keys.get(), self.pastes.get(), begun.elapsed());
        let pictures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        std::fs::create_dir_all(&pictures).unwrap();
        let text = format!("{keys} keys, {pastes} pastes, {took:.1?}\n");
        std::fs::write(pictures.join(format!("{name}.txt")), text).unwrap();
    }

    /// The content of the clipboard.
    pub fn clipboard(&self) -> String {
        let output = self.tmux().arg("show-buffer").output().unwrap();
        assert_succeeded(&output);
        String::from_utf8(output.stdout).unwrap()
    }

    /// Whether the cursor can be seen.
    pub fn shows_cursor(&self) -> bool {
        let output = self
            .tmux()
            .args(["display-message", "-p", "#{cursor_flag}"])
            .output()
            .unwrap();
        assert_succeeded(&output);
        output.stdout == b"1\n"
    }

    fn tmux(&self) -> Command {
        let socket: PathBuf = self.folder.path().join("socket");
        let mut tmux = Command::new("tmux");
        // -u: UTF-8, whatever the locale of the tests is.
        tmux.arg("-u")
            .arg("-f")
            .arg(self.folder.path().join("tmux.conf"))
            .arg("-S")
            .arg(socket)
            .env_remove("TMUX");
        tmux
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // The server may be gone already.
        let _ = self.tmux().arg("kill-server").output();
    }
}

/// Whether a text is on a screen, on one line or wrapped.
fn shows(screen: &str, text: &str) -> bool {
    screen.contains(text) || unwrapped(screen).contains(text)
}

fn unwrapped(screen: &str) -> String {
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn assert_succeeded(output: &Output) {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_program_sees_a_terminal_of_the_given_width() {
    let folder = Folder::new();
    let terminal = Terminal::run(&folder, 50, ["--help"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("Usage: navauth"), "{screen}");
    assert!(
        screen.lines().all(|line| line.chars().count() <= 50),
        "{screen}"
    );
    assert!(terminal.shows_cursor());
}
