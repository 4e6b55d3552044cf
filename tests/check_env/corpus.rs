//! Broken setups with exactly the problems that each must give, and valid setups that give none.

use crate::support::Folder;

/// A realistic development setup: every provider, a local server.
pub const DEVELOPMENT: &str = "\
# Open Navigator, local
DATABASE_URL=postgresql://navigator:hunter2%40home@localhost:5433/open_navigator

JWT_SECRET_KEY=5f2b1c9e8d7a6f4031e2d3c4b5a697887f6e5d4c3b2a190f8e7d6c5b4a392817
FRONTEND_URL=http://localhost:5173
API_BASE_URL=http://localhost:8001

HUGGINGFACE_CLIENT_ID=26be6b09-5d1c-4b7f-9a35-e4c8d2f1a0b7
HUGGINGFACE_CLIENT_SECRET=oauth_app_secret_QwErTyUiOpAsDfGhJkLzXcVbNm
GOOGLE_CLIENT_ID=482913750264-k3v9x1q7m5z8c2b4n6l0j9h8g7f6d5s4.apps.googleusercontent.com
GOOGLE_CLIENT_SECRET=\"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\"   # shown once
FACEBOOK_APP_ID=1059438279147216
FACEBOOK_APP_SECRET='c4a1f09b7e2d83561f0e9d8c7b6a5948'
export GITHUB_CLIENT_ID=Ov23liR7kT2mW9xQ4zLb
GITHUB_CLIENT_SECRET=9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a29

# of other parts of the app
OPENAI_API_KEY=sk-proj-0123456789
LOG_LEVEL=INFO
PAGER=cat
";

/// The same setup in production: Neon, https.
pub fn production() -> String {
    edited(
        DEVELOPMENT,
        &[
            "DATABASE_URL=postgresql://neondb_owner:npg_hunter2Xy7Q@ep-cool-darkness-a1b2c3d4.c-2.us-east-1.aws.neon.tech/neondb?sslmode=require&channel_binding=require",
            "FRONTEND_URL=https://www.communityone.com",
            "API_BASE_URL=https://www.communityone.com",
        ],
    )
}

/// Edits a base file: a line replaces the one with the same name or is added; `-NAME` removes one; `+text` always
/// adds.
pub fn edited(base: &str, edits: &[&str]) -> String {
    let mut lines: Vec<String> = base.lines().map(str::to_owned).collect();
    for edit in edits {
        let place = |name: &str| name_place(&lines, name);
        if let Some(name) = edit.strip_prefix('-') {
            lines.remove(place(name).unwrap());
        } else if let Some(text) = edit.strip_prefix('+') {
            lines.push(text.to_owned());
        } else {
            match place(edit.split(['=', ':']).next().unwrap()) {
                Some(place) => lines[place] = (*edit).to_owned(),
                None => lines.push((*edit).to_owned()),
            }
        }
    }
    lines.join("\n") + "\n"
}

pub fn name_place(lines: &[String], name: &str) -> Option<usize> {
    lines.iter().position(|line| {
        line.trim_start_matches("export ")
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(['=', ' ', ':']) || rest.is_empty())
    })
}

/// The edits, and the expected problems as `status id NAME`, where NAME is the variable on the reported line, or `-`.
pub struct Case(pub &'static [&'static str], pub &'static [&'static str]);

pub const IN_DEVELOPMENT: &[Case] = &[
    // Missing values.
    Case(&["-JWT_SECRET_KEY"], &["warn jwt.missing -"]),
    Case(&["JWT_SECRET_KEY="], &["fail jwt.empty JWT_SECRET_KEY"]),
    Case(&["JWT_SECRET_KEY=\"\""], &["fail jwt.empty JWT_SECRET_KEY"]),
    // An empty database URL stops the app, unless another one wins.
    Case(
        &["DATABASE_URL="],
        &["fail env.empty-database-url DATABASE_URL"],
    ),
    Case(
        &["NEON_DATABASE_URL="],
        &["fail env.empty-database-url NEON_DATABASE_URL"],
    ),
    Case(
        &["NEON_DATABASE_URL_DEV=''"],
        &["fail env.empty-database-url NEON_DATABASE_URL_DEV"],
    ),
    Case(
        &[
            "NEON_DATABASE_URL_DEV=postgresql://u:hunter2@localhost/db",
            "NEON_DATABASE_URL=",
        ],
        &["warn env.empty NEON_DATABASE_URL"],
    ),
    Case(&["FRONTEND_URL="], &["warn env.empty FRONTEND_URL"]),
    Case(
        &["-GITHUB_CLIENT_SECRET"],
        &["fail provider.incomplete GITHUB_CLIENT_ID"],
    ),
    Case(
        &["GITHUB_CLIENT_SECRET="],
        &["fail provider.incomplete GITHUB_CLIENT_SECRET"],
    ),
    Case(
        &["FACEBOOK_APP_ID="],
        &["fail provider.incomplete FACEBOOK_APP_ID"],
    ),
    Case(
        &["-GITHUB_CLIENT_ID", "-GITHUB_CLIENT_SECRET"],
        &["warn provider.not-configured -"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=", "GITHUB_CLIENT_SECRET="],
        &["warn provider.not-configured GITHUB_CLIENT_ID"],
    ),
    Case(
        &[
            "-HUGGINGFACE_CLIENT_ID",
            "-HUGGINGFACE_CLIENT_SECRET",
            "-GOOGLE_CLIENT_ID",
            "-GOOGLE_CLIENT_SECRET",
            "-FACEBOOK_APP_ID",
            "-FACEBOOK_APP_SECRET",
            "-GITHUB_CLIENT_ID",
            "-GITHUB_CLIENT_SECRET",
        ],
        &["fail provider.none-configured -"],
    ),
    Case(&["-DATABASE_URL"], &[]),
    Case(&["DATABASE_URL=sqlite:///./data/users.db"], &[]),
    // Placeholders: nothing else is reported about them.
    Case(
        &["JWT_SECRET_KEY=your_random_secret_key_here_min_32_chars"],
        &["fail env.placeholder JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=your_random_secret_key"],
        &["fail env.placeholder JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=changeme"],
        &["fail env.placeholder JWT_SECRET_KEY"],
    ),
    Case(
        &["HUGGINGFACE_CLIENT_ID=hf_oauth_xxx"],
        &["fail env.placeholder HUGGINGFACE_CLIENT_ID"],
    ),
    Case(
        &["HUGGINGFACE_CLIENT_SECRET=hf_oauth_secret_xxx"],
        &["fail env.placeholder HUGGINGFACE_CLIENT_SECRET"],
    ),
    Case(
        &["GOOGLE_CLIENT_ID=123456789-xxxxx.apps.googleusercontent.com"],
        &["fail env.placeholder GOOGLE_CLIENT_ID"],
    ),
    Case(
        &["GOOGLE_CLIENT_SECRET=GOCSPX-xxxxx"],
        &["fail env.placeholder GOOGLE_CLIENT_SECRET"],
    ),
    Case(
        &["FACEBOOK_APP_ID=1234567890123456"],
        &["fail env.placeholder FACEBOOK_APP_ID"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=Iv1.xxxxxxxxxxxxx"],
        &["fail env.placeholder GITHUB_CLIENT_ID"],
    ),
    Case(
        &["GITHUB_CLIENT_SECRET=your_github_client_secret"],
        &["fail env.placeholder GITHUB_CLIENT_SECRET"],
    ),
    Case(
        &["DATABASE_URL=postgresql://user:password@ep-xxx.us-east-2.aws.neon.tech/neondb"],
        &["fail env.placeholder DATABASE_URL"],
    ),
    Case(
        &["FRONTEND_URL=https://your-domain.example"],
        &["fail env.placeholder FRONTEND_URL"],
    ),
    // Two independent problems: each is reported once.
    Case(
        &[
            "GITHUB_CLIENT_ID=your_github_client_id",
            "GITHUB_CLIENT_SECRET=your_github_client_secret",
        ],
        &[
            "fail env.placeholder GITHUB_CLIENT_ID",
            "fail env.placeholder GITHUB_CLIENT_SECRET",
        ],
    ),
    // What `openssl rand -base64 64` prints.
    Case(
        &[
            "JWT_SECRET_KEY=uvKRl6DwxvvdTRk3EraO+zL0h7AK6qj71UvLUHTj/cnk5frffHY+aSb+24N5Zgue\nG63fkeZ2QO7MeFjkHq1FRQ==",
        ],
        &["fail file.value-continues JWT_SECRET_KEY"],
    ),
    // Spaces, quotation marks, lines.
    Case(
        &["GITHUB_CLIENT_SECRET=\"9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a29 \""],
        &["fail env.surrounding-space GITHUB_CLIENT_SECRET"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=' Ov23liR7kT2mW9xQ4zLb'"],
        &["fail env.surrounding-space GITHUB_CLIENT_ID"],
    ),
    Case(
        &["FACEBOOK_APP_ID=\"1059438279147216\\n\""],
        &["fail env.surrounding-space FACEBOOK_APP_ID"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=\u{feff}Ov23liR7kT2mW9xQ4zLb\u{200b}"],
        &["fail env.surrounding-space GITHUB_CLIENT_ID"],
    ),
    Case(
        &["DATABASE_URL=' postgresql://u:hunter2@localhost/db'"],
        &["fail env.surrounding-space DATABASE_URL"],
    ),
    Case(
        &["GITHUB_CLIENT_ID='\"Ov23liR7kT2mW9xQ4zLb\"'"],
        &["fail env.quoted GITHUB_CLIENT_ID"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=“Ov23liR7kT2mW9xQ4zLb”"],
        &["fail env.quoted GITHUB_CLIENT_ID"],
    ),
    Case(
        &["DATABASE_URL='\"postgresql://u:hunter2@localhost/db\"'"],
        &["fail env.quoted DATABASE_URL"],
    ),
    // Everything up to the quotation mark that GOOGLE_CLIENT_SECRET opens is part of the value; the rest of that line
    // is lost.
    Case(
        &[
            "JWT_SECRET_KEY=\"5f2b1c9e8d7a6f40",
            "GOOGLE_CLIENT_SECRET=x\"",
        ],
        &["fail env.line-break JWT_SECRET_KEY"],
    ),
    // The quotation mark that opens the next value closes the one before: both lines are lost.
    Case(
        &[
            "JWT_SECRET_KEY=\"5f2b1c9e8d7a6f40",
            "FRONTEND_URL=\"http://localhost:5173\"",
        ],
        &["fail file.lost-variable JWT_SECRET_KEY"],
    ),
    // Lines inside another program's value are lost too.
    Case(
        &[
            "-JWT_SECRET_KEY",
            "+OTHER='one",
            "+JWT_SECRET_KEY=5f2b1c9e8d7a6f40",
            "+LAST=x'",
        ],
        &["fail env.line-break OTHER"],
    ),
    Case(&["+OTHER='one", "+two", "+LAST=x'"], &[]),
    // Escapes.
    Case(
        &["JWT_SECRET_KEY=\"5f2b1c9e8d7a6f4031\\ne2d3c4b5a697887f6e5d4c3b2a190f8e\""],
        &["fail env.escape JWT_SECRET_KEY"],
    ),
    Case(
        &["GITHUB_CLIENT_SECRET=\"9d1e7c4b2a8f6035d4c3\\tb2a1908f7e6d5c4b3a29\""],
        &["fail env.escape GITHUB_CLIENT_SECRET"],
    ),
    Case(
        &["DATABASE_URL=\"postgresql://u:hunter2\\b@localhost/db\""],
        &["fail env.escape DATABASE_URL"],
    ),
    Case(
        &["JWT_SECRET_KEY='5f2b1c9e8d7a6f4031\\ne2d3c4b5a697887f6e5d4c3b2a190f8e'"],
        &[],
    ),
    Case(
        &["JWT_SECRET_KEY=\"5f2b1c9e8d7a6f4031\\\\ne2d3c4b5a697887f6e5d4c3b2a190f8e\""],
        &[],
    ),
    // Comments that are part of the value.
    Case(
        &["DATABASE_URL='postgresql://u:hunter2@localhost/db # local'"],
        &["fail env.comment-in-value DATABASE_URL"],
    ),
    Case(
        &["FRONTEND_URL=http://localhost:5173# the front end"],
        &["fail env.comment-in-value FRONTEND_URL"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=Ov23liR7kT2mW9xQ4zLb // of the team"],
        &["fail env.comment-in-value GITHUB_CLIENT_ID"],
    ),
    // References.
    Case(
        &["DATABASE_URL=postgresql://${DB_USER}:${DB_PASS}@localhost/db"],
        &["fail env.reference-empty DATABASE_URL"],
    ),
    Case(
        &[
            "DATABASE_URL=postgresql://${DB_USER}:hunter2@localhost/db",
            "+DB_USER=navigator",
        ],
        &["fail env.reference-empty DATABASE_URL"],
    ),
    Case(
        &["JWT_SECRET_KEY=${SESSION_KEY}"],
        &["fail env.reference-empty JWT_SECRET_KEY"],
    ),
    Case(
        &["GITHUB_CLIENT_SECRET=${GITHUB_SECRET}"],
        &["fail env.reference-empty GITHUB_CLIENT_SECRET"],
    ),
    Case(
        &["API_BASE_URL=${FRONTEND_URL:-http://localhost:8000}"],
        &[],
    ),
    Case(
        &[
            "-API_BASE_URL",
            "+DB_AUTH=${DB_USER}:x",
            "+API_BASE_URL=http://${DB_AUTH}",
        ],
        &["fail env.reference-empty API_BASE_URL"],
    ),
    Case(
        &["DATABASE_URL=postgresql://$DB_USER:$DB_PASS@localhost/db"],
        &["fail env.reference DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=${{ secrets.DATABASE_URL }}"],
        &["fail env.reference DATABASE_URL"],
    ),
    Case(
        &["GITHUB_CLIENT_SECRET={{github_secret}}"],
        &["fail env.reference GITHUB_CLIENT_SECRET"],
    ),
    Case(
        &["FRONTEND_URL=%FRONTEND_URL%"],
        &["fail env.reference FRONTEND_URL"],
    ),
    Case(
        &["DATABASE_URL=$(cat /run/secrets/database)"],
        &["fail env.reference DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=${DB:?not set}"],
        &["fail env.reference DATABASE_URL"],
    ),
    Case(
        &["GITHUB_CLIENT_SECRET=`pass github`"],
        &["fail env.reference GITHUB_CLIENT_SECRET"],
    ),
    // The name repeated in the value.
    Case(
        &["DATABASE_URL=DATABASE_URL=postgresql://u:hunter2@localhost/db"],
        &["fail env.name-in-value DATABASE_URL"],
    ),
    Case(
        &["NEON_DATABASE_URL='export DATABASE_URL=postgresql://u:hunter2@localhost/db'"],
        &["fail env.name-in-value NEON_DATABASE_URL"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=GITHUB_CLIENT_ID: Ov23liR7kT2mW9xQ4zLb"],
        &["fail env.name-in-value GITHUB_CLIENT_ID"],
    ),
    Case(
        &["DATABASE_URL==postgresql://u:hunter2@localhost/db"],
        &["fail env.name-in-value DATABASE_URL"],
    ),
    Case(
        &["GITHUB_CLIENT_SECRET=GITHUB_CLIENT_SECRET"],
        &["fail env.placeholder GITHUB_CLIENT_SECRET"],
    ),
    // Masked values.
    Case(
        &[
            "NEON_DATABASE_URL=postgresql://u:****@ep-cool-darkness-a1b2c3d4.us-east-1.aws.neon.tech/neondb?sslmode=require",
        ],
        &["fail env.placeholder NEON_DATABASE_URL"],
    ),
    Case(
        &["GITHUB_CLIENT_SECRET=*****3b2a1908"],
        &["fail env.placeholder GITHUB_CLIENT_SECRET"],
    ),
    Case(
        &["FACEBOOK_APP_SECRET=••••••••"],
        &["fail env.placeholder FACEBOOK_APP_SECRET"],
    ),
    // The session key.
    Case(
        &["JWT_SECRET_KEY=openssl rand -hex 32"],
        &["fail jwt.not-a-key JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=JWT_SECRET_KEY"],
        &["fail jwt.not-a-key JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=${{ secrets.JWT_SECRET_KEY }}"],
        &["fail jwt.not-a-key JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=<your-key>"],
        &["fail env.placeholder JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf"],
        &["fail jwt.published JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"],
        &["fail jwt.published JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=a-string-secret-at-least-256-bits-long"],
        &["fail jwt.published JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY='$(openssl rand -hex 32)'"],
        &["fail jwt.not-a-key JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY='$(python3 -c \"import secrets; print(secrets.token_hex(32))\")'"],
        &["fail jwt.not-a-key JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=k7Gx2Qp9"],
        &["fail jwt.too-short JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=k7Gx2Qp9Vb4Zt6Wn1Lr8Hs3Jd5Fm0Ca"],
        &["fail jwt.too-short JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=this-is-my-very-long-secret-for-the-app"],
        &["warn jwt.guessable JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=abababababababababababababababababababab"],
        &["warn jwt.guessable JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a29"],
        &["fail jwt.reused JWT_SECRET_KEY"],
    ),
    Case(
        &[
            "JWT_SECRET_KEY=hunter2-k7Gx2Qp9Vb4Zt6Wn1Lr8Hs3Jd5Fm0Ca",
            "DATABASE_URL=postgresql://u:hunter2-k7Gx2Qp9Vb4Zt6Wn1Lr8Hs3Jd5Fm0Ca@localhost/db",
        ],
        &["fail jwt.reused JWT_SECRET_KEY"],
    ),
    // Client ids and secrets.
    Case(
        &[
            "GITHUB_CLIENT_ID=9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a29",
            "GITHUB_CLIENT_SECRET=Ov23liR7kT2mW9xQ4zLb",
        ],
        &["fail credential.swapped GITHUB_CLIENT_ID"],
    ),
    Case(
        &[
            "FACEBOOK_APP_ID=c4a1f09b7e2d83561f0e9d8c7b6a5948",
            "FACEBOOK_APP_SECRET=1059438279147216",
        ],
        &["fail credential.swapped FACEBOOK_APP_ID"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=Iv1.a1b2c3d4e5f60718"],
        &["fail credential.wrong-kind GITHUB_CLIENT_ID"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=Iv23liR7kT2mW9xQ4zLb"],
        &["fail credential.wrong-kind GITHUB_CLIENT_ID"],
    ),
    Case(
        &["GITHUB_CLIENT_SECRET=ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"],
        &["fail credential.wrong-kind GITHUB_CLIENT_SECRET"],
    ),
    Case(
        &["HUGGINGFACE_CLIENT_SECRET=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"],
        &["fail credential.wrong-kind HUGGINGFACE_CLIENT_SECRET"],
    ),
    Case(
        &["FACEBOOK_APP_SECRET=1059438279147216|QwErTyUiOpAsDfGhJkLzXcVbNmQ"],
        &["fail credential.wrong-kind FACEBOOK_APP_SECRET"],
    ),
    Case(
        &["GOOGLE_CLIENT_ID=26be6b09-5d1c-4b7f-9a35-e4c8d2f1a0b8"],
        &["fail credential.wrong-kind GOOGLE_CLIENT_ID"],
    ),
    Case(
        &["GOOGLE_CLIENT_ID=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"],
        &["fail credential.wrong-kind GOOGLE_CLIENT_ID"],
    ),
    Case(
        &["GOOGLE_CLIENT_ID=482913750264-k3v9x1q7m5z8c2b4n6l0j9h8g7f6d5s4"],
        &["fail credential.wrong-format GOOGLE_CLIENT_ID"],
    ),
    Case(
        &["GOOGLE_CLIENT_SECRET=GOCSPX-r7T2m9Kx_4LqWz8Vb1Nc"],
        &["fail credential.wrong-format GOOGLE_CLIENT_SECRET"],
    ),
    Case(
        &["FACEBOOK_APP_ID=my-facebook-app"],
        &["fail credential.wrong-format FACEBOOK_APP_ID"],
    ),
    Case(
        &["FACEBOOK_APP_SECRET=c4a1f09b7e2d83561f0e9d8c7b6a594"],
        &["fail credential.wrong-format FACEBOOK_APP_SECRET"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=731904"],
        &["fail credential.wrong-format GITHUB_CLIENT_ID"],
    ),
    Case(
        &["GITHUB_CLIENT_SECRET=9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a2"],
        &["fail credential.wrong-format GITHUB_CLIENT_SECRET"],
    ),
    Case(
        &["HUGGINGFACE_CLIENT_ID=open-navigator"],
        &["fail credential.wrong-format HUGGINGFACE_CLIENT_ID"],
    ),
    Case(
        &["HUGGINGFACE_CLIENT_SECRET=QwErTyUiOpAsDfGhJkLzXcVbNm"],
        &["warn credential.unusual-format HUGGINGFACE_CLIENT_SECRET"],
    ),
    Case(
        &["GOOGLE_CLIENT_SECRET=a_new_shape_of_google_secrets"],
        &["warn credential.unusual-format GOOGLE_CLIENT_SECRET"],
    ),
    Case(
        &["FACEBOOK_APP_ID=105943827914721638"],
        &["warn credential.unusual-format FACEBOOK_APP_ID"],
    ),
    Case(
        &[
            "HUGGINGFACE_CLIENT_SECRET=one_value_for_both_of_them",
            "GOOGLE_CLIENT_SECRET=one_value_for_both_of_them",
        ],
        &[
            "warn credential.unusual-format HUGGINGFACE_CLIENT_SECRET",
            "warn credential.unusual-format GOOGLE_CLIENT_SECRET",
            "fail credential.shared GOOGLE_CLIENT_SECRET",
        ],
    ),
    // The database.
    Case(
        &["DATABASE_URL=postgresql://u:hunter2@hunter3@localhost/db"],
        &["fail database.password-unescaped DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:hunter2/hunter3@localhost/db"],
        &["warn database.password-ambiguous DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:hunter2%hunter3@localhost/db"],
        &["warn database.password-ambiguous DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=mysql://u:hunter2@localhost/db"],
        &["fail database.kind-unknown DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=localhost:5432/db"],
        &["fail database.url-unreadable DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=\"psql 'postgresql://u:hunter2@localhost/db'\""],
        &["fail database.url-unreadable DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:hunter2@localhost:port/db"],
        &["fail database.port-wrong DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:hunter2@localhost/db?sslmode=on"],
        &["fail database.parameter-wrong DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:hunter2@localhost/sqlite"],
        &["fail database.sqlite-in-url DATABASE_URL"],
    ),
    // Python's SQLite driver refuses some parameters, too.
    Case(
        &["DATABASE_URL=sqlite:///./data/users.db?timeout=soon"],
        &["fail database.parameter-wrong DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=sqlite:///./data/users.db?check_same_thread=never"],
        &["fail database.parameter-wrong DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=sqlite:///./data/users.db?cached_statements=many"],
        &["fail database.parameter-wrong DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=sqlite:///./data/users.db?sslmode=require"],
        &[],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:hunter2@localhost/db?target_session_attrs=readwrite"],
        &["fail database.parameter-wrong DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:hunter2@::1:5432/db"],
        &["fail database.port-wrong DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=sqlite://data/users.db"],
        &["fail database.sqlite-host DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=sqlite://"],
        &["fail database.sqlite-memory DATABASE_URL"],
    ),
    Case(
        &[
            "NEON_DATABASE_URL=postgresql://u:hunter2@ep-cool-darkness-a1b2c3d4.us-east-1.aws.neon.tech/neondb?sslmode=disable",
        ],
        &["fail database.neon-without-tls NEON_DATABASE_URL"],
    ),
    Case(
        &[
            "NEON_DATABASE_URL=postgresql://u:hunter2@ep-cool-darkness-a1b2c3d4.us-east-1.aws.neon.tech/neondb",
        ],
        &["warn database.neon-tls-optional NEON_DATABASE_URL"],
    ),
    Case(
        &[
            "NEON_DATABASE_URL=postgresql://u:hunter2@ep-cool-darkness-a1b2c3d4-pooler.us-east-1.aws.neon.tech/neondb?sslmode=require",
        ],
        &["fail database.neon-pooler-rejects-app NEON_DATABASE_URL"],
    ),
    // Other things in the place of a key or of the database's URL: each is named.
    Case(
        &[
            "JWT_SECRET_KEY=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIiwiZXhwIjoxNzAwMDAwMDAwfQ.c2lnbmF0dXJlc2lnbmF0dXJlMTIz",
        ],
        &["fail jwt.not-a-key JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=postgresql://owner:k7Jq2mZx9wTb4nRc@db.example.net/open_navigator"],
        &["fail jwt.not-a-key JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=-----BEGIN PUBLIC KEY-----MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"],
        &["fail jwt.not-a-key JWT_SECRET_KEY"],
    ),
    Case(
        &["DATABASE_URL=napi_hunter2k3v9x1q7m5z8c2b4n6l0j9h8"],
        &["fail database.url-unreadable DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=jdbc:postgresql://db.example.net:5432/open_navigator"],
        &["fail database.url-unreadable DATABASE_URL"],
    ),
    Case(
        &[
            "DATABASE_URL='host=db.example.net dbname=open_navigator user=navigator password=hunter2'",
        ],
        &["fail database.url-unreadable DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=https://console.neon.tech/app/projects/spring-302709"],
        &["fail database.kind-unknown DATABASE_URL"],
    ),
    Case(
        &[
            "DATABASE_URL=https://ep-cool-darkness-a1b2c3d4.apirest.us-east-1.aws.neon.tech/neondb/rest/v1",
        ],
        &["fail database.kind-unknown DATABASE_URL"],
    ),
    // The frontend URL.
    Case(
        &["FRONTEND_URL=localhost:5173"],
        &["fail frontend.not-a-url FRONTEND_URL"],
    ),
    Case(
        &["FRONTEND_URL=https://*.communityone.com"],
        &["fail frontend.not-a-url FRONTEND_URL"],
    ),
    Case(
        &["FRONTEND_URL=http://*:5173"],
        &["fail frontend.not-a-url FRONTEND_URL"],
    ),
    Case(
        &["FRONTEND_URL=http://localhost:5173/"],
        &["warn frontend.trailing-slash FRONTEND_URL"],
    ),
    Case(
        &["FRONTEND_URL=http://localhost:5173/app"],
        &["warn frontend.path FRONTEND_URL"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=https://example.org/apps/1"],
        &["fail credential.wrong-format GITHUB_CLIENT_ID"],
    ),
    Case(
        &["GITHUB_CLIENT_ID=owner/repository"],
        &["fail credential.wrong-format GITHUB_CLIENT_ID"],
    ),
    Case(
        &["FRONTEND_URL=http://www.communityone.com"],
        &["warn frontend.not-https FRONTEND_URL"],
    ),
    // A file of trusted certificates that is not there.
    Case(
        &[
            "DATABASE_URL=postgresql://navigator:hunter2%40home@localhost:5433/open_navigator?sslmode=verify-full&sslrootcert=/no/such/ca.pem",
        ],
        &["fail database.root-certificate-missing DATABASE_URL"],
    ),
    Case(
        &[
            "DATABASE_URL=postgresql://navigator:hunter2%40home@localhost:5433/open_navigator?sslmode=verify-ca",
        ],
        &["fail database.root-certificate-missing DATABASE_URL"],
    ),
    // Without a verifying mode, libpq goes on without the file.
    Case(
        &[
            "DATABASE_URL=postgresql://navigator:hunter2%40home@localhost:5433/open_navigator?sslmode=require&sslrootcert=/no/such/ca.pem",
        ],
        &[],
    ),
    // A backslash continues no line.
    Case(
        &["FRONTEND_URL=http://localhost:5173\\"],
        &["fail env.continuation FRONTEND_URL"],
    ),
    Case(
        &["GITHUB_CLIENT_SECRET=9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a29\\"],
        &["fail env.continuation GITHUB_CLIENT_SECRET"],
    ),
    Case(
        &[
            "DATABASE_URL=postgresql://navigator:hunter2%40home@localhost:5433/open_navigator \\ # on",
        ],
        &["fail env.continuation DATABASE_URL"],
    ),
    Case(
        &["JWT_SECRET_KEY='5f2b1c9e8d7a6f4031e2d3c4b5a697887f6e5d4c3b2a190f8e7d6c5b4a392817\\ '"],
        &["fail env.continuation JWT_SECRET_KEY"],
    ),
    // The app puts its callback path behind API_BASE_URL.
    Case(
        &["API_BASE_URL=localhost:8000"],
        &["fail api.not-a-url API_BASE_URL"],
    ),
    Case(
        &["API_BASE_URL=http://localhost:8000/"],
        &["fail api.trailing-slash API_BASE_URL"],
    ),
    Case(
        &["API_BASE_URL=https://www.communityone.com"],
        &["warn api.public-in-development API_BASE_URL"],
    ),
    // From May on, the app ignores it.
    Case(&["API_BASE_URL=http://localhost:8001/"], &[]),
    // The file.
    Case(&["+LOG_LEVEL=DEBUG"], &["warn file.set-twice LOG_LEVEL"]),
    Case(
        &["+GITHUB_CLIENT_ID=Ov23liR7kT2mW9xQ4zLb"],
        &["warn file.set-twice GITHUB_CLIENT_ID"],
    ),
    Case(
        &[
            "-GITHUB_CLIENT_SECRET",
            "+GITHUB_CLIENT_SECRT=9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a29",
        ],
        &["fail file.name-typo GITHUB_CLIENT_SECRT"],
    ),
    Case(
        &[
            "-JWT_SECRET_KEY",
            "+jwt_secret_key=5f2b1c9e8d7a6f4031e2d3c4b5a69788",
        ],
        &["fail file.name-typo jwt_secret_key"],
    ),
    Case(
        &["+JWT_SECRET_KEYS=5f2b1c9e8d7a6f4031e2d3c4b5a69788"],
        &["warn file.name-similar JWT_SECRET_KEYS"],
    ),
    Case(
        &["JWT_SECRET_KEY: 5f2b1c9e8d7a6f4031e2d3c4b5a69788"],
        &["fail file.lost-variable JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY"],
        &["fail file.lost-variable JWT_SECRET_KEY"],
    ),
    Case(
        &["FACEBOOK_APP_SECRET=\"c4a1f09b7e2d83561f0e9d8c7b6a5948"],
        &["fail file.lost-variable FACEBOOK_APP_SECRET"],
    ),
    Case(
        &["FACEBOOK_APP_SECRET='c4a1f09b7e2d83561f0e9d8c7b6a5948' old"],
        &["fail file.lost-variable FACEBOOK_APP_SECRET"],
    ),
    // Syntax of other tools.
    Case(
        &[
            "-JWT_SECRET_KEY",
            "+set JWT_SECRET_KEY=5f2b1c9e8d7a6f4031e2d3c4b5a69788",
        ],
        &["fail file.lost-variable set"],
    ),
    Case(
        &[
            "-JWT_SECRET_KEY",
            "+$env:JWT_SECRET_KEY = \"5f2b1c9e8d7a6f4031e2d3c4b5a69788\"",
        ],
        &["fail file.lost-variable $env"],
    ),
    Case(
        &[
            "-DATABASE_URL",
            "+ENV DATABASE_URL=postgresql://u:hunter2@localhost/db",
        ],
        &["fail file.lost-variable ENV"],
    ),
    Case(
        &[
            "-DATABASE_URL",
            "+\"DATABASE_URL\": \"postgresql://u:hunter2@localhost/db\",",
        ],
        &["fail file.lost-variable \"DATABASE_URL\""],
    ),
    Case(
        &[
            "-FRONTEND_URL",
            "+FRONTEND_URL = \"\"\"http://localhost:5173\"\"\"",
        ],
        &["fail file.lost-variable FRONTEND_URL"],
    ),
    // Also set elsewhere: the app gets that value.
    Case(
        &["+set JWT_SECRET_KEY=5f2b1c9e8d7a6f4031e2d3c4b5a69788"],
        &["warn file.skipped-line set"],
    ),
    Case(&["+$env:LOG_LEVEL = \"x\""], &[]),
    Case(&["+two words"], &["warn file.skipped-line two"]),
    Case(&["+# JWT_SECRET_KEY=your_random_secret_key"], &[]),
];

pub const IN_PRODUCTION: &[Case] = &[
    Case(&["-JWT_SECRET_KEY"], &["fail jwt.missing -"]),
    Case(
        &["JWT_SECRET_KEY=this-is-my-very-long-secret-for-the-app"],
        &["fail jwt.guessable JWT_SECRET_KEY"],
    ),
    Case(
        &["JWT_SECRET_KEY=your-random-32-byte-hex-string"],
        &["fail env.placeholder JWT_SECRET_KEY"],
    ),
    Case(
        &["-GOOGLE_CLIENT_ID", "-GOOGLE_CLIENT_SECRET"],
        &["fail provider.not-configured -"],
    ),
    Case(&["-DATABASE_URL"], &["fail database.missing -"]),
    Case(
        &[
            "-DATABASE_URL",
            "+DATABSE_URL=postgresql://u:hunter2@db.example.net/app",
        ],
        &["fail file.name-typo DATABSE_URL"],
    ),
    Case(
        &["DATABASE_URL=sqlite:////data/users.db"],
        &["fail database.not-postgresql DATABASE_URL"],
    ),
    Case(
        &["+NEON_DATABASE_URL_DEV=postgresql://u:hunter2@localhost/db"],
        &["fail database.development-in-production NEON_DATABASE_URL_DEV"],
    ),
    Case(
        &[
            "DATABASE_URL=postgresql://u:hunter2@ep-cool-darkness-a1b2c3d4.us-east-1.aws.neon.tech/neondb",
        ],
        &["fail database.neon-tls-optional DATABASE_URL"],
    ),
    Case(
        &[
            "DATABASE_URL=postgresql://u:hunter2@ep-cool-darkness-a1b2c3d4-pooler.us-east-1.aws.neon.tech/neondb?sslmode=require",
        ],
        &["warn database.neon-pooled DATABASE_URL"],
    ),
    Case(
        &[
            "DATABASE_URL=postgresql://u:hunter2@ep-cool-darkness-a1b2c3d4-pooler.us-east-1.aws.neon.tech/neondb?sslmode=require",
            "DATABASE_URL_UNPOOLED=postgresql://u:hunter2@ep-cool-darkness-a1b2c3d4.us-east-1.aws.neon.tech/neondb?sslmode=require",
        ],
        &[],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:hunter2@hunter3@db.example.net/app"],
        &["fail database.password-unescaped DATABASE_URL"],
    ),
    // Where the app runs, localhost is another machine.
    Case(
        &["DATABASE_URL=postgresql://u:k7Jq2mZx@localhost:5433/app"],
        &["warn database.local-host-in-production DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:k7Jq2mZx@127.0.0.1/app"],
        &["warn database.local-host-in-production DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:k7Jq2mZx@[::1]:5432/app"],
        &["warn database.local-host-in-production DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:k7Jq2mZx@/app?host=localhost"],
        &["warn database.local-host-in-production DATABASE_URL"],
    ),
    Case(
        &["DATABASE_URL=postgresql://u:k7Jq2mZx@postgres:5432/app"],
        &[],
    ),
    Case(&["-FRONTEND_URL"], &["warn frontend.missing -"]),
    Case(
        &["FRONTEND_URL=http://www.communityone.com"],
        &["fail frontend.not-https FRONTEND_URL"],
    ),
    Case(
        &["FRONTEND_URL=http://localhost:5173"],
        &["fail frontend.local FRONTEND_URL"],
    ),
    Case(
        &["FRONTEND_URL=https://10.0.0.7"],
        &["fail frontend.local FRONTEND_URL"],
    ),
    Case(
        &["FRONTEND_URL=https://www.communityone.com/"],
        &["warn frontend.trailing-slash FRONTEND_URL"],
    ),
    Case(
        &["API_BASE_URL=www.communityone.com"],
        &["fail api.not-a-url API_BASE_URL"],
    ),
    Case(
        &["API_BASE_URL=https://www.communityone.com/"],
        &["fail api.trailing-slash API_BASE_URL"],
    ),
    Case(
        &["API_BASE_URL=http://www.communityone.com"],
        &["fail api.not-https API_BASE_URL"],
    ),
    Case(
        &["API_BASE_URL=https://huggingface.co/spaces/acme/nav"],
        &["fail api.page-of-space API_BASE_URL"],
    ),
    Case(
        &["API_BASE_URL=http://0.0.0.0:8000"],
        &["fail api.local API_BASE_URL"],
    ),
    // The guide's release sends it as it is.
    Case(
        &["API_BASE_URL=http://localhost:8000"],
        &["fail api.local API_BASE_URL"],
    ),
    Case(&["API_BASE_URL=http://localhost:8001"], &[]),
    Case(
        &["FRONTEND_URL=https://www.communityone.com/#/"],
        &["fail frontend.has-path FRONTEND_URL"],
    ),
    Case(
        &["FRONTEND_URL=https://www.communityone.com/?next=/"],
        &["fail frontend.has-path FRONTEND_URL"],
    ),
    Case(
        &["FRONTEND_URL=https://www.communityone.com/app/"],
        &["warn frontend.path FRONTEND_URL"],
    ),
    Case(
        &["FRONTEND_URL=www.communityone.com"],
        &["fail frontend.not-a-url FRONTEND_URL"],
    ),
    // These settings are not for a Space, so its checks do not apply.
    Case(
        &[
            "OAUTH_CLIENT_ID=26be6b09-5d1c-4b7f-9a35-e4c8d2f1a0b7",
            "-HUGGINGFACE_CLIENT_ID",
            "-HUGGINGFACE_CLIENT_SECRET",
        ],
        &["fail provider.not-configured -"],
    ),
];

#[test]
fn broken_setups_give_exactly_their_findings() {
    let production = production();
    let development = IN_DEVELOPMENT
        .iter()
        .map(|case| (DEVELOPMENT, "development", case));
    let all: Vec<_> = development
        .chain(
            IN_PRODUCTION
                .iter()
                .map(|case| (production.as_str(), "production", case)),
        )
        .collect();
    assert!(all.len() >= 100, "{}", all.len());
    let wrong: Vec<String> = all
        .into_iter()
        .filter_map(|(base, environment, case)| mismatch(base, environment, case))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The mismatch between expected and reported problems; None if they agree.
fn mismatch(base: &str, environment: &str, Case(edits, expected): &Case) -> Option<String> {
    let text = edited(base, edits);
    let folder = Folder::with_env(&text);
    let run = folder.run(["check-env", "--environment", environment, "--json"]);
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let line = |name: &str| {
        if name == "-" {
            None
        } else {
            Some(name_place(&lines, name).unwrap() as u64 + 1)
        }
    };
    let document = run.json();
    let findings = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|diagnostic| ["fail", "warn"].contains(&diagnostic["status"].as_str().unwrap()));
    let mut seen: Vec<(String, String, Option<u64>)> = findings
        .map(|diagnostic| {
            (
                text_of(&diagnostic["status"]),
                text_of(&diagnostic["id"]),
                diagnostic["source"]["line"].as_u64(),
            )
        })
        .collect();
    let mut wanted: Vec<_> = expected
        .iter()
        .map(|expected| {
            let words: Vec<&str> = expected.split(' ').collect();
            (words[0].to_owned(), words[1].to_owned(), line(words[2]))
        })
        .collect();
    let in_order = seen.is_sorted_by_key(|(_, _, line)| line.unwrap_or(u64::MAX));
    let exit = i32::from(expected.iter().any(|expected| expected.starts_with("fail")));
    seen.sort();
    wanted.sort();
    if seen != wanted || run.code != exit || !in_order {
        return Some(format!(
            "{environment} {edits:?}\n  gave   {seen:?} and exit {}\n  wanted {wanted:?} and exit {exit}",
            run.code
        ));
    }
    let human = folder.run(["check-env", "--environment", environment, "--verbose"]);
    let shown = [run.stdout, run.stderr, human.stdout, human.stderr].concat();
    let leaked: Vec<&str> = secrets(&text)
        .into_iter()
        .filter(|secret| shown.contains(secret))
        .collect();
    (!leaked.is_empty()).then(|| format!("{environment} {edits:?}\n  shows {leaked:?}"))
}

fn text_of(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Every value that must not be shown, and the words in the passwords of these files.
fn secrets(text: &str) -> Vec<&str> {
    let values = text
        .lines()
        .filter_map(|line| line.split_once(['=', ':']))
        .filter(|(name, _)| {
            ["SECRET", "_KEY", "_ID"]
                .iter()
                .any(|part| name.contains(part))
        });
    let values = values
        .map(|(_, value)| {
            value
                .split(" #")
                .next()
                .unwrap()
                .trim_matches(|c: char| !c.is_alphanumeric())
        })
        .filter(|value| value.len() >= 6);
    // A variable's name is not secret.
    let values = values.filter(|value| value.contains(|c: char| c.is_lowercase() || c == '0'));
    values.chain(["hunter2", "hunter3"]).collect()
}

#[test]
fn good_setups_give_none() {
    for (text, environment) in [
        (DEVELOPMENT.to_owned(), "development"),
        (production(), "production"),
    ] {
        for text in [
            text.clone(),
            text.replace('\n', "\r\n"),
            format!("\u{feff}{text}"),
        ] {
            let run = Folder::with_env(&text)
                .run(["check-env", "--json", "--fail-on", "warning"])
                .code(0);
            let document = run.json();
            assert_eq!(document["environment"], environment);
            let summary = &document["summary"];
            assert_eq!(
                (&summary["fail"], &summary["warn"], &summary["skip"]),
                (&0.into(), &0.into(), &0.into()),
                "{document:#}"
            );
            assert!(summary["pass"].as_u64().unwrap() > 30, "{document:#}");
        }
    }
}
