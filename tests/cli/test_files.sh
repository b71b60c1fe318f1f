#!/bin/sh
# `ken files` lists what git ls-files and the ignore rules say, with -0 whatever the names.
. "$(dirname "$0")/lib.sh"

fresh_repository
add_odd_files
printf 'ignored\n' >.gitignore
commit_all
printf 'x\n' >ignored
printf 'x\n' >untracked
mkfifo fifo

# Regular files only: git lists links too.
git ls-files -z --cached --others --exclude-standard | tr '\n\0' '\001\n' | grep -av -e '^fifo$' -e link |
    LC_ALL=C sort | tr '\n\001' '\0\n' >"$work/git"
run "$KEN" files -0
cmp -s "$work/out" "$work/git" || {
    fail 'files -0 differs from git ls-files'
    tr '\0' '\n' <"$work/git" >"$work/git.lines"
    tr '\0' '\n' <"$work/out" | diff "$work/git.lines" - | cat -v
}

expect 0 "src/a.c${newline}src/deep/er/b.h${newline}" "$KEN" files src
expect 0 "src.c${newline}src/a.c${newline}" "$KEN" files -g '*.c'
expect 0 "src/deep/er/b.h${newline}" "$KEN" files src -g '!*.c'
expect 0 "ignored${newline}" "$KEN" files --no-ignore -g ignored
expect 1 '' "$KEN" files -g ignored
expect 1 '' "$KEN" files --tracked -g untracked
rm src.c
expect 0 "src/a.c${newline}" "$KEN" files -g '*.c'
cd src
expect 0 "a.c${newline}deep/er/b.h${newline}" "$KEN" files
expect 0 "../crlf.txt${newline}" "$KEN" files .. -g crlf.txt

finish
