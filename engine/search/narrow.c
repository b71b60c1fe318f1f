/* Whether what matches one query can only be among what matched another.
 *
 *     text:         the new text holds the old one
 *     expression:   the old one with plain characters appended: whatever the longer one matches begins with a match of
 *                   the shorter one, if the appended characters mean themselves and leave the meaning of what stands
 * before alone
 */
#include "engine/search/narrow.h"

static char fold(char byte, bool is_caseless)
{
    return is_caseless && byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static bool equal_at(Slice text, size_t at, Slice part, bool is_caseless)
{
    for (size_t i = 0; i < part.len; i++)
        if (fold(text.data[at + i], is_caseless) != fold(part.data[i], is_caseless))
            return false;
    return true;
}

static bool holds(Slice text, Slice part, bool is_caseless)
{
    for (size_t at = 0; at + part.len <= text.len; at++)
        if (equal_at(text, at, part, is_caseless))
            return true;
    return false;
}

static bool is_word_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || byte == '_';
}

/* Characters that mean themselves wherever they are appended to a whole expression. */
static bool is_plain(char byte)
{
    return is_word_byte(byte) || byte == ' ' || byte == ',' || byte == ';' || byte == '=' || byte == '/' || byte == '"';
}

/* True when appending plain characters can only continue the expression: it has no alternative at its end that they
 * would join, no escape or brace that they would complete, no construct in which they mean something else. */
static bool can_be_continued(Slice expression)
{
    for (size_t i = 0; i < expression.len; i++) {
        char byte = expression.data[i];
        char next = i + 1 < expression.len ? expression.data[i + 1] : '\0';
        if (byte == '|' || byte == '{' || (byte == '(' && (next == '?' || next == '*')))
            return false;
        /* of the escapes only those that are whole with their one letter: \x4 and \1 would take what follows */
        if (byte == '\\' && next && memchr("wWdDsSbB.()[]{}*+?^$|/\\\"'-", next, 26) == NULL)
            return false;
        if (byte == '\\')
            i++;
    }
    return expression.len > 0;
}

static bool is_continuation(Slice before, Slice now)
{
    if (!slice_starts_with(now, before) || !can_be_continued(before))
        return false;
    for (size_t i = before.len; i < now.len; i++)
        if (!is_plain(now.data[i]))
            return false;
    return true;
}

/* Text without a character that means something in an expression is text in either mode. */
static bool means_itself(const Query *query)
{
    for (size_t i = 0; i < query->pattern.len; i++)
        if (!query->is_literal && !is_plain(query->pattern.data[i]))
            return false;
    return true;
}

/* With regions, a match of `before` must begin where the one of `now` does: not somewhere inside, where another region
 * may be. */
static bool is_within_regions(const Query *before, bool was_caseless, const Query *now)
{
    if (now->regions == 0 || (now->regions & ~before->regions) != 0)
        return false;
    if (before->is_word || now->is_word)
        return before->is_word == now->is_word;
    return now->pattern.len >= before->pattern.len && equal_at(now->pattern, 0, before->pattern, was_caseless);
}

bool narrow_is_within(const Query *before, bool was_caseless, const Query *now, bool is_caseless)
{
    if (is_caseless && !was_caseless)
        return false;
    /* a word is more than its text: the longer text need not hold the shorter one as a word */
    bool is_same_text = slice_equal(before->pattern, now->pattern) && before->is_literal == now->is_literal;
    if (before->regions && !is_within_regions(before, was_caseless, now))
        return false;
    if (before->is_word)
        return is_same_text && now->is_word;
    if (is_same_text)
        return true;
    if (means_itself(before) && means_itself(now))
        return holds(now->pattern, before->pattern, was_caseless);
    /* between words another, shorter match may be taken: expressions only without */
    return !now->is_word && !before->is_literal && !now->is_literal && is_continuation(before->pattern, now->pattern);
}
