#!/bin/sh
# A file with holes is printed as the same bytes written out are, but for the zeros of a long hole, which is said.
. "$(dirname "$0")/lib.sh"

fresh_repository
MB=1048576

# put OFFSET: writes standard input there.
put() {
    dd of=holes bs=1 seek="$1" conv=notrunc 2>/dev/null
}

seq -f 'needle %06.0f' 1000 | put 0 # no zero in what tells text from binary
printf 'then open ' | put 14000
printf 'needle behind\nb1\nneedle\nb3\nb4\n' | put $((3 * MB - 5))
printf 'x needle needle\nlast needle\n' | put $((7 * MB + 77))
truncate -s $((9 * MB)) holes
mkdir dense sparse
dd if=holes of=dense/a bs=64k 2>/dev/null
mv holes sparse/a

# same ARGUMENTS...: but for zeros, ken grep prints the same of both.
same() {
    status=0
    (cd dense && "$KEN" grep --no-cache "$@") | tr -d '\0' >"$work/dense"
    (cd sparse && "$KEN" grep --no-cache "$@") 2>"$work/err" | tr -d '\0' >"$work/sparse"
    [ -s "$work/dense" ] || fail "$*: nothing is found"
    cmp -s "$work/dense" "$work/sparse" || {
        fail "$*: output differs"
        diff "$work/dense" "$work/sparse" | cut -c 1-200 | head -n 10
    }
}

same -n needle
same -c needle
same -l needle
same --column needle
same --column behind
same -o --column 'needle|behind|last'
same -C 2 -n behind
same -B 3 -n b4
run "$KEN" grep --no-cache -B 1 -n last sparse
[ "$(head -c 20 "$work/out")" = 'sparse/a:1007:last n' ] || fail "half a line is shown: $(head -c 200 "$work/out")"
same -A 3 -n 'needle 000999'
same -n 'open .*behind$'
same -n '^last'

run "$KEN" grep --no-cache behind sparse
grep -q '1 matching lines go through a hole' "$work/err" || fail "it is not said what is left out: $(cat "$work/err")"
[ "$(wc -c <"$work/out")" -lt $((2 * MB)) ] || fail "the hole is printed"
run "$KEN" grep --no-cache behind dense
[ ! -s "$work/err" ] || fail "something is said of a file without holes: $(cat "$work/err")"

finish
