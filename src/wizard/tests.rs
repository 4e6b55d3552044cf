//! A face without a terminal: status, questions, check, verify, save.

use std::path::Path;

use super::{
    Consequence, Environment, FieldKind, Guide, Question, Step, StepStatus, Submission, steps,
};
use crate::config::SettingsSources;
use crate::config::settings::Settings;
use crate::neon::api::Event;
use crate::process::{Env, Streams};
use crate::secret::Secret;

const ID: &str = "Ov23liAbCdEfGhIjKlMn";
const SECRET: &str = "0123456789abcdef0123456789abcdef01234567";
const GOOGLE_ID: &str = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com";
const GOOGLE_SECRET: &str = "GOCSPX-AbCdEfGhIjKlMnOpQrStUvWxYz12";

/// What a guide borrows.
struct Surroundings {
    folder: tempfile::TempDir,
    env: Env,
    settings: Settings,
    layers: SettingsSources,
}

fn quiet(_: Event) {}

impl Surroundings {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let env = Env::for_test(Vec::new(), path, Streams::closed(), || {
            "2026-11-20T12:30:00Z".parse().unwrap()
        });
        Self {
            folder,
            env,
            settings: Settings::default(),
            layers: SettingsSources::default(),
        }
    }

    fn guide(&self) -> Guide<'_> {
        let mut guide = Guide::new(&self.env, &self.settings, &self.layers, &quiet).unwrap();
        guide.is_offline = true;
        guide
    }

    fn step(&self, environment: Environment, name: &str) -> Step {
        let names = [name.to_owned()];
        let mut found = steps(&self.settings, &[environment], &names).unwrap();
        found.remove(0)
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).unwrap_or_default()
    }
}

fn answers(pairs: &[(&str, &str)]) -> Submission {
    let mut submission = Submission::default();
    for (key, answer) in pairs {
        submission.set(key, Secret::new(*answer));
    }
    submission
}

fn keys(questions: &[Question]) -> Vec<&str> {
    questions
        .iter()
        .map(|question| question.field.key.as_str())
        .collect()
}

/// The keys of refused answers, with the ids of the problems.
fn refused(guide: &Guide<'_>, step: &Step, given: &Submission) -> Vec<(String, &'static str)> {
    let mut violations = guide.check(step, given).unwrap();
    violations.retain(|violation| violation.consequence == Consequence::Refused);
    violations
        .into_iter()
        .map(|violation| (violation.key, violation.diagnostic.id()))
        .collect()
}

async fn save(guide: &mut Guide<'_>, step: &Step, given: &Submission) -> Vec<String> {
    assert!(refused(guide, step, given).is_empty());
    assert!(guide.verify(step, given).await.unwrap().is_empty());
    guide.save(step, given).await.unwrap().lines
}

#[tokio::test]
async fn a_step_is_done_without_a_terminal() {
    let around = Surroundings::new();
    let mut guide = around.guide();
    guide.environments = &[Environment::Development];
    let step = around.step(Environment::Development, "github");
    let status = guide.status(&step).await.unwrap();
    assert_eq!(status, StepStatus::ToDo(String::new()));
    let (id, secret) = (
        "development.github.client-id",
        "development.github.client-secret",
    );
    let questions = guide.questions(&step, &Submission::default()).unwrap();
    assert_eq!(keys(&questions), [id, secret]);
    assert_eq!(questions[0].field.label, "GitHub Client ID");
    assert_eq!(questions[1].field.kind, FieldKind::Secret(&[]));
    // Each problem belongs to the answer that causes it.
    for (given, problem) in [
        (&[(id, SECRET)][..], (id, "setup.secret-as-id")),
        (
            &[(id, "12345"), (secret, SECRET)],
            (id, "credential.wrong-format"),
        ),
        (&[(id, ID), (secret, ID)], (secret, "credential.wrong-kind")),
    ] {
        let found = refused(&guide, &step, &answers(given));
        assert_eq!(found, [(problem.0.to_owned(), problem.1)]);
    }
    let given = answers(&[(id, ID), (secret, SECRET)]);
    let lines = save(&mut guide, &step, &given).await;
    assert_eq!(
        lines,
        ["Saved GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET in .env."]
    );
    let status = guide.status(&step).await.unwrap();
    assert_eq!(status, StepStatus::Done(String::new()));
    let text = format!("GITHUB_CLIENT_ID={ID}\nGITHUB_CLIENT_SECRET={SECRET}\n");
    assert_eq!(around.read(".env"), text);
    // It can be done again: what is saved is suggested.
    let questions = guide.questions(&step, &Submission::default()).unwrap();
    assert_eq!(questions[0].suggestion.as_deref(), Some(ID));
}

#[tokio::test]
async fn an_answer_leads_to_further_questions() {
    let around = Surroundings::new();
    let guide = around.guide();
    let step = around.step(Environment::Development, "database");
    let key = "development.database-url";
    let asked = |given: &[(&str, &str)]| {
        let questions = guide.questions(&step, &answers(given)).unwrap();
        keys(&questions)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(asked(&[]), [key]);
    assert_eq!(asked(&[(key, "sqlite")]), [key]);
    assert_eq!(asked(&[(key, "neon")]), [key, "neon-api-key"]);
    let google = around.step(Environment::Development, "google");
    let id = "development.google.client-id";
    let given = answers(&[(id, "'client_secret_1.json'")]);
    let questions = guide.questions(&google, &given).unwrap();
    assert_eq!(keys(&questions), [id], "the file contains the secret");
    // A file that cannot be read is a problem of that answer.
    assert_eq!(refused(&guide, &google, &given)[0].0, id);
}

#[tokio::test]
async fn one_app_is_saved_for_both_environments() {
    let around = Surroundings::new();
    let mut guide = around.guide();
    let step = around.step(Environment::Development, "google");
    let given = answers(&[
        ("development.google.client-id", GOOGLE_ID),
        ("development.google.client-secret", GOOGLE_SECRET),
    ]);
    let lines = save(&mut guide, &step, &given).await;
    assert_eq!(
        lines,
        ["Saved GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET in .env and .env.production."]
    );
    assert_eq!(around.read(".env"), around.read(".env.production"));
    // Production can get an app of its own afterwards.
    let production = around.step(Environment::Production, "google");
    let questions = guide
        .questions(&production, &Submission::default())
        .unwrap();
    assert_eq!(keys(&questions)[0], "production.google.same-app");
    // GitHub's apps are separate.
    let github = around.step(Environment::Development, "github");
    assert_eq!(guide.targets(&github), [Environment::Development]);
}

#[tokio::test]
async fn a_session_key_is_replaced_only_after_a_yes() {
    let around = Surroundings::new();
    let mut guide = around.guide();
    let step = around.step(Environment::Development, "session-key");
    assert!(
        guide
            .questions(&step, &Submission::default())
            .unwrap()
            .is_empty()
    );
    let _ = save(&mut guide, &step, &Submission::default()).await;
    let before = around.read(".env");
    assert!(before.starts_with("JWT_SECRET_KEY="), "{before}");
    let key = "development.jwt-secret-key.replace";
    let questions = guide.questions(&step, &Submission::default()).unwrap();
    assert_eq!(keys(&questions), [key]);
    assert!(
        save(&mut guide, &step, &answers(&[(key, "false")]))
            .await
            .is_empty()
    );
    assert_eq!(around.read(".env"), before);
    assert_eq!(
        save(&mut guide, &step, &answers(&[(key, "true")]))
            .await
            .len(),
        1
    );
    assert_ne!(around.read(".env"), before);
    assert!(!around.folder.path().join("navauth.toml").exists());
    assert!(Path::new(&guide.file_name(Environment::Development)).ends_with(".env"));
}
