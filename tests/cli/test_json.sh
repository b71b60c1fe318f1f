#!/bin/sh
# `ken grep --json` and `ken serve`: one JSON value a line, whatever the bytes are.
. "$(dirname "$0")/lib.sh"

fresh_repository
add_odd_files
commit_all

expect 0 '{"path":"src/a.c","line":1,"column":5,"text":"int needle(void)","matches":[[4,10]]}
' "$KEN" grep --json needle src/a.c
expect 0 '{"path":"src/deep/er/b.h","line":1,"column":1,"text":"needle needle","matches":[[0,6],[7,13]]}
{"path":"src/deep/er/b.h","line":2,"column":1,"text":"needles","matches":[[0,6]]}
{"path":"src/deep/er/b.h","line":3,"column":2,"text":"_needle","matches":[[1,7]]}
{"path":"src/deep/er/b.h","line":4,"column":1,"text":"needle-case","matches":[[0,6]]}
' "$KEN" grep --json needle src/deep
expect 0 '{"path":"latin1.txt","line":1,"column":6,"text":"caf� needle","matches":[[5,11]]}
' "$KEN" grep --json needle latin1.txt
expect 0 '{"path":"crlf.txt","line":1,"column":5,"text":"one needle\u000d","matches":[[4,10]]}
{"path":"crlf.txt","line":3,"column":7,"text":"three needle\u000d","matches":[[6,12]]}
' "$KEN" grep --json needle crlf.txt
expect 0 '{"path":"new\u000aline.txt","line":1,"column":1,"text":"needle","matches":[[0,6]]}
' "$KEN" grep --json needle -g 'new*'
expect 0 '{"path":"binary.bin","binary":true}
' "$KEN" grep --json --binary needle binary.bin
expect 0 '{"path":"empty-matches.txt","line":1,"column":1,"text":"aébc","matches":[[3,4]]}
' sh -c 'printf "a\303\251bc\n" >empty-matches.txt && exec "$KEN" grep --json "b*" empty-matches.txt'
rm empty-matches.txt

# serve REQUEST...: the answers, without the time that they took.
serve() {
    printf '%s\n' "$@" >"$work/requests"
    status=0
    "$KEN" serve <"$work/requests" 2>"$work/err" | sed 's/"ms":[0-9.e-]*/"ms":0/' >"$work/out" || status=$?
    [ ! -s "$work/err" ] || fail "serve: $(cat "$work/err")"
}

# answers TEXT: what the last serve must have said.
answers() {
    printf '%s\n' "$1" >"$work/expected"
    cmp -s "$work/expected" "$work/out" || {
        fail 'serve answers differently'
        diff "$work/expected" "$work/out" | head -n 10
    }
}

serve '{"id":1,"op":"search","pattern":"needle","globs":["src/"],"limit":2}' '' \
    '{"id":"two","op":"search","pattern":"Needle"}' \
    '{"id":3,"op":"search","pattern":"NEEDLE","case":"insensitive","globs":["src.c","!*.txt"]}' \
    '{"id":4,"op":"search","pattern":"a.b","literal":true,"limit":0}' \
    '{"id":5,"op":"search","pattern":"needle","word":true,"globs":["b.h"]}' \
    '{"id":6,"op":"files","globs":["*.c"]}' \
    '{"op":"search","pattern":"nowhere at all"}' \
    '{"id":7,"op":"quit"}' '{"id":8,"op":"files"}'
answers '{"id":1,"lines":6,"files":2,"ms":0,"hits":[{"path":"src/a.c","line":1,"column":5,"text":"int needle(void)"},{"path":"src/a.c","line":3,"column":18,"text":"    return 0; /* Needle */"}]}
{"id":"two","lines":1,"files":1,"ms":0,"hits":[{"path":"src/a.c","line":3,"column":18,"text":"    return 0; /* Needle */"}]}
{"id":3,"lines":1,"files":1,"ms":0,"hits":[{"path":"src.c","line":1,"column":1,"text":"needle"}]}
{"id":4,"lines":1,"files":1,"ms":0,"hits":[]}
{"id":5,"lines":2,"files":1,"ms":0,"hits":[{"path":"src/deep/er/b.h","line":1,"column":1,"text":"needle needle"},{"path":"src/deep/er/b.h","line":4,"column":1,"text":"needle-case"}]}
{"id":6,"files":2,"paths":["src.c","src/a.c"]}
{"id":null,"lines":0,"files":0,"ms":0,"hits":[]}
{"id":7}'

# Bad requests are answered, and the next ones too.
serve 'not json' '[1]' '{"id":1}' '{"id":2,"op":"dance"}' '{"id":3,"op":"search"}' '{"id":4,"op":"search","pattern":7}' \
    '{"id":5,"op":"search","pattern":"a(b"}' '{"id":6,"op":"search","pattern":"x","limit":-1}' \
    '{"id":7,"op":"search","pattern":"x","case":"loud"}' '{"id":8,"op":"search","pattern":"x","literal":1}' \
    '{"id":9,"op":"search","pattern":"x","globs":"*.c"}' '{"id":10,"op":"files","globs":[1]}' '{"id":11,"op":"quit"}'
[ "$(grep -c '"error":"' "$work/out")" -eq 12 ] || fail "not every bad request is told so: $(cat "$work/out")"
[ "$(wc -l <"$work/out")" -eq 13 ] || fail 'not every request is answered'
grep -qF '{"id":5,"offset":3,"error":"the pattern is not valid: missing closing parenthesis at offset 3"}' "$work/out" ||
    fail 'a bad pattern is not told with its offset'

"$KEN" serve --memory 12M >"$work/stats" <<'EOF'
{"id":1,"op":"stats"}
EOF
for field in virtual_bytes resident_bytes passing_files retired_rounds windowed_pins map_count; do
    grep -q "\"$field\":[0-9]" "$work/stats" || fail "stats: no $field"
done
grep -q '"limits":{.*"packed_bytes":12582912}' "$work/stats" || fail "stats: --memory does not reach: $(cat "$work/stats")"

serve '{"id":1,"op":"stats"}'
grep -q '"root":".*/work/repo"' "$work/out" && grep -q '"branch":"main"' "$work/out" || fail "stats: $(cat "$work/out")"

finish
