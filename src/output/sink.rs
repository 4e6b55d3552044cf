//! Report outputs: `--report FORMAT[=FILE]`, which may be repeated.
//!
//! Decides which outputs can be combined and the order in which they are written.

use std::path::PathBuf;
use std::str::FromStr;

use super::format::{Format, Job};
use super::places::Places;
use super::{FailOn, REPORT_FORMATS, Report, file, github, html, markdown};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::report;
use crate::diagnostics::{Error, Exit, Result};
use crate::process::Env;
use crate::secret::Secret;
use crate::terminal::{Shown, Ui, escape_for_terminal};
use crate::words::alternatives;

/// The names of the formats.
pub fn report_format_names() -> impl Iterator<Item = &'static str> {
    REPORT_FORMATS.iter().map(|format| format.name)
}

/// One `--report`: a format and its file.
#[derive(Clone, Debug)]
pub struct Sink {
    format: &'static Format,
    /// The file; None is standard output.
    file: Option<PathBuf>,
}

impl FromStr for Sink {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, file) = text
            .split_once('=')
            .map_or((text, None), |(name, file)| (name, Some(file)));
        let format = REPORT_FORMATS.iter().find(|format| format.name == name);
        let format = format.ok_or_else(|| {
            let names = alternatives(report_format_names());
            format!("write {names}, and =FILE after it for a file")
        })?;
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
    files: Vec<(&'static Format, PathBuf)>,
    stdout: Option<&'static Format>,
}

impl Sinks {
    /// Parses the outputs of a command line. Two that share standard output or a file are a usage error.
    pub fn new(sinks: &[Sink], json: bool) -> Result<Self> {
        let (to_file, to_stdout): (Vec<&Sink>, Vec<&Sink>) =
            sinks.iter().partition(|sink| sink.file.is_some());
        if to_stdout.len() + usize::from(json) > 1 {
            return Err(Error::usage(diagnostic!(report::TWO_ON_STDOUT)));
        }
        let files: Vec<(&Format, PathBuf)> = to_file
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
        let for_github = self.stdout.is_some_and(|format| format.for_github);
        if for_github && env.variable("GITHUB_ACTIONS") == Some("true") {
            github::masks(&secrets())
                .iter()
                .try_for_each(|line| ui.print_secret(line))?;
        }
        Ok(())
    }

    /// Writes the report to every output. Files come first, so that the displayed report contains their write errors (exit 3).
    /// So does it contain why the results were not compared.
    pub fn emit(&self, ui: &Ui, env: &Env, report: &mut Report, fail_on: FailOn) -> Result<Exit> {
        report.tidy();
        let places = Places::new(env);
        let mut exit = report.exit(fail_on);
        let written = self.write_files(
            env,
            &Job {
                report,
                exit,
                places: &places,
                now: env.now(),
                fail_on,
                ui,
            },
        );
        let unwritable: Vec<Diagnostic> = written
            .into_iter()
            .filter_map(Result::err)
            .map(|error| *error.diagnostic)
            .collect();
        // What was checked is as it was.
        let mut verdict = report.verdict.clone();
        if !unwritable.is_empty() {
            verdict += "; a report was not written";
        }
        let not_compared = report.not_compared.take();
        if not_compared.is_some() {
            verdict += "; the results were not compared with the last run's";
        }
        let failed: Vec<Diagnostic> = unwritable.into_iter().chain(not_compared).collect();
        if !failed.is_empty() {
            exit = Exit::Settings;
            report.add(failed);
            report.verdict = verdict;
            report.tidy();
        }
        let job = || Job {
            report,
            exit,
            places: &places,
            now: env.now(),
            fail_on,
            ui,
        };
        match (self.stdout, ui.face()) {
            (None, Some(face)) => {
                face.show(Shown::Report {
                    fragment: html::fragment(&job()).into_string(),
                    page: html::page(&job()),
                });
                Ok(exit)
            }
            (None, None) => ui.render_as(report, exit),
            (Some(format), _) => {
                ui.result_raw(&(format.render)(&job())?)?;
                Ok(exit)
            }
        }
    }

    fn write_files(&self, env: &Env, job: &Job) -> Vec<Result<()>> {
        let mut written: Vec<Result<()>> = Vec::new();
        for (format, path) in &self.files {
            let rendered = (format.render)(job);
            written.push(rendered.and_then(|text| file::replace(&env.directory.join(path), &text)));
        }
        let formats = self.files.iter().map(|(format, _)| *format);
        let for_github = formats.chain(self.stdout).any(|format| format.for_github);
        if let Some(path) = env
            .variable("GITHUB_STEP_SUMMARY")
            .filter(|path| for_github && !path.is_empty())
        {
            written.push(file::append(
                &env.directory.join(path),
                &markdown::summary(job),
            ));
        }
        written
    }
}
