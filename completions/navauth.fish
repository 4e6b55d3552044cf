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

complete -c navauth -n "__fish_navauth_needs_command" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_needs_command" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_needs_command" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_needs_command" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_needs_command" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_needs_command" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_needs_command" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_needs_command" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_needs_command" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_needs_command" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_needs_command" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_needs_command" -s V -l version -d 'Print version'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "demo" -d 'Rehearse the whole guide here; no account, no network'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "setup" -d 'Set everything up, step by step'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "gen-secret" -d 'Make a key for JWT_SECRET_KEY'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "env" -d 'List what the app will see, and where each value comes from'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "check-env" -d 'Judge every setting of the guide, all at once'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "doctor" -d 'Find what is wrong, and mend with --fix what is safe'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "checklist" -d 'Prove the guide\'s checklist, item by item'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "checks" -d 'List the checks: what each one proves, and how grave it is'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "init-db" -d 'Create the tables for users and logins'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "verify-connection" -d 'Connect to the database and say what was found'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "list-users" -d 'List who has signed in'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "purge-states" -d 'Delete what logins that never came back have left behind'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "test-login" -d 'Sign in once, as a user would'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "redirect-uris" -d 'List every redirect URI to register'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "token" -d 'Issue, check or read a session\'s token'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "push-secrets" -d 'Set the app\'s secrets where it runs in production'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "rotate-secret" -d 'Rotate the production session key and verify the rollout'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "neon" -d 'Make and look after the database project at Neon'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "explain" -d 'Explain a finding: what it means, how to see it, the fix'
complete -c navauth -n "__fish_navauth_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l folder -d 'The folder to make, or an empty one' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l browser -d 'Sign in by a real browser instead of by itself'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -l database-url-stdin -d 'Read the URL of a PostgreSQL database from standard input; four made-up users are stored there'
complete -c navauth -n "__fish_navauth_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l environment -d 'What is set up: .env, .env.production, or both' -r -f -a "development\t'The developer\'s own machine: .env'
production\t'Where people use the app: .env.production'
both\t'Both'"
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l answers -d 'Take answers from this file of TOML' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l google-json -d 'Take Google\'s client id and secret from its client_secret_….json' -r
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l copy -d 'Put the redirect URIs of each provider into the clipboard'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l no-browser -d 'Only print the addresses of the consoles, open no browser'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l offline -d 'Ask neither the providers nor the database whether an answer is right'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -l dry-run -d 'Show the plan, and do nothing'
complete -c navauth -n "__fish_navauth_using_subcommand setup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l format -d 'How the key is written' -r -f -a "hex\t'Hexadecimal digits'
base64url\t'Letters, digits, - and _'"
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l bytes -d 'How many random bytes, 32 to 1024' -r
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l write -d 'Put the key into the .env file instead of printing it'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l rotate -d 'Replace a key that is in use: every session ends'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -l yes -d 'Do not ask before replacing'
complete -c navauth -n "__fish_navauth_using_subcommand gen-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand env; and not __fish_seen_subcommand_from get" -f -a "get" -d 'Print one value, exactly as the app sees it'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand env; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l environment -d 'What the settings are for; by default production when FRONTEND_URL is https and not local, and for checklist' -r -f -a "development\t'The developer\'s own machine'
production\t'Where people use the app'"
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l only -d 'Judge only these checks: ids, groups such as credential, or patterns such as *.redirect-uri' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l skip -d 'Leave these checks out' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l provider -d 'Judge only this provider\'s variables; may be given several times' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l report -d 'Report as text, json, github, junit or sarif, into a file with =FILE; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l fail-on -d 'What exits with 1: error, warning (or an error), unknown (a check could not run, or an error); may be repeated' -r -f -a "error\t'Only errors'
warning\t'Warnings too'
unknown\t'Checks that could not run too'"
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l baseline -d 'Fail only on what this file does not hold' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l offline -d 'Ask nobody over the network; what needs it says so'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l online -d 'Ask each provider too whether it accepts id, secret and redirect URIs; nobody signs in'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l live -d 'Look at the live site, its Space and its Neon project too, and at the record of test logins'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l write-baseline -d 'Write the baseline first: what is found now is known from here on'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -l diff -d 'Say what changed since the last run with --diff (kept in .navauth beside .env)'
complete -c navauth -n "__fish_navauth_using_subcommand check-env" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l environment -d 'What the settings are for; by default production when FRONTEND_URL is https and not local, and for checklist' -r -f -a "development\t'The developer\'s own machine'
production\t'Where people use the app'"
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l only -d 'Judge only these checks: ids, groups such as credential, or patterns such as *.redirect-uri' -r
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l skip -d 'Leave these checks out' -r
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l report -d 'Report as text, json, github, junit or sarif, into a file with =FILE; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l fail-on -d 'What exits with 1: error, warning (or an error), unknown (a check could not run, or an error); may be repeated' -r -f -a "error\t'Only errors'
warning\t'Warnings too'
unknown\t'Checks that could not run too'"
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l baseline -d 'Fail only on what this file does not hold' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l offline -d 'Ask nobody over the network; what needs it says so'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l fix -d 'Mend what is safe'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l dry-run -d 'Show what --fix would do, and change nothing'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l yes -d 'Do not ask before mending'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l write-baseline -d 'Write the baseline first: what is found now is known from here on'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -l diff -d 'Say what changed since the last run with --diff (kept in .navauth beside .env)'
complete -c navauth -n "__fish_navauth_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l environment -d 'What the settings are for; by default production when FRONTEND_URL is https and not local, and for checklist' -r -f -a "development\t'The developer\'s own machine'
production\t'Where people use the app'"
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l only -d 'Judge only these checks: ids, groups such as credential, or patterns such as *.redirect-uri' -r
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l skip -d 'Leave these checks out' -r
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l report -d 'Report as text, json, github, junit or sarif, into a file with =FILE; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l fail-on -d 'What exits with 1: error, warning (or an error), unknown (a check could not run, or an error); may be repeated' -r -f -a "error\t'Only errors'
warning\t'Warnings too'
unknown\t'Checks that could not run too'"
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l baseline -d 'Fail only on what this file does not hold' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l offline -d 'Ask nobody over the network; what needs it says so'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l write-baseline -d 'Write the baseline first: what is found now is known from here on'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -l diff -d 'Say what changed since the last run with --diff (kept in .navauth beside .env)'
complete -c navauth -n "__fish_navauth_using_subcommand checklist" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l only -d 'Judge only these checks: ids, groups such as credential, or patterns such as *.redirect-uri' -r
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l skip -d 'Leave these checks out' -r
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand checks" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l schema -d 'The tables of this release of the app: 2026-04 (the guide\'s), 2026-05 or 2026-08; default: the release whose tables are there, else that of navauth.toml, API_BASE_URL or the app\'s source beside .env' -r
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l database-url-stdin -d 'Read the database URL from standard input instead of the settings'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l dry-run -d 'Print the SQL that would run, and change nothing'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l check -d 'Compare the tables with those of the app and print the SQL that repairs them; exit 1 where they differ'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l apply-fixes -d 'Add what --check finds missing; nothing is dropped or changed'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l rehearse -d 'Do everything and undo it again, to see whether it would work'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -l yes -d 'Do not ask before --apply-fixes changes something'
complete -c navauth -n "__fish_navauth_using_subcommand init-db" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l over -d 'Connect this way; https is Neon\'s, and tells whether only port 5432 is blocked' -r -f -a "postgres\t'PostgreSQL\'s own protocol'
https\t'Neon\'s SQL over HTTPS, on port 443'"
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l samples -d 'How many round trips to measure' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l wait -d 'Keep trying for so long while the answer says that waiting may help' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l only -d 'Judge only these checks: ids, groups such as credential, or patterns such as *.redirect-uri' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l skip -d 'Leave these checks out' -r
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -l database-url-stdin -d 'Read the database URL from standard input instead of the settings'
complete -c navauth -n "__fish_navauth_using_subcommand verify-connection" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l format -d 'How to show them: table, json, ndjson or csv; table unless --json is given' -r -f -a "table\t'For people: fitted to the terminal'
json\t'One JSON document'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values with a heading, quoted as in RFC 4180'"
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l provider -d 'Only those who sign in with this provider; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l search -d 'Only those with this text in e-mail address, username or name' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l since -d 'Only those who signed in since a date, a time, or so long ago, such as 2026-04-01 or 7d' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l sort -d 'Sort by id, email, username, name, provider, active, verified, created or last_login; with ,desc the largest first' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l limit -d 'Show at most so many' -r
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l database-url-stdin -d 'Read the database URL from standard input instead of the settings'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l active -d 'Only those who may sign in'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l inactive -d 'Only those who may not sign in'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l verified -d 'Only those whose e-mail address is verified'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l unverified -d 'Only those whose e-mail address is not verified'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l all -d 'Show all, however many there are'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l count -d 'Only say how many there are'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l mask -d 'Show first letters only of names and addresses; so by default when CI=true'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -l no-mask -d 'Show names and addresses even when CI=true'
complete -c navauth -n "__fish_navauth_using_subcommand list-users" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l database-url-stdin -d 'Read the database URL from standard input instead of the settings'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -l dry-run -d 'Only say how many there are'
complete -c navauth -n "__fish_navauth_using_subcommand purge-states" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l redirect-uri -l redirect -d '`development`, `production`, or a registered redirect URI; port 0 is any free port' -r
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l transcript -d 'Write what was asked and answered to this file, without secrets' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l all -d 'Every provider that is configured, one after another'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l no-browser -d 'Only print the URL, open no browser'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l no-save -d 'Write nothing to the database; no session is issued. That it worked is noted all the same'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l print-token -d 'Print the session\'s JWT'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l qr -d 'Draw the URL as a QR code too'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l device -d 'Sign in by typing a code on any device, without a redirect (GitHub, HuggingFace)'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l link -d 'Link with the user of the same e-mail address, though the provider does not call it verified'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -l keep-grant -d 'Do not revoke the provider\'s token afterwards'
complete -c navauth -n "__fish_navauth_using_subcommand test-login" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l provider -d 'Only this provider; may be given several times' -r
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l production -d 'The settings of production; else .env.production' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -l online -d 'Ask each provider whether it knows its redirect URIs; nobody signs in'
complete -c navauth -n "__fish_navauth_using_subcommand redirect-uris" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -f -a "issue" -d 'Sign a session for a user, as the app does after a login'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -f -a "verify" -d 'Tell whether the app accepts a token, and exactly why not'
complete -c navauth -n "__fish_navauth_using_subcommand token; and not __fish_seen_subcommand_from issue verify decode" -f -a "decode" -d 'Show what is in a token, without any key and proving nothing'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l user -d 'The user, by id or e-mail address' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l expires -d 'How long the session lasts; the app gives 7 days' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l database-url-stdin -d 'Read the database URL from standard input instead of the settings'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l no-database -d 'Do not look whether the user is still there'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand token; and __fish_seen_subcommand_from decode" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l space -d 'The Space, as owner/name; else [space] name in navauth.toml' -r
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l to -d 'Another place than a Space: github OWNER/REPOSITORY' -r
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l from -d 'Take the values from this file; else .env.production' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l dry-run -d 'Show what would be done, and do nothing'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l prune -d 'Also remove secrets that were pushed once and are no longer in the file'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l no-wait -d 'Do not wait for the Space to run again, nor look at the live site then'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -l yes -d 'Do not ask before changing anything; then the Space is named by --space'
complete -c navauth -n "__fish_navauth_using_subcommand push-secrets" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l space -d 'The Space, as owner/name; else [space] name in navauth.toml' -r
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l from -d 'The file with the production settings; else .env.production' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l site -d 'The live site to verify; else FRONTEND_URL in that file' -r
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l undo -d 'Restore the previous key of a rotation that is not verified'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l dry-run -d 'Show what would be done, without changing anything'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -l yes -d 'Do not ask before changing anything'
complete -c navauth -n "__fish_navauth_using_subcommand rotate-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, or open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l org -d 'The organization\'s name or id, where the key may use several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "create" -d 'Make the project, or find it, and put its URLs into .env'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "status" -d 'Is it awake, how full is it, who may connect'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "wake" -d 'Wake the compute, so that the next connection does not wait'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "connection-string" -d 'Print the URL of the database, password included'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "allow-ip" -d 'List or change the addresses that may connect'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and not __fish_seen_subcommand_from create status wake connection-string allow-ip open" -f -a "open" -d 'Open the project\'s page in the Neon console'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l region -d 'Where it is made: a region\'s id or a part of its name, such as frankfurt' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l pg-version -d 'PostgreSQL\'s major version' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, or open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l org -d 'The organization\'s name or id, where the key may use several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l replace -d 'Replace another DATABASE_URL in .env without asking'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, or open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l org -d 'The organization\'s name or id, where the key may use several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, or open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l org -d 'The organization\'s name or id, where the key may use several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from wake" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l database -d 'The database, where the project has several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, or open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l org -d 'The organization\'s name or id, where the key may use several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l pooled -d 'Through the connection pooler'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from connection-string" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, or open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l org -d 'The organization\'s name or id, where the key may use several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -f -a "list" -d 'Show the list'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -f -a "add" -d 'Let more addresses connect'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from allow-ip" -f -a "remove" -d 'Take entries away'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l project -d 'The project\'s name or id [default: [neon] project in navauth.toml, or open-navigator-engagement]' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l org -d 'The organization\'s name or id, where the key may use several' -r
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -l api-key-stdin -d 'Read the API key from standard input'
complete -c navauth -n "__fish_navauth_using_subcommand neon; and __fish_seen_subcommand_from open" -s h -l help -d 'Print help'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -l list -d 'List every finding, as without an argument'
complete -c navauth -n "__fish_navauth_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l env-file -d 'Read this file instead of looking for a .env' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l config -d 'Read this navauth.toml' -r -F
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l trust-host -d 'Let navauth.toml send secrets to this host; may be repeated' -r
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR or TERM=dumb say otherwise'
always\t'Always'
never\t'Never'"
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l timeout -d 'How long to wait for the network or the person, such as 10s or 5m' -r
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l no-env-file -d 'Read no .env file, only the process environment'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l json -d 'Print one JSON document, also when the command fails'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -s q -l quiet -d 'Say only results and errors'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -s v -l verbose -d 'Say more of what happens'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -l no-input -d 'Never ask; a missing answer is an error that names its option'
complete -c navauth -n "__fish_navauth_using_subcommand completions" -s h -l help -d 'Print help'
