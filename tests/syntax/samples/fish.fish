#!/usr/bin/env fish
# It's a comment, "quoted".
function greet --description 'Say it\'s "me"' --argument-names who
    set -l names $argv[2..-1] a#b
    if test -z "$who"; and not set -q USER # behind code
        set who (whoami)
    end
    echo "Dear $who, \"quoted\" \$5 and $(string upper "of $who") end"
    for name in $names
        switch $name
            case '*.c' \" \'
                printf '%s\n' $name | string replace -r "a+" b
            case '*'
                continue
        end
    end
    while true
        break
    end
    math 1 + 2.5
    return 1
end
set -gx PATH ~/bin $PATH
echo 'left
open
