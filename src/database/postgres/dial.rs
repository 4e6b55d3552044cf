//! Name lookup, TCP connections and network scopes.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::TcpStream;

/// How long to wait for one address before trying the next as well (RFC 8305 section 5, Connection Attempt Delay).
const STAGGER: Duration = Duration::from_millis(250);

/// Where on the network an address is; decides what may be sent in cleartext.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkScope {
    Local,
    Private,
    Public,
}

impl NetworkScope {
    /// The scope of an IP address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            address if address.is_loopback() => Self::Local,
            IpAddr::V4(address) => {
                // 100.64.0.0/10 is shared address space (RFC 6598).
                let shared = address.octets()[0] == 100 && address.octets()[1] & 0xc0 == 64;
                if address.is_private() || address.is_link_local() || shared {
                    Self::Private
                } else {
                    Self::Public
                }
            }
            IpAddr::V6(address) if address.is_unique_local() || address.is_unicast_link_local() => {
                Self::Private
            }
            IpAddr::V6(_) => Self::Public,
        }
    }
}

/// All addresses of a host, in the system's order of preference. Never empty.
pub async fn look_up(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let mut addresses: Vec<SocketAddr> = tokio::net::lookup_host((host, port)).await?.collect();
    let mut seen = Vec::new();
    addresses.retain(|address| {
        !seen.contains(address) && {
            seen.push(*address);
            true
        }
    });
    if addresses.is_empty() {
        return Err(io::Error::new(
            io::ErrorKind::NotFound,
            "the name has no address",
        ));
    }
    Ok(addresses)
}

/// A TCP connection.
pub struct Connected {
    pub stream: TcpStream,
    pub address: SocketAddr,
    /// The time of its handshake.
    pub took: Duration,
}

/// Connects to the first address that answers. Fails with the error of each address.
pub async fn dial(addresses: &[SocketAddr]) -> Result<Connected, Vec<(SocketAddr, io::Error)>> {
    let mut waiting = addresses.iter().copied();
    let mut attempts = FuturesUnordered::new();
    let mut failures = Vec::new();
    attempts.extend(waiting.next().map(attempt));
    loop {
        tokio::select! {
            Some((address, result)) = attempts.next() => match result {
                Ok(connected) => return Ok(connected),
                Err(error) => {
                    failures.push((address, error));
                    attempts.extend(waiting.next().map(attempt));
                }
            },
            () = tokio::time::sleep(STAGGER), if waiting.len() > 0 => attempts.extend(waiting.next().map(attempt)),
            else => return Err(failures),
        }
    }
}

async fn attempt(address: SocketAddr) -> (SocketAddr, io::Result<Connected>) {
    let started = Instant::now();
    let stream = TcpStream::connect(address).await;
    let took = started.elapsed();
    let connected = stream.and_then(|stream| {
        // Disable Nagle's algorithm, which would delay small packets.
        stream.set_nodelay(true)?;
        Ok(Connected {
            stream,
            address,
            took,
        })
    });
    (address, connected)
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use tokio::net::TcpListener;

    use super::{NetworkScope, dial};

    #[test]
    fn classifies_addresses_by_network_scope() {
        for (address, scope) in [
            ("127.0.0.1", NetworkScope::Local),
            ("127.9.9.9", NetworkScope::Local),
            ("::1", NetworkScope::Local),
            ("::ffff:127.0.0.1", NetworkScope::Local),
            ("10.0.0.1", NetworkScope::Private),
            ("172.16.0.1", NetworkScope::Private),
            ("172.32.0.1", NetworkScope::Public),
            ("192.168.1.1", NetworkScope::Private),
            ("169.254.1.1", NetworkScope::Private),
            ("100.64.0.1", NetworkScope::Private),
            ("100.128.0.1", NetworkScope::Public),
            ("fd00::1", NetworkScope::Private),
            ("fe80::1", NetworkScope::Private),
            ("2001:db8::1", NetworkScope::Public),
            ("::ffff:8.8.8.8", NetworkScope::Public),
            ("8.8.8.8", NetworkScope::Public),
        ] {
            assert_eq!(
                NetworkScope::of(address.parse().unwrap()),
                scope,
                "{address}"
            );
        }
    }

    #[tokio::test]
    async fn tries_the_next_address_after_a_refusal() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let open = listener.local_addr().unwrap();
        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed: SocketAddr = gone.local_addr().unwrap();
        drop(gone);
        let connected = dial(&[closed, open]).await;
        assert_eq!(
            connected.ok().map(|connected| connected.address),
            Some(open)
        );
        let failures = dial(&[closed]).await.err().unwrap();
        assert_eq!(failures[0].0, closed);
    }
}
