//! The inputs of a form: questions with what was entered, and what was found about it.

use maud::{Markup, html};

use super::draft::Draft;
use super::form::{ASKED, word_name};
use super::layout::diagnostic;
use crate::diagnostics::catalog::setup as words;
use crate::secret::Secret;
use crate::web_page::linked;
use crate::wizard::{Field, FieldKind, NEON_API_KEY, Question, Word};

/// The inputs of a form.
pub struct Inputs<'page> {
    pub draft: &'page Draft,
}

impl Inputs<'_> {
    /// One question with what was found about its answer.
    pub fn input(&self, question: &Question) -> Markup {
        let field = &question.field;
        let problems = self.problems(field);
        let describes = format!("{}-hint", field.key);
        let is_wrong = !problems.is_empty();
        html! {
            div.field {
                input type="hidden" name=(ASKED) value=(field.key);
                @match &field.kind {
                    FieldKind::YesNo => label {
                        input type="checkbox" name=(field.key) value="true"
                            checked[self.draft.given.is(&field.key, "true")];
                        " " (field.label)
                    },
                    FieldKind::Choice(choices) => {
                        label for=(field.key) { (field.label) }
                        select id=(field.key) name=(field.key) {
                            @for choice in choices {
                                option value=(choice.value) selected[self.draft.given.is(&field.key, &choice.value)] { (choice.label) }
                            }
                        }
                    },
                    FieldKind::Secret([]) => {
                        label for=(field.key) { (field.label) }
                        (self.secret(field, &describes, is_wrong))
                    },
                    FieldKind::Secret(known) => (self.words(question, known, &describes)),
                    FieldKind::Line => {
                        label for=(field.key) { (field.label) }
                        input type="text" id=(field.key) name=(field.key) autocomplete="off" autocapitalize="off"
                            spellcheck="false" aria-describedby=(describes) aria-invalid=[is_wrong.then_some("true")]
                            autofocus[is_wrong] value=(self.line(question));
                    },
                }
                div id=(describes) {
                    @if field.key == NEON_API_KEY { p.hint { (linked(words::NEON_KEY_PAGE)) } }
                    @for problem in &problems { (problem) }
                }
            }
        }
    }

    fn problems(&self, field: &Field) -> Vec<Markup> {
        let own = |key: &str| key == field.key;
        let violations = self.draft.violations.iter().filter(|found| own(&found.key));
        let mut problems: Vec<Markup> = violations
            .map(|violation| diagnostic(&violation.diagnostic))
            .collect();
        if self.draft.missing.iter().any(|key| own(key)) {
            let text = format!("Enter the {}.", field.label);
            problems.push(html! { div.diagnostic.fail { p { (text) } } });
        }
        problems
    }

    /// The text of a line: what was entered, otherwise the suggestion.
    fn line<'own>(&'own self, question: &'own Question) -> &'own str {
        let entered = self.draft.given.get(&question.field.key);
        let entered = entered.map(Secret::expose);
        entered
            .or(question.suggestion.as_deref())
            .unwrap_or_default()
    }

    fn secret(&self, field: &Field, describes: &str, is_wrong: bool) -> Markup {
        let entered = self.draft.given.get(&field.key);
        let is_word = |secret: &&Secret| match &field.kind {
            FieldKind::Secret(words) => words.iter().any(|known| known.word == secret.expose()),
            _ => false,
        };
        let kept = entered.filter(|secret| !is_word(secret)).map(|secret| {
            let length = secret.expose().chars().count();
            format!("entered, {length} characters; leave empty to keep it")
        });
        html! {
            span.secret {
                input type="password" id=(field.key) name=(field.key) autocomplete="off" spellcheck="false"
                    aria-describedby=(describes) aria-invalid=[is_wrong.then_some("true")] autofocus[is_wrong] placeholder=[kept];
                button.plain type="button" data-reveal=(field.key) aria-pressed="false" hidden { "Show" }
            }
        }
    }

    /// A secret, or one of these words instead.
    fn words(&self, question: &Question, known: &[Word], describes: &str) -> Markup {
        let field = &question.field;
        let name = word_name(&field.key);
        let entered = self.draft.given.get(&field.key);
        let entered = entered.map(Secret::expose);
        let chosen = entered.or(question.suggestion.as_deref());
        let is_word = known.iter().any(|word| Some(word.word) == chosen);
        html! {
            fieldset {
                legend { (field.label) }
                @for word in known {
                    label {
                        input type="radio" name=(name) value=(word.word) checked[Some(word.word) == chosen];
                        " " (word.word) ": " (word.meaning)
                    }
                }
                label {
                    input type="radio" name=(name) value="" checked[!is_word];
                    " a PostgreSQL connection string"
                }
                label for=(field.key) { "Connection string" }
                (self.secret(field, describes, !self.problems(field).is_empty()))
            }
        }
    }
}
