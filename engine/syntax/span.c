/* Opening and closing of spans. Looking back is bounded by LOOK_BACK bytes and by the bytes' beginning. */
#include "engine/syntax/span.h"

#include "engine/syntax/words.h"

enum { LOOK_BACK = 128, DELIMITER_MOST = 16, NAME_MOST = 64 };

/* Of SPAN_MARKS, in LexState.delimiter beside the mark: another part follows. */
enum { SECOND_PART = 0x100 };

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

bool span_is_by_lines(const SpanData *span)
{
    return span->flags & (SPAN_HEREDOC | SPAN_INDENTED | SPAN_AT_COLUMN_ONE);
}

size_t span_line_end(const char *bytes, size_t at, size_t end)
{
    const char *found = at < end ? memchr(bytes + at, '\n', end - at) : NULL;
    return found ? (size_t)(found - bytes) : end;
}

static char fold(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

bool span_is_at(const Language *language, const char *text, const char *bytes, size_t at, size_t end)
{
    for (; *text; text++, at++)
        if (at >= end || (bytes[at] != *text && !(language->folds && fold(bytes[at]) == fold(*text))))
            return false;
    return true;
}

static bool is_word(const Language *language, char byte)
{
    return language->classes[(uint8_t)byte] & CLASS_WORD;
}

/* FNV-1a. */
static uint32_t hash_bytes(const char *bytes, size_t start, size_t end)
{
    uint32_t hash = 2166136261U;
    for (size_t i = start; i < end; i++)
        hash = (hash ^ (uint8_t)bytes[i]) * 16777619U;
    return hash;
}

/* --- conditions --- */

/* The word that ends at `at`; longer than `most` counts as a word that nobody knows. */
static Slice word_before(const Language *language, const char *bytes, size_t at, size_t most)
{
    size_t start = at;
    while (start > 0 && at - start <= most && is_word(language, bytes[start - 1]))
        start--;
    return slice_of(bytes + start, at - start);
}

/* Whether only blanks stand before `at` on its line. */
static bool is_first_on_line(const char *bytes, size_t at)
{
    for (size_t back = 0; back < LOOK_BACK; back++) {
        if (at == back || bytes[at - back - 1] == '\n')
            return true;
        if (!is_blank(bytes[at - back - 1]))
            return false;
    }
    return false;
}

static bool is_column_one(const char *bytes, size_t at)
{
    return at == 0 || bytes[at - 1] == '\n';
}

/* Whether a value, and so no operator, is to be expected at `at`: judged by what stands before it on the line. Behind
 * the same byte it is the second of an operator, or of an empty string. */
static bool expects_operand(const Language *language, const char *bytes, size_t at)
{
    if (at > 0 && bytes[at - 1] == bytes[at])
        return false;
    for (size_t back = 0; back < LOOK_BACK; back++) {
        if (at == back || bytes[at - back - 1] == '\n')
            return true;
        char before = bytes[at - back - 1];
        if (is_blank(before))
            continue;
        if (is_word(language, before))
            return words_has(language->data->operand_words, word_before(language, bytes, at - back, WORD_LONGEST));
        return !strchr(")]}\"'`", before) || before == 0;
    }
    return false;
}

/* Whether one character, or one escape, and then `close` follow at `at`. */
static bool is_one_character(const SpanData *span, const char *bytes, size_t at, size_t end)
{
    if (at >= end || bytes[at] == span->close[0] || bytes[at] == '\n')
        return false;
    size_t most = 4;
    if (span->escape && bytes[at] == span->escape) {
        if (at + 1 >= end || bytes[at + 1] == '\n')
            return false;
        at += 2;
        most = 10; /* \u{10ffff} */
    } else if ((uint8_t)bytes[at] < 0x80) {
        return at + 1 < end && bytes[at + 1] == span->close[0];
    }
    for (size_t i = 0; i <= most && at + i < end; i++) {
        if (bytes[at + i] == span->close[0])
            return true;
        if (bytes[at + i] == '\n' || bytes[at + i] == ' ')
            return false;
    }
    return false;
}

static bool has_prefix(const Language *language, const SpanData *span, const char *bytes, size_t at)
{
    Slice word = word_before(language, bytes, at, 8);
    return word.len == 0 ? (span->flags & SPAN_BARE) != 0 : words_has(span->prefixes, word);
}

static bool is_whole_word(const Language *language, const char *bytes, size_t at, size_t past, size_t end)
{
    if (at > 0 && (is_word(language, bytes[at - 1]) || language->sigils[(uint8_t)bytes[at - 1]]))
        return false;
    return !(past < end && is_word(language, bytes[past]));
}

static bool is_behind_blank(const char *bytes, size_t at)
{
    char before = at > 0 ? bytes[at - 1] : '\n';
    return before == '\n' || is_blank(before) || (before && strchr(";&|()", before));
}

/* The conditions on what stands around the text `open`, which does stand at `at`. */
static bool may_open(const Language *language, const SpanData *span, const char *bytes, size_t at, size_t end)
{
    size_t past = at + strlen(span->open);
    if (span->unless && past < end && bytes[past] && strchr(span->unless, bytes[past]))
        return false;
    if ((span->flags & SPAN_WORD || language->classes[(uint8_t)span->open[0]] & CLASS_WORD) &&
        !is_whole_word(language, bytes, at, past, end))
        return false;
    if (span->prefixes && !(span->flags & SPAN_HASHES) && !has_prefix(language, span, bytes, at))
        return false;
    if (span->flags & SPAN_AFTER_BLANK && !is_behind_blank(bytes, at))
        return false;
    if (span->flags & SPAN_COLUMN_ONE && !is_column_one(bytes, at))
        return false;
    if (span->flags & SPAN_LINE_START && !is_first_on_line(bytes, at))
        return false;
    if (span->flags & SPAN_OPERAND && !expects_operand(language, bytes, at))
        return false;
    return !(span->flags & SPAN_CHARACTER) || is_one_character(span, bytes, past, end);
}

/* --- delimiters --- */

static size_t count_run(char byte, const char *bytes, size_t at, size_t end, size_t most)
{
    size_t count = 0;
    while (count < most && at + count < end && bytes[at + count] == byte)
        count++;
    return count;
}

/* r##": the hashes and the prefix stand before `at`. */
static Opening open_hashes(const Language *language, const SpanData *span, const char *bytes, size_t at)
{
    size_t hashes = 0;
    while (hashes < UINT8_MAX && hashes < at && bytes[at - hashes - 1] == '#')
        hashes++;
    if (!span->prefixes ? hashes == 0 : !has_prefix(language, span, bytes, at - hashes))
        return (Opening){0};
    return (Opening){.len = strlen(span->open), .depth = (uint8_t)hashes};
}

/* [==[ */
static Opening open_levels(const SpanData *span, const char *bytes, size_t at, size_t end)
{
    size_t past = at + strlen(span->open);
    size_t levels = count_run('=', bytes, past, end, UINT8_MAX);
    if (past + levels >= end || bytes[past + levels] != '[')
        return (Opening){0};
    return (Opening){.len = past + levels + 1 - at, .depth = (uint8_t)levels};
}

/* R"x( */
static Opening open_delimiter(const SpanData *span, const char *bytes, size_t at, size_t end)
{
    size_t start = at + strlen(span->open);
    for (size_t past = start; past < end && past - start <= DELIMITER_MOST; past++) {
        if (bytes[past] == '(')
            return (Opening){.len = past + 1 - at, .delimiter = hash_bytes(bytes, start, past)};
        if (bytes[past] == '\n' || bytes[past] == ')' || bytes[past] == '"' || is_blank(bytes[past]))
            break;
    }
    return (Opening){0};
}

/* Any mark but those that mostly mean something else behind a short name: s = 1, y => 2, {q}. */
static bool is_mark(char byte)
{
    return byte && strchr("/({[<|!#~^%@'\"+,`", byte);
}

/* q{ or, where the name is long enough to be no operand, qw ( */
static Opening open_marks(const SpanData *span, const char *bytes, size_t at, size_t end)
{
    size_t past = at + strlen(span->open);
    size_t blanks = past - at > 1 && span->open[0] != '%' ? count_run(' ', bytes, past, end, 8) : 0;
    if (blanks > 0 && past + blanks < end && bytes[past + blanks] && strchr("({[", bytes[past + blanks]))
        past += blanks;
    bool is_method = at > 1 && bytes[at - 1] == '>' && bytes[at - 2] == '-';
    bool is_flag = at > 0 && bytes[at - 1] && strchr("/})]|#\"'", bytes[at - 1]); /* of what was closed: m/a/s, */
    if (past >= end || !is_mark(bytes[past]) || is_method || is_flag)
        return (Opening){0};
    uint32_t delimiter = (uint8_t)bytes[past] | (span->flags & SPAN_TWICE ? SECOND_PART : 0U);
    return (Opening){.len = past + 1 - at, .delimiter = delimiter};
}

/* Whether `at` lies in shell arithmetic, where << shifts. */
static bool is_in_arithmetic(const char *bytes, size_t at)
{
    for (size_t back = 1; back < LOOK_BACK && back < at && bytes[at - back] != '\n'; back++) {
        if (bytes[at - back] == '(' && bytes[at - back - 1] == '(')
            return true;
        if (bytes[at - back] == ')' && bytes[at - back - 1] == ')')
            return false;
    }
    return false;
}

/* <<-'EOF' */
static Opening open_heredoc(const Language *language, const SpanData *span, const char *bytes, size_t at, size_t end)
{
    size_t past = at + strlen(span->open);
    Opening opening = {.flags = span->flags & SPAN_INDENTED ? LEX_PENDING | LEX_INDENTED : LEX_PENDING};
    if ((at > 0 && bytes[at - 1] == span->open[0]) || (past < end && bytes[past] == span->open[0]) ||
        is_in_arithmetic(bytes, at))
        return (Opening){0};
    if (past < end && (bytes[past] == '-' || bytes[past] == '~')) {
        opening.flags |= LEX_INDENTED;
        past++;
    }
    past += count_run(' ', bytes, past, end, 8);
    char quote = past < end ? bytes[past] : 0;
    bool is_quoted = quote == '"' || quote == '\'' || quote == '\\';
    past += is_quoted;
    size_t start = past;
    while (past < end && past - start < NAME_MOST && is_word(language, bytes[past]))
        past++;
    if (past == start || !(language->classes[(uint8_t)bytes[start]] & CLASS_FIRST))
        return (Opening){0};
    opening.delimiter = hash_bytes(bytes, start, past);
    if (is_quoted && quote != '\\' && past < end && bytes[past] == quote)
        past++;
    opening.len = past - at;
    return opening;
}

/* ```c */
static Opening open_fence(const SpanData *span, const char *bytes, size_t at, size_t end)
{
    size_t past = at + count_run(span->open[0], bytes, at, end, UINT8_MAX);
    Opening opening = {.len = past - at, .depth = (uint8_t)(past - at)};
    while (past < end && (is_blank(bytes[past]) || bytes[past] == '{' || bytes[past] == '.'))
        past++;
    size_t start = past;
    while (past < end && past - start < NAME_MOST && !is_blank(bytes[past]) && bytes[past] != '\n' &&
           bytes[past] != '}' && bytes[past] != ',' && bytes[past] != span->open[0])
        past++;
    if (past < end && bytes[past] == span->open[0])
        return (Opening){0}; /* literal text within a line */
    opening.name = slice_of(bytes + start, past - start);
    opening.len = span_line_end(bytes, past, end) - at;
    return opening;
}

static uint8_t indentation_of(const char *bytes, size_t at, size_t end)
{
    size_t blanks = 0;
    while (blanks < UINT8_MAX && at + blanks < end && (bytes[at + blanks] == ' ' || bytes[at + blanks] == '\t'))
        blanks++;
    return (uint8_t)blanks;
}

/* |- at the end of a line: what follows is deeper than this line. */
static Opening open_indented(const SpanData *span, const char *bytes, size_t at, size_t end)
{
    size_t past = at + strlen(span->open);
    size_t start = at;
    while (past < end && (is_blank(bytes[past]) || (bytes[past] && strchr("+-0123456789", bytes[past]))))
        past++;
    if (past >= end || bytes[past] != '\n')
        return (Opening){0};
    while (start > 0 && bytes[start - 1] != '\n' && at - start < 2 * (size_t)UINT8_MAX)
        start--;
    if (!is_column_one(bytes, start))
        return (Opening){0};
    return (Opening){.len = past - at, .depth = indentation_of(bytes, start, end)};
}

Opening span_opening(const Language *language, unsigned index, const char *bytes, size_t at, size_t end)
{
    const SpanData *span = &language->data->spans[index];
    if (!span_is_at(language, span->open, bytes, at, end) || !may_open(language, span, bytes, at, end))
        return (Opening){0};
    if (span->flags & SPAN_HASHES)
        return open_hashes(language, span, bytes, at);
    if (span->flags & SPAN_LEVELS)
        return open_levels(span, bytes, at, end);
    if (span->flags & SPAN_DELIMITER)
        return open_delimiter(span, bytes, at, end);
    if (span->flags & SPAN_MARKS)
        return open_marks(span, bytes, at, end);
    if (span->flags & SPAN_HEREDOC)
        return open_heredoc(language, span, bytes, at, end);
    if (span->flags & SPAN_FENCE)
        return open_fence(span, bytes, at, end);
    if (span->flags & SPAN_INDENTED)
        return open_indented(span, bytes, at, end);
    size_t past = at + strlen(span->open);
    while (span->flags & SPAN_NAMED && past < end && is_word(language, bytes[past]))
        past++;
    return (Opening){.len = past - at};
}

/* --- closing --- */

static size_t close_delimiter(const SpanData *span, const LexState *state, const char *bytes, size_t at, size_t end)
{
    for (size_t past = at + 1; past < end && past - at - 1 <= DELIMITER_MOST; past++)
        if (bytes[past] == span->close[0])
            return hash_bytes(bytes, at + 1, past) == state->delimiter ? past + 1 - at : 0;
    return 0;
}

size_t span_closing(const Language *language, unsigned index, const LexState *state, const char *bytes, size_t at,
                    size_t end)
{
    const SpanData *span = &language->data->spans[index];
    if (span->flags & SPAN_DELIMITER)
        return close_delimiter(span, state, bytes, at, end);
    if (!span_is_at(language, span->close, bytes, at, end))
        return 0;
    size_t len = strlen(span->close);
    if (!(span->flags & (SPAN_HASHES | SPAN_LEVELS)))
        return len;
    size_t marks = count_run(span->flags & SPAN_HASHES ? '#' : '=', bytes, at + len, end, state->depth);
    size_t past = at + len + marks;
    if (marks < state->depth)
        return 0;
    if (span->flags & SPAN_HASHES)
        return past - at;
    return past < end && bytes[past] == ']' ? past + 1 - at : 0;
}

bool span_closes_mark(const SpanData *span, LexState *state, const char *bytes, size_t *at, size_t end)
{
    char open = (char)(state->delimiter & 0xff);
    char close = bracket_closing(open);
    char byte = bytes[(*at)++];
    if (byte == open && open != close)
        state->depth = (uint8_t)(state->depth + (state->depth < UINT8_MAX));
    if (byte != close)
        return false;
    if (state->depth > 0) {
        state->depth--;
        return false;
    }
    if (!(span->flags & SPAN_TWICE) || !(state->delimiter & SECOND_PART))
        return true;
    state->delimiter = (uint8_t)open;
    if (open == close)
        return false;
    size_t next = *at + count_run(' ', bytes, *at, end, LOOK_BACK);
    if (next >= end || !is_mark(bytes[next]))
        return true;
    state->delimiter = (uint8_t)bytes[next];
    *at = next + 1;
    return false;
}

static bool closes_heredoc(const Language *language, const SpanData *span, const LexState *state, const char *bytes,
                           size_t at, size_t end, size_t *past)
{
    if (state->flags & LEX_INDENTED)
        at += indentation_of(bytes, at, end);
    size_t stop = at;
    while (stop < end && stop - at < NAME_MOST && is_word(language, bytes[stop]))
        stop++;
    *past = stop;
    size_t rest = stop + count_run('\r', bytes, stop, end, 1);
    bool is_alone = span->flags & SPAN_INDENTED || rest >= end || bytes[rest] == '\n' ||
                    (bytes[rest] && strchr(";,)", bytes[rest]));
    return stop > at && is_alone && hash_bytes(bytes, at, stop) == state->delimiter;
}

bool span_closes_line(const Language *language, unsigned index, const LexState *state, const char *bytes, size_t at,
                      size_t end, size_t *past)
{
    const SpanData *span = &language->data->spans[index];
    if (at >= end)
        return false;
    if (span->flags & SPAN_HEREDOC)
        return closes_heredoc(language, span, state, bytes, at, end, past);
    if (span->flags & SPAN_AT_COLUMN_ONE) {
        *past = span_line_end(bytes, at, end);
        return span_is_at(language, span->close, bytes, at, end);
    }
    uint8_t indentation = indentation_of(bytes, at, end);
    *past = at;
    size_t first = at + indentation;
    bool is_empty = first >= end || bytes[first] == '\n' || bytes[first] == '\r';
    return !is_empty && indentation <= state->depth;
}
