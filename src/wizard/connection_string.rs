//! A connection string as it is pasted, with what surrounds it in the console or a shell.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::secret::Secret;

/// The URL in `psql '…'` or `export DATABASE_URL="…"`, or of libpq's keywords, `host=… user=…`. Other text is returned unchanged.
pub fn connection_string(pasted: &str) -> Secret {
    let mut text = unquoted(pasted);
    for word in ["psql ", "export ", "set "] {
        text = unquoted(text.strip_prefix(word).unwrap_or(text));
    }
    let named = text
        .split_once('=')
        .filter(|(name, _)| is_variable(name.trim()));
    let text = named.map_or(text, |(_, value)| unquoted(value));
    if text.contains("://") {
        Secret::new(text)
    } else {
        Secret::new(from_keywords(text).unwrap_or_else(|| text.to_owned()))
    }
}

/// Without the spaces, semicolon and quotes around it.
fn unquoted(text: &str) -> &str {
    let text = text.trim().trim_end_matches(';').trim_end();
    let quoted = ['\'', '"', '`']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    quoted.map_or(text, str::trim)
}

/// Whether a name is in upper case, unlike libpq's keywords.
fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|character| {
            character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_'
        })
}

/// The URL of `host=… port=… dbname=… user=… password=…` without spaces in a value; None for anything else.
fn from_keywords(text: &str) -> Option<String> {
    let words = text.split_whitespace().map(|word| {
        word.split_once('=')
            .map(|(key, value)| (key, unquoted(value)))
    });
    let words: Vec<(&str, &str)> = words.collect::<Option<_>>()?;
    let get = |key: &str| {
        words
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| *value)
    };
    let encoded = |value: &str| utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
    let user = get("user").map(encoded).unwrap_or_default();
    let password =
        get("password").map_or_else(String::new, |password| format!(":{}", encoded(password)));
    let port = get("port").map_or_else(String::new, |port| format!(":{port}"));
    let (host, database) = (get("host")?, get("dbname").unwrap_or_default());
    let rest = words
        .iter()
        .filter(|(key, _)| !["host", "port", "dbname", "user", "password"].contains(key));
    let query: Vec<String> = rest.map(|(key, value)| format!("{key}={value}")).collect();
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{}", query.join("&"))
    };
    Some(format!(
        "postgresql://{user}{password}@{host}{port}/{database}{query}"
    ))
}

#[cfg(test)]
mod tests {
    use super::connection_string;

    #[test]
    fn what_surrounds_a_url_is_removed() {
        const URL: &str = "postgresql://owner:k7=Jq@ep-cool-12.us-east-2.aws.neon.tech/neondb?sslmode=require&channel_binding=require";
        for pasted in [
            URL.to_owned(),
            format!("  {URL}\n"),
            format!("'{URL}'"),
            format!("\"{URL}\""),
            format!("psql '{URL}'"),
            format!("psql \"{URL}\""),
            format!("psql {URL}"),
            format!("DATABASE_URL={URL}"),
            format!("DATABASE_URL='{URL}'"),
            format!("export DATABASE_URL=\"{URL}\";"),
            format!("`{URL}`"),
        ] {
            assert_eq!(connection_string(&pasted).expose(), URL, "{pasted}");
        }
    }

    #[test]
    fn keywords_of_libpq_become_a_url() {
        let words = "host=ep-cool-12.us-east-2.aws.neon.tech port=5432 dbname=neondb user=owner password='a/b@c' sslmode=require";
        let url = "postgresql://owner:a%2Fb%40c@ep-cool-12.us-east-2.aws.neon.tech:5432/neondb?sslmode=require";
        assert_eq!(connection_string(words).expose(), url);
        assert_eq!(
            connection_string(&format!("psql \"{words}\"")).expose(),
            url
        );
    }

    #[test]
    fn other_text_is_unchanged() {
        for text in ["", "hello", "napi_abc", "https://console.neon.tech"] {
            assert_eq!(connection_string(text).expose(), text);
        }
    }
}
