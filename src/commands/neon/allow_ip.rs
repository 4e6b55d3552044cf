//! `navauth neon allow-ip`: who may connect to the project.
//!
//! Owns the refusal to shut out whoever runs it.

use std::time::Duration;

use serde::Serialize;

use super::{Context, Outcome, Session};
use crate::error::{Error, Exit, Result};
use crate::finding::Finding;
use crate::http::Client;
use crate::neon::allowed::{self, Change, OWN_ADDRESS};
use crate::neon::resources::AllowedIps;
use crate::ui::{Answer, Ui};

/// List or change the addresses that may connect
///
/// An empty list lets every address connect. A HuggingFace Space has no fixed address: with a list it is shut out.
#[derive(clap::Args, Clone, Debug)]
pub struct AllowIpArgs {
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with the list.
#[derive(clap::Subcommand, Clone, Debug)]
pub enum Action {
    /// Show the list
    List,
    /// Let more addresses connect
    Add(EntryArgs),
    /// Take entries away
    Remove(EntryArgs),
}

/// Entries of the list.
#[derive(clap::Args, Clone, Debug)]
pub struct EntryArgs {
    /// An address, a network (192.0.2.0/24) or a range (192.0.2.1-192.0.2.9)
    #[arg(required = true, value_name = "ENTRY", value_parser = allowed::check)]
    pub entries: Vec<String>,
    /// Change the list also when that may shut this computer out
    #[arg(long)]
    pub yes: bool,
}

#[derive(Serialize)]
struct List {
    project: String,
    allowed_ips: AllowedIps,
    /// None where nothing was to be changed.
    changed: Option<bool>,
    findings: Vec<Finding>,
}

pub(super) async fn run(context: &Context, session: &Session<'_>, args: &AllowIpArgs) -> Outcome {
    let waiting = context.ui.waiting("asking Neon");
    let project = session.project().await?;
    let before = &project.settings.allowed_ips;
    let (after, yes) = match &args.action {
        Action::List => (before.clone(), true),
        Action::Add(args) => (allowed::changed(before, Change::Add, &args.entries), args.yes),
        Action::Remove(args) => (allowed::changed(before, Change::Remove, &args.entries), args.yes),
    };
    let asked = !matches!(args.action, Action::List);
    let changed = asked.then_some(after != *before);
    if changed == Some(true) {
        if !yes {
            keeps_us_in(context, &after).await?;
        }
        allowed::store(&session.api, &project, &after).await?;
    }
    drop(waiting);
    let findings = if after.ips.is_empty() { Vec::new() } else { vec![spaces_have_no_address()] };
    context.ui.answer(&List { project: project.name, allowed_ips: after, changed, findings })?;
    Ok(Exit::Done)
}

/// Refuses a list that shuts out the address this runs from, or may do so.
async fn keeps_us_in(context: &Context, list: &AllowedIps) -> Result<()> {
    if list.ips.is_empty() {
        return Ok(());
    }
    let service = context.settings.config.neon.own_address.as_deref().unwrap_or(OWN_ADDRESS);
    let own = allowed::own_address(&Client::new(Duration::from_secs(10)), service).await;
    let finding = match own.map(|own| (own, allowed::lets_in(list, own))) {
        Some((_, Some(true))) => return Ok(()),
        Some((own, _)) => Finding::fail("neon.shuts-out", format!("with this list, this computer ({own}) could not connect any more"))
            .fix("add its address too, or say --yes")
            .command(format!("navauth neon allow-ip add {own}")),
        None => Finding::fail("neon.own-address-unknown", "it cannot be told whether this list would shut this computer out")
            .cause(format!("{service} did not say under which address this computer is seen"))
            .fix("say --yes when the list is right"),
    };
    Err(Error::new(Exit::No, finding.detail("nothing was changed")))
}

fn spaces_have_no_address() -> Finding {
    Finding::warn("neon.space-shut-out", "an app on a HuggingFace Space cannot connect while there is a list")
        .cause("a Space has no fixed address")
        .fix("empty the list when the app runs on a Space")
}

impl Answer for List {
    fn show(&self, ui: &Ui) -> Result<()> {
        if self.allowed_ips.ips.is_empty() {
            ui.result("every address may connect")?;
        }
        for entry in &self.allowed_ips.ips {
            ui.result(&crate::ui::printable(entry))?;
        }
        if self.allowed_ips.protected_branches_only {
            ui.status("the list is for protected branches only");
        }
        match self.changed {
            Some(true) => ui.status("changed; it may take Neon some minutes"),
            Some(false) => ui.status("nothing to change: the list is so already"),
            None => {}
        }
        self.findings.iter().for_each(|finding| ui.finding(finding));
        Ok(())
    }
}
