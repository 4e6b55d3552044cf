
use builtin;
use str;

set edit:completion:arg-completer[navauth] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'navauth'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'navauth'= {
            cand --env-file 'Read this file instead of looking for a .env'
            cand --config 'Read this navauth.toml'
            cand --color 'When to use colour: auto, always or never'
            cand --timeout 'How long to wait for the network or the person, such as 10s or 5m'
            cand --no-env-file 'Read no .env file, only the process environment'
            cand --json 'Print one JSON document, also when the command fails'
            cand -q 'Say only results and errors'
            cand --quiet 'Say only results and errors'
            cand -v 'Say more of what happens'
            cand --verbose 'Say more of what happens'
            cand --no-input 'Never ask; a missing answer is an error that names its option'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand demo 'Rehearse the whole guide here, with stand-ins for the providers'
            cand gen-secret 'Make a key for JWT_SECRET_KEY'
            cand env 'List what the app will see, and where each value comes from'
            cand check-env 'Judge every setting of the guide, without the network'
            cand init-db 'Create the tables for users and logins'
            cand verify-connection 'Connect to the database and say what was found'
            cand list-users 'List who has signed in'
            cand test-login 'Sign in once, as a user would'
            cand completions 'Print the completion script of a shell'
        }
        &'navauth;demo'= {
            cand --env-file 'Read this file instead of looking for a .env'
            cand --config 'Read this navauth.toml'
            cand --color 'When to use colour: auto, always or never'
            cand --timeout 'How long to wait for the network or the person, such as 10s or 5m'
            cand --no-env-file 'Read no .env file, only the process environment'
            cand --json 'Print one JSON document, also when the command fails'
            cand -q 'Say only results and errors'
            cand --quiet 'Say only results and errors'
            cand -v 'Say more of what happens'
            cand --verbose 'Say more of what happens'
            cand --no-input 'Never ask; a missing answer is an error that names its option'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'navauth;gen-secret'= {
            cand --format 'How the key is written'
            cand --bytes 'How many random bytes, 32 to 1024'
            cand --env-file 'Read this file instead of looking for a .env'
            cand --config 'Read this navauth.toml'
            cand --color 'When to use colour: auto, always or never'
            cand --timeout 'How long to wait for the network or the person, such as 10s or 5m'
            cand --write 'Put the key into the .env file instead of printing it'
            cand --rotate 'Replace a key that is in use: every session ends'
            cand --yes 'Do not ask before replacing'
            cand --no-env-file 'Read no .env file, only the process environment'
            cand --json 'Print one JSON document, also when the command fails'
            cand -q 'Say only results and errors'
            cand --quiet 'Say only results and errors'
            cand -v 'Say more of what happens'
            cand --verbose 'Say more of what happens'
            cand --no-input 'Never ask; a missing answer is an error that names its option'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'navauth;env'= {
            cand --env-file 'Read this file instead of looking for a .env'
            cand --config 'Read this navauth.toml'
            cand --color 'When to use colour: auto, always or never'
            cand --timeout 'How long to wait for the network or the person, such as 10s or 5m'
            cand --no-env-file 'Read no .env file, only the process environment'
            cand --json 'Print one JSON document, also when the command fails'
            cand -q 'Say only results and errors'
            cand --quiet 'Say only results and errors'
            cand -v 'Say more of what happens'
            cand --verbose 'Say more of what happens'
            cand --no-input 'Never ask; a missing answer is an error that names its option'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'navauth;check-env'= {
            cand --env-file 'Read this file instead of looking for a .env'
            cand --config 'Read this navauth.toml'
            cand --color 'When to use colour: auto, always or never'
            cand --timeout 'How long to wait for the network or the person, such as 10s or 5m'
            cand --no-env-file 'Read no .env file, only the process environment'
            cand --json 'Print one JSON document, also when the command fails'
            cand -q 'Say only results and errors'
            cand --quiet 'Say only results and errors'
            cand -v 'Say more of what happens'
            cand --verbose 'Say more of what happens'
            cand --no-input 'Never ask; a missing answer is an error that names its option'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'navauth;init-db'= {
            cand --env-file 'Read this file instead of looking for a .env'
            cand --config 'Read this navauth.toml'
            cand --color 'When to use colour: auto, always or never'
            cand --timeout 'How long to wait for the network or the person, such as 10s or 5m'
            cand --database-url-stdin 'Read the database URL from standard input instead of the settings'
            cand --dry-run 'Print the SQL that would run, and change nothing'
            cand --no-env-file 'Read no .env file, only the process environment'
            cand --json 'Print one JSON document, also when the command fails'
            cand -q 'Say only results and errors'
            cand --quiet 'Say only results and errors'
            cand -v 'Say more of what happens'
            cand --verbose 'Say more of what happens'
            cand --no-input 'Never ask; a missing answer is an error that names its option'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'navauth;verify-connection'= {
            cand --samples 'How many round trips to measure'
            cand --env-file 'Read this file instead of looking for a .env'
            cand --config 'Read this navauth.toml'
            cand --color 'When to use colour: auto, always or never'
            cand --timeout 'How long to wait for the network or the person, such as 10s or 5m'
            cand --database-url-stdin 'Read the database URL from standard input instead of the settings'
            cand --no-env-file 'Read no .env file, only the process environment'
            cand --json 'Print one JSON document, also when the command fails'
            cand -q 'Say only results and errors'
            cand --quiet 'Say only results and errors'
            cand -v 'Say more of what happens'
            cand --verbose 'Say more of what happens'
            cand --no-input 'Never ask; a missing answer is an error that names its option'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'navauth;list-users'= {
            cand --env-file 'Read this file instead of looking for a .env'
            cand --config 'Read this navauth.toml'
            cand --color 'When to use colour: auto, always or never'
            cand --timeout 'How long to wait for the network or the person, such as 10s or 5m'
            cand --no-env-file 'Read no .env file, only the process environment'
            cand --json 'Print one JSON document, also when the command fails'
            cand -q 'Say only results and errors'
            cand --quiet 'Say only results and errors'
            cand -v 'Say more of what happens'
            cand --verbose 'Say more of what happens'
            cand --no-input 'Never ask; a missing answer is an error that names its option'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'navauth;test-login'= {
            cand --env-file 'Read this file instead of looking for a .env'
            cand --config 'Read this navauth.toml'
            cand --color 'When to use colour: auto, always or never'
            cand --timeout 'How long to wait for the network or the person, such as 10s or 5m'
            cand --no-env-file 'Read no .env file, only the process environment'
            cand --json 'Print one JSON document, also when the command fails'
            cand -q 'Say only results and errors'
            cand --quiet 'Say only results and errors'
            cand -v 'Say more of what happens'
            cand --verbose 'Say more of what happens'
            cand --no-input 'Never ask; a missing answer is an error that names its option'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'navauth;completions'= {
            cand --env-file 'Read this file instead of looking for a .env'
            cand --config 'Read this navauth.toml'
            cand --color 'When to use colour: auto, always or never'
            cand --timeout 'How long to wait for the network or the person, such as 10s or 5m'
            cand --no-env-file 'Read no .env file, only the process environment'
            cand --json 'Print one JSON document, also when the command fails'
            cand -q 'Say only results and errors'
            cand --quiet 'Say only results and errors'
            cand -v 'Say more of what happens'
            cand --verbose 'Say more of what happens'
            cand --no-input 'Never ask; a missing answer is an error that names its option'
            cand -h 'Print help'
            cand --help 'Print help'
        }
    ]
    $completions[$command]
}
