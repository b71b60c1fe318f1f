#!/bin/sh
# `ken grep` prints byte for byte what `git grep -I -nP` prints, over a repository of odd files, with all flags.
. "$(dirname "$0")/lib.sh"

fresh_repository
add_odd_files
# git cannot read UTF-16 and skips it as binary; ken can, and that is tested apart.
mv utf16.txt "$work/"
commit_all

# same KEN-FLAGS GIT-FLAGS PATTERN [PATH...]
same() {
    ken_flags=$1 git_flags=$2 pattern=$3
    shift 3
    # shellcheck disable=SC2086 # flags are split on purpose
    run git grep $git_flags -P -e "$pattern" -- "$@"
    git_status=$status
    mv "$work/out" "$work/git"
    # shellcheck disable=SC2086
    run "$KEN" grep $ken_flags -e "$pattern" -- "$@"
    [ "$status" -eq "$git_status" ] || fail "grep $ken_flags '$pattern' $*: status $status, not $git_status: $(cat "$work/err")"
    cmp -s "$work/out" "$work/git" || {
        fail "grep $ken_flags '$pattern' $*: differs from git grep $git_flags"
        diff "$work/git" "$work/out" | cat -v | head -n 10
    }
}

# --null in both: without it git quotes odd names, and ken prints them as they are.
for pattern in needle Needle 'n[e]+dle' '^needle$' 'needle$' '^' '$' '^$' '\bneedle\b' '\w+' '[^x]' '\s' 'ä' 'Ä?needle' \
    '.' 'caf.' 'nothing there' '\(a\|b\)' '(?i)NEEDLE' 'needle\r' 'y{99}' '(?<=t)needle|needle(?= at)' '\x{e9}' 'e\b' 'd|f'; do
    same -0 '-I -n -z' "$pattern"
    same '-0 -i' '-I -n -z -i' "$pattern"
    same '-0 -w' '-I -n -z -w' "$pattern"
    same '-0 --column' '-I -n -z --column' "$pattern"
    same '-0 --binary' '-n -z' "$pattern"
    same '-0 --color=always --column -i' '-I -n -z --color=always --column -i' "$pattern"
done
for pattern in needle '^' '\w+' 'ä' 'nothing there'; do
    same '-0 -c' '-I -c -z' "$pattern"
    same '-0 -l' '-I -l -z' "$pattern"
    same '-0 --binary -c' '-c -z' "$pattern"
    same '-0 --binary -l' '-l -z' "$pattern"
    same '-0 --color=always' '-I -n -z --color=always' "$pattern"
done

# Ordinary names, ordinary separators.
same '' '-I -n' needle src
same '--column' '-I -n --column' needle src src.c
same '-c' '-I -c' needle src crlf.txt
same '--color=always' '-I -n --color=always' 'needle|return' src

# Lines around, at most so many a file, the matches alone.
for pattern in needle '^' '\w+' 'nothing there' 'y{99}' '(?<=t)needle|needle(?= at)' 'd|f'; do
    same '-0 -A 1' '-I -n -z -A 1' "$pattern"
    same '-0 -B2' '-I -n -z -B2' "$pattern"
    same '-0 -C 3 --column' '-I -n -z -C 3 --column' "$pattern"
    same '-0 -C1 --color=always' '-I -n -z -C1 --color=always' "$pattern"
    same '-0 -C1 --binary' '-n -z -C1' "$pattern"
    same '-0 -m 1' '-I -n -z -m 1' "$pattern"
    same '-0 -m2 --binary' '-n -z -m2' "$pattern"
    same '-0 -o' '-I -n -z -o' "$pattern"
    same '-0 -c -m 1' '-I -c -z -m 1' "$pattern"
done
same '-C1' '-I -n -C1' needle src
same '--color=always -o' '-I -n --color=always -o' 'needle|return' src
expect 0 '' "$KEN" grep -q needle
expect 1 '' "$KEN" grep -q 'nothing there'

# The same across the spans of a large file: matches at their borders, and lines that belong to two of them.
mkdir -p large
awk 'BEGIN { for (i = 1; i < 60000; i++) print (i % 997 == 0 || i % 13011 < 3 ? "needle " : "straw ") i, "of a long file of many lines, which is cut into spans" }' \
    >large/file.txt
git add large/file.txt
for around in 1 7 500 998 40000; do
    same "-0 -C $around" "-I -n -z -C $around" needle large
    same "-0 -A $around" "-I -n -z -A $around" 'needle 1[0-9]* ' large
    same "-0 -B $around" "-I -n -z -B $around" 'needle 1[0-9]* ' large
done
same '-0 -m 50' '-I -n -z -m 50' needle large
git rm -q --cached large/file.txt
rm -r large

# Paths: files, folders, from below, above and by absolute paths.
same '-0' '-I -n -z' needle src/a.c
same '-0' '-I -n -z' needle src/deep 'folder with space'
same '-0' '-I -n -z' needle ./src/../crlf.txt
same '-0' '-I -n -z' needle "$PWD/src"
same '-0' '-I -n -z' needle ./-leading-dash.txt
same '-0' '-I -n -z' needle empty.txt
cd src/deep
same '-0' '-I -n -z' needle
same '-0' '-I -n -z' needle ..
same '-0' '-I -n -z' needle ../..
same '-0 -c' '-I -c -z' needle ../../crlf.txt er
same '-0 -l' '-I -l -z' needle "$work/repo"
cd ../..

# Globs.
# shellcheck disable=SC2043
run git grep -I -n -z -P needle -- '*.c'
mv "$work/out" "$work/git"
run "$KEN" grep -0 needle -g '*.c'
cmp -s "$work/out" "$work/git" || fail 'grep -g *.c differs from git grep'
run git grep -I -l -z -P needle -- ':!*.txt' ':!src'
mv "$work/out" "$work/git"
run "$KEN" grep -l -0 needle -g '!*.txt' -g '!src'
cmp -s "$work/out" "$work/git" || fail 'grep -g !... differs from git grep'
expect 0 "src.c${newline}src/a.c${newline}src/deep/er/b.h${newline}" "$KEN" grep -l needle -t c

# Literal patterns.
git grep -I -n -z -F '(a|b)* [x]' >"$work/git"
run "$KEN" grep -0 -F '(a|b)* [x]'
cmp -s "$work/out" "$work/git" || fail 'grep -F differs from git grep'
expect 0 "symbols.txt:2:a.b$newline" "$KEN" grep -F a.b

# Smart case.
expect 0 "src/a.c:2$newline" "$KEN" grep -S -c needle src/a.c
expect 0 "src/a.c:1$newline" "$KEN" grep -S -c Needle src/a.c
expect 0 "src/a.c:1$newline" "$KEN" grep -c needle src/a.c

# Every count of threads gives the same, and so does a budget without room.
"$KEN" grep -0 e >"$work/one"
for flags in --threads=1 --threads=2 --threads=7 --memory=1K --memory=1K\ --threads=3; do
    # shellcheck disable=SC2086
    "$KEN" grep -0 e $flags >"$work/other"
    cmp -s "$work/one" "$work/other" || fail "grep $flags differs from the default"
done

# What git does not know: untracked files are searched, ignored and hidden ones are not unless asked for.
printf 'ignored.txt\n' >.gitignore
printf 'novel needle\n' >untracked.txt
printf 'novel needle\n' >ignored.txt
printf 'novel needle\n' >.untracked
mkfifo fifo
expect 0 "untracked.txt${newline}" "$KEN" grep -l 'novel needle'
expect 1 '' "$KEN" grep -l --tracked 'novel needle'
expect 0 "ignored.txt${newline}untracked.txt${newline}" "$KEN" grep -l --no-ignore 'novel needle'
expect 0 ".untracked${newline}untracked.txt${newline}" "$KEN" grep -l --hidden 'novel needle'
expect 0 "ignored.txt:1:novel needle${newline}" "$KEN" grep novel ignored.txt

# UTF-16 with a byte order mark is text.
mv "$work/utf16.txt" .
expect 0 "utf16.txt:1:needle${newline}" "$KEN" grep needle utf16.txt

# Matches in code, in comments, in strings: only those are counted, printed and coloured.
mkdir scope
printf 'int pin; /* pin */ s = "pin";\n// pin, pin\nspin\n' >scope/a.c
printf 'a pin\n' >scope/plain.unheard-of
git add --intent-to-add scope
expect 0 "scope/a.c:1:int pin; /* pin */ s = \"pin\";${newline}scope/a.c:2:// pin, pin${newline}" \
    "$KEN" grep --scope comment pin scope
expect 0 "scope/a.c:1:13:int pin; /* pin */ s = \"pin\";${newline}scope/a.c:2:4:// pin, pin${newline}" \
    "$KEN" grep --scope=comment --column pin scope
expect 0 "scope/a.c:2${newline}scope/plain.unheard-of:1${newline}" "$KEN" grep --scope code -c pin scope
expect 0 "scope/a.c:1${newline}scope/plain.unheard-of:1${newline}" "$KEN" grep --scope code -w -c pin scope
expect 0 "scope/a.c${newline}" "$KEN" grep --scope string,comment -l -i PIN scope
expect 0 "{\"path\":\"scope/a.c\",\"line\":1,\"column\":5,\"text\":\"int pin; /* pin */ s = \\\"pin\\\";\",\"matches\":[[4,7],[24,27]]}${newline}" \
    "$KEN" grep --scope code,string --json -g '*.c' -w -e pin scope
expect 1 '' "$KEN" grep --scope string spin scope
expect 0 "scope/a.c:3${newline}scope/plain.unheard-of:1${newline}" "$KEN" grep --scope code,comment,string -c pin scope
expect_error '--scope takes code, comment, string' "$KEN" grep --scope comments pin
expect_error '--scope takes code, comment, string' "$KEN" grep --scope code, pin
served='{"id":1,"op":"search","pattern":"pin","scope":"string","globs":["scope/*"]}'
printf '%s\n' "$served" | "$KEN" serve --no-cache | grep -q '"lines":1,"files":1,.*"column":25' ||
    fail 'ken serve: "scope":"string" is not heeded'
printf '%s\n' '{"id":1,"op":"search","pattern":"pin","scope":7}' | "$KEN" serve --no-cache | grep -q '"error":"\\"scope' ||
    fail 'ken serve: a wrong "scope" is not told'

# What language a file is in, git's attributes may say.
mkdir said
printf 'pin /* pin */ pin\n// pin\n' >said/b.odd
printf '*.odd linguist-language=C\n' >said/.gitattributes
git add --intent-to-add said
expect 0 "said/b.odd:1:pin /* pin */ pin${newline}said/b.odd:2:// pin${newline}" "$KEN" grep --scope comment pin said
expect 0 "said/b.odd:1:pin /* pin */ pin${newline}" "$KEN" grep --scope code pin said

# A file that went away is no error; links are not followed.
rm crlf.txt
expect 1 '' "$KEN" grep needle -g crlf.txt
expect 1 '' "$KEN" grep needle -g link.c

finish
