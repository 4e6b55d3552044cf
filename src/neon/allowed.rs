//! The IP allowlist of a project.
//!
//! The grammar of the list (address, network, range), whom it blocks, and changing it without losing an entry.

use std::net::{IpAddr, Ipv4Addr};

use serde_json::json;

use super::api::{Api, Sent, segment};
use super::projects;
use super::resources::{AllowedIps, Project};
use crate::diagnostic;
use crate::diagnostics::catalog::neon;
use crate::diagnostics::{Error, Result};
use crate::http::{Client, Method, Request};

/// A change of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Add entries.
    Add,
    /// Remove entries.
    Remove,
}

/// An entry: the first and the last address that it allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    first: IpAddr,
    last: IpAddr,
}

impl Entry {
    /// Parses `192.0.2.1`, `192.0.2.0/24` or `192.0.2.1-192.0.2.9`, or the same in IPv6.
    fn parse(text: &str) -> Option<Self> {
        if let Some((first, last)) = text.split_once('-') {
            let (first, last): (IpAddr, IpAddr) =
                (first.trim().parse().ok()?, last.trim().parse().ok()?);
            return (first.is_ipv4() == last.is_ipv4() && first <= last)
                .then_some(Self { first, last });
        }
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address.trim().parse().ok()?, length.trim().parse().ok()?),
            None => {
                let address = text.trim().parse().ok()?;
                (
                    address,
                    if matches!(address, IpAddr::V4(_)) {
                        32
                    } else {
                        128
                    },
                )
            }
        };
        Self::network(address, length)
    }

    fn network(address: IpAddr, length: u32) -> Option<Self> {
        match address {
            IpAddr::V4(address) => {
                let rest = u32::MAX
                    .checked_shr(length)
                    .filter(|_| length <= 32)
                    .or((length == 32).then_some(0))?;
                let first = address.to_bits() & !rest;
                Some(Self {
                    first: IpAddr::V4(first.into()),
                    last: IpAddr::V4((first | rest).into()),
                })
            }
            IpAddr::V6(address) => {
                let rest = u128::MAX
                    .checked_shr(length)
                    .filter(|_| length <= 128)
                    .or((length == 128).then_some(0))?;
                let first = address.to_bits() & !rest;
                Some(Self {
                    first: IpAddr::V6(first.into()),
                    last: IpAddr::V6((first | rest).into()),
                })
            }
        }
    }

    fn lets_in(self, address: IpAddr) -> bool {
        address.is_ipv4() == self.first.is_ipv4() && (self.first..=self.last).contains(&address)
    }
}

/// Validates an entry, for clap.
pub fn check(text: &str) -> std::result::Result<String, String> {
    let read = Entry::parse(text).map(|_| text.trim().to_owned());
    read.ok_or_else(|| {
        "write an address (192.0.2.1), a network (192.0.2.0/24) or a range (192.0.2.1-192.0.2.9)"
            .to_owned()
    })
}

/// The list after a change, in the same order. Entries for the same addresses are equal, however they are written.
pub fn changed(list: &AllowedIps, change: Change, entries: &[String]) -> AllowedIps {
    let same = |one: &str, other: &str| {
        one == other || Entry::parse(one).is_some_and(|entry| Some(entry) == Entry::parse(other))
    };
    let mut ips = list.ips.clone();
    match change {
        Change::Remove => ips.retain(|ip| !entries.iter().any(|entry| same(ip, entry))),
        Change::Add => {
            for entry in entries {
                if !ips.iter().any(|ip| same(ip, entry)) {
                    ips.push(entry.clone());
                }
            }
        }
    }
    AllowedIps { ips, ..*list }
}

/// Whether a single entry allows every address.
pub fn lets_everybody_in(list: &AllowedIps) -> bool {
    let all = |entry: Entry| {
        entry.lets_in(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
            && entry.lets_in(IpAddr::V4(Ipv4Addr::BROADCAST))
    };
    list.ips.is_empty() || list.ips.iter().filter_map(|ip| Entry::parse(ip)).any(all)
}

/// Whether an address may connect; an empty list allows all. None if an entry is invalid and no other one allows the address.
pub fn lets_in(list: &AllowedIps, address: IpAddr) -> Option<bool> {
    let entries: Vec<Option<Entry>> = list.ips.iter().map(|ip| Entry::parse(ip)).collect();
    if entries.is_empty() || entries.iter().flatten().any(|entry| entry.lets_in(address)) {
        return Some(true);
    }
    entries.iter().all(Option::is_some).then_some(false)
}

/// Whether a change may block a client that can connect now: a first entry, or a removed one. An empty list allows every address.
pub fn may_shut_out(before: &AllowedIps, after: &AllowedIps) -> bool {
    !after.ips.is_empty()
        && (before.ips.is_empty() || before.ips.iter().any(|ip| !after.ips.contains(ip)))
}

/// The public address of this machine, from a service that returns it; None if it does not. Whether the service is
/// trusted is decided by `api::configured_url`.
pub async fn own_address(client: &Client, service: &str) -> Option<IpAddr> {
    let answer = client.send(Request::get(service)).await.ok()?;
    let text = str::from_utf8(&answer.body).ok()?;
    answer
        .status
        .is_success()
        .then(|| text.trim().parse().ok())
        .flatten()
}

/// Stores the list. After a lost response the list is read again, and the call fails only if it is different.
pub async fn store(api: &Api<'_>, project: &Project, list: &AllowedIps) -> Result<()> {
    let path = format!("/projects/{}", segment(&project.id));
    let body = json!({ "project": { "settings": { "allowed_ips": list } } });
    let Sent::Lost(failure) = api.change(Method::PATCH, &path, Some(&body)).await? else {
        return Ok(());
    };
    if projects::read(api, &project.id).await?.settings.allowed_ips == *list {
        return Ok(());
    }
    let seen = failure.to_string();
    let diagnostic = diagnostic!(neon::NOT_STORED);
    Err(Error::unreachable(diagnostic.observed(seen)))
}

#[cfg(test)]
mod tests {
    use super::{AllowedIps, Change, changed, check, lets_everybody_in, lets_in, may_shut_out};

    fn list(ips: &[&str]) -> AllowedIps {
        AllowedIps {
            ips: ips.iter().map(|&ip| ip.to_owned()).collect(),
            protected_branches_only: true,
        }
    }

    #[test]
    fn entries_let_in_what_they_name() {
        let cases = [
            (&[][..], "192.0.2.1", Some(true)),
            (&["192.0.2.1"], "192.0.2.1", Some(true)),
            (&["192.0.2.1"], "192.0.2.2", Some(false)),
            (&["192.0.2.0/24"], "192.0.2.255", Some(true)),
            (&["192.0.2.77/24"], "192.0.2.1", Some(true)),
            (&["192.0.2.0/24"], "192.0.3.0", Some(false)),
            (&["0.0.0.0/0"], "203.0.113.9", Some(true)),
            (&["0.0.0.0/0"], "2001:db8::1", Some(false)),
            (&["2001:db8::/32"], "2001:db8:ffff::1", Some(true)),
            (&["::/0"], "2001:db8::1", Some(true)),
            (&["2001:db8::1/128"], "2001:db8::2", Some(false)),
            (&["192.0.2.1-192.0.2.9"], "192.0.2.9", Some(true)),
            (&["192.0.2.1 - 192.0.2.9"], "192.0.2.10", Some(false)),
            (&["something new", "192.0.2.1"], "192.0.2.1", Some(true)),
            (&["something new"], "192.0.2.1", None),
        ];
        for (ips, address, expected) in cases {
            assert_eq!(
                lets_in(&list(ips), address.parse().unwrap()),
                expected,
                "{ips:?} {address}"
            );
        }
    }

    #[test]
    fn only_a_first_and_a_removed_entry_may_block_a_client() {
        for (before, after, expected) in [
            (&[][..], &["192.0.2.1"][..], true),
            (&["192.0.2.1"], &["192.0.2.1", "192.0.2.2"], false),
            (&["192.0.2.1", "192.0.2.2"], &["192.0.2.1"], true),
            (&["192.0.2.1"], &[], false),
        ] {
            assert_eq!(
                may_shut_out(&list(before), &list(after)),
                expected,
                "{before:?} {after:?}"
            );
        }
    }

    #[test]
    fn only_an_entry_of_all_addresses_lets_everybody_in() {
        for (ips, all) in [
            (&[][..], true),
            (&["192.0.2.1", "0.0.0.0/0"], true),
            (&["0.0.0.0-255.255.255.255"], true),
            (&["0.0.0.0/1", "128.0.0.0/1"], false),
            (&["::/0"], false),
            (&["something new"], false),
        ] {
            assert_eq!(lets_everybody_in(&list(ips)), all, "{ips:?}");
        }
    }

    #[test]
    fn what_is_no_entry_is_refused() {
        for text in [
            "",
            "192.0.2",
            "192.0.2.0/33",
            "2001:db8::/129",
            "192.0.2.9-192.0.2.1",
            "192.0.2.1-2001:db8::1",
            "example.org",
            "/24",
        ] {
            assert!(check(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_change_keeps_the_rest() {
        let before = list(&["192.0.2.1", "198.51.100.0/24"]);
        let entries = |ips: &[&str]| list(ips).ips;
        let added = changed(
            &before,
            Change::Add,
            &entries(&["203.0.113.5", "192.0.2.1/32"]),
        );
        assert_eq!(
            added,
            list(&["192.0.2.1", "198.51.100.0/24", "203.0.113.5"])
        );
        let removed = changed(
            &before,
            Change::Remove,
            &entries(&["198.51.100.7/24", "203.0.113.5"]),
        );
        assert_eq!(removed, list(&["192.0.2.1"]));
    }
}
