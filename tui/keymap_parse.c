/* Reading keymaps: lines of a context, or of keys and an action. */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "tui/keymap_private.h"

enum { WORDS_MOST = KEY_SEQUENCE_MOST + 2 };

typedef struct Line {
    Slice words[WORDS_MOST];
    int count; /* WORDS_MOST + 1: too many */
} Line;

typedef struct Reader {
    Keymap *keymap;
    const char *origin;
    int line;
    KeyContext context;
    bool has_statements;
    Error *err;
} Reader;

static const char *const context_names[CONTEXT_COUNT] = {
#define X(id, name, title) name,
    KEY_CONTEXTS(X)
#undef X
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/* A word that begins with '#' ends the line: the rest is a comment. (The key '#' is called Hash.) */
static Line split(Slice text)
{
    Line line = {0};
    size_t at = 0;
    for (;;) {
        while (at < text.len && is_blank(text.data[at]))
            at++;
        if (at == text.len || text.data[at] == '#')
            return line;
        size_t start = at;
        while (at < text.len && !is_blank(text.data[at]))
            at++;
        if (line.count < WORDS_MOST)
            line.words[line.count] = slice_sub(text, start, at);
        if (line.count <= WORDS_MOST)
            line.count++;
    }
}

static Slice take_line(Slice *rest)
{
    const char *newline = rest->len ? memchr(rest->data, '\n', rest->len) : NULL;
    size_t len = newline ? (size_t)(newline - rest->data) : rest->len;
    Slice line = slice_sub(*rest, 0, len);
    *rest = slice_sub(*rest, newline ? len + 1 : len, rest->len);
    return line;
}

static bool is_preset_line(const Line *line)
{
    return line->count == 2 && slice_equal(line->words[0], slice_from_cstr("preset"));
}

Slice keymap_preset_line(Slice text, int *number)
{
    *number = 0;
    while (text.len) {
        Line line = split(take_line(&text));
        (*number)++;
        if (is_preset_line(&line))
            return line.words[1];
        if (line.count)
            break;
    }
    return slice_of("", 0);
}

static bool complain(const Reader *reader, const char *what, Slice word)
{
    return error_set(reader->err, "%s:%d: %s: %.*s", reader->origin, reader->line, what,
                     (int)(word.len < 80 ? word.len : 80), word.data);
}

/* "[pager]": one word in brackets. "[" alone is a key. */
static bool is_context_line(const Line *line)
{
    Slice word = line->words[0];
    return line->count == 1 && word.len > 2 && word.data[0] == '[' && word.data[word.len - 1] == ']';
}

static bool read_context(Reader *reader, Slice word)
{
    Slice name = slice_sub(word, 1, word.len - 1);
    for (int i = 0; i < CONTEXT_COUNT; i++) {
        if (slice_equal(name, slice_from_cstr(context_names[i]))) {
            reader->context = (KeyContext)i;
            return true;
        }
    }
    return complain(reader, "no such context (all, search, filter, pager, tree, help)", name);
}

static bool read_binding(Reader *reader, const Line *line)
{
    Binding binding = {.context = reader->context, .layer = reader->keymap->layer};
    if (line->count == 1)
        return complain(reader, "a key without an action", line->words[0]);
    if (line->count > KEY_SEQUENCE_MOST + 1)
        return complain(reader, "too many keys (four at most), from", line->words[0]);
    for (int i = 0; i < line->count - 1; i++) {
        Slice word = line->words[i];
        if (!key_parse(word.data, word.len, &binding.keys[binding.count++]))
            return complain(reader, "no such key", word);
    }
    Slice name = line->words[line->count - 1];
    binding.action = action_find(name.data, (int)name.len);
    if (binding.action == ACTION_COUNT)
        return complain(reader, "no such action", name);
    keymap_bind(reader->keymap, binding);
    return true;
}

static bool read_line(Reader *reader, Slice text)
{
    Line line = split(text);
    if (line.count == 0)
        return true;
    bool is_first = !reader->has_statements;
    reader->has_statements = true;
    if (is_preset_line(&line))
        return is_first || complain(reader, "preset comes before everything else", line.words[1]);
    if (is_context_line(&line))
        return read_context(reader, line.words[0]);
    return read_binding(reader, &line);
}

bool keymap_parse(Keymap *keymap, const char *origin, Slice text, Error *err)
{
    Reader reader = {.keymap = keymap, .origin = origin, .context = CONTEXT_ALL, .err = err};
    while (text.len) {
        Slice line = take_line(&text);
        reader.line++;
        if (!read_line(&reader, line))
            return false;
    }
    return true;
}
