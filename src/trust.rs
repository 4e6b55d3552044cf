//! Which hosts may receive secrets, and which URLs may be opened or fetched.
//!
//! Files of a repository are untrusted: a host that only they configure receives nothing until you confirm it outside
//! the repository, with an option, an environment variable or a prompt.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use url::Url;

use crate::diagnostic;
pub use crate::diagnostics::Unconfirmed;
use crate::diagnostics::redaction::is_terminal_unsafe;
use crate::diagnostics::{Error, Result};
use crate::diagnostics::{SourceSpan, catalog};
use crate::http::is_loopback;
use crate::input_file;
use crate::process::Env;
pub use crate::safe_url::{VARIABLE, authority, parse_host, safe_url, unsafe_url};

/// A URL from a file, and what it is used for.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    pub url: &'a str,
    /// The setting, such as `[neon] api`.
    pub setting: &'a str,
    /// What the file causes, in words that precede the host, such as `sends NEON_API_KEY to`.
    pub purpose: &'a str,
    /// The file and line with the URL.
    pub source: Option<&'a SourceSpan>,
}

/// Parses a destination's URL, which must be safe and on this machine or a trusted host. Exit 3 otherwise.
pub fn require(env: &Env, destination: &Destination<'_>) -> Result<Url> {
    let url = safe_url(destination.url)
        .map_err(|why| unsafe_url(destination.setting, destination.source, why))?;
    let host = authority(&url);
    let file = destination.source.map_or_else(
        || PathBuf::from("navauth.toml"),
        |source| source.file.clone(),
    );
    if is_loopback(&url)
        || env.trust.contains(&host)
        || is_remembered(env, &host, &env.directory.join(&file))
    {
        return Ok(url);
    }
    let what = format!("{} {} {host}", file.display(), destination.purpose);
    let diagnostic = diagnostic!(
        catalog::trust::UNCONFIRMED,
        request = what,
        setting = destination.setting,
        host = host
    );
    let diagnostic = match destination.source {
        Some(source) => diagnostic.at(&source.file, source.line),
        None => diagnostic,
    };
    Err(Error::settings(diagnostic).needing_confirmation(Unconfirmed { host, what, file }))
}

/// Stores a confirmed host for the file that configures it, outside the repository. Returns the path of the store.
pub fn remember(env: &Env, unconfirmed: &Unconfirmed) -> io::Result<PathBuf> {
    let path = store(env)
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no home directory"))?;
    let line = line(&unconfirmed.host, &env.directory.join(&unconfirmed.file))?;
    if let Some(folder) = path.parent() {
        create_private_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut store = options.open(&path)?;
    store.write_all(format!("{line}\n").as_bytes())?;
    Ok(path)
}

/// The stored line for a confirmed host. A path with a line ending could pose as the line of another host and file.
fn line(host: &str, file: &Path) -> io::Result<String> {
    let file = fs::canonicalize(file)?;
    match file.to_str() {
        Some(file) if !file.contains(is_terminal_unsafe) => Ok(format!("{host} {file}")),
        _ => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the path of the file contains control characters or is not UTF-8",
        )),
    }
}

fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Whether you have confirmed the host for this file before.
fn is_remembered(env: &Env, host: &str, file: &Path) -> bool {
    let Some((path, line)) = store(env).zip(line(host, file).ok()) else {
        return false;
    };
    input_file::read(&path).is_ok_and(|text| {
        text.split(|&byte| byte == b'\n')
            .any(|remembered| remembered == line.as_bytes())
    })
}

/// `navauth/trusted-hosts` in your configuration directory. A relative directory is ignored: it could be in the
/// repository.
fn store(env: &Env) -> Option<PathBuf> {
    let folder = |name: &str| {
        env.variable(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let configuration = if cfg!(windows) {
        folder("APPDATA")
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))
    };
    Some(configuration?.join("navauth").join("trusted-hosts"))
}

/// The section of docs/settings.md about trust.
pub const PAGE: &str = r#"
## What is trusted

Every file in a repository is untrusted, including `navauth.toml` and `.env`, because it may have come with a clone. navauth trusts the options
of the command, the process environment, and your answers on a terminal.

| destination | what it receives | trusted |
|---|---|---|
| the hosts of the four built-in providers | that provider's client secret, codes and tokens | always |
| `console.neon.tech`, `api.REGION.CLOUD.neon.tech` | `NEON_API_KEY`; the database password (`--over https`) | always |
| `huggingface.co` | `HF_TOKEN`, the Space secrets | always |
| `HF_ENDPOINT` | the same | only from the process environment; a `.env` file is ignored |
| this computer: `localhost`, `127.0.0.0/8`, `[::1]` | whatever is configured to go there | always, even over http |
| an endpoint, an `issuer` or a `jwks_uri` of `[providers.NAME]`; `[neon] api`, `sql`, `own_address` | as above | after you confirm the host |
| an endpoint that an issuer's discovery document names on another host | as above | after you confirm that host too |
| the database host, `FRONTEND_URL` or `API_BASE_URL` of a `.env` file, if that value or a `PG…` variable that libpq sends contains a variable of the process environment | the text of that variable | after you confirm the host |
| the database host of a `.env` file (`DATABASE_URL`, `PGHOST`, `PGHOSTADDR`) | `PGPASSWORD` or the connection string of the process environment; a password of `~/.pgpass` or `PGPASSFILE` from a line with `*` as its host, or for another address (`hostaddr`) | after you confirm the host |
| `[space] name` | the Space secrets | after you answer the prompt that names it; with `--yes`, only from `--space` |
| `FRONTEND_URL` of a `.env` file, `[callback] production` | a session token that no user has, signed with `JWT_SECRET_KEY` | if the same `.env` file contains the key; otherwise after you confirm the host |

The app expands `${NAME}` in `.env` from its environment, and so does navauth. `DATABASE_URL=postgresql://${DB_USER}:${DB_PASSWORD}@…` needs
no confirmation if the same file sets `DB_USER` and `DB_PASSWORD` and the process environment does not: the process environment takes
precedence. If it sets one of them, directly or through another line, the file could send any of your variables anywhere, so you must confirm
the host first.

You confirm a host in one of three ways:

- `--trust-host HOST[:PORT]`, which may be repeated;
- `NAVAUTH_TRUSTED_HOSTS=HOST,HOST:PORT` in the process environment (not in `.env`);
- answering yes on a terminal, or the button on the page of `navauth setup --browser`. Your answer is remembered for this file in
  `navauth/trusted-hosts` in your configuration directory
  (`$XDG_CONFIG_HOME`, `~/.config` or `%APPDATA%`). Delete the line to be asked again.

Without a terminal, or with `--no-input`, navauth sends nothing and exits with 3.

URLs are https, or http for this computer. `[providers.NAME]` reads only the variables `NAME_CLIENT_ID` and `NAME_CLIENT_SECRET`; the built-in
providers read their own names in the table above. If you replace one endpoint of a built-in provider with your own server, replace all of
them. An empty string disables `emails_endpoint`, `device_authorization_endpoint`,
`revocation_endpoint` or `introspection_endpoint`.

A provider that the app does not offer. The checks skip it unless its credentials are set (`navauth setup` writes this when you skip a
provider):

```toml
[providers.facebook]
enabled = false
```

GitHub Enterprise, with `navauth test-login github --trust-host ghe.example.org`:

```toml
[providers.github]
authorization_endpoint = "https://ghe.example.org/login/oauth/authorize"
token_endpoint = "https://ghe.example.org/login/oauth/access_token"
userinfo_endpoint = "https://ghe.example.org/api/v3/user"
emails_endpoint = "https://ghe.example.org/api/v3/user/emails"
device_authorization_endpoint = "https://ghe.example.org/login/device/code"
revocation_endpoint = "https://ghe.example.org/api/v3/applications/{client_id}/token"
```

A simulated server on this computer, which needs no confirmation:

```toml
[providers.github]
authorization_endpoint = "http://127.0.0.1:4000/login/oauth/authorize"
token_endpoint = "http://127.0.0.1:4000/login/oauth/access_token"
userinfo_endpoint = "http://127.0.0.1:4000/user"
emails_endpoint = "http://127.0.0.1:4000/user/emails"
device_authorization_endpoint = ""
revocation_endpoint = ""
```
"#;

#[cfg(test)]
mod tests {
    use super::{Destination, parse_host, remember, require, safe_url};
    use crate::diagnostics::SourceSpan;
    use crate::process::{Env, Streams};

    #[test]
    fn accepts_only_https_and_local_http() {
        for good in [
            "https://ghe.example.org/login",
            "https://ghe.example.org:8443/applications/{client_id}/token",
            "http://localhost:8000/",
            "http://127.0.0.2/",
            "http://[::1]:8000/",
        ] {
            assert!(safe_url(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "ftp://localhost/",
            "http://ghe.example.org/",
            "http://0.0.0.0/",
            "http://127.0.0.1.example.org/",
            "http://localhost.example.org/",
            "https://user@ghe.example.org/",
            "https://user:password@ghe.example.org/",
            "https://localhost\\@ghe.example.org/",
            "https://{client_id}.example.org/",
            "https://ghe.example.org/\u{202e}",
            "https://ghe.example.org/\n",
            "java\tscript:alert(1)",
            " https://ghe.example.org/",
            "//ghe.example.org/",
            "https:///",
        ] {
            assert!(safe_url(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn normalizes_hosts() {
        for (text, host) in [
            ("ghe.example.org", "ghe.example.org"),
            ("GHE.Example.org:443", "ghe.example.org"),
            ("ghe.example.org:8443", "ghe.example.org:8443"),
        ] {
            assert_eq!(parse_host(text).as_deref(), Ok(host));
        }
        for bad in ["", "*.example.org", "https://a", "a/b", "u@a", "a:b", "a b"] {
            assert!(parse_host(bad).is_err(), "{bad}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn does_not_store_paths_with_line_endings() {
        let folder = tempfile::tempdir().unwrap();
        let mut env = Env::for_test(
            Vec::new(),
            folder.path().to_owned(),
            Streams::closed(),
            || jiff::Timestamp::UNIX_EPOCH,
        );
        let home = folder.path().to_str().unwrap().to_owned();
        env.variables = [("HOME".to_owned(), home)].into();
        let good = folder.path().join("good.toml");
        std::fs::write(&good, "").unwrap();
        let unconfirmed = |file: &std::path::Path| super::Unconfirmed {
            host: "a.example".to_owned(),
            what: String::new(),
            file: file.to_owned(),
        };
        let store = remember(&env, &unconfirmed(&good)).unwrap();
        let before = std::fs::read_to_string(&store).unwrap();
        for name in ["x\nb.example y", "x\ry", "x\u{1b}[2J"] {
            let file = folder.path().join(name);
            std::fs::write(&file, "").unwrap();
            assert!(remember(&env, &unconfirmed(&file)).is_err(), "{name:?}");
        }
        assert_eq!(std::fs::read_to_string(&store).unwrap(), before);
        // The store is not read, nor waited for, if it is not a regular file.
        std::fs::remove_file(&store).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &store,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .unwrap();
        assert!(!super::is_remembered(&env, "a.example", &good));
    }

    #[test]
    fn hosts_are_confirmed_once_per_file() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (
            folder.path().join("one.toml"),
            folder.path().join("two.toml"),
        );
        std::fs::write(&one, "").unwrap();
        std::fs::write(&two, "").unwrap();
        let new = || Streams::closed();
        let mut env = Env::for_test(Vec::new(), folder.path().to_owned(), new(), || {
            jiff::Timestamp::UNIX_EPOCH
        });
        let home = folder.path().to_str().unwrap().to_owned();
        env.variables = ["HOME", "APPDATA"]
            .map(|name| (name.to_owned(), home.clone()))
            .into();
        let ask = |env: &Env, file: &std::path::Path| {
            let source = SourceSpan {
                file: file.to_owned(),
                line: Some(3),
            };
            require(
                env,
                &Destination {
                    url: "https://ghe.example.org/token",
                    setting: "[providers.github] token_endpoint",
                    purpose: "sends GITHUB_CLIENT_SECRET to",
                    source: Some(&source),
                },
            )
        };
        let error = ask(&env, &one).unwrap_err();
        assert_eq!(error.diagnostic.id(), "trust.unconfirmed");
        let unconfirmed = error.unconfirmed.unwrap();
        assert_eq!(unconfirmed.host, "ghe.example.org");
        let store = remember(&env, &unconfirmed).unwrap();
        assert!(ask(&env, &one).is_ok());
        assert!(ask(&env, &two).is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&store).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        // Trust is read from the file, not cached: without it the prompt comes again.
        std::fs::remove_file(store).unwrap();
        assert!(ask(&env, &one).is_err());
        env.trust.add("ghe.example.org");
        assert!(ask(&env, &two).is_ok());
    }
}
