/* Keys: names, equality, and the plain part of decoding (characters, controls, ESC before a key). Sequences are in
 * key_sequence.c. */
#include "tui/key.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tui/key_private.h"
#include "tui/utf8.h"

typedef struct KeyName {
    uint32_t code;
    const char *name;
} KeyName;

static const KeyName key_names[] = {
#define X(code, name) {KEYCODE_##code, name},
    KEY_NAMES(X)
#undef X
        {' ', "Space"}, /* a name for what a keymap's line cannot hold */
    {'#', "Hash"},
    {KEYCODE_PAGE_UP, "PageUp"}, /* other names that people write; never written here */
    {KEYCODE_PAGE_DOWN, "PageDown"},
    {KEYCODE_ENTER, "Return"},
    {KEYCODE_ESCAPE, "Escape"},
    {KEYCODE_DELETE, "Del"},
    {KEYCODE_INSERT, "Ins"},
};

static const struct {
    uint8_t mod;
    const char *name;
} mod_names[] = {{KEY_CTRL, "Ctrl-"}, {KEY_ALT, "Alt-"}, {KEY_SHIFT, "Shift-"}};

static bool is_ascii_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

/* Ctrl with what has a key of its own, or that terminals send for another. */
static uint32_t without_ctrl(uint32_t code)
{
    switch (code) {
    case 'i':
        return KEYCODE_TAB;
    case 'm':
        return KEYCODE_ENTER;
    case '[':
        return KEYCODE_ESCAPE;
    case 'h':
    case '?':
        return KEYCODE_BACKSPACE;
    default:
        return 0;
    }
}

void key_normalise(Key *key)
{
    if (is_ascii_letter(key->code) && (key->mods & (KEY_CTRL | KEY_ALT))) {
        if (key->code < 'a' && !(key->mods & KEY_CTRL))
            key->mods |= KEY_SHIFT;
        key->code |= 0x20;
    } else if (key->code < KEYCODE_FIRST && (key->mods & KEY_SHIFT)) {
        if (key->code >= 'a' && key->code <= 'z')
            key->code -= 0x20;
        key->mods &= (uint8_t)~KEY_SHIFT;
    }
    if (key->mods & KEY_CTRL) {
        uint32_t plain = without_ctrl(key->code);
        if (plain) {
            key->code = plain;
            key->mods &= (uint8_t) ~(KEY_CTRL | KEY_SHIFT);
        } else if (key->code == '@' || key->code == '2') {
            key->code = ' ';
        } else if (key->code == '/' || key->code == '-') {
            key->code = '_';
        }
    }
    if (key->code == KEYCODE_BACKSPACE || key->code == KEYCODE_ESCAPE)
        key->mods &= KEY_ALT | KEY_CTRL;
}

void key_from_code(uint32_t code, unsigned mods, Key *key)
{
    *key = (Key){.code = code, .mods = (uint8_t)mods};
    if (code == 0x1b)
        key->code = KEYCODE_ESCAPE;
    else if (code == '\t')
        key->code = KEYCODE_TAB;
    else if (code == '\r')
        key->code = KEYCODE_ENTER;
    else if (code == 0x7f || code == 0x08)
        key->code = KEYCODE_BACKSPACE;
    else if (code == 0)
        *key = (Key){.code = ' ', .mods = (uint8_t)(mods | KEY_CTRL)};
    else if (code <= 0x1a)
        *key = (Key){.code = code + 'a' - 1, .mods = (uint8_t)(mods | KEY_CTRL)};
    else if (code < 0x20)
        *key = (Key){.code = code + '@', .mods = (uint8_t)(mods | KEY_CTRL)};
    else if (code >= 0x80 && code < 0xa0)
        key->code = KEYCODE_UNKNOWN;
    key_normalise(key);
}

static size_t decode_character(Slice bytes, bool is_final, Key *key)
{
    uint32_t code;
    size_t len = utf8_decode(bytes, 0, &code);
    if (len) {
        key_from_code(code, 0, key);
        return len;
    }
    if (!is_final && utf8_is_partial(bytes, 0))
        return 0;
    *key = (Key){.code = KEYCODE_UNKNOWN};
    return 1;
}

/* ESC ESC: two Escs, or Alt with a key that is itself a sequence (rxvt). */
static size_t decode_double_escape(Slice bytes, bool is_final, Key *key)
{
    size_t used = key_decode_sequence(slice_sub(bytes, 1, bytes.len), is_final, key);
    if (used == KEY_NO_SEQUENCE || key->code == KEYCODE_PASTE) {
        *key = (Key){.code = KEYCODE_ESCAPE};
        return 1;
    }
    key->mods |= KEY_ALT;
    key_normalise(key);
    return used ? used + 1 : 0;
}

static size_t decode_escape(Slice bytes, bool is_final, Key *key)
{
    *key = (Key){.code = KEYCODE_ESCAPE};
    if (bytes.len == 1)
        return is_final ? 1 : 0;
    if (bytes.data[1] == 0x1b) {
        if (bytes.len == 2)
            return is_final ? 1 : 0;
        return decode_double_escape(bytes, is_final, key);
    }
    size_t used = key_decode_sequence(bytes, is_final, key);
    if (used != KEY_NO_SEQUENCE)
        return used;
    used = decode_character(slice_sub(bytes, 1, bytes.len), is_final, key);
    if (used == 0)
        return 0;
    if (key->code != KEYCODE_UNKNOWN) {
        key->mods |= KEY_ALT;
        key_normalise(key);
    }
    return used + 1;
}

size_t key_decode(const char *bytes, size_t len, bool is_final, Key *key)
{
    if (len == 0)
        return 0;
    Slice slice = slice_of(bytes, len);
    return bytes[0] == 0x1b ? decode_escape(slice, is_final, key) : decode_character(slice, is_final, key);
}

static bool find_name(const char *text, size_t len, uint32_t *code)
{
    for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++) {
        if (strlen(key_names[i].name) == len && strncasecmp(key_names[i].name, text, len) == 0) {
            *code = key_names[i].code;
            return true;
        }
    }
    return false;
}

/* One modifier in front ("Ctrl-", or "^" for Ctrl); returns its length, 0 when there is none before a key. */
static size_t parse_mod(const char *text, size_t len, uint8_t *mods)
{
    for (size_t i = 0; i < sizeof mod_names / sizeof *mod_names; i++) {
        size_t name_len = strlen(mod_names[i].name);
        if (len > name_len && strncasecmp(text, mod_names[i].name, name_len) == 0) {
            *mods |= mod_names[i].mod;
            return name_len;
        }
    }
    if (len > 1 && text[0] == '^') {
        *mods |= KEY_CTRL;
        return 1;
    }
    return 0;
}

bool key_parse(const char *text, size_t len, Key *key)
{
    *key = (Key){0};
    for (size_t used; (used = parse_mod(text, len, &key->mods)) != 0;) {
        text += used;
        len -= used;
    }
    if (len == 0)
        return false;
    if (!find_name(text, len, &key->code)) {
        if (utf8_decode(slice_of(text, len), 0, &key->code) != len || key->code <= ' ' || key->code == 0x7f)
            return false;
        if (is_ascii_letter(key->code) && key->mods) /* "Alt-C" is Alt and the key C */
            key->code |= 0x20;
    }
    key_normalise(key);
    return true;
}

static size_t append(char *out, size_t size, size_t at, const char *text, size_t len)
{
    for (size_t i = 0; i < len && at + 1 < size; i++)
        out[at++] = text[i];
    return at;
}

size_t key_format(Key key, char *out, size_t size)
{
    size_t at = 0;
    for (size_t i = 0; i < sizeof mod_names / sizeof *mod_names; i++)
        if (key.mods & mod_names[i].mod)
            at = append(out, size, at, mod_names[i].name, strlen(mod_names[i].name));
    const char *name = NULL;
    for (size_t i = 0; i < sizeof key_names / sizeof *key_names && !name; i++)
        if (key_names[i].code == key.code)
            name = key_names[i].name;
    char character[UTF8_MOST];
    if (name) {
        at = append(out, size, at, name, strlen(name));
    } else if (key.code < KEYCODE_FIRST) {
        bool is_capital = is_ascii_letter(key.code) && key.mods;
        size_t len = utf8_encode(is_capital ? key.code & ~0x20U : key.code, character);
        at = append(out, size, at, character, len);
    }
    if (size)
        out[at] = '\0';
    return at;
}

bool key_equal(Key a, Key b)
{
    return a.code == b.code && a.mods == b.mods;
}
