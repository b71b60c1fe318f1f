#!/bin/sh
# Over the real corpus with 600 MB of address space: `ken serve` and `ken grep` count what they count without a limit.
set -eu
: "${KEN:?the path of the built ken}"
support=$(cd "$(dirname "$0")/../support" && pwd)

if ! corpus=$("$support/corpus" 2>/dev/null); then
    echo 'no corpus here: skipped'
    exit 77
fi
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null XDG_CACHE_HOME="$PWD/cache"
unset GIT_DIR GIT_WORK_TREE
here=$PWD
failures=0
limit=614400 # kilobytes

fail() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

limited() {
    (ulimit -v "$limit" && exec "$@")
}

requests() {
    i=0
    while IFS= read -r pattern; do
        i=$((i + 1))
        printf '{"id":%d,"op":"search","pattern":"%s","case":"sensitive","limit":5}\n' "$i" "$pattern"
    done <<'EOF'
mutex_lock_nested
static int
e
$
\\w+_lock\\(
^\\s*return -E[A-Z]+;$
kmalloc|kzalloc|vmalloc
quite absent from it
EOF
    printf '{"id":90,"op":"search","pattern":"TODO","scope":"comment","limit":5}\n'
    printf '{"id":91,"op":"search","pattern":"0x[0-9a-f]{8}","globs":["drivers/gpu/"],"limit":5}\n'
    printf '{"id":92,"op":"search","pattern":"Linux","word":true,"case":"insensitive","limit":5}\n'
    printf '{"id":99,"op":"stats"}\n'
}

without_time() {
    grep -v '"op":"stats"\|"id":99' | sed 's/"ms":[0-9.e-]*/"ms":0/'
}

cd "$corpus"
for cache in --no-cache ''; do # and once with the signatures that the run before has kept
    # shellcheck disable=SC2086
    requests | "$KEN" serve $cache | without_time >"$here/free"
    # shellcheck disable=SC2086
    requests | limited "$KEN" serve $cache >"$here/all" || fail "ken serve $cache: status $?"
    without_time <"$here/all" >"$here/limited"
    [ "$(wc -l <"$here/free")" -eq 11 ] || fail 'ken serve did not answer every request'
    cmp -s "$here/free" "$here/limited" || {
        fail "ken serve $cache answers differently under the limit"
        diff "$here/free" "$here/limited" | cut -c 1-200 | head -n 10
    }
    grep -q '"address_bytes":629145600' "$here/all" || fail "the limit is not seen: $(tail -n 1 "$here/all")"
done

for arguments in '-c e' '-c mutex_lock' '--column MODULE_LICENSE' '-l 0x[0-9a-f]{8}' '-c --binary e'; do
    # shellcheck disable=SC2086
    "$KEN" grep $arguments | sha256sum >"$here/free"
    # shellcheck disable=SC2086
    limited "$KEN" grep $arguments | sha256sum >"$here/limited" || fail "ken grep $arguments: status $?"
    cmp -s "$here/free" "$here/limited" || fail "ken grep $arguments prints something else under the limit"
done

[ "$failures" -eq 0 ] || { echo "$failures failed"; exit 1; }
