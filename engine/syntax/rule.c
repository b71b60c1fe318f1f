/* Reads a pattern item by item, and matches each as long as it can. */
#include "engine/syntax/rule.h"

#include <stdint.h>
#include <string.h>

typedef struct Item {
    char what;       /* 'c' a byte, '?' perhaps a byte, '{' a set, '[' and ']' marks, and the letters b B w d . $ */
    char byte;       /* of 'c' and '?' */
    const char *set; /* of '{' */
    size_t set_len;
    bool is_inverted;
} Item;

/* Takes the next item off the pattern; false at its end. */
static bool next_item(const char **pattern, Item *item)
{
    const char *at = *pattern;
    *item = (Item){.what = 'c', .byte = *at};
    if (!*at)
        return false;
    if (*at++ == '%' && *at) {
        item->what = *at;
        item->is_inverted = *at == '!';
        if (*at == '%')
            item->what = 'c';
        else if (*at == '?')
            item->byte = *++at;
        else if (*at == '!' || *at == '{') {
            item->what = '{';
            item->set = at + (item->is_inverted ? 2 : 1);
            item->set_len = strcspn(item->set, "}");
            at = item->set + item->set_len;
        }
        if (*at)
            at++;
    }
    *pattern = at;
    return true;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static bool item_takes(const Language *language, const Item *item, uint8_t byte)
{
    switch (item->what) {
    case 'c':
    case '?':
        return (uint8_t)item->byte == byte;
    case '{':
        return byte != '\n' && (memchr(item->set, byte, item->set_len) != NULL) != item->is_inverted;
    case 'w':
        return language->classes[byte] & CLASS_WORD;
    case 'd':
        return byte >= '0' && byte <= '9';
    case '.':
        return byte != '\n';
    case 'b':
    case 'B':
    case '$':
        return is_blank((char)byte);
    default:
        return false;
    }
}

/* Where the item's match ends, or SIZE_MAX. */
static size_t match_item(const Language *language, const Item *item, const char *bytes, size_t at, size_t end)
{
    if (item->what == 'c' || item->what == '?') {
        if (at < end && bytes[at] == item->byte)
            return at + 1;
        return item->what == '?' ? at : SIZE_MAX;
    }
    size_t from = at;
    while (at < end && item_takes(language, item, (uint8_t)bytes[at]))
        at++;
    bool is_optional = item->what == 'b' || item->what == '.';
    if (item->what == '$')
        return at == end || bytes[at] == '\n' ? at : SIZE_MAX;
    return at > from || is_optional ? at : SIZE_MAX;
}

bool rule_match(const Language *language, const char *pattern, const char *bytes, size_t at, size_t end,
                RuleMatch *match)
{
    Item item;
    match->parts = 0;
    while (next_item(&pattern, &item)) {
        if (item.what == '[' && match->parts < RULE_PARTS) {
            match->starts[match->parts] = match->ends[match->parts] = at;
            match->parts++;
        } else if (item.what == ']' && match->parts > 0) {
            match->ends[match->parts - 1] = at;
        } else {
            at = match_item(language, &item, bytes, at, end);
            if (at == SIZE_MAX)
                return false;
        }
    }
    match->end = at;
    return true;
}

bool rule_may_begin(const Language *language, const char *pattern, uint8_t byte)
{
    Item item;
    while (next_item(&pattern, &item)) {
        if (item.what == '[' || item.what == ']')
            continue;
        if (item_takes(language, &item, byte))
            return true;
        bool passes_blanks = item.what == 'b' || item.what == 'B' || item_takes(language, &item, ' ') ||
                             item_takes(language, &item, '\t');
        if (item.what == '$')
            return byte == '\n';
        if (item.what != '?' && item.what != '.' && !passes_blanks)
            return false;
    }
    return true;
}

bool rule_may_take(const Language *language, const char *pattern, uint8_t byte)
{
    Item item;
    while (next_item(&pattern, &item))
        if (item_takes(language, &item, byte))
            return true;
    return false;
}
