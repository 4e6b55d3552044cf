//! The name of a Space, and the host that it is served from.
//!
//! The grammar is `owner/name`.

use std::fmt;
use std::str::FromStr;

/// `owner/name` of a Space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpaceName {
    /// The user or organization.
    pub owner: String,
    /// The Space's own name.
    pub name: String,
}

impl SpaceName {
    /// The Hub's default host for a Space.
    pub fn host(&self) -> String {
        let plain = |character: char| {
            if character.is_ascii_alphanumeric() {
                character.to_ascii_lowercase()
            } else {
                '-'
            }
        };
        format!(
            "{}.hf.space",
            format!("{}-{}", self.owner, self.name)
                .chars()
                .map(plain)
                .collect::<String>()
        )
    }
}

impl FromStr for SpaceName {
    type Err = &'static str;

    /// Parses `owner/name`, or the URL of the Space's page.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let path = text.trim().trim_end_matches('/');
        let path = path.split_once("/spaces/").map_or(path, |(_, path)| path);
        let path = path.strip_prefix("spaces/").unwrap_or(path);
        let right = |part: &str| {
            let allowed = |character: char| {
                character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
            };
            !part.is_empty()
                && part.len() <= 96
                && part.chars().all(allowed)
                && part.chars().any(|character| character != '.')
        };
        match path.split_once('/') {
            Some((owner, name)) if right(owner) && right(name) => Ok(Self {
                owner: owner.to_owned(),
                name: name.to_owned(),
            }),
            _ => Err(
                "write it as owner/name, as in the address of the Space's page: huggingface.co/spaces/owner/name",
            ),
        }
    }
}

impl fmt::Display for SpaceName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.owner, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::SpaceName;

    #[test]
    fn reads_names_and_page_addresses_and_nothing_else() {
        for text in [
            "user/tmp_test_space",
            " user/tmp_test_space\n",
            "https://huggingface.co/spaces/user/tmp_test_space/",
            "spaces/user/tmp_test_space",
        ] {
            assert_eq!(
                text.parse::<SpaceName>().unwrap().to_string(),
                "user/tmp_test_space",
                "{text}"
            );
        }
        for text in [
            "", "user", "user/", "/space", "a/b/c", "user/..", "user/a b", "user/a?x", "user/a#b",
            "user/ä",
        ] {
            assert!(text.parse::<SpaceName>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_host_is_in_lower_case_with_hyphens() {
        let host = |text: &str| text.parse::<SpaceName>().unwrap().host();
        assert_eq!(host("user/tmp_test_space"), "user-tmp-test-space.hf.space");
        assert_eq!(
            host("CommunityOne/open.navigator"),
            "communityone-open-navigator.hf.space"
        );
    }
}
