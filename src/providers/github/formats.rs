//! The formats of GitHub's credentials and tokens.

use crate::diagnostics::catalog::credential;
use crate::providers::formats::{Format, Formats, Kind, Pattern, Role};

pub static FORMATS: Formats = Formats {
    id: Format {
        typical: Pattern::new("Ov23[A-Za-z0-9]{16}|[0-9a-f]{20}"),
        required: Some(Pattern::new("[A-Za-z0-9._]+")),
        forbidden: Some(Pattern::new("[0-9]{1,19}")),
        description: "Ov23 and 16 letters and digits, or (an older app) 20 digits and letters from a to f",
    },
    secret: Format {
        typical: Pattern::new("[0-9a-f]{40}"),
        required: None,
        forbidden: Some(Pattern::new("[0-9a-f]{1,39}|[0-9a-f]{41,}")),
        description: "40 digits and letters from a to f",
    },
};

pub static KINDS: [Kind; 3] = [
    Kind::credential(
        "Ov23[A-Za-z0-9]{16}",
        "github",
        Role::Id,
        "a GitHub client ID",
    ),
    Kind::mistake(
        r"(Iv1\.|Iv2)[A-Za-z0-9]+",
        "the client ID of a GitHub App, not of an OAuth App",
        credential::CREATE_OAUTH_APP,
    ),
    Kind::secret("(gh[oprsu]|github_pat)_.*", "a GitHub token"),
];
