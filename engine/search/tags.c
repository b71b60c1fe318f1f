/* Names in a `tags` file: by binary search over its lines where it says that it is sorted, else line by line. */
#include "engine/search/tags.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/store/document.h"

enum {
    HEAD_BYTES = 4096, /* of the file, in which it says how it is sorted */
    LINE_MOST = 8192,  /* a line that is longer is no tag */
    DIGITS_MOST = 15,
    FREE_MOST = 256, /* a longer pattern is looked for at the line's start only: that is linear */
};

struct Tags {
    Document *document;
    bool is_sorted;
};

/* --- opening --- */

/* "!_TAG_FILE_SORTED<TAB>1": by bytes. Folded case (2) is as good as not sorted. */
static bool says_sorted(Slice bytes)
{
    static const char says[] = "!_TAG_FILE_SORTED\t1";
    Slice head = slice_sub(bytes, 0, HEAD_BYTES);
    return head.len > 0 && memmem(head.data, head.len, says, sizeof says - 1) != NULL;
}

Tags *tags_open(const char *path, Error *err)
{
    Document *document = document_open_path(path, err);
    if (!document)
        return NULL;
    if (document_is_windowed(document)) {
        error_set(err, "%s: too large to be a tags file", path);
        document_release(document);
        return NULL;
    }
    Tags *tags = mem_zalloc(1, sizeof *tags);
    tags->document = document;
    tags->is_sorted = says_sorted(document_bytes(document));
    return tags;
}

void tags_free(Tags *tags)
{
    if (tags)
        document_release(tags->document);
    free(tags);
}

bool tags_is_stale(Tags *tags)
{
    return document_check(tags->document);
}

/* --- lines --- */

static Slice line_at(Slice bytes, size_t at)
{
    Slice rest = slice_sub(bytes, at, bytes.len);
    const char *newline = rest.len > 0 ? memchr(rest.data, '\n', rest.len) : NULL;
    return newline ? slice_sub(rest, 0, (size_t)(newline - rest.data)) : rest;
}

static size_t line_start(Slice bytes, size_t at)
{
    const char *newline = at > 0 ? memrchr(bytes.data, '\n', at) : NULL;
    return newline ? (size_t)(newline - bytes.data) + 1 : 0;
}

/* What comes before the first tab; the rest goes to `*rest`. False without a tab. */
static bool split(Slice text, Slice *first, Slice *rest)
{
    const char *tab = text.len > 0 ? memchr(text.data, '\t', text.len) : NULL;
    if (!tab)
        return false;
    size_t at = (size_t)(tab - text.data);
    *first = slice_sub(text, 0, at);
    *rest = slice_sub(text, at + 1, text.len);
    return true;
}

static Slice name_of(Slice line)
{
    Slice name;
    Slice rest;
    return split(line, &name, &rest) ? name : line;
}

/* --- one tag --- */

static uint64_t number_at(Slice text)
{
    uint64_t number = 0;
    for (size_t i = 0; i < text.len && i < DIGITS_MOST && text.data[i] >= '0' && text.data[i] <= '9'; i++)
        number = number * 10 + (uint64_t)(text.data[i] - '0');
    return number;
}

/* The pattern at the beginning of `text`, and what follows it. */
static void read_pattern(Slice text, TagPlace *place, Slice *rest)
{
    char mark = text.data[0];
    size_t end = 1;
    while (end < text.len && text.data[end] != mark)
        end += text.data[end] == '\\' ? 2 : 1;
    Slice pattern = slice_sub(text, 1, end);
    *rest = slice_sub(text, end + 1, text.len);
    place->is_from_start = pattern.len > 0 && pattern.data[0] == '^';
    if (place->is_from_start)
        pattern = slice_sub(pattern, 1, pattern.len);
    bool has_dollar = pattern.len > 0 && pattern.data[pattern.len - 1] == '$';
    place->is_to_end = has_dollar && !(pattern.len > 1 && pattern.data[pattern.len - 2] == '\\');
    if (place->is_to_end)
        pattern.len--;
    place->pattern = pattern;
}

/* The field "line:17". */
static uint64_t line_field(Slice fields)
{
    static const char field[] = "\tline:";
    const char *found = fields.len > 0 ? memmem(fields.data, fields.len, field, sizeof field - 1) : NULL;
    return found ? number_at(slice_sub(fields, (size_t)(found - fields.data) + sizeof field - 1, fields.len)) : 0;
}

static bool read_place(Slice line, TagPlace *place)
{
    Slice name;
    Slice rest;
    *place = (TagPlace){0};
    if (line.len > LINE_MOST || !split(line, &name, &rest) || !split(rest, &place->path, &rest))
        return false;
    if (place->path.len == 0 || rest.len == 0)
        return false;
    bool is_pattern = rest.data[0] == '/' || rest.data[0] == '?';
    place->line = is_pattern ? 0 : number_at(rest);
    if (is_pattern)
        read_pattern(rest, place, &rest);
    if (place->line == 0)
        place->line = line_field(rest);
    return place->line > 0 || place->pattern.len > 0;
}

/* --- finding --- */

/* The start of the first line whose name is not before `name`. */
static size_t lower_bound(Slice bytes, Slice name)
{
    size_t low = 0;
    size_t high = bytes.len;
    while (low < high) {
        size_t start = line_start(bytes, low + (high - low) / 2);
        if (start < low)
            start = low;
        Slice line = line_at(bytes, start);
        if (slice_compare(name_of(line), name) < 0)
            low = start + line.len + 1;
        else
            high = start;
    }
    return low;
}

static size_t next_line(Slice bytes, size_t at)
{
    size_t past = at + line_at(bytes, at).len + 1;
    return past < bytes.len ? past : bytes.len;
}

static size_t find_sorted(Slice bytes, Slice name, TagPlace *places, size_t most)
{
    size_t count = 0;
    for (size_t at = lower_bound(bytes, name); at < bytes.len && count < most; at = next_line(bytes, at)) {
        Slice line = line_at(bytes, at);
        if (!slice_equal(name_of(line), name))
            break;
        count += read_place(line, &places[count]);
    }
    return count;
}

/* Where the name stands at a line's start. */
static size_t find_unsorted(Slice bytes, Slice name, TagPlace *places, size_t most)
{
    size_t count = 0;
    for (size_t at = 0; at < bytes.len && count < most;) {
        const char *found = memmem(bytes.data + at, bytes.len - at, name.data, name.len);
        if (!found)
            break;
        size_t start = (size_t)(found - bytes.data);
        bool begins = start == 0 || bytes.data[start - 1] == '\n';
        Slice line = begins ? line_at(bytes, start) : slice_of(NULL, 0);
        if (begins && slice_equal(name_of(line), name))
            count += read_place(line, &places[count]);
        at = start + 1;
    }
    return count;
}

size_t tags_find(const Tags *tags, Slice name, TagPlace *places, size_t most)
{
    Slice bytes = document_bytes(tags->document);
    bool is_name = name.len > 0 && !memchr(name.data, '\t', name.len) && !memchr(name.data, '\n', name.len);
    if (!is_name || bytes.len == 0)
        return 0;
    return tags->is_sorted ? find_sorted(bytes, name, places, most) : find_unsorted(bytes, name, places, most);
}

/* --- the line that is meant --- */

/* Whether `text` begins with the pattern, whose backslashes take the next byte as it is. */
static bool begins_with_pattern(Slice text, Slice pattern, bool is_whole)
{
    size_t at = 0;
    for (size_t i = 0; i < pattern.len; i++, at++) {
        bool is_escaped = pattern.data[i] == '\\' && i + 1 < pattern.len;
        i += is_escaped;
        if (at == text.len || text.data[at] != pattern.data[i])
            return false;
    }
    bool is_end = at == text.len || (at + 1 == text.len && text.data[at] == '\r');
    return !is_whole || is_end;
}

static bool matches(const TagPlace *place, Slice line)
{
    line = slice_sub(line, 0, LINE_MOST);
    if (place->is_from_start || place->pattern.len > FREE_MOST)
        return begins_with_pattern(line, place->pattern, place->is_to_end);
    for (size_t at = 0; at <= line.len; at++)
        if (begins_with_pattern(slice_sub(line, at, line.len), place->pattern, place->is_to_end))
            return true;
    return false;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

bool tags_locate(const TagPlace *place, Slice bytes, uint64_t *line_start_out)
{
    uint64_t nearest = UINT64_MAX;
    bool has_pattern = place->pattern.len > 0;
    uint64_t line = 1;
    for (size_t at = 0; at < bytes.len; line++) {
        Slice text = line_at(bytes, at);
        bool is_it = has_pattern ? matches(place, text) : line == place->line;
        if (is_it && distance(line, place->line) < nearest) {
            nearest = distance(line, place->line);
            *line_start_out = at;
        }
        bool is_nearest = place->line == 0 || line >= place->line + nearest || nearest == 0;
        if (nearest != UINT64_MAX && is_nearest)
            break; /* those behind are further away, or the first was asked for */
        at += text.len + 1;
    }
    return nearest != UINT64_MAX;
}
