#!/bin/sh
# The real program where address space is short: every count is the one without a limit, also in files that are larger
# than all of it, and nothing ends for want of memory.
. "$(dirname "$0")/lib.sh"

# Sanitizers need address space of their own.
if ! (ulimit -v 400000 && exec "$KEN" --version) >/dev/null 2>&1; then
    echo 'ulimit -v does not go with this build: passed over'
    exit 0
fi

fresh_repository
add_odd_files
mkdir -p many
i=0
while [ $i -lt 400 ]; do
    printf 'file %d has a needle\n' $i >"many/$i.c"
    i=$((i + 1))
done
awk 'BEGIN { for (i = 1; i <= 400000; i++) print "line " i " of many, some with a " (i % 1000 ? "thread" : "needle") " in it" }' \
    >megabytes.txt
cat megabytes.txt megabytes.txt megabytes.txt megabytes.txt >more.txt
# 600 MB, nearly all of it one line, and a hole
cp megabytes.txt holes.txt
truncate -s 600M holes.txt
printf '\nneedle at the end\n' >>holes.txt
git add --all -- . ':!holes.txt'

limited() {
    (ulimit -v 200000 && exec "$@")
}

queries='{"id":1,"op":"search","pattern":"needle","limit":3}
{"id":2,"op":"search","pattern":"e","limit":0}
{"id":3,"op":"search","pattern":"line 39999\\d of","limit":20}
{"id":4,"op":"search","pattern":"quite absent","limit":3}
{"id":5,"op":"search","pattern":"^$","limit":3}'

answers() {
    printf '%s\n' "$queries" "$queries" | "$@" 2>"$work/err" | sed 's/"ms":[0-9.e-]*/"ms":0/'
}

for options in '--no-cache' '--no-cache --binary' '--no-cache --memory=1M --threads=3'; do
    # shellcheck disable=SC2086
    answers "$KEN" serve $options -g '!holes.txt' >"$work/expected"
    # shellcheck disable=SC2086
    answers limited "$KEN" serve $options -g '!holes.txt' >"$work/out"
    cmp -s "$work/expected" "$work/out" || {
        fail "ken serve $options answers differently under ulimit -v"
        diff "$work/expected" "$work/out" | cut -c 1-200 | head -n 6
        cat "$work/err"
    }
done

for options in '-c' '-c --binary' '-l' '--json' '--column --threads=2'; do
    # shellcheck disable=SC2086
    "$KEN" grep $options -g '!holes.txt' needle >"$work/expected"
    # shellcheck disable=SC2086
    limited "$KEN" grep $options -g '!holes.txt' needle >"$work/out" 2>"$work/err" || fail "ken grep $options: status $?"
    cmp -s "$work/expected" "$work/out" || fail "ken grep $options prints something else: $(cat "$work/err")"
done

# The line that is longer than a window is searched without most of its zeros; where they may matter to the pattern, it
# is told, and all around it is found.
run limited "$KEN" grep -c needle holes.txt
[ "$(cat "$work/out")" = 'holes.txt:401' ] || fail "a file larger than all address space: $(cat "$work/out")"
[ ! -s "$work/err" ] || fail "what is said of a line longer than a window: $(cat "$work/err")"
told='ken: gave up on 1 line, too long or too much for the pattern: left out'
run limited "$KEN" grep -c 'needle(?=)' holes.txt
[ "$(cat "$work/out")" = 'holes.txt:401' ] || fail "a file larger than all address space: $(cat "$work/out")"
[ "$(cat "$work/err")" = "$told" ] || fail "a line longer than a window is not told: $(cat "$work/err")"
run limited "$KEN" grep 'at the end' holes.txt
[ "$(cat "$work/out")" = 'holes.txt:400002:needle at the end' ] || fail "its last line: $(cut -c 1-80 "$work/out")"

finish
