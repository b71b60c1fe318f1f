#!/bin/sh
# Signatures are kept from run to run: listed, cleared, never trusted when they are damaged, and never in the way.
. "$(dirname "$0")/lib.sh"

fresh_repository
add_odd_files
mkdir many
seq 1000 | split -a 3 -l 1 - many/f # fewer files than this are not worth keeping
commit_all
XDG_CACHE_HOME=$work/cache
export XDG_CACHE_HOME

# Browses the tree long enough for its signatures to be saved.
fill_cache() {
    rm -rf "$XDG_CACHE_HOME"
    { # files as fresh as these are not saved before the clock has moved on
        sleep 2.2
        for _ in 1 2 3 4 5 6; do
            echo '{"id":1,"op":"search","pattern":"needle"}'
            sleep 0.3
        done
    } | "$KEN" serve . >/dev/null
}

expect 1 '' "$KEN" cache
expect_error 'ken cache takes "list" or "clear", not "wipe"' "$KEN" cache wipe


fill_cache
run "$KEN" cache list
[ "$status" -eq 0 ] && grep -q "$(basename "$PWD")" "$work/out" || fail "nothing was kept: $(cat "$work/out")"

# With the cache, without it, and with a damaged one the answer is the same.
kept=$(find "$XDG_CACHE_HOME/ken" -type f | head -n 1)
for damage in none truncated flipped foreign; do
    case $damage in
    truncated) head -c 100 "$kept" >"$kept.new" && mv "$kept.new" "$kept" ;;
    flipped) printf 'X' | dd of="$kept" bs=1 seek=64 conv=notrunc 2>/dev/null ;;
    foreign) echo 'not ours' >"$kept" ;;
    esac
    for pattern in needle 'int \w+' 'absent_text'; do
        "$KEN" grep "$pattern" >"$work/with" || true
        "$KEN" grep --no-cache "$pattern" >"$work/without" || true
        cmp -s "$work/with" "$work/without" || fail "$damage cache: '$pattern' is answered otherwise"
    done
done

# A change after the save is seen.
fill_cache
echo 'a new absent_text here' >>src/a.c
expect 0 "src/a.c:$(wc -l <src/a.c | tr -d ' '):a new absent_text here${newline}" "$KEN" grep absent_text src/a.c

expect 0 '' "$KEN" cache clear
expect 1 '' "$KEN" cache

# A folder that cannot be written is no error.
XDG_CACHE_HOME=/proc/nowhere
export XDG_CACHE_HOME
run "$KEN" grep needle src/a.c
[ "$status" -eq 0 ] && [ ! -s "$work/err" ] || fail "an unwritable cache folder: $(cat "$work/err")"

finish
