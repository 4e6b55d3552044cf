//! Which hosts lead to this machine or network only.

use std::net::IpAddr;

use url::{Host, Url};

/// Whether an address is only on this computer or its network: a loopback or private IP address, or a name without a public domain.
pub fn is_local(address: &Url) -> bool {
    match address.host() {
        None => true,
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            !name.contains('.')
                || [".localhost", ".local", ".internal", ".lan"]
                    .iter()
                    .any(|end| name.ends_with(end))
        }
        Some(Host::Ipv4(ip)) => is_local_ip(ip.into()),
        Some(Host::Ipv6(ip)) => is_local_ip(ip.into()),
    }
}

fn is_local_ip(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            ip.is_loopback() || ip.is_private() || ip.is_unspecified() || ip.is_link_local()
        }
        IpAddr::V6(ip) => {
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
        }
    }
}

/// Whether a host name or IP address, without brackets, is the machine that uses it. A container reaches its own machine as
/// `host.docker.internal`.
pub fn is_own_machine(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let address = host.parse::<IpAddr>().map(|ip| ip.to_canonical());
    matches!(host.as_str(), "localhost" | "host.docker.internal")
        || host.ends_with(".localhost")
        || address.is_ok_and(|ip| ip.is_loopback() || ip.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::{is_local, is_own_machine};

    #[test]
    fn addresses_are_local_or_public() {
        for local in [
            "http://localhost:5173",
            "http://127.0.0.1",
            "http://[::1]:3000",
            "https://[::ffff:127.0.0.1]",
            "http://192.168.1.5",
            "http://frontend:80",
            "http://mac.local",
        ] {
            assert!(is_local(&local.parse().unwrap()), "{local}");
        }
        for public in [
            "https://www.communityone.com",
            "http://8.8.8.8",
            "https://[::ffff:8.8.8.8]",
            "https://owner-name.hf.space",
        ] {
            assert!(!is_local(&public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn hosts_are_the_own_machine_or_another() {
        for own in [
            "localhost",
            "LOCALHOST",
            "db.localhost",
            "host.docker.internal",
            "127.0.0.1",
            "127.9.9.9",
            "::1",
            "::ffff:127.0.0.1",
            "0.0.0.0",
            "::ffff:0.0.0.0",
        ] {
            assert!(is_own_machine(own), "{own}");
        }
        for other in [
            "db.example.org",
            "mac.local",
            "10.0.0.1",
            "fe80::1",
            "db",
            "",
        ] {
            assert!(!is_own_machine(other), "{other}");
        }
    }
}
