//! The stages of a Space, and when a change has settled.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

use super::space::SpaceName;
use crate::diagnostics::catalog::hub;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Diagnostic, Help};

/// The kind of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageKind {
    /// The app answers.
    Runs,
    /// On the way to another stage.
    Moves,
    /// Broken.
    Failed,
    /// Not running, and a change of a secret does not start it.
    Rests,
    /// Asleep: healthy, and the next visit wakes it.
    Sleeps,
}

/// A stage of a Space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The Hub's name.
    pub name: &'static str,
    /// Its kind.
    pub kind: StageKind,
    /// A description; follows "the Space".
    pub meaning: &'static str,
    /// The fix, if one is needed.
    pub fix: Help,
}

/// All stages of the Hub.
const STAGES: [Stage; 13] = [
    stage("RUNNING", StageKind::Runs, "runs", Help::NONE),
    stage(
        "RUNNING_BUILDING",
        StageKind::Moves,
        "runs, while its next version is built",
        Help::NONE,
    ),
    stage(
        "RUNNING_APP_STARTING",
        StageKind::Moves,
        "runs, while its next version starts",
        Help::NONE,
    ),
    stage("BUILDING", StageKind::Moves, "is being built", Help::NONE),
    stage("APP_STARTING", StageKind::Moves, "is starting", Help::NONE),
    stage("NO_APP_FILE", StageKind::Failed, "has no app", hub::ADD_APP),
    stage(
        "CONFIG_ERROR",
        StageKind::Failed,
        "has an invalid configuration",
        hub::CORRECT_CONFIGURATION,
    ),
    stage(
        "BUILD_ERROR",
        StageKind::Failed,
        "could not be built",
        hub::READ_BUILD_LOG,
    ),
    stage(
        "RUNTIME_ERROR",
        StageKind::Failed,
        "stopped with an error",
        hub::READ_LOG,
    ),
    stage(
        "DELETING",
        StageKind::Failed,
        "is being deleted",
        Help::NONE,
    ),
    stage("STOPPED", StageKind::Rests, "is stopped", hub::RESTART),
    stage("PAUSED", StageKind::Rests, "is paused", hub::RESTART),
    stage("SLEEPING", StageKind::Sleeps, "is asleep", Help::NONE),
];

const UNKNOWN: Stage = stage(
    "UNKNOWN",
    StageKind::Moves,
    "is in a stage that navauth does not know",
    Help::NONE,
);

const fn stage(name: &'static str, kind: StageKind, meaning: &'static str, fix: Help) -> Stage {
    Stage {
        name,
        kind,
        meaning,
        fix,
    }
}

/// The Hub's response about a Space.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Runtime {
    stage: String,
    #[serde(default)]
    error_message: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    domains: Vec<Domain>,
}

#[derive(Clone, Debug, Deserialize)]
struct Domain {
    #[serde(default)]
    domain: String,
}

/// A field that may be null.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// The Hub's error for a Space in which a name is both a secret and a variable.
const COLLISION: &str = "collision on variables and secrets";

impl Runtime {
    /// The stage from the table.
    pub fn stage(&self) -> Stage {
        STAGES
            .into_iter()
            .find(|stage| stage.name == self.stage)
            .unwrap_or(UNKNOWN)
    }

    /// The Hub's name of the stage, even if the table does not contain it.
    pub fn stage_name(&self) -> String {
        sanitize(&self.stage)
    }

    /// The host of the app: from the Hub, else derived from the Space's name.
    pub fn host(&self, space: &SpaceName) -> String {
        let plain = |host: &&Domain| {
            !host.domain.is_empty()
                && host
                    .domain
                    .chars()
                    .all(|character| character.is_ascii_alphanumeric() || ".-".contains(character))
        };
        self.domains
            .iter()
            .find(plain)
            .map_or_else(|| space.host(), |domain| domain.domain.clone())
    }

    /// Whether the app answers, or does so at the next visit.
    pub fn answers(&self) -> bool {
        matches!(self.stage().kind, StageKind::Runs | StageKind::Sleeps)
    }

    /// Whether the app is served at this host.
    pub fn serves(&self, space: &SpaceName, host: &str) -> bool {
        host.eq_ignore_ascii_case(&space.host())
            || self
                .domains
                .iter()
                .any(|domain| domain.domain.eq_ignore_ascii_case(host))
    }

    /// The diagnostic for a Space that is not running; None if it is.
    pub fn diagnostic(&self, space: &SpaceName) -> Option<Diagnostic> {
        let stage = self.stage();
        let code = match stage.kind {
            StageKind::Runs | StageKind::Moves | StageKind::Sleeps => return None,
            StageKind::Failed if self.collides() => &hub::NAME_COLLISION,
            StageKind::Failed => &hub::SPACE_FAILED,
            StageKind::Rests => &hub::SPACE_RESTS,
        };
        let diagnostic = code.diagnostic(&[
            ("space", space),
            ("state", &stage.meaning),
            ("stage", &stage.name),
        ]);
        let diagnostic = if diagnostic.is(&hub::NAME_COLLISION) {
            diagnostic
        } else {
            diagnostic.with_help(&stage.fix, &[("space", space)])
        };
        let seen = self
            .error_message
            .as_deref()
            .and_then(|message| message.lines().rfind(|line| !line.trim().is_empty()));
        Some(match seen {
            Some(line) => diagnostic.observed(sanitize(line)),
            None => diagnostic,
        })
    }
}

impl Runtime {
    fn collides(&self) -> bool {
        let message = self.error_message.as_deref().unwrap_or_default();
        message.to_lowercase().contains(COLLISION)
    }
}

/// Detects when a change has taken effect. At first the Hub may still return the old stage, which counts only after a while.
#[derive(Debug)]
pub struct Settled {
    moved: bool,
}

impl Settled {
    /// How long the Hub may take to report that a restart has started.
    pub const RESTART_STARTS_WITHIN: Duration = Duration::from_secs(5);

    /// `changed`: whether a restart is expected.
    pub fn new(changed: bool) -> Self {
        Self { moved: !changed }
    }

    /// Whether this stage, so long after the change, is final.
    pub fn at(&mut self, stage: Stage, since: Duration) -> bool {
        match stage.kind {
            StageKind::Moves => {
                self.moved = true;
                false
            }
            StageKind::Rests | StageKind::Sleeps => true,
            StageKind::Runs | StageKind::Failed => {
                self.moved || since >= Self::RESTART_STARTS_WITHIN
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Runtime, Settled, StageKind};
    use serde_json::json;
    use std::time::Duration;

    fn runtime(stage: &str) -> Runtime {
        serde_json::from_value(
            json!({"stage": stage, "hardware": {"current": null, "requested": "cpu-basic"}, "replicas": {"requested": 1}}),
        )
        .unwrap()
    }

    #[test]
    fn the_stage_before_the_restart_is_not_its_end() {
        let at = |settled: &mut Settled, name, seconds| {
            settled.at(runtime(name).stage(), Duration::from_secs(seconds))
        };
        let mut settled = Settled::new(true);
        assert!(!at(&mut settled, "RUNNING", 0));
        assert!(!at(&mut settled, "RUNTIME_ERROR", 1));
        assert!(!at(&mut settled, "RUNNING_APP_STARTING", 2));
        assert!(at(&mut settled, "RUNNING", 3));
        assert!(at(&mut Settled::new(true), "RUNNING", 5));
        assert!(at(&mut Settled::new(true), "PAUSED", 0));
        assert!(!at(&mut Settled::new(true), "SOMETHING_NEW", 100));
        assert!(at(&mut Settled::new(false), "RUNNING", 0));
    }

    #[test]
    fn the_host_is_the_hubs_word_where_it_is_one() {
        let space = "user/tmp_test_space".parse().unwrap();
        let with = |domain: &str| {
            serde_json::from_value::<Runtime>(
                json!({"stage": "RUNNING", "domains": [{"domain": domain, "stage": "READY"}]}),
            )
            .unwrap()
        };
        assert_eq!(
            with("www.communityone.com").host(&space),
            "www.communityone.com"
        );
        assert_eq!(
            with("evil/\u{1b}[2J").host(&space),
            "user-tmp-test-space.hf.space"
        );
        assert_eq!(
            runtime("RUNNING").host(&space),
            "user-tmp-test-space.hf.space"
        );
    }

    #[test]
    fn a_space_that_does_not_run_has_a_finding() {
        let space = "user/app".parse().unwrap();
        let id = |name| {
            runtime(name)
                .diagnostic(&space)
                .map(|diagnostic| diagnostic.id())
        };
        assert_eq!(id("RUNNING"), None);
        assert_eq!(id("RUNTIME_ERROR"), Some("hub.space-failed"));
        assert_eq!(id("PAUSED"), Some("hub.space-rests"));
        assert_eq!(id("SLEEPING"), None);
        assert_eq!(id("CONFIG_ERROR"), Some("hub.space-failed"));
        assert_eq!(id("SOMETHING_NEW"), None);
        let with = |value| serde_json::from_value::<Runtime>(value).unwrap();
        for message in [
            "Collision on variables and secrets names",
            "Error: collision on variables and secrets names: HF_TOKEN",
        ] {
            let runtime = with(json!({"stage": "CONFIG_ERROR", "errorMessage": message}));
            let diagnostic = runtime.diagnostic(&space).unwrap();
            assert_eq!(diagnostic.id(), "hub.name-collision");
            assert!(
                diagnostic
                    .fix
                    .unwrap()
                    .text
                    .contains("delete the variables")
            );
        }
        let other = with(json!({"stage": "CONFIG_ERROR", "errorMessage": "invalid sdk"}));
        assert_eq!(other.diagnostic(&space).unwrap().id(), "hub.space-failed");
        let bare = with(json!({"stage": "SOMETHING_NEW", "domains": null}));
        assert_eq!(
            (bare.stage_name().as_str(), bare.stage().name),
            ("SOMETHING_NEW", "UNKNOWN")
        );
        assert_eq!(bare.host(&space), "user-app.hf.space");
        assert_eq!(
            with(json!({"stage": "RUNNING", "domains": [{}]})).host(&space),
            "user-app.hf.space"
        );
        assert!(
            super::STAGES
                .iter()
                .all(|stage| (stage.kind == StageKind::Runs) == (stage.name == "RUNNING"))
        );
    }
}
