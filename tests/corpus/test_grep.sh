#!/bin/sh
# Over the real corpus: `ken grep` prints byte for byte what `git grep -I -nP` prints, and counts what rg counts.
# What git says is kept beside the corpus, which never changes, so that only the first run waits for it.
set -eu
: "${KEN:?the path of the built ken}"
support=$(cd "$(dirname "$0")/../support" && pwd)

if ! corpus=$("$support/corpus" 2>/dev/null); then
    echo 'no corpus here: skipped'
    exit 77
fi
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
unset GIT_DIR GIT_WORK_TREE
answers=$corpus/.git/ken-answers
mkdir -p "$answers"
cd "$corpus"
tab=$(printf '\t')
failures=0
most_lines=500000 # of more matching lines, only the counts are compared

fail() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

sum_of_bytes() {
    sha256sum | cut -c 1-64
}

# The checksum of what git grep prints with these arguments.
git_answer() {
    key=$( (git version && printf '%s\n' "$@") | sum_of_bytes)
    if [ ! -s "$answers/$key" ]; then
        git grep "$@" | sum_of_bytes >"$answers/$key.new"
        mv "$answers/$key.new" "$answers/$key"
    fi
    cat "$answers/$key"
}

# same PATTERN KEN-FLAGS GIT-FLAGS [PATHSPEC...]
same() {
    pattern=$1 ken_flags=$2 git_flags=$3
    shift 3
    # shellcheck disable=SC2086 # flags are split on purpose
    expected=$(git_answer -I --no-color $git_flags -e "$pattern" "$@")
    # shellcheck disable=SC2086
    actual=$("$KEN" grep $ken_flags -e "$pattern" | sum_of_bytes)
    [ "$actual" = "$expected" ] || fail "ken grep $ken_flags '$pattern' differs from git grep $git_flags"
}

total_of_counts() {
    awk -F: '{ total += $NF } END { print total + 0 }'
}

# The patterns as requests, and the number of lines that each matches, one a line.
requests() {
    grep -v '^## ' "$support/patterns.txt" |
        sed -e 's/[\\"]/\\&/g' -e "s/$tab/\\\\t/g" -e 's/.*/{"op":"search","pattern":"&","case":"sensitive","limit":0}/'
}

requests | "$KEN" serve | sed -n 's/.*"lines":\([0-9]*\).*/\1/p' >"$answers/lines"
[ "$(requests | wc -l)" -eq "$(wc -l <"$answers/lines")" ] || fail 'ken serve did not count every pattern'

grep -v '^## ' "$support/patterns.txt" >"$answers/patterns"
while IFS= read -r pattern <&3 && read -r lines <&4; do
    if [ "$lines" -le "$most_lines" ]; then
        same "$pattern" '' '-n -P'
    else
        same "$pattern" -c '-c -P'
    fi
done 3<"$answers/patterns" 4<"$answers/lines"

same e1000_intr '-i -c' '-i -c -P'
same 'linux' '-i' '-i -n -P'
same 'straße' '-i' '-i -n -P'
same 'lock' '-w' '-w -n -P'
same 'e1000_\w+' '-w --column' '-w -n -P --column'
same 'get|put' '-w -c' '-w -c -P'
same 'a->b' '-F' '-n -F'
same '(void *)' '-F -c' '-c -F'
same '[0]' '-F -i' '-i -n -F'
same 'mutex_lock' '-l' '-l -P'
same 'mutex_lock' '--column' '-n -P --column'
same 'mutex_lock\((&?)' '--color=always' '--color=always -n -P'
same 'int' '-g *.h -c' '-c -P' -- '*.h'
same 'irq' '-g drivers/net/ -l' '-l -P' -- drivers/net
same 'irq' '-g !drivers -l' '-l -P' -- ':!drivers' ':!*/drivers/*'
same 'printk' '-0' '-z -n -P'
same 'MODULE_LICENSE' '--threads=1' '-n -P'
same 'MODULE_LICENSE' '--threads=5 --memory=16M' '-n -P'

if command -v rg >/dev/null; then
    for pattern in mutex_lock 'EXPORT_SYMBOL' '^#include <' '[0-9]{9,}' 'TODO|FIXME|XXX'; do
        expected=$(rg --count --hidden --no-unicode -g '*.[ch]' -e "$pattern" . | total_of_counts)
        actual=$("$KEN" grep -c -g '*.[ch]' -e "$pattern" | total_of_counts)
        [ "$actual" = "$expected" ] || fail "'$pattern' in *.[ch]: $actual lines, not rg's $expected"
    done
fi

[ "$failures" -eq 0 ] || { echo "$failures failed"; exit 1; }
