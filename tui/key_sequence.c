/* Escape sequences that come from terminals: CSI and SS3 in the forms of xterm, rxvt, the Linux console, tmux, screen
 * and kitty, SGR mouse, bracketed paste, focus, and the answers to what term asks. What nobody knows is swallowed
 * whole. */
#include <ctype.h>
#include <limits.h>

#include "tui/key_private.h"

enum { CSI_MOST = 64, STRING_MOST = 4096, PARAMS_MOST = 4 };

typedef struct Csi {
    char private_mark; /* '<', '=', '>', '?' or 0 */
    int params[PARAMS_MOST];
    int count;
    int event; /* kitty: 1 press, 2 repeat, 3 release */
    char final;
    size_t len;
} Csi;

static size_t set_key(Key *key, uint32_t code, unsigned mods, size_t used)
{
    *key = (Key){.code = code, .mods = (uint8_t)mods};
    key_normalise(key);
    return used;
}

static size_t unknown(Key *key, size_t used)
{
    *key = (Key){.code = KEYCODE_UNKNOWN};
    return used;
}

/* xterm's parameter is one more than bits of Shift, Alt, Ctrl and Meta; kitty's has Super in the place of Meta, and
 * locks above. */
static unsigned mods_of(int param)
{
    unsigned bits = param > 0 ? (unsigned)param - 1 : 0;
    return (bits & 1 ? KEY_SHIFT : 0U) | (bits & 2 ? KEY_ALT : 0U) | (bits & 4 ? KEY_CTRL : 0U);
}

static uint32_t cursor_code(char final)
{
    static const char finals[] = "ABCDHFPQRS";
    static const uint32_t codes[] = {KEYCODE_UP,  KEYCODE_DOWN, KEYCODE_RIGHT, KEYCODE_LEFT, KEYCODE_HOME,
                                     KEYCODE_END, KEYCODE_F1,   KEYCODE_F2,    KEYCODE_F3,   KEYCODE_F4};
    const char *found = final ? strchr(finals, final) : NULL;
    return found ? codes[found - finals] : 0;
}

/* The number before '~' (and rxvt's '$', '^', '@'). */
static uint32_t tilde_code(int number)
{
    static const uint32_t codes[] = {
        [1] = KEYCODE_HOME,      [2] = KEYCODE_INSERT, [3] = KEYCODE_DELETE, [4] = KEYCODE_END,  [5] = KEYCODE_PAGE_UP,
        [6] = KEYCODE_PAGE_DOWN, [7] = KEYCODE_HOME,   [8] = KEYCODE_END,    [11] = KEYCODE_F1,  [12] = KEYCODE_F2,
        [13] = KEYCODE_F3,       [14] = KEYCODE_F4,    [15] = KEYCODE_F5,    [17] = KEYCODE_F6,  [18] = KEYCODE_F7,
        [19] = KEYCODE_F8,       [20] = KEYCODE_F9,    [21] = KEYCODE_F10,   [23] = KEYCODE_F11, [24] = KEYCODE_F12,
    };
    return number > 0 && number < (int)(sizeof codes / sizeof *codes) ? codes[number] : 0;
}

/* kitty numbers the keys of the keypad in the private use area. */
static uint32_t keypad_code(int number)
{
    static const uint32_t codes[] = {'0',
                                     '1',
                                     '2',
                                     '3',
                                     '4',
                                     '5',
                                     '6',
                                     '7',
                                     '8',
                                     '9',
                                     '.',
                                     '/',
                                     '*',
                                     '-',
                                     '+',
                                     KEYCODE_ENTER,
                                     '=',
                                     ',',
                                     KEYCODE_LEFT,
                                     KEYCODE_RIGHT,
                                     KEYCODE_UP,
                                     KEYCODE_DOWN,
                                     KEYCODE_PAGE_UP,
                                     KEYCODE_PAGE_DOWN,
                                     KEYCODE_HOME,
                                     KEYCODE_END,
                                     KEYCODE_INSERT,
                                     KEYCODE_DELETE};
    enum { FIRST = 57399 };
    return number >= FIRST && number < FIRST + (int)(sizeof codes / sizeof *codes) ? codes[number - FIRST] : 0;
}

/* A code point with modifiers: CSI code;mods u, and CSI 27;mods;code ~. */
static size_t coded_key(int code, unsigned mods, size_t used, Key *key)
{
    uint32_t keypad = keypad_code(code);
    if (keypad)
        return set_key(key, keypad, mods, used);
    if (code >= 0xe000 && code <= 0xf8ff)
        return unknown(key, used); /* kitty's keys without a character: Shift alone, media keys */
    if (code < 0 || code > 0x10ffff)
        return unknown(key, used);
    key_from_code((uint32_t)code, mods, key);
    return used;
}

static size_t mouse_key(const Csi *csi, Key *key)
{
    int button = csi->params[0];
    bool is_motion = (button & 32) != 0;
    uint32_t code = 0;
    if (csi->final == 'M' && !is_motion)
        code = (button & ~28) == 0    ? KEYCODE_CLICK
               : (button & ~28) == 64 ? KEYCODE_WHEEL_UP
               : (button & ~28) == 65 ? KEYCODE_WHEEL_DOWN
                                      : 0;
    if (!code || csi->count != 3)
        return unknown(key, csi->len);
    set_key(key, code, (button & 4 ? KEY_SHIFT : 0U) | (button & 8 ? KEY_ALT : 0U) | (button & 16 ? KEY_CTRL : 0U), 0);
    key->x = (int16_t)(csi->params[1] > SHRT_MAX ? SHRT_MAX : csi->params[1] > 0 ? csi->params[1] - 1 : 0);
    key->y = (int16_t)(csi->params[2] > SHRT_MAX ? SHRT_MAX : csi->params[2] > 0 ? csi->params[2] - 1 : 0);
    return csi->len;
}

/* What came between the marks of a bracketed paste: any bytes, in as many reads as it takes. When the caller has waited
 * long enough for the end, the paste is what came so far. */
static size_t paste_key(Slice bytes, size_t start, bool is_final, Key *key)
{
    static const char mark[] = "\033[201~";
    size_t mark_len = sizeof mark - 1;
    const char *end = memmem(bytes.data + start, bytes.len - start, mark, mark_len);
    if (!end && !is_final)
        return 0;
    size_t text_end = end ? (size_t)(end - bytes.data) : bytes.len;
    *key = (Key){.code = KEYCODE_PASTE, .text = bytes.data + start, .text_len = text_end - start};
    return end ? text_end + mark_len : bytes.len;
}

static size_t tilde_key(const Csi *csi, Slice bytes, bool is_final, Key *key)
{
    int number = csi->params[0];
    if (number == 200 && csi->count == 1)
        return paste_key(bytes, csi->len, is_final, key);
    if (number == 27 && csi->count == 3)
        return coded_key(csi->params[2], mods_of(csi->params[1]), csi->len, key);
    uint32_t code = tilde_code(number);
    if (!code || csi->count > 2)
        return unknown(key, csi->len);
    return set_key(key, code, mods_of(csi->params[1]), csi->len);
}

/* rxvt: CSI n $ with Shift, CSI n ^ with Ctrl, CSI n @ with both; CSI a to d are the arrows with Shift. */
static size_t rxvt_key(const Csi *csi, Key *key)
{
    if (csi->final >= 'a' && csi->final <= 'd' && csi->count == 0)
        return set_key(key, cursor_code((char)toupper(csi->final)), KEY_SHIFT, csi->len);
    uint32_t code = csi->count == 1 ? tilde_code(csi->params[0]) : 0;
    unsigned mods = csi->final == '$' ? KEY_SHIFT : csi->final == '^' ? KEY_CTRL : KEY_CTRL | KEY_SHIFT;
    return code ? set_key(key, code, mods, csi->len) : unknown(key, csi->len);
}

static size_t cursor_key(const Csi *csi, Key *key)
{
    uint32_t code = cursor_code(csi->final);
    /* CSI row;column R is where the cursor is, unless it reads as F3 with modifiers */
    bool is_report = csi->final == 'R' && csi->count > 0 && (csi->params[0] != 1 || csi->params[1] > 16);
    if (!code || is_report || csi->count > 2)
        return unknown(key, csi->len);
    int mods = csi->count == 2 ? csi->params[1] : csi->params[0]; /* old forms: CSI 5 A */
    return set_key(key, code, mods_of(mods), csi->len);
}

static size_t csi_key(const Csi *csi, Slice bytes, bool is_final, Key *key)
{
    if (csi->private_mark == '<' && (csi->final == 'M' || csi->final == 'm'))
        return mouse_key(csi, key);
    if (csi->private_mark || csi->event == 3)
        return unknown(key, csi->len);
    switch (csi->final) {
    case '~':
        return tilde_key(csi, bytes, is_final, key);
    case 'u':
        return csi->count ? coded_key(csi->params[0], mods_of(csi->params[1]), csi->len, key) : unknown(key, csi->len);
    case 'Z':
        return set_key(key, KEYCODE_TAB, KEY_SHIFT | mods_of(csi->params[1]), csi->len);
    case 'I':
        return set_key(key, KEYCODE_FOCUS, 0, csi->len);
    case 'O':
        return set_key(key, KEYCODE_BLUR, 0, csi->len);
    case '$':
    case '^':
    case '@':
    case 'a':
    case 'b':
    case 'c':
    case 'd':
        return rxvt_key(csi, key);
    default:
        return cursor_key(csi, key);
    }
}

/* Adds a byte of the parameters; numbers too large stay at a value that means nothing. */
static void add_param_byte(Csi *csi, char byte, bool *is_sub)
{
    if (csi->count == 0)
        csi->count = 1;
    if (byte == ';') {
        csi->count++;
        *is_sub = false;
    } else if (byte == ':') {
        *is_sub = true;
        if (csi->count == 2)
            csi->event = 0;
    } else if (byte >= '0' && byte <= '9') {
        int *value = *is_sub ? &csi->event : csi->count <= PARAMS_MOST ? &csi->params[csi->count - 1] : NULL;
        if (value && (!*is_sub || csi->count == 2))
            *value = *value < 10000000 ? *value * 10 + (byte - '0') : *value;
    }
}

/* Fills `csi` from the bytes after ESC [. Returns false when they end before it does, or are none (`csi->final` is 0
 * then). */
static bool scan_csi(Slice bytes, Csi *csi, bool *is_broken)
{
    bool is_sub = false;
    *csi = (Csi){0};
    *is_broken = false;
    for (size_t i = 2; i < bytes.len; i++) {
        char byte = bytes.data[i];
        csi->len = i + 1;
        if (byte < 0x20 || byte == 0x7f || i >= CSI_MOST) {
            csi->len = i;
            *is_broken = true;
            return false;
        }
        bool is_rxvt_shift = byte == '$' && !csi->private_mark && csi->count == 1;
        if (byte >= 0x40 || is_rxvt_shift) {
            csi->final = byte;
            return true;
        }
        if (byte >= '<' && byte <= '?' && i == 2)
            csi->private_mark = byte;
        else if (byte >= 0x30)
            add_param_byte(csi, byte, &is_sub);
    }
    return false;
}

static size_t decode_csi(Slice bytes, bool is_final, Key *key)
{
    if (bytes.len > 2 && bytes.data[2] == '[') { /* the Linux console: ESC [ [ A is F1 */
        if (bytes.len == 3)
            return is_final ? unknown(key, 3) : 0;
        char letter = bytes.data[3];
        return letter >= 'A' && letter <= 'E' ? set_key(key, KEYCODE_F1 + (uint32_t)(letter - 'A'), 0, 4)
                                              : unknown(key, 3);
    }
    if (bytes.len > 2 && bytes.data[2] == 'M') { /* the mouse without SGR: three bytes follow */
        if (bytes.len < 6)
            return is_final ? unknown(key, bytes.len) : 0;
        const unsigned char *p = (const unsigned char *)bytes.data;
        Csi csi = {.params = {p[3] - 32, p[4] - 32, p[5] - 32}, .count = 3, .final = 'M', .len = 6};
        return mouse_key(&csi, key);
    }
    Csi csi;
    bool is_broken;
    if (scan_csi(bytes, &csi, &is_broken))
        return csi_key(&csi, bytes, is_final, key);
    if (!is_broken && !is_final)
        return 0;
    size_t len = is_broken ? csi.len : bytes.len;
    return len <= 2 ? KEY_NO_SEQUENCE : unknown(key, len);
}

/* SS3 in application mode: arrows, Home, End, F1 to F4, the keypad; rxvt's arrows with Ctrl are small. */
static size_t decode_ss3(Slice bytes, bool is_final, Key *key)
{
    size_t at = 2;
    int mods = 0;
    while (at < bytes.len && at < 6 && (isdigit((unsigned char)bytes.data[at]) || bytes.data[at] == ';')) {
        mods = bytes.data[at] == ';' ? 0 : mods * 10 + (bytes.data[at] - '0');
        at++;
    }
    if (at == bytes.len)
        return !is_final ? 0 : at == 2 ? KEY_NO_SEQUENCE : unknown(key, at);
    char final = bytes.data[at];
    if (final <= 0x20 || final >= 0x7f)
        return at == 2 ? KEY_NO_SEQUENCE : unknown(key, at);
    at++;
    if (cursor_code(final))
        return set_key(key, cursor_code(final), mods_of(mods), at);
    if (final >= 'a' && final <= 'd')
        return set_key(key, cursor_code((char)toupper(final)), KEY_CTRL, at);
    if (final == 'M')
        return set_key(key, KEYCODE_ENTER, mods_of(mods), at);
    if (final >= 'j' && final <= 'y')
        return set_key(key, (uint32_t) final - 'j' + '*', mods_of(mods), at);
    return final == 'X' ? set_key(key, '=', mods_of(mods), at) : unknown(key, at);
}

/* One component of a colour, of one to four hexadecimal digits, as 0 to 65535; -1 when there is none. */
static long colour_component(Slice text, size_t *at)
{
    long value = 0;
    long most = 0;
    for (int digits = 0; digits < 4 && *at < text.len && isxdigit((unsigned char)text.data[*at]); digits++, (*at)++) {
        char c = (char)tolower(text.data[*at]);
        value = value * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
        most = most * 16 + 15;
    }
    return most ? value * 65535 / most : -1;
}

/* The answer to OSC 11 ("11;rgb:RRRR/GGGG/BBBB", also rgba:): light when the background is nearer to white, as the eye
 * weighs colours. */
static uint32_t background_of(Slice text)
{
    static const long weights[3] = {2126, 7152, 722};
    if (!slice_starts_with(text, slice_of("11;rgb", 6)))
        return KEYCODE_UNKNOWN;
    const char *colon = memchr(text.data, ':', text.len);
    if (!colon)
        return KEYCODE_UNKNOWN;
    size_t at = (size_t)(colon - text.data) + 1;
    long light = 0;
    for (int i = 0; i < 3; i++) {
        long component = colour_component(text, &at);
        if (component < 0 || (i < 2 && (at >= text.len || text.data[at++] != '/')))
            return KEYCODE_UNKNOWN;
        light += component * weights[i];
    }
    return light > 65535L * 5000 ? KEYCODE_BACKGROUND_LIGHT : KEYCODE_BACKGROUND_DARK;
}

/* OSC and DCS: text up to BEL or ESC \. Anything else than the beginning of an answer is Alt with the key. */
static size_t decode_string(Slice bytes, bool is_final, Key *key)
{
    for (size_t i = 2; i < bytes.len && i < STRING_MOST; i++) {
        unsigned char byte = (unsigned char)bytes.data[i];
        bool is_escape = byte == 0x1b;
        if (is_escape && i + 1 == bytes.len)
            break;
        if (byte == 0x07 || (is_escape && bytes.data[i + 1] == '\\')) {
            uint32_t code = bytes.data[1] == ']' ? background_of(slice_sub(bytes, 2, i)) : KEYCODE_UNKNOWN;
            return set_key(key, code, 0, is_escape ? i + 2 : i + 1);
        }
        if (byte < 0x20)
            return KEY_NO_SEQUENCE;
    }
    if (bytes.len >= STRING_MOST)
        return unknown(key, STRING_MOST);
    if (!is_final)
        return 0;
    bool is_answer = bytes.len > 3 && isdigit((unsigned char)bytes.data[2]);
    return is_answer ? unknown(key, bytes.len) : KEY_NO_SEQUENCE;
}

size_t key_decode_sequence(Slice bytes, bool is_final, Key *key)
{
    switch (bytes.data[1]) {
    case '[':
        return decode_csi(bytes, is_final, key);
    case 'O':
        return decode_ss3(bytes, is_final, key);
    case ']':
    case 'P':
    case '_':
        return decode_string(bytes, is_final, key);
    default:
        return KEY_NO_SEQUENCE;
    }
}
