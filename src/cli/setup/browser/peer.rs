//! Which user of this machine a connection comes from. The address of the page is an argument of the browser, which others can see.

use std::net::SocketAddr;

/// Whether the system says that a connection comes from another user. The administrator can read your files anyway.
#[cfg(target_os = "linux")]
pub fn is_of_another_user(peer: SocketAddr, own: SocketAddr) -> bool {
    let own_user = rustix::process::geteuid().as_raw();
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let (peer, own) = (in_table(peer), in_table(own));
    let user = table.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let is_it =
            fields.get(1) == peer.as_deref().as_ref() && fields.get(2) == own.as_deref().as_ref();
        fields.get(7).filter(|_| is_it)?.parse::<u32>().ok()
    });
    user.is_some_and(|user| user != 0 && user != own_user)
}

/// Other systems do not say it in a file.
#[cfg(not(target_os = "linux"))]
pub fn is_of_another_user(_peer: SocketAddr, _own: SocketAddr) -> bool {
    false
}

/// An address as the table of the kernel writes it.
#[cfg(target_os = "linux")]
fn in_table(address: SocketAddr) -> Option<String> {
    let SocketAddr::V4(address) = address else {
        return None;
    };
    let number = u32::from_ne_bytes(address.ip().octets());
    Some(format!("{number:08X}:{:04X}", address.port()))
}
