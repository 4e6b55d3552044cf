//! Finds explanations by ID, group, pattern, or by the words that users see.

use super::{Explanation, Group, Sign, all, quoted};
use crate::checks;
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::Code;
use crate::diagnostics::catalog::{self, usage};
use crate::diagnostics::redaction::foreign_within;
use crate::diagnostics::{Error, Result};
use crate::glob;
use crate::providers;
use crate::text;

/// A longer query is no ID, group or pattern, however it is spelled.
const LONGEST_NAME: usize = 100;

/// The minimum length to search within a text of the other side; shorter words must match the whole text.
const SHORTEST_PART: usize = 5;

/// The minimum length of a pattern, without its `*`, to search within a longer text.
const SHORTEST_PATTERN: usize = 12;

/// The minimum length of a phrase to search in the explanations themselves.
const SHORTEST_PHRASE: usize = 8;

/// The minimum number of longer words to search for them one by one.
const FEWEST_WORDS: usize = 4;

/// The explanations that match a query, or all without a query. Exit 2 with the closest name if there are none.
pub fn find(query: Option<&str>) -> Result<Vec<Group>> {
    let Some(query) = query.map(str::trim) else {
        return Ok(all());
    };
    let groups = all();
    let named = matching(&groups, |explanation| {
        query.len() <= LONGEST_NAME && checks::matches(query, explanation.code.id)
    });
    if !named.is_empty() {
        return Ok(named);
    }
    let own = [printed_ids, printed_messages, quoted::diagnostics];
    for codes in own.map(|find| find(query)) {
        let meant = matching(&groups, |explanation| codes.contains(&explanation.code));
        if !meant.is_empty() {
            return Ok(meant);
        }
    }
    let decoded = quoted::decoded(query);
    let query = decoded.as_deref().unwrap_or(query);
    let plain_query = plain(query);
    let alike = most_alike(&groups, &plain_query);
    if !alike.is_empty() {
        return Ok(alike);
    }
    let explanations = || groups.iter().flat_map(|group| &group.explanations);
    for is_meant in [contains_phrase, contains_words] {
        let meant = |explanation: &Explanation| is_meant(&words_of(explanation), &plain_query);
        if explanations().any(meant) {
            return Ok(matching(&groups, meant));
        }
    }
    Err(unknown(&groups, query))
}

/// The IDs in a line that navauth printed: in brackets, or after `navauth explain`.
fn printed_ids(query: &str) -> Vec<&'static Code> {
    let words = query.split_whitespace();
    let ids = words.filter_map(|word| {
        let (_, word) = word.rsplit_once('[').unwrap_or(("", word));
        catalog::find(word.split(']').next().unwrap_or_default())
    });
    ids.collect()
}

/// The messages that navauth prints as this text, if most of their words are fixed.
fn printed_messages(query: &str) -> Vec<&'static Code> {
    let query = plain(query);
    let said = match query.split_once(": ") {
        Some((severity, said)) if PRINTED.iter().any(|word| severity.ends_with(word)) => said,
        _ => &query,
    };
    let is_said = |code: &&Code| {
        let pattern = plain(&pattern(code.message));
        let fixed = pattern.replace('*', "").len();
        fixed >= SHORTEST_MESSAGE && glob::matches(&pattern, said)
    };
    catalog::all().filter(is_said).collect()
}

/// The words before a message.
const PRINTED: [&str; 5] = ["error", "fail", "warning", "warn", "unknown"];

/// The minimum length of a message, without its values, to recognize it.
const SHORTEST_MESSAGE: usize = 20;

/// A message with `*` for its values.
fn pattern(message: &str) -> String {
    let mut parts = message.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |pattern, part| {
        pattern + "*" + part.split_once('}').map_or(part, |(_, rest)| rest)
    })
}

/// The explanations with the signs that are most like the text. A text that names providers is about no other provider.
fn most_alike(groups: &[Group], query: &str) -> Vec<Group> {
    let named = quoted::named(query);
    let providers = providers::all(&Settings::default()).unwrap_or_default();
    let is_other = |explanation: &Explanation| {
        let group = explanation.code.group();
        !named.is_empty()
            && !named.contains(group)
            && providers.iter().any(|provider| provider.name == group)
    };
    let likeness = |explanation: &Explanation| {
        let signs = explanation.signs.iter();
        let likeness = signs.filter_map(|sign| likeness_to(*sign, query)).max();
        likeness.filter(|_| !is_other(explanation))
    };
    let explanations = || groups.iter().flat_map(|group| &group.explanations);
    let Some(best) = explanations().filter_map(likeness).max() else {
        return Vec::new();
    };
    let is_best = |explanation: &Explanation| likeness(explanation) == Some(best);
    // The rows that all providers share count where the named provider has none of its own, as at a sign-in.
    let own = matching(groups, |explanation| {
        is_best(explanation) && named.contains(explanation.code.group())
    });
    if own.is_empty() {
        matching(groups, is_best)
    } else {
        own
    }
}

/// Normalizes letter case, quotation marks, spaces and a final stop.
fn plain(text: &str) -> String {
    let straight = text.to_lowercase().replace(['\u{2018}', '\u{2019}'], "'");
    let straight = straight.replace(['\u{201c}', '\u{201d}'], "\"");
    let words: Vec<&str> = straight.split_whitespace().collect();
    words.join(" ").trim_end_matches(['.', '!']).to_owned()
}

/// The whole text of an explanation.
fn words_of(explanation: &Explanation) -> String {
    let lists = [&explanation.means, &explanation.seen, &explanation.fix];
    let texts = lists.into_iter().flatten().map(String::as_str);
    let texts: Vec<&str> = std::iter::once(explanation.title.as_str())
        .chain(texts)
        .collect();
    plain(&texts.join(" "))
}

fn contains_phrase(words: &str, query: &str) -> bool {
    query.len() >= SHORTEST_PHRASE && words.contains(query)
}

/// Whether the text contains all longer words of the query, and there are enough of them.
fn contains_words(words: &str, query: &str) -> bool {
    let is_long = |word: &&str| word.len() >= SHORTEST_PART;
    let mut query = query.split(' ').filter(is_long).peekable();
    let enough = query.clone().count() >= FEWEST_WORDS;
    enough && query.all(|word| words.contains(word.trim_matches(['"', ',', ':', ';'])))
}

/// The groups with only the matching explanations.
fn matching(groups: &[Group], matches: impl Fn(&Explanation) -> bool) -> Vec<Group> {
    let mut matching = Vec::new();
    for group in groups {
        let explanations = group.explanations.iter().filter(|it| matches(it));
        let explanations: Vec<_> = explanations.cloned().collect();
        if !explanations.is_empty() {
            matching.push(Group {
                name: group.name,
                title: group.title.clone(),
                explanations,
            });
        }
    }
    matching
}

/// As [`likeness`]; within a longer text, all of the sign must be there.
fn likeness_to(sign: Sign, query: &str) -> Option<(u8, usize)> {
    let text = plain(sign.text);
    if let Some(provider) = sign.named {
        let answer = format!("{{\"error\":\"{text}\"}}");
        if query.replace("\": ", "\":") == answer {
            return Some((3, text.len()));
        }
        if !query.contains(provider) {
            return None;
        }
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && contains_word(query, &text) {
            return Some((1, text.len()));
        }
    }
    let named = || (is_name(sign.text) && contains_word(query, &text)).then_some((1, text.len()));
    let found = likeness(&text, query).or_else(named)?;
    match sign.with.map(plain) {
        Some(with) if found.0 == 1 => query
            .contains(&with)
            .then(|| (found.0, found.1 + with.len())),
        _ => Some(found),
    }
}

/// Whether a sign is the name of an error, such as `ECONNREFUSED` or `MismatchingStateError`, which is recognized in any text.
fn is_name(sign: &str) -> bool {
    let capitals = sign.bytes().filter(u8::is_ascii_uppercase).count();
    capitals >= 2
        && sign.len() >= SHORTEST_NAME
        && sign.bytes().all(|byte| byte.is_ascii_alphabetic())
}

const SHORTEST_NAME: usize = 8;

fn contains_word(text: &str, word: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(word).any(|(start, found)| {
        let before = text[..start].chars().next_back();
        let after = text[start + found.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// How well a text of the other side matches the query: equal (`*` matches anything), containing the query, or contained in it (longer is
/// better). A pasted log line has a prefix, such as `FATAL:` or the exception's class.
fn likeness(sign: &str, query: &str) -> Option<(u8, usize)> {
    let long = |text: &str| text.len() >= SHORTEST_PART && !text.contains('*');
    let contains = |sign: &str| long(sign) && contains_sign(query, sign);
    let is_part = sign.starts_with('*') && sign.ends_with('*');
    let fixed = sign.len() - sign.matches('*').count();
    if is_part {
        glob::matches(sign, query).then_some((1, sign.len()))
    } else if glob::matches(sign, query) {
        Some((3, fixed))
    } else if long(query) && sign.contains(query) {
        Some((2, 0))
    } else if sign.contains('*') {
        let within = format!("*{sign}*");
        (fixed >= SHORTEST_PATTERN && glob::matches(&within, query)).then_some((1, fixed))
    } else {
        contains(sign).then_some((1, sign.len()))
    }
}

/// The number of words from which a text is recognized within another one.
const TELLING_WORDS: usize = 3;

/// Whether a longer text contains a sign as such. A code, such as `invalid_client`, may stand anywhere between other words; a phrase of one
/// or two words, such as "not found", is part of many sentences, and counts only on its own.
fn contains_sign(query: &str, sign: &str) -> bool {
    let is_code = sign.contains(['_', '/']) || sign.bytes().any(|byte| byte.is_ascii_digit());
    let is_telling = is_code || sign.split(' ').count() >= TELLING_WORDS;
    query.match_indices(sign).any(|(start, found)| {
        let before = query[..start].chars().next_back();
        let after = query[start + found.len()..].chars().next();
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let is_whole = !before.is_some_and(is_word) && !after.is_some_and(is_word);
        let begins = before.is_some_and(|before| "\"'(".contains(before))
            || query[..start].trim_end().ends_with([':', '|', '-']);
        let ends = after.is_none_or(|after| ":\"'),.|".contains(after));
        is_whole && (is_telling || (start == 0 || begins) && ends)
    })
}

fn unknown(groups: &[Group], query: &str) -> Error {
    let codes = groups
        .iter()
        .flat_map(|group| &group.explanations)
        .map(|explanation| explanation.code);
    let names = codes.flat_map(|code| {
        let own = code.id.split('.').nth(1).unwrap_or(code.id);
        [code.id, code.group(), own].map(|name| (name, code))
    });
    let likeness = |name: &str| strsim::jaro_winkler(name, query);
    let near = names
        .filter(|_| query.len() <= LONGEST_NAME)
        .map(|(name, code)| (likeness(name), name, code))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    let shown = foreign_within(query, 60);
    let diagnostic = diagnostic!(usage::UNKNOWN_PROBLEM, pattern = format!("{shown:?}"));
    Error::usage(match near {
        Some((likeness, name, code)) if likeness > 0.85 => {
            let meant = if name == code.group() { name } else { code.id };
            diagnostic.help(text!(usage::UNKNOWN_PROBLEM_NEAR, name = meant))
        }
        _ => diagnostic,
    })
}

#[cfg(test)]
mod tests {
    use super::find;

    fn ids(query: &str) -> Vec<&'static str> {
        let groups = find(Some(query)).unwrap_or_default();
        groups
            .iter()
            .flat_map(|group| &group.explanations)
            .map(|explanation| explanation.code.id)
            .collect()
    }

    #[test]
    fn finds_by_id_group_and_text() {
        assert_eq!(ids("login.port-taken"), ["login.port-taken"]);
        assert!(
            ids("credential").len() > 3
                && ids("credential")
                    .iter()
                    .all(|id| id.starts_with("credential."))
        );
        assert_eq!(
            ids("*.denied"),
            [
                "huggingface.denied",
                "google.denied",
                "facebook.denied",
                "github.denied",
                "oauth.denied"
            ]
        );
        for (said, id) in [
            ("Error 403: access_denied", "google.not-a-test-user"),
            (
                "URL Blocked: This redirect failed because the redirect URI is not whitelisted",
                "facebook.redirect-uri",
            ),
            (
                "URL Blocked - this redirect failed because the redirect URI is not whitelisted in the app's settings",
                "facebook.redirect-uri",
            ),
            (
                "You can't sign in because this app sent an invalid request.",
                "google.redirect-uri-mismatch",
            ),
            ("bad_verification_code", "github.bad-code"),
            ("100/36008", "facebook.redirect-uri-differs"),
            ("mismatching_state", "oauth.mismatching-state"),
            (
                "FATAL: password authentication failed for user \"ada\"",
                "database.wrong-password",
            ),
            ("28P01", "database.wrong-password"),
            (
                "relation \"users\" does not exist",
                "database.table-missing",
            ),
        ] {
            assert!(ids(said).contains(&id), "{said}: {:?}", ids(said));
        }
        assert!(ids("").is_empty() && ids("e").is_empty() && ids("nothing at all").is_empty());
    }

    /// The guide's four providers first.
    #[test]
    fn finds_by_texts_that_users_see() {
        for (said, expected) in [
            ("Could not validate credentials", vec!["token.rejected"]),
            (
                "could not connect to server",
                vec![
                    "database.refused",
                    "database.no-route",
                    "database.timed-out",
                ],
            ),
            (
                "Access blocked: This app's request is invalid",
                vec!["google.redirect-uri-mismatch"],
            ),
            ("Signature verification failed", vec!["token.other-key"]),
            (
                "  access blocked: this app\u{2019}s  request is invalid. ",
                vec!["google.redirect-uri-mismatch"],
            ),
            (
                "{\"detail\":\"Could not validate credentials\"}",
                vec!["token.rejected"],
            ),
            (
                "connection to server at \"localhost\" (127.0.0.1), port 5432 failed: Connection refused",
                vec!["database.refused"],
            ),
            (
                "device_id and device_name are required for private IP: http://192.168.1.20:8000",
                vec!["google.private-address"],
            ),
            ("Feature Unavailable", vec!["facebook.feature-unavailable"]),
            ("App Not Setup", vec!["facebook.not-active"]),
            ("Data Use Checkup", vec!["facebook.feature-unavailable"]),
            (
                "This OAuth client will be deleted because it has not been used for over 6 months",
                vec!["google.unused-client"],
            ),
            (
                "Be careful! The redirect_uri is not associated with this application. The application might be misconfigured",
                vec!["github.redirect-uri-mismatch"],
            ),
            (
                "Resource not accessible by integration",
                vec!["github.github-app"],
            ),
            ("EPROTO", vec!["tls.old-version", "tls.not-tls"]),
            (
                "Error: write EPROTO 8097:error:1408F10B:SSL routines:ssl3_get_record:wrong version number",
                vec!["tls.not-tls"],
            ),
            (
                "ConnectionRefusedError: [Errno 111] Connection refused",
                vec!["database.refused", "http.refused"],
            ),
            ("HTTP 431", vec!["http.headers-too-large"]),
            (
                "431 Request Header Fields Too Large",
                vec!["http.headers-too-large"],
            ),
            (
                "400 Bad Request: Request Header Or Cookie Too Large",
                vec!["http.headers-too-large"],
            ),
            ("Space is paused", vec!["hub.space-rests"]),
            (
                "This Space has been paused by its owner",
                vec!["hub.space-rests"],
            ),
            (
                "Mixed Content: The page at 'https://a.example/' was loaded over HTTPS, but requested an insecure resource 'http://b.example/'. This request has been blocked",
                vec!["live.mixed-content"],
            ),
            (
                "Blocked loading mixed active content \u{201c}http://b.example/api\u{201d}",
                vec!["live.mixed-content"],
            ),
        ] {
            assert_eq!(ids(said), expected, "{said}");
        }
    }

    /// As the app's log shows them: with the exception's class, a prefix, and more after it.
    #[test]
    fn lines_of_the_log_are_found() {
        for (said, expected) in [
            (
                "FATAL:  remaining connection slots are reserved for non-replication superuser connections",
                "database.too-many-connections",
            ),
            (
                "sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedTable) relation \"users\" does not exist\nLINE 2: FROM users",
                "database.table-missing",
            ),
            (
                "psycopg2.errors.InsufficientPrivilege: permission denied for table users",
                "database.not-permitted",
            ),
            (
                "(psycopg2.errors.UndefinedColumn) column users.is_admin does not exist",
                "database.column-missing",
            ),
            (
                "column users.user_id does not exist",
                "database.column-missing",
            ),
            (
                "ERROR:  column \"user_id\" does not exist at character 8",
                "database.column-missing",
            ),
            (
                "sqlalchemy.exc.ArgumentError: Could not parse SQLAlchemy URL from string ''",
                "database.url-unreadable",
            ),
            (
                "sqlalchemy.exc.NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:postgres",
                "database.kind-unknown",
            ),
            (
                "ModuleNotFoundError: No module named 'asyncpg'",
                "database.driver-unusable",
            ),
            (
                "psycopg2.ProgrammingError: invalid dsn: invalid connection option \"ssl\"",
                "database.parameters-unknown",
            ),
            (
                "sqlite3.OperationalError: attempt to write a readonly database",
                "database.file-unusable",
            ),
            (
                "sqlite3.OperationalError: unable to open database file",
                "database.file-unusable",
            ),
            (
                "sqlite3.OperationalError: database is locked",
                "database.locked",
            ),
            (
                "duplicate key value violates unique constraint \"users_username_key\"",
                "login.app-username-taken",
            ),
            (
                "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally",
                "database.closed",
            ),
            (
                "SSL error: certificate verify failed",
                "database.certificate-untrusted",
            ),
            (
                "root certificate file \"/root/.postgresql/root.crt\" does not exist",
                "database.root-certificate-missing",
            ),
            (
                "channel binding is required, but server did not offer an authentication method that supports channel binding",
                "database.channel-binding-not-offered",
            ),
            (
                "fe_sendauth: no password supplied",
                "database.password-missing",
            ),
            (
                "server does not support SSL, but SSL was required",
                "database.tls-not-offered",
            ),
            (
                "[Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
                "login.port-taken",
            ),
        ] {
            assert!(ids(said).contains(&expected), "{said}: {:?}", ids(said));
        }
    }

    /// Texts of the browser, of other libraries and of other services, each with its own line of the log.
    #[test]
    fn further_texts_are_found() {
        for (said, expected) in [
            (
                "Access to fetch at 'http://localhost:8000/api/auth/me' from origin 'http://localhost:5173' has been blocked by CORS policy: No \
                 'Access-Control-Allow-Origin' header is present on the requested resource.",
                "live.cors",
            ),
            (
                "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource",
                "live.cors",
            ),
            (
                "ValueError: password cannot be longer than 72 bytes, truncate manually if necessary (e.g. my_password[:72])",
                "users.password-library",
            ),
            (
                "Invalid Scopes: email. This message is only shown to developers. Users of your app will ignore these permissions",
                "facebook.invalid-scopes",
            ),
            (
                "ModuleNotFoundError: No module named 'psycopg2'",
                "database.driver-missing",
            ),
            ("No module named psycopg2", "database.driver-missing"),
            (
                "sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) SCRAM authentication requires libpq version 10 or above",
                "database.driver-outdated",
            ),
            (
                "FATAL:  no pg_hba.conf entry for host \"203.0.113.5\", user \"anna\", database \"app\", no encryption",
                "database.tls-required",
            ),
            (
                "FATAL:  kein pg_hba.conf-Eintrag für Host »::1«, Benutzer »anna«, Datenbank »people«, keine Verschlüsselung",
                "database.host-not-allowed",
            ),
            (
                "psycopg2.OperationalError: SSL SYSCALL error: EOF detected",
                "database.closed",
            ),
            (
                "received invalid response to SSL negotiation: H",
                "database.not-postgres",
            ),
            ("invalid port number: \"5432neondb\"", "database.port-wrong"),
            (
                "FATAL:  server login has been failing, cached error: password authentication failed for user \"anna\" (server_login_retry)",
                "database.pooler-cannot-connect",
            ),
            (
                "FATAL: MaxClientsInSessionMode: max clients reached - in Session mode max clients are limited to pool_size",
                "database.pooler-connection-limit",
            ),
            (
                "character with byte sequence 0xe2 0x82 0xac in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\"",
                "database.character-not-in-encoding",
            ),
            (
                "(psycopg2.errors.StringDataRightTruncation) value too long for type character varying(500)",
                "database.column-narrow",
            ),
            (
                "OSError: Tunnel connection failed: 403 Forbidden",
                "proxy.rejected",
            ),
            (
                "requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url",
                "http.rate-limited",
            ),
            (
                "Repository Not Found for url: https://huggingface.co/api/spaces/a/b",
                "hub.space-not-found",
            ),
            (
                "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)",
                "tls.unknown-issuer",
            ),
            (
                "{\"error\":\"bad_verification_code\",\"error_description\":\"The code passed is incorrect\"}",
                "github.bad-code",
            ),
            ("The OAuth client was not found.", "google.unknown-client"),
            (
                "{\"detail\":\"Invalid or expired state token\"}",
                "app.state-not-found",
            ),
            ("{\"detail\":\"Authentication required\"}", "token.rejected"),
            (
                "RuntimeError: JWT_SECRET_KEY must be set in production",
                "jwt.missing",
            ),
            (
                "Facebook login failed: Could not retrieve email",
                "facebook.no-email",
            ),
            (
                "{\"detail\":\"No access token received\"}",
                "app.no-access-token",
            ),
            (
                "Uncaught (in promise) SyntaxError: Unexpected token '<', \"<!doctype \"... is not valid JSON",
                "app.page-instead",
            ),
            (
                "SyntaxError: Unexpected token < in JSON at position 0",
                "app.page-instead",
            ),
            ("TypeError: Failed to fetch", "app.no-answer"),
            (
                "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00",
                "database.pool-exhausted",
            ),
            ("httpx.ConnectTimeout", "http.timed-out"),
            ("httpcore.ReadTimeout: timed out", "http.timed-out"),
            (
                "connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1, upstream: \"http://127.0.0.1:8000/\"",
                "app.not-listening",
            ),
            (
                "upstream prematurely closed connection while reading response header from upstream",
                "app.closed",
            ),
        ] {
            assert!(ids(said).contains(&expected), "{said}: {:?}", ids(said));
        }
    }

    /// Only the causes that the text allows: no other provider than the one that it names, nothing of GitHub for any "Not Found".
    #[test]
    fn a_text_leads_to_its_own_causes_only() {
        let neon = "[Errno -3] Temporary failure in name resolution: ep-x.us-east-2.aws.neon.tech";
        let not_found = ["github.unknown-client-id", "github.client-not-found"];
        let spaces = ["hub.name-collision", "hub.space-failed"];
        let tokens = ["facebook.app-token", "facebook.token-invalid"];
        for (said, expected) in [
            ("{\"detail\":\"Not Found\"}", &["app.not-found"][..]),
            (
                "{\"error\":\"Not Found\",\"message\":\"The requested resource '/api/auth/me' was not found.\"}",
                &["app.not-found"],
            ),
            (
                "{\"error\":\"Page not found\",\"message\":\"We couldn't find '/api/auth/me'.\"}",
                &["app.not-found"],
            ),
            ("{\"detail\":\"User not found\"}", &["app.user-not-found"]),
            (
                "GET http://localhost:8000/auth/me 404 (Not Found)",
                &["app.not-found"],
            ),
            (
                "INFO:     127.0.0.1:53210 - \"GET /auth/me HTTP/1.1\" 404 Not Found",
                &["app.not-found"],
            ),
            ("404", &[]),
            ("GitHub answers 404", &["github.unknown-client-id"]),
            ("sh: 1: uvicorn: not found", &[]),
            (
                "npm ERR! 404 Not Found - GET https://registry.npmjs.org/x - Not found",
                &[],
            ),
            (
                "docker: Error response from daemon: manifest unknown: not found",
                &[],
            ),
            ("{\"error\":\"Not Found\"}", &not_found),
            (
                "GET https://github.com/login/oauth/authorize 404 (Not Found)",
                &not_found,
            ),
            (
                "duplicate key value violates unique constraint \"users_pkey\"",
                &["database.key-twice"],
            ),
            (
                "Google sign-in is temporarily unavailable (could not start the login session). Please try again",
                &["app.state-not-stored"],
            ),
            (
                "Github sign-in is temporarily unavailable (server is missing GITHUB_CLIENT_ID)",
                &["provider.not-configured"],
            ),
            (
                "Access blocked: Authorization Error. Missing required parameter: client_id. Error 400: invalid_request",
                &["google.invalid-request"],
            ),
            (
                "Invalid parameter value for redirect_uri: Missing scheme: localhost:8000 Error 400: invalid_request",
                &["google.invalid-request"],
            ),
            ("Error 400: invalid_request", &["google.invalid-request"]),
            ("CONFIG_ERROR", &spaces),
            ("the Space is in the stage CONFIG_ERROR", &spaces),
            (
                "CONFIG_ERROR: Collision on variables and secrets names",
                &["hub.name-collision"],
            ),
            ("RUNTIME_ERROR", &["hub.space-failed"]),
            (
                "Google login failed: invalid_client",
                &["google.invalid-secret"],
            ),
            (
                "{\"error\":\"invalid_client\",\"error_description\":\"The provided client secret is invalid.\"}",
                &["google.invalid-secret"],
            ),
            ("Google: Error 400: invalid_scope", &["oauth.invalid-scope"]),
            (
                "Invalid username or password.",
                &["hub.bad-token", "hub.space-hidden"],
            ),
            (neon, &["database.name-not-found"]),
            (
                "could not translate host name \"ep-x.aws.neon.tech\" to address: Temporary failure in name resolution",
                &["database.name-not-found"],
            ),
            ("Facebook login failed: (#190) Invalid", &tokens),
            ("Invalid OAuth access token.", &tokens),
        ] {
            assert_eq!(ids(said), expected, "{said}");
        }
    }

    /// The answers of Facebook's Graph API, and callbacks and error pages by their address.
    #[test]
    fn errors_in_json_and_addresses_are_read() {
        let graph = |code: u32, subcode: u32, message: &str| {
            let subcode = match subcode {
                0 => String::new(),
                _ => format!(",\"error_subcode\":{subcode}"),
            };
            format!(
                "400 {{\"error\":{{\"message\":\"{message}\",\"type\":\"OAuthException\",\"code\":{code}{subcode},\"fbtrace_id\":\"A\"}}}}"
            )
        };
        let of_page = |blob: &str| {
            format!("https://accounts.google.com/signin/oauth/error?authError={blob}&flowName=x")
        };
        for (said, expected) in [
            (
                graph(1, 0, "Error validating client secret."),
                &["facebook.invalid-secret"][..],
            ),
            (graph(101, 0, "Cannot get application info"), &["facebook.unknown-app"]),
            (
                graph(190, 0, "Sitzung ungültig"),
                &["facebook.app-token", "facebook.token-invalid"],
            ),
            (graph(190, 460, "x"), &["facebook.password-changed"]),
            (graph(100, 36008, "x"), &["facebook.redirect-uri-differs"]),
            (graph(100, 36009, "x"), &["facebook.code-used"]),
            (
                "{'error': {'message': 'x', 'type': 'OAuthException', 'code': 100, 'error_subcode': 36009}}".to_owned(),
                &["facebook.code-used"],
            ),
            ("Error validating client secret.".to_owned(), &["facebook.invalid-secret"]),
            (
                "https://www.facebook.com/oauth/error/?error_code=PLATFORM__INVALID_APP_ID".to_owned(),
                &["facebook.unknown-app"],
            ),
            (
                "http://localhost:8000/auth/callback/facebook?error_code=901&error_message=App+Not+Setup".to_owned(),
                &["facebook.not-active"],
            ),
            (
                "http://localhost:8000/auth/callback/google?error=access_denied".to_owned(),
                &["google.denied"],
            ),
            (
                of_page("Cg5pbnZhbGlkX2NsaWVudBIfVGhlIE9BdXRoIGNsaWVudCB3YXMgbm90IGZvdW5kLiCRAw"),
                &["google.unknown-client"],
            ),
            (
                of_page("ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2g"),
                &["google.redirect-uri-mismatch"],
            ),
        ] {
            assert_eq!(ids(&said), expected, "{said}");
        }
    }

    /// What navauth printed leads back to the ID, with it or without.
    #[test]
    fn own_messages_are_found() {
        for (said, expected) in [
            ("[login.port-taken]", &["login.port-taken"][..]),
            ("error[login.port-taken]: x", &["login.port-taken"]),
            (
                "error: there is no SQLite file at /app/data/users.db [database.file-missing]\n  fix:   create it",
                &["database.file-missing"],
            ),
            ("hint: navauth explain file.none", &["file.none"]),
            (
                "error: there is no SQLite file at /app/data/users.db",
                &["database.file-missing"],
            ),
            (
                "skip: blocked by file.none [jwt.missing] [provider.not-configured]",
                &["file.none", "jwt.missing", "provider.not-configured"],
            ),
        ] {
            assert_eq!(ids(said), expected, "{said}");
        }
    }

    /// A word or two of a known text say nothing within another text: no diagnostic of another service.
    #[test]
    fn words_of_known_texts_within_others_do_not_count() {
        for said in [
            "FATAL: Tenant or user not found",
            "definition of service \"app\" not found",
            "FATAL: client_idle_timeout",
            "We had to rate limit your IP. To continue using our service, create a HF account",
            "an internal error occurred in the job scheduler",
            "Sorry, we can't find the page you are looking for",
            "the session limit of the meeting room is reached",
            "Token has been expired or revoked.",
        ] {
            assert_eq!(ids(said), [""; 0], "{said}");
        }
    }

    /// A code with several meanings says only what its text decides.
    #[test]
    fn a_code_needs_its_text() {
        let missing = "invalid_request: Missing required parameter: redirect_uri";
        assert_eq!(ids(missing), ["oauth.invalid-request"]);
        assert!(ids("invalid_request").contains(&"google.missing-secret"));
        let secret =
            "{\"error\":\"invalid_request\",\"error_description\":\"client_secret is missing.\"}";
        assert_eq!(ids(secret), ["google.missing-secret"]);
    }

    #[test]
    fn suggests_the_closest_name() {
        for (query, near) in [
            ("login.port-taken2", "login.port-taken"),
            ("credentiall", "credential"),
            ("port-takn", "login.port-taken"),
            ("qqq", "list all problems"),
        ] {
            let error = find(Some(query)).unwrap_err();
            assert!(
                error
                    .diagnostic
                    .fix
                    .as_ref()
                    .is_some_and(|fix| fix.text.contains(near)),
                "{query}: {error:?}"
            );
        }
    }
}
