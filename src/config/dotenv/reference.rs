//! The references `${NAME}` and `${NAME:-default}` in a value, as python-dotenv recognizes them.

/// A reference to a variable, and the text around it.
pub struct Reference<'value> {
    pub before: &'value str,
    pub name: &'value str,
    pub default: Option<&'value str>,
    pub after: &'value str,
}

/// The first `${name}` or `${name:-default}`. A name contains neither `}` nor `:`, a default no `}`; `${name:x}` is
/// plain text.
pub fn next_reference(value: &str) -> Option<Reference<'_>> {
    let mut from = 0;
    while let Some(start) = value[from..].find("${").map(|at| from + at) {
        let inside = &value[start + "${".len()..];
        let (name, rest) = inside.split_at(inside.find(['}', ':'])?);
        let reference = |default, after| Reference {
            before: &value[..start],
            name,
            default,
            after,
        };
        if let Some(after) = rest.strip_prefix('}') {
            return Some(reference(None, after));
        }
        if let Some(rest) = rest.strip_prefix(":-") {
            // If no brace closes here, none closes any later reference either.
            return rest
                .split_once('}')
                .map(|(default, after)| reference(Some(default), after));
        }
        // References that open before the colon fail at the same colon.
        from = value.len() - rest.len();
    }
    None
}

/// Whether a value contains a reference.
pub fn mentions_variable(value: &str) -> bool {
    next_reference(value).is_some()
}
