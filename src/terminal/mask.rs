//! Masks names and email addresses, so that people can be told apart: `j***@e***.org`.

/// Masks a name or an email address, except its first letters.
pub fn mask(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((local, domain)) => {
            let (name, ending) = domain
                .rsplit_once('.')
                .map_or((domain, String::new()), |(name, ending)| {
                    (name, format!(".{ending}"))
                });
            format!("{}@{}{ending}", first_letter(local), first_letter(name))
        }
        None => text
            .split_whitespace()
            .map(first_letter)
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// The first letter and three stars; three stars only where the letter is all there is.
fn first_letter(word: &str) -> String {
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(_)) => format!("{first}***"),
        _ => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn leaves_first_letters_only() {
        for (text, masked) in [
            ("jane.doe@example.org", "j***@e***.org"),
            ("a@b.c", "***@***.c"),
            ("zoë@mail.example.co.uk", "z***@m***.uk"),
            ("root@localhost", "r***@l***"),
            ("odd@name@example.org", "o***@e***.org"),
            ("Ada Lovelace", "A*** L***"),
            ("日本", "日***"),
            ("x", "***"),
            ("", ""),
        ] {
            assert_eq!(mask(text), masked);
        }
    }
}
