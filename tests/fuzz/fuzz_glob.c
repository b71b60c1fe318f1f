/* Any glob on any path, beside a matcher that tries everything. The first byte says whether case counts, then comes the
 * glob, a newline, and the path. */
#include <ctype.h>
#include <wctype.h>

#include "engine/tree/glob.h"
#include "tests/fuzz/fuzz.h"

enum { PATTERN_MOST = 48, TEXT_MOST = 96 };

typedef struct Plain {
    Slice pattern, text;
    bool ignore_case;
    unsigned char seen[PATTERN_MOST + 1][TEXT_MOST + 1]; /* 1: was asked for, and does not match */
} Plain;

static int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static bool is_equal(const Plain *plain, char a, char b)
{
    return plain->ignore_case ? lower((unsigned char)a) == lower((unsigned char)b) : a == b;
}

static bool is_within(const Plain *plain, int low, int high, int c)
{
    if (!plain->ignore_case)
        return low <= c && c <= high;
    int other = c >= 'a' && c <= 'z' ? c - 32 : c;
    return (low <= lower(c) && lower(c) <= high) || (low <= other && other <= high);
}

/* "[:name:]" at `at`: its length, or 0. */
static size_t name_length(Slice p, size_t at)
{
    if (at + 1 >= p.len || p.data[at] != '[' || p.data[at + 1] != ':')
        return 0;
    for (size_t i = at + 2; i < p.len; i++)
        if (p.data[i] == ']')
            return i >= at + 3 && p.data[i - 1] == ':' ? i + 1 - at : 0;
    return 0;
}

/* -1: there is no such class. */
static int is_in_class(const Plain *plain, Slice name, int c)
{
    char text[16] = "";
    if (name.len >= sizeof text || memchr(name.data, '\0', name.len))
        return -1;
    memcpy(text, name.data, name.len);
    wctype_t class = wctype(text);
    if (!class)
        return -1;
    bool is_upper = strcmp(text, "upper") == 0;
    int folded = plain->ignore_case ? lower(c) : c;
    return c < 128 && (iswctype((wint_t)folded, class) || (plain->ignore_case && is_upper && isalpha(c)));
}

/* The class that begins at `*at`; 1 for a match, 0 for none, -1 when it has no end. */
static int try_class(const Plain *plain, size_t *at, int c)
{
    Slice p = plain->pattern;
    size_t i = *at + 1;
    bool is_negated = i < p.len && (p.data[i] == '!' || p.data[i] == '^');
    bool is_in = false;
    i += is_negated;
    for (size_t first = i; i < p.len && (i == first || p.data[i] != ']');) {
        size_t named = name_length(p, i);
        if (named > 0) {
            int found = is_in_class(plain, slice_sub(p, i + 2, i + named - 2), c);
            if (found < 0)
                return -1;
            is_in = is_in || found;
            i += named;
            continue;
        }
        i += p.data[i] == '\\';
        if (i >= p.len)
            return -1;
        int low = (unsigned char)p.data[i++];
        int high = low;
        if (i + 1 < p.len && p.data[i] == '-' && p.data[i + 1] != ']') {
            i += 1 + (p.data[i + 1] == '\\');
            if (i >= p.len)
                return -1;
            high = (unsigned char)p.data[i++];
        }
        is_in = is_in || is_within(plain, low, high, c);
    }
    if (i >= p.len)
        return -1;
    *at = i + 1;
    return is_in != is_negated && c != '/';
}

static bool matches(Plain *plain, size_t at, size_t text_at);

static bool try_stars(Plain *plain, size_t at, size_t text_at)
{
    Slice p = plain->pattern;
    size_t end = at;
    while (end < p.len && p.data[end] == '*')
        end++;
    bool begins_part = at == 0 || p.data[at - 1] == '/';
    bool is_deep = end - at >= 2 && begins_part && (end == p.len || p.data[end] == '/');
    if (is_deep && end == p.len)
        return true;
    if (is_deep) {
        bool found = matches(plain, end + 1, text_at);
        for (size_t i = text_at; i < plain->text.len && !found; i++)
            found = plain->text.data[i] == '/' && matches(plain, end + 1, i + 1);
        return found;
    }
    for (size_t i = text_at;; i++) {
        if (matches(plain, end, i))
            return true;
        if (i >= plain->text.len || plain->text.data[i] == '/')
            return false;
    }
}

static bool try_here(Plain *plain, size_t at, size_t text_at)
{
    Slice p = plain->pattern;
    if (at >= p.len)
        return text_at >= plain->text.len;
    if (p.data[at] == '*')
        return try_stars(plain, at, text_at);
    if (text_at >= plain->text.len)
        return false;
    char c = plain->text.data[text_at];
    if (p.data[at] == '?')
        return c != '/' && matches(plain, at + 1, text_at + 1);
    if (p.data[at] == '[')
        return try_class(plain, &at, (unsigned char)c) == 1 && matches(plain, at, text_at + 1);
    at += p.data[at] == '\\';
    return at < p.len && is_equal(plain, p.data[at], c) && matches(plain, at + 1, text_at + 1);
}

static bool matches(Plain *plain, size_t at, size_t text_at)
{
    if (plain->seen[at][text_at])
        return false;
    bool found = try_here(plain, at, text_at);
    plain->seen[at][text_at] = !found;
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Plain plain;
    Slice input = fuzz_input(data, size);
    bool ignore_case = fuzz_byte(&input) & 1;
    Slice pattern = fuzz_until(&input, '\n');
    if (pattern.len > PATTERN_MOST || input.len > TEXT_MOST || input.len == 0)
        return 0;
    plain = (Plain){.pattern = pattern, .text = input, .ignore_case = ignore_case};
    FUZZ_EXPECT(glob_match(pattern, input, ignore_case) == matches(&plain, 0, 0));
    return 0;
}
