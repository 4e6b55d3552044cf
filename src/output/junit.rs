//! JUnit XML: a test case per result, a suite per group of checks.
//!
//! Follows junit-10.xsd of Jenkins' xunit plugin.

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;

use super::format::{Format, Job};
use super::github::message;
use crate::diagnostics::{Diagnostic, Status};
use crate::diagnostics::{Error, Result};
use crate::terminal::safe;

pub static FORMAT: Format = Format {
    name: "junit",
    render,
    for_github: false,
};

type Xml = Writer<Vec<u8>>;

/// The report as an XML document.
fn render(job: &Job) -> Result<String> {
    let mut groups: Vec<(&str, Vec<&Diagnostic>)> = Vec::new();
    for diagnostic in &job.report.findings {
        let group = diagnostic.code.group();
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, findings)) => findings.push(diagnostic),
            None => groups.push((group, vec![diagnostic])),
        }
    }
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written = suites(&mut xml, job, &groups);
    let text = written
        .ok()
        .and_then(|()| String::from_utf8(xml.into_inner()).ok());
    text.map(|text| safe(&text) + "\n")
        .ok_or_else(|| Error::bug("the JUnit report could not be made"))
}

fn suites(xml: &mut Xml, job: &Job, groups: &[(&str, Vec<&Diagnostic>)]) -> std::io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all: Vec<&Diagnostic> = job.report.findings.iter().collect();
    let name = format!("navauth {}", job.report.command);
    let root = xml
        .create_element("testsuites")
        .with_attribute(("name", name.as_str()));
    let root = root.with_attributes(
        counts(job, &all)
            .iter()
            .filter(|(name, _)| *name != "skipped")
            .map(|(name, value)| (*name, value.as_str())),
    );
    root.write_inner_content(|xml| {
        groups
            .iter()
            .try_for_each(|(group, findings)| suite(xml, job, group, findings))
    })?;
    Ok(())
}

fn suite(xml: &mut Xml, job: &Job, group: &str, findings: &[&Diagnostic]) -> std::io::Result<()> {
    let timestamp = job.now.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let counts = counts(job, findings);
    let element = xml.create_element("testsuite").with_attribute((
        "name",
        format!("navauth.{}.{group}", job.report.command).as_str(),
    ));
    let element =
        element.with_attributes(counts.iter().map(|(name, value)| (*name, value.as_str())));
    let element = element.with_attribute(("timestamp", timestamp.as_str()));
    element.write_inner_content(|xml| {
        if let Some(environment) = &job.report.environment {
            xml.create_element("properties")
                .write_inner_content(|xml| {
                    xml.create_element("property")
                        .with_attributes([("name", "environment"), ("value", environment)])
                        .write_empty()?;
                    Ok(())
                })?;
        }
        findings
            .iter()
            .try_for_each(|diagnostic| case(xml, job, group, diagnostic))
    })?;
    Ok(())
}

fn case(xml: &mut Xml, job: &Job, group: &str, diagnostic: &Diagnostic) -> std::io::Result<()> {
    let name = legal(&format!("{}: {}", diagnostic.id(), diagnostic.title));
    let class = format!("navauth.{}.{group}", job.report.command);
    let time = seconds(diagnostic.took_ms.unwrap_or(0));
    let element = xml.create_element("testcase");
    let element = element.with_attributes([
        ("classname", class.as_str()),
        ("name", name.as_str()),
        ("time", time.as_str()),
    ]);
    let place = diagnostic.source.as_ref().map(|source| {
        let line = source
            .line
            .map_or_else(String::new, |line| format!(":{line}"));
        format!("{}{line}\n", job.places.path(&source.file))
    });
    let body = legal(&format!(
        "{}{}",
        place.unwrap_or_default(),
        message(diagnostic)
    ));
    let title = legal(&diagnostic.title);
    match diagnostic.status {
        Status::Pass => element.write_empty()?,
        status if fails(job, status) => element.write_inner_content(|xml| {
            let failure = xml
                .create_element("failure")
                .with_attributes([("type", diagnostic.id()), ("message", title.as_str())]);
            failure.write_text_content(BytesText::new(&body)).map(drop)
        })?,
        Status::Skip => element.write_inner_content(|xml| {
            xml.create_element("skipped")
                .write_text_content(BytesText::new(&body))
                .map(drop)
        })?,
        _ => element.write_inner_content(|xml| {
            xml.create_element("system-out")
                .write_text_content(BytesText::new(&body))
                .map(drop)
        })?,
    };
    Ok(())
}

fn fails(job: &Job, status: Status) -> bool {
    status == Status::Fail || job.fail_on.warning && status == Status::Warn
}

fn counts(job: &Job, findings: &[&Diagnostic]) -> [(&'static str, String); 5] {
    let count = |wanted: &dyn Fn(Status) -> bool| {
        findings
            .iter()
            .filter(|diagnostic| wanted(diagnostic.status))
            .count()
            .to_string()
    };
    let took = findings
        .iter()
        .filter_map(|diagnostic| diagnostic.took_ms)
        .sum();
    [
        ("tests", findings.len().to_string()),
        ("failures", count(&|status| fails(job, status))),
        ("errors", "0".to_owned()),
        ("skipped", count(&|status| status == Status::Skip)),
        ("time", seconds(took)),
    ]
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

/// Removes the characters that XML does not allow (XML 1.0 section 2.2).
fn legal(text: &str) -> String {
    let allowed = |character: char| matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars()
        .map(|character| {
            if allowed(character) {
                character
            } else {
                '\u{fffd}'
            }
        })
        .collect()
}
