set edit:completion:arg-completer[navauth] = { |@words|
    var index = (count $words)
    set index = (- $index 1)

    put (env _CLAP_IFS="\n" _CLAP_COMPLETE_INDEX=(to-string $index) NAVAUTH_COMPLETE="elvish" navauth -- $@words) | to-lines
}
