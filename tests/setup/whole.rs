//! From an empty folder to a production that is proved: what a person types in one evening, in one run.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::PRODUCTION;
use super::wizard::{DATABASE, PLAN, Typed, give_browser, label, pair};
use crate::support::Folder;
use crate::support::hub::{SPACE, TOKEN};
use crate::support::neon;
use crate::support::production::{PROVIDERS, Production};
use crate::support::site::HOST;
use crate::support::terminal::Terminal;
use crate::support::user::callback_url;

/// What no program can know.
const FOR_A_PERSON: usize = 3;

/// The folder of somebody who has cloned the app and signed in at the Hub: nothing of the guide is in it.
fn newcomer(around: &Production) -> Folder {
    let mut folder = Folder::new();
    let config = around.lead(&mut folder);
    folder.write("navauth.toml", config);
    give_browser(&mut folder);
    folder.init_git();
    folder
}

/// What is asked before the tables are made: under which heading, which question, and the answer.
fn script(around: &Production) -> Vec<(String, String, Typed)> {
    let mut script = vec![
        (
            "Database (development)".to_owned(),
            DATABASE.to_owned(),
            Typed::Keys(&["Enter"]),
        ),
        (
            "Database (production)".to_owned(),
            "DATABASE_URL (hidden".to_owned(),
            Typed::Text(format!("psql '{}'", around.database_url())),
        ),
        (
            "Frontend URL (production)".to_owned(),
            "sign-in):".to_owned(),
            Typed::Text(format!("https://{HOST}")),
        ),
    ];
    for provider in PROVIDERS {
        let client = around.fakes.client(provider).unwrap();
        let (label, app) = (
            label(provider),
            PRODUCTION.iter().find(|(name, ..)| *name == provider),
        );
        let environments = match app {
            Some(_) => "development",
            None => "development and production",
        };
        let heading = format!("{label} ({environments})");
        let typed = pair(provider, client.id.clone(), client.secret.clone());
        script.extend(typed.map(|(question, typed)| (heading.clone(), question, typed)));
        let heading = format!("{label} (production)");
        if let Some((_, id, secret)) = app {
            let typed = pair(provider, (*id).to_owned(), (*secret).to_owned());
            script.extend(typed.map(|(question, typed)| (heading.clone(), question, typed)));
        }
    }
    script.push((
        "Test sign-ins (development)".to_owned(),
        "Sign in once with".to_owned(),
        Typed::Keys(&["y", "Enter"]),
    ));
    script.push((
        "Space secrets (production)".to_owned(),
        "as owner/name:".to_owned(),
        Typed::Text(SPACE.to_owned()),
    ));
    script.push((
        "Space secrets (production)".to_owned(),
        "Change 11 secrets".to_owned(),
        Typed::Keys(&["y", "Enter"]),
    ));
    script.push((
        "Live sign-ins (production)".to_owned(),
        "Sign in once with".to_owned(),
        Typed::Keys(&["y", "Enter"]),
    ));
    script
}

fn answer(terminal: &Terminal, (heading, question, typed): &(String, String, Typed)) {
    terminal.wait_below(&format!("  {heading}\n"), question);
    match typed {
        Typed::Keys(keys) => terminal.keys(keys.iter().copied()),
        Typed::Text(text) => {
            terminal.text(text);
            terminal.keys(["Enter"]);
        }
    }
}

/// The items of the guide's checklist that came to something.
fn count(folder: &Folder, outcome: &str) -> usize {
    let run = folder
        .run([
            "checklist",
            "--env-file",
            ".env.production",
            "--environment",
            "production",
            "--json",
        ])
        .code(0);
    let document: Value = run.json();
    document["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["outcome"] == outcome)
        .count()
}

#[test]
fn from_an_empty_folder_to_a_production_that_is_proved() {
    for columns in [80, 120] {
        let around = Production::start(&PRODUCTION, |_| ());
        let folder = newcomer(&around);
        let begun = Instant::now();
        let terminal = Terminal::run(&folder, columns, ["setup"]);
        terminal.wait_for("both");
        terminal.keys(["Down", "Down", "Enter"]);
        script(&around)
            .iter()
            .for_each(|question| answer(&terminal, question));
        for provider in PROVIDERS {
            terminal.wait_below(
                "  Live sign-ins (production)\n",
                &format!("Sign in with {} at this address:", label(provider)),
            );
            let address = terminal.login_address(&label(provider));
            terminal.text(&callback_url(&address));
            terminal.keys(["Enter"]);
        }
        let (code, screen) = terminal.end();
        let took = begun.elapsed();
        terminal.note("terminal-production", begun);
        assert_eq!((terminal.keys.get(), terminal.pastes.get()), (29, 19));
        terminal.picture(&format!("setup-whole-{columns}"));
        assert_eq!(code, 0, "{screen}");
        assert!(took < Duration::from_secs(120), "{took:?}");
        assert!(
            screen.contains("All steps are done.") && !screen.contains("could not run"),
            "{screen}"
        );
        assert!(
            screen
                .lines()
                .all(|line| line.chars().count() <= usize::from(columns)),
            "{screen}"
        );
        let secrets = around.hub.secrets();
        assert_eq!(secrets.len(), 11);
        let hidden = secrets
            .iter()
            .filter(|(name, _)| !name.ends_with("_ID") && *name != "FRONTEND_URL")
            .map(|(_, value)| value.as_str());
        hidden
            .chain([TOKEN, neon::KEY, "code="])
            .for_each(|secret| assert!(!screen.contains(secret), "{secret}: {screen}"));
        assert_eq!(
            (count(&folder, "passed"), count(&folder, "manual")),
            (17 - FOR_A_PERSON, FOR_A_PERSON)
        );
        assert_eq!(
            around.database.psql("select count(*) from users"),
            "0",
            "the logins of production store nobody"
        );
        // What was set up before is what Enter alone goes on with; nothing is left to be done, and nothing is asked.
        around.hub.mend();
        let terminal = Terminal::run(&folder, columns, ["setup"]);
        terminal.wait_for("production (.env.production)");
        terminal.keys(["Enter"]);
        terminal.wait_for(PLAN);
        terminal.keys(["Enter"]);
        let (code, screen) = terminal.end();
        terminal.picture(&format!("setup-whole-again-{columns}"));
        assert!(
            screen.contains("Set up for which environment: both\n")
                && screen.contains("Next (Esc stops): run the checks"),
            "{screen}"
        );
        assert_eq!(code, 0, "{screen}");
        assert!(
            screen.contains("All steps are done.") && !screen.contains('?'),
            "{screen}"
        );
        assert!(around.hub.writes().is_empty());
    }
}
