/* Entering and leaving embedded languages, and finding where they end. */
#include "engine/syntax/embed.h"

const SpanData *embed_host(const Lexer *lexer)
{
    return &lexer->language->data->spans[lexer->state.host_span - 1];
}

bool embed_enter(Lexer *lexer, const Language *host, unsigned index, const Opening *opening)
{
    const SpanData *span = &host->data->spans[index];
    if (lexer->state.language || lexer->state.outer_span[0])
        return false;
    unsigned inside = span->flags & SPAN_FENCE ? language_index(opening->name) : host->inside_index[index];
    lexer->state =
        (LexState){.language = (uint8_t)(inside + 1), .host_span = (uint8_t)(index + 1), .host_depth = opening->depth};
    lexer->has_limit = false;
    return true;
}

void embed_leave(Lexer *lexer)
{
    lexer->state = (LexState){0};
    lexer->has_limit = false;
}

static size_t pass_blanks(Slice bytes, size_t at)
{
    while (at < bytes.len && (bytes.data[at] == ' ' || bytes.data[at] == '\t' || bytes.data[at] == '\r'))
        at++;
    return at;
}

/* The line that ends a fence: as many marks or more, and nothing else. */
static size_t find_fence(const Lexer *lexer, size_t *past)
{
    Slice bytes = lexer->bytes;
    char mark = embed_host(lexer)->open[0];
    size_t at = lexer->at;
    if (at > 0 && bytes.data[at - 1] != '\n')
        at = span_line_end(bytes.data, at, bytes.len) + 1;
    for (; at < bytes.len; at = span_line_end(bytes.data, at, bytes.len) + 1) {
        size_t first = pass_blanks(bytes, at);
        size_t stop = first;
        while (stop < bytes.len && bytes.data[stop] == mark)
            stop++;
        size_t rest = pass_blanks(bytes, stop);
        if (stop - first >= lexer->state.host_depth && (rest >= bytes.len || bytes.data[rest] == '\n')) {
            *past = stop;
            return at;
        }
    }
    return *past = bytes.len;
}

static size_t find_closing(const Lexer *lexer, size_t *past)
{
    Slice bytes = lexer->bytes;
    const char *close = embed_host(lexer)->close;
    for (size_t at = lexer->at; at < bytes.len; at++) {
        const char *found = memchr(bytes.data + at, close[0], bytes.len - at);
        if (!found)
            break;
        at = (size_t)(found - bytes.data);
        if (span_is_at(lexer->language, close, bytes.data, at, bytes.len)) {
            *past = at + strlen(close);
            return at;
        }
    }
    return *past = bytes.len;
}

size_t embed_limit(Lexer *lexer)
{
    uint32_t flags = embed_host(lexer)->flags;
    if (!(flags & (SPAN_ANYWHERE | SPAN_FENCE)))
        return lexer->bytes.len;
    if (!lexer->has_limit)
        lexer->limit = flags & SPAN_FENCE ? find_fence(lexer, &lexer->past) : find_closing(lexer, &lexer->past);
    lexer->has_limit = true;
    return lexer->limit;
}
