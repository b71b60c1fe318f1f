/* Makes lookup tables of a language's data. */
#include "engine/syntax/tables.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/syntax/rule.h"
#include "engine/syntax/span.h"
#include "engine/syntax/words.h"

/* The brackets that an interpolation opens and closes with. */
static void add_brackets(Language *language, SkipSet *set, const char *interpolation)
{
    uint8_t open = (uint8_t)interpolation[strlen(interpolation) - 1];
    uint8_t close = (uint8_t)bracket_closing((char)open);
    skip_set_add(set, open);
    skip_set_add(set, close);
    language->classes[open] |= CLASS_SPECIAL;
    language->classes[close] |= CLASS_SPECIAL;
}

static bool is_letter(uint8_t byte)
{
    return isalpha(byte) && byte < 0x80;
}

/* Both cases of a byte that begins something, where case does not count. */
static void add_opening(Language *language, unsigned span, uint8_t byte)
{
    uint8_t other = language->folds && is_letter(byte) ? byte ^ 0x20 : byte;
    language->opens[byte] |= 1U << span;
    language->opens[other] |= 1U << span;
    language->classes[byte] |= CLASS_SPECIAL;
    language->classes[other] |= CLASS_SPECIAL;
    skip_set_add(&language->code, byte);
    skip_set_add(&language->code, other);
}

/* Spans by the second byte of their openings, any byte where there is none. */
static void add_second(Language *language, unsigned index)
{
    const SpanData *span = &language->data->spans[index];
    for (unsigned byte = 0; byte < 256; byte++) {
        bool is_second = byte == (uint8_t)span->open[1];
        bool is_other_case = language->folds && is_letter((uint8_t)byte) && (byte ^ 0x20) == (uint8_t)span->open[1];
        if (!span->open[1] || is_second || is_other_case)
            language->follows[byte] |= 1U << index;
    }
    const uint32_t others =
        SPAN_NESTS | SPAN_HASHES | SPAN_LEVELS | SPAN_DELIMITER | SPAN_CLASSES | SPAN_SIGILS | SPAN_MARKS;
    bool is_alone = span->close && !(span->flags & others) && !language->folds && !span->interpolation;
    if (is_alone && !span_is_by_lines(span) && span->escape != span->close[0])
        language->second[index] = (uint8_t)span->close[1];
}

static void fill_inside(Language *language, unsigned index)
{
    const SpanData *span = &language->data->spans[index];
    SkipSet *set = &language->inside[index];
    const uint32_t by_line = SPAN_ONE_LINE | SPAN_AT_COLUMN_ONE | SPAN_HEREDOC | SPAN_INDENTED;
    if (!span->close || span->flags & by_line)
        skip_set_add(set, '\n');
    for (unsigned byte = '!'; byte <= '~' && span->flags & SPAN_MARKS; byte++)
        if (!(language->classes[byte] & CLASS_WORD))
            skip_set_add(set, (uint8_t)byte);
    if (span->close && !(span->flags & (SPAN_MARKS | SPAN_HEREDOC | SPAN_INDENTED | SPAN_AT_COLUMN_ONE)))
        skip_set_add(set, (uint8_t)(span->flags & SPAN_DELIMITER ? ')' : span->close[0]));
    if (span->escape)
        skip_set_add(set, (uint8_t)span->escape);
    if (span->flags & SPAN_NESTS)
        skip_set_add(set, (uint8_t)span->open[0]);
    if (span->flags & SPAN_CLASSES)
        skip_set_add(set, '[');
    if (span->interpolation)
        skip_set_add(set, (uint8_t)span->interpolation[0]);
    for (size_t i = 0; i < SIGILS_MOST && span->flags & SPAN_SIGILS; i++)
        if (language->data->sigils[i].byte)
            skip_set_add(set, (uint8_t)language->data->sigils[i].byte);
}

static void fill_spans(Language *language)
{
    const LanguageData *data = language->data;
    bool needs_lines = language->rules_hide;
    for (unsigned i = 0; i < SPANS_MOST && data->spans[i].open; i++) {
        add_opening(language, i, (uint8_t)data->spans[i].open[0]);
        fill_inside(language, i);
        add_second(language, i);
        if (data->spans[i].inside)
            language->inside_index[i] = (uint8_t)language_index(slice_from_cstr(data->spans[i].inside));
        if (data->spans[i].flags & SPAN_HEREDOC) {
            language->heredoc = i + 1;
            needs_lines = true;
        }
        language->span_count = i + 1;
    }
    if (needs_lines)
        skip_set_add(&language->code, '\n');
    language->classes['\n'] |= CLASS_SPECIAL;
    if (data->escape) {
        language->classes[(uint8_t)data->escape] |= CLASS_SPECIAL;
        skip_set_add(&language->code, (uint8_t)data->escape);
    }
    if (data->leave) {
        language->classes[(uint8_t)data->leave[0]] |= CLASS_SPECIAL;
        skip_set_add(&language->code, (uint8_t)data->leave[0]);
    }
    language->nested = language->code;
    for (unsigned i = 0; i < language->span_count; i++)
        if (data->spans[i].interpolation)
            add_brackets(language, &language->nested, data->spans[i].interpolation);
}

static void fill_classes(Language *language)
{
    const LanguageData *data = language->data;
    for (unsigned byte = 0; byte < 256; byte++) {
        uint8_t class = 0;
        if (byte >= 0x80 || is_letter((uint8_t)byte) || byte == '_')
            class = CLASS_WORD | CLASS_FIRST;
        else if (byte >= '0' && byte <= '9')
            class = CLASS_WORD | CLASS_DIGIT;
        else if (byte <= ' ' && byte != '\n')
            class = CLASS_BLANK;
        language->classes[byte] = class;
    }
    for (const char *more = data->word_first; more && *more; more++)
        language->classes[(uint8_t)*more] |= CLASS_WORD | CLASS_FIRST;
    for (const char *more = data->word_more; more && *more; more++)
        language->classes[(uint8_t)*more] |= CLASS_WORD;
    for (size_t i = 0; i < SIGILS_MOST && data->sigils[i].byte; i++) {
        const SigilData *sigil = &data->sigils[i];
        uint8_t byte = (uint8_t)sigil->byte;
        language->sigils[byte] = sigil->kind;
        language->sigil_next[byte] = sigil->takes_digits ? CLASS_WORD : CLASS_FIRST;
        language->classes[byte] |= CLASS_SIGIL;
    }
}

static void add_openings(SkipSet *openings, const SpanData *span)
{
    skip_set_add(openings, (uint8_t)span->open[0]);
    if (is_letter((uint8_t)span->open[0]))
        skip_set_add(openings, (uint8_t)(span->open[0] ^ 0x20));
    if (!span->interpolation)
        return;
    char bracket = span->interpolation[strlen(span->interpolation) - 1];
    skip_set_add(openings, (uint8_t)bracket);
    skip_set_add(openings, (uint8_t)bracket_closing(bracket));
}

static void fill_rules(Language *language)
{
    SkipSet openings = {0};
    for (unsigned i = 0; i < SPANS_MOST && language->data->spans[i].open; i++)
        add_openings(&openings, &language->data->spans[i]);
    if (language->data->escape)
        skip_set_add(&openings, (uint8_t)language->data->escape);
    if (language->data->leave)
        skip_set_add(&openings, (uint8_t)language->data->leave[0]);
    for (unsigned i = 0; i < RULES_MOST && language->data->rules[i].pattern; i++) {
        language->has_rules = true;
        for (size_t part = 0; part < RULE_PARTS; part++)
            if (token_region((TokenKind)language->data->rules[i].kinds[part]) != REGION_CODE)
                language->rules_hide = true;
        for (unsigned byte = 0; byte < 256; byte++) {
            if (rule_may_begin(language, i, (uint8_t)byte))
                language->rules[byte] |= 1U << i;
            if (openings.has[byte] && rule_may_take(language, i, (uint8_t)byte))
                language->rules_hide = true;
        }
    }
}

Language *tables_new(const LanguageData *data, unsigned index)
{
    Language *language = mem_zalloc(1, sizeof *language);
    language->data = data;
    language->index = index;
    const char *names = data->names;
    Slice name;
    if (words_next(&names, &name) && name.len < sizeof language->name)
        memcpy(language->name, name.data, name.len);
    language->folds = data->flags & LANGUAGE_ANY_CASE;
    fill_classes(language);
    rule_compile(language);
    fill_rules(language);
    fill_spans(language);
    words_fill(language);
    return language;
}

void tables_free(Language *language)
{
    if (!language)
        return;
    free(language->rule_items);
    free(language->words);
    free(language);
}
