#!/bin/sh
# Where things are read from and written to: standard descriptors that are closed or full, folders that go away, homes
# that are missing, disks that are full or read-only.
. "$(dirname "$0")/lib.sh"

make_repository

# --- standard descriptors ---

# to_full COMMAND...: what is printed does not fit.
to_full() {
    status=0
    "$@" >/dev/full 2>"$work/err" </dev/null || status=$?
    [ "$status" -eq 2 ] || fail "$* >/dev/full: status $status"
    [ "$(cat "$work/err")" = 'ken: standard output: No space left on device' ] || fail "$* >/dev/full: said $(cat "$work/err")"
}

to_full "$KEN" grep needle
to_full "$KEN" grep -c needle
to_full "$KEN" grep -l --json needle
to_full "$KEN" files
to_full "$KEN" --help
to_full "$KEN" --version
to_full "$KEN" large.txt
to_full sh -c 'echo "{}" | "$KEN" serve'

told 'standard output: Bad file descriptor' 'standard output closed' sh -c '"$KEN" grep needle >&-'
told 'standard output: Bad file descriptor' 'standard output closed, a list being kept' sh -c 'rm -rf "$XDG_CACHE_HOME"; "$KEN" files >&-'
whole 'the next run' "$KEN" grep needle
whole 'standard error closed' sh -c '"$KEN" grep needle 2>&-'
whole 'standard input closed' sh -c '"$KEN" grep needle <&-'
whole 'only standard output open' sh -c 'rm -rf "$XDG_CACHE_HOME"; "$KEN" grep needle <&- 2>&-'
told 'standard input: Bad file descriptor' 'serve, standard input closed' sh -c '"$KEN" serve <&-'
told 'standard input: Is a directory' 'serve, standard input a folder' sh -c '"$KEN" serve </'
told 'standard input: Is a directory' 'a folder to be copied' sh -c '"$KEN" </ | cat; exec "$KEN" </'
run sh -c '"$KEN" grep needle <&- >&- 2>&-'
[ "$status" -eq 2 ] || fail "all closed: status $status"

# One that does not wait: a pipe whose reader is slow.
cat >"$area/slowly" <<'END'
{ seq 60000 | sed 's/^/needle /'; } >needles
python3 -c 'import fcntl, os; fcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK)'
"$KEN" grep --no-cache needle needles; echo "status $?" >&2
END
if command -v python3 >/dev/null; then
    lines=$(sh "$area/slowly" 2>"$work/err" | { sleep 0.5; wc -l; })
    [ "$lines" -eq 60000 ] && [ "$(cat "$work/err")" = 'status 0' ] || fail "a pipe that is full: $lines lines; $(cat "$work/err")"
    rm -f needles
fi

# --- folders that go away ---

mkdir "$area/gone"
cd "$area/gone"
rmdir "$area/gone"
told 'the current folder: No such file' 'grep in a folder that is gone' "$KEN" grep needle
told 'the current folder: No such file' 'files in a folder that is gone' "$KEN" files
told 'the current folder: No such file' 'serve in a folder that is gone' "$KEN" serve
"$IN_TERMINAL" 20 'ken: .: No such file or directory' '' "$KEN" >"$area/screen" 2>&1 || fail "the screen: $(cat "$area/screen")"
cd "$area/repo"

cp -R "$area/repo" "$area/leaving"
cd "$area/leaving"
mkfifo "$area/in" "$area/answers"
"$KEN" serve --no-cache <"$area/in" >"$area/answers" 2>"$area/serve.err" &
server=$!
exec 3>"$area/in" 4<"$area/answers"
for part in stays goes gone back; do
    case $part in
    goes) rm -rf "$area/leaving" ;;
    back) cp -R "$area/repo" "$area/leaving" ;;
    esac
    echo '{"id":1,"op":"search","pattern":"needle","limit":1}' >&3
    read -r answer <&4
    lines=$(printf '%s' "$answer" | sed 's/.*"lines":\([0-9]*\).*/\1/')
    case $part:$lines in
    stays:43 | goes:0 | gone:0 | back:43) ;;
    *) fail "the folder served $part: $(printf '%s' "$answer" | head -c 300)" ;;
    esac
done
exec 3>&- 4<&-
wait "$server" || fail "serve ended with $?: $(cat "$area/serve.err")"
cd "$area/repo"
rm -rf "$area/leaving"

# --- homes ---

: >"$area/file"
for home in /nonexistent "$area/file" /proc ''; do
    whole "home $home" env HOME="$home" XDG_CACHE_HOME= XDG_STATE_HOME= XDG_CONFIG_HOME= "$KEN" grep needle
    whole "folders in $home" env XDG_CACHE_HOME="$home" XDG_STATE_HOME="$home" XDG_CONFIG_HOME="$home" "$KEN" grep needle
    env HOME="$home" XDG_CACHE_HOME="$home" XDG_STATE_HOME="$home" XDG_CONFIG_HOME="$home" "$IN_TERMINAL" 20 large.txt 'needle' "$KEN" >"$area/screen" 2>&1 ||
        fail "the screen, home $home: $(cat "$area/screen")"
done
whole 'no home at all' env -u HOME -u XDG_CACHE_HOME -u XDG_STATE_HOME -u XDG_CONFIG_HOME "$KEN" grep needle

# --- full and read-only disks ---

# Times on disk must be old enough for a listing to be kept.
sleep 2.1
rm -rf "$XDG_CACHE_HOME"
whole 'a list is kept' "$KEN" grep needle
kept=$(find "$XDG_CACHE_HOME" -name '*.list')
[ -f "$kept" ] || fail 'no list was kept'
to_full "$KEN" cache
cp "$kept" "$area/kept.before"
for failing in 'KIND=disk ERROR=28' 'KIND=disk ERROR=5 AT=2' 'KIND=disk ERROR=0 AT=1' 'KIND=open ERROR=30 AT=1' 'KIND=disk ERROR=28 AT=2'; do
    printf '*.o\n' >>.git/info/exclude # the list has to be made anew
    sleep 0.01
    # shellcheck disable=SC2086 # a list of settings
    whole "keeping a list, $failing" faulty AT=1 $failing ON=1 PATH=/cache/ken "$KEN" grep needle
    [ "$failing" = 'KIND=disk ERROR=0 AT=1' ] || cmp -s "$kept" "$area/kept.before" || fail "the old list is not as it was: $failing"
    [ -z "$(find "$XDG_CACHE_HOME" -name '*.tmp')" ] || fail "a part of a list is left: $failing"
    whole "the next run, $failing" "$KEN" grep needle
    cp "$kept" "$area/kept.before"
done

on_small_disk() {
    env TMPDIR="$area/small" XDG_STATE_HOME="$area/small" XDG_CACHE_HOME="$area/small" "$IN_TERMINAL" 20 large.txt \
        needle "$KEN" >"$area/screen" 2>&1 || fail "the screen on a $1 disk: $(cat "$area/screen")"
}

if mkdir "$area/small" && mount -t tmpfs -o size=64k none "$area/small" 2>/dev/null; then
    head -c 65536 /dev/zero >"$area/small/filler" 2>/dev/null || :
    whole 'a full disk for the cache' env XDG_CACHE_HOME="$area/small" "$KEN" grep needle
    [ -z "$(find "$area/small" -type f ! -name filler)" ] || fail "left on a full disk: $(find "$area/small")"
    mount -o remount,ro "$area/small"
    whole 'a read-only disk for the cache' env XDG_CACHE_HOME="$area/small" "$KEN" grep needle
    on_small_disk read-only
    mount -o remount,rw "$area/small"
    on_small_disk full
    umount "$area/small"
else
    echo 'mounting is not permitted: full disks by the shim alone'
fi

finish
