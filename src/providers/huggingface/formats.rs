//! The formats of HuggingFace's credentials and tokens.

use crate::providers::formats::{Format, Formats, Kind, Pattern, Role};

const UUID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/// A client ID is a UUID or, for a client without registration, the URL of its metadata.
const CLIENT_ID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|https://.+";

pub static FORMATS: Formats = Formats {
    id: Format {
        typical: Pattern::new(CLIENT_ID),
        required: Some(Pattern::new(CLIENT_ID)),
        forbidden: None,
        description: "a UUID such as 12345678-90ab-cdef-1234-567890abcdef",
    },
    // Few samples, so nothing is certain.
    secret: Format {
        typical: Pattern::new("oauth_app_secret_[A-Za-z0-9]+"),
        required: None,
        forbidden: None,
        description: "oauth_app_secret_ and letters and digits",
    },
};

pub static KINDS: [Kind; 4] = [
    Kind::credential(UUID, "huggingface", Role::Id, "a HuggingFace client ID"),
    Kind::credential(
        "oauth_app_secret_.*",
        "huggingface",
        Role::Secret,
        "a HuggingFace client secret",
    ),
    Kind::secret("hf_oauth_.*", "a HuggingFace access token"),
    Kind::secret("hf_[A-Za-z0-9]{30,}", "a HuggingFace user token"),
];
