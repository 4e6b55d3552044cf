//! The terminal's face of a step: asks its questions one after the other, with the way back, and saves the answers.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::report::StepOutcome;
use super::state::Setup;
use super::unattended::{advance_answers, unanswered};
use super::{commands, introduction};
use crate::diagnostics::catalog::setup as words;
use crate::diagnostics::{Diagnostic, Error, Exit, Result, Status};
use crate::secret::Secret;
use crate::terminal::{self, Reply};
use crate::text;
use crate::wizard::{
    Consequence, FieldKind, Question, Step, StepKind, StepStatus, Submission, Violation, Wait,
};

/// What is typed to skip a question that has a suggestion.
const SKIP: &str = "-";

/// How a step ended in the terminal.
pub(super) enum Ended {
    With(StepOutcome),
    /// You went back from its first question.
    Back,
}

/// How the questions of a step ended.
enum Asked {
    All,
    /// A question was left without an answer.
    Left,
    Back,
}

/// A step in the terminal.
pub(super) struct StepFace<'a, 'run> {
    pub setup: &'a mut Setup<'run>,
    pub step: &'a Step,
    /// Whether to ask even if the step is done.
    pub is_redone: bool,
    /// The questions that were introduced.
    pub introduced: RefCell<BTreeSet<String>>,
}

impl StepFace<'_, '_> {
    /// Runs the step.
    pub async fn run(&mut self, (number, count): (usize, usize)) -> Result<Ended> {
        let step = self.step;
        let is_sign_in = matches!(step.kind, StepKind::SignIns | StepKind::LiveSignIns);
        if self.setup.says_yes(&step.key("skip")) {
            return Ok(Ended::With(StepOutcome::Skipped));
        }
        if is_sign_in && self.setup.guide.untested(step).is_empty() {
            return Ok(Ended::With(StepOutcome::Left));
        }
        self.show_heading(number, count);
        let is_asked = self.setup.can_ask_again(step) || !step.is_form();
        if is_asked && let Some(reason) = self.obstacle().await {
            self.setup.context.ui.status(reason);
            return Ok(Ended::With(StepOutcome::Left));
        }
        if matches!(step.kind, StepKind::LiveSignIns) {
            self.explain_live_sign_ins();
        }
        match self.confirm_change()? {
            Some(ended) => Ok(ended),
            None => self.until_done().await,
        }
    }

    fn show_heading(&self, number: usize, count: usize) {
        let targets = self.setup.guide.targets(self.step);
        let environments: Vec<&str> = targets.iter().map(|target| target.name()).collect();
        let ui = &self.setup.context.ui;
        ui.status("");
        ui.heading(&format!(
            "Step {number} of {count}  {} ({})",
            self.step.title(),
            environments.join(" and ")
        ));
    }

    async fn obstacle(&self) -> Option<&'static str> {
        let ui = &self.setup.context.ui;
        let _spinner = ui.spinner("checking what this step needs");
        self.setup.guide.obstacle(self.step).await
    }

    fn explain_live_sign_ins(&self) {
        let guide = &self.setup.guide;
        let untested = guide.untested(self.step);
        let provider = untested.first();
        let host = provider.and_then(|provider| guide.site(self.step, provider));
        let host = host.unwrap_or_default();
        let ui = &self.setup.context.ui;
        ui.status(&text!(words::LIVE_SIGN_IN, host = host));
    }

    /// A value that was saved with a warning is changed only if you want that.
    fn confirm_change(&self) -> Result<Option<Ended>> {
        let status = self.step.status(&self.setup.guide.files)?;
        let StepStatus::Warning(warning) = status else {
            return Ok(None);
        };
        if self.is_redone {
            return Ok(None);
        }
        let ui = &self.setup.context.ui;
        ui.warning(&warning);
        if !self.setup.can_ask_again(self.step) {
            return Ok(Some(Ended::With(StepOutcome::Left)));
        }
        Ok(match ui.confirm_or_back(&question(words::CHANGE_VALUE))? {
            Reply::Answer(true) => None,
            Reply::Answer(false) => Some(Ended::With(StepOutcome::Left)),
            Reply::Back => Some(Ended::Back),
        })
    }

    /// Asks and saves. When a service fails, you choose what to do.
    async fn until_done(&mut self) -> Result<Ended> {
        let mut given = advance_answers(self.setup, self.step)?;
        loop {
            let error = match self.ask_and_save(&mut given).await {
                Err(error) if !self.is_final(&error) => error,
                ended => return ended,
            };
            let ui = &self.setup.context.ui;
            ui.diagnostic(&error.diagnostic);
            if !self.step.is_form() {
                return Ok(Ended::With(StepOutcome::Failed(error.exit)));
            }
            let choices = ["Try again", "Change my answers", "Skip this step"].map(str::to_owned);
            match ui.choose_or_back(&question("What next"), &choices, 0)? {
                Reply::Answer(0) => {}
                Reply::Answer(1) | Reply::Back => {
                    given = Submission::for_other_answers();
                }
                Reply::Answer(_) => return Ok(Ended::With(StepOutcome::Left)),
            }
        }
    }

    /// Whether an error ends the setup: Ctrl-C, and a wrong answer that was given in advance.
    fn is_final(&self, error: &Error) -> bool {
        match error.exit {
            Exit::Interrupted => true,
            Exit::Bug => self.step.is_form(),
            _ => self.step.is_form() && !self.setup.can_ask_again(self.step),
        }
    }

    /// Asks all questions, checks and verifies the answers, and saves them; then runs the step's command, if it has one.
    async fn ask_and_save(&mut self, given: &mut Submission) -> Result<Ended> {
        loop {
            match self.ask_all(given)? {
                Asked::All => {}
                Asked::Left => return self.leave(),
                Asked::Back => return Ok(Ended::Back),
            }
            let violations = self.verify(given).await?;
            if !self.accepts(&violations, given)? {
                continue;
            }
            // What was found may lead to further questions.
            let questions = self.setup.guide.questions(self.step, given)?;
            let is_answered = |question: &Question| given.contains(&question.field.key);
            if questions.iter().all(is_answered) {
                break;
            }
        }
        if self.step.is_form() {
            self.save(given).await
        } else {
            self.run_command(given).await
        }
    }

    async fn save(&mut self, given: &Submission) -> Result<Ended> {
        let saved = {
            let wait = self.setup.guide.saving(self.step, given);
            let ui = &self.setup.context.ui;
            let _spinner = wait.map(|Wait { message, limit }| ui.countdown(&message, limit));
            self.setup.guide.save(self.step, given).await?
        };
        self.setup.set_interrupt_message();
        let ui = &self.setup.context.ui;
        saved.lines.iter().for_each(|line| ui.status(line));
        saved
            .obstacles
            .iter()
            .for_each(|diagnostic| ui.diagnostic(diagnostic));
        Ok(Ended::With(if saved.is_saved {
            StepOutcome::Done
        } else {
            StepOutcome::Left
        }))
    }

    async fn run_command(&mut self, given: &Submission) -> Result<Ended> {
        // A question of yes or no asks whether to run it at all.
        let questions = self.setup.guide.questions(self.step, given)?;
        let is_declined = questions.iter().any(|question| {
            question.field.kind == FieldKind::YesNo && !given.is(&question.field.key, "true")
        });
        if is_declined {
            return Ok(Ended::With(StepOutcome::Left));
        }
        self.setup.guide.save(self.step, given).await?;
        match commands::run(self.setup, self.step).await? {
            StepOutcome::Failed(Exit::Interrupted) => Err(Error::interrupted()),
            outcome => Ok(Ended::With(outcome)),
        }
    }

    /// Leaves the step for later; a provider that you do not use is switched off.
    fn leave(&mut self) -> Result<Ended> {
        let StepKind::Provider(provider) = &self.step.kind else {
            return Ok(Ended::With(StepOutcome::Left));
        };
        if !self.setup.guide.can_switch_off(self.step) || !self.setup.can_ask_again(self.step) {
            return Ok(Ended::With(StepOutcome::Left));
        }
        let file = self.setup.guide.config_file().shown;
        let text = text!(
            words::SWITCH_OFF,
            label = provider.label,
            file = file.display()
        );
        let ui = &self.setup.context.ui;
        match ui.confirm_or_back(&question(&text))? {
            Reply::Answer(false) => Ok(Ended::With(StepOutcome::Left)),
            Reply::Back => Ok(Ended::Back),
            Reply::Answer(true) => {
                let line = self.setup.guide.switch_off(provider)?;
                ui.status(&line);
                Ok(Ended::With(StepOutcome::Skipped))
            }
        }
    }

    /// Asks what has no answer yet. Each answer is checked before the next question.
    fn ask_all(&self, given: &mut Submission) -> Result<Asked> {
        let mut previous: Option<(String, Secret)> = None;
        loop {
            let questions = self.setup.guide.questions(self.step, given)?;
            let is_open = |question: &&Question| !given.contains(&question.field.key);
            let Some(mut next) = questions.iter().find(is_open).cloned() else {
                return Ok(Asked::All);
            };
            // What was answered before you went back is suggested again.
            if let Some((key, answer)) = &previous
                && *key == next.field.key
                && next.field.kind == FieldKind::Line
            {
                next.suggestion = Some(answer.expose().to_owned());
            }
            match self.ask(&next)? {
                Reply::Answer(Some(answer)) => given.set(&next.field.key, answer),
                Reply::Answer(None) => return Ok(Asked::Left),
                Reply::Back => {
                    previous = self.go_back(&questions, given);
                    if previous.is_none() {
                        return Ok(Asked::Back);
                    }
                    continue;
                }
            }
            let mut refused = self.setup.guide.check(self.step, given)?;
            refused.retain(Violation::is_refused);
            self.accepts(&refused, given)?;
        }
    }

    /// Takes back the last answer that you have typed.
    fn go_back(&self, questions: &[Question], given: &mut Submission) -> Option<(String, Secret)> {
        let answers = &self.setup.answers;
        given.take_back_last(|key| {
            let is_asked = questions.iter().any(|question| question.field.key == key);
            is_asked && !answers.contains(key)
        })
    }

    /// Asks one question; None where it is left without an answer.
    fn ask(&self, asked: &Question) -> Result<Reply<Option<Secret>>> {
        let field = &asked.field;
        if let Some(answer) = self.setup.given_to(field)? {
            return Ok(Reply::Answer(Some(answer)));
        }
        let ui = &self.setup.context.ui;
        if !ui.can_ask() {
            return match (&field.kind, field.is_required) {
                (FieldKind::YesNo, _) => Ok(Reply::Answer(Some(Secret::new("false")))),
                (_, true) => Err(unanswered(std::slice::from_ref(&field.key))),
                (_, false) => Ok(Reply::Answer(None)),
            };
        }
        let suggestion = asked.suggestion.as_deref();
        if let (true, false, Some(suggestion)) = (asked.is_usual, self.is_redone, suggestion) {
            let word = self.step.word();
            ui.status(&text!(words::USUAL, value = suggestion, step = word));
            return Ok(Reply::Answer(Some(Secret::new(suggestion))));
        }
        if self.introduced.borrow_mut().insert(field.key.clone()) {
            introduction::show(self.setup, self.step, field);
        }
        let reply = self.prompt(asked)?;
        if let (true, Reply::Answer(Some(secret))) = (field.is_secret(), &reply)
            && !self.step.is_client_id(secret.expose())
        {
            self.setup.register_secret(secret);
        }
        Ok(reply)
    }

    fn prompt(&self, asked: &Question) -> Result<Reply<Option<Secret>>> {
        let (ui, field) = (&self.setup.context.ui, &asked.field);
        let (question, suggestion) = (question(&field.label), asked.suggestion.as_deref());
        let reply = match &field.kind {
            FieldKind::YesNo => ui
                .confirm_or_back(&question)?
                .map(|yes| Some(Secret::new(yes.to_string()))),
            FieldKind::Choice(choices) => {
                let items: Vec<String> =
                    choices.iter().map(|choice| choice.label.clone()).collect();
                let value = |index: usize| choices.get(index).map(|choice| choice.value.as_str());
                ui.choose_or_back(&question, &items, 0)?
                    .map(|index| value(index).map(Secret::new))
            }
            FieldKind::Secret(words) => {
                let words: Vec<&str> = words.iter().map(|word| word.word).collect();
                ui.secret_or_back(&question, &words, suggestion)?
            }
            FieldKind::Line => ui
                .line_or_back(&question, suggestion)?
                .map(|line| line.map(Secret::new)),
        };
        Ok(reply.map(|answer| answer.filter(|answer| answer.expose() != SKIP)))
    }

    /// Checks all answers, and verifies them where that is possible.
    async fn verify(&mut self, given: &Submission) -> Result<Vec<Violation>> {
        let setup = &mut *self.setup;
        let mut violations = setup.guide.check(self.step, given)?;
        if violations.iter().any(Violation::is_refused) {
            return Ok(violations);
        }
        if let Some(Wait { message, limit }) = setup.guide.verification(self.step, given) {
            let guide = &setup.guide;
            setup
                .context
                .require_trust(|| guide.require_trust(self.step, given))?;
            let _spinner = setup.context.ui.countdown(&message, limit);
            violations.extend(setup.guide.verify(self.step, given).await?);
        }
        Ok(violations)
    }

    /// Shows what was found about the answers, and takes back those that cannot be saved. Fails where such an answer was given in advance.
    fn accepts(&self, violations: &[Violation], given: &mut Submission) -> Result<bool> {
        let is_given = |violation: &&Violation| {
            violation.consequence != Consequence::Noted
                && self.setup.answers.contains(&violation.key)
        };
        if let Some(violation) = violations.iter().find(is_given) {
            let diagnostic = &violation.diagnostic;
            let title = format!("{}: {}", self.step.name(), diagnostic.title).into();
            let diagnostic = Diagnostic {
                title,
                ..diagnostic.clone()
            };
            return Err(Error::new(violation.exit, diagnostic));
        }
        let ui = &self.setup.context.ui;
        let mut is_accepted = true;
        for violation in violations {
            match violation.diagnostic.status {
                // A check that could not run says nothing about what you typed.
                Status::Skip => ui.verbose(&violation.diagnostic.title),
                _ => ui.diagnostic(&violation.diagnostic),
            }
            let is_saved = match violation.consequence {
                Consequence::Noted => true,
                Consequence::Refused => false,
                Consequence::Unconfirmed => ui.confirm(&terminal::Question {
                    text: "Save it anyway?",
                    flag: "--offline",
                })?,
            };
            if !is_saved {
                is_accepted = false;
                given.take_back(&violation.key);
            }
        }
        Ok(is_accepted)
    }
}

fn question(text: &str) -> terminal::Question<'_> {
    terminal::Question {
        text,
        flag: "--answers",
    }
}
