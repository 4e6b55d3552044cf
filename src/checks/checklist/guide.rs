//! The items of the setup guide's checklist and security practices, and which checks belong to each.

use crate::checks::commands::{from_option, test_login_command};
use crate::checks::context::CheckContext;
use crate::checks::facts::Source;
use crate::diagnostics::catalog::{database, frontend, git, live, login, neon, online, space};
use crate::diagnostics::{Diagnostic, Status};
use crate::providers::formats::Role;

/// The number of items.
pub const ITEM_COUNT: u8 = 17;

/// An item of the guide.
pub struct GuideItem {
    pub part: &'static str,
    pub text: &'static str,
    /// The checks of the item: ids, or beginnings of ids with `*`.
    pub checks: &'static [&'static str],
    /// A check that, if it passes, settles what the others leave unknown.
    pub settled_by: Option<&'static str>,
    /// Whether a warning fails the item.
    pub strict: bool,
    /// A source without whose answer the item does not pass.
    pub required_source: Option<Source>,
    /// What must exist for the item to apply.
    pub prerequisite: Prerequisite,
    pub optional: bool,
    /// Whether only problems with a provider's client secret count.
    pub only_client_secrets: bool,
    pub gap: Option<Gap>,
}

/// What must exist; without it there is nothing to check.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Prerequisite {
    /// Nothing.
    None,
    /// The database of the environment; in production a PostgreSQL database.
    Database,
    /// A database on Neon.
    Neon,
}

/// What no check covers.
pub struct Gap {
    pub kind: GapKind,
    pub reason: fn(&CheckContext<'_>) -> &'static str,
    pub fix: &'static str,
    pub command: Option<fn(&CheckContext<'_>) -> Option<String>>,
}

pub enum GapKind {
    /// Nothing is known without the result of this check.
    Without(&'static str),
    /// You have to check it yourself.
    Manual,
}

const CHECKLIST: &str = "Checklist";
const DO: &str = "Do";
const AVOID: &str = "Avoid";

/// The command that replaces the session key; None if no Space is named.
fn rotate_command(context: &CheckContext<'_>) -> Option<String> {
    context.settings.config.space.name.as_ref()?;
    let from = from_option(context.env_file_shown());
    Some(format!("navauth rotate-secret{from}"))
}

const TABLES: &str = "Database tables created (`users`, `oauth_states`)";

/// The same for releases from August 2026 on.
const RENAMED_TABLES: &str = "Database tables created (`user`, `contact_oauth_state`)";

/// The text of an item for the release of the app that the settings are for.
pub fn text(item: &GuideItem, context: &CheckContext<'_>) -> &'static str {
    let is_renamed = context.settings.app_release().name == "2026-08";
    if item.text == TABLES && is_renamed {
        RENAMED_TABLES
    } else {
        item.text
    }
}

const fn item(
    part: &'static str,
    text: &'static str,
    checks: &'static [&'static str],
) -> GuideItem {
    GuideItem {
        part,
        text,
        checks,
        settled_by: None,
        strict: false,
        required_source: None,
        prerequisite: Prerequisite::None,
        optional: false,
        only_client_secrets: false,
        gap: None,
    }
}

const NO_SITE: Option<Gap> = Some(Gap {
    kind: GapKind::Without(live::UNREACHABLE.id),
    reason: |context| {
        if context.value("FRONTEND_URL").is_some() {
            "FRONTEND_URL is not a public https address"
        } else {
            "FRONTEND_URL is not set"
        }
    },
    fix: "set FRONTEND_URL to the public https address of the live site",
    command: None,
});

const NO_PROJECT: Option<Gap> = Some(Gap {
    kind: GapKind::Without(neon::ALLOW_LIST.id),
    reason: |_| "the project's IP allowlist was not checked",
    fix: "set NEON_API_KEY, and name under [space] in navauth.toml; or compare the list in the Neon console: Settings, Network Security",
    command: None,
});

/// The app's "Authentication Setup Guide", sections "Checklist" and "Security Best Practices".
pub const ITEMS: &[GuideItem] = &[
    GuideItem {
        prerequisite: Prerequisite::Neon,
        required_source: Some(Source::Database),
        ..item(
            CHECKLIST,
            "Neon database created and connected",
            const {
                &[
                    database::MISSING.id,
                    database::NOT_POSTGRESQL.id,
                    database::DEVELOPMENT_IN_PRODUCTION.id,
                    database::URL_UNREADABLE.id,
                    database::KIND_UNKNOWN.id,
                    "database.sqlite-*",
                    database::PASSWORD_UNESCAPED.id,
                    database::PORT_WRONG.id,
                    database::PARAMETER_WRONG.id,
                    database::CONNECTION.id,
                    database::READ_ONLY.id,
                ]
            },
        )
    },
    GuideItem {
        settled_by: Some(login::UNTESTED.id),
        ..item(
            CHECKLIST,
            "All 4 OAuth apps configured with production redirect URIs",
            const {
                &[
                    "provider.*",
                    "credential.*",
                    "api.*",
                    online::CREDENTIALS.id,
                    online::REDIRECT_URI.id,
                    live::LOGIN_START.id,
                    live::CLIENT_ID.id,
                    "live.redirect-uri*",
                    live::STATE.id,
                    live::SCOPES.id,
                ]
            },
        )
    },
    item(
        CHECKLIST,
        "JWT secret generated (32+ characters)",
        &["jwt.*"],
    ),
    GuideItem {
        gap: Some(Gap {
            kind: GapKind::Without(space::MISSING_SECRET.id),
            reason: |context| {
                if context.settings.config.space.name.is_some() {
                    "the secrets of the Space could not be read"
                } else {
                    "navauth.toml does not name the Space"
                }
            },
            fix: "set name under [space] in navauth.toml to owner/name, and HF_TOKEN to a HuggingFace token",
            command: None,
        }),
        ..item(
            CHECKLIST,
            "Environment variables added to HuggingFace Spaces secrets",
            const { &["space.*", live::SESSION_KEY.id] },
        )
    },
    GuideItem {
        prerequisite: Prerequisite::Database,
        required_source: Some(Source::Database),
        ..item(
            CHECKLIST,
            TABLES,
            const {
                &[
                    database::TABLES.id,
                    database::CREATE_NOT_PERMITTED.id,
                    database::TABLE_OWNED_BY_ANOTHER.id,
                ]
            },
        )
    },
    GuideItem {
        gap: Some(Gap {
            kind: GapKind::Without(login::UNTESTED.id),
            reason: |_| "no test sign-in is on record",
            fix: "sign in once with each provider",
            command: Some(|context| Some(test_login_command(context, "--all"))),
        }),
        ..item(
            CHECKLIST,
            "OAuth flows tested with all 4 providers",
            const { &[login::UNTESTED.id, live::SESSION_OPEN.id] },
        )
    },
    GuideItem {
        gap: NO_SITE,
        ..item(
            CHECKLIST,
            "HTTPS enabled on custom domain",
            const {
                &[
                    "frontend.*",
                    live::CERTIFICATE.id,
                    live::CERTIFICATE_ENDS.id,
                    live::UNREACHABLE.id,
                    live::NOT_FOUND.id,
                    live::MOVED.id,
                    live::HTTP.id,
                ]
            },
        )
    },
    GuideItem {
        prerequisite: Prerequisite::Neon,
        gap: NO_PROJECT,
        optional: true,
        ..item(
            CHECKLIST,
            "Neon IP allowlist configured (optional, for extra security)",
            const { &[neon::ALLOW_LIST.id] },
        )
    },
    GuideItem {
        gap: NO_SITE,
        ..item(
            DO,
            "Use HTTPS in production",
            const {
                &[
                    frontend::LOCAL.id,
                    frontend::NOT_HTTPS.id,
                    live::CERTIFICATE.id,
                    live::UNREACHABLE.id,
                    live::NOT_FOUND.id,
                    live::HTTP.id,
                    live::HSTS.id,
                ]
            },
        )
    },
    GuideItem {
        gap: Some(Gap {
            kind: GapKind::Manual,
            reason: |_| "the key's age is not recorded",
            fix: "replace the session key from time to time; everyone has to sign in again",
            command: Some(rotate_command),
        }),
        ..item(DO, "Rotate JWT secrets regularly", &[])
    },
    item(
        DO,
        "Keep OAuth secrets in environment variables (never commit to git)",
        const { &[git::ENV_TRACKED.id, "git.secret-*"] },
    ),
    GuideItem {
        prerequisite: Prerequisite::Neon,
        gap: Some(Gap {
            kind: GapKind::Manual,
            reason: |_| "releases of the app from August 2026 on send a start option that the connection pooler rejects",
            fix: "with an older release, use the host with -pooler in DATABASE_URL, and the one without in DATABASE_URL_UNPOOLED",
            command: None,
        }),
        ..item(
            DO,
            "Use Neon's connection pooling",
            const { &[database::NEON_POOLED.id] },
        )
    },
    GuideItem {
        prerequisite: Prerequisite::Neon,
        gap: NO_PROJECT,
        optional: true,
        ..item(
            DO,
            "Enable Neon's IP allowlist for production",
            const { &[neon::ALLOW_LIST.id] },
        )
    },
    GuideItem {
        strict: true,
        ..item(
            AVOID,
            "no `.env` file in git (it is in `.gitignore`)",
            const { &["git.env-*"] },
        )
    },
    GuideItem {
        gap: Some(Gap {
            kind: GapKind::Manual,
            reason: |_| "navauth cannot check chats, tickets and screenshots",
            fix: "replace every secret that others may have seen",
            command: None,
        }),
        only_client_secrets: true,
        ..item(
            AVOID,
            "no OAuth secret shared publicly",
            const { &["git.secret-*", "space.public-*"] },
        )
    },
    item(AVOID, "no weak session key", &["jwt.*"]),
    GuideItem {
        prerequisite: Prerequisite::Neon,
        required_source: Some(Source::Database),
        ..item(
            AVOID,
            "no Neon connection without SSL",
            const {
                &[
                    database::NEON_WITHOUT_TLS.id,
                    database::NEON_TLS_OPTIONAL.id,
                    database::ENCRYPTION.id,
                ]
            },
        )
    },
];

impl GuideItem {
    /// Whether a result is about this item: an item about client secrets has no other problems.
    pub fn concerns(&self, context: &CheckContext<'_>, result: &Diagnostic) -> bool {
        let is_client_secret = |name: &String| {
            context
                .all_credentials()
                .any(|(_, role, secret)| role == Role::Secret && secret == name)
        };
        !self.only_client_secrets
            || result.status == Status::Pass
            || result.status == Status::Skip
            || result.about.iter().any(is_client_secret)
    }

    /// Whether a check belongs to the item.
    pub fn names(&self, id: &str) -> bool {
        self.checks.iter().any(|named| {
            *named == id
                || named
                    .strip_suffix('*')
                    .is_some_and(|group| id.starts_with(group))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ITEMS;
    use crate::checks::registry::registry;

    #[test]
    fn every_check_of_an_item_exists() {
        for item in ITEMS {
            for named in item.checks {
                let item_of_one = super::item("", "", std::slice::from_ref(named));
                assert!(
                    registry().any(|check| item_of_one.names(check.id)),
                    "{}: {named}",
                    item.text
                );
            }
            let without = item.gap.as_ref().and_then(|gap| match gap.kind {
                super::GapKind::Without(id) => Some(id),
                super::GapKind::Manual => None,
            });
            assert!(
                without.is_none_or(|id| item.names(id)),
                "{}: {without:?}",
                item.text
            );
            assert!(
                !item.checks.is_empty() || item.gap.is_some(),
                "{}: nothing can be known of it",
                item.text
            );
        }
        let part = |name: &str| ITEMS.iter().filter(|item| item.part == name).count();
        assert_eq!((part("Checklist"), part("Do"), part("Avoid")), (8, 5, 4));
        assert_eq!(ITEMS.len(), usize::from(super::ITEM_COUNT));
    }
}
