//! Tries every fix: following what check-env prints about a broken setup leads to a setup without problems.

use std::collections::BTreeSet;

use serde_json::Value;

use super::corpus::{
    Case, DEVELOPMENT, IN_DEVELOPMENT, IN_PRODUCTION, edited, name_place, production,
};
use crate::support::Folder;

/// How many rounds of fixes to follow: one problem may hide another of the same value.
const ROUNDS: usize = 3;

/// What kind of fix was tried.
#[derive(PartialEq, Eq)]
enum Tried {
    Command,
    Edit,
}

#[test]
fn following_every_fix_solves_all_problems() {
    let production = production();
    let development = IN_DEVELOPMENT
        .iter()
        .map(|case| (DEVELOPMENT, "development", case));
    let all = development.chain(
        IN_PRODUCTION
            .iter()
            .map(|case| (production.as_str(), "production", case)),
    );
    let (mut wrong, mut commands, mut edits) = (Vec::new(), 0, 0);
    let mut followed = BTreeSet::new();
    for (base, environment, case) in all.filter(|(_, _, Case(_, findings))| !findings.is_empty()) {
        match follow(base, environment, case) {
            Ok((tried, known)) => {
                followed.extend(known);
                commands += tried
                    .iter()
                    .filter(|tried| **tried == Tried::Command)
                    .count();
                edits += tried.iter().filter(|tried| **tried == Tried::Edit).count();
            }
            Err(why) => wrong.push(format!("{environment} {:?}: {why}", case.0)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        commands >= 5 && edits >= 100,
        "{commands} commands, {edits} edits"
    );
    crate::fixes::assert_followed("broken setups", followed);
}

fn follow(
    base: &str,
    environment: &str,
    Case(broken, _): &Case,
) -> Result<(Vec<Tried>, BTreeSet<String>), String> {
    let broken = edited(base, broken);
    let folder = Folder::with_env(&broken);
    let mut tried = Vec::new();
    let mut known = BTreeSet::new();
    for round in 0..ROUNDS {
        let findings = findings(&folder, environment);
        let before = folder.read(".env");
        for diagnostic in &findings {
            let line = line(diagnostic).and_then(|place| before.lines().nth(place));
            // A line that was broken from the start may have been hidden by another.
            let was_there = line.is_some_and(|line| broken.lines().any(|other| other == line));
            if !known.contains(&id(diagnostic)) && round > 0 && !was_there {
                return Err(format!("a fix led to {diagnostic}"));
            }
        }
        known.extend(findings.iter().map(id));
        if findings.is_empty() {
            return Ok((tried, known));
        }
        // From the last line to the first, so that removing a line does not move the others.
        for diagnostic in findings.iter().rev() {
            tried.push(fix(&folder, base, diagnostic)?);
        }
        if folder.read(".env") == before {
            return Err(format!("nothing to do for {findings:?}"));
        }
    }
    let left = findings(&folder, environment);
    if left.is_empty() {
        Ok((tried, known))
    } else {
        Err(format!("left: {left:?} in {}", folder.read(".env")))
    }
}

/// The line that a problem points at, from 0.
fn line(diagnostic: &Value) -> Option<usize> {
    let number = diagnostic["source"]["line"].as_u64()?;
    Some(usize::try_from(number).unwrap() - 1)
}

fn findings(folder: &Folder, environment: &str) -> Vec<Value> {
    let run = folder.run(["check-env", "--environment", environment, "--json"]);
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    let wrong =
        |diagnostic: &&Value| ["fail", "warn"].contains(&diagnostic["status"].as_str().unwrap());
    findings.iter().filter(wrong).cloned().collect()
}

fn id(diagnostic: &Value) -> String {
    diagnostic["id"].as_str().unwrap().to_owned()
}

/// Follows the help: runs its command as printed, or corrects the line.
fn fix(folder: &Folder, base: &str, diagnostic: &Value) -> Result<Tried, String> {
    if let Some(command) = diagnostic["fix"]["command"].as_str()
        && !command.starts_with("navauth setup")
    {
        run(folder, command)?;
        return Ok(Tried::Command);
    }
    let good: Vec<String> = base.lines().map(str::to_owned).collect();
    let mut lines: Vec<String> = folder.read(".env").lines().map(str::to_owned).collect();
    if let Some(place) = line(diagnostic) {
        let name = name(&lines[place]);
        let is_first = name_place(&lines, &name) == Some(place);
        match name_place(&good, &name) {
            Some(right) if is_first && lines[place] != good[right] => {
                lines[place].clone_from(&good[right]);
            }
            _ => drop(lines.remove(place)),
        }
    }
    // The other variables that the help mentions.
    let words = format!(
        "{} {} {}",
        diagnostic["title"], diagnostic["cause"], diagnostic["fix"]["text"]
    );
    for line in good
        .iter()
        .filter(|line| words.contains(&name(line)) && !name(line).is_empty())
    {
        match name_place(&lines, &name(line)) {
            Some(place) => lines[place].clone_from(line),
            None => lines.push(line.clone()),
        }
    }
    folder.write(".env", lines.join("\n") + "\n");
    Ok(Tried::Edit)
}

/// The name before `=` or `:`.
fn name(line: &str) -> String {
    let line = line.trim_start_matches("export ");
    line.split(['=', ':', ' ']).next().unwrap().to_owned()
}

/// Runs a printed command in the folder.
fn run(folder: &Folder, command: &str) -> Result<(), String> {
    let run = folder.run_printed(command);
    (run.code == 0)
        .then_some(())
        .ok_or_else(|| format!("{command:?} failed: {run:?}"))
}
