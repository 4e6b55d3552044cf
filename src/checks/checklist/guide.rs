//! The items of the setup guide's checklist and security practices, and which checks belong to each.

use crate::checks::commands::{from_option, test_login_command};
use crate::checks::context::CheckContext;
use crate::checks::facts::Source;
use crate::checks::selection::Selection;
use crate::diagnostics::catalog::{
    api, credential, database, frontend, git, jwt, live, login, neon, online, provider, space,
};
use crate::diagnostics::{Code, Diagnostic, Status};
use crate::providers::formats::Role;

/// The number of items.
pub const ITEM_COUNT: u8 = 17;

/// An item of the guide.
pub struct GuideItem {
    pub part: &'static str,
    pub text: &'static str,
    /// The checks of the item.
    pub checks: Selection,
    /// A check that, if it passes, settles what the others leave unknown.
    pub settled_by: Option<&'static Code>,
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
    Without(&'static Code),
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

const fn item(part: &'static str, text: &'static str) -> GuideItem {
    GuideItem {
        part,
        text,
        checks: Selection::NONE,
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
    kind: GapKind::Without(&live::UNREACHABLE),
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
    kind: GapKind::Without(&neon::ALLOW_LIST),
    reason: |_| "the project's IP allowlist was not checked",
    fix: "set NEON_API_KEY, and name under [space] in navauth.toml; or compare the list in the Neon console: Settings, Network security",
    command: None,
});

/// The app's "Authentication Setup Guide", sections "Checklist" and "Security Best Practices".
pub const ITEMS: &[GuideItem] = &[
    GuideItem {
        prerequisite: Prerequisite::Neon,
        required_source: Some(Source::Database),
        checks: Selection {
            codes: &[
                &database::MISSING,
                &database::NOT_POSTGRESQL,
                &database::DEVELOPMENT_IN_PRODUCTION,
                &database::URL_UNREADABLE,
                &database::KIND_UNKNOWN,
                &database::SQLITE_IN_URL,
                &database::SQLITE_HOST,
                &database::SQLITE_MEMORY,
                &database::SQLITE_FILE_URI,
                &database::SQLITE_TILDE,
                &database::SQLITE_DRIVE,
                &database::PASSWORD_UNESCAPED,
                &database::PORT_WRONG,
                &database::PARAMETER_WRONG,
                &database::CONNECTION,
                &database::READ_ONLY,
            ],
            ..Selection::NONE
        },
        ..item(CHECKLIST, "Neon database created and connected")
    },
    GuideItem {
        settled_by: Some(&login::UNTESTED),
        checks: Selection {
            groups: &[&provider::GROUP, &credential::GROUP, &api::GROUP],
            codes: &[
                &online::CREDENTIALS,
                &online::REDIRECT_URI,
                &live::LOGIN_START,
                &live::CLIENT_ID,
                &live::REDIRECT_URI_HTTP,
                &live::REDIRECT_URI,
                &live::STATE,
                &live::SCOPES,
            ],
        },
        ..item(
            CHECKLIST,
            "All 4 OAuth apps configured with production redirect URIs",
        )
    },
    GuideItem {
        checks: Selection {
            groups: &[&jwt::GROUP],
            ..Selection::NONE
        },
        ..item(CHECKLIST, "JWT secret generated (32+ characters)")
    },
    GuideItem {
        gap: Some(Gap {
            kind: GapKind::Without(&space::MISSING_SECRET),
            reason: |context| {
                if context.settings.config.space.name.is_some() {
                    "the Space's secrets could not be read"
                } else {
                    "navauth.toml does not name the Space"
                }
            },
            fix: "set name under [space] in navauth.toml to owner/name, and HF_TOKEN to a HuggingFace token",
            command: None,
        }),
        checks: Selection {
            groups: &[&space::GROUP],
            codes: &[&live::SESSION_KEY],
        },
        ..item(
            CHECKLIST,
            "Environment variables added to HuggingFace Spaces secrets",
        )
    },
    GuideItem {
        prerequisite: Prerequisite::Database,
        required_source: Some(Source::Database),
        checks: Selection {
            codes: &[
                &database::TABLES,
                &database::CREATE_NOT_PERMITTED,
                &database::TABLE_OWNED_BY_ANOTHER,
            ],
            ..Selection::NONE
        },
        ..item(CHECKLIST, TABLES)
    },
    GuideItem {
        gap: Some(Gap {
            kind: GapKind::Without(&login::UNTESTED),
            reason: |_| "no test sign-in is on record",
            fix: "sign in once with each provider",
            command: Some(|context| Some(test_login_command(context, "--all"))),
        }),
        checks: Selection {
            codes: &[&login::UNTESTED, &live::SESSION_OPEN],
            ..Selection::NONE
        },
        ..item(CHECKLIST, "OAuth flows tested with all 4 providers")
    },
    GuideItem {
        gap: NO_SITE,
        checks: Selection {
            groups: &[&frontend::GROUP],
            codes: &[
                &live::CERTIFICATE,
                &live::CERTIFICATE_ENDS,
                &live::UNREACHABLE,
                &live::NOT_FOUND,
                &live::MOVED,
                &live::HTTP,
            ],
        },
        ..item(CHECKLIST, "HTTPS enabled on custom domain")
    },
    GuideItem {
        prerequisite: Prerequisite::Neon,
        gap: NO_PROJECT,
        optional: true,
        checks: Selection {
            codes: &[&neon::ALLOW_LIST],
            ..Selection::NONE
        },
        ..item(
            CHECKLIST,
            "Neon IP allowlist configured (optional, for extra security)",
        )
    },
    GuideItem {
        gap: NO_SITE,
        checks: Selection {
            codes: &[
                &frontend::LOCAL,
                &frontend::NOT_HTTPS,
                &live::CERTIFICATE,
                &live::UNREACHABLE,
                &live::NOT_FOUND,
                &live::HTTP,
                &live::HSTS,
            ],
            ..Selection::NONE
        },
        ..item(DO, "Use HTTPS in production")
    },
    GuideItem {
        gap: Some(Gap {
            kind: GapKind::Manual,
            reason: |_| "the key's age is not recorded",
            fix: "replace the session key from time to time (this signs everyone out)",
            command: Some(rotate_command),
        }),
        ..item(DO, "Rotate JWT secrets regularly")
    },
    GuideItem {
        checks: Selection {
            codes: &[
                &git::ENV_TRACKED,
                &git::SECRET_TRACKED,
                &git::SECRET_IN_HISTORY,
            ],
            ..Selection::NONE
        },
        ..item(
            DO,
            "Keep OAuth secrets in environment variables (never commit to git)",
        )
    },
    GuideItem {
        prerequisite: Prerequisite::Neon,
        gap: Some(Gap {
            kind: GapKind::Manual,
            reason: |_| database::NEON_POOLER,
            fix: "use the direct host in DATABASE_URL; only with a release from before June 2026, use the host with -pooler, and set \
                  DATABASE_URL_UNPOOLED to the connection string with the direct host",
            command: None,
        }),
        checks: Selection {
            codes: &[&database::NEON_POOLED],
            ..Selection::NONE
        },
        ..item(DO, "Use Neon's connection pooling")
    },
    GuideItem {
        prerequisite: Prerequisite::Neon,
        gap: NO_PROJECT,
        optional: true,
        checks: Selection {
            codes: &[&neon::ALLOW_LIST],
            ..Selection::NONE
        },
        ..item(DO, "Enable Neon's IP allowlist for production")
    },
    GuideItem {
        strict: true,
        checks: Selection {
            codes: &[
                &git::ENV_TRACKED,
                &git::ENV_NOT_IGNORED,
                &git::ENV_IN_HISTORY,
            ],
            ..Selection::NONE
        },
        ..item(AVOID, "No `.env` file in git (it is in `.gitignore`)")
    },
    GuideItem {
        gap: Some(Gap {
            kind: GapKind::Manual,
            reason: |_| "navauth cannot check chats, tickets and screenshots",
            fix: "replace every secret that others may have seen",
            command: None,
        }),
        only_client_secrets: true,
        checks: Selection {
            codes: &[
                &git::SECRET_TRACKED,
                &git::SECRET_IN_HISTORY,
                &space::PUBLIC_SECRET,
                &space::PUBLIC_NAME,
            ],
            ..Selection::NONE
        },
        ..item(AVOID, "No OAuth secret shared publicly")
    },
    GuideItem {
        checks: Selection {
            groups: &[&jwt::GROUP],
            ..Selection::NONE
        },
        ..item(AVOID, "No weak session key")
    },
    GuideItem {
        prerequisite: Prerequisite::Neon,
        required_source: Some(Source::Database),
        checks: Selection {
            codes: &[
                &database::NEON_WITHOUT_TLS,
                &database::NEON_TLS_OPTIONAL,
                &database::ENCRYPTION,
            ],
            ..Selection::NONE
        },
        ..item(AVOID, "No Neon connection without SSL")
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

    /// Whether the check of a code belongs to the item.
    pub fn includes(&self, code: &Code) -> bool {
        self.checks.contains(code)
    }
}

#[cfg(test)]
mod tests {
    use super::ITEMS;
    use crate::checks::registry::registry;

    #[test]
    fn every_check_of_an_item_exists() {
        let has_check = |code| registry().any(|check| check.code == code);
        for item in ITEMS {
            for code in item.checks.codes {
                assert!(has_check(*code), "{}: {}", item.text, code.id);
            }
            for group in item.checks.groups {
                assert!(
                    group.codes.iter().any(|code| has_check(*code)),
                    "{}: {}",
                    item.text,
                    group.title
                );
            }
            let without = item.gap.as_ref().and_then(|gap| match gap.kind {
                super::GapKind::Without(code) => Some(code),
                super::GapKind::Manual => None,
            });
            assert!(
                without.is_none_or(|code| item.includes(code)),
                "{}: {without:?}",
                item.text
            );
            assert!(
                registry().any(|check| item.includes(check.code)) || item.gap.is_some(),
                "{}: nothing can be known of it",
                item.text
            );
        }
        let part = |name: &str| ITEMS.iter().filter(|item| item.part == name).count();
        assert_eq!((part("Checklist"), part("Do"), part("Avoid")), (8, 5, 4));
        assert_eq!(ITEMS.len(), usize::from(super::ITEM_COUNT));
    }
}
