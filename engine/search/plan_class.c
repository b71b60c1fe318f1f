/* Reading characters and classes of characters. A class that is not surely understood holds everything. */
#include "engine/search/plan_reader.h"

char plan_control(char letter)
{
    switch (letter) {
    case 't':
        return '\t';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 'f':
        return '\f';
    case 'a':
        return '\a';
    case 'e':
        return 0x1b;
    default:
        return 0;
    }
}

static int hex_value(char c)
{
    return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int plan_hex(Reader *reader)
{
    size_t start = reader->at;
    int value = 0;
    for (int digits = 0; digits < 2; digits++, reader->at++) {
        int digit = hex_value(reader_peek(reader));
        if (digit < 0) {
            reader->at = start;
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

static PlanNode everything(void)
{
    PlanNode class = {.kind = NODE_CLASS, .is_wide = true};
    byte_set_invert(&class.set);
    return class;
}

static bool is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

/* In caseless matching, characters beyond ASCII have cases of their own, and two of them (U+017F, U+212A) fold to
 * 's' and 'k': such places are no text where the file may hold them. A newline is in no line. */
PlanNode plan_character(const Reader *reader, Slice bytes)
{
    char byte = bytes.data[0];
    if (!(byte & 0x80) || !reader->mode.is_caseless) {
        bool folds_from_afar = reader->mode.is_caseless && reader->mode.is_wide && is_one_of(byte, "kKsS");
        if (byte != '\n' && !folds_from_afar) {
            PlanNode text = {.kind = NODE_TEXT, .len = (uint8_t)bytes.len, .is_certain = true};
            memcpy(text.text, bytes.data, bytes.len);
            if (reader->mode.is_caseless && is_upper(byte))
                text.text[0] |= 0x20;
            return text;
        }
        PlanNode class = {.kind = NODE_CLASS, .is_certain = true, .is_wide = folds_from_afar};
        byte_set_add(&class.set, (uint8_t)byte);
        byte_set_fold(&class.set);
        return class;
    }
    return everything();
}

static void add_bytes(ByteSet *set, const char *bytes)
{
    for (; *bytes; bytes++)
        byte_set_add(set, (uint8_t)*bytes);
}

/* The classes of upper-case letters are the complements. All may be wide, those of ASCII characters too, since what
 * their members are beyond ASCII is a matter of tables. */
bool plan_letter_class(char letter, PlanNode *class)
{
    *class = (PlanNode){.kind = NODE_CLASS, .is_certain = true, .is_wide = true};
    switch (letter | 0x20) {
    case 'd':
        byte_set_add_range(&class->set, '0', '9');
        break;
    case 's':
        add_bytes(&class->set, " \t\n\v\f\r");
        break;
    case 'h':
        add_bytes(&class->set, " \t");
        break;
    case 'v':
        add_bytes(&class->set, "\n\v\f\r");
        break;
    case 'w':
        byte_set_add_range(&class->set, '0', '9');
        byte_set_add_range(&class->set, 'A', 'Z');
        byte_set_add_range(&class->set, 'a', 'z');
        byte_set_add(&class->set, '_');
        break;
    default:
        return false;
    }
    if (is_upper(letter))
        byte_set_invert(&class->set);
    return true;
}

/* The set of "[:name:]"; false when there is none of this name. */
static bool posix_set(Slice name, ByteSet *set)
{
    static const struct {
        const char *name;
        const char *ranges; /* pairs of first and last */
    } sets[] = {
        {"alpha", "azAZ"},     {"lower", "az"},
        {"upper", "AZ"},       {"alnum", "azAZ09"},
        {"digit", "09"},       {"xdigit", "afAF09"},
        {"word", "azAZ09__"},  {"space", "\t\r  "},
        {"blank", "\t\t  "},   {"cntrl", "\x01\x1f\x7f\x7f"},
        {"graph", "!~"},       {"print", " ~"},
        {"punct", "!/:@[`{~"}, {"ascii", "\x01\x7f"},
    };
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        if (!slice_equal(name, slice_from_cstr(sets[i].name)))
            continue;
        for (const char *range = sets[i].ranges; *range; range += 2)
            byte_set_add_range(set, (uint8_t)range[0], (uint8_t)range[1]);
        if (sets[i].ranges[0] == '\x01')
            byte_set_add(set, 0);
        return true;
    }
    return false;
}

typedef enum MemberKind {
    MEMBER_CHARACTER,
    MEMBER_SET,
    MEMBER_UNKNOWN,
} MemberKind;

/* Behind "[" in a class: "[:name:]" and its like; false when it is none, and nothing is taken. "[[:<:]]" is no class at
 * all, so that unknown names end the reading. */
static bool read_posix(Reader *reader, ByteSet *set, MemberKind *kind)
{
    char sign = reader_peek(reader);
    if (!is_one_of(sign, ":.="))
        return false;
    const char close[] = {sign, ']', '\0'};
    size_t start = reader->at;
    for (reader->at++; !reader_is_at_end(reader) && reader_peek(reader) != ']'; reader->at++) {
        Slice name = slice_sub(reader->pattern, start + 1, reader->at);
        if (!reader_take(reader, close))
            continue;
        *kind = posix_set(name, set) ? MEMBER_SET : MEMBER_UNKNOWN;
        bool is_negated = slice_starts_with(name, slice_from_cstr("^"));
        reader->has_given_up = reader->has_given_up || (*kind == MEMBER_UNKNOWN && !is_negated);
        return true;
    }
    reader->at = start;
    return false;
}

/* Behind a backslash in a class. */
static MemberKind read_class_escape(Reader *reader, char *character, ByteSet *set)
{
    char c = reader_peek(reader);
    PlanNode letter;
    reader->at++;
    if (c == 'Q' || c == 'E' || c == 'c')
        reader->has_given_up = true;
    *character = c == 'b' ? '\b' : plan_control(c) ? plan_control(c) : c;
    if (plan_letter_class(c, &letter)) {
        byte_set_add_set(set, &letter.set);
        return MEMBER_SET;
    }
    if (c == 'x') {
        int value = plan_hex(reader);
        *character = (char)value;
        return value < 0 || value >= 0x80 ? MEMBER_UNKNOWN : MEMBER_CHARACTER;
    }
    return c == 'b' || plan_control(c) || !is_alnum(c) ? MEMBER_CHARACTER : MEMBER_UNKNOWN;
}

/* One member: an ASCII character, or a set that is added to `set`, or something else; all of it is taken. */
static MemberKind read_member(Reader *reader, char *character, ByteSet *set)
{
    MemberKind kind;
    char c = reader_peek(reader);
    reader->at++;
    if (c == '[' && read_posix(reader, set, &kind))
        return kind;
    if (c == '\\')
        return read_class_escape(reader, character, set);
    *character = c;
    return c & 0x80 ? MEMBER_UNKNOWN : MEMBER_CHARACTER;
}

/* What has been read of a class. */
typedef struct ClassReading {
    ByteSet set;
    bool is_listed; /* single characters so far, and few: in `list` */
    bool is_unknown;
    bool has_sets;
    unsigned count;
    char list[PLAN_STRINGS];
} ClassReading;

static void list_character(const Reader *reader, ClassReading *reading, char character)
{
    PlanNode text = plan_character(reader, slice_of(&character, 1));
    if (text.kind != NODE_TEXT)
        reading->is_listed = false;
    if (!reading->is_listed || memchr(reading->list, text.text[0], reading->count))
        return;
    reading->is_listed = reading->count < PLAN_STRINGS;
    if (reading->is_listed)
        reading->list[reading->count++] = text.text[0];
}

/* "-z" behind `first`, when that is there; false when there is no range. */
static bool read_range(Reader *reader, ClassReading *reading, char first)
{
    Slice rest = slice_sub(reader->pattern, reader->at, reader->pattern.len);
    if (rest.len < 2 || rest.data[0] != '-' || rest.data[1] == ']')
        return false;
    reader->at++;
    char last = 0;
    reading->is_listed = false;
    bool is_clear = !(reading->has_sets && first == '-'); /* a hyphen behind a set may be itself or begin a range */
    if (read_member(reader, &last, &reading->set) == MEMBER_CHARACTER && first <= last && is_clear)
        byte_set_add_range(&reading->set, (uint8_t)first, (uint8_t)last);
    else
        reading->is_unknown = true;
    return true;
}

static void read_next_member(Reader *reader, ClassReading *reading)
{
    char character = 0;
    MemberKind kind = read_member(reader, &character, &reading->set);
    if (kind != MEMBER_CHARACTER) {
        reading->is_listed = false;
        reading->has_sets = true;
        reading->is_unknown = reading->is_unknown || kind == MEMBER_UNKNOWN;
    } else if (!read_range(reader, reading, character)) {
        byte_set_add(&reading->set, (uint8_t)character);
        list_character(reader, reading, character);
    }
}

static bool folds_from_afar(const ByteSet *set)
{
    return byte_set_has(set, 'k') || byte_set_has(set, 's');
}

/* A class of a few ASCII characters is listed, in their order. */
PlanNode plan_read_class(Reader *reader)
{
    bool is_negated = reader_take(reader, "^");
    ClassReading reading = {.is_listed = !is_negated};
    bool is_first = true;
    for (; !reader_is_at_end(reader) && (is_first || reader_peek(reader) != ']'); is_first = false)
        read_next_member(reader, &reading);
    if (reader_is_at_end(reader))
        reader->has_given_up = true;
    reader->at++;
    if (reading.is_unknown)
        return everything();
    PlanNode class = {.kind = NODE_CLASS, .set = reading.set, .is_certain = true};
    if (reader->mode.is_caseless)
        byte_set_fold(&class.set);
    bool is_wider = reader->mode.is_wide && reader->mode.is_caseless && folds_from_afar(&class.set);
    if (is_negated)
        byte_set_invert(&class.set);
    class.is_wide = is_negated || reading.has_sets || is_wider;
    if (reading.is_listed && reading.count > 0) {
        class.len = (uint8_t)reading.count;
        memcpy(class.text, reading.list, reading.count);
    }
    return class;
}
