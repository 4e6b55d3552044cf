//! Patterns in which `*` matches any text.

/// Whether the pattern matches the whole text.
pub fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let (between, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let inner = text
        .strip_prefix(start)
        .and_then(|text| text.strip_suffix(end));
    let Some(mut inner) = inner else {
        return false;
    };
    // The first place of each part leaves the most for those after it.
    between.split('*').all(|part| {
        let found = inner.find(part);
        inner = found.map_or("", |at| &inner[at + part.len()..]);
        found.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_matches_any_text() {
        for (pattern, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "ab", true),
            ("a*", "a", true),
            ("*b*", "aé bé", true),
            (
                "role \"*\" does not exist",
                "role \"x \"y\" does not exist",
                true,
            ),
            ("role \"*\" does not exist", "role \"x\" does not", false),
            ("aba*aba", "aba", false),
            ("*a*b*", "ba", false),
            ("**", "", true),
            ("a**b*c", "a b c", true),
            ("a*b*b", "ab", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
