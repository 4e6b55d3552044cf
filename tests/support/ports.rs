//! Ports that nothing listens on.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

/// Below the ports that a system assigns itself (RFC 6335 and Linux's `ip_local_port_range`), so that no socket of
/// another test takes one of them before its use.
const FIRST: u32 = 20_000;
const COUNT: u32 = 12_000;

/// A port that is free in both address families, and so is the next one. No other call returns either of them soon.
pub fn unused() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let step = 2 * NEXT.fetch_add(1, Ordering::Relaxed);
        // Another run of the tests begins elsewhere.
        let port = FIRST + std::process::id().wrapping_mul(314).wrapping_add(step) % COUNT;
        let port = u16::try_from(port).unwrap();
        if is_free(port) && is_free(port + 1) {
            return port;
        }
    }
}

fn is_free(port: u16) -> bool {
    ["127.0.0.1", "::1"].iter().all(|address| {
        // A machine without IPv6 refuses the address, not the port.
        TcpListener::bind((*address, port))
            .map_or_else(|error| error.kind() != ErrorKind::AddrInUse, |_| true)
    })
}
