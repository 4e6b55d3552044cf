//! The JSON document that `--json` prints.
//!
//! It has the fields of every document, and those of the command's answer.

use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Revealed, Ui, safe_line};
use crate::diagnostics::redaction::{escape_json, redact_json};
use crate::diagnostics::{Error, Exit, Result};

/// The version of the JSON documents; rises when a field changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

impl Ui {
    /// Says once which `.env` file the settings come from: on standard error, or in every JSON document as `env_file`.
    pub fn announce_env_file(&self, file: Option<&Path>) {
        self.announce(
            file,
            "settings from the process environment; no .env file was read",
        );
    }

    /// The same for a command that creates the file if it does not exist.
    pub fn announce_env_file_to_create(&self, file: Option<&Path>) {
        self.announce(file, "there is no .env file yet");
    }

    fn announce(&self, file: Option<&Path>, without: &str) {
        let name = file.map(|file| safe_line(&file.display().to_string()));
        if !self.options.json {
            self.status(&match &name {
                Some(name) => format!("settings from {name}"),
                None => without.to_owned(),
            });
        }
        *self.env_file.borrow_mut() = Some(name.into());
    }

    /// With `--json`, keeps the answers from here on for the one document of a command that runs others, instead of printing each.
    pub fn collect(&self) {
        *self.parts.borrow_mut() = Some(Vec::new());
    }

    /// Stores an answer if answers are being stored. Returns whether they are.
    pub(super) fn keep(&self, fields: &Map<String, Value>) -> bool {
        let mut parts = self.parts.borrow_mut();
        parts
            .iter_mut()
            .for_each(|parts| parts.push(Value::Object(fields.clone())));
        parts.is_some()
    }

    /// The answers that were kept; from here on they are printed again.
    pub fn collected(&self) -> Vec<Value> {
        self.parts.borrow_mut().take().unwrap_or_default()
    }

    /// The document of an answer as text, for a file; secrets masked.
    pub fn json_document(&self, answer: &impl Serialize, exit: Exit) -> Result<String> {
        match serde_json::to_value(answer) {
            Ok(Value::Object(fields)) => Ok(self.document_text(exit, fields, None)),
            Ok(_) | Err(_) => Err(Error::bug("an answer is not a JSON object")),
        }
    }

    /// The head of a document whose rows are too many to be held: everything up to the first of them. Whether all went well is said at the end.
    pub fn document_head(&self, rows: &str) -> String {
        self.answered.set(true);
        let command = Value::from(self.command.get());
        let env_file = self
            .env_file
            .borrow()
            .clone()
            .map_or_else(String::new, |name| format!("\n  \"env_file\": {name},"));
        format!(
            "{{\n  \"schema_version\": {SCHEMA_VERSION},\n  \"command\": {command},{env_file}\n  \"{rows}\": ["
        )
    }

    /// The end of such a document.
    pub fn document_tail(exit: Exit, fields: Map<String, Value>) -> String {
        let mut tail = format!(
            "\n  ],\n  \"ok\": {},\n  \"exit_code\": {}",
            exit == Exit::Done,
            exit.code()
        );
        for (name, mut value) in fields {
            redact_json(&mut value);
            tail += &format!(",\n  \"{name}\": {value}");
        }
        tail + "\n}\n"
    }

    /// Prints the document.
    pub(super) fn document(
        &self,
        exit: Exit,
        fields: Map<String, Value>,
        revealed: Option<Revealed<'_>>,
    ) -> Result<()> {
        self.answered.set(true);
        self.write_out(&self.document_text(exit, fields, revealed))
    }

    /// The document, with the secrets masked inside its strings so that it stays valid; but for the one field that is to be revealed.
    fn document_text(
        &self,
        exit: Exit,
        fields: Map<String, Value>,
        revealed: Option<Revealed<'_>>,
    ) -> String {
        let mut document = Map::new();
        document.insert("schema_version".into(), SCHEMA_VERSION.into());
        document.insert("command".into(), self.command.get().into());
        document.insert("ok".into(), (exit == Exit::Done).into());
        document.insert("exit_code".into(), exit.code().into());
        if let Some(env_file) = self.env_file.borrow().as_ref() {
            document.insert("env_file".into(), env_file.clone());
        }
        document.extend(fields);
        let mut value = Value::Object(document);
        redact_json(&mut value);
        if let Some((field, secret)) = revealed {
            value[field] = secret.expose().into();
        }
        escape_json(&format!("{value:#}\n"))
    }
}
