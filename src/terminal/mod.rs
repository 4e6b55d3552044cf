//! All output and all questions.
//!
//! Secrets that were registered with [`Ui::register_secret`] are masked in all output except [`Ui::print_secret`], and what would act on a
//! terminal is escaped ([`Styled`]).

pub mod browser;
mod clipboard;
mod ctrl_c;
mod diagnostic;
mod document;
mod face;
mod facts;
#[cfg(any(unix, test))]
mod key_decoder;
mod line_editor;
mod mask;
mod paste;
mod progress;
mod prompt;
mod prose;
mod qr;
mod raw_mode;
mod sheet;
mod styled;
mod table;
mod waterfall;

use std::borrow::Cow;
use std::cell::{self, RefCell};
use std::io::{self, Read, Write};
use std::rc::Rc;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{self, input};
use crate::diagnostics::redaction;
use crate::diagnostics::{Error, Exit, Result};
use crate::input_file;
use crate::process::{Streams, Terminal};
use crate::secret::Secret;

pub use crate::diagnostics::redaction::escape_for_terminal;
pub use document::SCHEMA_VERSION;
pub use face::{Face, Progress, Shown};
pub use facts::Facts;
pub use mask::mask;
pub use paste::Lines;
pub use progress::Spinner;
pub use prompt::{Question, Reply};
pub use styled::{Styled, safe, safe_line};
pub use table::Table;
pub use waterfall::shown as shown_duration;

/// When color is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR or TERM=dumb say otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How much is written, and in which format.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputOptions {
    /// One JSON document on standard output.
    pub json: bool,
    /// Results and errors only.
    pub quiet: bool,
    /// More of what happened.
    pub verbose: bool,
    /// Never prompt.
    pub no_input: bool,
    /// Color on standard output.
    pub color_stdout: bool,
    /// Color on standard error.
    pub color_stderr: bool,
    /// Whether GitHub's runner reads the output.
    pub in_github_actions: bool,
}

/// The result of a command, as text and as JSON.
pub trait Render: Serialize {
    /// Writes it as text.
    fn show(&self, ui: &Ui) -> Result<()>;

    /// A field of the JSON document that is not masked although it may be a secret, like [`Ui::print_secret`].
    fn revealed(&self) -> Option<Revealed<'_>> {
        None
    }
}

/// The name of a field that is not masked, and its text.
pub type Revealed<'answer> = (&'static str, &'answer Secret);

/// Writes output and asks questions.
pub struct Ui {
    stdin: RefCell<Box<dyn Read + Send>>,
    stdout: RefCell<Box<dyn Write + Send>>,
    stderr: RefCell<Box<dyn Write + Send>>,
    terminal: Terminal,
    /// Columns of the terminal, when it was last looked at.
    columns: cell::Cell<Option<u16>>,
    options: OutputOptions,
    command: cell::Cell<&'static str>,
    answered: cell::Cell<bool>,
    parts: RefCell<Option<Vec<Value>>>,
    env_file: RefCell<Option<Value>>,
    interrupt_message: RefCell<Option<String>>,
    progress: RefCell<Option<progress::Delayed>>,
    face: Option<Rc<dyn Face>>,
    pub(crate) ctrl_c: ctrl_c::CtrlC,
}

impl Ui {
    /// A Ui on the given streams.
    pub fn new(streams: Streams, terminal: Terminal, options: OutputOptions) -> Self {
        Self {
            stdin: RefCell::new(streams.stdin),
            stdout: RefCell::new(streams.stdout),
            stderr: RefCell::new(streams.stderr),
            terminal,
            columns: cell::Cell::new(terminal.columns),
            options,
            command: cell::Cell::new("navauth"),
            answered: cell::Cell::new(false),
            parts: RefCell::new(None),
            env_file: RefCell::new(None),
            interrupt_message: RefCell::new(None),
            progress: RefCell::new(None),
            face: None,
            ctrl_c: ctrl_c::CtrlC::default(),
        }
    }

    /// A Ui that shows everything on a face, and asks nothing.
    pub fn on(face: Rc<dyn Face>) -> Self {
        let options = OutputOptions {
            no_input: true,
            ..OutputOptions::default()
        };
        Self {
            face: Some(face),
            ..Self::new(Streams::closed(), Terminal::default(), options)
        }
    }

    /// What takes the place of the streams.
    pub fn face(&self) -> Option<&dyn Face> {
        self.face.as_deref()
    }

    /// Names the command that is run, for the JSON document.
    pub fn set_command(&self, name: &'static str) {
        self.command.set(name);
    }

    /// Masks a secret in all output from here on.
    pub fn register_secret(&self, secret: &Secret) {
        redaction::register(secret);
    }

    /// A text with every registered secret masked.
    pub fn redact(&self, text: &str) -> String {
        redaction::redact(text)
    }

    /// The same for text that is not read by a program: GitHub's runner finds no command in it.
    pub fn masked(&self, text: &str) -> String {
        self.without_commands(&redaction::redact(text)).into_owned()
    }

    fn without_commands<'text>(&self, text: &'text str) -> Cow<'text, str> {
        if self.options.in_github_actions {
            Cow::Owned(without_workflow_commands(text))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// Columns to fill: the terminal's, or 80.
    pub fn width(&self) -> usize {
        self.columns.get().map_or(80, usize::from).max(20)
    }

    /// What the streams are.
    pub fn terminal(&self) -> Terminal {
        self.terminal
    }

    /// How much is written, and in which format.
    pub fn options(&self) -> OutputOptions {
        self.options
    }

    /// A line of the result, on standard output.
    pub fn result(&self, text: impl Into<Styled>) -> Result<()> {
        let text = text.into();
        if let Some(face) = self.face() {
            face.show(Shown::Line(text.without_styling()));
            return Ok(());
        }
        self.write_out(&format!("{}\n", self.masked(text.as_str())))
    }

    /// A document or rows on standard output as they are. The caller has masked the secrets in them.
    pub fn result_raw(&self, text: &str) -> Result<()> {
        self.write_out(text)
    }

    /// The same for bytes.
    pub fn result_bytes(&self, bytes: &[u8]) -> Result<()> {
        let mut stdout = self.stdout.borrow_mut();
        stdout
            .write_all(bytes)
            .and_then(|()| stdout.flush())
            .map_err(|error| output_error(&error))
    }

    /// A secret that you asked for, on standard output, not masked.
    pub fn print_secret(&self, secret: &Secret) -> Result<()> {
        self.write_out(&format!("{}\n", secret.expose()))
    }

    /// An empty line of the result.
    pub fn gap(&self) -> Result<()> {
        self.write_out("\n")
    }

    /// Something that happened, on standard error; not with --quiet.
    pub fn status(&self, text: &str) {
        if let Some(face) = self.face() {
            return face.show(Shown::Line(safe(text)));
        }
        if !self.options.quiet {
            self.write_err(&self.prose(&safe(text)));
        }
    }

    /// As [`Self::status`], but wrapped also where there is no terminal: for sentences without anything to copy.
    pub fn sentence(&self, text: &str) {
        if self.face().is_some() {
            return self.status(text);
        }
        if !self.options.quiet {
            self.write_err(&Styled::trusted(prose::wrap(&safe(text), self.width())));
        }
    }

    /// As [`Self::hint`], but wrapped also where there is no terminal.
    pub fn advice(&self, text: &str) {
        if self.face().is_some() {
            return self.hint(text);
        }
        if !self.options.quiet {
            let text = prose::wrap(&safe(&format!("hint: {text}")), self.width());
            let style = console::Style::new().cyan().for_stderr();
            let text = Styled::trusted(text);
            self.write_err(&text.painted("hint", style, self.options.color_stderr));
        }
    }

    /// A heading between what a command does, on standard error; not with --quiet.
    pub fn heading(&self, text: &str) {
        if let Some(face) = self.face() {
            return face.show(Shown::Heading(safe_line(text)));
        }
        if !self.options.quiet {
            let style = console::Style::new().for_stderr().bold();
            let style = style.force_styling(self.options.color_stderr);
            self.write_err(&Styled::trusted(
                style.apply_to(safe_line(text)).to_string(),
            ));
        }
    }

    /// What you must do before the command can continue, on standard error, also with --quiet. Lines are not wrapped, to be copied.
    pub fn instruction(&self, text: impl Into<Styled>) {
        self.write_err(&text.into());
    }

    /// The address to sign in at, on standard error. It is not masked: its one-time `state` is there to be opened.
    pub fn sign_in_url(&self, url: &str) {
        if let Some(face) = self.face() {
            return face.sign_in_at(&Secret::new(url));
        }
        self.write_line(&escape_for_terminal(url));
    }

    /// Advice, on standard error; not with --quiet.
    pub fn hint(&self, text: &str) {
        if let Some(face) = self.face() {
            return face.show(Shown::Line(safe(text)));
        }
        if !self.options.quiet {
            self.labelled("hint", console::Style::new().cyan(), text);
        }
    }

    /// Something to look at, on standard error.
    pub fn warning(&self, text: &str) {
        if let Some(face) = self.face() {
            return face.show(Shown::Warning(safe(text)));
        }
        self.labelled("warning", console::Style::new().yellow(), text);
    }

    /// A detail that only --verbose shows, on standard error.
    pub fn verbose(&self, text: &str) {
        if self.options.verbose {
            self.write_err(&text.into());
        }
    }

    /// Writes a command's result, as text or as the JSON document with `ok` true, and returns its exit code.
    pub fn render(&self, answer: &impl Render) -> Result<Exit> {
        self.render_as(answer, Exit::Done)
    }

    /// Writes a command's result with its exit code; `ok` is true when that is 0.
    pub fn render_as(&self, answer: &impl Render, exit: Exit) -> Result<Exit> {
        if !self.options.json {
            answer.show(self)?;
            return Ok(exit);
        }
        match serde_json::to_value(answer) {
            Ok(Value::Object(fields)) if self.keep(&fields) => {}
            Ok(Value::Object(fields)) => self.document(exit, fields, answer.revealed())?,
            Ok(_) | Err(_) => return Err(Error::bug("an answer is not a JSON object")),
        }
        Ok(exit)
    }

    /// Sets the line that is shown in place of the diagnostic when the command is interrupted.
    pub fn set_interrupt_message(&self, message: impl Into<String>) {
        *self.interrupt_message.borrow_mut() = Some(message.into());
    }

    /// Shows the failure that ends the command: on standard error, or as the JSON document.
    pub fn failure(&self, error: &Error) {
        if self.options.json && !self.answered.get() {
            let problems = std::iter::once(&*error.diagnostic).chain(&error.others);
            let findings = serde_json::to_value(problems.collect::<Vec<_>>()).unwrap_or_default();
            let written = self.document(
                error.exit,
                Map::from_iter([("findings".to_owned(), findings)]),
                None,
            );
            if written.is_ok() {
                return;
            }
        }
        let interrupt_message = self.interrupt_message.borrow_mut().take();
        if let Some(message) = interrupt_message.filter(|_| error.exit == Exit::Interrupted) {
            return self.instruction(self.prose(&safe(&message)));
        }
        self.diagnostic(&error.diagnostic);
        error.others.iter().for_each(|other| self.diagnostic(other));
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            self.verbose(&format!("  caused by: {}", safe_line(&cause.to_string())));
            source = cause.source();
        }
    }

    /// Shows a diagnostic on standard error.
    pub fn diagnostic(&self, diagnostic: &Diagnostic) {
        if diagnostic.is(&catalog::run::INTERRUPTED) && self.interrupt_message.borrow().is_some() {
            return;
        }
        if let Some(face) = self.face() {
            return face.show(Shown::Diagnostic(Box::new(diagnostic.clone())));
        }
        let text = diagnostic::render(diagnostic, self.width(), self.options.color_stderr, true);
        self.write_err(&text.trim_end());
    }

    /// A diagnostic as lines for standard output.
    pub fn finding_text(&self, diagnostic: &Diagnostic) -> Styled {
        diagnostic::render(diagnostic, self.width(), self.options.color_stdout, false)
    }

    /// Checks without a result that share a reason, with their ids or groups, as text.
    pub fn skipped_text(&self, reason: &str, names: &[&str]) -> Styled {
        diagnostic::render_skipped(reason, names, self.width(), self.options.color_stdout)
    }

    /// Prints a table on standard output, fitted to the terminal.
    pub fn table(&self, table: &Table) -> Result<()> {
        if let Some(face) = self.face() {
            face.show(Shown::Table(table.clone()));
            return Ok(());
        }
        self.result(Styled::trusted(table.render(self.table_width())))
    }

    /// Prints a plan, which a face can have confirmed with its digest.
    pub fn plan(&self, table: &Table, digest: Option<&str>) -> Result<()> {
        if let Some((face, digest)) = self.face().zip(digest) {
            face.show(Shown::Plan {
                table: table.clone(),
                digest: digest.to_owned(),
            });
            return Ok(());
        }
        self.table(table)
    }

    /// The columns that a table on standard output must fit; None where there is no terminal.
    pub fn table_width(&self) -> Option<usize> {
        self.terminal.stdout.then(|| self.width())
    }

    /// Prints facts on standard output, fitted to the terminal.
    pub fn facts(&self, facts: &Facts) -> Result<()> {
        if let Some(face) = self.face() {
            face.show(Shown::Facts(facts.clone()));
            return Ok(());
        }
        self.result(Styled::trusted(facts.render(self.width().min(110))))
    }

    /// Reads standard input to its end, for `-` and `--…-stdin`.
    pub fn read_input(&self) -> Result<Secret> {
        let read = input_file::bounded(&mut *self.stdin.borrow_mut())
            .and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
        match read {
            Ok(text) => Ok(Secret::new(text)),
            Err(error) => {
                let diagnostic = diagnostic!(input::UNREADABLE).reason(error.to_string());
                Err(Error::usage(diagnostic))
            }
        }
    }

    fn labelled(&self, label: &'static str, style: console::Style, text: &str) {
        let text = self.prose(&safe(&format!("{label}: {text}")));
        self.write_err(&text.painted(label, style.for_stderr(), self.options.color_stderr));
    }

    fn write_err(&self, text: &Styled) {
        if let Some(face) = self.face() {
            return face.show(Shown::Line(text.without_styling()));
        }
        // The last barrier: also what was made of several pieces.
        self.write_line(&redaction::redact(text.as_str()));
    }

    fn write_line(&self, text: &str) {
        let text = self.without_commands(text);
        let progress = self.progress.borrow();
        let write = || {
            // Fails when stderr is closed.
            let _ = writeln!(self.stderr.borrow_mut(), "{text}");
        };
        match progress.as_ref() {
            Some(delayed) => delayed.suspend(write),
            None => write(),
        }
    }

    fn write_out(&self, text: &str) -> Result<()> {
        self.result_bytes(text.as_bytes())
    }
}

/// Breaks what GitHub's runner would take as a command: it reads both streams of a step, and texts may come from the repository.
fn without_workflow_commands(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let line = line.replace("##[", "## [");
        let start = line.len() - line.trim_start().len();
        match line[start..].strip_prefix("::") {
            Some(rest) => format!("{}: :{rest}", &line[..start]),
            None => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A failure to write the result. A reader that went away (`| head`) is not a failure of ours: exit 0, nothing said.
fn output_error(error: &io::Error) -> Error {
    let diagnostic =
        diagnostic!(catalog::output::UNWRITABLE).reason(escape_for_terminal(&error.to_string()));
    let exit = if error.kind() == io::ErrorKind::BrokenPipe {
        Exit::Done
    } else {
        Exit::Settings
    };
    Error::new(exit, diagnostic)
}
