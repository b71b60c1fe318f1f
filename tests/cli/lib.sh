# Shared by the shell tests: a folder with a repository of odd files, and checks that count.
# Run by ctest in a folder of its own, with the program's path in $KEN.

set -eu
: "${KEN:?the path of the built ken}"
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
unset GIT_DIR GIT_WORK_TREE
failures=0
work=$PWD/work

# Prints what broke and goes on, so that one run shows all.
fail() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

finish() {
    [ "$failures" -eq 0 ] || { echo "$failures failed"; exit 1; }
}

# Runs a command; its output, errors and status go to out, err and $status.
run() {
    status=0
    "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
}

# expect STATUS TEXT COMMAND...: the command must end so and print exactly the text.
expect() {
    expected_status=$1 expected_text=$2
    shift 2
    run "$@"
    printf '%s' "$expected_text" >"$work/expected"
    [ "$status" -eq "$expected_status" ] || fail "$*: status $status, not $expected_status: $(cat "$work/err")"
    cmp -s "$work/out" "$work/expected" || {
        fail "$*: output differs"
        diff "$work/expected" "$work/out" | cat -v | head -n 10
    }
}

# expect_error TEXT COMMAND...: status 2, nothing printed, and the text somewhere on standard error.
expect_error() {
    expected_text=$1
    shift
    run "$@"
    [ "$status" -eq 2 ] || fail "$*: status $status, not 2"
    [ ! -s "$work/out" ] || fail "$*: it printed something"
    grep -qF -e "$expected_text" "$work/err" || fail "$*: said \"$(cat "$work/err")\", not \"$expected_text\""
}

# A new, empty folder for the test: $work/repo.
fresh_folder() {
    rm -rf "$work"
    mkdir -p "$work/repo"
    cd "$work/repo"
}

fresh_repository() {
    fresh_folder
    git init --quiet --initial-branch=main
}

commit_all() {
    git add --all
    git -c user.name=test -c user.email=test@example.org commit --quiet --message=all
}

newline='
'
escape=$(printf '\033')

# Files with all that is odd about bytes and names.
add_odd_files() {
    mkdir -p src/deep/er 'folder with space' .hidden
    printf 'int needle(void)\n{\n    return 0; /* Needle */\n}\n' >src/a.c
    printf 'needle needle\nneedles\n_needle\nneedle-case\n\n' >src/deep/er/b.h
    printf 'one needle\r\ntwo\r\nthree needle\r\n' >crlf.txt
    printf 'first\nneedle at the end without newline' >no-newline.txt
    : >empty.txt
    printf 'needle\0needle\n' >binary.bin
    { head -c 9000 /dev/zero | tr '\0' 'x'; printf '\nneedle\0late\n'; } >late-nul.txt
    printf 'caf\351 needle\nna\357ve\n' >latin1.txt
    printf 'n\303\244dle \303\204needle\n\342\202\254 needle \360\237\230\200 needle\n' >utf8.txt
    printf '\377\376n\0e\0e\0d\0l\0e\0\n\0' >utf16.txt
    printf 'needle\n' >'folder with space/file with space.txt'
    printf 'needle\n' >-leading-dash.txt
    printf 'needle\n' >"new${newline}line.txt"
    printf 'needle\n' >"esc${escape}[31m.txt"
    printf 'needle\n' >'quote".txt'
    printf 'needle\n' >'back\slash.txt'
    printf 'needle\n' >"$(printf 'l\351tin.txt')"
    printf 'needle\n' >"$(printf '\303\244.txt')"
    printf 'needle\n' >.hidden/file
    printf 'needle\n' >src.c
    ln -s src/a.c link.c
    ln -s src folder-link
    { head -c 3000000 /dev/zero | tr '\0' 'y' | fold -w 99; printf 'needle\n'; } >large.txt
    printf '%s\n' '(a|b)* [x] needle?' 'a.b' 'a+b' >symbols.txt
}
