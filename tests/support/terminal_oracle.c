/* The parser: one function for each kind of thing, which returns its length, or 0 when it is not allowed. */
#include "tests/support/terminal_oracle.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMETERS_MOST = 32, SEQUENCE_MOST = 160, TITLE_MOST = 1024 };

typedef struct Sequence {
    char mark; /* '?' or 0 */
    int parameters[PARAMETERS_MOST];
    int count;
    char final;
} Sequence;

static bool is_one_of(int value, const int *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (values[i] == value)
            return true;
    return false;
}

#define IS_ONE_OF(value, ...)                                                                                          \
    is_one_of(value, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

/* Controls, and characters that change how others are shown, or show nothing. */
static bool is_forbidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || (c >= 0x200e && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || (c >= 0xd800 && c <= 0xdfff) ||
           c > 0x10ffff || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

static size_t character(const unsigned char *p, size_t len)
{
    size_t need = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    static const unsigned lead[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    if (need == 0 || need > len)
        return 0;
    uint32_t c = p[0] & lead[need];
    for (size_t i = 1; i < need; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    return c < least[need] || is_forbidden(c) ? 0 : need;
}

static bool colours_are_allowed(const Sequence *s)
{
    for (int i = 0; i < s->count; i++) {
        int value = s->parameters[i];
        if (value == 38 || value == 48) {
            if (i + 2 >= s->count || s->parameters[i + 1] != 5 || s->parameters[i + 2] > 255)
                return false;
            i += 2;
            continue;
        }
        if (!(value <= 9 || (value >= 22 && value <= 29) || (value >= 30 && value <= 49) ||
              (value >= 90 && value <= 107)))
            return false;
    }
    return true;
}

static bool mode_is_allowed(const Sequence *s)
{
    for (int i = 0; i < s->count; i++)
        if (s->mark == '?'
                ? !IS_ONE_OF(s->parameters[i], 1, 6, 7, 12, 25, 1000, 1002, 1003, 1004, 1006, 1049, 2004, 2026)
                : s->parameters[i] != 4)
            return false;
    return s->count > 0;
}

static bool sequence_is_allowed(const Oracle *oracle, const Sequence *s)
{
    int first = s->count > 0 ? s->parameters[0] : 0;
    int second = s->count > 1 ? s->parameters[1] : 0;
    if (s->final == 'h' || s->final == 'l')
        return mode_is_allowed(s);
    if (s->mark)
        return false;
    switch (s->final) {
    case 'm':
        return colours_are_allowed(s);
    case 'H':
        return s->count <= 2 && first <= oracle->rows && second <= oracle->columns;
    case 'r':
        return s->count <= 2 && first <= oracle->rows && second <= oracle->rows;
    case 't': /* the title onto the terminal's stack, and back */
        return (first == 22 || first == 23) && second == 0 && s->count <= 3;
    case 'J':
    case 'K':
    case 'g':
        return s->count <= 1 && first <= 3;
    default:
        return strchr("ABCDGILMPSTXZ@bd", s->final) && s->count <= 1 &&
               first <= (oracle->rows > oracle->columns ? oracle->rows : oracle->columns);
    }
}

/* `p` is behind "ESC [". */
static size_t control_sequence(Oracle *oracle, const char *p, size_t len)
{
    Sequence s = {0};
    size_t at = 0;
    if (at < len && p[at] == '?')
        s.mark = p[at++];
    for (; at < len && at < SEQUENCE_MOST && ((p[at] >= '0' && p[at] <= '9') || p[at] == ';'); at++) {
        if (s.count == 0)
            s.count = 1;
        if (p[at] == ';' && ++s.count > PARAMETERS_MOST)
            return 0;
        if (p[at] != ';')
            s.parameters[s.count - 1] = s.parameters[s.count - 1] % 100000 * 10 + (p[at] - '0');
    }
    if (at == len)
        return 0;
    s.final = p[at++];
    if (!sequence_is_allowed(oracle, &s))
        return 0;
    if (s.mark && s.final == 'h' && s.parameters[0] == 2026)
        oracle->frames++;
    if (s.mark && s.final == 'h' && s.parameters[0] == 1049)
        oracle->alternate_screen++;
    return at;
}

/* `p` is behind "52;c;". */
static size_t copy(const char *p, size_t len)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    size_t at = strspn(p, letters);
    return at < len && p[at] == '\a' ? at + 1 : 0;
}

/* `p` is behind "ESC ]": a title, or the question for the background. */
static size_t system_command(const Oracle *oracle, const char *p, size_t len)
{
    if (oracle->has_copies && len > 5 && memcmp(p, "52;c;", 5) == 0) {
        size_t more = copy(p + 5, len - 5);
        return more ? more + 5 : 0;
    }
    static const char question[] = "11;?\a";
    if (len >= strlen(question) && memcmp(p, question, strlen(question)) == 0)
        return strlen(question);
    if (len < 2 || memcmp(p, "2;", 2) != 0)
        return 0;
    for (size_t at = 2; at < len && at < TITLE_MOST;) {
        if (p[at] == '\a')
            return at + 1;
        size_t step = character((const unsigned char *)p + at, len - at);
        if (step == 0)
            return 0;
        at += step;
    }
    return 0;
}

static size_t escape(Oracle *oracle, const char *p, size_t len)
{
    size_t more = 0;
    if (len < 2)
        return 0;
    switch (p[1]) {
    case '[':
        more = control_sequence(oracle, p + 2, len - 2);
        return more ? more + 2 : 0;
    case ']':
        more = system_command(oracle, p + 2, len - 2);
        return more ? more + 2 : 0;
    case '(':
        return len > 2 && p[2] == 'B' ? 3 : 0;
    default:
        return strchr("=>78MH", p[1]) ? 2 : 0;
    }
}

static bool complain(Oracle *oracle, const char *bytes, size_t at, size_t len)
{
    size_t used = 0;
    size_t from = at > 16 ? at - 16 : 0;
    oracle->offset = at;
    for (size_t i = from; i < len && i < at + 32 && used + 5 < sizeof oracle->complaint; i++) {
        unsigned char c = (unsigned char)bytes[i];
        const char *form = c >= 0x20 && c < 0x7f && c != '\\' ? "%c" : "\\x%02x";
        used += (size_t)snprintf(oracle->complaint + used, sizeof oracle->complaint - used, form, c);
    }
    return false;
}

bool oracle_allows(Oracle *oracle, const char *bytes, size_t len)
{
    for (size_t at = 0; at < len;) {
        size_t step;
        if (bytes[at] == '\x1b')
            step = escape(oracle, bytes + at, len - at);
        else if (bytes[at] == '\r' || bytes[at] == '\n' || bytes[at] == '\b' || bytes[at] == '\t')
            step = 1;
        else
            step = character((const unsigned char *)bytes + at, len - at);
        if (step == 0)
            return complain(oracle, bytes, at, len);
        at += step;
    }
    return true;
}
