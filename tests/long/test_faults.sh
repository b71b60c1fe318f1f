#!/bin/sh
# The sweeps of tests/faults over many more calls: every tenth to every one of a kind, by how many there are.
# Takes at most 420 s.
set -u

programs=$(dirname "$KEN")/tests
failed=0

# sweep MOST PROGRAM [VARIABLE=VALUE]: its figures; what it complained of only when something is wrong.
sweep() {
    most=$1 program=$2
    shift 2
    if [ ! -x "$programs/$program" ]; then
        echo "$program is not built: this is not Linux"
        exit 77
    fi
    if ! env KEN_FAULTS_MOST="$most" "$@" "$programs/$program" >"$program.log" 2>&1; then
        grep -a -A 30 FAILED "$program.log" | head -n 200
        failed=1
    fi
    grep -a '^figure: ' "$program.log"
}

sweep 50 faults_sweep
sweep 5 faults_sweep_screen
exit $failed
