//! The answers to the questions of one step, in the order in which they were given.

use crate::secret::Secret;

/// Answers by the key of their question. An empty answer leaves a question without one.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    answers: Vec<(String, Secret)>,
    /// Whether questions that the settings answer are asked too.
    pub(super) asks_everything: bool,
}

impl Submission {
    /// Without answers, for a step whose answers did not work: what the settings answer is asked too.
    pub fn for_other_answers() -> Self {
        Self {
            asks_everything: true,
            ..Self::default()
        }
    }

    /// Adds an answer, or replaces it.
    pub fn set(&mut self, key: &str, answer: Secret) {
        match self.answers.iter_mut().find(|(known, _)| known == key) {
            Some((_, changed)) => *changed = answer,
            None => self.answers.push((key.to_owned(), answer)),
        }
    }

    /// The answer to a question, where it is not empty.
    pub fn get(&self, key: &str) -> Option<&Secret> {
        let answer = self.answers.iter().find(|(known, _)| known == key);
        answer
            .map(|(_, answer)| answer)
            .filter(|answer| !answer.is_empty())
    }

    /// Whether the answer is this text.
    pub fn is(&self, key: &str, text: &str) -> bool {
        self.get(key).is_some_and(|answer| answer.expose() == text)
    }

    /// Whether a question was answered, also with an empty answer.
    pub fn contains(&self, key: &str) -> bool {
        self.answers.iter().any(|(known, _)| known == key)
    }

    /// Takes back the answer to a question and all later ones.
    pub fn take_back(&mut self, key: &str) {
        if let Some(index) = self.answers.iter().position(|(known, _)| known == key) {
            self.answers.truncate(index);
        }
    }

    /// Takes back the last answer that `is_own` accepts and all later ones. Returns it; None if there is none.
    pub fn take_back_last(&mut self, is_own: impl Fn(&str) -> bool) -> Option<(String, Secret)> {
        let index = self.answers.iter().rposition(|(key, _)| is_own(key))?;
        self.answers.drain(index..).next()
    }
}

#[cfg(test)]
mod tests {
    use super::Submission;
    use crate::secret::Secret;

    #[test]
    fn answers_are_taken_back_from_the_last() {
        let mut answers = Submission::default();
        for key in ["a", "b", "c"] {
            answers.set(key, Secret::new(key));
        }
        answers.set("a", Secret::new("changed"));
        assert!(answers.is("a", "changed") && answers.contains("c"));
        let (key, answer) = answers.take_back_last(|key| key != "c").unwrap();
        assert_eq!((key.as_str(), answer.expose()), ("b", "b"));
        assert!(!answers.contains("b") && !answers.contains("c"));
        answers.take_back("a");
        assert!(answers.take_back_last(|_| true).is_none());
    }
}
