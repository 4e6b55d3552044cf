//! docs/setup-answers.md: its words, with the table of keys.

use std::fmt::Write;

use super::field::{FieldKind, fields};
use crate::config::settings::Settings;
use crate::diagnostics::Result;

const HEAD: &str = "# The answers file

`navauth setup --no-input --answers FILE` sets everything up without prompts. The file is TOML. It contains no secret: instead of a secret,
write where it is, `\"env:NAME\"` (an environment variable) or `\"file:PATH\"` (a file that contains nothing else; the path is relative to
the answers file). Other answers can be written in the same way. A value that is already in `.env` or `.env.production` is not changed, so a second run with the same answers changes nothing. When you set up one environment, an environment variable also answers its own
question: GITHUB_CLIENT_ID answers `development.github.client-id`.

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

When an answer is missing, navauth lists the missing keys and exits with code 2 before it writes anything. A provider that navauth.toml adds
has the same keys as the four below. This page is generated.

| key | answer | written as |
|---|---|---|
";

/// The page, in Markdown.
pub fn answers_page() -> Result<String> {
    let mut page = HEAD.to_owned();
    for field in fields(&Settings::default())? {
        let written = match field.kind {
            FieldKind::Line | FieldKind::Choice(_) => "text",
            FieldKind::Secret(_) => "`env:` or `file:`",
            FieldKind::YesNo => "true or false",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(page, "| `{}` | {} | {written} |", field.key, field.help);
    }
    Ok(page)
}
