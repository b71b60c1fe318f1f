#!/bin/sh
# What goes wrong is said in one sentence, and the exit status is that of grep.
. "$(dirname "$0")/lib.sh"

fresh_repository
add_odd_files
commit_all

expect 0 "src/a.c:1:int needle(void)${newline}" "$KEN" grep needle src/a.c
expect 1 '' "$KEN" grep 'not there'
expect_error 'ken: missing: No such file or directory' "$KEN" grep needle missing
expect_error 'ken: missing: No such file or directory' "$KEN" grep needle src missing
expect_error 'ken: missing: No such file or directory' "$KEN" files missing
expect_error 'ken: there is no pattern to search for' "$KEN" grep
expect_error 'ken: unknown option "--cuont": did you mean --count?' "$KEN" grep --cuont needle
expect_error 'ken: unknown option "-Z"' "$KEN" grep -Z needle
expect_error 'ken: -g needs an argument' "$KEN" grep needle -g
expect_error 'nearest is' "$KEN" grep needle -t pyhton

# A pattern that is none: what is wrong, and a caret below the place.
expect_error 'ken: the pattern is not valid: missing closing parenthesis at offset 5' "$KEN" grep 'ab(cd'
[ "$(sed -n 2,3p "$work/err")" = "    ab(cd
         ^" ] || fail "the caret is elsewhere: $(cat "$work/err")"
expect_error 'the pattern is not valid' "$KEN" grep 'ä[z'
[ "$(sed -n 3p "$work/err")" = "       ^" ] || fail "the caret does not count characters: $(cat "$work/err")"

# Without a terminal there is no screen.
expect_error 'ken: standard output is no terminal' "$KEN" .
expect_error 'ken: standard output is no terminal' "$KEN" src

# Help and version are for standard output.
run "$KEN" --help
[ "$status" -eq 0 ] && grep -q '^usage: ken ' "$work/out" || fail 'ken --help'
run "$KEN" grep --help
[ "$status" -eq 0 ] && grep -q '^usage: ken grep ' "$work/out" || fail 'ken grep --help'
run "$KEN" --version
[ "$status" -eq 0 ] && grep -q '^ken [0-9]' "$work/out" && grep -q '^PCRE2 [0-9]' "$work/out" || fail 'ken --version'

# A reader that goes away, and a full disk.
"$KEN" grep '' 2>"$work/err" | head -n 1 >/dev/null
[ ! -s "$work/err" ] || fail "a closed pipe: $(cat "$work/err")"
if [ -e /dev/full ]; then
    status=0
    "$KEN" grep needle >/dev/full 2>"$work/err" || status=$?
    [ "$status" -eq 2 ] && grep -q 'standard output: No space left' "$work/err" || fail "a full disk: $status, $(cat "$work/err")"
fi

# A file that may not be read is told and makes the status 2 (root may read all).
if [ "$(id -u)" -ne 0 ]; then
    chmod 0 src/a.c
    run "$KEN" grep needle src
    [ "$status" -eq 2 ] && grep -q 'ken: src/a.c: Permission denied' "$work/err" || fail "an unreadable file: $status"
    chmod 644 src/a.c
fi

# --stats goes to standard error.
run "$KEN" grep --stats needle src
[ "$(wc -l <"$work/err")" -eq 1 ] && grep -q '^5 lines in 2 files; 2 files searched in ' "$work/err" || fail "--stats: $(cat "$work/err")"

finish
