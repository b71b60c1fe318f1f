# Shared by the shell tests of faults: a small repository, and running the program with calls that fail (see shim.h).

. "$(dirname "$0")/../cli/lib.sh"
: "${FAULT_SHIM:?the path of the built fault_shim}"

area=$(mktemp -d "${TMPDIR:-/tmp}/ken-faults-XXXXXX")
area=$(cd "$area" && pwd -P)
trap 'cd /; umount "$area/small" 2>/dev/null || :; rm -rf "$area"' EXIT
work=$area
export HOME="$area/home" XDG_CACHE_HOME="$area/home/cache" XDG_STATE_HOME="$area/home/state"
export XDG_CONFIG_HOME="$area/home/config"
unset VISUAL EDITOR KEN_EDITOR
mkdir "$area/home" "$area/repo"

# faulty VARIABLE=VALUE... COMMAND...: runs the command so; the variables are the shim's, without FAULT_.
faulty() {
    settings="FAULT_STATE=$area/counts FAULT_PROGRAM=$(basename "$KEN") LD_PRELOAD=${FAULT_SANITIZER:-}$FAULT_SHIM"
    while [ "${1#*=}" != "$1" ]; do
        settings="$settings FAULT_$1"
        shift
    done
    head -c 4096 /dev/zero >"$area/counts"
    # shellcheck disable=SC2086 # a list of settings
    env $settings "$@"
}

# A file that is mapped, small ones, other encodings; in a repository.
make_repository() {
    cd "$area/repo"
    git init --quiet --initial-branch=main
    mkdir -p src more
    { seq 30000; echo 'a needle in a file that is mapped'; } >large.txt
    printf 'int needle;\n' >src/a.c
    printf '\377\376n\0e\0e\0d\0l\0e\0\n\0' >utf16.txt
    for i in $(seq 40); do printf 'needle\n' >"more/$i.txt"; done
    commit_all
    "$KEN" grep --no-cache needle >"$area/expected"
    [ "$(wc -l <"$area/expected")" -eq 43 ] || fail "the count without a fault is $(wc -l <"$area/expected")"
}

# whole WHAT COMMAND...: exactly what a run without a fault prints, and nothing said.
whole() {
    what=$1
    shift
    run "$@"
    [ "$status" -eq 0 ] || fail "$what: status $status: $(cat "$work/err")"
    cmp -s "$work/out" "$area/expected" || fail "$what: output differs: $(diff "$work/out" "$area/expected" | head -n 5)"
    [ ! -s "$work/err" ] || fail "$what: said $(cat "$work/err")"
}

# told TEXT WHAT COMMAND...: ends with 2, and one of the sentences holds the text.
told() {
    text=$1 what=$2
    shift 2
    run "$@"
    [ "$status" -eq 2 ] || fail "$what: status $status: $(head -c 300 "$work/err")"
    grep -q "^ken: .*$text" "$work/err" || fail "$what: said $(head -c 300 "$work/err")"
    ! grep -vq '^ken: ' "$work/err" || fail "$what: not a sentence of ken's: $(cat "$work/err")"
}

# whole_or_told WHAT COMMAND...
whole_or_told() {
    what=$1
    shift
    run "$@"
    if [ "$status" -eq 0 ]; then
        cmp -s "$work/out" "$area/expected" || fail "$what: less than all, and status 0; said $(cat "$work/err")"
    else
        [ "$status" -eq 2 ] && grep -q '^ken: ' "$work/err" || fail "$what: status $status: $(head -c 300 "$work/err")"
    fi
}
