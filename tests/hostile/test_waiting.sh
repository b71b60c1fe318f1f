#!/bin/sh
# Where git's files should be there are FIFOs and devices: git's helper waits for ever, and is ended after its four
# seconds. All at once, since they only wait.
. "$(dirname "$0")/lib.sh"

pids=
for victim in index HEAD config info/attributes info/exclude packed-refs commondir; do
    fixture "fifo-$(printf '%s' "$victim" | tr '/' '-')"
    rm -f ".git/$victim"
    mkfifo ".git/$victim"
    (check '') &
    pids="$pids $!"
done
for device in /dev/zero /dev/tty /proc/kmsg /dev/stdin; do
    for key in include.path core.excludesFile core.attributesFile; do
        fixture "device-$(printf '%s' "$device-$key" | tr '/' '-')"
        git config "$key" "$device"
        (check '') &
        pids="$pids $!"
    done
done
for folder in fifo-gitignore:.gitignore fifo-gitattributes:sub/.gitattributes fifo-gitmodules:.gitmodules; do
    fixture "${folder%%:*}"
    mkfifo "${folder#*:}"
    (check '') &
    pids="$pids $!"
done
for pid in $pids; do
    wait "$pid"
done

finish_hostile
