//! `navauth neon allow-ip`: the project's IP allowlist.
//!
//! Refuses to lock out this computer.

use std::net::IpAddr;
use std::time::Duration;

use serde::Serialize;

use super::{Context, Outcome, Session, waiting};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::neon as codes;
use crate::diagnostics::{Error, Exit, Result};
use crate::http::Client;
use crate::neon::allowed::{self, Change};
use crate::neon::api::configured_url;
use crate::neon::resources::{AllowedIps, Project};
use crate::terminal::{Question, Render, Ui};
use crate::{diagnostic, text};

/// List or change the IP allowlist
///
/// If the list is empty, every address may connect. A HuggingFace Space has no fixed address, so any list blocks it.
#[derive(clap::Args, Clone, Debug)]
pub struct AllowIpArgs {
    #[command(subcommand)]
    pub action: Action,
}

/// The subcommands.
#[derive(clap::Subcommand, Clone, Debug)]
pub enum Action {
    /// Show the list
    List,
    /// Add entries
    Add(EntryArgs),
    /// Remove entries
    Remove(EntryArgs),
}

/// Entries to add or remove.
#[derive(clap::Args, Clone, Debug)]
pub struct EntryArgs {
    /// An address, a network (192.0.2.0/24) or a range (192.0.2.1-192.0.2.9)
    #[arg(required = true, value_name = "ENTRY", value_parser = allowed::check)]
    pub entries: Vec<String>,
    /// This computer's public address, to check that the list does not lock it out
    #[arg(long, value_name = "ADDRESS")]
    pub own_address: Option<IpAddr>,
    /// Change the list even if that may lock out this computer
    #[arg(long)]
    pub yes: bool,
}

#[derive(Serialize)]
struct List {
    project: String,
    allowed_ips: AllowedIps,
    /// None for `list`.
    changed: Option<bool>,
    #[serde(skip)]
    unchanged: &'static str,
    findings: Vec<Diagnostic>,
}

pub(super) async fn run(context: &Context, session: &Session<'_>, args: &AllowIpArgs) -> Outcome {
    let spinner = waiting(context, "asking Neon");
    let project = session.project().await?;
    let before = &project.settings.allowed_ips;
    let (after, changing) = match &args.action {
        Action::List => (before.clone(), None),
        Action::Add(args) => (
            allowed::changed(before, Change::Add, &args.entries),
            Some(args),
        ),
        Action::Remove(args) => (
            allowed::changed(before, Change::Remove, &args.entries),
            Some(args),
        ),
    };
    drop(spinner);
    let changed = changing.map(|_| after != *before);
    if let (Some(args), Some(true)) = (changing, changed) {
        if !keeps_us_in(context, args, &project, &after).await? {
            context.ui.status("nothing was changed");
            return Ok(Exit::No);
        }
        let _storing = waiting(context, "changing the IP allowlist");
        allowed::store(&session.api, &project, &after).await?;
    }
    let unchanged = match args.action {
        Action::Remove(_) => "the list does not contain that entry",
        _ => "the list already contains it",
    };
    let findings = if after.ips.is_empty() {
        Vec::new()
    } else {
        vec![diagnostic!(codes::SPACE_SHUT_OUT)]
    };
    context.ui.render(&List {
        project: project.name,
        allowed_ips: after,
        changed,
        unchanged,
        findings,
    })
}

/// Whether the list may be stored. Refuses one that locks out this computer, and asks if its address is not known.
async fn keeps_us_in(
    context: &Context,
    args: &EntryArgs,
    project: &Project,
    after: &AllowedIps,
) -> Result<bool> {
    let before = &project.settings.allowed_ips;
    if args.yes || !allowed::may_shut_out(before, after) {
        return Ok(true);
    }
    // No third party is contacted unless you named it.
    let service = || {
        let purpose = "asks for your public address at";
        let (env, settings) = (&context.env, &context.settings);
        configured_url(env, settings, "own_address", purpose)
    };
    let service = match args.own_address {
        Some(_) => None,
        None => {
            context.require_trust(|| service().map(|_| ()))?;
            service()?
        }
    };
    let own = match (args.own_address, service) {
        (None, Some(service)) => {
            allowed::own_address(&Client::new(Duration::from_secs(10)), service).await
        }
        (own, _) => own,
    };
    let Some(own) = own else {
        let unknown = service.map_or_else(
            || "this computer's public address is not known".to_owned(),
            |service| format!("{service} did not report this computer's address"),
        );
        let text = format!(
            "This may lock out this computer: {unknown}. Change the IP allowlist of {}?",
            project.name
        );
        return context.ui.confirm(&Question {
            text: &text,
            flag: "--own-address ADDRESS, or --yes if the list is right",
        });
    };
    if allowed::lets_in(after, own) == Some(true) || allowed::lets_in(before, own) == Some(false) {
        return Ok(true);
    }
    let diagnostic = diagnostic!(codes::SHUTS_OUT, address = own)
        .observed("nothing was changed")
        .command(text!(codes::ADD_ADDRESS, address = own));
    Err(Error::new(Exit::No, diagnostic))
}

impl Render for List {
    fn show(&self, ui: &Ui) -> Result<()> {
        if self.allowed_ips.ips.is_empty() {
            ui.result("every address may connect")?;
        }
        for entry in &self.allowed_ips.ips {
            ui.result(crate::terminal::escape_for_terminal(entry))?;
        }
        if self.allowed_ips.protected_branches_only {
            ui.status("the list applies to protected branches only");
        }
        match self.changed {
            Some(true) => ui.status("changed; it may take a few minutes to apply"),
            Some(false) => ui.status(&format!("nothing to change: {}", self.unchanged)),
            None => {}
        }
        self.findings
            .iter()
            .for_each(|diagnostic| ui.diagnostic(diagnostic));
        Ok(())
    }
}
