//! Recognizes assignments and references in another tool's syntax, which the app reads literally or skips.

/// A line that sets a variable in another tool's syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeignAssignment<'text> {
    pub name: &'text str,
    /// The syntax, as in "this is … syntax".
    pub syntax: &'static str,
    /// Whether the value is on the next line, as in a Kubernetes manifest.
    pub value_follows: bool,
}

/// A reference that the app does not expand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignReference {
    /// How it is written, without secrets.
    pub shape: String,
    /// What would expand it.
    pub replaced_by: &'static str,
    /// The equivalent `${NAME}` that the app would expand.
    pub instead: Option<String>,
    /// Whether a secret manager replaces it.
    pub is_of_manager: bool,
}

const SHELL: &str = "shell";
const FISH: &str = "fish shell";
const CSH: &str = "C shell";
const CMD: &str = "Windows command prompt";
const POWERSHELL: &str = "PowerShell";
const DOCKERFILE: &str = "Dockerfile";
const DOCKER: &str = "docker command-line";
const YAML: &str = "YAML";
const JSON: &str = "JSON";
const TOML: &str = "TOML";
const JAVASCRIPT: &str = "JavaScript";
const PYTHON: &str = "Python";
const SYSTEMD: &str = "systemd";
const APACHE: &str = "Apache";
const MAKE: &str = "Makefile";
const RUBY: &str = "PHP or Ruby";
const COMMAND: &str = "command-line";

/// What precedes the name. Compared in lower case, so `ENV` and `env` are adjacent where they differ.
const PREFIXES: &[(&str, &str)] = &[
    ("$env:", POWERSHELL),
    ("${env:", POWERSHELL),
    ("[environment]::setenvironmentvariable(", POWERSHELL),
    ("[system.environment]::setenvironmentvariable(", POWERSHELL),
    ("set-item env:", POWERSHELL),
    ("set-item -path env:", POWERSHELL),
    ("new-item env:", POWERSHELL),
    ("new-item -path env:", POWERSHELL),
    ("set-variable -name ", POWERSHELL),
    ("set -gx ", FISH),
    ("set -ux ", FISH),
    ("set -xg ", FISH),
    ("set -xu ", FISH),
    ("set -x ", FISH),
    ("set -g ", FISH),
    ("set -u ", FISH),
    ("setx ", CMD),
    ("@set ", CMD),
    ("set /p ", CMD),
    ("set ", CMD),
    ("setenv ", CSH),
    ("declare -x ", SHELL),
    ("declare ", SHELL),
    ("typeset -x ", SHELL),
    ("typeset ", SHELL),
    ("readonly ", SHELL),
    ("local ", SHELL),
    ("export -- ", SHELL),
    ("export ", SHELL),
    ("sudo ", SHELL),
    ("env = {", TOML),
    ("env: {", YAML),
    ("environment: {", YAML),
    ("\"env\": {", JSON),
    ("\"env\":{", JSON),
    ("{", JSON),
    ("arg ", DOCKERFILE),
    ("env ", DOCKERFILE),
    ("docker run -e ", DOCKER),
    ("-e ", DOCKER),
    ("--env ", DOCKER),
    ("--env=", DOCKER),
    ("heroku config:set ", COMMAND),
    ("fly secrets set ", COMMAND),
    ("flyctl secrets set ", COMMAND),
    ("gh secret set ", COMMAND),
    ("vercel env add ", COMMAND),
    ("railway variables --set ", COMMAND),
    ("process.env.", JAVASCRIPT),
    ("process.env[", JAVASCRIPT),
    ("import.meta.env.", JAVASCRIPT),
    ("const ", JAVASCRIPT),
    ("let ", JAVASCRIPT),
    ("var ", JAVASCRIPT),
    ("os.environ[", PYTHON),
    ("os.environ.setdefault(", PYTHON),
    ("os.putenv(", PYTHON),
    ("environment=", SYSTEMD),
    ("setenvif ", APACHE),
    ("- name: ", YAML),
    ("- key: ", YAML),
    ("name: ", YAML),
    ("key: ", YAML),
    ("- ", YAML),
    ("env.", TOML),
    ("variables.", TOML),
];

/// Shell prompts, copied along with a command.
const PROMPTS: &[&str] = &["$ ", "% ", "> "];

/// The known variable that a line sets in another tool's syntax. `line` starts with its first character that is not a
/// space.
pub fn assignment(line: &str, is_known: impl Fn(&str) -> bool) -> Option<ForeignAssignment<'_>> {
    let mut rest = line;
    let mut syntax = None;
    if let Some(command) = PROMPTS.iter().find_map(|prompt| rest.strip_prefix(prompt)) {
        rest = command.trim_start();
        syntax = Some(SHELL);
    }
    let mut value_follows = false;
    while let Some((prefix, of)) = PREFIXES
        .iter()
        .find(|(prefix, _)| begins_with(rest, prefix))
    {
        value_follows |= prefix.ends_with("name: ") || prefix.ends_with("key: ");
        let of = if *prefix == "env " && rest.starts_with("env ") {
            SHELL
        } else {
            of
        };
        syntax = match syntax {
            // A prompt or a first word is more specific than `export` or a bracket after it.
            Some(known) if known != SHELL && known != COMMAND => Some(known),
            _ => Some(of),
        };
        rest = rest[prefix.len()..].trim_start();
    }
    let quoted = rest.starts_with(['"', '\'']);
    let start = rest.trim_start_matches(['"', '\'', '[', '(']);
    let end = start
        .find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))
        .unwrap_or(start.len());
    let (name, after) = start.split_at(end);
    if !is_known(name) {
        return None;
    }
    let after_quote = after.trim_start_matches(['"', '\'']);
    let closed = quoted && after_quote.len() < after.len();
    let after = after_quote.trim_start();
    let by_separator = || {
        if after.starts_with("=>") {
            Some(RUBY)
        } else if [":=", "?=", "+=", "!="]
            .iter()
            .any(|sign| after.starts_with(sign))
        {
            Some(MAKE)
        } else if after.starts_with(':') {
            Some(
                if closed && line.trim_end().ends_with([',', '}']) || line.starts_with('"') {
                    JSON
                } else {
                    YAML
                },
            )
        } else if after.starts_with("= \"\"\"") || after.starts_with("=\"\"\"") {
            Some(TOML)
        } else {
            None
        }
    };
    let syntax = match syntax {
        // `{"NAME": …}` and `- NAME: …` are recognized by their start; `{ NAME = … }` is TOML.
        Some(JSON) if after.starts_with('=') => TOML,
        // `setenv NAME value` is the C shell, SetEnv is Apache.
        Some(CSH) if line.starts_with("SetEnv") => APACHE,
        Some(SHELL) if by_separator().is_some() => by_separator()?,
        Some(syntax) => syntax,
        None => by_separator()?,
    };
    let is_assignment = value_follows
        || after.is_empty()
        || after.starts_with(['=', ':', ',', ')', ']', '}', '?', '+'])
        || after.len() < start.len() - end;
    is_assignment.then_some(ForeignAssignment {
        name,
        syntax,
        value_follows,
    })
}

fn begins_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Reference syntaxes, by what they contain or start with.
const CONTAINED: &[(&str, &str, &str, &str)] = &[
    ("${{", "}}", "${{ … }}", GITHUB),
    ("{{", "}}", "{{ … }}", "a template engine"),
    ("<%", "%>", "<% … %>", "a template engine"),
    ("#{", "}", "#{…}", "a deployment tool"),
    ("$[", "]", "$[…]", "Azure Pipelines"),
    ("$(", ")", "$(…)", "a shell or a deployment tool"),
];

const GITHUB: &str = "GitHub Actions";
/// Where the values of GitHub Actions come from. Railway has the same braces around `SERVICE.NAME`.
const CONTEXTS: &[&str] = &[
    "secrets.", "vars.", "env.", "github.", "inputs.", "steps.", "needs.", "matrix.",
];

const BEGINNINGS: &[(&str, &str)] = &[
    ("process.env.", "a JavaScript program"),
    ("import.meta.env.", "a JavaScript program"),
    ("os.environ", "a Python program"),
    ("os.getenv(", "a Python program"),
    ("getenv(", "a program"),
    ("env(", "a program"),
    ("ENV[", "a Ruby program"),
    ("!Ref ", "CloudFormation"),
    ("!Sub ", "CloudFormation"),
    ("!secret ", "Home Assistant"),
];

pub const ONE_PASSWORD: &str = "1Password";
pub const DOTENVX: &str = "dotenvx";

/// References of secret managers, and values that they encrypt.
const MANAGERS: &[(&str, &str)] = &[
    ("op://", ONE_PASSWORD),
    ("bws://", "Bitwarden"),
    ("doppler://", "Doppler"),
    ("vault:", "Vault"),
    ("ref+", "vals"),
    ("secretref:", "Azure Container Apps"),
    ("@Microsoft.KeyVault(", "Azure"),
    ("arn:aws:", "AWS"),
    ("ssm:/", "AWS"),
    ("encrypted:", DOTENVX),
    ("ENC[", "sops"),
    ("$ANSIBLE_VAULT", "Ansible Vault"),
];

/// A reference in a value that the app does not expand: any syntax except `${NAME}` and `${NAME:-default}`.
///
/// `is_set` returns whether a variable of that name exists.
pub fn reference(value: &str, is_set: impl Fn(&str) -> bool) -> Option<ForeignReference> {
    let found = |shape: &str, replaced_by| ForeignReference {
        shape: shape.to_owned(),
        replaced_by,
        instead: None,
        is_of_manager: false,
    };
    let contained = CONTAINED.iter().find(|(open, close, _, _)| {
        value
            .split_once(open)
            .is_some_and(|(_, rest)| rest.contains(close))
    });
    if let Some((open, _, shape, by)) = contained {
        let after = value.split_once(open).map_or("", |(_, rest)| rest.trim());
        let is_other = *by == GITHUB && !CONTEXTS.iter().any(|context| after.starts_with(context));
        return Some(found(
            shape,
            if is_other {
                "a deployment platform"
            } else {
                by
            },
        ));
    }
    if let Some((start, by)) = MANAGERS.iter().find(|(start, _)| value.starts_with(start)) {
        return Some(ForeignReference {
            is_of_manager: true,
            ..found(&format!("{start}…"), by)
        });
    }
    if let Some((start, by)) = BEGINNINGS
        .iter()
        .find(|(start, _)| value.starts_with(start))
    {
        return Some(found(&format!("{start}…"), by));
    }
    if is_command_in_backticks(value) {
        return Some(found("`…`", "a shell"));
    }
    powershell(value)
        .or_else(|| batch(value))
        .or_else(|| unbraced(value, is_set))
}

/// Backticks with a space between them: a command, not a password that contains backticks.
fn is_command_in_backticks(value: &str) -> bool {
    let between = value
        .split_once('`')
        .and_then(|(_, rest)| rest.split_once('`'));
    between.is_some_and(|(command, _)| command.contains(' '))
}

/// `$env:NAME` and `${env:NAME}`.
fn powershell(value: &str) -> Option<ForeignReference> {
    let lower = value.to_ascii_lowercase();
    let start = lower.find("$env:").map(|at| at + "$env:".len());
    let start = start.or_else(|| lower.find("${env:").map(|at| at + "${env:".len()))?;
    let name = identifier(&value[start..]);
    is_upper(name).then(|| ForeignReference {
        shape: format!("$env:{name}"),
        replaced_by: POWERSHELL,
        instead: Some(format!("${{{name}}}")),
        is_of_manager: false,
    })
}

/// `%NAME%`, unless it may be percent-encoding: the second mark is not followed by two hexadecimal digits.
fn batch(value: &str) -> Option<ForeignReference> {
    value.match_indices('%').find_map(|(at, _)| {
        let name = identifier(&value[at + 1..]);
        let after = value[at + 1 + name.len()..].strip_prefix('%')?;
        let encoded =
            after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
        (is_upper(name) && !encoded).then(|| ForeignReference {
            shape: format!("%{name}%"),
            replaced_by: "the Windows command prompt",
            instead: Some(format!("${{{name}}}")),
            is_of_manager: false,
        })
    })
}

/// `$NAME` as a whole part of a value: delimited by its ends or the separators of a URL.
fn unbraced(value: &str, is_set: impl Fn(&str) -> bool) -> Option<ForeignReference> {
    const MARKS: [char; 9] = [':', '/', '@', '?', '&', '=', '.', ',', '-'];
    value.match_indices('$').find_map(|(at, _)| {
        let name = identifier(&value[at + 1..]);
        let after = &value[at + 1 + name.len()..];
        let whole = (at == 0 || value[..at].ends_with(MARKS))
            && (after.is_empty() || after.starts_with(MARKS));
        // A short one may be part of a random password.
        (whole && (is_upper(name) || name.len() >= 3 && is_set(name))).then(|| ForeignReference {
            shape: format!("${name}"),
            replaced_by: "a shell",
            instead: Some(format!("${{{name}}}")),
            is_of_manager: false,
        })
    })
}

fn identifier(text: &str) -> &str {
    let end = text.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    let name = &text[..end.unwrap_or(text.len())];
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        ""
    } else {
        name
    }
}

/// Whether it looks like an environment variable's name, and is safe to show: at least three characters, none in
/// lower case.
pub fn is_upper(name: &str) -> bool {
    name.len() >= 3
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && name.bytes().any(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::{assignment, reference};
    use crate::config::variables;

    fn is_known(name: &str) -> bool {
        variables::find(name).is_some()
    }

    #[test]
    fn recognizes_other_syntaxes() {
        for (line, name, syntax) in [
            (
                "set DATABASE_URL=x",
                "DATABASE_URL",
                "Windows command prompt",
            ),
            (
                "SET \"DATABASE_URL=x\"",
                "DATABASE_URL",
                "Windows command prompt",
            ),
            (
                "setx JWT_SECRET_KEY \"x\"",
                "JWT_SECRET_KEY",
                "Windows command prompt",
            ),
            ("$env:DATABASE_URL = \"x\"", "DATABASE_URL", "PowerShell"),
            ("$Env:DATABASE_URL='x'", "DATABASE_URL", "PowerShell"),
            (
                "[Environment]::SetEnvironmentVariable(\"DATABASE_URL\", \"x\")",
                "DATABASE_URL",
                "PowerShell",
            ),
            ("- DATABASE_URL=x", "DATABASE_URL", "YAML"),
            ("- \"DATABASE_URL=x\"", "DATABASE_URL", "YAML"),
            ("- DATABASE_URL: x", "DATABASE_URL", "YAML"),
            ("DATABASE_URL: x", "DATABASE_URL", "YAML"),
            ("DATABASE_URL: \"x\"", "DATABASE_URL", "YAML"),
            ("'DATABASE_URL': 'x'", "DATABASE_URL", "YAML"),
            ("- name: DATABASE_URL", "DATABASE_URL", "YAML"),
            ("\"DATABASE_URL\": \"x\",", "DATABASE_URL", "JSON"),
            ("\"DATABASE_URL\":\"x\"", "DATABASE_URL", "JSON"),
            ("{\"DATABASE_URL\": \"x\"}", "DATABASE_URL", "JSON"),
            ("env = { DATABASE_URL = \"x\" }", "DATABASE_URL", "TOML"),
            ("DATABASE_URL = \"\"\"x\"\"\"", "DATABASE_URL", "TOML"),
            ("ENV DATABASE_URL=x", "DATABASE_URL", "Dockerfile"),
            ("ENV DATABASE_URL x", "DATABASE_URL", "Dockerfile"),
            ("ARG FRONTEND_URL", "FRONTEND_URL", "Dockerfile"),
            (
                "env DATABASE_URL=x uvicorn api.main:app",
                "DATABASE_URL",
                "shell",
            ),
            ("declare -x DATABASE_URL=\"x\"", "DATABASE_URL", "shell"),
            ("$ export DATABASE_URL=x", "DATABASE_URL", "shell"),
            ("EXPORT DATABASE_URL=x", "DATABASE_URL", "shell"),
            ("set -gx DATABASE_URL x", "DATABASE_URL", "fish shell"),
            ("setenv DATABASE_URL x", "DATABASE_URL", "C shell"),
            ("SetEnv DATABASE_URL x", "DATABASE_URL", "Apache"),
            ("-e DATABASE_URL=x", "DATABASE_URL", "docker command-line"),
            (
                "process.env.DATABASE_URL = 'x';",
                "DATABASE_URL",
                "JavaScript",
            ),
            ("const DATABASE_URL = 'x';", "DATABASE_URL", "JavaScript"),
            (
                "os.environ[\"DATABASE_URL\"] = \"x\"",
                "DATABASE_URL",
                "Python",
            ),
            ("Environment=\"DATABASE_URL=x\"", "DATABASE_URL", "systemd"),
            ("DATABASE_URL := x", "DATABASE_URL", "Makefile"),
            ("DATABASE_URL?=x", "DATABASE_URL", "Makefile"),
            ("'DATABASE_URL' => 'x',", "DATABASE_URL", "PHP or Ruby"),
        ] {
            let found = assignment(line, is_known).map(|found| (found.name, found.syntax));
            assert_eq!(found, Some((name, syntax)), "{line}");
        }
    }

    #[test]
    fn does_not_recognize_other_lines() {
        for line in [
            "DATABASE_URL=x",
            "DATABASE_URL = x",
            "OTHER=DATABASE_URL",
            "set OTHER=x",
            "- OTHER=x",
            "see DATABASE_URL",
            "DATABASE_URL is the database",
            "set DATABASE_URLS=x",
            "[tool.env]",
            "environment:",
            "",
        ] {
            assert_eq!(assignment(line, is_known), None, "{line}");
        }
    }

    #[test]
    fn finds_references_that_the_app_does_not_expand() {
        for (value, shape) in [
            ("${{ secrets.DATABASE_URL }}", "${{ … }}"),
            ("{{ database_url }}", "{{ … }}"),
            ("postgresql://{{user}}:x@h/db", "{{ … }}"),
            ("%DATABASE_URL%", "%DATABASE_URL%"),
            ("postgresql://%DB_USER%:%DB_PASS%@h/db", "%DB_USER%"),
            ("$(cat /run/secrets/db)", "$(…)"),
            ("`cat /run/secrets/db`", "`…`"),
            ("$DATABASE_URL", "$DATABASE_URL"),
            ("postgresql://$DB_USER:$DB_PASS@h/db", "$DB_USER"),
            ("https://$SPACE_HOST/", "$SPACE_HOST"),
            ("$env:DATABASE_URL", "$env:DATABASE_URL"),
            ("<%= ENV['X'] %>", "<% … %>"),
            ("#{Database.Url}", "#{…}"),
            ("op://vault/item/field", "op://…"),
            ("encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3", "encrypted:…"),
            ("process.env.DATABASE_URL", "process.env.…"),
        ] {
            let found = reference(value, |_| false).map(|found| found.shape);
            assert_eq!(found.as_deref(), Some(shape), "{value}");
        }
        assert!(reference("https://$host/", |name| name == "host").is_some());
    }

    #[test]
    fn random_values_are_not_references() {
        for value in [
            "postgresql://u:pa$$word@h/db",
            "postgresql://u:$h0pe@h/db",
            "postgresql://u:a%40b%2Fc@h/db",
            "postgresql://u:%ABCD%20@h/db",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "k7$Gx2%Qp9{Vb4}Zt6#Wn1",
            "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",
            "http://localhost:5173",
        ] {
            assert_eq!(reference(value, |_| false), None, "{value}");
        }
    }
}
