//! The published schema of the JSON documents.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema = include_str!("../../docs/schema/navauth.schema.json");
    jsonschema::draft202012::new(&serde_json::from_str(schema).unwrap()).unwrap()
});

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
