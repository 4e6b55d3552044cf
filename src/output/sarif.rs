//! SARIF 2.1.0, in the subset that GitHub's code scanning reads.
//!
//! Contains no snippets of files: a line of `.env` may contain a secret.
//! Source: OASIS SARIF 2.1.0; docs.github.com, "SARIF support for code scanning".

use serde_json::{Value, json};

use super::Report;
use super::fingerprint::fingerprints;
use super::format::{Format, Job};
use super::github::message;
use crate::diagnostics::redaction::escape_json;
use crate::diagnostics::{Diagnostic, Status};
use crate::diagnostics::{Error, Result};
use crate::words::capitalize;

pub static FORMAT: Format = Format {
    name: "sarif",
    render,
    for_github: false,
};

/// The characters besides letters and digits that need no escaping in the path of a URI (RFC 3986 section 3.3).
const PATH: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

/// The report as a SARIF log of one run, without passes. Unknown results are notifications, not alerts.
fn render(job: &Job) -> Result<String> {
    let report = job.places.locate(job.report);
    let prints = fingerprints(&report.findings, job.places);
    let alerts: Vec<(&Diagnostic, String)> = report
        .findings
        .iter()
        .zip(prints)
        .filter(|(diagnostic, _)| matches!(diagnostic.status, Status::Fail | Status::Warn))
        .collect();
    let mut rules: Vec<&Diagnostic> = Vec::new();
    for (diagnostic, _) in &alerts {
        if !rules.iter().any(|known| known.code == diagnostic.code) {
            rules.push(diagnostic);
        }
    }
    let results: Vec<Value> = alerts
        .iter()
        .map(|(diagnostic, print)| result(job, diagnostic, print, &rules))
        .collect();
    let environment = report.environment.as_deref().unwrap_or("any");
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "navauth",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|diagnostic| rule(diagnostic, &report)).collect::<Vec<_>>(),
            }},
            "automationDetails": { "id": format!("navauth/{}/{environment}/", report.command) },
            "invocations": [{
                "executionSuccessful": true,
                "endTimeUtc": job.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
                "toolExecutionNotifications": report.findings.iter().filter(|diagnostic| diagnostic.status == Status::Skip).map(notification).collect::<Vec<_>>(),
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let text = serde_json::to_string_pretty(&log)
        .map_err(|_| Error::bug("the SARIF report could not be made"))?;
    Ok(escape_json(&text) + "\n")
}

fn rule(diagnostic: &Diagnostic, report: &Report) -> Value {
    let command = report.command;
    let words = (report.lookup)(diagnostic.code).map_or_else(
        || words(diagnostic.id()),
        |known| format!("{}.", capitalize(known.claim)),
    );
    let help = format!("`navauth {command}` shows this problem with its reason and its fix.");
    let mut rule = json!({
        "id": diagnostic.id(),
        "shortDescription": { "text": words },
        "fullDescription": { "text": words },
        "help": { "text": help },
        "defaultConfiguration": { "level": level(diagnostic.status) },
        "properties": { "tags": ["authentication", "configuration"] },
    });
    if let Some(page) = diagnostic
        .docs
        .as_deref()
        .filter(|page| page.starts_with("https://"))
    {
        rule["helpUri"] = page.into();
    }
    rule
}

fn result(job: &Job, diagnostic: &Diagnostic, print: &str, rules: &[&Diagnostic]) -> Value {
    let file = diagnostic.source.as_ref().map_or_else(
        || job.places.fallback(),
        |source| job.places.path(&source.file),
    );
    let line = diagnostic
        .source
        .as_ref()
        .and_then(|source| source.line)
        .unwrap_or(1);
    let uri = percent_encoding::utf8_percent_encode(&file, PATH).to_string();
    let place = if uri.starts_with('/') {
        json!({ "uri": format!("file://{uri}") })
    } else {
        json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
    };
    json!({
        "ruleId": diagnostic.id(),
        "ruleIndex": rules.iter().position(|rule| rule.code == diagnostic.code),
        "level": level(diagnostic.status),
        "message": { "text": format!("{}.\n{}", diagnostic.title, message(diagnostic)) },
        "locations": [{ "physicalLocation": { "artifactLocation": place, "region": { "startLine": line } } }],
        "partialFingerprints": { "primaryLocationLineHash": print },
    })
}

fn notification(diagnostic: &Diagnostic) -> Value {
    json!({
        "descriptor": { "id": diagnostic.id() },
        "level": "note",
        "message": { "text": format!("{}.\n{}", diagnostic.title, message(diagnostic)) },
    })
}

fn level(status: Status) -> &'static str {
    match status {
        Status::Fail => "error",
        Status::Warn => "warning",
        Status::Pass | Status::Skip => "none",
    }
}

/// `env.empty-value` as "Env: empty value."
fn words(id: &str) -> String {
    let (group, name) = id.split_once('.').unwrap_or(("", id));
    format!("{}: {}.", capitalize(group), name.replace('-', " "))
}
