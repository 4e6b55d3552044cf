complete --keep-order --exclusive --command navauth --arguments "(NAVAUTH_COMPLETE=fish navauth -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
