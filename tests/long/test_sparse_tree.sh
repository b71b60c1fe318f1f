#!/bin/sh
# A text file of 100 GB, mostly holes, in a searched folder: counts are right, and come in seconds within little memory.
# Takes at most 120 s.
set -eu

failed=no

miss() {
    echo "MISSED: $*" >&2
    failed=yes
}

# put OFFSET TEXT: writes the text there.
put() {
    printf "$2" | dd of=tree/huge.txt bs=1 seek="$1" conv=notrunc 2>/dev/null
}

rm -rf tree
trap 'rm -rf tree lines told figures' EXIT
mkdir tree
git init -q tree # the repository around, if there is one, ignores it
yes 'first needle' | head -n 1000 >tree/huge.txt # no zero in what tells text from binary
put 13000 'open begin '
put 32212254720 'middle needle\nanother needle\n'
put 64424509440 'in an island\n'
put 107374182384 'end needle\nlast\n'
truncate -s 107374182400 tree/huge.txt
if [ "$(du -k tree/huge.txt | cut -f1)" -gt 10000 ]; then
    echo "no holes on this file system: nothing to test" >&2
    exit 0
fi

# How much memory it takes, in KB; not told where time(1) cannot.
measure=
echo 0 >figures
if /usr/bin/time -o figures -f %M true 2>/dev/null; then
    measure='/usr/bin/time -o figures -f %M'
fi

# expect LINES PATTERN: ken grep tells that many, in 5 s and 200 MB.
expect() {
    began=$(date +%s%N)
    status=0
    timeout 60 $measure "$KEN" grep --no-cache -e "$2" tree >lines 2>told || status=$?
    took=$((($(date +%s%N) - began) / 1000000))
    count=$(wc -l <lines)
    memory=$(tail -n 1 figures)
    grep -q 'gave up' told && miss "'$2' gave lines up"
    echo "figure: $2 in 100 GB of holes: $count lines, $took ms, $((memory / 1024)) MB"
    [ "$status" -le 1 ] || miss "'$2' ended with status $status"
    [ "$count" -eq "$1" ] || miss "'$2' is on $1 lines, not on $count"
    [ "$took" -lt 5000 ] || miss "'$2' took $took ms"
    [ "$memory" -lt 204800 ] || miss "'$2' took $memory KB"
}

expect 1003 needle
expect 1 'begin.*middle'
expect 1 '^open [^x]+ needle$'
expect 1 '^last$'
expect 1 'last$'
expect 0 '^$'
expect 0 'not there'
expect 1005 '.'
[ "$("$KEN" grep --no-cache -n -e last tree | tr -d '\0' | cut -d: -f2)" = 1005 ] || miss "the number of the last line"

# What cannot be known without reading all is told.
status=0
timeout 60 "$KEN" grep --no-cache -e '^(..)*needle' tree >lines 2>told || status=$?
[ "$status" -eq 2 ] && grep -q 'left out' told || miss "lines that are given up are not told"
[ $failed = no ]
