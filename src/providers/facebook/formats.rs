//! The formats of Facebook's credentials and tokens.

use crate::providers::formats::{Format, Formats, Kind, Pattern};

pub static FORMATS: Formats = Formats {
    id: Format {
        typical: Pattern::new("[0-9]{15,17}"),
        required: Some(Pattern::new("[0-9]+")),
        forbidden: Some(Pattern::new("[0-9]{1,9}")),
        description: "15 to 17 digits",
    },
    secret: Format {
        typical: Pattern::new("[0-9a-f]{32}"),
        required: Some(Pattern::new("[A-Za-z0-9]{32}")),
        forbidden: None,
        description: "32 digits and letters from a to f",
    },
};

pub static KINDS: [Kind; 2] = [
    Kind::secret(r"[0-9]{15,18}\|.*", "a Facebook app token"),
    Kind::secret("EAA[A-Za-z0-9]{40,}", "a Facebook access token"),
];
