//! Whether a test follows the fix of every problem of the catalog, or the catalog says why none does.

mod commands;

use std::collections::{BTreeMap, BTreeSet};

use navauth::diagnostics::catalog;

/// The tests that follow fixes, and the problems whose fixes they follow.
const FOLLOWED: &[(&str, &[&str])] = &[
    (
        "broken setups",
        &[
            "api.local",
            "api.not-a-url",
            "api.not-https",
            "api.page-of-space",
            "api.public-in-development",
            "api.trailing-slash",
            "credential.shared",
            "credential.swapped",
            "credential.unusual-format",
            "credential.wrong-format",
            "credential.wrong-kind",
            "database.development-in-production",
            "database.kind-unknown",
            "database.local-host-in-production",
            "database.missing",
            "database.neon-pooled",
            "database.neon-pooler-rejects-app",
            "database.neon-tls-optional",
            "database.neon-without-tls",
            "database.not-postgresql",
            "database.parameter-wrong",
            "database.password-ambiguous",
            "database.password-unescaped",
            "database.port-wrong",
            "database.root-certificate-missing",
            "database.sqlite-host",
            "database.sqlite-in-url",
            "database.sqlite-memory",
            "database.url-unreadable",
            "env.comment-in-value",
            "env.continuation",
            "env.empty",
            "env.empty-database-url",
            "env.escape",
            "env.line-break",
            "env.name-in-value",
            "env.placeholder",
            "env.quoted",
            "env.reference",
            "env.reference-empty",
            "env.surrounding-space",
            "file.lost-variable",
            "file.name-similar",
            "file.name-typo",
            "file.set-twice",
            "file.skipped-line",
            "file.value-continues",
            "frontend.has-path",
            "frontend.local",
            "frontend.missing",
            "frontend.not-a-url",
            "frontend.not-https",
            "frontend.path",
            "frontend.trailing-slash",
            "jwt.empty",
            "jwt.guessable",
            "jwt.missing",
            "jwt.not-a-key",
            "jwt.published",
            "jwt.reused",
            "jwt.too-short",
            "provider.incomplete",
            "provider.none-configured",
            "provider.not-configured",
        ],
    ),
    (
        "states of a database",
        &[
            "database.client-encoding",
            "database.closed-to-connections",
            "database.column-missing",
            "database.column-narrow",
            "database.column-required",
            "database.column-type",
            "database.column-type-unusual",
            "database.connect-not-permitted",
            "database.create-not-permitted",
            "database.database-connection-limit",
            "database.key-missing",
            "database.key-not-counted",
            "database.key-type",
            "database.no-tables",
            "database.not-a-table",
            "database.read-only",
            "database.restriction-unknown",
            "database.role-cannot-log-in",
            "database.role-connection-limit",
            "database.schema-not-permitted",
            "database.sequence-behind",
            "database.sequence-not-permitted",
            "database.statement-timeout",
            "database.table-foreign",
            "database.table-missing",
            "database.table-not-permitted",
            "database.table-owned-by-another",
            "database.tables-hidden",
            "database.unique-missing",
            "database.wrong-password",
        ],
    ),
    ("a locked table", &["database.table-locked"]),
    (
        "connection strings",
        &[
            "database.name-not-found",
            "database.parameters-unknown",
            "database.port-wrong",
            "database.root-certificate-missing",
            "database.tls-required",
            "database.unknown-database",
            "database.wrong-password",
        ],
    ),
    (
        "states of a SQLite file",
        &[
            "database.column-missing",
            "database.file-missing",
            "database.no-tables",
            "database.not-sqlite",
            "database.table-missing",
            "database.unique-missing",
        ],
    ),
    (
        "differences of the tables",
        &[
            "database.column-missing",
            "database.column-narrow",
            "database.column-required",
            "database.column-type",
            "database.key-missing",
            "database.key-not-counted",
            "database.table-missing",
            "database.table-not-permitted",
            "database.tables-hidden",
            "database.unique-missing",
        ],
    ),
    (
        "half-applied migrations",
        &["database.key-not-renamed", "database.table-not-renamed"],
    ),
    ("row-level security", &["database.no-policy"]),
    ("links out of the repository", &["database.link-outside"]),
    ("users of two releases", &["database.users-left-behind"]),
    ("encodings of the file", &["file.not-utf8", "file.utf16"]),
    ("encodings", &["database.encoding"]),
    (
        "behaviors of a provider",
        &[
            "online.credentials",
            "online.other-redirect-uri",
            "online.redirect-uri",
        ],
    ),
    (
        "settings, files and command lines",
        &[
            "api.missing",
            "api.missing-on-space",
            "api.path-of-app",
            "api.path-twice",
            "config.foreign-variable",
            "config.not-toml",
            "config.provider-incomplete",
            "config.provider-name",
            "config.unknown-key",
            "config.unknown-release",
            "config.unsafe-url",
            "config.wrong-type",
            "file.has-nul",
            "file.is-directory",
            "file.merge-conflict",
            "file.missing",
            "file.no-folder",
            "redirect.insecure",
            "redirect.not-a-uri",
            "redirect.not-https",
            "redirect.private-name",
            "redirect.raw-address",
            "redirect.wildcard",
            "report.no-baseline",
            "report.two-in-one-file",
            "report.two-on-stdout",
            "secret.exists",
            "token.no-key",
            "usage.no-provider",
            "usage.unknown-check",
            "usage.unknown-problem",
        ],
    ),
    (
        "proxies",
        &[
            "proxy.authentication",
            "proxy.cut-off",
            "proxy.invalid",
            "proxy.name-not-found",
            "proxy.refused",
            "proxy.rejected",
            "proxy.socks",
            "proxy.tls",
        ],
    ),
    ("trusted certificates", &["tls.trust-file"]),
    (
        "errors of a provider",
        &[
            "google.invalid-grant",
            "google.missing-secret",
            "huggingface.invalid-client",
            "oauth.invalid-request",
            "oauth.token-refused",
            "oauth.unsupported",
        ],
    ),
    (
        "listed errors of the providers",
        &[
            "facebook.app-removed",
            "facebook.app-token",
            "facebook.code-expired",
            "facebook.code-format",
            "facebook.code-used",
            "facebook.denied",
            "facebook.invalid-secret",
            "facebook.password-changed",
            "facebook.rate-limit",
            "facebook.redirect-uri",
            "facebook.redirect-uri-differs",
            "facebook.token-expired",
            "facebook.token-invalid",
            "github.bad-code",
            "github.client-not-found",
            "github.denied",
            "github.incorrect-credentials",
            "github.redirect-uri-mismatch",
            "github.unverified-email",
            "google.code-verifier",
            "google.deleted-client",
            "google.denied",
            "google.invalid-grant",
            "google.invalid-secret",
            "google.redirect-uri-mismatch",
            "google.unknown-client",
            "huggingface.denied",
            "huggingface.invalid-client",
            "huggingface.invalid-grant",
            "huggingface.invalid-scope",
        ],
    ),
    (
        "the live site",
        &[
            "live.certificate",
            "live.certificate-ends",
            "live.client-id",
            "live.hsts",
            "live.http",
            "live.login-start",
            "live.moved",
            "live.not-found",
            "live.redirect-loop",
            "live.redirect-uri",
            "live.redirect-uri-http",
            "live.scopes",
            "live.session-key",
            "live.session-open",
            "live.state",
        ],
    ),
    (
        "uploads to a Space",
        &[
            "hub.bad-token",
            "hub.no-rights",
            "hub.no-token",
            "hub.not-a-token",
            "hub.space-not-found",
            "hub.token-read-only",
            "push.no-file",
            "push.no-space",
            "push.wrong-space",
            "space.public-secret",
        ],
    ),
    (
        "accounts at a provider",
        &[
            "facebook.no-email",
            "huggingface.no-email",
            "login.email-unverified",
        ],
    ),
    (
        "malformed responses",
        &[
            "github.no-email",
            "http.cut-off",
            "http.not-json",
            "http.rate-limited",
            "http.server-error",
            "http.web-page",
            "identity.other-subject",
            "identity.unknown-key",
            "login.mix-up",
            "login.no-code",
            "login.no-id",
            "login.provider-error",
            "login.token-not-valid",
            "login.token-of-another-app",
            "login.unreadable-answer",
        ],
    ),
    (
        "invalid id_tokens",
        &[
            "identity.algorithm",
            "identity.at-hash",
            "identity.audience",
            "identity.authorized-party",
            "identity.expired",
            "identity.issuer",
            "identity.missing",
            "identity.no-subject",
            "identity.nonce",
            "identity.not-yet-valid",
            "identity.other-subject",
            "identity.signature",
        ],
    ),
];

/// Asserts that a test follows the fixes that the list above says, so that the list stays true.
pub fn assert_followed(test: &str, seen: impl IntoIterator<Item = String>) {
    let seen: BTreeSet<String> = seen.into_iter().collect();
    let (_, listed) = FOLLOWED.iter().find(|(name, _)| *name == test).unwrap();
    let listed: BTreeSet<String> = listed.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(seen, listed, "the list in tests/fixes.rs");
}

#[test]
fn every_fix_is_followed_or_the_catalog_says_why_not() {
    let followed: BTreeSet<&str> = FOLLOWED
        .iter()
        .flat_map(|(_, ids)| ids.iter().copied())
        .collect();
    let mut wrong = Vec::new();
    for code in catalog::all() {
        match (followed.contains(code.id), code.not_followed.is_empty()) {
            (true, false) => wrong.push(format!(
                "{}: followed, but {:?}",
                code.id, code.not_followed
            )),
            (false, true) => wrong.push(format!("{}: not followed, without a reason", code.id)),
            _ => {}
        }
    }
    let unknown = followed.iter().filter(|id| catalog::find(id).is_none());
    wrong.extend(unknown.map(|id| format!("{id}: not in the catalog")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_about_reliability_has_these_figures() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/reliability.md")).unwrap();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for code in catalog::all().filter(|code| !code.not_followed.is_empty()) {
        *reasons.entry(code.not_followed).or_default() += 1;
    }
    let (all, others) = (catalog::all().count(), reasons.values().sum::<usize>());
    let mut expected = vec![
        format!("the catalog has {all} diagnostics"),
        format!("The fix of {} is", all - others),
    ];
    let rows = reasons
        .iter()
        .map(|(reason, count)| format!("| {reason} | {count} |\n"));
    expected.extend(rows);
    let missing: Vec<&String> = expected
        .iter()
        .filter(|text| !page.contains(text.as_str()))
        .collect();
    assert!(missing.is_empty(), "docs/reliability.md: {missing:#?}");
}
