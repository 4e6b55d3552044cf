//! Report outputs: `--report FORMAT[=FILE]`, which may be repeated.
//!
//! Decides which outputs can be combined and the order in which they are written.

use std::path::PathBuf;
use std::str::FromStr;

use super::job::Job;
use super::places::Places;
use super::{FailOn, Report, file, github, html, junit, markdown, sarif, text};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::report;
use crate::diagnostics::redaction::escape_json;
use crate::diagnostics::{Error, Exit, Result};
use crate::process::Env;
use crate::secret::Secret;
use crate::terminal::{Ui, escape_for_terminal, safe};

/// The report formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text.
    Text,
    /// The document that `--json` prints.
    Json,
    /// Markdown, as the job summary of GitHub Actions.
    Markdown,
    /// A web page.
    Html,
    /// Workflow commands and a job summary, for GitHub Actions.
    Github,
    /// JUnit XML, as Jenkins reads it.
    Junit,
    /// SARIF 2.1.0, in the subset that GitHub's code scanning reads.
    Sarif,
}

const FORMATS: [(&str, Format); 7] = [
    ("text", Format::Text),
    ("json", Format::Json),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("github", Format::Github),
    ("junit", Format::Junit),
    ("sarif", Format::Sarif),
];

/// The names of the formats, for a message.
fn names() -> String {
    let names: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
    match names.split_last() {
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// One `--report`: a format and its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sink {
    /// The format.
    pub format: Format,
    /// The file; None is standard output.
    pub file: Option<PathBuf>,
}

impl FromStr for Sink {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, file) = text
            .split_once('=')
            .map_or((text, None), |(name, file)| (name, Some(file)));
        let format = FORMATS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, format)| *format);
        let format =
            format.ok_or_else(|| format!("write {}, and =FILE after it for a file", names()))?;
        match file {
            Some("") => Err(format!("name the file after {name}=")),
            file => Ok(Self {
                format,
                file: file
                    .filter(|file| !["-", "/dev/stdout"].contains(file))
                    .map(PathBuf::from),
            }),
        }
    }
}

/// The outputs of a run.
pub struct Sinks {
    files: Vec<(Format, PathBuf)>,
    stdout: Option<Format>,
}

impl Sinks {
    /// Parses the outputs of a command line. Two that share standard output or a file are a usage error.
    pub fn new(sinks: &[Sink], json: bool) -> Result<Self> {
        let (to_file, to_stdout): (Vec<&Sink>, Vec<&Sink>) =
            sinks.iter().partition(|sink| sink.file.is_some());
        if to_stdout.len() + usize::from(json) > 1 {
            return Err(Error::usage(diagnostic!(report::TWO_ON_STDOUT)));
        }
        let files: Vec<(Format, PathBuf)> = to_file
            .iter()
            .filter_map(|sink| Some((sink.format, sink.file.clone()?)))
            .collect();
        for (index, (_, file)) in files.iter().enumerate() {
            if files[..index].iter().any(|(_, before)| before == file) {
                let file = escape_for_terminal(&file.display().to_string());
                return Err(Error::usage(diagnostic!(
                    report::TWO_IN_ONE_FILE,
                    file = file
                )));
            }
        }
        Ok(Self {
            files,
            stdout: to_stdout.first().map(|sink| sink.format),
        })
    }

    /// Masks the secrets in GitHub's log. Call it before anything else is printed.
    ///
    /// The runner removes a workflow command from the log and masks the value from then on.
    /// Masks are written only to standard output, only with the github format there, and only under a runner.
    pub fn mask(&self, ui: &Ui, env: &Env, secrets: impl FnOnce() -> Vec<Secret>) -> Result<()> {
        if self.stdout == Some(Format::Github) && env.variable("GITHUB_ACTIONS") == Some("true") {
            github::masks(&secrets())
                .iter()
                .try_for_each(|line| ui.print_secret(line))?;
        }
        Ok(())
    }

    /// Writes the report to every output. Files come first, so that the displayed report contains their write errors (exit 3).
    pub fn emit(&self, ui: &Ui, env: &Env, report: &mut Report, fail_on: FailOn) -> Result<Exit> {
        report.tidy();
        let places = Places::new(env);
        let written = self.write_files(
            ui,
            env,
            &Job {
                report,
                places: &places,
                now: env.now(),
                fail_on,
            },
        );
        let mut exit = report.exit(fail_on);
        let unwritable: Vec<Diagnostic> = written
            .into_iter()
            .filter_map(Result::err)
            .map(|error| *error.diagnostic)
            .collect();
        if !unwritable.is_empty() {
            exit = Exit::Settings;
            report.add(unwritable);
            report.tidy();
        }
        let job = Job {
            report,
            places: &places,
            now: env.now(),
            fail_on,
        };
        match self.stdout {
            None => ui.render_as(job.report, exit),
            Some(format) => {
                ui.result_raw(&render(format, ui, &job, exit)?)?;
                Ok(exit)
            }
        }
    }

    fn write_files(&self, ui: &Ui, env: &Env, job: &Job) -> Vec<Result<()>> {
        let exit = job.report.exit(job.fail_on);
        let mut written: Vec<Result<()>> = Vec::new();
        for (format, path) in &self.files {
            let rendered = render(*format, ui, job, exit);
            written.push(rendered.and_then(|text| file::replace(&env.directory.join(path), &text)));
        }
        let github = self.stdout == Some(Format::Github)
            || self
                .files
                .iter()
                .any(|(format, _)| *format == Format::Github);
        if let Some(path) = env
            .variable("GITHUB_STEP_SUMMARY")
            .filter(|path| github && !path.is_empty())
        {
            written.push(file::append(
                &env.directory.join(path),
                &ui.redact(&markdown::summary(job)),
            ));
        }
        written
    }
}

fn render(format: Format, ui: &Ui, job: &Job, exit: Exit) -> Result<String> {
    match format {
        Format::Text => Ok(text::render(job.report, ui).without_styling()),
        Format::Json => ui.json_document(job.report, exit),
        Format::Markdown => Ok(ui.redact(&markdown::summary(job))),
        Format::Html => Ok(html::page(job)),
        Format::Github => Ok(safe(&github::render(job, ui)?)),
        Format::Junit => Ok(safe(&junit::render(job)?)),
        Format::Sarif => Ok(escape_json(&sarif::render(job)?)),
    }
}
