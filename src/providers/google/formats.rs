//! The formats of Google's credentials and tokens.

use crate::providers::formats::{Format, Formats, Kind, Pattern, Role};

pub static FORMATS: Formats = Formats {
    id: Format {
        typical: Pattern::new(r"[0-9]+(-[0-9a-z_]{32})?\.apps\.googleusercontent\.com"),
        required: Some(Pattern::new(
            r"[0-9]+(-[^.]+)?\.apps\.googleusercontent\.com",
        )),
        forbidden: None,
        description: "digits, a hyphen, 32 letters and digits, and .apps.googleusercontent.com",
    },
    secret: Format {
        typical: Pattern::new("GOCSPX-[A-Za-z0-9_-]{28}|[A-Za-z0-9_-]{24}"),
        required: None,
        forbidden: Some(Pattern::new("GOCSPX-(.{0,27}|.{29,})")),
        description: "GOCSPX- and 28 more characters",
    },
};

pub static KINDS: [Kind; 4] = [
    Kind::credential(
        r"[0-9]+(-[0-9a-z_]+)?\.apps\.googleusercontent\.com",
        "google",
        Role::Id,
        "a Google client ID",
    ),
    Kind::credential(
        "GOCSPX-.*",
        "google",
        Role::Secret,
        "a Google client secret",
    ),
    Kind::secret(r"ya29\..*", "a Google access token"),
    Kind::secret("AIza[A-Za-z0-9_-]{35}", "a Google API key"),
];
