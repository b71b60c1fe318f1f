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

# The listing is kept too, by a run of any kind, and shown on the same line.
"$KEN" files >"$work/listed"
for suffix in sig list; do
    [ "$(find "$XDG_CACHE_HOME/ken" -name "*.$suffix" | wc -l)" -eq 1 ] || fail "no file *.$suffix was kept"
done
[ "$("$KEN" cache | wc -l)" -eq 1 ] || fail "one tree takes several lines: $("$KEN" cache)"

# With the cache, without it, and with a damaged one the answer is the same.
for suffix in sig list; do
    kept=$(find "$XDG_CACHE_HOME/ken" -name "*.$suffix")
    for damage in none truncated flipped foreign; do
        case $damage in
        truncated) head -c 100 "$kept" >"$kept.new" && mv "$kept.new" "$kept" ;;
        flipped) printf 'X' | dd of="$kept" bs=1 seek=64 conv=notrunc 2>/dev/null ;;
        foreign) echo 'not ours' >"$kept" ;;
        esac
        for pattern in needle 'int \w+' 'absent_text'; do
            "$KEN" grep "$pattern" >"$work/with" || true
            "$KEN" grep --no-cache "$pattern" >"$work/without" || true
            cmp -s "$work/with" "$work/without" || fail "$damage $suffix: '$pattern' is answered otherwise"
        done
        "$KEN" files | cmp -s - "$work/listed" || fail "$damage $suffix: other files are listed"
    done
done

# A file that comes, goes, or is ignored from now on is noticed at once.
expect 0 '' "$KEN" cache clear
"$KEN" files >/dev/null
echo 'fresh needle' >many/fresh
expect 0 "many/fresh${newline}" "$KEN" grep -l 'fresh needle'
echo fresh >many/.gitignore
expect 1 '' "$KEN" grep -l 'fresh needle'
rm many/.gitignore many/fresh
expect 1 '' "$KEN" grep -l 'fresh needle'

# Without the cache nothing is read from it, and nothing is left in it.
expect 0 '' "$KEN" cache clear
"$KEN" files --no-cache | cmp -s - "$work/listed" || fail '--no-cache: other files are listed'
"$KEN" grep --no-cache needle >/dev/null
[ -z "$(find "$XDG_CACHE_HOME" -type f)" ] || fail "--no-cache left $(find "$XDG_CACHE_HOME" -type f)"

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
"$KEN" files | cmp -s - "$work/listed" || fail 'an unwritable cache folder: other files are listed'

finish
