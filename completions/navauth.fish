# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_navauth_global_optspecs
    string join \n env-file= no-env-file config= trust-host= json q/quiet v/verbose color= no-input timeout= h/help V/version
end

function __fish_navauth_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_navauth_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_navauth_using_subcommand
    set -l cmd (__fish_navauth_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c navauth -n "__fish_navauth_needs_command" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_needs_command" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_needs_command" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_needs_command" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_needs_command" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_needs_command" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_needs_command" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_needs_command" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_needs_command" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_needs_command" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_needs_command" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_needs_command" -s V -l version -d 'Print version'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "demo" -d 'Try the whole guide with simulated providers, offline'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "setup" -d 'Set up sign-in step by step'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "gen-secret" -d 'Generate a session key (JWT_SECRET_KEY)'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "env" -d 'List the variables the app will see, and their sources'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "check-env" -d 'Check all settings'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "doctor" -d 'Diagnose problems; --fix repairs the safe ones'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "checklist" -d 'Run the pre-launch checklist'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "checks" -d 'List all checks and their severity'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "init-db" -d 'Create the tables for users and sign-ins'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "verify-connection" -d 'Connect to the database and check it'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "list-users" -d 'List the users who have signed in'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "purge-states" -d 'Delete expired, unfinished sign-in attempts'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "test-login" -d 'Sign in once, as a user would'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "redirect-uris" -d 'List the redirect URIs to register'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "token" -d 'Issue, verify or decode a session token'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "push-secrets" -d 'Upload the app\'s secrets to its Space'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "rotate-secret" -d 'Rotate the production session key and verify the rollout'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "neon" -d 'Create and manage the Neon project'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "explain" -d 'Explain a problem and how to fix it'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "completions" -d 'Print a shell completion script'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "schema" -d 'Print the JSON Schema of what --json prints'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l folder -d 'The folder to create, or an empty one' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l browser -d 'Sign in yourself in a browser instead of automatically'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l database-url-stdin -d 'Use this PostgreSQL database, read as a connection string from standard input; four test users are stored there'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l environment -d 'Set up .env, .env.production, or both' -r -f -a "development\t'Your own computer: .env'
production\t'The live site: .env.production'
both\t'Both'"
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l answers -d 'Read answers from this TOML file' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l google-json -d 'Read Google\'s client ID and secret from its client_secret_….json' -r
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l copy -d 'Copy the redirect URIs of each provider to the clipboard'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l browser -d 'Serve the steps as a page on this computer, and open it in your browser'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l no-browser -d 'Print the addresses of the consoles without opening a browser'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l offline -d 'Do not verify answers with the providers and the database'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l dry-run -d 'Show the plan without doing anything'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l format -d 'Encoding of the key' -r -f -a "hex\t'Hexadecimal digits'
base64url\t'Letters, digits, - and _'"
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l bytes -d 'Number of random bytes, 32 to 1024' -r
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l write -d 'Save the key in the .env file instead of printing it'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l rotate -d 'Replace the current key; everyone is signed out'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l yes -d 'Do not ask before replacing the key'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -f -a "get" -d 'Print one value, exactly as the app sees it'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l environment -d 'What the settings are for [default: production for checklist or if FRONTEND_URL is a public https URL, else development]' -r -f -a "development\t'Your own machine'
production\t'The live site'"
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l only -d 'Select only these checks: ids, groups such as credential, or patterns such as *.redirect-uri' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l skip -d 'Leave out these checks' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l provider -d 'Check only this provider\'s variables; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l report -d 'Report as text, json, markdown, html, github, junit or sarif, to a file with =FILE; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l fail-on -d 'Exit with 1 on error [default], on warning or error, or on unknown (a check could not run) or error; repeatable' -r -f -a "error\t'Only errors'
warning\t'Warnings too'
unknown\t'Checks that could not run too'"
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l baseline -d 'Fail only on problems that this file does not list' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l offline -d 'Skip checks that need the network'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l online -d 'Also ask each provider whether it accepts the client ID, secret and redirect URIs'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l live -d 'Also check the live site, its Space, its Neon project and past test sign-ins'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l write-baseline -d 'Write the current problems to the baseline file'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l diff -d 'Show what changed since the last run with --diff (kept in .navauth next to .env)'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l environment -d 'What the settings are for [default: production for checklist or if FRONTEND_URL is a public https URL, else development]' -r -f -a "development\t'Your own machine'
production\t'The live site'"
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l only -d 'Select only these checks: ids, groups such as credential, or patterns such as *.redirect-uri' -r
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l skip -d 'Leave out these checks' -r
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l report -d 'Report as text, json, markdown, html, github, junit or sarif, to a file with =FILE; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l fail-on -d 'Exit with 1 on error [default], on warning or error, or on unknown (a check could not run) or error; repeatable' -r -f -a "error\t'Only errors'
warning\t'Warnings too'
unknown\t'Checks that could not run too'"
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l baseline -d 'Fail only on problems that this file does not list' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l offline -d 'Skip checks that need the network'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l fix -d 'Repair what is safe to repair'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l dry-run -d 'Show what --fix would do, change nothing'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l yes -d 'Do not ask before each fix'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l write-baseline -d 'Write the current problems to the baseline file'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l diff -d 'Show what changed since the last run with --diff (kept in .navauth next to .env)'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l environment -d 'What the settings are for [default: production for checklist or if FRONTEND_URL is a public https URL, else development]' -r -f -a "development\t'Your own machine'
production\t'The live site'"
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l only -d 'Select only these checks: ids, groups such as credential, or patterns such as *.redirect-uri' -r
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l skip -d 'Leave out these checks' -r
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l report -d 'Report as text, json, markdown, html, github, junit or sarif, to a file with =FILE; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l fail-on -d 'Exit with 1 on error [default], on warning or error, or on unknown (a check could not run) or error; repeatable' -r -f -a "error\t'Only errors'
warning\t'Warnings too'
unknown\t'Checks that could not run too'"
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l baseline -d 'Fail only on problems that this file does not list' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l offline -d 'Skip checks that need the network'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l write-baseline -d 'Write the current problems to the baseline file'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l diff -d 'Show what changed since the last run with --diff (kept in .navauth next to .env)'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l only -d 'Select only these checks: ids, groups such as credential, or patterns such as *.redirect-uri' -r
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l skip -d 'Leave out these checks' -r
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l schema -d 'Create the tables of this release of the app: 2026-04 (the guide\'s), 2026-05 or 2026-08 [default: the release of the existing tables, else of navauth.toml, API_BASE_URL or the app\'s source]' -r
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l database-url-stdin -d 'Read the connection string from standard input instead of the settings'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l dry-run -d 'Print the SQL that would run, change nothing'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l check -d 'Compare the tables with the app\'s and print the SQL that would fix them; exit 1 if they differ'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l apply-fixes -d 'Add what --check finds missing; never drops or changes anything'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l rehearse -d 'Do everything, then roll it back, to see whether it would work'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l yes -d 'Do not ask before --apply-fixes changes anything'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l over -d 'How to connect; https works with Neon only, and shows whether just port 5432 is blocked' -r -f -a "postgres\t'PostgreSQL\'s own protocol'
https\t'Neon\'s SQL over HTTPS, on port 443'"
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l samples -d 'Measure the latency with this many queries, instead of while connecting' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l wait -d 'Retry temporary errors for up to this long' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l only -d 'Select only these checks: ids, groups such as credential, or patterns such as *.redirect-uri' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l skip -d 'Leave out these checks' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l database-url-stdin -d 'Read the connection string from standard input instead of the settings'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l format -d 'Output format: table, json, ndjson, csv or markdown [default: table, or json with --json]' -r -f -a "table\t''
json\t''
ndjson\t''
csv\t''
markdown\t''"
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l provider -d 'Only users of this provider; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l search -d 'Only users with this text in their email address, username or name' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l since -d 'Only users who signed in since this date, time or duration ago, such as 2026-04-01 or 7d' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l sort -d 'Sort by id, email, username, name, provider, active, verified, created or last_login; ,desc reverses the order' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l limit -d 'Show at most this many users' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l database-url-stdin -d 'Read the connection string from standard input instead of the settings'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l active -d 'Only active users'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l inactive -d 'Only users marked as inactive; the app does not lock them out'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l verified -d 'Only users with a verified email address'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l unverified -d 'Only users with an unverified email address'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l all -d 'Show all users'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l count -d 'Only print the number of users'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l mask -d 'Show only the first letters of names and email addresses [default if CI=true]'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l no-mask -d 'Show full names and email addresses even if CI=true'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l database-url-stdin -d 'Read the connection string from standard input instead of the settings'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l dry-run -d 'Only count them'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l redirect-uri -l redirect -d '`development`, `production`, or a registered redirect URI; port 0 means any free port' -r
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l transcript -d 'Write all requests and responses to this file, without secrets' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l all -d 'Test every configured provider, one after another'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l no-browser -d 'Print the URL, do not open a browser'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l no-save -d 'Write nothing to the database and issue no session token; the sign-in is still recorded'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l print-token -d 'Print the session token'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l qr -d 'Also show the URL as a QR code'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l device -d 'Sign in by entering a code on any device, without a redirect (GitHub, HuggingFace)'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l link -d 'Link to the user with the same email address even if the provider has not verified it'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l keep-grant -d 'Do not revoke the provider\'s tokens afterwards'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l provider -d 'Only this provider; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l production -d 'The file with the production settings [default: .env.production]' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l online -d 'Ask each provider whether the redirect URIs are registered'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -f -a "issue" -d 'Issue a session token for a user, as the app does after sign-in'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -f -a "verify" -d 'Check whether the app accepts a token, and if not, why'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -f -a "decode" -d 'Show the content of a token without verifying it'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l user -d 'The user\'s id or email address' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l expires -d 'Lifetime of the token; the app uses 7 days' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l database-url-stdin -d 'Read the connection string from standard input instead of the settings'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l no-database -d 'Do not check whether the user exists'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l space -d 'The Space, as owner/name [default: [space] name in navauth.toml]' -r
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l to -d 'Upload to another target: github OWNER/REPOSITORY' -r
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l from -d 'The file with the values [default: .env.production]' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l dry-run -d 'Show what would change, change nothing'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l prune -d 'Also delete secrets that navauth uploaded before and that are no longer in the file'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l no-wait -d 'Do not wait for the Space to restart, and do not check the live site'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l yes -d 'Do not ask before changing anything; requires --space'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l space -d 'The Space, as owner/name [default: [space] name in navauth.toml]' -r
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l from -d 'The file with the production settings [default: .env.production]' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l site -d 'The live site to verify [default: FRONTEND_URL in that file]' -r
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l undo -d 'Restore the previous key if the rotation is not verified yet'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l dry-run -d 'Show what would change, change nothing'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l yes -d 'Do not ask before changing anything'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, else open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l org -d 'The organization\'s name or id, if the API key has several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "create" -d 'Create the project, or find it, and write its URLs to .env'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "status" -d 'Show the project\'s state, size and IP allowlist'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "wake" -d 'Start the compute, so that the next connection does not have to wait'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "connection-string" -d 'Print the connection string, including the password'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "allow-ip" -d 'List or change the IP allowlist'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "open" -d 'Open the project\'s page in the Neon console'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l region -d 'The region: an id or part of a name, such as frankfurt' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l pg-version -d 'The PostgreSQL major version' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, else open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l org -d 'The organization\'s name or id, if the API key has several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l replace -d 'Replace another DATABASE_URL in .env without asking'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, else open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l org -d 'The organization\'s name or id, if the API key has several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, else open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l org -d 'The organization\'s name or id, if the API key has several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l database -d 'The database, if the project has several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, else open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l org -d 'The organization\'s name or id, if the API key has several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l pooled -d 'Print the one for the connection pooler'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, else open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l org -d 'The organization\'s name or id, if the API key has several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -f -a "list" -d 'Show the list'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -f -a "add" -d 'Add entries'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -f -a "remove" -d 'Remove entries'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, else open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l org -d 'The organization\'s name or id, if the API key has several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l list -d 'List all problems, as without an argument'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand schema" -l env-file -d 'Read this file instead of searching for .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand schema" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand schema" -l trust-host -d 'Trust this host with secrets although navauth.toml or .env names it; repeatable' -r
complete -c navauth -n "__fish_navauth_using_subcommand schema" -l color -d 'When to use color: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand schema" -l timeout -d 'Give up after this long, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand schema" -l no-env-file -d 'Read no .env file, only environment variables'
complete -c navauth -n "__fish_navauth_using_subcommand schema" -l json -d 'Print one JSON document, also on failure'
complete -c navauth -n "__fish_navauth_using_subcommand schema" -s q -l quiet -d 'Print only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand schema" -s v -l verbose -d 'Print more details'
complete -c navauth -n "__fish_navauth_using_subcommand schema" -l no-input -d 'Never prompt; fail if input is missing'
complete -c navauth -n "__fish_navauth_using_subcommand schema" -s h -l help -d 'Print help'
