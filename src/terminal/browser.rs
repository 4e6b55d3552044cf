//! Opening a URL in your browser.
//!
//! It is not tried where the browser would open on another computer or not at all, unless BROWSER is set.

use std::io::{self, Write};
use std::path::Path;

use maud::{DOCTYPE, html};
use tempfile::TempPath;

use crate::child;
use crate::process::Env;
use crate::trust;

/// The variables with which a browser finds its display, its profile and the network.
const PASSED: &[&str] = &[
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_*",
    "DBUS_SESSION_BUS_ADDRESS",
    "DESKTOP_SESSION",
    "GNOME_*",
    "GTK_*",
    "KDE_*",
    "QT_*",
    "MOZ_*",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "https_proxy",
    "http_proxy",
    "no_proxy",
];

/// The programs that open a URL in the desktop's browser; the first that exists is used.
const OPENERS: &[&[&str]] = if cfg!(windows) {
    &[&["rundll32", "url.dll,FileProtocolHandler"]]
} else if cfg!(target_os = "macos") {
    &[&["open"]]
} else {
    &[
        &["xdg-open"],
        &["gio", "open"],
        &["kde-open"],
        &["x-www-browser"],
    ]
};

/// What separates the programs in BROWSER: what separates the folders in PATH.
const SEPARATOR: char = if cfg!(windows) { ';' } else { ':' };

/// Opens a URL. The error is the reason, as the rest of a sentence.
pub fn open(env: &Env, url: &str) -> Result<(), &'static str> {
    trust::safe_url(url)?;
    if let Some(browser) = &env.browser {
        return if browser(url) {
            Ok(())
        } else {
            Err("no browser could be started")
        };
    }
    match obstacle(env) {
        Some(obstacle) => Err(obstacle),
        None => start(env, url).ok_or("no browser could be started"),
    }
}

/// Why no browser is opened here; None if it is tried.
pub fn unavailable(env: &Env) -> Option<&'static str> {
    if env.browser.is_some() {
        return None;
    }
    obstacle(env)
}

/// A file that redirects the browser to a URL; deleted on drop.
#[derive(Debug, Default)]
pub struct Doorway {
    _file: Option<TempPath>,
}

/// Opens a URL with a secret in it. Every user of a computer can list the arguments of its programs; where navauth cannot refuse other users,
/// the argument is therefore a file that only you can read, and that leads to the URL.
pub fn open_secretly(env: &Env, url: &str) -> Result<Doorway, &'static str> {
    let refuses_others = cfg!(target_os = "linux");
    if refuses_others || env.browser.is_some() || env.flag("BROWSER") {
        return open(env, url).map(|()| Doorway::default());
    }
    trust::safe_url(url)?;
    if let Some(obstacle) = obstacle(env) {
        return Err(obstacle);
    }
    let file = doorway(url).map_err(|_| "the file for the browser could not be written")?;
    let path = file
        .to_str()
        .ok_or("the folder for temporary files has an unusual name")?;
    start(env, path).ok_or("no browser could be started")?;
    Ok(Doorway { _file: Some(file) })
}

/// Writes a page that redirects to a URL.
fn doorway(url: &str) -> io::Result<TempPath> {
    let refresh = format!("0;url={url}");
    let page = html! {
        (DOCTYPE)
        meta charset="utf-8";
        meta name="referrer" content="no-referrer";
        meta http-equiv="refresh" content=(refresh);
        title { "navauth setup" }
        a href=(url) { "Continue" }
    };
    let mut builder = tempfile::Builder::new();
    // Only you can read it.
    let mut file = builder.prefix("navauth-").suffix(".html").tempfile()?;
    file.write_all(page.into_string().as_bytes())?;
    Ok(file.into_temp_path())
}

/// Starts the first existing program of BROWSER, then of [`OPENERS`], and does not wait for it.
fn start(env: &Env, url: &str) -> Option<()> {
    let named = env.variable("BROWSER").unwrap_or_default();
    let named = named.split(SEPARATOR).map(words);
    let mut openers = named.chain(OPENERS.iter().map(|words| words.to_vec()));
    openers.find_map(|words| {
        let (program, options) = words.split_first()?;
        let mut command = child::command(program, &env.variables, PASSED).ok()?;
        // As xdg-open reads BROWSER: the URL where %s is, else at the end.
        let mut placed = false;
        for option in options {
            placed |= option.contains("%s");
            command.arg(option.replace("%s", url));
        }
        if !placed {
            command.arg(url);
        }
        command.spawn().ok().map(drop)
    })
}

/// The program and its options. The path of an existing program may contain spaces.
fn words(command: &str) -> Vec<&str> {
    let path = Path::new(command);
    if path.is_absolute() && path.is_file() {
        vec![command]
    } else {
        command.split_whitespace().collect()
    }
}

/// Why no browser is tried.
fn obstacle(env: &Env) -> Option<&'static str> {
    let any = |names: &[&str]| names.iter().any(|name| env.flag(name));
    if env.flag("BROWSER") {
        return None;
    }
    if any(&["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"]) {
        return Some("this is a session over SSH");
    }
    if any(&["WSL_DISTRO_NAME", "WSL_INTEROP"]) {
        return Some("this is WSL, where it is unclear which browser would open");
    }
    if any(&["container", "KUBERNETES_SERVICE_HOST", "CODESPACES"]) || in_container() {
        return Some("this is a container");
    }
    let needs_display = cfg!(all(unix, not(target_os = "macos")));
    (needs_display && !any(&["DISPLAY", "WAYLAND_DISPLAY"])).then_some("there is no display")
}

/// Whether Docker's or Podman's marker file exists.
fn in_container() -> bool {
    cfg!(target_os = "linux")
        && ["/.dockerenv", "/run/.containerenv"]
            .iter()
            .any(|mark| std::path::Path::new(mark).exists())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{doorway, open};
    use crate::process::{Env, Streams};

    #[test]
    #[cfg(unix)]
    fn the_file_for_a_secret_address_is_yours_only() {
        use std::os::unix::fs::PermissionsExt;
        let url = "http://127.0.0.1:1/x/start?token=a\"b";
        let path = doorway(url).unwrap();
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("0;url=http://127.0.0.1:1/x/start?token=a&quot;b"));
        let place = path.to_path_buf();
        drop(path);
        assert!(!place.exists());
    }

    #[test]
    fn no_browser_is_tried_where_it_would_open_elsewhere() {
        for (name, part) in [
            ("SSH_CONNECTION", "SSH"),
            ("WSL_DISTRO_NAME", "WSL"),
            ("container", "container"),
        ] {
            let mut env = Env::for_test(
                Vec::new(),
                PathBuf::new(),
                Streams::closed(),
                jiff::Timestamp::default,
            );
            env.browser = None;
            env.variables.insert(name.to_owned(), "yes".to_owned());
            let refused = open(&env, "http://localhost/").unwrap_err();
            assert!(refused.contains(part), "{refused}");
        }
    }
}
