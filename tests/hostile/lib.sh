# Shared by the hostile tests: repositories that try to have something executed, each in a folder of its own outside any
# work tree, and the checks that each must pass. $IN_TERMINAL runs a program in a terminal (see in_terminal.c).

. "$(dirname "$0")/../cli/lib.sh"
: "${IN_TERMINAL:?the path of the built in_terminal}"

# Seconds for an answer: git's helper gets four, and the machine may be slow.
patience=30
area=$(mktemp -d "${TMPDIR:-/tmp}/ken-hostile-XXXXXX")
area=$(cd "$area" && pwd -P)
trap 'rm -rf "$area"' EXIT
mkdir "$area/home"
export HOME="$area/home" XDG_CACHE_HOME="$area/home/cache" XDG_STATE_HOME="$area/home/state"
export XDG_CONFIG_HOME="$area/home/config"
unset VISUAL EDITOR KEN_EDITOR
plain="a.txt${newline}sub/b.txt${newline}"

# What every trap runs: it leaves a mark.
trap_program=$area/trap
mark=$area/executed
printf '#!/bin/sh\ntouch %s\ncat\n' "$mark" >"$trap_program"
chmod +x "$trap_program"

tracer=
if strace -f -e trace=execve -o /dev/null true 2>/dev/null; then
    tracer=strace
else
    echo 'strace cannot be used here: only the mark of the traps is looked at'
fi

# traced LOG COMMAND...: no leak check, which cannot work in a traced program.
traced() {
    log=$1
    shift
    [ "$tracer" ] || { "$@"; return; }
    ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" strace -f -e trace=execve,execveat -o "$log" "$@"
}

# fixture NAME: a repository with two tracked files; goes into it.
fixture() {
    name=$1
    rm -rf "${area:?}/$name"
    mkdir -p "$area/$name/sub"
    cd "$area/$name"
    git init --quiet --initial-branch=main
    printf 'an x marks it\n' >a.txt
    printf 'x again\n' >sub/b.txt
    commit_all
}

# broke TEXT: as fail, but for checks that run beside others.
broke() {
    printf 'FAILED: %s: %s\n' "$name" "$*" | tee -a "$area/failures"
}

check_command() {
    expected_text=$1 expected_notice=$2
    shift 2
    out="$area/$name.out" err="$area/$name.err" exec_log="$area/$name.exec"
    answer=0
    : >"$exec_log"
    traced "$exec_log" timeout "$patience" "$@" >"$out" 2>"$err" </dev/null || answer=$?
    [ "$answer" -le 1 ] || broke "$*: status $answer: $(head -c 600 "$err")"
    printf '%s' "$expected_text" | cmp -s - "$out" || broke "$*: printed $(head -c 600 "$out" | cat -v)"
    [ -z "$expected_notice" ] || grep -qF -e "$expected_notice" "$err" || broke "$*: said \"$(cat "$err")\""
    check_nothing_ran 2 "$*"
}

# check_nothing_ran PROGRAMS WHAT: exactly that many were started: by us, as the log shows.
check_nothing_ran() {
    [ ! -e "$mark" ] || { broke "$2: a trap was executed"; rm -f "$mark"; }
    [ -z "$tracer" ] || [ "$(grep -c 'exec.*= 0$' "$exec_log")" -eq "$1" ] ||
        broke "$2: executed: $(grep exec "$exec_log")"
}

# The screen, with keys that search, page and leave.
check_screen() {
    expected_on_screen=$1
    out="$area/$name.out" exec_log="$area/$name.exec"
    answer=0
    : >"$exec_log"
    traced "$exec_log" "$IN_TERMINAL" "$patience" "$expected_on_screen" "x" "$KEN" >"$out" 2>&1 || answer=$?
    [ "$answer" -eq 0 ] || broke "on the screen: status $answer: $(cat "$out")"
    check_nothing_ran 2 'on the screen'
}

# check NOTICE [LISTING]: what must hold for each fixture; NOTICE may be "".
check() {
    listing=${2-$plain}
    check_command "$listing" "$1" "$KEN" files
    check_command "a.txt:1:an x marks it${newline}sub/b.txt:1:x again${newline}" "$1" "$KEN" grep x a.txt sub
    check_screen a.txt
}

# Index files by hand.

# swap_in_index FROM TO: two names of one length.
swap_in_index() {
    LC_ALL=C sed -e "s|$1|$2|g" .git/index >.git/index.new
    sign .git/index.new
    mv .git/index.new .git/index
}

# sign FILE: makes its last 20 bytes the SHA-1 of those before.
sign() {
    size=$(wc -c <"$1")
    head -c $((size - 20)) "$1" >"$1.body"
    sum=$(sha1sum "$1.body" | cut -c1-40)
    for byte in $(printf '%s' "$sum" | sed 's/../& /g'); do
        printf '%b' "\\0$(printf '%o' "0x$byte")" >>"$1.body"
    done
    mv "$1.body" "$1"
}

finish_hostile() {
    cd /
    [ ! -s "$area/failures" ] || exit 1
    finish
}
