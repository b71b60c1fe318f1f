#!/bin/sh
# Messages on standard error show control bytes of names, patterns and settings instead of sending them, and so does what
# is printed to a terminal.
. "$(dirname "$0")/lib.sh"

name=messages
evil=$(printf 'a\033]2;stolen\007\033[777m\302\233m\342\200\256\233z')

# Fails when a file holds a control byte (line ends aside, and "\r" where a terminal adds it), C1 or a bidirectional one.
check_clean() {
    ! LC_ALL=C grep -aq "$(printf '[\001-\011\013\014\016-\037\177]')" "$1" || broke "$2: control bytes: $(cat -v "$1")"
    ! LC_ALL=C grep -aqF "$(printf '\302\233')" "$1" || broke "$2: C1: $(cat -v "$1")"
    ! LC_ALL=C grep -aqF "$(printf '\342\200\256')" "$1" || broke "$2: bidirectional control: $(cat -v "$1")"
    iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1 || broke "$2: not UTF-8: $(cat -v "$1")"
}

# says COMMAND...: it must fail, say something, and say it clean.
says() {
    answer=0
    timeout "$patience" "$KEN" "$@" >"$area/out" 2>"$area/err" </dev/null || answer=$?
    [ "$answer" -eq 2 ] || broke "$(printf '%s ' "$@" | cat -v): status $answer"
    [ -s "$area/err" ] || broke "$(printf '%s ' "$@" | cat -v): said nothing"
    check_clean "$area/err" "$(printf '%s ' "$@" | cat -v)"
}

fixture messages
says "$evil"
says grep x "$evil"
says files "$evil"
says "--$evil"
says grep "--$evil" x
says -t "$evil" files
says files -t "$evil"
says files --threads "$evil"
says files --memory "$evil"
says grep "($evil"
says grep "[$evil"
says grep --color "$evil" x
says cache "$evil"

# Where nothing fails but something is said.
hint() {
    timeout "$patience" "$KEN" "$@" >"$area/out" 2>"$area/err" </dev/null || :
    check_clean "$area/err" "$(printf '%s ' "$@" | cat -v)"
}

mkdir "$area/$evil"
cd "$area/$evil"
git init --quiet
printf 'garbage' >.git/index
printf 'x\n' >"$evil"
hint files
grep -q walked "$area/err" || broke "no notice: $(cat "$area/err")"
hint grep x
ln -s "$evil" link
says grep x "link/$evil"
printf '[core\n\033]2;stolen\007 = \033[31m' >.git/config
hint files
rm -rf .git
mkdir unreadable "$evil.folder"
chmod 0 "$evil.folder"
hint files

# To a terminal: the bytes are taken from script(1), where there is one.
if command -v script >/dev/null; then
    # The screen that cannot be opened says why.
    TERM="$evil" SHELL=/bin/sh timeout "$patience" script -qec "'$KEN' ." /dev/null >"$area/raw" 2>&1 </dev/null || :
    grep -q ken: "$area/raw" || broke "a terminal that nobody knows: said nothing"
    check_clean "$area/raw" 'a terminal that nobody knows'
    SHELL=/bin/sh timeout "$patience" script -qec "'$KEN' --keymap '$evil' ." /dev/null >"$area/raw" 2>&1 </dev/null || :
    grep -q ken: "$area/raw" || broke "an unknown keymap: said nothing"
    check_clean "$area/raw" 'an unknown keymap'
    for command in "files" "grep x" "grep -l x" "grep -c x"; do
        SHELL=/bin/sh script -qec "'$KEN' $command" /dev/null >"$area/raw" 2>&1 </dev/null || :
        [ -s "$area/raw" ] || broke "$command printed nothing"
        LC_ALL=C sed "s/$(printf '\033')\[[0-9;]*[mK]//g; s/$(printf '\r')//g" "$area/raw" >"$area/bare"
        ! grep -qF "$(printf '\033[777m')" "$area/raw" || broke "$command sent a colour of a name"
        check_clean "$area/bare" "$command in a terminal"
    done
fi

finish_hostile
