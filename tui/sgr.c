/* Reading colour sequences and text printed over itself. */
#include "tui/sgr.h"

enum { ESCAPE = 0x1b, BELL = 7, BACKSPACE = 8, PARAMETERS_MOST = 32, CSI_MOST = 256 };

/* --- where they end --- */

static bool is_at(Slice bytes, size_t at, const char *text)
{
    size_t len = strlen(text);
    return at <= bytes.len && bytes.len - at >= len && memcmp(bytes.data + at, text, len) == 0;
}

/* ESC [ digits and separators m; or K. */
static size_t csi_len(Slice bytes, size_t at)
{
    size_t end = at + 2;
    while (end < bytes.len && end - at < CSI_MOST &&
           ((bytes.data[end] >= '0' && bytes.data[end] <= '9') || bytes.data[end] == ';' || bytes.data[end] == ':'))
        end++;
    if (end == bytes.len)
        return 0;
    bool is_erasing = bytes.data[end] == 'K' && (end == at + 2 || (end == at + 3 && bytes.data[at + 2] == '0'));
    return bytes.data[end] == 'm' || is_erasing ? end + 1 - at : 0;
}

/* ESC ] 8 ; parameters ; address, ended by BEL or ESC \\. Nothing in it is a control. */
static size_t link_len(Slice bytes, size_t at)
{
    for (size_t end = at + 4; end < bytes.len && end - at < SGR_BYTES_MOST; end++) {
        unsigned char byte = (unsigned char)bytes.data[end];
        if (byte == BELL)
            return end + 1 - at;
        if (byte == ESCAPE)
            return is_at(bytes, end + 1, "\\") ? end + 2 - at : 0;
        if (byte < 0x20 || byte == 0x7f)
            return 0;
    }
    return 0;
}

static size_t sequence_len(Slice bytes, size_t at)
{
    if (is_at(bytes, at, "\x1b["))
        return csi_len(bytes, at);
    if (is_at(bytes, at, "\x1b]8;"))
        return link_len(bytes, at);
    return is_at(bytes, at, "\x1b(B") ? 3 : 0;
}

/* --- glyphs --- */

/* What the character `over` makes of `under`, which it is printed over; 0 when they are no such pair. */
static uint8_t attribute_of(const Glyph *under, const Glyph *over)
{
    if (under->count != 1 || over->count != 1 || under->is_tab || over->is_tab || over->columns < 1)
        return 0;
    wchar_t below = under->chars[0];
    wchar_t above = over->chars[0];
    if (below == above || (below == L'+' && above == L'o'))
        return ATTRIBUTE_BOLD;
    return below == L'_' || above == L'_' ? ATTRIBUTE_UNDERLINE : 0;
}

Glyph sgr_glyph_at(Slice bytes, size_t at)
{
    if (bytes.data[at] == ESCAPE) {
        size_t len = sequence_len(bytes, at);
        if (len > 0)
            return (Glyph){.bytes = len, .is_sequence = true};
    }
    Glyph glyph = glyph_at(bytes, at);
    size_t end = at + glyph.bytes;
    while (end + 1 < bytes.len && bytes.data[end] == BACKSPACE && end - at < SGR_BYTES_MOST / 2) {
        Glyph over = glyph_at(bytes, end + 1);
        uint8_t attribute = attribute_of(&glyph, &over);
        if (attribute == 0)
            break;
        over.attributes = glyph.attributes | attribute;
        end += 1 + over.bytes;
        if (over.chars[0] == L'_' && glyph.chars[0] != L'_') { /* the line came last */
            memcpy(over.chars, glyph.chars, sizeof over.chars);
            over.columns = glyph.columns;
        }
        over.bytes = end - at;
        glyph = over;
    }
    return glyph;
}

size_t sgr_plain_run(Slice bytes, size_t at, size_t most)
{
    size_t run = glyph_plain_run(bytes, at, most);
    bool is_printed_over = run > 0 && at + run < bytes.len && bytes.data[at + run] == BACKSPACE;
    return is_printed_over ? run - 1 : run;
}

/* --- what they set --- */

typedef struct Parameter {
    unsigned value;
    bool is_part; /* behind a colon: of the one before */
} Parameter;

/* The parameters of ESC [ ... m; an empty one is 0. */
static int read_parameters(Slice sequence, Parameter *parameters)
{
    int count = 0;
    parameters[count++] = (Parameter){0};
    for (size_t at = 2; at + 1 < sequence.len; at++) {
        char byte = sequence.data[at];
        Parameter *last = &parameters[count - 1];
        if (byte >= '0' && byte <= '9')
            last->value = last->value < 1000 ? last->value * 10 + (unsigned)(byte - '0') : last->value;
        else if (count < PARAMETERS_MOST)
            parameters[count++] = (Parameter){.is_part = byte == ':'};
        else
            break;
    }
    return count;
}

/* The colour behind 38 or 48 at `*at`, which is moved to its last parameter. */
static uint32_t read_colour(const Parameter *parameters, int count, int *at)
{
    int rest = count - *at - 1;
    const Parameter *next = &parameters[*at + 1];
    if (rest >= 2 && next[0].value == 5) {
        *at += 2;
        return COLOUR_INDEX | (next[1].value & 255);
    }
    if (rest < 4 || next[0].value != 2)
        return COLOUR_NONE;
    int parts = 0;
    while (parts < rest && next[parts].is_part)
        parts++;
    int skipped = parts >= 5; /* 38:2::r:g:b names a colour space first */
    *at += 4 + skipped;
    next += skipped;
    return COLOUR_RGB | (next[1].value & 255) << 16 | (next[2].value & 255) << 8 | (next[3].value & 255);
}

static uint32_t attribute_of_code(unsigned code)
{
    static const uint8_t attributes[10] = {[1] = ATTRIBUTE_BOLD,      [2] = ATTRIBUTE_DIM,     [3] = ATTRIBUTE_ITALIC,
                                           [4] = ATTRIBUTE_UNDERLINE, [7] = ATTRIBUTE_REVERSE, [9] = ATTRIBUTE_STRIKE};
    return code < 10 ? attributes[code] : 0;
}

static uint32_t attributes_ended_by(unsigned code)
{
    if (code == 22)
        return ATTRIBUTE_BOLD | ATTRIBUTE_DIM;
    return code > 22 && code < 30 ? attribute_of_code(code - 20) : 0;
}

static void apply_code(Dress *dress, unsigned code)
{
    if (code == 0)
        *dress = (Dress){0};
    else if (code == 21)
        dress->attributes |= ATTRIBUTE_UNDERLINE;
    else if (code < 30)
        dress->attributes = (dress->attributes | attribute_of_code(code)) & ~attributes_ended_by(code);
    else if (code < 38)
        dress->foreground = COLOUR_INDEX | (code - 30);
    else if (code == 39)
        dress->foreground = COLOUR_NONE;
    else if (code >= 40 && code < 48)
        dress->background = COLOUR_INDEX | (code - 40);
    else if (code == 49)
        dress->background = COLOUR_NONE;
    else if (code >= 90 && code < 98)
        dress->foreground = COLOUR_INDEX | (code - 90 + 8);
    else if (code >= 100 && code < 108)
        dress->background = COLOUR_INDEX | (code - 100 + 8);
}

void sgr_apply(Dress *dress, Slice sequence)
{
    if (sequence.len < 3 || sequence.data[1] != '[' || sequence.data[sequence.len - 1] != 'm')
        return;
    Parameter parameters[PARAMETERS_MOST];
    int count = read_parameters(sequence, parameters);
    for (int i = 0; i < count; i++) {
        unsigned code = parameters[i].value;
        bool is_off = code == 4 && i + 1 < count && parameters[i + 1].is_part && parameters[i + 1].value == 0;
        if (code == 38)
            dress->foreground = read_colour(parameters, count, &i);
        else if (code == 48)
            dress->background = read_colour(parameters, count, &i);
        else if (code == 58)
            read_colour(parameters, count, &i); /* of underlines: the text's own */
        else if (is_off)
            dress->attributes &= ~(uint32_t)ATTRIBUTE_UNDERLINE;
        else
            apply_code(dress, code);
        while (i + 1 < count && parameters[i + 1].is_part)
            i++;
    }
}

void sgr_apply_all(Dress *dress, Slice bytes)
{
    for (size_t at = 0; at < bytes.len;) {
        const char *escape = memchr(bytes.data + at, ESCAPE, bytes.len - at);
        if (!escape)
            return;
        at = (size_t)(escape - bytes.data);
        size_t len = sequence_len(bytes, at);
        sgr_apply(dress, slice_of(bytes.data + at, len));
        at += len > 0 ? len : 1;
    }
}
