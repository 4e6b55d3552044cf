//! The Hub's URL and the token, found as the Hub's own tools find them.
//!
//! Only the process environment and the token file count, never `.env`: a file that came with a repository must not send your token to
//! another server.

use std::fmt;
use std::path::PathBuf;

use crate::diagnostics::catalog::hub;
use crate::diagnostics::{Error, Result};
use crate::input_file;
use crate::process::Env;
use crate::secret::Secret;
use crate::{diagnostic, text, trust};

/// The Hub's URL, unless HF_ENDPOINT is set.
const ENDPOINT: &str = "https://huggingface.co";

/// The Hub's URL and the token.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The server, without a trailing slash.
    pub endpoint: String,
    /// Your token.
    pub token: Secret,
    /// Where the token was found.
    pub origin: TokenOrigin,
}

/// Where a token was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenOrigin {
    /// A variable of the process environment.
    Variable(&'static str),
    /// The file that `hf auth login` writes.
    File(PathBuf),
}

impl fmt::Display for TokenOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => formatter.write_str(name),
            Self::File(path) => write!(formatter, "{}", path.display()),
        }
    }
}

impl Credentials {
    /// Whether HF_ENDPOINT names another server than HuggingFace's.
    pub fn is_own_endpoint(&self) -> bool {
        self.endpoint != ENDPOINT
    }

    /// Tries HF_TOKEN, HUGGING_FACE_HUB_TOKEN and the token file, in this order.
    pub fn find(env: &Env) -> Result<Self> {
        let endpoint = get_non_empty(env, "HF_ENDPOINT")
            .unwrap_or(ENDPOINT)
            .trim_end_matches('/')
            .to_owned();
        trust::safe_url(&endpoint)
            .map_err(|why| trust::unsafe_url("HF_ENDPOINT of the environment", None, why))?;
        let named = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]
            .into_iter()
            .find_map(|name| Some((name, get_non_empty(env, name)?)));
        if let Some((name, token)) = named.and_then(|(name, token)| Some((name, clean(token)?))) {
            refuse_others(&token, name)?;
            return Ok(Self {
                endpoint,
                token,
                origin: TokenOrigin::Variable(name),
            });
        }
        let Some(path) = token_file(env) else {
            return Err(missing(None));
        };
        match input_file::read(&path).and_then(text) {
            Ok(text) => match clean(&text) {
                Some(token) => {
                    refuse_others(&token, &path.display().to_string())?;
                    Ok(Self {
                        endpoint,
                        token,
                        origin: TokenOrigin::File(path),
                    })
                }
                None => Err(missing(Some(&path))),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(missing(Some(&path))),
            Err(error) => {
                let diagnostic = diagnostic!(hub::TOKEN_UNREADABLE).at(path, None);
                Err(Error::settings(diagnostic.reason(error.to_string())))
            }
        }
    }
}

fn get_non_empty<'env>(env: &'env Env, name: &str) -> Option<&'env str> {
    env.variable(name).filter(|value| !value.is_empty())
}

fn text(bytes: Vec<u8>) -> std::io::Result<String> {
    String::from_utf8(bytes).map_err(|_| std::io::Error::other("it is not UTF-8 text"))
}

/// The trimmed token; None if it is empty.
fn clean(text: &str) -> Option<Secret> {
    let token: String = text
        .chars()
        .filter(|character| !matches!(character, '\r' | '\n'))
        .collect();
    let token = Secret::new(token.trim());
    (!token.is_empty()).then_some(token)
}

/// The beginnings of other services' tokens, which must not be sent to the Hub.
const FOREIGN: [(&str, &str); 8] = [
    ("ghp_", "a GitHub token"),
    ("gho_", "a GitHub token"),
    ("github_pat_", "a GitHub token"),
    ("glpat-", "a GitLab token"),
    ("napi_", "a Neon API key"),
    ("npg_", "a Neon database password"),
    ("GOCSPX-", "a Google client secret"),
    ("postgresql://", "a database URL"),
];

/// Rejects a value that is not a HuggingFace token before it is sent, because the Hub only says that it is not valid.
fn refuse_others(token: &Secret, origin: &str) -> Result<()> {
    let text = token.expose();
    let foreign = FOREIGN.iter().find(|(start, _)| text.starts_with(start));
    let starts = |word: &str| {
        text.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let (reason, help) = if let Some((_, kind)) = foreign {
        (text!(hub::IS_OTHER, kind = kind), hub::SET_TOKEN)
    } else if starts("bearer ") {
        (hub::HAS_SCHEME.to_owned(), hub::ONLY_TOKEN)
    } else if text.starts_with(['"', '\'', '`', '“', '‘']) {
        (hub::HAS_QUOTES.to_owned(), hub::ONLY_TOKEN)
    } else if text.chars().any(char::is_whitespace) {
        (hub::HAS_SPACE.to_owned(), hub::ONLY_TOKEN)
    } else {
        return Ok(());
    };
    let diagnostic = diagnostic!(hub::NOT_A_TOKEN, origin = origin);
    Err(Error::settings(diagnostic.reason(reason).help(help)))
}

/// HF_TOKEN_PATH, else `token` in HF_HOME, else in `huggingface` under XDG_CACHE_HOME, else under `~/.cache`.
fn token_file(env: &Env) -> Option<PathBuf> {
    let home = || {
        get_non_empty(env, "HOME")
            .or_else(|| get_non_empty(env, "USERPROFILE"))
            .map(PathBuf::from)
    };
    let path = |name| {
        let value = get_non_empty(env, name)?;
        let at_home = value
            .strip_prefix("~/")
            .and_then(|rest| Some(home()?.join(rest)));
        Some(at_home.unwrap_or_else(|| PathBuf::from(value)))
    };
    let cache = || path("XDG_CACHE_HOME").or_else(|| Some(home()?.join(".cache")));
    let folder = || path("HF_HOME").or_else(|| Some(cache()?.join("huggingface")));
    let file = path("HF_TOKEN_PATH").or_else(|| Some(folder()?.join("token")))?;
    Some(env.directory.join(file))
}

fn missing(looked_in: Option<&PathBuf>) -> Error {
    let reason = match looked_in {
        Some(path) => text!(hub::NO_TOKEN_IN_FILE, file = path.display()),
        None => hub::TOKEN_NOT_SET.to_owned(),
    };
    Error::settings(diagnostic!(hub::NO_TOKEN).reason(reason))
}

#[cfg(test)]
mod tests {
    use super::{Credentials, TokenOrigin};
    use crate::process::{Env, Streams};

    /// Finds credentials in a folder whose `home` contains the token files of the test.
    fn found(variables: &[(&str, &str)]) -> Result<(String, TokenOrigin), &'static str> {
        let folder = tempfile::tempdir().unwrap();
        for (file, token) in [
            ("home/.cache/huggingface/token", "of-home"),
            ("cache/huggingface/token", "of-cache"),
            ("hub/token", "of-hub"),
            ("own", " of-own\r\n"),
        ] {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, token).unwrap();
        }
        let home = folder.path().join("home");
        let mut env = Env::for_test(
            Vec::new(),
            folder.path().to_owned(),
            Streams::closed(),
            || jiff::Timestamp::UNIX_EPOCH,
        );
        env.variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        env.variables
            .insert("HOME".into(), home.to_str().unwrap().into());
        let found = Credentials::find(&env).map_err(|error| error.diagnostic.id())?;
        Ok((found.token.expose().to_owned(), found.origin))
    }

    #[test]
    fn the_first_token_found_is_used() {
        let token = |variables| found(variables).map(|(token, _)| token);
        assert_eq!(
            token(&[("HF_TOKEN", " hf_a\n"), ("HUGGING_FACE_HUB_TOKEN", "hf_b")]).unwrap(),
            "hf_a"
        );
        assert_eq!(
            token(&[("HF_TOKEN", ""), ("HUGGING_FACE_HUB_TOKEN", "hf_b")]).unwrap(),
            "hf_b"
        );
        assert_eq!(token(&[("HF_TOKEN", " ")]).unwrap(), "of-home");
        assert_eq!(token(&[]).unwrap(), "of-home");
        assert_eq!(token(&[("XDG_CACHE_HOME", "cache")]).unwrap(), "of-cache");
        assert_eq!(
            token(&[("XDG_CACHE_HOME", "cache"), ("HF_HOME", "hub")]).unwrap(),
            "of-hub"
        );
        assert_eq!(
            token(&[("HF_HOME", "hub"), ("HF_TOKEN_PATH", "own")]).unwrap(),
            "of-own"
        );
        assert_eq!(
            token(&[("HF_HOME", "~/.cache/huggingface")]).unwrap(),
            "of-home"
        );
        for other in [
            "ghp_0123456789",
            "Bearer hf_a",
            "\"hf_a\"",
            "hf_a hf_b",
            "HF_TOKEN = hf_a",
        ] {
            let refused = found(&[("HF_TOKEN", other)]).map(|_| ());
            assert_eq!(refused, Err("hub.not-a-token"), "{other}");
        }
        assert_eq!(token(&[("HF_TOKEN_PATH", "nowhere")]), Err("hub.no-token"));
        assert_eq!(
            token(&[("HF_TOKEN_PATH", "hub")]),
            Err("hub.token-unreadable")
        );
    }
}
