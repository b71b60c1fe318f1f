/* Shell patterns as gitignore(5) reads them. One pass over the text with two points to go back to: the last '*'
 * (which may take one more byte, up to a '/') and the last "**" (which may take one more folder). A '*' before
 * the last "**" never has to be tried again: what it took first was the least, and "**" makes up for the rest. */
#include "engine/tree/glob.h"

#include <ctype.h>
#include <stdint.h>

static const size_t NOWHERE = SIZE_MAX;

typedef struct Matcher {
    Slice pattern;
    Slice text;
    bool ignore_case;
    bool is_broken; /* the pattern has a class without an end: it matches nothing */
    size_t at;      /* in the pattern */
    size_t text_at;
    size_t star, star_text; /* the pattern after the last '*', and where its match ends */
    size_t deep, deep_text; /* the same for the last "**" and its '/' */
} Matcher;

static unsigned char fold(const Matcher *m, char byte)
{
    unsigned char c = (unsigned char)byte;
    return m->ignore_case && c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

static bool is_in_range(const Matcher *m, unsigned char c, unsigned char low, unsigned char high)
{
    if (c >= low && c <= high)
        return true;
    unsigned char upper = c >= 'a' && c <= 'z' ? (unsigned char)(c - 32) : c;
    return m->ignore_case && upper >= low && upper <= high;
}

typedef struct CharClass {
    const char *name;
    int (*holds)(int c);
} CharClass;

static int is_blank(int c)
{
    return c == ' ' || c == '\t';
}

static const CharClass CHAR_CLASSES[] = {
    {"alnum", isalnum}, {"alpha", isalpha}, {"blank", is_blank}, {"cntrl", iscntrl},
    {"digit", isdigit}, {"graph", isgraph}, {"lower", islower},  {"print", isprint},
    {"punct", ispunct}, {"space", isspace}, {"upper", isupper},  {"xdigit", isxdigit},
};

/* [:name:] at `*at`, the byte after "[:". Moves `*at` past it and says in `*is_in` whether `c` is meant. False when no
 * class has that name. */
static bool match_named_class(Matcher *m, Slice name, unsigned char c, bool *is_in)
{
    for (size_t i = 0; i < sizeof CHAR_CLASSES / sizeof *CHAR_CLASSES; i++) {
        const CharClass *class = &CHAR_CLASSES[i];
        if (!slice_equal(name, slice_from_cstr(class->name)))
            continue;
        bool holds = c < 128 && class->holds(c) != 0;
        if (m->ignore_case && class->holds == isupper)
            holds = c < 128 && isalpha(c) != 0;
        *is_in = *is_in || holds;
        return true;
    }
    return false;
}

/* The length of "[:name:]" at `at`, or 0 when there is none. */
static size_t named_class_len(Slice p, size_t at)
{
    if (at + 1 >= p.len || p.data[at] != '[' || p.data[at + 1] != ':')
        return 0;
    size_t end = at + 2;
    while (end < p.len && p.data[end] != ']')
        end++;
    return end < p.len && end >= at + 3 && p.data[end - 1] == ':' ? end + 1 - at : 0;
}

/* One byte of a class, backslash taken off. False at the pattern's end. */
static bool next_member(Slice p, size_t *at, char *byte)
{
    if (*at < p.len && p.data[*at] == '\\')
        ++*at;
    if (*at >= p.len)
        return false;
    *byte = p.data[(*at)++];
    return true;
}

/* The class at `m->at` (its '[') against one byte; moves `m->at` past it. */
static bool match_class(Matcher *m, char byte)
{
    Slice p = m->pattern;
    size_t at = m->at + 1;
    bool is_negated = at < p.len && (p.data[at] == '!' || p.data[at] == '^');
    at += is_negated;
    unsigned char c = fold(m, byte);
    bool is_in = false;
    for (bool is_first = true; is_first || at >= p.len || p.data[at] != ']'; is_first = false) {
        char low;
        size_t named = named_class_len(p, at);
        if (named > 0) {
            if (!match_named_class(m, slice_sub(p, at + 2, at + named - 2), c, &is_in))
                break;
            at += named;
            continue;
        }
        if (!next_member(p, &at, &low))
            break;
        char high = low;
        bool is_range = at + 1 < p.len && p.data[at] == '-' && p.data[at + 1] != ']';
        at += is_range;
        if (is_range && !next_member(p, &at, &high))
            break;
        is_in = is_in || is_in_range(m, c, (unsigned char)low, (unsigned char)high);
    }
    m->is_broken = at >= p.len || p.data[at] != ']';
    m->at = at + 1;
    return !m->is_broken && is_in != is_negated && byte != '/';
}

/* What the pattern has at `m->at`, not a star, against the text's next byte; goes past both. */
static bool match_one(Matcher *m)
{
    char byte = m->text.data[m->text_at++];
    char c = m->pattern.data[m->at];
    if (c == '?') {
        m->at++;
        return byte != '/';
    }
    if (c == '[')
        return match_class(m, byte);
    if (c == '\\') {
        if (++m->at >= m->pattern.len)
            return false;
        c = m->pattern.data[m->at];
    }
    m->at++;
    return fold(m, c) == fold(m, byte);
}

/* Notes the star or stars at `m->at` as a point to go back to. True when they match all that is left. */
static bool take_stars(Matcher *m)
{
    Slice p = m->pattern;
    size_t end = m->at;
    while (end < p.len && p.data[end] == '*')
        end++;
    bool is_part = m->at == 0 || p.data[m->at - 1] == '/';
    bool is_deep = end - m->at >= 2 && is_part && (end == p.len || p.data[end] == '/');
    if (is_deep && end == p.len)
        return true;
    if (is_deep) {
        m->deep = m->at = end + 1;
        m->deep_text = m->text_at;
        m->star = NOWHERE;
    } else {
        m->star = m->at = end;
        m->star_text = m->text_at;
    }
    return false;
}

/* Goes back to the nearest star that can take more. */
static bool go_back(Matcher *m)
{
    if (m->star != NOWHERE && m->star_text < m->text.len && m->text.data[m->star_text] != '/') {
        m->at = m->star;
        m->text_at = ++m->star_text;
        return true;
    }
    if (m->deep == NOWHERE)
        return false;
    const char *rest = m->text.data + m->deep_text;
    const char *slash = memchr(rest, '/', m->text.len - m->deep_text);
    if (!slash)
        return false;
    m->deep_text += (size_t)(slash - rest) + 1;
    m->at = m->deep;
    m->text_at = m->deep_text;
    m->star = NOWHERE;
    return true;
}

bool glob_match(Slice pattern, Slice text, bool ignore_case)
{
    Matcher m = {.pattern = pattern, .text = text, .ignore_case = ignore_case, .star = NOWHERE, .deep = NOWHERE};
    for (;;) {
        if (m.at < pattern.len && pattern.data[m.at] == '*') {
            if (take_stars(&m))
                return true;
            continue;
        }
        if (m.text_at >= text.len) /* a star that took more would only leave less for the pattern's rest */
            return m.at >= pattern.len;
        if (m.at < pattern.len && match_one(&m))
            continue;
        if (m.is_broken || !go_back(&m))
            return false;
    }
}
