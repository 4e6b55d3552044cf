//! Several sign-ins, one after another, and the table of their results.

use serde::Serialize;

use super::answer::TestLogin;
use super::{TestLoginArgs, attempt, record};
use crate::cli::Context;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::{Exit, Result};
use crate::providers::Provider;
use crate::terminal::{Lines, Render, Table, Ui};

/// The results of several sign-ins.
#[derive(Serialize)]
pub struct Logins {
    logins: Vec<Row>,
    /// The problems of all sign-ins.
    findings: Vec<Diagnostic>,
    #[serde(skip)]
    exits: Vec<Exit>,
    /// Whether Ctrl-C ended the last one, which is then not among the rows.
    #[serde(skip)]
    pub is_interrupted: bool,
}

#[derive(Serialize)]
struct Row {
    provider: String,
    ok: bool,
    /// None if the sign-in failed.
    login: Option<TestLogin>,
    /// The ID of the problem, if the sign-in failed.
    failure: Option<&'static str>,
}

/// Signs in with each provider and returns the transcripts. Ctrl-C ends all of them.
pub async fn run(
    context: &Context,
    args: &TestLoginArgs,
    providers: Vec<Provider>,
    lines: &mut Option<Lines>,
) -> (Logins, String) {
    let mut logins = Logins {
        logins: Vec::new(),
        findings: Vec::new(),
        exits: Vec::new(),
        is_interrupted: false,
    };
    let mut records = String::new();
    for provider in providers {
        let name = provider.name.clone();
        context.ui.status(&format!("\n{}", provider.label));
        let (outcome, record) = attempt::run(context, args, provider.clone(), lines).await;
        records += &record;
        logins.is_interrupted = outcome
            .as_ref()
            .is_err_and(|error| error.exit == Exit::Interrupted);
        if logins.is_interrupted {
            break;
        }
        match outcome {
            Ok(login) => {
                record::save(context, &provider, &login);
                logins.exits.push(Exit::Done);
                logins.findings.extend(login.findings.iter().cloned());
                logins.logins.push(Row {
                    provider: name,
                    ok: true,
                    login: Some(login),
                    failure: None,
                });
            }
            Err(error) => {
                logins.exits.push(error.exit);
                logins.logins.push(Row {
                    provider: name,
                    ok: false,
                    login: None,
                    failure: Some(error.diagnostic.id()),
                });
                // Reports a problem that affects several providers only once.
                if logins.findings.contains(&error.diagnostic) {
                    context.ui.status("Not possible, for the same reason.");
                } else {
                    context.ui.diagnostic(&error.diagnostic);
                    logins.findings.push(*error.diagnostic);
                }
            }
        }
    }
    (logins, records)
}

impl Logins {
    /// Whether no sign-in came to its end.
    pub fn is_empty(&self) -> bool {
        self.logins.is_empty()
    }

    /// Done if all succeeded, the first failure's code if all failed, else partly done.
    pub fn exit(&self) -> Exit {
        let failed = |exit: &&Exit| **exit != Exit::Done;
        match self.exits.iter().find(failed) {
            None => Exit::Done,
            Some(first) if self.exits.iter().all(|exit| failed(&exit)) => *first,
            Some(_) => Exit::Partly,
        }
    }
}

impl Render for Logins {
    fn show(&self, ui: &Ui) -> Result<()> {
        let mut table = Table::new(["provider", "result", "user", "stored"]);
        for row in &self.logins {
            let (result, user, stored) = match &row.login {
                Some(login) => {
                    let user = login
                        .profile
                        .email
                        .clone()
                        .or_else(|| login.profile.username.clone())
                        .unwrap_or_default();
                    (
                        "pass".to_owned(),
                        user,
                        login
                            .stored
                            .as_ref()
                            .map_or("nothing", |stored| stored.change),
                    )
                }
                None => (
                    format!("fail {}", row.failure.unwrap_or_default()),
                    String::new(),
                    "",
                ),
            };
            table.row([row.provider.as_str(), &result, &user, stored]);
        }
        ui.table(&table)
    }
}
