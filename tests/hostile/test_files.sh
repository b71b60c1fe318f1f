#!/bin/sh
# Files and folders of every kind are searched, paged, or left alone: in time, and without a crash.
. "$(dirname "$0")/lib.sh"
: "${MAKE_ODD:?the path of the built make_odd}"

# folder NAME: a new one, outside any work tree; goes into it.
folder() {
    name=$1
    mkdir "$area/$name"
    cd "$area/$name"
}

# answers STATUS TEXT COMMAND...: as expect, with a time limit and the failures where this file's are.
answers() {
    wanted_status=$1 wanted_text=$2
    shift 2
    answer=0
    timeout "$patience" "$KEN" "$@" >"$area/out" 2>"$area/err" </dev/null || answer=$?
    [ "$answer" -eq "$wanted_status" ] || broke "$*: status $answer: $(head -c 300 "$area/err" | cat -v)"
    printf '%s' "$wanted_text" | cmp -s - "$area/out" || broke "$*: printed $(head -c 400 "$area/out" | cat -v)"
}

# pages FILE TEXT: the pager shows the text.
pages() {
    answer=0
    "$IN_TERMINAL" "$patience" "$2" 'Gg' "$KEN" "$1" >"$area/out" 2>&1 || answer=$?
    [ "$answer" -eq 0 ] || broke "paging $(printf '%s' "$1" | cat -v | tail -c 60): status $answer: $(cat "$area/out")"
}

# Encodings and line ends: searched and paged.
folder encodings
printf '\357\273\277needle first\nsecond needle\n' >utf8-bom
{ printf '\377\376'; printf 'n\0e\0e\0d\0l\0e\0 \0l\0e\0\n\0'; } >utf16-le
{ printf '\376\377'; printf '\0n\0e\0e\0d\0l\0e\0 \0b\0e\0\n'; } >utf16-be
printf 'caf\351 needle\n' >latin1
printf '\377\300\200\355\240\200\364\220\200\200 needle \200\n' >invalid
printf 'one\r\nneedle\r\n' >crlf
printf 'one\rneedle\rthree' >cr
printf 'the needle at the end' >no-newline
{ head -c 20000 /dev/zero | tr '\0' 'z'; printf '\nneedle\0late\n'; } >nul-late
printf '\0needle' >nul-early
: >empty
printf '\n\n\nneedle\n' >blank-lines
answers 0 "blank-lines
cr
crlf
invalid
latin1
no-newline
nul-late
utf16-be
utf16-le
utf8-bom
" grep -l needle
answers 0 "nul-early
" grep --binary -l needle nul-early
answers 0 "utf8-bom:2:second needle
" grep '^second needle$' utf8-bom
answers 1 '' grep needle empty
for file in utf8-bom utf16-le utf16-be latin1 invalid crlf cr no-newline nul-late blank-lines; do
    case $file in
    nul-late) pages "$file" 'zzzz' ;;
    *) pages "$file" needle ;;
    esac
done
pages nul-early nul-early
pages empty empty

# Names.
folder names
long=$(head -c 255 /dev/zero | tr '\0' 'n')
for odd in "$long" "new${newline}line" "esc${escape}[777m" "$(printf '\351\377')" ' ' '-' '--help' '*' '\' "$(printf '\302\233m')" \
    "$(printf '\342\200\256rtl')" 'a:1:b' '~' '$(touch x)' '|cat'; do
    printf 'needle\n' >"./$odd"
done
"$KEN" files -0 >"$area/out" || broke 'names: files failed'
[ "$(tr -cd '\0' <"$area/out" | wc -c)" -eq 15 ] || broke "names: $(tr '\0' '|' <"$area/out" | cat -v)"
"$KEN" grep -c -0 needle >"$area/out" || broke 'names: grep failed'
[ "$(tr -cd '\0' <"$area/out" | wc -c)" -eq 15 ] || broke "names: $(tr '\0' '|' <"$area/out" | cat -v)"
pages "$long" needle
pages "./new${newline}line" needle
pages "./esc${escape}[777m" needle
pages './--help' needle
"$IN_TERMINAL" "$patience" '15 files' needle "$KEN" >"$area/out" 2>&1 || broke "on the screen: $(cat "$area/out")"

# Paths that no system call takes at once: 3,000 levels are 6,000 bytes, 40 long names 10,000.
folder deep
"$MAKE_ODD" deep 3000 || broke 'the deep folder was not made'
path=$(head -c 3000 /dev/zero | sed 's|\x0|d/|g')bottom.txt
answers 0 "$path$newline" files
answers 0 "$path:1:needle$newline" grep needle
"$IN_TERMINAL" "$patience" 'bottom.txt' needle "$KEN" >"$area/out" 2>&1 || broke "deep: $(cat "$area/out")"

folder long-path
"$MAKE_ODD" deep 40 "$long" || broke 'the long path was not made'
timeout "$patience" "$KEN" grep -c needle >"$area/out" 2>"$area/err" || broke "status $?: $(cat "$area/err")"
[ "$(wc -c <"$area/out")" -eq $((40 * 256 + 13)) ] || broke "printed $(wc -c <"$area/out") bytes"

folder many
"$MAKE_ODD" many 100000 || broke 'the folder of many files was not made'
timeout "$patience" "$KEN" files >"$area/out" || broke "status $?"
[ "$(wc -l <"$area/out")" -eq 100001 ] || broke "listed $(wc -l <"$area/out") files"
answers 0 "many/one-with-text:1:needle$newline" grep needle
"$IN_TERMINAL" "$patience" '100,001 files' needle "$KEN" >"$area/out" 2>&1 || broke "many: $(cat "$area/out")"

# Links in circles, and what is never opened.
folder not-files
mkdir sub
ln -s . here
ln -s .. sub/up
ln -s loop loop
ln -s /dev/zero endless
mkfifo fifo
"$MAKE_ODD" socket socket || broke 'no socket was made'
mknod device c 1 5 2>/dev/null || :
printf 'needle\n' >a.txt
answers 0 "a.txt$newline" files
answers 0 "a.txt:1:needle$newline" grep needle
answers 0 "a.txt:1:needle$newline" grep --no-ignore --hidden --binary needle
"$IN_TERMINAL" "$patience" 'a.txt' needle "$KEN" >"$area/out" 2>&1 || broke "not-files: $(cat "$area/out")"
for odd in fifo socket loop; do
    answer=0
    timeout "$patience" "$KEN" grep needle "$odd" >"$area/out" 2>&1 </dev/null || answer=$?
    [ "$answer" -le 2 ] || broke "grep in $odd: status $answer"
done

# What the kernel makes up: no end of files whose sizes are 0, some of which block.
name=kernel
for root in /proc/self /sys/kernel /sys/class/net; do
    [ -d "$root" ] || continue
    answer=0
    timeout "$patience" "$KEN" files --no-cache "$root" >"$area/out" 2>"$area/err" </dev/null || answer=$?
    [ "$answer" -le 1 ] || broke "files $root: status $answer"
    answer=0
    timeout "$patience" "$KEN" grep --no-cache -c needle "$root" >"$area/out" 2>"$area/err" </dev/null || answer=$?
    [ "$answer" -le 2 ] || broke "grep in $root: status $answer"
    "$IN_TERMINAL" "$patience" 'files' needle "$KEN" "$root" >"$area/out" 2>&1 || broke "$root: $(cat "$area/out")"
done

# Without the right to read, as someone else when this is the superuser.
folder unreadable
mkdir shut
printf 'needle\n' >open.txt
printf 'needle\n' >shut.txt
printf 'needle\n' >shut/inside.txt
chmod 0 shut.txt shut
chmod 755 "$area"
as_other=
[ "$(id -u)" -ne 0 ] || as_other='setpriv --reuid=65534 --regid=65534 --clear-groups'
if [ ! "$as_other" ] || $as_other "$KEN" --version >/dev/null 2>&1; then
    answer=0
    $as_other env HOME=/nonexistent timeout "$patience" "$KEN" grep needle >"$area/out" 2>"$area/err" </dev/null || answer=$?
    grep -qx 'open.txt:1:needle' "$area/out" || broke "printed $(cat "$area/out")"
    grep -q 'could not be read' "$area/err" || broke "said $(cat "$area/err")"
    ! grep -q shut/inside "$area/out" || broke 'a shut folder was read'
    [ "$answer" -le 2 ] || broke "status $answer"
fi
chmod 755 shut

# A file that is a folder, a FIFO and a file again while it is listed and read.
folder flips
printf 'needle\n' >a.txt
"$MAKE_ODD" flip b.txt &
flipper=$!
i=0
while [ $i -lt 40 ]; do
    answer=0
    timeout "$patience" "$KEN" grep --no-cache needle >"$area/out" 2>"$area/err" </dev/null || answer=$?
    [ "$answer" -le 2 ] || broke "status $answer: $(cat "$area/err")"
    grep -qx 'a.txt:1:needle' "$area/out" || broke "printed $(cat "$area/out")"
    i=$((i + 1))
done
"$IN_TERMINAL" "$patience" a.txt needle "$KEN" >"$area/out" 2>&1 || broke "on the screen: $(cat "$area/out")"
kill "$flipper"
wait "$flipper" 2>/dev/null || :

finish_hostile
