//! What forbids an upload, besides the checks of the values: the key of development, and what the target has or lacks.

use std::path::Path;

use super::{Present, uploaded};
use crate::checks;
use crate::config::settings::{Origin, Settings};
use crate::config::variables::{Need, Variable, guide};
use crate::config::{LoadedSettings, session_key};
use crate::database::url::variables_read;
use crate::diagnostic;
use crate::diagnostics::catalog::{jwt, push};
use crate::diagnostics::{Diagnostic, Result, Status};
use crate::process::quoted;

/// The problems of the values that a file would upload, by line. `development` contains the settings of this machine.
pub fn check_values(file: &LoadedSettings, development: &Settings) -> Result<Vec<Diagnostic>> {
    let uploaded = file
        .settings
        .only(|name| uploaded(&file.settings).any(|variable| variable.name == name));
    let mut problems = checks::preflight(&uploaded, file.env_file.as_ref())?;
    let is_about_key =
        |problem: &Diagnostic| problem.about.iter().any(|name| name == session_key::NAME);
    if !problems.iter().any(is_about_key) {
        problems.extend(check_key(&uploaded, development));
    }
    let line = |problem: &Diagnostic| problem.source.as_ref().and_then(|source| source.line);
    problems.sort_by_key(|problem| line(problem).unwrap_or(usize::MAX));
    Ok(problems)
}

/// The key of this machine may be in the process environment or in a file elsewhere, where the check of both files does not see it.
fn check_key(file: &Settings, development: &Settings) -> Option<Diagnostic> {
    let key = file.get_non_empty(session_key::NAME)?;
    let other = development.get_non_empty(session_key::NAME)?;
    let same_file = matches!(&other.origin, Origin::EnvFile { path, .. } if Some(path) == file.env_file.as_ref());
    (other.value == key.value && !same_file).then(|| {
        let path = file.env_file.as_deref();
        let location = match &other.origin {
            Origin::Process => "the process environment".to_owned(),
            origin => origin.to_string(),
        };
        let diagnostic = diagnostic!(
            jwt::IN_BOTH_ENVIRONMENTS,
            file = location,
            production_file = quoted(path.unwrap_or(Path::new(".env.production")))
        );
        Diagnostic {
            source: key.origin.source(),
            ..diagnostic
        }
    })
}

/// The variables that the app needs on a Space and that neither the file nor the Space has.
pub fn missing(file: &Settings, present: &Present) -> Vec<Diagnostic> {
    let location = file
        .env_file
        .as_ref()
        .map_or_else(|| "the file".to_owned(), |path| path.display().to_string());
    let is_set = |name: &str| file.get_non_empty(name).is_some() || present.contains_key(name);
    let lacking = guide().filter(|variable| match variable.name {
        "DATABASE_URL" => !variables_read(file).iter().any(|name| is_set(name)),
        name => !is_set(name),
    });
    let diagnostic = |variable: &Variable| {
        let reason = match variable.need {
            Need::Production => push::DEVELOPMENT_DEFAULT,
            Need::OnSpaces => push::NO_START_ON_SPACE,
            Need::WithProvider | Need::Never => return None,
        };
        let diagnostic = diagnostic!(
            push::MISSING,
            name = variable.name,
            file = location,
            purpose = variable.purpose
        );
        Some(diagnostic.reason(reason))
    };
    lacking.filter_map(diagnostic).collect()
}

/// The variables to upload that are public variables of a Space: after the upload it would not start.
pub fn public_variables(space: &str, public: &[String]) -> Vec<Diagnostic> {
    let problems = checks::public_variables(space, public);
    problems
        .map(|(_, problem)| Diagnostic {
            status: Status::Fail,
            ..problem
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{check_key, missing, public_variables};
    use crate::config::settings::{Origin, Settings};

    const KEY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";

    #[test]
    fn the_key_of_this_machine_is_a_problem() {
        let settings = |key: &str, origin: Origin| {
            let mut settings = Settings::default();
            settings.put("JWT_SECRET_KEY", key, origin);
            settings
        };
        let file = settings(KEY, Origin::Default);
        let problem = check_key(&file, &settings(KEY, Origin::Process)).unwrap();
        assert_eq!(problem.id(), "jwt.in-both-environments");
        assert_eq!(
            problem.title,
            "JWT_SECRET_KEY is the same in the process environment"
        );
        assert!(check_key(&file, &settings("another", Origin::Process)).is_none());
        assert!(check_key(&file, &Settings::default()).is_none());
    }

    #[test]
    fn a_variable_may_be_on_the_space_already() {
        let mut file = Settings::default();
        file.put("JWT_SECRET_KEY", KEY, Origin::Default);
        file.put("DATABASE_URL", "", Origin::Default);
        let titles = |present: &[&str]| {
            let present = present
                .iter()
                .map(|name| ((*name).to_owned(), None))
                .collect();
            missing(&file, &present)
                .iter()
                .map(|diagnostic| diagnostic.title.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            titles(&["FRONTEND_URL"]),
            ["DATABASE_URL is set neither in the file nor on the Space"]
        );
        assert!(titles(&["FRONTEND_URL", "DATABASE_URL"]).is_empty());
    }

    #[test]
    fn a_public_variable_of_the_guide_has_its_own_fix() {
        let public = ["JWT_SECRET_KEY", "FRONTEND_URL", "MODEL"].map(str::to_owned);
        let findings = public_variables("user/app", &public);
        let ids: Vec<_> = findings.iter().map(|diagnostic| diagnostic.id()).collect();
        assert_eq!(ids, ["space.public-secret", "space.public-name"]);
        let command = findings[0].fix.as_ref().unwrap().command.as_deref();
        assert_eq!(
            command,
            Some("hf spaces variables delete user/app JWT_SECRET_KEY --yes")
        );
    }
}
