#!/bin/sh
# A million small files in a thousand folders, and in one: listed, shown, searched and left in time, within memory.
# Takes at most 600 s, alone; most of that the first time, when the files are made (12 GB, kept beside the other corpora).
set -eu

build=$(dirname "$KEN")
make=$(cd "$(dirname "$0")/../bench" && pwd)/corpus
failed=no

miss() {
    echo "MISSED: $*" >&2
    failed=yes
}

# user_and_system COMMAND...: the seconds of processor time that it takes, in thousandths; its output goes away.
user_and_system() {
    (
        "$@" >/dev/null
        times
    ) | awk '{ split($1, a, /[ms]/); split($2, b, /[ms]/); t = a[1] * 60 + a[2] + b[1] * 60 + b[2] } END { printf "%d\n", t * 1000 }'
}

# Sums of lines by ken serve, from the figures, against those of rg.
compare_count() {
    ours=$(sed -n "s/^figure: query $1, \([0-9]*\) lines.*/\1/p" figures)
    theirs=$(cd "$folder" && rg -c --no-filename -e "$1" | awk '{ n += $1 } END { print n + 0 }')
    echo "figure: lines of '$1', ken and rg: $ours $theirs"
    [ "$ours" = "$theirs" ] || miss "ken counts $ours lines of '$1', rg $theirs"
}

for corpus in million flat; do
    folder=$("$make" $corpus "$build")
    echo "== $corpus"
    count=$(cd "$folder" && "$KEN" files --no-cache | wc -l) # this warms the system's cache, too
    [ "$count" -eq 1000000 ] || miss "ken files lists $count files"
    ours=$(cd "$folder" && user_and_system "$KEN" files --no-cache)
    theirs=$(cd "$folder" && user_and_system rg --files)
    echo "figure: processor time of ken files and rg --files: $ours ms, $theirs ms"
    "$build/tests/bench_million" "$folder" >figures || failed=yes
    cat figures
    [ $corpus = flat ] || compare_count open_file
done
[ $failed = no ]
