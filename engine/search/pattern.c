/* A compiled pattern: the only user of PCRE2. Two forms are compiled, one for bytes (ASCII files) and one for UTF-8
 * that may be invalid; both by JIT, since only JIT code is safe on bytes that change under it. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "engine/search/pattern.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wctype.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/search/watchdog.h"

enum {
    MATCH_LIMIT = 1000000, /* a call's; the watchdog bounds the time */
    JIT_STACK_START = 32 << 10,
    JIT_STACK_MOST = 4 << 20,
    CALLOUTS_A_LOOK = 1024, /* at the clock */
};

struct Pattern {
    atomic_uint references;
    pcre2_code *bytes; /* for ASCII files; NULL when only the other form can be had */
    pcre2_code *utf;   /* NULL when the pattern itself is not UTF-8 */
    Query query;       /* its text is `text` */
    bool is_caseless;
    bool is_word;
    bool has_jit;
    uint32_t extra_options; /* for compiling */
    Slice literal;          /* into `text` */
    char *text;
    Strategy ascii;
    Strategy wide;
};

struct Matcher {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    Watchdog dog;
    /* where JIT is refused: */
    Buf copy; /* of a line */
    unsigned callouts;
    uint64_t match_start_ns;
};

static bool is_continuation(char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* The character at `at`, its length to `len`; the byte itself where it is not UTF-8. */
static uint32_t decode(Slice text, size_t at, size_t *len)
{
    uint8_t lead = (uint8_t)text.data[at];
    size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    *len = 1;
    if (more == 0 || at + more >= text.len)
        return lead;
    uint32_t character = lead & (0x3fu >> more);
    for (size_t i = 1; i <= more; i++) {
        if (!is_continuation(text.data[at + i]))
            return lead;
        character = character << 6 | (text.data[at + i] & 0x3f);
    }
    *len = more + 1;
    return character;
}

/* True when the pattern has an upper-case letter that stands for itself: \S and \p{Lu} do not. */
static bool has_upper_case(const Query *query)
{
    Slice text = query->pattern;
    for (size_t at = 0; at < text.len;) {
        if (text.data[at] == '\\' && !query->is_literal) {
            bool is_property = at + 2 < text.len && (text.data[at + 1] | 0x20) == 'p' && text.data[at + 2] == '{';
            const char *close = is_property ? memchr(text.data + at, '}', text.len - at) : NULL;
            at = close ? (size_t)(close - text.data) + 1 : at + 2;
            continue;
        }
        size_t len;
        if (iswupper((wint_t)decode(text, at, &len)))
            return true;
        at += len;
    }
    return false;
}

static bool decide_case(const Query *query)
{
    if (query->is_bytes)
        return false;
    return query->case_mode == CASE_INSENSITIVE || (query->case_mode == CASE_SMART && !has_upper_case(query));
}

/* How much of an expression is verbs that must stay at its very start: "(*UCP)(*UTF)". */
static size_t verbs_len(const Query *query)
{
    Slice text = query->pattern;
    size_t len = 0;
    while (!query->is_literal && len + 2 < text.len && text.data[len] == '(' && text.data[len + 1] == '*' &&
           text.data[len + 2] >= 'A' && text.data[len + 2] <= 'Z') {
        const char *close = memchr(text.data + len, ')', text.len - len);
        if (!close)
            break;
        len = (size_t)(close - text.data) + 1;
    }
    return len;
}

static void append_quoted(Buf *out, Slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.data[i];
        if (byte == '\0') {
            buf_append(out, "\\x00", 4);
            continue;
        }
        if (strchr("\\^$.[]|()?*+{}", byte))
            buf_append_byte(out, '\\');
        buf_append_byte(out, byte);
    }
}

/* The expression to compile; with `is_wrapped`, so that no word character touches a match. */
static void write_expression(Buf *out, const Query *query, bool is_wrapped)
{
    size_t verbs = verbs_len(query);
    Slice rest = slice_sub(query->pattern, verbs, query->pattern.len);
    buf_append(out, query->pattern.data, verbs);
    if (is_wrapped)
        buf_append_slice(out, slice_from_cstr("(?<!\\w)(?:"));
    if (query->is_literal)
        append_quoted(out, rest);
    else
        buf_append_slice(out, rest);
    if (is_wrapped)
        buf_append_slice(out, slice_from_cstr(")(?!\\w)"));
}

static pcre2_code *compile(Slice expression, uint32_t options, bool is_caseless, int *code, size_t *offset)
{
    if (is_caseless)
        options |= PCRE2_CASELESS;
    options |= PCRE2_NEVER_BACKSLASH_C;
    PCRE2_SPTR text = (PCRE2_SPTR)(expression.data ? expression.data : "");
    return pcre2_compile(text, expression.len, options, code, offset, NULL);
}

static void tell_error(PatternError *err, int code, size_t offset, size_t most)
{
    if (code == PCRE2_ERROR_HEAP_FAILED)
        mem_exhausted(); /* that is no fault of the pattern's */
    if (!err)
        return;
    err->offset = offset < most ? offset : most;
    if (pcre2_get_error_message(code, (PCRE2_UCHAR *)err->text, sizeof err->text) < 0)
        snprintf(err->text, sizeof err->text, "not a valid expression");
}

enum {
    OPTIONS_UTF = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF,
    OPTIONS_BYTES = PCRE2_NEVER_UTF,
};

static bool is_ascii_text(Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] & 0x80)
            return false;
    return true;
}

/* Bytes have one form, which takes any byte for itself. */
static bool compile_bytes(Pattern *pattern, const Query *query, PatternError *err)
{
    Buf expression = {0};
    append_quoted(&expression, query->pattern);
    int code = 0;
    size_t offset = 0;
    pattern->bytes = compile(buf_slice(&expression), OPTIONS_BYTES | pattern->extra_options, false, &code, &offset);
    if (!pattern->bytes)
        tell_error(err, code, offset, query->pattern.len);
    buf_deinit(&expression);
    return pattern->bytes != NULL;
}

static bool is_utf8_error(int code)
{
    return code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21;
}

/* Compiles both forms. What the pattern is by itself decides about its errors; the wrapped form follows. */
static bool compile_forms(Pattern *pattern, const Query *query, PatternError *err)
{
    Buf expression = {0};
    write_expression(&expression, query, false);
    int code = 0;
    size_t offset = 0;
    pcre2_code *main =
        compile(buf_slice(&expression), OPTIONS_UTF | pattern->extra_options, pattern->is_caseless, &code, &offset);
    bool is_utf = main || !is_utf8_error(code);
    uint32_t options = (is_utf ? OPTIONS_UTF : OPTIONS_BYTES) | pattern->extra_options;
    if (!is_utf)
        main = compile(buf_slice(&expression), options, pattern->is_caseless, &code, &offset);
    if (main && query->is_word) {
        pcre2_code_free(main);
        buf_clear(&expression);
        write_expression(&expression, query, true);
        main = compile(buf_slice(&expression), options, pattern->is_caseless, &code, &offset);
    }
    *(is_utf ? &pattern->utf : &pattern->bytes) = main;
    if (!main)
        tell_error(err, code, offset, query->pattern.len);
    else if (is_utf && is_ascii_text(query->pattern))
        pattern->bytes = compile(buf_slice(&expression), OPTIONS_BYTES | pattern->extra_options, pattern->is_caseless,
                                 &code, &offset);
    buf_deinit(&expression);
    return main != NULL;
}

/* Where there is no JIT, the interpreter is to ask at each item of the pattern whether it shall go on: a match limit
 * bounds no time. */
static void compile_for_interpreter(Pattern *pattern)
{
    PatternError wrong = {0};
    pcre2_code_free(pattern->bytes);
    pcre2_code_free(pattern->utf);
    pattern->bytes = pattern->utf = NULL;
    pattern->extra_options = PCRE2_AUTO_CALLOUT;
    if (!(pattern->query.is_bytes ? compile_bytes : compile_forms)(pattern, &pattern->query, &wrong))
        mem_exhausted(); /* it was right before */
}

static bool make_jit(pcre2_code *code)
{
    return !code || pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0;
}

static void pattern_free(Pattern *pattern)
{
    pcre2_code_free(pattern->bytes);
    pcre2_code_free(pattern->utf);
    free(pattern->text);
    free(pattern);
}

/* The one text that matches, if there is one. */
static void note_literal(Pattern *pattern, const Query *query)
{
    const Strategy *ascii = &pattern->ascii;
    if (query->is_literal || query->is_bytes)
        pattern->literal = slice_of(pattern->text, query->pattern.len);
    else if (ascii->kind == STRATEGY_EXACT && ascii->needle_count == 1)
        pattern->literal = slice_of(ascii->needles[0].text, ascii->needles[0].len);
}

Pattern *pattern_compile(const Query *query, PatternError *err)
{
    Pattern *pattern = mem_zalloc(1, sizeof *pattern);
    atomic_init(&pattern->references, 1);
    pattern->is_caseless = decide_case(query);
    pattern->is_word = query->is_word && !query->is_bytes;
    pattern->text = mem_strndup(query->pattern.data, query->pattern.len);
    pattern->query = *query;
    pattern->query.pattern.data = pattern->text;
    if (!(query->is_bytes ? compile_bytes : compile_forms)(pattern, query, err)) {
        pattern_free(pattern);
        return NULL;
    }
    pattern->has_jit = make_jit(pattern->bytes) && make_jit(pattern->utf);
    if (!pattern->has_jit)
        compile_for_interpreter(pattern);
    PlanMode mode = {.is_caseless = pattern->is_caseless, .is_bytes = !pattern->utf};
    strategy_init(&pattern->ascii, query, mode);
    mode.is_wide = true;
    strategy_init(&pattern->wide, query, mode);
    note_literal(pattern, query);
    return pattern;
}

Pattern *pattern_retain(Pattern *pattern)
{
    atomic_fetch_add_explicit(&pattern->references, 1, memory_order_relaxed);
    return pattern;
}

void pattern_release(Pattern *pattern)
{
    /* acq_rel: the last one sees what the others did before they let go */
    if (pattern && atomic_fetch_sub_explicit(&pattern->references, 1, memory_order_acq_rel) == 1)
        pattern_free(pattern);
}

const Query *pattern_query(const Pattern *pattern)
{
    return &pattern->query;
}

bool pattern_is_caseless(const Pattern *pattern)
{
    return pattern->is_caseless;
}

bool pattern_is_bytes(const Pattern *pattern)
{
    return pattern->query.is_bytes;
}

Slice pattern_literal(const Pattern *pattern)
{
    return pattern->literal;
}

const Strategy *pattern_strategy(const Pattern *pattern, bool is_ascii)
{
    return is_ascii ? &pattern->ascii : &pattern->wide;
}

void pattern_plan(const Pattern *pattern, Plan *plan)
{
    PlanMode mode = {.is_caseless = pattern->is_caseless, .is_wide = true, .is_bytes = !pattern->utf};
    strategy_plan(plan, &pattern->query, mode);
}

bool pattern_has_jit(const Pattern *pattern)
{
    return pattern->has_jit;
}

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* The interpreter allocates, so that it cannot be left by the watchdog: it asks. */
static int ask_whether_to_go_on(pcre2_callout_block *block, void *context)
{
    (void)block;
    Matcher *matcher = context;
    if (++matcher->callouts % CALLOUTS_A_LOOK != 0)
        return 0;
    const atomic_bool *cancel = atomic_load_explicit(&matcher->dog.cancel, memory_order_relaxed);
    bool is_cancelled = cancel && atomic_load_explicit(cancel, memory_order_relaxed); /* relaxed: soon is soon enough */
    uint64_t most_ns = (uint64_t)WATCHDOG_TICK_MS * WATCHDOG_DEADLINE_TICKS * 1000000u;
    return is_cancelled || now_ns() - matcher->match_start_ns > most_ns ? PCRE2_ERROR_CALLOUT : 0;
}

Matcher *matcher_new(void)
{
    Matcher *matcher = mem_zalloc(1, sizeof *matcher);
    matcher->data = pcre2_match_data_create(1, NULL);
    matcher->context = pcre2_match_context_create(NULL);
    matcher->stack = pcre2_jit_stack_create(JIT_STACK_START, JIT_STACK_MOST, NULL);
    if (!matcher->data || !matcher->context)
        mem_exhausted();
    pcre2_set_match_limit(matcher->context, MATCH_LIMIT);
    pcre2_jit_stack_assign(matcher->context, NULL, matcher->stack);
    pcre2_set_callout(matcher->context, ask_whether_to_go_on, matcher);
    watchdog_init(&matcher->dog);
    return matcher;
}

void matcher_free(Matcher *matcher)
{
    if (!matcher)
        return;
    watchdog_deinit(&matcher->dog);
    pcre2_match_data_free(matcher->data);
    pcre2_match_context_free(matcher->context);
    pcre2_jit_stack_free(matcher->stack);
    buf_deinit(&matcher->copy);
    free(matcher);
}

void matcher_set_cancel(Matcher *matcher, const atomic_bool *cancel)
{
    watchdog_set_cancel(&matcher->dog, cancel);
}

static int match_by_jit(const pcre2_code *code, Matcher *matcher, Slice line, size_t from, uint32_t options)
{
    watchdog_prepare(&matcher->dog);
    if (sigsetjmp(matcher->dog.escape, 0))
        return PCRE2_ERROR_MATCHLIMIT;
    watchdog_enter(&matcher->dog);
    int result = pcre2_jit_match(code, (PCRE2_SPTR)line.data, line.len, from, options, matcher->data, matcher->context);
    watchdog_leave(&matcher->dog);
    return result;
}

/* Without JIT the bytes must not change: the line is copied first. */
static int match_a_copy(const pcre2_code *code, Matcher *matcher, Slice line, size_t from, uint32_t options)
{
    buf_clear(&matcher->copy);
    buf_reserve(&matcher->copy, 1);
    buf_append_slice(&matcher->copy, line);
    matcher->match_start_ns = now_ns();
    int result =
        pcre2_match(code, (PCRE2_SPTR)matcher->copy.data, line.len, from, options, matcher->data, matcher->context);
    if (result == PCRE2_ERROR_NOMEMORY)
        mem_exhausted();
    return result;
}

static MatchResult result_of(int code)
{
    switch (code) {
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_JIT_STACKLIMIT:
    case PCRE2_ERROR_CALLOUT:
        return MATCH_TIMED_OUT;
    default:
        return code >= 0 ? MATCH_FOUND : MATCH_NONE;
    }
}

MatchResult pattern_match(const Pattern *pattern, Matcher *matcher, Slice line, size_t from, bool is_ascii,
                          Match *match)
{
    const pcre2_code *code = (is_ascii && pattern->bytes) || !pattern->utf ? pattern->bytes : pattern->utf;
    uint32_t options = pattern->is_word ? PCRE2_NOTEMPTY : 0;
    if (!line.data)
        line.data = "";
    if (from > line.len)
        return MATCH_NONE;
    int code_found = pattern->has_jit ? match_by_jit(code, matcher, line, from, options)
                                      : match_a_copy(code, matcher, line, from, options);
    MatchResult result = result_of(code_found);
    if (result != MATCH_FOUND)
        return result;
    const size_t *ends = pcre2_get_ovector_pointer(matcher->data);
    /* bytes that change under the match, and \K in a lookahead, can put the end before the start */
    if (ends[0] > line.len || ends[1] > line.len)
        return MATCH_NONE;
    match->start = ends[0] < ends[1] ? ends[0] : ends[1];
    match->end = ends[0] < ends[1] ? ends[1] : ends[0];
    return MATCH_FOUND;
}
