#!/bin/sh
# What runs out or is refused: descriptors, memory for mappings, memory for JIT code, reading, threads and processes.
. "$(dirname "$0")/lib.sh"

make_repository

# --- descriptors ---

# From none to spare to enough. The dynamic linker itself needs some.
for most in 5 6 7 8 9 10 11 12 14 16 20 24 32; do
    whole_or_told "$most descriptors" sh -c "ulimit -n $most; exec \"\$KEN\" grep --no-cache needle"
done
whole '48 descriptors' sh -c 'ulimit -n 48; exec "$KEN" grep --no-cache needle'

# A resident server: what it says while there are none, that all is there again afterwards, and that none is lost.
serve_without_descriptors() {
    mkfifo "$area/in" "$area/answers"
    "$KEN" serve --no-cache <"$area/in" >"$area/answers" 2>"$area/serve.err" &
    server=$!
    exec 3>"$area/in" 4<"$area/answers"
    ask 'before' 43
    touch more/1.txt
    ask 'after a change' 43
    used=$(ls "/proc/$server/fd" | wc -l)
    prlimit --pid "$server" --nofile=3:1024
    for i in $(seq 10); do printf 'needle\n' >"more/new$i.txt"; done
    for try in 1 2 3; do
        echo '{"id":1,"op":"search","pattern":"needle","limit":1000}' >&3
        read -r answer <&4
        case $answer in
        *'"incomplete":'* | *'"lines":53,'*) ;;
        *) fail "without descriptors: $(printf '%s' "$answer" | head -c 300)" ;;
        esac
    done
    prlimit --pid "$server" --nofile=1024:1024
    ask 'relieved' 53
    rm more/new*.txt
    ask 'and cleaned up' 43
    [ "$(ls "/proc/$server/fd" | wc -l)" -le "$used" ] || fail "descriptors leaked: $used before, now $(ls -l "/proc/$server/fd")"
    exec 3>&- 4<&-
    wait "$server" || fail "serve ended with $?: $(cat "$area/serve.err")"
}

# ask WHAT LINES
ask() {
    echo '{"id":1,"op":"search","pattern":"needle","limit":1000}' >&3
    read -r answer <&4
    case $answer in
    *'"incomplete":'*) fail "$1: $answer" ;;
    *"\"lines\":$2,"*) ;;
    *) fail "$1: not $2 lines: $(printf '%s' "$answer" | head -c 200)" ;;
    esac
}

if command -v prlimit >/dev/null; then
    serve_without_descriptors
else
    echo 'prlimit is not there: a server without descriptors is not tried'
fi

# --- mappings and memory ---

if [ -z "${FAULT_SANITIZER:-}" ]; then
    whole 'no mapping of files' faulty KIND=map AT=1 ERROR=12 ON=1 PATH=large.txt "$KEN" grep --no-cache needle
    told 'out of memory' 'no memory' faulty KIND=alloc AT=300 ERROR=12 ON=1 ALONE=1 "$KEN" grep --no-cache 'n[e]+dle'
fi

# --- JIT ---

for pattern in needle 'n[e]{2}dle' '\bn\w+e\b'; do
    whole "no JIT: $pattern" faulty KIND=jit AT=1 ERROR=13 ON=1 "$KEN" grep --no-cache "$pattern"
    [ "$(od -An -tu4 -N4 -j8 "$area/counts")" -gt 0 ] || fail 'JIT was not refused'
done

# A runaway line is given up by its deadline there too.
{ printf y; head -c 100000 /dev/zero | tr '\0' x; } >runaway
told 'gave up on 1 line,' 'a runaway without JIT' faulty KIND=jit AT=1 ERROR=13 ON=1 timeout 10 "$KEN" grep '(x{1,300})x{1,300}\1[yz]' runaway
rm runaway

# --- reading ---

told 'more/7.txt: Input/output error' 'a small file' faulty KIND=read AT=1 ERROR=5 ON=1 PATH=/more/7.txt "$KEN" grep --no-cache needle
[ "$(wc -l <"$work/out")" -eq 42 ] || fail "a small file: the others were not searched"
told 'large.txt: Input/output error' 'a file that is copied' faulty KIND=read AT=1 ERROR=5 ON=1 PATH=/large.txt "$KEN" large.txt
told 'more/7.txt: Permission denied' 'a file that cannot be opened' faulty KIND=open AT=1 ERROR=13 ON=1 PATH=more/7.txt "$KEN" grep --no-cache needle
told '1 folder could not be read' 'a folder' faulty KIND=folder AT=2 ERROR=5 "$KEN" grep --no-cache needle
whole 'reads that are cut short' faulty KIND=read AT=1 ERROR=0 ON=1 PATH=/more/ "$KEN" grep --no-cache needle
whole 'reads that are interrupted' faulty KIND=read AT=2 ERROR=4 PATH=/more/ "$KEN" grep --no-cache needle

# --- threads, processes, timers, watching ---

told 'no thread could be started' 'no thread' faulty KIND=thread AT=1 ERROR=11 ON=1 "$KEN" grep --no-cache needle
whole 'one worker only' faulty KIND=thread AT=2 ERROR=11 "$KEN" grep --no-cache needle
run faulty KIND=fork AT=1 ERROR=11 ON=1 "$KEN" grep --no-cache needle
[ "$status" -eq 0 ] && cmp -s "$work/out" "$area/expected" || fail "no git helper: status $status"
grep -q '^ken: going on without git' "$work/err" || fail "no git helper: said $(cat "$work/err")"
whole 'no timer' faulty KIND=timer AT=1 ERROR=11 ON=1 "$KEN" grep --no-cache needle

finish
