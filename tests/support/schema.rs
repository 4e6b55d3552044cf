//! The published schema of the JSON documents.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    options.build(&schema()).unwrap()
});

/// The schema itself.
pub fn schema() -> Value {
    serde_json::from_str(include_str!("../../docs/schema/navauth.schema.json")).unwrap()
}

/// Validates standard output, if it is a document of navauth.
#[track_caller]
pub fn validate(stdout: &str) {
    if !stdout.starts_with('{') {
        return;
    }
    let Ok(document) = serde_json::from_str::<Value>(stdout) else {
        return;
    };
    if document.get("schema_version").is_some() {
        let errors = errors(&document);
        assert!(errors.is_empty(), "{errors:#?}\n{stdout}");
    }
}

/// Why a document does not match the schema.
pub fn errors(document: &Value) -> Vec<String> {
    VALIDATOR
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}
