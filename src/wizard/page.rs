//! The page about the file of answers.
//!
//! Owns its words; the keys come from the table of questions.

use std::fmt::Write;

use super::key::{Kind, keys};
use crate::config::settings::Settings;
use crate::diagnostics::Result;

const HEAD: &str = "# The file of answers

`navauth setup --no-input --answers FILE` sets everything up without a person. The file is TOML. It holds no secret: a secret is named by
where it is, `\"env:NAME\"` (a variable of navauth's environment) or `\"file:PATH\"` (a file beside this one that holds nothing else). Every
other answer may be named so too. What stands in `.env` and `.env.production` already is not asked for, so that the same answers twice change
nothing. With one environment, and without a key here, the variable itself counts: GITHUB_CLIENT_ID in navauth's environment answers
`development.github.client-id`.

```toml
environment = \"both\"
space = \"owner/name\"

[development]
database-url = \"sqlite\"
frontend-url = \"http://localhost:5173\"

[development.github]
client-id = \"Ov23liAbCdEfGhIjKlMn\"
client-secret = \"env:GITHUB_SECRET_FOR_DEVELOPMENT\"

[development.google]
credentials-file = \"client_secret.json\"

[development.facebook]
skip = true

[production]
database-url = \"file:secrets/neon-url\"
frontend-url = \"https://www.example.org\"

[production.google]
same-app = true
```

A run whose questions are not all answered ends with exit code 2 before it writes anything, and names the keys. A provider that navauth.toml
adds has the same keys as the four below. This page is made from the table of questions.

| key | answer | written as |
|---|---|---|
";

/// The page, in Markdown.
pub fn answers_page() -> Result<String> {
    let mut page = HEAD.to_owned();
    for key in keys(&Settings::default())? {
        let written = match key.kind {
            Kind::Text => "text",
            Kind::Secret(_) => "`env:` or `file:`",
            Kind::YesNo => "true or false",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(page, "| `{}` | {} | {written} |", key.name, key.what);
    }
    Ok(page)
}
