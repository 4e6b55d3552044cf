//! A wizard that is broken off, as by a power cut or by Ctrl-C: nothing is lost, nothing is asked twice that was answered, and the next run
//! ends where a run ends that nothing has broken off.

mod answers;
mod checks;
mod files;
mod logins;
mod neon;
mod tables;

use std::net::TcpStream;

use super::World;
use super::wizard::{PLAN, development};
use crate::support::postgres::Database;
use crate::support::terminal::Terminal;

/// What ends a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// SIGKILL, which nothing can catch.
    Kill,
    /// SIGINT, as Ctrl-C sends it.
    CtrlC,
}

impl End {
    const EACH: [Self; 2] = [Self::Kill, Self::CtrlC];
}

impl World {
    /// Takes all answers of development from a file, and these too.
    fn answered(&mut self, further: &str) {
        let answers = self.answers();
        self.folder
            .write("answers.toml", format!("{further}{answers}"));
    }

    /// The same with a database on a server.
    fn in_postgresql(&mut self, database: &Database, further: &str) {
        self.folder
            .variable("THE_DATABASE", &database.url("sslmode=require"));
        self.answered(further);
        self.folder.write(
            "answers.toml",
            self.folder
                .read("answers.toml")
                .replace("\"sqlite\"", "\"env:THE_DATABASE\""),
        );
    }

    /// A run that has every answer but those about what to do.
    fn begin(&self) -> Terminal {
        Terminal::run(&self.folder, 80, ["setup", "--answers", "answers.toml"])
    }

    /// Breaks a run off, and sees that it leaves the terminal and the port of the logins as it found them.
    #[track_caller]
    fn break_off(&self, terminal: &Terminal, end: End) {
        match end {
            End::Kill => drop(terminal.kill()),
            End::CtrlC => {
                terminal.keys(["C-c"]);
                let (code, screen) = terminal.end();
                assert_eq!(code, 130, "{screen}");
                assert!(terminal.shows_cursor(), "{screen}");
            }
        }
        let port = self
            .folder
            .read("navauth.toml")
            .split("localhost:")
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(
            TcpStream::connect(("127.0.0.1", port)).is_err(),
            "{end:?}: it still listens"
        );
    }

    /// The next run, which finds every answer in the file, asks only whether to sign in with these, and ends well. Gives the screen.
    #[track_caller]
    fn goes_on(&self, providers: &str, yes: bool) -> String {
        let terminal = Terminal::run(&self.folder, 80, ["setup", "--environment", "development"]);
        terminal.wait_for(PLAN);
        terminal.keys(["Enter"]);
        terminal.wait_for(&format!("Sign in once with {providers} now"));
        terminal.keys([if yes { "y" } else { "n" }, "Enter"]);
        let (code, screen) = terminal.end();
        assert_eq!(code, 0, "{screen}");
        assert!(screen.contains("All steps are done."), "{screen}");
        let asked = development(self);
        asked.iter().for_each(|(question, _)| {
            assert!(
                !screen.contains(question.as_str()),
                "{question} is asked twice:\n{screen}"
            )
        });
        screen
    }
}

/// Every provider, as the question about the logins names them.
const ALL: &str = "HuggingFace, Google, Facebook, GitHub";
