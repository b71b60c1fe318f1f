#!/bin/sh
# 100,000 files of 64 KB: more than may be mapped at a time with the usual limits, and more bytes than ken may keep. Every
# count is the one that the files must give, and ken's own memory stays within its budget. Takes at most 600 s.
set -eu
: "${KEN:?the path of the built ken}"
files=${FILES:-100000} # a multiple of 250
memory=$((256 << 20))
folder=$PWD/many
export XDG_CACHE_HOME="$PWD/cache" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
trap 'rm -rf "$folder" "$XDG_CACHE_HOME" seed in out; kill "$pid" 2>/dev/null || true' EXIT
trap 'exit 1' INT TERM
pid=
failures=0

fail() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

figure() {
    printf 'figure: %s: %s\n' "$1" "$2"
}

# The folder holds the same 250 files again and again.
rm -rf "$folder" seed in out
mkdir -p "$folder/seed"
awk 'BEGIN { srand(1); while (n < 250 * 65536) { line = sprintf("%08x of %d words and a %s", rand() * 4294967295, ++i,
         i % 1000 == 0 ? "needle" : i % 7 == 0 ? "mutex_lock(&it)" : "static int x;"); n += length(line) + 1; print line } }' |
    head -c $((250 * 65536)) >seed
copies=$((files / 250))
i=0
while [ "$i" -lt "$copies" ]; do
    mkdir "$folder/$i"
    split -b 65536 -a 3 -d seed "$folder/$i/f"
    i=$((i + 1))
done
rm -rf "$folder/seed"
[ "$(find "$folder" -type f | wc -l)" -eq "$files" ] || fail 'the files could not all be made'
git init -q "$folder" # the repository around, if there is one, ignores it

# expected PATTERN: matching lines and files.
expected() {
    grep -c -E -e "$1" -r "$folder/0" | awk -F: -v copies="$copies" '
        { lines += $NF; files += $NF > 0 } END { printf "\"lines\":%d,\"files\":%d\n", lines * copies, files * copies }'
}

patterns='needle
mutex_lock
e
quite absent'

mkfifo in
"$KEN" serve --memory "$memory" "$folder" <in >out &
pid=$!
exec 3>in

# ask REQUEST: sets $answer, once it is there.
asked=0
ask() {
    printf '%s\n' "$1" >&3
    asked=$((asked + 1))
    while [ "$(wc -l <out)" -lt "$asked" ]; do
        kill -0 "$pid" 2>/dev/null || { fail "ken ended at $1"; exit 1; }
        sleep 0.05
    done
    answer=$(tail -n 1 out)
}

# twice: while the files are read in, and with what is known and in memory then
for round in 1 2; do
    printf '%s\n' "$patterns" >patterns
    while IFS= read -r pattern <&4; do
        ask "{\"op\":\"search\",\"pattern\":\"$pattern\",\"limit\":0}"
        case $answer in
        *"$(expected "$pattern")"*) ;;
        *) fail "round $round, '$pattern': $answer, not $(expected "$pattern")" ;;
        esac
        figure "round $round, '$pattern'" "$(printf '%s' "$answer" | sed 's/.*"ms":\([0-9]*\).*/\1 ms/')"
    done 4<patterns
done
rm patterns

ask '{"op":"stats"}'
number() {
    printf '%s' "$answer" | sed "s/.*\"$1\":\\([0-9]*\\).*/\\1/"
}
figure 'files mapped, packed, passing' "$(number mapped_files), $(number packed_files), $(number passing_files)"
figure 'slab bytes' "$(number slab_bytes)"
figure 'signature bytes' "$(number signature_bytes)"
[ "$(number files)" -eq "$files" ] || fail "only $(number files) files are known"
[ "$(number slab_bytes)" -le "$memory" ] || fail "slabs take $(number slab_bytes) bytes"
own=$(awk '/^RssAnon/ { print $2 * 1024 }' "/proc/$pid/status" 2>/dev/null || echo 0)
figure "ken's own memory" "$own"
allowed=$((memory + $(number signature_bytes) + files * 600 + (64 << 20)))
[ "${own:-0}" -le "$allowed" ] || fail "ken itself takes $own bytes, more than $allowed"

printf '{"op":"quit"}\n' >&3
exec 3>&-
wait "$pid" || fail "ken serve: status $?"

count=$("$KEN" grep -c needle "$folder" | awk -F: '{ n += $NF } END { print n }')
[ "\"lines\":$count" = "$(expected needle | sed 's/,.*//')" ] || fail "ken grep counts $count"
if command -v rg >/dev/null; then
    count=$(rg -c --no-unicode 'mutex_lock' "$folder" | awk -F: '{ n += $NF } END { print n }')
    [ "\"lines\":$count" = "$(expected mutex_lock | sed 's/,.*//')" ] || fail "rg counts $count"
fi
[ "$failures" -eq 0 ] || { echo "$failures failed"; exit 1; }
