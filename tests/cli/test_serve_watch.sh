#!/bin/sh
# `ken serve` follows what changes on disk: its counts are those of a fresh run, also across a checkout.
. "$(dirname "$0")/lib.sh"

fresh_repository
mkdir -p lib/deep doc
for i in $(seq 1 60); do
    printf 'needle %d\nhay\n' "$i" >"lib/f$i.c"
    printf 'needle\nneedle %d\n' "$i" >"lib/deep/g$i.c"
done
printf '*.o\n' >.gitignore
commit_all
git rm --quiet -r lib/deep
for i in $(seq 1 30); do
    printf 'straw %d\n' "$i" >"lib/f$i.c"
    mkdir -p "new/n$i"
    printf 'needle\nneedle\nneedle\n' >"new/n$i/file.c"
done
commit_all
mkfifo "$work/in" "$work/answers"
XDG_CACHE_HOME=$work/cache "$KEN" serve <"$work/in" >"$work/answers" 2>"$work/err" &
server=$!
exec 3>"$work/in" 4<"$work/answers"

# The lines and files that hold a needle: as served now, and as a fresh run finds them.
agrees() {
    echo '{"id":1,"op":"search","pattern":"needle","limit":0}' >&3
    read -r answer <&4
    served=$(printf '%s' "$answer" | sed 's/.*"lines":\([0-9]*\),"files":\([0-9]*\).*/\1 \2/')
    fresh=$("$KEN" grep --no-cache needle | awk -F: '{ files[$1] = 1; lines++ } END { n = 0; for (f in files) n++; print lines + 0, n }')
    [ "$served" = "$fresh" ] || fail "$1: served $served, fresh $fresh"
}

agrees start
printf 'needle\nneedle\n' >lib/f1.c
agrees 'a rewritten file'
printf 'needle\nneedle\n' >lib/added.c
agrees 'a new file'
printf 'needle\n' >lib/added.o
agrees 'an ignored file'
mv lib/added.c lib/renamed.c
agrees 'a renamed file'
mkdir -p one/two/three
agrees 'empty folders'
printf 'needle\n' >one/two/three/file
agrees 'a file in a folder that was empty'
mv one other
agrees 'a moved folder'
printf 'needle\nneedle\n' >other/two/three/file
agrees 'a file in a moved folder'
rm -r other
agrees 'a removed folder'
rm lib/renamed.c lib/added.o
git checkout --quiet lib
for commit in HEAD~1 main HEAD~1 main; do
    git checkout --quiet "$commit"
    agrees "a checkout of $commit"
done
printf 'file.c\n' >>.gitignore
printf 'needle\n' >new/n1/untracked.c
agrees 'other rules'
git rm --quiet -r --cached new
agrees 'files that git forgot'
exec 3>&-
wait "$server" || fail "serve ended with $?"
[ ! -s "$work/err" ] || fail "serve said: $(cat "$work/err")"
finish
